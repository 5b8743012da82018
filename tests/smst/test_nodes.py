"""Digests against preimages written out by hand."""

from hashlib import sha256

import deal
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.nodes import (
    Extension,
    Inner,
    Leaf,
    common_prefix_end,
    extension_digest,
    inner_preimage,
    leaf_preimage,
    node_digest,
    node_preimage,
    path_bit,
    placeholder,
)
from pocket_spec.smst.trie import (
    Trie,
    build,
    find_leaf,
    insert_leaf,
    key_path,
    leaf_data,
    remove_leaf,
    root,
    root_count,
    root_sum,
    stored_value,
)
from pocket_spec.smst.types import Delete, StoredValue, TrieSpec, Update

SMST, SMT = TrieSpec("smst"), TrieSpec("smt")
LEFT_PATH, RIGHT_PATH = b"\x00" * 32, b"\x10" + b"\x00" * 31


def test_a_leaf_hashes_prefix_path_value_weight_count():
    path, value = bytes(range(32)), b"value"
    trailer = bytes.fromhex("00000000000001f40000000000000001")
    data = leaf_data(SMST, value, 500)
    assert data == value + trailer
    assert leaf_preimage(path, data) == b"\x00" + path + value + trailer
    assert node_digest(SMST, Leaf(path, data)) == sha256(b"\x00" + path + value + trailer).digest() + trailer


def test_a_hashed_value_is_stored_as_its_sha256():
    hashed = TrieSpec("smst", "sha256")
    assert leaf_data(hashed, b"value", 0)[:32] == sha256(b"value").digest()
    assert leaf_data(hashed, None, 0)[:32] == sha256(b"").digest()


def test_an_inner_node_adds_sums_and_counts_modulo_2_to_the_64():
    left = b"\x01" * 32 + (2**64 - 1).to_bytes(8, "big") + (2**40).to_bytes(8, "big")
    right = b"\x02" * 32 + (5).to_bytes(8, "big") + (2**64 - 1).to_bytes(8, "big")
    trailer = (4).to_bytes(8, "big") + (2**40 - 1).to_bytes(8, "big")
    assert inner_preimage(SMST, left, right) == b"\x01" + left + right + trailer


def test_an_smt_has_no_trailers():
    left, right = b"\x01" * 32, b"\x02" * 32
    assert inner_preimage(SMT, left, right) == b"\x01" + left + right
    assert placeholder(SMT) == bytes(32)
    assert node_digest(SMT, Leaf(LEFT_PATH, b"v")) == sha256(b"\x00" + LEFT_PATH + b"v").digest()
    assert node_digest(SMT, Leaf(LEFT_PATH, None)) == sha256(b"\x00" + LEFT_PATH).digest()


def test_an_empty_subtrie_is_zeros_with_sum_and_count_zero():
    assert placeholder(SMST) == bytes(48)
    assert node_digest(SMST, None) == bytes(48)


@pytest.mark.parametrize("spec", [SMST, SMT])
def test_an_extension_hashes_as_the_chain_it_stands_for(spec):
    branch = Inner(Leaf(LEFT_PATH, leaf_data(spec, b"l", 1)), Leaf(RIGHT_PATH, leaf_data(spec, b"r", 2)))
    chain = Inner(Inner(Inner(branch, None), None), None)
    assert node_digest(spec, Extension(RIGHT_PATH, 0, 3, branch)) == node_digest(spec, chain)
    turned = Inner(None, Inner(branch, None))
    assert node_digest(spec, Extension(b"\x40" + bytes(31), 1, 3, branch)) == node_digest(spec, turned)


def test_an_extension_shows_bounds_path_child_and_its_sum_and_count():
    branch = Inner(Leaf(LEFT_PATH, leaf_data(SMST, b"l", 1)), Leaf(RIGHT_PATH, leaf_data(SMST, b"r", 2)))
    child = node_digest(SMST, branch)
    shown = node_preimage(SMST, Extension(RIGHT_PATH, 0, 3, branch))
    trailer = (3).to_bytes(8, "big") + (2).to_bytes(8, "big")
    assert shown == b"\x02\x00\x03" + RIGHT_PATH + child + trailer


