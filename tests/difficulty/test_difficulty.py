"""Relay mining difficulty, against Fraction."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay import difficulty

BASE = 2**256 - 1
targets = st.integers(0, BASE) | st.integers(0, 2**20) | st.integers(BASE - 2**20, BASE)
hashes = st.binary(min_size=32, max_size=32)
uint64s = st.integers(0, 2**64 - 1) | st.integers(0, 1000) | st.sampled_from([2**63 - 1, 2**63, 2**63 + 1, 2**64 - 1])


def signed(value):
    return value - 2**64 if value >= 2**63 else value


@given(hashes, hashes)
def test_hashes_of_one_length_compare_as_numbers(relay_hash, target_hash):
    below = int.from_bytes(relay_hash, "big") < int.from_bytes(target_hash, "big")
    assert difficulty.is_relay_applicable(relay_hash, target_hash) == below


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_hashes_of_any_length_compare_byte_by_byte(relay_hash, target_hash):
    padded = max(len(relay_hash), len(target_hash))
    key = [[data[i] if i < len(data) else -1 for i in range(padded)] for data in (relay_hash, target_hash)]
    assert difficulty.is_relay_applicable(relay_hash, target_hash) == (key[0] < key[1])


@given(st.binary(max_size=40).filter(any))
def test_the_multiplier_is_the_base_target_over_the_target(target_hash):
    fraction = Fraction(BASE, int.from_bytes(target_hash, "big"))
    assert difficulty.relay_multiplier(target_hash) == (fraction.numerator, fraction.denominator)


@pytest.mark.parametrize("target_hash", [b"", b"\x00", bytes(32), bytes(40)])
def test_a_target_of_zero_has_no_multiplier(target_hash):
    with pytest.raises(Rejected) as caught:
        difficulty.relay_multiplier(target_hash)
    assert caught.value.reason == Reason.DIFFICULTY_TARGET_ZERO
    assert difficulty.relay_probability(target_hash) == (0, 1)


@given(st.integers(0, 2**70), st.integers(1, BASE))
def test_scaling_down_and_up_is_probability_and_its_inverse(relays, target):
    probability = Fraction(target, BASE)
    assert difficulty.scale_down(relays, target) == math.floor(relays * probability)
    assert difficulty.scale_up(relays, target) == math.floor(relays / probability)


@given(st.integers(0, 2**70), st.integers(1, BASE))
def test_what_is_scaled_down_scales_up_to_no_more(relays, target):
    estimate = difficulty.scale_up(difficulty.scale_down(relays, target), target)
    assert relays - math.ceil(Fraction(BASE, target)) <= estimate <= relays


@given(st.binary(max_size=36), uint64s, uint64s)
@example(b"\xff" * 32, 2, 1)
@example(b"\xff" * 32, 10**5, 2**63)
@example(b"\x80" + bytes(31), 2, 1)
@example(b"\x7f" + b"\xff" * 31, 2, 1)
def test_a_target_scales_by_the_ratio_of_signed_numbers(previous, wanted, average):
    assume(average not in {wanted, 0})
    scaled = abs(math.floor(int.from_bytes(previous, "big") * Fraction(signed(wanted), signed(average))))
    result = difficulty.new_target_hash(previous, wanted, average)
    assert int.from_bytes(result, "big") == min(scaled, BASE)
    if scaled <= BASE:
        assert len(result) == max(len(previous), (scaled.bit_length() + 7) // 8)
    else:
        assert result == b"\xff" * 32


@given(st.binary(max_size=36), uint64s)
def test_an_average_on_target_keeps_the_hash(previous, wanted):
    assert difficulty.new_target_hash(previous, wanted, wanted) == previous


@given(st.binary(max_size=36), uint64s.filter(bool))
def test_an_average_of_zero_is_refused(previous, wanted):
    with pytest.raises(Rejected) as caught:
        difficulty.new_target_hash(previous, wanted, 0)
    assert caught.value.reason == Reason.DIFFICULTY_EMA_ZERO


@given(st.integers(1, 2**40), st.integers(1, 2**60))
def test_at_the_new_target_the_expected_relays_are_as_many_as_wanted(wanted, average):
    target = int.from_bytes(difficulty.new_target_hash(b"\xff" * 32, wanted, average), "big")
    expected = Fraction(average * target, BASE)
    assert abs(expected - min(wanted, average)) < Fraction(1, 2**100)


def rounded_to_64_bits(value):
    """Round a positive fraction to 64 significant bits, ties to even, without the spec's integers."""
    if value == 0:
        return value
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    unit = Fraction(2) ** (exponent - 64)
    while value / unit >= 2**64:
        unit *= 2
    while value / unit < 2**63:
        unit /= 2
    return round(value / unit) * unit


@given(uint64s, uint64s)
@example(2**64 - 1, 2**64 - 1)
@example(1, 1)
@example(1, 0)
def test_the_average_moves_as_in_arithmetic_of_64_bits(previous, current):
    alpha = Fraction(0.1)
    parts = rounded_to_64_bits(alpha * current), rounded_to_64_bits((1 - alpha) * previous)
    expected = min(math.floor(rounded_to_64_bits(sum(parts))), 2**64 - 1)
    assert difficulty.relays_ema(previous, current) == expected


@given(st.integers(0, 2**52), st.integers(0, 2**52))
def test_averages_of_realistic_size_round_down_a_tenth_and_nine_tenths(previous, current):
    exact = Fraction(current + 9 * previous, 10)
    assert abs(difficulty.relays_ema(previous, current) - exact) <= 1


@given(st.integers(0, 2**63))
def test_an_average_that_relays_meet_stands_still(relays):
    assert difficulty.relays_ema(relays, relays) == relays


@given(uint64s)
def test_the_first_settlement_stands_for_the_average(relays):
    assert difficulty.next_relays_ema(None, relays) == difficulty.relays_ema(relays, relays)


def test_an_average_of_at_least_one_stays_so_while_relays_come():
    # Exhausted up to where the average falls towards 1 from any start below 2000.
    for previous in range(1, 2000):
        for current in (1, 2, 9, 10):
            assert difficulty.relays_ema(previous, current) >= 1
