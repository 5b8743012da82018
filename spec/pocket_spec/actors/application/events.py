"""Events of the application module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.records.application import APPLICATION, Application

APPLICATION_UNBONDING_REASON: Mapping[int, str] = MappingProxyType(
    {
        0: "APPLICATION_UNBONDING_REASON_ELECTIVE",
        1: "APPLICATION_UNBONDING_REASON_BELOW_MIN_STAKE",
        2: "APPLICATION_UNBONDING_REASON_MIGRATION",
    }
)
"""Why an application unbonds. Source: poktroll v0.1.35 proto/pocket/application/event.proto."""


@dataclass(frozen=True, slots=True)
class EventApplicationStaked:
    """An application staked or raised its stake in the session with this end height."""

    application: Application | None = None
    session_end_height: int = 0


EVENT_APPLICATION_STAKED = Message(
    "pocket.application.EventApplicationStaked",
    EventApplicationStaked,
    (
        Field(1, "application", APPLICATION),
        Field(2, "session_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/event.proto."""


@dataclass(frozen=True, slots=True)
class EventRedelegation:
    """An application changed the gateways that may sign for it, in the session with this end height."""

    application: Application | None = None
    session_end_height: int = 0


EVENT_REDELEGATION = Message(
    "pocket.application.EventRedelegation",
    EventRedelegation,
    (
        Field(1, "application", APPLICATION),
        Field(2, "session_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/event.proto."""


@dataclass(frozen=True, slots=True)
class EventTransferBegin:
    """An application asked to move in the session with this end height; it does so at the transfer's end."""

    source_address: str = ""
    destination_address: str = ""
    source_application: Application | None = None
    session_end_height: int = 0
    transfer_end_height: int = 0


EVENT_TRANSFER_BEGIN = Message(
    "pocket.application.EventTransferBegin",
    EventTransferBegin,
    (
        Field(1, "source_address", Scalar.TEXT),
        Field(2, "destination_address", Scalar.TEXT),
        Field(3, "source_application", APPLICATION),
        Field(4, "session_end_height", Scalar.INT64),
        Field(5, "transfer_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/event.proto."""


@dataclass(frozen=True, slots=True)
class EventTransferEnd:
    """An application moved: what is now at the destination."""

    source_address: str = ""
    destination_address: str = ""
    destination_application: Application | None = None
    session_end_height: int = 0
    transfer_end_height: int = 0


EVENT_TRANSFER_END = Message(
    "pocket.application.EventTransferEnd",
    EventTransferEnd,
    (
        Field(1, "source_address", Scalar.TEXT),
        Field(2, "destination_address", Scalar.TEXT),
        Field(3, "destination_application", APPLICATION),
        Field(4, "session_end_height", Scalar.INT64),
        Field(5, "transfer_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/event.proto."""


@dataclass(frozen=True, slots=True)
class EventTransferError:
    """An application could not move and stays where it is. The error is given as the reason for a rejection."""

    source_address: str = ""
    destination_address: str = ""
    source_application: Application | None = None
    session_end_height: int = 0
    error: str = ""


EVENT_TRANSFER_ERROR = Message(
    "pocket.application.EventTransferError",
    EventTransferError,
    (
        Field(1, "source_address", Scalar.TEXT),
        Field(2, "destination_address", Scalar.TEXT),
        Field(3, "source_application", APPLICATION),
        Field(4, "session_end_height", Scalar.INT64),
        Field(5, "error", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/event.proto."""


@dataclass(frozen=True, slots=True)
class EventApplicationUnbondingBegin:
    """An application began to unbond in the session with this end height, until the last one."""

    application: Application | None = None
    reason: int = 0
    session_end_height: int = 0
    unbonding_end_height: int = 0


EVENT_APPLICATION_UNBONDING_BEGIN = Message(
    "pocket.application.EventApplicationUnbondingBegin",
    EventApplicationUnbondingBegin,
    (
        Field(1, "application", APPLICATION),
        Field(2, "reason", Scalar.ENUMERATION, names=APPLICATION_UNBONDING_REASON),
        Field(3, "session_end_height", Scalar.INT64),
        Field(4, "unbonding_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/event.proto."""


@dataclass(frozen=True, slots=True)
class EventApplicationUnbondingEnd:
    """An application left, at or after the height at which its unbonding ended."""

    application: Application | None = None
    reason: int = 0
    session_end_height: int = 0
    unbonding_end_height: int = 0


EVENT_APPLICATION_UNBONDING_END = Message(
    "pocket.application.EventApplicationUnbondingEnd",
    EventApplicationUnbondingEnd,
    (
        Field(1, "application", APPLICATION),
        Field(2, "reason", Scalar.ENUMERATION, names=APPLICATION_UNBONDING_REASON),
        Field(3, "session_end_height", Scalar.INT64),
        Field(4, "unbonding_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/event.proto."""


@dataclass(frozen=True, slots=True)
class EventApplicationStakeStuckInModulePool:
    """An application left, and its stake could not be paid back: the pool keeps it.

    The reason, on chain the text of an error, is given as the reason for a rejection.
    """

    application_address: str = ""
    stuck_coin: Coin | None = None
    reason: str = ""
    session_end_height: int = 0


EVENT_APPLICATION_STAKE_STUCK_IN_MODULE_POOL = Message(
    "pocket.application.EventApplicationStakeStuckInModulePool",
    EventApplicationStakeStuckInModulePool,
    (
        Field(1, "application_address", Scalar.TEXT),
        Field(2, "stuck_coin", COIN),
        Field(3, "reason", Scalar.TEXT),
        Field(4, "session_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/event.proto."""


@dataclass(frozen=True, slots=True)
class EventApplicationUnbondingCanceled:
    """An application that was unbonding staked again in the session with this end height."""

    application: Application | None = None
    session_end_height: int = 0


EVENT_APPLICATION_UNBONDING_CANCELED = Message(
    "pocket.application.EventApplicationUnbondingCanceled",
    EventApplicationUnbondingCanceled,
    (
        Field(1, "application", APPLICATION),
        Field(2, "session_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/event.proto."""
