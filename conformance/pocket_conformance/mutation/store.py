"""What became of mutants, a file for each rung and module, a line for each: a run can be taken up again.

A line says what the verdict needs: hashes of the rules and of who judged. It counts as long as all of that is there.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pocket_conformance.mutation.model import Explanation, Fate, Judgement, Mutant

EXPLANATIONS = Path(__file__).with_name("equivalent.json")


class Verdicts:
    """The verdicts of one rung about one module that hold with the judges who are `there`, by their hashes."""

    def __init__(self, directory: Path, rung: str, module: str, there: frozenset[str]) -> None:
        self.path = directory / rung / f"{module}.jsonl"
        self.there = there
        self.known = self._read()

    def find(self, mutant: Mutant) -> Judgement | None:
        """Give the verdict on a mutant, if there is one."""
        return self.known.get(mutant.key)

    def keep(self, mutant: Mutant, judgement: Judgement, needs: frozenset[str]) -> None:
        """Add a verdict; `needs` are the hashes of what it depends on."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.known[mutant.key] = judgement
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"key": mutant.key, "needs": sorted(needs), **asdict(judgement)}) + "\n")

    def _read(self) -> dict[str, Judgement]:
        found = {}
        for line in _whole_lines(self.path):
            key, needs = line.pop("key", ""), line.pop("needs", ())
            if needs and self.there.issuperset(needs):
                found[key] = Judgement(Fate(line.pop("fate")), **line)
        return found


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of lines; one that an interruption cut short ends it."""
    found: list[dict[str, Any]] = []
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for line in text.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            path.write_text("".join(f"{json.dumps(whole)}\n" for whole in found), encoding="utf-8")
            break
    return found


def explanations(path: Path = EXPLANATIONS) -> tuple[Explanation, ...]:
    """Read why survivors are equivalent."""
    return tuple(Explanation(**entry) for entry in json.loads(path.read_text(encoding="utf-8")))
