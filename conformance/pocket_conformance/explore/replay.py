"""Blocks played again, to see whether an invariant breaks on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pocket_conformance.explore.moves import begun, end_of_block
from pocket_spec.chain.execution import SignedMessage, apply_message
from pocket_spec.invariants import (
    TOTALITY,
    Change,
    broken_by_refusal,
    broken_by_state,
    broken_by_transition,
)
from pocket_spec.rejections import Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.state import State

Blocks = Sequence[Sequence[SignedMessage]]


def broken_along(start: State, blocks: Blocks, rules: Rules) -> frozenset[str]:
    """Play blocks and name every invariant that breaks in one of them, the states between messages included."""
    found: set[str] = set()
    state = begun(start, rules)[-1].after
    found |= {invariant.id for invariant in broken_by_state(state)}
    for messages in blocks:
        for message in messages:
            change, refused = _executed(state, message, rules)
            broken = broken_by_refusal(change) if refused else broken_by_transition(change)
            found |= {invariant.id for invariant in (*broken, *broken_by_state(change.after))}
            state = change.after
        move = end_of_block(state, rules)
        found |= set(_broken_by(move.changes))
        if move.failed:
            return frozenset(found | {TOTALITY.id})
        state = move.reached.state
    return frozenset(found)


def _broken_by(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        yield from (invariant.id for invariant in (*broken_by_transition(change), *broken_by_state(change.after)))


def _executed(state: State, message: SignedMessage, rules: Rules) -> tuple[Change, bool]:
    try:
        transition = apply_message(state, message, rules)
    except Rejected:
        return Change(state, state, (), message, rules), True
    return Change(state, transition.state, transition.events, message, rules), False
