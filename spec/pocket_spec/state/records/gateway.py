"""Records of the gateway module."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.records.shared import METADATA, Metadata


@dataclass(frozen=True, slots=True)
class GatewayParams:
    """Parameters of the gateway module."""

    min_stake: Coin | None = None


GATEWAY_PARAMS = Message(
    "pocket.gateway.Params",
    GatewayParams,
    (Field(1, "min_stake", COIN),),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/params.proto."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway and its stake in uPOKT; unstake height 0 unless it unbonds."""

    address: str = ""
    stake: Coin | None = None
    unstake_session_end_height: int = 0
    metadata: Metadata | None = None


GATEWAY = Message(
    "pocket.gateway.Gateway",
    Gateway,
    (
        Field(1, "address", Scalar.TEXT),
        Field(2, "stake", COIN),
        Field(3, "unstake_session_end_height", Scalar.UINT64),
        Field(4, "metadata", METADATA),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/types.proto."""
