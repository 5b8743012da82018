"""The card of a gateway."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.addresses import validate_address
from pocket_spec.actors.gateway.events import EVENT_GATEWAY_METADATA_UPDATED, EventGatewayMetadataUpdated
from pocket_spec.actors.gateway.lookup import gateway_of, with_gateway
from pocket_spec.actors.gateway.messages import MsgUpdateGatewayMetadata
from pocket_spec.actors.heights import current_session_end
from pocket_spec.actors.service.validation import is_metadata
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.state import State


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_update_gateway_metadata(message: MsgUpdateGatewayMetadata) -> None:
    """Refuse a malformed address, and a card that is empty or too long.

    Errors, in this order: GATEWAY_INVALID_ADDRESS, SHARED_INVALID_SERVICE_METADATA.
    Source: poktroll v0.1.35 x/gateway/types/message_update_gateway_metadata.go (ValidateBasic)
    """
    validate_address(message.address, Reason.GATEWAY_INVALID_ADDRESS)
    if not is_metadata(message.metadata):
        size = len(message.metadata.card or b"") if message.metadata else 0
        raise Rejected(Reason.SHARED_INVALID_SERVICE_METADATA, f"{size} bytes")


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.balances is state.balances)
@deal.ensure(lambda state, message, rules, result: (result.state is state) == (result.events == ()))
def update_gateway_metadata(state: State, message: MsgUpdateGatewayMetadata, rules: Rules) -> Transition:
    """Give a gateway, unbonding or not, another card; no card, or the one it has, changes and announces nothing.

    Errors: GATEWAY_NOT_FOUND.
    Source: poktroll v0.1.35 x/gateway/keeper/msg_server_update_gateway_metadata.go (UpdateGatewayMetadata)
    """
    gateway = gateway_of(state, message.address)
    if message.metadata is None or (gateway.metadata and gateway.metadata.card == message.metadata.card):
        return Transition(state)
    size = len(message.metadata.card or b"")
    event = EventGatewayMetadataUpdated(gateway.address, current_session_end(state), size)
    described = with_gateway(state, replace(gateway, metadata=message.metadata))
    return Transition(described, (Event(EVENT_GATEWAY_METADATA_UPDATED, event),))
