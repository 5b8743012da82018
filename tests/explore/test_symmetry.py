"""Interchangeable actors: what scopes claim is checked in every state, and refused where the rules look at names."""

from dataclasses import replace

import pytest

from pocket_conformance.contracts import unchecked
from pocket_conformance.explore.explorer import Search, explore
from pocket_conformance.explore.scopes import SCOPES, question_of
from pocket_conformance.explore.scopes.world import APPS, SUPPLIERS
from pocket_conformance.explore.symmetry import AsymmetryError, Symmetry, generators, renamed, renamings
from pocket_conformance.incidents.registry import BY_ID as INCIDENTS
from pocket_conformance.incidents.registry import planted_rules
from pocket_spec.releases.v0_1_35 import RULES

SYMMETRIC = [name for name, scope in SCOPES.items() if scope.interchangeable]
ONE, TWO, THREE = SUPPLIERS


def whole(scope, rules=RULES):
    search = Search(scope, rules, question_of(scope))
    search.begin()
    with unchecked():
        search.run(most_states=10**6, most_seconds=600, stop_at_first=False, advance=lambda _: None)
    return search


def check_everywhere(symmetry, states):
    """Exchanges of two are enough: what holds of them holds of any one after the other."""
    with unchecked():
        for state in states:
            for names in generators(symmetry.scope.interchangeable):
                symmetry.check(state, names)


def test_names_are_exchanged_wherever_they_stand():
    start = SCOPES["budget"].start
    assert renamed(start, {ONE: TWO, TWO: ONE}) == start
    state = replace(start, balances=start.balances.set(ONE, 7))
    changed = renamed(state, {ONE: TWO, TWO: ONE})
    assert changed != state
    assert (changed.balances[ONE], changed.balances[TWO]) == (start.balances[TWO], 7)
    assert changed.suppliers[ONE] == renamed(state.suppliers[TWO], {ONE: TWO, TWO: ONE})
    assert changed.services is state.services
    assert renamed(changed, {ONE: TWO, TWO: ONE}) == state


def test_renamings_are_all_but_the_one_that_does_nothing():
    assert len(renamings((SUPPLIERS,))) == 5
    assert len(renamings(((ONE, TWO), APPS))) == 3
    assert renamings(()) == ()


@pytest.mark.parametrize("name", SYMMETRIC)
def test_actors_are_interchangeable_in_every_state_of_the_scopes_that_say_so(name):
    scope = SCOPES[name]
    starts = [position.state for position in whole(scope).positions if not position.taken]
    assert len(starts) > 5
    check_everywhere(Symmetry(scope, RULES, question_of(scope)), starts)


@pytest.mark.parametrize("name", SYMMETRIC)
def test_every_state_is_one_that_was_followed_or_its_image(name):
    scope = SCOPES[name]
    reduced = Search(scope, RULES, question_of(scope), Symmetry(scope, RULES, question_of(scope)))
    reduced.begin()
    with unchecked():
        reduced.run(most_states=10**6, most_seconds=600, stop_at_first=False, advance=lambda _: None)
    everything = whole(scope).positions
    assert len(reduced.positions) < len(everything)
    assert reduced.symmetry.checked > 0
    for position in everything:
        assert position.taken or position in reduced.numbers or reduced.symmetry.is_image(position, reduced.numbers)


@pytest.mark.parametrize(("name", "incident"), [("commission", "H23"), ("validators", "H20"), ("rivals", "H18a")])
def test_the_same_breaks_in_fewer_states(name, incident):
    scope, rules = SCOPES[name], planted_rules(RULES, INCIDENTS[incident])
    with unchecked():
        few, all_ = (explore(scope, rules, question_of(scope), reduced=reduced) for reduced in (True, False))
    assert few.states < all_.states
    assert {found.invariant for found in few.broken} == {found.invariant for found in all_.broken} != set()


def test_applications_are_not_interchangeable_by_name():
    """The id of a session is a hash of its application's address: another name for one is another id."""
    scope = replace(SCOPES["validators"], interchangeable=(APPS,))
    with unchecked(), pytest.raises(AsymmetryError, match="not interchangeable"):
        explore(scope, RULES, question_of(scope), reduced=True)


def test_suppliers_who_may_do_different_things_are_not_interchangeable():
    scope = replace(SCOPES["budget"], interchangeable=(SUPPLIERS,))
    with unchecked(), pytest.raises(AsymmetryError):
        explore(scope, RULES, question_of(scope), reduced=True)


def test_a_rule_that_looks_at_names_is_noticed():
    scope = SCOPES["rivals"]

    def favourite(ledger, claim, rules):
        return claim.supplier_operator_address != ONE and RULES.counts_in_demand(ledger, claim, rules)

    unfair = replace(RULES, counts_in_demand=favourite)
    starts = [position.state for position in whole(scope, unfair).positions if not position.taken]
    with pytest.raises(AsymmetryError):
        check_everywhere(Symmetry(scope, unfair, question_of(scope)), starts)
