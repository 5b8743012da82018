"""The bytes of a log: a header that says whose relays these are, then one record per relay.

    header   magic "PSRL" | version u32 | length u32 | crc u32 | label (JSON)
    record   length u32 | crc u32 | weight u64 | key, 32 bytes | value

Integers are little-endian. `length` counts what follows the checksum. A checksum is CRC-32 of the length and of what
follows; that of a record starts from its offset and the checksum of the header, so that a record is only good in its
own place in its own log: neither zeros nor old bytes that a file system leaves behind pass for one.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import IO
from zlib import crc32

MAGIC = b"PSRL"
VERSION = 1
KEY_BYTES = 32
LONGEST_VALUE = 256 * 2**20
"""Bytes of the longest value; a length beyond that is taken for damage."""
LONGEST_LABEL = 64 * 2**10

_HEADER = Struct("<4sIII")
_RECORD = Struct("<II")
_WEIGHT = Struct("<Q")
_LENGTH = Struct("<I")
_PLACE = Struct("<QI")


@dataclass(frozen=True, slots=True)
class MinedRelay:
    """What a leaf of the session's tree is made of: the relay's hash, its bytes, its weight in compute units."""

    key: bytes
    value: bytes
    weight: int


@dataclass(frozen=True, slots=True)
class Label:
    """Whose relays a log holds, and whatever its owner wants to remember of the session."""

    supplier: str
    session: str
    details: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Damage:
    """What does not belong to the log any more: from `offset` on, `size` bytes, and what is wrong with the first."""

    offset: int
    size: int
    reason: str


class DamagedHeaderError(Exception):
    """The file does not start with a whole header, so nothing in it can be trusted."""


def encode_header(label: Label) -> bytes:
    """Bytes at the start of a log."""
    fields = {"supplier": label.supplier, "session": label.session, "details": label.details}
    text = json.dumps(fields, sort_keys=True).encode()
    if len(text) > LONGEST_LABEL:
        raise ValueError(f"a label of {len(text)} bytes; at most {LONGEST_LABEL}")
    return _HEADER.pack(MAGIC, VERSION, len(text), crc32(text, crc32(_LENGTH.pack(len(text))))) + text


def decode_header(file: IO[bytes]) -> tuple[Label, int]:
    """Read the label and the checksum of the header; leaves the file at the first record."""
    start = file.read(_HEADER.size)
    if len(start) < _HEADER.size:
        raise DamagedHeaderError(f"{len(start)} bytes are too few for a header")
    magic, version, length, checksum = _HEADER.unpack(start)
    if magic != MAGIC or version != VERSION:
        raise DamagedHeaderError(f"not a log of version {VERSION}")
    text = file.read(length) if length <= LONGEST_LABEL else b""
    if len(text) != length or crc32(text, crc32(_LENGTH.pack(length))) != checksum:
        raise DamagedHeaderError("the label does not match its checksum")
    fields = json.loads(text)
    return Label(fields["supplier"], fields["session"], fields["details"]), checksum


def encode_record(relay: MinedRelay, offset: int, header_checksum: int) -> tuple[bytes, bytes]:
    """Bytes of a record for an offset: what comes before the value, and the value."""
    if len(relay.key) != KEY_BYTES or len(relay.value) > LONGEST_VALUE or not 0 <= relay.weight < 2**64:
        raise ValueError(f"a key of {len(relay.key)} bytes, a value of {len(relay.value)}, weight {relay.weight}")
    body = _WEIGHT.pack(relay.weight) + relay.key
    length = len(body) + len(relay.value)
    checksum = crc32(relay.value, crc32(body, _seed(length, offset, header_checksum)))
    return _RECORD.pack(length, checksum) + body, relay.value


def decode_records(file: IO[bytes], header_checksum: int) -> Iterator[MinedRelay | Damage]:
    """Read records until the end of the file; where one is not whole, the last thing is the damage."""
    offset = file.tell()
    end = file.seek(0, io.SEEK_END)
    file.seek(offset)
    while offset < end:
        relay = _decode_record(file, offset, header_checksum)
        if isinstance(relay, str):
            yield Damage(offset, end - offset, relay)
            return
        yield relay
        offset = file.tell()


def _decode_record(file: IO[bytes], offset: int, header_checksum: int) -> MinedRelay | str:
    """Read one record, or say what is wrong with it."""
    start = file.read(_RECORD.size)
    if len(start) < _RECORD.size:
        return "it ends within a record"
    length, checksum = _RECORD.unpack(start)
    if not _WEIGHT.size + KEY_BYTES <= length <= _WEIGHT.size + KEY_BYTES + LONGEST_VALUE:
        return f"a record cannot have {length} bytes"
    body = file.read(length)
    if len(body) < length:
        return "it ends within a record"
    if crc32(body, _seed(length, offset, header_checksum)) != checksum:
        return "a record does not match its checksum"
    head = _WEIGHT.size + KEY_BYTES
    return MinedRelay(body[_WEIGHT.size : head], body[head:], _WEIGHT.unpack_from(body)[0])


def _seed(length: int, offset: int, header_checksum: int) -> int:
    """Checksum of what a record is bound to."""
    return crc32(_LENGTH.pack(length), crc32(_PLACE.pack(offset, header_checksum)))
