"""Counterexamples become cases: read, played again, answered by today's rules, and part of the tree of vectors."""

import errno
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pocket_conformance import cli_promote, lint
from pocket_conformance.cli_checking import explore_command
from pocket_conformance.cli_promote import promote_command
from pocket_conformance.errors import UserError
from pocket_conformance.explore.promotion import found_in, is_told_apart, record_of
from pocket_conformance.generate import promoted
from pocket_conformance.generate.chain.areas import NOTES, cases
from pocket_conformance.generate.files import document_of, read_files, with_promoted, write_tree
from pocket_conformance.implementations import implementation
from pocket_conformance.operations.chain import OPERATIONS
from pocket_conformance.vector_files import read_tree
from pocket_conformance.walk import machine, run
from pocket_spec.invariants import BY_ID

REPOSITORY = Path(__file__).resolve().parents[2]
(SCENARIO,) = (operation for operation in OPERATIONS if operation.suite == "scenario")


def promote(tmp_path, *arguments, given=None):
    vectors = tmp_path / "vectors"
    if not vectors.exists():
        shutil.copytree(REPOSITORY / "vectors", vectors)
        files = with_promoted(read_files(vectors), SCENARIO, [])  # without what was promoted before
        write_tree(vectors, files)
    options = ("--vectors", str(vectors), "--records", str(tmp_path / "records"))
    result = CliRunner().invoke(promote_command, [*arguments, *options], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return vectors


def promoted_in(vectors):
    (file,) = read_tree(vectors, ("scenario",))
    return [case for case in file.cases if promoted.PROMOTED in case["flags"]]


def test_a_planted_incident_becomes_a_case_that_all_checks_accept(tmp_path):
    vectors = promote(tmp_path, "--incident", "H25b", "--scope", "dust", "--invariant", "BEM-3")
    case = next(case for case in promoted_in(vectors) if "IncidentH25b" in case["flags"])
    assert case["result"] == "valid"
    assert "H25b" in case["flags"][1]
    assert len(case["input"]["blocks"]) == len(case["output"]["blocks"]) > 1
    assert any(block["messages"] for block in case["input"]["blocks"])
    assert list(lint.problems(vectors)) == []
    assert implementation("spec").call("scenario", "run", case["input"])["output"] == case["output"]


def test_promoting_again_changes_nothing(tmp_path):
    arguments = ("--incident", "H25b", "--scope", "dust", "--invariant", "BEM-3")
    once = (promote(tmp_path, *arguments) / "scenario/run.json").read_bytes()
    assert (promote(tmp_path, *arguments) / "scenario/run.json").read_bytes() == once


def test_an_input_that_is_there_is_not_kept_twice(tmp_path):
    """The shortest trace to a halt is that of a claim of one relay, whatever the reason why it cannot be settled."""
    promote(tmp_path, "--incident", "H25b", "--scope", "dust", "--invariant", "BEM-3")
    promote(tmp_path, "--incident", "H28", "--scope", "dust", "--invariant", "TOT-1")
    assert [record.flag for record in promoted.records(tmp_path / "records")] == ["IncidentH25b"]
    assert list(lint.problems(tmp_path / "vectors")) == []


def test_where_the_tree_cannot_be_written_no_input_stays(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "vectors")

    monkeypatch.setattr(cli_promote.tree, "write_tree", full)
    with pytest.raises(OSError, match="No space"):
        promote(tmp_path, "--incident", "H25b", "--scope", "dust", "--invariant", "BEM-3")
    assert not list((tmp_path / "records").iterdir())


def test_the_tree_is_the_one_that_the_generator_makes(tmp_path):
    promote(tmp_path, "--incident", "H25b", "--scope", "dust", "--invariant", "BEM-3")
    found = promoted.records(tmp_path / "records")
    own = [case for case in cases() if case.op == "run"][:3]
    notes = {**NOTES, **promoted.notes_of(found)}
    whole = document_of(SCENARIO, notes, [*own, *promoted.cases_of(SCENARIO, found)])
    files = {"scenario/run.json": json.dumps(document_of(SCENARIO, notes, own)).encode()}
    assert json.loads(with_promoted(files, SCENARIO, found)["scenario/run.json"]) == whole


def test_the_output_of_explore_is_read(tmp_path):
    document = json.loads(CliRunner().invoke(explore_command, ["--scope", "places", "--json"]).output)
    assert document["scopes"][0]["broken"] == []
    with pytest.raises(UserError, match="no counterexample"):
        promote(tmp_path, "-", given=json.dumps(document))


def test_what_breaks_under_todays_rules_is_promoted_too(tmp_path):
    (case,) = promoted_in(promote(tmp_path, "--scope", "dust", "--invariant", "ONCE-4"))
    assert case["flags"] == ["Promoted", "DustONCE4"]
    events = [event["type"] for block in case["output"]["blocks"] for event in block["events"]]
    assert "pocket.tokenomics.EventClaimDiscarded" in events


def test_what_is_withheld_stays_so(tmp_path):
    with pytest.raises(UserError, match="maintainers"):
        promote(tmp_path, "--scope", "unproven", "--invariant", "NIF-1")


def counterexample(**changed):
    found = next(iter(found_in({"incidents": [INCIDENT]})))
    return replace(found, **changed)


INCIDENT = {
    "incident": "H25b",
    "found": True,
    "scope": "dust",
    "invariant": "BEM-3",
    "trace": [{"height": 5, "what": "end of block"}],
}


def test_blocks_that_break_nothing_are_refused():
    with pytest.raises(UserError, match="do not break BEM-3"):
        record_of(counterexample())
    assert not is_told_apart(counterexample())


@pytest.mark.parametrize("document", [[], {"scopes": [{}]}, {"incidents": [{"found": True}]}, {}])
def test_other_documents_are_refused_in_one_line(document):
    with pytest.raises(UserError):
        found_in(document)


def test_a_walk_hands_over_what_it_walked(monkeypatch):
    """Here the third block is held to be a violation."""
    broken = BY_ID["ONCE-1"]
    monkeypatch.setattr(machine, "broken_by_state", lambda state: (broken,) if state.height > 2 else ())
    document = run.walk(steps=200, seconds=30).to_json()
    assert document["problem"].startswith("ONCE-1")
    (found,) = found_in(json.loads(json.dumps(document)))
    assert found.invariant == "ONCE-1"
    assert found.start.height == 1
    assert len(found.blocks) == 3
    with pytest.raises(UserError, match="do not break ONCE-1"):
        record_of(found)


def test_an_input_of_any_operation_is_promoted(tmp_path):
    """So counterexamples of theorems about arithmetic become cases: their arguments are inputs."""
    given = json.dumps({"previous_target_hash": "7f" * 32, "target_num_relays": "12345", "new_relays_ema": "777"})
    vectors = promote(tmp_path, "-", "--operation", "difficulty.target_hash", "--name", "of a theorem", given=given)
    case = json.loads((vectors / "difficulty/target_hash.json").read_bytes())["cases"][-1]
    assert case["flags"] == ["Promoted", "OfATheorem"]
    assert case["input"] == json.loads(given)
    assert list(lint.problems(vectors)) == []


def test_an_unknown_operation_is_refused(tmp_path):
    with pytest.raises(UserError, match="no such operation"):
        promote(tmp_path, "-", "--operation", "no.such", "--name", "x", given="{}")


def test_every_kept_record_is_in_the_vectors():
    flags = {case["flags"][1] for case in promoted_in(REPOSITORY / "vectors")}
    assert flags == {record.flag for record in promoted.records() if record.suite == "scenario"}
