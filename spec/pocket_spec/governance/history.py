"""Which parameters hold at a height, past or future, and how a change of them is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import deal

from pocket_spec.numbers import int64, uint64
from pocket_spec.rejections import Rejected
from pocket_spec.session.calendar import session_end_height, session_number_of
from pocket_spec.session.parameters import GENESIS_ANCHOR, SessionParams
from pocket_spec.state.records.session import SessionModuleParams, SessionModuleParamsUpdate
from pocket_spec.state.records.shared import SharedParams, SharedParamsUpdate
from pocket_spec.state.state import State


@deal.ensure(lambda heights, height, result: result is None or result <= height or height < -1)
def latest_at(heights: Iterable[int], height: int) -> int | None:
    """Give the latest of some effective heights that is not beyond a height, None where all are.

    The store holds heights without a sign, so a height below -1 counts as later than every other.
    Source: poktroll v0.1.35 x/shared/keeper/params.go (GetParamsAtHeight)
    """
    behind = uint64(height + 1)
    return max((effective for effective in heights if uint64(effective) < behind), key=uint64, default=None)


@deal.ensure(lambda state, height, result: isinstance(result, SharedParams))
def shared_params_at_height(state: State, height: int) -> SharedParams:
    """Give the shared parameters of a height: those of the latest entry of the history up to it, else the live ones.

    Source: poktroll v0.1.35 x/shared/keeper/params.go (GetParamsAtHeight)
    """
    effective = latest_at(state.shared_params_history, height)
    entry = None if effective is None else state.shared_params_history[effective].params
    return state.shared_params if entry is None else entry


@deal.ensure(lambda state, height, result: isinstance(result, SessionModuleParams))
def session_params_at_height(state: State, height: int) -> SessionModuleParams:
    """Give the session module's parameters of a height, as `shared_params_at_height` does.

    Source: poktroll v0.1.35 x/session/keeper/params.go (GetParamsAtHeight)
    """
    effective = latest_at(state.session_params_history, height)
    entry = None if effective is None else state.session_params_history[effective].params
    return state.session_params if entry is None else entry


@deal.ensure(lambda params, result: result.num_blocks_per_session == params.num_blocks_per_session)
def calendar_params(params: SharedParams) -> SessionParams:
    """Take from the shared parameters those that make the calendar.

    Source: poktroll v0.1.35 proto/pocket/shared/params.proto
    """
    return SessionParams(
        num_blocks_per_session=params.num_blocks_per_session,
        grace_period_end_offset_blocks=params.grace_period_end_offset_blocks,
        claim_window_open_offset_blocks=params.claim_window_open_offset_blocks,
        claim_window_close_offset_blocks=params.claim_window_close_offset_blocks,
        proof_window_open_offset_blocks=params.proof_window_open_offset_blocks,
        proof_window_close_offset_blocks=params.proof_window_close_offset_blocks,
        session_grid_anchor_height=params.session_grid_anchor_height,
        session_number_at_anchor=params.session_number_at_anchor,
    )


@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: result > height or params.num_blocks_per_session >= 2**63)
def next_session_start(params: SharedParams, height: int) -> int:
    """Give the first block of the session after the one that a height belongs to.

    Governance may set sessions of 2^63 blocks or more, which count as negative: then it is a height in the past.
    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/shared/keeper/msg_server_update_param.go (recordParamsHistory)
    """
    return int64(session_end_height(calendar_params(params), height) + 1)


@deal.ensure(lambda state, height, params, result: result.shared_params_history[height].params == params)
def with_shared_entry(state: State, height: int, params: SharedParams) -> State:
    """Put an entry into the history of the shared parameters, in place of one of the same height.

    Source: poktroll v0.1.35 x/shared/keeper/params.go (SetParamsAtHeight)
    """
    entry = SharedParamsUpdate(height, params)
    return replace(state, shared_params_history=state.shared_params_history.set(height, entry))


@deal.ensure(lambda state, height, params, result: result.session_params_history[height].params == params)
def with_session_entry(state: State, height: int, params: SessionModuleParams) -> State:
    """Put an entry into the history of the session module's parameters, in place of one of the same height.

    Source: poktroll v0.1.35 x/session/keeper/params.go (SetParamsAtHeight)
    """
    entry = SessionModuleParamsUpdate(height, params)
    return replace(state, session_params_history=state.session_params_history.set(height, entry))


@deal.raises(Rejected)
@deal.ensure(lambda state, params, result: result.session_params == params and result.session_params_history)
def set_session_params(state: State, params: SessionModuleParams) -> State:
    """Set the session module's parameters: live at once, and recorded from the start of the next session on.

    The first change records the old ones as from the height of the change, since what held before is not known.
    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/session/keeper/params.go (RecordParamsHistory)
    """
    if not state.session_params_history:
        state = with_session_entry(state, state.height, state.session_params)
    start = next_session_start(shared_params_at_height(state, state.height), state.height)
    return replace(with_session_entry(state, start, params), session_params=params)


@deal.ensure(lambda params, result: len(result) == 6)
def timing_of(params: SharedParams) -> tuple[int, ...]:
    """Take from the shared parameters those that time sessions, claims and proofs: a change of them is deferred.

    Source: poktroll v0.1.35 x/shared/keeper/msg_server_update_param.go (sessionTimingParamsChanged)
    """
    return (
        params.num_blocks_per_session,
        params.grace_period_end_offset_blocks,
        params.claim_window_open_offset_blocks,
        params.claim_window_close_offset_blocks,
        params.proof_window_open_offset_blocks,
        params.proof_window_close_offset_blocks,
    )


@deal.ensure(lambda params, other, result: result.session_grid_anchor_height == other.session_grid_anchor_height)
def on_grid_of(params: SharedParams, other: SharedParams) -> SharedParams:
    """Give shared parameters the grid's anchor of others.

    Source: poktroll v0.1.35 x/shared/keeper/msg_server_update_param.go (recordParamsHistory)
    """
    return replace(
        params,
        session_grid_anchor_height=other.session_grid_anchor_height,
        session_number_at_anchor=other.session_number_at_anchor,
    )


@deal.raises(Rejected)
@deal.ensure(lambda params, effective, height, result: timing_of(result) == timing_of(params))
def with_derived_grid(params: SharedParams, effective: SharedParams, height: int) -> SharedParams:
    """Derive the grid of new shared parameters from those effective at the height of the change, whatever they say.

    Sessions of another length begin a grid at the start of the next session, with the number of that session; others
    stay on the grid that is.
    Errors: SHARED_PARAM_INVALID for effective sessions of 0 blocks.
    Source: poktroll v0.1.35 x/shared/keeper/msg_server_update_param.go (recordParamsHistory)
    """
    if params.num_blocks_per_session == effective.num_blocks_per_session:
        return on_grid_of(params, effective)
    return replace(
        params,
        session_grid_anchor_height=uint64(next_session_start(effective, height)),
        session_number_at_anchor=uint64(session_number_of(calendar_params(effective), height) + 1),
    )


@deal.ensure(lambda state, result: result.shared_params_history)
def with_first_shared_entry(state: State) -> State:
    """Record the live shared parameters as from block 1, on the genesis grid, where the history is empty.

    Source: poktroll v0.1.35 x/shared/keeper/msg_server_update_param.go (recordParamsHistory)
    """
    if state.shared_params_history:
        return state
    anchor, number = GENESIS_ANCHOR
    genesis = replace(state.shared_params, session_grid_anchor_height=anchor, session_number_at_anchor=number)
    return with_shared_entry(state, 1, genesis)


@deal.raises(Rejected)
@deal.ensure(lambda state, params, result: timing_of(result.shared_params) == timing_of(state.shared_params))
def set_shared_params(state: State, params: SharedParams) -> State:
    """Set the shared parameters: recorded from the start of the next session on, and live at once or only then.

    They become live at once, on the live grid, where none of them times sessions, claims or proofs differently;
    otherwise at the end of the block in which that session starts (`promote_shared_params`). An earlier change that is
    recorded for the same height is replaced.
    Errors: SHARED_PARAM_INVALID for effective sessions of 0 blocks.
    Source: poktroll v0.1.35 x/shared/keeper/msg_server_update_param.go (recordParamsHistory)
    """
    seeded = with_first_shared_entry(state)
    effective = shared_params_at_height(seeded, state.height)
    recorded = with_derived_grid(params, effective, state.height)
    updated = with_shared_entry(seeded, next_session_start(effective, state.height), recorded)
    if timing_of(recorded) != timing_of(state.shared_params):
        return updated
    return replace(updated, shared_params=on_grid_of(recorded, state.shared_params))
