"""What makes a proof invalid, one thing at a time, and what does not."""

from dataclasses import replace

import pytest

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.closest import flip_path_bit, prove_closest
from pocket_spec.smst.compact import (
    compact_closest_proof,
    decompact_closest_proof,
    decompact_proof,
    mask_of_bits,
    position_bytes,
    position_from_bytes,
)
from pocket_spec.smst.nodes import EXTENSION_PREFIX, LEAF_PREFIX, Extension, Inner, Leaf, node_digest, node_preimage
from pocket_spec.smst.proofs import child_on_path, descend, proof_from_siblings, prove
from pocket_spec.smst.trie import Trie, build, insert_leaf, key_path, leaf_data, remove_leaf, root, root_count
from pocket_spec.smst.types import ClosestProof, CompactMembershipProof, MembershipProof, TrieSpec, Update
from pocket_spec.smst.verify import sibling_digest, side_node_digest, validate_closest_proof, verify_closest, verify_sum

SPEC = TrieSpec()
KEYS = [bytes([number]) for number in range(40)]
TRIE = build(SPEC, [Update(key, b"value of " + key, number) for number, key in enumerate(KEYS, start=1)])
ROOT = root(TRIE)
PROOF = prove(TRIE, KEYS[3])


def is_valid(proof, *, key=KEYS[3], value=b"value of \x03", weight=4, count=1, top=ROOT):
    return verify_sum(SPEC, top, key, value, weight, count, proof)


def test_the_true_claim_is_valid_and_every_other_is_not():
    assert is_valid(PROOF)
    assert not is_valid(PROOF, key=KEYS[4])
    assert not is_valid(PROOF, value=b"value of \x04")
    assert not is_valid(PROOF, weight=5)
    assert not is_valid(PROOF, count=0)
    assert not is_valid(PROOF, top=ROOT[:-1])
    assert not is_valid(PROOF, top=b"")


def test_the_sum_and_the_count_of_the_root_are_proven_too():
    assert not is_valid(PROOF, top=ROOT[:40] + (41).to_bytes(8, "big"))
    assert not is_valid(PROOF, top=ROOT[:32] + (821).to_bytes(8, "big") + ROOT[40:])


def test_sibling_data_may_be_absent_but_not_wrong():
    assert is_valid(replace(PROOF, sibling_data=None))
    assert not is_valid(replace(PROOF, sibling_data=PROOF.sibling_data[:-1]))
    without_length = EXTENSION_PREFIX + bytes(50)
    for short in (b"", b"\0", EXTENSION_PREFIX, LEAF_PREFIX * 15, EXTENSION_PREFIX + bytes(40), without_length):
        assert not is_valid(replace(PROOF, sibling_data=short))


def test_sibling_data_do_not_matter_without_side_nodes():
    single = build(SPEC, [Update(b"k", b"v", 9)])
    odd = MembershipProof((), None, b"\x02")
    assert verify_sum(SPEC, root(single), b"k", b"v", 9, 1, odd)


@pytest.mark.parametrize("kind", ["smst", "smt"])
def test_sibling_data_that_are_too_short_are_refused(kind):
    spec = TrieSpec(kind)
    least = {"smst": (16, 51 + 16), "smt": (1, 35)}[kind]
    assert sibling_digest(spec, b"\x01" * least[0])
    assert sibling_digest(spec, EXTENSION_PREFIX + b"\x00\x01" + bytes(least[1] - 3))
    for data in (b"\x01" * (least[0] - 1), EXTENSION_PREFIX + b"\x00\x01" + bytes(least[1] - 4)):
        with pytest.raises(Rejected) as caught:
            sibling_digest(spec, data)
        assert caught.value.reason == Reason.SMST_BAD_PROOF


def test_an_extension_that_ends_no_deeper_than_it_starts_has_the_digest_of_its_child_whatever_its_length():
    """No sum is added up above such a child, so it may be too short to carry one."""
    for bounds in (b"\x05\x05", b"\x05\x04"):
        for child in (b"", b"short", bytes(range(48))):
            data = EXTENSION_PREFIX + bounds + bytes(32) + child + bytes(16)
            assert sibling_digest(SPEC, data) == child
    with pytest.raises(Rejected):
        sibling_digest(SPEC, EXTENSION_PREFIX + b"\x05\x06" + bytes(32) + b"short" + bytes(16))


