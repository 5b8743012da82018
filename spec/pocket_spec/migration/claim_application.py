"""Claiming a Morse account that was staked as an application."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.application.events import (
    EVENT_APPLICATION_UNBONDING_BEGIN,
    EVENT_APPLICATION_UNBONDING_END,
    EventApplicationUnbondingBegin,
    EventApplicationUnbondingEnd,
)
from pocket_spec.actors.application.lookup import with_application
from pocket_spec.actors.application.messages import MsgStakeApplication
from pocket_spec.actors.application.stake import stake_application
from pocket_spec.actors.application.validation import validate_stake_application
from pocket_spec.actors.heights import current_session_end
from pocket_spec.migration.accounts import (
    has_unbonded,
    is_unbonding,
    pay_claimed,
    previous_session_end,
    sum_of,
    total_tokens,
    unbonding_end,
    unclaimed_account,
    with_claimed,
)
from pocket_spec.migration.claim_account import require_claiming_enabled, validate_morse_signature
from pocket_spec.migration.events import EVENT_MORSE_APPLICATION_CLAIMED, EventMorseApplicationClaimed
from pocket_spec.morse.claim_signature import morse_signer_address
from pocket_spec.morse.messages import MsgClaimMorseApplication
from pocket_spec.numbers import uint64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.validation import is_service_id
from pocket_spec.rules import Rules
from pocket_spec.state.bank import account_of
from pocket_spec.state.coin import Coin, amount_of, coin_text, upokt
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.migration import MorseClaimableAccount
from pocket_spec.state.state import Address, State

MIGRATION = 2
"""The reason with which such an application unbonds."""


@deal.raises(Rejected)
@deal.ensure(lambda message, result: message.service_config is not None)
def validate_claim_application(message: MsgClaimMorseApplication) -> None:
    """Check the message alone: the destination's address, the service's id, the Morse signature.

    Errors, in this order: ADDRESS_MALFORMED, MIGRATION_MORSE_APPLICATION_CLAIM, those of `validate_morse_signature`.
    Source: poktroll v0.1.35 x/migration/types/message_claim_morse_application.go (ValidateBasic)
    """
    account_of(message.shannon_dest_address)
    if message.service_config is None or not is_service_id(message.service_config.service_id):
        raise Rejected(Reason.MIGRATION_MORSE_APPLICATION_CLAIM, str(message.service_config)[:200])
    validate_morse_signature(message)


@deal.raises(Rejected)
@deal.ensure(lambda state, source, result: amount_of(result.application_stake) > 0)
def claimable_application(state: State, source: str) -> MorseClaimableAccount:
    """Find a Morse account that was staked as an application and not as a supplier.

    Errors: MIGRATION_MORSE_APPLICATION_CLAIM.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_application.go
    (CheckMorseClaimableApplicationAccount)
    """
    account = unclaimed_account(state, source, Reason.MIGRATION_MORSE_APPLICATION_CLAIM)
    if amount_of(account.supplier_stake) or amount_of(account.application_stake) <= 0:
        raise Rejected(Reason.MIGRATION_MORSE_APPLICATION_CLAIM, f"{source} was not staked as an application only")
    return account


@deal.raises(Rejected)
@deal.ensure(lambda state, address, account, result: amount_of(result) >= amount_of(account.application_stake))
def stake_after_claim(state: State, address: Address, account: MorseClaimableAccount) -> Coin:
    """Add the claimed stake to that of the application of Shannon, if there is one.

    Errors: TX_PANIC for two denominations.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_application.go (ClaimMorseApplication)
    """
    found = state.applications.get(address)
    held = upokt(0) if found is None or found.stake is None else found.stake
    return sum_of(held, account.application_stake)


def _claimed(state: State, account: MorseClaimableAccount, application: Application) -> Event:
    claimed = EventMorseApplicationClaimed(
        session_end_height=current_session_end(state),
        morse_src_address=account.morse_src_address,
        application=application,
        claimed_balance=coin_text(account.unstaked_balance),
        claimed_application_stake=coin_text(account.application_stake),
    )
    return Event(EVENT_MORSE_APPLICATION_CLAIMED, claimed)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply > state.supply)
def claim_morse_application(state: State, message: MsgClaimMorseApplication, rules: Rules) -> Transition:
    """Pay what a Morse account held to an account of Shannon and stake, for one service, what was staked.

    Nothing is staked where its unbonding is over, or where the application would stay below the minimum. An application
    that was unbonding goes on unbonding, until the end of the current session.

    Errors, in this order: MIGRATION_MORSE_ACCOUNT_CLAIM while claims are disabled, those of `claimable_application`,
    TX_PANIC, those of `pay_claimed`, of `validate_stake_application` and of `stake_application`.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_application.go (ClaimMorseApplication)
    """
    require_claiming_enabled(state)
    address = account_of(message.shannon_dest_address)
    account = claimable_application(state, morse_signer_address(message))
    paid = with_claimed(pay_claimed(state, address, total_tokens(account)), account, address)
    if has_unbonded(account, state):
        return _unbonded(paid, account, address)
    stake = stake_after_claim(paid, address, account)
    if amount_of(stake) < amount_of(state.application_params.min_stake):
        return _unbonded(paid, account, address)
    services = () if message.service_config is None else (message.service_config,)
    stake_message = MsgStakeApplication(address, stake, services)
    validate_stake_application(stake_message)
    staked, events = stake_application(paid, stake_message, rules)
    application = staked.applications[address]
    if not is_unbonding(account):
        return Transition(staked, (*events, _claimed(state, account, application)))
    end = unbonding_end(account, state)
    leaving = replace(application, unstake_session_end_height=uint64(end))
    begin = EventApplicationUnbondingBegin(leaving, MIGRATION, current_session_end(state), end)
    ending = (_claimed(state, account, leaving), Event(EVENT_APPLICATION_UNBONDING_BEGIN, begin))
    return Transition(with_application(staked, leaving), (*events, *ending))


def _unbonded(state: State, account: MorseClaimableAccount, address: Address) -> Transition:
    end = previous_session_end(state)
    application = Application(address, stake=account.application_stake, unstake_session_end_height=uint64(end))
    ended = EventApplicationUnbondingEnd(application, MIGRATION, current_session_end(state), end)
    return Transition(state, (_claimed(state, account, application), Event(EVENT_APPLICATION_UNBONDING_END, ended)))
