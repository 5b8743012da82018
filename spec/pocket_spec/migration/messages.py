"""The messages of the migration that governance sends; those that Morse keys sign are in `pocket_spec.morse`."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.records.migration import MORSE_CLAIMABLE_ACCOUNT, MorseClaimableAccount


@dataclass(frozen=True, slots=True)
class MorseAccountState:
    """What the accounts of Morse held when it was left."""

    accounts: tuple[MorseClaimableAccount, ...] = ()


MORSE_ACCOUNT_STATE = Message(
    "pocket.migration.MorseAccountState",
    MorseAccountState,
    (Field(2, "accounts", MORSE_CLAIMABLE_ACCOUNT, repeated=True),),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/morse_onchain.proto."""
NO_ACCOUNTS = MorseAccountState()


@dataclass(frozen=True, slots=True)
class MsgImportMorseClaimableAccounts:
    """Governance imports the accounts of Morse, whose encoding has this SHA-256."""

    authority: str = ""
    morse_account_state: MorseAccountState = NO_ACCOUNTS
    morse_account_state_hash: bytes | None = None


MSG_IMPORT_MORSE_CLAIMABLE_ACCOUNTS = Message(
    "pocket.migration.MsgImportMorseClaimableAccounts",
    MsgImportMorseClaimableAccounts,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "morse_account_state", MORSE_ACCOUNT_STATE, embedded=True),
        Field(3, "morse_account_state_hash", Scalar.BYTES),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgRecoverMorseAccount:
    """Governance gives what a listed Morse account held to an account of Shannon."""

    authority: str = ""
    shannon_dest_address: str = ""
    morse_src_address: str = ""


MSG_RECOVER_MORSE_ACCOUNT = Message(
    "pocket.migration.MsgRecoverMorseAccount",
    MsgRecoverMorseAccount,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "shannon_dest_address", Scalar.TEXT),
        Field(3, "morse_src_address", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgAdminRecoverMorseAccount:
    """Governance gives what any Morse account held to an account of Shannon."""

    authority: str = ""
    shannon_dest_address: str = ""
    morse_src_address: str = ""


MSG_ADMIN_RECOVER_MORSE_ACCOUNT = Message(
    "pocket.migration.MsgAdminRecoverMorseAccount",
    MsgAdminRecoverMorseAccount,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "shannon_dest_address", Scalar.TEXT),
        Field(3, "morse_src_address", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/tx.proto."""
