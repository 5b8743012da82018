"""Hash functions."""

from __future__ import annotations

import hashlib

import deal


@deal.post(lambda result: len(result) == 32)
def sha256(data: bytes) -> bytes:
    """SHA-256 (FIPS 180-4): trie nodes, relay hashes, proof paths, Morse addresses."""
    return hashlib.sha256(data).digest()


@deal.post(lambda result: len(result) == 32)
def sha3_256(data: bytes) -> bytes:
    """SHA3-256 (FIPS 202): session ids, supplier order, hashing to the curve."""
    return hashlib.sha3_256(data).digest()


@deal.post(lambda result: len(result) == 64)
def sha3_512(data: bytes) -> bytes:
    """SHA3-512 (FIPS 202): challenges of ring signatures."""
    return hashlib.sha3_512(data).digest()


@deal.post(lambda result: len(result) == 64)
def sha512(data: bytes) -> bytes:
    """SHA-512 (FIPS 180-4): challenges of Ed25519."""
    return hashlib.sha512(data).digest()
