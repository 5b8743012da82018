"""What is claimed about the calendar: sessions tile the heights, windows follow each other, old grids stay."""

from __future__ import annotations

import deal

from pocket_spec.numbers import INT64_MAX
from pocket_spec.rejections import Rejected
from pocket_spec.session.calendar import (
    calendar,
    claim_window_open,
    grace_period_end,
    pending_sessions,
    session_end,
    session_end_height,
    session_number,
    session_number_of,
    session_start,
    session_start_height,
    sessions_since_anchor,
    settlement_height,
    window_close,
)
from pocket_spec.session.parameters import (
    SessionParams,
    blocks_to_proof_window_close,
    grid_anchor,
    num_pending_sessions,
    signed_session_length,
    valid_session_params,
    valid_types,
)
from pocket_spec.theorems import CheckedRule, Symbolic, Theorem

ON_GRID = deal.pre(lambda height, anchor, blocks: blocks >= 1 and height >= anchor)


def ordinary(params: SessionParams, height: int) -> bool:
    """Tell whether a height and the session length are so far from 2^63 that no date wraps."""
    return 1 <= params.num_blocks_per_session <= INT64_MAX - height and 1 <= height <= INT64_MAX


# The grid.


@deal.pre(lambda anchor, blocks, sessions, position: sessions >= 0 and 0 <= position < blocks)
@deal.ensure(lambda anchor, blocks, sessions, position, result: result == sessions)
def every_position_in_a_session_counts_alike(anchor: int, blocks: int, sessions: int, position: int) -> int:
    """Whole sessions since the anchor are counted alike at every block of a session."""
    return sessions_since_anchor(anchor + sessions * blocks + position, anchor, blocks)


@deal.pre(lambda anchor, blocks, sessions, position: sessions >= 0 and 0 <= position < blocks)
@deal.ensure(lambda anchor, blocks, sessions, position, result: result == sessions)
def every_position_in_a_session_counts_alike_canary(anchor: int, blocks: int, sessions: int, position: int) -> int:
    """The last block counts to the next session."""
    return (sessions * blocks + position + 1) // blocks


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: result[0] <= height <= result[1])
def session_contains_its_height(height: int, anchor: int, blocks: int) -> tuple[int, int]:
    """A height lies between the start and the end of its session."""
    return session_start(height, anchor, blocks), session_end(height, anchor, blocks)


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: result[0] <= height <= result[1])
def session_contains_its_height_canary(height: int, anchor: int, blocks: int) -> tuple[int, int]:
    """The session is a block short."""
    return session_start(height, anchor, blocks), session_start(height, anchor, blocks) + blocks - 2


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: result == blocks)
def session_has_its_length(height: int, anchor: int, blocks: int) -> int:
    """A session has as many blocks as the parameter says, its end included."""
    return session_end(height, anchor, blocks) - session_start(height, anchor, blocks) + 1


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: result == blocks)
def session_has_its_length_canary(height: int, anchor: int, blocks: int) -> int:
    """The first session begins a block early, as if heights counted from 0."""
    start = session_start(height, anchor, blocks)
    return session_end(height, anchor, blocks) - (start - 1 if start == anchor else start) + 1


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: (result - anchor) % blocks == 0)
def session_starts_lie_on_the_grid(height: int, anchor: int, blocks: int) -> int:
    """Every session starts a whole number of sessions after the anchor."""
    return session_start(height, anchor, blocks)


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: (result - anchor) % blocks == 0)
def session_starts_lie_on_the_grid_canary(height: int, anchor: int, blocks: int) -> int:
    """The grid is laid from height 0, whatever the anchor."""
    return height // blocks * blocks


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: result == session_start(height, anchor, blocks))
def start_belongs_to_its_session(height: int, anchor: int, blocks: int) -> int:
    """The session of a session's first block is that session."""
    return session_start(session_start(height, anchor, blocks), anchor, blocks)


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: result == session_start(height, anchor, blocks))
def start_belongs_to_its_session_canary(height: int, anchor: int, blocks: int) -> int:
    """The first block still counts to the session before."""
    start = session_start(height, anchor, blocks)
    return start - blocks if height == start and height > anchor else start


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: result == session_end(height, anchor, blocks) + 1)
def sessions_leave_no_gap(height: int, anchor: int, blocks: int) -> int:
    """The block after a session's end starts the next session."""
    return session_start(session_end(height, anchor, blocks) + 1, anchor, blocks)


