"""Building a trie: update, delete, get, and the root with its sum and count.

Functions whose name ends in `_leaf` work on the path of a leaf; `update`, `delete` and `stored_value` take the key,
whose sha256 is the path.

The shape of a trie, unlike its root, depends on how it came about: see `insert_leaf` and `remove_leaf`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.nodes import (
    COUNT_BYTES,
    PATH_BITS,
    PATH_BYTES,
    SUM_BYTES,
    TRAILER_BYTES,
    UINT64_RANGE,
    Extension,
    Inner,
    Leaf,
    Node,
    common_prefix_end,
    node_digest,
    path_bit,
    sum_and_count,
)
from pocket_spec.smst.types import Delete, StoredValue, TrieOperation, TrieSpec, Update


@dataclass(frozen=True, slots=True)
class Trie:
    """A trie: its specification and its top node."""

    spec: TrieSpec
    top: Node = None


@deal.post(lambda result: len(result) == PATH_BYTES)
def key_path(key: bytes) -> bytes:
    """Return the path of a key: its sha256. A RelayMiner's key is itself the hash of the relay.

    Source: smt v0.14.1 hasher.go
    """
    return sha256(key).digest()


@deal.ensure(lambda spec, value, result: spec.value_hasher is not None or result is value)
def value_digest(spec: TrieSpec, value: bytes | None) -> bytes | None:
    """Return the value digest: sha256 of the value, or the value itself without value hasher.

    An absent value (`None`) hashes as the empty one.

    Source: smt v0.14.1 trie_spec.go
    """
    return value if spec.value_hasher is None else sha256(value or b"").digest()


@deal.pre(lambda spec, value, weight: 0 <= weight < UINT64_RANGE)
@deal.ensure(lambda spec, value, weight, result: spec.kind == "smt" or len(result) >= TRAILER_BYTES)
def leaf_data(spec: TrieSpec, value: bytes | None, weight: int) -> bytes | None:
    """Return what a leaf stores: the value digest and, in an `smst`, the weight and the count 1.

    A weight of 0 still counts 1. An absent value stays absent only in an `smt` without value hasher.

    Source: smt v0.14.1 smst.go
    """
    digest = value_digest(spec, value)
    if spec.kind == "smt":
        return digest
    return (digest or b"") + weight.to_bytes(SUM_BYTES, "big") + (1).to_bytes(COUNT_BYTES, "big")


@deal.pre(lambda present, leaf, depth: present.path != leaf.path)
@deal.pre(lambda present, leaf, depth: 0 <= depth <= common_prefix_end(present.path, leaf.path, 0))
@deal.ensure(lambda present, leaf, depth, result: isinstance(result, Inner) or result.path == leaf.path)
def split_leaf(present: Leaf, leaf: Leaf, depth: int) -> Node:
    """Return the node that holds two leaves that agree up to `depth`: a branch where they part, below an extension.

    Quirk: the extension keeps the path of the leaf that came second, so it depends on the order of insertion.

    Source: smt v0.14.1 smt.go
    """
    parting = common_prefix_end(leaf.path, present.path, depth)
    branch = Inner(present, leaf) if path_bit(leaf.path, parting) else Inner(leaf, present)
    return branch if parting == depth else Extension(leaf.path, depth, parting, branch)


@deal.pre(lambda path, start, end, child: 0 <= start <= end < PATH_BITS)
@deal.ensure(lambda path, start, end, child, result: result is child or isinstance(result, Extension))
def extension_or_child(path: bytes, start: int, end: int, child: Node) -> Node:
    """Return the extension from `start` to `end`, or its child where no length is left.

    Source: smt v0.14.1 extension_node.go
    """
    return child if start == end else Extension(path, start, end, child)


@deal.pre(lambda extension, leaf: len(leaf.path) == len(extension.path) == PATH_BYTES)
@deal.post(lambda result: result is not None)
def split_extension(extension: Extension, leaf: Leaf) -> Node:
    """Return the extension with a leaf inserted: below it, or at a branch where the leaf's path leaves it.

    Both remaining parts keep the whole path of the extension, whatever leaf is inserted.

    Source: smt v0.14.1 extension_node.go, smt.go
    """
    path, start, end = extension.path, extension.start, extension.end
    parting = min(end, common_prefix_end(path, leaf.path, start))
    if parting == end:
        return Extension(path, start, end, insert_leaf(extension.child, end, leaf))
    rest = extension_or_child(path, parting + 1, end, extension.child)
    branch = Inner(leaf, rest) if path_bit(path, parting) else Inner(rest, leaf)
    return extension_or_child(path, start, parting, branch)


@deal.pre(lambda node, depth, leaf: 0 <= depth <= PATH_BITS and len(leaf.path) == PATH_BYTES)
@deal.post(lambda result: result is not None)
def insert_leaf(node: Node, depth: int, leaf: Leaf) -> Node:
    """Return the subtrie at `depth` with `leaf` stored; a leaf of the same path is replaced.

    Source: smt v0.14.1 smt.go
    """
    if node is None or (isinstance(node, Leaf) and node.path == leaf.path):
        return leaf
    if isinstance(node, Leaf):
        return split_leaf(node, leaf, depth)
    if isinstance(node, Extension):
        return split_extension(node, leaf)
    if path_bit(leaf.path, depth):
        return Inner(node.left, insert_leaf(node.right, depth + 1, leaf))
    return Inner(insert_leaf(node.left, depth + 1, leaf), node.right)


@deal.pre(lambda trie, key, value, weight: 0 <= weight < UINT64_RANGE)
@deal.ensure(lambda trie, key, value, weight, result: result.top is not None and result.spec == trie.spec)
def update(trie: Trie, key: bytes, value: bytes | None, weight: int) -> Trie:
    """Return the trie with `value` and `weight` stored under `key`; the last value of a key wins.

    Weights range over uint64; an `smt` ignores them.

    Source: smt v0.14.1 smt.go, smst.go
    """
    leaf = Leaf(key_path(key), leaf_data(trie.spec, value, weight))
    return Trie(trie.spec, insert_leaf(trie.top, 0, leaf))


@deal.pre(lambda left, right: left is not None or right is not None)
@deal.ensure(lambda left, right, result: result is not None)
def merge_children(left: Node, right: Node) -> Node:
    """Return what a branch becomes when its children are these: a lone leaf or extension takes its place.

    Quirk: a lone inner child does not become an extension; it stays below a branch with an empty side. The root is
    the same, but sibling data and closest proofs depend on this.

    Source: smt v0.14.1 smt.go
    """
    if left is not None and right is not None:
        return Inner(left, right)
    lone = right if left is None else left
    if isinstance(lone, Leaf):
        return lone
    if isinstance(lone, Extension):
        return Extension(lone.path, lone.start - 1, lone.end, lone.child)
    return Inner(left, right)


@deal.pre(lambda extension, child: child is not None)
@deal.ensure(lambda extension, child, result: isinstance(result, Leaf) or result.start == extension.start)
def replace_child(extension: Extension, child: Node) -> Node:
    """Return the extension with another child: a leaf takes its place, an extension is joined and keeps its own path.

    Source: smt v0.14.1 smt.go
    """
    if isinstance(child, Leaf):
        return child
    if isinstance(child, Extension):
        return Extension(child.path, extension.start, child.end, child.child)
    return Extension(extension.path, extension.start, extension.end, child)


@deal.raises(Rejected)
@deal.pre(lambda node, depth, path: 0 <= depth <= PATH_BITS and len(path) == PATH_BYTES)
@deal.ensure(lambda node, depth, path, result: result is not node)
def remove_leaf(node: Node, depth: int, path: bytes) -> Node:
    """Return the subtrie at `depth` without the leaf at `path`.

    Rejects with `SMST_KEY_NOT_FOUND` where there is no such leaf.

    Source: smt v0.14.1 smt.go
    """
    if node is None or (isinstance(node, Leaf) and node.path != path):
        raise Rejected(Reason.SMST_KEY_NOT_FOUND, path.hex())
    if isinstance(node, Leaf):
        return None
    if isinstance(node, Extension):
        if common_prefix_end(node.path, path, node.start) < node.end:
            raise Rejected(Reason.SMST_KEY_NOT_FOUND, path.hex())
        return replace_child(node, remove_leaf(node.child, node.end, path))
    if path_bit(path, depth):
        return merge_children(node.left, remove_leaf(node.right, depth + 1, path))
    return merge_children(remove_leaf(node.left, depth + 1, path), node.right)


@deal.pre(lambda trie, path: len(path) == PATH_BYTES)
@deal.ensure(lambda trie, path, result: result is None or result.path == path)
def find_leaf(trie: Trie, path: bytes) -> Leaf | None:
    """Return the leaf at `path`, or `None`.

    Source: smt v0.14.1 smt.go
    """
    node, depth = trie.top, 0
    while isinstance(node, Inner | Extension):
        if isinstance(node, Extension):
            if common_prefix_end(node.path, path, node.start) < node.end:
                return None
            depth, node = node.end, node.child
        else:
            node, depth = node.right if path_bit(path, depth) else node.left, depth + 1
    return node if node is not None and node.path == path else None


@deal.ensure(lambda trie, key, result: result.weight is None or trie.spec.kind == "smst")
def stored_value(trie: Trie, key: bytes) -> StoredValue:
    """Return the value digest and the weight stored under `key`.

    For an absent key the value is `None` and the weight of an `smst` 0. Quirk: an `smt` without value hasher that
    stored an absent value answers `None` as well, an `smst` answers empty bytes.

    Source: smt v0.14.1 smt.go, smst.go
    """
    leaf = find_leaf(trie, key_path(key))
    if trie.spec.kind == "smt":
        return StoredValue(None if leaf is None else leaf.data, None)
    if leaf is None or leaf.data is None:
        return StoredValue(None, 0)
    return StoredValue(leaf.data[:-TRAILER_BYTES], sum_and_count(leaf.data)[0])


@deal.raises(Rejected)
@deal.ensure(lambda trie, key, result: result.spec == trie.spec and stored_value(result, key).value is None)
def delete(trie: Trie, key: bytes) -> Trie:
    """Return the trie without the leaf of `key`.

    Rejects with `SMST_KEY_NOT_FOUND` where the key has no leaf.

    Source: smt v0.14.1 smt.go
    """
    return Trie(trie.spec, remove_leaf(trie.top, 0, key_path(key)))


@deal.raises(Rejected)
@deal.ensure(lambda spec, operations, result: result.spec == spec)
def build(spec: TrieSpec, operations: Sequence[TrieOperation]) -> Trie:
    """Return the trie that a list of updates and deletions makes of the empty one.

    Rejects with `SMST_KEY_NOT_FOUND` where a deletion finds no leaf.

    Source: smt v0.14.1 smt.go, smst.go
    """
    trie = Trie(spec)
    for operation in operations:
        match operation:
            case Update(key, value, weight):
                trie = update(trie, key, value, weight)
            case Delete(key):
                trie = delete(trie, key)
    return trie


@deal.post(lambda result: len(result) in {32, 48})
def root(trie: Trie) -> bytes:
    """Return the root: the digest of the top node, zeros for an empty trie.

    Source: smt v0.14.1 smt.go
    """
    return node_digest(trie.spec, trie.top)


@deal.raises(Rejected)
@deal.ensure(lambda root_hash, result: len(root_hash) > TRAILER_BYTES)
def validate_root(root_hash: bytes) -> None:
    """Refuse a root that cannot carry a sum and a count.

    Quirk: only the length of the digest before them is looked at, and any power of two of bytes passes: 1, 2, 4, ...

    Rejects with `SMST_BAD_ROOT`.

    Source: smt v0.14.1 root.go
    """
    length = len(root_hash) - TRAILER_BYTES
    if length <= 0 or length & (length - 1):
        raise Rejected(Reason.SMST_BAD_ROOT, f"{len(root_hash)} bytes")


@deal.raises(Rejected)
@deal.post(lambda result: 0 <= result < UINT64_RANGE)
def root_sum(root_hash: bytes) -> int:
    """Return the sum of the weights that the root of an `smst` carries, modulo 2^64.

    Rejects with `SMST_BAD_ROOT` as `validate_root` does.

    Source: smt v0.14.1 root.go
    """
    validate_root(root_hash)
    return sum_and_count(root_hash)[0]


@deal.raises(Rejected)
@deal.post(lambda result: 0 <= result < UINT64_RANGE)
def root_count(root_hash: bytes) -> int:
    """Return the number of leaves that the root of an `smst` carries, modulo 2^64.

    Rejects with `SMST_BAD_ROOT` as `validate_root` does.

    Source: smt v0.14.1 root.go
    """
    validate_root(root_hash)
    return sum_and_count(root_hash)[1]
