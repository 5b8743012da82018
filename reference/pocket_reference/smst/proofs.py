"""Proofs read off a trie: of a key, of its absence, and of the leaf closest to a path.

Source: smt v0.14.1 smt.go (Prove, ProveClosest), proofs.go (CompactProof, CompactClosestProof).
"""

from __future__ import annotations

from pocket_reference.smst.hashing import PATH_BITS, PATH_BYTES, Hashing, bit_at
from pocket_reference.smst.reader import Reader
from pocket_spec.smst.types import ClosestProof, CompactClosestProof, CompactMembershipProof, MembershipProof


class DeadEndError(Exception):
    """No closest proof exists: the library breaks off on this trie and path."""


def prove(trie: Reader, path: bytes) -> MembershipProof:
    """Prove that the leaf of `path` is in the trie, or what is in its place."""
    trie.refresh()
    number = int.from_bytes(path, "big")
    slots, node, split = trie.walk(number)
    siblings = _siblings(trie, slots)
    other_leaf = None
    sibling_data = _last_sibling_data(trie, slots)
    if node is not None and node >= 0:
        siblings += [trie.hashing.placeholder] * (split - trie.top_below(slots))
        siblings.append(trie.digest_at(node, split + 1))
        sibling_data = trie.inner_preimage(node, split + 1)
    elif node is not None and split < PATH_BITS:
        other_leaf = trie.leaf_preimage(~node)
    return MembershipProof(tuple(reversed(siblings)), other_leaf, sibling_data)


def prove_closest(trie: Reader, path: bytes) -> ClosestProof:
    """Prove the leaf reached by following `path` and flipping each bit that leads nowhere, or raise `DeadEndError`."""
    trie.refresh()
    node = trie.root
    if node is None:
        return ClosestProof(path, (0,), 0, trie.hashing.placeholder, None, MembershipProof(()))
    number = int.from_bytes(path, "big")
    slots: list[int] = []
    flipped: list[int] = []
    top = 0
    while node >= 0:
        fork = trie.forks[node]
        if top < fork:
            flips = _flips(number ^ trie.prefixes[node], top, fork)
            if flips and _breaks_off(trie, node, top, flips):
                raise DeadEndError(f"single-child node at depth {trie.extents[node]} below an extension")
            flipped += flips
        slots.append(2 * node + bit_at(number, fork))
        node, top = trie.children[slots[-1]], fork + 1
    proof = MembershipProof(tuple(reversed(_siblings(trie, slots))), None, _last_sibling_data(trie, slots))
    closest = trie.leaf_paths[~node].to_bytes(PATH_BYTES, "big")
    return ClosestProof(path, tuple(flipped), top, closest, trie.leaf_data[~node], proof)


def compact(hashing: Hashing, proof: MembershipProof) -> CompactMembershipProof:
    """Leave out the placeholders and say where they were."""
    mask = 0
    for side_node in proof.side_nodes:
        mask = mask << 1 | (side_node == hashing.placeholder)
    length = -(-len(proof.side_nodes) // 8)
    return CompactMembershipProof(
        side_nodes=tuple(node for node in proof.side_nodes if node != hashing.placeholder),
        non_membership_leaf_data=proof.non_membership_leaf_data,
        bit_mask=(mask << (8 * length - len(proof.side_nodes))).to_bytes(length, "big"),
        num_side_nodes=len(proof.side_nodes),
        sibling_data=proof.sibling_data,
    )


def compact_closest(hashing: Hashing, proof: ClosestProof) -> CompactClosestProof:
    """Compact the inner proof, and write positions as big-endian bytes without leading zeros."""
    return CompactClosestProof(
        path=proof.path,
        flipped_bits=tuple(_minimal(position) for position in proof.flipped_bits),
        depth=_minimal(proof.depth),
        closest_path=proof.closest_path,
        closest_value_hash=proof.closest_value_hash,
        closest_proof=compact(hashing, proof.closest_proof),
    )


def _flips(difference: int, top: int, fork: int) -> list[int]:
    """Positions from `top` to before `fork` in which a path differs from the prefix of a stretch."""
    return [position for position in range(top, fork) if bit_at(difference, position)]


def _siblings(trie: Reader, slots: list[int]) -> list[bytes]:
    """Digests beside these slots, root first, with a placeholder for every depth of the stretches between them."""
    digests: list[bytes] = []
    for slot in slots:
        fork = trie.forks[slot >> 1]
        digests += [trie.hashing.placeholder] * (fork - len(digests))
        digests.append(trie.top_digest(trie.children[slot ^ 1], fork + 1))
    return digests


def _last_sibling_data(trie: Reader, slots: list[int]) -> bytes | None:
    """Stored form of the node beside the last slot."""
    return trie.stored_form(trie.children[slots[-1] ^ 1], trie.top_below(slots)) if slots else None


def _breaks_off(trie: Reader, branch: int, top: int, flips: list[int]) -> bool:
    """Whether the library panics in this stretch.

    It steps through an extension in one go when the path agrees with it (a difference in its first bit is flipped
    first) and enters the node below in the same step. If that is a single-child node and the path points to its empty
    side, stepping back takes it above the extension, to a depth at which it does not expect one.
    """
    extent = trie.extents[branch]
    in_one_go = all(position in (top, extent) or position > extent for position in flips)
    return top < extent and extent in flips and in_one_go


def _minimal(position: int) -> bytes:
    return position.to_bytes(2 if position > 255 else 1, "big")