@ON_GRID
@deal.ensure(lambda height, anchor, blocks, result: result == session_end(height, anchor, blocks) + 1)
def sessions_leave_no_gap_canary(height: int, anchor: int, blocks: int) -> int:
    """The grid of the next session is laid from height 0."""
    return (session_end(height, anchor, blocks) + 1) // blocks * blocks


@deal.pre(lambda height, anchor, number_at_anchor, blocks: blocks >= 1 and height >= anchor)
@deal.ensure(
    lambda height, anchor, number_at_anchor, blocks, result: (
        result == session_number(height, anchor, number_at_anchor, blocks) + 1
    )
)
def next_session_has_the_next_number(height: int, anchor: int, number_at_anchor: int, blocks: int) -> int:
    """The session after has the number after."""
    return session_number(session_end(height, anchor, blocks) + 1, anchor, number_at_anchor, blocks)


@deal.pre(lambda height, anchor, number_at_anchor, blocks: blocks >= 1 and height >= anchor)
@deal.ensure(
    lambda height, anchor, number_at_anchor, blocks, result: (
        result == session_number(height, anchor, number_at_anchor, blocks) + 1
    )
)
def next_session_has_the_next_number_canary(height: int, anchor: int, number_at_anchor: int, blocks: int) -> int:
    """Sessions are counted from height 0."""
    return number_at_anchor + (session_end(height, anchor, blocks) + 1) // blocks


TWO_HEIGHTS = deal.pre(lambda height, other, anchor, blocks: blocks >= 1 and anchor <= height <= other)


@TWO_HEIGHTS
@deal.ensure(lambda height, other, anchor, blocks, result: result <= session_start(other, anchor, blocks))
def sessions_do_not_go_back(height: int, other: int, anchor: int, blocks: int) -> int:
    """A later height never belongs to an earlier session."""
    return session_start(height, anchor, blocks)


