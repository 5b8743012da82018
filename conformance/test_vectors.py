"""Every vector, on every implementation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pocket_conformance.harness import AdapterError
from pocket_conformance.operations import Operation
from pocket_conformance.scoring import Callee, Verdict, judge
from pocket_conformance.vector_files import VectorFile


def test_vector(
    vector_case: tuple[VectorFile, Operation | None, dict[str, Any]],
    implementation_name: str,
    callees: dict[str, Callee],
    record_property: Callable[[str, object], None],
) -> None:
    """The implementation answers as the vector says."""
    file, operation, case = vector_case
    aborted = ""
    try:
        verdict = judge(operation, case, callees[implementation_name].call(file.suite, file.op, case["input"]))
    except AdapterError as error:
        aborted = str(error)
        verdict = Verdict("never opened", str(error))
    about = {"implementation": implementation_name, "suite": file.suite, "op": file.op, "case": case["tcId"]}
    record_property("verdict", about | {"outcome": verdict.outcome, "problem": verdict.problem, "aborted": aborted})
    if verdict.outcome == "unsupported":
        pytest.skip(f"{file.suite}.{file.op}: unsupported")
    assert verdict.outcome == "passed", f"{case['comment']}: {verdict.problem}"
