"""Root hashes of claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.claims import root
from pocket_spec.rejections import CHAIN_CODES, Reason, Rejected

counts = st.integers(0, 2**64 - 1)


def reason_of(call, *arguments):
    with pytest.raises(Rejected) as caught:
        call(*arguments)
    return caught.value.reason


@pytest.mark.parametrize("length", range(300))
def test_roots_of_a_power_of_two_and_16_bytes_have_sum_and_count(length):
    data = bytes(range(256)) * 2
    readable = length - 16 in {1, 2, 4, 8, 16, 32, 64, 128, 256}
    assert root.is_sum_root(data[:length]) == readable
    if not readable:
        assert reason_of(root.claimed_relays, data[:length]) == Reason.CLAIM_ROOT_HASH_LENGTH
        assert reason_of(root.claimed_compute_units, data[:length]) == Reason.CLAIM_ROOT_HASH_LENGTH


@given(st.binary(min_size=32, max_size=32), counts, counts)
def test_sum_and_count_are_the_two_trailing_integers(digest, compute_units, relays):
    data = digest + compute_units.to_bytes(8, "big") + relays.to_bytes(8, "big")
    assert root.claimed_compute_units(data) == compute_units
    assert root.claimed_relays(data) == relays
    if relays and compute_units:
        assert root.validate_root_hash(data) == (relays, compute_units)


def test_a_claim_is_refused_for_length_then_relays_then_compute_units():
    assert reason_of(root.validate_root_hash, bytes(32)) == Reason.CLAIM_ROOT_HASH_LENGTH
    assert reason_of(root.validate_root_hash, bytes(80)) == Reason.CLAIM_ROOT_HASH_LENGTH
    assert reason_of(root.validate_root_hash, bytes(48)) == Reason.CLAIM_RELAYS_ZERO
    assert reason_of(root.validate_root_hash, bytes(39) + b"\x01" + bytes(8)) == Reason.CLAIM_RELAYS_ZERO
    assert reason_of(root.validate_root_hash, bytes(47) + b"\x01") == Reason.CLAIM_COMPUTE_UNITS_ZERO


def test_the_chain_reports_them_all_as_invalid_root_hashes():
    reasons = (Reason.CLAIM_ROOT_HASH_LENGTH, Reason.CLAIM_RELAYS_ZERO, Reason.CLAIM_COMPUTE_UNITS_ZERO)
    assert {CHAIN_CODES[reason] for reason in reasons} == {("proof", 1104)}
