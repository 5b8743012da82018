"""The nodes of the sparse Merkle tries and their digests.

A trie is a tree of `Leaf`, `Inner` and `Extension` nodes; `None` is an empty subtrie. A digest is 32 bytes of sha256,
followed in an `smst` by the sum of the weights below (8 bytes, big-endian) and the number of leaves (8 bytes).

Two preimages are told apart by their first byte: 00 leaf, 01 inner. The third, 02 extension, is never hashed: it is
only the form in which an extension is stored and shown as sibling data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

import deal

from pocket_spec.smst.types import TrieSpec

PATH_BYTES = 32
PATH_BITS = 8 * PATH_BYTES
HASH_BYTES = 32
SUM_BYTES = 8
COUNT_BYTES = 8
TRAILER_BYTES = SUM_BYTES + COUNT_BYTES
UINT64_RANGE = 2**64

LEAF_PREFIX = b"\x00"
INNER_PREFIX = b"\x01"
EXTENSION_PREFIX = b"\x02"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A stored value. `data` is the value digest, followed in an `smst` by the weight and the count 1.

    `data` is `None` only in an `smt` without value hasher that was given no value.
    """

    path: bytes
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Inner:
    """A branch at a fixed depth: bit 0 of the path at that depth goes left, bit 1 right.

    Insertions alone leave both children occupied; a deletion can leave one empty beside an inner node.
    """

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Extension:
    """The chain of one-child branches from depth `start` up to, not including, `end`; below it stands `child`.

    Only the bits of `path` from `start` to `end` have a meaning in the trie, but all of it shows in sibling data.
    """

    path: bytes
    start: int
    end: int
    child: Node


Node = Leaf | Inner | Extension | None
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Hashing(Generic[D]):
    """What digests are: of an empty subtrie, of a leaf with its path and data, of a branch with its two sides.

    The chain's are bytes of sha256 (`sha256_hashing`); those of an ideal hash are what was hashed (`ideal`).
    """

    empty: D
    leaf: Callable[[bytes, Any], D]
    join: Callable[[D, D], D]