def test_side_nodes_are_cut_and_filled_where_there_are_no_sibling_data():
    bare = replace(PROOF, sibling_data=None)
    assert is_valid(replace(bare, side_nodes=tuple(node + b"more" for node in bare.side_nodes)))
    assert side_node_digest(SPEC, b"short") == b"short" + bytes(43)
    first = bare.side_nodes[0]
    assert not is_valid(replace(bare, side_nodes=(first[:-1], *bare.side_nodes[1:])))  # its last byte, a count, is 1
    last_too_long = (*PROOF.side_nodes[:-1], PROOF.side_nodes[-1] + b"more")
    assert is_valid(replace(bare, side_nodes=last_too_long))
    assert not is_valid(replace(PROOF, side_nodes=last_too_long))


def test_more_than_256_side_nodes_are_refused():
    bare = replace(PROOF, sibling_data=None)
    assert not is_valid(replace(bare, side_nodes=(bytes(48),) * 257))
    assert not is_valid(replace(bare, side_nodes=(bytes(48),) * 256))


def exclusion(key):
    """The proof of an absent key and the key; another leaf is in its place."""
    return prove(TRIE, key)


def absent_key_beside_a_leaf():
    number = next(n for n in range(1000) if prove(TRIE, b"absent %d" % n).non_membership_leaf_data is not None)
    return b"absent %d" % number


def test_absence_is_shown_by_another_leaf_that_is_one_and_is_another():
    key = absent_key_beside_a_leaf()
    proof = exclusion(key)
    other = proof.non_membership_leaf_data

    def is_absent(changed):
        return verify_sum(SPEC, ROOT, key, None, 0, 0, changed)

    assert is_absent(proof)
    assert not is_absent(replace(proof, non_membership_leaf_data=None))
    assert not is_absent(replace(proof, non_membership_leaf_data=b"\x01" + other[1:]))
    assert not is_absent(replace(proof, non_membership_leaf_data=other[:32]))
    assert not is_absent(replace(proof, non_membership_leaf_data=b"\0" + key_path(key) + other[33:]))


def test_the_proof_of_a_present_key_shows_no_other_leaf():
    assert PROOF.non_membership_leaf_data is None
    assert prove(TRIE, absent_key_beside_a_leaf()).non_membership_leaf_data[:1] == LEAF_PREFIX


def test_an_empty_value_with_weight_is_a_value_and_one_without_is_an_absence():
    empty = build(SPEC, [Update(b"heavy", b"", 5), Update(b"light", b"", 0)])
    for value in (b"", None):
        assert verify_sum(SPEC, root(empty), b"heavy", value, 5, 1, prove(empty, b"heavy"))
        assert not verify_sum(SPEC, root(empty), b"light", value, 0, 1, prove(empty, b"light"))


def test_the_leaf_of_the_very_path_does_not_show_absence():
    """The preimage of the present leaf leads to the root, so only the comparison of paths stands in the way."""
    leaf = b"\0" + key_path(KEYS[3]) + b"value of \x03" + (4).to_bytes(8, "big") + (1).to_bytes(8, "big")
    assert not verify_sum(SPEC, ROOT, KEYS[3], None, 0, 0, replace(PROOF, non_membership_leaf_data=leaf))


def test_an_inner_node_does_not_pass_for_a_leaf():
    """Its preimage leads to the root, so only its first byte stands in the way."""
    below, sibling = child_on_path(TRIE.top, key_path(KEYS[3]), 0)
    assert isinstance(below, Inner)
    cut = MembershipProof((node_digest(SPEC, sibling),), node_preimage(SPEC, below), None)
    assert not verify_sum(SPEC, ROOT, KEYS[3], None, 0, 0, cut)


PATH = bytes(range(100, 132))
CLOSEST = prove_closest(TRIE, PATH)


def test_closest_proof_is_bound_to_the_path_above_its_depth_only():
    assert verify_closest(SPEC, ROOT, CLOSEST)
    for position in range(256):
        changed = replace(CLOSEST, path=flip_path_bit(PATH, position))
        assert verify_closest(SPEC, ROOT, changed) == (position >= CLOSEST.depth)


