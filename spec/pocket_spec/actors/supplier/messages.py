"""The messages with which suppliers are staked and unstaked."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.records.shared import SUPPLIER_SERVICE_CONFIG, SupplierServiceConfig


@dataclass(frozen=True, slots=True)
class MsgStakeSupplier:
    """Stake a supplier, or change what an existing one stakes, what it serves or who owns it.

    `stake` is the whole stake from now on, in uPOKT; None keeps it as it is. No services: those it has are kept.
    """

    signer: str = ""
    owner_address: str = ""
    operator_address: str = ""
    stake: Coin | None = None
    services: tuple[SupplierServiceConfig, ...] = ()


MSG_STAKE_SUPPLIER = Message(
    "pocket.supplier.MsgStakeSupplier",
    MsgStakeSupplier,
    (
        Field(1, "signer", Scalar.TEXT),
        Field(2, "owner_address", Scalar.TEXT),
        Field(3, "operator_address", Scalar.TEXT),
        Field(4, "stake", COIN),
        Field(5, "services", SUPPLIER_SERVICE_CONFIG, repeated=True),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUnstakeSupplier:
    """Begin to unbond a supplier, signed by its owner or its operator."""

    signer: str = ""
    operator_address: str = ""


MSG_UNSTAKE_SUPPLIER = Message(
    "pocket.supplier.MsgUnstakeSupplier",
    MsgUnstakeSupplier,
    (Field(1, "signer", Scalar.TEXT), Field(2, "operator_address", Scalar.TEXT)),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/tx.proto."""
