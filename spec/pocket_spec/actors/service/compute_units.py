"""What a relay of a service weighs, and from when on: a change reaches the sessions that start after it."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.heights import current_session_start, next_session_start
from pocket_spec.governance.history import latest_at
from pocket_spec.state.records.service import ServiceComputeUnitsPerRelayUpdate
from pocket_spec.state.records.shared import Service
from pocket_spec.state.state import State

FIRST_HEIGHT = 1
"""From here on holds what a service weighed before its first recorded change."""


@deal.ensure(lambda state, height, service_id, units, result: (
    result.compute_units_history[service_id, height].compute_units_per_relay == units
))  # fmt: skip
def set_compute_units_at(state: State, height: int, service_id: str, units: int) -> State:
    """Record what a relay of a service weighs from a height on, in compute units.

    Source: poktroll v0.1.35 x/service/keeper/service_compute_units_history.go (SetServiceComputeUnitsPerRelayAtHeight)
    """
    update = ServiceComputeUnitsPerRelayUpdate(height, service_id, units)
    return replace(state, compute_units_history=state.compute_units_history.set((service_id, height), update))


@deal.ensure(lambda state, previous, service, result: (
    previous is None
    or previous.compute_units_per_relay != service.compute_units_per_relay
    or result.compute_units_history == state.compute_units_history
))  # fmt: skip
def record_compute_units(state: State, previous: Service | None, service: Service) -> State:
    """Record a new service's weight from the start of the current session, a changed one's from the next.

    At the first change of a service without records, what it weighed so far is recorded from height 1.
    Source: poktroll v0.1.35 x/service/keeper/service_compute_units_history.go
    (SnapshotServiceComputeUnitsPerRelayCreate, SnapshotServiceComputeUnitsPerRelayChange), since v0.1.35
    """
    units = service.compute_units_per_relay
    if previous is None:
        return set_compute_units_at(state, current_session_start(state), service.id, units)
    if previous.compute_units_per_relay == units:
        return state
    if not any(service_id == service.id for service_id, _ in state.compute_units_history):
        state = set_compute_units_at(state, FIRST_HEIGHT, service.id, previous.compute_units_per_relay)
    return set_compute_units_at(state, next_session_start(state), service.id, units)


@deal.ensure(lambda state, service_id, height, result: result is not None or service_id not in state.services)
def compute_units_at_height(state: State, service_id: str, height: int) -> int | None:
    """Give what a relay of a service weighs in a session that starts at a height, in compute units.

    That is what was recorded last up to the height; where nothing was, or 0, what it weighs now; None if there is
    neither a record nor a service.
    Source: poktroll v0.1.35 x/service/keeper/service_compute_units_history.go
    (GetServiceComputeUnitsPerRelayAtHeight), since v0.1.35
    """
    history = state.compute_units_history
    effective = latest_at((since for recorded, since in history if recorded == service_id), height)
    if effective is not None and history[service_id, effective].compute_units_per_relay:
        return history[service_id, effective].compute_units_per_relay
    service = state.services.get(service_id)
    return None if service is None else service.compute_units_per_relay
