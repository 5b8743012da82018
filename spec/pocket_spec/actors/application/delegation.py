"""Delegation: which gateways may sign for an application, and which no longer may from the next session on."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.application.events import EVENT_REDELEGATION, EventRedelegation
from pocket_spec.actors.application.lookup import application_of, with_application
from pocket_spec.actors.application.messages import MsgDelegateToGateway, MsgUndelegateFromGateway
from pocket_spec.actors.application.undelegations import (
    is_undelegating,
    pruned,
    retention,
    with_undelegation,
    without_first,
    without_undelegation,
)
from pocket_spec.actors.gateway.activity import is_active
from pocket_spec.actors.heights import current_session_end
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.records.application import Application
from pocket_spec.state.state import Address, State
from pocket_spec.state.store import in_store_order
from pocket_spec.transitions import Step


def _redelegated(state: State, application: Application) -> Transition:
    event = EventRedelegation(application, current_session_end(state))
    return Transition(with_application(state, application), (Event(EVENT_REDELEGATION, event),))


@deal.raises(Rejected)
@deal.ensure(
    lambda state, message, rules, result: (
        message.gateway_address in result.state.applications[message.app_address].delegatee_gateway_addresses
    )
)
def delegate_to_gateway(state: State, message: MsgDelegateToGateway, rules: Rules) -> Transition:
    """Let a gateway sign for an application, from the session of this block on; its pending undelegation is forgotten.

    An application that unbonds or is about to move may still delegate.

    Errors, in this order: APPLICATION_NOT_FOUND, APPLICATION_GATEWAY_NOT_FOUND, APPLICATION_MAX_DELEGATED_GATEWAYS,
    GATEWAY_IS_INACTIVE, APPLICATION_ALREADY_DELEGATED.
    Source: poktroll v0.1.35 x/application/keeper/msg_server_delegate_to_gateway.go (DelegateToGateway)
    """
    application, gateway = application_of(state, message.app_address), state.gateways.get(message.gateway_address)
    delegated = application.delegatee_gateway_addresses
    if gateway is None:
        raise Rejected(Reason.APPLICATION_GATEWAY_NOT_FOUND, message.gateway_address)
    if len(delegated) >= state.application_params.max_delegated_gateways:
        raise Rejected(Reason.APPLICATION_MAX_DELEGATED_GATEWAYS, str(len(delegated)))
    if not is_active(gateway, state.height):
        raise Rejected(Reason.GATEWAY_IS_INACTIVE, f"since {gateway.unstake_session_end_height}")
    if gateway.address in delegated:
        raise Rejected(Reason.APPLICATION_ALREADY_DELEGATED, gateway.address)
    redelegated = replace(
        application,
        delegatee_gateway_addresses=(*delegated, gateway.address),
        pending_undelegations=without_undelegation(application.pending_undelegations, gateway.address),
    )
    return _redelegated(state, redelegated)


@deal.raises(Rejected)
@deal.ensure(
    lambda state, message, rules, result: is_undelegating(
        result.state.applications[message.app_address].pending_undelegations, message.gateway_address
    )
)
def undelegate_from_gateway(state: State, message: MsgUndelegateFromGateway, rules: Rules) -> Transition:
    """Let a gateway no longer sign for an application once the session of this block is over.

    The gateway need not exist any more. Of one that is listed twice the last entry goes.

    Errors, in this order: APPLICATION_NOT_FOUND, APPLICATION_NOT_DELEGATED.
    Source: poktroll v0.1.35 x/application/keeper/msg_server_undelegate_from_gateway.go (UndelegateFromGateway)
    """
    application = application_of(state, message.app_address)
    delegated = application.delegatee_gateway_addresses
    if message.gateway_address not in delegated:
        raise Rejected(Reason.APPLICATION_NOT_DELEGATED, message.gateway_address)
    left = without_first(delegated[::-1], message.gateway_address)[::-1]
    return _redelegated(state, _undelegated(state, application, message.gateway_address, left))


def _undelegated(state: State, application: Application, gateway: Address, left: tuple[Address, ...]) -> Application:
    pending = with_undelegation(application.pending_undelegations, gateway, current_session_end(state))
    return replace(application, delegatee_gateway_addresses=left, pending_undelegations=pending)


@deal.ensure(lambda state, rules, result: result.events == () and result.state.balances is state.balances)
def auto_undelegate(state: State, rules: Rules) -> Transition:
    """Undelegate every application from the gateways that are no longer active, gateways and applications in order.

    A gateway whose undelegation an application has pending, which only a transfer can bring about besides a
    delegation, is not found and stays. One that has left altogether is not looked for.

    Source: poktroll v0.1.35 x/application/keeper/auto_undelegate.go (EndBlockerAutoUndelegateFromUnbondingGateways),
    application_index.go (indexApplicationDelegations, indexApplicationUndelegations)
    """
    for address, gateway in in_store_order(state, "gateways"):
        if is_active(gateway, state.height):
            continue
        for _, application in in_store_order(state, "applications"):
            delegated = application.delegatee_gateway_addresses
            if address in delegated and not is_undelegating(application.pending_undelegations, address):
                left = without_first(delegated, address)
                state = with_application(state, _undelegated(state, application, address, left))
    return Transition(state)


AUTO_UNDELEGATE = Step("auto_undelegate", auto_undelegate)


@deal.ensure(lambda state, rules, result: result.events == () and result.state.balances is state.balances)
def prune_undelegations(state: State, rules: Rules) -> Transition:
    """Forget the undelegations of sessions that ended longer ago than they are kept, by the live parameters.

    Source: poktroll v0.1.35 x/application/keeper/prune_undelegations.go
    (EndBlockerPruneAppToGatewayPendingUndelegation)
    """
    kept = retention(state.shared_params)
    if state.height <= kept:
        return Transition(state)
    for application in state.applications.values():
        left = pruned(application.pending_undelegations, state.height - kept)
        if left != application.pending_undelegations:
            state = with_application(state, replace(application, pending_undelegations=left))
    return Transition(state)


PRUNE_UNDELEGATIONS = Step("prune_undelegations", prune_undelegations)


@deal.pre(lambda application, session_end_height, rules: session_end_height >= 0)
@deal.ensure(lambda application, session_end_height, rules, result: application.address in result)
def application_ring(application: Application, session_end_height: int, rules: Rules) -> tuple[Address, ...]:
    """List who may sign for an application in the session with this end: its ring, as the record says today.

    Once undelegations are pruned, the ring of their sessions is no longer what it was.

    Source: poktroll v0.1.35 pkg/crypto/rings/client.go (getRingPubKeysForAddress, GetRingAddressesAtSessionEndHeight)
    """
    pending = {height: lists.gateway_addresses for height, lists in application.pending_undelegations}
    gateways = application.delegatee_gateway_addresses
    return rules.ring_addresses(application.address, gateways, pending, session_end_height)
