"""What earlier releases did with suppliers where they did otherwise than today's."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.supplier.history import scheduled_configs, updated_config_history
from pocket_spec.actors.supplier.service_configs import NO_DEACTIVATION
from pocket_spec.rules import Rules
from pocket_spec.state.records.shared import (
    ServiceConfigUpdate,
    ServiceRevenueShare,
    SharedParams,
    Supplier,
    SupplierServiceConfig,
)
from pocket_spec.state.state import Address, State


@deal.ensure(lambda shares, result: result is None)
def any_share_addresses(shares: tuple[ServiceRevenueShare, ...]) -> None:
    """Let an address have several revenue shares of a service.

    Source: poktroll v0.1.33 x/shared/types/service_configs.go (ValidateServiceRevShare), until v0.1.33
    """


@deal.ensure(lambda owner_address, result: result is None)
def any_owner(owner_address: Address) -> None:
    """Let a module own a supplier. Until v0.1.33 the chain halted where its stake could not be paid back.

    Source: poktroll v0.1.33 x/supplier/keeper/msg_server_stake_supplier.go (StakeSupplier), until v0.1.33
    """


@deal.ensure(lambda supplier, signer, result: result)
def anybody_who_may_stake(supplier: Supplier, signer: Address) -> bool:
    """Let the operator cancel the unbonding as well as the owner.

    Source: poktroll v0.1.34 x/supplier/keeper/msg_server_stake_supplier.go (StakeSupplier), until v0.1.34
    """
    return True


@deal.ensure(lambda state, supplier, rules, result: result == state.shared_params)
def params_in_force(state: State, supplier: Supplier, rules: Rules) -> SharedParams:
    """Measure unbonding by the parameters in force.

    Source: poktroll v0.1.33 x/supplier/keeper/unbond_suppliers.go (EndBlockerUnbondSuppliers), until v0.1.33
    """
    return state.shared_params


@deal.ensure(
    lambda state, update, rules, result: result == (NO_DEACTIVATION != update.deactivation_height == state.height)
)
def is_ending(state: State, update: ServiceConfigUpdate, rules: Rules) -> bool:
    """Forget a configuration in the block in which it ends, with the claims of its last session still to come.

    The chain found such records by an index that restaking left stale, and halted on an entry without its record;
    only what a sound index gives is stated here.
    Source: poktroll v0.1.30 x/supplier/keeper/prune_supplier_service_config_history.go, until v0.1.30
    """
    return update.deactivation_height == state.height != NO_DEACTIVATION


@deal.ensure(lambda supplier, services, activation, result: bool(services) or result == ())
def history_cleared_without_services(
    supplier: Supplier, services: tuple[SupplierServiceConfig, ...], activation: int
) -> tuple[ServiceConfigUpdate, ...]:
    """Change the history as today, but a message without services clears it: the supplier serves nothing, at once.

    Source: poktroll v0.1.32 x/supplier/keeper/msg_server_stake_supplier.go (updateSupplier), v0.1.31 and v0.1.32
    """
    return updated_config_history(supplier, services, activation) if services else ()


@deal.ensure(lambda supplier, services, activation, result: bool(services) or result == supplier.service_config_history)
def history_ended_anew(
    supplier: Supplier, services: tuple[SupplierServiceConfig, ...], activation: int
) -> tuple[ServiceConfigUpdate, ...]:
    """Change the history as today, but what had ended before ends anew where the new services begin.

    Without services the history of the message was empty, but the records stayed: nothing removed them.
    Source: poktroll v0.1.30 x/supplier/keeper/msg_server_stake_supplier.go (updateSupplier), v0.1.30 alone
    """
    without_ends = tuple(
        replace(update, deactivation_height=NO_DEACTIVATION) for update in supplier.service_config_history
    )
    if not services:
        return supplier.service_config_history
    return updated_config_history(replace(supplier, service_config_history=without_ends), services, activation)


@deal.ensure(
    lambda supplier, services, activation, result: len(result) == len(services) + len(supplier.service_config_history)
)
def history_appended_to(
    supplier: Supplier, services: tuple[SupplierServiceConfig, ...], activation: int
) -> tuple[ServiceConfigUpdate, ...]:
    """End all that was served so far where the new services begin, then append these.

    Of two records of a service with the same beginning, the later is kept.
    Source: poktroll v0.1.29 x/supplier/keeper/msg_server_stake_supplier.go (updateSupplier), until v0.1.29
    """
    if not services:
        return supplier.service_config_history
    ended = tuple(replace(update, deactivation_height=activation) for update in supplier.service_config_history)
    return ended + scheduled_configs(supplier.operator_address, services, activation)
