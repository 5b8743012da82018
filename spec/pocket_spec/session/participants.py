"""Which suppliers may be drawn into a session: those whose configuration of the service is active."""

from __future__ import annotations

import deal

from pocket_spec.actors.supplier.service_configs import is_active_at
from pocket_spec.state.records.shared import ServiceConfigUpdate
from pocket_spec.state.state import State
from pocket_spec.state.store import in_store_order


@deal.ensure(lambda state, service_id, height, result: all(update.activation_height <= height for update in result))
def candidate_configs(state: State, service_id: str, height: int) -> tuple[ServiceConfigUpdate, ...]:
    """List the configurations of a service active at a height, in the store's order: by activation, then operator.

    Source: poktroll v0.1.35 x/supplier/keeper/service_config.go (GetServiceConfigUpdatesIterator)
    """
    return tuple(
        update
        for (service, _, _), update in in_store_order(state, "service_config_updates")
        if service == service_id and is_active_at(update, height)
    )