@TWO_HEIGHTS
@deal.ensure(lambda height, other, anchor, blocks, result: result <= session_start(other, anchor, blocks))
def sessions_do_not_go_back_canary(height: int, other: int, anchor: int, blocks: int) -> int:
    """The start is rounded up to the grid."""
    return anchor + -(-(height - anchor) // blocks) * blocks


@TWO_HEIGHTS
@deal.post(lambda result: result)
def sessions_are_the_same_or_apart(height: int, other: int, anchor: int, blocks: int) -> bool:
    """Two heights belong to one session, or to two that share no block."""
    start, later_start = session_start(height, anchor, blocks), session_start(other, anchor, blocks)
    return start == later_start or session_end(height, anchor, blocks) < later_start


@TWO_HEIGHTS
@deal.post(lambda result: result)
def sessions_are_the_same_or_apart_canary(height: int, other: int, anchor: int, blocks: int) -> bool:
    """The end is the next session's start."""
    start, later_start = session_start(height, anchor, blocks), session_start(other, anchor, blocks)
    return start == later_start or start + blocks < later_start


@TWO_HEIGHTS
@deal.ensure(lambda height, other, anchor, blocks, result: result == (other <= session_end(height, anchor, blocks)))
def one_number_per_session(height: int, other: int, anchor: int, blocks: int) -> bool:
    """Two heights have the same session number iff they belong to the same session."""
    return session_number(height, anchor, 1, blocks) == session_number(other, anchor, 1, blocks)


@TWO_HEIGHTS
@deal.ensure(lambda height, other, anchor, blocks, result: result == (other <= session_end(height, anchor, blocks)))
def one_number_per_session_canary(height: int, other: int, anchor: int, blocks: int) -> bool:
    """Numbers change on the grid of height 0."""
    return height // blocks == other // blocks


# A change of the session length: the new grid's anchor is the start of a session of the old one.

RE_ANCHORED = deal.pre(
    lambda height, anchor, blocks, sessions: blocks >= 1 and sessions >= 0 and height >= anchor + sessions * blocks
)


@RE_ANCHORED
@deal.ensure(lambda height, anchor, blocks, sessions, result: result == session_start(height, anchor, blocks))
def anchor_on_the_grid_changes_nothing(height: int, anchor: int, blocks: int, sessions: int) -> int:
    """A new anchor at a session's start, with the same length, leaves every session in place."""
    return session_start(height, anchor + sessions * blocks, blocks)


@RE_ANCHORED
@deal.ensure(lambda height, anchor, blocks, sessions, result: result == session_start(height, anchor, blocks))
def anchor_on_the_grid_changes_nothing_canary(height: int, anchor: int, blocks: int, sessions: int) -> int:
    """The new anchor is the last block of a session."""
    return session_start(height, anchor + sessions * blocks - 1, blocks)


@RE_ANCHORED
@deal.ensure(lambda height, anchor, blocks, sessions, result: result == session_number(height, anchor, 1, blocks))
def numbers_continue_over_a_new_anchor(height: int, anchor: int, blocks: int, sessions: int) -> int:
    """A new anchor that carries its session's number leaves every number in place."""
    new_anchor = anchor + sessions * blocks
    return session_number(height, new_anchor, session_number(new_anchor, anchor, 1, blocks), blocks)


@RE_ANCHORED
@deal.ensure(lambda height, anchor, blocks, sessions, result: result == session_number(height, anchor, 1, blocks))
def numbers_continue_over_a_new_anchor_canary(height: int, anchor: int, blocks: int, sessions: int) -> int:
    """The number at the anchor starts over."""
    return session_number(height, anchor + sessions * blocks, 1, blocks)


@deal.pre(lambda height, anchor, blocks, new_blocks: blocks >= 1 and new_blocks >= 1 and height >= anchor)
@deal.ensure(lambda height, anchor, blocks, new_blocks, result: result[0] + 1 == result[1])
def new_length_starts_where_the_old_one_ended(
    height: int, anchor: int, blocks: int, new_blocks: int
) -> tuple[int, int]:
    """Where the length changes, the first new session starts at the block after the last old one."""
    end = session_end(height, anchor, blocks)
    return end, session_start(end + 1, end + 1, new_blocks)


@deal.pre(lambda height, anchor, blocks, new_blocks: blocks >= 1 and new_blocks >= 1 and height >= anchor)
@deal.ensure(lambda height, anchor, blocks, new_blocks, result: result[0] + 1 == result[1])
def new_length_starts_where_the_old_one_ended_canary(
    height: int, anchor: int, blocks: int, new_blocks: int
) -> tuple[int, int]:
    """The new length is laid on the old anchor."""
    end = session_end(height, anchor, blocks)
    return end, session_start(end + 1, anchor, new_blocks)


# The windows.

OFFSETS = deal.pre(
    lambda end, claim_offset, claim_blocks, proof_offset, proof_blocks: (
        claim_offset >= 0 and claim_blocks >= 0 and proof_offset >= 0 and proof_blocks >= 0
    )
)


@OFFSETS
@deal.post(lambda result: result)
def windows_follow_each_other(
    end: int, claim_offset: int, claim_blocks: int, proof_offset: int, proof_blocks: int
) -> bool:
    """After the session's end the claim window opens and closes, then the proof window does."""
    claim_open = claim_window_open(end, claim_offset)
    claim_close = window_close(claim_open, claim_blocks)
    proof_open = window_close(claim_close, proof_offset)
    return end < claim_open <= claim_close <= proof_open <= window_close(proof_open, proof_blocks)


@OFFSETS
@deal.post(lambda result: result)
def windows_follow_each_other_canary(
    end: int, claim_offset: int, claim_blocks: int, proof_offset: int, proof_blocks: int
) -> bool:
    """The claim window opens without the one block of delay."""
    claim_open = end + claim_offset
    claim_close = window_close(claim_open, claim_blocks)
    proof_open = window_close(claim_close, proof_offset)
    return end < claim_open <= claim_close <= proof_open <= window_close(proof_open, proof_blocks)


@OFFSETS
@deal.ensure(
    lambda end, claim_offset, claim_blocks, proof_offset, proof_blocks, result: (
        result == settlement_height(end, claim_offset + claim_blocks + proof_offset + proof_blocks)
    )
)
def settlement_is_the_close_of_the_proof_window(
    end: int, claim_offset: int, claim_blocks: int, proof_offset: int, proof_blocks: int
) -> int:
    """Claims are settled at the height at which the proof window closes."""
    claim_close = window_close(claim_window_open(end, claim_offset), claim_blocks)
    return window_close(window_close(claim_close, proof_offset), proof_blocks)


@OFFSETS
@deal.ensure(
    lambda end, claim_offset, claim_blocks, proof_offset, proof_blocks, result: (
        result == settlement_height(end, claim_offset + claim_blocks + proof_offset + proof_blocks)
    )
)
def settlement_is_the_close_of_the_proof_window_canary(
    end: int, claim_offset: int, claim_blocks: int, proof_offset: int, proof_blocks: int
) -> int:
    """The windows lack the one block of delay, which the settlement has."""
    return window_close(window_close(window_close(end + claim_offset, claim_blocks), proof_offset), proof_blocks)


@deal.pre(lambda end, grace_offset, claim_offset: 0 <= grace_offset <= claim_offset)
@deal.ensure(lambda end, grace_offset, claim_offset, result: result < claim_window_open(end, claim_offset))
def grace_ends_before_claims_open(end: int, grace_offset: int, claim_offset: int) -> int:
    """No relay is served once claims can be made, for parameters that governance may set."""
    return grace_period_end(end, grace_offset)


@deal.pre(lambda end, grace_offset, claim_offset: 0 <= grace_offset <= claim_offset)
@deal.ensure(lambda end, grace_offset, claim_offset, result: result < claim_window_open(end, claim_offset))
def grace_ends_before_claims_open_canary(end: int, grace_offset: int, claim_offset: int) -> int:
    """Grace lasts one block longer."""
    return grace_period_end(end, grace_offset) + 1


AWAITING_SETTLEMENT = deal.pre(
    lambda height, first_end, further, blocks_to_close, blocks: (
        blocks >= 1
        and blocks_to_close >= 0
        and further >= 0
        and first_end + further * blocks < height < settlement_height(first_end, blocks_to_close)
    )
)


@AWAITING_SETTLEMENT
@deal.ensure(lambda height, first_end, further, blocks_to_close, blocks, result: 1 + further <= result)
def pending_sessions_bounds_what_awaits_settlement(
    height: int, first_end: int, further: int, blocks_to_close: int, blocks: int
) -> int:
    """At no height have more sessions ended without being settled than the calendar says are pending."""
    return pending_sessions(blocks_to_close, blocks)


@AWAITING_SETTLEMENT
@deal.ensure(lambda height, first_end, further, blocks_to_close, blocks, result: 1 + further <= result)
def pending_sessions_bounds_what_awaits_settlement_canary(
    height: int, first_end: int, further: int, blocks_to_close: int, blocks: int
) -> int:
    """A part of a session is not counted."""
    return blocks_to_close // blocks


# The same on the chain's parameters, where a height may lie before the anchor.


@deal.pre(lambda params, height: valid_types(params) and ordinary(params, height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: result[0] <= height <= result[1])
def dates_contain_their_height(params: SessionParams, height: int) -> tuple[int, int]:
    """Under any parameters a height lies between the start and the end of its session, on whichever grid it is."""
    return session_start_height(params, height), session_end_height(params, height)


@deal.pre(lambda params, height: valid_types(params) and ordinary(params, height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: result[0] <= height <= result[1])
def dates_contain_their_height_canary(params: SessionParams, height: int) -> tuple[int, int]:
    """The anchor is used also for heights before it, with a division that drops the fraction."""
    anchor, blocks = params.session_grid_anchor_height, params.num_blocks_per_session
    elapsed = (height - anchor) // blocks if height >= anchor else -((anchor - height) // blocks)
    return anchor + elapsed * blocks, anchor + elapsed * blocks + blocks - 1


@deal.pre(lambda params, height: valid_types(params) and ordinary(params, height))
@deal.pre(lambda params, height: params.session_number_at_anchor <= INT64_MAX - height)
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: 1 <= result <= params.session_number_at_anchor + height)
def numbers_are_positive(params: SessionParams, height: int) -> int:
    """Every height from 1 on has a session number of at least 1, and numbers grow no faster than heights."""
    return session_number_of(params, height)


@deal.pre(lambda params, height: valid_types(params) and ordinary(params, height))
@deal.pre(lambda params, height: params.session_number_at_anchor <= INT64_MAX - height)
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: 1 <= result <= params.session_number_at_anchor + height)
def numbers_are_positive_canary(params: SessionParams, height: int) -> int:
    """The number at the anchor is not raised to 1 where it is not set."""
    anchor = params.session_grid_anchor_height
    if not 1 <= anchor <= height:
        return 1 + (height - 1) // params.num_blocks_per_session
    return params.session_number_at_anchor + (height - anchor) // params.num_blocks_per_session


@deal.pre(lambda params, height: valid_types(params) and ordinary(params, height))
@deal.pre(lambda params, height: params.session_grid_anchor_height == 0 or params.session_grid_anchor_height > height)
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: result == session_start(height, 1, params.num_blocks_per_session))
def heights_before_the_anchor_have_the_genesis_grid(params: SessionParams, height: int) -> int:
    """Without an anchor at or before the height, sessions are laid from block 1."""
    return session_start_height(params, height)


