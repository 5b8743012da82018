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


def search(
    incident: Incident,
    *,
    rules: Rules = RULES,
    scopes: Iterable[Scope] = tuple(SCOPES.values()),
    most_seconds: float = 300,
    advance: Callable[[int], None] = lambda _: None,
) -> Search:
    """Look for an incident in scope after scope, the smallest first as they are listed."""
    started, states, name = time.monotonic(), 0, ""
    wrong = planted_rules(rules, incident)
    for scope in scopes:
        left = most_seconds - (time.monotonic() - started)
        if left <= 0:
            break
        explored = explore(scope, wrong, question_of(scope), stop_at_first=True, most_seconds=left, advance=advance)
        states, name = states + explored.states, scope.name
        if explored.broken:
            return Search(incident, explored.broken[0], name, states, time.monotonic() - started)
    return Search(incident, None, "", states, time.monotonic() - started)
