"""The reference behind the conformance operations: operation lists in, roots, values, proofs and verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from pocket_reference.smst import proofs, verify
from pocket_reference.smst.cores import Core, hashlib_core
from pocket_reference.smst.hashing import PATH_BYTES, PLAIN_TRIE, SUM_TRIE, Hashing, leaf_data, sum_and_count
from pocket_reference.smst.reader import Trie
from pocket_spec.encoding.gob import decode_closest_proof
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.types import (
    ClosestProof,
    CompactClosestProof,
    CompactMembershipProof,
    MembershipProof,
    StoredValue,
    TrieOperation,
    TrieSpec,
    Update,
)


@dataclass(frozen=True, slots=True)
class Built:
    """What an operation list leaves behind: the leaves by path, and the list itself, on which some proofs depend."""

    spec: TrieSpec
    operations: Sequence[TrieOperation]
    leaves: dict[bytes, bytes | None]

    @property
    def hashing(self) -> Hashing:
        """How this kind of trie is hashed."""
        return _hashing(self.spec)


class Engine:
    """The operations of the suite `smst`, by the algorithms of this package and one of its cores."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def build(self, spec: TrieSpec, operations: Sequence[TrieOperation]) -> Built:
        """Apply operations in order; `SMST_KEY_NOT_FOUND` where a deleted key has no leaf."""
        leaves: dict[bytes, bytes | None] = {}
        for operation in operations:
            path = sha256(operation.key).digest()
            if isinstance(operation, Update):
                leaves[path] = _stored(spec, operation)
            elif path in leaves:
                del leaves[path]
            else:
                raise Rejected(Reason.SMST_KEY_NOT_FOUND, operation.key.hex())
        return Built(spec, operations, leaves)

    def root(self, trie: Built) -> bytes:
        """Root digest, by the batch build."""
        return self._core.batch_root(trie.leaves, trie.hashing)

    def sum(self, trie: Built) -> int | None:
        """Sum of the weights modulo 2^64; None in a plain trie."""
        return sum_and_count(self.root(trie))[0] if trie.hashing.trailer else None

    def count(self, trie: Built) -> int | None:
        """Number of leaves; None in a plain trie."""
        return sum_and_count(self.root(trie))[1] if trie.hashing.trailer else None

    def get(self, trie: Built, key: bytes) -> StoredValue:
        """Return what is stored for a key."""
        data = trie.leaves.get(sha256(key).digest())
        if not trie.hashing.trailer:
            return StoredValue(data, None)
        return StoredValue(None, 0) if data is None else StoredValue(data[:-16], sum_and_count(data)[0])

    def prove(self, trie: Built, key: bytes) -> MembershipProof:
        """Prove a key, or its absence."""
        return proofs.prove(self._with_history(trie), sha256(key).digest())

    def prove_closest(self, trie: Built, path: bytes) -> ClosestProof:
        """Prove the leaf closest to a path."""
        if len(path) != PATH_BYTES:
            raise Rejected(Reason.SMST_INVALID_PATH, f"{len(path)} bytes")
        try:
            return proofs.prove_closest(self._with_history(trie), path)
        except proofs.DeadEndError as error:
            raise Rejected(Reason.SMST_NO_CLOSEST_PROOF, str(error)) from None

    def compact(self, spec: TrieSpec, proof: MembershipProof) -> CompactMembershipProof:
        """Compact a membership proof."""
        return proofs.compact(_hashing(spec), proof)

    def compact_closest(self, spec: TrieSpec, proof: ClosestProof) -> CompactClosestProof:
        """Compact a closest proof."""
        return proofs.compact_closest(_hashing(spec), proof)

    def verify(
        self,
        spec: TrieSpec,
        root: bytes,
        key: bytes,
        value: bytes | None,
        sum_: int | None,
        count: int | None,
        proof: MembershipProof,
    ) -> bool:
        """Whether a membership proof holds; no input raises."""
        hashing, path = _hashing(spec), sha256(key).digest()
        data = verify.data_to_prove(hashing, spec.value_hasher, value, sum_ or 0, count or 0)
        try:
            return verify.holds(hashing, proof, root, path, data)
        except verify.MalformedProofError:
            return False

    def verify_closest(self, spec: TrieSpec, root: bytes, compact_gob: bytes) -> bool:
        """Whether an on-chain closest proof holds; `SMST_BAD_PROOF` where the bytes are no proof."""
        hashing = _hashing(spec)
        compacted = decode_closest_proof(compact_gob)
        try:
            proof = verify.expand_closest(hashing, compacted)
        except verify.MalformedProofError as error:
            raise Rejected(Reason.SMST_BAD_PROOF, str(error)) from None
        try:
            return verify.closest_holds(hashing, spec.value_hasher, proof, root)
        except verify.MalformedProofError:
            return False

    def _with_history(self, trie: Built) -> Trie:
        return with_history(trie.spec, trie.operations, self._core)


ENGINE = Engine(hashlib_core("it needs nothing installed"))


def _hashing(spec: TrieSpec) -> Hashing:
    return SUM_TRIE if spec.kind == "smst" else PLAIN_TRIE


def _stored(spec: TrieSpec, update: Update) -> bytes | None:
    """What the leaf of an update stores. A plain trie without value hasher keeps an absent value absent."""
    value = update.value
    if spec.value_hasher == "sha256":
        value = sha256(value or b"").digest()
    return leaf_data(value or b"", update.weight) if spec.kind == "smst" else value


def with_history(spec: TrieSpec, operations: Sequence[TrieOperation], core: Core) -> Trie:
    """Replay operations on a trie that remembers what proofs disclose of them: those before a delete as one batch."""
    trie = core.new_trie(_hashing(spec))
    updates: list[Update] = []
    for operation in operations:
        if isinstance(operation, Update):
            updates.append(operation)
            continue
        _apply(trie, spec, updates)
        updates = []
        trie.delete(sha256(operation.key).digest())
    _apply(trie, spec, updates)
    return trie


def _apply(trie: Trie, spec: TrieSpec, updates: Sequence[Update]) -> None:
    keys, values = [update.key for update in updates], [update.value for update in updates]
    weights = [update.weight for update in updates]
    trie.update_keys(keys, values, weights, hash_values=spec.value_hasher == "sha256")
