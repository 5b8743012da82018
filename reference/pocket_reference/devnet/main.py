"""A devnet from its start to its end: a directory with its chain and keys, and the node that serves it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from pocket_reference.devnet.errors import DevnetError
from pocket_reference.devnet.network import Network
from pocket_reference.devnet.node import Node, Observer
from pocket_reference.devnet.server import FAILED, application
from pocket_spec.chain.execution import BlockResult
from pocket_spec.invariants import broken_by_state
from pocket_spec.state.state import State

CHAIN, KEYS = "chain.db", "keys.json"
DEFAULT_ADDRESS = ("127.0.0.1", 26_680)
ENDING_SECONDS = 1.0
"""Seconds that requests have to be answered when the node ends."""


def begin(directory: Path, network: Network) -> None:
    """Make a directory with a chain at its beginning and everybody's keys; refused where there is a chain."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        Node.begin(directory / CHAIN, network.state)
        members = [found.to_json() for found in network.members.values()]
        (directory / KEYS).write_text(json.dumps(members, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise DevnetError(f"{directory}: {error.strerror}") from None


def stop_at_broken_invariants(_: State, result: BlockResult) -> None:
    """Refuse a block after which an invariant of the catalogue does not hold."""
    broken = broken_by_state(result.state)
    if broken:
        raise DevnetError(f"height {result.state.height - 1}: {', '.join(found.id for found in broken)} broken")


@dataclass(frozen=True, slots=True)
class Serving:
    """A node that serves, and its port."""

    node: Node
    app: web.Application
    port: int

    async def failed(self) -> None:
        """Wait until a block cannot be produced, and raise why."""
        await self.app[FAILED].happened.wait()
        raise DevnetError(f"no block {self.node.state.height}: {self.app[FAILED].error}")


@contextlib.asynccontextmanager
async def serving(
    path: Path,
    address: tuple[str, int] = DEFAULT_ADDRESS,
    *,
    interval: float | None,
    observer: Observer = stop_at_broken_invariants,
) -> AsyncIterator[Serving]:
    """Serve the chain in a file as long as the context lasts; `interval` as in `application`."""
    node = _opened(path, observer)
    app = application(node, interval=interval)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=ENDING_SECONDS)
    try:
        await runner.setup()
        await _listen(runner, address)
        yield Serving(node, app, runner.addresses[0][1])
    finally:
        await runner.cleanup()
        node.close()


def _opened(path: Path, observer: Observer) -> Node:
    if not path.exists():
        raise DevnetError(f"{path}: no chain; begin one first")
    return Node(path, observer=observer)


async def _listen(runner: web.AppRunner, address: tuple[str, int]) -> None:
    try:
        await web.TCPSite(runner, *address).start()
    except OSError as error:
        raise DevnetError(f"{address[0]}:{address[1]}: {error.strerror}") from None


async def run(
    directory: Path, address: tuple[str, int], *, interval: float | None, announce: Callable[[str], None]
) -> None:
    """Serve the chain in a directory until SIGTERM or SIGINT, or until a block cannot be produced."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with serving(directory / CHAIN, address, interval=interval) as served:
        pace = "blocks on demand" if interval is None else f"a block every {interval:g} s"
        announce(f"serving at http://{address[0]}:{served.port}, {pace}, height {served.node.state.height - 1}")
        waiting: list[asyncio.Task[Any]] = [asyncio.create_task(stop.wait()), asyncio.create_task(served.failed())]
        done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            task.result()
