"""The bytes of a log: a header that says whose relays these are, then one record per relay.

    header   magic "PSRL" | version u32 | marker, 4 bytes | length u32 | crc u32 | label (JSON)
    record   marker | length u32 | crc u32 | weight u64 | key, 32 bytes | value
    or       marker | length u32 | crc u32 | hash, 32 bytes

The second kind remembers a request that was served and whose relay did not count.

Integers are little-endian. `length` counts what follows the checksum. A checksum is CRC-32 of the length and of what
follows; that of a record starts from its offset and the checksum of the header, so that a record is only good in its
own place in its own log: neither zeros nor old bytes that a file system leaves behind pass for one.

So damage costs the records that it touches and no other: behind it, the next place where a marker, a length and a
checksum agree is the next record. The marker is drawn for each log: whoever sends relays cannot fill them with it.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import IO
from zlib import crc32

MAGIC = b"PSRL"
VERSION = 2
MARKER_BYTES = 4
KEY_BYTES = HASH_BYTES = 32
LONGEST_VALUE = 256 * 2**20
"""Bytes of the longest value; a length beyond that is taken for damage."""
LONGEST_LABEL = 64 * 2**10

SEARCHED_AT_ONCE = 2**20
"""Bytes that are read at once in search of the next marker."""

_HEADER = Struct("<4sI4sII")
_RECORD = Struct("<4sII")
_WEIGHT = Struct("<Q")
_HEAD = _WEIGHT.size + KEY_BYTES
_LENGTH = Struct("<I")
_PLACE = Struct("<QI")


@dataclass(frozen=True, slots=True)
class MinedRelay:
    """What a leaf of the session's tree is made of: the relay's hash, its bytes, its weight in compute units."""

    key: bytes
    value: bytes
    weight: int


@dataclass(frozen=True, slots=True)
class ServedRequest:
    """A request that was served and did not count: the hash that its ring signed."""

    hash: bytes


Entry = MinedRelay | ServedRequest


@dataclass(frozen=True, slots=True)
class Label:
    """Whose relays a log holds, and whatever its owner wants to remember of the session."""

    supplier: str
    session: str
    details: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Seal:
    """What the records of a log are bound to, drawn and computed when it was made."""

    marker: bytes
    checksum: int


@dataclass(frozen=True, slots=True)
class Damage:
    """What is no record of the log: from `offset` on, `size` bytes, and what is wrong with the first."""

    offset: int
    size: int
    reason: str


class DamagedHeaderError(Exception):
    """The file does not start with a whole header, so nothing in it can be trusted."""


def encode_header(label: Label, marker: bytes | None = None) -> bytes:
    """Bytes at the start of a log, with a marker of its own unless one is given."""
    fields = {"supplier": label.supplier, "session": label.session, "details": label.details}
    text = json.dumps(fields, sort_keys=True).encode()
    if len(text) > LONGEST_LABEL:
        raise ValueError(f"a label of {len(text)} bytes; at most {LONGEST_LABEL}")
    drawn = os.urandom(MARKER_BYTES) if marker is None else marker
    return _HEADER.pack(MAGIC, VERSION, drawn, len(text), _header_checksum(drawn, text)) + text


def _header_checksum(marker: bytes, text: bytes) -> int:
    return crc32(text, crc32(marker + _LENGTH.pack(len(text))))


def decode_header(file: IO[bytes]) -> tuple[Label, Seal]:
    """Read the label, and what records are bound to; leaves the file at the first record."""
    start = file.read(_HEADER.size)
    if len(start) < _HEADER.size:
        raise DamagedHeaderError(f"{len(start)} bytes are too few for a header")
    magic, version, marker, length, checksum = _HEADER.unpack(start)
    if magic != MAGIC or version != VERSION:
        raise DamagedHeaderError(f"not a log of version {VERSION}")
    text = file.read(length) if length <= LONGEST_LABEL else b""
    if len(text) != length or _header_checksum(marker, text) != checksum:
        raise DamagedHeaderError("the label does not match its checksum")
    fields = json.loads(text)
    return Label(fields["supplier"], fields["session"], fields["details"]), Seal(marker, checksum)


def encode_record(entry: Entry, offset: int, seal: Seal) -> tuple[bytes, bytes]:
    """Bytes of a record for an offset: what comes before the value, and the value."""
    if isinstance(entry, ServedRequest):
        body, value = entry.hash, b""
        if len(body) != HASH_BYTES:
            raise ValueError(f"a hash of {len(body)} bytes")
    else:
        if len(entry.key) != KEY_BYTES or len(entry.value) > LONGEST_VALUE or not 0 <= entry.weight < 2**64:
            raise ValueError(f"a key of {len(entry.key)} bytes, a value of {len(entry.value)}, weight {entry.weight}")
        body, value = _WEIGHT.pack(entry.weight) + entry.key, entry.value
    length = len(body) + len(value)
    checksum = crc32(value, crc32(body, _seed(length, offset, seal)))
    return _RECORD.pack(seal.marker, length, checksum) + body, value


def decode_records(file: IO[bytes], seal: Seal) -> Iterator[Entry | Damage]:
    """Read all whole records up to the end of the file, and say where others are damaged."""
    offset = file.tell()
    end = file.seek(0, io.SEEK_END)
    while offset < end:
        found = _decode_record(file, offset, seal)
        following = file.tell()
        if isinstance(found, str):
            following = _next_record(file, offset + 1, end, seal)
            yield Damage(offset, following - offset, found)
        else:
            yield found
        offset = following


def _next_record(file: IO[bytes], offset: int, end: int, seal: Seal) -> int:
    """Find the next whole record at or behind an offset; the end where there is none."""
    while offset < end:
        file.seek(offset)
        searched = file.read(SEARCHED_AT_ONCE)
        place = searched.find(seal.marker)
        while place >= 0:
            if not isinstance(_decode_record(file, offset + place, seal), str):
                return offset + place
            place = searched.find(seal.marker, place + 1)
        offset += max(1, len(searched) - MARKER_BYTES + 1)
    return end


def _decode_record(file: IO[bytes], offset: int, seal: Seal) -> Entry | str:
    """Read the record at an offset, or say what is wrong with it; leaves the file behind it."""
    file.seek(offset)
    start = file.read(_RECORD.size)
    if len(start) < _RECORD.size:
        return "it ends within a record"
    marker, length, checksum = _RECORD.unpack(start)
    if marker != seal.marker:
        return "a record does not begin with the marker"
    if length != HASH_BYTES and not _HEAD <= length <= _HEAD + LONGEST_VALUE:
        return f"a record cannot have {length} bytes"
    body = file.read(length)
    if len(body) < length:
        return "it ends within a record"
    if crc32(body, _seed(length, offset, seal)) != checksum:
        return "a record does not match its checksum"
    return _entry(body)


def _entry(body: bytes) -> Entry:
    if len(body) == HASH_BYTES:
        return ServedRequest(body)
    return MinedRelay(body[_WEIGHT.size : _HEAD], body[_HEAD:], _WEIGHT.unpack_from(body)[0])


def _seed(length: int, offset: int, seal: Seal) -> int:
    """Checksum of what a record is bound to."""
    return crc32(_LENGTH.pack(length), crc32(_PLACE.pack(offset, seal.checksum)))
