"""A relay miner from its start to its end: everything wired together, the chain followed, signals heard.

At its start it reads what is on disk, whether it was stopped or killed, and goes on from there. At its end it takes no
new relays, finishes those that are being served, writes everything to the disk, and leaves claims and proofs to the
next start. It uses no clock that anybody can set: heights are the chain's, waiting times are monotonic.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from coincurve import PrivateKey

from pocket_reference.miner.backends import Backends
from pocket_reference.miner.chain import (
    RETRY_SECONDS,
    Chain,
    ChainRefusedError,
    ChainSession,
    ChainUnreachableError,
    Status,
)
from pocket_reference.miner.config import Config
from pocket_reference.miner.connections import Connections
from pocket_reference.miner.cycle import Cycle
from pocket_reference.miner.http import Server
from pocket_reference.miner.meter import Meter
from pocket_reference.miner.metrics import Metrics
from pocket_reference.miner.pipeline import Pipeline
from pocket_reference.miner.storage import Storage, StoredSession
from pocket_reference.store.records import Entry
from pocket_spec.crypto.accounts import account_address
from pocket_spec.encoding.bech32 import encode_address

LOG = logging.getLogger(__name__)
DRAIN_SECONDS = 30.0
"""Seconds that relays have to be served to the end when the miner shuts down."""
BACKLOG = 1_024
"""Connections that wait to be accepted."""
IDLE_SECONDS = 5.0
"""Seconds after which an unused connection to a backend or to the chain node is closed."""


class ListenError(Exception):
    """The address cannot be listened at."""


@dataclass
class Miner:
    """The parts of a running miner, and the relays of a store that is being read again."""

    config: Config
    chain: Chain
    storage: Storage
    pipeline: Pipeline
    cycle: Cycle
    server: Server
    recovered: dict[StoredSession, list[Entry]] = field(default_factory=dict)
    latest: Status | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the chain's height is known, so that relays can be served."""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def recover(self) -> None:
        """Read the store; what was damaged is reported."""
        for problem in self.storage.recover(self._recovered):
            LOG.error("store: %s", problem)
            self.pipeline.metrics.failures.labels("store").inc()

    def _recovered(self, session: StoredSession, entry: Entry) -> None:
        self.recovered.setdefault(session, []).append(entry)

    async def follow(self) -> None:
        """Follow the chain's blocks for ever, however often its node is away."""
        reachable = True
        while True:
            try:
                status = await (self.chain.wait(self.latest.height + 1) if self.latest else self.chain.status())
                await self._restore(status)
            except (ChainUnreachableError, ChainRefusedError) as error:
                if reachable:
                    LOG.warning("the chain is away: %s", error)
                reachable = False
                self.pipeline.metrics.failures.labels("chain").inc()
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if not reachable:
                LOG.warning("the chain is back at height %d", status.height)
            reachable, self.latest = True, status
            self.pipeline.hear(status.height)
            self.ready.set()
            self.news.set()

    async def _restore(self, status: Status) -> None:
        """Let the pipeline know what was served before the start, before it serves anything."""
        for stored in list(self.recovered):
            header = stored.header
            session = await self.chain.session(
                header.application_address, header.service_id, header.session_start_block_height
            )
            entries = self.recovered.pop(stored)
            if status.height <= session.grace_end:
                await asyncio.to_thread(self.pipeline.restore, session, stored.supplier, entries)

    async def claim_and_prove(self) -> None:
        """Do what is due after every block, one block at a time."""
        while True:
            await self.news.wait()
            self.news.clear()
            if self.latest is not None:
                status = self.latest
                await self.cycle.tick(status)
                self.chain.forget_sessions_before(status.height)
                self.server.acted = status.height


def suppliers_of(config: Config) -> dict[str, int]:
    """Give the private keys by operator address."""
    found = {}
    for key in config.private_keys:
        public_key = PrivateKey(key.to_bytes(32, "big")).public_key.format()
        found[encode_address(account_address(public_key))] = key
    return found


async def run(config: Config, announce: Callable[[str], None] = LOG.info) -> None:
    """Run a miner until SIGTERM or SIGINT, then end it in order. Raises `ListenError`, `StoreInUseError`, `OSError`."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with started(config) as running:
        stopping, ready = asyncio.create_task(stop.wait()), asyncio.create_task(running.miner.ready.wait())
        await _first_of(ready, stopping, *running.tasks)
        if running.miner.ready.is_set():
            host, suppliers = config.listen[0], ", ".join(running.miner.pipeline.keys)
            announce(f"serving at http://{host}:{running.port} for {suppliers}")
            await _first_of(stopping, *running.tasks)
        announce("ending")


@dataclass(frozen=True, slots=True)
class Running:
    """A miner that serves, its port, and what it does besides serving: none of these tasks ends by itself."""

    miner: Miner
    port: int
    tasks: tuple[asyncio.Task[None], ...]


@contextlib.asynccontextmanager
async def started(config: Config) -> AsyncIterator[Running]:
    """Run a miner as long as the context lasts; at its end, finish what is being served and write everything."""
    storage = Storage(config.store, config.sync)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(storage.close)
        backends_http = await stack.enter_async_context(_client())
        chain_http = await stack.enter_async_context(_client())
        miner = _wired(config, storage, Chain(config.chain_url, chain_http), backends_http)
        await asyncio.to_thread(miner.recover)
        connections = Connections(config.limits)
        application = miner.server.application(connections.middleware())
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        stack.push_async_callback(runner.cleanup)
        await runner.setup()
        site = await _listening(runner, config)
        work = [miner.follow(), miner.claim_and_prove()]
        if runner.server is not None:
            work.append(connections.watch(runner.server))
        tasks = tuple(asyncio.create_task(coroutine) for coroutine in work)
        stack.push_async_callback(_cancelled, tasks)
        try:
            yield Running(miner, runner.addresses[0][1], tasks)
        finally:
            await site.stop()
            if given_up := await miner.server.drain(DRAIN_SECONDS):
                LOG.error("%d relays were not served to the end", given_up)


def _wired(config: Config, storage: Storage, chain: Chain, http: aiohttp.ClientSession) -> Miner:
    keys, metrics = suppliers_of(config), Metrics()

    async def keep(session: ChainSession, supplier: str, entry: Entry) -> None:
        await storage.append(StoredSession(session.header, supplier), entry)

    signers = {address: PrivateKey(key.to_bytes(32, "big")) for address, key in keys.items()}
    pipeline = Pipeline(chain, signers, Meter(config.overservicing_allowance), keep, metrics)
    cycle = Cycle(chain, storage, keys, metrics, pipeline.forget)
    server = Server(pipeline, Backends(config.services, config.limits, http), config.limits)
    return Miner(config, chain, storage, pipeline, cycle, server)


def _client() -> aiohttp.ClientSession:
    """Make a client that takes as many connections as it needs, and lets none grow old."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS))


async def _listening(runner: web.AppRunner, config: Config) -> web.TCPSite:
    host, port = config.listen
    site = web.TCPSite(runner, host, port, backlog=BACKLOG)
    try:
        await site.start()
    except OSError as error:
        raise ListenError(f"{host}:{port}: {error.strerror}") from None
    return site


async def _first_of(*tasks: asyncio.Task[Any]) -> None:
    """Wait for the first task to end, and raise what it raised."""
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


async def _cancelled(tasks: tuple[asyncio.Task[None], ...]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
