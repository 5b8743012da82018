"""Updates and deletes on the columns of a trie, as `pocket_reference.smst.reader` describes them.

`state` holds the root, the leaf rows in use, the branch rows in use, and how many of these are on the free list.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from pocket_reference.smst.fast.branches import path_bit
from pocket_reference.smst.fast.layout import Arrays
from pocket_reference.smst.fast.sorting import first_difference

NOTHING = -(2**31)
"""The root of a trie without leaves."""

ROOT, LEAVES, BRANCHES, FREE = 0, 1, 2, 3
PATH_BITS = 256


@njit(cache=True, nogil=True)
def walk(trie: Arrays, sought: Any, which: int, trail: Any) -> tuple[int, int, int]:
    """Follow a path as far as the trie agrees with it: slots taken (left in `trail`), node there, first difference."""
    taken = 0
    node = trie.state[ROOT]
    while node >= 0:
        fork = trie.spans[node, 0]
        split = first_difference(sought, which, trie.paths, trie.links[node, 2])
        if split < fork:
            return taken, node, split
        trail[taken] = 2 * node + path_bit(sought, which, fork)
        node = trie.links[node, trail[taken] & 1]
        taken += 1
    if node == NOTHING:
        return taken, node, 0
    return taken, node, first_difference(sought, which, trie.paths, ~node)


@njit(cache=True, nogil=True)
def put(trie: Arrays, trail: Any, taken: int, node: int) -> None:
    """Hang a node at the end of a trail, and mark what is above as changed."""
    if taken:
        trie.links[trail[taken - 1] >> 1, trail[taken - 1] & 1] = node
    else:
        trie.state[ROOT] = node
    for index in range(taken - 1, -1, -1):
        branch = trail[index] >> 1
        if trie.stale[branch]:
            return
        trie.stale[branch] = 1


@njit(cache=True, nogil=True)
def new_branch(trie: Arrays) -> int:
    """A branch row that is not in use."""
    if trie.state[FREE]:
        trie.state[FREE] -= 1
        return trie.free[trie.state[FREE]]
    trie.state[BRANCHES] += 1
    return trie.state[BRANCHES] - 1


@njit(cache=True, nogil=True)
def part(trie: Arrays, node: int, leaf: int, split: int) -> int:
    """Make a branch at depth `split` above a node and a new leaf, which part there."""
    extent, label = split, leaf
    if node >= 0:
        label = trie.links[node, 3]
        if split >= trie.spans[node, 1]:
            extent = trie.spans[node, 1]
            trie.spans[node, 1] = split + 1
        trie.stale[node] = 1
    branch = new_branch(trie)
    side = path_bit(trie.paths, leaf, split)
    trie.links[branch, side], trie.links[branch, 1 - side] = ~leaf, node
    trie.links[branch, 2], trie.links[branch, 3] = leaf, label
    trie.spans[branch, 0], trie.spans[branch, 1] = split, extent
    trie.stale[branch] = 1
    return branch


@njit(cache=True, nogil=True)
def insert(trie: Arrays, sought: Any, rows: Any, trail: Any) -> None:
    """Insert paths, or find them; rows[i] becomes the leaf of path i."""
    for which in range(len(rows)):
        taken, node, split = walk(trie, sought, which, trail)
        if split == PATH_BITS:
            rows[which] = ~node
            put(trie, trail, taken, node)
            continue
        leaf = trie.state[LEAVES]
        trie.state[LEAVES] += 1
        rows[which] = leaf
        for word in range(4):
            trie.paths[leaf, word] = sought[which, word]
        put(trie, trail, taken, ~leaf if node == NOTHING else part(trie, node, leaf, split))


@njit(cache=True, nogil=True)
def delete(trie: Arrays, sought: Any, trail: Any) -> int:
    """Remove the leaf of a path and return its row; -1 where there is none."""
    taken, node, split = walk(trie, sought, 0, trail)
    if node == NOTHING or split != PATH_BITS:
        return -1
    if not taken:
        trie.state[ROOT] = NOTHING
        return ~node
    branch, side = trail[taken - 1] >> 1, trail[taken - 1] & 1
    sibling = trie.links[branch, 1 - side]
    if sibling >= 0:
        if trie.spans[sibling, 1] == trie.spans[branch, 0] + 1:
            trie.spans[sibling, 1] = trie.spans[branch, 1]
            trie.links[sibling, 3] = trie.links[branch, 3]
        trie.stale[sibling] = 1
    trie.free[trie.state[FREE]] = branch
    trie.state[FREE] += 1
    put(trie, trail, taken - 1, sibling)
    return ~node


@njit(cache=True, nogil=True)
def collect_stale(trie: Arrays, found: Any) -> int:
    """List the branches to hash again, note their tops, and mark them as hashed. Returns how many."""
    many, index = 0, 0
    root = trie.state[ROOT]
    if root >= 0 and trie.stale[root]:
        found[0], trie.tops[root], many = root, 0, 1
    while index < many:
        branch = found[index]
        trie.stale[branch] = 0
        for side in range(2):
            child = trie.links[branch, side]
            if child >= 0 and trie.stale[child]:
                found[many] = child
                trie.tops[child] = trie.spans[branch, 0] + 1
                many += 1
        index += 1
    return many
