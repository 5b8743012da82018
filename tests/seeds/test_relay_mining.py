"""The statements of docs/seeds/relay_mining_estimation_and_params.md, each as a test that can fail.

The figures of the worked table and of its erratum are computed here from the formulas alone, with fractions, and
compared with what the rules say. Where chance is tested, data are derived from labels and the bounds are such that
truly random data would exceed them less than once in 10^9 runs.
"""

import json
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.claims.messages import MSG_CREATE_CLAIM
from pocket_spec.claims.onchain_proof import validate_relay_difficulty
from pocket_spec.claims.proof_path import proof_path
from pocket_spec.claims.root import claimed_compute_units, claimed_relays
from pocket_spec.encoding.proto import decode
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.difficulty import (
    BASE_TARGET,
    BASE_TARGET_HASH,
    is_relay_applicable,
    new_target_hash,
    next_relays_ema,
    relay_multiplier,
    relay_probability,
    scale_down,
    scale_up,
)
from pocket_spec.session.calendar import calendar
from pocket_spec.session.parameters import SessionParams, valid_session_params
from pocket_spec.settlement.distribution import RevenueShare, revenue_share_amounts
from pocket_spec.settlement.pricing import claim_price, claimed_upokt, estimated_compute_units
from pocket_spec.smst.trie import build, root
from pocket_spec.smst.types import TrieSpec, Update

MILLION = 10**6
UPOKT_PER_POKT = 10**6
USD_PER_POKT = Fraction(1, 10)
MAINNET_TARGET_NUM_RELAYS = 100_000

TARGETS = st.integers(1, BASE_TARGET)
COUNTS = st.integers(0, 10**12)


def target_of(probability: Fraction) -> int:
    return int(BASE_TARGET * probability)


def hash_of(target: int) -> bytes:
    return target.to_bytes(32, "big")


def relay_hashes(number: int) -> list[bytes]:
    return [sha256(f"seeds/relay/{index}".encode()).digest() for index in range(number)]


def root_of(relays: int, compute_units: int) -> bytes:
    return bytes(32) + compute_units.to_bytes(8, "big") + relays.to_bytes(8, "big")


def claims_of(mainnet_directory):
    document = json.loads((mainnet_directory / "claims_161155.json").read_text())
    return [decode(MSG_CREATE_CLAIM, bytes.fromhex(case["msg"])) for case in document["cases"]]


# The mathematics


@pytest.mark.parametrize("probability", [Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)])
def test_scaling_down_is_the_expected_number_of_relays_that_count(probability):
    """Of 20000 relays. Chance stays within 7 standard deviations; a wrong comparison or target does not."""
    target = target_of(probability)
    counted = sum(is_relay_applicable(relay_hash, hash_of(target)) for relay_hash in relay_hashes(20_000))
    deviation = float(20_000 * probability * (1 - probability)) ** 0.5
    assert abs(counted - scale_down(20_000, target)) < 7 * deviation < 500


@given(st.integers(1, 8), st.integers(1, 2**40))
def test_claimed_compute_units_are_relays_times_the_compute_units_of_one(relays, per_relay):
    updates = [Update(bytes([index]), b"relay", per_relay) for index in range(relays)]
    root_hash = root(build(TrieSpec(), updates))
    assert claimed_compute_units(root_hash) == claimed_relays(root_hash) * per_relay == relays * per_relay


