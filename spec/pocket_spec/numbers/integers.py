"""Integers of a fixed width, and the divisions that are not Python's."""

from __future__ import annotations

import deal

from pocket_spec.rejections import Reason, Rejected

UINT64_MAX = 2**64 - 1
INT64_MAX = 2**63 - 1
INT64_MIN = -(2**63)
SDK_INT_MAX = 2**256 - 1
"""Largest magnitude of the Cosmos SDK's `math.Int`, the type of every amount of tokens."""


@deal.ensure(lambda value, result: result == (value == value % 2**64))
def is_uint64(value: int) -> bool:
    """Tell whether a value is within the range of an unsigned 64-bit integer.

    Source: The Go Programming Language Specification, Numeric types
    """
    return 0 <= value <= UINT64_MAX


@deal.ensure(lambda value, result: result == (value == (value + 2**63) % 2**64 - 2**63))
def is_int64(value: int) -> bool:
    """Tell whether a value is within the range of a signed 64-bit integer.

    Source: The Go Programming Language Specification, Numeric types
    """
    return INT64_MIN <= value <= INT64_MAX


@deal.ensure(lambda value, result: 0 <= result <= UINT64_MAX and (result - value) % 2**64 == 0)
def uint64(value: int) -> int:
    """Reduce an integer to 64 unsigned bits, as Go's arithmetic and conversions do: overflow wraps, silently.

    Source: The Go Programming Language Specification, Integer overflow
    """
    return value % 2**64


@deal.ensure(lambda value, result: INT64_MIN <= result <= INT64_MAX and (result - value) % 2**64 == 0)
def int64(value: int) -> int:
    """Reduce an integer to 64 bits in two's complement, as Go's arithmetic and conversions do.

    Source: The Go Programming Language Specification, Integer overflow
    """
    return (value + 2**63) % 2**64 - 2**63


@deal.pre(lambda dividend, divisor: divisor != 0)
@deal.ensure(lambda dividend, divisor, result: abs(dividend - result * divisor) < abs(divisor))
@deal.ensure(lambda dividend, divisor, result: abs(result * divisor) <= abs(dividend))
def quotient_toward_zero(dividend: int, divisor: int) -> int:
    """Divide and drop the fraction, as Go's `/` and `big.Int.Quo` do; Python's `//` differs below zero.

    Source: The Go Programming Language Specification, Arithmetic operators
    """
    magnitude = abs(dividend) // abs(divisor)
    return magnitude if (dividend >= 0) == (divisor > 0) else -magnitude


@deal.pre(lambda dividend, divisor: divisor > 0)
@deal.ensure(lambda dividend, divisor, result: (result - 1) * divisor < dividend <= result * divisor)
def ceiling_division(dividend: int, divisor: int) -> int:
    """Divide and round up.

    Source: poktroll v0.1.35 x/shared/types/session.go
    """
    return -(-dividend // divisor)


@deal.pre(lambda dividend, divisor: dividend >= 0 and divisor > 0)
@deal.ensure(lambda dividend, divisor, result: 2 * abs(dividend - result * divisor) <= divisor)
def round_half_even_division(dividend: int, divisor: int) -> int:
    """Divide and round to the nearest integer, a tie to the even one: the default rounding of IEEE 754 and `big.Float`.

    Source: IEEE 754-2019 section 4.3.1
    """
    quotient, remainder = divmod(dividend, divisor)
    above_half = 2 * remainder > divisor or (2 * remainder == divisor and quotient % 2 == 1)
    return quotient + 1 if above_half else quotient


@deal.raises(Rejected)
@deal.ensure(lambda value, result: result == value and abs(result) <= SDK_INT_MAX)
def sdk_int(value: int) -> int:
    """Admit a value as an amount of tokens, which holds 256 bits of magnitude.

    Errors: `AMOUNT_OVERFLOW` beyond; the SDK panics there.
    Source: cosmossdk.io/math int.go
    """
    if abs(value) > SDK_INT_MAX:
        raise Rejected(Reason.AMOUNT_OVERFLOW, f"{value.bit_length()} bits")
    return value
