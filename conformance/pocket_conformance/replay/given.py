"""What a user gives beside the capture: parameters, and a state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pocket_conformance import strict_json
from pocket_conformance.errors import UserError
from pocket_conformance.replay.file_plugin import bounded_bytes
from pocket_conformance.replay.mainnet import DATE, MAINNET
from pocket_conformance.replay.typed_events import EventError, from_gogo_json
from pocket_spec.rejections import Rejected
from pocket_spec.state.state import State
from pocket_spec.state.state_json import state_from_json
from pocket_spec.state.store import PARAMS_RECORDS

MODULE_OF = {record.store: record for record in PARAMS_RECORDS}


def given_state(path: Path) -> State:
    """Read a state: what vectors call one, the state before the first block that is replayed."""
    try:
        return state_from_json(strict_json.load_file(path), "state")
    except Rejected as rejected:
        raise UserError(f"{path}: {rejected.detail}") from None


def given_parameters(where: str) -> Mapping[str, Any]:
    """Return parameters by the field of the state: mainnet's, or those of transactions of governance in files."""
    if where == "mainnet":
        return MAINNET
    path = Path(where)
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    read: dict[str, Any] = {}
    for file in files:
        read |= _parameters_of(file)
    if not read:
        raise UserError(f"{where}: no parameters in it")
    return read


def about_parameters(where: str | None) -> str:
    """Say what the given parameters are."""
    if where is None:
        return "no parameters were given; what follows from them is inferred or not decided"
    return f"parameters of mainnet as of {DATE}" if where == "mainnet" else f"parameters from {where}"


def _parameters_of(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(bounded_bytes(path).decode(), parse_float=str)
        messages = document["body"]["messages"]
        found = [(message["@type"], message["params"]) for message in messages if "params" in message]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UserError(f"{path}: not a transaction of governance with parameters") from None
    read = {}
    for kind, params in found:
        record = MODULE_OF.get(str(kind).removeprefix("/pocket.").removesuffix(".MsgUpdateParams"))
        if record is None:
            raise UserError(f"{path}: {str(kind)[:60]!r} is no update of a module's parameters")
        try:
            read[record.field] = from_gogo_json(record.message, params, record.store)
        except EventError as error:
            raise UserError(f"{path}: {error}") from None
    return read
