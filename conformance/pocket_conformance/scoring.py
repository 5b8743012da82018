"""Scoring: runs vectors through an implementation and counts what came of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from rich.table import Table

from pocket_conformance.harness import AdapterError
from pocket_conformance.operations import Operation
from pocket_conformance.operations.registry import by_name, spec_operations
from pocket_conformance.shapes import ShapeError
from pocket_conformance.vector_files import VectorFile

Outcome = Literal["passed", "failed", "finding", "unsupported", "never opened"]
OUTCOMES: tuple[Outcome, ...] = ("passed", "failed", "finding", "unsupported", "never opened")


class Callee(Protocol):
    """Anything that answers requests: an adapter process or an implementation of this distribution."""

    def call(self, suite: str, op: str, json_input: Any) -> dict[str, Any]:
        """Answer one request with a reply of the adapter protocol, without its id."""


@dataclass(frozen=True)
class Verdict:
    """What came of one case; `problem` says in a line how a failed case differs.

    A `finding` is a failed case with a flag whose note names a finding: a place where the real code is known to break.
    """

    outcome: Outcome
    problem: str = ""


@dataclass
class Row:
    """The counts of one operation."""

    suite: str
    op: str
    cases: int = 0
    outcomes: dict[Outcome, int] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> int:
        """Return how many cases came out so."""
        return self.outcomes.get(outcome, 0)


@dataclass
class Scorecard:
    """All rows of one run, the failed cases, and why the run was cut short, if it was."""

    implementation: str
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    aborted: str = ""

    def record(self, suite: str, op: str, case_id: Any, verdict: Verdict) -> None:
        """Count one verdict."""
        row = self.rows.setdefault((suite, op), Row(suite, op))
        row.cases += 1
        row.outcomes[verdict.outcome] = row.count(verdict.outcome) + 1
        if verdict.problem and verdict.outcome in ("failed", "finding"):
            self.failures.append(f"{suite}.{op} tcId {case_id}: {verdict.problem}")

    def total(self, outcome: Outcome) -> int:
        """Return how many cases of all operations came out so."""
        return sum(row.count(outcome) for row in self.rows.values())

    @property
    def succeeded(self) -> bool:
        """Whether something was run, nothing failed, and every case was opened."""
        return bool(self.total("passed")) and not (self.total("failed") or self.total("never opened") or self.aborted)

    def to_json(self) -> dict[str, Any]:
        """Return the counts for machines."""

        def counts(count: Callable[[Outcome], int]) -> dict[str, int]:
            named = {outcome.replace(" ", "_"): count(outcome) for outcome in OUTCOMES}
            return {"run": named["passed"] + named["failed"] + named["finding"], **named}

        return {
            "implementation": self.implementation,
            "succeeded": self.succeeded,
            "aborted": self.aborted or None,
            "total": {"cases": sum(row.cases for row in self.rows.values()), **counts(self.total)},
            "operations": [
                {"suite": row.suite, "op": row.op, "cases": row.cases, **counts(row.count)}
                for row in self.rows.values()
            ],
            "failures": self.failures,
        }

    def to_table(self) -> Table:
        """Return the counts for people."""
        result = Table(title=f"{self.implementation}: {'agrees' if self.succeeded else 'DOES NOT AGREE'}")
        result.add_column("operation")
        for heading in ("cases", "run", "failed", "finding", "unsupported", "never opened"):
            result.add_column(heading, justify="right")
        report = self.to_json()
        for entry in [*report["operations"], {"suite": "", "op": "", **report["total"]}]:
            name = f"{entry['suite']}.{entry['op']}" if entry["suite"] else "total"
            numbers = (entry[key] for key in ("cases", "run", "failed", "finding", "unsupported", "never_opened"))
            result.add_row(name, *(str(number) for number in numbers))
        return result


def judge(operation: Operation | None, case: Mapping[str, Any], reply: Mapping[str, Any]) -> Verdict:
    """Compare a reply with what the case expects."""
    if "unsupported" in reply:
        return Verdict("unsupported")
    if "failure" in reply:
        return Verdict("failed", f"the implementation broke: {str(reply['failure'])[:300]}")
    if "rejection" in case or "rejection" in reply:
        expected, got = _answer(case), _answer(reply)
        return Verdict("passed") if expected == got else Verdict("failed", f"expected {expected}, got {got}")
    if operation is None:
        same = case["output"] == reply["output"]
        return Verdict("passed") if same else Verdict("failed", "the output differs")
    problem = difference(operation, case["output"], reply["output"])
    return Verdict("failed", problem) if problem else Verdict("passed")


def difference(operation: Operation, expected: Any, got: Any) -> str:
    """Return in a line how two outputs of an operation differ, "" where they mean the same."""
    try:
        wanted, given = operation.output.parse(expected, "output"), operation.output.parse(got, "output")
    except ShapeError as error:
        return str(error)
    for name in operation.output.optional:
        if name not in wanted or name not in given:
            wanted.pop(name, None)
            given.pop(name, None)
    return _first_difference(wanted, given, "output")


def excused(verdict: Verdict, file: VectorFile, case: Mapping[str, Any]) -> Verdict:
    """Turn the failure of a case that carries a known finding of the real code into a `finding`."""
    notes = file.document.get("notes", {})
    known = any("finding" in notes.get(flag, {}) for flag in case["flags"])
    return Verdict("finding", verdict.problem) if known and verdict.outcome == "failed" else verdict


def run(
    callee: Callee,
    name: str,
    files: Iterable[VectorFile],
    *,
    known_findings: bool = False,
    advance: Callable[[], None] = lambda: None,
) -> Scorecard:
    """Run every case through `callee`; after a broken protocol the rest counts as never opened.

    With `known_findings` failures that are findings of the real code are counted as such, not as failures.
    """
    card = Scorecard(name)
    for file, operation, case in each_case(files):
        verdict = Verdict("never opened")
        if not card.aborted:
            try:
                verdict = judge(operation, case, callee.call(file.suite, file.op, case["input"]))
            except AdapterError as error:
                card.aborted = str(error)
        if known_findings:
            verdict = excused(verdict, file, case)
        card.record(file.suite, file.op, case["tcId"], verdict)
        advance()
    return card


def each_case(files: Iterable[VectorFile]) -> Iterator[tuple[VectorFile, Operation | None, dict[str, Any]]]:
    """Return every case with its file and its operation, None where the spec has no such operation."""
    operations = by_name(spec_operations())
    for file in files:
        for case in file.cases:
            yield file, operations.get((file.suite, file.op)), case


def _answer(answered: Mapping[str, Any]) -> str:
    return f"rejection {answered['rejection']}" if "rejection" in answered else "an output"


def _first_difference(expected: Any, got: Any, path: str) -> str:
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in [*expected, *(key for key in got if key not in expected)]:
            if problem := _first_difference(expected.get(key), got.get(key), f"{path}.{key}"):
                return problem
        return ""
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        return next((p for i, (e, g) in pairs if (p := _first_difference(e, g, f"{path}[{i}]"))), "")
    return "" if expected == got else f"{path}: expected {_brief(expected)}, got {_brief(got)}"


def _brief(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
