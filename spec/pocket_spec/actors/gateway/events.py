"""Events of the gateway module. The gateways in them are without their cards."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.records.gateway import GATEWAY, Gateway


@dataclass(frozen=True, slots=True)
class EventGatewayStaked:
    """A gateway staked or raised its stake in the session with this end height."""

    gateway: Gateway | None = None
    session_end_height: int = 0


EVENT_GATEWAY_STAKED = Message(
    "pocket.gateway.EventGatewayStaked",
    EventGatewayStaked,
    (
        Field(1, "gateway", GATEWAY),
        Field(2, "session_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/event.proto."""


@dataclass(frozen=True, slots=True)
class EventGatewayUnbondingBegin:
    """A gateway began to unbond in the session with this end height, until the last one."""

    gateway: Gateway | None = None
    session_end_height: int = 0
    unbonding_end_height: int = 0


EVENT_GATEWAY_UNBONDING_BEGIN = Message(
    "pocket.gateway.EventGatewayUnbondingBegin",
    EventGatewayUnbondingBegin,
    (
        Field(1, "gateway", GATEWAY),
        Field(3, "session_end_height", Scalar.INT64),
        Field(4, "unbonding_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/event.proto."""


@dataclass(frozen=True, slots=True)
class EventGatewayUnbondingEnd:
    """A gateway left, at or after the height at which its unbonding ended."""

    gateway: Gateway | None = None
    session_end_height: int = 0
    unbonding_end_height: int = 0


EVENT_GATEWAY_UNBONDING_END = Message(
    "pocket.gateway.EventGatewayUnbondingEnd",
    EventGatewayUnbondingEnd,
    (
        Field(1, "gateway", GATEWAY),
        Field(3, "session_end_height", Scalar.INT64),
        Field(4, "unbonding_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/event.proto."""


@dataclass(frozen=True, slots=True)
class EventGatewayUnbondingCanceled:
    """A gateway that was unbonding staked again in the session with this end height."""

    gateway: Gateway | None = None
    session_end_height: int = 0


EVENT_GATEWAY_UNBONDING_CANCELED = Message(
    "pocket.gateway.EventGatewayUnbondingCanceled",
    EventGatewayUnbondingCanceled,
    (
        Field(1, "gateway", GATEWAY),
        Field(2, "session_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/event.proto."""


@dataclass(frozen=True, slots=True)
class EventGatewayMetadataUpdated:
    """A gateway has another card now, of so many bytes, since the session with this end height."""

    gateway_address: str = ""
    session_end_height: int = 0
    card_size_bytes: int = 0


EVENT_GATEWAY_METADATA_UPDATED = Message(
    "pocket.gateway.EventGatewayMetadataUpdated",
    EventGatewayMetadataUpdated,
    (
        Field(1, "gateway_address", Scalar.TEXT),
        Field(2, "session_end_height", Scalar.INT64),
        Field(3, "card_size_bytes", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/event.proto."""
