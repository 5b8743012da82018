"""What must always hold of the chain: the catalogue, and what breaks it."""

from pocket_spec.invariants.catalogue import CATALOGUE, broken_by_state, broken_by_transition
from pocket_spec.invariants.model import Invariant, StateInvariant, TransitionInvariant

__all__ = [
    "CATALOGUE",
    "Invariant",
    "StateInvariant",
    "TransitionInvariant",
    "broken_by_state",
    "broken_by_transition",
]
