"""Settlement release by release: each difference, in a block that both settle."""

from dataclasses import replace

import pytest
from immutables import Map

from pocket_conformance.generate.chain.settlement_world import (
    APP,
    DUE,
    END,
    POKT,
    SHARED,
    TOKENOMICS,
    UNPROVEN,
    WEIGHT,
    application,
    claim,
    config,
    delegation,
    header,
    owner,
    settlement_state,
    validator,
    with_proofs,
    with_shared,
    with_tokenomics,
)
from pocket_conformance.generate.chain.world import account, pool
from pocket_spec.releases.lineage import rules_of
from pocket_spec.releases.settlement_rules import by_power
from pocket_spec.settlement.settle import settle
from pocket_spec.state.coin import amount_of, upokt
from pocket_spec.state.records.service import (
    RelayMiningDifficulty,
    RelayMiningDifficultyUpdate,
    ServiceComputeUnitsPerRelayUpdate,
)
from pocket_spec.state.records.session import SessionModuleParams

ONE_FOR_ONE = replace(TOKENOMICS, global_inflation_per_claim=0.0)
ONLY_SUPPLIER = replace(
    ONE_FOR_ONE,
    mint_equals_burn_claim_distribution=replace(
        TOKENOMICS.mint_equals_burn_claim_distribution, dao=0.0, proposer=0.0, supplier=1.0, source_owner=0.0
    ),
)
ONLY_PROPOSER = replace(
    ONE_FOR_ONE,
    mint_equals_burn_claim_distribution=replace(
        TOKENOMICS.mint_equals_burn_claim_distribution, dao=0.0, proposer=1.0, supplier=0.0, source_owner=0.0
    ),
)
CHEAP = replace(SHARED, compute_units_to_tokens_multiplier=1, compute_unit_cost_granularity=WEIGHT)
"""A relay costs one uPOKT."""


def settled(state, release):
    """The amounts settled, in the order of events, and the state after."""
    result = settle(state, rules_of(release))
    events = [event.value for event in result.events if event.kind.name.endswith("EventClaimSettled")]
    return [int(event.settled_upokt.removesuffix("upokt")) for event in events], result


def cheap(*relays, tokenomics=ONLY_SUPPLIER, stake=1_000, **world):
    """A session whose relays cost one uPOKT; no inflation."""
    claims = (claim(number, count) for number, count in enumerate(relays, start=1))
    state = settlement_state(claims, [application(stake)], **world)
    state = replace(state, application_params=replace(state.application_params, min_stake=upokt(0)))
    return with_tokenomics(with_shared(state, CHEAP, {}), tokenomics)


def sorted_amounts(state, release):
    return sorted(settled(state, release)[0])


def test_budget_by_configured_suppliers_then_claimants_then_bonus():
    """The worked example of incident H18: a budget of 1000, claims of 50, 350 and 333."""
    state = cheap(50, 350, 333, tokenomics=replace(ONLY_SUPPLIER, overservicing_bonus_multiplier=2))
    state = replace(state, session_params=SessionModuleParams(num_suppliers_per_session=50))
    assert sorted_amounts(state, "v0.1.32") == [20, 20, 20]
    assert sorted_amounts(state, "v0.1.33") == [50, 333, 333]
    assert sorted_amounts(state, "v0.1.34") == [50, 333, 333]
    assert sorted_amounts(state, "v0.1.35") == [50, 333, 350]


