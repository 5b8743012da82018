"""What a supplier serves and when: configurations of services, each active from one height until another."""

from __future__ import annotations

from collections.abc import Iterable

import deal

from pocket_spec.state.records.shared import ServiceConfigUpdate, SupplierServiceConfig
from pocket_spec.state.state import ServiceConfigKey, State
from pocket_spec.state.store import BY_FIELD

NO_DEACTIVATION = 0
"""The deactivation height of a configuration whose end is not set."""


@deal.ensure(lambda activation, deactivation, height, result: not result or activation <= height)
@deal.ensure(
    lambda activation, deactivation, height, result: result or height < activation or 0 != deactivation <= height
)
def is_active(activation: int, deactivation: int, height: int) -> bool:
    """Tell whether a configuration is active at a height: from its activation until the block before its deactivation.

    One that is deactivated where it is activated, or before, never is.
    Source: poktroll v0.1.35 x/shared/types/service_config_update.go (IsActive)
    """
    return activation <= height and (deactivation == NO_DEACTIVATION or height < deactivation)


@deal.ensure(lambda update, height, result: not result or update.activation_height <= height)
def is_active_at(update: ServiceConfigUpdate, height: int) -> bool:
    """Tell whether a record of the history of a supplier's services is active at a height.

    Source: poktroll v0.1.35 x/shared/types/service_config_update.go (IsActive)
    """
    return is_active(update.activation_height, update.deactivation_height, height)


@deal.ensure(lambda update, result: result == (update.service.service_id if update.service else ""))
def service_of(update: ServiceConfigUpdate) -> str:
    """Give the id of the service that a record is about.

    Source: poktroll v0.1.35 proto/pocket/shared/supplier.proto
    """
    return update.service.service_id if update.service else ""


@deal.ensure(lambda history, height, result: len(result) <= len(tuple(history)))
def active_configs(history: Iterable[ServiceConfigUpdate], height: int) -> tuple[SupplierServiceConfig, ...]:
    """Give the configurations of a history that are active at a height, in its order.

    Source: poktroll v0.1.35 x/shared/types/supplier.go (GetActiveServiceConfigsFromHistory)
    """
    return tuple(update.service for update in history if update.service and is_active_at(update, height))


@deal.ensure(lambda state, operator_address, service_id=None, result=(): all(
    update.operator_address == operator_address and service_id in (None, service_of(update)) for update in result
))  # fmt: skip
def config_history(
    state: State, operator_address: str, service_id: str | None = None
) -> tuple[ServiceConfigUpdate, ...]:
    """List the records of a supplier's services, or of one of them, by service id and then by activation height.

    Source: poktroll v0.1.35 x/supplier/keeper/supplier_index.go (getSupplierServiceConfigUpdates)
    """
    return _in_store_order(
        (key, update)
        for key, update in state.service_config_updates.items()
        if key[2] == operator_address and service_id in (None, key[0])
    )


def _in_store_order(
    found: Iterable[tuple[ServiceConfigKey, ServiceConfigUpdate]],
) -> tuple[ServiceConfigUpdate, ...]:
    suffix = BY_FIELD["service_config_updates"].suffix
    return tuple(update for _, update in sorted(found, key=lambda item: suffix(item[0])))


@deal.ensure(
    lambda state, operator_address, service_id, result: all(found.service_id == service_id for found in result)
)
def active_service_configs(state: State, operator_address: str, service_id: str) -> tuple[SupplierServiceConfig, ...]:
    """Give a supplier's configurations of a service that are active in the block being executed, oldest first.

    Source: poktroll v0.1.35 x/supplier/keeper/supplier.go (GetSupplierActiveServiceConfig)
    """
    return active_configs(config_history(state, operator_address, service_id), state.height)


@deal.ensure(lambda state, service_id, height, result: all(is_active_at(update, height) for update in result))
@deal.ensure(lambda state, service_id, height, result: all(service_of(update) == service_id for update in result))
def serving_at(state: State, service_id: str, height: int) -> tuple[ServiceConfigUpdate, ...]:
    """List the records by which suppliers serve a service at a height, by activation height, then operator address.

    These are the candidates for a session. Nothing else counts: neither whether the supplier is unbonding, nor its
    stake.
    Source: poktroll v0.1.35 x/supplier/keeper/service_config.go (GetServiceConfigUpdatesIterator),
    x/session/keeper/session_hydrator.go (hydrateSessionSuppliers)
    """
    return _in_store_order(
        (key, update)
        for key, update in state.service_config_updates.items()
        if key[0] == service_id and is_active(update.activation_height, update.deactivation_height, height)
    )
