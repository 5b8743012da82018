"""Encodings of closest proofs, written otherwise than usual or broken in one place.

The encoder here is separate from the one in `pocket_spec.encoding.gob`, which writes the usual form only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.smst.types import CompactClosestProof, CompactMembershipProof


def _unsigned(number: int, least: int = 1) -> bytes:
    """Return gob's form of a number; with `least` bytes of digits, a longer one than need be."""
    if number < 0x80 and least == 1:
        return bytes([number])
    length = max(least, (number.bit_length() + 7) // 8)
    return bytes([0x100 - length]) + number.to_bytes(length, "big")


def _signed(number: int) -> bytes:
    return _unsigned(~number << 1 | 1 if number < 0 else number << 1)


def _bytes(data: bytes) -> bytes:
    return _unsigned(len(data)) + data


def _list(items: Sequence[bytes]) -> bytes:
    return _unsigned(len(items)) + b"".join(_bytes(item) for item in items)


def _structure(*fields: bytes) -> bytes:
    """Return gob's form of a structure of encoded fields; empty ones are left out."""
    encoded, last = b"", -1
    for number, content in enumerate(fields):
        if content:
            encoded, last = encoded + _unsigned(number - last) + content, number
    return encoded + b"\0"


GOB_BYTES, GOB_INT, GOB_STRING, GOB_STRUCTURE, GOB_LIST, GOB_PROOF = 5, 2, 6, 64, 65, 66
GOB_FIELDS = {
    "Path": GOB_BYTES,
    "FlippedBits": GOB_LIST,
    "Depth": GOB_BYTES,
    "ClosestPath": GOB_BYTES,
    "ClosestValueHash": GOB_BYTES,
    "ClosestProof": GOB_PROOF,
}
GOB_PROOF_FIELDS = {
    "SideNodes": GOB_LIST,
    "NonMembershipLeafData": GOB_BYTES,
    "BitMask": GOB_BYTES,
    "NumSideNodes": GOB_INT,
    "SiblingData": GOB_BYTES,
}


def _structure_type(identifier: int, name: str, fields: Mapping[str, int]) -> bytes:
    """Return the message that defines a structure type."""
    named = b"".join(_structure(_bytes(field.encode()), _signed(kind)) for field, kind in fields.items())
    definition = _structure(_structure(_bytes(name.encode()), _signed(identifier)), _unsigned(len(fields)) + named)
    return _bytes(_signed(-identifier) + _structure(b"", b"", definition))


def _list_type(identifier: int, element: int = GOB_BYTES) -> bytes:
    """Return the message that defines a list type."""
    definition = _structure(_structure(_bytes(b"[][]uint8"), _signed(identifier)), _signed(element))
    return _bytes(_signed(-identifier) + _structure(b"", definition))


def _types(fields: Mapping[str, int] = GOB_FIELDS, shift: int = 0) -> list[bytes]:
    """Return the messages that define the three types; `shift` is added to their ids."""

    def shifted(names: Mapping[str, int]) -> dict[str, int]:
        return {name: kind + shift if kind >= GOB_STRUCTURE else kind for name, kind in names.items()}

    return [
        _structure_type(GOB_STRUCTURE + shift, "SparseCompactMerkleClosestProof", shifted(fields)),
        _list_type(GOB_LIST + shift),
        _structure_type(GOB_PROOF + shift, "SparseCompactMerkleProof", shifted(GOB_PROOF_FIELDS)),
    ]


def _value(encoded: bytes) -> bytes:
    """Return the value of an encoding that has the usual types, without its length and its type id."""
    types = b"".join(_types())
    message = encoded[len(types) :]
    length_bytes = 1 if message[0] < 0x80 else 1 + 0x100 - message[0]
    return message[length_bytes + len(_signed(GOB_STRUCTURE)) :]


def _stream(types: Sequence[bytes], value: bytes, identifier: int = GOB_STRUCTURE) -> bytes:
    return b"".join(types) + _bytes(_signed(identifier) + value)


def gob_cases(proof: CompactClosestProof) -> Iterator[tuple[str, str, bytes]]:
    """Yield the encoding of a proof that verifies, written otherwise or broken: flag, comment, bytes."""
    encoded = encode_closest_proof(proof)
    types, value = _types(), _value(encoded)
    yield from _broken_gob(encoded)
    yield "GobTrailing", "a byte behind the value's message", encoded + b"\0"
    yield "GobTrailing", "bytes at the end of the value's message", _stream(types, value + b"more")
    yield "GobOtherIds", "70, 71, 72", _stream(_types(shift=6), value, GOB_STRUCTURE + 6)
    yield "GobOtherIds", "more than a byte", _stream(_types(shift=100_000), value, GOB_STRUCTURE + 100_000)
    yield "GobOtherOrder", "the inner types first", _stream(types[::-1], value)
    length = len(_signed(GOB_STRUCTURE) + value)
    yield (
        "GobLongNumber",
        "the message's length in eight bytes",
        b"".join(types) + _unsigned(length, 8) + _signed(GOB_STRUCTURE) + value,
    )
    yield "GobLongNumber", "a field's delta in four bytes", _stream(types, _unsigned(1, 4) + value[1:])
    yield "GobUnterminated", "one of the two zeros at its end left out", _stream(types, value[:-1])
    yield "GobUnterminated", "both zeros at its end left out", _stream(types, value[:-2])
    extra = {"Unknown": GOB_BYTES, **GOB_FIELDS}
    yield "GobUnknownField", "without a value", _stream(_types(extra), _unsigned(2) + value[1:])
    yield "GobUnknownField", "bytes", _stream(_types(extra), _unsigned(1) + _bytes(b"skipped") + value)
    listed = {"Unknown": GOB_LIST, **GOB_FIELDS}
    skipped = _unsigned(2) + _bytes(b"one") + _bytes(b"two")
    yield "GobUnknownField", "a list of bytes", _stream(_types(listed), _unsigned(1) + skipped + value)
    nested = {"Unknown": GOB_PROOF, **GOB_FIELDS}
    yield (
        "GobUnknownField",
        "a structure",
        _stream(_types(nested), _unsigned(1) + _structure(b"", _bytes(b"leaf")) + value),
    )
    yield "GobEmptyField", "non-membership leaf data", _stream(types, _with_empty_leaf_data(proof))


def _with_empty_leaf_data(proof: CompactClosestProof) -> bytes:
    """Return the value of a proof whose absent leaf data are written out as empty bytes."""
    inner = proof.closest_proof or CompactMembershipProof((), None, b"", 0, None)
    membership = _structure(
        _list(inner.side_nodes),
        _bytes(b""),
        _bytes(inner.bit_mask),
        _signed(inner.num_side_nodes),
        _bytes(inner.sibling_data or b""),
    )
    around = (_bytes(proof.depth), _bytes(proof.closest_path), _bytes(proof.closest_value_hash or b""))
    return _structure(_bytes(proof.path), _list(proof.flipped_bits), *around, membership)


def _broken_gob(encoded: bytes) -> Iterator[tuple[str, str, bytes]]:
    types, value = _types(), _value(encoded)
    header = b"".join(types)
    yield "GobEmpty", "nothing at all", b""
    yield "GobNoValue", "the header alone", header
    for length, place in ((1, "one byte is left"), (100, "in the types"), (len(header) + 1, "in the value's length")):
        yield "GobTruncated", place, encoded[:length]
    yield "GobTruncated", "in the middle of the value", encoded[: len(header) + len(value) // 2]
    yield "GobTruncated", "the last byte is missing", encoded[:-1]
    yield "GobUndefinedType", "the value's", _stream(types, value, 99)
    yield "GobUndefinedType", "the inner proof's", _stream(types[:2], value)
    yield "GobUndefinedType", "an unknown field's", _stream(_types({**GOB_FIELDS, "Unknown": 99}), value)
    yield "GobDefinedTwice", "the first one", _stream([*types, types[0]], value)
    yield "GobDefinedTwice", "a predefined one", _stream([*types, _list_type(GOB_BYTES)], value)
    yield "GobNumberTooLong", "the first message's length", b"\xf7" + bytes(9) + encoded
    yield "GobNumberTooLong", "a field's delta", _stream(types, b"\xf7" + bytes(8) + b"\1" + value[1:])
    yield "GobFieldNumber", "7 of 6", _stream(types, b"\7" + value[1:])
    yield "GobFieldNumber", "the largest one", _stream(types, b"\xf8" + b"\xff" * 8 + value[1:])
    for name, kind in (
        ("Path", GOB_STRING),
        ("Depth", GOB_INT),
        ("FlippedBits", GOB_BYTES),
        ("ClosestProof", GOB_LIST),
    ):
        yield "GobWrongType", name, _stream(_types({**GOB_FIELDS, name: kind}), value)
    lists = [types[0], _list_type(GOB_LIST, GOB_STRING), types[2]]
    yield "GobWrongType", "a list of strings for a list of bytes", _stream(lists, value)
    yield (
        "GobNoFieldFits",
        "all names in lower case",
        _stream(_types({name.lower(): kind for name, kind in GOB_FIELDS.items()}), value),
    )
    yield "GobLengthBeyondEnd", "the path", _stream(types, b"\1" + _unsigned(10_000) + value[2:])
    yield "GobLengthBeyondEnd", "the path, by 2^63", _stream(types, b"\1" + _unsigned(2**63) + value[2:])
    wide = _bytes(_signed(-GOB_STRUCTURE) + _structure() + b"\0")
    yield "GobExtraInDefinition", "a zero", wide + _stream(types, value)
