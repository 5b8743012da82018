"""Preconditions that can be met, but the function then always refuses: the postcondition is never looked at."""

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.theorems import Theorem
from toy_rooms.arithmetic import floor_to


@deal.pre(lambda value, length: length >= 1)
@deal.raises(Rejected)
@deal.ensure(lambda value, length, result: result > value)
def above(value: int, length: int) -> int:
    """The floor is above the value."""
    raise Rejected(Reason.PROTO_MALFORMED, f"{value is floor_to} {length is floor_to}")


@deal.pre(lambda value, length: length >= 1)
@deal.raises(Rejected)
@deal.ensure(lambda value, length, result: result > value)
def above_canary(value: int, length: int) -> int:
    """The floor is the value."""
    return value + 0 * length


THEOREMS = (Theorem(function=above, canary=above_canary, rules=(floor_to,)),)
