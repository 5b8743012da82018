"""Staking an application, and raising its stake."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.application.activity import is_unbonding
from pocket_spec.actors.application.events import (
    EVENT_APPLICATION_STAKED,
    EVENT_APPLICATION_UNBONDING_CANCELED,
    EventApplicationStaked,
    EventApplicationUnbondingCanceled,
)
from pocket_spec.actors.application.lookup import with_application
from pocket_spec.actors.application.messages import MsgStakeApplication
from pocket_spec.actors.heights import current_session_end, next_session_start
from pocket_spec.actors.stake import escrow
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import APPLICATION_POOL
from pocket_spec.state.coin import NO_COIN, Coin, amount_of
from pocket_spec.state.events import Event, Events, Transition
from pocket_spec.state.records.application import Application
from pocket_spec.state.state import State


@deal.ensure(lambda current, wanted, result: result is None or amount_of(result) != 0)
def spend_limit(current: Coin | None, wanted: Coin | None) -> Coin | None:
    """Give the limit of what a session may cost: none wanted leaves the current one, 0 ends it.

    Source: poktroll v0.1.35 x/application/keeper/msg_server_stake_application.go (updateApplication,
    normalizeSpendLimit)
    """
    if wanted is None:
        return current
    return wanted if amount_of(wanted) else None


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply == state.supply)
@deal.ensure(
    lambda state, message, rules, result: result.state.applications[message.address].unstake_session_end_height == 0
)
def stake_application(state: State, message: MsgStakeApplication, rules: Rules) -> Transition:
    """Stake an application, or raise its stake and change its service from the next session on; it no longer unbonds.

    What the stake becomes more by moves from the account to the module's pool. A pending transfer stays pending.

    Errors, in this order: TX_PANIC, APPLICATION_INVALID_STAKE, BANK_INVALID_COINS, BANK_INSUFFICIENT_FUNDS.
    Source: poktroll v0.1.35 x/application/keeper/msg_server_stake_application.go (StakeApplication)
    """
    found = state.applications.get(message.address)
    stake, minimum = message.stake or NO_COIN, amount_of(state.application_params.min_stake)
    held = None if found is None else found.stake
    paid = escrow(state, message.address, APPLICATION_POOL, held, stake, minimum, Reason.APPLICATION_INVALID_STAKE)
    session_end, known = current_session_end(state), found or Application(message.address, None, message.services)
    application = rules.changed_services(known, message.services, next_session_start(state))
    staked = replace(
        application,
        stake=stake,
        unstake_session_end_height=0,
        per_session_spend_limit=spend_limit(application.per_session_spend_limit, message.per_session_spend_limit),
    )
    events: Events = (Event(EVENT_APPLICATION_STAKED, EventApplicationStaked(staked, session_end)),)
    if found is not None and is_unbonding(found):
        canceled = EventApplicationUnbondingCanceled(staked, session_end)
        events = (Event(EVENT_APPLICATION_UNBONDING_CANCELED, canceled), *events)
    return Transition(with_application(paid, staked), events)
