"""A trie with a history, in parallel lists of Python's own numbers and bytes: the core that needs nothing installed."""

from __future__ import annotations

from dataclasses import dataclass, field

from pocket_reference.smst.hashing import PATH_BITS, Hashing, bit_at
from pocket_reference.smst.reader import AbsentKeyError, Trie


@dataclass(slots=True)
class ListTrie(Trie):
    """The leaves inserted and deleted so far, and what the library remembers of the order."""

    hashing: Hashing
    root: int | None = None

    leaf_paths: list[int] = field(default_factory=list)
    leaf_data: list[bytes | None] = field(default_factory=list)
    leaf_digests: list[bytes] = field(default_factory=list)
    free_leaves: list[int] = field(default_factory=list)

    forks: list[int] = field(default_factory=list)
    prefixes: list[int] = field(default_factory=list)
    extents: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    """Digest at the depth of the branch; empty where something below has changed, and then in every branch above."""
    lifted: list[bytes] = field(default_factory=list)
    """Digest at the top of the branch's stretch; empty where unknown."""
    free_branches: list[int] = field(default_factory=list)

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

    def refresh(self) -> None:
        """Hash every branch below which something has changed, children first."""
        stale = [] if self.root is None or self.root < 0 or self.digests[self.root] else [self.root]
        for branch in stale:
            pair = self.children[2 * branch : 2 * branch + 2]
            stale += [child for child in pair if child >= 0 and not self.digests[child]]
        for branch in reversed(stale):
            self.digests[branch] = self.hashing.digest(self.inner_preimage(branch, self.forks[branch]))

    def fork_digest(self, branch: int) -> bytes:
        """Digest of a branch at the depth of its fork."""
        return self.digests[branch]

    def top_digest(self, node: int, top: int) -> bytes:
        """Digest of a node at `top`, the top of its stretch."""
        if node < 0:
            return self.leaf_digests[~node]
        if not self.lifted[node]:
            self.lifted[node] = self.digest_at(node, top)
        return self.lifted[node]

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