@pytest.mark.parametrize(
    "changes",
    [
        {"path": PATH[:-1]},
        {"path": PATH + b"\0"},
        {"depth": -1},
        {"depth": -1, "flipped_bits": ()},
        {"depth": 257},
        {"flipped_bits": (-1,)},
        {"flipped_bits": (*CLOSEST.flipped_bits, CLOSEST.depth + 1)},
        {"flipped_bits": (256,), "depth": 256},
        {"closest_path": CLOSEST.closest_path[:31], "depth": 0, "flipped_bits": ()},
        {"closest_path": b"", "depth": 0, "flipped_bits": ()},
        {"closest_value_hash": CLOSEST.closest_value_hash[:-1]},
        {"closest_value_hash": bytes(15)},
        {"closest_value_hash": b""},
        {"closest_value_hash": None},
    ],
)
def test_closest_proof_with_a_part_out_of_range_is_not_valid(changes):
    assert not verify_closest(SPEC, ROOT, replace(CLOSEST, **changes))


def test_a_closest_proof_is_refused_for_its_membership_proof_alone():
    """Whatever root it would lead to: nothing has been climbed yet."""
    validate_closest_proof(SPEC, CLOSEST)
    membership = replace(CLOSEST.closest_proof, non_membership_leaf_data=b"short")
    with pytest.raises(Rejected) as caught:
        validate_closest_proof(SPEC, replace(CLOSEST, closest_proof=membership))
    assert caught.value.reason == Reason.SMST_BAD_PROOF


def test_without_a_value_a_closest_proof_claims_absence():
    key = absent_key_beside_a_leaf()
    absence = ClosestProof(key_path(key), (), 0, key_path(key), None, exclusion(key))
    assert verify_closest(SPEC, ROOT, absence)
    assert verify_closest(SPEC, ROOT, replace(absence, closest_value_hash=bytes(16)))
    assert not verify_closest(SPEC, ROOT, replace(absence, closest_value_hash=b""))


def test_closest_path_is_cut_to_32_bytes():
    assert verify_closest(SPEC, ROOT, replace(CLOSEST, closest_path=CLOSEST.closest_path + b"more"))


def test_a_flipped_bit_at_the_depth_is_allowed_and_one_below_is_not():
    at_depth = replace(CLOSEST, flipped_bits=(*CLOSEST.flipped_bits, CLOSEST.depth))
    validate_closest_proof(SPEC, at_depth)
    assert verify_closest(SPEC, ROOT, at_depth)


def test_the_empty_trie_has_a_closest_proof_that_verifies():
    for kind, size in (("smst", 48), ("smt", 32)):
        empty = Trie(TrieSpec(kind))
        proof = prove_closest(empty, PATH)
        assert proof == ClosestProof(PATH, (0,), 0, bytes(size), None, MembershipProof(()))
        assert verify_closest(empty.spec, root(empty), proof)
        assert not verify_closest(empty.spec, b"\x01" + bytes(size - 1), proof)


def test_a_leaf_at_depth_256_has_depth_0_in_its_proof():
    last = bytes(31) + b"\x01"
    top = insert_leaf(Leaf(bytes(32), leaf_data(SPEC, b"l", 1)), 0, Leaf(last, leaf_data(SPEC, b"r", 2)))
    trie = Trie(SPEC, top)
    proof = prove_closest(trie, last)
    assert (proof.depth, len(proof.closest_proof.side_nodes)) == (0, 256)
    assert verify_closest(SPEC, root(trie), proof)


def test_depth_256_is_no_problem():
    """A comb that parts at every bit, and an extension of 255 bits that a path leaves at its first."""
    leaves = [
        Leaf(number.to_bytes(32, "big"), leaf_data(SPEC, b"v", 1)) for number in (0, *(1 << b for b in range(256)))
    ]
    top = None
    for leaf in leaves:
        top = insert_leaf(top, 0, leaf)
    comb = Trie(SPEC, top)
    assert root_count(root(comb)) == 257
    assert verify_closest(SPEC, root(comb), prove_closest(comb, leaves[200].path))
    for leaf in leaves[:-1]:
        top = remove_leaf(top, 0, leaf.path)
    assert top == leaves[-1]
    pair = Trie(SPEC, insert_leaf(leaves[0], 0, leaves[1]))
    node, siblings = descend(pair.top, leaves[0].path)
    assert (node, siblings) == (leaves[0], (*[None] * 255, leaves[1]))
    _, siblings = descend(pair.top, leaves[256].path)
    assert len(siblings) == 1
    assert proof_from_siblings(SPEC, siblings, None).side_nodes == (expanded_digest(pair.top),)