@deal.pre(lambda params, height: valid_types(params) and ordinary(params, height))
@deal.pre(lambda params, height: params.session_grid_anchor_height == 0 or params.session_grid_anchor_height > height)
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: result == session_start(height, 1, params.num_blocks_per_session))
def heights_before_the_anchor_have_the_genesis_grid_canary(params: SessionParams, height: int) -> int:
    """Sessions are laid from block 0."""
    return height // params.num_blocks_per_session * params.num_blocks_per_session


SUMS_FIT = deal.pre(
    lambda params: (
        valid_types(params)
        and params.num_blocks_per_session >= 1
        and params.num_blocks_per_session
        + params.claim_window_open_offset_blocks
        + params.claim_window_close_offset_blocks
        + params.proof_window_open_offset_blocks
        + params.proof_window_close_offset_blocks
        <= INT64_MAX
    )
)


@SUMS_FIT
@deal.raises(Rejected)
@deal.ensure(
    lambda params, result: (
        result == pending_sessions(blocks_to_proof_window_close(params), params.num_blocks_per_session)
    )
)
def pending_sessions_on_chain_are_the_ceiling(params: SessionParams) -> int:
    """The chain's count of pending sessions is the ceiling, as long as its sums do not wrap."""
    return num_pending_sessions(params)


