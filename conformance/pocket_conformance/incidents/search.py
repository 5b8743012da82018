"""The search: every scope in turn, until an invariant breaks. Which incident it is about, only its rules say."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable

from pocket_conformance.explore.checkpoint import Checkpoint
from pocket_conformance.explore.explorer import Search as Exploring
from pocket_conformance.explore.model import Scope, Seen
from pocket_conformance.explore.scopes import SCOPES, question_of
from pocket_conformance.incidents.model import Incident, Search
from pocket_conformance.incidents.registry import planted_rules
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules

FIRST_STAGE, GROWTH = 100, 3
"""How many states of each scope are visited at first, and how many times as many in each round after that."""


def search(
    incident: Incident,
    *,
    rules: Rules = RULES,
    scopes: Iterable[Scope] = tuple(SCOPES.values()),
    most_seconds: float = 300,
    advance: Callable[[Seen], None] = lambda _: None,
    checkpoint: Checkpoint | None = None,
) -> Search:
    """Look for an incident in scope after scope: a little in each, then more of each, until all is seen.

    So one that shows in a late scope is not kept waiting by what the others hold. Every round goes on where the one
    before ended. With a checkpoint, so does the next search, if time is up before anything is found.
    """
    started, wrong = time.monotonic(), planted_rules(rules, incident)
    exploring = [_begun(scope, wrong, checkpoint) for scope in scopes]
    result = None
    try:
        for most_states in (FIRST_STAGE * GROWTH**stage for stage in itertools.count()):
            for each in exploring:
                left = most_seconds - (time.monotonic() - started)
                if left > 0 and not each.exhausted:
                    each.run(most_states=most_states, most_seconds=left, stop_at_first=True, advance=advance)
                if each.broken:
                    result = each
                    break
            waiting = [each for each in exploring if not each.exhausted]
            if result is not None or not waiting or time.monotonic() - started >= most_seconds:
                break
    finally:
        if checkpoint is not None:
            _kept(exploring, checkpoint, found=result is not None)
    states, seconds = sum(len(each.positions) for each in exploring), time.monotonic() - started
    if result is None:
        return Search(incident, None, "", states, seconds)
    explored = result.result()
    return Search(incident, explored.broken[0], explored.scope, states, seconds)


def _begun(scope: Scope, rules: Rules, checkpoint: Checkpoint | None) -> Exploring:
    search = Exploring(scope, rules, question_of(scope))
    if checkpoint is None or not checkpoint.resume(search):
        search.begin()
    return search


def _kept(exploring: Iterable[Exploring], checkpoint: Checkpoint, *, found: bool) -> None:
    """Keep what is not exhausted, unless there is nothing to look for any more."""
    for each in exploring:
        if found:
            checkpoint.path(each).unlink(missing_ok=True)
        else:
            checkpoint.keep(each)
