"""Numbers with 18 decimals, as integers that count 10^-18, rounded as Morse's `BigDec` rounds them.

Products and quotients are rounded to the nearest, ties to even, on both sides of zero alike; a quotient is cut at 36
decimals first, so that it is rounded twice. Every result must fit into 315 bits.
"""

from __future__ import annotations

import re

import deal

from pocket_spec.numbers import INT64_MAX, quotient_toward_zero, round_half_even_division
from pocket_spec.rejections import Reason, Rejected

DECIMALS = 18
ONE = 10**18
LARGEST_BITS = 315
ROOT_DEGREE = 100
"""Powers are taken of this root, so that exponents have two decimals."""


@deal.raises(Rejected)
@deal.ensure(lambda value, result: result == value and abs(result) < 2**LARGEST_BITS)
def decimal_number(value: int) -> int:
    """Admit a count of 10^-18 as a decimal number.

    Errors: `MORSE_DECIMAL_OVERFLOW` beyond 315 bits, where the real code panics.
    Source: pocket-core RC-0.12.0 types/decimal.go
    """
    if value.bit_length() > LARGEST_BITS:
        raise Rejected(Reason.MORSE_DECIMAL_OVERFLOW, f"{value.bit_length()} bits")
    return value


@deal.ensure(lambda value, result: 2 * abs(result * ONE - value) <= ONE)
def rounded_to_integer(value: int) -> int:
    """Round a decimal number to the nearest integer, ties to even.

    Source: pocket-core RC-0.12.0 types/decimal.go (RoundInt)
    """
    magnitude = round_half_even_division(abs(value), ONE)
    return magnitude if value >= 0 else -magnitude


@deal.ensure(lambda value, result: abs(result) * ONE <= abs(value) < (abs(result) + 1) * ONE)
def truncated_to_integer(value: int) -> int:
    """Drop the decimals.

    Source: pocket-core RC-0.12.0 types/decimal.go (TruncateInt)
    """
    return quotient_toward_zero(value, ONE)


@deal.raises(Rejected)
@deal.ensure(lambda left, right, result: 2 * abs(result * ONE - left * right) <= ONE)
def decimal_product(left: int, right: int) -> int:
    """Multiply two decimal numbers, rounded to the nearest, ties to even.

    Errors: `MORSE_DECIMAL_OVERFLOW`.
    Source: pocket-core RC-0.12.0 types/decimal.go (Mul)
    """
    return decimal_number(rounded_to_integer(left * right))


@deal.pre(lambda dividend, divisor: divisor != 0)
@deal.raises(Rejected)
@deal.ensure(lambda dividend, divisor, result: 2 * abs(result * divisor - dividend * ONE) <= 2 * abs(divisor))
def decimal_quotient(dividend: int, divisor: int) -> int:
    """Divide two decimal numbers, cut at 36 decimals and then rounded to 18, ties to even.

    Errors: `MORSE_DECIMAL_OVERFLOW`.
    Source: pocket-core RC-0.12.0 types/decimal.go (Quo)
    """
    return decimal_number(rounded_to_integer(quotient_toward_zero(dividend * ONE * ONE, divisor)))


@deal.pre(lambda base, exponent: exponent >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda base, exponent, result: result == ONE or exponent > 0)
def integer_power(base: int, exponent: int) -> int:
    """Raise a decimal number to an integer power by squaring, rounding every product.

    Errors: `MORSE_DECIMAL_OVERFLOW`, of an intermediate product too.
    Source: pocket-core RC-0.12.0 types/decimal.go (Power)
    """
    if exponent == 0:
        return ONE
    odd_factors, square = ONE, base
    while exponent > 1:
        if exponent % 2 == 1:
            odd_factors = decimal_product(odd_factors, square)
        square = decimal_product(square, square)
        exponent //= 2
    return decimal_product(square, odd_factors)


@deal.pre(lambda value: value == 0 or value >= ONE)
@deal.raises(Rejected)
@deal.ensure(lambda value, result: result == value or ONE <= result < value)
def hundredth_root(value: int) -> int:
    """Approximate the 100th root by Newton's method from 1, until a step changes the last decimal at most.

    Ends: values up to some 500 do, larger ones overflow in the second step.
    Errors: `MORSE_DECIMAL_OVERFLOW`.
    Source: pocket-core RC-0.12.0 types/decimal.go (ApproxRoot)
    """
    if value in {0, ONE}:
        return value
    guess, step = ONE, ONE
    while abs(step) > 1:
        target = decimal_quotient(value, integer_power(guess, ROOT_DEGREE - 1))
        step = quotient_toward_zero(target - guess, ROOT_DEGREE)
        guess += step
    return guess


@deal.pre(lambda base, exponent: (base == 0 or base >= ONE) and exponent >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda base, exponent, result: result >= ONE or base == 0)
def fractional_power(base: int, exponent: int) -> int:
    """Raise a decimal number to a power of two decimals: a power of its hundredth root.

    The exponent is rounded to hundredths, ties to even. An exponent of 0 gives 1, and so does a base whose root
    overflows. Not even the exponent 1 is exact: 2 becomes 2.000000000000000037.
    Errors: `MORSE_DECIMAL_OVERFLOW` where the power overflows or the hundredths exceed 63 bits.
    Source: pocket-core RC-0.12.0 types/decimal.go (FracPow)
    """
    hundredths = rounded_to_integer(exponent * ROOT_DEGREE)
    if hundredths > INT64_MAX:
        raise Rejected(Reason.MORSE_DECIMAL_OVERFLOW, "exponent")
    try:
        root = hundredth_root(base)
    except Rejected:
        return ONE
    return integer_power(root, hundredths)


@deal.raises(Rejected)
@deal.ensure(lambda text, result: (result < 0) <= text.startswith("-"))
def decimal_from_text(text: str) -> int:
    """Read a number in plain decimal notation with at most 18 decimals.

    Errors: `MORSE_DECIMAL_MALFORMED`; `MORSE_DECIMAL_OVERFLOW`.
    Source: pocket-core RC-0.12.0 types/decimal.go (NewDecFromStr)
    """
    if re.fullmatch(r"-?[0-9]+(\.[0-9]{1,18})?", text, re.ASCII) is None or len(text) > 400:
        raise Rejected(Reason.MORSE_DECIMAL_MALFORMED, repr(text[:40]))
    whole, _, fraction = text.partition(".")
    return decimal_number(int(whole + fraction.ljust(DECIMALS, "0")))


@deal.ensure(lambda value, result: decimal_from_text(result) == value or abs(value) >= 2**LARGEST_BITS)
def decimal_text(value: int) -> str:
    """Write a decimal number with all of its 18 decimals.

    Source: pocket-core RC-0.12.0 types/decimal.go (String)
    """
    whole, fraction = divmod(abs(value), ONE)
    return f"{'-' if value < 0 else ''}{whole}.{fraction:0{DECIMALS}}"