@SUMS_FIT
@deal.raises(Rejected)
@deal.ensure(
    lambda params, result: (
        result == pending_sessions(blocks_to_proof_window_close(params), params.num_blocks_per_session)
    )
)
def pending_sessions_on_chain_are_the_ceiling_canary(params: SessionParams) -> int:
    """The quotient is not rounded up."""
    return blocks_to_proof_window_close(params) // params.num_blocks_per_session


THEOREMS = (
    Theorem(
        function=every_position_in_a_session_counts_alike,
        invariants=("WIN-1",),
        canary=every_position_in_a_session_counts_alike_canary,
        rules=(sessions_since_anchor,),
    ),
    Theorem(
        function=session_contains_its_height,
        invariants=("WIN-1",),
        canary=session_contains_its_height_canary,
        rules=(session_start, session_end),
        symbolic=Symbolic(
            variables=("height", "anchor", "blocks"),
            given=lambda height, anchor, blocks: (blocks >= 1, height >= anchor),
            goal=lambda height, anchor, blocks: (
                session_start(height, anchor, blocks) <= height,
                height <= session_end(height, anchor, blocks),
            ),
            wrong_goal=lambda height, anchor, blocks: (height < session_end(height, anchor, blocks),),
        ),
    ),
    Theorem(
        function=session_has_its_length,
        invariants=("WIN-1",),
        canary=session_has_its_length_canary,
        rules=(session_start, session_end),
        symbolic=Symbolic(
            variables=("height", "anchor", "blocks"),
            given=lambda height, anchor, blocks: (blocks >= 1, height >= anchor),
            goal=lambda height, anchor, blocks: (
                session_end(height, anchor, blocks) - session_start(height, anchor, blocks) + 1 == blocks,
            ),
            wrong_goal=lambda height, anchor, blocks: (
                session_end(height, anchor, blocks) - session_start(height, anchor, blocks) == blocks,
            ),
        ),
    ),
    Theorem(
        function=session_starts_lie_on_the_grid,
        invariants=("WIN-1",),
        canary=session_starts_lie_on_the_grid_canary,
        rules=(session_start,),
        symbolic=Symbolic(
            variables=("height", "anchor", "blocks"),
            given=lambda height, anchor, blocks: (blocks >= 1, height >= anchor),
            goal=lambda height, anchor, blocks: ((session_start(height, anchor, blocks) - anchor) % blocks == 0,),
            wrong_goal=lambda height, anchor, blocks: (session_start(height, anchor, blocks) % blocks == 0,),
        ),
    ),
    Theorem(
        function=start_belongs_to_its_session,
        invariants=("WIN-1",),
        canary=start_belongs_to_its_session_canary,
        rules=(session_start,),
        symbolic=Symbolic(
            variables=("height", "anchor", "blocks"),
            given=lambda height, anchor, blocks: (blocks >= 1, height >= anchor),
            goal=lambda height, anchor, blocks: (
                session_start(session_start(height, anchor, blocks), anchor, blocks)
                == session_start(height, anchor, blocks),
            ),
            wrong_goal=lambda height, anchor, blocks: (
                session_start(session_start(height, anchor, blocks) - 1, anchor, blocks)
                == session_start(height, anchor, blocks),
            ),
        ),
    ),
    Theorem(
        function=sessions_leave_no_gap,
        invariants=("WIN-1",),
        canary=sessions_leave_no_gap_canary,
        rules=(session_start, session_end),
        symbolic=Symbolic(
            variables=("height", "anchor", "blocks"),
            given=lambda height, anchor, blocks: (blocks >= 1, height >= anchor),
            goal=lambda height, anchor, blocks: (
                session_start(session_end(height, anchor, blocks) + 1, anchor, blocks)
                == session_end(height, anchor, blocks) + 1,
            ),
            wrong_goal=lambda height, anchor, blocks: (
                session_start(session_end(height, anchor, blocks), anchor, blocks)
                == session_end(height, anchor, blocks) + 1,
            ),
        ),
    ),
    Theorem(
        function=next_session_has_the_next_number,
        invariants=("WIN-1",),
        canary=next_session_has_the_next_number_canary,
        rules=(session_number, session_end),
        symbolic=Symbolic(
            variables=("height", "anchor", "number", "blocks"),
            given=lambda height, anchor, number, blocks: (blocks >= 1, height >= anchor),
            goal=lambda height, anchor, number, blocks: (
                session_number(session_end(height, anchor, blocks) + 1, anchor, number, blocks)
                == session_number(height, anchor, number, blocks) + 1,
            ),
            wrong_goal=lambda height, anchor, number, blocks: (
                session_number(session_end(height, anchor, blocks), anchor, number, blocks)
                == session_number(height, anchor, number, blocks) + 1,
            ),
        ),
    ),
    Theorem(
        function=sessions_do_not_go_back,
        invariants=("WIN-1",),
        canary=sessions_do_not_go_back_canary,
        rules=(session_start,),
        symbolic=Symbolic(
            variables=("height", "other", "anchor", "blocks"),
            given=lambda height, other, anchor, blocks: (blocks >= 1, height >= anchor, height <= other),
            goal=lambda height, other, anchor, blocks: (
                session_start(height, anchor, blocks) <= session_start(other, anchor, blocks),
            ),
            wrong_goal=lambda height, other, anchor, blocks: (
                session_start(height, anchor, blocks) < session_start(other, anchor, blocks),
            ),
        ),
    ),
    Theorem(
        function=sessions_are_the_same_or_apart,
        invariants=("WIN-1",),
        canary=sessions_are_the_same_or_apart_canary,
        rules=(session_start, session_end),
        symbolic=Symbolic(
            variables=("height", "other", "anchor", "blocks"),
            given=lambda height, other, anchor, blocks: (blocks >= 1, height >= anchor, height <= other),
            goal=lambda height, other, anchor, blocks: (
                (session_start(height, anchor, blocks) == session_start(other, anchor, blocks))
                | (session_end(height, anchor, blocks) < session_start(other, anchor, blocks)),
            ),
            wrong_goal=lambda height, other, anchor, blocks: (
                session_end(height, anchor, blocks) < session_start(other, anchor, blocks),
            ),
        ),
    ),
    Theorem(
        function=one_number_per_session,
        invariants=("WIN-1",),
        canary=one_number_per_session_canary,
        rules=(session_number, session_end),
    ),
    Theorem(
        function=anchor_on_the_grid_changes_nothing,
        invariants=("WIN-1",),
        canary=anchor_on_the_grid_changes_nothing_canary,
        rules=(session_start,),
    ),
    Theorem(
        function=numbers_continue_over_a_new_anchor,
        invariants=("WIN-1",),
        canary=numbers_continue_over_a_new_anchor_canary,
        rules=(session_number,),
    ),
    Theorem(
        function=new_length_starts_where_the_old_one_ended,
        invariants=("WIN-1",),
        canary=new_length_starts_where_the_old_one_ended_canary,
        rules=(session_start, session_end),
        assumptions=("the new anchor is the block after a session's end, as the chain sets it",),
    ),
    Theorem(
        function=windows_follow_each_other,
        invariants=("WIN-2",),
        canary=windows_follow_each_other_canary,
        rules=(claim_window_open, window_close),
    ),
    Theorem(
        function=settlement_is_the_close_of_the_proof_window,
        invariants=("ONCE-1",),
        canary=settlement_is_the_close_of_the_proof_window_canary,
        rules=(settlement_height, claim_window_open, window_close),
    ),
    Theorem(
        function=grace_ends_before_claims_open,
        invariants=("WIN-2",),
        canary=grace_ends_before_claims_open_canary,
        rules=(grace_period_end, claim_window_open),
    ),
    Theorem(
        function=pending_sessions_bounds_what_awaits_settlement,
        invariants=("BUD-2",),
        canary=pending_sessions_bounds_what_awaits_settlement_canary,
        rules=(pending_sessions,),
        assumptions=("a session awaits settlement strictly between its end and its settlement height",),
    ),
    Theorem(
        function=dates_contain_their_height,
        invariants=("WIN-1",),
        canary=dates_contain_their_height_canary,
        rules=(session_start_height, session_end_height),
    ),
    Theorem(
        function=numbers_are_positive,
        invariants=("WIN-1",),
        canary=numbers_are_positive_canary,
        rules=(session_number_of,),
    ),
    Theorem(
        function=heights_before_the_anchor_have_the_genesis_grid,
        invariants=("WIN-1",),
        canary=heights_before_the_anchor_have_the_genesis_grid_canary,
        rules=(session_start_height,),
    ),
    Theorem(
        function=pending_sessions_on_chain_are_the_ceiling,
        invariants=("BUD-2",),
        canary=pending_sessions_on_chain_are_the_ceiling_canary,
        rules=(num_pending_sessions, blocks_to_proof_window_close),
    ),
)

RULES = (
    CheckedRule(sessions_since_anchor),
    CheckedRule(session_start),
    CheckedRule(session_end),
    CheckedRule(session_number),
    CheckedRule(grace_period_end),
    CheckedRule(claim_window_open),
    CheckedRule(window_close),
    CheckedRule(settlement_height),
    CheckedRule(pending_sessions),
    CheckedRule(session_start_height),
    CheckedRule(session_end_height),
    CheckedRule(session_number_of),
    CheckedRule(
        calendar,
        expected="not confirmed",
        remark="thirteen dates of eight parameters: more paths than the quick run has time for",
        seconds=2,
    ),
    CheckedRule(valid_types),
    CheckedRule(signed_session_length),
    CheckedRule(grid_anchor),
    CheckedRule(blocks_to_proof_window_close),
    CheckedRule(num_pending_sessions),
    CheckedRule(valid_session_params),
)
