"""Finding gateways, and writing them back."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.state import Address, State


@deal.raises(Rejected)
@deal.ensure(lambda state, address, result: result is state.gateways[address])
def gateway_of(state: State, address: Address) -> Gateway:
    """Find a gateway by its address as it is written: upper and lower case are two gateways.

    Errors: GATEWAY_NOT_FOUND.
    Source: poktroll v0.1.35 x/gateway/keeper/gateway.go (GetGateway)
    """
    if address not in state.gateways:
        raise Rejected(Reason.GATEWAY_NOT_FOUND, address)
    return state.gateways[address]


@deal.ensure(lambda state, gateway, result: result.gateways[gateway.address] is gateway)
def with_gateway(state: State, gateway: Gateway) -> State:
    """Write a gateway under its address.

    Source: poktroll v0.1.35 x/gateway/keeper/gateway.go (SetGateway)
    """
    return replace(state, gateways=state.gateways.set(gateway.address, gateway))


@deal.ensure(lambda gateway, result: result.metadata is None and result.address == gateway.address)
def without_card(gateway: Gateway) -> Gateway:
    """Leave the card out, as events about a gateway's stake do.

    Source: poktroll v0.1.35 x/gateway/types/gateway_event.go (DehydratedForEvent)
    """
    return replace(gateway, metadata=None)
