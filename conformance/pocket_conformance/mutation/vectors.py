"""The rung of the vectors: which cases of the conformance suite a mutant fails."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

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
    def digest(self) -> str:
        """A hash of the vectors and of the rules they reach."""
        paths = [path for path in self.directory.glob("*/*.json") if path.parent.name != "schemas"]
        return digests.joined(digests.digest_of_files(paths), digests.rules_digest(), digests.judges_digest())

    @cached_property
    def cases(self) -> list[tuple[VectorFile, Operation | None, dict[str, Any]]]:
        """Every case with its file and operation."""
        return list(each_case(read_tree(self.directory)))

    @cached_property
    def spec(self) -> Implementation:
        """The spec as the suite calls it."""
        return implementation("spec")

    def killers(self, module: str) -> str:
        """Give the hash of what judges a module's mutants."""
        return digests.joined(self.digest, module)

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
            swapper.put_in_place(mutant)
            for place in reached(mutant):
                problem = self._problem(place.case)
                if problem:
                    return Judgement(Fate.KILLED, problem)
            return Judgement(Fate.SURVIVED, f"{len(reached(mutant))} cases")

        def limit(mutant: Mutant) -> float:
            return LEAST_SECONDS + PATIENCE * sum(place.seconds for place in reached(mutant))

        yield from judged_in_forks(mutants, work, jobs=jobs, limit=limit)

    def _problem(self, index: int) -> str:
        file, operation, case = self.cases[index]
        verdict = judge(operation, case, self.spec.call(file.suite, file.op, case["input"]))
        if verdict.outcome == "passed":
            return ""
        return f"{file.suite}.{file.op} tcId {case['tcId']}: {verdict.problem or verdict.outcome}"[:300]

    def _reach(self, note: Advance) -> dict[str, list[Reached]]:
        """Learn which cases enter which functions; the answer is kept for the next run."""
        kept = self.keep / f"reach-{self.digest[:24]}.json"
        if kept.is_file():
            return _read(kept)
        files = digests.rule_files()
        swapper = Swapper(set(files.values()))
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
        kept.parent.mkdir(parents=True, exist_ok=True)
        text = {name: [(r.case, r.seconds) for r in places] for name, places in sorted(found.items())}
        kept.write_text(json.dumps(text), encoding="utf-8")
        return _read(kept)


def _read(kept: Path) -> dict[str, list[Reached]]:
    document = json.loads(kept.read_text(encoding="utf-8"))
    return {name: sorted((Reached(*p) for p in places), key=lambda r: r.seconds) for name, places in document.items()}
