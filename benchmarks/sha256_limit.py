# ruff: noqa: INP001 - part of a script, not of a package
"""How fast this machine could build a trie if hashing were all there is to it: the same number of blocks, in a loop."""

from __future__ import annotations

import math
import time
from hashlib import sha256
from typing import Any

from pocket_reference.smst.cores import CoreUnavailableError, fast_core

BRANCHES_PER_LEAF = 1 / math.log(2)
"""Inner nodes per leaf of a trie of random paths: one where two paths part, 0.44 with a single child."""


def blocks(leaves: int, value_bytes: int) -> int:
    """Fewest blocks of SHA-256: of the keys, of the leaves, and two for each inner node."""
    of_a_leaf = (33 + value_bytes + 16 + 9 + 63) // 64
    return round(leaves * (1 + of_a_leaf + 2 * BRANCHES_PER_LEAF))


def measure(leaves: int, value_bytes: int) -> dict[str, Any]:
    """Hash as many blocks on one core as a build needs at least, in messages of the length of a leaf's."""
    many = blocks(leaves, value_bytes)
    in_a_row = (33 + value_bytes + 16 + 9 + 63) // 64
    try:
        fast_core("measured")
    except CoreUnavailableError:
        seconds, cpu_seconds = _with_hashlib(many)
    else:
        seconds, cpu_seconds = _with_lanes(many, in_a_row)
    return {
        "seconds": [seconds],
        "cpu_seconds": [cpu_seconds],
        "root": "",
        "peak_bytes": 0,
        "input_bytes": 0,
    }


def _with_hashlib(many: int) -> tuple[float, float]:
    data = bytes(64 * many)
    begin, cpu_begin = time.perf_counter(), time.process_time()
    sha256(data)
    return time.perf_counter() - begin, time.process_time() - cpu_begin


def _with_lanes(many: int, in_a_row: int) -> tuple[float, float]:
    from pocket_reference.smst.fast.bare import hash_blocks  # noqa: PLC0415 - only where there is numba

    hash_blocks(1000, in_a_row)
    begin, cpu_begin = time.perf_counter(), time.process_time()
    hash_blocks(many, in_a_row)
    return time.perf_counter() - begin, time.process_time() - cpu_begin
