"""The events about suppliers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.records.shared import SUPPLIER, Supplier

UNSPECIFIED, VOLUNTARY, BELOW_MIN_STAKE, MIGRATION = range(4)
SUPPLIER_UNBONDING_REASON: Mapping[int, str] = MappingProxyType({
    UNSPECIFIED: "SUPPLIER_UNBONDING_REASON_UNSPECIFIED",
    VOLUNTARY: "SUPPLIER_UNBONDING_REASON_VOLUNTARY",
    BELOW_MIN_STAKE: "SUPPLIER_UNBONDING_REASON_BELOW_MIN_STAKE",
    MIGRATION: "SUPPLIER_UNBONDING_REASON_MIGRATION",
})  # fmt: skip
"""Why a supplier unbonds. Source: poktroll v0.1.35 proto/pocket/supplier/event.proto."""


@dataclass(frozen=True, slots=True)
class EventSupplierStaked:
    """A supplier was staked, or staked again, in the session that ends at a height."""

    session_end_height: int = 0
    operator_address: str = ""


EVENT_SUPPLIER_STAKED = Message(
    "pocket.supplier.EventSupplierStaked",
    EventSupplierStaked,
    (Field(2, "session_end_height", Scalar.INT64), Field(3, "operator_address", Scalar.TEXT)),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/event.proto."""


@dataclass(frozen=True, slots=True)
class EventSupplierUnbondingBegin:
    """A supplier serves until the end of a session and then waits for its stake, until a height."""

    supplier: Supplier | None = None
    reason: int = 0
    session_end_height: int = 0
    unbonding_end_height: int = 0


EVENT_SUPPLIER_UNBONDING_BEGIN = Message(
    "pocket.supplier.EventSupplierUnbondingBegin",
    EventSupplierUnbondingBegin,
    (
        Field(1, "supplier", SUPPLIER),
        Field(2, "reason", Scalar.ENUMERATION, names=SUPPLIER_UNBONDING_REASON),
        Field(3, "session_end_height", Scalar.INT64),
        Field(4, "unbonding_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/event.proto."""


@dataclass(frozen=True, slots=True)
class EventSupplierUnbondingEnd:
    """A supplier has unbonded, at the end of a session; it could have since the height at which its unbonding ended."""

    supplier: Supplier | None = None
    reason: int = 0
    session_end_height: int = 0
    unbonding_end_height: int = 0


EVENT_SUPPLIER_UNBONDING_END = Message(
    "pocket.supplier.EventSupplierUnbondingEnd",
    EventSupplierUnbondingEnd,
    (
        Field(1, "supplier", SUPPLIER),
        Field(2, "reason", Scalar.ENUMERATION, names=SUPPLIER_UNBONDING_REASON),
        Field(3, "session_end_height", Scalar.INT64),
        Field(4, "unbonding_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/event.proto."""


@dataclass(frozen=True, slots=True)
class EventSupplierUnbondingCanceled:
    """A supplier that was unbonding is staked again, at a height in the session that ends at another.

    The supplier is as it stands after the message, but with the services that it serves at this height.
    """

    supplier: Supplier | None = None
    session_end_height: int = 0
    height: int = 0


EVENT_SUPPLIER_UNBONDING_CANCELED = Message(
    "pocket.supplier.EventSupplierUnbondingCanceled",
    EventSupplierUnbondingCanceled,
    (
        Field(1, "supplier", SUPPLIER),
        Field(2, "session_end_height", Scalar.INT64),
        Field(3, "height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/event.proto."""


@dataclass(frozen=True, slots=True)
class EventSupplierStakeStuckInModulePool:
    """The stake of a supplier that has unbonded could not be paid to its owner and stays in the module's account.

    `reason` is the text of the bank's error on chain; in this project the name of the rejection it stands for.
    """

    operator_address: str = ""
    owner_address: str = ""
    stuck_coin: Coin | None = None
    reason: str = ""
    session_end_height: int = 0


EVENT_SUPPLIER_STAKE_STUCK_IN_MODULE_POOL = Message(
    "pocket.supplier.EventSupplierStakeStuckInModulePool",
    EventSupplierStakeStuckInModulePool,
    (
        Field(1, "operator_address", Scalar.TEXT),
        Field(2, "owner_address", Scalar.TEXT),
        Field(3, "stuck_coin", COIN),
        Field(4, "reason", Scalar.TEXT),
        Field(5, "session_end_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/event.proto."""


@dataclass(frozen=True, slots=True)
class EventSupplierServiceConfigActivated:
    """A supplier's configuration of a service holds from a height on."""

    activation_height: int = 0
    operator_address: str = ""
    service_id: str = ""


EVENT_SUPPLIER_SERVICE_CONFIG_ACTIVATED = Message(
    "pocket.supplier.EventSupplierServiceConfigActivated",
    EventSupplierServiceConfigActivated,
    (
        Field(2, "activation_height", Scalar.INT64),
        Field(3, "operator_address", Scalar.TEXT),
        Field(4, "service_id", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/event.proto."""
