"""Verification of membership, exclusion and closest proofs against a root.

A proof that is refused as malformed and one that leads to another root are both just not valid: `verify`, `verify_sum`
and `verify_closest` answer false for either. The functions they are made of reject with `SMST_BAD_PROOF` and a detail.

Where the library has no answer for a proof (a part too short to be cut up), the proof is not valid here.

Source of all rules here: smt v0.14.1 proofs.go.
"""

from __future__ import annotations

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.closest import flip_path_bit
from pocket_spec.smst.nodes import (
    COUNT_BYTES,
    EXTENSION_PREFIX,
    LEAF_PREFIX,
    PATH_BITS,
    PATH_BYTES,
    SUM_BYTES,
    TRAILER_BYTES,
    UINT64_RANGE,
    climbed,
    common_prefix_end,
    digest_of_preimage,
    digest_size,
    extension_digest,
    leaf_preimage,
    placeholder,
    sha256_hashing,
    sum_and_count,
)
from pocket_spec.smst.trie import key_path, value_digest
from pocket_spec.smst.types import ClosestProof, MembershipProof, TrieSpec

LEAF_HEAD_BYTES = len(LEAF_PREFIX) + PATH_BYTES
"""A leaf's preimage begins with its prefix and its path."""
EXTENSION_HEAD_BYTES = len(EXTENSION_PREFIX) + 2 + PATH_BYTES
"""An extension's stored form begins with its prefix, its two bounds and its path."""


@deal.raises(Rejected)
@deal.ensure(lambda spec, data, result: data[:1] == EXTENSION_PREFIX or len(result) == digest_size(spec))
def sibling_digest(spec: TrieSpec, data: bytes) -> bytes:
    """Return the digest of a node from its stored form: of the chain for an extension, the hash for anything else.

    Quirks: the first byte of anything but an extension is not looked at; the 16 bytes at the end of an extension of an
    `smst`, and the bits of its path outside its bounds, are ignored; its child digest may have any length.

    Rejects with `SMST_BAD_PROOF` data that are too short.

    Source: smt v0.14.1 trie_spec.go
    """
    trailer = TRAILER_BYTES if spec.kind == "smst" else 0
    is_extension = data[:1] == EXTENSION_PREFIX
    if len(data) < max(1, trailer + (EXTENSION_HEAD_BYTES if is_extension else 0)):
        raise Rejected(Reason.SMST_BAD_PROOF, f"sibling data of {len(data)} bytes")
    if not is_extension:
        return digest_of_preimage(spec, data)
    start, end, path, child = data[1], data[2], data[3:EXTENSION_HEAD_BYTES], data[EXTENSION_HEAD_BYTES:]
    child = child[: len(child) - trailer]
    if start < end and len(child) < trailer:
        raise Rejected(Reason.SMST_BAD_PROOF, f"child digest of {len(child)} bytes in the sibling data")
    return extension_digest(spec, path, start, end, child)


@deal.raises(Rejected)
@deal.ensure(lambda spec, proof, result: len(proof.side_nodes) <= PATH_BITS)
def validate_proof(spec: TrieSpec, proof: MembershipProof) -> None:
    """Refuse a membership proof that is malformed whatever it is meant to prove.

    Quirk: the lengths of the side nodes are checked only where there are sibling data, see `side_node_digest`.

    Rejects with `SMST_BAD_PROOF`: more than 256 side nodes; leaf data shorter than a prefix and a path; and, given
    sibling data and side nodes, a side node that is not a digest, or a first one that is not the sibling data's digest.

    Source: smt v0.14.1 proofs.go
    """
    if len(proof.side_nodes) > PATH_BITS:
        raise Rejected(Reason.SMST_BAD_PROOF, f"{len(proof.side_nodes)} side nodes")
    leaf_data = proof.non_membership_leaf_data
    if leaf_data is not None and len(leaf_data) < LEAF_HEAD_BYTES:
        raise Rejected(Reason.SMST_BAD_PROOF, f"non-membership leaf data of {len(leaf_data)} bytes")
    if proof.sibling_data is None or not proof.side_nodes:
        return
    if any(len(side_node) != digest_size(spec) for side_node in proof.side_nodes):
        raise Rejected(Reason.SMST_BAD_PROOF, "a side node is not a digest")
    if sibling_digest(spec, proof.sibling_data) != proof.side_nodes[0]:
        raise Rejected(Reason.SMST_BAD_PROOF, "the sibling data are not those of the first side node")


