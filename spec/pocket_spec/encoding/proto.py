"""Protocol Buffers (proto3) as gogoproto's generated Go code writes and reads them.

A message type is described by a `Message`: its name, the frozen dataclass that holds its values, and its fields.
`encode` is canonical, one byte string per value; `decode` is as lenient as the generated `Unmarshal` methods.

How values are held: text is `str` with surrogateescape, so that bytes that are not UTF-8, which `Unmarshal` does not
refuse, survive decoding and encoding unchanged; bytes are `bytes | None`, None for Go's nil, because a field that is
present but empty decodes to an empty slice that is not nil, and some rules ask; an absent embedded message is None,
unless the field is `embedded` (gogoproto's nullable=false) and so always there; repeated fields are tuples.

A member of a oneof is None where it is absent, and is written even where it is zero: presence is what it says. A map
is a tuple of (key, value) pairs, keys ascending and distinct. A double is a float; a Cosmos SDK integer (`SDK_INT`,
the amount of a coin) an int, None for the nil that an absent field leaves, and always written, as "0" where nil.

Not here because no message of this release needs them: fixed-width integers, single precision floats.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

import deal

from pocket_spec.encoding.varint import UINT64_MODULUS, decode_varint, encode_varint
from pocket_spec.numbers import SDK_INT_MAX
from pocket_spec.rejections import Reason, Rejected

Value = TypeVar("Value")

VARINT, FIXED64, LENGTH_DELIMITED, START_GROUP, END_GROUP, FIXED32 = range(6)
"""Wire types."""
FIXED_WIDTH = {FIXED64: 8, FIXED32: 4}
"""Bytes of the wire types of fixed width."""
LARGEST_INT = 2**63 - 1
"""Go holds lengths in a signed 64-bit integer."""
LONGEST_SDK_INT = 100
"""Bytes of the longest text of an SDK integer that is read: 256 bits are 78 digits and a sign."""


class Scalar(Enum):
    """The scalar types of fields. Enumerations are open: any int32 is kept."""

    BYTES = "bytes"
    TEXT = "string"
    BOOLEAN = "bool"
    UINT32 = "uint32"
    UINT64 = "uint64"
    INT32 = "int32"
    INT64 = "int64"
    ENUMERATION = "enum"
    DOUBLE = "double"
    SDK_INT = "cosmossdk.io/math.Int"


RANGES = MappingProxyType(
    {
        Scalar.BOOLEAN: (0, 1),
        Scalar.UINT32: (0, 2**32 - 1),
        Scalar.UINT64: (0, 2**64 - 1),
        Scalar.INT32: (-(2**31), 2**31 - 1),
        Scalar.INT64: (-(2**63), 2**63 - 1),
        Scalar.ENUMERATION: (-(2**31), 2**31 - 1),
    }
)
"""Smallest and largest value of the scalar types that travel as varints."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message; `embedded` marks gogoproto's nullable=false, `names` those of an enumeration's values.

    `oneof` is the name of the group of which at most one member is there.
    """

    number: int
    name: str
    kind: Scalar | Message[Any] | Map
    repeated: bool = False
    embedded: bool = False
    names: Mapping[int, str] | None = None
    oneof: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """The kind of a map field, whose entries travel as messages of a key (field 1) and a value (field 2)."""

    key: Scalar
    value: Scalar | Message[Any]

    def entry(self) -> Message[Entry]:
        """Describe one entry; both its fields are always written, as those of a oneof are."""
        return Message(
            "entry", Entry, (Field(1, "key", self.key, oneof="key"), Field(2, "value", self.value, oneof="value"))
        )


class Entry(NamedTuple):
    """One entry of a map as it was read; None where the entry lacks it."""

    key: Any = None
    value: Any = None


@dataclass(frozen=True, slots=True)
class Message(Generic[Value]):
    """A message type: its full name, the dataclass of its values, and its fields by ascending number."""

    name: str
    make: type[Value]
    fields: tuple[Field, ...]


def _is_value(message: Message[Any], value: Any) -> bool:
    """Tell whether the value is of the message's dataclass and its numbers are in the ranges of their types."""
    if type(value) is not message.make:
        return False
    return all(_is_in_range(field, getattr(value, field.name)) for field in message.fields)