def test_mainnets_claims_have_one_number_of_compute_units_per_relay_and_service(mainnet_directory):
    per_relay = {}
    for claim in claims_of(mainnet_directory):
        relays, compute_units = claimed_relays(claim.root_hash), claimed_compute_units(claim.root_hash)
        assert compute_units % relays == 0
        per_relay.setdefault(claim.session_header.service_id, set()).add(compute_units // relays)
    assert per_relay
    assert all(len(values) == 1 for values in per_relay.values())


@given(COUNTS, TARGETS)
def test_scaling_up_undoes_scaling_down_but_for_less_than_one_relay_of_the_claim(actual, target):
    estimate = scale_up(scale_down(actual, target), target)
    one_relay_stands_for = Fraction(BASE_TARGET, target)
    assert actual - one_relay_stands_for - 1 < estimate <= actual


@given(st.integers(0, 2**64 - 1), st.integers(2**190, BASE_TARGET), st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_price_is_that_of_the_formulas_rounded_down_once(compute_units, target, multiplier, granularity):
    exact = Fraction(compute_units * BASE_TARGET, target) * multiplier / granularity
    price = claimed_upokt(compute_units, hash_of(target), multiplier, granularity)
    assert price <= exact < price + 1


def test_the_price_of_the_rounded_estimate_can_be_less():
    """1 compute unit at 2/3: an estimate of 1.5, at 2 uPOKT each 3 uPOKT; the rounded estimate, 1, would cost 2."""
    target = hash_of(target_of(Fraction(2, 3)))
    assert estimated_compute_units(1, target) == 1
    assert claimed_upokt(1, target, 2, 1) == 3


# Parameters


def test_difficulty_is_dynamic_and_follows_the_average_of_relays():
    targets = [
        new_target_hash(BASE_TARGET_HASH, MAINNET_TARGET_NUM_RELAYS, average) for average in (10**5, 10**6, 10**9)
    ]
    assert targets[0] == BASE_TARGET_HASH > targets[1] > targets[2]
    assert next_relays_ema(10**6, 2 * 10**6) > next_relays_ema(10**6, 10**6) == 10**6


@given(st.integers(10**5, 10**12))
def test_difficulty_is_the_probability_that_a_relay_counts(average):
    """The chain stores a target hash; the probability is its share of the base target."""
    target_hash = new_target_hash(BASE_TARGET_HASH, MAINNET_TARGET_NUM_RELAYS, average)
    probability = Fraction(*relay_probability(target_hash))
    assert 0 <= Fraction(MAINNET_TARGET_NUM_RELAYS, average) - probability < Fraction(1, 2**255)
    assert Fraction(*relay_multiplier(target_hash)) == 1 / probability


def test_granularity_prices_less_than_a_upokt():
    """A multiplier counts uPOKT / granularity: with a granularity of 10^6 a compute unit can cost a millionth uPOKT."""
    assert claimed_upokt(1, BASE_TARGET_HASH, 1, MILLION) == 0
    assert claimed_upokt(MILLION, BASE_TARGET_HASH, 1, MILLION) == 1
    assert claimed_upokt(1, BASE_TARGET_HASH, 1, 1) == 1


def test_a_multiplier_is_tokens_per_compute_unit_at_a_granularity_of_one_only():
    assert claimed_upokt(10, BASE_TARGET_HASH, 42, 1) == 10 * 42
    assert claimed_upokt(10, BASE_TARGET_HASH, 42, 10) == 42


def test_parameters_of_mainnet_are_network_wide_except_for_the_services(mainnet_directory):
    def parameters(module):
        return json.loads((mainnet_directory / "params" / f"{module}_params.json").read_text())["body"]["messages"][0]

    shared, service = parameters("shared"), parameters("service")
    assert shared["params"]["compute_units_to_tokens_multiplier"] == "145990"
    assert shared["params"]["compute_unit_cost_granularity"] == "1000000"
    assert service["params"]["target_num_relays"] == str(MAINNET_TARGET_NUM_RELAYS)
    assert shared["authority"] == service["authority"]
    assert not {"relay_mining_difficulty", "compute_units_per_relay"} & set(shared["params"]) | set(
        service["params"]
    ) & {"compute_units_per_relay"}


# The flow


def test_the_flow_from_relays_to_upokt():
    """3000 relays, of which a fifth counts; 7 compute units each; 11 uPOKT for 2 compute units; two recipients."""
    target_hash = hash_of(target_of(Fraction(1, 5)))
    counted = [relay_hash for relay_hash in relay_hashes(3000) if is_relay_applicable(relay_hash, target_hash)]
    root_hash = root(build(TrieSpec(), [Update(relay_hash, b"relay", 7) for relay_hash in counted[:200]]))
    price = claim_price(root_hash, target_hash, 11, 2)
    assert 400 < len(counted) < 800
    assert (price.num_relays, price.claimed_compute_units) == (200, 1400)
    assert price.estimated_compute_units == 7000
    assert price.claimed_upokt == 38_500
    shares = (RevenueShare("supplier", 80), RevenueShare("owner", 20))
    assert revenue_share_amounts(shares, price.claimed_upokt) == {"supplier": 30_800, "owner": 7_700}


def test_only_a_relay_that_counts_can_be_proven():
    target_hash = hash_of(target_of(Fraction(1, 5)))
    for index in range(50):
        relay = f"seeds/relay/{index}".encode()
        if is_relay_applicable(sha256(relay).digest(), target_hash):
            validate_relay_difficulty(relay, target_hash)
        else:
            with pytest.raises(Rejected) as caught:
                validate_relay_difficulty(relay, target_hash)
            assert caught.value.reason is Reason.PROOF_RELAY_DIFFICULTY


def test_the_roots_sum_is_compute_units_and_its_count_is_relays():
    root_hash = root(build(TrieSpec(), [Update(bytes([index]), b"relay", 7) for index in range(5)]))
    assert claimed_relays(root_hash) == 5
    assert claimed_compute_units(root_hash) == 35


def test_the_compute_units_of_a_relay_enter_the_claim_and_not_the_estimate():
    """The estimate is made from the root's sum alone: equal sums of different relays have one price."""
    few, many = (
        claim_price(root_of(1, 10), BASE_TARGET_HASH, 50, 1),
        claim_price(root_of(10, 10), BASE_TARGET_HASH, 50, 1),
    )
    assert few.estimated_compute_units == many.estimated_compute_units == 10
    assert few.claimed_upokt == many.claimed_upokt


def test_the_cost_of_a_session_is_that_of_all_its_claims():
    """Two suppliers of one session claim apart, each price rounded down by itself."""
    prices = [claim_price(root_of(relays, relays), BASE_TARGET_HASH, 3, 2).claimed_upokt for relays in (3, 5)]
    assert prices == [4, 7]
    assert sum(prices) == claim_price(root_of(8, 8), BASE_TARGET_HASH, 3, 2).claimed_upokt - 1


# The worked table


def usd(upokt: int) -> Fraction:
    return Fraction(upokt, UPOKT_PER_POKT) * USD_PER_POKT


TABLE = [
    (MILLION, Fraction(1), 1, 50, 1, MILLION, 50 * MILLION, 50, 5),
    (MILLION, Fraction(1), 1, 50 * MILLION, MILLION, MILLION, 50 * MILLION, 50, 5),
    (MILLION, Fraction(1), 5, 50, 1, 5 * MILLION, 250 * MILLION, 250, 25),
    (10 * MILLION, Fraction(1, 10), 1, 50, 1, 10 * MILLION, 500 * MILLION, 500, 50),
]
"""Relays, difficulty, compute units per relay, multiplier, granularity; then compute units, uPOKT, POKT, USD.

The first three rows are the document's, the last one is the erratum's.
"""


@pytest.mark.parametrize("row", TABLE)
def test_the_worked_table(row):
    relays, difficulty, per_relay, multiplier, granularity, compute_units, upokt, pokt, dollars = row
    in_trie = relays * difficulty
    assert (in_trie * per_relay / difficulty, in_trie * per_relay / difficulty * multiplier / granularity) == (
        compute_units,
        upokt,
    )
    assert (Fraction(upokt, UPOKT_PER_POKT), usd(upokt)) == (pokt, dollars)

    target = target_of(difficulty)
    claimed = relays if difficulty == 1 else scale_down(relays, target) + 1
    assert claimed == in_trie
    price = claim_price(root_of(claimed, claimed * per_relay), hash_of(target), multiplier, granularity)
    assert (price.estimated_compute_units, price.claimed_upokt) == (compute_units, upokt)


def test_the_fourth_row_contradicts_itself():
    """Its compute units leave out the scaling up, its uPOKT are not its own product, its USD are not its own uPOKT."""
    compute_units, upokt, dollars = MILLION, 5 * MILLION, 5
    assert compute_units != 10 * MILLION * Fraction(1, 10) / Fraction(1, 10)
    assert upokt != compute_units * 50
    assert dollars != usd(upokt) == Fraction(1, 2)
    assert [usd(500 * MILLION), usd(50 * MILLION)] == [50, 5]


def test_the_market_rate_is_five_dollars_for_a_million_relays():
    """50 uPOKT a relay, as the baseline says; five million dollars would be 50 POKT a relay."""
    assert usd(claimed_upokt(MILLION, BASE_TARGET_HASH, 50, 1)) == 5
    assert usd(claimed_upokt(MILLION, BASE_TARGET_HASH, 50 * MILLION, 1)) == 5 * MILLION


# Frequently asked


@given(st.integers(10**5, 10**13))
def test_difficulty_keeps_a_trie_at_the_wanted_number_of_relays(average):
    """However many relays a service has, 100,000 per session are expected to count: what makes a trie small."""
    target_hash = new_target_hash(BASE_TARGET_HASH, MAINNET_TARGET_NUM_RELAYS, average)
    expected = scale_down(average, int.from_bytes(target_hash, "big"))
    assert MAINNET_TARGET_NUM_RELAYS - 1 <= expected <= MAINNET_TARGET_NUM_RELAYS


OFFSETS = st.integers(0, 100)


@given(st.integers(1, 10**6), st.integers(1, 100), OFFSETS, OFFSETS, OFFSETS, OFFSETS)
def test_a_claim_is_committed_before_its_path_is_revealed_iff_the_proof_window_opens_later(
    height, blocks, claim_open, claim_close, proof_open, proof_close
):
    """The path depends on the hash of the block before the proof window opens.

    A claim in the last block of its window is blind to that hash if it is the hash of the same block or of a later one.
    """
    dates = calendar(SessionParams(blocks, 0, claim_open, claim_close, proof_open, proof_close, 0, 0), height)
    path_seed_height = dates.proof_open - 1
    assert (path_seed_height >= dates.claim_close) == (proof_open >= 1)


def test_mainnets_proof_window_opens_later_and_the_default_one_does_not(mainnet_directory):
    document = json.loads((mainnet_directory / "params" / "shared_params.json").read_text())
    assert document["body"]["messages"][0]["params"]["proof_window_open_offset_blocks"] == "1"
    genesis = json.loads((mainnet_directory / "shannon_genesis.json").read_text())["app_state"]["shared"]["params"]
    assert genesis["proof_window_open_offset_blocks"] == 0
    assert valid_session_params(SessionParams(10, 1, 1, 4, 0, 4, 0, 0))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_the_leaf_to_prove_depends_on_the_revealed_block(one, other):
    assert (proof_path(one, "session") == proof_path(other, "session")) == (one == other)
