"""The differential fuzzer: it finds a planted fault, minimises it and writes it down; without one it finds nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

from pocket_conformance.fuzz.__main__ import main
from pocket_conformance.fuzz.differential import Comparison, Disagreement, RestartingAdapter, agree, search
from pocket_conformance.fuzz.strategies import REQUESTS
from pocket_conformance.implementations import implementation
from pocket_conformance.operations.registry import by_name, spec_operations

Json = dict[str, Any]
OPERATIONS = by_name(spec_operations())


@dataclass
class Planted:
    """The reference with a fault: `wrong` changes its answers."""

    wrong: Callable[[Json, Json], None]
    name: str = "planted"
    calls: int = field(default=0)

    def call(self, suite: str, op: str, json_input: Json) -> Json:
        self.calls += 1
        reply = implementation("reference").call(suite, op, json_input)
        self.wrong(json_input, reply)
        return reply


def sums_that_do_not_wrap(asked: Json, reply: Json) -> None:
    if reply.get("output", {}).get("sum") is None:
        return
    last = {each["update"]["key"]: each["update"] for each in asked["trie"]["operations"] if "update" in each}
    deletes = any("delete" in each for each in asked["trie"]["operations"])
    total = sum(int(update["weight"]) for update in last.values())
    if total >= 2**64 and not deletes:
        reply["output"]["sum"] = str(2**64 - 1)


def extensions_without_label(_: Json, reply: Json) -> None:
    proof = reply.get("output", {}).get("proof", {})
    sibling_data = proof.get("sibling_data") or ""
    if sibling_data.startswith("02"):
        proof["sibling_data"] = sibling_data[:6] + "00" * 32 + sibling_data[70:]


def everything_holds(_: Json, reply: Json) -> None:
    if "output" in reply:
        reply["output"]["valid"] = True


def no_refusal(_: Json, reply: Json) -> None:
    if "rejection" in reply:
        reply.clear()
        reply["output"] = {"valid": False}


def search_for(planted: Planted, op: str, draws: int = 2000) -> Disagreement | None:
    comparison = Comparison([implementation("spec"), planted], OPERATIONS)
    return search(comparison, "smst", op, REQUESTS[op], draws, 1, lambda: True)


def number_of_operations(found: Disagreement) -> int:
    return len(found.input["trie"]["operations"])


def test_a_sum_that_does_not_wrap_is_found_with_two_leaves():
    found = search_for(Planted(sums_that_do_not_wrap), "build")
    assert found is not None
    assert number_of_operations(found) == 2
    assert found.answers["planted"]["output"]["sum"] != found.answers["pocket-spec"]["output"]["sum"]


def test_a_lost_label_is_found_with_three_leaves():
    found = search_for(Planted(extensions_without_label), "prove")
    assert found is not None
    # An extension beside a leaf: two leaves below it and one next to it, or one way past it.
    assert 2 <= number_of_operations(found) <= 3


def test_a_verifier_that_accepts_everything_is_found():
    assert search_for(Planted(everything_holds), "verify") is not None
    assert search_for(Planted(everything_holds), "verify_closest") is not None


def test_a_verifier_that_rejects_nothing_is_found():
    assert search_for(Planted(no_refusal), "verify_closest") is not None


@pytest.mark.parametrize("op", list(REQUESTS))
def test_spec_and_reference_agree(op):
    comparison = Comparison([implementation("spec"), implementation("reference")], OPERATIONS)
    assert search(comparison, "smst", op, REQUESTS[op], 100, 7, lambda: True) is None
    assert comparison.kinds[op].total() >= 100
    assert comparison.kinds[op]["failure"] == 0


@pytest.mark.parametrize("op", list(REQUESTS))
def test_every_request_has_the_shape_of_its_operation(op):
    @settings(max_examples=50, suppress_health_check=list(HealthCheck))
    @given(REQUESTS[op])
    def have_the_shape(inputs: list[Json]) -> None:
        for asked in inputs:
            values = OPERATIONS["smst", op].input.parse(asked, "input")
            assert OPERATIONS["smst", op].input.render(values) == asked

    have_the_shape()


@pytest.mark.parametrize("op", ["verify", "verify_closest"])
def test_a_good_part_of_the_proofs_holds_and_a_good_part_does_not(op):
    comparison = Comparison([implementation("spec"), implementation("reference")], OPERATIONS)
    search(comparison, "smst", op, REQUESTS[op], 200, 3, lambda: True)
    tally = comparison.kinds[op]
    assert tally["valid"] > 20
    assert tally["not valid"] > 20


@pytest.mark.parametrize(
    ("answers", "agreed"),
    [
        (({"rejection": "A"}, {"failure": "panic: x"}), True),
        (({"output": {"valid": False}}, {"failure": "panic: x"}), True),
        (({"output": {"valid": True}}, {"failure": "panic: x"}), False),
        (({"output": {"root": b""}}, {"failure": "panic: x"}), False),
        (({"rejection": "A"}, {"rejection": "B"}), False),
        (({"rejection": "A"}, {"failure": "died"}), False),
        (({"failure": "died"}, {"failure": "died"}), False),
        (({"failure": "panic: x"}, {"failure": "panic: x"}), False),
        (({"output": {"valid": False}}, {"rejection": "A"}, {"failure": "panic: x"}), False),
        (({"rejection": "A"}, {"rejection": "A"}), True),
    ],
)
def test_a_panic_agrees_with_refusals_only(answers, agreed):
    assert agree(answers) is agreed


def test_a_candidate_is_written_whole_and_once(tmp_path):
    found = Disagreement("smst", "get", {"key": "00"}, {"one": {"unsupported": True}})
    path = found.write(tmp_path / "candidates")
    assert found.write(tmp_path / "candidates") == path
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert json.loads(path.read_text()) == {
        "suite": "smst",
        "op": "get",
        "input": {"key": "00"},
        "answers": {"one": {"unsupported": True}},
    }


def test_time_that_is_up_ends_the_search_without_asking():
    planted = Planted(everything_holds)
    comparison = Comparison([planted], OPERATIONS)
    assert search(comparison, "smst", "verify", REQUESTS["verify"], 100, 1, lambda: False) is None
    assert planted.calls == 0


DYING_ADAPTER = """
import sys, json
sys.stdin.readline()
print(json.dumps({"hello": {"protocol": 1, "implementation": "x", "version": "1", "release": "v0.1.35"}}), flush=True)
sys.stdin.readline()
"""


def test_an_adapter_that_dies_is_a_disagreement_and_is_started_again(tmp_path):
    program = tmp_path / "adapter.py"
    program.write_text(DYING_ADAPTER)
    with RestartingAdapter("dying", f"{sys.executable} {program}", 10) as adapter:
        comparison = Comparison([implementation("reference"), adapter], OPERATIONS)
        for _ in range(2):
            found = comparison.ask("smst", "build", {"trie": {"kind": "smt", "value_hasher": None, "operations": []}})
            assert found is not None
            assert "ended without a reply" in found.answers["dying"]["failure"]


def test_the_command_reports_counts_and_exits_with_1_on_a_disagreement(tmp_path):
    program = tmp_path / "adapter.py"
    program.write_text(DYING_ADAPTER)
    arguments = ["--seconds", "2", "--op", "get", "--seed", "1", "--json", "--output", str(tmp_path / "found")]
    result = CliRunner().invoke(main, [*arguments, "--implementation", f"{sys.executable} {program}"])
    assert result.exit_code == 1, result.output
    report = json.loads(result.stdout)
    assert report["examples"]["get"] >= 1
    (candidate,) = (tmp_path / "found").iterdir()
    assert report["candidates"] == {"get": str(candidate)}
    assert json.loads(candidate.read_text())["input"]["trie"]["operations"] == []


def test_an_adapter_that_cannot_be_started_ends_with_2():
    result = CliRunner().invoke(main, ["--implementation", "/no/such/adapter"])
    assert result.exit_code == 2
    assert "cannot start" in result.stderr
