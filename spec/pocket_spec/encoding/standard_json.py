"""Protobuf messages in the standard JSON form, as genesis files and transactions of the Cosmos SDK hold them.

It differs from this project's own form (`proto_json`) in what it leaves open: a field may go by its name or by its
camel case, which counts where both are there; numbers may be strings or numbers; bytes are base 64; null is absent.
"""

from __future__ import annotations

import base64
import binascii
import re
from decimal import Decimal
from typing import Any, TypeVar

import deal

from pocket_spec.encoding.proto import Field, Map, Message, Scalar
from pocket_spec.encoding.proto_json import Json, decimal_text, from_json, to_json
from pocket_spec.rejections import Reason, Rejected

Value = TypeVar("Value")

EXPONENT_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


@deal.ensure(lambda name, result: result.replace("_", "").lower() == name.replace("_", "").lower())
def camel_case(name: str) -> str:
    """Write a field's name in camel case: every letter behind an underscore becomes a capital, the underscore goes.

    Source: protobuf v5 docs (ProtoJSON); golang/protobuf v1.5 protoc-gen-go/generator (JSONName)
    """
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


@deal.raises(Rejected)
@deal.ensure(lambda message, value, path="", result=None: type(result) is message.make)
def from_standard_json(message: Message[Value], value: Json, path: str = "") -> Value:
    """Read a message from standard JSON.

    Errors: JSON_MALFORMED, naming the field.
    Source: gogoproto v1.7.2 jsonpb/jsonpb.go (Unmarshal)
    """
    path = path or message.name
    return from_json(message, _own_form(message, value, path), path)


def _own_form(message: Message[Any], value: Json, path: str) -> Json:
    if not isinstance(value, dict):
        return value
    left, read = dict(value), {}
    for field in message.fields:
        given = [left.pop(name) for name in {field.name: 0, camel_case(field.name): 0} if name in left]
        if given and given[-1] is not None:
            read[field.name] = _held(field, given[-1], f"{path}.{field.name}")
    return left | read


def _held(field: Field, value: Json, path: str) -> Json:
    if field.repeated and isinstance(value, list):
        return [_single(field, item, f"{path}[{index}]") for index, item in enumerate(value)]
    return _single(field, value, path)


def _single(field: Field, value: Json, path: str) -> Json:
    if isinstance(field.kind, Message):
        return _own_form(field.kind, value, path)
    if isinstance(field.kind, Map):
        return value
    if field.kind is Scalar.BYTES and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True).hex()
        except (binascii.Error, ValueError):
            raise Rejected(Reason.JSON_MALFORMED, f"{path}: not base 64") from None
    if field.kind is Scalar.DOUBLE and not isinstance(value, bool):
        text = str(value)
        if not EXPONENT_NUMBER.fullmatch(text):
            raise Rejected(Reason.JSON_MALFORMED, f"{path}: not a number")
        return decimal_text(float(Decimal(text)))
    return value


@deal.pre(lambda message, value: type(value) is message.make)
@deal.ensure(lambda message, value, result: from_standard_json(message, result) == value)
def to_standard_json(message: Message[Any], value: Any) -> Json:
    """Write a message as standard JSON, fields by their names, all of them.

    Source: gogoproto v1.7.2 jsonpb/jsonpb.go (Marshal, with OrigName and EmitDefaults)
    """
    return _standard_form(message, to_json(message, value))


def _standard_form(message: Message[Any], value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    written = dict(value)
    for field in message.fields:
        held = value.get(field.name)
        if isinstance(held, list):
            written[field.name] = [_standard_single(field, item) for item in held]
        elif held is not None:
            written[field.name] = _standard_single(field, held)
    return written


def _standard_single(field: Field, held: Json) -> Json:
    if isinstance(field.kind, Message):
        return _standard_form(field.kind, held)
    if field.kind is Scalar.BYTES:
        return base64.b64encode(bytes.fromhex(held)).decode()
    return float(held) if field.kind is Scalar.DOUBLE else held
