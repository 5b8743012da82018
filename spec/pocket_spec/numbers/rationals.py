"""Exact rationals as pairs of integers: a numerator and a positive denominator."""

from __future__ import annotations

from math import gcd

import deal


@deal.pre(lambda numerator, denominator: denominator > 0)
@deal.ensure(lambda numerator, denominator, result: result[0] * denominator == numerator * result[1])
@deal.ensure(lambda numerator, denominator, result: 0 < result[1] <= denominator and gcd(*result) == 1)
def lowest_terms(numerator: int, denominator: int) -> tuple[int, int]:
    """Divide out the common factors of a fraction, as Go's `big.Rat` always does.

    Source: Go math/big rat.go
    """
    common = gcd(numerator, denominator)
    return numerator // common, denominator // common
