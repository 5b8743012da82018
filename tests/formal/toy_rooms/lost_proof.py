"""A theorem that is true, registered as confirmed, and beyond the solver."""

import hashlib

import deal

from pocket_spec.theorems import Theorem


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@deal.ensure(lambda data, result: len(result) == 32)
def digest_length(data: bytes) -> bytes:
    """A digest has 32 bytes."""
    return digest(data)


@deal.ensure(lambda data, result: len(result) == 32)
def digest_length_canary(data: bytes) -> bytes:
    """The digest is cut."""
    return hashlib.sha256(data).digest()[:20]


THEOREMS = (
    Theorem(function=digest_length, canary=digest_length_canary, rules=(digest,), scope="any bytes", seconds=1),
)
