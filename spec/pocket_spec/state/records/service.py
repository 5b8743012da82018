"""Records of the service module; a service itself is in `shared`."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin


@dataclass(frozen=True, slots=True)
class ServiceParams:
    """Parameters of the service module: what adding a service costs, and the relays a session is to keep."""

    add_service_fee: Coin | None = None
    target_num_relays: int = 0


SERVICE_PARAMS = Message(
    "pocket.service.Params",
    ServiceParams,
    (
        Field(1, "add_service_fee", COIN),
        Field(2, "target_num_relays", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/params.proto."""


@dataclass(frozen=True, slots=True)
class RelayMiningDifficulty:
    """A service's target hash, and the average of relays it was set by."""

    service_id: str = ""
    block_height: int = 0
    num_relays_ema: int = 0
    target_hash: bytes | None = None


RELAY_MINING_DIFFICULTY = Message(
    "pocket.service.RelayMiningDifficulty",
    RelayMiningDifficulty,
    (
        Field(1, "service_id", Scalar.TEXT),
        Field(2, "block_height", Scalar.INT64),
        Field(3, "num_relays_ema", Scalar.UINT64),
        Field(4, "target_hash", Scalar.BYTES),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/relay_mining_difficulty.proto."""


@dataclass(frozen=True, slots=True)
class RelayMiningDifficultyUpdate:
    """A service's difficulty from a height on."""

    effective_height: int = 0
    difficulty: RelayMiningDifficulty | None = None


RELAY_MINING_DIFFICULTY_UPDATE = Message(
    "pocket.service.RelayMiningDifficultyUpdate",
    RelayMiningDifficultyUpdate,
    (
        Field(1, "effective_height", Scalar.INT64),
        Field(2, "difficulty", RELAY_MINING_DIFFICULTY),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/relay_mining_difficulty.proto."""


@dataclass(frozen=True, slots=True)
class ServiceComputeUnitsPerRelayUpdate:
    """The compute units of a service's relays from a height on."""

    effective_height: int = 0
    service_id: str = ""
    compute_units_per_relay: int = 0


SERVICE_COMPUTE_UNITS_PER_RELAY_UPDATE = Message(
    "pocket.service.ServiceComputeUnitsPerRelayUpdate",
    ServiceComputeUnitsPerRelayUpdate,
    (
        Field(1, "effective_height", Scalar.INT64),
        Field(2, "service_id", Scalar.TEXT),
        Field(3, "compute_units_per_relay", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/compute_units.proto."""
