"""Which claims must be proven."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pocket_conformance.generate.chain.claims import at_difficulty, root_of
from pocket_conformance.generate.chain.claims_world import PROOF_OPEN, SEED, header_of, work, world
from pocket_conformance.generate.chain.proofs import with_params
from pocket_spec.chain.execution import default_header_hash
from pocket_spec.claims.arithmetic import estimated_relays
from pocket_spec.claims.messages import NOT_REQUIRED, PROBABILISTIC, THRESHOLD
from pocket_spec.claims.requirement import proof_requirement, proof_sample
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES

STATE = world(PROOF_OPEN)
CLAIM = work(header_of(STATE)).claim()
DIGESTS = st.binary(min_size=32, max_size=32)
PROBABILITIES = st.floats(0, 1, allow_nan=False)


@given(digest=DIGESTS, probability=PROBABILITIES)
def test_a_cheap_claim_is_proven_where_its_sample_is_within_the_probability(digest, probability):
    claim = replace(CLAIM, root_hash=root_of(300, 3, digest))
    sample = proof_sample(claim, default_header_hash(SEED))
    expected = PROBABILISTIC if sample <= probability else NOT_REQUIRED
    assert proof_requirement(with_params(STATE, probability), claim, RULES) == expected


@given(relays=st.integers(1, 10**9), threshold=st.integers(0, 10**14), probability=PROBABILITIES)
def test_a_dear_claim_is_always_proven(relays, threshold, probability):
    claim = replace(CLAIM, root_hash=root_of(100 * relays, relays))
    requirement = proof_requirement(with_params(STATE, probability, threshold), claim, RULES)
    assert (requirement == THRESHOLD) == (relays * 100 * 42 >= threshold)


@given(digest=DIGESTS, one=PROBABILITIES, other=PROBABILITIES)
def test_a_higher_probability_never_spares_a_claim(digest, one, other):
    claim = replace(CLAIM, root_hash=root_of(300, 3, digest))
    low, high = (proof_requirement(with_params(STATE, p), claim, RULES) for p in sorted((one, other)))
    assert low <= high


def test_a_claim_under_a_difficulty_without_a_target_hash_has_no_price():
    with pytest.raises(Rejected) as caught:
        proof_requirement(at_difficulty(STATE, None), CLAIM, RULES)
    assert caught.value.reason is Reason.DIFFICULTY_TARGET_ZERO


def test_a_sample_of_the_probability_and_a_price_of_the_threshold_are_enough():
    sample = proof_sample(CLAIM, default_header_hash(SEED))
    assert proof_requirement(with_params(STATE, sample), CLAIM, RULES) == PROBABILISTIC
    assert proof_requirement(with_params(STATE, 0.0, 12_600), CLAIM, RULES) == THRESHOLD
    assert proof_requirement(with_params(STATE, 0.0, 12_601), CLAIM, RULES) == NOT_REQUIRED


def test_about_as_many_claims_are_drawn_as_the_probability_says():
    """At 0.5 the short seeds of the generator hardly matter; the claims are fixed by their roots."""
    state = with_params(STATE, 0.5)
    claims = (replace(CLAIM, root_hash=root_of(300, 3, number.to_bytes(32, "big"))) for number in range(1_000))
    drawn = sum(proof_requirement(state, claim, RULES) == PROBABILISTIC for claim in claims)
    assert 430 < drawn < 570


@example(num_relays=0, claimed=100, factor=1)
@given(num_relays=st.integers(0, 2**64 - 1), claimed=st.integers(0, 2**64 - 1), factor=st.integers(1, 1_000))
def test_the_estimate_of_relays_scales_with_that_of_compute_units(num_relays, claimed, factor):
    estimated = claimed * factor
    relays = estimated_relays(num_relays, claimed, estimated)
    if num_relays == 0 or claimed < num_relays:
        assert relays == 0
    else:
        assert num_relays * factor <= relays
        assert relays * (claimed // num_relays) <= estimated
