"""The plain values of the sparse Merkle tries: what a trie is built from and what its proofs are made of.

Types only, no rule: every implementation of the trie may share them. Absent bytes (`None`) and empty bytes differ
wherever a field says so, because Go's nil and empty slices differ there.

Source: smt v0.14.1 trie_spec.go, proofs.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["smt", "smst"]
"""`smt`: digests of 32 bytes. `smst`: digests of 48 bytes, which also carry the sum of weights and the leaf count."""

ValueHasher = Literal["sha256"] | None
"""How a value becomes the stored value digest; `None` stores the value itself, which is what RelayMiners do."""


@dataclass(frozen=True, slots=True)
class TrieSpec:
    """Which trie: its kind and its value hasher. The path hasher is always sha256."""

    kind: Kind = "smst"
    value_hasher: ValueHasher = None


@dataclass(frozen=True, slots=True)
class Update:
    """Store `value` under `key` with `weight` (0 to 2^64 - 1; an `smt` ignores it)."""

    key: bytes
    value: bytes | None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove the leaf of `key`."""

    key: bytes


TrieOperation = Update | Delete


@dataclass(frozen=True, slots=True)
class StoredValue:
    """What a trie holds under a key: `value` is the stored value digest, `None` where there is none.

    `weight` is 0 for an absent key of an `smst`, and `None` in an `smt`, which has no weights.
    """

    value: bytes | None
    weight: int | None


@dataclass(frozen=True, slots=True)
class MembershipProof:
    """The siblings on the way from a leaf (first) to the root (last): proves that a key is present, or that it is not.

    `non_membership_leaf_data` is the preimage of the other leaf that occupies the place of an absent key.
    `sibling_data` is the preimage of the leaf's sibling, in its stored form.
    """

    side_nodes: tuple[bytes, ...]
    non_membership_leaf_data: bytes | None = None
    sibling_data: bytes | None = None


@dataclass(frozen=True, slots=True)
class CompactMembershipProof:
    """A membership proof without its placeholders.

    Bit `i` of `bit_mask`, most significant first, says that one was at `i`.
    """

    side_nodes: tuple[bytes, ...]
    non_membership_leaf_data: bytes | None
    bit_mask: bytes
    num_side_nodes: int
    sibling_data: bytes | None


@dataclass(frozen=True, slots=True)
class ClosestProof:
    """Proves the leaf that is closest to `path`: the one found by following it and flipping a bit at each dead end.

    `closest_value_hash` is the leaf's data: value digest and, in an `smst`, eight bytes of weight and eight of count.
    """

    path: bytes
    flipped_bits: tuple[int, ...]
    depth: int
    closest_path: bytes
    closest_value_hash: bytes | None
    closest_proof: MembershipProof


@dataclass(frozen=True, slots=True)
class CompactClosestProof:
    """A closest proof as it goes on chain: positions as minimal big-endian bytes, siblings compacted.

    `closest_proof` is `None` only where a decoded byte string left it out.
    """

    path: bytes
    flipped_bits: tuple[bytes, ...]
    depth: bytes
    closest_path: bytes
    closest_value_hash: bytes | None
    closest_proof: CompactMembershipProof | None
