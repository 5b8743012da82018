"""The reference against the Go library itself, on drawn tries, proofs and tampered proofs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pocket_conformance.fuzz.differential import Comparison, RestartingAdapter, search
from pocket_conformance.fuzz.strategies import REQUESTS
from pocket_conformance.implementations import available, implementation
from pocket_conformance.operations.registry import by_name, spec_operations

GO_SMT = Path(__file__).resolve().parents[2] / "build" / "adapters" / "go-smt"


@pytest.fixture(scope="module")
def go_smt() -> Iterator[RestartingAdapter]:
    if not GO_SMT.exists():
        pytest.skip("build/adapters/go-smt is not there: make adapters builds it where there is Go")
    with RestartingAdapter("go-smt", str(GO_SMT), 60) as adapter:
        yield adapter


@pytest.mark.parametrize("name", ["reference", "reference-fast"])
@pytest.mark.parametrize("op", list(REQUESTS))
def test_the_reference_answers_as_the_library(op, name, go_smt):
    if name not in available():
        pytest.skip("the fast core needs numba, which is not installed: make fast")
    comparison = Comparison([implementation(name), go_smt], by_name(spec_operations()))
    assert search(comparison, "smst", op, REQUESTS[op], 300, 11, lambda: True) is None
    assert comparison.kinds[op].total() >= 300
