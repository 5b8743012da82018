"""Settling a block of claims: what every block keeps, what a discarded claim leaves behind, and the order of checks."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from pocket_conformance.generate.chain.settlement_world import (
    APP,
    DUE,
    END,
    POKT,
    SHARED,
    TOKENOMICS,
    UNPROVEN,
    application,
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
    with_tokenomics,
)
from pocket_conformance.generate.chain.world import account, pool
from pocket_spec.claims.messages import INVALID, PENDING_VALIDATION, VALIDATED
from pocket_spec.governance.history import shared_params_at_height
from pocket_spec.rejections import Reason
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.settlement.amounts import settled_for, stake_terms, tokens_of_shares
from pocket_spec.settlement.candidates import lifetime
from pocket_spec.settlement.handlers import end_block
from pocket_spec.settlement.ledger import BURN, MINT, MODULE_TRANSFER, PAYMENT, Operation
from pocket_spec.settlement.operations import batches
from pocket_spec.settlement.settle import settle
from pocket_spec.settlement.validators import decimal_text_of
from pocket_spec.state.coin import Coin, amount_of, upokt
from pocket_spec.state.store import state_root


def named(events, name):
    return [event.value for event in events if event.kind.name.endswith("." + name)]


def coins(text):
    assert text.endswith("upokt")
    return int(text.removesuffix("upokt"))


def reasons(state):
    return [rejected.reason for _, rejected in settle(state, RULES).discarded]


@st.composite
def blocks(draw):
    """A block with claims of two sessions of two applications, some of them bad in one way or another."""
    suppliers = range(1, draw(st.integers(2, 5)))
    other_app = account("other application")
    sessions = (header(), header("another session", other_app))
    claims = []
    for number in suppliers:
        for session in sessions:
            relays = draw(st.integers(0, 60))
            if relays == 0:
                continue
            status = draw(st.sampled_from([PENDING_VALIDATION, VALIDATED, INVALID]))
            made = claim(number, relays, session, status)
            bad = draw(st.sampled_from([None] * 6 + [root(relays, 7), root(relays)[1:], b""]))
            claims.append(made if bad is None else replace(made, root_hash=bad))
    configs = []
    for number in suppliers:
        shares = draw(st.sampled_from([(), ((account("friend"), 33), (owner(number), 67)), ((account("friend"), 99),)]))
        inactive = draw(st.sampled_from([0, 0, 0, DUE + 1, DUE]))
        configs.append(config(number, shares, inactive=inactive))
    limit = draw(st.sampled_from([None, None, upokt(0), upokt(10**6), Coin("mact", 1)]))
    state = settlement_state(
        claims,
        [application(draw(st.integers(1, 20 * POKT)), APP, limit=limit), application(10 * POKT, other_app)],
        [supplier(number, draw(st.sampled_from([1, POKT, 60_000 * POKT]))) for number in suppliers],
        configs,
        validators=draw(st.sampled_from([(), (validator("val", 7 * POKT, 10), validator("other", 3 * POKT))])),
        delegations=(delegation("val", "val", POKT), delegation("someone", "val", 3 * POKT)),
    )
    tokenomics = replace(
        TOKENOMICS,
        global_inflation_per_claim=draw(st.sampled_from([0.0, 0.1, 0.000001])),
        mint_ratio=draw(st.sampled_from([1.0, 0.975, 1e-9])),
        overservicing_bonus_multiplier=draw(st.integers(0, 4)),
    )
    proofs = replace(
        UNPROVEN,
        proof_request_probability=draw(st.sampled_from([0.0, 0.5, 1.0])),
        proof_missing_penalty=upokt(draw(st.sampled_from([0, POKT]))),
    )
    return with_proofs(with_tokenomics(state, tokenomics), proofs)


@settings(max_examples=60, deadline=None)
@given(blocks())
def test_every_claim_ends_once_and_money_adds_up(state):
    state = replace(state, balances=state.balances.set(pool("tokenomics"), 10**12), supply=state.supply + 10**12)
    settled = settle(state, RULES)
    ended = Counter(
        event.supplier_operator_address + event.application_address
        for name in ("EventClaimSettled", "EventClaimExpired", "EventClaimDiscarded")
        for event in named(settled.events, name)
    )
    assert ended == Counter(
        made.supplier_operator_address + made.session_header.application_address for made in state.claims.values()
    )
    assert not settled.state.claims
    assert settled.state.supply == sum(settled.state.balances.values())
    sums = Counter()
    for batch in named(settled.events, "EventSettlementBatch"):
        sums[batch.op_type] += coins(batch.total_amount)
    slashed = sum(coins(event.proof_missing_penalty) for event in named(settled.events, "EventSupplierSlashed"))
    assert settled.state.supply - state.supply == sums["mint"] - sums["burn"] - slashed


@settings(max_examples=60, deadline=None)
@given(blocks())
def test_what_is_settled_was_burned_and_what_was_minted_is_paid(state):
    settled = settle(state, RULES)
    params = state.tokenomics_params
    events = named(settled.events, "EventClaimSettled")
    burned = [batch for batch in named(settled.events, "EventSettlementBatch") if batch.op_type == "burn"]
    assert sum(coins(event.settled_upokt) for event in events) == sum(coins(batch.total_amount) for batch in burned)
    proposer = Fraction(str(params.mint_equals_burn_claim_distribution.proposer))
    for event in events:
        amount, minted = coins(event.settled_upokt), coins(event.minted_upokt)
        assert minted == int(amount * Fraction(str(params.mint_ratio)))
        inflation = stake_terms(amount, *Fraction(str(params.global_inflation_per_claim)).as_integer_ratio()) - amount
        kept = int(minted * proposer) + int(inflation * Fraction(str(params.mint_allocation_percentages.proposer)))
        paid = sum(coins(detail.amount) for detail in event.reward_distribution_detailed)
        assert paid == minted + inflation + inflation - kept
        assert sum(coins(total) for _, total in event.reward_distribution) == paid


@settings(max_examples=60, deadline=None)
@given(blocks())
def test_a_session_costs_no_more_than_its_budget(state):
    """The stake among the sessions that may be pending, and the application's own limit, if it has one."""
    settled = settle(state, RULES)
    inflation = Fraction(str(state.tokenomics_params.global_inflation_per_claim)).as_integer_ratio()
    for address, before in state.applications.items():
        charges = sum(
            stake_terms(coins(event.settled_upokt), *inflation)
            for event in named(settled.events, "EventClaimSettled")
            if event.application_address == address
        )
        limit = before.per_session_spend_limit
        assert charges <= amount_of(before.stake)
        if limit is not None and amount_of(limit) > 0:
            assert charges <= amount_of(limit)
        assert amount_of(settled.state.applications[address].stake) >= 0


