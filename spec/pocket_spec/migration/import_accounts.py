"""Importing the accounts of Morse."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.proto import encode
from pocket_spec.governance.update import require_authority
from pocket_spec.migration.events import EVENT_IMPORT_MORSE_CLAIMABLE_ACCOUNTS, EventImportMorseClaimableAccounts
from pocket_spec.migration.messages import MORSE_ACCOUNT_STATE, MorseAccountState, MsgImportMorseClaimableAccounts
from pocket_spec.migration.recoverable import normal_morse_address
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import account_of
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.state import State

HASH_LENGTH = 32


@deal.post(lambda result: len(result) == HASH_LENGTH)
def account_state_hash(accounts: MorseAccountState) -> bytes:
    """Give the SHA-256 of the accounts of Morse, encoded as a message, in the order in which they are given.

    Source: poktroll v0.1.35 x/migration/types/morse_account_state.go (GetHash)
    """
    return sha256(encode(MORSE_ACCOUNT_STATE, accounts))


@deal.raises(Rejected)
@deal.ensure(
    lambda message, result: message.morse_account_state_hash == account_state_hash(message.morse_account_state)
)
def validate_import(message: MsgImportMorseClaimableAccounts) -> None:
    """Check the message alone: the authority's address, and the hash that everybody agreed on beforehand.

    Errors, in this order: ADDRESS_MALFORMED, MIGRATION_MORSE_ACCOUNTS_IMPORT.
    Source: poktroll v0.1.35 x/migration/types/message_import_morse_claimable_accounts.go (ValidateBasic)
    """
    account_of(message.authority)
    if message.morse_account_state_hash != account_state_hash(message.morse_account_state):
        raise Rejected(Reason.MIGRATION_MORSE_ACCOUNTS_IMPORT, "the hash is not that of the accounts")


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply == state.supply)
@deal.ensure(lambda state, message, rules, result: len(result.state.morse_accounts) >= len(state.morse_accounts))
def import_morse_claimable_accounts(state: State, message: MsgImportMorseClaimableAccounts, rules: Rules) -> Transition:
    """Import accounts: none was claimed, whatever the message says, unless it names a destination.

    Of two with one address the later counts. A second import needs a parameter. The chain means to remove all accounts
    before it, and removes none: those that are not imported again stay, and those that were claimed and are can be
    claimed once more.

    Errors, in this order: MIGRATION_INVALID_SIGNER, MIGRATION_MORSE_ACCOUNTS_IMPORT.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_import_morse_claimable_accounts.go,
    morse_claimable_account.go (ImportFromMorseAccountState, resetMorseClaimableAccounts)
    """
    require_authority(message.authority, Reason.MIGRATION_INVALID_SIGNER)
    if state.morse_accounts and not state.migration_params.allow_morse_account_import_overwrite:
        raise Rejected(Reason.MIGRATION_MORSE_ACCOUNTS_IMPORT, "accounts were imported already")
    accounts = state.morse_accounts.mutate()
    for account in message.morse_account_state.accounts:
        address = normal_morse_address(account.morse_src_address)
        accounts[address] = replace(account, morse_src_address=address, claimed_at_height=0)
    imported = EventImportMorseClaimableAccounts(
        created_at_height=state.height,
        morse_account_state_hash=message.morse_account_state_hash,
        num_accounts=len(message.morse_account_state.accounts),
    )
    event = Event(EVENT_IMPORT_MORSE_CLAIMABLE_ACCOUNTS, imported)
    return Transition(replace(state, morse_accounts=accounts.finish()), (event,))
