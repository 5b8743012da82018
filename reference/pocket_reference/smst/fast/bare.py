"""Hashing and nothing else: what this processor can do, for benchmarks to compare with."""

from __future__ import annotations

from numba import njit

from pocket_reference.smst.fast import cpu
from pocket_reference.smst.fast.layout import GROUPS, SLOT_BYTES, Room, room
from pocket_reference.smst.fast.sha256 import digest_lanes


@njit(cache=True, nogil=True)
def _repeat(used: Room, in_a_row: int, times: int) -> None:
    for _ in range(times):
        digest_lanes(used.function, used.table.ctypes.data, in_a_row, used.outputs.ctypes.data)


def hash_blocks(many: int, in_a_row: int, way: int | None = None) -> None:
    """Hash at least so many blocks on this core, in messages of so many blocks, in the way that suits the processor."""
    used = room(cpu.choose(cpu.features()).way if way is None else way, in_a_row)
    used.table[:] = used.scratch.ctypes.data
    used.outputs[:] = used.scratch.ctypes.data + SLOT_BYTES * GROUPS * used.lanes + 64
    _repeat(used, in_a_row, -(-many // (in_a_row * used.lanes)))