@deal.ensure(lambda spec, side_node, result: len(result) == digest_size(spec))
def side_node_digest(spec: TrieSpec, side_node: bytes) -> bytes:
    """Return a side node as it is hashed: cut, or filled with zeros, to the length of a digest.

    Source: smt v0.14.1 proofs.go
    """
    size = digest_size(spec)
    return side_node[:size].ljust(size, b"\0")


@deal.raises(Rejected)
@deal.pre(lambda spec, proof, path, data: len(path) == PATH_BYTES)
@deal.pre(lambda spec, proof, path, data: spec.kind == "smt" or not data or len(data) >= TRAILER_BYTES)
@deal.ensure(lambda spec, proof, path, data, result: len(result) == digest_size(spec))
def proven_leaf_digest(spec: TrieSpec, proof: MembershipProof, path: bytes, data: bytes) -> bytes:
    """Return the digest at the bottom of a proof: of the leaf with these data, or of what is there instead without any.

    That is an empty subtrie, or the other leaf whose preimage the proof shows. Quirk: with data to prove, the preimage
    of another leaf is not looked at.

    Rejects with `SMST_BAD_PROOF` a preimage that is not a leaf's, or that is of the very path.

    Source: smt v0.14.1 proofs.go
    """
    if data:
        return digest_of_preimage(spec, leaf_preimage(path, data))
    other = proof.non_membership_leaf_data
    if other is None:
        return placeholder(spec)
    if other[:1] != LEAF_PREFIX:
        raise Rejected(Reason.SMST_BAD_PROOF, "the non-membership leaf data are not a leaf")
    if other[1:LEAF_HEAD_BYTES] == path:
        raise Rejected(Reason.SMST_BAD_PROOF, "non-membership proof on related leaf")
    return digest_of_preimage(spec, other)


@deal.raises(Rejected)
@deal.pre(lambda spec, proof, path, data: len(path) == PATH_BYTES)
@deal.ensure(lambda spec, proof, path, data, result: len(result) == digest_size(spec))
def proven_root(spec: TrieSpec, proof: MembershipProof, path: bytes, data: bytes) -> bytes:
    """Return the root to which a proof leads from the leaf at `path` with `data`; without data, from its absence.

    Rejects with `SMST_BAD_PROOF` as `validate_proof` and `proven_leaf_digest` do.

    Source: smt v0.14.1 proofs.go
    """
    validate_proof(spec, proof)
    siblings = tuple(side_node_digest(spec, side_node) for side_node in proof.side_nodes)
    return climbed(path, 0, proven_leaf_digest(spec, proof, path, data), siblings, sha256_hashing(spec))


@deal.pre(lambda spec, value, total, count: 0 <= total < UINT64_RANGE and 0 <= count < UINT64_RANGE)
@deal.ensure(lambda spec, value, total, count, result: (result == b"") == (not value and total == 0))
def claimed_sum_data(spec: TrieSpec, value: bytes | None, total: int, count: int) -> bytes:
    """Return the leaf data that a proof in an `smst` claims: value digest, sum and count; or nothing, for absence.

    Absence is claimed by an empty value with sum 0, whatever the count.

    Source: smt v0.14.1 proofs.go
    """
    if not value and total == 0:
        return b""
    return (value_digest(spec, value) or b"") + total.to_bytes(SUM_BYTES, "big") + count.to_bytes(COUNT_BYTES, "big")


@deal.ensure(lambda spec, value, result: (result == b"") == (not value))
def claimed_data(spec: TrieSpec, value: bytes | None) -> bytes:
    """Return the leaf data that a proof in an `smt` claims: the value digest; or nothing, for absence.

    Absence is claimed by an empty value.

    Source: smt v0.14.1 proofs.go
    """
    return (value_digest(spec, value) or b"") if value else b""


@deal.pre(lambda spec, root_hash, path, data, proof: len(path) == PATH_BYTES)
@deal.post(lambda result: isinstance(result, bool))
def leads_to_root(spec: TrieSpec, root_hash: bytes, path: bytes, data: bytes, proof: MembershipProof) -> bool:
    """Say whether a proof is well formed and leads from the leaf at `path` with `data` to the root.

    Source: smt v0.14.1 proofs.go
    """
    try:
        return proven_root(spec, proof, path, data) == root_hash
    except Rejected:
        return False


@deal.pre(lambda spec, root_hash, key, value, proof: spec.kind == "smt")
@deal.post(lambda result: isinstance(result, bool))
def verify(spec: TrieSpec, root_hash: bytes, key: bytes, value: bytes | None, proof: MembershipProof) -> bool:
    """Say whether a proof shows that an `smt` stores `value` under `key`; an empty value claims absence.

    Source: smt v0.14.1 proofs.go
    """
    return leads_to_root(spec, root_hash, key_path(key), claimed_data(spec, value), proof)


