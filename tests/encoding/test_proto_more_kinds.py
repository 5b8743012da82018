"""Doubles, maps, oneofs and SDK integers: against bytes written out by hand from the wire format's definition."""

import struct
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.encoding.proto import Field, Map, Message, Scalar, decode, encode
from pocket_spec.encoding.proto_json import decimal_text, from_json, to_json
from pocket_spec.encoding.varint import encode_varint
from pocket_spec.numbers import SDK_INT_MAX
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.timestamp import GO_ZERO_TIME, TIMESTAMP, Timestamp


@dataclass(frozen=True, slots=True)
class Leaf:
    count: int = 0


LEAF = Message("test.Leaf", Leaf, (Field(1, "count", Scalar.UINT64),))
COLORS = {0: "RED", 1: "GREEN"}


@dataclass(frozen=True, slots=True)
class Kinds:
    ratio: float = 0.0
    amount: int | None = None
    by_height: tuple[tuple[int, Leaf], ...] = ()
    by_name: tuple[tuple[str, str], ...] = ()
    as_number: int | None = None
    as_leaf: Leaf | None = None
    color: int = 0
    moment: Timestamp = GO_ZERO_TIME
    data: bytes | None = None


KINDS = Message(
    "test.Kinds",
    Kinds,
    (
        Field(1, "ratio", Scalar.DOUBLE),
        Field(2, "amount", Scalar.SDK_INT),
        Field(3, "by_height", Map(Scalar.UINT64, LEAF)),
        Field(4, "by_name", Map(Scalar.TEXT, Scalar.TEXT)),
        Field(5, "as_number", Scalar.UINT64, oneof="choice"),
        Field(6, "as_leaf", LEAF, oneof="choice"),
        Field(7, "color", Scalar.ENUMERATION, names=COLORS),
        Field(8, "moment", TIMESTAMP, embedded=True),
        Field(9, "data", Scalar.BYTES),
    ),
)
MOMENT = b"\x42\x0b\x08" + bytes.fromhex("8092b8c398feffffff01")
"""Field 8: the zero time, which is always written; seconds are -62135596800 in 64 bits."""
NIL_AMOUNT = b"\x12\x010"
"""Field 2: a nil SDK integer is written as "0"."""


def test_double_is_eight_bytes_little_endian_and_left_out_when_zero():
    assert encode(KINDS, Kinds(ratio=0.975)) == b"\x09" + struct.pack("<d", 0.975) + NIL_AMOUNT + MOMENT
    assert encode(KINDS, Kinds()) == NIL_AMOUNT + MOMENT
    assert decode(KINDS, b"\x09" + struct.pack("<d", 0.25)).ratio == 0.25


@pytest.mark.parametrize("data", [b"\x09\0\0\0", b"\x09", b"\x0a\x08" + bytes(8), b"\x08\x01"])
def test_a_double_that_is_cut_or_of_another_wire_type_is_malformed(data):
    with pytest.raises(Rejected) as caught:
        decode(KINDS, data)
    assert caught.value.reason is Reason.PROTO_MALFORMED


def test_sdk_integer_is_text():
    assert encode(KINDS, Kinds(amount=-12)) == b"\x12\x03-12" + MOMENT
    assert decode(KINDS, b"\x12\x00").amount is None
    assert decode(KINDS, b"\x12\x03+12").amount == 12


@pytest.mark.parametrize("text", [b"1.5", b"x", b"0x10", str(SDK_INT_MAX + 1).encode(), b"9" * 5000])
def test_other_text_is_no_sdk_integer(text):
    with pytest.raises(Rejected) as caught:
        decode(KINDS, b"\x12" + encode_varint(len(text)) + text)
    assert caught.value.reason is Reason.PROTO_MALFORMED


def test_map_entries_are_messages_in_order_of_keys():
    value = Kinds(by_height=((0, Leaf(0)), (5, Leaf(7))), by_name=(("a", ""),))
    entries = b"\x1a\x04\x08\x00\x12\x00" + b"\x1a\x06\x08\x05\x12\x02\x08\x07" + b"\x22\x05\x0a\x01a\x12\x00"
    assert encode(KINDS, value) == NIL_AMOUNT + entries + MOMENT
    assert decode(KINDS, encode(KINDS, value)) == Kinds(amount=0, by_height=value.by_height, by_name=value.by_name)


