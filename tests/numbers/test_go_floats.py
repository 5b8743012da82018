"""Floating point in integers, against the machine's doubles and the decimal module."""

import decimal
import math
import struct
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pocket_spec.numbers import float64_to_rational, integer_to_float64_bits, round_to_precision
from pocket_spec.rejections import Reason, Rejected


def bits(value):
    return int.from_bytes(struct.pack(">d", value), "big")


@given(st.integers(0, 2**120))
@example(2**53 + 1)
@example(2**53 + 3)
@example(2**54 - 1)
def test_53_bits_are_the_precision_of_a_double(value):
    assert round_to_precision(value, 53) == int(float(value))


@given(st.integers(0, 2**200), st.integers(1, 100))
def test_rounding_keeps_the_precision_and_is_nearest(value, mantissa_bits):
    rounded = round_to_precision(value, mantissa_bits)
    unit = 2 ** max(0, value.bit_length() - mantissa_bits)
    assert rounded % unit == 0
    assert Fraction(rounded, unit) == round(Fraction(value, unit))


@given(st.integers(0, 2**100), st.integers(0, 120))
@example(2**63 - 513, 63)
@example(2**63 - 512, 63)
@example(1, 0)
def test_float_bits_are_those_of_the_nearest_double(value, binary_places):
    assert integer_to_float64_bits(value, binary_places) == bits(float(Fraction(value, 2**binary_places)))


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(-0.0)
@example(5e-324)
@example(1.7976931348623157e308)
@example(0.1)
@example(1e22)
@example(123456789.125)
def test_a_float_counts_as_its_shortest_decimal(value):
    exact = decimal.Decimal(repr(value)).as_integer_ratio()
    assert float64_to_rational(value) == exact


def test_the_parameter_a_tenth_is_a_tenth():
    assert float64_to_rational(0.1) == (1, 10)
    assert float64_to_rational(0.975) == (39, 40)
    assert float64_to_rational(0.000001) == (1, 10**6)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_floats_that_are_not_finite_are_refused(value):
    with pytest.raises(Rejected) as caught:
        float64_to_rational(value)
    assert caught.value.reason == Reason.FLOAT_NOT_FINITE
