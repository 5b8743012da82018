"""Parameters of the supplier module; its records are in `shared`."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message
from pocket_spec.state.coin import COIN, Coin


@dataclass(frozen=True, slots=True)
class SupplierParams:
    """Parameters of the supplier module, in uPOKT."""

    min_stake: Coin | None = None
    staking_fee: Coin | None = None


SUPPLIER_PARAMS = Message(
    "pocket.supplier.Params",
    SupplierParams,
    (
        Field(1, "min_stake", COIN),
        Field(2, "staking_fee", COIN),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/params.proto."""
