"""The scopes: small worlds, with what may happen in each and how far it is followed."""

from __future__ import annotations

from types import MappingProxyType

from pocket_conformance.explore.model import Question, RunInvariant, Scope
from pocket_conformance.explore.scopes import actors, governing, merging, settling
from pocket_spec.invariants import PAIR_INVARIANTS, STATE_INVARIANTS, TRANSITION_INVARIANTS

SCOPES: MappingProxyType[str, Scope] = MappingProxyType(
    {scope.name: scope for scope in (*settling.SCOPES, *governing.SCOPES, *actors.SCOPES, *merging.SCOPES)}
)
"""Every scope by name."""


def question_of(scope: Scope, runs: tuple[RunInvariant, ...] = ()) -> Question:
    """Ask a scope for every invariant of the catalogue, and for some of runs, but those it excuses."""
    return Question(
        tuple(invariant for invariant in STATE_INVARIANTS if invariant.id not in scope.excused),
        tuple(
            invariant for invariant in (*TRANSITION_INVARIANTS, *PAIR_INVARIANTS) if invariant.id not in scope.excused
        ),
        runs=tuple(invariant for invariant in runs if invariant.id not in scope.excused),
    )
