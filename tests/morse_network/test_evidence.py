"""The Morse tree. Roots of Go are those that the original code printed; see the fixture `go_values`."""

import hashlib
import json
import struct

import deal
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.morse.evidence import (
    HashRange,
    leaf_order,
    merkle_leaves,
    merkle_level,
    merkle_parent,
    merkle_root,
    required_index,
)
from pocket_spec.rejections import Reason, Rejected

LEAVES = st.lists(st.binary(max_size=8), min_size=2, max_size=20)


def blake(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=32).digest()


def relays_of(go_values, number):
    pattern = go_values["relay_proof"]["bytes"]
    return [pattern.replace('"entropy":1,', f'"entropy":{1000 + index},').encode() for index in range(number)]


def test_roots_and_orders_are_those_of_go(go_values):
    for tree in go_values["merkle"]:
        relays = relays_of(go_values, tree["n"])
        root = merkle_root(relays, tree["indexed_parent"])
        assert {"hash": root.hash.hex(), "lower": str(root.lower), "upper": str(root.upper)} == tree["root"]
        assert [1000 + index for index in leaf_order(relays)] == tree["sorted_entropy"]


def test_leaves_and_siblings_are_those_of_go(go_values):
    for tree in go_values["merkle"]:
        levels = [merkle_leaves(relays_of(go_values, tree["n"]))]
        while len(levels[-1]) > 1:
            levels.append(merkle_level(levels[-1], tree["indexed_parent"]))
        assert len(levels) == tree["levels"] + 1
        for proof in tree["proofs"]:
            expected = [proof["target"], *proof["siblings"]]
            index = proof["index"]
            path = [levels[0][index], *(level[(index >> depth) ^ 1] for depth, level in enumerate(levels[:-1]))]
            found = [{"hash": n.hash.hex(), "lower": str(n.lower), "upper": str(n.upper)} for n in path]
            assert found == expected


def test_a_tree_of_two_is_written_out():
    leaves = sorted([b"a", b"b"], key=lambda leaf: struct.unpack("<Q", blake(leaf)[:8]))
    hashes = [blake(leaf) for leaf in leaves]
    upper = struct.unpack("<Q", hashes[1][:8])[0]
    assert merkle_root([b"a", b"b"], indexed_parents=True).hash == blake(
        hashes[0] + hashes[1] + struct.pack("<QQQQ", 0, 1, 0, upper)
    )
    assert merkle_root([b"a", b"b"], indexed_parents=False).hash == blake(
        hashes[0] + hashes[1] + struct.pack("<QQ", 0, upper)
    )


def test_leaves_are_filled_up_with_hashes_of_their_index():
    leaves = merkle_leaves([b"a", b"b", b"c", b"d", b"e"])
    assert [leaf.hash for leaf in leaves[5:]] == [blake(b"5"), blake(b"6"), blake(b"7")]
    assert [leaf.upper - leaf.lower for leaf in leaves[5:]] == [1, 1, 1]


@given(LEAVES, st.booleans(), st.randoms(use_true_random=False))
def test_the_root_does_not_depend_on_the_order_of_arrival(leaves, indexed, random):
    shuffled = random.sample(leaves, len(leaves))
    assert merkle_root(shuffled, indexed) == merkle_root(leaves, indexed)


@given(LEAVES)
def test_a_repeated_relay_and_only_that_has_an_empty_range(leaves):
    ranges = merkle_leaves(leaves)[: len(leaves)]
    assert sum(leaf.lower == leaf.upper for leaf in ranges) == len(leaves) - len(set(leaves))


@given(LEAVES, st.booleans(), st.data())
def test_another_relay_is_another_root(leaves, indexed, data):
    position = data.draw(st.integers(0, len(leaves) - 1))
    changed = [leaf + b"!" if index == position else leaf for index, leaf in enumerate(leaves)]
    assert merkle_root(changed, indexed) != merkle_root(leaves, indexed)


@pytest.mark.parametrize("number", [0, 1])
def test_fewer_than_two_relays_make_no_tree(number):
    with pytest.raises(Rejected) as caught:
        merkle_root([b"relay"] * number, indexed_parents=True)
    assert caught.value.reason is Reason.MORSE_EVIDENCE_TOO_SMALL


def test_parents_join_neighbours_only():
    node = HashRange(bytes(32), 0, 1)
    with pytest.raises(deal.PreContractError):
        merkle_parent(node, node, 1, indexed_parents=True)


def test_required_indices_are_those_of_go():
    block = hashlib.sha3_256(b"morse/block/97").digest()
    header = bytes.fromhex("59fcc99f2ae33c87e5acf3c7f05d32d8c37122bc42c7c8431cea27bcd3a32d45")
    assert [required_index(block, header, total) for total in (10, 100, 12345)] == [1, 11, 2066]


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.integers(1, 2**63 - 1))
def test_the_required_index_hashes_compact_json(block, header, total):
    text = json.dumps({"BlockHash": block.hex(), "Header": header.hex()}, separators=(",", ":"))
    drawn = struct.unpack(">Q", hashlib.sha3_256(text.encode()).digest()[:8])[0]
    assert required_index(block, header, total) == drawn % total


def test_no_relay_can_be_required_of_none():
    with pytest.raises(Rejected) as caught:
        required_index(bytes(32), bytes(32), 0)
    assert caught.value.reason is Reason.MORSE_EVIDENCE_TOO_SMALL
