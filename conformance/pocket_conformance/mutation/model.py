"""A mutant, and what became of it."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Fate(StrEnum):
    """What a rung made of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    TIMEOUT = "timeout"
    """The rung did not finish in time: neither a kill nor a survival."""


@dataclass(frozen=True)
class Mutant:
    """A module with one function broken. `function` is the outermost one, so that its code can be put in its place.

    `shape` is that function as it is parsed: without its decorators and its docstring.
    """

    module: str
    function: str
    operator: str
    line: int
    original: str
    source: str
    shape: str

    @cached_property
    def difference(self) -> tuple[str, str]:
        """The lines that were taken out and those that were put in, each joined and without indentation."""
        lines = difflib.ndiff(self.original.splitlines(), self.source.splitlines())
        parts: dict[str, list[str]] = {"-": [], "+": []}
        for line in lines:
            if line[:1] in parts:
                parts[line[0]].append(line[2:].strip())
        return " ".join(parts["-"]), " ".join(parts["+"])

    @property
    def name(self) -> str:
        """The mutant's own name: the same wherever in the file the function stands."""
        before, after = self.difference
        return f"{self.module}.{self.function}: {before} -> {after}"

    @cached_property
    def key(self) -> str:
        """A hash of the mutated function: the same whatever is changed around it."""
        return hashlib.sha256(f"{self.module}.{self.function}\n{self.shape}".encode()).hexdigest()


@dataclass(frozen=True)
class Judgement:
    """The fate of a mutant at one rung; `by` says who killed it or why nobody could."""

    fate: Fate
    by: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Explanation:
    """Why a mutant that survives is equivalent: no input tells it from the rule."""

    module: str
    function: str
    before: str
    after: str
    why: str

    def explains(self, mutant: Mutant) -> bool:
        """Say whether this is about a mutant."""
        place = (mutant.module, mutant.function)
        return place == (self.module, self.function) and mutant.difference == (self.before, self.after)
