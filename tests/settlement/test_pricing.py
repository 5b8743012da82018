"""The price of claims, against Fraction and against what mainnet announced."""

import base64
import json
import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.settlement import pricing

BASE = 2**256 - 1
BASE_HASH = b"\xff" * 32
uint64s = st.integers(0, 2**64 - 1) | st.integers(0, 10**6) | st.sampled_from([2**63 - 1, 2**63, 2**64 - 1])
parameters = uint64s.filter(bool)
targets = st.binary(max_size=34).filter(any) | st.integers(1, 2**32).map(lambda n: (BASE // n).to_bytes(32, "big"))


def root(relays, compute_units):
    return bytes(32) + compute_units.to_bytes(8, "big") + relays.to_bytes(8, "big")


def signed(value):
    return value - 2**64 if value >= 2**63 else value


def reason_of(*arguments):
    with pytest.raises(Rejected) as caught:
        pricing.claim_price(*arguments)
    return caught.value.reason


@given(uint64s, uint64s, targets, parameters, parameters)
@example(1, 1, (BASE * 3 // 7).to_bytes(32, "big"), 3, 1)
@example(5, 1, b"\x01", 1, 1)
def test_a_price_is_exact_but_for_one_rounding(relays, compute_units, target_hash, multiplier, granularity):
    estimate = compute_units * Fraction(BASE, int.from_bytes(target_hash, "big"))
    amount = math.floor(estimate * Fraction(signed(multiplier), signed(granularity)))
    arguments = root(relays, compute_units), target_hash, multiplier, granularity
    if amount < 0:
        assert reason_of(*arguments) == Reason.CLAIM_AMOUNT_NEGATIVE
    elif amount >= 2**256:
        assert reason_of(*arguments) == Reason.AMOUNT_OVERFLOW
    else:
        assert pricing.claim_price(*arguments) == pricing.ClaimPrice(
            relays, compute_units, math.floor(estimate) % 2**64, amount
        )


@given(st.integers(1, 2**40), st.integers(1, 2**23), st.integers(1, 10**9), st.integers(1, 10**9))
def test_pricing_the_rounded_estimate_never_gives_more(compute_units, difficulty, multiplier, granularity):
    target_hash = (BASE // difficulty - 1).to_bytes(32, "big")
    found = pricing.claim_price(root(1, compute_units), target_hash, multiplier, granularity)
    assert found.estimated_compute_units * multiplier // granularity <= found.claimed_upokt


def test_the_rounding_of_the_estimate_does_not_reach_the_price():
    # 1 compute unit at a probability of 3/7 stands for 2.33; at 3 uPOKT that is 7, not 6.
    found = pricing.claim_price(root(1, 1), (BASE * 3 // 7).to_bytes(32, "big"), 3, 1)
    assert (found.estimated_compute_units, found.claimed_upokt) == (2, 7)


@pytest.mark.parametrize("length", [0, 16, 19, 47, 49, 64])
def test_malformed_roots_are_refused_before_anything_else(length):
    assert reason_of(bytes(length), bytes(32), 1, 0) == Reason.CLAIM_ROOT_HASH_LENGTH


def test_a_zero_target_is_refused_before_a_zero_granularity():
    assert reason_of(root(1, 1), bytes(32), 1, 0) == Reason.DIFFICULTY_TARGET_ZERO
    assert reason_of(root(1, 1), BASE_HASH, 1, 0) == Reason.SHARED_PARAM_INVALID


def test_a_price_of_its_own_is_refused_for_the_same_reasons():
    with pytest.raises(Rejected) as caught:
        pricing.claimed_upokt(1, b"", 1, 0)
    assert caught.value.reason == Reason.DIFFICULTY_TARGET_ZERO
    with pytest.raises(Rejected) as caught:
        pricing.estimated_compute_units(1, bytes(32))
    assert caught.value.reason == Reason.DIFFICULTY_TARGET_ZERO


# The rows of the worked table, with the fourth row and the market rate put right: relays served, target over base,
# compute units per relay, multiplier, granularity -> relays in the claim, estimate, uPOKT, all by hand.
TABLE = [
    (1_000_000, Fraction(1), 1, 50, 1, 1_000_000, 1_000_000, 50_000_000),
    (1_000_000, Fraction(1), 1, 50_000_000, 1_000_000, 1_000_000, 1_000_000, 50_000_000),
    (1_000_000, Fraction(1), 5, 50, 1, 1_000_000, 5_000_000, 250_000_000),
    (10_000_000, Fraction(1, 10), 1, 50, 1, 1_000_000, 10_000_000, 500_000_000),
]


@pytest.mark.parametrize("row", TABLE)
def test_the_worked_table_follows_from_the_formulas(row):
    served, probability, units, multiplier, granularity, claimed, estimate, upokt = row
    target = math.floor(BASE * probability)
    # Rounding the target down costs at most one relay in the expectation of what counts.
    assert served * target // BASE in (claimed, claimed - 1)
    found = pricing.claim_price(root(claimed, claimed * units), target.to_bytes(32, "big"), multiplier, granularity)
    assert (found.num_relays, found.estimated_compute_units, found.claimed_upokt) == (claimed, estimate, upokt)


# The parameters behind both captures: no service had left the base target, and 33482 / 1000000 is the only multiplier
# at this granularity that explains every claim of block 161155.
MAINNET = (33_482, 1_000_000)


def announced(event):
    """Read a root hash, and the figures that the chain announced for it."""
    attributes = event["attributes"]
    price = pricing.ClaimPrice(
        int(json.loads(attributes["num_relays"])),
        int(json.loads(attributes["num_claimed_compute_units"])),
        int(json.loads(attributes["num_estimated_compute_units"])),
        int(json.loads(attributes["claimed_upokt"])["amount"]),
    )
    return base64.b64decode(json.loads(attributes["claim"])["root_hash"]), price


def announced_claims(directory):
    return [announced(case["event"]) for case in json.loads((directory / "claims_161155.json").read_text())["cases"]]


def announced_proofs(directory):
    cases = json.loads((directory / "proofs_135297.json").read_text())["cases"]
    events = [event for case in cases for event in case["tx_events"]]
    return [announced(event) for event in events if event["type"].endswith("EventProofSubmitted")]


def test_every_figure_that_mainnet_announced_follows_from_the_root(mainnet_directory):
    claims, proofs = announced_claims(mainnet_directory), announced_proofs(mainnet_directory)
    assert len(claims) == 16
    assert len(proofs) >= 4
    for root_hash, price in claims + proofs:
        assert pricing.claim_price(root_hash, BASE_HASH, *MAINNET) == price


def test_no_other_multiplier_explains_what_mainnet_announced(mainnet_directory):
    prices = [price for _, price in announced_claims(mainnet_directory)]
    explaining = [
        multiplier
        for multiplier in range(1, 200_000)
        if all(price.claimed_compute_units * multiplier // 10**6 == price.claimed_upokt for price in prices)
    ]
    assert explaining == [MAINNET[0]]
