"""The seeded sample, against figures of Go's math/rand and a generator that steps through every draw."""

import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.claims import proof_sample
from pocket_spec.claims.proof_path import proof_path

# Printed by Go 1.26: rand.NewSource(seed).Int63() and rand.New(rand.NewSource(seed)).Float64().
GO_DRAWS = {
    0: (8717895732742165505, 0.9451961492941164),
    1: (5577006791947779410, 0.6046602879796196),
    -1: (3644962268338389676, 0.3951876009960174),
    42: (3440579354231278675, 0.3730283610466326),
    2147483646: (3644962268338389676, 0.3951876009960174),
    2147483647: (8717895732742165505, 0.9451961492941164),
    2147483648: (5577006791947779410, 0.6046602879796196),
    9223372036854775807: (5577006791947779410, 0.6046602879796196),
    -9223372036854775808: (7681445645332086223, 0.8328240056498365),
}


def number(bits):
    return struct.unpack(">d", bits.to_bytes(8, "big"))[0]


@pytest.mark.parametrize("seed", GO_DRAWS)
def test_the_first_draw_is_that_of_go(seed):
    draw, sample = GO_DRAWS[seed]
    assert proof_sample.first_draw(seed) == draw
    assert number(proof_sample.integer_to_float64_bits(draw, 63)) == sample


def stepped_words(start, words):
    """Seed word by word as the generator is defined, by Schrage's method, with no shortcut to a word."""
    state, found = start, {}

    def step():
        nonlocal state
        state = 48271 * (state % 44488) - 3399 * (state // 44488)
        state += 2147483647 if state < 0 else 0
        return state

    for _ in range(20):
        step()
    for word in range(607):
        draws = step(), step(), step()
        if word in words:
            found[word] = (draws[0] << 40 ^ draws[1] << 20 ^ draws[2]) % 2**64
    return found


@given(st.integers(1, 2**31 - 2))
def test_a_word_is_reached_without_stepping_through_the_others(start):
    found = stepped_words(start, {0, 333, 606})
    for word, value in found.items():
        assert proof_sample.generator_word(start, word, 0) == value


def go_varint(data):
    """Read a signed variable-length integer the long way."""
    groups = []
    for byte in data:
        groups.append(byte & 0x7F)
        if byte < 0x80:
            break
        if len(groups) == 10:
            return 0
    else:
        return 0
    value = sum(group << 7 * index for index, group in enumerate(groups))
    if value >= 2**64:
        return 0
    return (value >> 1) ^ -(value & 1)


@given(st.binary(max_size=12) | st.lists(st.integers(0x80, 0xFF), max_size=12).map(bytes))
def test_variable_length_integers_decode_as_in_go(data):
    assert proof_sample.zigzag_decoded(proof_sample.leading_varint(data)) == go_varint(data)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"", 0),
        (b"\x80", 0),
        (b"\xff" * 9 + b"\x01", 2**64 - 1),
        (b"\xff" * 9 + b"\x02", 0),
        (b"\x80" * 9 + b"\x02", 0),
        (b"\x80" * 10 + b"\x01", 0),
    ],
)
def test_variable_length_integers_end_within_64_bits(data, value):
    assert proof_sample.leading_varint(data) == value


@given(st.binary(max_size=100))
def test_samples_are_within_zero_and_one(seed):
    assert 0 <= number(proof_sample.seeded_float64_bits(seed)) < 1


@given(st.integers(0, 127))
def test_half_of_all_seeds_come_down_to_one_byte(byte):
    assert proof_sample.zigzag_decoded(proof_sample.leading_varint(bytes([byte]) + b"rest")) in range(-64, 64)


@given(st.binary(max_size=40), st.text(max_size=70))
def test_the_proof_path_hashes_block_hash_and_session_id(block_hash, session_id):
    stream = hashlib.sha256(block_hash)
    stream.update(session_id.encode("utf-8"))
    assert proof_path(block_hash, session_id) == stream.digest()
