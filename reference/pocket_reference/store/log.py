"""One log: the relays of one supplier in one session.

When does a relay survive what? `append` returns when the operating system has the whole record, so no relay for which
it has returned is lost when the process ends, `kill -9` included. For the end of the machine there is the policy:

| `Sync` | a relay is on the disk | lost with the machine |
| --- | --- | --- |
| `ALWAYS` | when `append` returns | nothing |
| `INTERVAL` | when the store has synced, `INTERVAL_SECONDS` later | what was appended since |
| `NEVER` | when the operating system likes | what it had not written |

A record that could not be written whole (a full disk) is taken back, and `append` says so: `LogError`. After a sync
that failed nobody knows what is on the disk, and asking again would not tell, so the log takes no more: `mend_log`
writes what it holds into a new file, every byte of which is synced, and puts that in its place.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

from pocket_reference.store.records import (
    Damage,
    Entry,
    Label,
    MinedRelay,
    Seal,
    ServedRequest,
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
    """What was found in a log when it was opened, and what was cut off behind the last whole record."""

    relays: int
    size: int
    damage: Damage | None
    """What was cut off."""
    kept_in: Path | None
    """Where the bytes that were cut off are."""
    gaps: tuple[Damage, ...] = ()
    """Damage between whole records, which stays where it is: records are good in their own places only."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a log was found to hold: whole records up to `size`, gaps between them, and what is wrong behind them."""

    label: Label
    seal: Seal
    relays: int
    size: int
    damage: Damage | None
    gaps: tuple[Damage, ...]


class RelayLog:
    """A log that is open for appending. `append` may be called from several threads."""

    def __init__(self, path: Path, label: Label, seal: Seal, recovery: Recovery, sync: Sync) -> None:
        self.path = path
        self.label = label
        self.recovery = recovery
        self.relays = recovery.relays
        """How many relays it holds; served requests are not counted."""
        self.size = self.synced_size = recovery.size
        self._seal = seal
        self._sync = sync
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        self._unsynced = False
        self._broken = ""

    @property
    def broken(self) -> bool:
        """Whether it takes no more."""
        return bool(self._broken)

    def append(self, entry: Entry) -> None:
        """Append a relay, or a request that was served; once this returns it may be acknowledged."""
        with self._lock:
            if self._broken:
                raise LogError(self._broken)
            parts = encode_record(entry, self.size, self._seal)
            size = sum(map(len, parts))
            self._write(parts, size)
            self.size += size
            self.relays += isinstance(entry, MinedRelay)
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
        self._unsynced, self.synced_size = False, self.size


def _ignore(_: object) -> None:
    """Look at nothing."""


def create_log(path: Path, label: Label, sync: Sync = Sync.INTERVAL) -> RelayLog:
    """Make a log. Either it is there with its whole header afterwards, on the disk, or it is not there."""
    return _made(path, label, sync, lambda *_: (0, 0))


def _made(path: Path, label: Label, sync: Sync, fill: Callable[[IO[bytes], Seal], tuple[int, int]]) -> RelayLog:
    """Make a file with a header and what `fill` writes behind it, and only then give it its name."""
    header = encode_header(label)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        file.write(header)
        _, seal = decode_header(io.BytesIO(header))
        relays, size = fill(file, seal)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_directory(path.parent)
    return RelayLog(path, label, seal, Recovery(relays, len(header) + size, None, None), sync)


def open_log(
    path: Path,
    visit: Callable[[MinedRelay], None],
    sync: Sync = Sync.INTERVAL,
    visit_served: Callable[[ServedRequest], None] = _ignore,
) -> RelayLog:
    """Open a log, show all its whole records in order, and cut off what is torn or damaged behind the last of them.

    What is cut off goes to a file beside the log first. `DamagedHeaderError` where the file is no log.
    """
    found = read_log(path, visit, visit_served)
    kept_in = _cut(path, found.damage) if found.damage else None
    recovery = Recovery(found.relays, found.size, found.damage, kept_in, found.gaps)
    return RelayLog(path, found.label, found.seal, recovery, sync)


def read_log(
    path: Path, visit: Callable[[MinedRelay], None], visit_served: Callable[[ServedRequest], None] = _ignore
) -> Contents:
    """Show all whole records of a log in order and change nothing.

    The log may be open for appending. `DamagedHeaderError` where the file is no log.
    """
    relays, damages = 0, []
    with path.open("rb") as file:
        label, seal = decode_header(file)
        end = file.tell()
        for found in decode_records(file, seal):
            if isinstance(found, Damage):
                damages.append(found)
                end = found.offset + found.size
            elif isinstance(found, MinedRelay):
                visit(found)
                relays += 1
            else:
                visit_served(found)
        size = file.seek(0, os.SEEK_END)
    last = damages.pop() if damages and end == size else None
    return Contents(label, seal, relays, last.offset if last else size, last, tuple(damages))


def mend_log(log: RelayLog, upto: int, sync: Sync) -> RelayLog:
    """Replace a broken log by a new file with its records up to an offset, and open that; raises `OSError`.

    Which pages of the old file reached the disk nobody knows; all pages of the new one do before it takes the name.
    What is read of the old file has been checked against its checksums.
    """
    log.close()

    def copy(file: IO[bytes], seal: Seal) -> tuple[int, int]:
        start = offset = file.tell()
        relays = 0
        with log.path.open("rb") as old:
            _, old_seal = decode_header(old)
            for found in decode_records(old, old_seal):
                if isinstance(found, Damage) or old.tell() > upto:
                    continue
                file.writelines(parts := encode_record(found, offset, seal))
                offset += sum(map(len, parts))
                relays += isinstance(found, MinedRelay)
        return relays, offset - start

    return _made(log.path, log.label, sync, copy)


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
