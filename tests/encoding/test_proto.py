"""Protocol Buffers as gogoproto writes and reads them.

The oracle of the round trips and merges is the wire format's definition; that generated Go code agrees is checked on
the vectors, by the adapter that drives it.
"""

from dataclasses import dataclass

import deal
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.claims.messages import CLAIM, MSG_CREATE_CLAIM, MSG_SUBMIT_PROOF, PROOF, Claim
from pocket_spec.encoding.proto import RANGES, Field, Message, Scalar, decode, encode, field_numbers
from pocket_spec.encoding.varint import encode_varint
from pocket_spec.morse.messages import (
    MSG_CLAIM_MORSE_ACCOUNT,
    MSG_CLAIM_MORSE_APPLICATION,
    MSG_CLAIM_MORSE_SUPPLIER,
)
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import RELAY, RELAY_RESPONSE, SESSION_HEADER, Relay, RelayRequest, RelayResponse


@dataclass(frozen=True, slots=True)
class Inner:
    text: str = ""
    number: int = 0


INNER = Message("test.Inner", Inner, (Field(1, "text", Scalar.TEXT), Field(2, "number", Scalar.INT64)))


@dataclass(frozen=True, slots=True)
class Everything:
    boolean: bool = False
    unsigned: int = 0
    narrow: int = 0
    signed: int = 0
    narrow_signed: int = 0
    kind: int = 0
    data: bytes | None = None
    numbers: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    inner: Inner | None = None
    embedded: Inner = Inner()
    inners: tuple[Inner, ...] = ()


EVERYTHING = Message(
    "test.Everything",
    Everything,
    (
        Field(1, "boolean", Scalar.BOOLEAN),
        Field(2, "unsigned", Scalar.UINT64),
        Field(3, "narrow", Scalar.UINT32),
        Field(4, "signed", Scalar.INT64),
        Field(5, "narrow_signed", Scalar.INT32),
        Field(6, "kind", Scalar.ENUMERATION),
        Field(7, "data", Scalar.BYTES),
        Field(8, "numbers", Scalar.UINT64, repeated=True),
        Field(9, "texts", Scalar.TEXT, repeated=True),
        Field(10, "inner", INNER),
        Field(11, "embedded", INNER, embedded=True),
        Field(16, "inners", INNER, repeated=True),
    ),
)

ALL = (
    EVERYTHING,
    RELAY,
    CLAIM,
    PROOF,
    MSG_CREATE_CLAIM,
    MSG_SUBMIT_PROOF,
    MSG_CLAIM_MORSE_ACCOUNT,
    MSG_CLAIM_MORSE_APPLICATION,
    MSG_CLAIM_MORSE_SUPPLIER,
)


def unless(reason, attempt):
    """Return what the attempt returns, None when it is rejected for this reason; anything else it raises fails."""
    try:
        return attempt()
    except Rejected as rejected:
        if rejected.reason is not reason:
            raise
        return None


def values(message):
    """Values of a message as `decode` builds them: absent bytes are None, present ones are not empty."""
    return st.builds(message.make, **{field.name: held(field) for field in message.fields})


def held(field):
    if isinstance(field.kind, Message):
        one = values(field.kind)
        optional = one if field.embedded else st.none() | one
    elif field.kind in RANGES:
        one = optional = st.booleans() if field.kind is Scalar.BOOLEAN else st.integers(*RANGES[field.kind])
    elif field.kind is Scalar.TEXT:
        one = optional = st.binary(max_size=5).map(lambda data: data.decode("utf-8", "surrogateescape"))
    else:
        one, optional = st.binary(max_size=5), st.none() | st.binary(min_size=1, max_size=200)
    return st.lists(one, max_size=3).map(tuple) if field.repeated else optional


@given(st.sampled_from(ALL).flatmap(lambda message: st.tuples(st.just(message), values(message))))
def test_a_message_decodes_to_what_was_encoded(message_and_value):
    message, value = message_and_value
    assert decode(message, encode(message, value)) == value


