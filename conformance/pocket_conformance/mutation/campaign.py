"""A run: every mutant of some modules before every rung, and the scores."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pocket_conformance.errors import UserError
from pocket_conformance.mutation.digests import rule_files, source_of
from pocket_conformance.mutation.model import Explanation, Fate, Judgement, Mutant
from pocket_conformance.mutation.mutator import mutants
from pocket_conformance.mutation.store import Verdicts

TARGETS = (
    "settlement",
    "session.calendar",
    "session.parameters",
    "governance.history",
    "governance.promotion",
    "smst.proofs",
    "smst.verify",
    "smst.closest",
)
"""What is mutated unless told otherwise: money, time, and proofs."""
NO_RULES = ("theorems", "budget_theorems", "conservation_theorems", "events", "messages", "__init__")
"""Last names of modules that state no rule."""


class Rung(Protocol):
    """A way to notice that a rule is broken."""

    @property
    def name(self) -> str:
        """What the rung is called."""

    def there(self, module: str) -> frozenset[str]:
        """Give the hashes of the rules and of what judges a module's mutants, as they are now: alone and as a whole."""

    def needs(self, module: str, judgement: Judgement) -> frozenset[str]:
        """Say which of them a verdict depends on: a kill on its killer, any other on the whole."""

    def judge_all(
        self, mutants: Iterable[Mutant], *, jobs: int, note: Callable[[str], None]
    ) -> Iterator[tuple[Mutant, Judgement]]:
        """Judge mutants, each in a process of its own."""


@dataclass
class Score:
    """What a rung made of a module's mutants; `made` counts all there are, judged or not."""

    module: str
    rung: str
    made: int
    verdicts: dict[str, Judgement] = field(default_factory=dict)

    def count(self, fate: Fate) -> int:
        """Count the mutants with a fate."""
        return sum(judgement.fate is fate for judgement in self.verdicts.values())


@dataclass
class Campaign:
    """All scores, the mutants that some rung let pass and none killed, and what is wrong with the explanations."""

    scores: list[Score]
    survivors: list[tuple[Mutant, str]]
    problems: list[str]

    @property
    def unexplained(self) -> list[Mutant]:
        """The survivors of every rung that nobody has shown to be equivalent."""
        return [mutant for mutant, why in self.survivors if not why]

    def to_json(self) -> dict[str, Any]:
        """Give the campaign as plain data."""
        return {
            "scores": [
                {
                    "module": score.module,
                    "rung": score.rung,
                    "mutants": score.made,
                    "judged": len(score.verdicts),
                    **{fate.value: score.count(fate) for fate in Fate},
                }
                for score in self.scores
            ],
            "survivors": [
                {
                    "module": mutant.module,
                    "function": mutant.function,
                    "operator": mutant.operator,
                    "line": mutant.line,
                    "before": mutant.difference[0],
                    "after": mutant.difference[1],
                    "explained": why,
                }
                for mutant, why in self.survivors
            ],
            "problems": self.problems,
        }


def modules_named(names: Sequence[str]) -> list[str]:
    """List the modules of rules that names stand for: a module, or a room with all that is in it."""
    known = [name for name in rule_files().values() if name.rpartition(".")[2] not in NO_RULES]
    found: dict[str, None] = {}
    for name in names:
        prefix = name if name == "pocket_spec" or name.startswith("pocket_spec.") else f"pocket_spec.{name}"
        chosen = [module for module in known if f"{module}.".startswith(f"{prefix}.")]
        if not chosen:
            raise UserError(f"{name}: no module of rules is called so")
        found.update(dict.fromkeys(chosen))
    return [module for module in found if next(mutants(module, source_of(module)), None) is not None]


def chosen_mutants(module: str, limit: int | None, seed: int) -> list[Mutant]:
    """Make the mutants of a module, or a sample of them that a seed determines."""
    made = list(mutants(module, source_of(module)))
    if limit is None or limit >= len(made):
        return made
    picked = random.Random(f"{seed} {module}").sample(range(len(made)), limit)  # noqa: S311 - nothing here is secret
    return [made[index] for index in sorted(picked)]


def run(
    modules: Sequence[str],
    rungs: Sequence[Rung],
    directory: Path,
    explanations: Sequence[Explanation],
    *,
    limit: int | None,
    seed: int,
    jobs: int,
    bar: Callable[[int, int, str], None],
) -> Campaign:
    """Judge what was not judged before; `bar` is told how many verdicts there are, of how many, and what goes on."""
    chosen = {module: chosen_mutants(module, limit, seed) for module in modules}
    total = len(rungs) * sum(map(len, chosen.values()))
    kept = {
        (rung.name, module): Verdicts(directory, rung.name, module, rung.there(module))
        for rung in rungs
        for module in modules
    }
    done = sum(kept[rung.name, m].find(mutant) is not None for rung in rungs for m in modules for mutant in chosen[m])
    for rung in rungs:
        waiting = [m for module in modules for m in chosen[module] if kept[rung.name, module].find(m) is None]
        # Whoever judges an equivalent mutant goes all the way, so these come last.
        waiting.sort(key=lambda mutant: any(explanation.explains(mutant) for explanation in explanations))
        bar(done, total, rung.name)
        for mutant, judgement in rung.judge_all(
            waiting,
            jobs=jobs,
            note=lambda text, done=done: bar(done, total, text),  # type: ignore[misc]
        ):
            kept[rung.name, mutant.module].keep(mutant, judgement, rung.needs(mutant.module, judgement))
            done += 1
            bar(done, total, f"{rung.name} {mutant.module.removeprefix('pocket_spec.')}")
    return summary(modules, [rung.name for rung in rungs], kept, explanations)


def summary(
    modules: Sequence[str],
    rungs: Sequence[str],
    kept: dict[tuple[str, str], Verdicts],
    explanations: Sequence[Explanation],
) -> Campaign:
    """Count the verdicts there are, and compare the survivors with their explanations."""
    scores: list[Score] = []
    survivors: list[tuple[Mutant, str]] = []
    problems: list[str] = []
    for module in modules:
        made = list(mutants(module, source_of(module)))
        about = [explanation for explanation in explanations if explanation.module == module]
        problems += [
            f"{module}.{explanation.function}: explained, but no mutant: {explanation.before} -> {explanation.after}"
            for explanation in about
            if not any(explanation.explains(mutant) for mutant in made)
        ]
        for rung in rungs:
            verdicts = {m.key: found for m in made if (found := kept[rung, module].find(m)) is not None}
            scores.append(Score(module, rung, len(made), verdicts))
        for mutant in made:
            judged = [verdict for rung in rungs if (verdict := kept[rung, module].find(mutant)) is not None]
            why = next((explanation.why for explanation in about if explanation.explains(mutant)), "")
            killer = next((verdict.by for verdict in judged if verdict.fate is Fate.KILLED), None)
            if killer is not None and why:
                problems.append(f"{mutant.name}: is explained as equivalent, but {killer} kills it")
            elif killer is None and any(verdict.fate is Fate.SURVIVED for verdict in judged):
                survivors.append((mutant, why))
    return Campaign(scores, survivors, problems)
