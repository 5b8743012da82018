"""Staking a gateway, raising its stake, and its card."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.addresses import validate_address
from pocket_spec.actors.gateway.activity import is_unbonding
from pocket_spec.actors.gateway.events import (
    EVENT_GATEWAY_STAKED,
    EVENT_GATEWAY_UNBONDING_CANCELED,
    EventGatewayStaked,
    EventGatewayUnbondingCanceled,
)
from pocket_spec.actors.gateway.lookup import with_gateway, without_card
from pocket_spec.actors.gateway.messages import MsgStakeGateway
from pocket_spec.actors.heights import current_session_end
from pocket_spec.actors.stake import escrow, stake_by_text
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import GATEWAY_POOL
from pocket_spec.state.coin import NO_COIN, amount_of
from pocket_spec.state.events import Event, Events, Transition
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.state import State


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_stake_gateway(message: MsgStakeGateway) -> None:
    """Refuse a malformed address and a stake that is not of uPOKT.

    Errors, in this order: GATEWAY_INVALID_ADDRESS, GATEWAY_INVALID_STAKE.
    Source: poktroll v0.1.35 x/gateway/types/message_stake_gateway.go (ValidateBasic)
    """
    validate_address(message.address, Reason.GATEWAY_INVALID_ADDRESS)
    if stake_by_text(message.stake) is None:
        raise Rejected(Reason.GATEWAY_INVALID_STAKE, str(message.stake))


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply == state.supply)
@deal.ensure(lambda state, message, rules, result: not is_unbonding(result.state.gateways[message.address]))
def stake_gateway(state: State, message: MsgStakeGateway, rules: Rules) -> Transition:
    """Stake a gateway, or raise its stake; it keeps its card and no longer unbonds.

    Applications that were undelegated from it meanwhile do not come back.

    Errors, in this order: TX_PANIC, GATEWAY_INVALID_STAKE, BANK_INVALID_COINS, BANK_INSUFFICIENT_FUNDS.
    Source: poktroll v0.1.35 x/gateway/keeper/msg_server_stake_gateway.go (StakeGateway)
    """
    found = state.gateways.get(message.address)
    stake, minimum = message.stake or NO_COIN, amount_of(state.gateway_params.min_stake)
    held = None if found is None else found.stake
    paid = escrow(state, message.address, GATEWAY_POOL, held, stake, minimum, Reason.GATEWAY_INVALID_STAKE)
    staked = replace(found or Gateway(message.address), stake=stake, unstake_session_end_height=0)
    session_end = current_session_end(state)
    events: Events = (Event(EVENT_GATEWAY_STAKED, EventGatewayStaked(without_card(staked), session_end)),)
    if found is not None and is_unbonding(found):
        canceled = EventGatewayUnbondingCanceled(without_card(staked), session_end)
        events = (Event(EVENT_GATEWAY_UNBONDING_CANCELED, canceled), *events)
    return Transition(with_gateway(paid, staked), events)
