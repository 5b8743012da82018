"""A trie with a history on columns: the fast core's counterpart of `pocket_reference.smst.trie`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pocket_reference.smst.fast import batch, changes
from pocket_reference.smst.fast.columns import Columns
from pocket_reference.smst.fast.compaction import without_dead_rows
from pocket_reference.smst.fast.hashers import Hasher
from pocket_reference.smst.hashing import PATH_BYTES, Hashing, leaf_data, sum_and_count
from pocket_reference.smst.reader import AbsentKeyError, Trie

LONGEST_TRAIL = 257
FEWEST_DEAD_ROWS = 1024
"""Rows of deleted leaves that are left alone, however few others there are."""


class ColumnTrie(Trie):
    """The leaves inserted and deleted so far, and what the library remembers of the order."""

    def __init__(self, hashing: Hashing, hasher: Hasher) -> None:
        self.hashing = hashing
        self.columns = Columns(hashing)
        self.values: list[bytes | None] = []
        """What the leaves store, without weight and count."""
        self._entries = np.empty(0, np.int32)
        """Where the values of the first leaf rows are, those of a batch; of the others the value is at the row."""
        self.live = 0
        self._hasher = hasher
        self._trail = np.zeros(LONGEST_TRAIL, np.int32)
        self.leaf_paths = _Paths(self)
        self.leaf_data = _LeafData(self)
        self.forks, self.extents = _Numbers(self, "spans", 0), _Numbers(self, "spans", 1)
        self.prefixes, self.labels = _PathsOfRows(self, 2), _PathsOfRows(self, 3)
        self.children = _Children(self)

    @property
    def root(self) -> int | None:  # type: ignore[override] # read off the columns
        """The node at the root."""
        return self.columns.root

    def update(self, path: bytes, data: bytes | None) -> None:
        """Insert a leaf, or replace what the leaf at `path` stores."""
        value, weight = data, 0
        if self.hashing.trailer and data is not None:
            value, weight = data[: -self.hashing.trailer], sum_and_count(data)[0]
        self.update_many(_as_rows(path), [value], np.array([weight], np.uint64))

    def update_keys(
        self, keys: Sequence[bytes], values: Sequence[bytes | None], weights: Sequence[int], *, hash_values: bool
    ) -> None:
        """Insert or replace many leaves given by key, value and weight, in order."""
        if hash_values:
            data = self._hasher.digests_of(values).tobytes()
            values = [data[at : at + PATH_BYTES] for at in range(0, len(data), PATH_BYTES)]
        self.update_many(self._hasher.digests_of(keys), values, np.array(weights, np.uint64))

    def update_many(self, paths: Any, values: Sequence[bytes | None], weights: Any) -> None:
        """Insert or replace leaves in order; paths as rows of 4 words, values as they are stored.

        A list of values is kept as it is, not copied: the caller does not change it any more.
        """
        if not len(paths):
            return
        if self.columns.rows:
            self._insert(paths, values, weights)
            return
        self._load(paths, values if type(values) is list else list(values), weights)

    def delete(self, path: bytes) -> None:
        """Remove the leaf at `path`, or raise `AbsentKeyError` and leave the trie as it was."""
        columns = self.columns
        row = changes.delete(columns.arrays, _as_rows(path), self._trail)
        if row < 0:
            raise AbsentKeyError(path.hex())
        self.values[self.value_at(row)] = None
        self.live -= 1
        if columns.rows - self.live > max(FEWEST_DEAD_ROWS, self.live):
            kept = without_dead_rows(columns)
            self.values = [self.values[self.value_at(row)] for row in kept.tolist()]
            self._entries = np.empty(0, np.int32)

    def refresh(self) -> None:
        """Hash every branch below which something has changed."""
        columns = self.columns
        found = np.empty(max(1, columns.live_branches), np.int32)
        many = changes.collect_stale(columns.arrays, found)
        if many:
            self._hasher.digest_branches(columns, found[:many])

    def top_digest(self, node: int, top: int) -> bytes:  # noqa: ARG002 - kept at the top
        """Digest of a node at the top of its stretch."""
        digests = self.columns.arrays.digests[node] if node >= 0 else self.columns.arrays.leaf_digests[~node]
        return bytes(digests.tobytes())

    def fork_digest(self, branch: int) -> bytes:
        """Digest of a branch at the depth of its fork."""
        left, right = (int(child) for child in self.columns.arrays.links[branch, :2])
        return self.hashing.digest(self.hashing.fork(self.top_digest(left, 0), self.top_digest(right, 0)))

    def walk(self, path: int) -> tuple[list[int], int | None, int]:
        """Follow a path from the root as far as the trie agrees with it."""
        sought = _as_rows(path.to_bytes(PATH_BYTES, "big"))
        taken, node, split = changes.walk(self.columns.arrays, sought, 0, self._trail)
        return self._trail[:taken].tolist(), None if node == changes.NOTHING else node, split

    def bytes_used(self) -> int:
        """Memory of the trie, without the values, which are the caller's objects."""
        return self.columns.bytes_used() + int(self._entries.nbytes) + self.values.__sizeof__()

    def value_at(self, row: int) -> int:
        """Where the value of a leaf row is in `values`."""
        return int(self._entries[row]) if row < len(self._entries) else row

    def _load(self, paths: Any, values: list[bytes | None], weights: Any) -> None:
        """Fill the empty trie. Values stay in the order they were given in, which is how they lie in memory."""
        entries = batch.load(self.columns, paths)
        rows = np.empty(len(values), np.int64)
        rows[entries] = np.arange(len(entries))
        if len(entries) < len(values):
            kept = np.sort(entries)
            entries = np.searchsorted(kept, entries).astype(np.int32)
            rows, weights, paths = rows[kept], weights[kept], paths[kept]
            values = [values[index] for index in kept.tolist()]
        self.values, self._entries, self.live = values, entries, len(values)
        self._hasher.digest_leaves(self.columns, rows, values, weights, paths)
        self._hasher.digest_branches(self.columns, np.arange(self.live - 1, dtype=np.int32))

    def _insert(self, paths: Any, values: Sequence[bytes | None], weights: Any) -> None:
        columns, before = self.columns, self.columns.rows
        columns.make_room(len(paths))
        rows = np.empty(len(paths), np.int64)
        changes.insert(columns.arrays, paths, rows, self._trail)
        added = columns.rows - before
        self.live += added
        self.values += [None] * added
        for row, value in zip(rows.tolist(), values, strict=True):
            self.values[self.value_at(row)] = value
        if added < len(rows):
            rows, last = np.unique(rows[::-1], return_index=True)
            weights = weights[::-1][last]
            values, paths = [self.values[self.value_at(row)] for row in rows.tolist()], columns.arrays.paths[rows]
        self._hasher.digest_leaves(columns, rows, values, weights, paths)


