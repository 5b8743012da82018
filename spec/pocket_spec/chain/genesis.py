"""Genesis files of the Cosmos SDK: reading one into a state, and writing a state as one.

What the rules need is read: accounts, balances, validators, delegations and the nine modules of the protocol. The
validators that transactions in the file create are there in the state, and their stake has moved.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import deal
from immutables import Map

from pocket_spec.actors.supplier.records import hydrated_supplier, set_supplier
from pocket_spec.chain.genesis_json import (
    address_of,
    coin_of,
    decimal_of,
    list_of,
    malformed,
    number_of,
    object_of,
    operator_of,
    put_once,
    text_of,
)
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.encoding.proto import Message
from pocket_spec.encoding.proto_json import Json, from_json, to_json
from pocket_spec.encoding.standard_json import camel_case, from_standard_json, to_standard_json
from pocket_spec.morse.decimals import decimal_text
from pocket_spec.rejections import Rejected
from pocket_spec.state.bank import module_address, transfer
from pocket_spec.state.coin import UPOKT, Coin
from pocket_spec.state.records.shared import SUPPLIER, ServiceConfigUpdate, Supplier
from pocket_spec.state.records.staking import BONDED, Delegation, Validator
from pocket_spec.state.state import Address, State
from pocket_spec.state.state_json import PARAMS
from pocket_spec.state.store import BY_FIELD, in_store_order
from pocket_spec.state.timestamp import TIMESTAMP, Timestamp

BONDED_POOL = module_address("bonded_tokens_pool")
NOT_BONDED_POOL = module_address("not_bonded_tokens_pool")
SHARE = 10**18
"""A delegator's share for one uPOKT, with 18 decimals."""
CREATE_VALIDATOR = "/cosmos.staking.v1beta1.MsgCreateValidator"
LISTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "application": {"application_list": "applications"},
        "gateway": {"gateway_list": "gateways"},
        "supplier": {"supplierList": "suppliers"},
        "service": {
            "service_list": "services",
            "relayMiningDifficultyList": "difficulties",
            "compute_units_per_relay_history": "compute_units_history",
        },
        "session": {"params_history": "session_params_history"},
        "proof": {"claim_list": "claims", "proof_list": "proofs"},
        "tokenomics": {},
        "shared": {"params_history": "shared_params_history"},
        "migration": {"morseClaimableAccountList": "morse_accounts"},
    }
)
"""The lists of every module in a genesis file and the fields of `State`. Histories of difficulties and hashes of blocks
are not among them: a chain that is exported and started anew has lost them.

Source: poktroll v0.1.35 proto/pocket/*/genesis.proto.
"""


@dataclass(frozen=True, slots=True)
class Genesis:
    """What a genesis file says: the state of the first block, and what its checks need besides.

    `stated_supply` is the supply that the file states, None where it leaves that to the chain; `balances` every balance
    as the file has it, before its transactions; `unset` the parameters that it does not name, for which the defaults
    stand; `unbonding` the tokens in unbonding delegations; `app_version` the release that wrote the file.
    """

    state: State
    stated_supply: tuple[Coin, ...] | None
    balances: tuple[tuple[Address, Coin], ...]
    transactions: int
    unset: tuple[str, ...]
    unbonding: int
    app_version: str = ""