def _is_in_range(field: Field, held: Any) -> bool:
    if not isinstance(field.kind, Scalar) or field.kind not in RANGES or held is None:
        return True
    low, high = RANGES[field.kind]
    return all(low <= number <= high for number in (held if field.repeated else (held,)))


@deal.pre(_is_value)
def encode(message: Message[Value], value: Value) -> bytes:
    """Write a message canonically: fields by ascending number, zero scalars and absent messages left out.

    An `embedded` message is written even when it is empty; repeated scalars but bytes and text are packed.

    Source: gogoproto v1.7.2, the generated MarshalToSizedBuffer methods with stable_marshaler_all.
    """
    return b"".join(_encode_field(field, getattr(value, field.name)) for field in message.fields)


@deal.raises(Rejected)
@deal.ensure(lambda _: type(_.result) is _.message.make)
def decode(message: Message[Value], data: bytes) -> Value:
    """Read a message as the generated Unmarshal does, which is more than `encode` ever writes.

    Fields come in any order; of a scalar the last occurrence counts; occurrences of a message that is not repeated
    are merged; repeated scalars come packed or not; unknown fields, unknown groups included, are skipped; varints and
    tags may be padded; a tag keeps the low 32 bits of its field number; an integer keeps the low bits of its width.

    Before a transaction is decoded this way, the Cosmos SDK (cosmossdk.io/x/tx v0.14.0 decode) refuses in its messages
    unknown fields whose number does not have bit 11 set, text that is not UTF-8, tags of more than 32 bits and varints
    of more than 64 bits. Nothing of the kind is done for what travels inside bytes fields: relays inside proofs.

    Errors: PROTO_MALFORMED, naming the field and the offset, for truncated data, varints of more than 10 bytes,
    lengths beyond 2^63 - 1, field numbers that are not positive, wire types that do not fit a known field, wire types
    6 and 7, and group ends without a start. Time and memory are linear in the length of the data.

    Source: gogoproto v1.7.2, the generated Unmarshal methods, such as poktroll v0.1.35 x/service/types/relay.pb.go.
    """
    return _value(message, _merged(message, data, 0, len(data), {}))


@deal.raises(Rejected)
@deal.post(lambda result: all(0 < number < 2**31 for number in result))
def field_numbers(message: Message[Any], data: bytes) -> tuple[int, ...]:
    """List the numbers of the fields that the bytes hold, known to the message or not, in their order.

    Errors: PROTO_MALFORMED, as `decode`, of which it checks the outermost structure only.
    Source: gogoproto v1.7.2, as `decode`.
    """
    numbers: list[int] = []
    offset = 0
    while offset < len(data):
        number, _, _ = _tag(message, data, offset, len(data))
        numbers.append(number)
        offset = _skipped(message, data, offset, len(data))
    return tuple(numbers)


def _encode_field(field: Field, value: Any) -> bytes:
    if isinstance(field.kind, Map):
        entry = field.kind.entry()
        pairs = sorted(value, key=lambda pair: pair[0])
        return b"".join(_delimited(field, encode(entry, Entry(*pair))) for pair in pairs)
    if field.repeated and _is_varint(field):
        packed = b"".join(_varint_of(item) for item in value)
        return _delimited(field, packed) if packed else b""
    if field.repeated:
        return b"".join(_delimited(field, _content(field, item)) for item in value)
    return b"" if _is_left_out(field, value) else _encode_single(field, value)


def _is_left_out(field: Field, value: Any) -> bool:
    if isinstance(field.kind, Message) or field.oneof:
        return value is None
    return not value and field.kind is not Scalar.SDK_INT


def _encode_single(field: Field, value: Any) -> bytes:
    if isinstance(field.kind, Message):
        return _delimited(field, encode(field.kind, value))
    if _is_varint(field):
        return encode_varint(field.number << 3 | VARINT) + _varint_of(value)
    if field.kind is Scalar.DOUBLE:
        return encode_varint(field.number << 3 | FIXED64) + struct.pack("<d", value)
    return _delimited(field, _content(field, value))


