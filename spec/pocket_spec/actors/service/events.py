"""The event about services: how hard it is to mine their relays."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar


@dataclass(frozen=True, slots=True)
class EventRelayMiningDifficultyUpdated:
    """A service's target hash, in hex, and average of relays before and after a settlement, changed or not."""

    service_id: str = ""
    prev_target_hash_hex_encoded: str = ""
    new_target_hash_hex_encoded: str = ""
    prev_num_relays_ema: int = 0
    new_num_relays_ema: int = 0


EVENT_RELAY_MINING_DIFFICULTY_UPDATED = Message(
    "pocket.service.EventRelayMiningDifficultyUpdated",
    EventRelayMiningDifficultyUpdated,
    (
        Field(1, "service_id", Scalar.TEXT),
        Field(2, "prev_target_hash_hex_encoded", Scalar.TEXT),
        Field(3, "new_target_hash_hex_encoded", Scalar.TEXT),
        Field(4, "prev_num_relays_ema", Scalar.UINT64),
        Field(5, "new_num_relays_ema", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/event.proto."""
