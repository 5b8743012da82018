"""The beginning and the end of what suppliers serve: announced when it begins, forgotten when nobody asks any more."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.heights import current_session_start
from pocket_spec.actors.supplier.events import (
    EVENT_SUPPLIER_SERVICE_CONFIG_ACTIVATED,
    EventSupplierServiceConfigActivated,
)
from pocket_spec.actors.supplier.service_configs import NO_DEACTIVATION, service_of
from pocket_spec.governance.history import calendar_params
from pocket_spec.rules import Rules
from pocket_spec.session.calendar import calendar
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.records.shared import ServiceConfigUpdate
from pocket_spec.state.state import State
from pocket_spec.state.store import in_store_order
from pocket_spec.transitions import Step


@deal.ensure(lambda state, rules, result: result.state is state)
def activate_services(state: State, rules: Rules) -> Transition:
    """In the first block of a session, announce what begins to be served in it, by service id and operator address.

    Nothing else happens, and what a supplier serves does not hang on it. What ends where it begins is announced too.
    Source: poktroll v0.1.35 x/supplier/keeper/activate_services.go (BeginBlockerActivateSupplierServices)
    """
    if current_session_start(state) != state.height:
        return Transition(state)
    events = tuple(
        Event(
            EVENT_SUPPLIER_SERVICE_CONFIG_ACTIVATED,
            EventSupplierServiceConfigActivated(state.height, update.operator_address, service_of(update)),
        )
        for _, update in in_store_order(state, "service_config_updates")
        if update.activation_height == state.height
    )
    return Transition(state, events)


ACTIVATE_SERVICES = Step("activate_services", activate_services)


@deal.ensure(lambda state, update, rules, result: not result or 0 != update.deactivation_height <= state.height)
def is_config_prunable(state: State, update: ServiceConfigUpdate, rules: Rules) -> bool:
    """Tell whether the proofs of the last session in which a configuration was active can no longer be submitted.

    The windows are those of the parameters of that session.
    Source: poktroll v0.1.35 x/supplier/keeper/prune_supplier_service_config_history.go, since v0.1.31
    """
    if update.deactivation_height == NO_DEACTIVATION or update.deactivation_height > state.height:
        return False
    last_active = update.deactivation_height - 1
    params = rules.shared_params_at_height(state, last_active)
    return state.height > calendar(calendar_params(params), last_active).proof_close


@deal.ensure(lambda state, rules, result: result.events == ())
@deal.ensure(lambda state, rules, result: (
    len(result.state.service_config_updates) <= len(state.service_config_updates)
))  # fmt: skip
def prune_service_config_history(state: State, rules: Rules) -> Transition:
    """Forget the configurations that are no longer needed.

    Source: poktroll v0.1.35 x/supplier/keeper/prune_supplier_service_config_history.go
    (EndBlockerPruneSupplierServiceConfigHistory)
    """
    updates = state.service_config_updates.mutate()
    for key, update in state.service_config_updates.items():
        if rules.is_config_prunable(state, update, rules):
            del updates[key]
    return Transition(replace(state, service_config_updates=updates.finish()))


PRUNE_SERVICE_CONFIG_HISTORY = Step("prune_service_config_history", prune_service_config_history)
