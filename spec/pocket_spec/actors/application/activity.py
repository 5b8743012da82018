"""Whether an application is active, unbonding or about to move."""

from __future__ import annotations

import deal

from pocket_spec.actors.heights import unbonding_end
from pocket_spec.numbers import is_int64, uint64
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.shared import SharedParams


@deal.ensure(lambda application, result: result == (application.unstake_session_end_height > 0))
def is_unbonding(application: Application) -> bool:
    """Tell whether an application has asked to leave, or must because its stake is below the minimum.

    Source: poktroll v0.1.35 x/application/types/application.go (IsUnbonding)
    """
    return application.unstake_session_end_height != 0


@deal.ensure(
    lambda application, height, result: result or is_unbonding(application) or application.pending_transfer is not None
)
def is_active(application: Application, height: int) -> bool:
    """Tell whether an application may ask for service: until the end of the session in which it unstakes or moves.

    Of an application that does both, the unbonding counts.

    Source: poktroll v0.1.35 x/application/types/application.go (IsActive)
    """
    if is_unbonding(application):
        return uint64(height) <= application.unstake_session_end_height
    if application.pending_transfer is not None:
        return uint64(height) <= application.pending_transfer.session_end_height
    return True


@deal.ensure(lambda params, application, result: is_int64(result))
def application_unbonding_height(params: SharedParams, application: Application) -> int:
    """Give the height at which an application is unbonded, by the period of these parameters.

    Source: poktroll v0.1.35 x/application/types/application.go (GetApplicationUnbondingHeight)
    """
    return unbonding_end(
        application.unstake_session_end_height,
        params.application_unbonding_period_sessions,
        params.num_blocks_per_session,
    )