@deal.pre(lambda data, position: 0 <= position < 8 * len(data))
def path_bit(data: bytes, position: int) -> int:
    """Return the bit of `data` at `position`, counted from the most significant bit of the first byte.

    Source: smt v0.14.1 utils.go
    """
    return data[position // 8] >> (7 - position % 8) & 1


@deal.pre(lambda first, second, start: len(first) == len(second) and 0 <= start <= 8 * len(first))
@deal.ensure(lambda first, second, start, result: start <= result <= 8 * len(first))
def common_prefix_end(first: bytes, second: bytes, start: int) -> int:
    """Return the first position from `start` on at which two paths differ, or their length in bits.

    Source: smt v0.14.1 utils.go
    """
    bits = 8 * len(first)
    differing = int.from_bytes(first, "big") ^ int.from_bytes(second, "big")
    below_start = differing & ((1 << (bits - start)) - 1)
    return bits - below_start.bit_length()


@deal.post(lambda result: result in {HASH_BYTES, HASH_BYTES + TRAILER_BYTES})
def digest_size(spec: TrieSpec) -> int:
    """Return the number of bytes of a digest: 48 in an `smst`, 32 in an `smt`.

    Source: smt v0.14.1 trie_spec.go
    """
    return HASH_BYTES + TRAILER_BYTES if spec.kind == "smst" else HASH_BYTES


@deal.post(lambda result: not any(result))
def placeholder(spec: TrieSpec) -> bytes:
    """Return the digest of an empty subtrie: zeros, hence the sum 0 and the count 0.

    Source: smt v0.14.1 trie_spec.go, hasher.go
    """
    return bytes(digest_size(spec))


@deal.pre(lambda spec, preimage: spec.kind == "smt" or len(preimage) >= TRAILER_BYTES)
@deal.ensure(lambda spec, preimage, result: len(result) == digest_size(spec))
def digest_of_preimage(spec: TrieSpec, preimage: bytes) -> bytes:
    """Return the sha256 of a node's preimage and, in an `smst`, its last 16 bytes: the sum and the count.

    Source: smt v0.14.1 trie_spec.go, hasher.go
    """
    trailer = preimage[-TRAILER_BYTES:] if spec.kind == "smst" else b""
    return sha256(preimage).digest() + trailer


@deal.pre(lambda path, data: len(path) == PATH_BYTES)
@deal.ensure(lambda path, data, result: result[:1] == LEAF_PREFIX and result[1:33] == path)
def leaf_preimage(path: bytes, data: bytes | None) -> bytes:
    """Return `00 | path | data`; absent data (`None`) hashes as empty data.

    Source: smt v0.14.1 node_encoders.go
    """
    return LEAF_PREFIX + path + (data or b"")


@deal.pre(lambda digest: len(digest) >= TRAILER_BYTES)
@deal.post(lambda result: 0 <= result[0] < UINT64_RANGE and 0 <= result[1] < UINT64_RANGE)
def sum_and_count(digest: bytes) -> tuple[int, int]:
    """Return the sum of weights and the number of leaves that a digest of an `smst` carries in its last 16 bytes.

    Source: smt v0.14.1 node_encoders.go
    """
    return (
        int.from_bytes(digest[-TRAILER_BYTES:-COUNT_BYTES], "big"),
        int.from_bytes(digest[-COUNT_BYTES:], "big"),
    )


@deal.pre(lambda left, right: 0 <= left < UINT64_RANGE and 0 <= right < UINT64_RANGE)
@deal.ensure(lambda left, right, result: 0 <= result < UINT64_RANGE and (left + right - result) % UINT64_RANGE == 0)
def joined_sum(left: int, right: int) -> int:
    """Add up the sums, or the counts, of the two sides of a branch.

    They are uint64 and wrap: quirk, an overflowing sum is not refused.

    Source: smt v0.14.1 node_encoders.go
    """
    return (left + right) % UINT64_RANGE


@deal.pre(lambda spec, left, right: spec.kind == "smt" or min(len(left), len(right)) >= TRAILER_BYTES)
@deal.ensure(lambda spec, left, right, result: result.startswith(INNER_PREFIX + left + right))
def inner_preimage(spec: TrieSpec, left: bytes, right: bytes) -> bytes:
    """Return `01 | left | right` and, in an `smst`, the sum and the count of both sides.

    Source: smt v0.14.1 node_encoders.go
    """
    if spec.kind == "smt":
        return INNER_PREFIX + left + right
    left_sum, left_count = sum_and_count(left)
    right_sum, right_count = sum_and_count(right)
    total = joined_sum(left_sum, right_sum)
    count = joined_sum(left_count, right_count)
    return INNER_PREFIX + left + right + total.to_bytes(SUM_BYTES, "big") + count.to_bytes(COUNT_BYTES, "big")


@deal.pre(lambda spec, path, start, end, child_digest: start >= 0 and end <= 8 * len(path))
@deal.pre(
    lambda spec, path, start, end, child_digest: (
        spec.kind == "smt" or start >= end or len(child_digest) >= TRAILER_BYTES
    )
)
@deal.ensure(lambda spec, path, start, end, child_digest, result: start < end or result == child_digest)
def extension_digest(spec: TrieSpec, path: bytes, start: int, end: int, child_digest: bytes) -> bytes:
    """Return the digest of an extension: that of the chain of inner nodes it stands for, each with one empty side.

    An extension without length (`start` >= `end`) has the digest of its child. No trie contains one; the sibling
    data of a proof can claim one.

    Source: smt v0.14.1 trie_spec.go, extension_node.go
    """
    hashing = sha256_hashing(spec)
    return climbed(path, start, child_digest, (hashing.empty,) * (end - start), hashing)


@deal.pre(lambda path, start, digest, siblings, hashing: start >= 0 and start + len(siblings) <= 8 * len(path))
@deal.ensure(lambda path, start, digest, siblings, hashing, result: bool(siblings) or result is digest)
def climbed(path: bytes, start: int, digest: D, siblings: Sequence[D], hashing: Hashing[D]) -> D:
    """Climb from a node on a path to the depth `start`, past the siblings on the way, the lowest first.

    Source: smt v0.14.1 proofs.go, trie_spec.go, extension_node.go
    """
    for depth, sibling in zip(range(start + len(siblings) - 1, start - 1, -1), siblings, strict=True):
        digest = hashing.join(sibling, digest) if path_bit(path, depth) else hashing.join(digest, sibling)
    return digest


@deal.post(lambda result: not any(result.empty))
def sha256_hashing(spec: TrieSpec) -> Hashing[bytes]:
    """Give the digests of a trie of the chain.

    Source: smt v0.14.1 trie_spec.go, hasher.go, node_encoders.go
    """
    return Hashing(
        empty=placeholder(spec),
        leaf=lambda path, data: digest_of_preimage(spec, leaf_preimage(path, data)),
        join=lambda left, right: digest_of_preimage(spec, inner_preimage(spec, left, right)),
    )


def _folded(node: Node, hashing: Hashing[D]) -> D:
    """Compute `folded`, one call per depth so that a path of 256 branches is no problem."""
    if node is None:
        return hashing.empty
    if isinstance(node, Leaf):
        return hashing.leaf(node.path, node.data)
    if isinstance(node, Extension):
        empty = (hashing.empty,) * (node.end - node.start)
        return climbed(node.path, node.start, _folded(node.child, hashing), empty, hashing)
    return hashing.join(_folded(node.left, hashing), _folded(node.right, hashing))


@deal.ensure(lambda node, hashing, result: node is not None or result is hashing.empty)
def folded(node: Node, hashing: Hashing[D]) -> D:
    """Give the digest of a subtrie, whatever digests are.

    Source: smt v0.14.1 trie_spec.go
    """
    return _folded(node, hashing)


@deal.ensure(lambda spec, node, result: len(result) == digest_size(spec))
def node_digest(spec: TrieSpec, node: Node) -> bytes:
    """Return the digest of a subtrie; that of the whole trie is its root.

    An extension and the chain of inner nodes it stands for have the same digest, so the root depends only on the
    leaves, never on how the trie came to hold them.

    Source: smt v0.14.1 trie_spec.go
    """
    return _folded(node, sha256_hashing(spec))


@deal.pre(lambda spec, extension: 0 <= extension.start <= extension.end < PATH_BITS)
@deal.ensure(lambda spec, extension, result: result[3:35] == extension.path)
def extension_preimage(spec: TrieSpec, extension: Extension) -> bytes:
    """Return the stored form `02 | start | end | path | child digest` and, in an `smst`, the child's sum and count.

    Source: smt v0.14.1 node_encoders.go
    """
    child = node_digest(spec, extension.child)
    trailer = child[-TRAILER_BYTES:] if spec.kind == "smst" else b""
    return EXTENSION_PREFIX + bytes([extension.start, extension.end]) + extension.path + child + trailer


@deal.pre(lambda spec, node: node is not None)
@deal.ensure(lambda spec, node, result: result[0] == [Leaf, Inner, Extension].index(type(node)))
def node_preimage(spec: TrieSpec, node: Node) -> bytes:
    """Return a node's stored form: what is hashed for leaves and inner nodes, and what sibling data shows for all.

    Source: smt v0.14.1 trie_spec.go
    """
    match node:
        case Leaf(path, data):
            return leaf_preimage(path, data)
        case Extension():
            return extension_preimage(spec, node)
        case Inner(left, right):
            return inner_preimage(spec, node_digest(spec, left), node_digest(spec, right))
    return b""
