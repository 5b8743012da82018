"""A network of processes in a directory: devnet with blocks on demand, backend, miners; and a gateway's client."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from pocket_conformance.errors import UserError
from pocket_conformance.network.processes import Service, ending, free_ports
from pocket_conformance.network.setting_up import set_up
from pocket_reference.client.gateway import Gateway, new_client
from pocket_reference.devnet.network import Member, small_network
from pocket_reference.miner.chain import Chain
from pocket_spec.state.records.proof import ProofParams

Json = Any
CATCH_UP_SECONDS = 120.0
"""Seconds that miners have to do what is due after a block."""
POLL_SECONDS = 0.01
PROGRAM = ("-m", "pocket_conformance")
BACKEND = ("-m", "pocket_conformance.network.backend")


@dataclass
class LocalNetwork:
    """What runs, and how to talk to it."""

    members: dict[str, Member]
    node: Service
    miners: list[Service]
    http: aiohttp.ClientSession
    gateway: Gateway

    @property
    def chain(self) -> Chain:
        """The node."""
        return self.gateway.chain

    async def ask(self, path: str, **arguments: str) -> Json:
        """Ask the node."""
        async with self.http.get(self.node.url + path, params=arguments) as answer:
            found = await answer.json()
        if answer.status != 200:
            raise UserError(f"the node: {found['error']}")
        return found

    async def produce_block(self) -> int:
        """Produce a block, wait until every miner that runs has done what is due after it, and give its height."""
        async with self.http.post(self.node.url + "/v1/blocks", json={"count": 1}) as answer:
            if answer.status != 200:
                raise UserError(f"the node stopped: {await answer.text()}")
            height: int = (await answer.json())["height"]
        await asyncio.gather(*(self.caught_up(miner, height) for miner in self.miners))
        return height

    async def caught_up(self, miner: Service, height: int) -> None:
        """Wait until a miner has done what is due after a block."""
        last = time.monotonic() + CATCH_UP_SECONDS
        while time.monotonic() < last:
            with contextlib.suppress(aiohttp.ClientError):
                async with self.http.get(f"{miner.url}/health") as answer:
                    if (await answer.json())["acted"] >= height:
                        return
            await asyncio.sleep(POLL_SECONDS)
        raise UserError(f"{miner.name} did nothing after block {height} for {CATCH_UP_SECONDS} s")


@contextlib.asynccontextmanager
async def local_network(
    directory: Path, *, suppliers: int, blocks_per_session: int, proof: ProofParams
) -> AsyncIterator[LocalNetwork]:
    """Run a network as long as the context lasts, at free ports of 127.0.0.1."""
    node_port, *ports = free_ports(suppliers + 1)
    endpoints = [f"http://127.0.0.1:{port}" for port in ports]
    backend = Service("backend", BACKEND, directory / "backend.log")
    node = Service("devnet", _devnet(directory, node_port), directory / "devnet.log")
    services = [backend, node]
    async with ending(services), new_client() as http:
        await backend.start()
        network = small_network(suppliers, blocks_per_session=blocks_per_session, proof=proof, endpoints=endpoints)
        configs = set_up(directory, network, f"http://127.0.0.1:{node_port}", endpoints, backend.url)
        await node.start()
        miners = [
            Service(path.stem, (*PROGRAM, "miner", "--config", str(path)), path.with_suffix(".log")) for path in configs
        ]
        services.extend(miners)
        await asyncio.gather(*(miner.start() for miner in miners))
        gateway = Gateway(Chain(node.url, http), http, network.members["gateway"].private_key)
        running = LocalNetwork(network.members, node, miners, http, gateway)
        await running.produce_block()
        yield running


def _devnet(directory: Path, port: int) -> tuple[str, ...]:
    return (*PROGRAM, "devnet", "run", str(directory), "--listen", f"127.0.0.1:{port}", "--on-demand")
