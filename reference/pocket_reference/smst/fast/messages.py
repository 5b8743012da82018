"""Hashing a batch of messages of any length: keys, values, leaves.

A message is a head, a body that lies somewhere in memory, and a tail. Blocks that lie wholly within the body are read
where they are; only what is before and after them is put together in a slot.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from numba import njit, uint64

from pocket_reference.smst.fast.layout import GROUPS, SLOT_BYTES, Room
from pocket_reference.smst.fast.sha256 import copy_bytes, digest_lanes, prefetch, store64, swapped64

BARE, PLAIN_LEAF, SUM_LEAF = 0, 1, 2
"""Layouts: the body alone; a leaf of the plain trie; a leaf of the sum trie, which ends with weight and count."""

HEAD_BYTES = 33
"""A zero and the path."""
TAIL_BYTES = 16
"""Weight and count."""


class Batch(NamedTuple):
    """Messages, and where their digests go."""

    addresses: Any
    sizes: Any
    rows: Any
    weights: Any
    paths: Any
    """Of leaves only."""
    digests: Any
    """By row; those of leaves of the sum trie with weight and count."""


@njit(inline="always")
def head_and_tail(layout: int) -> int:
    """Bytes of a message that are not its body."""
    return 0 if layout == BARE else HEAD_BYTES if layout == PLAIN_LEAF else HEAD_BYTES + TAIL_BYTES


@njit(inline="always")
def blocks_of(layout: int, size: int) -> int:
    """Blocks of a message with a body of so many bytes; padding takes at least 9."""
    return (head_and_tail(layout) + size + 72) // 64


@njit(inline="always")
def finish(at: int, end: int, size: int) -> None:
    """Pad a message of so many bytes, of which the last is before `at`, up to the end of a block."""
    store64(at, uint64(0x80))
    at += 8
    while at < end - 8:
        store64(at, uint64(0))
        at += 8
    store64(end - 8, swapped64(uint64(8 * size)))


@njit(cache=True, nogil=True)
def stage(layout: int, slot: int, body: int, size: int, weight: Any, entries: int, stride: int) -> None:
    """Put together what is not in the body, and note the address of every block at `entries`, `stride` bytes apart.

    The head is in the slot already. `weight` is as it is hashed, big-endian.
    """
    at, left, total = slot, size, size + head_and_tail(layout)
    slot_end = slot + 64 * blocks_of(layout, size)
    if layout != BARE:
        taken = min(64 - HEAD_BYTES, size)
        if taken == 64 - HEAD_BYTES:
            copy_bytes(slot + HEAD_BYTES, body, 64 - HEAD_BYTES)  # quicker with a size that the compiler knows
        else:
            copy_bytes(slot + HEAD_BYTES, body, taken)
        at, body, left = slot + HEAD_BYTES + taken, body + taken, size - taken
        store64(entries, uint64(slot))
        slot, entries = slot + 64, entries + stride
    while left >= 64:
        store64(entries, uint64(body))
        prefetch(body)
        body, left, slot_end, entries = body + 64, left - 64, slot_end - 64, entries + stride
    copy_bytes(at, body, left)
    at += left
    if layout == SUM_LEAF:
        store64(at, weight)
        store64(at + 8, swapped64(uint64(1)))
        at += TAIL_BYTES
    finish(at, slot_end, total)
    while slot < slot_end:
        store64(entries, uint64(slot))
        slot, entries = slot + 64, entries + stride


@njit(inline="always")
def together(layout: int, sizes: Any, order: Any, start: int, most: int) -> int:
    """How many messages from `start` on have equally many blocks, up to a number."""
    count = blocks_of(layout, sizes[order[start]])
    until = start + 1
    while until < min(len(order), start + most) and blocks_of(layout, sizes[order[until]]) == count:
        until += 1
    return until - start


@njit(cache=True, nogil=True)
def digest_batch(layout: int, batch: Batch, order: Any, room: Room) -> None:
    """Hash the messages named by `order`.

    Messages that follow each other are hashed together as far as they have equally many blocks.
    """
    addresses, sizes, rows, weights, paths, digests = batch
    lanes, table, outputs, counts = room.lanes, room.table.ctypes.data, room.outputs, room.counts
    stride = 8 * lanes * (len(room.table) // (GROUPS * lanes))
    base, source, target, row_bytes = (
        room.scratch.ctypes.data,
        paths.ctypes.data,
        digests.ctypes.data,
        8 * digests.shape[1],
    )
    start = 0
    while start < len(order):
        groups = 0
        while groups < GROUPS and start < len(order):
            many = together(layout, sizes, order, start, lanes)
            counts[groups] = blocks_of(layout, sizes[order[start]])
            for lane in range(lanes):
                message = order[start + min(lane, many - 1)]
                row = rows[message]
                slot = base + SLOT_BYTES * (groups * lanes + lane)
                weight = swapped64(weights[message])
                if layout != BARE:
                    store64(slot, uint64(0))
                    copy_bytes(slot + 1, source + 32 * message, 32)
                if layout == SUM_LEAF:
                    digests[row, 4], digests[row, 5] = weight, swapped64(uint64(1))
                outputs[groups * lanes + lane] = target + row_bytes * row
                entries = table + stride * groups + 8 * lane
                stage(layout, slot, addresses[message], sizes[message], weight, entries, 8 * lanes)
            start += many
            groups += 1
        for group in range(groups):
            digest_lanes(room.function, table + stride * group, counts[group], outputs.ctypes.data + 8 * group * lanes)
