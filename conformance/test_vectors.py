"""Every vector, on every implementation."""

from __future__ import annotations

from typing import Any

import pytest

from pocket_conformance.harness import AdapterError
from pocket_conformance.operations import Operation
from pocket_conformance.scoring import Callee, Scorecard, Verdict, judge
from pocket_conformance.vector_files import VectorFile


def test_vector(
    vector_case: tuple[VectorFile, Operation | None, dict[str, Any]],
    implementation_name: str,
    callees: dict[str, Callee],
    scorecard: Scorecard,
) -> None:
    """The implementation answers as the vector says."""
    file, operation, case = vector_case
    try:
        verdict = judge(operation, case, callees[implementation_name].call(file.suite, file.op, case["input"]))
    except AdapterError as error:
        scorecard.aborted = str(error)
        verdict = Verdict("never opened", str(error))
    scorecard.record(file.suite, file.op, case["tcId"], verdict)
    if verdict.outcome == "unsupported":
        pytest.skip(f"{file.suite}.{file.op}: unsupported")
    assert verdict.outcome == "passed", f"{case['comment']}: {verdict.problem}"