def _is_varint(field: Field) -> bool:
    return isinstance(field.kind, Scalar) and field.kind in RANGES


def _varint_of(value: int) -> bytes:
    # Negative numbers are sign-extended to 64 bits whatever their width: ten bytes.
    return encode_varint(int(value) % UINT64_MODULUS)


def _content(field: Field, value: Any) -> bytes:
    if isinstance(field.kind, Message):
        return encode(field.kind, value)
    if field.kind is Scalar.SDK_INT:
        return str(value or 0).encode()
    return value.encode("utf-8", "surrogateescape") if field.kind is Scalar.TEXT else bytes(value)


def _delimited(field: Field, content: bytes) -> bytes:
    return encode_varint(field.number << 3 | LENGTH_DELIMITED) + encode_varint(len(content)) + content


def _value(message: Message[Value], read: dict[str, Any]) -> Value:
    """Build the dataclass from the fields read; others keep its defaults."""
    return message.make(
        **{field.name: _held(field, read[field.name]) for field in message.fields if field.name in read}
    )


def _held(field: Field, value: Any) -> Any:
    if isinstance(field.kind, Map):
        entries = dict(_entry(field.kind, item) for item in value)
        return tuple((key, entries[key]) for key in sorted(entries))
    if not isinstance(field.kind, Message):
        return tuple(value) if field.repeated else value
    return tuple(_value(field.kind, item) for item in value) if field.repeated else _value(field.kind, value)


ZERO_VALUES: Mapping[Scalar, Any] = MappingProxyType(
    {Scalar.TEXT: "", Scalar.BYTES: b"", Scalar.BOOLEAN: False, Scalar.DOUBLE: 0.0, Scalar.SDK_INT: None}
)
"""What an entry of a map that lacks its key or its value has there; numbers that travel as varints have 0."""


def _entry(kind: Map, read: dict[str, Any]) -> tuple[Any, Any]:
    entry = _value(kind.entry(), read)
    key = ZERO_VALUES.get(kind.key, 0) if entry.key is None else entry.key
    if entry.value is not None:
        return key, entry.value
    return key, kind.value.make() if isinstance(kind.value, Message) else ZERO_VALUES.get(kind.value, 0)


def _merged(message: Message[Any], data: bytes, offset: int, end: int, read: dict[str, Any]) -> dict[str, Any]:
    """Read the fields of data[offset:end] into `read`, which holds what earlier occurrences of the message had."""
    while offset < end:
        number, wire_type, start = _tag(message, data, offset, end)
        field = _field_of(message, number)
        if field is None:
            offset = _skipped(message, data, offset, end)
        elif _is_varint(field) and wire_type == VARINT:
            value, offset = _varint(message, data, start, end)
            _store(message, field, _narrowed(field, value), read)
        elif field.kind is Scalar.DOUBLE and wire_type == FIXED64:
            if start + FIXED_WIDTH[FIXED64] > end:
                raise _malformed(message, offset, "double runs beyond the message")
            offset = start + FIXED_WIDTH[FIXED64]
            _store(message, field, struct.unpack("<d", data[start:offset])[0], read)
        elif (
            wire_type == LENGTH_DELIMITED
            and field.kind is not Scalar.DOUBLE
            and (field.repeated or not _is_varint(field))
        ):
            start, offset = _payload(message, data, start, end)
            _read_payload(message, field, data, start, offset, read)
        else:
            raise _malformed(message, offset, f"wire type {wire_type} for field {field.name}")
    return read


