"""Entries that promise more than is checked."""

import deal

from pocket_spec.theorems import CheckedRule, Theorem
from toy_rooms.arithmetic import floor_to
from toy_rooms.skipped_rules import marked, swallowing, without_condition


@deal.pre(lambda values: all(value >= 0 for value in values) and len(values) <= 2)
@deal.ensure(lambda values, result: result >= 0)
def of_a_collection(values: tuple[int, ...]) -> int:
    """A sum of numbers that are not negative is not negative."""
    return sum(values)


@deal.pre(lambda values: all(value >= 0 for value in values) and len(values) <= 2)
@deal.ensure(lambda values, result: result >= 0)
def of_a_collection_canary(values: tuple[int, ...]) -> int:
    """One is taken off."""
    return sum(values) - 1


THEOREMS = (
    Theorem(
        function=of_a_collection,
        canary=of_a_collection_canary,
        rules=(floor_to,),
        lemmas=(of_a_collection,),
        expected="not confirmed",
        seconds=1,
    ),
)
RULES = (
    CheckedRule(marked),
    CheckedRule(swallowing),
    CheckedRule(without_condition),
)
