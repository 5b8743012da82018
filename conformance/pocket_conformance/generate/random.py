"""Cases of suite `random`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pocket_conformance.generate.deterministic import stream_bytes
from pocket_conformance.generate.model import Case, Note
from pocket_spec.claims.proof_sample import GENERATOR_MODULUS, generator_seed

SOURCE = "poktroll v0.1.35 pkg/crypto/rand/float.go"

NOTES = {
    "Ordinary": Note("ordinary", "Nothing special.", SOURCE),
    "EmptySeed": Note("boundary", "The seed may be empty: its hash counts.", SOURCE),
    "ClaimSeed": Note("ordinary", "A seed of the length used on chain: a claim's hash and a block hash.", SOURCE),
    "ShortSeed": Note(
        "quirk",
        "The hash begins with a byte below 80 (hex): the generator's seed is this one byte, as in half of all cases.",
        SOURCE,
    ),
    "SeedZero": Note("boundary", "The hash begins with a zero byte: the generator's seed is 0.", SOURCE),
    "SeedNegative": Note("boundary", "The generator's seed is negative.", SOURCE),
    "SeedOverflow": Note(
        "quirk", "The hash begins with an integer of more than 64 bits: the generator's seed is 0.", SOURCE
    ),
    "SeedLong": Note("boundary", "The generator's seed takes five bytes or more and is reduced.", SOURCE),
}


def seed_with_hash_prefix(label: str, low: int, high: int, length: int) -> bytes:
    """Find a seed whose SHA-256 starts with `length - 1` continuation bytes and then a byte in [low, high]."""
    counter = 0
    while True:
        seed = stream_bytes(f"random/{label}/{counter}", 16)
        digest = hashlib.sha256(seed).digest()
        if all(byte >= 0x80 for byte in digest[: length - 1]) and low <= digest[length - 1] <= high:
            return seed
        counter += 1


def cases() -> Iterator[Case]:
    """Yield every case of the suite."""
    yield Case("seeded_float", "no bytes", ("EmptySeed",), {"seed": b""})
    yield Case("seeded_float", "one zero byte", ("Ordinary",), {"seed": b"\x00"})
    yield Case("seeded_float", "text", ("Ordinary",), {"seed": b"pocket"})
    zero = seed_with_hash_prefix("zero", 0, 0, 1)
    yield Case("seeded_float", "hash starting with a zero byte", ("SeedZero",), {"seed": zero})
    for value in (1, 2, 3, 126, 127):
        seed = seed_with_hash_prefix(f"short/{value}", value, value, 1)
        sign = "SeedNegative" if value % 2 else "ShortSeed"
        yield Case("seeded_float", f"hash starting with byte {value}", (sign,), {"seed": seed})
    for length in (2, 3, 4):
        seed = seed_with_hash_prefix(f"long/{length}", 0, 0x7F, length)
        yield Case("seeded_float", f"a generator seed of {length} bytes", ("Ordinary",), {"seed": seed})
    for length in (5, 6, 8, 9):
        for parity in (0, 1):
            seed = seed_with_parity(length, parity)
            value = generator_seed(seed)
            flag = "SeedNegative" if value < 0 else "SeedLong"
            comment = (
                f"a generator seed of {length} bytes, {abs(value) // GENERATOR_MODULUS} times the modulus and more"
            )
            yield Case("seeded_float", comment, (flag,), {"seed": seed})
    ten = seed_with_hash_prefix("ten", 0, 1, 10)
    yield Case("seeded_float", "a generator seed of 10 bytes, 64 bits", ("SeedLong",), {"seed": ten})
    beyond = seed_with_hash_prefix("beyond", 2, 0x7F, 10)
    yield Case("seeded_float", "10 bytes that exceed 64 bits", ("SeedOverflow",), {"seed": beyond})
    endless = seed_with_hash_prefix("endless", 0x80, 0xFF, 10)
    yield Case("seeded_float", "10 bytes without an end", ("SeedOverflow",), {"seed": endless})
    for length in (1, 55, 56, 63, 64, 65, 1000):
        seed = stream_bytes(f"random/length/{length}", length)
        yield Case("seeded_float", f"{length} bytes", ("Ordinary",), {"seed": seed})
    for index in range(24):
        yield Case("seeded_float", "two hashes", ("ClaimSeed",), {"seed": stream_bytes(f"random/claim/{index}", 64)})


def seed_with_parity(length: int, parity: int) -> bytes:
    """Find a seed whose generator seed takes `length` bytes of the hash and is positive (0) or negative (1)."""
    attempt = 0
    while True:
        seed = seed_with_hash_prefix(f"parity/{length}/{parity}/{attempt}", 0, 0x7F, length)
        if (generator_seed(seed) < 0) == (parity == 1):
            return seed
        attempt += 1
