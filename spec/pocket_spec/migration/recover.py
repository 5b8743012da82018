"""Recovering a Morse account by governance: for keys that are lost."""

from __future__ import annotations

import deal

from pocket_spec.actors.heights import current_session_end
from pocket_spec.governance.update import require_authority
from pocket_spec.migration.accounts import pay_claimed, total_tokens, unclaimed_account, with_claimed
from pocket_spec.migration.events import (
    EVENT_MORSE_ACCOUNT_RECOVERED,
    EVENT_MORSE_ACCOUNT_RECOVERED_ADMIN,
    EventMorseAccountRecovered,
    EventMorseAccountRecoveredAdmin,
)
from pocket_spec.migration.messages import MsgAdminRecoverMorseAccount, MsgRecoverMorseAccount
from pocket_spec.migration.recoverable import normal_morse_address
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import account_of
from pocket_spec.state.coin import coin_text
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.records.migration import MorseClaimableAccount
from pocket_spec.state.state import State

RECOVERY = Reason.MIGRATION_MORSE_RECOVERABLE_ACCOUNT_CLAIM


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_recover(message: MsgRecoverMorseAccount | MsgAdminRecoverMorseAccount) -> None:
    """Check the addresses of the authority and of the destination.

    Errors: ADDRESS_MALFORMED.
    Source: poktroll v0.1.35 x/migration/types/message_recover_morse_account.go (ValidateBasic)
    """
    account_of(message.authority)
    account_of(message.shannon_dest_address)


@deal.raises(Rejected)
@deal.ensure(lambda message, result: message.morse_src_address != "")
def validate_admin_recover(message: MsgAdminRecoverMorseAccount) -> None:
    """Check the addresses of the authority and of the destination, and that an account is named.

    Errors, in this order: ADDRESS_MALFORMED, TX_INVALID_REQUEST.
    Source: poktroll v0.1.35 x/migration/types/message_admin_recover_morse_account.go (ValidateBasic)
    """
    validate_recover(message)
    if not message.morse_src_address:
        raise Rejected(Reason.TX_INVALID_REQUEST, "no Morse account is named")


@deal.raises(Rejected)
@deal.ensure(lambda state, message, account, result: result.supply >= state.supply)
def recovered(
    state: State, message: MsgRecoverMorseAccount | MsgAdminRecoverMorseAccount, account: MorseClaimableAccount
) -> State:
    """Pay all that a Morse account held, stakes too, to the destination, which is recorded as the message writes it.

    Errors: those of `total_tokens` and `pay_claimed`.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_recover_morse_account.go (RecoverMorseAccount)
    """
    claimed = with_claimed(state, account, message.shannon_dest_address)
    return pay_claimed(claimed, account_of(message.shannon_dest_address), total_tokens(account))


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply >= state.supply)
def recover_morse_account(state: State, message: MsgRecoverMorseAccount, rules: Rules) -> Transition:
    """Recover one of the listed Morse accounts.

    Errors, in this order: MIGRATION_MORSE_RECOVERABLE_ACCOUNT_CLAIM, those of `recovered`.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_recover_morse_account.go (RecoverMorseAccount)
    """
    require_authority(message.authority, RECOVERY)
    source = normal_morse_address(message.morse_src_address)
    if not rules.is_recoverable(source):
        raise Rejected(RECOVERY, f"{source[:128]} is not listed")
    account = unclaimed_account(state, source, RECOVERY)
    event = EventMorseAccountRecovered(
        session_end_height=current_session_end(state),
        shannon_dest_address=message.shannon_dest_address,
        morse_src_address=source,
        recovered_balance=coin_text(total_tokens(account)),
    )
    return Transition(recovered(state, message, account), (Event(EVENT_MORSE_ACCOUNT_RECOVERED, event),))


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply >= state.supply)
def admin_recover_morse_account(state: State, message: MsgAdminRecoverMorseAccount, rules: Rules) -> Transition:
    """Recover any imported Morse account. Since v0.1.31.

    Errors, in this order: MIGRATION_MORSE_RECOVERABLE_ACCOUNT_CLAIM, those of `recovered`.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_admin_recover_morse_account.go (AdminRecoverMorseAccount)
    """
    require_authority(message.authority, RECOVERY)
    source = normal_morse_address(message.morse_src_address)
    account = unclaimed_account(state, source, RECOVERY)
    event = EventMorseAccountRecoveredAdmin(
        session_end_height=current_session_end(state),
        recovered_balance=coin_text(total_tokens(account)),
        shannon_dest_address=message.shannon_dest_address,
        morse_src_address=source,
        is_admin_recovery=True,
    )
    return Transition(recovered(state, message, account), (Event(EVENT_MORSE_ACCOUNT_RECOVERED_ADMIN, event),))
