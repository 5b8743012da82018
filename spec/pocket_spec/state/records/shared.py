"""Records of the shared module: its parameters and the values other modules have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a service or gateway says of itself; the card is opaque bytes."""

    card: bytes | None = None


METADATA = Message(
    "pocket.shared.Metadata",
    Metadata,
    (Field(1, "card", Scalar.BYTES),),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service: whose it is, and how many compute units one of its relays weighs."""

    id: str = ""
    name: str = ""
    compute_units_per_relay: int = 0
    owner_address: str = ""
    metadata: Metadata | None = None


SERVICE = Message(
    "pocket.shared.Service",
    Service,
    (
        Field(1, "id", Scalar.TEXT),
        Field(2, "name", Scalar.TEXT),
        Field(3, "compute_units_per_relay", Scalar.UINT64),
        Field(4, "owner_address", Scalar.TEXT),
        Field(5, "metadata", METADATA),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


@dataclass(frozen=True, slots=True)
class ApplicationServiceConfig:
    """What an application stakes for: one service."""

    service_id: str = ""


APPLICATION_SERVICE_CONFIG = Message(
    "pocket.shared.ApplicationServiceConfig",
    ApplicationServiceConfig,
    (Field(1, "service_id", Scalar.TEXT),),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


RPC_TYPE: Mapping[int, str] = MappingProxyType(
    {0: "UNKNOWN_RPC", 1: "GRPC", 2: "WEBSOCKET", 3: "JSON_RPC", 4: "REST", 5: "COMET_BFT"}
)
"""Kinds of endpoints. Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""

CONFIG_OPTIONS: Mapping[int, str] = MappingProxyType({0: "UNKNOWN_CONFIG", 1: "TIMEOUT"})
"""Options of endpoints. Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


@dataclass(frozen=True, slots=True)
class ConfigOption:
    """One option of an endpoint."""

    key: int = 0
    value: str = ""


CONFIG_OPTION = Message(
    "pocket.shared.ConfigOption",
    ConfigOption,
    (
        Field(1, "key", Scalar.ENUMERATION, names=CONFIG_OPTIONS),
        Field(2, "value", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


@dataclass(frozen=True, slots=True)
class SupplierEndpoint:
    """Where a supplier serves."""

    url: str = ""
    rpc_type: int = 0
    configs: tuple[ConfigOption, ...] = ()


SUPPLIER_ENDPOINT = Message(
    "pocket.shared.SupplierEndpoint",
    SupplierEndpoint,
    (
        Field(1, "url", Scalar.TEXT),
        Field(2, "rpc_type", Scalar.ENUMERATION, names=RPC_TYPE),
        Field(3, "configs", CONFIG_OPTION, repeated=True),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


@dataclass(frozen=True, slots=True)
class ServiceRevenueShare:
    """Who gets how many per cent of a supplier's revenue."""

    address: str = ""
    rev_share_percentage: int = 0


SERVICE_REVENUE_SHARE = Message(
    "pocket.shared.ServiceRevenueShare",
    ServiceRevenueShare,
    (
        Field(1, "address", Scalar.TEXT),
        Field(3, "rev_share_percentage", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/service.proto."""


@dataclass(frozen=True, slots=True)
class SupplierServiceConfig:
    """What a supplier serves, where, and who gets its revenue."""

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
class SharedParams:
    """Parameters of the shared module: calendar (blocks), unbonding periods (sessions), price of a compute unit."""

    num_blocks_per_session: int = 0
    grace_period_end_offset_blocks: int = 0
    claim_window_open_offset_blocks: int = 0
    claim_window_close_offset_blocks: int = 0
    proof_window_open_offset_blocks: int = 0
    proof_window_close_offset_blocks: int = 0
    supplier_unbonding_period_sessions: int = 0
    application_unbonding_period_sessions: int = 0
    compute_units_to_tokens_multiplier: int = 0
    gateway_unbonding_period_sessions: int = 0
    compute_unit_cost_granularity: int = 0
    session_grid_anchor_height: int = 0
    session_number_at_anchor: int = 0


SHARED_PARAMS = Message(
    "pocket.shared.Params",
    SharedParams,
    (
        Field(1, "num_blocks_per_session", Scalar.UINT64),
        Field(2, "grace_period_end_offset_blocks", Scalar.UINT64),
        Field(3, "claim_window_open_offset_blocks", Scalar.UINT64),
        Field(4, "claim_window_close_offset_blocks", Scalar.UINT64),
        Field(5, "proof_window_open_offset_blocks", Scalar.UINT64),
        Field(6, "proof_window_close_offset_blocks", Scalar.UINT64),
        Field(7, "supplier_unbonding_period_sessions", Scalar.UINT64),
        Field(8, "application_unbonding_period_sessions", Scalar.UINT64),
        Field(9, "compute_units_to_tokens_multiplier", Scalar.UINT64),
        Field(10, "gateway_unbonding_period_sessions", Scalar.UINT64),
        Field(11, "compute_unit_cost_granularity", Scalar.UINT64),
        Field(12, "session_grid_anchor_height", Scalar.UINT64),
        Field(13, "session_number_at_anchor", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/params.proto."""


@dataclass(frozen=True, slots=True)
class SharedParamsUpdate:
    """Parameters of the shared module from a height on."""

    effective_height: int = 0
    params: SharedParams | None = None


SHARED_PARAMS_UPDATE = Message(
    "pocket.shared.ParamsUpdate",
    SharedParamsUpdate,
    (
        Field(1, "effective_height", Scalar.INT64),
        Field(2, "params", SHARED_PARAMS),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/params.proto."""


@dataclass(frozen=True, slots=True)
class ServiceConfigUpdate:
    """A supplier's configuration of one service, active from a height until a height (0: no end yet)."""

    operator_address: str = ""
    service: SupplierServiceConfig | None = None
    activation_height: int = 0
    deactivation_height: int = 0


SERVICE_CONFIG_UPDATE = Message(
    "pocket.shared.ServiceConfigUpdate",
    ServiceConfigUpdate,
    (
        Field(1, "operator_address", Scalar.TEXT),
        Field(2, "service", SUPPLIER_SERVICE_CONFIG),
        Field(3, "activation_height", Scalar.INT64),
        Field(4, "deactivation_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/supplier.proto."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier. The record kept on chain has no services and no history: they are records of their own."""

    owner_address: str = ""
    operator_address: str = ""
    stake: Coin | None = None
    services: tuple[SupplierServiceConfig, ...] = ()
    unstake_session_end_height: int = 0
    service_config_history: tuple[ServiceConfigUpdate, ...] = ()


SUPPLIER = Message(
    "pocket.shared.Supplier",
    Supplier,
    (
        Field(1, "owner_address", Scalar.TEXT),
        Field(2, "operator_address", Scalar.TEXT),
        Field(3, "stake", COIN),
        Field(4, "services", SUPPLIER_SERVICE_CONFIG, repeated=True),
        Field(5, "unstake_session_end_height", Scalar.UINT64),
        Field(6, "service_config_history", SERVICE_CONFIG_UPDATE, repeated=True),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/supplier.proto."""
