"""Verification of proofs that anybody may have made up.

A proof for which the Go library does not come to a verdict does not hold; `MalformedProofError` stands for that inside
this module.

Source: smt v0.14.1 proofs.go (VerifyProof, VerifySumProof, VerifyClosestProof, DecompactClosestProof), trie_spec.go.
"""

from __future__ import annotations

from hashlib import sha256

from pocket_reference.smst.hashing import (
    EXTENSION,
    LEAF,
    PATH_BITS,
    PATH_BYTES,
    Hashing,
    bit_at,
    leaf_data,
    sum_and_count,
)
from pocket_spec.smst.types import (
    ClosestProof,
    CompactClosestProof,
    CompactMembershipProof,
    MembershipProof,
    ValueHasher,
)

LONGEST_POSITION = 2
"""Bytes in which a depth or a flipped bit of a compact proof may be written."""


class MalformedProofError(Exception):
    """A proof is not of a form that could be checked."""


def data_to_prove(hashing: Hashing, hasher: ValueHasher, value: bytes | None, weight: int, count: int) -> bytes | None:
    """Return what the leaf would store, or None where the proof is to show that there is no leaf.

    An empty value asks for absence; in a sum trie only together with weight 0.
    """
    if not value and (not hashing.trailer or weight == 0):
        return None
    stored = value or b""
    if hasher == "sha256":
        stored = sha256(stored).digest()
    return leaf_data(stored, weight, count) if hashing.trailer else stored


def holds(hashing: Hashing, proof: MembershipProof, root: bytes, path: bytes, data: bytes | None) -> bool:
    """Whether the proof leads from the leaf at `path` (None: from its absence) to the root."""
    _check_shape(hashing, proof)
    digest = _absence(hashing, proof, path) if data is None else hashing.digest(LEAF + path + data)
    number = int.from_bytes(path, "big")
    size = len(hashing.placeholder)
    for depth, side_node in zip(reversed(range(len(proof.side_nodes))), proof.side_nodes, strict=True):
        sibling = side_node[:size].ljust(size, b"\x00")
        pair = (sibling, digest) if bit_at(number, depth) else (digest, sibling)
        digest = hashing.digest(hashing.fork(*pair))
    return digest == root


def closest_holds(hashing: Hashing, hasher: ValueHasher, proof: ClosestProof, root: bytes) -> bool:
    """Whether the leaf lies where the path with its flipped bits leads, and is in the trie of this root."""
    _check_place(proof)
    path, stored = proof.closest_path[:PATH_BYTES], proof.closest_value_hash
    if not hashing.trailer:
        return holds(hashing, proof.closest_proof, root, path, data_to_prove(hashing, hasher, stored, 0, 0))
    if stored is None:
        return holds(hashing, proof.closest_proof, root, path, None)
    if len(stored) < hashing.trailer:
        raise MalformedProofError("the stored value is too short to hold weight and count")
    data = data_to_prove(hashing, hasher, stored[: -hashing.trailer], *sum_and_count(stored))
    return holds(hashing, proof.closest_proof, root, path, data)


def expand_closest(hashing: Hashing, proof: CompactClosestProof) -> ClosestProof:
    """Undo the compaction of a closest proof."""
    if len(proof.path) != PATH_BYTES:
        raise MalformedProofError("the path is not 32 bytes")
    if any(len(position) > LONGEST_POSITION for position in (proof.depth, *proof.flipped_bits)):
        raise MalformedProofError("a position of more than two bytes")
    if proof.closest_proof is None:
        raise MalformedProofError("no proof of the closest leaf")
    return ClosestProof(
        path=proof.path,
        flipped_bits=tuple(int.from_bytes(position, "big") for position in proof.flipped_bits),
        depth=int.from_bytes(proof.depth, "big"),
        closest_path=proof.closest_path,
        closest_value_hash=proof.closest_value_hash,
        closest_proof=expand(hashing, proof.closest_proof),
    )


