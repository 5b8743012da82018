"""A directory of logs: one for each supplier and session, of which one process at a time has the use."""

from __future__ import annotations

import fcntl
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pocket_reference.smst.tree import Tree
from pocket_reference.store.log import (
    Contents,
    LogError,
    RelayLog,
    Sync,
    create_log,
    mend_log,
    open_log,
    read_log,
    sync_directory,
)
from pocket_reference.store.records import DamagedHeaderError, Label, MinedRelay, ServedRequest, decode_header

SUFFIX = ".relays"
INTERVAL_SECONDS = 0.2
"""How long a relay may wait for the disk under the policy `Sync.INTERVAL`."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


class StoreInUseError(Exception):
    """Another process has the store open."""


class UnknownSessionError(KeyError):
    """The store has no log of this supplier and session."""


@dataclass(frozen=True, slots=True)
class SessionKey:
    """Which log: the supplier's operator address and the session's id."""

    supplier: str
    session: str

    def file_name(self) -> str:
        """Name of the log's file. Addresses and session ids are letters and digits; nothing else is let through."""
        for part in (self.supplier, self.session):
            if not _NAME.fullmatch(part):
                raise ValueError(f"{part!r} cannot be part of a file name")
        return f"{self.supplier}.{self.session}{SUFFIX}"


class RelayStore:
    """The logs of a RelayMiner."""

    def __init__(self, directory: Path, sync: Sync = Sync.INTERVAL, interval: float = INTERVAL_SECONDS) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.failure: LogError | None = None
        """Why syncing in the background failed, if it did; the log concerned takes no more until it is mended."""
        self._sync = sync
        self._interval = interval
        self._logs: dict[SessionKey, RelayLog] = {}
        self._lock = threading.RLock()
        self._guard = _lock_of(directory)
        for unfinished in directory.glob(f".*{SUFFIX}.*"):
            unfinished.unlink()  # cut short in its making: nothing was appended to it, and what it mends is still there
        self._closing = threading.Event()
        self._syncer = threading.Thread(target=self._keep_syncing, name="relay store", daemon=True)
        if sync is Sync.INTERVAL:
            self._syncer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def sessions(self) -> list[SessionKey]:
        """Return the logs that there are, open or not, by name."""
        names = sorted(path.name.removesuffix(SUFFIX) for path in self.directory.glob(f"[!.]*{SUFFIX}"))
        return [SessionKey(*name.split(".", 1)) for name in names]

    def create(self, key: SessionKey, details: dict[str, str | int]) -> RelayLog:
        """Start the log of a session; `FileExistsError` where there is one already."""
        with self._lock:
            path = self.directory / key.file_name()
            if path.exists():
                raise FileExistsError(str(path))
            self._logs[key] = create_log(path, Label(key.supplier, key.session, details), self._sync)
            return self._logs[key]

    def open(
        self,
        key: SessionKey,
        visit: Callable[[MinedRelay], None],
        visit_served: Callable[[ServedRequest], None] = lambda _: None,
    ) -> RelayLog:
        """Open the log of a session after a restart and show all that is whole in it; a damaged tail is cut off.

        What was cut, and what is damaged before it, is in the log's `recovery`. `DamagedHeaderError` where the file is
        no log.
        """
        with self._lock:
            path = self.directory / key.file_name()
            if not path.exists():
                raise UnknownSessionError(key)
            if key in self._logs:
                raise ValueError(f"{key} is open already")
            log = open_log(path, visit, self._sync, visit_served)
            if (log.label.supplier, log.label.session) != (key.supplier, key.session):
                log.close()
                raise DamagedHeaderError(f"{path} holds the relays of {log.label.supplier}, {log.label.session}")
            self._logs[key] = log
            return log

    def mend(self, key: SessionKey, upto: int) -> RelayLog:
        """Put a new log in the place of one that takes no more, with its records up to an offset; raises `OSError`."""
        with self._lock:
            self._logs[key] = mend_log(self._logs[key], upto, self._sync)
            return self._logs[key]

    def rebuild(self, key: SessionKey) -> tuple[RelayLog, Tree]:
        """Open the log of a session and grow its tree again."""
        tree = Tree()
        return self.open(key, lambda relay: tree.update(relay.key, relay.value, relay.weight)), tree

    def label(self, key: SessionKey) -> Label:
        """Read what the owner of a log wanted to remember of its session. `DamagedHeaderError` where it is no log."""
        with (self.directory / key.file_name()).open("rb") as file:
            return decode_header(file)[0]

    def read(self, key: SessionKey, visit: Callable[[MinedRelay], None]) -> Contents:
        """Show the relays of a log, open or not, as far as they are whole; others may use the store meanwhile."""
        return read_log(self.directory / key.file_name(), visit)

    def drop(self, key: SessionKey) -> None:
        """Remove the log of a session that is settled, for good."""
        with self._lock:
            log = self._logs.pop(key, None)
            if log is not None:
                log.close()
            path = self.directory / key.file_name()
            if not path.exists():
                raise UnknownSessionError(key)
            path.unlink()
            sync_directory(self.directory)

    def sync(self) -> None:
        """Force everything appended to the disk."""
        with self._lock:
            logs = list(self._logs.values())
        for log in logs:
            log.sync()

    def close(self) -> None:
        """Close all logs and let others use the store."""
        self._closing.set()
        if self._syncer.is_alive():
            self._syncer.join()
        with self._lock:
            logs, self._logs = list(self._logs.values()), {}
            for log in logs:
                log.close()
            if self._guard >= 0:
                os.close(self._guard)
                self._guard = -1

    def _keep_syncing(self) -> None:
        while not self._closing.wait(self._interval):
            try:
                self.sync()
            except LogError as error:
                self.failure = error


def _lock_of(directory: Path) -> int:
    """Take the store for this process, or raise `StoreInUseError`. The lock ends with the process, however it ends."""
    handle = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise StoreInUseError(f"{directory} is in use by another process") from None
    return handle
