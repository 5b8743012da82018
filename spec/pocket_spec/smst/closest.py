"""Closest proofs: the leaf found by following a path and turning to the other side at each dead end.

This is how a supplier is made to show one of its relays at random: the path is drawn from a block hash.

Source of all rules here: smt v0.14.1 smt.go (ProveClosest).
"""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.nodes import PATH_BITS, PATH_BYTES, Extension, Inner, Leaf, Node, path_bit, placeholder
from pocket_spec.smst.proofs import child_on_path, expand, is_on_path, proof_from_siblings
from pocket_spec.smst.trie import Trie
from pocket_spec.smst.types import ClosestProof, MembershipProof, TrieSpec


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a search has come: the path with its bits flipped so far, and the siblings passed, top first."""

    path: bytes
    flipped_bits: tuple[int, ...] = ()
    siblings: tuple[Node, ...] = ()


@deal.pre(lambda path, position: 0 <= position < 8 * len(path))
@deal.ensure(lambda path, position, result: path_bit(result, position) != path_bit(path, position))
def flip_path_bit(path: bytes, position: int) -> bytes:
    """Return `path` with the bit at `position` flipped.

    Source: smt v0.14.1 utils.go
    """
    flipped = int.from_bytes(path, "big") ^ (1 << (8 * len(path) - 1 - position))
    return flipped.to_bytes(len(path), "big")


@deal.pre(lambda walk: len(walk.siblings) < PATH_BITS)
@deal.ensure(lambda walk, result: result.flipped_bits == (*walk.flipped_bits, len(walk.siblings)))
def turn(walk: Walk) -> Walk:
    """Flip the bit of the path at the depth reached, which is the number of siblings passed.

    Source: smt v0.14.1 smt.go
    """
    depth = len(walk.siblings)
    return Walk(flip_path_bit(walk.path, depth), (*walk.flipped_bits, depth), walk.siblings)


@deal.pre(lambda inner, walk: inner != Inner(None, None))
@deal.ensure(lambda inner, walk, result: result[0] is not None and len(result[1].siblings) == len(walk.siblings) + 1)
def pass_inner(inner: Inner, walk: Walk) -> tuple[Node, Walk]:
    """Go to the child on the path's side of a branch; where that is empty, turn to the other one.

    Source: smt v0.14.1 smt.go
    """
    node, sibling = child_on_path(inner, walk.path, len(walk.siblings))
    if node is None:
        return pass_inner(inner, turn(walk))
    return node, Walk(walk.path, walk.flipped_bits, (*walk.siblings, sibling))


@deal.raises(Rejected)
@deal.pre(lambda extension, walk: extension.start == len(walk.siblings))
@deal.ensure(lambda extension, walk, result: result[0] is not None and len(result[1].siblings) > len(walk.siblings))
def pass_extension(extension: Extension, walk: Walk) -> tuple[Node, Walk]:
    """Go through an extension, turning at its first bit if the path leaves it there.

    Where the path leaves it further down, the inner nodes it stands for are passed one by one, each with its own turn.

    Quirk: rejects with `SMST_NO_CLOSEST_PROOF` where the path follows the extension to its end and the branch below
    is empty on the path's side, which only deletions bring about (`merge_children`). The library steps back to the
    head of the extension instead of that branch, and gives up.

    Source: smt v0.14.1 smt.go
    """
    if path_bit(walk.path, extension.start) != path_bit(extension.path, extension.start):
        return pass_extension(extension, turn(walk))
    if not is_on_path(extension, walk.path):
        return pass_inner(expand(extension), walk)
    child = extension.child
    if isinstance(child, Inner) and child_on_path(child, walk.path, extension.end)[0] is None:
        raise Rejected(Reason.SMST_NO_CLOSEST_PROOF, f"dead end at depth {extension.end}")
    empty_siblings = (None,) * (extension.end - extension.start)
    return child, Walk(walk.path, walk.flipped_bits, walk.siblings + empty_siblings)


@deal.raises(Rejected)
@deal.pre(lambda top, path: top is not None and len(path) == PATH_BYTES)
@deal.ensure(lambda top, path, result: len(result[0].path) == PATH_BYTES)
def walk_to_closest(top: Node, path: bytes) -> tuple[Leaf, Walk]:
    """Walk from the top to the closest leaf.

    Rejects with `SMST_NO_CLOSEST_PROOF` as `pass_extension` does.

    Source: smt v0.14.1 smt.go
    """
    node, walk = top, Walk(path)
    while not isinstance(node, Leaf):
        if node is None:
            raise Rejected(Reason.SMST_NO_CLOSEST_PROOF, "nothing to walk to")
        node, walk = pass_extension(node, walk) if isinstance(node, Extension) else pass_inner(node, walk)
    return node, walk


@deal.ensure(lambda spec, path, result: result.path == path and not any(result.closest_path))
def closest_proof_of_empty_trie(spec: TrieSpec, path: bytes) -> ClosestProof:
    """Return the closest proof of an empty trie, which verifies.

    Quirk: bit 0 counts as flipped, and the closest path is a placeholder digest: 48 bytes in an `smst`.

    Source: smt v0.14.1 smt.go
    """
    return ClosestProof(path, (0,), 0, placeholder(spec), None, MembershipProof(()))


@deal.raises(Rejected)
@deal.ensure(lambda trie, path, result: result.path == path)
@deal.ensure(lambda trie, path, result: trie.top is None or len(result.closest_path) == PATH_BYTES)
def prove_closest(trie: Trie, path: bytes) -> ClosestProof:
    """Return the proof of the leaf that is closest to `path`, a string of 32 bytes that is not hashed again.

    Quirk: `depth` is the depth of the leaf, except at the very bottom (256), where it is left 0; no two sha256 paths
    are known that agree so far.

    Rejects with `SMST_INVALID_PATH` for a path of another length, and as `pass_extension` does.

    Source: smt v0.14.1 smt.go
    """
    if len(path) != PATH_BYTES:
        raise Rejected(Reason.SMST_INVALID_PATH, f"{len(path)} bytes")
    if trie.top is None:
        return closest_proof_of_empty_trie(trie.spec, path)
    leaf, walk = walk_to_closest(trie.top, path)
    depth = len(walk.siblings) % PATH_BITS
    proof = proof_from_siblings(trie.spec, walk.siblings, None)
    return ClosestProof(path, walk.flipped_bits, depth, leaf.path, leaf.data, proof)
