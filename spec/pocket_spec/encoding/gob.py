"""Go's gob encoding, as far as it carries a compact closest proof on chain.

A gob stream is a list of messages, each behind its length: definitions of types, then a value of one of them. What a
RelayMiner submits is three type definitions, the same 286 bytes every time, and one value. A decoder takes any
definitions that fit: other ids and orders, fewer fields, further fields (which are skipped). What follows is what Go's
decoder accepts, for this one destination.

An unsigned number below 128 is one byte; a larger one is its big-endian bytes behind their negated count. A signed
number has its sign in bit 0. Bytes and lists carry their length in front. A structure is a list of (delta, field): the
delta leads from one field number to the next, 0 ends the structure, as the end of the message does. Fields that are
zero or empty are left out, so absent and empty bytes (Go's nil and empty slices) become the same.

Source: Go 1.26 encoding/gob decode.go, decoder.go, encode.go, encoder.go, type.go; smt v0.14.1 proofs.go (the fields).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.types import CompactClosestProof, CompactMembershipProof

MAX_ENCODED_PROOF_BYTES = 22_020_096
"""Longest encoding that is read: the most bytes that a block may have. Go's decoder has no limit of its own."""
MAX_NESTING = 10_000
"""Deepest nesting of types that are skipped, as in Go, and of the values of such types."""

BOOL, INT, UINT, FLOAT, BYTES, STRING, COMPLEX, INTERFACE = range(1, 9)
"""Ids of the types that need no definition."""
FIRST_DEFINED_ID = 64

LIST_OF_BYTES = "list of bytes"
PROOF = "SparseCompactMerkleProof"
CLOSEST_PROOF = "SparseCompactMerkleClosestProof"
SKIPPED = "skipped"

Wanted = int | str
"""What the destination has for a value: a predefined type, one of its structures, a list, or no place at all."""

STRUCTURES: Mapping[Wanted, Mapping[bytes, Wanted]] = {
    PROOF: {
        b"SideNodes": LIST_OF_BYTES,
        b"NonMembershipLeafData": BYTES,
        b"BitMask": BYTES,
        b"NumSideNodes": INT,
        b"SiblingData": BYTES,
    },
    CLOSEST_PROOF: {
        b"Path": BYTES,
        b"FlippedBits": LIST_OF_BYTES,
        b"Depth": BYTES,
        b"ClosestPath": BYTES,
        b"ClosestValueHash": BYTES,
        b"ClosestProof": PROOF,
    },
}
"""The fields of the two structures, in their order, and what each holds."""

SENT_IDS: Mapping[Wanted, int] = {BYTES: BYTES, INT: INT, CLOSEST_PROOF: 64, LIST_OF_BYTES: 65, PROOF: 66}
"""The type ids in what a RelayMiner submits. Ids are given out in the order in which a Go process first encodes its
types, so another process may submit others."""


@dataclass(frozen=True, slots=True)
class TypeDefinition:
    """A type as a stream defines it; several of these may be given, and the first counts when a value is skipped."""

    array: tuple[int, int] | None = None
    """Element type and length."""
    map: tuple[int, int] | None = None
    """Key type and element type."""
    slice: int | None = None
    """Element type."""
    structure: tuple[tuple[bytes, int], ...] | None = None
    """Name and type of every field."""
    opaque: bool = False
    """Values encode themselves, as bytes."""


PREDEFINED_STRUCTURES = {
    identifier: TypeDefinition(structure=((b"Name", STRING), (b"Id", INT))) for identifier in (18, 21)
}
"""Structures of gob itself that a stream may name as the type of a structure. Its others contain these, which cannot be
skipped, so that a stream cannot name the others."""


@dataclass(slots=True)
class Stream:
    """An encoding being read: `data[position:end]` is what is left of the current message."""

    data: bytes
    position: int = 0
    end: int = 0
    types: dict[int, TypeDefinition] = field(default_factory=dict)


def _bad(detail: str) -> Rejected:
    return Rejected(Reason.SMST_BAD_PROOF, f"gob: {detail}")


def _signed(number: int, bits: int) -> int:
    """Keep the lowest bits of a number, as two's complement."""
    low = number & ((1 << bits) - 1)
    return low - (1 << bits) if low >> (bits - 1) else low


def _take(stream: Stream, length: int) -> bytes:
    if length > stream.end - stream.position:
        raise _bad(f"{length} bytes wanted, {stream.end - stream.position} left")
    stream.position += length
    return stream.data[stream.position - length : stream.position]


