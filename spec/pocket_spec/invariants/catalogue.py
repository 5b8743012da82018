"""The catalogue of invariants."""

from __future__ import annotations

import deal

from pocket_spec.invariants import (
    claims,
    difficulty,
    escrow,
    estimates,
    lifecycle,
    ownership,
    pay,
    recipients,
    runs,
    sessions,
    supply,
    tries,
    windows,
)
from pocket_spec.invariants.model import (
    Change,
    DataInvariant,
    Invariant,
    PairInvariant,
    StateInvariant,
    TransitionInvariant,
)
from pocket_spec.state.state import State

STATE_INVARIANTS: tuple[StateInvariant, ...] = (
    supply.SUPPLY_IS_SUM,
    supply.BALANCES_POSITIVE,
    escrow.STAKES_COVERED,
    claims.NOT_OVERDUE,
    claims.STAKED_WHILE_PENDING,
    pay.SESSIONS_FIT_STAKE,
    windows.PARTITION,
    windows.ORDERED,
    windows.STAKES_OUTLIVE,
    windows.LIVE_IS_RECORDED,
    sessions.NO_MORE_THAN_PLACES,
    lifecycle.LEAVERS_LEAVE,
)
TRANSITION_INVARIANTS: tuple[TransitionInvariant, ...] = (
    supply.SUPPLY_ACCOUNTED,
    supply.HEIGHT_STANDS,
    escrow.NOTHING_LEFT_BEHIND,
    escrow.PASSED_ON,
    pay.BURN_EQUALS_STAKE,
    pay.MINT_EQUALS_RATIO,
    pay.WORK_EARNS,
    recipients.RIGHT_RECIPIENTS,
    recipients.SUPPLIER_PART,
    recipients.SHARED_AS_AGREED,
    recipients.VALIDATORS_FAIR,
    claims.NOT_EARLY,
    claims.ENDED_ONCE,
    claims.NOT_DISCARDED,
    claims.PROVEN_WHERE_ASKED,
    pay.NOT_MORE_THAN_CLAIMED,
    pay.FLOOR_IS_PAID,
    pay.IDLE_BUDGET_IS_PAID,
    pay.WITHIN_BUDGET,
    pay.PRICED_AT_START,
    windows.ANSWERS_STAND,
    claims.WITHIN_WINDOW,
    windows.SESSION_STANDS,
    sessions.MEMBERSHIP_STANDS,
    sessions.DRAWN_BY_FIRST_BLOCK,
    sessions.CLAIMED_SESSIONS_STAND,
    ownership.OWN_COINS,
    ownership.GOVERNANCE_ALONE,
    ownership.OTHERS_STAND,
    lifecycle.BELOW_MINIMUM_LEAVES,
    lifecycle.BEGINS_ONCE,
    difficulty.FOLLOWS_AVERAGE,
    difficulty.MONOTONE,
    difficulty.FIXED_POINT,
    runs.BANK_EXECUTES,
)
PAIR_INVARIANTS: tuple[PairInvariant, ...] = (
    runs.DETERMINED,
    runs.CLAIMS_COMMUTE,
    runs.NO_INTERFERENCE,
    runs.SIZE_IS_IDLE,
    sessions.STAKE_BUYS_NO_PLACE,
)
REFUSAL_INVARIANTS: tuple[PairInvariant, ...] = (runs.REFUSAL_IS_IDLE,)
"""Those of messages that are refused."""
TOTALITY = runs.TOTAL
"""What is broken where a step refuses: then there is no change to ask the others about."""
DATA_INVARIANTS: tuple[DataInvariant, ...] = (
    tries.SOUND,
    tries.COMPLETE,
    tries.ONE_CLOSEST,
    tries.COUNTED,
    tries.CLOSEST_SHOWN,
    estimates.UNBIASED,
)
CATALOGUE: tuple[Invariant, ...] = (
    *STATE_INVARIANTS,
    *TRANSITION_INVARIANTS,
    *PAIR_INVARIANTS,
    *REFUSAL_INVARIANTS,
    TOTALITY,
    *DATA_INVARIANTS,
)
"""Every invariant, by what it is a property of."""
BY_ID = {invariant.id: invariant for invariant in CATALOGUE}
KNOWN_TO_FAIL = frozenset(invariant.id for invariant in CATALOGUE if invariant.fails)
"""The ids of those that today's protocol breaks."""


@deal.ensure(lambda state, result: all(not invariant.holds(state) for invariant in result))
def broken_by_state(state: State) -> tuple[StateInvariant, ...]:
    """List the invariants that a state breaks.

    Source: this project (docs/invariants.md)
    """
    return tuple(invariant for invariant in STATE_INVARIANTS if not invariant.holds(state))


@deal.ensure(lambda change, result: all(invariant.id in BY_ID for invariant in result))
def broken_by_transition(change: Change) -> tuple[TransitionInvariant, ...]:
    """List the invariants that a change breaks, those of pairs of runs among them.

    Source: this project (docs/invariants.md)
    """
    return tuple(invariant for invariant in (*TRANSITION_INVARIANTS, *PAIR_INVARIANTS) if not invariant.holds(change))


@deal.ensure(lambda change, result: all(invariant.id in BY_ID for invariant in result))
def broken_by_refusal(change: Change) -> tuple[TransitionInvariant, ...]:
    """List the invariants that a refused message breaks: `change` is from the state before to that after it.

    Source: this project (docs/invariants.md)
    """
    return tuple(invariant for invariant in REFUSAL_INVARIANTS if not invariant.holds(change))
