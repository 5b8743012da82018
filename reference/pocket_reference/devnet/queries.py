"""What the node answers from the state before the next block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pocket_reference.devnet.errors import DevnetError
from pocket_spec.encoding.proto_json import to_json
from pocket_spec.governance.history import session_params_at_height, shared_params_at_height
from pocket_spec.state.bank import account_of, balance
from pocket_spec.state.records.session import SESSION_MODULE_PARAMS
from pocket_spec.state.records.shared import SHARED_PARAMS
from pocket_spec.state.state import State
from pocket_spec.state.state_json import PARAMS, state_to_json
from pocket_spec.state.store import BY_FIELD, in_store_order

Json = Any
Arguments = Mapping[str, str]
Query = Callable[[State, Arguments], Json]


def whole_state(state: State) -> Json:
    """Answer the whole state."""
    return state_to_json(state)


def account(state: State, address: str) -> dict[str, Json]:
    """Answer what an account holds, and its public key where the chain knows it."""
    name = account_of(address)
    key = state.accounts.get(name)
    return {"address": name, "balance": str(balance(state, name)), "public_key": None if key is None else key.hex()}


def params(state: State, arguments: Arguments) -> Json:
    """Answer a module's parameters, of a height where one is given and the module keeps their history."""
    module, height = _argument(arguments, "module"), arguments.get("height")
    if module not in PARAMS:
        raise DevnetError(f"module: expected one of {', '.join(sorted(PARAMS))}")
    if height is None:
        return to_json(PARAMS[module].message, getattr(state, PARAMS[module].field))
    if module == "shared":
        return to_json(SHARED_PARAMS, shared_params_at_height(state, _height(height)))
    if module == "session":
        return to_json(SESSION_MODULE_PARAMS, session_params_at_height(state, _height(height)))
    raise DevnetError(f"module: {module} keeps no history of its parameters")


def _one(field: str) -> Query:
    def query(state: State, arguments: Arguments) -> Json:
        key = _argument(arguments, "id")
        record = getattr(state, field).get(key)
        if record is None:
            raise LookupError(f"{field} has no {key[:80]}")
        return to_json(BY_FIELD[field].message, record)

    return query


def _all(field: str) -> Query:
    def query(state: State, _: Arguments) -> Json:
        return {field: [to_json(BY_FIELD[field].message, record) for _, record in in_store_order(state, field)]}

    return query


def _argument(arguments: Arguments, name: str) -> str:
    if name not in arguments:
        raise DevnetError(f"{name}: missing")
    return arguments[name]


def _height(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 16):
        raise DevnetError(f"height: expected a number, got {text[:40]!r}")
    return int(text)


SINGULAR = {"applications": "application", "gateways": "gateway", "suppliers": "supplier", "services": "service"}
QUERIES: Mapping[str, Query] = {
    "params": params,
    **{name: _one(field) for field, name in SINGULAR.items()},
    **{field: _all(field) for field in BY_FIELD},
}
"""The queries by path; `?id=` names the record where there is one."""
