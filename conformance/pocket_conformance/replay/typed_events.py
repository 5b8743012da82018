"""Typed events: the protobuf messages that the network announces as text, attribute by attribute, in gogoproto's JSON.

Which events there are is taken from the spec: every description of a message whose name begins with `Event`.
"""

from __future__ import annotations

import base64
import binascii
import importlib
import json
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import pocket_spec
from pocket_conformance.replay.abci import AbciEvent
from pocket_spec.encoding.proto import Field, Map, Message, Scalar
from pocket_spec.encoding.proto_json import from_json
from pocket_spec.rejections import Rejected

Json = Any

ENVELOPE = frozenset({"mode", "msg_index", "authz_msg_index"})
"""Attributes that the SDK adds to an event: when it was emitted, and by which message."""


@dataclass(frozen=True, slots=True)
class TypedEvent:
    """An event of the protocol as the network announced it.

    `value` holds what this release's event has in common with the announced one: `announced` names those of its fields
    that were announced, `missing` those that were not, and `unknown` the attributes that it has no field for.
    """

    kind: Message[Any]
    value: Any
    announced: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: Mapping[str, str]


class EventError(ValueError):
    """An event's attributes are not those of its type; the message is one line."""


@cache
def event_kinds() -> Mapping[str, Message[Any]]:
    """Return the descriptions of all events by their names."""
    found: dict[str, Message[Any]] = {}
    for module in pkgutil.walk_packages(pocket_spec.__path__, "pocket_spec."):
        if module.name.rpartition(".")[2] == "events" or module.name.endswith("messages"):
            for held in vars(importlib.import_module(module.name)).values():
                if isinstance(held, Message) and held.name.rpartition(".")[2].startswith("Event"):
                    found[held.name] = held
    return MappingProxyType(found)


def is_typed(event: AbciEvent) -> bool:
    """Tell whether an event is one of the protocol's, known to the spec or not."""
    return event.type.startswith("pocket.")


def typed_event(event: AbciEvent) -> TypedEvent | None:
    """Read an event of the protocol; None where the spec has no event of its name. Raises `EventError`."""
    kind = event_kinds().get(event.type)
    if kind is None:
        return None
    fields = {field.name: field for field in kind.fields}
    read: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for held in event.attributes:
        name = held.key
        if name in ENVELOPE:
            continue
        if name in fields and name not in read:
            read[name] = _field_value(fields[name], loaded(held.value, name), name)
        else:
            unknown[held.key] = held.value
    missing = tuple(field.name for field in kind.fields if field.name not in read)
    return TypedEvent(kind, kind.make(**read), tuple(read), missing, unknown)


def loaded(text: str, name: str) -> Json:
    """Decode the JSON of an attribute; fractions stay text."""
    try:
        return json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise EventError(f"{name}: not JSON: {str(error)[:80]}") from None


def from_gogo_json(message: Message[Any], value: Json, path: str) -> Any:
    """Read a message from gogoproto's JSON: bytes in base64, a coin as object or text, absent messages as null."""
    return from_json_of(message, _plain(message, value, path), path)


def from_json_of(message: Message[Any], value: Json, path: str) -> Any:
    """Read a message from this project's JSON, raising `EventError`."""
    try:
        return from_json(message, value, path)
    except Rejected as rejected:
        raise EventError(rejected.detail) from None


def _field_value(field: Field, value: Json, path: str) -> Any:
    holder = Message("event", _Holder, (Field(1, "value", field.kind, repeated=field.repeated, names=field.names),))
    if value is None:
        return () if field.repeated or isinstance(field.kind, Map) else None
    return from_json_of(holder, {"value": _plain_field(field, value, path)}, path).value


@dataclass(frozen=True, slots=True)
class _Holder:
    value: Any = None


def _plain(message: Message[Any], value: Json, path: str) -> Json:
    """Translate gogoproto's JSON of a message into this project's."""
    if not isinstance(value, dict):
        return value
    fields = {field.name: field for field in message.fields}
    return {
        name: _plain_field(fields[name], held, f"{path}.{name}") if name in fields and held is not None else held
        for name, held in value.items()
        if held is not None
    }


def _plain_field(field: Field, value: Json, path: str) -> Json:
    if isinstance(field.kind, Map):
        kind = field.kind.value
        return (
            {key: _plain_single(kind, item, path) for key, item in value.items()} if isinstance(value, dict) else value
        )
    if field.repeated:
        return [_plain_single(field.kind, item, path) for item in value] if isinstance(value, list) else value
    return _plain_single(field.kind, value, path)


def _plain_single(kind: Scalar | Message[Any] | Map, value: Json, path: str) -> Json:
    if isinstance(kind, Message):
        return _plain(kind, value, path)
    if kind is Scalar.BYTES and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True).hex()
        except (binascii.Error, ValueError):
            raise EventError(f"{path}: not base64") from None
    if kind is Scalar.DOUBLE and isinstance(value, int):
        return str(value)
    return value
