"""Tries for cases: keys whose paths begin alike for a chosen number of bits, and operations on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Any

from pocket_conformance.generate.deterministic import stream_bytes, stream_int
from pocket_conformance.operations.smst import trie_operations, trie_spec
from pocket_spec.smst.closest import flip_path_bit
from pocket_spec.smst.nodes import common_prefix_end
from pocket_spec.smst.trie import Trie, build
from pocket_spec.smst.types import Delete, TrieOperation, Update

SEARCHED_KEYS = 2**15
UINT64_MAX = 2**64 - 1
KINDS = ("smst", "smt")
HASHERS = (None, "sha256")


@lru_cache(maxsize=1)
def _numbered_paths() -> tuple[tuple[bytes, bytes], ...]:
    """Return path and key of the first numbers, in the order of the paths."""
    keys = (number.to_bytes(3, "big") for number in range(SEARCHED_KEYS))
    return tuple(sorted((sha256(key).digest(), key) for key in keys))


@lru_cache(maxsize=1)
def _pairs() -> dict[int, tuple[bytes, bytes]]:
    """Return, by the number of leading bits that their paths share, the first two neighbouring keys that do."""
    found: dict[int, tuple[bytes, bytes]] = {}
    for (first_path, first), (second_path, second) in pairwise(_numbered_paths()):
        found.setdefault(common_prefix_end(first_path, second_path, 0), (first, second))
    return found


def path_pair(bits: int) -> tuple[bytes, bytes]:
    """Return two keys whose paths share exactly `bits` leading bits; the first path is the smaller one."""
    if bits in _pairs():
        return _pairs()[bits]
    first = _numbered_paths()[0][1]
    return first, parting(first, bits)


def parting(key: bytes, bits: int) -> bytes:
    """Return a key whose path shares exactly `bits` leading bits with that of `key`."""
    path = sha256(key).digest()
    return next(other for other_path, other in _numbered_paths() if common_prefix_end(path, other_path, 0) == bits)


def store(key: bytes, weight: int = 1) -> Update:
    """Return an update with a value of the key's own."""
    return Update(key, stream_bytes(f"smst/value/{key.hex()}", 8), weight)


def trie_of(operations: Sequence[TrieOperation], kind: str = "smst", hasher: str | None = None) -> dict[str, Any]:
    """Return the input value of a trie."""
    rendered: list[dict[str, Any]] = []
    for operation in operations:
        if isinstance(operation, Delete):
            rendered.append({"delete": {"key": operation.key}})
            continue
        weight = {"weight": operation.weight} if kind == "smst" else {}
        rendered.append({"update": {"key": operation.key, "value": operation.value, **weight}})
    return {"kind": kind, "value_hasher": hasher, "operations": rendered}


def built(value: Mapping[str, Any]) -> Trie:
    """Return the trie of an input value."""
    return build(trie_spec(value), trie_operations(value))


def random_operations(label: str, keys: int, steps: int) -> list[TrieOperation]:
    """Return a list of updates and of deletions of present keys."""
    pool = [stream_bytes(f"{label}/key/{index}", 32) for index in range(keys)]
    present: list[bytes] = []
    operations: list[TrieOperation] = []
    for step in range(steps):
        if present and stream_int(f"{label}/{step}/kind", 0, 3) == 0:
            key = present.pop(stream_int(f"{label}/{step}/victim", 0, len(present) - 1))
            operations.append(Delete(key))
            continue
        key = pool[stream_int(f"{label}/{step}/key", 0, keys - 1)]
        value = stream_bytes(f"{label}/{step}/value", stream_int(f"{label}/{step}/length", 0, 40))
        operations.append(Update(key, value, stream_int(f"{label}/{step}/weight", 0, 10_000)))
        if key not in present:
            present.append(key)
    return operations


def half_inner(depth: int) -> tuple[list[TrieOperation], bytes]:
    """Return operations that leave a branch at `depth` with one side empty, and the key that was there.

    Above a depth other than 0 stands an extension.
    """
    first, second = path_pair(depth + 1)
    gone = parting(first, depth)
    return [store(first), store(second), store(gone), Delete(gone)], gone


def leaves(label: str, count: int) -> list[TrieOperation]:
    """Return updates of random keys, with weights 1, 2, 3, ..."""
    return [store(stream_bytes(f"{label}/{index}", 32), index + 1) for index in range(count)]


def orders() -> Iterator[tuple[list[TrieOperation], str]]:
    """Yield a leaf and two others below an extension beside it, these in both orders."""
    first, second = path_pair(12)
    alone = parting(first, 0)
    yield [store(alone), store(first), store(second)], "the smaller path below it stored first"
    yield [store(alone), store(second), store(first)], "the smaller path below it stored second"


def flipped(data: bytes, position: int = 8) -> bytes:
    """Return the data with one bit flipped."""
    return flip_path_bit(data, position)


def variants() -> Iterator[tuple[str, str | None, str]]:
    """Yield every kind and value hasher, and what to call them in a comment."""
    for kind in KINDS:
        for hasher in HASHERS:
            yield kind, hasher, f"{kind}, {'values stored as they are' if hasher is None else 'values hashed'}"