@settings(max_examples=40, deadline=None)
@given(blocks(), st.integers(1, 10**15))
def test_a_claim_that_expires_does_not_lower_what_others_get(state, relays):
    """However large it is, it only counts as one of the claimants."""
    proofs = replace(UNPROVEN, proof_requirement_threshold=upokt(61 * 100_000))
    state = with_proofs(state, proofs)
    pay = []
    for size in (62, 62 + relays):
        huge = {("session", operator(9)): claim(9, size)}
        more = replace(
            state,
            claims=state.claims.update(huge),
            suppliers=state.suppliers.set(operator(9), supplier(9)),
            service_config_updates=state.service_config_updates.set(("svc", 1, operator(9)), config(9)),
        )
        settled = settle(more, RULES)
        assert operator(9) in [e.supplier_operator_address for e in named(settled.events, "EventClaimExpired")]
        pay.append([(e.supplier_operator_address, e.settled_upokt) for e in named(settled.events, "EventClaimSettled")])
    assert pay[0] == pay[1]


windows = st.integers(1, 6)
histories = st.dictionaries(st.integers(2, 30), windows, max_size=4)


@settings(max_examples=25, deadline=None)
@given(windows, histories)
def test_every_claim_is_taken_up_when_its_own_window_has_closed(first, changes):
    """Whatever changes of the windows its life crosses: neither earlier nor later, nor never."""

    def params(close):
        return replace(SHARED, claim_window_close_offset_blocks=close)

    history = {1: params(first), **{height: params(close) for height, close in changes.items()}}
    claims = [claim(1, 1, header(f"session {end}", end=end)) for end in range(10, 34)]
    state = with_shared(settlement_state(claims), params(first), history)
    ended = {}
    for height in range(10, 60):
        live = history[max(effective for effective in history if effective < height)]
        state = replace(state, height=height, shared_params=live)
        settled = settle(state, RULES)
        for kind in ("EventClaimSettled", "EventClaimDiscarded"):
            for event in named(settled.events, kind):
                ended[event.session_end_block_height] = height
        state = replace(settled.state, applications=state.applications)
    assert ended == {end: end + lifetime(shared_params_at_height(state, end)) + 1 for end in range(10, 34)}


