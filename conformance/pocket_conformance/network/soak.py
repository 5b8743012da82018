"""Miners under load that are killed at random: is every acknowledged relay in exactly one claim, or known as missed?

A gateway sends relays as fast as they are answered and keeps the hash of every relay whose response verified. Miners,
and now and then the chain node, are ended with SIGKILL and started again. In the end the logs of relays, which were
linked before the miners removed them, are grown into trees again: their roots must be those of the claims on chain,
and every hash must be in exactly one of them.

Once a minute the chain node stalls and then passes a claim window at once. The relays of that session cannot be
claimed: the miners must count the session as missed, no other may be, and every acknowledged relay must be in exactly
one claim or in exactly one missed session.

Blocks come at a steady pace, but wait for a miner that is starting: the windows of a real network are hours long, and a
program that takes seconds to start must not miss them here either.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import click

from pocket_conformance import entry
from pocket_conformance.contracts import unchecked
from pocket_conformance.errors import UserError
from pocket_conformance.network.local import LocalNetwork, local_network
from pocket_conformance.network.relaying import BLOCK_NUMBER
from pocket_conformance.network.soak_findings import Soak
from pocket_conformance.network.stalls import pass_claim_window
from pocket_conformance.output import print_table, table_of
from pocket_reference.client.gateway import Answer
from pocket_reference.client.load import Load
from pocket_reference.devnet.network import SERVICE
from pocket_reference.miner.chain import ChainSession, ChainUnreachableError
from pocket_reference.miner.config import RPC_TYPES
from pocket_reference.miner.payload import request_payload
from pocket_spec.state import defaults

Json = Any
SUPPLIERS, BLOCKS_PER_SESSION, CONCURRENCY = 2, 6, 24
BLOCK_SECONDS = 1.0
KILL_SECONDS = (2.0, 8.0)
"""Shortest and longest time between two kills."""
NODE_KILLS = 0.2
"""Part of the kills that hit the chain node instead of a miner."""
STALL_SECONDS = 60.0
"""Seconds between two stalls of the chain node; the first comes after a third of a shorter run."""
BLOCKS_BEHIND = 1
"""Blocks that a miner may be behind before the chain waits for it."""
LAST_BLOCKS = 60
"""Blocks after the load within which everything must be settled."""


async def run(seconds: float, seed: int) -> Json:
    """Run the soak and give its verdict."""
    with tempfile.TemporaryDirectory(prefix="pocket-spec-soak-") as name:
        soak = Soak(Path(name), random.Random(seed))  # noqa: S311 - nothing secret
        soak.archive.mkdir()
        proof = replace(defaults.PROOF_PARAMS, proof_request_probability=0.5)
        async with local_network(
            soak.directory, suppliers=SUPPLIERS, blocks_per_session=BLOCKS_PER_SESSION, proof=proof
        ) as network:
            await _play(soak, network, seconds)
        return await asyncio.to_thread(soak.verdict)


async def _play(soak: Soak, network: LocalNetwork, seconds: float) -> None:
    until = asyncio.get_running_loop().time() + seconds
    run_number = soak.draw.getrandbits(32)

    def acknowledged(_session: ChainSession, _supplier: str, answer: Answer) -> None:
        soak.acknowledged.add(answer.relay_hash)

    def payload(number: int) -> bytes:
        headers = {"Content-Type": "application/json", "X-Request": f"{run_number}-{number}"}
        return request_payload("POST", "/", headers, BLOCK_NUMBER.encode())

    load = Load(
        network.gateway,
        network.members["app"].address,
        SERVICE,
        RPC_TYPES["json_rpc"],
        payload,
        answered=acknowledged,
        outcome=soak.outcome,
    )
    between = min(STALL_SECONDS, seconds / 3)
    chaos = [
        asyncio.create_task(work)
        for work in (_kill(soak, network), _blocks(soak, network), _stalls(soak, network, between))
    ]
    try:
        await load.run(2**62, CONCURRENCY, until=until)
        for task in chaos:
            if task.done():
                task.result()
    finally:
        async with soak.kills_pause, soak.blocks_pause:  # nothing is left half done
            for task in chaos:
                task.cancel()
        await asyncio.gather(*chaos, return_exceptions=True)
    if not soak.stalled:  # a short run, or a machine so busy that the kills left no time for it
        await load.run(CONCURRENCY, CONCURRENCY, first=2**62)
        await _stall(soak, network)
    await load.run(CONCURRENCY, CONCURRENCY, first=2**63)  # so that the miners claim something afterwards
    for service in (network.node, *network.miners):
        await service.kill()
        await service.start()
    for _ in range(LAST_BLOCKS):
        await network.produce_block()
        await _note_claims(soak, network)
    for outcome, kind in (("settled", "EventClaimSettled"), ("expired", "EventClaimExpired")):
        soak.ended[outcome] = len((await network.ask("/v1/events", type=kind))["events"])


async def _kill(soak: Soak, network: LocalNetwork) -> None:
    """Kill and start again, for ever."""
    while True:
        await asyncio.sleep(soak.draw.uniform(*KILL_SECONDS))
        victim = network.node if soak.draw.random() < NODE_KILLS else soak.draw.choice(network.miners)
        async with soak.kills_pause:
            soak.look(network.miners)
            await victim.kill()
            soak.kills[victim.name] += 1
            await victim.start()


async def _stalls(soak: Soak, network: LocalNetwork, between: float) -> None:
    """Stall the chain node, for ever, while nothing else happens to it."""
    while True:
        await asyncio.sleep(between)
        async with soak.kills_pause, soak.blocks_pause:
            await _stall(soak, network)


async def _stall(soak: Soak, network: LocalNetwork) -> None:
    """Let the claim window of the current session pass, if there are relays in it."""
    session = await network.gateway.session(network.members["app"].address, SERVICE)
    if list(soak.directory.glob(f"*.store/*.{session.header.session_id}.relays")):
        soak.missed += await pass_claim_window(network, session, lambda: _note_claims(soak, network))
        soak.stalled.add(session.header.session_id)


async def _blocks(soak: Soak, network: LocalNetwork) -> None:
    """Produce blocks, for ever, while no miner is too far behind."""
    while True:
        started = time.monotonic()
        with contextlib.suppress(aiohttp.ClientError, ChainUnreachableError, TimeoutError, KeyError):
            await _block(soak, network)
        await asyncio.sleep(max(0.05, BLOCK_SECONDS - (time.monotonic() - started)))


async def _block(soak: Soak, network: LocalNetwork) -> None:
    async with soak.blocks_pause:
        height = (await network.ask("/v1/status"))["height"]
        for miner in network.miners:
            await network.caught_up(miner, height - BLOCKS_BEHIND)
        async with network.http.post(network.node.url + "/v1/blocks", json={"count": 1}) as answer:
            await answer.read()
        await _note_claims(soak, network)


async def _note_claims(soak: Soak, network: LocalNetwork) -> None:
    soak.look(network.miners)
    for claim in (await network.ask("/v1/claims"))["claims"]:
        key = claim["session_header"]["session_id"], claim["supplier_operator_address"]
        known = soak.claims.setdefault(key, claim["root_hash"])
        if known != claim["root_hash"]:
            raise UserError(f"the claim of session {key[0]} changed")


@click.command()
@click.option("--seconds", type=click.FloatRange(1), default=600.0, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Draws when what is killed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def main(*, seconds: float, seed: int, as_json: bool) -> None:
    """Kill miners under load, and count what is lost."""
    with unchecked():
        verdict = asyncio.run(run(seconds, seed))
    if as_json:
        click.echo(json.dumps(verdict))
    else:
        rows = [(name, json.dumps(value)) for name, value in verdict.items()]
        print_table(table_of(f"soak, {seconds:g} s", ("", "value"), rows, numbers=("value",)))
    raise SystemExit(0 if verdict["succeeded"] else 1)


if __name__ == "__main__":
    entry.run(main, "pocket_conformance.network.soak")
