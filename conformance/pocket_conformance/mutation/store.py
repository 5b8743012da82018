"""What became of mutants, a file for each rung and module, a line for each: a run can be taken up again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pocket_conformance.mutation.model import Explanation, Fate, Judgement, Mutant

EXPLANATIONS = Path(__file__).with_name("equivalent.json")


class Verdicts:
    """The verdicts of one rung about one module. Those that other judges spoke are forgotten."""

    def __init__(self, directory: Path, rung: str, module: str, killers: str) -> None:
        self.path = directory / rung / f"{module}.jsonl"
        self.killers = killers
        self.known = self._read()

    def find(self, mutant: Mutant) -> Judgement | None:
        """Give the verdict on a mutant, if there is one."""
        return self.known.get(mutant.key)

    def keep(self, mutant: Mutant, judgement: Judgement) -> None:
        """Add a verdict."""
        if not self.known:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps({"killers": self.killers}) + "\n", encoding="utf-8")
        self.known[mutant.key] = judgement
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"key": mutant.key, **asdict(judgement)}) + "\n")

    def _read(self) -> dict[str, Judgement]:
        lines = _whole_lines(self.path)
        if not lines or lines[0].get("killers") != self.killers:
            return {}
        found = {}
        for line in lines[1:]:
            key = line.pop("key")
            found[key] = Judgement(Fate(line.pop("fate")), **line)
        return found


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of lines; one that an interruption cut short ends it."""
    found: list[dict[str, Any]] = []
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                break
    return found


def explanations(path: Path = EXPLANATIONS) -> tuple[Explanation, ...]:
    """Read why survivors are equivalent."""
    return tuple(Explanation(**entry) for entry in json.loads(path.read_text(encoding="utf-8")))
