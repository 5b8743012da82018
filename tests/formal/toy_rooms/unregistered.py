"""A contracted function that nobody registered, and a rule that no list mentions."""

import deal

from pocket_spec.theorems import CheckedRule
from toy_rooms.unlisted_rules import listed


@deal.pre(lambda value: value >= 0)
@deal.ensure(lambda value, result: result == value)
def forgotten(value: int) -> int:
    """A theorem without an entry."""
    return value


RULES = (CheckedRule(listed),)
