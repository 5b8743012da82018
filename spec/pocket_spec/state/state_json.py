"""States as JSON: modules, their parameters and lists of records, as genesis files and vectors hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import deal
from immutables import Map

from pocket_spec.encoding.proto import Message
from pocket_spec.encoding.proto_json import Json, from_json, to_json
from pocket_spec.morse.decimals import decimal_from_text, decimal_text
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.bank import account_of
from pocket_spec.state.records.staking import Delegation, Validator
from pocket_spec.state.state import State
from pocket_spec.state.store import BY_FIELD, PARAMS_RECORDS, in_store_order
from pocket_spec.state.timestamp import TIMESTAMP

MODULES: Mapping[str, Mapping[str, str]] = {
    "application": {"applications": "applications"},
    "gateway": {"gateways": "gateways"},
    "supplier": {"suppliers": "suppliers", "service_config_updates": "service_config_updates"},
    "service": {
        "services": "services",
        "relay_mining_difficulties": "difficulties",
        "relay_mining_difficulty_history": "difficulty_history",
        "compute_units_per_relay_history": "compute_units_history",
    },
    "session": {"params_history": "session_params_history"},
    "proof": {"claims": "claims", "proofs": "proofs"},
    "tokenomics": {},
    "shared": {"params_history": "shared_params_history"},
    "migration": {"morse_claimable_accounts": "morse_accounts"},
}
"""The lists of every module: their names in JSON and the fields of `State`."""
PARAMS = {record.store: record for record in PARAMS_RECORDS}
"""The parameters by module."""


@deal.ensure(lambda state, result: result["height"] == state.height)
def state_to_json(state: State) -> dict[str, Json]:
    """Write a state, every record of it, lists in the order of the store.

    Source: this project (docs/state.md)
    """
    written: dict[str, Json] = {
        "height": state.height,
        "chain_id": state.chain_id,
        "header_hash": state.header_hash.hex(),
        "block_time": to_json(TIMESTAMP, state.block_time),
        "auth": {
            "accounts": [
                {"address": address, "public_key": None if key is None else key.hex()}
                for address, key in sorted(state.accounts.items())
            ]
        },
        "bank": {
            "balances": [{"address": address, "amount": str(held)} for address, held in sorted(state.balances.items())]
        },
        "staking": {
            "validators": [_validator_json(validator) for _, validator in sorted(state.validators.items())],
            "delegations": [_delegation_json(delegation) for _, delegation in sorted(state.delegations.items())],
        },
    }
    return written | {module: _module_json(state, module) for module in MODULES}


def _module_json(state: State, module: str) -> Json:
    params = PARAMS[module]
    written: dict[str, Json] = {"params": to_json(params.message, getattr(state, params.field))}
    for name, field in MODULES[module].items():
        message = BY_FIELD[field].message
        written[name] = [to_json(message, record) for _, record in in_store_order(state, field)]
    if module == "session":
        hashes = sorted(state.block_hashes.items())
        written["block_hashes"] = [{"height": height, "hash": block_hash.hex()} for height, block_hash in hashes]
    return written


def _validator_json(validator: Validator) -> Json:
    return {
        "operator_address": validator.operator_address,
        "tokens": str(validator.tokens),
        "delegator_shares": decimal_text(validator.delegator_shares),
        "commission_rate": decimal_text(validator.commission_rate),
        "status": validator.status,
    }


def _delegation_json(delegation: Delegation) -> Json:
    return {
        "delegator_address": delegation.delegator_address,
        "validator_address": delegation.validator_address,
        "shares": decimal_text(delegation.shares),
    }


@deal.raises(Rejected)
@deal.post(lambda result: result.supply == sum(result.balances.values()))
def state_from_json(value: Json, path: str = "state") -> State:
    """Read a state; modules, parameters and lists that are left out are the defaults and empty.

    Errors: JSON_MALFORMED, naming the field; among others for two records under one key.
    Source: this project (docs/state.md)
    """
    modules = _object(
        value, path, {"height", "chain_id", "header_hash", "block_time", "auth", "bank", "staking", *MODULES}
    )
    read: dict[str, Any] = {"height": _height(modules.get("height", 1), f"{path}.height")}
    if "chain_id" in modules:
        read["chain_id"] = _string(modules["chain_id"], f"{path}.chain_id")
    read["header_hash"] = _bytes(modules.get("header_hash", ""), f"{path}.header_hash")
    if "block_time" in modules:
        read["block_time"] = from_json(TIMESTAMP, modules["block_time"], f"{path}.block_time")
    read |= _auth(modules.get("auth", {}), f"{path}.auth")
    read |= _bank(modules.get("bank", {}), f"{path}.bank")
    read |= _staking(modules.get("staking", {}), f"{path}.staking")
    for module in MODULES:
        read |= _module(module, modules.get(module, {}), f"{path}.{module}")
    return State(**read)


def _auth(value: Json, path: str) -> dict[str, Any]:
    def account(item: Json, where: str) -> tuple[str, bytes | None]:
        fields = _object(item, where, {"address", "public_key"})
        key = fields.get("public_key")
        address = _string(fields.get("address"), f"{where}.address")
        return address, None if key is None else _bytes(key, f"{where}.public_key")

    return {"accounts": _map(_list(_object(value, path, {"accounts"}), "accounts", path), path, account)}


def _bank(value: Json, path: str) -> dict[str, Any]:
    def held(item: Json, where: str) -> tuple[str, int]:
        fields = _object(item, where, {"address", "amount"})
        amount = _amount(fields.get("amount"), f"{where}.amount")
        if not amount:
            raise _malformed(f"{where}.amount", "a balance of 0 is none")
        return _account(fields.get("address"), f"{where}.address"), amount

    balances = _map(_list(_object(value, path, {"balances"}), "balances", path), path, held)
    return {"balances": balances, "supply": sum(balances.values())}


def _staking(value: Json, path: str) -> dict[str, Any]:
    def validator(item: Json, where: str) -> tuple[str, Validator]:
        names = {"operator_address", "tokens", "delegator_shares", "commission_rate", "status"}
        fields = _object(item, where, names)
        address = _string(fields.get("operator_address"), f"{where}.operator_address")
        return address, Validator(
            operator_address=address,
            tokens=_amount(fields.get("tokens"), f"{where}.tokens"),
            delegator_shares=_dec(fields.get("delegator_shares"), f"{where}.delegator_shares"),
            commission_rate=_dec(fields.get("commission_rate"), f"{where}.commission_rate"),
            status=_string(fields.get("status"), f"{where}.status"),
        )

    def delegation(item: Json, where: str) -> tuple[tuple[str, str], Delegation]:
        fields = _object(item, where, {"delegator_address", "validator_address", "shares"})
        delegator = _account(fields.get("delegator_address"), f"{where}.delegator_address")
        to = _string(fields.get("validator_address"), f"{where}.validator_address")
        return (to, delegator), Delegation(delegator, to, _dec(fields.get("shares"), f"{where}.shares"))

    fields = _object(value, path, {"validators", "delegations"})
    return {
        "validators": _map(_list(fields, "validators", path), f"{path}.validators", validator),
        "delegations": _map(_list(fields, "delegations", path), f"{path}.delegations", delegation),
    }


def _module(module: str, value: Json, path: str) -> dict[str, Any]:
    hashes = {"block_hashes"} if module == "session" else set()
    fields = _object(value, path, {"params", *MODULES[module], *hashes})
    read: dict[str, Any] = {}
    if fields.get("params") is not None:
        read[PARAMS[module].field] = from_json(PARAMS[module].message, fields["params"], f"{path}.params")
    for name, field in MODULES[module].items():
        read[field] = _map(_list(fields, name, path), f"{path}.{name}", _record_reader(field))
    if hashes:
        read["block_hashes"] = _map(_list(fields, "block_hashes", path), f"{path}.block_hashes", _block_hash)
    return read


def _record_reader(field: str) -> Callable[[Json, str], tuple[Any, Any]]:
    message: Message[Any] = BY_FIELD[field].message

    def record(item: Json, where: str) -> tuple[Any, Any]:
        read = from_json(message, item, where)
        try:
            return BY_FIELD[field].key(read), read
        except AttributeError:
            raise _malformed(where, "lacks the message that holds its key") from None

    return record


def _block_hash(item: Json, where: str) -> tuple[int, bytes]:
    fields = _object(item, where, {"height", "hash"})
    return _height(fields.get("height"), f"{where}.height"), _bytes(fields.get("hash"), f"{where}.hash")


def _map(items: list[Json], path: str, read: Callable[[Json, str], tuple[Any, Any]]) -> Map[Any, Any]:
    found: dict[Any, Any] = {}
    for index, item in enumerate(items):
        key, record = read(item, f"{path}[{index}]")
        if key in found:
            raise _malformed(f"{path}[{index}]", f"a second record of {key}")
        found[key] = record
    return Map(found)


def _object(value: Json, path: str, names: set[str]) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise _malformed(path, "expected an object")
    unknown = sorted(set(value) - names)
    if unknown:
        raise _malformed(f"{path}.{unknown[0][:40]}", "unknown field")
    return value


def _list(fields: dict[str, Json], name: str, path: str) -> list[Json]:
    value = fields.get(name, [])
    if not isinstance(value, list):
        raise _malformed(f"{path}.{name}", "expected a list")
    return value


def _string(value: Json, path: str) -> str:
    if not isinstance(value, str):
        raise _malformed(path, "expected a string")
    return value


def _account(value: Json, path: str) -> str:
    try:
        return account_of(_string(value, path))
    except Rejected as rejected:
        raise _malformed(path, rejected.detail) from None


def _bytes(value: Json, path: str) -> bytes:
    text = _string(value, path)
    try:
        read = bytes.fromhex(text)
    except ValueError:
        raise _malformed(path, "not hex") from None
    if read.hex() != text:
        raise _malformed(path, "not lower-case hex of whole bytes")
    return read


def _height(value: Json, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise _malformed(path, "expected a height")
    return value


def _amount(value: Json, path: str) -> int:
    text = _string(value, path)
    if not text.isdecimal() or not text.isascii() or len(text) > 78 or str(int(text)) != text:
        raise _malformed(path, "expected an amount as a decimal string")
    return int(text)


def _dec(value: Json, path: str) -> int:
    try:
        return decimal_from_text(_string(value, path))
    except Rejected as rejected:
        raise _malformed(path, rejected.detail) from None


def _malformed(path: str, problem: str) -> Rejected:
    return Rejected(Reason.JSON_MALFORMED, f"{path}: {problem}")
