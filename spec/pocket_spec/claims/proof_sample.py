"""The sample that decides whether a claim must be proven: one draw of Go's math/rand, seeded by a hash.

Only the first draw counts, and it depends on two of the generator's 607 words. The seed keeps little of the hash: it
is read as a variable-length integer, of one byte in every second case.
"""

from __future__ import annotations

import hashlib

import deal

from pocket_spec.numbers import INT64_MAX, INT64_MIN, integer_to_float64_bits, is_int64, uint64

GENERATOR_MULTIPLIER = 48271
GENERATOR_MODULUS = 2**31 - 1
SEED_OF_ZERO = 89482311
"""Stands in for a seed that is a multiple of the modulus, where the generator would stand still."""
WARM_UP_DRAWS = 20
"""Draws of the seeding generator that are thrown away; then every word takes three."""
FIRST_WORD, FIRST_CONSTANT = 333, -4633371852008891965
SECOND_WORD, SECOND_CONSTANT = 606, 4152330101494654406
"""The words whose sum is the first draw, and the constants that they are mixed with."""
VARINT_BYTES = 10
DRAW_BITS = 63


@deal.ensure(lambda data, result: 0 <= result < 2**64)
def leading_varint(data: bytes) -> int:
    """Read the unsigned variable-length integer at the start of `data`; 0 where it ends early or exceeds 64 bits.

    Source: Go encoding/binary varint.go (Uvarint)
    """
    value = 0
    for position, byte in enumerate(data[:VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * position)
        if byte < 0x80:
            return value if value < 2**64 else 0
    return 0


@deal.pre(lambda value: 0 <= value < 2**64)
@deal.ensure(lambda value, result: is_int64(result) and (2 * abs(result) - (result < 0)) == value)
def zigzag_decoded(value: int) -> int:
    """Undo the zig-zag encoding of signed integers: even values count up from 0, odd ones down from -1.

    Source: Go encoding/binary varint.go (Varint)
    """
    return value >> 1 if value % 2 == 0 else -(value >> 1) - 1


@deal.ensure(lambda seed, result: is_int64(result))
def generator_seed(seed: bytes) -> int:
    """Derive the generator's seed: the zig-zag variable-length integer at the start of SHA-256 of `seed`.

    Source: poktroll v0.1.35 pkg/crypto/rand/float.go
    """
    return zigzag_decoded(leading_varint(hashlib.sha256(seed).digest()))


@deal.pre(lambda start, word, constant: 0 < start < GENERATOR_MODULUS and word >= 0 and is_int64(constant))
@deal.ensure(lambda start, word, constant, result: 0 <= result < 2**64)
def generator_word(start: int, word: int, constant: int) -> int:
    """Compute one word of the generator's state: three draws of the seeding generator, shifted, and a constant.

    Source: Go math/rand rng.go (rngSource.Seed)
    """
    exponent = WARM_UP_DRAWS + 3 * word + 1
    high: int = start * pow(GENERATOR_MULTIPLIER, exponent, GENERATOR_MODULUS) % GENERATOR_MODULUS
    middle = high * GENERATOR_MULTIPLIER % GENERATOR_MODULUS
    low = middle * GENERATOR_MULTIPLIER % GENERATOR_MODULUS
    return uint64(high << 40 ^ middle << 20 ^ low ^ constant)


@deal.pre(lambda seed: INT64_MIN <= seed <= INT64_MAX)
@deal.ensure(lambda seed, result: 0 <= result < 2**DRAW_BITS)
def first_draw(seed: int) -> int:
    """Draw the first non-negative 63-bit integer of Go's generator for a seed.

    Source: Go math/rand rng.go (rngSource.Seed, rngSource.Int63)
    """
    start = seed % GENERATOR_MODULUS or SEED_OF_ZERO
    first = generator_word(start, FIRST_WORD, FIRST_CONSTANT)
    second = generator_word(start, SECOND_WORD, SECOND_CONSTANT)
    return (first + second) % (1 << DRAW_BITS)


@deal.ensure(lambda seed, result: 0 <= result < 0x3FF << 52)
def seeded_float64_bits(seed: bytes) -> int:
    """Draw a double in [0, 1) for a seed and return its IEEE 754 bits: the first draw over 2^63, rounded to even.

    Go draws again where rounding gives 1; none of the generator's 2^31 - 2 starts does that.
    Source: poktroll v0.1.35 pkg/crypto/rand/float.go, Go math/rand rand.go (Float64)
    """
    return integer_to_float64_bits(first_draw(generator_seed(seed)), DRAW_BITS)
