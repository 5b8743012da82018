"""How nodes are hashed: the one place where the sum trie and the plain trie differ.

A *digest* of the sum trie is 32 bytes of SHA-256 followed by the sum and the count below the node, 8 bytes each; a
digest of the plain trie is the 32 bytes alone. In both, a digest is the hash of a *preimage* followed by the last
`trailer` bytes of that preimage, which is all the rest of this package needs to know.

Source: smt v0.14.1 node_encoders.go, trie_spec.go, hasher.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from struct import Struct

LEAF, INNER, EXTENSION = b"\x00", b"\x01", b"\x02"
"""First byte of a node's preimage or stored form."""

PATH_BYTES = 32
PATH_BITS = 256

_SUM_AND_COUNT = Struct(">QQ")
_WRAP = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Hashing:
    """The hashing of one kind of trie: `trailer` is 16 where digests carry sum and count, else 0."""

    trailer: int
    placeholder: bytes
    """Digest of an empty subtree."""

    def digest(self, preimage: bytes) -> bytes:
        """Hash a preimage and keep its trailer."""
        return sha256(preimage).digest() + preimage[len(preimage) - self.trailer :]

    def fork(self, left: bytes, right: bytes) -> bytes:
        """Preimage of an inner node above two digests: sums and counts add up, each modulo 2^64."""
        if not self.trailer:
            return INNER + left + right
        left_sum, left_count = _SUM_AND_COUNT.unpack_from(left, len(left) - 16)
        right_sum, right_count = _SUM_AND_COUNT.unpack_from(right, len(right) - 16)
        total = _SUM_AND_COUNT.pack((left_sum + right_sum) & _WRAP, (left_count + right_count) & _WRAP)
        return INNER + left + right + total

    def single(self, child: bytes, bit: int) -> bytes:
        """Preimage of an inner node whose only child hangs on side `bit`."""
        pair = self.placeholder + child if bit else child + self.placeholder
        return INNER + pair + child[len(child) - self.trailer :]

    def lift(self, digest: bytes, path: int, depth: int, top: int) -> bytes:
        """Digest at depth `top` of a subtree at `depth`: one single-child node per bit of `path` between them."""
        for shift in range(PATH_BITS - depth, PATH_BITS - top):
            digest = self.digest(self.single(digest, path >> shift & 1))
        return digest


SUM_TRIE = Hashing(trailer=16, placeholder=bytes(48))
PLAIN_TRIE = Hashing(trailer=0, placeholder=bytes(32))


def bit_at(path: int, position: int) -> int:
    """Bit of a 256-bit path, counted from the most significant."""
    return path >> (PATH_BITS - 1 - position) & 1


def first_difference(one: int, other: int) -> int:
    """Position of the first bit in which two paths differ, 256 if they are equal."""
    return PATH_BITS - (one ^ other).bit_length()


def leaf_data(value: bytes, weight: int, count: int = 1) -> bytes:
    """What a leaf of the sum trie stores: the value (or its hash), its weight, and the count, which is 1."""
    return value + _SUM_AND_COUNT.pack(weight, count)


def sum_and_count(digest: bytes) -> tuple[int, int]:
    """Read sum and count off a digest of the sum trie."""
    total, count = _SUM_AND_COUNT.unpack_from(digest, len(digest) - 16)
    return total, count
