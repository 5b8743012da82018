"""Digests of an ideal hash, on which claims about tries and proofs are made: a digest is what was hashed.

Equal digests have equal inputs, which for sha256 holds as long as nobody finds a collision. Sum and count stand beside
the hash, as on chain, so a forger may pair any hash with any of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pocket_spec.smst.nodes import joined_sum


@dataclass(frozen=True, slots=True)
class IdealDigest:
    """What was hashed, the sum of the weights below, and the number of leaves."""

    hashed: tuple[object, ...]
    total: int
    count: int

    @staticmethod
    def empty() -> IdealDigest:
        """Give the digest of an empty subtrie."""
        return IdealDigest((), 0, 0)

    @staticmethod
    def of_leaf(path: int, value: int, weight: int, own: int) -> IdealDigest:
        """Give the digest of a leaf, whose count is its own: 1 in a trie that was built by the rules."""
        return IdealDigest(("leaf", path, value, weight, own), weight, own)

    def joined(self, right: IdealDigest) -> IdealDigest:
        """Give the digest of the branch that has this one on its left."""
        total, count = joined_sum(self.total, right.total), joined_sum(self.count, right.count)
        return IdealDigest(("inner", self, right, total, count), total, count)

    def with_sums(self, total: int, count: int) -> IdealDigest:
        """Give the same hash beside another sum and another count, as a forger may."""
        return replace(self, total=total, count=count)
