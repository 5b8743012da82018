"""Events of the migration module. Balances and stakes are coins as text, such as 12upokt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.records.application import APPLICATION, Application
from pocket_spec.state.records.shared import SUPPLIER, Supplier

CUSTODIAL, SIGNED_BY_NODE, SIGNED_BY_OWNER = 1, 2, 3
"""Who signed the claim of a supplier: a node without an output address, a node with one, or the output address."""
MORSE_SUPPLIER_CLAIM_SIGNER_TYPE: Mapping[int, str] = MappingProxyType(
    {
        0: "MORSE_SUPPLIER_CLAIM_SIGNER_TYPE_UNSPECIFIED",
        CUSTODIAL: "MORSE_SUPPLIER_CLAIM_SIGNER_TYPE_CUSTODIAL_SIGNED_BY_NODE_ADDR",
        SIGNED_BY_NODE: "MORSE_SUPPLIER_CLAIM_SIGNER_TYPE_NON_CUSTODIAL_SIGNED_BY_NODE_ADDR",
        SIGNED_BY_OWNER: "MORSE_SUPPLIER_CLAIM_SIGNER_TYPE_NON_CUSTODIAL_SIGNED_BY_OWNER",
    }
)
"""Source: poktroll v0.1.35 proto/pocket/migration/morse_onchain.proto."""


@dataclass(frozen=True, slots=True)
class EventImportMorseClaimableAccounts:
    """So many accounts of Morse were imported, whose encoding has this SHA-256."""

    created_at_height: int = 0
    morse_account_state_hash: bytes | None = None
    num_accounts: int = 0


EVENT_IMPORT_MORSE_CLAIMABLE_ACCOUNTS = Message(
    "pocket.migration.EventImportMorseClaimableAccounts",
    EventImportMorseClaimableAccounts,
    (
        Field(1, "created_at_height", Scalar.INT64),
        Field(2, "morse_account_state_hash", Scalar.BYTES),
        Field(3, "num_accounts", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/event.proto."""


@dataclass(frozen=True, slots=True)
class EventMorseAccountClaimed:
    """A Morse account without a stake was claimed in the session with this end height."""

    session_end_height: int = 0
    shannon_dest_address: str = ""
    morse_src_address: str = ""
    claimed_balance: str = ""


EVENT_MORSE_ACCOUNT_CLAIMED = Message(
    "pocket.migration.EventMorseAccountClaimed",
    EventMorseAccountClaimed,
    (
        Field(1, "session_end_height", Scalar.INT64),
        Field(3, "shannon_dest_address", Scalar.TEXT),
        Field(4, "morse_src_address", Scalar.TEXT),
        Field(5, "claimed_balance", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/event.proto."""


@dataclass(frozen=True, slots=True)
class EventMorseApplicationClaimed:
    """A Morse application was claimed; `application` is the one staked, or one that has unbonded already."""

    session_end_height: int = 0
    morse_src_address: str = ""
    application: Application | None = None
    claimed_balance: str = ""
    claimed_application_stake: str = ""


EVENT_MORSE_APPLICATION_CLAIMED = Message(
    "pocket.migration.EventMorseApplicationClaimed",
    EventMorseApplicationClaimed,
    (
        Field(1, "session_end_height", Scalar.INT64),
        Field(3, "morse_src_address", Scalar.TEXT),
        Field(5, "application", APPLICATION),
        Field(6, "claimed_balance", Scalar.TEXT),
        Field(7, "claimed_application_stake", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/event.proto."""


@dataclass(frozen=True, slots=True)
class EventMorseSupplierClaimed:
    """A Morse node was claimed; `supplier` is the one staked, or one that has unbonded already."""

    session_end_height: int = 0
    supplier: Supplier | None = None
    morse_output_address: str = ""
    claim_signer_type: int = 0
    morse_node_address: str = ""
    claimed_balance: str = ""
    claimed_supplier_stake: str = ""


EVENT_MORSE_SUPPLIER_CLAIMED = Message(
    "pocket.migration.EventMorseSupplierClaimed",
    EventMorseSupplierClaimed,
    (
        Field(1, "session_end_height", Scalar.INT64),
        Field(5, "supplier", SUPPLIER),
        Field(6, "morse_output_address", Scalar.TEXT),
        Field(7, "claim_signer_type", Scalar.ENUMERATION, names=MORSE_SUPPLIER_CLAIM_SIGNER_TYPE),
        Field(8, "morse_node_address", Scalar.TEXT),
        Field(9, "claimed_balance", Scalar.TEXT),
        Field(10, "claimed_supplier_stake", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/event.proto."""


@dataclass(frozen=True, slots=True)
class EventMorseAccountRecovered:
    """A listed Morse account was recovered in the session with this end height."""

    session_end_height: int = 0
    shannon_dest_address: str = ""
    morse_src_address: str = ""
    recovered_balance: str = ""


EVENT_MORSE_ACCOUNT_RECOVERED = Message(
    "pocket.migration.EventMorseAccountRecovered",
    EventMorseAccountRecovered,
    (
        Field(1, "session_end_height", Scalar.INT64),
        Field(3, "shannon_dest_address", Scalar.TEXT),
        Field(4, "morse_src_address", Scalar.TEXT),
        Field(5, "recovered_balance", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/event.proto."""


@dataclass(frozen=True, slots=True)
class EventMorseAccountRecoveredAdmin:
    """A Morse account was recovered, listed or not; `is_admin_recovery` is always true."""

    session_end_height: int = 0
    recovered_balance: str = ""
    shannon_dest_address: str = ""
    morse_src_address: str = ""
    is_admin_recovery: bool = False


EVENT_MORSE_ACCOUNT_RECOVERED_ADMIN = Message(
    "pocket.migration.EventMorseAccountRecoveredAdmin",
    EventMorseAccountRecoveredAdmin,
    (
        Field(1, "session_end_height", Scalar.INT64),
        Field(2, "recovered_balance", Scalar.TEXT),
        Field(3, "shannon_dest_address", Scalar.TEXT),
        Field(4, "morse_src_address", Scalar.TEXT),
        Field(5, "is_admin_recovery", Scalar.BOOLEAN),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/event.proto."""
