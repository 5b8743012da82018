"""The explorer on worlds small enough to count by hand, and on planted violations."""

from dataclasses import replace

from pocket_conformance.explore.explorer import END_OF_BLOCK, explore
from pocket_conformance.explore.model import Action, Moment, Question, Scope
from pocket_conformance.generate.chain.world import account, funded, signed
from pocket_spec.chain.bank_messages import MsgSend
from pocket_spec.invariants import StateInvariant, TransitionInvariant
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.coin import upokt
from pocket_spec.state.state import State

ALICE, BOB = account("alice"), account("bob")


def pay(sender, recipient, amount, label):
    return Action(label, signed(MsgSend(sender, recipient, (upokt(amount),))))


START = funded(State(height=1), {ALICE: 2})
MENU = (pay(ALICE, BOB, 1, "alice pays"), pay(BOB, ALICE, 1, "bob pays"))
SCOPE = Scope(
    "payments", "Two accounts pay each other.", funded(State(height=1), {ALICE: 2}), lambda _state, _rules: MENU, 2, 3
)
NOTHING_ASKED = Question((), ())


def holding(invariant, predicate):
    return StateInvariant(invariant, f"{invariant} holds.", "Nothing.", "All else.", predicate)


def test_every_position_is_visited_once():
    """By hand, one block from (2, 0):
    (2,0) fresh, alice -> (1,1), then bob -> (2,0) with the menu at its end. Bob alone cannot pay. So 3 positions."""
    one_block = replace(SCOPE, horizon=0)
    found = explore(one_block, RULES, NOTHING_ASKED)
    assert (found.states, found.transitions, found.exhausted) == (3, 2, True)


def test_a_violation_is_reached_by_a_shortest_trace():
    broken = holding("X-1", lambda state: state.balances.get(BOB, 0) < 2)
    found = explore(SCOPE, RULES, Question((broken,), ()))
    (counterexample,) = found.broken
    assert counterexample.invariant == "X-1"
    assert counterexample.trace == (
        Moment(1, "alice pays"),
        Moment(1, END_OF_BLOCK),
        Moment(2, "alice pays"),
    )
    assert counterexample.state.balances[BOB] == 2


def test_transitions_are_asked_too():
    moved = TransitionInvariant(
        "X-2", "Nothing moves.", "Nothing.", "All else.", lambda change: change.before.balances == change.after.balances
    )
    (counterexample,) = explore(SCOPE, RULES, Question((), (moved,))).broken
    assert counterexample.trace == (Moment(1, "alice pays"),)


def test_a_search_that_was_cut_short_says_so():
    found = explore(SCOPE, RULES, NOTHING_ASKED, most_states=4)
    assert not found.exhausted
    assert not found.broken
    never = holding("X-3", lambda _: False)
    stopped = explore(SCOPE, RULES, Question((never,), ()), stop_at_first=True)
    assert stopped.states == 1
    assert [found.invariant for found in stopped.broken] == ["X-3"]
