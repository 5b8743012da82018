"""A theorem that promises nothing, and one that promises two things."""

import deal

from pocket_spec.theorems import Theorem
from toy_rooms.arithmetic import floor_to, floor_to_one_too_high


@deal.pre(lambda value, length: length >= 1)
def silent(value: int, length: int) -> int:
    """Nothing."""
    return floor_to(value, length)


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value)
@deal.ensure(lambda value, length, result: result + length > value)
def double(value: int, length: int) -> int:
    """Two things at once."""
    return floor_to(value, length)


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value)
def canary(value: int, length: int) -> int:
    """The floor is one too high."""
    return floor_to_one_too_high(value, length)


THEOREMS = (
    Theorem(function=silent, canary=canary, rules=(floor_to,)),
    Theorem(function=double, canary=canary, rules=(floor_to,)),
)