def test_a_discarded_claim_keeps_the_charge_but_burns_nothing():
    state = settlement_state([claim(1, 4)], configs=[config(1, inactive=DUE)])
    settled = settle(state, RULES)
    assert reasons(state) == [Reason.TOKENOMICS_CONSTRAINT]
    assert amount_of(state.applications[APP].stake) - amount_of(settled.state.applications[APP].stake) == 400_000
    assert settled.state.balances == state.balances
    assert named(settled.events, "EventSettlementBatch") == []


def test_sums_for_validators_outlive_a_discard():
    to_dao = replace(TOKENOMICS.mint_equals_burn_claim_distribution, supplier=0.0, dao=0.8)
    params = replace(TOKENOMICS, mint_equals_burn_claim_distribution=to_dao)
    state = with_tokenomics(settlement_state([claim(1, 40)], configs=[config(1, inactive=DUE)]), params)
    state = replace(state, balances=state.balances.set(pool("tokenomics"), POKT), supply=state.supply + POKT)
    settled = settle(state, RULES)
    assert named(settled.events, "EventClaimDiscarded")
    paid = sum(coins(batch.total_amount) for batch in named(settled.events, "EventSettlementBatch"))
    assert paid == 40 * 100_000 * 5 // 100
    assert settled.state.balances[pool("tokenomics")] == POKT - paid


def test_an_operation_that_cannot_be_executed_is_left_out():
    """No text but an address can be paid; the coins stay where they are, and the others are paid."""
    state = settlement_state([claim(1, 4)], configs=[config(1, [("nobody", 40), (owner(1), 60)])])
    settled = settle(state, RULES)
    assert settled.state.balances[pool("supplier")] == state.balances[pool("supplier")] + (280_000 + 28_000) * 40 // 100
    assert settled.state.balances[owner(1)] == (280_000 + 28_000) * 60 // 100


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"services": Map(), "applications": Map(), "suppliers": Map()}, Reason.TOKENOMICS_SERVICE_NOT_FOUND),
        ({"applications": Map(), "suppliers": Map()}, Reason.TOKENOMICS_APPLICATION_NOT_FOUND),
        ({"suppliers": Map()}, Reason.TOKENOMICS_SUPPLIER_NOT_FOUND),
    ],
)
def test_records_are_looked_for_in_order_before_the_root_is_read(change, reason):
    state = settlement_state([replace(claim(1, 4), root_hash=b"bad")])
    assert reasons(replace(state, **change)) == [reason]
    assert reasons(state) == [Reason.CLAIM_ROOT_HASH_LENGTH]


@pytest.mark.parametrize(
    ("root_hash", "start", "reason"),
    [
        (root(4, 7, 64), END, Reason.TOKENOMICS_CLAIM_SESSION_HEADER_INVALID),
        (root(4, 7, 64), 11, Reason.TOKENOMICS_CLAIM_ROOT_HASH_INVALID),
        (root(4, 7), 11, Reason.TOKENOMICS_CLAIM_ROOT_HASH_INVALID),
    ],
)
def test_header_before_root_before_weight_before_budget(root_hash, start, reason):
    bad = replace(claim(1, 4), root_hash=root_hash, session_header=replace(header(), session_start_block_height=start))
    limited = application(POKT, limit=Coin("mact", 1))
    assert reasons(settlement_state([bad], [limited])) == [reason]
    assert reasons(settlement_state([claim(1, 4)], [limited])) == [Reason.TOKENOMICS_APPLICATION_NEW_STAKE_INVALID]


