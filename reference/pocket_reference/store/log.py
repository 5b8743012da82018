"""One log: the relays of one supplier in one session.

When does a relay survive what? `append` returns when the operating system has the whole record, so no relay for which
it has returned is lost when the process ends, `kill -9` included. For the end of the machine there is the policy:

| `Sync` | a relay is on the disk | lost with the machine |
| --- | --- | --- |
| `ALWAYS` | when `append` returns | nothing |
| `INTERVAL` | when the store has synced, `INTERVAL_SECONDS` later | what was appended since |
| `NEVER` | when the operating system likes | what it had not written |

A record that could not be written whole (a full disk) is taken back, and `append` says so: `LogError`. After a sync
that failed nobody knows what is on the disk, so the log takes no more.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pocket_reference.store.records import (
    Damage,
    Label,
    MinedRelay,
    decode_header,
    decode_records,
    encode_header,
    encode_record,
)


class Sync(Enum):
    """When what was appended is forced to the disk."""

    ALWAYS = "always"
    INTERVAL = "interval"
    NEVER = "never"


class LogError(Exception):
    """A relay was not appended, and must not be acknowledged."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was found in a log when it was opened: relays, good bytes, and what was cut off behind them."""

    relays: int
    size: int
    damage: Damage | None
    kept_in: Path | None
    """Where the bytes that were cut off are."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a log was found to hold: `size` bytes of whole records, and what is wrong behind them."""

    label: Label
    header_checksum: int
    relays: int
    size: int
    damage: Damage | None


class RelayLog:
    """A log that is open for appending. `append` may be called from several threads."""

    def __init__(self, path: Path, label: Label, header_checksum: int, recovery: Recovery, sync: Sync) -> None:
        self.path = path
        self.label = label
        self.recovery = recovery
        self.relays = recovery.relays
        self.size = recovery.size
        self._header_checksum = header_checksum
        self._sync = sync
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        self._unsynced = False
        self._broken = ""

    def append(self, relay: MinedRelay) -> None:
        """Append a relay; once this returns it may be acknowledged."""
        with self._lock:
            if self._broken:
                raise LogError(self._broken)
            parts = encode_record(relay, self.size, self._header_checksum)
            size = sum(map(len, parts))
            self._write(parts, size)
            self.size += size
            self.relays += 1
            self._unsynced = True
            if self._sync is Sync.ALWAYS:
                self._force()

    def sync(self) -> None:
        """Force everything appended to the disk."""
        with self._lock:
            if self._unsynced and not self._broken:
                self._force()

    def close(self) -> None:
        """Sync, unless the policy is never to, and close."""
        try:
            if self._sync is not Sync.NEVER:
                self.sync()
        finally:
            with self._lock:
                if self._file >= 0:
                    os.close(self._file)
                self._file, self._broken = -1, "the log is closed"

    def _write(self, parts: tuple[bytes, bytes], size: int) -> None:
        try:
            written = os.writev(self._file, parts)
        except OSError as error:
            self._take_back()
            raise LogError(f"{self.path}: {error.strerror}") from error
        if written != size:
            self._take_back()
            raise LogError(f"{self.path}: only {written} of {size} bytes could be written; is the disk full?")

    def _take_back(self) -> None:
        """Remove a record that was not written whole, so that the next one comes after a whole one."""
        try:
            os.ftruncate(self._file, self.size)
        except OSError as error:
            self._broken = f"{self.path}: a record is torn and cannot be removed: {error.strerror}"

    def _force(self) -> None:
        try:
            os.fsync(self._file)
        except OSError as error:
            self._broken = f"{self.path}: {error.strerror} while syncing"
            raise LogError(self._broken) from error
        self._unsynced = False


def create_log(path: Path, label: Label, sync: Sync = Sync.INTERVAL) -> RelayLog:
    """Make a log. Either it is there with its whole header afterwards, on the disk, or it is not there."""
    header = encode_header(label)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        file.write(header)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_directory(path.parent)
    with path.open("rb") as file:
        _, checksum = decode_header(file)
    return RelayLog(path, label, checksum, Recovery(0, len(header), None, None), sync)


def open_log(path: Path, visit: Callable[[MinedRelay], None], sync: Sync = Sync.INTERVAL) -> RelayLog:
    """Open a log, show all its relays in order, and cut off what is torn or damaged behind them.

    What is cut off goes to a file beside the log first. `DamagedHeaderError` where the file is no log.
    """
    found = read_log(path, visit)
    kept_in = _cut(path, found.damage) if found.damage else None
    recovery = Recovery(found.relays, found.size, found.damage, kept_in)
    return RelayLog(path, found.label, found.header_checksum, recovery, sync)


def read_log(path: Path, visit: Callable[[MinedRelay], None]) -> Contents:
    """Show all relays of a log in order, as far as they are whole, and change nothing.

    The log may be open for appending. `DamagedHeaderError` where the file is no log.
    """
    relays, damage = 0, None
    with path.open("rb") as file:
        label, checksum = decode_header(file)
        for found in decode_records(file, checksum):
            if isinstance(found, Damage):
                damage = found
                break
            visit(found)
            relays += 1
        size = damage.offset if damage else file.tell()
    return Contents(label, checksum, relays, size, damage)


def sync_directory(directory: Path) -> None:
    """Force names that were made or removed in a directory to the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cut(path: Path, damage: Damage) -> Path:
    """Move everything from the damage on to a file of its own."""
    kept_in = path.with_name(f"{path.name}.cut-{damage.offset}")
    with path.open("r+b") as file:
        file.seek(damage.offset)
        with kept_in.open("ab") as rest:
            while piece := file.read(2**20):
                rest.write(piece)
            rest.flush()
            os.fsync(rest.fileno())
        file.truncate(damage.offset)
        os.fsync(file.fileno())
    sync_directory(path.parent)
    return kept_in
