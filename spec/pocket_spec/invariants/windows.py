"""The calendar: sessions partition the heights, windows follow them in order, and no change touches what runs."""

from __future__ import annotations

from functools import lru_cache

from pocket_spec.chain.execution import SignedMessage
from pocket_spec.governance.history import calendar_params, shared_params_at_height, timing_of
from pocket_spec.invariants.model import Change, StateInvariant, TransitionInvariant
from pocket_spec.invariants.reading import calendar_at, header_of, weight_at_start
from pocket_spec.session.calendar import calendar
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import State


def _sessions_partition(state: State) -> bool:
    """Look at every height from which other parameters hold: a session ends before it, and the next one starts."""
    for effective in state.shared_params_history:
        if effective <= 1:
            continue
        before, after = calendar_at(state, effective - 1), calendar_at(state, effective)
        if before.next_start != after.start or before.number + 1 != after.number:
            joined = (before.start, before.end, before.number) == (after.start, after.end, after.number)
            if not joined:
                return False
    return True


@lru_cache(maxsize=1_000)
def _is_ordered(params: SharedParams, height: int) -> bool:
    dates = calendar(calendar_params(params), height)
    return (
        dates.start <= dates.end < dates.claim_open <= dates.claim_close <= dates.proof_open <= dates.proof_close
        and dates.proof_close == dates.settlement
        and dates.grace_end < dates.claim_open
    )


def _windows_are_ordered(state: State) -> bool:
    recorded = [entry.params for entry in state.shared_params_history.values() if entry.params is not None]
    return all(_is_ordered(params, 1) for params in (state.shared_params, *recorded))


def _stakes_outlive_windows(state: State) -> bool:
    params = state.shared_params
    blocks = params.num_blocks_per_session
    longest = (
        params.claim_window_open_offset_blocks
        + params.claim_window_close_offset_blocks
        + params.proof_window_open_offset_blocks
        + params.proof_window_close_offset_blocks
    )
    periods = (params.supplier_unbonding_period_sessions, params.application_unbonding_period_sessions)
    return all(period * blocks >= longest for period in periods)


def _session_stands(change: Change) -> bool:
    height = change.before.height
    if change.before.shared_params_history is change.after.shared_params_history:
        return True
    return calendar_at(change.before, height) == calendar_at(change.after, height)


def _live_is_recorded(state: State) -> bool:
    if state.height <= 1:
        return True
    recorded = (shared_params_at_height(state, height) for height in (state.height - 1, state.height))
    return timing_of(state.shared_params) in map(timing_of, recorded)


def _answers_stand(change: Change) -> bool:
    """Compare what both states say of the sessions whose claims are pending: windows, prices, weights."""
    before, after = change.before, change.after
    if not isinstance(change.cause, SignedMessage) and before.shared_params_history is after.shared_params_history:
        return True
    return all(
        all(
            shared_params_at_height(before, height) == shared_params_at_height(after, height)
            for height in (header_of(claim).session_start_block_height, header_of(claim).session_end_block_height)
        )
        and weight_at_start(before, claim) == weight_at_start(after, claim)
        for claim in before.claims.values()
    )


PARTITION = StateInvariant(
    id="WIN-1",
    sentence="Sessions partition the heights and are numbered in order, also where their length changes.",
    assumes="The parameters are those that the history has for each height.",
    silent_on="Claims.",
    holds=_sessions_partition,
)
ORDERED = StateInvariant(
    id="WIN-2",
    sentence=(
        "A session's end, its claim window and its proof window follow each other in this order, the last block of "
        "which settles, and no relay is served when claims are made."
    ),
    assumes="Nothing.",
    silent_on="How long windows are.",
    holds=_windows_are_ordered,
)
SESSION_STANDS = TransitionInvariant(
    id="WIN-4",
    sentence="No change of parameters alters the bounds, the windows or the number of the session under way.",
    assumes="The parameters are those that the history has for the height.",
    silent_on="The live parameters.",
    holds=_session_stands,
)
STAKES_OUTLIVE = StateInvariant(
    id="WIN-5",
    sentence="Whoever leaves stays staked until the claims of its last session are settled, by the live parameters.",
    assumes="Nothing.",
    silent_on="Those who leave before their session has ended.",
    holds=_stakes_outlive_windows,
)
LIVE_IS_RECORDED = StateInvariant(
    id="EPO-2",
    sentence="The live timing of sessions and windows is that which the history has for this block or the one before.",
    assumes="Nothing.",
    silent_on="Parameters that time nothing.",
    holds=_live_is_recorded,
)
ANSWERS_STAND = TransitionInvariant(
    id="EPO-3",
    sentence="What the chain says of the windows, prices and weights of a session with pending claims never changes.",
    assumes="Nothing.",
    silent_on="Sessions in which nobody has claimed yet.",
    holds=_answers_stand,
)
