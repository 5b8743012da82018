"""The catalogue of invariants."""

from __future__ import annotations

import deal

from pocket_spec.invariants.model import Invariant, StateInvariant, TransitionInvariant
from pocket_spec.invariants.supply import BALANCES_POSITIVE, HEIGHT_STANDS, SUPPLY_IS_SUM
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State

STATE_INVARIANTS: tuple[StateInvariant, ...] = (SUPPLY_IS_SUM, BALANCES_POSITIVE)
TRANSITION_INVARIANTS: tuple[TransitionInvariant, ...] = (HEIGHT_STANDS,)
CATALOGUE: tuple[Invariant, ...] = (*STATE_INVARIANTS, *TRANSITION_INVARIANTS)
"""Every invariant, by subject."""


@deal.ensure(lambda state, result: all(not invariant.holds(state) for invariant in result))
def broken_by_state(state: State) -> tuple[StateInvariant, ...]:
    """List the invariants that a state breaks.

    Source: this project (docs/invariants.md)
    """
    return tuple(invariant for invariant in STATE_INVARIANTS if not invariant.holds(state))


@deal.ensure(lambda before, transition, result: all(not found.holds(before, transition) for found in result))
def broken_by_transition(before: State, transition: Transition) -> tuple[TransitionInvariant, ...]:
    """List the invariants that a transition breaks.

    Source: this project (docs/invariants.md)
    """
    return tuple(invariant for invariant in TRANSITION_INVARIANTS if not invariant.holds(before, transition))
