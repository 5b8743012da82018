"""A theorem that is false."""

import deal

from pocket_spec.theorems import Symbolic, Theorem
from toy_rooms.arithmetic import floor_to, floor_to_one_too_high


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result < value)
def below(value: int, length: int) -> int:
    """The floor is below the value."""
    return floor_to(value, length)


@deal.pre(lambda value, length: length >= 1)
@deal.ensure(lambda value, length, result: result < value)
def below_canary(value: int, length: int) -> int:
    """The floor is one too high."""
    return floor_to_one_too_high(value, length)


THEOREMS = (
    Theorem(
        function=below,
        canary=below_canary,
        rules=(floor_to,),
        symbolic=Symbolic(
            variables=("value", "length"),
            given=lambda value, length: (length >= 1,),
            goal=lambda value, length: (floor_to(value, length) < value,),
            wrong_goal=lambda value, length: (floor_to(value, length) <= value,),
        ),
    ),
)
