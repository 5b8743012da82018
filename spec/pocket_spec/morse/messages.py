"""The messages that claim Morse accounts on Shannon, each signed by the Morse account's Ed25519 key."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.records.shared import (
    APPLICATION_SERVICE_CONFIG,
    SUPPLIER_SERVICE_CONFIG,
    ApplicationServiceConfig,
    SupplierServiceConfig,
)


@dataclass(frozen=True, slots=True)
class MsgClaimMorseAccount:
    """Claim a Morse account's balance."""

    shannon_dest_address: str = ""
    morse_signature: bytes | None = None
    shannon_signing_address: str = ""
    morse_public_key: bytes | None = None


MSG_CLAIM_MORSE_ACCOUNT = Message(
    "pocket.migration.MsgClaimMorseAccount",
    MsgClaimMorseAccount,
    (
        Field(1, "shannon_dest_address", Scalar.TEXT),
        Field(3, "morse_signature", Scalar.BYTES),
        Field(4, "shannon_signing_address", Scalar.TEXT),
        Field(5, "morse_public_key", Scalar.BYTES),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgClaimMorseApplication:
    """Claim a Morse account and stake it as an application."""

    shannon_dest_address: str = ""
    morse_signature: bytes | None = None
    service_config: ApplicationServiceConfig | None = None
    shannon_signing_address: str = ""
    morse_public_key: bytes | None = None


MSG_CLAIM_MORSE_APPLICATION = Message(
    "pocket.migration.MsgClaimMorseApplication",
    MsgClaimMorseApplication,
    (
        Field(1, "shannon_dest_address", Scalar.TEXT),
        Field(3, "morse_signature", Scalar.BYTES),
        Field(4, "service_config", APPLICATION_SERVICE_CONFIG),
        Field(5, "shannon_signing_address", Scalar.TEXT),
        Field(6, "morse_public_key", Scalar.BYTES),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgClaimMorseSupplier:
    """Claim a Morse account and stake it as a supplier; signed by the node's key or by its output address's."""

    shannon_owner_address: str = ""
    shannon_operator_address: str = ""
    morse_node_address: str = ""
    morse_signature: bytes | None = None
    services: tuple[SupplierServiceConfig, ...] = ()
    shannon_signing_address: str = ""
    morse_public_key: bytes | None = None
    signer_is_output_address: bool = False


MSG_CLAIM_MORSE_SUPPLIER = Message(
    "pocket.migration.MsgClaimMorseSupplier",
    MsgClaimMorseSupplier,
    (
        Field(1, "shannon_owner_address", Scalar.TEXT),
        Field(2, "shannon_operator_address", Scalar.TEXT),
        Field(3, "morse_node_address", Scalar.TEXT),
        Field(4, "morse_signature", Scalar.BYTES),
        Field(5, "services", SUPPLIER_SERVICE_CONFIG, repeated=True),
        Field(6, "shannon_signing_address", Scalar.TEXT),
        Field(7, "morse_public_key", Scalar.BYTES),
        Field(8, "signer_is_output_address", Scalar.BOOLEAN),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/migration/tx.proto."""

MorseClaimMessage = MsgClaimMorseAccount | MsgClaimMorseApplication | MsgClaimMorseSupplier
