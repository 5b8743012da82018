"""What the report consists of: entries by rung of the ladder, each with how it was checked and what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Rung(StrEnum):
    """The rungs of the ladder. Results of different rungs are never counted together."""

    CONTRACTS = "1 contracts of rules"
    THEOREMS = "2 theorems, CrossHair"
    SOLVERS = "3 claims on solver terms"
    EXHAUSTED = "4 claims on every case"
    EXPLORER = "5 bounded model checker"
    WALKS = "6 random walks"
    STATISTICS = "7 exact tests of chance"
    MUTATION = "8 mutation"
    INCIDENTS = "planted incidents"


class Standing(StrEnum):
    """Whether an entry may be relied on."""

    GOOD = "as expected"
    BOUNDED = "bounded"
    """As expected, but something was cut off: what lies beyond the bound nobody has looked at."""
    BAD = "failed"
    STALE = "stale"
    """The code is not that which was checked."""
    MISSING = "no verdict"
    """Nobody checked it, or the verdict was lost."""


RELIABLE = (Standing.GOOD, Standing.BOUNDED)
"""What may be relied on: for what the status says, and no more."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A counterexample in time: what happened at which heights, and what is wrong in the end."""

    title: str
    moments: tuple[tuple[int, str], ...]
    end: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a subject, a technique, and what came out, in the words of the technique's own levels.

    `invariants` are the ids of those entries of the catalogue that it speaks about, `killed` how many mutants it kills.
    """

    rung: Rung
    subject: str
    sentence: str
    status: str
    standing: Standing
    scope: str = ""
    assumptions: str = ""
    bounds: str = ""
    tools: str = ""
    seconds: float = 0.0
    mutants: str = ""
    note: str = ""
    trace: Trace | None = None
    invariants: tuple[str, ...] = ()
    killed: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What one rung has to say of an invariant: in a few words, and whether these may be relied on."""

    text: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Cells:
    """One invariant of the catalogue, with a cell for every rung; a rung without a word about it is absent."""

    id: str
    sentence: str
    fails: str
    cells: dict[Rung, Cell]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a report counted on a day: by rung, how many entries stood, how many were bounded, and how many did not."""

    date: str
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Assurance:
    """The whole report."""

    tools: Mapping[str, str]
    entries: tuple[Entry, ...]
    violations: tuple[Entry, ...] = ()
    matrix: tuple[Cells, ...] = ()
    handlers: tuple[Entry, ...] = ()
    history: tuple[Moment, ...] = ()

    @property
    def good(self) -> bool:
        """Say whether every entry is about the code as it is and came out as expected, if only within a bound."""
        return bool(self.entries) and all(entry.standing in RELIABLE for entry in self.entries)

    def counts(self) -> dict[Rung, Counter[str]]:
        """Count the statuses of each rung; what is stale or missing counts as that and as nothing else."""
        found: dict[Rung, Counter[str]] = {rung: Counter() for rung in Rung}
        for entry in self.entries:
            stands = entry.standing in (*RELIABLE, Standing.BAD)
            found[entry.rung][entry.status if stands else entry.standing.value] += 1
        return found

    def to_json(self) -> dict[str, Any]:
        """Give the report as plain data."""
        return {
            "good": self.good,
            "tools": dict(self.tools),
            "rungs": {rung.value: dict(counts) for rung, counts in self.counts().items()},
            "entries": [asdict(entry) for entry in self.entries],
            "violations": [asdict(entry) for entry in self.violations],
            "invariants": [asdict(cells) for cells in self.matrix],
            "handlers": [asdict(entry) for entry in self.handlers],
            "history": [asdict(moment) for moment in self.history],
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """What a runner says of one subject, before anyone asks whether the code is still the same."""

    subject: str
    sentence: str
    status: str
    good: bool
    scope: str = ""
    assumptions: str = ""
    bounds: str = ""
    seconds: float = 0.0
    note: str = ""
    trace: tuple[tuple[int, str], ...] = field(default=())
    bounded: bool = False
    invariants: tuple[str, ...] = ()
