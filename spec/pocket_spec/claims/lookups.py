"""What a service asked of its relays at a height: their weight, and how rare they had to be."""

from __future__ import annotations

import deal

from pocket_spec.governance.history import latest_at
from pocket_spec.relay.difficulty import BASE_TARGET_HASH
from pocket_spec.state.records.service import RelayMiningDifficulty
from pocket_spec.state.state import State


@deal.ensure(lambda state, service_id, height, result: result is not None or service_id not in state.services)
def compute_units_per_relay_at_height(state: State, service_id: str, height: int) -> int | None:
    """Give what a relay of a service weighed at a height, None where there is no such service.

    The latest entry of the history up to the height decides; where it says 0 or there is none, today's weight does.
    Source: poktroll v0.1.35 x/service/keeper/service_compute_units_history.go (GetServiceComputeUnitsPerRelayAtHeight)
    """
    effective = latest_at((at for service, at in state.compute_units_history if service == service_id), height)
    if effective is not None:
        recorded = state.compute_units_history[service_id, effective].compute_units_per_relay
        if recorded:
            return recorded
    service = state.services.get(service_id)
    return None if service is None else service.compute_units_per_relay


@deal.ensure(lambda state, service_id, height, result: isinstance(result, RelayMiningDifficulty))
def difficulty_at_height(state: State, service_id: str, height: int) -> RelayMiningDifficulty:
    """Give a service's difficulty at a height: of the latest entry of the history up to it, else the base difficulty.

    Today's difficulty does not count where the history has none.
    Source: poktroll v0.1.35 x/service/keeper/relay_mining_difficulty.go (GetRelayMiningDifficultyAtHeight)
    """
    effective = latest_at((at for service, at in state.difficulty_history if service == service_id), height)
    recorded = None if effective is None else state.difficulty_history[service_id, effective].difficulty
    base = RelayMiningDifficulty(service_id, 0, state.service_params.target_num_relays, BASE_TARGET_HASH)
    return base if recorded is None else recorded
