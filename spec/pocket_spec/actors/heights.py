"""Heights that actors go by: the bounds of the current session, and the end of unbonding."""

from __future__ import annotations

import deal

from pocket_spec.governance.history import calendar_params
from pocket_spec.numbers import int64, is_uint64, uint64
from pocket_spec.rejections import Rejected
from pocket_spec.session.calendar import session_end_height, session_start_height
from pocket_spec.state.state import State


@deal.raises(Rejected)
@deal.ensure(lambda state, result: result <= state.height or state.height <= 0)
def current_session_start(state: State) -> int:
    """Give the first block of the session of the block being executed, by the parameters in force.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks, which no parameters in force have.
    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionStartHeight)
    """
    return session_start_height(calendar_params(state.shared_params), state.height)


@deal.raises(Rejected)
@deal.ensure(lambda state, result: state.height <= 0 or result >= state.height or _negative_length(state))
def current_session_end(state: State) -> int:
    """Give the last block of the session of the block being executed, by the parameters in force.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks, which no parameters in force have.
    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionEndHeight)
    """
    return session_end_height(calendar_params(state.shared_params), state.height)


@deal.raises(Rejected)
@deal.ensure(lambda state, result: result == int64(current_session_end(state) + 1))
def next_session_start(state: State) -> int:
    """Give the first block of the next session, by the parameters in force.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks, which no parameters in force have.
    Source: poktroll v0.1.35 x/shared/types/session.go (GetNextSessionStartHeight)
    """
    return int64(current_session_end(state) + 1)


def _negative_length(state: State) -> bool:
    return int64(state.shared_params.num_blocks_per_session) < 0


@deal.pre(lambda last_session_end, sessions, blocks: all(map(is_uint64, (last_session_end, sessions, blocks))))
@deal.ensure(
    lambda last_session_end, sessions, blocks, result: uint64(result - last_session_end - sessions * blocks) == 0
)
def unbonding_end(last_session_end: int, sessions: int, blocks: int) -> int:
    """Give the height at which an actor has unbonded: so many sessions of so many blocks after its last one has ended.

    Product and sum wrap at 64 bits; the result is read as signed.
    Source: poktroll v0.1.35 x/shared/types/supplier.go (GetSupplierUnbondingEndHeight)
    """
    return int64(last_session_end + sessions * blocks)
