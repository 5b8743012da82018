"""Runs that part: what holds of today's rules in the small worlds, and that what is planted does not."""

from dataclasses import replace

import pytest

from pocket_conformance.contracts import unchecked
from pocket_conformance.errors import UserError
from pocket_conformance.explore.checkpoint import Checkpoint
from pocket_conformance.explore.explorer import explore
from pocket_conformance.explore.model import Action, Question, Scope
from pocket_conformance.explore.promotion import found_in, record_of, trace_to_json
from pocket_conformance.explore.running import explore_on
from pocket_conformance.explore.runs import BY_ID, RUN_INVARIANTS, followed, is_foreign, signer_of
from pocket_conformance.explore.scopes import SCOPES
from pocket_conformance.explore.scopes.actors import C_STAKES, MOVES_TO_C
from pocket_conformance.explore.scopes.world import APPS, SUPPLIERS
from pocket_conformance.generate.chain.world import account, funded, signed
from pocket_conformance.incidents.registry import BY_ID as INCIDENTS
from pocket_conformance.incidents.registry import planted_rules
from pocket_spec.chain.bank_messages import MsgSend
from pocket_spec.claims.messages import Claim
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.coin import upokt
from pocket_spec.state.state import State

INNOCENT = Claim()
RUNS = Question((), (), totality=False, runs=RUN_INVARIANTS)


def only(name):
    return replace(RUNS, runs=(BY_ID[name],))


def explored(scope, question=RUNS, rules=RULES, most_states=250):
    with unchecked():
        return explore(scope, rules, question, most_states=most_states)


@pytest.mark.parametrize("name", ["rivals", "shares", "leaving", "weight", "moving"])
def test_todays_rules_pass_in_the_states_that_are_nearest(name):
    assert explored(SCOPES[name]).broken == ()


def test_an_order_that_matters_is_found_unless_the_scope_says_so():
    moving = replace(SCOPES["moving"], either_order=frozenset())
    (found,) = explored(moving, only("RUN-1")).broken
    assert [moment.label for moment in found.trace] == [MOVES_TO_C, C_STAKES]
    assert explored(SCOPES["moving"], only("RUN-1")).broken == ()


def test_where_order_matters_both_orders_are_visited():
    """Alice has nothing to pay with before Bob pays, and comes before him by name: 3 positions instead of 2."""
    alice, bob = account("alice"), account("bob")
    menu = [
        Action(label, signed(MsgSend(sender, recipient, (upokt(1),))))
        for label, sender, recipient in (("alice pays", alice, bob), ("bob pays", bob, alice))
    ]
    one_way = Scope("paying", "They pay.", funded(State(height=1), {bob: 1}), lambda _state, _rules: menu, 2, 0)
    either = replace(one_way, either_order=frozenset({frozenset({"alice pays", "bob pays"})}))
    assert [explored(scope, Question((), ())).states for scope in (one_way, either)] == [2, 3]


def test_a_message_of_somebody_else_that_costs_is_found():
    """Where the weight of a relay is read late, the owner of a service lowers what others have claimed."""
    found = explored(SCOPES["weight"], only("RUN-2"), planted_rules(RULES, INCIDENTS["H01"]), 900).broken
    assert [each.invariant for each in found] == ["RUN-2"]
    assert found[0].trace[-1].label == "a relay is made to weigh 2 compute units"


def test_claims_that_nobody_settles_are_found_at_the_end():
    never = replace(RULES, candidate_session_ends=lambda state: ())
    short = replace(SCOPES["places"], horizon=6)
    (found,) = explored(short, only("LIV-1"), never).broken
    assert found.state.claims
    assert explored(short, only("LIV-1")).broken == ()


def test_those_who_never_leave_are_found_at_the_end():
    (found,) = explored(SCOPES["slashed"], only("LIV-2")).broken
    assert found.state.height > SCOPES["slashed"].horizon
    assert explored(replace(SCOPES["leaving"], horizon=5), only("LIV-2")).broken == ()


def test_who_has_a_part_in_a_claim():
    with unchecked():
        scope = SCOPES["budget"]
        claim = next(action for action in scope.menu(scope.start, RULES))
        state = followed(scope.start, RULES, lambda each: each.height > scope.start.height)[0]
    assert signer_of(claim) in SUPPLIERS
    header = claim.message.value.session_header
    assert header.application_address == APPS[0]
    made = replace(INNOCENT, session_header=header, supplier_operator_address=signer_of(claim))
    others = [action for action in scope.menu(scope.start, RULES) if signer_of(action) != signer_of(claim)]
    assert not is_foreign(claim, made, state)
    assert not any(is_foreign(action, made, state) for action in others)  # rivals in the same session
    transfer = next(a for a in SCOPES["moving"].menu(SCOPES["moving"].start, RULES) if a.label == C_STAKES)
    assert is_foreign(transfer, made, state)


def test_what_broke_is_still_broken_where_a_search_goes_on(tmp_path):
    checkpoint, slashed = Checkpoint(tmp_path, "today"), SCOPES["slashed"]
    with unchecked():
        whole = explore(slashed, RULES, RUNS)
        for most_states in (whole.states - 5, 10**6):
            piece = explore_on(slashed, RULES, RUNS, checkpoint, most_states=most_states)
    assert replace(piece, seconds=0) == replace(whole, seconds=0)


def test_a_comparison_of_runs_is_no_case():
    (found,) = explored(SCOPES["slashed"], only("LIV-2")).broken
    told = {"invariant": "LIV-2", "trace": trace_to_json(found.trace)}
    with pytest.raises(UserError, match="compares runs"):
        record_of(found_in({"scopes": [{"scope": "slashed", "broken": [told]}]})[0])
