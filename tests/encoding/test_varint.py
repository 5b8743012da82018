"""Varints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.encoding.varint import decode_varint, encode_varint
from pocket_spec.rejections import Reason, Rejected


# The examples of the Protocol Buffers encoding guide: 1 and 150; the others follow from the definition.
@pytest.mark.parametrize(
    ("value", "encoded"),
    [(0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (150, "9601"), (2**64 - 1, "ffffffffffffffffff01")],
)
def test_varint_examples(value, encoded):
    assert encode_varint(value).hex() == encoded
    assert decode_varint(bytes.fromhex(encoded)) == (value, len(encoded) // 2)


@given(st.integers(0, 2**64 - 1), st.binary(max_size=3), st.binary(max_size=3))
def test_a_varint_decodes_to_what_was_encoded_wherever_it_stands(value, before, after):
    encoded = encode_varint(value)
    assert decode_varint(before + encoded + after, len(before)) == (value, len(before) + len(encoded))


def test_padding_is_read_and_bits_beyond_the_64th_are_dropped():
    assert decode_varint(bytes.fromhex("81808000")) == (1, 4)
    assert decode_varint(b"\xff" * 9 + b"\x7f") == (2**64 - 1, 10)
    assert decode_varint(b"\x80" * 9 + b"\x02") == (0, 10)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "data ends"),
        (b"\x80", "data ends"),
        (b"\xff" * 9, "data ends"),
        (b"\x80" * 10, "longer than 10"),
        (b"\x80" * 10 + b"\x00", "longer than 10"),
    ],
)
def test_an_unfinished_or_too_long_varint_is_rejected(data, problem):
    with pytest.raises(Rejected, match=problem) as caught:
        decode_varint(data)
    assert caught.value.reason is Reason.PROTO_MALFORMED
