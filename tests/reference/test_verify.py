"""Proofs that somebody has tampered with, given to the reference's verification."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.fuzz.strategies import proven_closest, tries
from pocket_reference.smst.engine import ENGINE
from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.types import CompactClosestProof, MembershipProof, TrieSpec, Update

SPEC = TrieSpec()
LEAVES = [Update(bytes((index,)), b"value %d" % index, index + 1) for index in range(20)]
TRIE = ENGINE.build(SPEC, LEAVES)
ROOT = ENGINE.root(TRIE)


def verified(proof: CompactClosestProof, root: bytes = ROOT) -> bool:
    return ENGINE.verify_closest(SPEC, root, encode_closest_proof(proof))


def closest(path: bytes = bytes(32)) -> CompactClosestProof:
    return ENGINE.compact_closest(SPEC, ENGINE.prove_closest(TRIE, path))


@given(tries(), st.data())
def test_closest_proofs_hold_in_tries_of_relay_miners(drawn, data):
    _, pool, operations = drawn
    trie, proof = data.draw(proven_closest(SPEC, operations, pool))
    stored = proof.closest_value_hash
    # An empty value of weight 0 asks for absence, so such a leaf cannot be proven.
    provable = stored is None or stored != bytes(15) + b"\x01"
    assert ENGINE.verify_closest(SPEC, ENGINE.root(trie), encode_closest_proof(proof)) is provable


def test_every_leaf_is_proven_by_its_own_path():
    for leaf in LEAVES:
        path = sha256(leaf.key).digest()
        proof = closest(path)
        assert proof.closest_path == path
        assert proof.flipped_bits == ()
        assert verified(proof)


def test_with_a_value_hasher_no_closest_proof_holds():
    # The library hashes the stored value, which is a hash already, once more.
    hashing = TrieSpec(value_hasher="sha256")
    trie = ENGINE.build(hashing, LEAVES)
    proof = ENGINE.compact_closest(hashing, ENGINE.prove_closest(trie, bytes(32)))
    assert not ENGINE.verify_closest(hashing, ENGINE.root(trie), encode_closest_proof(proof))


@given(st.integers(0, 8 * 48 - 1), st.integers(0))
def test_a_changed_bit_of_any_side_node_is_noticed(bit, which):
    proof = closest()
    inner = proof.closest_proof
    assert inner is not None
    nodes = list(inner.side_nodes)
    at = which % len(nodes)
    nodes[at] = (int.from_bytes(nodes[at], "big") ^ 1 << bit).to_bytes(48, "big")
    assert not verified(replace(proof, closest_proof=replace(inner, side_nodes=tuple(nodes))))


@pytest.mark.parametrize(
    "change",
    [
        {"path": bytes(31)},
        {"depth": bytes(3)},
        {"flipped_bits": (bytes(3),)},
        {"closest_proof": None},
    ],
)
def test_what_cannot_be_expanded_is_rejected(change):
    with pytest.raises(Rejected) as refusal:
        verified(replace(closest(), **change))
    assert refusal.value.reason is Reason.SMST_BAD_PROOF


@pytest.mark.parametrize(
    "change",
    [
        {"bit_mask": b"\xff" * 33},
        {"num_side_nodes": 257},
        {"num_side_nodes": -1},
        {"side_nodes": ()},
        {"num_side_nodes": 3, "bit_mask": b"\x01", "side_nodes": (bytes(48),) * 2},  # a mark behind the last side node
    ],
)
def test_a_mask_that_does_not_fit_is_rejected(change):
    proof = closest()
    assert proof.closest_proof is not None
    with pytest.raises(Rejected) as refusal:
        verified(replace(proof, closest_proof=replace(proof.closest_proof, **change)))
    assert refusal.value.reason is Reason.SMST_BAD_PROOF


@pytest.mark.parametrize(
    "change",
    [
        {"depth": b"\x01\x01"},
        {"depth": b""},
        {"depth": b"\x01\x00", "flipped_bits": (b"\x01\x00",)},
        {"flipped_bits": (b"\x00",)},
        {"flipped_bits": (b"\xff",)},
        {"closest_path": bytes(31)},
        {"closest_path": bytes(32)},
        {"closest_value_hash": bytes(15)},
        {"closest_value_hash": None},
    ],
)
def test_what_does_not_fit_the_leaf_does_not_hold(change):
    assert not verified(replace(closest(b"\x10" + bytes(31)), **change))


@pytest.mark.parametrize(
    "sibling_data", [b"\x00", bytes(15), b"\x02", b"\x02" + bytes(49), b"\x02\x00\x05" + bytes(50)]
)
def test_sibling_data_too_short_to_hash_do_not_hold(sibling_data):
    proof = closest()
    assert proof.closest_proof is not None
    assert not verified(replace(proof, closest_proof=replace(proof.closest_proof, sibling_data=sibling_data)))


def test_sibling_data_may_be_an_extension_of_no_length_around_the_side_node():
    # The library only asks that they hash to the first side node; neither their bounds nor their own sum is checked.
    proof = closest()
    inner = proof.closest_proof
    assert inner is not None
    assert not inner.bit_mask[0] & 0x80
    made_up = b"\x02\x07\x07" + bytes(32) + inner.side_nodes[0] + b"\xff" * 16
    assert verified(replace(proof, closest_proof=replace(inner, sibling_data=made_up)))
    assert verified(replace(proof, closest_proof=replace(inner, sibling_data=None)))


def test_without_sibling_data_side_nodes_are_padded_and_cut():
    root = bytes(48)
    key, path = b"k", sha256(b"k").digest()
    leaf = b"\x00" + path + b"v" + (1).to_bytes(8, "big") * 2
    current = sha256(leaf).digest() + leaf[-16:]
    sibling = b"\xab" * 32 + bytes(16)
    pair = sibling + current if path[0] & 0x80 else current + sibling
    preimage = b"\x01" + pair + (1).to_bytes(8, "big") * 2
    root = sha256(preimage).digest() + preimage[-16:]
    for side_node, sibling_data, valid in (
        (sibling, None, True),
        (sibling[:32], None, True),
        (sibling + b"more", None, True),
        (sibling[:31], None, False),
        (sibling + b"more", b"\x02\x00\x00" + bytes(32) + sibling + b"more" + bytes(16), False),
        (sibling, b"\x02\x00\x00" + bytes(32) + sibling + bytes(16), True),
    ):
        proof = MembershipProof((side_node,), None, sibling_data)
        assert ENGINE.verify(SPEC, root, key, b"v", 1, 1, proof) is valid


def test_the_absence_of_a_leaf_is_not_shown_by_the_leaf_itself():
    leaf = b"\x00" + sha256(b"k").digest() + b"v" + (1).to_bytes(8, "big") * 2
    root = ENGINE.root(ENGINE.build(SPEC, [Update(b"k", b"v", 1)]))
    assert not ENGINE.verify(SPEC, root, b"k", None, 0, 0, MembershipProof((), leaf, None))
    assert ENGINE.verify(SPEC, root, b"other", None, 0, 0, MembershipProof((), leaf, None))
    for malformed in (b"\x01" + leaf[1:], leaf[:32], b""):
        assert not ENGINE.verify(SPEC, root, b"other", None, 0, 0, MembershipProof((), malformed, None))


def test_sibling_data_without_side_nodes_are_not_read():
    root = ENGINE.root(ENGINE.build(SPEC, [Update(b"k", b"v", 1)]))
    for sibling_data in (b"", b"\x02", bytes(100)):
        assert ENGINE.verify(SPEC, root, b"k", b"v", 1, 1, MembershipProof((), None, sibling_data))
