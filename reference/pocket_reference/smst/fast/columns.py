"""The columns of a trie: one row for each leaf, one for each branch, with room to grow.

| column | of | holds |
| --- | --- | --- |
| `paths` | leaves | 4 words, as they lie in memory |
| `leaf_digests` | leaves | 6 words, in the plain trie 4, as they lie in memory |
| `digests` | branches | the same, at the top of the branch's stretch |
| `links` | branches | left child, right child, leaf row with the branch's prefix, leaf row with its extension's label |
| `spans` | branches | fork and extent |
| `tops` | branches | top of the stretch; right for the branches that are about to be hashed |
| `stale` | branches | whether to hash the branch again; then so is every branch above it |
| `free` | | branch rows that can be used again |
"""

from __future__ import annotations

import numpy as np

from pocket_reference.smst.fast.changes import BRANCHES, FREE, LEAVES, NOTHING, ROOT
from pocket_reference.smst.fast.layout import Arrays
from pocket_reference.smst.hashing import PATH_BYTES, Hashing

WORD_BYTES = 8


class Columns:
    """The columns of one trie."""

    def __init__(self, hashing: Hashing) -> None:
        self.hashing = hashing
        width = len(hashing.placeholder) // WORD_BYTES
        self.arrays = Arrays(
            state=np.array([NOTHING, 0, 0, 0], np.int64),
            paths=np.empty((0, PATH_BYTES // WORD_BYTES), np.uint64),
            leaf_digests=np.empty((0, width), np.uint64),
            digests=np.empty((0, width), np.uint64),
            links=np.empty((0, 4), np.int32),
            spans=np.empty((0, 2), np.uint8),
            tops=np.empty(0, np.uint8),
            stale=np.empty(0, np.uint8),
            free=np.empty(0, np.int32),
        )

    @property
    def root(self) -> int | None:
        """The node at the root."""
        root = int(self.arrays.state[ROOT])
        return None if root == NOTHING else root

    @property
    def rows(self) -> int:
        """Leaf rows in use, those of deleted leaves included: an extension may bear their path."""
        return int(self.arrays.state[LEAVES])

    @property
    def live_branches(self) -> int:
        """Branches in the trie: one less than leaves."""
        return int(self.arrays.state[BRANCHES] - self.arrays.state[FREE])

    def make_room(self, more: int) -> None:
        """Make room for so many leaves more, at least half as many again as there are."""
        wanted = self.rows + more
        if wanted <= len(self.arrays.paths):
            return
        room = max(wanted, self.rows + self.rows // 2)
        grown = {}
        for name, old in zip(self.arrays._fields[1:], self.arrays[1:], strict=True):
            grown[name] = np.zeros((room, *old.shape[1:]), old.dtype)
            grown[name][: len(old)] = old
        self.arrays = self.arrays._replace(**grown)

    def bytes_used(self) -> int:
        """Memory of all columns."""
        return sum(int(column.nbytes) for column in self.arrays)
