"""What is claimed of histories: what is pruned nobody needs any more, and what was recorded is what a session gets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from immutables import Map

from pocket_spec.actors.application.delegation import prune_undelegations
from pocket_spec.actors.service.compute_units import compute_units_at_height, record_compute_units
from pocket_spec.actors.supplier.activation import is_config_prunable
from pocket_spec.chain.small_world import APPLICATION, EMPTY, GATEWAY, OPERATOR
from pocket_spec.governance.history import calendar_params, set_shared_params, shared_params_at_height
from pocket_spec.governance.promotion import promote_shared_params
from pocket_spec.releases import v0_1_35
from pocket_spec.session.calendar import session_start_height
from pocket_spec.state.records.application import Application, UndelegatingGatewayList
from pocket_spec.state.records.shared import Service, ServiceConfigUpdate
from pocket_spec.state.state import State
from pocket_spec.theorems import Exhausted, SolverTheorem

BLOCKS = EMPTY.shared_params.num_blocks_per_session
"""Blocks of a session in the small world."""


def prunable(height: int, ended: int, claim_close: int, proof_close: int) -> bool:
    """Ask in a block whether a configuration that ended at a height may be forgotten."""
    shared = replace(
        EMPTY.shared_params,
        claim_window_close_offset_blocks=claim_close,
        proof_window_close_offset_blocks=proof_close,
    )
    state = replace(EMPTY, height=height, shared_params=shared)
    return is_config_prunable(state, ServiceConfigUpdate(OPERATOR, None, 1, ended), v0_1_35.RULES)


def nothing_is_forgotten_that_proofs_need(
    height: int, ended: int, claim_close: int, proof_close: int
) -> tuple[bool, ...]:
    """A configuration is forgotten iff the proof window of its last session has closed."""
    last = (ended - 2) // BLOCKS * BLOCKS + BLOCKS
    closes = last + 1 + EMPTY.shared_params.claim_window_open_offset_blocks + claim_close + proof_close
    return (prunable(height, ended, claim_close, proof_close) == (height > closes),)


def nothing_is_forgotten_that_proofs_need_canary(
    height: int, ended: int, claim_close: int, proof_close: int
) -> tuple[bool, ...]:
    """The windows are counted from the block in which it ended."""
    closes = ended + EMPTY.shared_params.claim_window_open_offset_blocks + claim_close + proof_close
    return (prunable(height, ended, claim_close, proof_close) == (height > closes),)


def heights(height: int, ended: int, claim_close: int, proof_close: int) -> tuple[bool, ...]:
    """Take a block, one in which something ended, and windows of a sane size."""
    return (
        height >= 1, height < 2**60, ended >= 2, ended < 2**60, claim_close >= 1, claim_close < 2**32,
        proof_close >= 1, proof_close < 2**32,
    )  # fmt: skip


# Undelegations, which say who may still sign for an application.


def kept_undelegations(height: int, at: int, grace: int) -> int:
    """Count the undelegations that a block leaves of one that was made in a session with this end."""
    pending = ((at, UndelegatingGatewayList((GATEWAY,))),)
    state = replace(
        EMPTY,
        height=height,
        shared_params=replace(EMPTY.shared_params, grace_period_end_offset_blocks=grace),
        applications=Map({APPLICATION: Application(APPLICATION, pending_undelegations=pending)}),
    )
    after = prune_undelegations(state, v0_1_35.RULES).state
    return len(after.applications[APPLICATION].pending_undelegations)


def undelegations_are_kept_for_two_sessions(height: int, at: int, grace: int) -> tuple[bool, ...]:
    """An undelegation is forgotten iff two sessions and the grace period have passed since its session ended."""
    return ((kept_undelegations(height, at, grace) == 0) == (height > at + 2 * BLOCKS + grace),)


def undelegations_are_kept_for_two_sessions_canary(height: int, at: int, grace: int) -> tuple[bool, ...]:
    """It is forgotten with the last block of that time."""
    return ((kept_undelegations(height, at, grace) == 0) == (height >= at + 2 * BLOCKS + grace),)


def recent(height: int, at: int, grace: int) -> tuple[bool, ...]:
    """Take a block, the end of a session, and a grace period."""
    return (height >= 1, height < 2**60, at >= 1, at < 2**60, grace >= 0, grace < 2**32)


# What a relay weighs: two changes by the owner, and every session that may ask.

FIRST, SECOND, THIRD = (Service("service", "", units) for units in (3, 5, 7))
LATEST = 12


def start_of(height: int) -> int:
    """Give the first block of a height's session."""
    return session_start_height(calendar_params(EMPTY.shared_params), height)


