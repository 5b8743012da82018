"""What can be read off a trie of branches, however its columns are kept.

Only places where two leaves part are nodes: a *branch* at depth `fork` with a left and a right child. Between its
parent and a branch lies its *stretch*, the run of depths where the paths below do not part; it hashes as a chain of
single-child inner nodes. This is all that roots depend on.

What a proof discloses about a sibling depends on more: how the Go library happens to store the stretch. There it is
one extension node followed by single-child inner nodes, either of which may be missing:

    depth:   top ......... extent ......... fork
             extension     single-child      branch
             (label)       inner nodes

* A leaf inserted next to another leaf makes a branch whose whole stretch is an extension; the extension keeps the
  *path of the inserted leaf* as its label for good, even after that leaf is gone.
* A leaf that parts inside a stretch makes a new branch there. Within the extension, both parts keep the label;
  below it, the single-child node turns into the branch.
* When a leaf goes and its sibling is a branch, the library leaves a single-child node behind, unless the sibling's
  stretch starts with an extension: then that extension grows upwards over the whole stretch, with its own label.

So a stretch is described by two numbers, `extent` and `label`, and an operation changes O(1) of them.

Source: smt v0.14.1 smt.go (update, delete), extension_node.go (split).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol, TypeVar

from pocket_reference.smst.hashing import (
    EXTENSION,
    LEAF,
    PATH_BITS,
    PATH_BYTES,
    Hashing,
    bit_at,
    first_difference,
    leaf_data,
)

Value_co = TypeVar("Value_co", covariant=True)


class Column(Protocol[Value_co]):
    """One attribute of all nodes, by index."""

    def __getitem__(self, index: int, /) -> Value_co:
        """Return the attribute of one node."""


class AbsentKeyError(KeyError):
    """The leaf to delete is not in the trie."""


class Reader(ABC):
    """A trie to walk in and to prove from.

    A node is named by an integer: branch `n` by n, leaf `n` by ~n (negative). A *slot* is a position in `children`:
    the left child of branch `n` is at 2n, its right child at 2n + 1.
    """

    __slots__ = ()

    hashing: Hashing
    root: int | None
    leaf_paths: Column[int]
    leaf_data: Column[bytes | None]
    """What the leaf stores; None and empty hash alike, but a proof tells them apart."""
    forks: Column[int]
    prefixes: Column[int]
    """A path whose first `fork` bits are those of every path below the branch."""
    extents: Column[int]
    labels: Column[int]
    children: Column[int]

    @abstractmethod
    def refresh(self) -> None:
        """Hash what has changed. Digests may only be read afterwards."""

    @abstractmethod
    def top_digest(self, node: int, top: int) -> bytes:
        """Digest of a node at `top`, the top of its stretch."""

    @abstractmethod
    def fork_digest(self, branch: int) -> bytes:
        """Digest of a branch at the depth of its fork."""

    def walk(self, path: int) -> tuple[list[int], int | None, int]:
        """Follow a path from the root as far as the trie agrees with it.

        Returns the slots taken, the node there (the leaf reached, or the branch in whose stretch the path leaves),
        and the first bit in which the path differs from that node, 256 where it is the leaf of this very path.
        """
        slots: list[int] = []
        node = self.root
        while node is not None and node >= 0:
            fork = self.forks[node]
            split = first_difference(path, self.prefixes[node])
            if split < fork:
                return slots, node, split
            slots.append(2 * node + bit_at(path, fork))
            node = self.children[slots[-1]]
        return slots, node, 0 if node is None else first_difference(path, self.leaf_paths[~node])

    def top_below(self, slots: list[int]) -> int:
        """Depth just below the last of these slots."""
        return self.forks[slots[-1] >> 1] + 1 if slots else 0

    def find(self, path: bytes) -> int | None:
        """Index of the leaf at `path`."""
        _, node, split = self.walk(int.from_bytes(path, "big"))
        return ~node if node is not None and split == PATH_BITS else None

    def root_digest(self) -> bytes:
        """Digest of the whole trie."""
        self.refresh()
        return self.hashing.placeholder if self.root is None else self.top_digest(self.root, 0)

    def digest_at(self, branch: int, depth: int) -> bytes:
        """Digest of a branch as seen from a depth within its stretch."""
        return self.hashing.lift(self.fork_digest(branch), self.prefixes[branch], self.forks[branch], depth)

    def inner_preimage(self, branch: int, depth: int) -> bytes:
        """Preimage of the inner node at a depth of the branch's stretch: single-child above the fork."""
        if depth < self.forks[branch]:
            return self.hashing.single(self.digest_at(branch, depth + 1), bit_at(self.prefixes[branch], depth))
        left, right = self.children[2 * branch], self.children[2 * branch + 1]
        return self.hashing.fork(self.top_digest(left, depth + 1), self.top_digest(right, depth + 1))

    def stored_form(self, node: int, top: int) -> bytes:
        """Bytes under which the library stores the node at the top of a stretch: leaf, extension or inner node."""
        if node < 0:
            return self.leaf_preimage(~node)
        extent = self.extents[node]
        if extent == top:
            return self.inner_preimage(node, top)
        child = self.digest_at(node, extent)
        label = self.labels[node].to_bytes(PATH_BYTES, "big")
        return EXTENSION + bytes((top, extent)) + label + child + child[len(child) - self.hashing.trailer :]

    def leaf_preimage(self, leaf: int) -> bytes:
        """Preimage and stored form of a leaf."""
        return LEAF + self.leaf_paths[leaf].to_bytes(PATH_BYTES, "big") + (self.leaf_data[leaf] or b"")


class Trie(Reader):
    """A trie that leaves come to and go from."""

    __slots__ = ()

    @abstractmethod
    def update(self, path: bytes, data: bytes | None) -> None:
        """Insert a leaf, or replace what the leaf at `path` stores."""

    def update_keys(
        self, keys: Sequence[bytes], values: Sequence[bytes | None], weights: Sequence[int], *, hash_values: bool
    ) -> None:
        """Insert or replace many leaves given by key, value and weight, in order."""
        for key, value, weight in zip(keys, values, weights, strict=True):
            stored = sha256(value or b"").digest() if hash_values else value
            data = leaf_data(stored or b"", weight) if self.hashing.trailer else stored
            self.update(sha256(key).digest(), data)

    @abstractmethod
    def delete(self, path: bytes) -> None:
        """Remove the leaf at `path`, or raise `AbsentKeyError` and leave the trie as it was."""