def _read_payload(message: Message[Any], field: Field, data: bytes, start: int, end: int, read: dict[str, Any]) -> None:
    if isinstance(field.kind, Map):
        _store(message, field, _merged(field.kind.entry(), data, start, end, {}), read)
    elif isinstance(field.kind, Message):
        earlier = {} if field.repeated or field.oneof else read.get(field.name, {})
        _store(message, field, _merged(field.kind, data, start, end, earlier), read)
    elif _is_varint(field):
        while start < end:
            value, start = _varint(message, data, start, end)
            _store(message, field, _narrowed(field, value), read)
    elif field.kind is Scalar.SDK_INT:
        _store(message, field, _sdk_int(message, data[start:end], start), read)
    else:
        content = data[start:end]
        _store(
            message, field, content.decode("utf-8", "surrogateescape") if field.kind is Scalar.TEXT else content, read
        )


def _sdk_int(message: Message[Any], text: bytes, offset: int) -> int | None:
    """Read the decimal text of an SDK integer; no text is Go's nil."""
    if not text:
        return None
    if len(text) > LONGEST_SDK_INT or not re.fullmatch(rb"[+-]?[0-9]+", text) or abs(int(text)) > SDK_INT_MAX:
        raise _malformed(message, offset, "not an integer of at most 256 bits")
    return int(text)


def _store(message: Message[Any], field: Field, value: Any, read: dict[str, Any]) -> None:
    if field.repeated or isinstance(field.kind, Map):
        read.setdefault(field.name, []).append(value)
        return
    if field.oneof:
        for other in message.fields:
            if other.oneof == field.oneof:
                read.pop(other.name, None)
    read[field.name] = value


def _narrowed(field: Field, value: int) -> int:
    """Keep the low bits of a field's width, as Go's shifts and conversions do; any non-zero varint is true."""
    if field.kind is Scalar.BOOLEAN:
        return value != 0
    low, high = RANGES[field.kind]  # type: ignore[index]
    return (value - low) % (high - low + 1) + low


def _field_of(message: Message[Any], number: int) -> Field | None:
    return next((field for field in message.fields if field.number == number), None)


def _tag(message: Message[Any], data: bytes, offset: int, end: int) -> tuple[int, int, int]:
    """Read a tag and return the field number, the wire type and the offset behind it."""
    tag, start = _varint(message, data, offset, end)
    number, wire_type = tag >> 3 & 0xFFFFFFFF, tag & 7
    if wire_type == END_GROUP:
        raise _malformed(message, offset, "end of a group that was not started")
    if not 0 < number < 2**31:
        raise _malformed(message, offset, "field number is not positive")
    return number, wire_type, start


def _varint(message: Message[Any], data: bytes, offset: int, end: int) -> tuple[int, int]:
    value, behind = decode_varint(data, offset)
    if behind > end:
        raise _malformed(message, offset, "varint runs beyond the message")
    return value, behind


def _payload(message: Message[Any], data: bytes, offset: int, end: int) -> tuple[int, int]:
    """Read a length and return where its payload starts and ends."""
    length, start = _varint(message, data, offset, end)
    if length > LARGEST_INT:
        raise _malformed(message, offset, "negative length")
    if length > end - start:
        raise _malformed(message, offset, f"length {length} runs beyond the message")
    return start, start + length


def _skipped(message: Message[Any], data: bytes, offset: int, end: int) -> int:
    """Return the offset behind the unknown field that starts here, with everything inside it if it is a group."""
    depth, position = 0, offset
    while True:
        tag, position = _varint(message, data, position, end)
        wire_type = tag & 7
        if wire_type == VARINT:
            _, position = _varint(message, data, position, end)
        elif wire_type == LENGTH_DELIMITED:
            _, position = _payload(message, data, position, end)
        elif wire_type in FIXED_WIDTH:
            position += FIXED_WIDTH[wire_type]
        elif wire_type in {START_GROUP, END_GROUP}:
            depth += 1 if wire_type == START_GROUP else -1
        else:
            raise _malformed(message, position, f"wire type {wire_type}")
        if position > end:
            raise _malformed(message, offset, "unknown field runs beyond the message")
        if depth == 0:
            return position


def _malformed(message: Message[Any], offset: int, problem: str) -> Rejected:
    return Rejected(Reason.PROTO_MALFORMED, f"{message.name} at offset {offset}: {problem}")
