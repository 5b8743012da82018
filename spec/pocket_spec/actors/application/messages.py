"""Messages of the application module."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.records.shared import APPLICATION_SERVICE_CONFIG, ApplicationServiceConfig


@dataclass(frozen=True, slots=True)
class MsgStakeApplication:
    """An application stakes, or raises its stake to `stake` uPOKT in total, for exactly one service.

    The spend limit, in uPOKT for each session: absent keeps the one there is, 0 ends it, any other is the new one.
    """

    address: str = ""
    stake: Coin | None = None
    services: tuple[ApplicationServiceConfig, ...] = ()
    per_session_spend_limit: Coin | None = None


MSG_STAKE_APPLICATION = Message(
    "pocket.application.MsgStakeApplication",
    MsgStakeApplication,
    (
        Field(1, "address", Scalar.TEXT),
        Field(2, "stake", COIN),
        Field(3, "services", APPLICATION_SERVICE_CONFIG, repeated=True),
        Field(4, "per_session_spend_limit", COIN),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUnstakeApplication:
    """An application asks to leave."""

    address: str = ""


MSG_UNSTAKE_APPLICATION = Message(
    "pocket.application.MsgUnstakeApplication",
    MsgUnstakeApplication,
    (Field(1, "address", Scalar.TEXT),),
)
"""Source: poktroll v0.1.35 proto/pocket/application/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgDelegateToGateway:
    """An application lets a gateway sign for it."""

    app_address: str = ""
    gateway_address: str = ""


MSG_DELEGATE_TO_GATEWAY = Message(
    "pocket.application.MsgDelegateToGateway",
    MsgDelegateToGateway,
    (
        Field(1, "app_address", Scalar.TEXT),
        Field(2, "gateway_address", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUndelegateFromGateway:
    """An application no longer lets a gateway sign for it."""

    app_address: str = ""
    gateway_address: str = ""


MSG_UNDELEGATE_FROM_GATEWAY = Message(
    "pocket.application.MsgUndelegateFromGateway",
    MsgUndelegateFromGateway,
    (
        Field(1, "app_address", Scalar.TEXT),
        Field(2, "gateway_address", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgTransferApplication:
    """An application asks to move, with stake and all, to an address that is not an application yet."""

    source_address: str = ""
    destination_address: str = ""


MSG_TRANSFER_APPLICATION = Message(
    "pocket.application.MsgTransferApplication",
    MsgTransferApplication,
    (
        Field(1, "source_address", Scalar.TEXT),
        Field(2, "destination_address", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/tx.proto."""
