"""Moving an application, with stake, delegations and all, to another address."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.application.activity import is_unbonding
from pocket_spec.actors.application.events import (
    EVENT_TRANSFER_BEGIN,
    EVENT_TRANSFER_END,
    EVENT_TRANSFER_ERROR,
    EventTransferBegin,
    EventTransferEnd,
    EventTransferError,
)
from pocket_spec.actors.application.lookup import application_of, with_application, without_application
from pocket_spec.actors.application.merging import merged, readdressed
from pocket_spec.actors.application.messages import MsgTransferApplication
from pocket_spec.actors.heights import current_session_end, next_session_start
from pocket_spec.numbers import int64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.session.current import is_session_end, settlement_of
from pocket_spec.state.events import Event, Events, Transition
from pocket_spec.state.records.application import Application, PendingApplicationTransfer
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import State
from pocket_spec.state.store import in_store_order
from pocket_spec.transitions import Step

NO_TRANSFER = PendingApplicationTransfer()


@deal.ensure(lambda params, transfer, result: result == int64(result))
def transfer_height(params: SharedParams, transfer: PendingApplicationTransfer) -> int:
    """Give the height from which on an application can move: when the session in which it asked to is settled.

    Source: poktroll v0.1.35 x/application/types/application.go (GetApplicationTransferHeight)
    """
    return settlement_of(params, int64(transfer.session_end_height))


@deal.raises(Rejected)
@deal.ensure(
    lambda state, message, rules, result: result.state.applications[message.source_address].pending_transfer is not None
)
def transfer_application(state: State, message: MsgTransferApplication, rules: Rules) -> Transition:
    """Note that an application is to move, instead of wherever it was to move before.

    The destination may be any account, one that may not be paid included.

    Errors, in this order: APPLICATION_DUPLICATE_ADDRESS, APPLICATION_NOT_FOUND, APPLICATION_IS_UNSTAKING.
    Source: poktroll v0.1.35 x/application/keeper/msg_server_transfer_application.go (TransferApplication)
    """
    if message.destination_address in state.applications:
        raise Rejected(Reason.APPLICATION_DUPLICATE_ADDRESS, message.destination_address)
    source = application_of(state, message.source_address)
    if is_unbonding(source):
        raise Rejected(Reason.APPLICATION_IS_UNSTAKING, source.address)
    session_end = current_session_end(state)
    transfer = PendingApplicationTransfer(message.destination_address, session_end)
    moving = replace(source, pending_transfer=transfer)
    event = EventTransferBegin(
        moving.address,
        transfer.destination_address,
        moving,
        session_end,
        rules.transfer_height(state.shared_params, transfer),
    )
    return Transition(with_application(state, moving), (Event(EVENT_TRANSFER_BEGIN, event),))


@deal.ensure(lambda state, rules, result: result.state.balances is state.balances)
def transfer_applications(state: State, rules: Rules) -> Transition:
    """Move the applications whose time has come, in order, in the last block of a session.

    The heights are by the live parameters. One that was made to unbond in the meantime stays, and no longer is to move.

    Source: poktroll v0.1.35 x/application/keeper/transfer_applications.go (EndBlockerTransferApplication)
    """
    events: Events = ()
    if not is_session_end(state.shared_params, state.height):
        return Transition(state)
    moving = [address for address, found in in_store_order(state, "applications") if found.pending_transfer is not None]
    for address in moving:
        source = state.applications[address]
        if state.height >= rules.transfer_height(state.shared_params, source.pending_transfer or NO_TRANSFER):
            state, emitted = _failed(state, source) if is_unbonding(source) else _moved(state, source, rules)
            events += emitted
    return Transition(state, events)


TRANSFER_APPLICATIONS = Step("transfer_applications", transfer_applications)


def _failed(state: State, source: Application) -> Transition:
    destination = (source.pending_transfer or NO_TRANSFER).destination_address
    staying = replace(source, pending_transfer=None)
    event = EventTransferError(
        source.address, destination, staying, current_session_end(state), Reason.APPLICATION_IS_UNSTAKING.value
    )
    return Transition(with_application(state, staying), (Event(EVENT_TRANSFER_ERROR, event),))


def _moved(state: State, source: Application, rules: Rules) -> Transition:
    """Move an application to where there is none, or join it with the one that has staked there since."""
    transfer, session_end = source.pending_transfer or NO_TRANSFER, current_session_end(state)
    there = state.applications.get(transfer.destination_address)
    if there is None:
        arrived = readdressed(source, transfer.destination_address)
    else:
        arrived = merged(source, there, next_session_start(state), rules)
    event = EventTransferEnd(
        source.address, arrived.address, arrived, session_end, rules.transfer_height(state.shared_params, transfer)
    )
    return Transition(
        with_application(without_application(state, source.address), arrived), (Event(EVENT_TRANSFER_END, event),)
    )
