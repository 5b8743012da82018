"""The difficulty of a service's relays: adjusted at every settlement, in force from the next session on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import deal

from pocket_spec.actors.heights import next_session_start
from pocket_spec.actors.service.events import (
    EVENT_RELAY_MINING_DIFFICULTY_UPDATED,
    EventRelayMiningDifficultyUpdated,
)
from pocket_spec.governance.history import latest_at
from pocket_spec.numbers import is_uint64
from pocket_spec.rejections import Rejected
from pocket_spec.relay.difficulty import BASE_TARGET_HASH, new_target_hash, relays_ema
from pocket_spec.rules import Rules
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.records.service import RelayMiningDifficulty, RelayMiningDifficultyUpdate
from pocket_spec.state.state import State


@deal.ensure(lambda state, service_id, result: result.service_id == service_id)
def base_difficulty(state: State, service_id: str) -> RelayMiningDifficulty:
    """Give the difficulty of a service that was never settled: every relay counts.

    Source: poktroll v0.1.35 x/service/keeper/relay_mining_difficulty.go (GetRelayMiningDifficultyAtHeight)
    """
    return RelayMiningDifficulty(service_id, 0, state.service_params.target_num_relays, BASE_TARGET_HASH)


@deal.ensure(lambda state, service_id, height, result: len(result.target_hash or b"") == 32 or state.difficulty_history)
def difficulty_at_height(state: State, service_id: str, height: int) -> RelayMiningDifficulty:
    """Give the difficulty of a service in a session that starts at a height: what was recorded last up to it.

    Where nothing was recorded that is the base difficulty, never the newest one.
    Source: poktroll v0.1.35 x/service/keeper/relay_mining_difficulty.go (GetRelayMiningDifficultyAtHeight), since
    v0.1.31
    """
    history = state.difficulty_history
    effective = latest_at((since for recorded, since in history if recorded == service_id), height)
    recorded = None if effective is None else history[service_id, effective].difficulty
    return base_difficulty(state, service_id) if recorded is None else recorded


@deal.raises(Rejected)
@deal.ensure(lambda state, service_id, num_relays, result: result.service_id == service_id)
def previous_difficulty(state: State, service_id: str, num_relays: int) -> RelayMiningDifficulty:
    """Give a service's newest difficulty; at its first settlement one as if it had always had this many relays.

    Errors: DIFFICULTY_EMA_ZERO for no relays at the first settlement, which no settlement has.
    Source: poktroll v0.1.35 x/service/keeper/update_relay_mining_difficulty.go (NewDefaultRelayMiningDifficulty)
    """
    known = state.difficulties.get(service_id)
    if known is not None:
        return known
    target_hash = new_target_hash(BASE_TARGET_HASH, state.service_params.target_num_relays, num_relays)
    return RelayMiningDifficulty(service_id, state.height, num_relays, target_hash)


@deal.ensure(lambda state, height, difficulty, result: (
    result.difficulty_history[difficulty.service_id, height].difficulty == difficulty
))  # fmt: skip
def set_difficulty_at(state: State, height: int, difficulty: RelayMiningDifficulty) -> State:
    """Record the difficulty of a service from a height on.

    Source: poktroll v0.1.35 x/service/keeper/relay_mining_difficulty.go (SetRelayMiningDifficultyAtHeight)
    """
    update = RelayMiningDifficultyUpdate(height, difficulty)
    history = state.difficulty_history.set((difficulty.service_id, height), update)
    return replace(state, difficulty_history=history)


@deal.ensure(lambda state, previous, difficulty, result: (
    replace(result.difficulties[difficulty.service_id], block_height=0) == replace(difficulty, block_height=0)
))  # fmt: skip
def record_difficulty(state: State, previous: RelayMiningDifficulty, difficulty: RelayMiningDifficulty) -> State:
    """Keep a new difficulty as the newest one and, in the history, from the next session on.

    A service without a history gets first the difficulty so far, from this block on: sessions that started before have
    the base difficulty.
    Source: poktroll v0.1.35 x/service/keeper/update_relay_mining_difficulty.go (UpdateRelayMiningDifficulty), since
    v0.1.31
    """
    effective = next_session_start(state)
    newest = replace(difficulty, block_height=effective)
    if not any(service_id == newest.service_id for service_id, _ in state.difficulty_history):
        state = set_difficulty_at(state, state.height, previous)
    state = set_difficulty_at(state, effective, newest)
    return replace(state, difficulties=state.difficulties.set(newest.service_id, newest))


@deal.ensure(lambda _previous, result: result == BASE_TARGET_HASH)
def base_target_hash(_previous: RelayMiningDifficulty) -> bytes:
    """Scale the base target, whatever the difficulty was before: the target follows the average alone.

    Source: poktroll v0.1.35 x/service/keeper/update_relay_mining_difficulty.go (UpdateRelayMiningDifficulty)
    """
    return BASE_TARGET_HASH


@deal.pre(lambda state, relays_per_service, rules: all(map(is_uint64, relays_per_service.values())))
@deal.raises(Rejected)
@deal.ensure(lambda state, relays_per_service, rules, result: len(result.events) == len(relays_per_service))
@deal.ensure(lambda state, relays_per_service, rules, result: result.state.services == state.services)
def update_relay_mining_difficulty(state: State, relays_per_service: Mapping[str, int], rules: Rules) -> Transition:
    """Adjust the difficulty of every service that was settled, by service id, to the relays settled in this block.

    Every one is announced, changed or not. A service that does not exist is as good as any.
    Errors: DIFFICULTY_EMA_ZERO for an average of 0 relays, which settlements of at least one relay never have.
    Source: poktroll v0.1.35 x/service/keeper/update_relay_mining_difficulty.go (UpdateRelayMiningDifficulty)
    """
    events: tuple[Event, ...] = ()
    for service_id in sorted(relays_per_service, key=lambda text: text.encode("utf-8", "surrogateescape")):
        previous = previous_difficulty(state, service_id, relays_per_service[service_id])
        average = relays_ema(previous.num_relays_ema, relays_per_service[service_id])
        target_hash = new_target_hash(
            rules.scaled_target_hash(previous), state.service_params.target_num_relays, average
        )
        state = rules.record_difficulty(state, previous, RelayMiningDifficulty(service_id, 0, average, target_hash))
        updated = EventRelayMiningDifficultyUpdated(
            service_id, (previous.target_hash or b"").hex(), target_hash.hex(), previous.num_relays_ema, average
        )
        events += (Event(EVENT_RELAY_MINING_DIFFICULTY_UPDATED, updated),)
    return Transition(state, events)
