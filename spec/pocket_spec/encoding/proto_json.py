"""Protobuf messages as the JSON of this project's vectors, states and events.

Fields are keyed by their names in the .proto files and all are written, in the order of their numbers: 64-bit integers
and SDK integers as decimal strings, 32-bit integers as numbers, bytes as lower-case hex or null where absent,
enumerations by name, doubles as the shortest plain decimal, timestamps as RFC 3339 in UTC, absent messages as null,
maps as objects; absent members of a oneof are left out. On reading, a missing field has its zero value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import deal

from pocket_spec.encoding.proto import RANGES, Field, Map, Message, Scalar
from pocket_spec.numbers import SDK_INT_MAX
from pocket_spec.rejections import Reason, Rejected

Value = TypeVar("Value")

Json = Any
TIMESTAMP_NAME = "google.protobuf.Timestamp"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBERS = frozenset({Scalar.UINT32, Scalar.INT32})
"""The integers that travel as JSON numbers."""
DECIMAL = re.compile(r"0|-?[1-9][0-9]{0,399}")
FRACTION = re.compile(r"-?(0|[1-9][0-9]{0,399})(\.[0-9]{1,400})?")
INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z")


@deal.pre(lambda message, value: type(value) is message.make)
@deal.ensure(lambda message, value, result: isinstance(result, str) == (message.name == TIMESTAMP_NAME))
def to_json(message: Message[Any], value: Any) -> Json:
    """Write a message as JSON.

    Source: this project (docs/state.md)
    """
    if message.name == TIMESTAMP_NAME:
        return _instant_text(value.seconds, value.nanos)
    written: dict[str, Json] = {}
    for field in message.fields:
        held = getattr(value, field.name)
        if isinstance(field.kind, Map):
            map_kind = field.kind
            written[field.name] = {str(key): _single_to_json(map_kind.value, None, item) for key, item in held}
        elif field.repeated:
            written[field.name] = [_single_to_json(field.kind, field.names, item) for item in held]
        elif not field.oneof or held is not None:
            written[field.name] = _single_to_json(field.kind, field.names, held)
    return written


def _single_to_json(kind: Scalar | Message[Any] | Map, names: Mapping[int, str] | None, held: Any) -> Json:
    if isinstance(kind, Message):
        return None if held is None else to_json(kind, held)
    if kind is Scalar.BYTES:
        return None if held is None else held.hex()
    if kind is Scalar.ENUMERATION:
        return (names or {}).get(held, held)
    if kind is Scalar.DOUBLE:
        return decimal_text(held)
    if kind in {Scalar.TEXT, Scalar.BOOLEAN} or kind in NUMBERS:
        return held
    return str(held or 0)


@deal.raises(Rejected)
@deal.post(lambda result: FRACTION.fullmatch(result) is not None)
def decimal_text(value: float) -> str:
    """Write a double as the shortest decimal that denotes it, without an exponent: "0.975", "0", "-1".

    Errors: FLOAT_NOT_FINITE.
    Source: Go strconv (FormatFloat with 'f', -1)
    """
    if not math.isfinite(value):
        raise Rejected(Reason.FLOAT_NOT_FINITE, str(value))
    text = format(Decimal(repr(value)), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _instant_text(seconds: int, nanos: int) -> str:
    whole = (EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return whole + (f".{nanos:09}".rstrip("0") if nanos else "") + "Z"


@deal.raises(Rejected)
@deal.ensure(lambda message, value, path="", result=None: type(result) is message.make)
def from_json(message: Message[Value], value: Json, path: str = "") -> Value:
    """Read a message from JSON.

    Errors: JSON_MALFORMED, naming the field, for unknown fields, values of another type and numbers out of range.
    Source: this project (docs/state.md)
    """
    return _read(message, value, path or message.name)


def _read(message: Message[Value], value: Json, path: str) -> Value:
    if message.name == TIMESTAMP_NAME:
        return _instant(message, value, path)
    if not isinstance(value, dict):
        raise _malformed(path, "expected an object")
    unknown = sorted(set(value) - {field.name for field in message.fields})
    if unknown:
        raise _malformed(f"{path}.{unknown[0][:40]}", "unknown field")
    read: dict[str, Any] = {}
    for field in message.fields:
        if value.get(field.name) is not None:
            read[field.name] = _held(field, value[field.name], f"{path}.{field.name}")
    groups = [field.oneof for field in message.fields if field.oneof and field.name in read]
    if len(set(groups)) < len(groups):
        raise _malformed(path, "two members of a oneof")
    return message.make(**read)


def _held(field: Field, value: Json, path: str) -> Any:
    if isinstance(field.kind, Map):
        if not isinstance(value, dict):
            raise _malformed(path, "expected an object")
        kind = field.kind
        pairs = ((_single(kind.key, None, key, path), _single(kind.value, None, value[key], path)) for key in value)
        return tuple(sorted(pairs, key=lambda pair: pair[0]))
    if field.repeated:
        if not isinstance(value, list):
            raise _malformed(path, "expected a list")
        return tuple(_single(field.kind, field.names, item, f"{path}[{index}]") for index, item in enumerate(value))
    return _single(field.kind, field.names, value, path)


def _single(kind: Scalar | Message[Any] | Map, names: Mapping[int, str] | None, value: Json, path: str) -> Any:
    if isinstance(kind, Message):
        return _read(kind, value, path)
    if kind in {Scalar.TEXT, Scalar.BYTES, Scalar.DOUBLE} or (kind is Scalar.ENUMERATION and isinstance(value, str)):
        if not isinstance(value, str):
            raise _malformed(path, "expected a string")
        return _from_text(kind, names, value, path)
    if kind is Scalar.BOOLEAN:
        if not isinstance(value, bool):
            raise _malformed(path, "expected true or false")
        return value
    return _integer(kind, value, path)


def _from_text(kind: Scalar | Map, names: Mapping[int, str] | None, value: str, path: str) -> Any:
    if kind is Scalar.BYTES:
        if not re.fullmatch("([0-9a-f]{2})*", value):
            raise _malformed(path, "not lower-case hex of whole bytes")
        return bytes.fromhex(value)
    if kind is Scalar.DOUBLE:
        if not FRACTION.fullmatch(value):
            raise _malformed(path, "not a plain decimal such as 0.975")
        return float(value)
    if kind is Scalar.ENUMERATION:
        numbers = {name: number for number, name in (names or {}).items()}
        if value not in numbers:
            raise _malformed(path, f"unknown name {value[:40]!r}")
        return numbers[value]
    return value


def _integer(kind: Scalar | Map, value: Json, path: str) -> int:
    if isinstance(value, str) and DECIMAL.fullmatch(value):
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2**53:
        number = value
    else:
        raise _malformed(path, "expected an integer, beyond 2^53 as a decimal string")
    low, high = RANGES.get(kind, (-SDK_INT_MAX, SDK_INT_MAX))  # type: ignore[arg-type]
    if not low <= number <= high:
        raise _malformed(path, f"{number} is outside [{low}, {high}]")
    return number


def _instant(message: Message[Value], value: Json, path: str) -> Value:
    match = INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _malformed(path, "expected a time such as 2006-01-02T15:04:05Z")
    *parts, fraction = match.groups()
    try:
        moment = datetime(*map(int, parts), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError as error:
        raise _malformed(path, str(error)) from None
    elapsed = moment - EPOCH
    return message.make(  # type: ignore[call-arg]
        seconds=elapsed.days * 86_400 + elapsed.seconds, nanos=int((fraction or "0").ljust(9, "0"))
    )


def _malformed(path: str, problem: str) -> Rejected:
    return Rejected(Reason.JSON_MALFORMED, f"{path}: {problem}")