def test_of_two_entries_with_one_key_the_last_counts_and_missing_parts_are_zero():
    assert decode(KINDS, b"\x1a\x04\x08\x05\x12\x00" + b"\x1a\x06\x08\x05\x12\x02\x08\x07").by_height == ((5, Leaf(7)),)
    assert decode(KINDS, b"\x1a\x00").by_height == ((0, Leaf()),)
    assert decode(KINDS, b"\x22\x00").by_name == (("", ""),)


def test_a_member_of_a_oneof_is_written_even_when_zero_and_the_last_one_stands():
    assert encode(KINDS, Kinds(as_number=0)) == NIL_AMOUNT + b"\x28\x00" + MOMENT
    both = decode(KINDS, b"\x28\x05" + b"\x32\x00")
    assert (both.as_number, both.as_leaf) == (None, Leaf())
    both = decode(KINDS, b"\x32\x02\x08\x03" + b"\x28\x05")
    assert (both.as_number, both.as_leaf) == (5, None)


KIND_VALUES = st.builds(
    Kinds,
    ratio=st.floats(allow_nan=False, allow_infinity=False),
    amount=st.integers(-SDK_INT_MAX, SDK_INT_MAX),
    by_height=st.dictionaries(st.integers(0, 2**64 - 1), st.builds(Leaf, st.integers(0, 2**64 - 1))).map(
        lambda entries: tuple(sorted(entries.items()))
    ),
    by_name=st.dictionaries(st.text(max_size=5), st.text(max_size=5)).map(lambda e: tuple(sorted(e.items()))),
    as_number=st.none() | st.integers(0, 2**64 - 1),
    color=st.sampled_from([0, 1, 7]),
    moment=st.builds(Timestamp, st.integers(-62_135_596_800, 253_402_300_799), st.integers(0, 999_999_999)),
    data=st.none() | st.binary(max_size=5),
)


@given(KIND_VALUES)
def test_round_trips(value):
    expected = value
    assert from_json(KINDS, to_json(KINDS, value)) == expected
    decoded = decode(KINDS, encode(KINDS, value))
    if value.ratio != 0 and value.data != b"":  # the wire has no negative zero and no empty bytes
        assert decoded == expected


def test_json_form():
    value = Kinds(0.975, 12, ((5, Leaf(7)),), (("a", "b"),), 0, None, 1, Timestamp(1, 500_000_000), b"\xff")
    assert to_json(KINDS, value) == {
        "ratio": "0.975",
        "amount": "12",
        "by_height": {"5": {"count": "7"}},
        "by_name": {"a": "b"},
        "as_number": "0",
        "color": "GREEN",
        "moment": "1970-01-01T00:00:01.5Z",
        "data": "ff",
    }
    assert to_json(KINDS, Kinds())["moment"] == "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"ratio": 0.5}, "test.Kinds.ratio"),
        ({"ratio": "1e3"}, "test.Kinds.ratio"),
        ({"amount": "1.5"}, "test.Kinds.amount"),
        ({"amount": True}, "test.Kinds.amount"),
        ({"by_height": []}, "test.Kinds.by_height"),
        ({"by_height": {"-1": {}}}, "test.Kinds.by_height"),
        ({"by_height": {"1": {"count": "x"}}}, "test.Kinds.by_height.count"),
        ({"as_number": "1", "as_leaf": {}}, "test.Kinds: two members"),
        ({"color": "BLUE"}, "test.Kinds.color"),
        ({"moment": "yesterday"}, "test.Kinds.moment"),
        ({"moment": "2026-13-01T00:00:00Z"}, "test.Kinds.moment"),
        ({"data": "FF"}, "test.Kinds.data"),
        ({"data": "f"}, "test.Kinds.data"),
        ({"other": 1}, "test.Kinds.other"),
        ([], "test.Kinds"),
    ],
)
def test_malformed_json_names_the_field(value, where):
    with pytest.raises(Rejected) as caught:
        from_json(KINDS, value)
    assert caught.value.reason is Reason.JSON_MALFORMED
    assert where in caught.value.detail


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (1.0, "1"),
        (0.0, "0"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (-2.5, "-2.5"),
        (100.0, "100"),
    ],
)
def test_decimals_are_plain_and_shortest(value, text):
    assert decimal_text(value) == text
    assert float(text) == value
