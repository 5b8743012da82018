"""The calendar: which session a block belongs to, and the windows in which its claims and proofs are due.

Sessions lie on a grid that begins at an anchor. A change of the session length sets a new anchor at a session
boundary, so sessions before it keep their bounds. Heights are blocks; heights up to 0 belong to no session.
"""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.numbers import ceiling_division, int64, is_int64
from pocket_spec.rejections import Rejected
from pocket_spec.session.parameters import (
    SessionParams,
    blocks_to_proof_window_close,
    grid_anchor,
    num_pending_sessions,
    signed_session_length,
    valid_types,
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that follows from the parameters for the session which a height belongs to."""

    start: int
    end: int
    number: int
    grace_end: int
    claim_open: int
    claim_close: int
    proof_open: int
    proof_close: int
    settlement: int
    next_start: int
    pending_sessions: int
    is_start: bool
    is_end: bool


@deal.pre(lambda height, anchor, blocks: blocks >= 1 and height >= anchor)
@deal.ensure(lambda height, anchor, blocks, result: 0 <= height - anchor - result * blocks < blocks)
def sessions_since_anchor(height: int, anchor: int, blocks: int) -> int:
    """Count the whole sessions between the anchor and a height.

    Source: poktroll v0.1.35 x/shared/types/session.go
    """
    return (height - anchor) // blocks


@deal.pre(lambda height, anchor, blocks: blocks >= 1 and height >= anchor)
@deal.ensure(lambda height, anchor, blocks, result: result <= height < result + blocks)
def session_start(height: int, anchor: int, blocks: int) -> int:
    """Give the first block of the session that a height belongs to.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionStartHeight)
    """
    return anchor + sessions_since_anchor(height, anchor, blocks) * blocks


@deal.pre(lambda height, anchor, blocks: blocks >= 1 and height >= anchor)
@deal.ensure(lambda height, anchor, blocks, result: result - blocks < height <= result)
def session_end(height: int, anchor: int, blocks: int) -> int:
    """Give the last block of the session that a height belongs to.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionEndHeight)
    """
    return session_start(height, anchor, blocks) + blocks - 1


@deal.pre(lambda height, anchor, number_at_anchor, blocks: blocks >= 1 and height >= anchor)
@deal.ensure(lambda height, anchor, number_at_anchor, blocks, result: result >= number_at_anchor)
def session_number(height: int, anchor: int, number_at_anchor: int, blocks: int) -> int:
    """Number the session that a height belongs to, counting on from the number at the anchor.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionNumber)
    """
    return number_at_anchor + sessions_since_anchor(height, anchor, blocks)


@deal.ensure(lambda session_end_height, grace_offset, result: result - session_end_height == grace_offset)
def grace_period_end(session_end_height: int, grace_offset: int) -> int:
    """Give the last block in which relays of the session are still served.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionGracePeriodEndHeight)
    """
    return session_end_height + grace_offset


@deal.ensure(lambda session_end_height, open_offset, result: result > session_end_height or open_offset < 0)
def claim_window_open(session_end_height: int, open_offset: int) -> int:
    """Open the claim window: one block beyond the offset, so that relays of the session's last block can be claimed.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetClaimWindowOpenHeight)
    """
    return session_end_height + open_offset + 1


@deal.ensure(lambda open_height, close_offset, result: result >= open_height or close_offset < 0)
def window_close(open_height: int, close_offset: int) -> int:
    """Close a claim or proof window; the proof window in turn opens an offset after the claim window has closed.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetClaimWindowCloseHeight, GetProofWindowCloseHeight)
    """
    return open_height + close_offset


@deal.ensure(lambda session_end_height, blocks_to_close, result: result > session_end_height or blocks_to_close < 0)
def settlement_height(session_end_height: int, blocks_to_close: int) -> int:
    """Give the height at which the claims of a session are settled: the proof window's close.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetSettlementSessionEndHeight)
    """
    return session_end_height + blocks_to_close + 1


@deal.pre(lambda blocks_to_close, blocks: blocks >= 1 and blocks_to_close >= 0)
@deal.ensure(lambda blocks_to_close, blocks, result: (result - 1) * blocks < blocks_to_close <= result * blocks)
def pending_sessions(blocks_to_close: int, blocks: int) -> int:
    """Count the sessions that may have ended and not been settled at one time, a part of a session as a whole one.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetNumPendingSessions)
    """
    return ceiling_division(blocks_to_close, blocks)


@deal.pre(lambda params, height: valid_types(params) and is_int64(height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: 1 <= result <= height or height <= 0 == result)
def session_start_height(params: SessionParams, height: int) -> int:
    """Give the first block of the session that a height belongs to; 0 for a height up to 0, which belongs to none.

    A session length that is negative as a signed integer counts with its magnitude: it both divides and multiplies.
    Errors: `SHARED_PARAM_INVALID` for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionStartHeight)
    """
    if height <= 0:
        return 0
    return session_start(height, grid_anchor(params, height)[0], abs(signed_session_length(params)))


@deal.pre(lambda params, height: valid_types(params) and is_int64(height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: is_int64(result))
def session_end_height(params: SessionParams, height: int) -> int:
    """Give the last block of the session that a height belongs to; 0 for a height up to 0. The sum wraps at 64 bits.

    With a session length that is negative as a signed integer, the end lies before the start.
    Errors: `SHARED_PARAM_INVALID` for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionEndHeight)
    """
    if height <= 0:
        return 0
    blocks = signed_session_length(params)
    end = session_end(height, grid_anchor(params, height)[0], abs(blocks))
    return int64(end + blocks - abs(blocks))


@deal.pre(lambda params, height: valid_types(params) and is_int64(height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: is_int64(result) and (height > 0 or result == 0))
def session_number_of(params: SessionParams, height: int) -> int:
    """Number the session that a height belongs to; 0 for a height up to 0. The sum wraps at 64 bits.

    A session length that is negative as a signed integer counts backwards.
    Errors: `SHARED_PARAM_INVALID` for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionNumber)
    """
    if height <= 0:
        return 0
    anchor, number_at_anchor = grid_anchor(params, height)
    blocks = signed_session_length(params)
    counted = session_number(height, anchor, number_at_anchor, abs(blocks))
    return int64(counted if blocks > 0 else 2 * number_at_anchor - counted)


@deal.pre(lambda params, height: valid_types(params) and is_int64(height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: result.is_start == (result.start == height))
@deal.ensure(lambda params, height, result: int64(result.next_start - result.end) == 1)
def calendar(params: SessionParams, height: int) -> Calendar:
    """Give every date of the session that a height belongs to. All sums wrap at 64 bits, as on chain.

    Heights up to 0 have the windows of a session that ended at 0: block 0 is both its start and its end.
    Errors: `SHARED_PARAM_INVALID` for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/shared/types/session.go
    """
    pending = num_pending_sessions(params)
    start, end = session_start_height(params, height), session_end_height(params, height)
    claim_open = claim_window_open(end, params.claim_window_open_offset_blocks)
    claim_close = window_close(claim_open, params.claim_window_close_offset_blocks)
    proof_open = window_close(claim_close, params.proof_window_open_offset_blocks)
    proof_close = window_close(proof_open, params.proof_window_close_offset_blocks)
    return Calendar(
        start=start,
        end=end,
        number=session_number_of(params, height),
        grace_end=int64(grace_period_end(end, params.grace_period_end_offset_blocks)),
        claim_open=int64(claim_open),
        claim_close=int64(claim_close),
        proof_open=int64(proof_open),
        proof_close=int64(proof_close),
        settlement=int64(settlement_height(end, blocks_to_proof_window_close(params))),
        next_start=int64(end + 1),
        pending_sessions=pending,
        is_start=start == height,
        is_end=end == height,
    )
