"""Messages of the gateway module."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.records.shared import METADATA, Metadata


@dataclass(frozen=True, slots=True)
class MsgStakeGateway:
    """A gateway stakes, or raises its stake to `stake` uPOKT in total."""

    address: str = ""
    stake: Coin | None = None


MSG_STAKE_GATEWAY = Message(
    "pocket.gateway.MsgStakeGateway",
    MsgStakeGateway,
    (
        Field(1, "address", Scalar.TEXT),
        Field(2, "stake", COIN),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUnstakeGateway:
    """A gateway asks to leave."""

    address: str = ""


MSG_UNSTAKE_GATEWAY = Message(
    "pocket.gateway.MsgUnstakeGateway",
    MsgUnstakeGateway,
    (Field(1, "address", Scalar.TEXT),),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUpdateGatewayMetadata:
    """A gateway replaces its card; absent metadata change nothing."""

    address: str = ""
    metadata: Metadata | None = None


MSG_UPDATE_GATEWAY_METADATA = Message(
    "pocket.gateway.MsgUpdateGatewayMetadata",
    MsgUpdateGatewayMetadata,
    (
        Field(1, "address", Scalar.TEXT),
        Field(2, "metadata", METADATA),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/tx.proto."""
