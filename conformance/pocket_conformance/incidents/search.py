"""The search: every scope in turn, until an invariant breaks. Which incident it is about, only its rules say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from pocket_conformance.explore.explorer import explore
from pocket_conformance.explore.model import Scope
from pocket_conformance.explore.scopes import SCOPES, question_of
from pocket_conformance.incidents.model import Incident, Search
from pocket_conformance.incidents.registry import planted_rules
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules

STAGES = (300, 2_000, 10**9)
"""How many states of each scope are visited before the search turns to the next."""


def search(
    incident: Incident,
    *,
    rules: Rules = RULES,
    scopes: Iterable[Scope] = tuple(SCOPES.values()),
    most_seconds: float = 300,
    advance: Callable[[int], None] = lambda _: None,
) -> Search:
    """Look for an incident in scope after scope: a little in each, then more, at last all that is there.

    So one that shows in a late scope is not kept waiting by what the others hold.
    """
    started, states, exhausted = time.monotonic(), 0, set[str]()
    wrong, listed = planted_rules(rules, incident), tuple(scopes)
    for scope, most_states in ((scope, most) for most in STAGES for scope in listed):
        left = most_seconds - (time.monotonic() - started)
        if left <= 0 or scope.name in exhausted:
            continue
        question = question_of(scope)
        explored = explore(
            scope, wrong, question, stop_at_first=True, most_states=most_states, most_seconds=left, advance=advance
        )
        states += explored.states
        if explored.exhausted:
            exhausted.add(scope.name)
        if explored.broken:
            return Search(incident, explored.broken[0], scope.name, states, time.monotonic() - started)
    return Search(incident, None, "", states, time.monotonic() - started)
