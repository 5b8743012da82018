"""A theorem on a rule that breaks its own contract, exactly where the theorem is false."""

import deal

from pocket_spec.theorems import Theorem


@deal.ensure(lambda value, result: result >= value)
def next_even(value: int) -> int:
    return value + value % 2 if value != 7 else 0


@deal.ensure(lambda value, result: result >= value)
def not_below(value: int) -> int:
    """The next even number is not below."""
    return next_even(value)


@deal.ensure(lambda value, result: result >= value)
def not_below_canary(value: int) -> int:
    """The even number before."""
    return value - value % 2


THEOREMS = (Theorem(function=not_below, canary=not_below_canary, rules=(next_even,)),)
