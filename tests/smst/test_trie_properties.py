"""The rules of the trie against an oracle that has no nodes: everything is recomputed from the set of leaves.

The oracle states the definition of a sparse Merkle sum trie. It knows no extension, no insertion and no deletion, so it
shares nothing with the rules but the two preimages, which it writes out itself.
"""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pocket_spec.encoding.gob import decode_closest_proof, encode_closest_proof
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.closest import prove_closest
from pocket_spec.smst.compact import (
    compact_closest_proof,
    compact_proof,
    decompact_closest_proof,
    decompact_proof,
)
from pocket_spec.smst.proofs import prove
from pocket_spec.smst.trie import build, root, root_count, root_sum, stored_value
from pocket_spec.smst.types import Delete, MembershipProof, TrieSpec, Update
from pocket_spec.smst.verify import verify, verify_closest, verify_sum

# Keys whose paths begin alike, so that extensions appear in small tries, and some others.
NUMBERED = [number.to_bytes(2, "big") for number in range(4096)]
CROWD = [key for key in NUMBERED if sha256(key).digest()[0] == sha256(NUMBERED[0]).digest()[0]][:12]
KEYS = [*CROWD, *NUMBERED[100:112]]

specs = st.builds(TrieSpec, st.sampled_from(["smst", "smt"]), st.sampled_from([None, "sha256"]))
keys = st.sampled_from(KEYS)
values = st.one_of(st.none(), st.binary(max_size=40))
weights = st.one_of(st.integers(0, 3), st.sampled_from([2**63, 2**64 - 1]), st.integers(0, 2**64 - 1))
paths = st.one_of(st.binary(min_size=32, max_size=32), keys.map(lambda key: sha256(key).digest()))


@st.composite
def histories(draw, *, deletions=True):
    """A list of operations in which each deletion finds its key."""
    operations, present = [], []
    for _ in range(draw(st.integers(0, 20))):
        if deletions and present and draw(st.integers(0, 3)) == 0:
            operations.append(Delete(present.pop(draw(st.integers(0, len(present) - 1)))))
            continue
        operation = Update(draw(keys), draw(values), draw(weights))
        operations.append(operation)
        if operation.key not in present:
            present.append(operation.key)
    return operations


def final_updates(operations):
    """The last update of every key that is present in the end."""
    found = {}
    for operation in operations:
        if isinstance(operation, Update):
            found[operation.key] = operation
        else:
            del found[operation.key]
    return found


def leaves_of(spec, operations):
    """The leaves as (path, data), by the definition of the leaf's data."""
    leaves = []
    for update in final_updates(operations).values():
        data = sha256(update.value or b"").digest() if spec.value_hasher else update.value or b""
        if spec.kind == "smst":
            data += update.weight.to_bytes(8, "big") + (1).to_bytes(8, "big")
        leaves.append((sha256(update.key).digest(), data))
    return leaves


