"""The events of other modules that settlement emits: actors whose stake falls below the minimum begin to unbond."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.records.shared import SUPPLIER, Supplier

SUPPLIER_UNBONDING_REASON: Mapping[int, str] = MappingProxyType(
    {
        0: "SUPPLIER_UNBONDING_REASON_UNSPECIFIED",
        1: "SUPPLIER_UNBONDING_REASON_VOLUNTARY",
        2: "SUPPLIER_UNBONDING_REASON_BELOW_MIN_STAKE",
        3: "SUPPLIER_UNBONDING_REASON_MIGRATION",
    }
)
"""Why a supplier unbonds. Source: poktroll v0.1.35 proto/pocket/supplier/event.proto."""
BELOW_MIN_STAKE_SUPPLIER = 2


@dataclass(frozen=True, slots=True)
class EventSupplierUnbondingBegin:
    """A supplier begins to unbond."""

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