def changed_twice() -> Iterator[tuple[str, int, int, int, State]]:
    """Add a service, change it at two heights, and name each start of a session: created, changed, asked, state."""
    for created in range(1, LATEST + 1):
        for changed in range(created, LATEST + 1):
            state = replace(EMPTY, height=created)
            state = record_compute_units(state, None, FIRST)
            state = record_compute_units(replace(state, height=changed), FIRST, SECOND)
            for again in range(changed, LATEST + 1):
                after = record_compute_units(replace(state, height=again), SECOND, THIRD)
                for start in range(1, LATEST + 2 * BLOCKS, BLOCKS):
                    yield f"{created}, {changed}, {again}: {start}", changed, again, start, after


def expected_units(changed: int, again: int, start: int) -> int:
    """Give what a relay weighs by definition: in sessions that start after a change, what that made of it."""
    if start > again:
        return THIRD.compute_units_per_relay
    return (SECOND if start > changed else FIRST).compute_units_per_relay


def a_weight_holds_from_the_next_session_on() -> Iterator[tuple[str, bool]]:
    """In every session a relay weighs what the last change before its start made of it, since the service was added."""
    for case, changed, again, start, state in changed_twice():
        created = min(since for _, since in state.compute_units_history)
        if start >= created:
            yield case, compute_units_at_height(state, "service", start) == expected_units(changed, again, start)


def a_weight_holds_from_the_next_session_on_canary() -> Iterator[tuple[str, bool]]:
    """A change holds for the session under way as well."""
    for case, changed, again, start, state in changed_twice():
        at_once = expected_units(start_of(changed) - 1, start_of(again) - 1, start)
        yield case, compute_units_at_height(state, "service", start) == at_once


# Shared parameters that governance changes, and the end of each block.


def promoted() -> Iterator[tuple[str, int, int, State]]:
    """Change the length of sessions at a height, and let blocks end, up to one more than a session later."""
    for changed in range(1, 4 * BLOCKS + 1):
        for length in range(3, 14):
            state = replace(EMPTY, height=changed)
            state = set_shared_params(state, replace(state.shared_params, num_blocks_per_session=length))
            for height in range(changed, changed + BLOCKS + 2):
                state = promote_shared_params(replace(state, height=height), v0_1_35.RULES).state
                yield f"{length} blocks at {changed}, in {height}", start_of(changed) + BLOCKS, length, state


def recorded_parameters_become_live_at_their_height() -> Iterator[tuple[str, bool]]:
    """From the end of the block in which the next session starts, and not before, a new length of sessions is live."""
    for case, due, length, state in promoted():
        live = state.shared_params
        before = BLOCKS if state.height < due else length
        follows = live.num_blocks_per_session == shared_params_at_height(state, state.height).num_blocks_per_session
        yield case, live.num_blocks_per_session == before and follows


def recorded_parameters_become_live_at_their_height_canary() -> Iterator[tuple[str, bool]]:
    """They are live in the block before."""
    for case, due, length, state in promoted():
        before = BLOCKS if state.height < due - 1 else length
        yield case, state.shared_params.num_blocks_per_session == before


SOLVED = (
    SolverTheorem(
        function=nothing_is_forgotten_that_proofs_need,
        canary=nothing_is_forgotten_that_proofs_need_canary,
        given=heights,
        rules=(is_config_prunable,),
        scope="sessions of 4 blocks that never change, heights below 2^60, windows below 2^32",
        invariants=("SES-1", "EPO-3"),
        paths=60,
    ),
    SolverTheorem(
        function=undelegations_are_kept_for_two_sessions,
        canary=undelegations_are_kept_for_two_sessions_canary,
        given=recent,
        rules=(prune_undelegations,),
        scope="sessions of 4 blocks, 1 undelegation, heights below 2^60",
        invariants=("AUT-3",),
        paths=40,
    ),
)

EXHAUSTED = (
    Exhausted(
        function=a_weight_holds_from_the_next_session_on,
        canary=a_weight_holds_from_the_next_session_on_canary,
        rules=(record_compute_units, compute_units_at_height),
        scope="two changes of one service in 12 blocks, sessions of 4 blocks",
        invariants=("EPO-3",),
    ),
    Exhausted(
        function=recorded_parameters_become_live_at_their_height,
        canary=recorded_parameters_become_live_at_their_height_canary,
        rules=(set_shared_params, promote_shared_params, shared_params_at_height),
        scope="one change from 4 blocks to 3 to 13, in any of 16 blocks",
        invariants=("EPO-2", "WIN-4"),
    ),
)