def test_a_bad_claim_that_expires_is_slashed_before_its_weight_is_looked_at():
    state = settlement_state([replace(claim(1, 4), root_hash=root(4, 7))])
    state = with_proofs(state, replace(UNPROVEN, proof_request_probability=1.0))
    settled = settle(state, RULES)
    assert settled.discarded == ()
    assert len(named(settled.events, "EventSupplierSlashed")) == 1


def test_difficulties_move_by_the_relays_of_settled_claims_alone():
    state = settlement_state([claim(1, 4), claim(2, 5), claim(3, 6, status=INVALID)])
    state = with_proofs(state, replace(UNPROVEN, proof_requirement_threshold=upokt(600_000)))
    moved = named(end_block(state, RULES).events, "EventRelayMiningDifficultyUpdated")
    assert [(event.service_id, event.new_num_relays_ema) for event in moved] == [("svc", 9)]


def test_nothing_happens_where_no_claim_is_due():
    state = replace(settlement_state([claim(1, 4)]), height=DUE - 1)
    settled = settle(state, RULES)
    assert settled.events == ()
    assert state_root(settled.state) == state_root(state)


amounts = st.integers(0, 10**9) | st.integers(0, 10**24)


@given(st.lists(st.tuples(st.sampled_from([MINT, BURN, PAYMENT, MODULE_TRANSFER]), st.integers(1, 24), amounts)))
def test_sums_of_operations_are_complete_and_in_order(drawn):
    operations = [
        Operation(kind, "tokenomics", "" if kind in {MINT, BURN} else "supplier", reason, amount)
        for kind, reason, amount in drawn
    ]
    summed = batches(operations)
    kinds = [batch.operation.kind for batch in summed]
    assert kinds == sorted(kinds, key=[MINT, MODULE_TRANSFER, PAYMENT, BURN].index)
    assert sum(batch.times for batch in summed) == len(operations)
    for kind in set(kinds):
        texts = [str(batch.operation.reason) for batch in summed if batch.operation.kind == kind]
        assert texts == sorted(texts)


@given(amounts, st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 10**6), Fraction(7, 3)]))
def test_the_settled_amount_is_the_largest_whose_charge_fits(charge, inflation):
    most = settled_for(charge, *inflation.as_integer_ratio())
    assert stake_terms(most, *inflation.as_integer_ratio()) <= charge
    assert stake_terms(most + 1, *inflation.as_integer_ratio()) > charge


@given(st.integers(0, 10**18), st.integers(0, 10**18), st.integers(1, 10**18))
def test_tokens_of_shares_are_the_exact_quotient_but_for_a_hair(shares, tokens, total):
    exact = Fraction(shares * tokens, total)
    found = tokens_of_shares(shares * 10**18, tokens, total * 10**18)
    assert found in {int(exact), int(exact + Fraction(1, 10**18))}


def test_a_hair_less_than_a_token_is_a_token():
    assert tokens_of_shares(10**19 - 3, 1, 10**19) == 1
    assert tokens_of_shares(10**19 - 6, 1, 10**19) == 0


def test_decimals_are_written_in_full():
    assert decimal_text_of(10**17) == "0.100000000000000000"
    assert decimal_text_of(-15 * 10**17) == "-1.500000000000000000"


def test_unused_services_are_not_loaded():
    """The record written back has no services, and the event of a slashed supplier only those of its claims."""
    state = settlement_state(
        [claim(1, 4)],
        services=[service(), service("other")],
        suppliers=[supplier(1, 5)],
        configs=[config(1), config(1, service_id="other")],
    )
    settled = settle(with_proofs(state, replace(UNPROVEN, proof_request_probability=1.0)), RULES)
    (begun,) = named(settled.events, "EventSupplierUnbondingBegin")
    assert [config.service_id for config in begun.supplier.services] == ["svc"]
    assert settled.state.suppliers[operator(1)].services == ()
    assert settled.state.service_config_updates == state.service_config_updates
