"""The rung of mutation: the verdicts kept of each module's mutants, and which theorems refuted how many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pocket_conformance.assurance.model import Entry, Rung, Standing
from pocket_conformance.mutation import campaign
from pocket_conformance.mutation.digests import source_of
from pocket_conformance.mutation.model import Explanation, Fate
from pocket_conformance.mutation.mutator import mutants
from pocket_conformance.mutation.store import Verdicts

KILLER = re.compile(r"^(?:theorem|symbolic|solver theorem|exhaustive|rule) (\S+?)(?: \[\d+ of \d+\])?: ")


def entries(
    directory: Path, modules: Sequence[str], rungs: Sequence[campaign.Rung], explained: Sequence[Explanation]
) -> tuple[list[Entry], Counter[str]]:
    """Give the score of every module at every rung, and how many mutants each theorem refutes."""
    found: list[Entry] = []
    killed: Counter[str] = Counter()
    for module in modules:
        made = list(mutants(module, source_of(module)))
        for rung in rungs:
            kept = Verdicts(directory, rung.name, module, rung.there(module))
            verdicts = {mutant.key: verdict for mutant in made if (verdict := kept.find(mutant)) is not None}
            score = campaign.Score(module, rung.name, len(made), verdicts)
            found.append(_entry(score, written=kept.path.is_file()))
            for verdict in verdicts.values():
                if verdict.fate is Fate.KILLED and (match := KILLER.match(verdict.by)):
                    killed[match[1]] += 1
    return found + _explanations(modules, explained), killed


def _entry(score: campaign.Score, *, written: bool) -> Entry:
    judged = len(score.verdicts)
    standing = Standing.GOOD if judged else Standing.STALE if written else Standing.MISSING
    survived, late = score.count(Fate.SURVIVED), score.count(Fate.TIMEOUT)
    whole = "all" if judged == score.made else f"a sample of {judged} of"
    return Entry(
        Rung.MUTATION,
        f"{score.module.removeprefix('pocket_spec.')}, {score.rung}",
        f"How many of the {score.made} mutants of {score.module} the {score.rung} notice",
        ("every mutant judged" if judged == score.made else "a sample judged") if judged else standing,
        standing,
        f"{whole} {score.made} mutants" if judged else "",
        seconds=round(sum(verdict.seconds for verdict in score.verdicts.values()), 1),
        mutants=f"{score.count(Fate.KILLED)} of {judged} killed" if judged else "",
        note=f"{survived} survived, {late} ran out of time" if judged else "",
    )


def _explanations(modules: Sequence[str], explained: Sequence[Explanation]) -> list[Entry]:
    """An explanation that is about no mutant any more is stale."""
    return [
        Entry(
            Rung.MUTATION,
            f"{explanation.module}.{explanation.function}".removeprefix("pocket_spec."),
            f"Explained as equivalent: {explanation.before} -> {explanation.after}",
            "no such mutant",
            Standing.STALE,
        )
        for explanation in explained
        if explanation.module in modules
        and not any(explanation.explains(m) for m in mutants(explanation.module, source_of(explanation.module)))
    ]