def _read_unsigned(stream: Stream) -> int:
    """Read an unsigned number; its length may be more than it needs, up to eight bytes."""
    first = _take(stream, 1)[0]
    if first < 0x80:
        return first
    if 0x100 - first > 8:
        raise _bad("a number of more than eight bytes")
    return int.from_bytes(_take(stream, 0x100 - first), "big")


def _read_signed(stream: Stream) -> int:
    number = _read_unsigned(stream)
    return ~(number >> 1) if number & 1 else number >> 1


def _read_signed_32(stream: Stream) -> int:
    number = _read_signed(stream)
    if not -(2**31) <= number < 2**31:
        raise _bad(f"{number} is not a type id")
    return number


def _read_bytes(stream: Stream) -> bytes:
    return _take(stream, _read_unsigned(stream))


def _read_count(stream: Stream) -> int:
    """Read the number of elements of a list or map; a number beyond int64 wraps to a negative one."""
    return _signed(_read_unsigned(stream), 64)


def _expect_more(stream: Stream) -> None:
    if stream.position >= stream.end:
        raise _bad("more elements than bytes")


def _field_numbers(stream: Stream, fields: int) -> Iterator[int]:
    """Read a structure's deltas; the caller reads the field of each number before it asks for the next."""
    number = -1
    while stream.position < stream.end:
        delta = _read_unsigned(stream)
        if delta == 0:
            return
        number += delta
        if number >= fields:
            raise _bad(f"field {number} of {fields}")
        yield number


def _read_record(stream: Stream, readers: Sequence[Callable[[Stream], Any]]) -> dict[int, Any]:
    """Read a structure whose fields are known, by number."""
    return {number: readers[number](stream) for number in _field_numbers(stream, len(readers))}


def _next_message(stream: Stream) -> None:
    stream.position, stream.end = stream.end, len(stream.data)
    length = _read_unsigned(stream)
    if length > stream.end - stream.position:
        raise _bad(f"a message of {length} bytes, {stream.end - stream.position} left")
    stream.end = stream.position + length


def _read_common(stream: Stream) -> dict[int, Any]:
    """Read a type's own name and id, which nothing depends on."""
    return _read_record(stream, (_read_bytes, _read_signed_32))


def _read_array(stream: Stream) -> tuple[int, int]:
    values = _read_record(stream, (_read_common, _read_signed_32, _read_signed))
    return values.get(1, 0), values.get(2, 0)


def _read_slice(stream: Stream) -> int:
    element: int = _read_record(stream, (_read_common, _read_signed_32)).get(1, 0)
    return element


def _read_field(stream: Stream) -> tuple[bytes, int]:
    values = _read_record(stream, (_read_bytes, _read_signed_32))
    return values.get(0, b""), values.get(1, 0)


def _read_fields(stream: Stream) -> tuple[tuple[bytes, int], ...]:
    fields = []
    for _ in range(_read_count(stream)):
        _expect_more(stream)
        fields.append(_read_field(stream))
    return tuple(fields)


def _read_structure_type(stream: Stream) -> tuple[tuple[bytes, int], ...]:
    fields: tuple[tuple[bytes, int], ...] = _read_record(stream, (_read_common, _read_fields)).get(1, ())
    return fields


def _read_map(stream: Stream) -> tuple[int, int]:
    values = _read_record(stream, (_read_common, _read_signed_32, _read_signed_32))
    return values.get(1, 0), values.get(2, 0)


def _read_opaque(stream: Stream) -> dict[int, Any]:
    return _read_record(stream, (_read_common,))


def _read_type_definition(stream: Stream) -> TypeDefinition:
    readers = (_read_array, _read_slice, _read_structure_type, _read_map, _read_opaque, _read_opaque, _read_opaque)
    forms = _read_record(stream, readers)
    return TypeDefinition(
        array=forms.get(0),
        slice=forms.get(1),
        structure=forms.get(2),
        map=forms.get(3),
        opaque=any(number in forms for number in (4, 5, 6)),
    )


def _read_type_sequence(stream: Stream, *, inside_interface: bool) -> int:
    """Read type definitions up to a value, and return the id of the value's type.

    Ids are cut to 32 bits. A definition fills its message, except inside an interface value, where a length follows.
    """
    while True:
        if stream.position == stream.end:
            _next_message(stream)
        identifier = _signed(_read_signed(stream), 32)
        if identifier >= 0:
            return identifier
        defined = _signed(-identifier, 32)
        if defined < FIRST_DEFINED_ID or defined in stream.types:
            raise _bad(f"type {defined} is defined twice")
        stream.types[defined] = _read_type_definition(stream)
        if stream.position < stream.end:
            if not inside_interface:
                raise _bad("a type definition does not fill its message")
            _read_unsigned(stream)