@given(values(EVERYTHING), values(EVERYTHING))
def test_messages_one_behind_the_other_are_merged(first, second):
    """The wire format's definition of merging: later scalars win, messages merge, repeated fields are appended."""
    merged = decode(EVERYTHING, encode(EVERYTHING, first) + encode(EVERYTHING, second))
    for name in ("boolean", "unsigned", "narrow", "signed", "narrow_signed", "kind"):
        assert getattr(merged, name) == (getattr(second, name) or getattr(first, name))
    assert merged.data == (first.data if second.data is None else second.data)
    for name in ("numbers", "texts", "inners"):
        assert getattr(merged, name) == getattr(first, name) + getattr(second, name)
    for name in ("inner", "embedded"):
        one, other = getattr(first, name), getattr(second, name)
        if one is None or other is None:
            assert getattr(merged, name) == (one if other is None else other)
        else:
            assert getattr(merged, name) == Inner(other.text or one.text, other.number or one.number)


# Written by hand from the wire format's definition.
@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (Everything(), "5a00"),
        (Everything(inner=Inner()), "52005a00"),
        (Everything(boolean=True, unsigned=300, narrow=1), "080110ac0218015a00"),
        (Everything(signed=-1), "20ffffffffffffffffff015a00"),
        (Everything(narrow_signed=-1), "28ffffffffffffffffff015a00"),
        (Everything(data=b""), "5a00"),
        (Everything(data=b"\x00"), "3a01005a00"),
        (Everything(numbers=(0, 1, 300)), "42040001ac025a00"),
        (Everything(texts=("", "a")), "4a004a01615a00"),
        (Everything(inners=(Inner(), Inner("a", -1))), "5a0082010082010e0a016110ffffffffffffffffff01"),
    ],
)
def test_the_canonical_encoding(value, encoded):
    assert encode(EVERYTHING, value).hex() == encoded


def test_relay_requests_and_responses_write_their_metadata_even_when_empty():
    assert encode(RELAY, Relay()) == b""
    assert encode(RELAY, Relay(RelayRequest(), RelayResponse())).hex() == "0a020a0012020a00"


def test_absent_and_empty_bytes_are_told_apart_when_decoding_but_not_when_encoding():
    absent, empty = decode(RELAY_RESPONSE, b"\x0a\x00"), decode(RELAY_RESPONSE, b"\x0a\x00\x22\x00")
    assert (absent.payload_hash, empty.payload_hash) == (None, b"")
    assert encode(RELAY_RESPONSE, empty) == b"\x0a\x00"


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        ("0802", Everything(boolean=True)),
        ("08ffffffffffffffffff7f", Everything(boolean=True)),
        ("18ffffffffffffffffff01", Everything(narrow=2**32 - 1)),
        ("188080808010", Everything(narrow=0)),
        ("28ffffffff0f", Everything(narrow_signed=-1)),
        ("288080808008", Everything(narrow_signed=-(2**31))),
        ("30ffffffff07", Everything(kind=2**31 - 1)),
        ("10011002", Everything(unsigned=2)),
        ("4000420201024003", Everything(numbers=(0, 1, 2, 3))),
        ("3a01613a00", Everything(data=b"")),
    ],
)
def test_integers_keep_the_low_bits_of_their_width_and_the_last_occurrence(encoded, expected):
    assert decode(EVERYTHING, bytes.fromhex(encoded)) == expected


def test_a_tag_keeps_the_low_32_bits_of_its_field_number():
    tag = encode_varint((2**32 + 1) << 3 | 2)
    assert decode(SESSION_HEADER, tag + b"\x01a").application_address == "a"
    padded = b"\x8a\x80\x00\x01a"
    assert decode(SESSION_HEADER, padded).application_address == "a"


@pytest.mark.parametrize("unknown", ["7801", "79" + "00" * 8, "7a0161", "7d" + "00" * 4, "7b7c", "7b08017b7c0a01617c"])
def test_unknown_fields_of_every_wire_type_are_skipped(unknown):
    header = b"\x12\x03eth"
    assert decode(SESSION_HEADER, bytes.fromhex(unknown) + header + bytes.fromhex(unknown)).service_id == "eth"


