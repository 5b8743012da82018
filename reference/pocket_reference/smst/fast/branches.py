"""Hashing many branches, deepest first: those of equal depth do not depend on each other and share the lanes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import int64, njit, uint64

from pocket_reference.smst.fast.layout import GROUPS, SLOT_BYTES, Arrays, Room
from pocket_reference.smst.fast.sha256 import copy_bytes, digest_lanes, load64, store64, swapped64

SUM_WORDS = 6
"""Words of a digest of the sum trie; in the plain trie there are 4."""


@njit(inline="always")
def stage_pair(slot: int, left: int, right: int, width: int) -> None:
    """Write the two blocks of an inner node above the digests at two addresses, of `width` words each.

    Sizes are written out: copies of a size that the compiler knows cost a few instructions.
    """
    store64(slot, uint64(1))
    if width == SUM_WORDS:
        copy_bytes(slot + 1, left, 48)
        copy_bytes(slot + 49, right, 48)
        for offset in (32, 40):
            store64(slot + 65 + offset, _sum(left + offset, right + offset))
        store64(slot + 113, uint64(0x80))
        store64(slot + 120, swapped64(uint64(8 * 113)))
    else:
        copy_bytes(slot + 1, left, 32)
        copy_bytes(slot + 33, right, 32)
        store64(slot + 65, uint64(0x80))
        for offset in range(72, 120, 8):
            store64(slot + offset, uint64(0))
        store64(slot + 120, swapped64(uint64(8 * 65)))


@njit(inline="always")
def _sum(one: int, other: int) -> Any:
    """Sum of the big-endian numbers at two addresses, as it lies in memory."""
    return swapped64(swapped64(load64(one)) + swapped64(load64(other)))


@njit(inline="always")
def path_bit(paths: Any, row: int, position: int) -> int:
    """Bit of a path, counted from the most significant of its first byte."""
    word = swapped64(paths[row, position // 64])
    return int64((word >> uint64(63 - position % 64)) & uint64(1))


@njit(inline="always")
def slot_at(room: Room, place: int) -> int:
    """Address of a slot; the one after the last holds a placeholder."""
    return room.scratch.ctypes.data + SLOT_BYTES * place


@njit(cache=True, nogil=True)
def digest_staged(room: Room, used: int) -> None:
    """Hash the inner nodes in the first slots. What lanes without one make is thrown away."""
    lanes = room.lanes
    groups = (used + lanes - 1) // lanes
    longest = len(room.table) // (GROUPS * lanes)
    for place in range(used, groups * lanes):
        room.outputs[place] = slot_at(room, GROUPS * lanes) + 64
    for group in range(groups):
        table = room.table.ctypes.data + 8 * group * longest * lanes
        digest_lanes(room.function, table, 2, room.outputs.ctypes.data + 8 * group * lanes)


@njit(cache=True, nogil=True)
def stage_forks(branches: Any, trie: Arrays, room: Room, used: int) -> int:
    """Put the forks of branches, whose children are hashed, into slots from `used` on. Returns the slots in use."""
    links, digests, outputs = trie.links, trie.digests, room.outputs
    width, room_for = digests.shape[1], GROUPS * room.lanes
    leaves, inner, slots = trie.leaf_digests.ctypes.data, digests.ctypes.data, slot_at(room, 0)
    for branch in branches:
        if used == room_for:
            digest_staged(room, used)
            used = 0
        left, right = int64(links[branch, 0]), int64(links[branch, 1])
        left = inner + 8 * width * left if left >= 0 else leaves + 8 * width * ~left
        right = inner + 8 * width * right if right >= 0 else leaves + 8 * width * ~right
        stage_pair(slots + SLOT_BYTES * used, left, right, width)
        for word in range(4, width):
            digests[branch, word] = _sum(left + 8 * word, right + 8 * word)
        outputs[used] = inner + 8 * width * branch
        used += 1
    return used


@njit(cache=True, nogil=True)
def stage_lifts(waiting: Any, depth: int, trie: Arrays, room: Room) -> int:
    """Put the single-child nodes at a depth, above branches that are hashed up to there, into slots.

    Returns how many slots are in use.
    """
    links, paths, outputs = trie.links, trie.paths, room.outputs
    width, room_for = trie.digests.shape[1], GROUPS * room.lanes
    slots, nothing, inner = slot_at(room, 0), slot_at(room, room_for), trie.digests.ctypes.data
    used = 0
    for branch in waiting:
        if used == room_for:
            digest_staged(room, used)
            used = 0
        child = inner + 8 * width * branch
        bit = path_bit(paths, links[branch, 2], depth)
        left, right = (nothing, child) if bit else (child, nothing)
        stage_pair(slots + SLOT_BYTES * used, left, right, width)
        outputs[used] = child
        used += 1
    return used


@njit(cache=True, nogil=True)
def digest_branches(branches: Any, begin: int, end: int, trie: Arrays, room: Room) -> None:
    """Hash branches[begin:end], which are ordered by falling depth, each up to the top of its stretch.

    Level by level: whatever is hashed at one depth, forks and the single-child nodes above forks further down, does not
    depend on each other. There may be several subtrees, one after the other; each is begun where the one before ends.
    """
    waiting, many, depth = np.empty(end - begin, np.int32), 0, 0
    while begin < end or many:
        depth = depth - 1 if many else int64(trie.spans[branches[begin], 0])
        used = stage_lifts(waiting[:many], depth, trie, room)
        until = begin
        while until < end and trie.spans[branches[until], 0] == depth:
            until += 1
        digest_staged(room, stage_forks(branches[begin:until], trie, room, used))
        many = _above(waiting, waiting[:many], depth, trie, 0)
        many = _above(waiting, branches[begin:until], depth, trie, many)
        begin = until


@njit(inline="always")
def _above(waiting: Any, hashed: Any, depth: int, trie: Arrays, many: int) -> int:
    """Note those of the branches, hashed up to a depth, that have nodes above it. Returns how many are noted."""
    for branch in hashed:
        if trie.tops[branch] < depth:
            waiting[many] = branch
            many += 1
    return many


@njit(cache=True, nogil=True)
def ordered_by_depth(shared_bits: int, branches: Any, trie: Arrays, bounds: Any) -> Any:
    """Branches sorted by the subtree at depth `shared_bits` they are in, then by falling depth.

    The subtrees are independent of each other; branches above them come last. bounds[s] is where subtree s begins.
    """
    subtrees = 1 << shared_bits
    places = np.empty(len(branches), np.int32)
    counts = np.zeros((subtrees + 1) * 256, np.int64)
    for index in range(len(branches)):
        fork = int64(trie.spans[branches[index], 0])
        subtree = 0
        if fork < shared_bits:
            subtree = subtrees
        elif shared_bits:
            leading = swapped64(trie.paths[trie.links[branches[index], 2], 0])
            subtree = int64(leading >> uint64(64 - shared_bits))
        places[index] = subtree * 256 + 255 - fork
        counts[places[index]] += 1
    total = 0
    for place in range(len(counts)):
        if place % 256 == 0:
            bounds[place // 256] = total
        counts[place], total = total, total + counts[place]
    bounds[subtrees + 1] = total
    ordered = np.empty_like(branches)
    for index in range(len(branches)):
        ordered[counts[places[index]]] = branches[index]
        counts[places[index]] += 1
    return ordered
