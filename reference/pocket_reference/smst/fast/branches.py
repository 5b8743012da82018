"""Hashing many branches, deepest first: those of equal depth do not depend on each other and share the lanes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import int64, njit, uint64

from pocket_reference.smst.fast.layout import GROUPS, SLOT_BYTES, Arrays, Room
from pocket_reference.smst.fast.sha256 import digest_lanes, load64, store64, swapped64

PREIMAGE_BYTES = 128
"""An inner node with its padding, in both tries."""


@njit(inline="always")
def stage_pair(slot: int, left: int, right: int, width: int) -> None:
    """Write the two blocks of an inner node above the digests at two addresses, of `width` words each.

    Words are as they lie in memory, so to move the bytes by the one that is the node's kind is to shift to higher bits.
    """
    carry = uint64(1)
    at = slot
    for index in range(width):
        word = load64(left + 8 * index)
        store64(at, (word << uint64(8)) | carry)
        carry = word >> uint64(56)
        at += 8
    for index in range(width):
        word = load64(right + 8 * index)
        store64(at, (word << uint64(8)) | carry)
        carry = word >> uint64(56)
        at += 8
    for offset in range(32, 8 * width, 8):
        word = swapped64(swapped64(load64(left + offset)) + swapped64(load64(right + offset)))
        store64(at, (word << uint64(8)) | carry)
        carry = word >> uint64(56)
        at += 8
    store64(at, uint64(0x8000) | carry)
    bits = 8 * (at + 1 - slot)
    at += 8
    while at < slot + PREIMAGE_BYTES - 8:
        store64(at, uint64(0))
        at += 8
    store64(slot + PREIMAGE_BYTES - 8, swapped64(uint64(bits)))


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
    longest = len(room.table) // (GROUPS * lanes)
    groups = (used + lanes - 1) // lanes
    for place in range(used, groups * lanes):
        room.outputs[place] = slot_at(room, GROUPS * lanes) + 64
    for group in range(groups):
        table = room.table.ctypes.data + 8 * group * longest * lanes
        digest_lanes(room.function, table, 2, room.outputs.ctypes.data + 8 * group * lanes)


@njit(cache=True, nogil=True)
def digest_forks(branches: Any, begin: int, end: int, trie: Arrays, room: Room) -> None:
    """Hash branches[begin:end], whose children are hashed, at the depth of their forks."""
    links, digests, outputs = trie.links, trie.digests, room.outputs
    width = digests.shape[1]
    leaves, inner, slots = trie.leaf_digests.ctypes.data, digests.ctypes.data, slot_at(room, 0)
    for start in range(begin, end, GROUPS * room.lanes):
        used = min(GROUPS * room.lanes, end - start)
        for place in range(used):
            branch = branches[start + place]
            left, right = int64(links[branch, 0]), int64(links[branch, 1])
            left = inner + 8 * width * left if left >= 0 else leaves + 8 * width * ~left
            right = inner + 8 * width * right if right >= 0 else leaves + 8 * width * ~right
            stage_pair(slots + SLOT_BYTES * place, left, right, width)
            for word in range(4, width):
                total = swapped64(load64(left + 8 * word)) + swapped64(load64(right + 8 * word))
                digests[branch, word] = swapped64(total)
            outputs[place] = inner + 8 * width * branch
        digest_staged(room, used)


@njit(cache=True, nogil=True)
def lift_all(waiting: Any, depths: Any, many: int, trie: Arrays, room: Room) -> None:
    """Lift the waiting branches, each from its depth to its top, one single-child node after the other."""
    links, paths, outputs = trie.links, trie.paths, room.outputs
    width = trie.digests.shape[1]
    slots, nothing, inner = slot_at(room, 0), slot_at(room, GROUPS * room.lanes), trie.digests.ctypes.data
    while many:
        for start in range(0, many, GROUPS * room.lanes):
            used = min(GROUPS * room.lanes, many - start)
            for place in range(used):
                branch = waiting[start + place]
                child = inner + 8 * width * branch
                bit = path_bit(paths, links[branch, 2], depths[start + place] - 1)
                left, right = (nothing, child) if bit else (child, nothing)
                stage_pair(slots + SLOT_BYTES * place, left, right, width)
                outputs[place] = child
            digest_staged(room, used)
        left = 0
        for index in range(many):
            branch, depth = waiting[index], depths[index] - 1
            if depth > trie.tops[branch]:
                waiting[left], depths[left] = branch, depth
                left += 1
        many = left


@njit(cache=True, nogil=True)
def digest_branches(branches: Any, begin: int, end: int, trie: Arrays, room: Room) -> None:
    """Hash branches[begin:end], which are ordered by falling depth, each at the top of its stretch."""
    waiting, depths = np.empty(end - begin, np.int32), np.empty(end - begin, np.uint8)
    while begin < end:
        fork = trie.spans[branches[begin], 0]
        until = begin
        many = 0
        while until < end and trie.spans[branches[until], 0] == fork:
            if trie.tops[branches[until]] < fork:
                waiting[many], depths[many] = branches[until], fork
                many += 1
            until += 1
        digest_forks(branches, begin, until, trie, room)
        lift_all(waiting, depths, many, trie, room)
        begin = until


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
