"""Settlement at the ends of its ranges: what vectors cannot ask, as the real code stops there or has no such record."""

from dataclasses import replace

import pytest

from pocket_conformance.generate.chain.settlement_world import (
    DUE,
    POKT,
    SHARED,
    UNPROVEN,
    claim,
    config,
    delegation,
    header,
    operator,
    owner,
    root,
    service,
    settlement_state,
    supplier,
    validator,
    with_proofs,
    with_shared,
)
from pocket_conformance.generate.chain.world import account, pool
from pocket_spec.claims.messages import VALIDATED
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.settlement.handlers import end_block
from pocket_spec.settlement.ledger import PAYMENT, Ledger, Operation, Outcome
from pocket_spec.settlement.op_reasons import OpReason
from pocket_spec.settlement.operations import execute_summed
from pocket_spec.settlement.settle import flush_rewards, settle
from pocket_spec.settlement.token_logic import Settling, reward_supplier
from pocket_spec.settlement.validators import RewardSplit, delegated_tokens, paid_validators, payments_of
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.service import RelayMiningDifficulty, RelayMiningDifficultyUpdate
from pocket_spec.state.records.shared import ServiceRevenueShare, SharedParamsUpdate, SupplierServiceConfig


def reason_of(call, *arguments):
    with pytest.raises(Rejected) as caught:
        call(*arguments)
    return caught.value.reason


def discarded(state):
    return [rejected.reason for _, rejected in settle(state, RULES).discarded]


def named(events, name):
    return [event.value for event in events if event.kind.name.endswith("." + name)]


def test_an_epoch_without_parameters_is_passed_over():
    long = replace(SHARED, claim_window_close_offset_blocks=6)
    state = with_shared(settlement_state([claim(1, 5, header("early", end=DUE - 12))]), SHARED, {1: long})
    empty = SharedParamsUpdate(DUE - 11)
    state = replace(state, shared_params_history=state.shared_params_history.set(DUE - 11, empty))
    assert not settle(state, RULES).state.claims


def test_a_difficulty_without_a_target_has_no_price():
    state = settlement_state([claim(1, 4)])
    update = RelayMiningDifficultyUpdate(1, RelayMiningDifficulty("svc", 1, 5, None))
    assert discarded(replace(state, difficulty_history=state.difficulty_history.set(("svc", 1), update))) == [
        Reason.DIFFICULTY_TARGET_ZERO
    ]


def test_relays_that_sum_to_nothing_move_no_difficulty():
    """2^64 relays of 100 compute units count as none, though each claim has some."""
    half = 2**63
    claims = [
        replace(claim(number, 1), root_hash=root(relays, relays * 100), proof_validation_status=VALIDATED)
        for number, relays in ((1, half + 1), (2, half - 1))
    ]
    ended = end_block(settlement_state(claims), RULES)
    assert len(named(ended.events, "EventClaimSettled")) == 2
    assert not named(ended.events, "EventRelayMiningDifficultyUpdated")
    assert not ended.state.claims


def settling(*shares):
    """A claim of a supplier with these revenue shares while it is settled."""
    revenue = tuple(ServiceRevenueShare(address, percentage % 2**64) for address, percentage in shares)
    sharing = replace(supplier(1), services=(SupplierServiceConfig("svc", (), revenue),))
    return Settling(Ledger(settlement_state([])), Outcome(None), header(), sharing, service(), 1)


def test_a_share_that_counts_as_negative_is_refused():
    """The real code panics."""
    reason = OpReason.SUPPLIER_REWARD
    arguments = settling((owner(1), 101), (account("friend"), -1)), 150, reason, reason, RULES
    assert reason_of(reward_supplier, *arguments) == Reason.TOKENOMICS_CONSTRAINT


def test_a_share_beyond_256_bits_does_not_fall_to_the_owner():
    reason = OpReason.SUPPLIER_REWARD
    arguments = settling((owner(1), 1_000), (account("friend"), -900)), 2**256 - 1, reason, reason, RULES
    assert reason_of(reward_supplier, *arguments) == Reason.AMOUNT_OVERFLOW


