"""The root of a batch of leaves, in one pass and without a tree.

The leaves are sorted by path. Walking over them, everything to the left of the current leaf is a stack of finished
subtrees, each waiting for its right sibling at a known depth: two neighbours part at the first bit in which their
paths differ, and a subtree is complete when its right neighbour parts from it higher up. A subtree is lifted to the
depth where it is needed, and joined; the stack never holds more than one subtree per depth.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from pocket_reference.smst.hashing import LEAF, Hashing, first_difference


def root_of(leaves: Mapping[bytes, bytes | None], hashing: Hashing) -> bytes:
    """Return the root digest of the leaves, given as path (32 bytes) to leaf data; zeros for no leaves."""
    if not leaves:
        return hashing.placeholder
    paths = sorted(leaves)
    numbers = [int.from_bytes(path, "big") for path in paths]
    partings = [first_difference(one, other) for one, other in pairwise(numbers)]
    partings.append(-1)
    waiting: list[tuple[int, bytes]] = []
    node = b""
    for path, number, parting in zip(paths, numbers, partings, strict=True):
        node = hashing.digest(LEAF + path + (leaves[path] or b""))
        depth = 0  # a leaf hangs wherever it is needed: it is never lifted
        while waiting and waiting[-1][0] > parting:
            joint, left = waiting.pop()
            if depth > joint + 1:
                node = hashing.lift(node, number, depth, joint + 1)
            node = hashing.digest(hashing.fork(left, node))
            depth = joint
        if depth > parting + 1:
            node = hashing.lift(node, number, depth, parting + 1)
        waiting.append((parting, node))
    return node
