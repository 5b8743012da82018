"""Records of the migration module."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, NO_COIN, Coin
from pocket_spec.state.timestamp import GO_ZERO_TIME, TIMESTAMP, Timestamp


@dataclass(frozen=True, slots=True)
class MigrationParams:
    """Parameters of the migration module."""

    waive_morse_claim_gas_fees: bool = False
    allow_morse_account_import_overwrite: bool = False
    morse_account_claiming_enabled: bool = False


MIGRATION_PARAMS = Message(
    "pocket.migration.Params",
    MigrationParams,
    (
        Field(1, "waive_morse_claim_gas_fees", Scalar.BOOLEAN),
        Field(2, "allow_morse_account_import_overwrite", Scalar.BOOLEAN),
        Field(3, "morse_account_claiming_enabled", Scalar.BOOLEAN),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/params.proto."""


@dataclass(frozen=True, slots=True)
class MorseClaimableAccount:
    """What an account of Morse held, to be claimed once; claimed where the height is above 0."""

    shannon_dest_address: str = ""
    morse_src_address: str = ""
    unstaked_balance: Coin = NO_COIN
    supplier_stake: Coin = NO_COIN
    application_stake: Coin = NO_COIN
    claimed_at_height: int = 0
    morse_output_address: str = ""
    unstaking_time: Timestamp = GO_ZERO_TIME


MORSE_CLAIMABLE_ACCOUNT = Message(
    "pocket.migration.MorseClaimableAccount",
    MorseClaimableAccount,
    (
        Field(1, "shannon_dest_address", Scalar.TEXT),
        Field(2, "morse_src_address", Scalar.TEXT),
        Field(5, "unstaked_balance", COIN, embedded=True),
        Field(6, "supplier_stake", COIN, embedded=True),
        Field(7, "application_stake", COIN, embedded=True),
        Field(8, "claimed_at_height", Scalar.INT64),
        Field(9, "morse_output_address", Scalar.TEXT),
        Field(10, "unstaking_time", TIMESTAMP, embedded=True),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/morse_onchain.proto."""