def _structure(types: Mapping[int, TypeDefinition], identifier: int) -> tuple[tuple[bytes, int], ...]:
    """Return the fields of a structure type."""
    definition = PREDEFINED_STRUCTURES.get(identifier) or types.get(identifier)
    if definition is None or definition.structure is None:
        raise _bad(f"type {identifier} is not a structure")
    if any(name == b"" for name, _ in definition.structure):
        raise _bad(f"a field of type {identifier} has no name")
    return definition.structure


def _places(types: Mapping[int, TypeDefinition], wanted: Wanted, identifier: int) -> list[tuple[bytes, Wanted, int]]:
    """Return the name of each field of a structure type, what the destination has for it, and its type.

    Quirk: if two fields are named like the inner proof, both are read with the first one's type.
    """
    places: list[tuple[bytes, Wanted, int]] = []
    proof_types: list[int] = []
    for name, kind in _structure(types, identifier):
        place = STRUCTURES[wanted].get(name, SKIPPED)
        if place == PROOF:
            if kind in types and types[kind].opaque:
                raise _bad(f"type {kind} encodes itself")
            proof_types.append(kind)
        places.append((name, place, proof_types[0] if place == PROOF else kind))
    return places


def _skipped_parts(types: Mapping[int, TypeDefinition], identifier: int) -> tuple[int, ...]:
    """Return the types of the parts of a type that is skipped, which must all be defined."""
    if BOOL <= identifier <= INTERFACE:
        return ()
    definition = types.get(identifier)
    match definition:
        case TypeDefinition(array=(element, _)):
            return (element,)
        case TypeDefinition(map=(key, element)):
            return (key, element)
        case TypeDefinition(slice=int(element)):
            return (element,)
        case TypeDefinition(structure=tuple()):
            return tuple(kind for _, kind in _structure(types, identifier))
        case TypeDefinition(opaque=True):
            return ()
    raise _bad(f"type {identifier} cannot be skipped")


def _parts(types: Mapping[int, TypeDefinition], wanted: Wanted, identifier: int) -> list[tuple[Wanted, int]]:
    """Refuse a type that does not fit what is wanted; return its parts, with what is wanted of each."""
    if wanted == SKIPPED:
        return [(SKIPPED, part) for part in _skipped_parts(types, identifier)]
    if wanted in STRUCTURES:
        return [(place, kind) for _, place, kind in _places(types, wanted, identifier)]
    definition = types.get(identifier, TypeDefinition())
    fits = definition.slice == BYTES and not definition.opaque if wanted == LIST_OF_BYTES else identifier == wanted
    if not fits:
        raise _bad(f"type {identifier} where {wanted} is wanted")
    return []


def _check_types(types: Mapping[int, TypeDefinition], top: int) -> None:
    """Refuse a top type that does not fit, whether or not the value then has the fields in question."""
    places = [place for _, place, _ in _places(types, CLOSEST_PROOF, top)]
    if top in types and places and set(places) == {SKIPPED}:
        raise _bad("no field of a closest proof")
    pending: list[tuple[Wanted, int, int]] = [(CLOSEST_PROOF, top, 0)]
    seen: set[tuple[Wanted, int]] = {(CLOSEST_PROOF, top)}
    while pending:
        wanted, identifier, depth = pending.pop()
        if depth > MAX_NESTING:
            raise _bad("types nested too deeply")
        for part in _parts(types, wanted, identifier):
            if part not in seen:
                seen.add(part)
                pending.append((*part, depth + (part[0] == SKIPPED)))


def _is_structure(types: Mapping[int, TypeDefinition], identifier: int) -> bool:
    definition = types.get(identifier)
    return (
        definition is not None
        and definition.structure is not None
        and ((definition.array, definition.map, definition.slice) == (None, None, None))
    )


def _skip_interface(stream: Stream) -> None:
    """Skip a value with a type of its own: a name, type definitions, an id, and the value behind its length."""
    _read_bytes(stream)
    _read_type_sequence(stream, inside_interface=True)
    _read_bytes(stream)


def _skip_map(stream: Stream, key: int, element: int) -> Iterator[int]:
    """Yield the types of a map's entries. At the end of a message a structure takes no bytes."""
    weightless = _is_structure(stream.types, key) and _is_structure(stream.types, element)
    for _ in range(_read_count(stream)):
        if weightless and stream.position == stream.end:
            return
        yield key
        yield element


