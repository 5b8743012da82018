"""What is claimed about the arithmetic: how the divisions relate, and what wrapping keeps."""

from __future__ import annotations

import deal

from pocket_spec.numbers.go_floats import (
    BIG_FLOAT_INTEGER_BITS,
    float64_to_rational,
    integer_to_float64_bits,
    round_to_precision,
)
from pocket_spec.numbers.integers import (
    SDK_INT_MAX,
    ceiling_division,
    int64,
    is_int64,
    is_uint64,
    quotient_toward_zero,
    round_half_even_division,
    sdk_int,
    uint64,
)
from pocket_spec.numbers.rationals import lowest_terms
from pocket_spec.theorems import CheckedRule, Symbolic, Theorem


@deal.pre(lambda dividend, divisor, bound: divisor > 0)
@deal.ensure(lambda dividend, divisor, bound, result: result == (dividend <= bound * divisor))
def ceiling_is_the_least_bound(dividend: int, divisor: int, bound: int) -> bool:
    """The ceiling is at most a number iff the exact quotient is: there is no smaller integer above it."""
    return ceiling_division(dividend, divisor) <= bound


@deal.pre(lambda dividend, divisor, bound: divisor > 0)
@deal.ensure(lambda dividend, divisor, bound, result: result == (dividend <= bound * divisor))
def ceiling_is_the_least_bound_canary(dividend: int, divisor: int, bound: int) -> bool:
    """The ceiling is taken as floor plus one, also where the division leaves no remainder."""
    return dividend // divisor + 1 <= bound


@deal.pre(lambda dividend, divisor: divisor > 0)
@deal.ensure(lambda dividend, divisor, result: result == (dividend % divisor != 0))
def ceiling_exceeds_floor_by_one_or_none(dividend: int, divisor: int) -> int:
    """Ceiling and floor differ by one exactly where the division leaves a remainder."""
    return ceiling_division(dividend, divisor) - dividend // divisor


@deal.pre(lambda dividend, divisor: divisor > 0)
@deal.ensure(lambda dividend, divisor, result: result == (dividend % divisor != 0))
def ceiling_exceeds_floor_by_one_or_none_canary(dividend: int, divisor: int) -> int:
    """The ceiling is rounded half up instead."""
    return (2 * dividend + divisor) // (2 * divisor) - dividend // divisor


