"""The benchmark runs, compares roots, and does without Go."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pocket_conformance.implementations import available

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "smst_build.py"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    specification = importlib.util.spec_from_file_location("smst_build", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    monkeypatch.setitem(sys.modules, "smst_build", module)
    monkeypatch.syspath_prepend(SCRIPT.parent)
    specification.loader.exec_module(module)
    monkeypatch.setattr(
        sys, "argv", ["smst_build.py", "--leaves", "40", "--value-bytes", "512", "--rounds", "1", "--json"]
    )
    return module


def test_without_go_it_says_so_and_measures_the_rest(benchmark, monkeypatch, capsys):
    monkeypatch.setattr(benchmark.shutil, "which", lambda *_, **__: None)
    assert benchmark.main() == 0
    shown = capsys.readouterr()
    assert "there is no Go on this machine" in " ".join(shown.err.split())
    report = json.loads(shown.out)
    fast = ["fast, 1 thread", "fast, all CPUs"] if "reference-fast" in available() else []
    assert [row["implementation"] for row in report] == [
        "SHA-256 limit, 1 CPU",
        *fast,
        "reference, batch",
        "reference, history",
        "spec",
    ]
    assert len({row["root"] for row in report if row["root"]}) == 1
    assert all(row["times_as_fast_as_go_smt"] is None for row in report)


def test_without_numba_it_says_so_and_measures_the_rest(benchmark, monkeypatch, capsys):
    monkeypatch.setattr(benchmark.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(benchmark, "fast_core_works", lambda: (False, "numba is not installed"))
    assert benchmark.main() == 0
    shown = capsys.readouterr()
    assert "The rows of the fast core are skipped: numba is not installed" in " ".join(shown.err.split())
    assert "fast, 1 thread" not in {row["implementation"] for row in json.loads(shown.out)}


def test_the_go_library_builds_the_same_root(benchmark, capsys):
    program, reason = benchmark.build_go_program()
    if program is None:
        pytest.skip(f"no Go program to compare with: {reason}")
    assert benchmark.main() == 0
    report = json.loads(capsys.readouterr().out)
    assert {row["implementation"] for row in report} >= {"go-smt, 1 CPU", "go-smt, all CPUs", "reference, batch"}
    assert len({row["root"] for row in report if row["root"]}) == 1


def test_roots_that_differ_fail_the_run(benchmark, monkeypatch, capsys):
    monkeypatch.setattr(benchmark.shutil, "which", lambda *_, **__: None)
    honest = benchmark.one_turn

    def one_turn(contestant, leaves, value_bytes):
        result = honest(contestant, leaves, value_bytes)
        root = "00" if contestant.name == "spec" else result.root
        fields = {name: getattr(result, name) for name in result.__dataclass_fields__}
        return benchmark.Measurement(**{**fields, "root": root})

    monkeypatch.setattr(benchmark, "one_turn", one_turn)
    assert benchmark.main() == 1
    assert "roots of 40 leaves of 512 bytes differ" in " ".join(capsys.readouterr().err.split())
