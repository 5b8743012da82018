"""What earlier releases did with services where they did otherwise than today's."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.service.difficulty import base_difficulty
from pocket_spec.state.records.service import RelayMiningDifficulty
from pocket_spec.state.records.shared import Service
from pocket_spec.state.state import State


@deal.ensure(lambda service, message, result: result.metadata == message.metadata and result.name == message.name)
def service_with_all_of_message(service: Service, message: Service) -> Service:
    """Take name, compute units per relay and metadata from the message: metadata it lacks are removed.

    Source: poktroll v0.1.34 x/service/keeper/msg_server_add_service.go (AddService), v0.1.33 and v0.1.34
    """
    units = message.compute_units_per_relay
    return replace(service, name=message.name, compute_units_per_relay=units, metadata=message.metadata)


@deal.ensure(lambda service, message, result: result.metadata == message.metadata and result.name == service.name)
def service_with_units_and_metadata(service: Service, message: Service) -> Service:
    """Take compute units per relay and metadata from the message: a name cannot be changed.

    Source: poktroll v0.1.32 x/service/keeper/msg_server_add_service.go (AddService), v0.1.30 to v0.1.32
    """
    return replace(service, compute_units_per_relay=message.compute_units_per_relay, metadata=message.metadata)


@deal.ensure(lambda service, message, result: result.compute_units_per_relay == message.compute_units_per_relay)
def service_with_units(service: Service, message: Service) -> Service:
    """Take compute units per relay from the message and nothing else; there were no metadata.

    Source: poktroll v0.1.29 x/service/keeper/msg_server_add_service.go (AddService), until v0.1.29
    """
    return replace(service, compute_units_per_relay=message.compute_units_per_relay)


@deal.ensure(lambda state, previous, service, result: result is state)
def no_record_of_compute_units(state: State, previous: Service | None, service: Service) -> State:
    """Keep no history of what relays weigh.

    Source: poktroll v0.1.34 x/service/keeper/msg_server_add_service.go (AddService), until v0.1.34
    """
    return state


@deal.ensure(lambda state, service_id, height, result: (result is None) == (service_id not in state.services))
def compute_units_in_force(state: State, service_id: str, height: int) -> int | None:
    """Give what a relay of a service weighs now, whatever the height; None if there is no such service.

    Source: poktroll v0.1.34 x/proof/keeper/service.go (getServiceComputeUnitsPerRelay), until v0.1.34
    """
    service = state.services.get(service_id)
    return None if service is None else service.compute_units_per_relay


@deal.ensure(lambda state, previous, difficulty, result: result.difficulty_history == state.difficulty_history)
def replace_difficulty(state: State, previous: RelayMiningDifficulty, difficulty: RelayMiningDifficulty) -> State:
    """Keep a new difficulty from this block on, and no history.

    Source: poktroll v0.1.30 x/service/keeper/update_relay_mining_difficulty.go (UpdateRelayMiningDifficulty), until
    v0.1.30
    """
    newest = replace(difficulty, block_height=state.height)
    return replace(state, difficulties=state.difficulties.set(newest.service_id, newest))


@deal.ensure(
    lambda state, service_id, height, result: result.service_id == service_id or service_id in state.difficulties
)
def difficulty_in_force(state: State, service_id: str, height: int) -> RelayMiningDifficulty:
    """Give the newest difficulty of a service, whatever the height; else the base difficulty, as of this block.

    Source: poktroll v0.1.30 x/service/keeper/relay_mining_difficulty.go (GetRelayMiningDifficulty), until v0.1.30
    """
    known = state.difficulties.get(service_id)
    return replace(base_difficulty(state, service_id), block_height=state.height) if known is None else known