@deal.pre(lambda spec, root_hash, key, value, total, count, proof: spec.kind == "smst")
@deal.pre(lambda spec, root_hash, key, value, total, count, proof: min(total, count) >= 0)
@deal.pre(lambda spec, root_hash, key, value, total, count, proof: max(total, count) < UINT64_RANGE)
@deal.post(lambda result: isinstance(result, bool))
def verify_sum(
    spec: TrieSpec, root_hash: bytes, key: bytes, value: bytes | None, total: int, count: int, proof: MembershipProof
) -> bool:
    """Say whether a proof shows that an `smst` stores `value` with weight `total` and `count` 1 under `key`.

    An empty value with sum 0 claims absence.

    Source: smt v0.14.1 proofs.go
    """
    return leads_to_root(spec, root_hash, key_path(key), claimed_sum_data(spec, value, total, count), proof)


@deal.raises(Rejected)
@deal.ensure(lambda spec, proof, result: len(proof.closest_path) >= PATH_BYTES)
def validate_closest_proof(spec: TrieSpec, proof: ClosestProof) -> None:
    """Refuse a closest proof whose parts do not fit each other.

    Quirks: a closest path longer than 32 bytes passes, the rest of it is ignored; a bit may be flipped several times,
    and the one at the depth itself without effect. The rule asks for agreement up to the depth, and for no more.

    Rejects with `SMST_BAD_PROOF`: a path that is not 32 bytes; a depth outside 0 to 256; a flipped bit outside 0 to
    the depth, or at 256; a closest path that differs before the depth from the path with its bits flipped; and as
    `validate_proof` does.

    Source: smt v0.14.1 proofs.go
    """
    if len(proof.path) != PATH_BYTES or len(proof.closest_path) < PATH_BYTES:
        raise Rejected(Reason.SMST_BAD_PROOF, f"paths of {len(proof.path)} and {len(proof.closest_path)} bytes")
    if not 0 <= proof.depth <= PATH_BITS:
        raise Rejected(Reason.SMST_BAD_PROOF, f"depth {proof.depth}")
    path = proof.path
    for position in proof.flipped_bits:
        if not 0 <= position <= proof.depth or position == PATH_BITS:
            raise Rejected(Reason.SMST_BAD_PROOF, f"flipped bit {position} at depth {proof.depth}")
        path = flip_path_bit(path, position)
    if common_prefix_end(path, proof.closest_path[:PATH_BYTES], 0) < proof.depth:
        raise Rejected(Reason.SMST_BAD_PROOF, "the closest path is not on the flipped path")
    validate_proof(spec, proof.closest_proof)


@deal.raises(Rejected)
@deal.ensure(lambda spec, proof, result: spec.kind == "smt" or not result or len(result) >= TRAILER_BYTES)
def claimed_closest_data(spec: TrieSpec, proof: ClosestProof) -> bytes:
    """Return the leaf data that a closest proof claims; nothing, for the absence of the closest path.

    Quirk: with a value hasher the value digest is hashed a second time, so no leaf of such a trie can be shown: only
    tries without value hasher, as RelayMiners build them, and empty ones have closest proofs that verify. Quirk: an
    absent value, or in an `smst` an empty one with sum 0, claims absence: an exclusion proof then verifies.

    Rejects with `SMST_BAD_PROOF` a closest value of an `smst` that is too short for a sum and a count.

    Source: smt v0.14.1 proofs.go
    """
    value = proof.closest_value_hash
    if spec.kind == "smt":
        return claimed_data(spec, value)
    if value is None:
        return b""
    if len(value) < TRAILER_BYTES:
        raise Rejected(Reason.SMST_BAD_PROOF, f"closest value of {len(value)} bytes")
    return claimed_sum_data(spec, value[:-TRAILER_BYTES], *sum_and_count(value))


@deal.post(lambda result: isinstance(result, bool))
def verify_closest(spec: TrieSpec, root_hash: bytes, proof: ClosestProof) -> bool:
    """Say whether a closest proof leads to the root.

    Source: smt v0.14.1 proofs.go
    """
    try:
        validate_closest_proof(spec, proof)
        data = claimed_closest_data(spec, proof)
    except Rejected:
        return False
    return leads_to_root(spec, root_hash, proof.closest_path[:PATH_BYTES], data, proof.closest_proof)
