"""How suppliers are kept: the record without its services, these as records of their own, and who is unbonding."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.supplier.service_configs import active_configs, config_history
from pocket_spec.state.records.shared import Supplier
from pocket_spec.state.state import Address, State
from pocket_spec.state.store import BY_FIELD

NOT_UNSTAKING = 0
"""The last session's end of a supplier that is not unbonding."""


@deal.ensure(lambda supplier, result: result == (supplier.unstake_session_end_height != NOT_UNSTAKING))
def is_unbonding(supplier: Supplier) -> bool:
    """Tell whether a supplier is unbonding: whether its last session is set.

    Source: poktroll v0.1.35 x/shared/types/supplier.go (IsUnbonding)
    """
    return supplier.unstake_session_end_height != NOT_UNSTAKING


@deal.ensure(lambda supplier, result: result.services == () == result.service_config_history)
def dehydrated(supplier: Supplier) -> Supplier:
    """Strip a supplier of what is kept as records of its own.

    Source: poktroll v0.1.35 x/supplier/keeper/supplier.go (SetDehydratedSupplier)
    """
    return replace(supplier, services=(), service_config_history=())


@deal.ensure(lambda state, operator_address, result: (result is None) == (operator_address not in state.suppliers))
def hydrated_supplier(state: State, operator_address: Address) -> Supplier | None:
    """Give a supplier with its history and the services it serves in the block being executed, None if there is none.

    Source: poktroll v0.1.35 x/supplier/keeper/supplier.go (GetSupplier)
    """
    supplier = state.suppliers.get(operator_address)
    if supplier is None:
        return None
    history = config_history(state, operator_address)
    return replace(supplier, services=active_configs(history, state.height), service_config_history=history)


@deal.ensure(lambda state, supplier, result: result.suppliers[supplier.operator_address] == dehydrated(supplier))
def set_supplier(state: State, supplier: Supplier) -> State:
    """Keep a supplier and, instead of the records of its services so far, those of its history.

    Source: poktroll v0.1.35 x/supplier/keeper/supplier.go (SetAndIndexDehydratedSupplier), supplier_index.go
    """
    updates = _without_updates_of(state, supplier.operator_address).service_config_updates.mutate()
    for update in supplier.service_config_history:
        updates[BY_FIELD["service_config_updates"].key(update)] = update
    return replace(
        state,
        suppliers=state.suppliers.set(supplier.operator_address, dehydrated(supplier)),
        service_config_updates=updates.finish(),
        unindexed_suppliers=state.unindexed_suppliers - {supplier.operator_address},
    )


@deal.pre(lambda state, supplier: supplier.operator_address in state.suppliers)
@deal.ensure(lambda state, supplier, result: result.service_config_updates == state.service_config_updates)
@deal.ensure(lambda state, supplier, result: result.suppliers[supplier.operator_address] == dehydrated(supplier))
def set_dehydrated_supplier(state: State, supplier: Supplier) -> State:
    """Keep the record of a supplier alone, as settlement does.

    The chain's index of those that are unbonding is left as it is: a supplier that begins to unbond in this way is not
    in it, and no block ends its unbonding.
    Source: poktroll v0.1.35 x/supplier/keeper/supplier.go (SetDehydratedSupplier)
    """
    begins = is_unbonding(supplier) and not is_unbonding(state.suppliers[supplier.operator_address])
    return replace(
        state,
        suppliers=state.suppliers.set(supplier.operator_address, dehydrated(supplier)),
        unindexed_suppliers=state.unindexed_suppliers | ({supplier.operator_address} if begins else frozenset()),
    )


@deal.ensure(lambda state, operator_address, result: operator_address not in result.suppliers)
@deal.ensure(lambda state, operator_address, result: config_history(result, operator_address) == ())
def remove_supplier(state: State, operator_address: Address) -> State:
    """Remove a supplier and the records of its services.

    Source: poktroll v0.1.35 x/supplier/keeper/supplier.go (RemoveSupplier)
    """
    suppliers = state.suppliers
    return replace(
        _without_updates_of(state, operator_address),
        suppliers=suppliers.delete(operator_address) if operator_address in suppliers else suppliers,
        unindexed_suppliers=state.unindexed_suppliers - {operator_address},
    )


def _without_updates_of(state: State, operator_address: Address) -> State:
    updates = state.service_config_updates.mutate()
    for key in state.service_config_updates:
        if key[2] == operator_address:
            del updates[key]
    return replace(state, service_config_updates=updates.finish())
