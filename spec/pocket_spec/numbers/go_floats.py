"""Go's floating point in exact integer arithmetic: big.Float precision, float64 bits, shortest decimals.

Rules that compute with floats on chain are stated here with integers, so that every implementation rounds alike.
"""

from __future__ import annotations

import math

import deal

from pocket_spec.numbers.integers import round_half_even_division
from pocket_spec.numbers.rationals import lowest_terms
from pocket_spec.rejections import Reason, Rejected

FLOAT64_MANTISSA_BITS = 53
BIG_FLOAT_INTEGER_BITS = 64
"""Mantissa of a `big.Float` that was set from an integer, and of every result computed with one."""


@deal.pre(lambda value, mantissa_bits: value >= 0 and mantissa_bits >= 1)
@deal.ensure(lambda value, mantissa_bits, result: abs(result - value) * 2**mantissa_bits <= value)
@deal.ensure(lambda value, mantissa_bits, result: result == value or value >= 2**mantissa_bits)
def round_to_precision(value: int, mantissa_bits: int) -> int:
    """Round an integer to `mantissa_bits` significant bits, ties to the even mantissa.

    A float operation of this precision gives the rounded exact result; the caller chooses the power of two that the
    integer counts, so fractions round as well.
    Source: Go math/big float.go (ToNearestEven)
    """
    unit = 1 << max(0, value.bit_length() - mantissa_bits)
    return round_half_even_division(value, unit) * unit


@deal.pre(lambda value, binary_places: value >= 0 and 0 <= binary_places <= 1000 and value.bit_length() <= 1000)
@deal.ensure(lambda value, binary_places, result: (result >> 52 == 0) == (value == 0))
def integer_to_float64_bits(value: int, binary_places: int) -> int:
    """Give the IEEE 754 bits of the double nearest to `value` / 2^`binary_places`.

    Source: IEEE 754-2019 section 3.4
    """
    rounded = round_to_precision(value, FLOAT64_MANTISSA_BITS)
    if rounded == 0:
        return 0
    exponent = rounded.bit_length() - 1
    mantissa = (rounded << FLOAT64_MANTISSA_BITS >> exponent) - (1 << FLOAT64_MANTISSA_BITS) >> 1
    return (exponent - binary_places + 1023 << 52) + mantissa


@deal.raises(Rejected)
@deal.ensure(lambda value, result: result[1] > 0 and result[0] / result[1] == value)
def float64_to_rational(value: float) -> tuple[int, int]:
    """Read a double as the shortest decimal that denotes it, and that decimal as an exact fraction in lowest terms.

    So the parameter 0.1 counts as 1/10, not as the binary fraction the double holds.
    Errors: `FLOAT_NOT_FINITE` for an infinity or NaN.
    Source: poktroll v0.1.35 pkg/encoding/decimal.go
    """
    if not math.isfinite(value):
        raise Rejected(Reason.FLOAT_NOT_FINITE, str(value))
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, decimals = mantissa.partition(".")
    power = int(exponent or "0") - len(decimals)
    return lowest_terms(int(whole + decimals) * 10 ** max(0, power), 10 ** max(0, -power))
