"""Writing what the spec executed as captures, in both forms that are read: for examples, and to test the replay.

Movements of money are written as net transfers of a message, because the spec keeps balances and no transfers.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pocket_conformance.replay.abci import (
    AUTH_INFO,
    COMMIT_RESPONSE,
    FINALIZE_REQUEST,
    FINALIZE_RESPONSE,
    PUBLIC_KEY,
    STORE_PAIR,
    TX_BODY,
    TX_RAW,
    AbciAttribute,
    AbciEvent,
    AnyMessage,
    AuthInfo,
    CommitResponse,
    FinalizeRequest,
    FinalizeResponse,
    PublicKey,
    SignerInfo,
    StorePair,
    TxBody,
    TxRaw,
    TxResult,
)
from pocket_conformance.replay.indexes import INDEXES
from pocket_conformance.replay.transactions import SECP256K1
from pocket_conformance.replay.writes import denomination_key
from pocket_spec.chain.execution import SignedMessage, apply_message, run_steps
from pocket_spec.chain.registry import BEGIN_BLOCK, BY_TYPE, END_BLOCK
from pocket_spec.encoding.proto import Map, Message, Scalar, encode
from pocket_spec.encoding.proto_json import NUMBERS, TIMESTAMP_NAME, to_json
from pocket_spec.encoding.varint import encode_varint
from pocket_spec.rejections import CHAIN_CODES, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.coin import COIN, UPOKT
from pocket_spec.state.events import Event
from pocket_spec.state.state import State
from pocket_spec.state.store import BY_FIELD, balance_key, store_records
from pocket_spec.state.timestamp import TIMESTAMP

Json = Any
UNREGISTERED = ("undefined", 1)


@dataclass
class Captured:
    """A block that the spec executed, and the state after it."""

    height: int
    header_hash: bytes
    after: State
    txs: list[bytes] = field(default_factory=list)
    results: list[TxResult] = field(default_factory=list)
    events: list[AbciEvent] = field(default_factory=list)
    pairs: list[StorePair] = field(default_factory=list)

    def meta(self) -> bytes:
        """Write the FilePlugin's meta file."""
        request = FinalizeRequest(tuple(self.txs), self.header_hash, self.height, self.after.block_time)
        response = FinalizeResponse(tuple(self.events), tuple(self.results))
        parts = (
            encode(FINALIZE_REQUEST, request),
            encode(FINALIZE_RESPONSE, response),
            encode(COMMIT_RESPONSE, CommitResponse()),
        )
        return b"".join(encode_varint(len(part)) + part for part in parts)

    def data(self) -> bytes:
        """Write the FilePlugin's data file."""
        parts = [encode(STORE_PAIR, pair) for pair in self.pairs]
        return b"".join(encode_varint(len(part)) + part for part in parts)

    def block_json(self) -> Json:
        """Write the answer to `/block`."""
        txs = [base64.b64encode(tx).decode() for tx in self.txs]
        header = {
            "chain_id": self.after.chain_id,
            "height": str(self.height),
            "time": to_json(TIMESTAMP, self.after.block_time),
        }
        block = {"header": header, "data": {"txs": txs}}
        return {
            "jsonrpc": "2.0",
            "id": -1,
            "result": {"block_id": {"hash": self.header_hash.hex().upper()}, "block": block},
        }

    def results_json(self) -> Json:
        """Write the answer to `/block_results`."""
        results = [
            {"code": result.code, "data": None, "log": result.log, "events": _events_json(result.events),
             "codespace": result.codespace}
            for result in self.results
        ]  # fmt: skip
        found = {"height": str(self.height), "txs_results": results or None}
        return {"jsonrpc": "2.0", "id": -1, "result": found | {"finalize_block_events": _events_json(self.events)}}


def _events_json(events: Iterable[AbciEvent]) -> Json:
    return [
        {"type": event.type, "attributes": [{"key": held.key, "value": held.value} for held in event.attributes]}
        for event in events
    ]


def captured(
    state: State, messages: Sequence[SignedMessage], rules: Rules, *, ends: bool = True, keys: Sequence[bytes] = ()
) -> Captured:
    """Execute a block, one transaction for each message, and write down what a node would; `ends` are its steps."""
    result = Captured(state.height, state.header_hash, state)
    before = state
    if ends:
        state, events = run_steps(state, BEGIN_BLOCK, rules)
        result.events += [_typed(event, {"mode": "BeginBlock"}) for event in events]
    for message in messages:
        result.txs.append(_transaction(message, keys))
        try:
            after = apply_message(state, message, rules)
        except Rejected as rejected:
            codespace, code = CHAIN_CODES.get(rejected.reason, UNREGISTERED)
            result.results.append(TxResult(code=code, codespace=codespace, log=str(rejected)))
            continue
        emitted = [*_bank_events(state, after.state), *(_typed(event, {}) for event in after.events)]
        result.results.append(TxResult(events=tuple(_indexed(event) for event in emitted)))
        state = after.state
    if ends:
        after = run_steps(state, END_BLOCK, rules)
        emitted = [*_bank_events(state, after.state), *(_typed(event, {"mode": "EndBlock"}) for event in after.events)]
        result.events += emitted
        state = after.state
    result.after = replace(state, height=state.height + 1)
    result.pairs = list(_written(before, state))
    return result


def _transaction(message: SignedMessage, keys: Sequence[bytes]) -> bytes:
    value = encode(BY_TYPE[message.type].message, message.value)
    body = TxBody((AnyMessage(f"/{message.type}", value),))
    infos = tuple(SignerInfo(AnyMessage(SECP256K1, encode(PUBLIC_KEY, PublicKey(key)))) for key in keys)
    return encode(TX_RAW, TxRaw(encode(TX_BODY, body), encode(AUTH_INFO, AuthInfo(infos)), (b"\x00" * 64,)))


