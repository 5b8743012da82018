"""What the kernels are handed: the arrays of a trie, and room to hash in."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pocket_reference.smst.fast import cpu
from pocket_reference.smst.fast.sha256 import digest_function

GROUPS = 8
"""Groups of messages that are put together before the first is hashed, so that memory is waited for once for all."""

SLOT_BYTES = 192
"""Room for one message: head and tail of a leaf, at most three blocks; or an inner node, two."""


class Arrays(NamedTuple):
    """The columns of a trie; `pocket_reference.smst.fast.columns` says what is in them."""

    state: Any
    paths: Any
    leaf_digests: Any
    digests: Any
    links: Any
    spans: Any
    tops: Any
    stale: Any
    free: Any


class Room(NamedTuple):
    """A way to hash and its scratch area, for one thread."""

    function: int
    lanes: int
    scratch: Any
    """A slot for every lane of every group, then a placeholder, then 64 bytes to write to in vain."""
    table: Any
    """Addresses of blocks, as `digest_lanes` wants them, for every group."""
    outputs: Any
    """Where the digests go."""
    counts: Any
    """Blocks of the messages of each group."""


def room(way: int, longest: int) -> Room:
    """Make room for messages of up to `longest` blocks; the table is filled in for messages of two blocks."""
    lanes = cpu.LANES[way]
    slots = GROUPS * lanes
    scratch = np.zeros(SLOT_BYTES * slots + 128, np.uint8)
    table = np.zeros((GROUPS, longest, lanes), np.int64)
    starts = scratch.ctypes.data + SLOT_BYTES * np.arange(slots).reshape(GROUPS, lanes)
    for block in range(min(2, longest)):
        table[:, block, :] = starts + 64 * block
    outputs, counts = np.zeros(slots, np.int64), np.zeros(GROUPS, np.int64)
    return Room(digest_function(way), lanes, scratch, table.reshape(-1), outputs, counts)
