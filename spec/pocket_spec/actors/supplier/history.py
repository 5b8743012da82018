"""How the history of a supplier's services changes when it is staked again, and when it is unstaked."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.supplier.service_configs import NO_DEACTIVATION, service_of
from pocket_spec.state.records.shared import ServiceConfigUpdate, Supplier, SupplierServiceConfig


@deal.ensure(lambda operator_address, services, activation, result: len(result) == len(services))
def scheduled_configs(
    operator_address: str, services: tuple[SupplierServiceConfig, ...], activation: int
) -> tuple[ServiceConfigUpdate, ...]:
    """Schedule the services of a message: active from a height on, without an end.

    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go (createSupplier, updateSupplier)
    """
    return tuple(ServiceConfigUpdate(operator_address, service, activation, NO_DEACTIVATION) for service in services)


@deal.ensure(lambda supplier, services, activation, result: bool(services) or result == supplier.service_config_history)
@deal.ensure(
    lambda supplier, services, activation, result: (
        not services or all(update.deactivation_height for update in result[len(services) :])
    )
)
def updated_config_history(
    supplier: Supplier, services: tuple[SupplierServiceConfig, ...], activation: int
) -> tuple[ServiceConfigUpdate, ...]:
    """Give the history of a supplier that is staked again: new services first, then what it served so far.

    What it served so far ends where the new services begin, unless its end is set already. What was to begin there, of
    a service that is among the new ones, never was and is forgotten. Without new services nothing changes.
    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go (updateSupplier)
    """
    if not services:
        return supplier.service_config_history
    renewed = {service.service_id for service in services}
    kept = tuple(
        replace(update, deactivation_height=update.deactivation_height or activation)
        for update in supplier.service_config_history
        if update.activation_height != activation or service_of(update) not in renewed
    )
    return scheduled_configs(supplier.operator_address, services, activation) + kept


@deal.ensure(lambda history, deactivation, result: all(update.deactivation_height == deactivation for update in result))
def ended_config_history(
    history: tuple[ServiceConfigUpdate, ...], deactivation: int
) -> tuple[ServiceConfigUpdate, ...]:
    """Give the history of a supplier that is unstaked: every record of it ends at the height, whatever its end was.

    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_unstake_supplier.go (UnstakeSupplier)
    """
    return tuple(replace(update, deactivation_height=deactivation) for update in history)
