"""Budgets of sessions, caps and rates at the ends of their ranges: where the real code stops, or no chain gets."""

from dataclasses import replace

import pytest

from pocket_conformance.generate.chain.settlement_world import (
    END,
    POKT,
    SHARED,
    claim,
    header,
    settlement_state,
    with_shared,
)
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.settlement.budget import capped
from pocket_spec.settlement.ledger import Ledger, SessionBudget
from pocket_spec.settlement.loading import load_records
from pocket_spec.settlement.settle import settle
from pocket_spec.settlement.shares import budget_of, limited_budget, rate, redistributed_cap, session_of
from pocket_spec.settlement.token_logic import allocate
from pocket_spec.state.records.tokenomics import MintEqualsBurnClaimDistribution


def reason_of(call, *arguments):
    with pytest.raises(Rejected) as caught:
        call(*arguments)
    return caught.value.reason


@pytest.mark.parametrize(("multiplier", "most"), [(0, 10), (1, 10), (2, 17), (3, 17)])
def test_a_multiplier_of_0_is_one_of_1(multiplier, most):
    assert capped(10, 7, multiplier) == most


@pytest.mark.parametrize(
    ("floor", "multiplier", "overflows"),
    [(2**255, 2, True), (2**255, 1, False), (2**255, 0, False), (2**130, 1, False), (3, 2**64 - 1, False)],
)
def test_a_multiple_of_the_floor_fits_256_bits(floor, multiplier, overflows):
    budget = SessionBudget(floor, spend_limit_exceeded=False)
    if overflows:
        assert reason_of(redistributed_cap, budget, 0, multiplier) == Reason.AMOUNT_OVERFLOW
    else:
        assert redistributed_cap(budget, 0, multiplier) == floor


@pytest.mark.parametrize(
    ("unused", "excess", "overflows"), [(2**200, 2**60, True), (2**130, 1, False), (1, 2**130, False)]
)
def test_what_a_bonus_is_a_quotient_of_fits_256_bits(unused, excess, overflows):
    budget = SessionBudget(5, spend_limit_exceeded=False, unused=unused, total_excess=excess)
    if overflows:
        assert reason_of(redistributed_cap, budget, 5 + excess, 3) == Reason.AMOUNT_OVERFLOW
    else:
        assert redistributed_cap(budget, 5 + excess, 3) == 5 + min(unused, 10)


@pytest.mark.parametrize("multiplier", [0, 1])
def test_where_no_bonus_is_allowed_none_is_worked_out(multiplier):
    budget = SessionBudget(5, spend_limit_exceeded=False, unused=2**200, total_excess=2**200)
    assert redistributed_cap(budget, 2**200, multiplier) == 5


def test_where_nobody_noted_an_excess_there_is_no_bonus():
    assert redistributed_cap(SessionBudget(5, spend_limit_exceeded=False, unused=9), 8, 3) == 5


@pytest.mark.parametrize("counted", [{}, {session_of(claim(1, 4)): 0}])
def test_a_session_has_one_supplier_at_least(counted):
    ledger = Ledger(settlement_state([claim(1, 4)]), claimants=counted)
    load_records(ledger, claim(1, 4), RULES)
    pending = RULES.pending_sessions(ledger.state, header().session_end_block_height)
    assert budget_of(ledger, claim(1, 4), RULES).floor == 1_000 * POKT // pending


@pytest.mark.parametrize("suppliers", [0, -1])
def test_a_budget_is_for_somebody(suppliers):
    assert reason_of(limited_budget, 5, suppliers, None) == Reason.SESSION_PARAM_INVALID


@pytest.mark.parametrize("close", [2**64 - 6, 2**64 - 15])
def test_where_no_session_is_pending_there_is_no_budget(close):
    """The windows sum to less than 0: the real code divides by what is 0, or negative, sessions."""
    wrapping = replace(SHARED, proof_window_close_offset_blocks=close)
    state = with_shared(settlement_state([claim(1, 4)]), SHARED, {1: SHARED, END: wrapping, END + 1: SHARED})
    assert [rejected.reason for _, rejected in settle(state, RULES).discarded] == [Reason.SHARED_PARAM_INVALID]


@pytest.mark.parametrize("value", [-0.1, -1.0, -1e-7])
def test_a_rate_is_not_negative(value):
    assert reason_of(rate, value) == Reason.TOKENOMICS_CONSTRAINT


def test_no_more_is_allocated_than_was_minted():
    twice = MintEqualsBurnClaimDistribution(dao=0.0, proposer=1.0, supplier=1.0, source_owner=0.0, application=0.0)
    for minted in (1, 2, 100):
        assert reason_of(allocate, minted, twice) == Reason.TOKENOMICS_CONSTRAINT
