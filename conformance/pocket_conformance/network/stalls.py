"""A chain node that stalls and then catches up at once: a claim window passes before any miner can act in it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
from collections.abc import Awaitable, Callable, Iterator

from pocket_conformance.errors import UserError
from pocket_conformance.network.local import LocalNetwork
from pocket_conformance.network.processes import Service
from pocket_reference.miner.chain import ChainSession

STALL_SECONDS = 1.0
"""Seconds for which the node answers nobody before it catches up."""
_MISSED = re.compile(r'^pocket_miner_claims_total\{result="missed"\} (\S+)$', re.MULTILINE)


async def pass_claim_window(network: LocalNetwork, session: ChainSession, look: Callable[[], Awaitable[None]]) -> int:
    """Let the claim window of a session pass in a stall; gives how many missed claims the miners count for it.

    Up to the window every block is acted upon, so that nothing else is due in it: earlier claims are proven by then.
    `look` is called after each of these blocks.
    """
    height = 0
    while height < session.claim_open - 1:
        height = await network.produce_block()
        await look()
    before = await missed(network)
    with halted(network.node):
        await asyncio.sleep(STALL_SECONDS)
    with contextlib.ExitStack() as halting:
        for miner in network.miners:
            halting.enter_context(halted(miner))
        count = session.claim_close - height
        async with network.http.post(network.node.url + "/v1/blocks", json={"count": count}) as answer:
            if answer.status != 200:
                raise UserError(f"the node stopped: {await answer.text()}")
    await asyncio.gather(*(network.caught_up(miner, session.claim_close) for miner in network.miners))
    return await missed(network) - before


@contextlib.contextmanager
def halted(service: Service) -> Iterator[None]:
    """Halt a program as long as the context lasts."""
    if service.process is None:
        raise UserError(f"{service.name} does not run")
    service.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        service.process.send_signal(signal.SIGCONT)


async def missed(network: LocalNetwork) -> int:
    """Count the claims that the miners say they missed since they were started."""
    total = 0
    for miner in network.miners:
        async with network.http.get(miner.url + "/metrics") as answer:
            found = _MISSED.search(await answer.text())
        total += int(float(found[1])) if found else 0
    return total
