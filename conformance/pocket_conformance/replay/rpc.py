"""Reading the JSON of CometBFT's RPC: the answers to `/block` and `/block_results`."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pocket_conformance.errors import UserError
from pocket_conformance.replay.abci import AbciAttribute, AbciEvent, TxResult
from pocket_conformance.replay.file_plugin import bounded_bytes
from pocket_conformance.replay.model import CapturedBlock
from pocket_spec.encoding.proto_json import from_json
from pocket_spec.rejections import Rejected
from pocket_spec.state.timestamp import TIMESTAMP, Timestamp

Json = Any
HEIGHT = re.compile(r"[1-9][0-9]{0,17}")
EVENT_LISTS = ("begin_block_events", "finalize_block_events", "end_block_events")
"""Since CometBFT v0.38 there is one list; before, there was one for each end of a block."""


@dataclass(frozen=True, slots=True)
class BlockAnswer:
    """What `/block` says."""

    path: Path
    height: int
    header_hash: bytes
    txs: tuple[bytes, ...]
    time: Timestamp | None
    chain_id: str


@dataclass(frozen=True, slots=True)
class ResultsAnswer:
    """What `/block_results` says."""

    path: Path
    height: int
    results: tuple[TxResult, ...]
    events: tuple[AbciEvent, ...]


def read_json(path: Path) -> BlockAnswer | ResultsAnswer:
    """Read an answer, of whichever of the two it is."""
    document = _document(path)
    result = document.get("result", document) if isinstance(document, dict) else None
    if isinstance(result, dict) and isinstance(result.get("block"), dict):
        return _block(path, result)
    if isinstance(result, dict) and "txs_results" in result:
        return _results(path, result)
    raise UserError(f"{path}: offset 0: neither the answer to /block nor to /block_results")


def joined(block: BlockAnswer, results: ResultsAnswer) -> CapturedBlock:
    """Join the two answers about a block."""
    if len(block.txs) != len(results.results):
        problem = f"{len(results.results)} results of {len(block.txs)} transactions in {block.path}"
        raise UserError(f"{results.path}: result.txs_results: {problem}")
    names = (str(block.path), str(results.path))
    return CapturedBlock(
        height=block.height,
        names=names,
        header_hash=block.header_hash,
        txs=block.txs,
        results=results.results,
        events=results.events,
        time=block.time,
        chain_id=block.chain_id,
    )


def _document(path: Path) -> Json:
    data = bounded_bytes(path)
    try:
        return json.loads(data.decode())
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: offset {error.start}: not UTF-8") from None
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: offset {error.pos}: not JSON: {error.msg}") from None
    except (RecursionError, ValueError) as error:
        raise UserError(f"{path}: offset 0: not JSON: {error}") from None


def _block(path: Path, result: dict[str, Json]) -> BlockAnswer:
    block, block_id = result["block"], result.get("block_id")
    header = _object(path, block.get("header"), "result.block.header")
    data = _object(path, block.get("data"), "result.block.data")
    txs = _list(path, data.get("txs"), "result.block.data.txs")
    read = tuple(_base64(path, tx, f"result.block.data.txs[{index}]") for index, tx in enumerate(txs))
    hash_text = block_id.get("hash") if isinstance(block_id, dict) else None
    header_hash = b"" if hash_text is None else _hex(path, hash_text, "result.block_id.hash")
    height = _height(path, header.get("height"), "result.block.header.height")
    time = _time(path, header.get("time"), "result.block.header.time")
    chain_id = _text(path, header.get("chain_id"), "result.block.header.chain_id")
    return BlockAnswer(path, height, header_hash, read, time, chain_id)


def _results(path: Path, result: dict[str, Json]) -> ResultsAnswer:
    found = _list(path, result.get("txs_results"), "result.txs_results")
    results = tuple(_tx_result(path, item, f"result.txs_results[{index}]") for index, item in enumerate(found))
    events: tuple[AbciEvent, ...] = ()
    for name in EVENT_LISTS:
        events += _events(path, result.get(name), f"result.{name}")
    return ResultsAnswer(path, _height(path, result.get("height"), "result.height"), results, events)


def _tx_result(path: Path, value: Json, where: str) -> TxResult:
    fields = _object(path, value, where)
    code = fields.get("code", 0)
    if not isinstance(code, int) or isinstance(code, bool) or not 0 <= code < 2**32:
        raise UserError(f"{path}: {where}.code: not a code")
    data = fields.get("data")
    return TxResult(
        code=code,
        data=None if data is None else _base64(path, data, f"{where}.data"),
        log=_text(path, fields.get("log"), f"{where}.log"),
        events=_events(path, fields.get("events"), f"{where}.events"),
        codespace=_text(path, fields.get("codespace"), f"{where}.codespace"),
    )


def _events(path: Path, value: Json, where: str) -> tuple[AbciEvent, ...]:
    return tuple(_event(path, item, f"{where}[{index}]") for index, item in enumerate(_list(path, value, where)))


def _event(path: Path, value: Json, where: str) -> AbciEvent:
    fields = _object(path, value, where)
    attributes = []
    for index, item in enumerate(_list(path, fields.get("attributes"), f"{where}.attributes")):
        attribute = _object(path, item, f"{where}.attributes[{index}]")
        key, text = (
            _text(path, attribute.get(name), f"{where}.attributes[{index}].{name}") for name in ("key", "value")
        )
        attributes.append(AbciAttribute(key, text, attribute.get("index") is True))
    return AbciEvent(_text(path, fields.get("type"), f"{where}.type"), tuple(attributes))


def _object(path: Path, value: Json, where: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise UserError(f"{path}: {where}: expected an object")
    return value


def _list(path: Path, value: Json, where: str) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise UserError(f"{path}: {where}: expected a list")
    return value


def _text(path: Path, value: Json, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UserError(f"{path}: {where}: expected text")
    return value


def _height(path: Path, value: Json, where: str) -> int:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not HEIGHT.fullmatch(text):
        raise UserError(f"{path}: {where}: not a height")
    return int(text)


def _time(path: Path, value: Json, where: str) -> Timestamp | None:
    try:
        return None if value is None else from_json(TIMESTAMP, value)
    except Rejected:
        raise UserError(f"{path}: {where}: not a time") from None


def _base64(path: Path, value: Json, where: str) -> bytes:
    return _bytes(path, value, where, lambda text: base64.b64decode(text, validate=True), "base64")


def _hex(path: Path, value: Json, where: str) -> bytes:
    return _bytes(path, value, where, bytes.fromhex, "hex")


def _bytes(path: Path, value: Json, where: str, read: Callable[[str], bytes], what: str) -> bytes:
    try:
        return read(_text(path, value, where))
    except (binascii.Error, ValueError):
        raise UserError(f"{path}: {where}: not {what}") from None
