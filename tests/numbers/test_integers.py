"""Integers of fixed width and divisions, against ctypes and Fraction."""

import ctypes
import math
from fractions import Fraction

import deal
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pocket_spec import numbers
from pocket_spec.rejections import Reason, Rejected

integers = st.integers(-(2**70), 2**70) | st.sampled_from(
    [b + d for b in (0, 2**63, -(2**63), 2**64) for d in (-1, 0, 1)]
)


@given(integers)
def test_uint64_is_the_machine_conversion(value):
    assert numbers.uint64(value) == ctypes.c_uint64(value).value


@given(integers)
def test_int64_is_the_machine_conversion(value):
    assert numbers.int64(value) == ctypes.c_int64(value).value


@given(integers)
def test_a_value_is_in_range_iff_the_conversion_keeps_it(value):
    assert numbers.is_uint64(value) == (ctypes.c_uint64(value).value == value)
    assert numbers.is_int64(value) == (ctypes.c_int64(value).value == value)


@given(integers, integers.filter(bool))
@example(-7, 2)
@example(7, -2)
@example(-7, -2)
@example(-1, 1)
@example(-1, -1)
def test_quotient_toward_zero_truncates(dividend, divisor):
    assert numbers.quotient_toward_zero(dividend, divisor) == math.trunc(Fraction(dividend, divisor))


@given(integers, st.integers(1, 2**70))
def test_ceiling_division_rounds_up(dividend, divisor):
    assert numbers.ceiling_division(dividend, divisor) == math.ceil(Fraction(dividend, divisor))


@given(st.integers(0, 2**70), st.integers(1, 100) | st.integers(1, 2**70))
def test_round_half_even_division_rounds_as_python_rounds_fractions(dividend, divisor):
    assert numbers.round_half_even_division(dividend, divisor) == round(Fraction(dividend, divisor))


@pytest.mark.parametrize("value", [2**256 - 1, 1 - 2**256, 0])
def test_amounts_of_256_bits_are_admitted(value):
    assert numbers.sdk_int(value) == value


@pytest.mark.parametrize("value", [2**256, -(2**256)])
def test_amounts_of_257_bits_are_refused(value):
    with pytest.raises(Rejected) as caught:
        numbers.sdk_int(value)
    assert caught.value.reason == Reason.AMOUNT_OVERFLOW


@pytest.mark.parametrize(
    "call",
    [
        lambda: numbers.quotient_toward_zero(1, 0),
        lambda: numbers.ceiling_division(1, 0),
        lambda: numbers.round_half_even_division(-1, 2),
        lambda: numbers.lowest_terms(1, 0),
        lambda: numbers.round_to_precision(-1, 53),
    ],
)
def test_calls_outside_the_domain_break_the_contract(call):
    with pytest.raises(deal.PreContractError):
        call()


@given(integers, st.integers(1, 2**70))
def test_lowest_terms_is_the_same_fraction_without_common_factors(numerator, denominator):
    fraction = Fraction(numerator, denominator)
    assert numbers.lowest_terms(numerator, denominator) == (fraction.numerator, fraction.denominator)
