"""Pay: work that can be paid for is paid for, nothing else is, and out of the application's stake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pocket_spec.claims.messages import Claim
from pocket_spec.governance.history import calendar_params, shared_params_at_height
from pocket_spec.invariants.model import WITHHELD, Change, StateInvariant, TransitionInvariant
from pocket_spec.invariants.reading import (
    amount_in,
    announced,
    ended_claims,
    exactly,
    executed,
    header_of,
    price_at_start,
    settlements,
    staked_in,
)
from pocket_spec.session.parameters import num_pending_sessions
from pocket_spec.settlement.events import EVENT_CLAIM_SETTLED, EventClaimSettled
from pocket_spec.settlement.ledger import BURN, MINT
from pocket_spec.state.coin import amount_of
from pocket_spec.state.state import State

Session = tuple[str, str]
"""An application and the id of one of its sessions."""


def _inflation(change: Change, settled: int) -> int:
    rate = exactly(change.before.tokenomics_params.global_inflation_per_claim)
    return -(-settled * rate.numerator // rate.denominator)


def _charge(change: Change, settled: int) -> int:
    """Give what an application pays for what is settled: it and its inflation."""
    return settled + _inflation(change, settled)


def _settled(event: EventClaimSettled) -> int:
    return amount_in(event.settled_upokt)


def _burn_is_stake(change: Change) -> bool:
    """Compare what is settled, what is burned and by how much the stakes of applications shrink."""
    events = announced(change, EVENT_CLAIM_SETTLED)
    if not events and not ended_claims(change):
        return True
    settled = sum(map(_settled, events))
    charged = sum(_charge(change, _settled(event)) for event in events)
    lowered = staked_in(change.before, "applications") - staked_in(change.after, "applications")
    return executed(change, BURN) == settled and lowered == charged


def _mint_is_ratio(change: Change) -> bool:
    ratio = exactly(change.before.tokenomics_params.mint_ratio)
    events = announced(change, EVENT_CLAIM_SETTLED)
    minted = [amount_in(event.minted_upokt) for event in events]
    as_said = all(
        paid * ratio.denominator <= _settled(event) * ratio.numerator < (paid + 1) * ratio.denominator
        for event, paid in zip(events, minted, strict=True)
    )
    inflation = sum(_inflation(change, _settled(event)) for event in events)
    return as_said and executed(change, MINT) == sum(minted) + inflation


def _work_earns(change: Change) -> bool:
    return all(
        amount_in(event.minted_upokt) > 0 or _settled(event) == 0 for event in announced(change, EVENT_CLAIM_SETTLED)
    )


def _priced_as_at_start(change: Change) -> bool:
    return all(
        amount_in(event.claimed_upokt) == price_at_start(change.before, claim) for claim, event in settlements(change)
    )


def _not_more_than_claimed(change: Change) -> bool:
    return all(
        0 <= _settled(event) <= amount_in(event.claimed_upokt) for event in announced(change, EVENT_CLAIM_SETTLED)
    )


def _budget(state: State, application: str, session_end: int) -> int | None:
    """Give what a session may cost an application that has this stake, None where that cannot be said."""
    record = state.applications.get(application)
    pending = num_pending_sessions(calendar_params(shared_params_at_height(state, session_end)))
    if record is None or pending < 1:
        return None
    budget = amount_of(record.stake) // pending
    limit = amount_of(record.per_session_spend_limit)
    return min(budget, limit) if limit > 0 else budget


def _by_session(settled: Iterable[tuple[Claim, EventClaimSettled]]) -> dict[Session, list[EventClaimSettled]]:
    found: dict[Session, list[EventClaimSettled]] = defaultdict(list)
    for claim, event in settled:
        header = header_of(claim)
        found[header.application_address, header.session_id].append(event)
    return found


def _within_budget(change: Change) -> bool:
    for (application, _), events in _by_session(settlements(change)).items():
        budget = _budget(change.before, application, events[0].session_end_block_height)
        if budget is None or sum(_charge(change, _settled(event)) for event in events) > budget:
            return False
    return True


def _claimants(change: Change) -> dict[Session, int]:
    counts: dict[Session, int] = defaultdict(int)
    for claim in ended_claims(change).values():
        header = header_of(claim)
        counts[header.application_address, header.session_id] += 1
    return counts


def _floor_is_paid(change: Change) -> bool:
    """Look for a claim that was cut though its supplier's equal part of the budget would have held one more uPOKT."""
    counts = _claimants(change)
    for (application, session), events in _by_session(settlements(change)).items():
        budget = _budget(change.before, application, events[0].session_end_block_height)
        if budget is None:
            return False
        floor = budget // counts[application, session]
        for event in events:
            cut = _settled(event) < amount_in(event.claimed_upokt)
            if cut and _charge(change, _settled(event) + 1) <= floor:
                return False
    return True


