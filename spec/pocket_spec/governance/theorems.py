"""What is claimed about changes of parameters: each height has one entry of the history, and grids join."""

from __future__ import annotations

import deal

from pocket_spec.governance.history import latest_at, next_session_start, with_derived_grid
from pocket_spec.numbers import INT64_MAX
from pocket_spec.rejections import Rejected
from pocket_spec.session.calendar import (
    claim_window_open,
    session_end,
    session_number,
    session_number_of,
    session_start,
    session_start_height,
    settlement_height,
    window_close,
)
from pocket_spec.session.parameters import SessionParams
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.theorems import SolverTheorem, Theorem

# Which entry of a history holds.

HEIGHTS = deal.pre(
    lambda first, second, third, height: 1 <= first < second < third <= INT64_MAX and 0 <= height < INT64_MAX
)


@HEIGHTS
@deal.ensure(
    lambda first, second, third, height, result: (
        result == (0 if height < first else first if height < second else second if height < third else third)
    )
)
def the_latest_entry_not_beyond_holds(first: int, second: int, third: int, height: int) -> int:
    """Of three entries the latest that is not beyond a height holds, and none before the first."""
    return latest_at((second, first, third), height) or 0


@HEIGHTS
@deal.ensure(
    lambda first, second, third, height, result: (
        result == (0 if height < first else first if height < second else second if height < third else third)
    )
)
def the_latest_entry_not_beyond_holds_canary(first: int, second: int, third: int, height: int) -> int:
    """An entry holds from the block after its height."""
    return latest_at((second, first, third), height - 1) or 0


@HEIGHTS
@deal.pre(lambda first, second, third, height: first <= height)
@deal.ensure(lambda first, second, third, height, result: result)
def a_later_height_has_no_earlier_entry(first: int, second: int, third: int, height: int) -> bool:
    """From one block to the next the entry in force stays or is followed by a later one."""
    heights = (first, second, third)
    return (latest_at(heights, height) or 0) <= (latest_at(heights, height + 1) or 0)


@HEIGHTS
@deal.pre(lambda first, second, third, height: first <= height)
@deal.ensure(lambda first, second, third, height, result: result)
def a_later_height_has_no_earlier_entry_canary(first: int, second: int, third: int, height: int) -> bool:
    """The entry in force is the next one that begins."""
    heights = (first, second, third)
    ahead = [start for start in heights if start >= height]
    return (min(ahead) if ahead else 0) <= (latest_at(heights, height + 1) or 0)


# A change of the session length. The old grid has `anchor` and `blocks`; the change is made at `height`.


def old_grid(anchor: int, blocks: int, new_blocks: int, height: int, before: int, after: int) -> tuple[bool, ...]:
    """Take a grid, a height on it at which the length changes, and a height on each side of the change."""
    effective = session_end(height, anchor, blocks) + 1
    return (blocks >= 1, new_blocks >= 1, height >= anchor, before >= anchor, before < effective, after >= effective)


def no_session_crosses_a_change(
    anchor: int, blocks: int, new_blocks: int, height: int, before: int, after: int
) -> tuple[bool, ...]:
    """Sessions before a change of their length end before it, sessions after begin at it or later: epochs are whole."""
    effective = session_end(height, anchor, blocks) + 1
    return (
        session_end(before, anchor, blocks) < effective,
        session_start(after, effective, new_blocks) >= effective,
        session_start(effective, effective, new_blocks) == effective,
    )


def no_session_crosses_a_change_canary(
    anchor: int, blocks: int, new_blocks: int, height: int, before: int, after: int
) -> tuple[bool, ...]:
    """The new length is laid on the old anchor."""
    effective = session_end(height, anchor, blocks) + 1
    return (session_end(before, anchor, blocks) < effective, session_start(after, anchor, new_blocks) >= effective)


def numbers_go_on_over_a_change(
    anchor: int, blocks: int, new_blocks: int, height: int, before: int, after: int
) -> tuple[bool, ...]:
    """The first session of the new length has the number after the last one's, and numbers go on growing."""
    effective = session_end(height, anchor, blocks) + 1
    number = session_number(height, anchor, 1, blocks) + 1
    return (
        session_number(effective, effective, number, new_blocks)
        == session_number(effective - 1, anchor, 1, blocks) + 1,
        session_number(after, effective, number, new_blocks) > session_number(before, anchor, 1, blocks),
    )


def numbers_go_on_over_a_change_canary(
    anchor: int, blocks: int, new_blocks: int, height: int, before: int, after: int
) -> tuple[bool, ...]:
    """The new grid counts from 1."""
    effective = session_end(height, anchor, blocks) + 1
    return (session_number(after, effective, 1, new_blocks) > session_number(before, anchor, 1, blocks),)


# The same as the chain computes it: the rule that derives the grid of new parameters, with all its wrapping.

SANE = 2**62


ON_CHAIN_KEPT = deal.pre(
    lambda blocks, anchor, number, height: 1 <= blocks < 2**32 and 1 <= anchor <= height < SANE and 1 <= number < SANE
)


def shared(blocks: int, anchor: int, number: int) -> SharedParams:
    """Give shared parameters of which only the grid matters."""
    return SharedParams(
        num_blocks_per_session=blocks, session_grid_anchor_height=anchor, session_number_at_anchor=number
    )


ON_CHAIN = deal.pre(
    lambda blocks, anchor, number, new_blocks, height: (
        1 <= blocks < 2**32
        and 1 <= new_blocks < 2**32
        and 1 <= anchor <= height < SANE
        and 1 <= number < SANE
        and blocks != new_blocks
    )
)


def calendar_of(params: SharedParams) -> SessionParams:
    """Take from shared parameters what makes the grid."""
    return SessionParams(
        params.num_blocks_per_session, 0, 0, 0, 0, 0, params.session_grid_anchor_height, params.session_number_at_anchor
    )


