"""Gateways that leave."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.addresses import validate_address
from pocket_spec.actors.gateway.activity import gateway_unbonding_height, is_unbonding
from pocket_spec.actors.gateway.events import (
    EVENT_GATEWAY_UNBONDING_BEGIN,
    EVENT_GATEWAY_UNBONDING_END,
    EventGatewayUnbondingBegin,
    EventGatewayUnbondingEnd,
)
from pocket_spec.actors.gateway.lookup import gateway_of, with_gateway, without_card
from pocket_spec.actors.gateway.messages import MsgUnstakeGateway
from pocket_spec.actors.heights import current_session_end
from pocket_spec.actors.unbonding import refund
from pocket_spec.numbers import int64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import GATEWAY_POOL
from pocket_spec.state.coin import amount_of
from pocket_spec.state.events import Event, Events, Transition
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.state import State
from pocket_spec.state.store import in_store_order
from pocket_spec.transitions import Step


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_unstake_gateway(message: MsgUnstakeGateway) -> None:
    """Refuse a malformed address.

    Errors: GATEWAY_INVALID_ADDRESS.
    Source: poktroll v0.1.35 x/gateway/types/message_unstake_gateway.go (ValidateBasic)
    """
    validate_address(message.address, Reason.GATEWAY_INVALID_ADDRESS)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: is_unbonding(result.state.gateways[message.address]))
def unstake_gateway(state: State, message: MsgUnstakeGateway, rules: Rules) -> Transition:
    """Let a gateway unbond; it serves until the end of the session of this block.

    Errors, in this order: GATEWAY_NOT_FOUND, GATEWAY_IS_UNSTAKING.
    Source: poktroll v0.1.35 x/gateway/keeper/msg_server_unstake_gateway.go (UnstakeGateway)
    """
    gateway = gateway_of(state, message.address)
    if is_unbonding(gateway):
        raise Rejected(Reason.GATEWAY_IS_UNSTAKING, message.address)
    session_end = current_session_end(state)
    unbonding = replace(gateway, unstake_session_end_height=session_end)
    unbonding_height = gateway_unbonding_height(state.shared_params, unbonding)
    event = EventGatewayUnbondingBegin(without_card(unbonding), session_end, unbonding_height)
    return Transition(with_gateway(state, unbonding), (Event(EVENT_GATEWAY_UNBONDING_BEGIN, event),))


@deal.ensure(lambda state, rules, result: result.state.supply == state.supply)
@deal.ensure(lambda state, rules, result: set(result.state.gateways) <= set(state.gateways))
def unbond_gateways(state: State, rules: Rules) -> Transition:
    """Let the gateways go whose unbonding has ended, in order, in the blocks in which actors leave.

    Source: poktroll v0.1.35 x/gateway/keeper/unbond_gateways.go (EndBlockerUnbondGateways)
    """
    events: Events = ()
    if not rules.is_unbonding_block(state.shared_params, state.height):
        return Transition(state)
    for _, gateway in in_store_order(state, "gateways"):
        if is_unbonding(gateway):
            params = rules.unbonding_params(state, int64(gateway.unstake_session_end_height))
            unbonding_height = gateway_unbonding_height(params, gateway)
            if unbonding_height <= state.height:
                state, emitted = _unbonded(state, gateway, unbonding_height)
                events += emitted
    return Transition(state, events)


UNBOND_GATEWAYS = Step("unbond_gateways", unbond_gateways)


def _unbonded(state: State, gateway: Gateway, unbonding_height: int) -> Transition:
    """Pay a gateway its stake and remove it.

    The chain stops where the bank refuses, and here the gateway stays: the pool holds all stakes, no stake is ever
    lowered, and an account that may not be paid has no key to stake with.
    """
    paid, refused = refund(state, GATEWAY_POOL, gateway.address, amount_of(gateway.stake))
    if refused is not None:
        return Transition(state)
    event = EventGatewayUnbondingEnd(without_card(gateway), current_session_end(state), unbonding_height)
    left = replace(paid, gateways=paid.gateways.delete(gateway.address))
    return Transition(left, (Event(EVENT_GATEWAY_UNBONDING_END, event),))
