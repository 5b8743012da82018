"""Proofs that a key is in a trie, or that it is not.

Source of all rules here: smt v0.14.1 smt.go, extension_node.go.
"""

from __future__ import annotations

from collections.abc import Sequence

import deal

from pocket_spec.smst.nodes import (
    PATH_BITS,
    PATH_BYTES,
    Extension,
    Inner,
    Leaf,
    Node,
    common_prefix_end,
    leaf_preimage,
    node_digest,
    node_preimage,
    path_bit,
)
from pocket_spec.smst.trie import Trie, key_path
from pocket_spec.smst.types import MembershipProof, TrieSpec


@deal.pre(lambda inner, path, depth: 0 <= depth < PATH_BITS)
@deal.ensure(lambda inner, path, depth, result: result in {(inner.left, inner.right), (inner.right, inner.left)})
def child_on_path(inner: Inner, path: bytes, depth: int) -> tuple[Node, Node]:
    """Return the child on the path's side of a branch, and its sibling.

    Source: smt v0.14.1 smt.go
    """
    return (inner.right, inner.left) if path_bit(path, depth) else (inner.left, inner.right)


@deal.pre(lambda path, depth, node: 0 <= depth < PATH_BITS)
@deal.ensure(lambda path, depth, node, result: child_on_path(result, path, depth) == (node, None))
def branch_towards(path: bytes, depth: int, node: Node) -> Inner:
    """Return the inner node at `depth` whose only child, on the path's side, is `node`.

    Source: smt v0.14.1 extension_node.go
    """
    return Inner(None, node) if path_bit(path, depth) else Inner(node, None)


@deal.pre(lambda extension: extension.start < extension.end)
@deal.ensure(lambda extension, result: None in {result.left, result.right})
def expand(extension: Extension) -> Inner:
    """Return the first of the inner nodes that an extension stands for, each with one empty side.

    Source: smt v0.14.1 extension_node.go
    """
    node: Node = extension.child
    for depth in range(extension.end - 1, extension.start, -1):
        node = branch_towards(extension.path, depth, node)
    return branch_towards(extension.path, extension.start, node)


@deal.pre(lambda extension, path: len(path) == PATH_BYTES)
def is_on_path(extension: Extension, path: bytes) -> bool:
    """Say whether a path follows an extension to its end.

    Source: smt v0.14.1 extension_node.go
    """
    return common_prefix_end(extension.path, path, extension.start) >= extension.end


@deal.pre(lambda top, path: len(path) == PATH_BYTES)
@deal.ensure(lambda top, path, result: result[0] is None or isinstance(result[0], Leaf))
@deal.ensure(lambda top, path, result: len(result[1]) <= PATH_BITS)
def descend(top: Node, path: bytes) -> tuple[Node, tuple[Node, ...]]:
    """Follow a path from the top to a leaf or an empty subtrie; return that, and the siblings passed, top first.

    An extension that the path follows gives an empty sibling per depth; one that the path leaves is walked as the
    inner nodes it stands for.

    Source: smt v0.14.1 smt.go
    """
    node, siblings = top, list[Node]()
    while isinstance(node, Inner | Extension):
        if isinstance(node, Extension) and is_on_path(node, path):
            siblings += [None] * (node.end - node.start)
            node = node.child
            continue
        inner = expand(node) if isinstance(node, Extension) else node
        node, sibling = child_on_path(inner, path, len(siblings))
        siblings.append(sibling)
    return node, tuple(siblings)


@deal.ensure(lambda spec, siblings, leaf_data, result: len(result.side_nodes) == len(siblings))
def proof_from_siblings(spec: TrieSpec, siblings: Sequence[Node], leaf_data: bytes | None) -> MembershipProof:
    """Return the proof that shows these siblings (top first): digests from the bottom up, and the lowest's preimage.

    Quirk: the preimage of an extension contains a whole path of which only the bits within its bounds are hashed, and
    which depends on the order of insertion (see `split_leaf`): equal tries can give different sibling data.

    Source: smt v0.14.1 smt.go
    """
    lowest = siblings[-1] if siblings else None
    return MembershipProof(
        side_nodes=tuple(node_digest(spec, sibling) for sibling in reversed(siblings)),
        non_membership_leaf_data=leaf_data,
        sibling_data=None if lowest is None else node_preimage(spec, lowest),
    )


@deal.ensure(lambda trie, key, result: trie.top is not None or result == MembershipProof(()))
def prove(trie: Trie, key: bytes) -> MembershipProof:
    """Return the proof that `key` is in the trie or, where it is not, that its place is empty or another leaf's.

    Quirk: the proof of a present key whose value is empty and, in an `smst`, weightless is made, but verifying the
    empty value asks for absence, so it never verifies.

    Source: smt v0.14.1 smt.go
    """
    path = key_path(key)
    node, siblings = descend(trie.top, path)
    other = leaf_preimage(node.path, node.data) if isinstance(node, Leaf) and node.path != path else None
    return proof_from_siblings(trie.spec, siblings, other)
