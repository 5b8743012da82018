"""Every handler and step of the chain has its evidence or its reason, and the theorems run with contracts on."""

from dataclasses import replace
from pathlib import Path

import pytest

from pocket_conformance.formal import handlers
from pocket_spec.chain import registry
from pocket_spec.chain.leaving_theorems import UNPAYABLE, unbonded_application, unbonded_supplier
from pocket_spec.chain.small_world import keeps_books
from pocket_spec.invariants import BY_ID

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_handler_and_step_has_evidence_or_a_reason():
    found = handlers.evidence()
    ops = [one.op for one in found]
    assert len(ops) == len(set(ops))
    assert {handler.op for handler in registry.HANDLERS} <= set(ops)
    assert {step.op for step in (*registry.STEPS, *registry.BEGIN_BLOCK, *registry.END_BLOCK)} <= set(ops)
    assert handlers.problems(found) == []


def test_a_handler_without_evidence_is_a_problem(monkeypatch: pytest.MonkeyPatch):
    new = replace(registry.HANDLERS[0], op="new", execute=lambda state, message, rules: None)
    monkeypatch.setattr(handlers, "HANDLERS", (*registry.HANDLERS, new))
    assert handlers.problems(handlers.evidence()) == ["new: no theorem runs it, and nothing says why"]


def test_an_excuse_for_nothing_is_a_problem(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handlers, "INSTEAD", {**handlers.INSTEAD, "no such": "why", "send": "why"})
    assert handlers.problems(handlers.evidence()) == [
        "no such: is excused but is no handler or step",
        "send: is excused but has a theorem",
    ]


def test_the_page_is_the_generated_one():
    assert (DOCS / "handlers.md").read_text() == handlers.to_markdown()


@pytest.mark.parametrize("left", [unbonded_application, unbonded_supplier])
def test_a_stake_that_cannot_be_paid_is_accounted_for(left):
    change = left(UNPAYABLE, 3, 500, 7, 10)
    assert BY_ID["ESC-2"].holds(change)
    assert all(keeps_books(change))
    assert not BY_ID["ESC-2"].holds(replace(change, events=()))