def test_an_extension_without_length_has_the_digest_of_its_child():
    child = bytes(range(48))
    assert extension_digest(SMST, bytes(32), 7, 7, child) == child
    assert extension_digest(SMST, bytes(32), 9, 7, child) == child


def test_two_leaves_that_part_at_bit_3_stand_below_an_extension_of_3_bits():
    left, right = Leaf(LEFT_PATH, b"l"), Leaf(RIGHT_PATH, b"r")
    assert insert_leaf(left, 0, right) == Extension(RIGHT_PATH, 0, 3, Inner(left, right))
    assert insert_leaf(right, 0, left) == Extension(LEFT_PATH, 0, 3, Inner(left, right))


@pytest.mark.parametrize(
    ("first_byte", "expected_start"),
    [(0x80, "branch"), (0x40, "shorter"), (0x20, "shorter")],
)
def test_a_third_leaf_splits_the_extension_where_it_parts(first_byte, expected_start):
    left, right = Leaf(LEFT_PATH, b"l"), Leaf(RIGHT_PATH, b"r")
    third = Leaf(bytes([first_byte]) + bytes(31), b"t")
    branch = Inner(left, right)
    split = insert_leaf(Extension(RIGHT_PATH, 0, 3, branch), 0, third)
    expected = {
        0x80: Inner(Extension(RIGHT_PATH, 1, 3, branch), third),
        0x40: Extension(RIGHT_PATH, 0, 1, Inner(Extension(RIGHT_PATH, 2, 3, branch), third)),
        0x20: Extension(RIGHT_PATH, 0, 2, Inner(branch, third)),
    }
    assert split == expected[first_byte]
    assert isinstance(split, Inner) == (expected_start == "branch")


def test_an_extension_keeps_its_path_when_a_leaf_is_stored_below_it():
    """Only the bits above 3 have a meaning in it; the others would tell which leaf came later."""
    extension = insert_leaf(Leaf(LEFT_PATH, b"l"), 0, Leaf(RIGHT_PATH, b"r"))
    third = Leaf(b"\x18" + bytes(31), b"t")
    below = Inner(Leaf(LEFT_PATH, b"l"), Inner(Leaf(RIGHT_PATH, b"r"), third))
    assert insert_leaf(extension, 0, third) == Extension(RIGHT_PATH, 0, 3, below)


def test_leaves_that_part_at_the_last_bit_stand_at_depth_256():
    last = bytes(31) + b"\x01"
    node = insert_leaf(insert_leaf(None, 0, Leaf(LEFT_PATH, b"l")), 0, Leaf(last, b"r"))
    assert node == Extension(last, 0, 255, Inner(Leaf(LEFT_PATH, b"l"), Leaf(last, b"r")))
    assert find_leaf(Trie(SMT, node), last) == Leaf(last, b"r")


@given(st.binary(min_size=1, max_size=4), st.data())
def test_path_bits_are_read_from_the_left(data, draw):
    position = draw.draw(st.integers(0, 8 * len(data) - 1))
    assert path_bit(data, position) == int(f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}"[position])


@given(st.binary(min_size=2, max_size=2), st.binary(min_size=2, max_size=2), st.integers(0, 16))
def test_common_prefix_ends_at_the_first_difference_from_its_start(first, second, start):
    differing = [at for at in range(start, 16) if path_bit(first, at) != path_bit(second, at)]
    assert common_prefix_end(first, second, start) == min([*differing, 16])


# Roots of the Go library smt v0.14.1 for the keys a, b, c with the values one, two, three and the weights 1, 20, 300.
OPERATIONS = [Update(b"a", b"one", 1), Update(b"b", b"two", 20), Update(b"c", b"three", 300)]


def test_root_is_that_of_the_go_library():
    expected = "76d427b6e1521b9da96fbb7fd9ee46b288185f200fb982fa739538877940e75b00000000000001410000000000000003"
    assert root(build(SMST, OPERATIONS)).hex() == expected
    hashed = TrieSpec("smt", "sha256")
    assert root(build(hashed, OPERATIONS)).hex() == "166f0e1c3a3a177f6346cd581bb10016b65168b2bc52e2cd963fde0a1682c934"


