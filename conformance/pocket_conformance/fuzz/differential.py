"""Asks several implementations the same and tells whether their answers mean the same."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, Protocol, Self

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from pocket_conformance import strict_json
from pocket_conformance.harness import AdapterError, AdapterProcess
from pocket_conformance.operations import Operation
from pocket_conformance.shapes import Record, ShapeError

Json = dict[str, Any]


class Contestant(Protocol):
    """An implementation under test."""

    @property
    def name(self) -> str:
        """The name under which its answers are reported."""

    def call(self, suite: str, op: str, json_input: Json) -> Json:
        """Answer one request with a reply of the adapter protocol, without its id."""


class RestartingAdapter:
    """An adapter process that is started again after it broke; the break is its answer."""

    def __init__(self, name: str, command: str, timeout: float) -> None:
        self.name = name
        self._command = command
        self._timeout = timeout
        self._process = AdapterProcess(command, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.close()

    def call(self, suite: str, op: str, json_input: Json) -> Json:
        """Answer, or report how the process broke."""
        try:
            return self._process.call(suite, op, json_input)
        except AdapterError as error:
            self._process.close()
            self._process = AdapterProcess(self._command, timeout=self._timeout)
            return {"failure": str(error)}


@dataclass(frozen=True)
class Disagreement:
    """One input on which not all answers mean the same."""

    suite: str
    op: str
    input: Json
    answers: Mapping[str, Json]

    def to_json(self) -> Json:
        """Return the candidate for a test vector: the input and who answered what."""
        return {"suite": self.suite, "op": self.op, "input": self.input, "answers": dict(self.answers)}

    def write(self, directory: Path) -> Path:
        """Write the candidate to a file named after its input, whole or not at all."""
        text = strict_json.dumps_document(self.to_json())
        digest = hashlib.sha256(strict_json.dumps_line(self.input).encode()).hexdigest()[:12]
        path = directory / f"{self.suite}.{self.op}.{digest}.json"
        directory.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        unfinished.write_text(text)
        unfinished.replace(path)
        return path


@dataclass
class Comparison:
    """The contestants, and how often which operation was answered how."""

    contestants: Sequence[Contestant]
    operations: Mapping[tuple[str, str], Operation]
    kinds: dict[str, Counter[str]] = field(default_factory=dict)

    def ask(self, suite: str, op: str, json_input: Json) -> Disagreement | None:
        """Ask everybody; `unsupported` takes no part."""
        answers = {each.name: each.call(suite, op, json_input) for each in self.contestants}
        operation = self.operations[suite, op]
        meanings = [meaning(operation, answer) for answer in answers.values() if "unsupported" not in answer]
        if len(meanings) < 2:
            return None
        tally = self.kinds.setdefault(op, Counter())
        tally[kind(meanings[0])] += 1
        tally["panic"] += any(map(is_panic, meanings))
        return None if agree(meanings) else Disagreement(suite, op, json_input, answers)


def agree(meanings: Sequence[Json]) -> bool:
    """Tell whether all answers mean the same, and none is a failure.

    A panic of the Go library counts as a refusal: it agrees with others that refuse, and with nothing else.
    """
    calm = [each for each in meanings if not is_panic(each)]
    if any(each != calm[0] or "failure" in each for each in calm):
        return False
    return bool(calm) and (len(calm) == len(meanings) or kind(calm[0]) in ("rejection", "not valid"))


def is_panic(answer: Json) -> bool:
    """Tell whether an adapter says that the library under it panicked."""
    return str(answer.get("failure", "")).startswith("panic: ")


def meaning(operation: Operation, answer: Json) -> Json:
    """What an answer says, whatever way its numbers are written and whether or not empty optional fields are.

    An output of the wrong shape is a failure.
    """
    if "output" not in answer:
        return answer
    try:
        output = operation.output.parse(answer["output"], "output")
    except ShapeError as error:
        return {"failure": str(error)}
    optional = operation.output.optional if isinstance(operation.output, Record) else ()
    return {"output": {name: value for name, value in output.items() if value is not None or name not in optional}}


def kind(answer: Json) -> str:
    """Sort an answer: output, or valid / not valid where the output is a verdict; rejection; failure."""
    output = answer.get("output")
    if isinstance(output, dict) and set(output) == {"valid"}:
        return "valid" if output["valid"] else "not valid"
    return next(iter(answer))


class Disagreed(Exception):  # noqa: N818 - not an error: what the search is for
    """Raised to have Hypothesis minimise the input."""


def search(
    comparison: Comparison,
    suite: str,
    op: str,
    requests: st.SearchStrategy[list[Json]],
    draws: int,
    starting_point: int,
    proceed: Callable[[], bool],
) -> Disagreement | None:
    """Look for a disagreement in a number of draws and return the smallest form of the first one found.

    `proceed` is asked before every draw; once it says no, no further ones are tried, but one that was found is
    still minimised.
    """
    found: list[Disagreement] = []

    @seed(starting_point)
    @settings(
        max_examples=draws,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(requests)
    def everybody_agrees(inputs: list[Json]) -> None:
        if not found and not proceed():
            return
        for json_input in inputs:
            disagreement = comparison.ask(suite, op, json_input)
            if disagreement:
                found.append(disagreement)
                raise Disagreed

    with contextlib.suppress(Disagreed, Flaky):
        everybody_agrees()
    return without_idle_operations(comparison, min(found, key=_size)) if found else None


def without_idle_operations(comparison: Comparison, found: Disagreement) -> Disagreement:
    """Leave out, one or two at a time, operations of the trie without which the answers still differ.

    Hypothesis minimises what it draws, where a key is a position in a list of keys; this goes by the operations.
    """
    if "trie" not in found.input:
        return found
    operations = found.input["trie"]["operations"]
    for size in (1, 2):
        for left_out in combinations(range(len(operations)), size):
            kept = [operation for index, operation in enumerate(operations) if index not in left_out]
            smaller = {**found.input, "trie": {**found.input["trie"], "operations": kept}}
            disagreement = comparison.ask(found.suite, found.op, smaller)
            if disagreement:
                return without_idle_operations(comparison, disagreement)
    return found


def _size(disagreement: Disagreement) -> tuple[int, str]:
    text = strict_json.dumps_line(disagreement.input)
    return len(text), text
