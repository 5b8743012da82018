"""The driver fails where a check would be empty. CrossHair runs in child processes; nothing here imports it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pocket_conformance.formal import report as reports
from pocket_conformance.formal import server
from pocket_conformance.formal.__main__ import main
from pocket_conformance.formal.cache import source_files
from pocket_conformance.formal.driver import run
from pocket_conformance.formal.model import Level, Report, Row

HERE = Path(__file__).resolve().parent


UNSOUND = (
    "vacuous",
    "never_returns",
    "without_postcondition",
    "unregistered",
    "lost_proof",
    "false_theorem",
    "living_canary",
    "overclaiming",
    "branching",
    "dividing",
    "lemmas",
    "broken_rule",
    "broken_import",
    "empty",
)


@pytest.fixture(autouse=True, scope="module")
def toy_rooms_importable() -> Iterator[None]:
    sys.path.insert(0, str(HERE))
    yield
    sys.path.remove(str(HERE))


@pytest.fixture(scope="module")
def unsound() -> Report:
    """One run over everything that must fail, as most of its time goes into starting the checker."""
    return check(*UNSOUND)


def check(*rooms: str, **options) -> Report:
    return run(rooms=tuple(f"toy_rooms.{room}" for room in rooms), extra_path=(str(HERE),), **options)


def problems_about(report: Report, place: str) -> str:
    found = [problem for problem in report.problems if f"toy_rooms.{place}" in problem]
    assert found, report.problems
    return "\n".join(found)


def row_of(report: Report, room: str, function: str) -> Row:
    return next(row for row in report.rows if row.room == f"toy_rooms.{room}" and row.function == function)


def test_sound_room_passes_and_says_what_it_is_worth():
    report = check("sound")
    assert report.good, report.problems
    theorem, rule = report.rows
    assert (theorem.verdict, theorem.level, theorem.canary) == ("confirmed", Level.ALL, "refuted")
    assert theorem.symbolic.startswith("proved (z3")
    assert "never_above(" in theorem.witness
    assert rule.theorems == 1
    assert report.by_level["theorem"] == {Level.ALL.value: 1}


def test_vacuous_precondition_fails(unsound: Report):
    assert "the theorem is vacuous" in problems_about(unsound, "vacuous.above")
    assert row_of(unsound, "vacuous", "above").level is Level.FAILED


def test_theorem_that_never_returns_fails(unsound: Report):
    assert "the theorem is vacuous" in problems_about(unsound, "never_returns.above")


def test_theorem_must_have_exactly_one_postcondition(unsound: Report):
    assert "silent has 0 postconditions" in problems_about(unsound, "without_postcondition.silent")
    assert "double has 2 postconditions" in problems_about(unsound, "without_postcondition.double")
    assert "registered twice" in problems_about(unsound, "without_postcondition.canary")


def test_contracted_function_nobody_registered_fails(unsound: Report):
    assert "not registered" in problems_about(unsound, "unregistered.forgotten")
    assert "does not list it" in problems_about(unsound, "unlisted_rules.not_listed")


def test_lost_proof_fails_after_a_second_try(unsound: Report):
    assert "lost its proof" in problems_about(unsound, "lost_proof.digest_length")
    assert row_of(unsound, "lost_proof", "digest_length").tries == 2


def test_false_theorem_fails_with_its_counterexample(unsound: Report):
    about = problems_about(unsound, "false_theorem.below")
    assert "the theorem has a counterexample (result < value): false when calling below(" in about
    assert "the symbolic form has a counterexample" in about
    assert "the symbolic canary was confirmed" in about


def test_canary_must_be_refuted_by_its_postcondition(unsound: Report):
    assert "the canary was confirmed, it must be refuted" in problems_about(unsound, "living_canary.right")
    assert "the canary raised an error" in problems_about(unsound, "living_canary.failing")
    assert "does not promise the same" in problems_about(unsound, "living_canary.third")
    assert row_of(unsound, "living_canary", "first").level is Level.FAILED


def test_crash_or_hang_costs_its_own_verdict_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server, "WALL_FACTOR", 1)
    report = check("crashing", grace=1.0, jobs=1)
    assert "made the checker break" in problems_about(report, "crashing.dies")
    assert "(exit -9)" in problems_about(report, "crashing.dies")
    assert "made the checker break" in problems_about(report, "crashing.leaves")
    assert "had to be killed" in problems_about(report, "crashing.hangs")
    assert [row.verdict for row in report.rows] == ["crash", "crash", "killed", "confirmed"]


def test_death_of_the_checking_process_is_a_failure(tmp_path: Path):
    (tmp_path / "crosshair.py").write_text("raise RuntimeError('broken installation')\n")
    report = run(rooms=("toy_rooms.sound",), extra_path=(str(tmp_path), str(HERE)), jobs=1)
    assert not report.good
    assert "broken installation" in "\n".join(report.problems)
    assert {row.level for row in report.rows} == {Level.FAILED}


def test_entries_cannot_promise_more_than_is_checked(unsound: Report):
    about = problems_about(unsound, "overclaiming.of_a_collection")
    assert "claims all integers, but its parameter values is a collection" in about
    assert "does not call the rule floor_to" in about
    assert "rests on itself" in about
    assert "so the checker skips it" in problems_about(unsound, "skipped_rules.marked")
    assert "was not analysed" in problems_about(unsound, "skipped_rules.marked")
    assert "allows any exception" in problems_about(unsound, "skipped_rules.swallowing")
    assert "nothing to check" in problems_about(unsound, "skipped_rules.without_condition")


def test_symbolic_form_of_a_branching_rule_or_an_empty_domain_fails(unsound: Report):
    assert "branches on a symbolic value" in problems_about(unsound, "branching.positive")
    assert "the symbolic form is vacuous" in problems_about(unsound, "branching.never_above")


def test_symbolic_form_must_keep_divisors_positive(unsound: Report):
    assert "the symbolic form has a counterexample" in problems_about(unsound, "dividing.never_above")


def test_theorem_on_a_false_lemma_fails(unsound: Report):
    assert "its lemma halving_is_exact is not proved" in problems_about(unsound, "lemmas.two_halves")
    assert row_of(unsound, "lemmas", "two_halves").level is Level.FAILED


def test_theorem_does_not_lean_on_a_contract_that_its_rule_breaks(unsound: Report):
    assert "the theorem raised an error" in problems_about(unsound, "broken_rule.not_below")


def test_room_that_cannot_be_used_fails(unsound: Report):
    assert "cannot be imported" in problems_about(unsound, "broken_import")
    assert "registers nothing" in problems_about(unsound, "empty")
    assert "there is nothing to check" in check("empty").problems


def test_settled_verdicts_are_kept_until_a_source_changes(tmp_path: Path):
    first = check("sound", cache_directory=tmp_path)
    assert not any(row.cached for row in first.rows)
    second = check("sound", cache_directory=tmp_path)
    assert second.good
    assert all(row.cached for row in second.rows)
    assert [row.verdict for row in first.rows] == [row.verdict for row in second.rows]


def test_damaged_cache_entries_are_computed_again(tmp_path: Path):
    check("sound", cache_directory=tmp_path)
    entries = sorted(tmp_path.glob("*.json"))
    assert len(entries) == 5
    entries[0].write_text(entries[0].read_text()[:40])
    entries[1].write_bytes(b"\xff\x00")
    forged = json.loads(entries[2].read_text())
    forged["outcome"]["message"] = "another"
    entries[2].write_text(json.dumps(forged))
    entries[3].write_text(entries[4].read_text())
    report = check("sound", cache_directory=tmp_path)
    assert report.good, report.problems
    assert not all(row.cached for row in report.rows)
    assert all(row.cached for row in check("sound", cache_directory=tmp_path).rows)
    assert not list(tmp_path.glob(".unfinished-*"))


def test_a_verdict_depends_on_the_rules_its_room_imports():
    names = {path.name for path in source_files("toy_rooms.sound")}
    assert {"sound.py", "arithmetic.py", "theorems.py"} <= names
    assert "vacuous.py" not in names


def test_command_exits_with_one_on_a_failure_and_reports_it_in_every_form(tmp_path: Path):
    options = ["--no-cache", "--json", str(tmp_path / "out.json"), "--markdown", str(tmp_path / "out.md")]
    result = CliRunner().invoke(main, ["--room", "toy_rooms.vacuous", *options])
    assert result.exit_code == 1
    assert "FAILED" in result.output
    document = json.loads((tmp_path / "out.json").read_text())
    assert document["good"] is False
    assert document["rows"][0]["level"] == "failed"
    assert "## Problems" in (tmp_path / "out.md").read_text()


def test_command_exits_with_zero_and_keeps_standard_output_for_the_document(tmp_path: Path):
    options = ["--cache", str(tmp_path / "cache"), "--json", "-"]
    command = [sys.executable, "-m", "pocket_conformance.formal", "--room", "toy_rooms.sound", *options]
    environment = {"PYTHONPATH": str(HERE)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["good"] is True
    assert "every verdict is the registered one" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache"]


def test_markdown_table_keeps_levels_apart_and_escapes_bars(unsound: Report):
    text = reports.markdown(unsound)
    assert f"- theorems (CrossHair): {len([r for r in unsound.rows if r.subject == 'theorem'])} failed" in text
    rows = [line for line in text.splitlines() if line.startswith("| ") and "`below`" in line]
    assert len(rows) == 1
    assert rows[0].replace("\\|", "").count("|") == len(reports.THEOREM_COLUMNS) + 1
    assert reports.cell("a | b") == "a \\| b"


def test_nothing_imported_here_imports_the_checker():
    assert not [name for name in sys.modules if name == "crosshair" or name.startswith("crosshair.")]
