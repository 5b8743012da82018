"""Addresses of accounts: what a chain keeps of a secp256k1 public key."""

from __future__ import annotations

import deal
from Crypto.Hash import RIPEMD160

from pocket_spec.crypto.hashes import sha256
from pocket_spec.crypto.secp256k1 import is_point

ADDRESS_LENGTH = 20
"""Bytes of an account's address."""


@deal.post(lambda result: len(result) == ADDRESS_LENGTH)
def ripemd160(data: bytes) -> bytes:
    """RIPEMD-160 (ISO/IEC 10118-3). Not from hashlib: many systems build it without this hash."""
    return RIPEMD160.new(data).digest()


@deal.pre(is_point)
@deal.post(lambda result: len(result) == ADDRESS_LENGTH)
def account_address(public_key: bytes) -> bytes:
    """Return the 20 bytes that an account's bech32 address holds: RIPEMD-160 of SHA-256 of the compressed key.

    Source: cosmos-sdk v0.53.7 crypto/keys/secp256k1/secp256k1.go (Address)
    """
    return ripemd160(sha256(public_key))
