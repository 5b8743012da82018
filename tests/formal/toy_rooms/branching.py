"""A symbolic form of a rule that branches, and one whose domain is empty."""

import deal

from pocket_spec.theorems import Symbolic, Theorem
from toy_rooms.arithmetic import floor_to, floor_to_one_too_high


def magnitude(value: int) -> int:
    return value if value >= 0 else -value


@deal.post(lambda result: result >= 0)
def positive(value: int) -> int:
    """A magnitude is not negative."""
    return magnitude(value)


@deal.post(lambda result: result >= 0)
def positive_canary(value: int) -> int:
    """The sign is kept."""
    return value


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value)
def never_above(value: int, length: int) -> int:
    """A value is never below its floor."""
    return floor_to(value, length)


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result <= value)
def never_above_canary(value: int, length: int) -> int:
    """The floor is one too high."""
    return floor_to_one_too_high(value, length)


THEOREMS = (
    Theorem(
        function=positive,
        canary=positive_canary,
        rules=(magnitude,),
        symbolic=Symbolic(
            variables=("value",),
            given=lambda value: (),
            goal=lambda value: (magnitude(value) >= 0,),
            wrong_goal=lambda value: (magnitude(value) > 0,),
        ),
    ),
    Theorem(
        function=never_above,
        canary=never_above_canary,
        rules=(floor_to,),
        symbolic=Symbolic(
            variables=("value", "length"),
            given=lambda value, length: (length >= 1, length <= 0),
            goal=lambda value, length: (floor_to(value, length) <= value,),
            wrong_goal=lambda value, length: (floor_to(value, length) < value,),
        ),
    ),
)
