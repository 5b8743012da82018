"""A canary that is right, one that stops for another reason, and one that promises something else."""

import deal

from pocket_spec.theorems import Theorem
from toy_rooms.arithmetic import floor_to, floor_to_one_too_high


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value)
def first(value: int, length: int) -> int:
    """A value is never below its floor."""
    return floor_to(value, length)


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value)
def right(value: int, length: int) -> int:
    """Nothing is wrong here."""
    return value - value % length


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value)
def second(value: int, length: int) -> int:
    """A value is never below its floor."""
    return floor_to(value, length)


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value)
def failing(value: int, length: int) -> int:
    """The rule is called outside its domain."""
    return floor_to(value, length - 1)


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value)
def third(value: int, length: int) -> int:
    """A value is never below its floor."""
    return floor_to(value, length)


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result == value)
def other_promise(value: int, length: int) -> int:
    """Promises more than the theorem."""
    return floor_to_one_too_high(value, length)


THEOREMS = (
    Theorem(function=first, canary=right, rules=(floor_to,)),
    Theorem(function=second, canary=failing, rules=(floor_to,)),
    Theorem(function=third, canary=other_promise, rules=(floor_to,)),
)
