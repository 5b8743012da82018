"""The root hash of a claim: what it says about the work done, and when it is refused."""

from __future__ import annotations

import deal

from pocket_spec.rejections import Reason, Rejected

SUM_BYTES = 8
COUNT_BYTES = 8
TRIE_ROOT_BYTES = 32 + SUM_BYTES + COUNT_BYTES
"""Length of the root of a sum trie over SHA-256: digest, sum, count."""


@deal.ensure(lambda root_hash, result: not result or len(root_hash) > SUM_BYTES + COUNT_BYTES)
def is_sum_root(root_hash: bytes) -> bool:
    """Tell whether sum and count can be read: what is left of the length without them is a power of two.

    So 17, 18, 20, 24, 32, 48, 80, ... bytes will do, whatever the hash function.
    Source: smt v0.14.1 root.go
    """
    digest_bytes = len(root_hash) - SUM_BYTES - COUNT_BYTES
    return digest_bytes > 0 and digest_bytes & (digest_bytes - 1) == 0


@deal.raises(Rejected)
@deal.ensure(lambda root_hash, result: 0 <= result < 2**64)
def claimed_compute_units(root_hash: bytes) -> int:
    """Read the sum of a root, the compute units that the claim asks to be paid.

    Errors: `CLAIM_ROOT_HASH_LENGTH` unless the length is that of a sum root.
    Source: poktroll v0.1.35 x/proof/types/claim.go, smt v0.14.1 root.go
    """
    if not is_sum_root(root_hash):
        raise Rejected(Reason.CLAIM_ROOT_HASH_LENGTH, f"{len(root_hash)} bytes")
    return int.from_bytes(root_hash[-SUM_BYTES - COUNT_BYTES : -COUNT_BYTES], "big")


@deal.raises(Rejected)
@deal.ensure(lambda root_hash, result: 0 <= result < 2**64)
def claimed_relays(root_hash: bytes) -> int:
    """Read the count of a root, the relays in the trie.

    Errors: `CLAIM_ROOT_HASH_LENGTH` unless the length is that of a sum root.
    Source: poktroll v0.1.35 x/proof/types/claim.go, smt v0.14.1 root.go
    """
    if not is_sum_root(root_hash):
        raise Rejected(Reason.CLAIM_ROOT_HASH_LENGTH, f"{len(root_hash)} bytes")
    return int.from_bytes(root_hash[-COUNT_BYTES:], "big")


@deal.raises(Rejected)
@deal.ensure(lambda root_hash, result: result[0] > 0 and result[1] > 0)
def validate_root_hash(root_hash: bytes) -> tuple[int, int]:
    """Admit the root hash of a new claim and return its relays and compute units: 48 bytes, neither of them zero.

    Errors: `CLAIM_ROOT_HASH_LENGTH`, then `CLAIM_RELAYS_ZERO`, then `CLAIM_COMPUTE_UNITS_ZERO`.
    Source: poktroll v0.1.35 x/proof/types/message_create_claim.go (ValidateBasic)
    """
    if len(root_hash) != TRIE_ROOT_BYTES:
        raise Rejected(Reason.CLAIM_ROOT_HASH_LENGTH, f"{len(root_hash)} bytes")
    relays, compute_units = claimed_relays(root_hash), claimed_compute_units(root_hash)
    if relays == 0:
        raise Rejected(Reason.CLAIM_RELAYS_ZERO)
    if compute_units == 0:
        raise Rejected(Reason.CLAIM_COMPUTE_UNITS_ZERO)
    return relays, compute_units
