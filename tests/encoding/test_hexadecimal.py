"""Hexadecimal text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.encoding.hexadecimal import bytes_of_hexadecimal, hexadecimal, upper_hexadecimal
from pocket_spec.rejections import Reason, Rejected


@given(st.binary())
def test_both_cases_read_as_what_was_written(data):
    assert bytes_of_hexadecimal(hexadecimal(data)) == bytes_of_hexadecimal(upper_hexadecimal(data)) == data


def test_the_cases_are_the_cases():
    assert (hexadecimal(b"\xab\x01"), upper_hexadecimal(b"\xab\x01")) == ("ab01", "AB01")


@pytest.mark.parametrize("text", ["0", "abc", "0x00", "zz", " 00", "00 ", "0_0_", "\u0660\u0660", "\udc80\udc80"])
def test_anything_else_is_rejected(text):
    with pytest.raises(Rejected) as caught:
        bytes_of_hexadecimal(text)
    assert caught.value.reason is Reason.HEX_MALFORMED
