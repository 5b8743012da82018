"""The rungs of proof, read from the cache of the formal driver: what was settled of the code as it is.

The driver keeps what it settled under a hash of everything that the verdict depends on. So a verdict about other code
is not found, and what it was about has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pocket_conformance.assurance.model import Entry, Rung, Standing
from pocket_conformance.formal import registry
from pocket_conformance.formal.cache import Cache, key, source_digest, versions
from pocket_conformance.formal.driver import FULL_FACTOR
from pocket_conformance.formal.model import Level, Obligation, Outcome, Row
from pocket_conformance.formal.opaque import EXEMPT, unregistered
from pocket_conformance.formal.rows import direct_row, rule_row, theorem_row
from pocket_spec.theorems import ROOMS, Exhausted, SolverTheorem, Tier

RUNGS = {
    "theorem": Rung.THEOREMS,
    "rule": Rung.CONTRACTS,
    "solver theorem": Rung.SOLVERS,
    "exhaustive theorem": Rung.EXHAUSTED,
}


@dataclass(frozen=True, slots=True)
class _Claim:
    """A row of the driver's report, with the conditions it rests on and what is known of them."""

    row: Row
    obligations: list[Obligation]
    invariants: tuple[str, ...] = ()


def entries(cache: Path, tier: Tier, killed: Mapping[str, int], rooms: tuple[str, ...] = ROOMS) -> list[Entry]:
    """List every claim of a tier with its verdict; `killed` says how many mutants a theorem refutes."""
    known = registry.load(rooms)
    reader = _Reader(cache)
    found = [_entry(claim, reader.lost, killed) for claim in reader.claims(known, tier)]
    return found + [Entry(Rung.THEOREMS, "the registry", problem, "flawed", Standing.BAD) for problem in known.problems]


def unasked(rooms: tuple[str, ...] = ROOMS) -> Entry:
    """Say how many contracts no solver is asked about, and what in their parameters is why."""
    left = unregistered(registry.load(rooms).rooms)
    reasons = Counter("an exemption" if name in EXEMPT else reason for name, reason in left.items())
    return Entry(
        Rung.CONTRACTS,
        "rules that no solver is asked about",
        "Their contracts are on in all tests",
        Level.NOT_ANALYSED,
        Standing.BOUNDED,
        f"{len(left)} rules",
        note="because of " + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common(12)),
    )


class _Reader:
    """Looks conditions up, those of the long run first."""

    def __init__(self, cache: Path) -> None:
        self.cache = Cache(cache)
        self.environment = versions()
        self.sources: dict[str, str] = {}
        self.outcomes: dict[Obligation, Outcome] = {}
        self.lost: set[Obligation] = set()

    def claims(self, known: registry.Registry, tier: Tier) -> list[_Claim]:
        """Make the rows of a report from what is kept."""
        found: list[_Claim] = []
        for room in known.rooms:
            for theorem in room.theorems:
                if tier == "full" or theorem.tier == "quick":
                    kept, factor = self._kept(partial(registry.theorem_obligations, room.name, theorem))
                    found.append(
                        _Claim(theorem_row(room.name, theorem, self.outcomes, factor), kept, theorem.invariants)
                    )
            direct: tuple[SolverTheorem | Exhausted, ...] = (*room.solved, *room.exhausted)
            for one in direct:
                if tier == "full" or one.tier == "quick":
                    kept, factor = self._kept(partial(registry.direct_obligations, room.name, one))
                    found.append(_Claim(direct_row(room.name, one, self.outcomes, factor), kept, one.invariants))
            for checked in room.rules:
                if tier == "full" or checked.tier == "quick":
                    kept, factor = self._kept(partial(registry.rule_obligations, checked))
                    found.append(_Claim(rule_row(room.name, checked, self.outcomes, known, factor), kept))
        return found

    def _kept(self, conditions: Callable[[int], list[Obligation]]) -> tuple[list[Obligation], int]:
        """Look up the conditions of one claim, under the time of the long run, else under that of the short one."""
        for factor in (FULL_FACTOR, 1):
            wanted = conditions(factor)
            outcomes = {obligation: self._find(obligation) for obligation in wanted}
            if factor == 1 or all(outcomes.values()):
                break
        if all(outcomes.values()):  # a row made of a part of its verdicts would claim what nobody said
            self.outcomes |= {obligation: found for obligation, found in outcomes.items() if found is not None}
        self.lost |= {obligation for obligation, found in outcomes.items() if found is None}
        return wanted, factor

    def _find(self, obligation: Obligation) -> Outcome | None:
        if obligation.module not in self.sources:
            self.sources[obligation.module] = source_digest(obligation.module)
        return self.cache.find(key(obligation, self.environment, self.sources[obligation.module]))


def _entry(claim: _Claim, unknown: AbstractSet[Obligation], killed: Mapping[str, int]) -> Entry:
    row = claim.row
    lost = [o for o in claim.obligations if o in unknown]
    status, standing = _status(row, lost)
    name = row.function if row.subject == "rule" else f"{row.room}.{row.function}".removeprefix("pocket_spec.")
    solvers = ", ".join(f"{solver} {verdict}" for solver, verdict, _ in row.solvers)
    return Entry(
        RUNGS[row.subject],
        name,
        row.statement,
        status,
        standing,
        row.scope,
        "; ".join((*row.preconditions, *row.assumptions)),
        f"{row.budget} s a condition, {row.paths} paths" if row.paths else f"{row.budget} s a condition",
        solvers,
        row.seconds,
        str(killed[f"pocket_spec.{name}"]) if f"pocket_spec.{name}" in killed else "",
        row.remark or (f"canary {row.canary}" if row.canary != "-" else ""),
        invariants=claim.invariants,
        killed=killed.get(f"pocket_spec.{name}", 0),
    )


def _status(row: Row, lost: list[Obligation]) -> tuple[str, Standing]:
    """Say what a claim is worth; of a search, too, somebody must have kept what came of it."""
    if lost:
        return Standing.MISSING, Standing.MISSING
    if row.level is Level.FAILED:
        return row.level, Standing.BAD
    return row.level, Standing.BOUNDED if row.level is Level.SEARCHED else Standing.GOOD
