"""Claiming a Morse account that was not staked."""

from __future__ import annotations

import deal

from pocket_spec.actors.heights import current_session_end
from pocket_spec.migration.accounts import pay_claimed, unclaimed_account, with_claimed
from pocket_spec.migration.events import EVENT_MORSE_ACCOUNT_CLAIMED, EventMorseAccountClaimed
from pocket_spec.morse.claim_signature import morse_signer_address, verify_claim_signature
from pocket_spec.morse.messages import MorseClaimMessage, MsgClaimMorseAccount
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import account_of
from pocket_spec.state.coin import amount_of, coin_text
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.state import State

SIGNATURE_LENGTH = 64
"""Bytes."""


@deal.raises(Rejected)
@deal.ensure(lambda message, result: verify_claim_signature(message))
def validate_morse_signature(message: MorseClaimMessage) -> None:
    """Refuse a claim that its Morse key did not sign.

    Errors, in this order: MIGRATION_MORSE_SIGNATURE for another length than 64 bytes, MORSE_PUBLIC_KEY_MALFORMED,
    MIGRATION_MORSE_SIGNATURE.
    Source: poktroll v0.1.35 x/migration/types/morse_claim_messages.go (validateMorseSignature)
    """
    length = len(message.morse_signature or b"")
    if length != SIGNATURE_LENGTH:
        raise Rejected(Reason.MIGRATION_MORSE_SIGNATURE, f"{length} bytes")
    if not verify_claim_signature(message):
        raise Rejected(Reason.MIGRATION_MORSE_SIGNATURE, f"not by {morse_signer_address(message)}")


@deal.raises(Rejected)
@deal.ensure(lambda state, result: state.migration_params.morse_account_claiming_enabled)
def require_claiming_enabled(state: State) -> None:
    """Refuse claims of every kind while governance has disabled them.

    Errors: MIGRATION_MORSE_ACCOUNT_CLAIM.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_account.go (ClaimMorseAccount)
    """
    if not state.migration_params.morse_account_claiming_enabled:
        raise Rejected(Reason.MIGRATION_MORSE_ACCOUNT_CLAIM, "claims are disabled")


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_claim_account(message: MsgClaimMorseAccount) -> None:
    """Check the message alone: addresses of the destination and of the signer, then the Morse signature.

    Errors, in this order: ADDRESS_MALFORMED, those of `validate_morse_signature`.
    Source: poktroll v0.1.35 x/migration/types/message_claim_morse_account.go (ValidateBasic)
    """
    account_of(message.shannon_dest_address)
    account_of(message.shannon_signing_address)
    validate_morse_signature(message)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply >= state.supply)
def claim_morse_account(state: State, message: MsgClaimMorseAccount, rules: Rules) -> Transition:
    """Pay the balance of a Morse account that had no stake to an account of Shannon, whoever signed the transaction.

    Errors: MIGRATION_MORSE_ACCOUNT_CLAIM, those of `pay_claimed`.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_account.go (ClaimMorseAccount)
    """
    require_claiming_enabled(state)
    destination, source = account_of(message.shannon_dest_address), morse_signer_address(message)
    account = unclaimed_account(state, source, Reason.MIGRATION_MORSE_ACCOUNT_CLAIM)
    for stake in (account.application_stake, account.supplier_stake):
        if amount_of(stake):
            raise Rejected(Reason.MIGRATION_MORSE_ACCOUNT_CLAIM, f"{source} is staked")
    paid = pay_claimed(with_claimed(state, account, destination), destination, account.unstaked_balance)
    claimed = EventMorseAccountClaimed(
        session_end_height=current_session_end(state),
        shannon_dest_address=message.shannon_dest_address,
        morse_src_address=source,
        claimed_balance=coin_text(account.unstaked_balance),
    )
    return Transition(paid, (Event(EVENT_MORSE_ACCOUNT_CLAIMED, claimed),))
