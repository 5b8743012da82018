"""Keys whose paths are neighbours.

The path of a key is its SHA-256, so keys that share long prefixes have to be found by search: all keys of up to two
bytes are hashed and sorted by path, and around each of the closest pairs a few neighbours are taken. Within such a
cluster two paths share up to some 30 bits, and all of them a dozen.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from itertools import pairwise, product

CLUSTERS = 64
NEIGHBOURS = 4


@cache
def clusters() -> tuple[tuple[bytes, ...], ...]:
    """Return the clusters, the one with the closest pair first."""
    letters = [bytes((letter,)) for letter in range(256)]
    keys = [b"", *letters, *(one + other for one, other in product(letters, letters))]
    by_path = sorted((sha256(key).digest(), key) for key in keys)
    distances = [
        int.from_bytes(one, "big") ^ int.from_bytes(other, "big") for (one, _), (other, _) in pairwise(by_path)
    ]
    closest = sorted(range(len(distances)), key=distances.__getitem__)[:CLUSTERS]
    return tuple(
        tuple(key for _, key in by_path[max(0, index - NEIGHBOURS) : index + 2 + NEIGHBOURS]) for index in closest
    )