def test_the_ends_of_groups_close_any_group():
    # Field 15 is opened twice; the ends name fields 1 and 2. The generated code counts depth and does not look.
    assert decode(SESSION_HEADER, bytes.fromhex("7b7b0c14")) == SESSION_HEADER.make()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\x08\x01", "wire type 0 for field application_address"),
        (b"\x22\x01\x01", "wire type 2 for field session_start_block_height"),
        (b"\x0d\x00\x00\x00\x00", "wire type 5"),
        (b"\x0b\x0c", "wire type 3"),
        (b"\x0e", "wire type 6"),
        (b"\x7e", "wire type 6"),
        (b"\x7f", "wire type 7"),
        (b"\x0c", "end of a group"),
        (b"\x7b", "data ends"),
        (b"\x7b\x7b\x7c", "data ends"),
        (b"\x02\x00", "field number is not positive"),
        (encode_varint(2**31 << 3 | 2) + b"\x00", "field number is not positive"),
        (encode_varint(2**32 << 3 | 2) + b"\x00", "field number is not positive"),
        (b"\x0a", "data ends"),
        (b"\x0a\x01", "length 1 runs beyond"),
        (b"\x0a" + encode_varint(2**63 - 1), "runs beyond"),
        (b"\x0a" + encode_varint(2**63), "negative length"),
        (b"\x7a" + encode_varint(2**64 - 1), "negative length"),
        (b"\x79\x00\x00\x00\x00\x00\x00\x00", "runs beyond"),
        (b"\x7d\x00\x00\x00", "runs beyond"),
        (b"\x78" + b"\x80" * 10 + b"\x00", "longer than 10 bytes"),
        (b"\x8a" + b"\x80" * 9 + b"\x00\x00", "longer than 10 bytes"),
    ],
)
def test_malformed_messages_are_rejected_with_the_place(data, problem):
    for prefix in (b"", b"\x12\x03eth"):
        with pytest.raises(Rejected, match=problem) as caught:
            decode(SESSION_HEADER, prefix + data)
        assert caught.value.reason is Reason.PROTO_MALFORMED
        assert "offset" in caught.value.detail


def test_an_inner_message_does_not_read_beyond_its_length():
    # The inner length says 2, but the inner text needs one byte more, which only the outer message has.
    with pytest.raises(Rejected):
        decode(EVERYTHING, bytes.fromhex("52020a0161"))
    with pytest.raises(Rejected):
        decode(EVERYTHING, bytes.fromhex("52011001"))


@given(st.sampled_from(ALL), st.binary(max_size=40))
def test_nothing_but_a_rejection_comes_of_any_bytes(message, data):
    value = unless(Reason.PROTO_MALFORMED, lambda: decode(message, data))
    assert value is None or decode(message, encode(message, value)) is not None


@given(values(RELAY), st.data())
def test_any_corruption_decodes_or_is_rejected_and_reencoding_is_stable(relay, data):
    encoded = bytearray(encode(RELAY, relay))
    if not encoded:
        return
    encoded[data.draw(st.integers(0, len(encoded) - 1))] = data.draw(st.integers(0, 255))
    try:
        again = encode(RELAY, decode(RELAY, bytes(encoded)))
    except Rejected:
        return
    assert encode(RELAY, decode(RELAY, again)) == again


def test_hostile_input_costs_linear_work():
    # 200 000 groups inside each other, and as many empty elements: neither recursion nor a blow-up.
    with pytest.raises(Rejected):
        decode(SESSION_HEADER, b"\x7b" * 200_000)
    assert decode(SESSION_HEADER, b"\x7b" * 100_000 + b"\x7c" * 100_000) == SESSION_HEADER.make()
    assert len(decode(MSG_CLAIM_MORSE_SUPPLIER, b"\x2a\x00" * 100_000).services) == 100_000


def test_field_numbers_lists_what_is_there():
    assert field_numbers(SESSION_HEADER, bytes.fromhex("0a0161780112007b7c")) == (1, 15, 2, 15)
    with pytest.raises(Rejected):
        field_numbers(SESSION_HEADER, b"\x0a\x05")


def test_values_out_of_range_break_the_contract():
    for value in (Claim(proof_validation_status=2**31), Relay()):
        with pytest.raises(deal.PreContractError):
            encode(CLAIM, value)
