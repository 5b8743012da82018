"""Reading what the Cosmos SDK's ABCI FilePlugin writes: length-delimited protobuf messages, two files a block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pocket_conformance.errors import UserError
from pocket_conformance.replay.abci import (
    COMMIT_RESPONSE,
    FINALIZE_REQUEST,
    FINALIZE_RESPONSE,
    STORE_PAIR,
)
from pocket_conformance.replay.model import CapturedBlock, Write
from pocket_spec.encoding.proto import Message, decode
from pocket_spec.encoding.varint import decode_varint
from pocket_spec.rejections import Rejected

NAME = re.compile(r"block-([0-9]{1,18})-(meta|data)")
"""How the plugin names its files."""
LARGEST_FILE = 2**30
"""Bytes of the largest file that is read."""
OFFSET = re.compile(r"at offset ([0-9]+): ")
META = (FINALIZE_REQUEST, FINALIZE_RESPONSE, COMMIT_RESPONSE)
"""What a meta file holds, in order."""

Value = TypeVar("Value")


def read_meta(path: Path) -> CapturedBlock:
    """Read a block and what executing it gave."""
    data = bounded_bytes(path)
    parts = list(_delimited(path, data))
    if len(parts) != len(META):
        expected = ", ".join(message.name.rpartition(".")[2] for message in META)
        raise UserError(f"{path}: offset {len(data)}: {len(parts)} messages, expected {expected}")
    request = decoded(path, FINALIZE_REQUEST, *parts[0])
    response = decoded(path, FINALIZE_RESPONSE, *parts[1])
    decoded(path, COMMIT_RESPONSE, *parts[2])
    if len(request.txs) != len(response.tx_results):
        problem = f"{len(response.tx_results)} results of {len(request.txs)} transactions"
        raise UserError(f"{path}: offset {parts[1][0]}: {problem}")
    if request.height != height_of(path):
        raise UserError(f"{path}: offset {parts[0][0]}: the block is of height {request.height}")
    return CapturedBlock(
        request.height,
        (str(path),),
        request.hash or b"",
        request.txs,
        response.tx_results,
        response.events,
        request.time,
    )


def read_data(path: Path) -> tuple[Write, ...]:
    """Read the writes of a block, in the order of the file."""
    writes = []
    for start, payload in _delimited(path, bounded_bytes(path)):
        pair = decoded(path, STORE_PAIR, start, payload)
        where = f"{path}: offset {start}"
        if not pair.store_key or not pair.key:
            raise UserError(f"{where}: a write without a store or a key")
        if pair.delete and pair.value:
            raise UserError(f"{where}: a deletion with a value")
        writes.append(Write(pair.store_key, pair.key, None if pair.delete else pair.value or b"", where))
    return tuple(writes)


def height_of(path: Path) -> int:
    """Return the height that the file's name has."""
    match = NAME.fullmatch(path.name)
    if match is None:
        raise UserError(f"{path}: not named block-HEIGHT-meta or block-HEIGHT-data")
    return int(match[1])


def bounded_bytes(path: Path) -> bytes:
    """Read a whole file, or raise `UserError`."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UserError(f"{path}: {size} bytes is more than the {LARGEST_FILE} that are read")
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}") from None


def decoded(path: Path | str, message: Message[Value], start: int, payload: bytes) -> Value:
    """Decode a message that starts at an offset of a file; an error names the offset in the file."""
    try:
        return decode(message, payload)
    except Rejected as rejected:
        found = OFFSET.search(rejected.detail)
        offset = start + (int(found[1]) if found else 0)
        problem = rejected.detail[found.end() :] if found else rejected.detail
        raise UserError(f"{path}: offset {offset}: not a {message.name}: {problem}") from None


def _delimited(path: Path, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each message and where it starts."""
    offset = 0
    while offset < len(data):
        try:
            length, start = decode_varint(data, offset)
        except Rejected:
            raise UserError(f"{path}: offset {offset}: not the length of a message") from None
        if length > len(data) - start:
            left = len(data) - start
            raise UserError(f"{path}: offset {offset}: a message of {length} bytes, of which {left} are left")
        yield start, data[start : start + length]
        offset = start + length
