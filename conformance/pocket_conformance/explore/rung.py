"""The rung of the explorer: which invariants a mutant breaks in the small worlds that hold for the rules as they are.

Of every scope that enters the mutated function the nearest states are visited again, under the mutant: some of each
scope first, then more. A mutant is killed by an invariant alone: that a state looks otherwise says nothing of what must
hold. Contracts are off.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path

import deal

from pocket_conformance.errors import UserError
from pocket_conformance.explore.checkpoint import CODE
from pocket_conformance.explore.explorer import Search
from pocket_conformance.explore.scopes import SCOPES, question_of
from pocket_conformance.formal.cache import source_files
from pocket_conformance.formal.report import write
from pocket_conformance.mutation import digests
from pocket_conformance.mutation.forks import judged_in_forks
from pocket_conformance.mutation.model import Fate, Judgement, Mutant
from pocket_conformance.mutation.swap import Swapper, named, recorded
from pocket_spec.releases.v0_1_35 import RULES

STAGES = (150, 800)
"""States of each scope, those nearest to its start, in one round after the other."""
LEAST_SECONDS = 60.0
"""What a mutant gets at least; beyond that, ten times what the scopes take without it."""
PATIENCE = 10

Note = Callable[[str], None]


@dataclass(frozen=True)
class Reached:
    """A scope that enters a function, and the seconds it takes."""

    scope: str
    seconds: float


def begun(scope: str) -> Search:
    """Begin to explore a scope under the rules as they are called, whatever stands in their places."""
    known = SCOPES[scope]
    search = Search(known, RULES, question_of(known))
    search.begin()
    return search


def go_on(search: Search, most_states: int) -> None:
    """Explore up to so many states, or the first violation."""
    search.run(most_states=most_states, most_seconds=inf, stop_at_first=True, advance=lambda _: None)


class Explorer:
    """Explores, for each mutant, the scopes that enter the mutated function, quick ones first, up to a violation."""

    name = "explorer"

    def __init__(self, keep: Path, stages: tuple[int, ...] = STAGES, scopes: tuple[str, ...] = tuple(SCOPES)) -> None:
        self.keep = keep
        self.stages = stages
        self.scopes = scopes

    @cached_property
    def digest(self) -> str:
        """A hash of the scopes, the invariants and the rules they reach."""
        paths = {path for module in (__name__, *CODE) for path in source_files(module)}
        return digests.joined(digests.digest_of_code(paths, contracts=False), str(self.stages), *self.scopes)

    def there(self, module: str) -> frozenset[str]:
        """Give the hash of the scopes, the invariants and the rules, as they are now."""
        return frozenset({digests.joined(self.digest, module)})

    def needs(self, module: str, _judgement: Judgement) -> frozenset[str]:
        """Say what a verdict depends on: all of that, since a scope may reach any rule."""
        return self.there(module)

    def judge_all(self, mutants: Iterable[Mutant], *, jobs: int, note: Note) -> Iterator[tuple[Mutant, Judgement]]:
        """Judge mutants, each in its own fork."""
        mutants = list(mutants)
        if not mutants:
            return
        reach = self._reach(note)
        swapper = Swapper({mutant.module for mutant in mutants})

        def reached(mutant: Mutant) -> list[Reached]:
            return reach.get(f"{mutant.module}.{mutant.function}", [])

        def work(mutant: Mutant) -> Judgement:
            deal.disable(warn=False)
            swapper.put_in_place(mutant)
            searches = [begun(place.scope) for place in reached(mutant)]
            for most_states in self.stages:
                for search in searches:
                    go_on(search, most_states)
                    if search.broken:
                        return Judgement(Fate.KILLED, f"{next(iter(search.broken))} in {search.scope.name}")
            states = sum(len(search.positions) for search in searches)
            return Judgement(Fate.SURVIVED, f"{states} states of {len(searches)} scopes")

        def limit(mutant: Mutant) -> float:
            return LEAST_SECONDS + PATIENCE * sum(place.seconds for place in reached(mutant))

        yield from judged_in_forks(mutants, work, jobs=jobs, limit=limit)

    def _reach(self, note: Note) -> dict[str, list[Reached]]:
        """Learn which scopes enter which functions; the answer is kept for the next run."""
        kept = self.keep / f"reach-explorer-{self.digest[:24]}.json"
        if not kept.is_file():
            learned = sorted(self._learned(note).items())
            write(kept, json.dumps({name: [(r.scope, r.seconds) for r in places] for name, places in learned}) + "\n")
        document = json.loads(kept.read_text(encoding="utf-8"))
        return {name: [Reached(*place) for place in places] for name, places in document.items()}

    def _learned(self, note: Note) -> dict[str, list[Reached]]:
        files = digests.rule_files()
        swapper = Swapper(set(files.values()))
        found: dict[str, list[Reached]] = {}
        deal.disable(warn=False)
        try:
            for scope in self.scopes:
                note(f"learning what {scope} reaches")
                swapper.forget()
                since, searches = time.monotonic(), list[Search]()
                entered = recorded(lambda s=scope, e=searches: self._explored(s, e))  # type: ignore[misc]
                if searches[0].broken:
                    raise UserError(f"{scope}: the rules as they are break {next(iter(searches[0].broken))}")
                seconds = round(time.monotonic() - since, 4)
                for function in named(entered, files):
                    found.setdefault(function, []).append(Reached(scope, seconds))
            for places in found.values():
                places.sort(key=lambda place: place.seconds)
        finally:
            deal.reset()
        return found

    def _explored(self, scope: str, into: list[Search]) -> None:
        search = begun(scope)
        go_on(search, max(self.stages))
        into.append(search)