@deal.raises(Rejected)
@deal.ensure(lambda document, result: result.state.supply == sum(result.state.balances.values()))
def read_genesis(document: Json) -> Genesis:
    """Read a genesis file.

    Errors: JSON_MALFORMED, naming the place; among others for two records of one key.
    Source: cosmos-sdk v0.53.7 x/genutil/types/genesis.go (AppGenesis); poktroll v0.1.35 x/*/module/genesis.go
    (InitGenesis)
    """
    file = object_of(document, "genesis")
    app = object_of(file.get("app_state"), "app_state")
    balances, stated = _bank(app)
    held = {address: coin.amount for address, coin in balances if coin.denom == UPOKT and coin.amount}
    state = State(
        height=max(number_of(file.get("initial_height", 1), "initial_height"), 1),
        chain_id=text_of(file.get("chain_id"), "chain_id"),
        block_time=_time(file.get("genesis_time")),
        accounts=_accounts(app),
        balances=Map(held),
        supply=sum(held.values()),
    )
    unset: list[str] = []
    for module in LISTS:
        state = _with_module(state, module, app.get(module), unset)
    state, unbonding = _with_staking(state, app)
    state, transactions = _with_transactions(state, app)
    version = text_of(file.get("app_version", ""), "app_version")
    return Genesis(state, stated, balances, transactions, tuple(unset), unbonding, version)


def _time(value: Json) -> Timestamp:
    return from_json(TIMESTAMP, value, "genesis_time") if value is not None else Timestamp()


def _accounts(app: dict[str, Json]) -> Map[Address, bytes | None]:
    found: dict[Address, bytes | None] = {}
    fields = object_of(app.get("auth", {}), "auth")
    for index, value in enumerate(list_of(fields, "accounts", "auth")):
        path = f"auth.accounts[{index}]"
        account = object_of(value, path)
        while "address" not in account:
            inner = next((account[n] for n in ("base_account", "base_vesting_account") if n in account), None)
            account = object_of(inner, f"{path}.address")
        put_once(found, address_of(account["address"], f"{path}.address"), _key(account.get("pub_key"), path), path)
    return Map(found)


def _key(value: Json, path: str) -> bytes | None:
    if value is None:
        return None
    try:
        return base64.b64decode(
            text_of(object_of(value, f"{path}.pub_key").get("key"), f"{path}.pub_key"), validate=True
        )
    except (binascii.Error, ValueError):
        raise malformed(f"{path}.pub_key.key", "not base 64") from None


def _bank(app: dict[str, Json]) -> tuple[tuple[tuple[Address, Coin], ...], tuple[Coin, ...] | None]:
    fields = object_of(app.get("bank", {}), "bank")
    balances: list[tuple[Address, Coin]] = []
    seen: dict[Any, Any] = {}
    for index, value in enumerate(list_of(fields, "balances", "bank")):
        path = f"bank.balances[{index}]"
        entry = object_of(value, path)
        address = address_of(entry.get("address"), f"{path}.address")
        put_once(seen, address, entry, path)
        for number, coin in enumerate(list_of(entry, "coins", path)):
            balances.append((address, coin_of(coin, f"{path}.coins[{number}]")))
            put_once(seen, (address, balances[-1][1].denom), coin, path)
    supply = list_of(fields, "supply", "bank")
    stated = tuple(coin_of(coin, f"bank.supply[{index}]") for index, coin in enumerate(supply))
    return tuple(balances), stated or None


def _with_module(state: State, module: str, value: Json, unset: list[str]) -> State:
    fields = object_of({} if value is None else value, module)
    known = {name for listed in ("params", *LISTS[module]) for name in (listed, camel_case(listed))}
    for name in sorted(set(fields) - known):
        raise malformed(f"{module}.{name[:40]}", "unknown field")
    message, field = PARAMS[module].message, PARAMS[module].field
    given = object_of(fields.get("params") or {}, f"{module}.params")
    read = from_standard_json(message, given, f"{module}.params")
    defaults = getattr(State(), field)
    absent = [f.name for f in message.fields if given.get(f.name) is None and given.get(camel_case(f.name)) is None]
    unset += [f"{module}.{name}" for name in absent]
    updated: dict[str, Any] = {field: replace(read, **{name: getattr(defaults, name) for name in absent})}
    for name, records in LISTS[module].items():
        updated[records] = _records(records, list_of(fields, name, module), f"{module}.{name}")
    suppliers = updated.pop("suppliers", {})
    state = replace(state, **updated)
    for supplier in suppliers.values():
        state = set_supplier(state, _with_history(supplier))
    return state


