"""The rung of the vectors: which cases of the conformance suite a mutant fails.

Contracts are off here, as no other implementation has them: a mutant is killed by an answer alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import deal

from pocket_conformance.errors import UserError
from pocket_conformance.implementations import Implementation, implementation
from pocket_conformance.mutation import digests
from pocket_conformance.mutation.forks import judged_in_forks
from pocket_conformance.mutation.model import Fate, Judgement, Mutant
from pocket_conformance.mutation.swap import Swapper, named, recorded
from pocket_conformance.operations import Operation
from pocket_conformance.scoring import each_case, judge
from pocket_conformance.vector_files import VectorFile, read_tree

LEAST_SECONDS = 30.0
"""What a mutant gets at least; beyond that, ten times what the cases take without it."""
PATIENCE = 10

Advance = Callable[[str], None]
Verdicts = Iterator[tuple[Mutant, Judgement]]


@dataclass(frozen=True)
class Reached:
    """A case that enters a function: its place among all cases, and the seconds it takes."""

    case: int
    seconds: float


class Vectors:
    """Runs, for each mutant, the cases that enter the mutated function, quick ones first, up to the first failure."""

    name = "vectors"

    def __init__(self, directory: Path, keep: Path) -> None:
        self.directory = directory
        self.keep = keep

    @cached_property
    def cases(self) -> list[tuple[VectorFile, Operation | None, dict[str, Any]]]:
        """Every case with its file and operation."""
        return list(each_case(read_tree(self.directory)))

    @cached_property
    def content(self) -> dict[str, str]:
        """A hash of each case, by its name: of what goes in and what must come out."""
        return {_name(file, case): _content(file, case) for file, _, case in self.cases}

    @cached_property
    def spec(self) -> Implementation:
        """The spec as the suite calls it."""
        return implementation("spec")

    def there(self, module: str) -> frozenset[str]:
        """Give the hashes of the rules without their contracts, of every case, and of all together."""
        return frozenset({self._rules(module), self._whole(module), *self.content.values()})

    def needs(self, module: str, judgement: Judgement) -> frozenset[str]:
        """Say what a verdict depends on: a kill on the case that fails."""
        killer = self.content.get(judgement.by.partition(":")[0])
        if judgement.fate is Fate.KILLED and killer is not None:
            return frozenset({self._rules(module), killer})
        return frozenset({self._whole(module)})

    @staticmethod
    def _rules(module: str) -> str:
        return digests.joined(digests.rules_digest(module, contracts=False), digests.judge_digest("vectors"))

    def _whole(self, module: str) -> str:
        return digests.joined(self._rules(module), *sorted(self.content.values()))

    def judge_all(self, mutants: Iterable[Mutant], *, jobs: int, note: Advance) -> Verdicts:
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
            killers = lately.get(mutant.function, [])
            for place in sorted(reached(mutant), key=lambda place: place.case not in killers):
                problem = self._problem(place.case)
                if problem:
                    return Judgement(Fate.KILLED, problem)
            return Judgement(Fate.SURVIVED, f"{len(reached(mutant))} cases")

        def limit(mutant: Mutant) -> float:
            return LEAST_SECONDS + PATIENCE * sum(place.seconds for place in reached(mutant))

        numbers = {_name(file, case): index for index, (file, _, case) in enumerate(self.cases)}
        lately: dict[str, list[int]] = {}  # what killed a mutant of a function is likely to kill the next one
        for mutant, found in judged_in_forks(mutants, work, jobs=jobs, limit=limit):
            if found.fate is Fate.KILLED and (killer := numbers.get(found.by.partition(":")[0])) is not None:
                lately.setdefault(mutant.function, []).append(killer)
            yield mutant, found

    def _order(self) -> str:
        """Hash the rules and the cases as they are numbered."""
        return digests.joined(self._rules(digests.OPERATIONS), *self.content.values())

    def _problem(self, index: int) -> str:
        file, operation, case = self.cases[index]
        verdict = judge(operation, case, self.spec.call(file.suite, file.op, case["input"]))
        if verdict.outcome == "passed":
            return ""
        return f"{_name(file, case)}: {verdict.problem or verdict.outcome}"[:300]

    def _reach(self, note: Advance) -> dict[str, list[Reached]]:
        """Learn which cases enter which functions; the answer is kept for the next run."""
        kept = self.keep / f"reach-{self._order()[:24]}.json"
        if kept.is_file():
            return _read(kept)
        files = digests.rule_files()
        swapper = Swapper(set(files.values()))
        deal.disable(warn=False)
        try:
            found = self._learned(swapper, files, note)
        finally:
            deal.enable(warn=False)
        kept.parent.mkdir(parents=True, exist_ok=True)
        text = {name: [(r.case, r.seconds) for r in places] for name, places in sorted(found.items())}
        kept.write_text(json.dumps(text), encoding="utf-8")
        return _read(kept)

    def _learned(self, swapper: Swapper, files: dict[str, str], note: Advance) -> dict[str, list[Reached]]:
        found: dict[str, list[Reached]] = {}
        for index in range(len(self.cases)):
            swapper.forget()
            problems: list[str] = []
            begun = time.monotonic()
            entered = recorded(lambda i=index, p=problems: p.append(self._problem(i)))  # type: ignore[misc]
            if problems[0]:
                raise UserError(f"the rules fail their own vectors ({problems[0]}); generate them first")
            seconds = round(time.monotonic() - begun, 4)
            for function in named(entered, files):
                found.setdefault(function, []).append(Reached(index, seconds))
            if index % 100 == 0:
                note(f"learning what vectors reach: {index} of {len(self.cases)}")
        return found


def _name(file: VectorFile, case: dict[str, Any]) -> str:
    return f"{file.suite}.{file.op} tcId {case['tcId']}"


def _content(file: VectorFile, case: dict[str, Any]) -> str:
    asked = [file.suite, file.op, case["input"], case.get("output"), case.get("rejection")]
    return digests.joined(json.dumps(asked, sort_keys=True))


def _read(kept: Path) -> dict[str, list[Reached]]:
    document = json.loads(kept.read_text(encoding="utf-8"))
    return {name: sorted((Reached(*p) for p in places), key=lambda r: r.seconds) for name, places in document.items()}
