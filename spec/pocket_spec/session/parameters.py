"""The parameters of the shared module that make the calendar, and which of their values are valid."""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.numbers import int64, is_int64, is_uint64, quotient_toward_zero
from pocket_spec.rejections import Reason, Rejected

GENESIS_ANCHOR = (1, 1)
"""Height and session number of the grid that holds where the parameters give no usable anchor."""


@dataclass(frozen=True, slots=True)
class SessionParams:
    """The parameters of the shared module that make the calendar; each an unsigned 64-bit integer, offsets in blocks.

    Source: poktroll v0.1.35 proto/pocket/shared/params.proto
    """

    num_blocks_per_session: int
    grace_period_end_offset_blocks: int
    claim_window_open_offset_blocks: int
    claim_window_close_offset_blocks: int
    proof_window_open_offset_blocks: int
    proof_window_close_offset_blocks: int
    session_grid_anchor_height: int
    session_number_at_anchor: int


@deal.ensure(lambda params, result: not result or params.num_blocks_per_session >= 0)
def valid_types(params: SessionParams) -> bool:
    """Tell whether every parameter is an unsigned 64-bit integer.

    Source: poktroll v0.1.35 proto/pocket/shared/params.proto
    """
    return (
        is_uint64(params.num_blocks_per_session)
        and is_uint64(params.grace_period_end_offset_blocks)
        and is_uint64(params.claim_window_open_offset_blocks)
        and is_uint64(params.claim_window_close_offset_blocks)
        and is_uint64(params.proof_window_open_offset_blocks)
        and is_uint64(params.proof_window_close_offset_blocks)
        and is_uint64(params.session_grid_anchor_height)
        and is_uint64(params.session_number_at_anchor)
    )


@deal.pre(valid_types)
@deal.raises(Rejected)
@deal.ensure(lambda params, result: result != 0 and is_int64(result))
def signed_session_length(params: SessionParams) -> int:
    """Read the blocks per session as the signed 64-bit integer the chain computes with; from 2^63 on it is negative.

    Errors: `SHARED_PARAM_INVALID` for 0, by which the real code divides.
    Source: poktroll v0.1.35 x/shared/types/session.go, x/shared/types/params.go (ValidateNumBlocksPerSession)
    """
    if params.num_blocks_per_session == 0:
        raise Rejected(Reason.SHARED_PARAM_INVALID, "num_blocks_per_session is 0")
    return int64(params.num_blocks_per_session)


@deal.pre(lambda params, height: valid_types(params) and is_int64(height))
@deal.ensure(lambda params, height, result: result[0] >= 1 and result[1] >= 1 and (result[0] <= max(height, 1)))
def grid_anchor(params: SessionParams, height: int) -> tuple[int, int]:
    """Choose the grid: the parameters' anchor height and session number, or the genesis grid.

    The genesis grid holds when the anchor is not set or lies above the height, in which case the parameters describe a
    later time than the height's. Anchor and number are read as signed 64-bit integers.
    Source: poktroll v0.1.35 x/shared/types/session.go (sessionGridAnchor)
    """
    anchor, number = int64(params.session_grid_anchor_height), int64(params.session_number_at_anchor)
    if anchor <= 0 or anchor > height:
        return GENESIS_ANCHOR
    return anchor, max(number, 1)


@deal.pre(valid_types)
@deal.ensure(lambda params, result: is_int64(result))
def blocks_to_proof_window_close(params: SessionParams) -> int:
    """Sum the offsets from a session's end to the close of its proof window, in blocks, wrapping at 64 bits.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionEndToProofWindowCloseBlocks)
    """
    return int64(
        params.claim_window_open_offset_blocks
        + params.claim_window_close_offset_blocks
        + params.proof_window_open_offset_blocks
        + params.proof_window_close_offset_blocks
    )


@deal.pre(valid_types)
@deal.raises(Rejected)
@deal.ensure(lambda params, result: is_int64(result))
def num_pending_sessions(params: SessionParams) -> int:
    """Count the sessions pending at one time as the chain does: sums wrap, the quotient drops its fraction.

    For values of a sane size this is `pocket_spec.session.calendar.pending_sessions`.
    Errors: `SHARED_PARAM_INVALID` for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/shared/types/session.go (GetNumPendingSessions)
    """
    blocks = signed_session_length(params)
    return int64(quotient_toward_zero(int64(blocks_to_proof_window_close(params) + blocks - 1), blocks))


@deal.pre(valid_types)
@deal.ensure(lambda params, result: not result or params.num_blocks_per_session > params.grace_period_end_offset_blocks)
def valid_session_params(params: SessionParams) -> bool:
    """Tell whether governance may set these values: what the chain's validation asks of the calendar's parameters.

    The session has a block and is longer than the grace period, claims open no earlier than the grace period ends, and
    at least one session is pending. The anchor is derived by the chain and not validated.
    Source: poktroll v0.1.35 x/shared/types/params.go (ValidateBasic)
    """
    return (
        params.num_blocks_per_session >= 1
        and params.grace_period_end_offset_blocks < params.num_blocks_per_session
        and params.claim_window_open_offset_blocks >= params.grace_period_end_offset_blocks
        and num_pending_sessions(params) >= 1
    )
