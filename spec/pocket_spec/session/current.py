"""The bounds of sessions by the parameters of the shared module, as messages and steps of blocks ask for them."""

from __future__ import annotations

import deal

from pocket_spec.governance.history import calendar_params
from pocket_spec.numbers import int64, is_int64
from pocket_spec.rejections import Rejected
from pocket_spec.session.calendar import session_end_height, settlement_height
from pocket_spec.session.parameters import blocks_to_proof_window_close
from pocket_spec.state.records.shared import SharedParams


@deal.pre(lambda params, height: is_int64(height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: is_int64(result))
def session_end_of(params: SharedParams, height: int) -> int:
    """Give the last block of the session that a height belongs to.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks, which governance cannot set.
    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionEndHeight)
    """
    return session_end_height(calendar_params(params), height)


@deal.pre(lambda params, height: is_int64(height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: result == (session_end_of(params, height) == height))
def is_session_end(params: SharedParams, height: int) -> bool:
    """Tell whether a block is the last of its session.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks, which governance cannot set.
    Source: poktroll v0.1.35 x/shared/types/session.go (IsSessionEndHeight)
    """
    return session_end_of(params, height) == height


@deal.pre(lambda params, height: is_int64(height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: is_int64(result))
def settlement_of(params: SharedParams, height: int) -> int:
    """Give the height at which the claims of the session that a height belongs to are settled.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks, which governance cannot set.
    Source: poktroll v0.1.35 x/shared/types/session.go (GetSettlementSessionEndHeight)
    """
    blocks = blocks_to_proof_window_close(calendar_params(params))
    return int64(settlement_height(session_end_of(params, height), blocks))
