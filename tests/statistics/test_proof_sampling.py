"""How often a claim is drawn to be proven, and by how much the seed's first byte biases that.

The seed of the draw is a variable-length integer at the start of a SHA-256: of one byte in half of all cases, so that
half of all claims draw one of only 128 numbers. What the parameter asks for is therefore only approximated; the exact
probability follows from enumerating the seeds of one and two bytes.
"""

import hashlib
import json
import struct
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from exact_binomial import two_sided

from pocket_conformance import params
from pocket_spec.claims.proof_sample import first_draw, leading_varint, seeded_float64_bits, zigzag_decoded
from pocket_spec.numbers import integer_to_float64_bits

ERROR = 1e-6
"""The chance that a right claim would fail on seeds drawn at random; these seeds are always the same."""
CLAIMS = 20_000
WORST = 0.642
"""Of the multiples of 1/1000, that where the draws of one-byte seeds are furthest off."""
DISTRIBUTION = Path(params.__file__).parent / "mainnet.json"


def mainnet_probability() -> float:
    """The parameter as it stands on mainnet."""
    found: list[float] = []

    def search(value: object) -> None:
        if isinstance(value, dict):
            if "proof_request_probability" in value:
                found.append(float(value["proof_request_probability"]["value"]))
            for part in value.values():
                search(part)

    search(json.loads(DISTRIBUTION.read_text()))
    (probability,) = found
    return probability


def as_double(bits: int) -> float:
    return struct.unpack(">d", bits.to_bytes(8, "big"))[0]


@cache
def draws(values: int) -> tuple[float, ...]:
    """The draws for each of the smallest values of the integer that makes the seed."""
    return tuple(as_double(integer_to_float64_bits(first_draw(zigzag_decoded(v)), 63)) for v in range(values))


def share(values: int, probability: float) -> Fraction:
    """The part of these seeds whose claims must be proven."""
    return Fraction(sum(draw <= probability for draw in draws(values)), values)


def exact(probability: float) -> float:
    """The chance that a claim must be proven: seeds of one and two bytes enumerated, the others taken as unbiased."""
    return float(share(2**7, probability) / 2 + share(2**14, probability) / 4 + Fraction(probability) / 4)


@pytest.fixture(scope="module")
def sampled() -> list[tuple[int, float]]:
    """Seeds as claims and block hashes give them, each with the bytes that its integer takes and its draw."""
    found = []
    for number in range(CLAIMS):
        seed = number.to_bytes(8, "big")
        integer = leading_varint(hashlib.sha256(seed).digest())
        found.append((integer, as_double(seeded_float64_bits(seed))))
    return found


def test_half_of_all_claims_draw_one_of_128_numbers(sampled: list[tuple[int, float]]) -> None:
    small = [draw for integer, draw in sampled if integer < 2**7]
    of_one_byte = 0.5 + 2**-2 * 2**-7  # a second byte of zero adds nothing either, and so on
    assert two_sided(len(small), CLAIMS, of_one_byte + 2**-3 * 2**-14) >= ERROR
    assert set(small) == set(draws(2**7))


def test_the_parameter_of_mainnet_is_met_only_approximately() -> None:
    """At 1 in 100 only one of the 128 one-byte seeds is drawn: a tenth fewer proofs than the parameter says."""
    assert mainnet_probability() == 0.01
    assert share(2**7, 0.01) == Fraction(1, 128)
    assert share(2**14, 0.01) == Fraction(172, 2**14)
    assert 0.00903 < exact(0.01) < 0.00904


@pytest.mark.parametrize("probability", [0.01, 0.05, 0.25, 0.5, WORST, 0.9])
def test_claims_are_drawn_with_the_exact_probability(sampled: list[tuple[int, float]], probability: float) -> None:
    taken = sum(draw <= probability for _, draw in sampled)
    assert two_sided(taken, CLAIMS, exact(probability)) >= ERROR


def test_the_bias_is_there(sampled: list[tuple[int, float]]) -> None:
    """Of the claims with a one-byte seed, the parameter itself is refuted, and the exact share is not."""
    small = [draw for integer, draw in sampled if integer < 2**7]
    taken = sum(draw <= WORST for draw in small)
    assert two_sided(taken, len(small), WORST) < ERROR
    assert two_sided(taken, len(small), float(share(2**7, WORST))) >= ERROR


def test_claims_of_longer_seeds_are_drawn_as_the_parameter_says(sampled: list[tuple[int, float]]) -> None:
    for probability in (0.01, 0.25, WORST):
        long = [draw for integer, draw in sampled if integer >= 2**14]
        assert two_sided(sum(draw <= probability for draw in long), len(long), probability) >= ERROR
