"""Filling the columns of an empty trie from a batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from pocket_reference.smst.fast import sorting
from pocket_reference.smst.fast.changes import BRANCHES
from pocket_reference.smst.fast.columns import Columns

SMALL_GROUP = 256
"""Leaves with equal leading bits up to which it is quicker to move them one by one."""


def sorted_rows(paths: Any) -> Any:
    """Rows in the order of their paths; equal paths in the order of their rows."""
    order = np.empty(len(paths), np.int32)
    bits = min(24, max(1, len(paths).bit_length() - 2))
    if sorting.scatter(paths, order, np.zeros(1 << bits, np.int64), bits) <= SMALL_GROUP:
        sorting.settle(paths, order)
        return order
    return np.lexsort(paths.byteswap().T[::-1]).astype(np.int32)


def load(columns: Columns, paths: Any) -> Any:
    """Make the branches above the given leaves, in the order of insertion, in an empty trie. Rows are sorted by path.

    Returns the entry that each row stores. A path given twice keeps the place of its first entry and stores its last.
    """
    order = sorted_rows(paths)
    last = np.empty(len(paths), np.int64)
    if sorting.repeated(paths, order, last):
        order = order[last[order] >= 0]
        stored = last[order].astype(np.int32)
    else:
        stored = order
    columns.make_room(len(order))
    np.take(paths, order, axis=0, out=columns.arrays.paths[: len(order)])
    root = sorting.join(columns.arrays, order, np.empty((len(order), 2), np.int64))
    columns.arrays.state[: BRANCHES + 1] = root, len(order), len(order) - 1
    return stored
