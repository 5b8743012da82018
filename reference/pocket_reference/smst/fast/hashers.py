"""Batches for the hashing kernels: shared out to threads, each with a scratch area of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pocket_reference.smst.fast import branches, layout, messages
from pocket_reference.smst.fast.columns import Columns
from pocket_reference.smst.fast.objects import addresses_and_sizes

WORTH_A_THREAD = 2048
"""Messages or branches below which a second thread costs more than it saves."""

SUBTREE_BRANCHES = 2048
"""Branches that are hashed as one subtree before the next: their rows stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Hasher:
    """A way to hash, and how many threads may share the work."""

    way: int
    threads: int

    def digests_of(self, values: Sequence[bytes | None]) -> Any:
        """SHA-256 of each of the values, as rows of 4 words."""
        digests = np.zeros((len(values), 4), np.uint64)
        self._digest(messages.BARE, values, np.arange(len(values)), np.zeros(len(values), np.uint64), digests, digests)
        return digests

    def digest_leaves(
        self, columns: Columns, rows: Any, values: Sequence[bytes | None], weights: Any, paths: Any
    ) -> None:
        """Hash leaves, given by row, value, weight and path."""
        kind = messages.SUM_LEAF if columns.hashing.trailer else messages.PLAIN_LEAF
        self._digest(kind, values, rows, weights, paths, columns.arrays.leaf_digests)

    def digest_branches(self, columns: Columns, which: Any) -> None:
        """Hash these branches; whatever else is below them is hashed already."""
        threads = self._threads_for(len(which))
        shared_bits = min(16, max(1, len(which) // SUBTREE_BRANCHES).bit_length() - 1)
        bounds = np.zeros((1 << shared_bits) + 2, np.int64)
        trie = columns.arrays
        ordered = branches.ordered_by_depth(shared_bits, which, trie, bounds)

        def digest(begin: int, end: int) -> None:
            branches.digest_branches(ordered, begin, end, trie, layout.room(self.way, 2))

        subtrees = _shares(bounds[:-1], threads)
        in_parallel(digest, [(int(bounds[first]), int(bounds[last])) for first, last in subtrees])
        digest(int(bounds[-2]), len(which))

    def _digest(
        self, kind: int, values: Sequence[bytes | None], rows: Any, weights: Any, paths: Any, digests: Any
    ) -> None:
        if not len(values):
            return
        addresses, sizes = addresses_and_sizes(values)
        blocks = (sizes + messages.HEAD_BYTES + messages.TAIL_BYTES + 72) // 64
        uniform = blocks.min() == blocks.max()
        order = np.arange(len(values)) if uniform else np.argsort(sizes, kind="stable")
        batch = messages.Batch(addresses, sizes, rows, weights, paths, digests)
        work = np.concatenate(([0], np.cumsum(blocks[order])))

        def digest(begin: int, end: int) -> None:
            if begin < end:
                longest = int(blocks[order[end - 1]])
                messages.digest_batch(kind, batch, order[begin:end], layout.room(self.way, longest))

        in_parallel(digest, _shares(work, self._threads_for(len(values))))

    def _threads_for(self, many: int) -> int:
        return min(self.threads, max(1, many // WORTH_A_THREAD))


def _shares(work: Any, threads: int) -> list[tuple[int, int]]:
    """Divide items into stretches with about equal work; work[i] is what the items before i need."""
    ends = np.searchsorted(work, np.linspace(0, work[-1], threads + 1)).tolist()
    return list(pairwise(ends))


def in_parallel(work: Callable[[int, int], None], shares: Sequence[tuple[int, int]]) -> None:
    """Do the shares at the same time. The kernels let go of the interpreter's lock."""
    if len(shares) == 1:
        work(*shares[0])
        return
    with ThreadPoolExecutor(len(shares)) as pool:
        for future in [pool.submit(work, *share) for share in shares]:
            future.result()