def bit(path, depth):
    return path[depth // 8] >> (7 - depth % 8) & 1


def halves_of(leaves, depth):
    return [[leaf for leaf in leaves if bit(leaf[0], depth) == side] for side in (0, 1)]


def oracle_inner(kind, left, right):
    preimage, trailer = b"\x01" + left + right, b""
    if kind == "smst":
        for start, end in ((-16, -8), (-8, None)):
            total = int.from_bytes(left[start:end], "big") + int.from_bytes(right[start:end], "big")
            trailer += (total % 2**64).to_bytes(8, "big")
    return sha256(preimage + trailer).digest() + trailer


def oracle_digest(kind, leaves, depth=0):
    """The digest of the subtrie at `depth` with exactly these leaves."""
    if not leaves:
        return bytes(32 if kind == "smt" else 48)
    if len(leaves) == 1:
        preimage = b"\x00" + leaves[0][0] + leaves[0][1]
        return sha256(preimage).digest() + (preimage[-16:] if kind == "smst" else b"")
    left, right = halves_of(leaves, depth)
    return oracle_inner(kind, oracle_digest(kind, left, depth + 1), oracle_digest(kind, right, depth + 1))


def oracle_side_nodes(kind, leaves, path, depth=0):
    """The siblings, from the bottom up, on the way to where a path's leaf is or would be."""
    if len(leaves) <= 1:
        return ()
    halves, side = halves_of(leaves, depth), bit(path, depth)
    below = oracle_side_nodes(kind, halves[side], path, depth + 1)
    return (*below, oracle_digest(kind, halves[1 - side], depth + 1))


def oracle_closest(leaves, path):
    """The leaf closest to a path, the bits flipped on the way to it, and its depth."""
    flipped, depth = [], 0
    while len(leaves) > 1:
        halves, side = halves_of(leaves, depth), bit(path, depth)
        if not halves[side]:
            flipped.append(depth)
            side = 1 - side
        leaves, depth = halves[side], depth + 1
    return leaves[0], tuple(flipped), depth


@given(specs, histories())
def test_root_is_the_digest_of_the_remaining_leaves(spec, operations):
    assert root(build(spec, operations)) == oracle_digest(spec.kind, leaves_of(spec, operations))


@given(histories())
def test_root_carries_the_sum_modulo_2_to_the_64_and_the_count(operations):
    remaining = final_updates(operations).values()
    top = root(build(TrieSpec(), operations))
    assert root_sum(top) == sum(update.weight for update in remaining) % 2**64
    assert root_count(top) == len(remaining)


@given(specs, histories(), keys)
def test_get_returns_what_was_stored_last(spec, operations, key):
    stored = stored_value(build(spec, operations), key)
    update = final_updates(operations).get(key)
    if update is None:
        assert (stored.value, stored.weight) == (None, None if spec.kind == "smt" else 0)
        return
    value = sha256(update.value or b"").digest() if spec.value_hasher else update.value
    assert stored.value == (value or b"" if spec.kind == "smst" else value)
    assert stored.weight == (update.weight if spec.kind == "smst" else None)


@given(specs, histories(), keys)
def test_deleting_an_absent_key_is_refused(spec, operations, key):
    gone = [Delete(key)] if key in final_updates(operations) else []
    assert build(spec, [*operations, *gone]).spec == spec
    with pytest.raises(Rejected) as caught:
        build(spec, [*operations, *gone, Delete(key)])
    assert caught.value.reason == Reason.SMST_KEY_NOT_FOUND


def accepts(spec, top, key, value, weight, proof):
    if spec.kind == "smt":
        return verify(spec, top, key, value, proof)
    return verify_sum(spec, top, key, value, weight, 1, proof)


def is_provable(spec, update):
    """An empty value, weightless or in an smt, can only be claimed as an absence."""
    return bool(update.value) or (spec.kind == "smst" and update.weight > 0)


@given(specs, histories(), keys)
def test_side_nodes_are_the_digests_of_the_sibling_sets(spec, operations, key):
    proof = prove(build(spec, operations), key)
    expected = oracle_side_nodes(spec.kind, leaves_of(spec, operations), sha256(key).digest())
    assert proof.side_nodes == expected


@given(specs, histories(), keys)
def test_proofs_of_presence_and_absence_verify(spec, operations, key):
    trie = build(spec, operations)
    update = final_updates(operations).get(key)
    proof = prove(trie, key)
    if update is None:
        assert accepts(spec, root(trie), key, None, 0, proof)
    else:
        accepted = accepts(spec, root(trie), key, update.value, update.weight, proof)
        assert accepted == is_provable(spec, update)


@given(specs, histories(), keys, st.binary(min_size=1, max_size=4), st.integers(0, 2**64 - 1))
def test_no_proof_shows_another_value(spec, operations, key, value, weight):
    trie = build(spec, operations)
    update = final_updates(operations).get(key)
    assume(update is None or update.value != value or (spec.kind == "smst" and update.weight != weight))
    assert not accepts(spec, root(trie), key, value, weight, prove(trie, key))


@given(specs, histories(), keys, values)
def test_no_proof_shows_the_absence_of_a_present_key(spec, operations, key, value):
    trie = build(spec, [*operations, Update(key, value, 1)])
    assert not accepts(spec, root(trie), key, None, 0, prove(trie, key))


@given(histories(), st.permutations(KEYS), st.data())
def test_a_flipped_bit_in_a_side_node_breaks_the_proof(operations, two_keys, data):
    spec, (key, other) = TrieSpec(), two_keys[:2]
    trie = build(spec, [*operations, Update(other, b"other", 0), Update(key, b"value", 7)])
    proof = prove(trie, key)
    at = data.draw(st.integers(0, len(proof.side_nodes) - 1))
    position = data.draw(st.integers(0, 48 * 8 - 1))
    node = bytearray(proof.side_nodes[at])
    node[position // 8] ^= 1 << position % 8
    broken = replace(proof, side_nodes=(*proof.side_nodes[:at], bytes(node), *proof.side_nodes[at + 1 :]))
    for sibling_data in (proof.sibling_data, None):
        assert not verify_sum(spec, root(trie), key, b"value", 7, 1, replace(broken, sibling_data=sibling_data))


@given(specs, histories(), keys)
def test_compaction_of_a_proof_is_undone_by_decompaction(spec, operations, key):
    proof = prove(build(spec, operations), key)
    assert decompact_proof(spec, compact_proof(spec, proof)) == proof


@given(specs, histories(deletions=False), paths)
def test_closest_leaf_is_the_one_where_dead_ends_lead(spec, operations, path):
    assume(operations)
    leaves = leaves_of(spec, operations)
    (leaf_path, data), flipped, depth = oracle_closest(leaves, path)
    proof = prove_closest(build(spec, operations), path)
    assert (proof.closest_path, proof.closest_value_hash or b"") == (leaf_path, data)
    assert (proof.flipped_bits, proof.depth) == (flipped, depth)
    assert proof.closest_proof.side_nodes == oracle_side_nodes(spec.kind, leaves, leaf_path)


def closest_or_refusal(trie, path):
    try:
        return prove_closest(trie, path), None
    except Rejected as refused:
        return None, refused.reason


@given(specs, histories(), paths)
def test_closest_proofs_after_deletions_agree_or_are_refused(spec, operations, path):
    leaves = leaves_of(spec, operations)
    assume(leaves)
    proof, refusal = closest_or_refusal(build(spec, operations), path)
    if proof is None:
        assert refusal == Reason.SMST_NO_CLOSEST_PROOF
        assert any(isinstance(operation, Delete) for operation in operations)
        return
    (leaf_path, _), flipped, depth = oracle_closest(leaves, path)
    assert (proof.closest_path, proof.flipped_bits, proof.depth) == (leaf_path, flipped, depth)
    assert proof.closest_proof.side_nodes == oracle_side_nodes(spec.kind, leaves, leaf_path)


@given(specs, histories(deletions=False), paths)
def test_closest_proofs_verify_without_value_hasher_only(spec, operations, path):
    trie = build(spec, operations)
    proof = prove_closest(trie, path)
    claims_absence = not proof.closest_value_hash or proof.closest_value_hash == bytes(15) + b"\x01"
    expected = not operations or (spec.value_hasher is None and not claims_absence)
    assert verify_closest(spec, root(trie), proof) == expected


@given(specs, histories(deletions=False), paths)
def test_a_closest_proof_survives_the_chain(spec, operations, path):
    proof = prove_closest(build(spec, operations), path)
    compacted = compact_closest_proof(spec, proof)
    decoded = decode_closest_proof(encode_closest_proof(compacted))
    # The encoding does not tell empty bytes from absent ones.
    assert decompact_closest_proof(spec, decoded) == replace(proof, closest_value_hash=proof.closest_value_hash or None)


def test_sibling_data_tell_the_order_of_insertion():
    # first and second part at bit 12 or below, other at bit 0, so that an extension is the sibling of other.
    ordered = sorted(NUMBERED, key=lambda key: sha256(key).digest())
    first, second = ordered[0], ordered[1]
    other = ordered[-1]
    tries = [
        build(TrieSpec(), [Update(key, b"value", 1) for key in order])
        for order in ((other, first, second), (other, second, first))
    ]
    proofs = [prove(trie, other) for trie in tries]
    assert root(tries[0]) == root(tries[1])
    assert proofs[0].side_nodes == proofs[1].side_nodes
    assert proofs[0].sibling_data[3:35] == sha256(second).digest()
    assert proofs[1].sibling_data[3:35] == sha256(first).digest()


@given(histories(), keys, st.binary(max_size=60), st.integers(0, 3))
def test_verification_of_anything_is_a_verdict(operations, key, noise, place):
    spec = TrieSpec()
    trie = build(spec, operations)
    proof = prove(trie, key)
    broken = [
        replace(proof, sibling_data=noise),
        replace(proof, non_membership_leaf_data=noise),
        replace(proof, side_nodes=(noise, *proof.side_nodes[1:])),
        MembershipProof((noise,) * 300, noise, noise),
    ][place]
    assert verify_sum(spec, root(trie), key, None, 0, 0, broken) in {True, False}
    assert verify_sum(spec, root(trie), key, noise, 1, 1, broken) in {True, False}
