"""Records of the application module."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Map, Message, Scalar
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.records.shared import APPLICATION_SERVICE_CONFIG, ApplicationServiceConfig


@dataclass(frozen=True, slots=True)
class ApplicationParams:
    """Parameters of the application module."""

    max_delegated_gateways: int = 0
    min_stake: Coin | None = None


APPLICATION_PARAMS = Message(
    "pocket.application.Params",
    ApplicationParams,
    (
        Field(1, "max_delegated_gateways", Scalar.UINT64),
        Field(2, "min_stake", COIN),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/params.proto."""


@dataclass(frozen=True, slots=True)
class UndelegatingGatewayList:
    """The gateways from which an application undelegated in one session."""

    gateway_addresses: tuple[str, ...] = ()


UNDELEGATING_GATEWAY_LIST = Message(
    "pocket.application.UndelegatingGatewayList",
    UndelegatingGatewayList,
    (Field(2, "gateway_addresses", Scalar.TEXT, repeated=True),),
)
"""Source: poktroll v0.1.35 proto/pocket/application/types.proto."""


@dataclass(frozen=True, slots=True)
class PendingApplicationTransfer:
    """Where an application moves, at the end of which session and the unbonding period after it."""

    destination_address: str = ""
    session_end_height: int = 0


PENDING_APPLICATION_TRANSFER = Message(
    "pocket.application.PendingApplicationTransfer",
    PendingApplicationTransfer,
    (
        Field(1, "destination_address", Scalar.TEXT),
        Field(2, "session_end_height", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/types.proto."""


@dataclass(frozen=True, slots=True)
class ApplicationServiceConfigUpdate:
    """An application's service, active from a height until a height (0: no end yet)."""

    application_address: str = ""
    service: ApplicationServiceConfig | None = None
    activation_height: int = 0
    deactivation_height: int = 0


APPLICATION_SERVICE_CONFIG_UPDATE = Message(
    "pocket.application.ApplicationServiceConfigUpdate",
    ApplicationServiceConfigUpdate,
    (
        Field(1, "application_address", Scalar.TEXT),
        Field(2, "service", APPLICATION_SERVICE_CONFIG),
        Field(3, "activation_height", Scalar.INT64),
        Field(4, "deactivation_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/types.proto."""


@dataclass(frozen=True, slots=True)
class Application:
    """An application: its stake in uPOKT, the service it pays for, and the gateways that may sign for it.

    Undelegations are kept by the session end height at which they were asked for. An `unstake_session_end_height` of
    0 means that it does not unbond. The history holds the services it had, with the heights between which they held.
    """

    address: str = ""
    stake: Coin | None = None
    service_configs: tuple[ApplicationServiceConfig, ...] = ()
    delegatee_gateway_addresses: tuple[str, ...] = ()
    pending_undelegations: tuple[tuple[int, UndelegatingGatewayList], ...] = ()
    unstake_session_end_height: int = 0
    pending_transfer: PendingApplicationTransfer | None = None
    per_session_spend_limit: Coin | None = None
    service_config_history: tuple[ApplicationServiceConfigUpdate, ...] = ()


APPLICATION = Message(
    "pocket.application.Application",
    Application,
    (
        Field(1, "address", Scalar.TEXT),
        Field(2, "stake", COIN),
        Field(3, "service_configs", APPLICATION_SERVICE_CONFIG, repeated=True),
        Field(4, "delegatee_gateway_addresses", Scalar.TEXT, repeated=True),
        Field(5, "pending_undelegations", Map(Scalar.UINT64, UNDELEGATING_GATEWAY_LIST)),
        Field(6, "unstake_session_end_height", Scalar.UINT64),
        Field(7, "pending_transfer", PENDING_APPLICATION_TRANSFER),
        Field(8, "per_session_spend_limit", COIN),
        Field(9, "service_config_history", APPLICATION_SERVICE_CONFIG_UPDATE, repeated=True),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/types.proto."""
