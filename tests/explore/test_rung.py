"""The explorer as a judge of mutants: an invariant kills, and only where the mutated function is entered."""

from dataclasses import replace

import pytest

from pocket_conformance.errors import UserError
from pocket_conformance.explore import rung
from pocket_conformance.explore.rung import Explorer
from pocket_conformance.mutation.__main__ import RUNGS, rungs_named
from pocket_conformance.mutation.digests import source_of
from pocket_conformance.mutation.model import Fate, Mutant
from pocket_conformance.mutation.mutator import mutants
from pocket_spec.releases.v0_1_35 import RULES

MODULE = "pocket_spec.settlement.amounts"
MUTANTS = {mutant.difference[1]: mutant for mutant in mutants(MODULE, source_of(MODULE))}


def mutant_of(after: str) -> Mutant:
    return MUTANTS[after]


def judged(explorer, *chosen):
    notes = []
    found = {mutant.difference[1]: verdict for mutant, verdict in explorer.judge_all(chosen, jobs=1, note=notes.append)}
    return found, notes


def test_an_invariant_kills_and_what_nobody_enters_survives(tmp_path):
    explorer = Explorer(tmp_path, stages=(40, 200), scopes=("inflation",))
    ceiling = next(m for m in MUTANTS.values() if m.function == "inflation_of" and "ceil" not in m.operator)
    idle = next(m for m in MUTANTS.values() if m.function == "slashed_amount")
    found, notes = judged(explorer, ceiling, idle)
    killed, survived = found[ceiling.difference[1]], found[idle.difference[1]]
    assert killed.fate is Fate.KILLED
    assert killed.by.endswith("in inflation")
    assert survived.fate is Fate.SURVIVED
    assert survived.by == "0 states of 0 scopes"
    assert notes == ["learning what inflation reaches"]
    again, notes = judged(explorer, ceiling)
    assert again[ceiling.difference[1]].by == killed.by
    assert notes == []  # what it reaches was kept


def test_other_stages_and_scopes_are_other_judges(tmp_path):
    chosen = [Explorer(tmp_path, (40,), ("dust",)), Explorer(tmp_path, (50,), ("dust",)), Explorer(tmp_path, (40,), ())]
    assert len({explorer.there(MODULE) for explorer in chosen}) == 3
    assert chosen[0].there(MODULE) != chosen[0].there("pocket_spec.settlement.budget")


def test_rules_that_break_an_invariant_by_themselves_judge_nobody(tmp_path, monkeypatch):
    halted = replace(RULES, is_ripe=lambda height, end, params: False)
    monkeypatch.setattr(rung, "RULES", halted)
    with pytest.raises(UserError, match="ONCE-1"):
        judged(Explorer(tmp_path, (200,), ("places",)), next(iter(MUTANTS.values())))


def test_it_is_a_rung_of_the_campaign(tmp_path):
    (found,) = rungs_named(("explorer",), tmp_path, tmp_path)
    assert found.name == "explorer"
    assert "explorer" in RUNGS
