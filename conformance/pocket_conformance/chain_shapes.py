"""Shapes of protobuf messages, states, messages to execute, and what executing them gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from pocket_conformance.shapes import (
    DEC,
    HEX,
    TEXT,
    Array,
    Json,
    Nullable,
    Schema,
    Shape,
    ShapeError,
    Table,
    decimal,
    record,
)
from pocket_spec.chain.execution import BlockResult, SignedMessage
from pocket_spec.chain.registry import BY_TYPE
from pocket_spec.encoding.proto import Field, Map, Message, Scalar
from pocket_spec.encoding.proto_json import NUMBERS, TIMESTAMP_NAME, from_json, to_json
from pocket_spec.numbers import SDK_INT_MAX
from pocket_spec.rejections import Rejected
from pocket_spec.state.events import Events, Transition
from pocket_spec.state.records.staking import Delegation, Validator
from pocket_spec.state.state import State
from pocket_spec.state.state_json import MODULES, PARAMS, state_from_json, state_to_json
from pocket_spec.state.store import BY_FIELD, state_root, store_roots


def _difference(module: Json, empty: Json) -> Json:
    if not isinstance(module, dict):
        return module
    return {name: value for name, value in module.items() if value != empty[name]}


OBJECT = {"type": "object", "additionalProperties": False}


def _shaped(read: Callable[[], Any], path: str) -> Any:
    try:
        return read()
    except Rejected as rejected:
        where, _, problem = rejected.detail.partition(": ")
        raise ShapeError(where if problem else path, problem or rejected.detail) from None


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _closed(properties: dict[str, Schema]) -> Schema:
    return {**OBJECT, "properties": properties}


@dataclass(frozen=True)
class ProtoMessage:
    """A protobuf message."""

    message: Message[Any]

    def parse(self, value: Json, path: str) -> Any:
        """Read the message."""
        return _shaped(lambda: from_json(self.message, value, path), path)

    def render(self, value: Any) -> Json:
        """Write the message with all its fields."""
        return to_json(self.message, value)

    def schema(self) -> Schema:
        """Describe the fields, each of which may be left out."""
        if self.message.name == TIMESTAMP_NAME:
            return {"type": "string"}
        return _closed({field.name: _field_schema(field) for field in self.message.fields})


def _field_schema(field: Field) -> Schema:
    if isinstance(field.kind, Map):
        return {"type": "object", "additionalProperties": _kind_schema(field.kind.value, None)}
    single = _kind_schema(field.kind, field)
    return _list_of(single) if field.repeated else single


SCALAR_SCHEMAS: dict[Scalar, Schema] = {
    Scalar.BOOLEAN: {"type": "boolean"},
    Scalar.BYTES: Nullable(HEX).schema(),
    Scalar.DOUBLE: DEC.schema(),
    Scalar.TEXT: {"type": "string"},
}


def _kind_schema(kind: Scalar | Message[Any] | Map, field: Field | None) -> Schema:
    if isinstance(kind, Message):
        return {"anyOf": [ProtoMessage(kind).schema(), {"type": "null"}]}
    if kind is Scalar.ENUMERATION:
        names = sorted((field.names or {}).values()) if field else []
        return {"anyOf": [{"type": "string", "enum": names}, {"type": "integer"}]}
    integers: Schema = {"type": "integer"} if kind in NUMBERS else {"type": ["string", "integer"]}
    return SCALAR_SCHEMAS.get(kind, integers)  # type: ignore[arg-type]


STATE_SCHEMA = "state.json"
"""Where the schema of states lies, beside those of the operations."""


@dataclass(frozen=True)
class StateShape:
    """A state of the chain."""

    def parse(self, value: Json, path: str) -> State:
        """Read the state; what is left out has its default."""
        state: State = _shaped(lambda: state_from_json(value, path), path)
        return state

    def render(self, value: State) -> Json:
        """Write what differs from the state without records and with the default parameters."""
        written = {"height": value.height}
        empty = state_to_json(State())
        for name, module in state_to_json(value).items():
            if name != "height" and module != empty.get(name):
                written[name] = _difference(module, empty.get(name))
        return written

    def schema(self) -> Schema:
        """Refer to the schema of states, which is a file of its own."""
        return {"$ref": STATE_SCHEMA}


def state_schema() -> Schema:
    """Describe modules, parameters and records."""
    text: Schema = {"type": "string"}
    validator = _closed(dict.fromkeys((field.name for field in fields(Validator)), text))
    delegation = _closed(dict.fromkeys((field.name for field in fields(Delegation)), text))
    modules: dict[str, Schema] = {
        "height": {"type": "integer", "minimum": 0},
        "chain_id": text,
        "header_hash": HEX.schema(),
        "block_time": text,
        "auth": _closed({"accounts": _list_of(_closed({"address": text, "public_key": Nullable(HEX).schema()}))}),
        "bank": _closed({"balances": _list_of(_closed({"address": text, "amount": text}))}),
        "staking": _closed({"validators": _list_of(validator), "delegations": _list_of(delegation)}),
    }
    for module, lists in MODULES.items():
        properties = {"params": ProtoMessage(PARAMS[module].message).schema()}
        for name, field in lists.items():
            properties[name] = _list_of(ProtoMessage(BY_FIELD[field].message).schema())
        modules[module] = _closed(properties)
    block_hash = _closed({"height": {"type": "integer"}, "hash": HEX.schema()})
    modules["session"]["properties"]["block_hashes"] = _list_of(block_hash)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": STATE_SCHEMA,
        "title": "A state of the chain",
        **_closed(modules),
    }


@dataclass(frozen=True)
class SignedMessageShape:
    """A message to execute: its type, its value, and its signer where that is not the one it names."""

    only: Message[Any] | None = None

    def parse(self, value: Json, path: str) -> SignedMessage:
        """Read the message; one of an unknown type keeps its JSON."""
        if not isinstance(value, dict) or not isinstance(value.get("type"), str):
            raise ShapeError(f"{path}.type", "expected an object with the type of a message")
        unknown = sorted(set(value) - {"type", "value", "signer"})
        if unknown:
            raise ShapeError(f"{path}.{unknown[0][:40]}", "unknown field")
        signer = Nullable(TEXT).parse(value.get("signer"), f"{path}.signer")
        if self.only is not None and value["type"] != self.only.name:
            raise ShapeError(f"{path}.type", f"expected {self.only.name}")
        handler = BY_TYPE.get(value["type"])
        content = value.get("value")
        parsed = content if handler is None else ProtoMessage(handler.message).parse(content, f"{path}.value")
        return SignedMessage(value["type"], parsed, signer)

    def render(self, value: SignedMessage) -> Json:
        """Write the message."""
        handler = BY_TYPE.get(value.type)
        content = value.value if handler is None else to_json(handler.message, value.value)
        return {"type": value.type, "value": content} | ({} if value.signer is None else {"signer": value.signer})

    def schema(self) -> Schema:
        """Describe the envelope, and the value where its type is known."""
        value: Schema = {"type": "object"} if self.only is None else ProtoMessage(self.only).schema()
        kind: Schema = {"type": "string"} if self.only is None else {"const": self.only.name}
        properties = {"type": kind, "value": value, "signer": {"type": "string"}}
        return {**_closed(properties), "required": ["type", "value"]}


@dataclass(frozen=True)
class EventsShape:
    """Events in order of emission."""

    def parse(self, value: Json, path: str) -> Json:
        """Take them as they are: nothing reads events."""
        if not isinstance(value, list):
            raise ShapeError(path, "expected a list")
        return value

    def render(self, value: Events) -> Json:
        """Write type and attributes."""
        return [{"type": event.kind.name, "attributes": to_json(event.kind, event.value)} for event in value]

    def schema(self) -> Schema:
        """Describe type and attributes."""
        event = _closed({"type": {"type": "string"}, "attributes": {"type": "object"}})
        return _list_of({**event, "required": ["type", "attributes"]})


STATE = StateShape()
OUTCOME_FIELDS: dict[str, Shape] = {
    "events": EventsShape(),
    "balances": Table(decimal(0, SDK_INT_MAX)),
    "stores": Table(HEX),
    "state_root": HEX,
}
"""What every operation on states gives."""
OUTCOME = record(OUTCOME_FIELDS)
BLOCK_OUTCOMES = record({"blocks": Array(record({"results": Array(Nullable(TEXT)), **OUTCOME_FIELDS}))})


def outcome(transition: Transition) -> dict[str, Any]:
    """Make the output of a transition: its events, all balances, and the roots of the stores and the state."""
    state = transition.state
    return {
        "events": transition.events,
        "balances": dict(state.balances),
        "stores": store_roots(state),
        "state_root": state_root(state),
    }


def block_outcome(result: BlockResult) -> dict[str, Any]:
    """Make the output of a block: a rejection's name or null for every message, and what `outcome` gives."""
    results = [None if rejected is None else rejected.reason.value for rejected in result.rejections]
    return {"results": results, **outcome(Transition(result.state, result.events))}
