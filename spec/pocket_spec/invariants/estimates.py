"""What a count of relays says of all relays, on average and how far it strays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb

import deal

from pocket_spec.invariants.model import DataInvariant
from pocket_spec.relay.difficulty import BASE_TARGET

HASHES = 2**256
"""How many hashes a relay may have."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """So many relays, of which those count whose hash is below a target, and how all are estimated from those."""

    relays: int
    target: int
    estimate: Callable[[int, int], int]


@deal.pre(lambda sampling: sampling.relays >= 0 and 0 < sampling.target <= HASHES)
@deal.ensure(lambda sampling, result: result[1] >= 0)
def moments(sampling: Sampling) -> tuple[Fraction, Fraction]:
    """Give the exact mean and variance of an estimate: each relay counts by itself, with the target's probability.

    Source: poktroll v0.1.35 pkg/crypto/protocol/relay_difficulty.go (IsRelayVolumeApplicable)
    """
    probability = Fraction(sampling.target, HASHES)
    mean = square = Fraction(0)
    for count in range(sampling.relays + 1):
        chance = comb(sampling.relays, count) * probability**count * (1 - probability) ** (sampling.relays - count)
        value = sampling.estimate(count, sampling.target)
        mean += chance * value
        square += chance * value * value
    return mean, square - mean * mean


def _is_unbiased(sampling: Sampling) -> bool:
    """Rounding down takes off less than 1, so it moves the standard deviation by at most 1/2."""
    mean, variance = moments(sampling)
    probability = Fraction(sampling.target, HASHES)
    exact = Fraction(BASE_TARGET, HASHES)
    ideal = sampling.relays * (1 - probability) / probability * exact**2
    if not sampling.relays * exact - 1 < mean <= sampling.relays:
        return False
    # |a - b| <= 1/2 of the roots a and b of two variances, without taking any root
    gap = variance + ideal - Fraction(1, 4)
    return gap <= 0 or gap * gap <= 4 * variance * ideal


UNBIASED = DataInvariant(
    id="EST-1",
    sentence=(
        "The estimate of all relays from those that count is right on average but for rounding down, and its variance "
        "is that of the sample."
    ),
    assumes="Hashes of relays are drawn evenly and each by itself.",
    silent_on="Relays whose hashes somebody chose.",
    holds=_is_unbiased,
)
