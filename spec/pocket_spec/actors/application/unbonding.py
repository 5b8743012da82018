"""Applications that leave: by their own message, or because their stake is below the minimum."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.application.activity import application_unbonding_height, is_unbonding
from pocket_spec.actors.application.events import (
    EVENT_APPLICATION_STAKE_STUCK_IN_MODULE_POOL,
    EVENT_APPLICATION_UNBONDING_BEGIN,
    EVENT_APPLICATION_UNBONDING_END,
    EventApplicationStakeStuckInModulePool,
    EventApplicationUnbondingBegin,
    EventApplicationUnbondingEnd,
)
from pocket_spec.actors.application.lookup import application_of, with_application, without_application
from pocket_spec.actors.application.messages import MsgUnstakeApplication
from pocket_spec.actors.heights import current_session_end
from pocket_spec.actors.unbonding import refund
from pocket_spec.numbers import Upokt, int64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state import defaults
from pocket_spec.state.bank import APPLICATION_POOL
from pocket_spec.state.coin import amount_of
from pocket_spec.state.events import Event, Events, Transition
from pocket_spec.state.records.application import Application, ApplicationParams
from pocket_spec.state.state import State
from pocket_spec.state.store import in_store_order
from pocket_spec.transitions import Step

ELECTIVE, BELOW_MIN_STAKE, MIGRATION = range(3)
"""Why an application unbonds: numbers of APPLICATION_UNBONDING_REASON."""


@deal.ensure(lambda params, result: result >= 0 or amount_of(params.min_stake) < 0)
def minimum_stake(params: ApplicationParams) -> Upokt:
    """Give the stake below which an application must leave, in uPOKT; the default's where the parameters have none.

    Source: poktroll v0.1.35 x/application/keeper/unbond_applications.go (EndBlockerUnbondApplications)
    """
    return amount_of(params.min_stake or defaults.APPLICATION_PARAMS.min_stake)


@deal.pre(lambda state, application, reason: reason in {ELECTIVE, BELOW_MIN_STAKE, MIGRATION})
@deal.ensure(lambda state, application, reason, result: is_unbonding(result.state.applications[application.address]))
def begin_unbonding(state: State, application: Application, reason: int) -> Transition:
    """Let an application unbond as of the end of the session of this block; the event says when, as of today.

    Source: poktroll v0.1.35 x/application/keeper/msg_server_unstake_application.go (UnstakeApplication),
    x/tokenomics/keeper/token_logic_modules.go (ProcessTokenLogicModules)
    """
    session_end = current_session_end(state)
    unbonding = replace(application, unstake_session_end_height=session_end)
    unbonding_height = application_unbonding_height(state.shared_params, unbonding)
    event = EventApplicationUnbondingBegin(unbonding, reason, session_end, unbonding_height)
    return Transition(with_application(state, unbonding), (Event(EVENT_APPLICATION_UNBONDING_BEGIN, event),))


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: is_unbonding(result.state.applications[message.address]))
def unstake_application(state: State, message: MsgUnstakeApplication, rules: Rules) -> Transition:
    """Let an application unbond; it may ask for service until the end of the session.

    Errors, in this order: APPLICATION_NOT_FOUND, APPLICATION_IS_UNSTAKING, APPLICATION_HAS_PENDING_TRANSFER.
    Source: poktroll v0.1.35 x/application/keeper/msg_server_unstake_application.go (UnstakeApplication)
    """
    application = application_of(state, message.address)
    if is_unbonding(application):
        raise Rejected(Reason.APPLICATION_IS_UNSTAKING, message.address)
    if application.pending_transfer is not None:
        raise Rejected(Reason.APPLICATION_HAS_PENDING_TRANSFER, application.pending_transfer.destination_address)
    return begin_unbonding(state, application, ELECTIVE)


@deal.ensure(lambda state, rules, result: result.state.supply == state.supply)
@deal.ensure(lambda state, rules, result: set(result.state.applications) <= set(state.applications))
def unbond_applications(state: State, rules: Rules) -> Transition:
    """Let the applications go whose unbonding has ended, in order, in the blocks in which actors leave.

    Source: poktroll v0.1.35 x/application/keeper/unbond_applications.go (EndBlockerUnbondApplications)
    """
    events: Events = ()
    if not rules.is_unbonding_block(state.shared_params, state.height):
        return Transition(state)
    for _, application in in_store_order(state, "applications"):
        if is_unbonding(application):
            params = rules.unbonding_params(state, int64(application.unstake_session_end_height))
            unbonding_height = application_unbonding_height(params, application)
            if unbonding_height <= state.height:
                state, emitted = _unbonded(state, application, unbonding_height)
                events += emitted
    return Transition(state, events)


UNBOND_APPLICATIONS = Step("unbond_applications", unbond_applications)


def _unbonded(state: State, application: Application, unbonding_height: int) -> Transition:
    """Pay an application its stake and remove it; what the bank refuses to pay stays in the pool."""
    paid, refused = refund(state, APPLICATION_POOL, application.address, amount_of(application.stake))
    session_end = current_session_end(state)
    events: Events = ()
    if refused is not None:
        stuck = EventApplicationStakeStuckInModulePool(
            application.address, application.stake, refused.value, session_end
        )
        events = (Event(EVENT_APPLICATION_STAKE_STUCK_IN_MODULE_POOL, stuck),)
    below = amount_of(application.stake) < minimum_stake(state.application_params)
    ended = EventApplicationUnbondingEnd(
        application, BELOW_MIN_STAKE if below else ELECTIVE, session_end, unbonding_height
    )
    return Transition(
        without_application(paid, application.address), (*events, Event(EVENT_APPLICATION_UNBONDING_END, ended))
    )
