"""The difficulty of relays: a function of demand alone."""

from __future__ import annotations

from pocket_spec.invariants.model import Change, TransitionInvariant
from pocket_spec.relay.difficulty import BASE_TARGET
from pocket_spec.state.records.service import RelayMiningDifficulty


def _target(difficulty: RelayMiningDifficulty) -> int:
    return int.from_bytes(difficulty.target_hash or b"", "big")


def _fitting(change: Change, difficulty: RelayMiningDifficulty) -> bool:
    """Tell whether a target is the base target scaled by the wanted number of relays over the average."""
    wanted, average = change.before.service_params.target_num_relays, difficulty.num_relays_ema
    return average == 0 or _target(difficulty) == min(BASE_TARGET, BASE_TARGET * wanted // average)


def _follows_average(change: Change) -> bool:
    return all(_fitting(change, new) for _, new in _changed(change))


def _is_monotone(change: Change) -> bool:
    """Compare each new difficulty with the one before, unless governance wanted another number of relays then."""
    for name, new in _changed(change):
        old = change.before.difficulties.get(name)
        if old is None or not _fitting(change, old):
            continue
        rose, eased = new.num_relays_ema - old.num_relays_ema, _target(new) - _target(old)
        if rose * eased > 0 or (rose == 0 and eased != 0):
            return False
    return True


def _is_kept(change: Change) -> bool:
    """Tell whether whoever has just the wanted number of relays has the base target, at which all count."""
    wanted = change.before.service_params.target_num_relays
    return all(_target(new) == BASE_TARGET for _, new in _changed(change) if new.num_relays_ema == wanted)


def _changed(change: Change) -> list[tuple[str, RelayMiningDifficulty]]:
    before, after = change.before.difficulties, change.after.difficulties
    if before is after:
        return []
    return [(name, new) for name, new in after.items() if before.get(name) != new]


FOLLOWS_AVERAGE = TransitionInvariant(
    id="DIF-1",
    sentence="A service's target is the base target times the wanted over the average number of relays, if less.",
    assumes="The wanted number is below 2^63.",
    silent_on="How the average moves.",
    holds=_follows_average,
)
MONOTONE = TransitionInvariant(
    id="DIF-2",
    sentence="More relays never make a service's target easier, and the same average keeps it.",
    assumes="The wanted number of relays has not changed since the last adjustment.",
    silent_on="Relays that do not count.",
    holds=_is_monotone,
)
FIXED_POINT = TransitionInvariant(
    id="DIF-3",
    sentence="A service whose average is just the wanted number of relays has the base target.",
    assumes="Nothing.",
    silent_on="Other averages: DIF-1 speaks of those.",
    holds=_is_kept,
)