def _records(field: str, items: list[Json], path: str) -> Map[Any, Any]:
    found: dict[Any, Any] = {}
    message: Message[Any] = BY_FIELD[field].message
    for index, item in enumerate(items):
        record = from_standard_json(message, object_of(item, f"{path}[{index}]"), f"{path}[{index}]")
        try:
            key = BY_FIELD[field].key(record)
        except AttributeError:
            raise malformed(f"{path}[{index}]", "lacks the message that holds its key") from None
        put_once(found, key, record, f"{path}[{index}]")
    return Map(found)


def _with_history(supplier: Supplier) -> Supplier:
    """Give a supplier without a history one: what it serves has been active since block 1."""
    if supplier.service_config_history:
        return supplier
    operator = supplier.operator_address
    history = tuple(ServiceConfigUpdate(operator, service, 1) for service in supplier.services)
    return replace(supplier, service_config_history=history)


def _with_staking(state: State, app: dict[str, Json]) -> tuple[State, int]:
    fields = object_of(app.get("staking", {}), "staking")
    validators: dict[str, Validator] = {}
    for index, value in enumerate(list_of(fields, "validators", "staking")):
        path = f"staking.validators[{index}]"
        validator = _validator(object_of(value, path), path)
        put_once(validators, validator.operator_address, validator, path)
    delegations: dict[tuple[str, Address], Delegation] = {}
    for index, value in enumerate(list_of(fields, "delegations", "staking")):
        path = f"staking.delegations[{index}]"
        entry = object_of(value, path)
        delegator = address_of(entry.get("delegator_address"), f"{path}.delegator_address")
        validator_address = text_of(entry.get("validator_address"), f"{path}.validator_address")
        delegation = Delegation(delegator, validator_address, decimal_of(entry.get("shares"), f"{path}.shares"))
        put_once(delegations, (validator_address, delegator), delegation, path)
    unbonding = 0
    for index, value in enumerate(list_of(fields, "unbonding_delegations", "staking")):
        path = f"staking.unbonding_delegations[{index}]"
        for number, entry in enumerate(list_of(object_of(value, path), "entries", path)):
            where = f"{path}.entries[{number}]"
            unbonding += number_of(object_of(entry, where).get("balance"), f"{where}.balance")
    return replace(state, validators=Map(validators), delegations=Map(delegations)), unbonding


def _validator(value: dict[str, Json], path: str) -> Validator:
    operator_of(value.get("operator_address"), f"{path}.operator_address")
    commission = object_of(value.get("commission"), f"{path}.commission")
    rates = object_of(commission.get("commission_rates"), f"{path}.commission.commission_rates")
    return Validator(
        operator_address=text_of(value.get("operator_address"), f"{path}.operator_address"),
        tokens=number_of(value.get("tokens"), f"{path}.tokens"),
        delegator_shares=decimal_of(value.get("delegator_shares"), f"{path}.delegator_shares"),
        commission_rate=decimal_of(rates.get("rate"), f"{path}.commission.commission_rates.rate"),
        status=text_of(value.get("status"), f"{path}.status"),
    )


def _with_transactions(state: State, app: dict[str, Json]) -> tuple[State, int]:
    fields = object_of(app.get("genutil", {}), "genutil")
    transactions = list_of(fields, "gen_txs", "genutil")
    for index, value in enumerate(transactions):
        path = f"genutil.gen_txs[{index}].body"
        body = object_of(object_of(value, path).get("body"), path)
        for number, message in enumerate(list_of(body, "messages", path)):
            state = _with_validator(state, object_of(message, path), f"{path}.messages[{number}]")
    return state, len(transactions)


