"""What is to be checked, what came out, and the report of it all."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Literal

from pocket_spec.theorems import ALL_INTEGERS

Kind = Literal[
    "theorem",
    "canary",
    "rule",
    "symbolic",
    "symbolic canary",
    "solver theorem",
    "solver canary",
    "exhaustive",
    "exhaustive canary",
]
Subject = Literal["theorem", "rule", "solver theorem", "exhaustive theorem"]
"""What a row of the report is about."""


class State(StrEnum):
    """What the checker made of one condition."""

    CONFIRMED = "confirmed"
    """No input within the preconditions breaks the condition: every path was exhausted."""
    NOT_CONFIRMED = "not confirmed"
    """No counterexample was found in the time given; this is no evidence of truth."""
    REFUTED = "counterexample"
    """An input breaks the postcondition."""
    ERROR = "error"
    """An input makes the function or its postcondition raise something it does not declare."""
    VACUOUS = "vacuous"
    """No input satisfies the preconditions, or none that does makes the function return."""
    NOT_ANALYSED = "not analysed"
    """The checker found nothing to check in the function."""
    CRASH = "crash"
    """The checker itself broke."""
    KILLED = "killed"
    """The checker did not stop by itself in good time."""


class Level(StrEnum):
    """What a result is worth; levels are counted apart, never added up."""

    ALL = "proved (SMT), all integers"
    INDUCTION = "proved by induction: steps machine-checked, composition by hand"
    SCOPE = "proved within scope"
    EXHAUSTED = "exhausted within scope"
    SEARCHED = "searched, no counterexample: not evidence of truth"
    NOT_ANALYSED = "not analysed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One condition to be checked: `state` is the outcome the registry expects.

    `condition` counts the postconditions of the function; only those of CrossHair can be several. `second` is the state
    that the second solver alone may leave a proof in.
    """

    kind: Kind
    module: str
    function: str
    condition: int
    conditions: int
    text: str
    accepted: tuple[State, ...]
    seconds: int
    second: str = "confirmed"

    @property
    def name(self) -> str:
        """Name the obligation as a person would look for it."""
        place = f"{self.module}.{self.function}"
        return place if self.conditions == 1 else f"{place} [{self.condition + 1} of {self.conditions}]"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an obligation.

    `witness` is an input for which the function returns: the claim is not empty. `solvers` are the verdicts of the
    direct solvers with their seconds, where they were asked.
    """

    state: State
    message: str = ""
    witness: str = ""
    paths: int = 0
    seconds: float = 0.0
    tries: int = 1
    cached: bool = False
    solvers: tuple[tuple[str, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: a theorem with its canary and symbolic form, or a rule with all its conditions."""

    subject: Subject
    room: str
    function: str
    statement: str
    expected: str
    verdict: str
    level: Level
    scope: str
    preconditions: tuple[str, ...]
    assumptions: tuple[str, ...]
    rules: tuple[str, ...]
    theorems: int
    canary: str
    symbolic: str
    witness: str
    canary_counterexample: str
    seconds: float
    budget: int
    paths: int
    tries: int
    cached: bool
    remark: str
    solvers: tuple[tuple[str, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole run. It is good when `problems` is empty."""

    tier: str
    versions: dict[str, str]
    rows: tuple[Row, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    obligations: int
    seconds: float
    by_level: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Tell whether every verdict is the registered one and nothing was left unchecked."""
        return not self.problems

    def document(self) -> dict[str, Any]:
        """Give the report as plain data."""
        return {**asdict(self), "good": self.good, "by_level": {k: dict(v) for k, v in self.by_level.items()}}


def proof_level(scope: str, *, by_induction: bool) -> Level:
    """Name what a confirmed condition is worth."""
    if by_induction:
        return Level.INDUCTION
    return Level.ALL if scope == ALL_INTEGERS else Level.SCOPE
