"""The messages that claim Morse accounts on Shannon, each signed by the Morse account's Ed25519 key."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar


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
class ApplicationServiceConfig:
    """The service an application is staked for."""

    service_id: str = ""


APPLICATION_SERVICE_CONFIG = Message(
    "pocket.shared.ApplicationServiceConfig", ApplicationServiceConfig, (Field(1, "service_id", Scalar.TEXT),)
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


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
class ConfigOption:
    """An option of an endpoint; `key` 1 is its timeout."""

    key: int = 0
    value: str = ""


CONFIG_OPTION = Message(
    "pocket.shared.ConfigOption",
    ConfigOption,
    (Field(1, "key", Scalar.ENUMERATION), Field(2, "value", Scalar.TEXT)),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


@dataclass(frozen=True, slots=True)
class SupplierEndpoint:
    """Where a supplier serves a service; `rpc_type` 3 is JSON-RPC."""

    url: str = ""
    rpc_type: int = 0
    configs: tuple[ConfigOption, ...] = ()


SUPPLIER_ENDPOINT = Message(
    "pocket.shared.SupplierEndpoint",
    SupplierEndpoint,
    (
        Field(1, "url", Scalar.TEXT),
        Field(2, "rpc_type", Scalar.ENUMERATION),
        Field(3, "configs", CONFIG_OPTION, repeated=True),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


@dataclass(frozen=True, slots=True)
class ServiceRevenueShare:
    """Who gets how many percent of a supplier's revenue from a service."""

    address: str = ""
    rev_share_percentage: int = 0


SERVICE_REVENUE_SHARE = Message(
    "pocket.shared.ServiceRevenueShare",
    ServiceRevenueShare,
    (Field(1, "address", Scalar.TEXT), Field(3, "rev_share_percentage", Scalar.UINT64)),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


@dataclass(frozen=True, slots=True)
class SupplierServiceConfig:
    """How a supplier serves one service."""

    service_id: str = ""
    endpoints: tuple[SupplierEndpoint, ...] = ()
    rev_share: tuple[ServiceRevenueShare, ...] = ()


SUPPLIER_SERVICE_CONFIG = Message(
    "pocket.shared.SupplierServiceConfig",
    SupplierServiceConfig,
    (
        Field(1, "service_id", Scalar.TEXT),
        Field(2, "endpoints", SUPPLIER_ENDPOINT, repeated=True),
        Field(3, "rev_share", SERVICE_REVENUE_SHARE, repeated=True),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


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
