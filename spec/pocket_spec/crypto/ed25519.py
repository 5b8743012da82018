"""Ed25519 signatures as CometBFT verifies them, computed by libsodium's group operations."""

from __future__ import annotations

import deal
from nacl import bindings
from nacl.signing import SigningKey

from pocket_spec.crypto.hashes import sha256, sha512

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
"""Order of the prime-order subgroup; the curve has eight times as many points."""
PUBLIC_KEY_LENGTH = 32
SIGNATURE_LENGTH = 64
ADDRESS_LENGTH = 20
IDENTITY = b"\x01" + bytes(31)
"""The neutral element: y = 1."""

Point = bytes
"""An encoded point: y as 32 bytes, little-endian, with the sign of x in the highest bit."""


@deal.ensure(lambda _: not _.result or len(_.signature) == SIGNATURE_LENGTH)
def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether R || S is a signature by ZIP-215: 8 S B = 8 R + 8 k A with k = sha512(R || A || message).

    S must be below the group order, A and R must be points. What RFC 8032 leaves open, and what Go's crypto/ed25519
    and libsodium refuse, is accepted: encodings with y of the prime or more or with a sign for x = 0, points of small
    order, and differences of small order, as both sides are multiplied by the cofactor 8.

    Source: CometBFT v0.38 crypto/ed25519/ed25519.go (verifyOptions); curve25519-voi primitives/ed25519; ZIP-215.
    """
    if len(public_key) != PUBLIC_KEY_LENGTH or len(signature) != SIGNATURE_LENGTH:
        return False
    commitment, response = signature[:32], int.from_bytes(signature[32:], "little")
    if response >= GROUP_ORDER or not is_point(public_key) or not is_point(commitment):
        return False
    asked = int.from_bytes(sha512(commitment + public_key + message), "little") % GROUP_ORDER
    answer = _multiply(times_cofactor(public_key), asked)
    return _times_cofactor_of_base(response) == bindings.crypto_core_ed25519_add(times_cofactor(commitment), answer)


@deal.ensure(lambda data, result: not result or len(data) == 32)
def is_point(data: bytes) -> bool:
    """Tell whether 32 bytes are the y of a point of the curve, canonical or not.

    Source: ZIP-215; libsodium's ge25519_frombytes, which reduces y and ignores the sign of x = 0.
    """
    try:
        return len(data) == 32 and bool(bindings.crypto_core_ed25519_add(data, IDENTITY))
    except RuntimeError:
        return False


@deal.pre(is_point)
@deal.post(lambda result: len(result) == 32)
def times_cofactor(point: Point) -> Point:
    """Return eight times a point (ZIP 215), canonically encoded: a point of prime order, or the neutral element."""
    for _ in range(3):
        point = bindings.crypto_core_ed25519_add(point, point)
    return point


def _multiply(point: Point, scalar: int) -> Point:
    # libsodium refuses to multiply the neutral element, and by zero.
    if scalar == 0 or point == IDENTITY:
        return IDENTITY
    return bindings.crypto_scalarmult_ed25519_noclamp(scalar.to_bytes(32, "little"), point)


def _times_cofactor_of_base(scalar: int) -> Point:
    if scalar == 0:
        return IDENTITY
    return times_cofactor(bindings.crypto_scalarmult_ed25519_base_noclamp(scalar.to_bytes(32, "little")))


@deal.pre(lambda _: len(_.seed) == 32)
@deal.post(lambda result: len(result) == SIGNATURE_LENGTH)
def sign_ed25519(seed: bytes, message: bytes) -> bytes:
    """Sign (RFC 8032); the seed is the first half of the 64 bytes that Go calls a private key."""
    return SigningKey(seed).sign(message).signature


@deal.pre(lambda seed: len(seed) == 32)
@deal.post(lambda result: len(result) == PUBLIC_KEY_LENGTH)
def public_key_of_seed(seed: bytes) -> bytes:
    """Return the public key of a seed (RFC 8032)."""
    return bytes(SigningKey(seed).verify_key)


@deal.pre(lambda public_key: len(public_key) == PUBLIC_KEY_LENGTH)
@deal.post(lambda result: len(result) == ADDRESS_LENGTH)
def address_of_public_key(public_key: bytes) -> bytes:
    """Return the first 20 bytes of the SHA-256 of the public key: the address of a Morse account.

    Source: CometBFT v0.38 crypto/ed25519/ed25519.go Address, crypto/tmhash SumTruncated.
    """
    return sha256(public_key)[:ADDRESS_LENGTH]
