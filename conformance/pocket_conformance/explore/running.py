"""Searches that are kept where they are cut off, and go on from there."""

from __future__ import annotations

from collections.abc import Callable

from pocket_conformance.explore.checkpoint import Checkpoint
from pocket_conformance.explore.explorer import Search
from pocket_conformance.explore.model import Exploration, Question, Scope, Seen
from pocket_conformance.explore.symmetry import Symmetry
from pocket_spec.rules import Rules


def explore_on(
    scope: Scope,
    rules: Rules,
    question: Question,
    checkpoint: Checkpoint,
    *,
    most_states: int = 1_000_000,
    most_seconds: float = 3_600,
    reduced: bool = False,
    advance: Callable[[Seen], None] = lambda _: None,
) -> Exploration:
    """Explore a scope from where a file says that a search was; where it is cut off, even by hand, the file is kept.

    The limits are of states in all, and of seconds this time.
    """
    search = Search(scope, rules, question, Symmetry(scope, rules, question) if reduced else None)
    if not checkpoint.resume(search):
        search.begin()

    def told(seen: Seen) -> None:
        advance(seen)
        checkpoint.keep_at_times(search)

    try:
        search.run(most_states=most_states, most_seconds=most_seconds, stop_at_first=False, advance=told)
    finally:
        checkpoint.keep(search)
    return search.result()