@pytest.mark.parametrize(("release", "shares"), [("v0.1.33", 1), ("v0.1.34", 3)])
def test_pending_sessions_of_today_then_of_the_session(release, shares):
    """Sessions of 10 blocks leave one pending, of 3 blocks three; the session had the shorter."""
    short = replace(CHEAP, num_blocks_per_session=3, grace_period_end_offset_blocks=0)
    state = with_shared(cheap(900, stake=900), CHEAP, {1: short, END + 1: CHEAP})
    assert settled(state, release)[0] == [900 // shares]


@pytest.mark.parametrize(("release", "amount"), [("v0.1.34", 14), ("v0.1.35", 7)])
def test_price_of_today_then_of_the_session(release, amount):
    dear = replace(CHEAP, compute_units_to_tokens_multiplier=2)
    assert settled(with_shared(cheap(7), dear, {1: CHEAP, END + 1: dear}), release)[0] == [amount]


@pytest.mark.parametrize(("release", "amounts"), [("v0.1.34", []), ("v0.1.35", [7])])
def test_weight_of_today_then_of_the_session(release, amounts):
    """The owner doubled the weight after the session: until v0.1.34 an honest claim was discarded."""
    state = cheap(7)
    heavier = replace(state.services["svc"], compute_units_per_relay=2 * WEIGHT)
    history = {
        ("svc", 1): ServiceComputeUnitsPerRelayUpdate(1, "svc", WEIGHT),
        ("svc", END + 1): ServiceComputeUnitsPerRelayUpdate(END + 1, "svc", 2 * WEIGHT),
    }
    state = replace(state, services=Map({"svc": heavier}), compute_units_history=Map(history))
    assert settled(state, release)[0] == amounts


@pytest.mark.parametrize(("release", "amount"), [("v0.1.30", 13), ("v0.1.31", 7)])
def test_difficulty_of_today_then_of_the_session(release, amount):
    half = (2**255).to_bytes(32, "big")
    before = RelayMiningDifficulty("svc", 1, 1, b"\xff" * 32)
    today = RelayMiningDifficulty("svc", END + 1, 1, half)
    state = replace(
        cheap(7),
        difficulties=Map({"svc": today}),
        difficulty_history=Map(
            {
                ("svc", 1): RelayMiningDifficultyUpdate(1, before),
                ("svc", END + 1): RelayMiningDifficultyUpdate(END + 1, today),
            }
        ),
    )
    assert settled(state, release)[0] == [amount]


@pytest.mark.parametrize(("release", "left"), [("v0.1.33", 1), ("v0.1.34", 0)])
def test_one_candidate_leaves_claims_behind(release, left):
    """Incident H08: in the block in which the claims would be due, the live windows become a block shorter."""
    short = replace(SHARED, claim_window_close_offset_blocks=3)
    state = settlement_state([claim(1, 5)])
    for height in range(DUE - 5, DUE + 30):
        state = with_shared(state, SHARED if height < DUE else short, {1: SHARED, DUE - 1: short})
        state = settle(replace(state, height=height), rules_of(release)).state
    assert len(state.claims) == left


@pytest.mark.parametrize(("release", "expired"), [("v0.1.34", 1), ("v0.1.35", 0)])
def test_claims_expired_before_their_window_closed(release, expired):
    """The live windows are shorter than those of the session: the claim could still be proven for two blocks."""
    short = replace(SHARED, claim_window_close_offset_blocks=2)
    state = with_shared(settlement_state([claim(1, 5)], height=DUE - 2), short, {1: SHARED, END + 1: short})
    state = with_proofs(state, replace(UNPROVEN, proof_request_probability=1.0))
    result = settle(state, rules_of(release))
    assert len([event for event in result.events if event.kind.name.endswith("EventSupplierSlashed")]) == expired
    assert len(result.state.claims) == 1 - expired


def paid_to(state, release, *names):
    result = settle(state, rules_of(release)).state
    return [result.balances.get(name, 0) - state.balances.get(name, 0) for name in names]


def test_a_recipient_that_occurs_twice():
    """Incident H22: 60, 20 and again 20 per cent; until v0.1.33 forty per cent went to nobody."""
    shares = [(account("a"), 60), (account("b"), 20), (account("a"), 20)]
    state = cheap(100, configs=[config(1, shares)])
    everybody = (account("a"), account("b"), owner(1), pool("supplier"))
    assert paid_to(state, "v0.1.33", *everybody) == [40, 20, 0, 40]
    assert paid_to(state, "v0.1.34", *everybody) == [0, 0, 100, 0]


def test_shares_above_the_whole():
    """Until v0.1.33 the first recipient's share was negative, at which the real chain halted: here a discard."""
    state = cheap(100, configs=[config(1, [(account("a"), 50), (account("b"), 60), (account("c"), 60)])])
    assert settled(state, "v0.1.33")[0] == []
    assert paid_to(state, "v0.1.34", owner(1)) == [100]


def test_shares_are_paid_in_the_order_of_the_list_then_of_addresses():
    first, second = sorted([account("a"), account("b")], reverse=True)
    state = cheap(100, configs=[config(1, [(first, 40), (second, 60)])])
    recipients = []
    for release in ("v0.1.33", "v0.1.34"):
        (event,) = [e.value for e in settled(state, release)[1].events if e.kind.name.endswith("EventClaimSettled")]
        recipients.append([detail.recipient_address for detail in event.reward_distribution_detailed])
    assert recipients == [[first, second], [second, first]]


@pytest.mark.parametrize(
    ("release", "minted"), [("v0.1.30", 40), ("v0.1.31", 20), ("v0.1.32", 20), ("v0.1.33", 20), ("v0.1.35", 20)]
)
def test_mint_ratio_since_v0_1_31(release, minted):
    state = cheap(40, tokenomics=replace(ONLY_SUPPLIER, mint_ratio=0.5))
    assert paid_to(state, release, owner(1)) == [minted]


def test_what_would_mint_nothing():
    """Burned for nothing until v0.1.32; since then the claim is discarded."""
    state = cheap(1, tokenomics=replace(ONLY_SUPPLIER, mint_ratio=0.5))
    for release, amounts, burned in (("v0.1.32", [1], 1), ("v0.1.33", [], 0)):
        found, result = settled(state, release)
        assert found == amounts
        assert state.supply - result.state.supply == burned
        assert amount_of(result.state.applications[APP].stake) == 999


def test_the_largest_settlement_by_float_then_exactly():
    """A budget of 33 uPOKT at an inflation of 0.1 is worth 30, in floating point 29."""
    state = cheap(100, tokenomics=TOKENOMICS, stake=33)
    state = replace(state, session_params=SessionModuleParams(num_suppliers_per_session=1))
    assert settled(state, "v0.1.32")[0] == [29]
    assert settled(state, "v0.1.33")[0] == [30]


EQUAL = [validator(name, 5 * POKT) for name in ("val", "other", "third")]


def test_rewards_of_validators_claim_by_claim_then_together():
    """Incident H20: three equal validators, ten claims of 110 uPOKT each."""
    claims = [claim(1, 110, header(f"session {number}")) for number in range(10)]
    state = cheap(stake=10**6, tokenomics=ONLY_PROPOSER, validators=EQUAL, delegations=[])
    state = replace(state, claims=settlement_state(claims).claims)
    accounts = [account(name) for name in ("val", "other", "third")]
    assert sorted(paid_to(state, "v0.1.32", *accounts)) == [360, 370, 370]
    assert sorted(paid_to(state, "v0.1.33", *accounts)) == [366, 367, 367]
    assert sorted(paid_to(state, "v0.1.35", *accounts)) == [366, 367, 367]


def test_commission_since_v0_1_34():
    """Incident H23: the validator has nothing of its own at stake."""
    state = cheap(
        100,
        tokenomics=ONLY_PROPOSER,
        validators=[validator("val", 10 * POKT, 10)],
        delegations=[delegation("someone", "val", 10 * POKT)],
    )
    accounts = (account("val"), account("someone"))
    assert paid_to(state, "v0.1.33", *accounts) == [0, 100]
    assert paid_to(state, "v0.1.34", *accounts) == [10, 90]


def test_who_delegates_to_two_validators():
    """Until v0.1.32 only one of the two delegations counted, that to the weaker validator; the rest went to nobody."""
    state = cheap(
        100,
        stake=2_000,
        tokenomics=ONLY_PROPOSER,
        validators=[validator("val", 6 * POKT), validator("other", 4 * POKT)],
        delegations=[
            delegation("someone", "val", 6 * POKT),
            delegation("someone", "other", 1 * POKT),
            delegation("else", "other", 3 * POKT),
        ],
    )
    accounts = (account("someone"), account("else"))
    assert [each.tokens for _, each in by_power(state)] == [6 * POKT, 4 * POKT]
    assert paid_to(state, "v0.1.32", *accounts) == [10, 30]
    assert paid_to(state, "v0.1.33", *accounts) == [70, 30]


def test_operations_are_announced_since_v0_1_33():
    for release, announced in (("v0.1.32", 0), ("v0.1.33", 4)):
        result = settle(cheap(3, 4), rules_of(release))
        batches = [event for event in result.events if event.kind.name.endswith("EventSettlementBatch")]
        assert len(batches) == announced + (1 if announced else 0)
    one, summed = (settle(cheap(3, 4), rules_of(release)).state for release in ("v0.1.32", "v0.1.33"))
    assert one.balances == summed.balances


def test_one_by_one_or_summed_the_same_operations_are_left_out():
    state = cheap(3, 4, configs=[config(1, [("nobody", 100)]), config(2)])
    one, summed = (settle(state, rules_of(release)).state for release in ("v0.1.32", "v0.1.33"))
    assert one.balances == summed.balances


@pytest.mark.parametrize(("release", "unbonds"), [("v0.1.33", False), ("v0.1.34", True)])
def test_minimum_stake_of_genesis_then_of_governance(release, unbonds):
    state = settlement_state([claim(1, 1)], [application(900 * POKT)])
    state = replace(state, application_params=replace(state.application_params, min_stake=upokt(1_000 * POKT)))
    after = settle(state, rules_of(release)).state.applications[APP]
    assert (after.unstake_session_end_height > 0) == unbonds
