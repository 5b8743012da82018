"""The handlers of the messages about suppliers, in the order of the proto file, and the steps of blocks."""

from __future__ import annotations

from pocket_spec.actors.supplier.activation import ACTIVATE_SERVICES, PRUNE_SERVICE_CONFIG_HISTORY
from pocket_spec.actors.supplier.messages import MSG_STAKE_SUPPLIER, MSG_UNSTAKE_SUPPLIER
from pocket_spec.actors.supplier.stake import stake_supplier
from pocket_spec.actors.supplier.unbonding import UNBOND_SUPPLIERS
from pocket_spec.actors.supplier.unstake import unstake_supplier
from pocket_spec.actors.supplier.validation import (
    validate_stake_supplier,
    validate_stake_supplier_by_release,
    validate_unstake_supplier,
)
from pocket_spec.transitions import Handler, Step

HANDLERS: tuple[Handler, ...] = (
    Handler(
        "stake_supplier",
        MSG_STAKE_SUPPLIER,
        "signer",
        validate_stake_supplier,
        stake_supplier,
        validate_stake_supplier_by_release,
    ),
    Handler("unstake_supplier", MSG_UNSTAKE_SUPPLIER, "signer", validate_unstake_supplier, unstake_supplier),
)

BEGIN_BLOCK: tuple[Step, ...] = (ACTIVATE_SERVICES,)
END_BLOCK: tuple[Step, ...] = (UNBOND_SUPPLIERS, PRUNE_SERVICE_CONFIG_HISTORY)
