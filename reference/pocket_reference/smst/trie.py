"""A trie with a history, as parallel arrays.

Only places where two leaves part are nodes here: a *branch* at depth `fork` with a left and a right child. Between
its parent and a branch lies its *stretch*, the run of depths where the paths below do not part; it hashes as a
chain of single-child inner nodes. This is all that roots depend on.

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

from dataclasses import dataclass, field

from pocket_reference.smst.hashing import EXTENSION, LEAF, PATH_BITS, PATH_BYTES, Hashing, bit_at, first_difference


class AbsentKeyError(KeyError):
    """The leaf to delete is not in the trie."""


@dataclass(slots=True)
class Trie:
    """The leaves inserted and deleted so far, and what the library remembers of the order.

    A node is named by an integer: branch `n` by n, leaf `n` by ~n (negative). A *slot* is a position in `children`:
    the left child of branch `n` is at 2n, its right child at 2n + 1.
    """

    hashing: Hashing
    root: int | None = None

    leaf_paths: list[int] = field(default_factory=list)
    leaf_data: list[bytes | None] = field(default_factory=list)
    """What the leaf stores; None and empty hash alike, but a proof tells them apart."""
    leaf_digests: list[bytes] = field(default_factory=list)
    free_leaves: list[int] = field(default_factory=list)

    forks: list[int] = field(default_factory=list)
    prefixes: list[int] = field(default_factory=list)
    """A path whose first `fork` bits are those of every path below the branch."""
    extents: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    """Digest at the depth of the branch; empty where something below has changed, and then in every branch above."""
    lifted: list[bytes] = field(default_factory=list)
    """Digest at the top of the branch's stretch; empty where unknown."""
    free_branches: list[int] = field(default_factory=list)

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

    def update(self, path: bytes, data: bytes | None) -> None:
        """Insert a leaf, or replace what the leaf at `path` stores."""
        number = int.from_bytes(path, "big")
        slots, node, split = self.walk(number)
        if node is None:
            self._put(slots, ~self._new_leaf(number, data))
        elif split == PATH_BITS:
            self._store(~node, number, data)
            self._put(slots, node)
        else:
            self._put(slots, self._part(node, ~self._new_leaf(number, data), number, split))

    def delete(self, path: bytes) -> None:
        """Remove the leaf at `path`, or raise `AbsentKeyError` and leave the trie as it was."""
        slots, node, split = self.walk(int.from_bytes(path, "big"))
        if node is None or split != PATH_BITS:
            raise AbsentKeyError(path.hex())
        self.free_leaves.append(~node)
        if not slots:
            self.root = None
            return
        slot = slots.pop()
        branch, sibling = slot >> 1, self.children[slot ^ 1]
        if sibling >= 0:
            self._extend_upwards(sibling, branch)
        self.free_branches.append(branch)
        self._put(slots, sibling)

    def root_digest(self) -> bytes:
        """Digest of the whole trie."""
        self.refresh()
        return self.hashing.placeholder if self.root is None else self.top_digest(self.root, 0)

    def refresh(self) -> None:
        """Hash every branch below which something has changed, children first."""
        stale = [] if self.root is None or self.root < 0 or self.digests[self.root] else [self.root]
        for branch in stale:
            pair = self.children[2 * branch : 2 * branch + 2]
            stale += [child for child in pair if child >= 0 and not self.digests[child]]
        for branch in reversed(stale):
            self.digests[branch] = self.hashing.digest(self.inner_preimage(branch, self.forks[branch]))

    def top_digest(self, node: int, top: int) -> bytes:
        """Digest of a node at `top`, the top of its stretch."""
        if node < 0:
            return self.leaf_digests[~node]
        if not self.lifted[node]:
            self.lifted[node] = self.digest_at(node, top)
        return self.lifted[node]

    def digest_at(self, branch: int, depth: int) -> bytes:
        """Digest of a branch as seen from a depth within its stretch."""
        return self.hashing.lift(self.digests[branch], self.prefixes[branch], self.forks[branch], depth)

    def inner_preimage(self, branch: int, depth: int) -> bytes:
        """Preimage of the inner node at a depth of the branch's stretch: single-child above the fork."""
        if depth < self.forks[branch]:
            return self.hashing.single(self.digest_at(branch, depth + 1), bit_at(self.prefixes[branch], depth))
        left, right = self.children[2 * branch : 2 * branch + 2]
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

    def _part(self, node: int, leaf: int, path: int, split: int) -> int:
        """Make a branch at depth `split` above `node` and a new leaf, which part there."""
        if node < 0:
            extent, label = split, path
        elif split < self.extents[node]:
            extent, label = split, self.labels[node]
        else:
            extent, label = self.extents[node], self.labels[node]
            self.extents[node] = split + 1
        if node >= 0:
            self.lifted[node] = b""
        pair = (node, leaf) if bit_at(path, split) else (leaf, node)
        return self._new_branch(split, path, extent, label, pair)

    def _extend_upwards(self, sibling: int, branch: int) -> None:
        """Let `sibling` take over the stretch of its parent `branch`, which has lost its other child."""
        if self.extents[sibling] == self.forks[branch] + 1:
            self.extents[sibling] = self.extents[branch]
            self.labels[sibling] = self.labels[branch]
        self.lifted[sibling] = b""

    def _put(self, slots: list[int], node: int) -> None:
        """Hang `node` at the end of these slots and mark what is above as changed."""
        if slots:
            self.children[slots[-1]] = node
        else:
            self.root = node
        for slot in reversed(slots):
            if not self.digests[slot >> 1]:
                return
            self.digests[slot >> 1] = self.lifted[slot >> 1] = b""

    def _new_leaf(self, path: int, data: bytes | None) -> int:
        if self.free_leaves:
            leaf = self.free_leaves.pop()
        else:
            leaf = len(self.leaf_paths)
            self.leaf_paths.append(0)
            self.leaf_data.append(None)
            self.leaf_digests.append(b"")
        self._store(leaf, path, data)
        return leaf

    def _store(self, leaf: int, path: int, data: bytes | None) -> None:
        self.leaf_paths[leaf] = path
        self.leaf_data[leaf] = data
        self.leaf_digests[leaf] = self.hashing.digest(self.leaf_preimage(leaf))

    def _new_branch(self, fork: int, prefix: int, extent: int, label: int, pair: tuple[int, int]) -> int:
        if self.free_branches:
            branch = self.free_branches.pop()
        else:
            branch = len(self.forks)
            for column in (self.forks, self.prefixes, self.extents, self.labels):
                column.append(0)
            self.children += (0, 0)
            self.digests.append(b"")
            self.lifted.append(b"")
        self.forks[branch], self.prefixes[branch] = fork, prefix
        self.extents[branch], self.labels[branch] = extent, label
        self.children[2 * branch : 2 * branch + 2] = pair
        self.digests[branch] = self.lifted[branch] = b""
        return branch