def _as_rows(path: bytes) -> Any:
    return np.frombuffer(path, np.uint64).reshape(1, 4).copy()


class _View:
    """A column as the reader sees it: Python's own numbers and bytes."""

    __slots__ = ("trie",)

    def __init__(self, trie: ColumnTrie) -> None:
        self.trie = trie


class _Paths(_View):
    def __getitem__(self, row: int) -> int:
        return int.from_bytes(self.trie.columns.arrays.paths[row].tobytes(), "big")


class _LeafData(_View):
    def __getitem__(self, row: int) -> bytes | None:
        value = self.trie.values[self.trie.value_at(row)]
        if not self.trie.hashing.trailer:
            return value
        return leaf_data(value or b"", sum_and_count(self.trie.columns.arrays.leaf_digests[row].tobytes())[0])


class _Numbers(_View):
    __slots__ = ("name", "place")

    def __init__(self, trie: ColumnTrie, name: str, place: int) -> None:
        super().__init__(trie)
        self.name, self.place = name, place

    def __getitem__(self, branch: int) -> int:
        return int(getattr(self.trie.columns.arrays, self.name)[branch, self.place])


class _PathsOfRows(_Numbers):
    def __init__(self, trie: ColumnTrie, place: int) -> None:
        super().__init__(trie, "links", place)

    def __getitem__(self, branch: int) -> int:
        return self.trie.leaf_paths[super().__getitem__(branch)]


class _Children(_View):
    def __getitem__(self, slot: int) -> int:
        return int(self.trie.columns.arrays.links[slot >> 1, slot & 1])