@deal.pre(lambda dividend, divisor: dividend >= 0 and divisor > 0)
@deal.ensure(lambda dividend, divisor, result: dividend // divisor <= result <= ceiling_division(dividend, divisor))
def half_even_lies_between_floor_and_ceiling(dividend: int, divisor: int) -> int:
    """Rounding half to even gives the floor or the ceiling."""
    return round_half_even_division(dividend, divisor)


@deal.pre(lambda dividend, divisor: dividend >= 0 and divisor > 0)
@deal.ensure(lambda dividend, divisor, result: dividend // divisor <= result <= ceiling_division(dividend, divisor))
def half_even_lies_between_floor_and_ceiling_canary(dividend: int, divisor: int) -> int:
    """Every quotient is pushed to an even one."""
    quotient = dividend // divisor
    return quotient + quotient % 2


TIE = deal.pre(lambda dividend, divisor: dividend >= 0 and divisor > 0 and 2 * (dividend % divisor) == divisor)


@TIE
@deal.ensure(lambda dividend, divisor, result: result % 2 == 0)
def half_even_breaks_ties_to_even(dividend: int, divisor: int) -> int:
    """A quotient exactly half-way between two integers goes to the even one."""
    return round_half_even_division(dividend, divisor)


@TIE
@deal.ensure(lambda dividend, divisor, result: result % 2 == 0)
def half_even_breaks_ties_to_even_canary(dividend: int, divisor: int) -> int:
    """Ties go up."""
    return (2 * dividend + divisor) // (2 * divisor)


@deal.pre(lambda smaller, larger, divisor: 0 <= smaller <= larger and divisor > 0)
@deal.ensure(lambda smaller, larger, divisor, result: result <= round_half_even_division(larger, divisor))
def half_even_is_monotone(smaller: int, larger: int, divisor: int) -> int:
    """A larger dividend is never rounded to a smaller quotient."""
    return round_half_even_division(smaller, divisor)


@deal.pre(lambda smaller, larger, divisor: 0 <= smaller <= larger and divisor > 0)
@deal.ensure(lambda smaller, larger, divisor, result: result <= round_half_even_division(larger, divisor))
def half_even_is_monotone_canary(smaller: int, larger: int, divisor: int) -> int:
    """Ties go up, so a tie exceeds the same tie rounded to even."""
    return (2 * smaller + divisor) // (2 * divisor)


@deal.pre(lambda dividend, divisor: dividend >= 0 and divisor > 0)
@deal.ensure(lambda dividend, divisor, result: result == dividend // divisor)
def toward_zero_is_floor_above_zero(dividend: int, divisor: int) -> int:
    """Dropping the fraction is the floor where both numbers are positive."""
    return quotient_toward_zero(dividend, divisor)


@deal.pre(lambda dividend, divisor: dividend >= 0 and divisor > 0)
@deal.ensure(lambda dividend, divisor, result: result == dividend // divisor)
def toward_zero_is_floor_above_zero_canary(dividend: int, divisor: int) -> int:
    """The quotient is rounded up."""
    return ceiling_division(dividend, divisor)


@deal.pre(lambda dividend, divisor: divisor != 0)
@deal.ensure(lambda dividend, divisor, result: result == -quotient_toward_zero(dividend, divisor))
def toward_zero_ignores_the_side_of_zero(dividend: int, divisor: int) -> int:
    """Changing the dividend's sign changes nothing but the sign of the quotient; a floor would move it."""
    return quotient_toward_zero(-dividend, divisor)


@deal.pre(lambda dividend, divisor: divisor != 0)
@deal.ensure(lambda dividend, divisor, result: result == -quotient_toward_zero(dividend, divisor))
def toward_zero_ignores_the_side_of_zero_canary(dividend: int, divisor: int) -> int:
    """The quotient is rounded down, as Python does."""
    return -dividend // divisor


@deal.post(lambda result: result)
def wrapping_keeps_exactly_the_range(value: int) -> bool:
    """Wrapping to 64 bits changes a value iff it is out of range, signed and unsigned."""
    return (uint64(value) == value) == is_uint64(value) and (int64(value) == value) == is_int64(value)


@deal.post(lambda result: result)
def wrapping_keeps_exactly_the_range_canary(value: int) -> bool:
    """The signed range is taken to be symmetric, without its lowest value."""
    return (uint64(value) == value) == is_uint64(value) and (int64(value) == value) == (abs(value) < 2**63)


@deal.ensure(lambda value, result: result == (uint64(value), int64(value)))
def signed_and_unsigned_are_the_same_bits(value: int) -> tuple[int, int]:
    """Reading 64 bits as signed and back as unsigned loses nothing, nor the other way round."""
    return uint64(int64(value)), int64(uint64(value))


@deal.ensure(lambda value, result: result == (uint64(value), int64(value)))
def signed_and_unsigned_are_the_same_bits_canary(value: int) -> tuple[int, int]:
    """The conversion to unsigned takes the magnitude."""
    return abs(int64(value)), int64(uint64(value))


@deal.ensure(lambda left, right, result: result == uint64(left + right))
def wrapping_once_or_at_every_sum_is_the_same(left: int, right: int) -> int:
    """A sum of wrapped values wraps to the same bits as the sum of the values."""
    return uint64(uint64(left) + uint64(right))


@deal.ensure(lambda left, right, result: result == uint64(left + right))
def wrapping_once_or_at_every_sum_is_the_same_canary(left: int, right: int) -> int:
    """An overflowing sum is cut off at the maximum instead."""
    return min(uint64(left) + uint64(right), 2**64 - 1)


@deal.ensure(lambda left, right, result: result == uint64(left * right))
def wrapping_once_or_at_every_product_is_the_same(left: int, right: int) -> int:
    """A product of wrapped values wraps to the same bits as the product of the values."""
    return uint64(uint64(left) * uint64(right))


@deal.ensure(lambda left, right, result: result == uint64(left * right))
def wrapping_once_or_at_every_product_is_the_same_canary(left: int, right: int) -> int:
    """One factor is wrapped to 63 bits."""
    return uint64(left % 2**63 * uint64(right))


@deal.pre(lambda value: 0 <= value < 2**64)
@deal.ensure(lambda value, result: result == value)
def short_integers_are_exact(value: int) -> int:
    """An integer of no more bits than the mantissa is not rounded."""
    return round_to_precision(value, BIG_FLOAT_INTEGER_BITS)


@deal.pre(lambda value: 0 <= value < 2**64)
@deal.ensure(lambda value, result: result == value)
def short_integers_are_exact_canary(value: int) -> int:
    """The mantissa is one bit short."""
    return round_to_precision(value, BIG_FLOAT_INTEGER_BITS - 1)


@deal.pre(lambda value, unit: value >= 0 and unit > 0)
@deal.ensure(lambda value, unit, result: 2 * abs(result - value) <= unit)
def rounding_to_a_unit_errs_by_half_of_it(value: int, unit: int) -> int:
    """Rounding to the multiples of a unit, as a mantissa of fixed length does, moves a value by at most half of it."""
    return round_half_even_division(value, unit) * unit


@deal.pre(lambda value, unit: value >= 0 and unit > 0)
@deal.ensure(lambda value, unit, result: 2 * abs(result - value) <= unit)
def rounding_to_a_unit_errs_by_half_of_it_canary(value: int, unit: int) -> int:
    """The value is rounded down."""
    return value // unit * unit


@deal.pre(lambda numerator, denominator, factor: denominator > 0 and factor > 0)
@deal.ensure(lambda numerator, denominator, factor, result: result[0] * denominator == numerator * result[1])
def lowest_terms_keep_the_value(numerator: int, denominator: int, factor: int) -> tuple[int, int]:
    """A fraction with both sides multiplied comes down to the same value."""
    return lowest_terms(numerator * factor, denominator * factor)


@deal.pre(lambda numerator, denominator, factor: denominator > 0 and factor > 0)
@deal.ensure(lambda numerator, denominator, factor, result: result[0] * denominator == numerator * result[1])
def lowest_terms_keep_the_value_canary(numerator: int, denominator: int, factor: int) -> tuple[int, int]:
    """Only the numerator is divided."""
    return numerator, denominator * factor


@deal.pre(lambda value: abs(value) <= SDK_INT_MAX)
@deal.ensure(lambda value, result: result == value)
def amounts_of_256_bits_are_admitted(value: int) -> int:
    """No amount within 256 bits is refused or changed."""
    return sdk_int(value)


@deal.pre(lambda value: abs(value) <= SDK_INT_MAX)
@deal.ensure(lambda value, result: result == value)
def amounts_of_256_bits_are_admitted_canary(value: int) -> int:
    """Amounts are read as unsigned."""
    return value % 2**256


THEOREMS = (
    Theorem(
        function=ceiling_is_the_least_bound,
        canary=ceiling_is_the_least_bound_canary,
        rules=(ceiling_division,),
    ),
    Theorem(
        function=ceiling_exceeds_floor_by_one_or_none,
        canary=ceiling_exceeds_floor_by_one_or_none_canary,
        rules=(ceiling_division,),
        symbolic=Symbolic(
            variables=("dividend", "divisor"),
            given=lambda dividend, divisor: (divisor > 0,),
            goal=lambda dividend, divisor: (
                ceiling_division(dividend, divisor) * divisor - dividend >= 0,
                ceiling_division(dividend, divisor) * divisor - dividend < divisor,
            ),
            wrong_goal=lambda dividend, divisor: (
                ceiling_division(dividend, divisor) * divisor - dividend < divisor - 1,
            ),
        ),
    ),
    Theorem(
        function=half_even_lies_between_floor_and_ceiling,
        canary=half_even_lies_between_floor_and_ceiling_canary,
        rules=(round_half_even_division, ceiling_division),
    ),
    Theorem(
        function=half_even_breaks_ties_to_even,
        canary=half_even_breaks_ties_to_even_canary,
        rules=(round_half_even_division,),
    ),
    Theorem(
        function=half_even_is_monotone,
        canary=half_even_is_monotone_canary,
        rules=(round_half_even_division,),
    ),
    Theorem(
        function=toward_zero_is_floor_above_zero,
        canary=toward_zero_is_floor_above_zero_canary,
        rules=(quotient_toward_zero,),
    ),
    Theorem(
        function=toward_zero_ignores_the_side_of_zero,
        canary=toward_zero_ignores_the_side_of_zero_canary,
        rules=(quotient_toward_zero,),
    ),
    Theorem(
        function=wrapping_keeps_exactly_the_range,
        canary=wrapping_keeps_exactly_the_range_canary,
        rules=(uint64, int64, is_uint64, is_int64),
    ),
    Theorem(
        function=signed_and_unsigned_are_the_same_bits,
        canary=signed_and_unsigned_are_the_same_bits_canary,
        rules=(uint64, int64),
        symbolic=Symbolic(
            variables=("value",),
            given=lambda value: (),
            goal=lambda value: (uint64(int64(value)) == uint64(value), int64(uint64(value)) == int64(value)),
            wrong_goal=lambda value: (uint64(int64(value)) == int64(value),),
        ),
    ),
    Theorem(
        function=wrapping_once_or_at_every_sum_is_the_same,
        canary=wrapping_once_or_at_every_sum_is_the_same_canary,
        rules=(uint64,),
        symbolic=Symbolic(
            variables=("left", "right"),
            given=lambda left, right: (),
            goal=lambda left, right: (uint64(uint64(left) + uint64(right)) == uint64(left + right),),
            wrong_goal=lambda left, right: (uint64(left) + uint64(right) == uint64(left + right),),
        ),
    ),
    Theorem(
        function=wrapping_once_or_at_every_product_is_the_same,
        canary=wrapping_once_or_at_every_product_is_the_same_canary,
        rules=(uint64,),
    ),
    Theorem(
        function=short_integers_are_exact,
        canary=short_integers_are_exact_canary,
        rules=(round_to_precision,),
        scope="mantissas of 64 bits",
    ),
    Theorem(
        function=rounding_to_a_unit_errs_by_half_of_it,
        canary=rounding_to_a_unit_errs_by_half_of_it_canary,
        rules=(round_half_even_division,),
    ),
    Theorem(
        function=amounts_of_256_bits_are_admitted,
        canary=amounts_of_256_bits_are_admitted_canary,
        rules=(sdk_int,),
    ),
    Theorem(
        function=lowest_terms_keep_the_value,
        canary=lowest_terms_keep_the_value_canary,
        rules=(lowest_terms,),
        expected="not confirmed",
        seconds=5,
    ),
)

RULES = (
    CheckedRule(is_uint64),
    CheckedRule(is_int64),
    CheckedRule(uint64),
    CheckedRule(int64),
    CheckedRule(quotient_toward_zero),
    CheckedRule(ceiling_division),
    CheckedRule(round_half_even_division),
    CheckedRule(
        sdk_int,
        expected="not confirmed",
        remark="the refusal's text spells out the length in bits, for which the solver needs a concrete number",
        seconds=2,
    ),
    CheckedRule(
        lowest_terms,
        expected="not confirmed",
        remark="the greatest common divisor is computed by a library on concrete numbers",
        seconds=5,
    ),
    CheckedRule(
        round_to_precision,
        expected="not confirmed",
        remark="a power of two with a symbolic exponent; the rounding itself is `round_half_even_division`",
        seconds=2,
    ),
    CheckedRule(
        integer_to_float64_bits,
        expected="not confirmed",
        remark="shifts by a symbolic number of bits",
        seconds=2,
    ),
    CheckedRule(float64_to_rational, expected="not confirmed", remark="floats and text", seconds=2),
)
