"""Preconditions that no input satisfies."""

import deal

from pocket_spec.theorems import Theorem
from toy_rooms.arithmetic import floor_to


@deal.pre(lambda value, length: length >= 1 and value > 0 and value < 0)
@deal.ensure(lambda value, length, result: result > value)
def above(value: int, length: int) -> int:
    """The floor is above the value."""
    return floor_to(value, length)


@deal.pre(lambda value, length: length >= 1 and value > 0 and value < 0)
@deal.ensure(lambda value, length, result: result > value)
def above_canary(value: int, length: int) -> int:
    """The floor is zero."""
    return 0 * value * length


THEOREMS = (Theorem(function=above, canary=above_canary, rules=(floor_to,)),)