def _indexed(event: AbciEvent) -> AbciEvent:
    return replace(event, attributes=(*event.attributes, AbciAttribute("msg_index", "0")))


def _typed(event: Event, more: dict[str, str]) -> AbciEvent:
    written = gogo_json(event.kind, event.value)
    attributes = [AbciAttribute(name, json.dumps(held)) for name, held in sorted(written.items())]
    return AbciEvent(event.kind.name, (*attributes, *(AbciAttribute(*item) for item in more.items())))


def gogo_json(message: Message[Any], value: Any) -> Json:
    """Write a message as gogoproto's JSON, with all its fields under the names of the .proto file."""
    if message.name in {TIMESTAMP_NAME, COIN.name}:
        return to_json(message, value)
    written: dict[str, Json] = {}
    for held in message.fields:
        item = getattr(value, held.name)
        if isinstance(held.kind, Map):
            kind = held.kind.value
            written[held.name] = {str(key): _gogo_single(kind, None, entry) for key, entry in item}
        elif held.repeated:
            written[held.name] = [_gogo_single(held.kind, held.names, entry) for entry in item]
        elif not held.oneof or item is not None:
            written[held.name] = _gogo_single(held.kind, held.names, item)
    return written


def _gogo_single(kind: Any, names: Any, value: Any) -> Json:
    if isinstance(kind, Message):
        return None if value is None else gogo_json(kind, value)
    if kind is Scalar.BYTES:
        return None if value is None else base64.b64encode(value).decode()
    if kind is Scalar.ENUMERATION:
        return (names or {}).get(value, value)
    if kind in {Scalar.TEXT, Scalar.BOOLEAN, Scalar.DOUBLE} or kind in NUMBERS:
        return value
    return str(value or 0)


def _bank_events(before: State, after: State) -> Iterator[AbciEvent]:
    """Yield transfers that lead from one state's balances to the other's, minting and burning the difference."""
    change = {
        address: after.balances.get(address, 0) - before.balances.get(address, 0)
        for address in sorted(set(before.balances) | set(after.balances))
    }
    givers = {address: -amount for address, amount in change.items() if amount < 0}
    for recipient, wanted in change.items():
        for giver in givers if wanted > 0 else ():
            amount = min(wanted, givers[giver])
            if amount:
                givers[giver] -= amount
                wanted -= amount  # noqa: PLW2901 - what is still to come
                yield from _transfer(giver, recipient, amount)
        if wanted > 0:
            yield _bank("coin_received", receiver=recipient, amount=f"{wanted}{UPOKT}")
            yield _bank("coinbase", minter=recipient, amount=f"{wanted}{UPOKT}")
    for giver, left in givers.items():
        if left:
            yield _bank("coin_spent", spender=giver, amount=f"{left}{UPOKT}")
            yield _bank("burn", burner=giver, amount=f"{left}{UPOKT}")


def _transfer(sender: str, recipient: str, amount: int) -> Iterator[AbciEvent]:
    text = f"{amount}{UPOKT}"
    yield _bank("coin_spent", spender=sender, amount=text)
    yield _bank("coin_received", receiver=recipient, amount=text)
    yield _bank("transfer", recipient=recipient, sender=sender, amount=text)


def _bank(kind: str, **attributes: str) -> AbciEvent:
    return AbciEvent(kind, tuple(AbciAttribute(*item) for item in attributes.items()))


def _written(before: State, after: State) -> Iterator[StorePair]:
    """Yield the writes that lead from one state to the other, entries of indexes included, as a node would."""
    old = {(record.store, record.key): record.value for record in store_records(before)}
    new = {(record.store, record.key): record.value for record in store_records(after)}
    changed = {pair for pair in set(old) | set(new) if old.get(pair) != new.get(pair)}
    changed |= _configurations(after, changed)
    found = {pair: new.get(pair) for pair in changed}
    found |= {pair: None for pair, _ in _entries(before, changed)} | dict(_entries(after, changed))
    for store, key in sorted(found):
        value = found[store, key]
        yield StorePair(store, value is None, key, value)


def _configurations(state: State, changed: set[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
    """List the configurations of the suppliers of which anything changed: they are written together."""
    configurations, suppliers = BY_FIELD["service_config_updates"], BY_FIELD["suppliers"]
    keys: dict[str, set[tuple[str, bytes]]] = {
        operator: {(suppliers.store, suppliers.prefix + suppliers.suffix(operator))} for operator in state.suppliers
    }
    for key in state.service_config_updates:
        keys.setdefault(key[2], set()).add((configurations.store, configurations.prefix + configurations.suffix(key)))
    prefix = configurations.prefix
    return {pair for pairs in keys.values() if pairs & changed for pair in pairs if pair[1].startswith(prefix)}


def _entries(state: State, changed: set[tuple[str, bytes]]) -> Iterator[tuple[tuple[str, bytes], bytes]]:
    """Yield the entries of the records that changed: a keeper writes all of a record's entries together with it."""
    for index in INDEXES:
        collection = BY_FIELD[index.field]
        for key, record in getattr(state, index.field).items():
            if (index.store, collection.prefix + collection.suffix(key)) in changed:
                for suffix, value in index.entries(record):
                    yield (index.store, index.prefix + suffix), value
    for address in state.balances:
        if ("bank", balance_key(address)) in changed:
            yield ("bank", denomination_key(address)), b""
