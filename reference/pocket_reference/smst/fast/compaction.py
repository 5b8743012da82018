"""Giving back the rows of deleted leaves.

The row of a deleted leaf may still be the prefix of a branch or the label of its extension; all others can go.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from pocket_reference.smst.fast.changes import LEAVES
from pocket_reference.smst.fast.columns import Columns


@njit(cache=True, nogil=True)
def _visit(root: int, links: Any, numbers: Any, renumber: bool) -> None:
    """Mark every row that something in the trie names, with 1; or replace every row by its new number."""
    waiting = [root]
    while waiting:
        branch = waiting.pop()
        for place in range(4):
            row = links[branch, place]
            if place < 2 and row >= 0:
                waiting.append(row)
                continue
            row = ~row if place < 2 else row
            if not renumber:
                numbers[row] = 1
            elif place < 2:
                links[branch, place] = ~numbers[row]
            else:
                links[branch, place] = numbers[row]


def without_dead_rows(columns: Columns) -> Any:
    """Move the leaf rows that are still named together; return which they were."""
    root = columns.root
    marks = np.zeros(columns.rows, np.int64)
    if root is not None and root >= 0:
        _visit(root, columns.arrays.links, marks, False)
    elif root is not None:
        marks[~root] = 1
    kept = np.flatnonzero(marks)
    marks[kept] = np.arange(len(kept))
    if root is not None and root >= 0:
        _visit(root, columns.arrays.links, marks, True)
    elif root is not None:
        columns.arrays.state[0] = ~marks[~root]
    columns.arrays.paths[: len(kept)] = columns.arrays.paths[kept]
    columns.arrays.leaf_digests[: len(kept)] = columns.arrays.leaf_digests[kept]
    columns.arrays.state[LEAVES] = len(kept)
    return kept
