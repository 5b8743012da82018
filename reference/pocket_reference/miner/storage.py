"""The miner's relays on disk: one log for each supplier and session, from which trees grow when they are needed.

Relays are written by one thread, in batches: while one batch is forced to the disk the next one collects, so that many
relays share one fsync and nothing waits for the disk but the responses of those relays. `Sync` says what a response
waits for:

| `Sync` | a response leaves when its relay | lost with the process | lost with the machine |
| --- | --- | --- | --- |
| `ALWAYS` | is forced to the disk | nothing | nothing |
| `INTERVAL` | is with the operating system | nothing | the last 0.2 seconds |
| `NEVER` | is with the operating system | nothing | what the system had not written |

A request that was served and whose relay does not count is remembered too, by its hash, in the same log and under the
same policy: after a restart it is not served again.

When a log cannot be synced, the relays that waited for it are refused. What was promised before is then written into a
new file, which takes the log's place, and the session goes on; where that fails too it is tried again some seconds
later.

No tree is kept in memory while a session takes relays; its log is the truth, before a restart and after it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pocket_reference.smst.tree import Tree
from pocket_reference.store.log import LogError, RelayLog, Sync
from pocket_reference.store.records import DamagedHeaderError, Entry
from pocket_reference.store.sessions import RelayStore, SessionKey, UnknownSessionError
from pocket_spec.relay.messages import SessionHeader

MEND_SECONDS = 5.0
"""Seconds after a log could not be mended until it is tried again."""
LOG = logging.getLogger(__name__)


class SealedError(Exception):
    """The session takes no more relays: its tree is being claimed."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session and supplier that have relays on disk."""

    header: SessionHeader
    supplier: str

    @property
    def key(self) -> SessionKey:
        """Name of its log."""
        return SessionKey(self.supplier, self.header.session_id)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What waits for the disk: a relay, or the hash of a request."""

    session: StoredSession
    entry: Entry
    written: asyncio.Future[None]


@dataclass(eq=False)
class _Batch:
    """Relays that are written together, and whether they are."""

    relays: list[_Waiting] = field(default_factory=list)
    written: asyncio.Event = field(default_factory=asyncio.Event)


class Storage:
    """The relays of one miner. Its methods are called from one event loop."""

    def __init__(self, directory: Path, sync: Sync = Sync.ALWAYS) -> None:
        self._sync = sync
        self._store = RelayStore(directory, Sync.INTERVAL if sync is Sync.INTERVAL else Sync.NEVER)
        self._logs: dict[StoredSession, RelayLog] = {}
        self._sessions: set[StoredSession] = set()
        self._sealed: set[StoredSession] = set()
        self._mend_at: dict[StoredSession, float] = {}
        self._collecting = _Batch()
        self._writing: _Batch | None = None
        self._writer: asyncio.Task[None] | None = None

    def recover(self, visit: Callable[[StoredSession, Entry], None]) -> list[str]:
        """Open all logs after a start and show what is in them; gives what is damaged or cannot be read."""
        problems = []
        for key in self._store.sessions():
            try:
                session = StoredSession(_header(key, self._store.label(key).details), key.supplier)
                show = partial(visit, session)
                log = self._store.open(key, show, show)
            except (DamagedHeaderError, KeyError, OSError) as error:
                problems.append(f"{key.file_name()}: not used: {error}")
                continue
            self._logs[session] = log
            self._sessions.add(session)
            found = log.recovery
            damages = [(gap, "skipped") for gap in found.gaps] + ([(found.damage, "cut off")] if found.damage else [])
            problems += [
                f"{key.file_name()}: {damage.size} bytes {done} at {damage.offset}: {damage.reason}"
                for damage, done in damages
            ]
        return problems

    def sessions(self) -> list[StoredSession]:
        """List the sessions that have logs, oldest first."""
        return sorted(
            self._sessions, key=lambda found: (found.header.session_end_block_height, found.header.session_id)
        )

    def relays(self, session: StoredSession) -> int:
        """Count the relays of a session."""
        return self._logs[session].relays if session in self._logs else 0

    async def append(self, session: StoredSession, entry: Entry) -> None:
        """Write a relay or a served request; done when the response may leave.

        Raises `SealedError`, `LogError`, `OSError`.
        """
        if session in self._sealed:
            raise SealedError(session.header.session_id)
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._collecting.relays.append(_Waiting(session, entry, written))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await written

    async def seal(self, session: StoredSession) -> None:
        """Take no more relays of a session; done when those that were taken are written."""
        self._sealed.add(session)
        for batch in (self._writing, self._collecting):
            if batch is not None and any(waiting.session == session for waiting in batch.relays):
                await batch.written.wait()

    async def tree(self, session: StoredSession) -> Tree:
        """Grow the tree of a session's relays."""
        return await asyncio.to_thread(self._grow, session)

    async def drop(self, session: StoredSession) -> None:
        """Delete the relays of a sealed session."""
        self._sessions.discard(session)
        self._sealed.discard(session)
        self._logs.pop(session, None)
        self._mend_at.pop(session, None)
        try:
            await asyncio.to_thread(self._store.drop, session.key)
        except UnknownSessionError:
            LOG.warning("the log of session %s is gone", session.header.session_id)

    async def close(self) -> None:
        """Write what waits, force everything to the disk, and let others use the store."""
        while self._writer is not None:
            await asyncio.wait([self._writer])
        try:
            await asyncio.to_thread(self._store.sync)
        finally:
            self._store.close()

    async def _write(self) -> None:
        while self._collecting.relays:
            batch, self._collecting = self._collecting, _Batch()
            self._writing = batch
            problems = await asyncio.to_thread(self._commit, batch.relays)
            for index, waiting in enumerate(batch.relays):
                if waiting.written.done():
                    continue  # nobody waits any more; the relay is kept all the same
                if index in problems:
                    waiting.written.set_exception(problems[index])
                else:
                    waiting.written.set_result(None)
            self._writing = None
            batch.written.set()
        self._writer = None

    def _commit(self, batch: list[_Waiting]) -> dict[int, Exception]:
        """Write a batch and give what failed by index: of a log that cannot be synced, all its relays."""
        problems: dict[int, Exception] = {}
        touched: dict[StoredSession, list[int]] = {}
        for index, waiting in enumerate(batch):
            try:
                self._log(waiting.session).append(waiting.entry)
            except (LogError, OSError, ValueError) as error:
                problems[index] = error
            else:
                touched.setdefault(waiting.session, []).append(index)
        if self._sync is Sync.ALWAYS:
            for session, indexes in touched.items():
                try:
                    self._logs[session].sync()
                except LogError as error:
                    problems |= dict.fromkeys(indexes, error)
        return problems

    def _log(self, session: StoredSession) -> RelayLog:
        if session not in self._logs:
            self._logs[session] = self._store.create(session.key, _details(session.header))
            self._sessions.add(session)
        log = self._logs[session]
        return self._mended(session, log) if log.broken else log

    def _mended(self, session: StoredSession, log: RelayLog) -> RelayLog:
        """Put a new log in the place of a broken one, with all that was promised: under `ALWAYS`, what was synced."""
        if time.monotonic() < self._mend_at.get(session, 0.0):
            raise LogError(f"{log.path}: not mended yet")
        self._mend_at[session] = time.monotonic() + MEND_SECONDS
        mended = self._store.mend(session.key, log.synced_size if self._sync is Sync.ALWAYS else log.size)
        LOG.warning("%s: mended, with %d relays", log.path, mended.relays)
        self._logs[session] = mended
        self._mend_at.pop(session)
        return mended

    def _grow(self, session: StoredSession) -> Tree:
        tree = Tree()
        self._store.read(session.key, lambda relay: tree.update(relay.key, relay.value, relay.weight))
        return tree


def _details(header: SessionHeader) -> dict[str, str | int]:
    return {
        "application": header.application_address,
        "service": header.service_id,
        "start": header.session_start_block_height,
        "end": header.session_end_block_height,
    }


def _header(key: SessionKey, details: dict[str, str | int]) -> SessionHeader:
    return SessionHeader(
        str(details["application"]), str(details["service"]), key.session, int(details["start"]), int(details["end"])
    )