def expand(hashing: Hashing, proof: CompactMembershipProof) -> MembershipProof:
    """Put the placeholders back. Side nodes of a proof that claims to have none are ignored."""
    total = proof.num_side_nodes
    if not 0 <= total <= PATH_BITS or len(proof.bit_mask) != -(-total // 8):
        raise MalformedProofError("the mask does not fit the number of side nodes")
    mask = int.from_bytes(proof.bit_mask, "big")
    padding = 8 * len(proof.bit_mask) - total
    if total and len(proof.side_nodes) != total - mask.bit_count():
        raise MalformedProofError("the side nodes do not fit the mask")
    if mask & ((1 << padding) - 1):
        raise MalformedProofError("the mask marks side nodes beyond the last")
    given = iter(proof.side_nodes)
    marks = [mask >> (padding + index) & 1 for index in reversed(range(total))]
    side_nodes = tuple(hashing.placeholder if mark else next(given) for mark in marks)
    return MembershipProof(side_nodes, proof.non_membership_leaf_data, proof.sibling_data)


def _check_shape(hashing: Hashing, proof: MembershipProof) -> None:
    """Refuse what the library refuses before it hashes.

    The sizes of side nodes matter only beside sibling data; without it they are cut or padded to size later.
    """
    if len(proof.side_nodes) > PATH_BITS:
        raise MalformedProofError("more side nodes than bits in a path")
    other_leaf = proof.non_membership_leaf_data
    if other_leaf is not None and len(other_leaf) < 1 + PATH_BYTES:
        raise MalformedProofError("the other leaf is too short")
    if proof.sibling_data is None or not proof.side_nodes:
        return
    if any(len(side_node) != len(hashing.placeholder) for side_node in proof.side_nodes):
        raise MalformedProofError("a side node of the wrong size")
    if stored_digest(hashing, proof.sibling_data) != proof.side_nodes[0]:
        raise MalformedProofError("the sibling data do not hash to the first side node")


def _check_place(proof: ClosestProof) -> None:
    """Refuse a leaf that is not where the path, with its flipped bits, leads."""
    if not 0 <= proof.depth <= PATH_BITS or len(proof.closest_path) < PATH_BYTES:
        raise MalformedProofError("the depth or the closest path is out of range")
    number = int.from_bytes(proof.path, "big")
    for position in proof.flipped_bits:
        if not 0 <= position <= min(proof.depth, PATH_BITS - 1):
            raise MalformedProofError("a flipped bit below the leaf")
        number ^= 1 << (PATH_BITS - 1 - position)
    closest = int.from_bytes(proof.closest_path[:PATH_BYTES], "big")
    if (number ^ closest) >> (PATH_BITS - proof.depth):
        raise MalformedProofError("the closest path is not where the path leads")


def _absence(hashing: Hashing, proof: MembershipProof, path: bytes) -> bytes:
    """Digest of what is in the place of an absent leaf: nothing, or an unrelated leaf."""
    other_leaf = proof.non_membership_leaf_data
    if other_leaf is None:
        return hashing.placeholder
    if other_leaf[:1] != LEAF or other_leaf[1 : 1 + PATH_BYTES] == path:
        raise MalformedProofError("the other leaf is no leaf, or the leaf whose absence is claimed")
    return hashing.digest(other_leaf)


def stored_digest(hashing: Hashing, stored: bytes) -> bytes:
    """Digest of a node given in stored form. An extension hashes as its chain; its own sum and count are not read."""
    if stored[:1] != EXTENSION:
        if not stored or len(stored) < hashing.trailer:
            raise MalformedProofError("the sibling data are too short")
        return hashing.digest(stored)
    end = len(stored) - hashing.trailer
    if end < 3 + PATH_BYTES:
        raise MalformedProofError("the sibling data are too short for an extension")
    top, extent = stored[1], stored[2]
    child = stored[3 + PATH_BYTES : end]
    if len(child) < hashing.trailer:
        raise MalformedProofError("the extension's child is too short")
    return hashing.lift(child, int.from_bytes(stored[3 : 3 + PATH_BYTES], "big"), extent, top)