def _skip_elements(stream: Stream, element: int, count: int) -> Iterator[int]:
    for _ in range(count):
        _expect_more(stream)
        yield element


def _skip_own_bytes(stream: Stream, identifier: int) -> Iterator[int]:
    """Skip the bytes of a value that belong to no part of it; yield the type of each part when its bytes are next."""
    if BOOL <= identifier <= FLOAT:
        _read_unsigned(stream)
    elif identifier == COMPLEX:
        _read_unsigned(stream)
        _read_unsigned(stream)
    elif identifier == INTERFACE:
        _skip_interface(stream)
    else:
        yield from _skip_defined(stream, stream.types.get(identifier))


def _skip_defined(stream: Stream, definition: TypeDefinition | None) -> Iterator[int]:
    """Do the same for a type that the stream defines; anything else is bytes."""
    match definition:
        case TypeDefinition(array=(element, length)):
            if _read_unsigned(stream) != length % 2**64:
                raise _bad("an array of another length than its type's")
            yield from _skip_elements(stream, element, length)
        case TypeDefinition(map=(key, element)):
            yield from _skip_map(stream, key, element)
        case TypeDefinition(slice=int(element)):
            yield from _skip_elements(stream, element, _read_count(stream))
        case TypeDefinition(structure=tuple(fields)):
            for number in _field_numbers(stream, len(fields)):
                yield fields[number][1]
        case _:
            _read_bytes(stream)


def _skip(stream: Stream, identifier: int) -> None:
    """Skip a value for which the destination has no place."""
    open_values = [_skip_own_bytes(stream, identifier)]
    while open_values:
        part = next(open_values[-1], None)
        if part is None:
            open_values.pop()
        elif len(open_values) == MAX_NESTING:
            raise _bad("values nested too deeply")
        else:
            open_values.append(_skip_own_bytes(stream, part))


def _read_list_of_bytes(stream: Stream) -> tuple[bytes, ...]:
    count = _read_count(stream)
    if count < 0:
        raise _bad("a list of negative length")
    items = []
    for _ in range(count):
        _expect_more(stream)
        items.append(_read_bytes(stream))
    return tuple(items)


def _read_structure(stream: Stream, wanted: Wanted, identifier: int, values: dict[bytes, Any]) -> dict[bytes, Any]:
    """Read a structure of the destination over the values it has so far."""
    places = _places(stream.types, wanted, identifier)
    for number in _field_numbers(stream, len(places)):
        name, place, kind = places[number]
        values[name] = _read_value(stream, place, kind, values.get(name))
    return values


def _read_value(stream: Stream, wanted: Wanted, identifier: int, previous: Any) -> Any:
    """Read a value into its place, or skip it.

    Empty bytes are absent, unless a field of the same name has put bytes there before; then they are empty. A
    structure that is named again keeps the fields that are not.
    """
    if wanted == SKIPPED:
        return _skip(stream, identifier)
    if wanted == PROOF:
        return _read_structure(stream, wanted, identifier, previous or {})
    if wanted == LIST_OF_BYTES:
        return _read_list_of_bytes(stream)
    if wanted == INT:
        return _read_signed(stream)
    return _read_bytes(stream) or (None if previous is None else b"")


def _proof_from_values(values: Mapping[bytes, Any]) -> CompactMembershipProof:
    return CompactMembershipProof(
        side_nodes=values.get(b"SideNodes", ()),
        non_membership_leaf_data=values.get(b"NonMembershipLeafData"),
        bit_mask=values.get(b"BitMask") or b"",
        num_side_nodes=values.get(b"NumSideNodes", 0),
        sibling_data=values.get(b"SiblingData"),
    )


@deal.raises(Rejected)
@deal.ensure(lambda encoded, result: len(result.path) + len(result.closest_path) <= 2 * len(encoded))
def decode_closest_proof(encoded: bytes) -> CompactClosestProof:
    """Return the compact closest proof that an encoding holds, as Go's decoder reads it.

    Quirks: bytes after the value are not looked at, neither in its message nor behind it; the end of the message ends
    every open structure; numbers may be longer than they need be; a later field of the same name wins; types and
    fields that a proof does not have are skipped, but must be defined.

    Rejects with `SMST_BAD_PROOF` whatever Go does not accept, and an encoding of more than `MAX_ENCODED_PROOF_BYTES`.

    Source: Go 1.26 encoding/gob decoder.go, decode.go; smt v0.14.1 proofs.go
    """
    if len(encoded) > MAX_ENCODED_PROOF_BYTES:
        raise Rejected(Reason.SMST_BAD_PROOF, f"{len(encoded)} bytes")
    stream = Stream(encoded)
    top = _read_type_sequence(stream, inside_interface=False)
    _check_types(stream.types, top)
    values = _read_structure(stream, CLOSEST_PROOF, top, {})
    proof = values.get(b"ClosestProof")
    return CompactClosestProof(
        path=values.get(b"Path") or b"",
        flipped_bits=values.get(b"FlippedBits", ()),
        depth=values.get(b"Depth") or b"",
        closest_path=values.get(b"ClosestPath") or b"",
        closest_value_hash=values.get(b"ClosestValueHash"),
        closest_proof=None if proof is None else _proof_from_values(proof),
    )


