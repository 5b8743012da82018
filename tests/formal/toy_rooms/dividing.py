"""A symbolic form whose domain lets a divisor be zero: the solvers define that division, Python does not."""

import deal

from pocket_spec.theorems import Symbolic, Theorem
from toy_rooms.arithmetic import floor_to, floor_to_one_too_high


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
        function=never_above,
        canary=never_above_canary,
        rules=(floor_to,),
        symbolic=Symbolic(
            variables=("value", "length"),
            given=lambda value, length: (length >= 0,),
            goal=lambda value, length: (floor_to(value, length) == floor_to(value, length),),
            wrong_goal=lambda value, length: (floor_to(value, length) < value,),
        ),
    ),
)
