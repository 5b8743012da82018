"""Whether a gateway is active or unbonding."""

from __future__ import annotations

import deal

from pocket_spec.actors.heights import unbonding_end
from pocket_spec.numbers import is_int64, uint64
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.shared import SharedParams


@deal.ensure(lambda gateway, result: result == (gateway.unstake_session_end_height > 0))
def is_unbonding(gateway: Gateway) -> bool:
    """Tell whether a gateway has asked to leave.

    Source: poktroll v0.1.35 x/gateway/types/gateway.go (IsUnbonding)
    """
    return gateway.unstake_session_end_height != 0


@deal.ensure(lambda gateway, height, result: result or is_unbonding(gateway))
def is_active(gateway: Gateway, height: int) -> bool:
    """Tell whether a gateway serves at a height: until the end of the session in which it asked to leave.

    Source: poktroll v0.1.35 x/gateway/types/gateway.go (IsActive)
    """
    return not is_unbonding(gateway) or uint64(height) <= gateway.unstake_session_end_height


@deal.ensure(lambda params, gateway, result: is_int64(result))
def gateway_unbonding_height(params: SharedParams, gateway: Gateway) -> int:
    """Give the height at which a gateway is unbonded, by the period of these parameters.

    Source: poktroll v0.1.35 x/gateway/types/gateway.go (GetGatewayUnbondingHeight)
    """
    return unbonding_end(
        gateway.unstake_session_end_height, params.gateway_unbonding_period_sessions, params.num_blocks_per_session
    )
