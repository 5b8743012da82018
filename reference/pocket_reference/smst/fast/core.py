"""What `pocket_reference.smst.cores` takes from this package."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pocket_reference.smst.fast import cpu
from pocket_reference.smst.fast.hashers import Hasher
from pocket_reference.smst.fast.trie import ColumnTrie
from pocket_reference.smst.hashing import PATH_BYTES, Hashing, sum_and_count


class UnsuitableError(Exception):
    """The processor cannot hash in the way asked for."""


def hasher(threads: int, way: int | None) -> Hasher:
    """A way to hash: the given one, or that which suits the processor. `UnsuitableError` where it cannot be had."""
    if way is not None and not cpu.works(way, cpu.features()):
        raise UnsuitableError(f"this processor cannot hash with {cpu.NAMES[way]}")
    return Hasher(cpu.choose(cpu.features()).way if way is None else way, threads)


def way_name(chosen: Hasher) -> str:
    """What a way to hash is called in reports."""
    return cpu.NAMES[chosen.way]


def reason() -> str:
    """Why the way to hash was chosen."""
    return cpu.choose(cpu.features()).reason


def new_trie(hashing: Hashing, chosen: Hasher) -> ColumnTrie:
    """An empty trie."""
    return ColumnTrie(hashing, chosen)


def batch_root(leaves: Mapping[bytes, bytes | None], hashing: Hashing, chosen: Hasher) -> bytes:
    """Root of leaves given by path, as `pocket_reference.smst.fold` has them."""
    trie = ColumnTrie(hashing, chosen)
    paths = np.frombuffer(b"".join(leaves), np.uint64).reshape(len(leaves), PATH_BYTES // 8).copy()
    end = -hashing.trailer or None
    values = [None if data is None else data[:end] for data in leaves.values()]
    weights = np.zeros(len(leaves), np.uint64)
    if hashing.trailer:
        weights[:] = [sum_and_count(data or bytes(hashing.trailer))[0] for data in leaves.values()]
    trie.update_many(paths, values, weights)
    return trie.root_digest()
