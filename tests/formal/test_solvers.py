"""What solvers and enumerations decide without CrossHair fails where it would be empty, false or one-sided."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pocket_conformance.formal import report as reports
from pocket_conformance.formal.driver import run
from pocket_conformance.formal.model import Level, Report, Row

HERE = Path(__file__).resolve().parent

CONTRARY = """
class TermManager: pass

class Solver:
    def __init__(self, manager): pass
    def setOption(self, name, value): pass

class InputLanguage:
    SMT_LIB_2_6 = 0

class Command:
    def __init__(self, null): self.null = null
    def isNull(self): return self.null
    def invoke(self, solver, symbols): return "{answer}\\n"

class InputParser:
    def __init__(self, solver): self.commands = [Command(False), Command(True)]
    def setStringInput(self, *text): pass
    def nextCommand(self): return self.commands.pop(0)
    def getSymbolManager(self): return None
"""


@pytest.fixture(autouse=True, scope="module")
def toy_rooms_importable() -> Iterator[None]:
    sys.path.insert(0, str(HERE))
    yield
    sys.path.remove(str(HERE))


@pytest.fixture(scope="module")
def unsolved() -> Report:
    return run(rooms=("toy_rooms.unsolved",), extra_path=(str(HERE),))


def about(report: Report, function: str) -> str:
    return "\n".join(problem for problem in report.problems if f"toy_rooms.unsolved.{function}:" in problem)


def row_of(report: Report, function: str) -> Row:
    return next(row for row in report.rows if row.function == function)


def test_sound_room_passes_and_says_what_both_solvers_said(tmp_path: Path):
    report = run(rooms=("toy_rooms.solved",), extra_path=(str(HERE),), cache_directory=tmp_path)
    assert report.good, report.problems
    row = row_of(report, "never_above")
    assert [(solver, verdict) for solver, verdict, _ in row.solvers] == [("z3", "unsat"), ("cvc5", "unsat")]
    assert (row.level, row.canary, row.subject) == (Level.ALL, "refuted", "solver theorem")
    assert row_of(report, "positive").paths > 1
    small = row_of(report, "small_floors")
    assert (small.level, small.paths, small.canary_counterexample) == (Level.EXHAUSTED, 9, "0")
    assert "cvc5 unsat" in reports.markdown(report)
    again = run(rooms=("toy_rooms.solved",), extra_path=(str(HERE),), cache_directory=tmp_path)
    assert all(row.cached for row in again.rows)
    assert row_of(again, "never_above").solvers == row.solvers


@pytest.mark.parametrize(
    ("function", "text"),
    [
        ("false", "the solver theorem has a counterexample"),
        ("empty", "the solver theorem is vacuous"),
        ("living", "the solver canary was confirmed"),
        ("branching", "more than 2 paths"),
        ("two_faced", "z3's counterexample is none in Python"),
        ("hard", "the solver theorem lost its proof, even with more time"),
        ("dividing", "the solver theorem has a counterexample"),
        ("unnamed", "does not call the rule floor_to"),
        ("unnamed", "has no docstring"),
        ("unnamed", "does not take the same arguments"),
        ("no_case", "the exhaustive theorem is vacuous"),
        ("false_case", "the exhaustive theorem has a counterexample (every case): 3"),
        ("false_case", "the exhaustive canary was confirmed"),
        ("false_case", "claims all integers"),
    ],
)
def test_a_claim_fails_for_its_reason(unsolved: Report, function: str, text: str):
    assert text in about(unsolved, function)
    assert row_of(unsolved, function).level is Level.FAILED


def test_solvers_that_disagree_fail(tmp_path: Path):
    (tmp_path / "cvc5.py").write_text(CONTRARY.replace("{answer}", "sat"))
    report = run(rooms=("toy_rooms.solved",), extra_path=(str(tmp_path), str(HERE)), jobs=1, only="never_above")
    assert "the solvers disagree: z3 unsat, cvc5 sat" in "\n".join(report.problems)
    assert {row.level for row in report.rows} == {Level.FAILED}


def test_a_second_solver_that_does_not_know_fails(tmp_path: Path):
    (tmp_path / "cvc5.py").write_text(CONTRARY.replace("{answer}", "unknown"))
    report = run(rooms=("toy_rooms.solved",), extra_path=(str(tmp_path), str(HERE)), jobs=1, only="never_above")
    assert "z3 unsat, cvc5 unknown" in "\n".join(report.problems)


def test_a_second_solver_that_confirms_a_wrong_claim_fails(tmp_path: Path):
    (tmp_path / "cvc5.py").write_text(CONTRARY.replace("{answer}", "unsat"))
    report = run(rooms=("toy_rooms.solved",), extra_path=(str(tmp_path), str(HERE)), jobs=1, only="never_above")
    assert "the solvers disagree: z3 sat, cvc5 unsat" in "\n".join(report.problems)
