"""What a count of sampled relays says about all of them: nothing more or less on average, and how far it strays.

Each of `n` relays counts with probability p = target / 2^256, so the count is binomial, and the estimate is that count
over p, rounded down. Mean and variance follow exactly, by summing over all counts; real hashes are then held against
the binomial distribution.
"""

import hashlib
from fractions import Fraction
from math import comb

import pytest
from exact_binomial import two_sided

from pocket_spec.relay.difficulty import BASE_TARGET, is_relay_applicable, scale_down, scale_up

ERROR = 1e-6
HASHES = 2**256
TARGETS = [BASE_TARGET, BASE_TARGET // 2, BASE_TARGET // 3, BASE_TARGET // 7, BASE_TARGET * 9 // 10, 2**252 + 12345]


def moments(relays: int, target: int, estimate: object = scale_up) -> tuple[Fraction, Fraction]:
    """The exact mean and variance of the estimate of a number of relays."""
    probability = Fraction(target, HASHES)
    mean = square = Fraction(0)
    for count in range(relays + 1):
        chance = comb(relays, count) * probability**count * (1 - probability) ** (relays - count)
        value = estimate(count, target)  # type: ignore[operator]
        mean += chance * value
        square += chance * value * value
    return mean, square - mean * mean


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("relays", [1, 7, 40])
def test_the_estimate_is_unbiased_but_for_rounding_down(relays: int, target: int) -> None:
    """On average no relay too much and less than one too little. Error: none, the sum is over all cases."""
    mean, _ = moments(relays, target)
    assert relays * Fraction(BASE_TARGET, HASHES) - 1 < mean <= relays


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("relays", [1, 7, 40])
def test_the_variance_is_that_of_the_sample_within_rounding(relays: int, target: int) -> None:
    """Rounding down takes off less than 1, so it moves the standard deviation by at most 1/2."""
    probability = Fraction(target, HASHES)
    ideal = relays * (1 - probability) / probability * Fraction(BASE_TARGET, HASHES) ** 2
    _, variance = moments(relays, target)
    # |sd - ideal sd| <= 1/2, with the roots squared away
    assert abs(float(variance) ** 0.5 - float(ideal) ** 0.5) <= 0.5


def test_an_estimate_that_rounds_before_it_multiplies_is_noticed() -> None:
    """The whole multiplier times the count, 3 for 1 in 3.75: the test of the mean can fail."""
    target = BASE_TARGET * 4 // 15
    mean, _ = moments(40, target, lambda count, target: count * (BASE_TARGET // target))
    assert not 40 * Fraction(BASE_TARGET, HASHES) - 1 < mean <= 40


@pytest.mark.parametrize("target", TARGETS[1:])
def test_relays_count_with_the_probability_of_the_target(target: int) -> None:
    relays, bound = 20_000, target.to_bytes(32, "big")
    count = sum(
        is_relay_applicable(hashlib.sha256(number.to_bytes(4, "big")).digest(), bound) for number in range(relays)
    )
    assert two_sided(count, relays, target / HASHES) >= ERROR
    assert two_sided(count, relays, target / HASHES * 0.8) < ERROR
    spread = (relays * (target / HASHES) * (1 - target / HASHES)) ** 0.5
    assert abs(count - scale_down(relays, target)) < 6 * spread


def test_with_the_base_target_all_count() -> None:
    assert all(is_relay_applicable(hashlib.sha256(bytes([number])).digest(), b"\xff" * 32) for number in range(256))
