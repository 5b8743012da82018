"""The trie as others use it: keys, values and weights in; roots, values and proofs out.

Updates are collected and applied when something is asked, so that a whole session's relays are sorted and hashed in
one batch. With the core `hashlib` the first root comes from the fold alone; the trie, which costs several times as
much, is made when a proof, a value or a second root is asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from hashlib import sha256

from pocket_reference.smst import proofs
from pocket_reference.smst.cores import Core, default_core
from pocket_reference.smst.hashing import PATH_BYTES, PLAIN_TRIE, SUM_TRIE, Hashing, leaf_data, sum_and_count
from pocket_reference.smst.reader import AbsentKeyError, Trie
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.types import ClosestProof, CompactClosestProof, MembershipProof, StoredValue, TrieSpec

RELAY_MINER_TRIE = TrieSpec(kind="smst", value_hasher=None)
"""What a RelayMiner keeps a session's relays in."""


class Tree:
    """A sparse Merkle sum trie (or a plain one) of up to tens of millions of leaves, kept in memory."""

    def __init__(self, spec: TrieSpec = RELAY_MINER_TRIE, core: Core | None = None) -> None:
        self.spec = spec
        self.core = default_core() if core is None else core
        self.hashing: Hashing = SUM_TRIE if spec.kind == "smst" else PLAIN_TRIE
        self._trie: Trie = self.core.new_trie(self.hashing)
        self._keys: list[bytes] = []
        self._values: list[bytes | None] = []
        self._weights = array("Q")
        self._root: bytes | None = None
        self._may_fold = self.core.folds

    def update(self, key: bytes, value: bytes | None, weight: int = 0) -> None:
        """Insert a leaf, or replace what is stored for a key. Weights are 0 to 2^64 - 1 (`OverflowError`)."""
        self._weights.append(weight)
        self._keys.append(key)
        self._values.append(value)
        self._root = None

    def update_many(self, keys: Sequence[bytes], values: Sequence[bytes | None], weights: Sequence[int]) -> None:
        """Insert or replace many leaves, in order."""
        if not len(keys) == len(values) == len(weights):
            raise ValueError(f"{len(keys)} keys, {len(values)} values, {len(weights)} weights")
        self._weights += weights if isinstance(weights, array) else array("Q", weights)
        self._keys += keys
        self._values += values
        self._root = None

    def delete(self, key: bytes) -> None:
        """Remove a leaf; `SMST_KEY_NOT_FOUND` where there is none."""
        try:
            self._applied().delete(sha256(key).digest())
        except AbsentKeyError:
            raise Rejected(Reason.SMST_KEY_NOT_FOUND, key.hex()) from None
        self._root = None

    def root(self) -> bytes:
        """Digest of the whole trie: 48 bytes, of a plain trie 32."""
        if self._root is None:
            self._root = self._folded() if self._may_fold else self._applied().root_digest()
        return self._root

    def sum(self) -> int | None:
        """Sum of the weights modulo 2^64; None in a plain trie."""
        return sum_and_count(self.root())[0] if self.hashing.trailer else None

    def count(self) -> int | None:
        """Number of leaves; None in a plain trie."""
        return sum_and_count(self.root())[1] if self.hashing.trailer else None

    def get(self, key: bytes) -> StoredValue:
        """Return what is stored for a key."""
        trie = self._applied()
        leaf = trie.find(sha256(key).digest())
        data = None if leaf is None else trie.leaf_data[leaf]
        if not self.hashing.trailer:
            return StoredValue(data, None)
        return StoredValue(None, 0) if data is None else StoredValue(data[:-16], sum_and_count(data)[0])

    def prove(self, key: bytes) -> MembershipProof:
        """Prove what is stored for a key, or that nothing is."""
        return proofs.prove(self._applied(), sha256(key).digest())

    def prove_closest(self, path: bytes) -> ClosestProof:
        """Prove the leaf closest to a path of 32 bytes; `SMST_INVALID_PATH`, `SMST_NO_CLOSEST_PROOF`."""
        if len(path) != PATH_BYTES:
            raise Rejected(Reason.SMST_INVALID_PATH, f"{len(path)} bytes")
        try:
            return proofs.prove_closest(self._applied(), path)
        except proofs.DeadEndError as error:
            raise Rejected(Reason.SMST_NO_CLOSEST_PROOF, str(error)) from None

    def compact_closest(self, path: bytes) -> CompactClosestProof:
        """Prove the leaf closest to a path in the form that goes on chain (`pocket_spec.encoding.gob` encodes it)."""
        return proofs.compact_closest(self.hashing, self.prove_closest(path))

    def _applied(self) -> Trie:
        """Return the trie with all updates applied."""
        if self._keys:
            hash_values = self.spec.value_hasher == "sha256"
            self._trie.update_keys(self._keys, self._values, self._weights, hash_values=hash_values)
            self._keys, self._values, self._weights = [], [], array("Q")
        self._may_fold = False
        return self._trie

    def _folded(self) -> bytes:
        """Root of what has been collected, of which nothing has been applied. Done once: the next root may be close."""
        self._may_fold = False
        leaves: dict[bytes, bytes | None] = {}
        for key, value, weight in zip(self._keys, self._values, self._weights, strict=True):
            stored = sha256(value or b"").digest() if self.spec.value_hasher else value
            data = leaf_data(stored or b"", weight) if self.hashing.trailer else stored
            leaves[sha256(key).digest()] = data
        return self.core.batch_root(leaves, self.hashing)