def test_operations_of_nothing_are_neither_executed_nor_announced():
    state = replace(settlement_state([]), supply=POKT)
    state = replace(state, balances=state.balances.set(pool("tokenomics"), POKT))
    payments = [Operation(PAYMENT, "tokenomics", account(name), 2, amount) for name, amount in (("a", 0), ("b", 5))]
    for order in (payments, [replaced._replace(reason=30 - index) for index, replaced in enumerate(payments)]):
        executed = execute_summed(state, [Outcome(None, operations=order)])
        assert [event.total_amount for event in named(executed.events, "EventSettlementBatch")] == ["5upokt"]
        assert account("a") not in executed.state.balances


def test_what_the_bank_refuses_hinders_nothing_else():
    state = settlement_state([])
    state = replace(state, balances=state.balances.set(pool("tokenomics"), POKT), supply=state.supply + POKT)
    for first, second in ((1, 2), (2, 1)):
        payments = [
            Operation(PAYMENT, "tokenomics", "nobody", first, 3),
            Operation(PAYMENT, "tokenomics", account("b"), second, 5),
        ]
        executed = execute_summed(state, [Outcome(None, operations=payments)])
        assert executed.state.balances[account("b")] == 5


def test_rewards_of_nothing_or_beyond_the_range_hinder_no_other():
    def split(_state, amount, reason, _session_end):
        if amount == 7:
            raise Rejected(Reason.AMOUNT_OVERFLOW)
        return RewardSplit((Operation(PAYMENT, "tokenomics", account("a"), reason, amount),), ())

    rules = replace(RULES, split_validator_reward=split)
    for rewards in ({22: 5, 21: 0, 20: 9}, {22: 5, 21: 7, 20: 9}):
        flushed = flush_rewards(Ledger(settlement_state([]), rewards=rewards), 20, rules)
        assert [(paid.reason, paid.amount) for paid in flushed.operations] == [(20, 9), (22, 5)]


def test_rewards_are_announced_by_address():
    shares = [(account("friend"), 33), (owner(1), 67)]
    settled = settle(settlement_state([claim(1, 40)], configs=[config(1, shares)]), RULES)
    (event,) = named(settled.events, "EventClaimSettled")
    recipients = [address for address, _ in event.reward_distribution]
    assert recipients == sorted(recipients)
    assert len(recipients) == 4


def test_a_module_that_cannot_pay_slashes_nobody():
    always = replace(UNPROVEN, proof_request_probability=1.0, proof_missing_penalty=upokt(POKT))
    state = with_proofs(settlement_state([claim(1, 4)]), always)
    poor = replace(state, balances=state.balances.delete(pool("supplier")))
    settled = settle(poor, RULES)
    assert settled.state.suppliers[operator(1)] == poor.suppliers[operator(1)]
    assert not named(settled.events, "EventSupplierSlashed")


def test_validators_and_delegators_of_bad_addresses_are_passed_over():
    good = validator("val", POKT)
    bad = replace(good, operator_address="poktvaloper1bad")
    for order in ((good, bad), (bad, good)):
        state = replace(settlement_state([]), validators={each.operator_address: each for each in order})
        assert list(paid_validators(state).values()) == [good]
    lent = delegation("someone", "val", POKT)
    for order in ((lent, replace(lent, delegator_address="nobody")), (replace(lent, delegator_address="nobody"), lent)):
        state = settlement_state([], validators=[good])
        state = replace(state, delegations={each.delegator_address: each for each in order})
        assert delegated_tokens(state) == {good.operator_address: {account("someone"): POKT}}


def test_delegations_of_less_than_nothing_or_to_nobody_stand_for_no_token():
    val = validator("val", POKT)
    for odd in (delegation("someone", "gone", POKT), delegation("someone", "val", -3)):
        assert not delegated_tokens(settlement_state([], validators=[val], delegations=[odd]))


def test_delegations_to_a_validator_without_shares_stand_for_no_token():
    """The real code divides by its shares."""
    empty = replace(validator("val", POKT), delegator_shares=0)
    assert not delegated_tokens(
        settlement_state([], validators=[empty], delegations=[delegation("someone", "val", POKT)])
    )


def test_payments_to_validators_are_by_address_and_none_is_of_nothing():
    val = validator("val", POKT)
    accounts = sorted(account(name) for name in ("val", "a", "b", "c"))
    rewards = {address: number for number, address in enumerate(reversed(accounts))}
    paid = payments_of(rewards, {account("val"): val}, OpReason.VALIDATOR_REWARD)
    assert [payment.recipient for payment in paid] == accounts[:-1]
    assert [payment.amount for payment in paid] == [3, 2, 1]
