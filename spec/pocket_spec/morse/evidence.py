"""Morse evidence: a binary tree over a session's relays, and the leaf that must be shown.

Leaves are ordered by the number their hash starts with. That number is a leaf's upper bound, its predecessor's is its
lower bound; a relay counted twice leaves an empty range between two equal bounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import deal

from pocket_spec.crypto.hashes import sha3_256
from pocket_spec.morse.session import HASH_LENGTH, pseudorandom_index
from pocket_spec.numbers import is_uint64, uint64
from pocket_spec.rejections import Reason, Rejected


@dataclass(frozen=True, slots=True)
class HashRange:
    """A node of the tree: its hash, and the half-open range of its leaves' numbers."""

    hash: bytes
    lower: int
    upper: int


@deal.ensure(lambda data, result: len(result) == HASH_LENGTH)
def merkle_hash(data: bytes) -> bytes:
    """Hash with BLAKE2b to 32 bytes, without a key.

    Source: pocket-core RC-0.12.0 x/pocketcore/types/merkle.go
    """
    return hashlib.blake2b(data, digest_size=HASH_LENGTH).digest()


@deal.pre(lambda leaf_hash: len(leaf_hash) == HASH_LENGTH)
@deal.ensure(lambda leaf_hash, result: result.to_bytes(8, "little") == leaf_hash[:8])
def leaf_number(leaf_hash: bytes) -> int:
    """Read the number a leaf is ordered by: the first 8 bytes of its hash, least significant first.

    Source: pocket-core RC-0.12.0 x/pocketcore/types/merkle.go
    """
    return int.from_bytes(leaf_hash[:8], "little")


@deal.ensure(lambda leaf_preimages, result: sorted(result) == list(range(len(leaf_preimages))))
def leaf_order(leaf_preimages: Sequence[bytes]) -> tuple[int, ...]:
    """Order the relays by their leaves' numbers; equal ones, which is to say repeated relays, stay in their order.

    Source: pocket-core RC-0.12.0 x/pocketcore/types/merkle.go (equal leaves: unspecified above 12 leaves)
    """
    numbers = [leaf_number(merkle_hash(preimage)) for preimage in leaf_preimages]
    return tuple(sorted(range(len(numbers)), key=numbers.__getitem__))


@deal.raises(Rejected)
@deal.ensure(lambda leaf_preimages, result: result[0].lower == 0 and len(result).bit_count() == 1)
@deal.ensure(lambda leaf_preimages, result: all(left.upper == right.lower for left, right in pairwise(result)))
def merkle_leaves(leaf_preimages: Sequence[bytes]) -> tuple[HashRange, ...]:
    """Lay out the leaves: in order, each range starting where the last one ended, filled up to a power of two.

    A leaf that fills up is the hash of its index in decimal digits, and its range is 1 long (at 2^64 it wraps).
    Errors: `MORSE_EVIDENCE_TOO_SMALL` below two relays, where the real code panics.
    Source: pocket-core RC-0.12.0 x/pocketcore/types/merkle.go
    """
    if len(leaf_preimages) < 2:
        raise Rejected(Reason.MORSE_EVIDENCE_TOO_SMALL, f"{len(leaf_preimages)} relays")
    leaves: list[HashRange] = []
    lower = 0
    for relay in leaf_order(leaf_preimages):
        leaf_hash = merkle_hash(leaf_preimages[relay])
        leaves.append(HashRange(leaf_hash, lower, leaf_number(leaf_hash)))
        lower = leaf_number(leaf_hash)
    for index in range(len(leaves), 1 << (len(leaves) - 1).bit_length()):
        leaves.append(HashRange(merkle_hash(str(index).encode()), lower, uint64(lower + 1)))
        lower = uint64(lower + 1)
    return tuple(leaves)


@deal.pre(lambda left, right, index, indexed_parents: index >= 0 and index % 2 == 0)
@deal.pre(lambda left, right, index, indexed_parents: is_uint64(left.lower) and is_uint64(right.upper))
@deal.ensure(
    lambda left, right, index, indexed_parents, result: (result.lower, result.upper) == (left.lower, right.upper)
)
def merkle_parent(left: HashRange, right: HashRange, index: int, indexed_parents: bool) -> HashRange:  # noqa: FBT001
    """Join two neighbours: the hash of their hashes, their indices in the level, and the joined range.

    `index` is the left one's. Numbers are 8 bytes, least significant first. Sessions that start before height 30024
    leave the indices out. Where the two ranges meet is not hashed.
    Source: pocket-core RC-0.12.0 x/pocketcore/types/merkle.go
    """
    numbers = ((index, index + 1) if indexed_parents else ()) + (left.lower, right.upper)
    data = left.hash + right.hash + b"".join(number.to_bytes(8, "little") for number in numbers)
    return HashRange(merkle_hash(data), left.lower, right.upper)


@deal.pre(lambda level, indexed_parents: len(level) % 2 == 0)
@deal.ensure(lambda level, indexed_parents, result: 2 * len(result) == len(level))
def merkle_level(level: Sequence[HashRange], indexed_parents: bool) -> tuple[HashRange, ...]:  # noqa: FBT001
    """Join the nodes of a level in pairs.

    Source: pocket-core RC-0.12.0 x/pocketcore/types/merkle.go
    """
    pairs = range(0, len(level), 2)
    return tuple(merkle_parent(level[index], level[index + 1], index, indexed_parents) for index in pairs)


@deal.raises(Rejected)
@deal.ensure(lambda leaf_preimages, indexed_parents, result: result.lower == 0)
def merkle_root(leaf_preimages: Sequence[bytes], indexed_parents: bool) -> HashRange:  # noqa: FBT001
    """Build the tree over a session's relays and return its root, the commitment of a claim.

    Errors: `MORSE_EVIDENCE_TOO_SMALL` below two relays.
    Source: pocket-core RC-0.12.0 x/pocketcore/types/merkle.go (GenerateRoot)
    """
    level = merkle_leaves(leaf_preimages)
    while len(level) > 1:
        level = merkle_level(level, indexed_parents)
    return level[0]


@deal.pre(lambda block_hash, session_header_hash, total_proofs: total_proofs >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda block_hash, session_header_hash, total_proofs, result: 0 <= result < total_proofs)
def required_index(block_hash: bytes, session_header_hash: bytes, total_proofs: int) -> int:
    """Draw the leaf to prove from a later block's hash and the session header's, both written as JSON and hashed.

    The node is no part of it: nodes that claim equally many relays of a session must show the same leaf.
    Errors: `MORSE_EVIDENCE_TOO_SMALL` for no relays, where the real code panics.
    Source: pocket-core RC-0.12.0 x/pocketcore/keeper/proof.go (getPseudorandomIndex)
    """
    if total_proofs == 0:
        raise Rejected(Reason.MORSE_EVIDENCE_TOO_SMALL, "no relays")
    json = f'{{"BlockHash":"{block_hash.hex()}","Header":"{session_header_hash.hex()}"}}'
    return pseudorandom_index(sha3_256(json.encode()), total_proofs)