def _unsigned(number: int) -> bytes:
    """Write an unsigned number in its only canonical form."""
    digits = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([number]) if number < 0x80 else bytes([0x100 - len(digits)]) + digits


def _signed_number(number: int) -> bytes:
    return _unsigned(~number << 1 | 1 if number < 0 else number << 1)


def _counted(data: bytes) -> bytes:
    return _unsigned(len(data)) + data


def _optional_bytes(data: bytes | None) -> bytes:
    return _counted(data) if data else b""


def _optional_list(items: Sequence[bytes]) -> bytes:
    return _unsigned(len(items)) + b"".join(_counted(item) for item in items) if items else b""


def _structure_bytes(fields: Sequence[bytes]) -> bytes:
    """Write a structure of encoded fields; those without bytes are left out."""
    encoded, last = b"", -1
    for number, content in enumerate(fields):
        if content:
            encoded += _unsigned(number - last) + content
            last = number
    return encoded + b"\0"


def _named_type(name: bytes, identifier: int) -> bytes:
    return _structure_bytes([_counted(name), _signed_number(identifier)])


def _structure_definition(wanted: str) -> bytes:
    """Write the definition of one of the two structures."""
    fields = [_named_type(name, SENT_IDS[kind]) for name, kind in STRUCTURES[wanted].items()]
    listed = _unsigned(len(fields)) + b"".join(fields)
    definition = _structure_bytes([_named_type(wanted.encode(), SENT_IDS[wanted]), listed])
    return _counted(_signed_number(-SENT_IDS[wanted]) + _structure_bytes([b"", b"", definition]))


def _list_definition() -> bytes:
    identifier = SENT_IDS[LIST_OF_BYTES]
    definition = _structure_bytes([_named_type(b"[][]uint8", identifier), _signed_number(BYTES)])
    return _counted(_signed_number(-identifier) + _structure_bytes([b"", definition]))


@deal.post(lambda result: len(result) == 286)
def type_definitions() -> bytes:
    """Return the header of every proof that a RelayMiner submits: the definitions of its three types.

    Source: Go 1.26 encoding/gob encoder.go, type.go; smt v0.14.1 proofs.go
    """
    return _structure_definition(CLOSEST_PROOF) + _list_definition() + _structure_definition(PROOF)


def _proof_bytes(proof: CompactMembershipProof) -> bytes:
    return _structure_bytes(
        [
            _optional_list(proof.side_nodes),
            _optional_bytes(proof.non_membership_leaf_data),
            _optional_bytes(proof.bit_mask),
            _signed_number(proof.num_side_nodes) if proof.num_side_nodes else b"",
            _optional_bytes(proof.sibling_data),
        ]
    )


@deal.pre(lambda proof: proof.closest_proof is None or -(2**63) <= proof.closest_proof.num_side_nodes < 2**63)
@deal.post(lambda result: result.startswith(type_definitions()))
def encode_closest_proof(proof: CompactClosestProof) -> bytes:
    """Return the encoding of a compact closest proof that a RelayMiner submits.

    Absent and empty bytes both are left out. Quirk: a membership proof that is there but has nothing but zeros in it
    still takes two bytes.

    Source: Go 1.26 encoding/gob encode.go, encoder.go; smt v0.14.1 proofs.go
    """
    value = _structure_bytes(
        [
            _optional_bytes(proof.path),
            _optional_list(proof.flipped_bits),
            _optional_bytes(proof.depth),
            _optional_bytes(proof.closest_path),
            _optional_bytes(proof.closest_value_hash),
            b"" if proof.closest_proof is None else _proof_bytes(proof.closest_proof),
        ]
    )
    return type_definitions() + _counted(_signed_number(SENT_IDS[CLOSEST_PROOF]) + value)
