"""The lineage: where it begins, where it ends, and that it leaves no rule out."""

from dataclasses import fields

import deal
import pytest

from pocket_conformance.incidents.registry import INCIDENTS
from pocket_spec.releases import governance, migration
from pocket_spec.releases.lineage import (
    BY_NAME,
    LINEAGE,
    Activation,
    ParameterChange,
    Release,
    rules_of,
    rules_with,
)
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules
from pocket_spec.settlement.shares import redistributed_cap

FIELDS = [field.name for field in fields(Rules)]


def test_each_release_follows_the_one_before():
    assert [release.parent for release in LINEAGE] == [None, *(release.name for release in LINEAGE[:-1])]
    heights = [release.activation for release in LINEAGE if isinstance(release.activation, int)]
    assert heights == sorted(set(heights))
    assert list(BY_NAME) == [release.name for release in LINEAGE]


@pytest.mark.parametrize("field", FIELDS)
def test_the_last_release_is_today(field):
    assert getattr(rules_of("v0.1.35"), field) is getattr(RULES, field)


@pytest.mark.parametrize("field", FIELDS)
def test_every_rule_is_here_because_releases_or_incidents_differ_in_it(field):
    planted = {id(incident.override.get(field, getattr(RULES, field))) for incident in INCIDENTS}
    assert len({id(getattr(rules_of(release.name), field)) for release in LINEAGE} | planted) > 1


@pytest.mark.parametrize("release", LINEAGE[1:], ids=lambda release: release.name)
def test_what_a_release_replaces_is_not_what_its_parent_has(release):
    parent = rules_of(release.parent)
    assert [name for name, rule in release.replaces.items() if rule is getattr(parent, name)] == []


@pytest.mark.parametrize("table", [governance.CHANGES, migration.CHANGES], ids=["governance", "migration"])
@pytest.mark.parametrize("name", BY_NAME)
def test_rooms_with_a_table_agree_with_it(table, name):
    rules = rules_of(name)
    for field in {field for changes in table.values() for field in changes}:
        assert getattr(rules, field) is table.get(name, {}).get(field, getattr(RULES, field)), field


def test_a_proposal_is_a_release_without_a_date():
    proposal = Release(
        name="no bonus",
        parent="v0.1.35",
        replaces={"claim_cap": rules_of("v0.1.34").claim_cap},
        activation=Activation.UNSCHEDULED,
        source="this test",
        parameters=(ParameterChange("tokenomics", "overservicing_bonus_multiplier", "1"),),
    )
    tried = rules_with(rules_of("v0.1.35"), proposal)
    assert RULES.claim_cap is redistributed_cap
    assert [name for name in FIELDS if getattr(tried, name) is not getattr(RULES, name)] == ["claim_cap"]


def test_what_is_replaced_must_be_a_rule():
    typo = Release("typo", "v0.1.35", {"claim_cup": redistributed_cap}, Activation.UNSCHEDULED, "this test")
    with pytest.raises(deal.PreContractError):
        rules_with(RULES, typo)


def test_unknown_releases_have_no_rules():
    with pytest.raises(deal.PreContractError):
        rules_of("v0.1.28")
