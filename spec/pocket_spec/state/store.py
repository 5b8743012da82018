"""The records of a state as the chain's store holds them: keys, values, and the root over all of them.

`COLLECTIONS` says for every kind of record in which store and under which key it is kept. Secondary indexes, which
the chain derives from the records, are not records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import deal

from pocket_spec.claims.messages import CLAIM, PROOF
from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.bech32 import decode_address
from pocket_spec.encoding.proto import Message, encode
from pocket_spec.encoding.varint import encode_varint
from pocket_spec.state.coin import UPOKT
from pocket_spec.state.records.application import APPLICATION, APPLICATION_PARAMS
from pocket_spec.state.records.gateway import GATEWAY, GATEWAY_PARAMS
from pocket_spec.state.records.migration import MIGRATION_PARAMS, MORSE_CLAIMABLE_ACCOUNT
from pocket_spec.state.records.proof import PROOF_PARAMS
from pocket_spec.state.records.service import (
    RELAY_MINING_DIFFICULTY,
    RELAY_MINING_DIFFICULTY_UPDATE,
    SERVICE_COMPUTE_UNITS_PER_RELAY_UPDATE,
    SERVICE_PARAMS,
)
from pocket_spec.state.records.session import SESSION_MODULE_PARAMS, SESSION_MODULE_PARAMS_UPDATE
from pocket_spec.state.records.shared import (
    SERVICE,
    SERVICE_CONFIG_UPDATE,
    SHARED_PARAMS,
    SHARED_PARAMS_UPDATE,
    SUPPLIER,
)
from pocket_spec.state.records.supplier import SUPPLIER_PARAMS
from pocket_spec.state.records.tokenomics import TOKENOMICS_PARAMS
from pocket_spec.state.state import State


class StoreRecord(NamedTuple):
    """One key-value pair of one store."""

    store: str
    key: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Collection:
    """A kind of record: its store, the prefix of its keys, the field of `State`, and the rest of the key.

    `suffix` makes the key behind the prefix from the key of the field's map; `key` makes the key of the map from a
    record.
    """

    store: str
    prefix: bytes
    field: str
    message: Message[Any]
    suffix: Callable[[Any], bytes]
    key: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class ParamsRecord:
    """The parameters of a module: their store, their key and the field of `State`."""

    store: str
    key: bytes
    field: str
    message: Message[Any]


def _text(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape") + b"/"


def _height(height: int) -> bytes:
    return (height % 2**64).to_bytes(8, "big")


def _service_height(key: tuple[str, int]) -> bytes:
    return _text(key[0]) + _height(key[1])


def _service_config(key: tuple[str, int, str]) -> bytes:
    return _text(key[0]) + _height(key[1]) + b"/" + _text(key[2])


def _claim(key: tuple[str, str]) -> bytes:
    return _text(key[0]) + _text(key[1])[:-1]


def _claim_key(record: Any) -> tuple[str, str]:
    return record.session_header.session_id, record.supplier_operator_address


PARAMS_RECORDS = (
    ParamsRecord("application", b"p_application", "application_params", APPLICATION_PARAMS),
    ParamsRecord("gateway", b"p_gateway", "gateway_params", GATEWAY_PARAMS),
    ParamsRecord("supplier", b"p_supplier", "supplier_params", SUPPLIER_PARAMS),
    ParamsRecord("service", b"p_service", "service_params", SERVICE_PARAMS),
    ParamsRecord("session", b"p_session", "session_params", SESSION_MODULE_PARAMS),
    ParamsRecord("proof", b"p_proof", "proof_params", PROOF_PARAMS),
    ParamsRecord("tokenomics", b"p_tokenomics", "tokenomics_params", TOKENOMICS_PARAMS),
    ParamsRecord("shared", b"p_shared", "shared_params", SHARED_PARAMS),
    ParamsRecord("migration", b"p_migration", "migration_params", MIGRATION_PARAMS),
)
"""Source: poktroll v0.1.35 x/*/types/keys.go."""

COLLECTIONS = (
    Collection("application", b"Application/address/", "applications", APPLICATION, _text, lambda r: r.address),
    Collection("gateway", b"Gateway/address/", "gateways", GATEWAY, _text, lambda r: r.address),
    Collection(
        "supplier", b"Supplier/operator_address/", "suppliers", SUPPLIER, _text, lambda r: r.operator_address
    ),
    Collection(
        "supplier", b"ServiceConfigUpdate/service_id/", "service_config_updates", SERVICE_CONFIG_UPDATE,
        _service_config, lambda r: (r.service.service_id, r.activation_height, r.operator_address),
    ),
    Collection("service", b"Service/id/", "services", SERVICE, _text, lambda r: r.id),
    Collection(
        "service", b"RelayMiningDifficulty/value/", "difficulties", RELAY_MINING_DIFFICULTY, _text,
        lambda r: r.service_id,
    ),
    Collection(
        "service", b"RelayMiningDifficulty/history/", "difficulty_history", RELAY_MINING_DIFFICULTY_UPDATE,
        _service_height, lambda r: (r.difficulty.service_id, r.effective_height),
    ),
    Collection(
        "service", b"ServiceComputeUnitsPerRelay/history/", "compute_units_history",
        SERVICE_COMPUTE_UNITS_PER_RELAY_UPDATE, _service_height, lambda r: (r.service_id, r.effective_height),
    ),
    Collection(
        "session", b"session_params_history/", "session_params_history", SESSION_MODULE_PARAMS_UPDATE, _height,
        lambda r: r.effective_height,
    ),
    Collection(
        "shared", b"shared_params_history/", "shared_params_history", SHARED_PARAMS_UPDATE, _height,
        lambda r: r.effective_height,
    ),
    Collection("proof", b"Claim/primary_key/", "claims", CLAIM, _claim, _claim_key),
    Collection("proof", b"Proof/primary_key/", "proofs", PROOF, _claim, _claim_key),
    Collection(
        "migration", b"MorseClaimableAccount/value/", "morse_accounts", MORSE_CLAIMABLE_ACCOUNT, _text,
        lambda r: r.morse_src_address,
    ),
)  # fmt: skip
"""Source: poktroll v0.1.35 x/*/types/keys.go, x/*/types/key_*.go."""

BY_FIELD: Mapping[str, Collection] = {collection.field: collection for collection in COLLECTIONS}
"""The collections by the field of `State`."""
BLOCK_HASH_PREFIX = b"BlockHash/height/"
BALANCE_PREFIX, SUPPLY_PREFIX = b"\x02", b"\x00"
"""Source: cosmos-sdk v0.53.7 x/bank/types/keys.go."""


@deal.pre(lambda state, field: field in BY_FIELD)
@deal.ensure(lambda state, field, result: len(result) == len(getattr(state, field)))
def in_store_order(state: State, field: str) -> list[tuple[Any, Any]]:
    """List the records of a field of the state with their keys, in the order in which the chain iterates over them.

    Source: cosmos-sdk v0.53.7 store/types (keys are compared as bytes)
    """
    suffix = BY_FIELD[field].suffix
    return sorted(getattr(state, field).items(), key=lambda item: suffix(item[0]))


@deal.ensure(lambda address, result: result.endswith(UPOKT.encode()))
def balance_key(address: str) -> bytes:
    """Give the key under which the bank keeps an account's balance.

    Source: cosmos-sdk v0.53.7 x/bank/types/keys.go, types/address/store_key.go (LengthPrefix)
    """
    account = decode_address(address)
    return BALANCE_PREFIX + bytes([len(account)]) + account + UPOKT.encode()


def _bank_records(state: State) -> Iterator[StoreRecord]:
    if state.supply:
        yield StoreRecord("bank", SUPPLY_PREFIX + UPOKT.encode(), str(state.supply).encode())
    for address, amount in state.balances.items():
        yield StoreRecord("bank", balance_key(address), str(amount).encode())


def _block_hash_records(state: State) -> Iterator[StoreRecord]:
    for height, block_hash in state.block_hashes.items():
        yield StoreRecord("session", BLOCK_HASH_PREFIX + f"{height}/".encode(), block_hash)


@deal.post(lambda result: list(result) == sorted(result))
def store_records(state: State) -> tuple[StoreRecord, ...]:
    """List every record of the state as its store holds it, stores by name, keys ascending as bytes.

    Source: poktroll v0.1.35 x/*/keeper; cosmos-sdk v0.53.7 x/bank/keeper/view.go
    """
    found = list(_bank_records(state)) + list(_block_hash_records(state))
    for params in PARAMS_RECORDS:
        found.append(StoreRecord(params.store, params.key, encode(params.message, getattr(state, params.field))))
    for collection in COLLECTIONS:
        for key, record in getattr(state, collection.field).items():
            value = encode(collection.message, record)
            found.append(StoreRecord(collection.store, collection.prefix + collection.suffix(key), value))
    return tuple(sorted(found))


@deal.post(lambda result: all(len(root) == 32 for root in result.values()))
def store_roots(state: State) -> dict[str, bytes]:
    """Give the root of every store: SHA-256 over its keys and values in order, each behind its length as a varint.

    Source: this project (docs/state.md)
    """
    content: dict[str, list[bytes]] = {"bank": [], **{params.store: [] for params in PARAMS_RECORDS}}
    for store, key, value in store_records(state):
        content[store] += [encode_varint(len(key)), key, encode_varint(len(value)), value]
    return {store: sha256(b"".join(content[store])) for store in sorted(content)}


@deal.post(lambda result: len(result) == 32)
def state_root(state: State) -> bytes:
    """Give the root of a state: SHA-256 over its stores' names, each behind its length, and their roots.

    Two states with the same records have the same root; accounts, validators, delegations and the height do not count.

    Source: this project (docs/state.md)
    """
    roots = store_roots(state)
    return sha256(b"".join(encode_varint(len(name)) + name.encode() + root for name, root in roots.items()))