@ON_CHAIN
@deal.raises(Rejected)
@deal.ensure(
    lambda blocks, anchor, number, new_blocks, height, result: (
        result[0] == session_end(height, anchor, blocks) + 1
        and result[1] == session_number(height, anchor, number, blocks) + 1
    )
)
def derived_grids_join(blocks: int, anchor: int, number: int, new_blocks: int, height: int) -> tuple[int, int]:
    """Where the length changes, the grid begins at the start of the next session, with that session's number."""
    old = shared(blocks, anchor, number)
    new = with_derived_grid(shared(new_blocks, 0, 0), old, height)
    start = next_session_start(old, height)
    return session_start_height(calendar_of(new), start), session_number_of(calendar_of(new), start)


@ON_CHAIN
@deal.raises(Rejected)
@deal.ensure(
    lambda blocks, anchor, number, new_blocks, height, result: (
        result[0] == session_end(height, anchor, blocks) + 1
        and result[1] == session_number(height, anchor, number, blocks) + 1
    )
)
def derived_grids_join_canary(blocks: int, anchor: int, number: int, new_blocks: int, height: int) -> tuple[int, int]:
    """The grid stays what it was, whatever the length."""
    start, new = session_end(height, anchor, blocks) + 1, shared(new_blocks, anchor, number)
    return session_start_height(calendar_of(new), start), session_number_of(calendar_of(new), start)


@ON_CHAIN_KEPT
@deal.raises(Rejected)
@deal.ensure(lambda blocks, anchor, number, height, result: result == (anchor, number))
def the_same_length_keeps_the_grid(blocks: int, anchor: int, number: int, height: int) -> tuple[int, int]:
    """Parameters of the same session length stay on the grid in force, whatever anchor a message says."""
    new = with_derived_grid(shared(blocks, height, 1), shared(blocks, anchor, number), height)
    return new.session_grid_anchor_height, new.session_number_at_anchor


@ON_CHAIN_KEPT
@deal.raises(Rejected)
@deal.ensure(lambda blocks, anchor, number, height, result: result == (anchor, number))
def the_same_length_keeps_the_grid_canary(blocks: int, anchor: int, number: int, height: int) -> tuple[int, int]:
    """The grid begins anew with every change."""
    old = shared(blocks, anchor, number)
    return next_session_start(old, height), session_number_of(calendar_of(old), height) + 1


# Windows: whatever the offsets are changed to, the claims of a session are counted by the parameters of its end.


def offsets(end: int, claim: int, length: int, proof: int, last: int, height: int) -> tuple[bool, ...]:
    """Take the offsets of the windows."""
    return (end >= 1, claim >= 0, length >= 0, proof >= 0, last >= 0, height >= 1)


def each_height_is_in_one_phase(
    end: int, claim: int, length: int, proof: int, last: int, height: int
) -> tuple[bool, ...]:
    """Session, wait, claim window, wait and proof window follow each other, and settlement is when the last closes."""
    opens = claim_window_open(end, claim)
    closes = window_close(opens, length)
    proof_opens = window_close(closes, proof)
    proof_closes = window_close(proof_opens, last)
    return (
        end < opens,
        opens <= closes,
        closes <= proof_opens,
        proof_opens <= proof_closes,
        proof_closes == settlement_height(end, claim + length + proof + last),
    )


def each_height_is_in_one_phase_canary(
    end: int, claim: int, length: int, proof: int, last: int, height: int
) -> tuple[bool, ...]:
    """The claim window has closed when the proof window opens."""
    closes = window_close(claim_window_open(end, claim), length)
    return (closes < window_close(closes, proof),)


THEOREMS = (
    Theorem(
        function=the_latest_entry_not_beyond_holds,
        invariants=("WIN-4",),
        canary=the_latest_entry_not_beyond_holds_canary,
        rules=(latest_at,),
        scope="3 entries, heights below 2^63",
    ),
    Theorem(
        function=a_later_height_has_no_earlier_entry,
        invariants=("WIN-4",),
        canary=a_later_height_has_no_earlier_entry_canary,
        rules=(latest_at,),
        scope="3 entries, heights below 2^63",
    ),
    Theorem(
        function=derived_grids_join,
        invariants=("WIN-1",),
        canary=derived_grids_join_canary,
        rules=(with_derived_grid, next_session_start, session_start_height, session_number_of),
        scope="heights and numbers below 2^62, sessions below 2^32 blocks",
    ),
    Theorem(
        function=the_same_length_keeps_the_grid,
        invariants=("WIN-4",),
        canary=the_same_length_keeps_the_grid_canary,
        rules=(with_derived_grid,),
        scope="heights and numbers below 2^62, sessions below 2^32 blocks",
    ),
)

SOLVED = (
    SolverTheorem(
        function=no_session_crosses_a_change,
        invariants=("WIN-1",),
        canary=no_session_crosses_a_change_canary,
        given=old_grid,
        rules=(session_start, session_end),
        scope="any number of changes",
        by_induction=True,
        assumptions=("each change takes effect at the start of the session after the one it is made in",),
    ),
    SolverTheorem(
        function=numbers_go_on_over_a_change,
        invariants=("WIN-1",),
        canary=numbers_go_on_over_a_change_canary,
        given=old_grid,
        rules=(session_number, session_end),
        scope="any number of changes",
        by_induction=True,
        assumptions=("numbers are counted from the first of the two grids on",),
    ),
    SolverTheorem(
        function=each_height_is_in_one_phase,
        invariants=("WIN-2",),
        canary=each_height_is_in_one_phase_canary,
        given=offsets,
        rules=(claim_window_open, window_close, settlement_height),
    ),
)
