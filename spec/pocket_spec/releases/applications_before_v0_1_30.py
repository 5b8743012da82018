"""Applications and gateways up to release v0.1.29: when they leave and move."""

from __future__ import annotations

import deal

from pocket_spec.governance.history import calendar_params
from pocket_spec.numbers import int64, is_int64
from pocket_spec.rejections import Rejected
from pocket_spec.session.current import is_session_end
from pocket_spec.session.parameters import blocks_to_proof_window_close
from pocket_spec.state.records.application import PendingApplicationTransfer
from pocket_spec.state.records.shared import SharedParams


@deal.pre(lambda params, height: is_int64(height))
@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: result != is_session_end(params, height))
def is_unbonding_block(params: SharedParams, height: int) -> bool:
    """Let actors leave in every block but the last of a session: a condition the wrong way round, mended in v0.1.30.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks, which governance cannot set.
    Source: poktroll v0.1.29 x/application/keeper/unbond_applications.go (EndBlockerUnbondApplications),
    x/gateway/keeper/unbond_gateways.go (EndBlockerUnbondGateways)
    """
    return not is_session_end(params, height)


@deal.ensure(lambda params, transfer, result: is_int64(result))
def transfer_height(params: SharedParams, transfer: PendingApplicationTransfer) -> int:
    """Give the height from which on an application can move: when the proof window closes, a block before settlement.

    Source: poktroll v0.1.29 x/application/types/application.go (GetApplicationTransferHeight)
    """
    return int64(transfer.session_end_height + blocks_to_proof_window_close(calendar_params(params)))
