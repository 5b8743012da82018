"""docs/coverage.md says of every message and step what the committed vectors hold, and nothing of it is out of date."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from pocket_conformance import coverage
from pocket_conformance.cli import cli
from pocket_conformance.operations.registry import spec_operations
from pocket_conformance.vector_files import read_tree
from pocket_spec.chain.registry import HANDLERS, STEPS

REPOSITORY = Path(__file__).resolve().parents[2]


def found():
    return coverage.rows(read_tree(REPOSITORY / "vectors", coverage.SUITES), [])


def test_every_message_and_step_has_an_operation_a_source_and_vectors():
    rows = {(row.suite, row.op): row for row in found()}
    assert {op for suite, op in rows if suite == "message"} == {handler.op for handler in HANDLERS}
    assert {step.op for step in STEPS} <= {op for suite, op in rows if suite == "end_block"}
    for row in rows.values():
        assert row.valid, row.op
        assert row.invalid or row.suite != "message", row.op
        assert row.source, row.op


def test_the_page_is_the_table_and_every_case_agrees():
    lines = (REPOSITORY / "docs" / "coverage.md").read_text().split("<!-- generated -->")[1].strip().split("\n")[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    generated = coverage.to_markdown(found()).strip().split("\n")[2:]
    expected = [[cell.strip() for cell in line.strip("|").split("|")] for line in generated]
    assert [row[:5] for row in cells] == expected
    for row in cells:
        agreeing, asked = re.fullmatch(r"(\d+) of (\d+)", row[5]).groups()
        assert agreeing == asked == str(int(row[3]) + int(row[4])), row[0]


def test_the_command_prints_what_it_is_asked_for():
    arguments = ["coverage", "--vectors", str(REPOSITORY / "vectors")]
    as_json = json.loads(CliRunner().invoke(cli, [*arguments, "--json"]).output)
    operations = [operation for operation in spec_operations() if operation.suite in coverage.SUITES]
    assert [(row["suite"], row["op"]) for row in as_json] == [(found.suite, found.op) for found in operations]
    assert "stake_application" in CliRunner().invoke(cli, arguments).output
    refused = CliRunner().invoke(cli, [*arguments, "--cmd", "/nonexistent"])
    assert refused.exit_code != 0
