"""What an incident is, and what comes of searching for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pocket_conformance.explore.model import Counterexample, rate
from pocket_spec.invariants import BY_ID, PairInvariant

EXPLORED, COMPARED = "explorer", "explorer, pair of runs"
"""The rungs of the ladder of assurance on which incidents are found."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A rule of the past that was wrong: what replaces which fields of `Rules`, and which invariants that may break."""

    id: str
    sentence: str
    override: Mapping[str, Any]
    may_break: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class Search:
    """What a search for an incident came to: `found` is the shortest counterexample of the first scope that has one."""

    incident: Incident
    found: Counterexample | None
    scope: str
    states: int
    seconds: float

    @property
    def rate(self) -> float:
        """States a second."""
        return rate(self.states, self.seconds)

    @property
    def rung(self) -> str:
        """Say by which means it was found, nothing if it was not."""
        if self.found is None:
            return ""
        return COMPARED if isinstance(BY_ID[self.found.invariant], PairInvariant) else EXPLORED

    @property
    def succeeded(self) -> bool:
        """Tell whether an invariant was found broken that the incident may break."""
        return self.found is not None and self.found.invariant in self.incident.may_break
