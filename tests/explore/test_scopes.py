"""Today's rules in the small worlds: nothing breaks but what each world excuses, and that does break."""

from dataclasses import replace

import pytest

from pocket_conformance.explore.explorer import explore
from pocket_conformance.explore.runs import RUN_INVARIANTS
from pocket_conformance.explore.scopes import SCOPES, question_of
from pocket_spec.invariants import BY_ID, KNOWN_TO_FAIL
from pocket_spec.releases.v0_1_35 import RULES

QUICK = ("unproven", "dust", "commission", "slashed", "places", "minting", "merged")
"""Scopes that are exhausted in a few seconds; `pocket-spec explore` visits all of them."""


@pytest.mark.parametrize("name", QUICK)
def test_a_scope_is_exhausted_and_breaks_what_it_excuses_alone(name):
    asked_for_all = replace(SCOPES[name], excused=frozenset())
    found = explore(asked_for_all, RULES, question_of(asked_for_all, RUN_INVARIANTS), most_seconds=120)
    assert found.exhausted
    assert {broken.invariant for broken in found.broken} == SCOPES[name].excused


@pytest.mark.parametrize("name", SCOPES)
def test_a_scope_excuses_known_failures_alone(name):
    assert SCOPES[name].name == name
    of_runs = {invariant.id for invariant in RUN_INVARIANTS if invariant.fails}
    assert SCOPES[name].excused <= KNOWN_TO_FAIL | of_runs
    assert set(BY_ID) >= KNOWN_TO_FAIL
