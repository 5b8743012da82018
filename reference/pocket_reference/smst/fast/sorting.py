"""A trie from a batch of leaves: sort their paths, and join neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import int64, njit, uint64

from pocket_reference.smst.fast.layout import Arrays
from pocket_reference.smst.fast.sha256 import leading_zeros, swapped64

NONE = 2**63 - 1
"""Later than every leaf."""


@njit(inline="always")
def first_difference(paths: Any, row: int, others: Any, other: int) -> int:
    """Position of the first bit in which two paths differ, 256 if they are equal."""
    for word in range(4):
        parting = paths[row, word] ^ others[other, word]
        if parting:
            return 64 * word + leading_zeros(swapped64(parting))
    return 256


@njit(inline="always")
def _before(paths: Any, row: int, other: int) -> bool:
    """Whether a row comes before another: by its path, then by its number."""
    for word in range(4):
        one, two = swapped64(paths[row, word]), swapped64(paths[other, word])
        if one != two:
            return one < two
    return row < other


@njit(inline="always")
def _leading(paths: Any, row: int, bits: int) -> int:
    """Return the first bits, up to 32, of a path."""
    return int64((swapped64(paths[row, 0]) >> uint64(32)) >> uint64(32 - bits))


@njit(cache=True, nogil=True)
def scatter(paths: Any, order: Any, ends: Any, bits: int) -> int:
    """Sort rows by the first `bits` of their paths, stably. Returns the size of the largest group.

    `ends` has 2^bits zeros, and afterwards the end of each group.
    """
    for row in range(len(order)):
        ends[_leading(paths, row, bits)] += 1
    total, largest = 0, 0
    for group in range(len(ends)):
        largest = max(largest, ends[group])
        ends[group], total = total, total + ends[group]
    for row in range(len(order)):
        group = _leading(paths, row, bits)
        order[ends[group]] = row
        ends[group] += 1
    return largest


@njit(cache=True, nogil=True)
def settle(paths: Any, order: Any) -> None:
    """Finish a sort that is right but for neighbours within small groups."""
    for index in range(1, len(order)):
        row = order[index]
        place = index
        while place and _before(paths, row, order[place - 1]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = row


@njit(inline="always")
def _earliest(firsts: Any, child: int, place: int, entries: Any) -> int:
    """Earliest (place 0) or second earliest (place 1) leaf below a child: its entry, and in the lower half its row."""
    if child >= 0:
        return int64(firsts[child, place])
    return (int64(entries[~child]) << 32 | ~child) if place == 0 else NONE


@njit(inline="always")
def _complete(trie: Arrays, branch: int, right: int, firsts: Any, entries: Any) -> None:
    """Hang a right child under a branch, which is complete with it, and label its stretch."""
    left = int64(trie.links[branch, 0])
    trie.links[branch, 1] = right
    if right >= 0:
        trie.tops[right] = trie.spans[branch, 0] + 1
    one, other = _earliest(firsts, left, 0, entries), _earliest(firsts, right, 0, entries)
    first, second = min(one, other), max(one, other)
    second = min(second, _earliest(firsts, left if one < other else right, 1, entries))
    firsts[branch, 0], firsts[branch, 1] = first, second
    trie.links[branch, 3] = second & 0xFFFFFFFF


@njit(cache=True, nogil=True)
def join(trie: Arrays, entries: Any, firsts: Any) -> int:
    """Make the branches above leaves whose rows are in the order of their paths, which differ. Returns the root.

    Branch i parts the leaves i and i + 1. `entries` says when each leaf was inserted: the second leaf below a branch is
    the one whose insertion made its stretch. `firsts` notes the two earliest leaves below each branch.
    """
    waiting = np.empty(257, np.int64)
    many = 0
    node = int64(-1)
    for branch in range(len(entries) - 1):
        fork = first_difference(trie.paths, branch, trie.paths, branch + 1)
        while many and trie.spans[waiting[many - 1], 0] > fork:
            many -= 1
            _complete(trie, waiting[many], node, firsts, entries)
            node = waiting[many]
        trie.spans[branch, 0], trie.spans[branch, 1] = fork, fork
        trie.links[branch, 0], trie.links[branch, 2] = node, branch
        if node >= 0:
            trie.tops[node] = fork + 1
        waiting[many] = branch
        many += 1
        node = int64(~(branch + 1))
    while many:
        many -= 1
        _complete(trie, waiting[many], node, firsts, entries)
        node = waiting[many]
    if node >= 0:
        trie.tops[node] = 0
    return node


@njit(cache=True, nogil=True)
def repeated(paths: Any, order: Any, last: Any) -> int:
    """Note for the first row of each path the last row that has it, -1 for the others. Returns how many others."""
    found = 0
    head = order[0]
    last[head] = head
    for index in range(1, len(order)):
        row = order[index]
        if first_difference(paths, head, paths, row) == 256:
            last[head], last[row] = row, -1
            found += 1
        else:
            head = row
            last[head] = row
    return found