def expanded_digest(extension):
    """The digest of what an extension's first branch has on its occupied side."""
    return node_digest(SPEC, Extension(extension.path, extension.start + 1, extension.end, extension.child))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_path_of_another_length_is_refused(length):
    with pytest.raises(Rejected) as caught:
        prove_closest(TRIE, bytes(length))
    assert caught.value.reason == Reason.SMST_INVALID_PATH


def half_inner_trie():
    """An extension of three bits above a branch with nothing on its left, as deletions leave it."""
    leaves = [Leaf(bytes([first]) + bytes(31), leaf_data(SPEC, b"v", 1)) for first in (0x10, 0x18)]
    return Trie(SPEC, Extension(leaves[1].path, 0, 3, Inner(None, Inner(leaves[0], leaves[1]))))


@pytest.mark.parametrize("first_byte", [0x00, 0x80])
def test_a_dead_end_right_below_a_followed_extension_is_refused(first_byte):
    with pytest.raises(Rejected) as caught:
        prove_closest(half_inner_trie(), bytes([first_byte]) + bytes(31))
    assert caught.value.reason == Reason.SMST_NO_CLOSEST_PROOF


@pytest.mark.parametrize(("first_byte", "flipped"), [(0x40, (1, 3)), (0x20, (2, 3)), (0xE0, (0, 1, 2, 3))])
def test_the_same_dead_end_is_passed_where_the_extension_was_left(first_byte, flipped):
    proof = prove_closest(half_inner_trie(), bytes([first_byte]) + bytes(31))
    assert proof.flipped_bits == flipped


COMPACT = compact_closest_proof(SPEC, CLOSEST)
INNER = COMPACT.closest_proof


@pytest.mark.parametrize(
    "changes",
    [
        {"num_side_nodes": -1},
        {"num_side_nodes": 257},
        {"num_side_nodes": INNER.num_side_nodes + 8},
        {"bit_mask": b""},
        {"bit_mask": INNER.bit_mask + b"\0"},
        {"bit_mask": b"\xff"},
        {"side_nodes": INNER.side_nodes[1:]},
        {"side_nodes": (*INNER.side_nodes, INNER.side_nodes[0])},
    ],
)
def test_a_mask_that_does_not_fit_is_refused(changes):
    with pytest.raises(Rejected) as caught:
        decompact_proof(SPEC, replace(INNER, **changes))
    assert caught.value.reason == Reason.SMST_BAD_PROOF


def test_mask_bits_beyond_the_side_nodes_are_refused():
    with pytest.raises(Rejected) as caught:
        decompact_proof(SPEC, CompactMembershipProof((), None, b"\x40", 1, None))
    assert caught.value.reason == Reason.SMST_BAD_PROOF


def test_uncounted_side_nodes_are_ignored():
    assert decompact_proof(SPEC, CompactMembershipProof((b"x",), None, b"", 0, None)) == MembershipProof(())


@pytest.mark.parametrize(
    "changes",
    [
        {"path": PATH[:-1]},
        {"depth": b"\0\0\0"},
        {"flipped_bits": (b"\0\0\0",)},
        {"closest_proof": None},
    ],
)
def test_a_compact_closest_proof_that_cannot_be_expanded_is_refused(changes):
    with pytest.raises(Rejected) as caught:
        decompact_closest_proof(SPEC, replace(COMPACT, **changes))
    assert caught.value.reason == Reason.SMST_BAD_PROOF


@pytest.mark.parametrize(("position", "encoded"), [(0, b"\0"), (1, b"\1"), (255, b"\xff"), (256, b"\1\0")])
def test_positions_take_as_few_bytes_as_possible(position, encoded):
    assert position_bytes(position) == encoded


@pytest.mark.parametrize(("encoded", "position"), [(b"", 0), (b"\0\7", 7), (b"\xff\xff", 65535)])
def test_positions_may_be_padded_or_absent(encoded, position):
    assert position_from_bytes(encoded) == position


def test_a_mask_starts_at_the_most_significant_bit():
    assert mask_of_bits(()) == b""
    assert mask_of_bits((1,)) == b"\x80"
    assert mask_of_bits((0, 1, 1, 0, 0, 0, 0, 0, 1)) == b"\x60\x80"
