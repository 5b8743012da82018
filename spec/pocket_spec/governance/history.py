"""Which parameters held at a height."""

from __future__ import annotations

from collections.abc import Iterable

import deal

from pocket_spec.session.parameters import SessionParams
from pocket_spec.state.records.session import SessionModuleParams
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import State


@deal.ensure(lambda heights, height, result: result is None or result <= height)
def latest_at(heights: Iterable[int], height: int) -> int | None:
    """Give the latest of some effective heights that is not beyond a height, None where all are.

    Source: poktroll v0.1.35 x/shared/keeper/params.go (GetParamsAtHeight)
    """
    return max((effective for effective in heights if effective <= height), default=None)


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