def _with_validator(state: State, message: dict[str, Json], path: str) -> State:
    """Create a bonded validator, whose account pays its stake to the pool of bonded tokens."""
    if message.get("@type") != CREATE_VALIDATOR:
        raise malformed(f"{path}.@type", f"{str(message.get('@type'))[:60]!r} is not {CREATE_VALIDATOR}")
    operator = text_of(message.get("validator_address"), f"{path}.validator_address")
    account = encode_address(operator_of(operator, f"{path}.validator_address"))
    stake = coin_of(message.get("value"), f"{path}.value")
    if stake.denom != UPOKT or not stake.amount:
        raise malformed(f"{path}.value", "no stake in uPOKT")
    rate = decimal_of(object_of(message.get("commission"), f"{path}.commission").get("rate"), f"{path}.commission.rate")
    if operator in state.validators:
        raise malformed(path, f"a second validator {operator}")
    try:
        paid = transfer(state, account, BONDED_POOL, stake.amount)
    except Rejected as rejected:
        raise malformed(f"{path}.value", rejected.detail) from None
    shares = stake.amount * SHARE
    validator = Validator(operator, stake.amount, shares, rate, BONDED)
    return replace(
        paid,
        validators=state.validators.set(operator, validator),
        delegations=state.delegations.set((operator, account), Delegation(account, operator, shares)),
    )


@deal.ensure(lambda state, result: result["chain_id"] == state.chain_id)
def write_genesis(state: State) -> dict[str, Json]:
    """Write a state as a genesis file: what `read_genesis` reads, and no more.

    Source: cosmos-sdk v0.53.7 x/genutil/types/genesis.go; poktroll v0.1.35 x/*/module/genesis.go (ExportGenesis)
    """
    app: dict[str, Json] = {
        "auth": {"accounts": [_account_json(address, key) for address, key in sorted(state.accounts.items())]},
        "bank": {
            "balances": [
                {"address": address, "coins": [{"denom": UPOKT, "amount": str(held)}]}
                for address, held in sorted(state.balances.items())
            ],
            "supply": [{"denom": UPOKT, "amount": str(state.supply)}] if state.supply else [],
        },
        "staking": {
            "validators": [_validator_json(validator) for _, validator in sorted(state.validators.items())],
            "delegations": [_delegation_json(delegation) for _, delegation in sorted(state.delegations.items())],
        },
    }
    return {
        "genesis_time": to_json(TIMESTAMP, state.block_time),
        "chain_id": state.chain_id,
        "initial_height": str(state.height),
        "app_state": app | {module: _module_json(state, module) for module in LISTS},
    }


def _account_json(address: Address, key: bytes | None) -> Json:
    public_key = None if key is None else {
        "@type": "/cosmos.crypto.secp256k1.PubKey", "key": base64.b64encode(key).decode()
    }  # fmt: skip
    return {"@type": "/cosmos.auth.v1beta1.BaseAccount", "address": address, "pub_key": public_key}


def _validator_json(validator: Validator) -> Json:
    return {
        "operator_address": validator.operator_address,
        "tokens": str(validator.tokens),
        "delegator_shares": decimal_text(validator.delegator_shares),
        "commission": {"commission_rates": {"rate": decimal_text(validator.commission_rate)}},
        "status": validator.status,
    }


def _delegation_json(delegation: Delegation) -> Json:
    return {
        "delegator_address": delegation.delegator_address,
        "validator_address": delegation.validator_address,
        "shares": decimal_text(delegation.shares),
    }


def _module_json(state: State, module: str) -> Json:
    written: dict[str, Json] = {
        "params": to_standard_json(PARAMS[module].message, getattr(state, PARAMS[module].field))
    }
    for name, field in LISTS[module].items():
        keys = [key for key, _ in in_store_order(state, field)]
        if field == "suppliers":
            records = [record for key in keys if (record := hydrated_supplier(state, key)) is not None]
            written[name] = [to_standard_json(SUPPLIER, record) for record in records]
        else:
            records = [record for _, record in in_store_order(state, field)]
            written[name] = [to_standard_json(BY_FIELD[field].message, record) for record in records]
    return written