def _idle_budget_is_paid(change: Change) -> bool:
    """Look for a session that left budget idle though a claim was cut below the multiple of the floor it may reach."""
    multiple = max(1, change.before.tokenomics_params.overservicing_bonus_multiplier)
    counts = _claimants(change)
    for (application, session), events in _by_session(settlements(change)).items():
        budget = _budget(change.before, application, events[0].session_end_block_height) or 0
        most = multiple * (budget // counts[application, session])
        cut = [event for event in events if _settled(event) < amount_in(event.claimed_upokt)]
        at_most = any(_charge(change, _settled(event) + 1) > most for event in cut)
        used = sum(_charge(change, _settled(event)) for event in events)
        unpaid = (counts[application, session] - len(events)) * (budget // counts[application, session])
        if cut and not at_most and used + unpaid + 2 * counts[application, session] < budget:
            return False
    return True


def _sessions_fit_stake(state: State) -> bool:
    sessions: dict[str, dict[str, int]] = defaultdict(dict)
    for claim in state.claims.values():
        header = header_of(claim)
        sessions[header.application_address][header.session_id] = header.session_end_block_height
    for application, ends in sessions.items():
        record = state.applications.get(application)
        stake = 0 if record is None else amount_of(record.stake)
        if sum(_budget(state, application, end) or 0 for end in ends.values()) > stake:
            return False
    return True


BURN_EQUALS_STAKE = TransitionInvariant(
    id="BEM-1",
    sentence=(
        "What a block settles is what it burns, and by this and its inflation the stakes of applications shrink."
    ),
    assumes="Nothing.",
    silent_on="Whose stake shrinks.",
    fails="A claim that is discarded, as told at ONCE-4, shrinks its application's stake and burns nothing.",
    holds=_burn_is_stake,
)
MINT_EQUALS_RATIO = TransitionInvariant(
    id="BEM-2",
    sentence=(
        "Every settled claim mints the mint ratio of what it settles, rounded down, and inflation rounded up, and a "
        "block mints their sum."
    ),
    assumes="The release announces the operations of settlement, as those from v0.1.33 on do.",
    silent_on="Who gets it.",
    holds=_mint_is_ratio,
)
WORK_EARNS = TransitionInvariant(
    id="BEM-3",
    sentence="Whatever is settled mints something: nobody's work is burned for nothing.",
    assumes="Nothing.",
    silent_on="Claims that are discarded.",
    holds=_work_earns,
)
PRICED_AT_START = TransitionInvariant(
    id="EPO-1",
    sentence="A claim is settled at the price of its session's start, the one by which its proof was asked for.",
    assumes="The parameters and the difficulty are those that the history has for the session's start.",
    silent_on="Whether the history is right.",
    holds=_priced_as_at_start,
)
NOT_MORE_THAN_CLAIMED = TransitionInvariant(
    id="PAY-1",
    sentence="No claim is settled for more than its price.",
    assumes="Nothing.",
    silent_on="What the price is.",
    holds=_not_more_than_claimed,
)
FLOOR_IS_PAID = TransitionInvariant(
    id="PAY-2",
    sentence=(
        "A claim is settled in full unless that exceeds an equal part, among the suppliers that claimed, of the "
        "session's budget: then it gets at least that part."
    ),
    assumes="The budget is the stake over the sessions that may be pending at the session's end, or the spend limit.",
    silent_on="Claims that are discarded.",
    holds=_floor_is_paid,
)
IDLE_BUDGET_IS_PAID = TransitionInvariant(
    id="PAY-3",
    sentence=(
        "A session leaves no budget idle, but for roundings and the parts of claims that are not paid, while a claim "
        "is cut below the multiple of the floor that parameters allow it."
    ),
    assumes="The budget is the stake over the sessions that may be pending at the session's end, or the spend limit.",
    silent_on="Sessions in which some claim reaches the multiple: what it could not take is not shared again.",
    holds=_idle_budget_is_paid,
)
WITHIN_BUDGET = TransitionInvariant(
    id="BUD-1",
    sentence="All that a session costs its application is within its part of the stake, and within the spend limit.",
    assumes="The part is the stake over the sessions that may be pending at the session's end.",
    silent_on="Claims that are discarded.",
    holds=_within_budget,
)
SESSIONS_FIT_STAKE = StateInvariant(
    id="BUD-2",
    sentence="The budgets of all sessions of an application that have pending claims are together within its stake.",
    assumes="Nothing.",
    silent_on="Sessions in which nobody claims.",
    fails=WITHHELD,
    holds=_sessions_fit_stake,
)
