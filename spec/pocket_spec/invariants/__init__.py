"""What must always hold of the chain: the catalogue, and what breaks it."""

from pocket_spec.invariants.catalogue import (
    BY_ID,
    CATALOGUE,
    DATA_INVARIANTS,
    KNOWN_TO_FAIL,
    PAIR_INVARIANTS,
    STATE_INVARIANTS,
    TOTALITY,
    TRANSITION_INVARIANTS,
    broken_by_refusal,
    broken_by_state,
    broken_by_transition,
)
from pocket_spec.invariants.model import (
    Cause,
    Change,
    DataInvariant,
    Invariant,
    PairInvariant,
    StateInvariant,
    TransitionInvariant,
)

__all__ = [
    "BY_ID",
    "CATALOGUE",
    "DATA_INVARIANTS",
    "KNOWN_TO_FAIL",
    "PAIR_INVARIANTS",
    "STATE_INVARIANTS",
    "TOTALITY",
    "TRANSITION_INVARIANTS",
    "Cause",
    "Change",
    "DataInvariant",
    "Invariant",
    "PairInvariant",
    "StateInvariant",
    "TransitionInvariant",
    "broken_by_refusal",
    "broken_by_state",
    "broken_by_transition",
]
