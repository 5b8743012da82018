"""Planted incidents are found in the worlds where they show; `pocket-spec incidents` looks everywhere for all."""

from dataclasses import replace

import pytest

from pocket_conformance.explore.scopes import SCOPES
from pocket_conformance.incidents.registry import BY_ID as INCIDENTS
from pocket_conformance.incidents.registry import planted_rules
from pocket_conformance.incidents.search import search
from pocket_spec.invariants import BY_ID
from pocket_spec.releases.v0_1_35 import RULES

QUICK = {
    "H12": "unproven",
    "H18a": "budget",
    "H18b": "budget",
    "H22": "shares",
    "H23": "commission",
    "H25a": "inflation",
    "H25b": "dust",
    "H25c": "minting",
    "H27": "inflation",
    "H28": "dust",
    "H42": "budget",
    "H43": "budget",
    "H45": "inflation",
}
"""Incidents that a search finds in a few seconds, and the world in which it finds them first."""


@pytest.mark.parametrize("name", QUICK)
def test_an_incident_is_found_by_its_rules_alone(name):
    found = search(INCIDENTS[name], scopes=(SCOPES[QUICK[name]],), most_seconds=60)
    assert found.succeeded, found.found
    assert found.found.trace


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
def test_an_incident_is_another_rule(incident):
    assert incident.may_break <= set(BY_ID)
    rules = planted_rules(RULES, incident)
    assert all(getattr(rules, name) is not getattr(RULES, name) for name in incident.override)


def test_rules_without_a_fault_are_not_found_guilty():
    innocent = replace(INCIDENTS["H43"], override={})
    found = search(innocent, scopes=(SCOPES["dust"],), most_seconds=60)
    assert found.found is None
    assert not found.succeeded
    assert found.states > 10
    assert found.scope == ""