def test_deleting_a_sibling_of_a_branch_leaves_the_branch_where_it_is():
    """The root is that of the remaining leaves, the shape is not."""
    by_path = sorted((number.to_bytes(2, "big") for number in range(64)), key=key_path)
    right = next(key for key in by_path if key_path(key)[0] >= 0x80)
    quarter = next(key for key in by_path if 0x40 <= key_path(key)[0] < 0x80)
    kept = [Update(by_path[0], b"x", 1), Update(quarter, b"y", 2)]
    trie = build(SMST, [*kept, Update(right, b"z", 3), Delete(right)])
    assert isinstance(trie.top, Inner)
    assert trie.top.right is None
    assert isinstance(trie.top.left, Inner)
    assert root(trie) == root(build(SMST, kept))
    assert trie != build(SMST, kept)


def path(first_byte):
    return bytes([first_byte]) + bytes(31)


LEAF_AT = {first: Leaf(path(first), bytes([first])) for first in (0x00, 0x10, 0x20, 0x80)}
BRANCH = Inner(LEAF_AT[0x00], LEAF_AT[0x10])


def test_a_deletion_beside_an_extension_moves_it_up():
    node = Inner(Extension(path(0x10), 1, 3, BRANCH), LEAF_AT[0x80])
    assert remove_leaf(node, 0, path(0x80)) == Extension(path(0x10), 0, 3, BRANCH)


def test_a_deletion_between_two_extensions_joins_them_and_keeps_the_lower_path():
    lower = Inner(Extension(path(0x10), 3, 4, BRANCH), Leaf(path(0x20), b""))
    joined = remove_leaf(Extension(path(0x20), 0, 2, lower), 0, path(0x20))
    assert joined == Extension(path(0x10), 0, 4, BRANCH)


def test_a_deletion_below_an_extension_leaves_the_other_leaf_in_its_place():
    assert remove_leaf(Extension(path(0x10), 0, 3, BRANCH), 0, path(0x10)) == LEAF_AT[0x00]
    assert remove_leaf(BRANCH, 3, path(0x00)) == LEAF_AT[0x10]
    assert remove_leaf(LEAF_AT[0x00], 3, path(0x00)) is None


def test_a_leaf_without_weight_counts():
    top = root(build(SMST, [Update(b"a", b"one", 0), Update(b"b", b"", 0)]))
    assert (root_sum(top), root_count(top)) == (0, 2)


@pytest.mark.parametrize(
    ("spec", "value", "expected"),
    [
        (SMST, None, StoredValue(b"", 3)),
        (SMST, b"", StoredValue(b"", 3)),
        (SMST, b"v", StoredValue(b"v", 3)),
        (SMT, None, StoredValue(None, None)),
        (SMT, b"", StoredValue(b"", None)),
        (SMT, b"v", StoredValue(b"v", None)),
        (TrieSpec("smt", "sha256"), None, StoredValue(sha256(b"").digest(), None)),
        (TrieSpec("smst", "sha256"), b"v", StoredValue(sha256(b"v").digest(), 3)),
    ],
)
def test_a_stored_value_is_the_value_digest(spec, value, expected):
    trie = build(spec, [Update(b"key", value, 3), Update(b"other", b"x", 1)])
    assert stored_value(trie, b"key") == expected
    assert stored_value(trie, b"absent") == StoredValue(None, 0 if spec.kind == "smst" else None)


@pytest.mark.parametrize("length", [17, 18, 20, 24, 32, 48, 80])
def test_a_root_is_as_long_as_a_power_of_two_and_a_trailer(length):
    top = bytes(length - 16) + (7).to_bytes(8, "big") + (2).to_bytes(8, "big")
    assert (root_sum(top), root_count(top)) == (7, 2)


@pytest.mark.parametrize("length", [0, 1, 8, 15, 16, 19, 47, 49])
def test_a_root_of_another_length_is_refused(length):
    for read in (root_sum, root_count):
        with pytest.raises(Rejected) as caught:
            read(bytes(length))
        assert caught.value.reason == Reason.SMST_BAD_ROOT


def test_weights_outside_uint64_are_a_programming_error():
    for weight in (-1, 2**64):
        with pytest.raises(deal.PreContractError):
            leaf_data(SMST, b"", weight)
