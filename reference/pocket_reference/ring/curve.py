"""Sums of multiples of points, by the calls of libsecp256k1 that cost least.

A point is an object of the library, None the point at infinity. The library refuses scalars of zero and sums at
infinity; those few cases are told apart here.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from coincurve import PrivateKey, PublicKey

from pocket_spec.crypto.secp256k1 import CURVE_ORDER, FIELD_PRIME, IDENTITY

Curve = PublicKey | None
CACHED_KEYS = 65_536
"""Keys whose hashes to the curve are remembered: a network has some thousands of applications and gateways."""


def encoded(point: Curve) -> bytes:
    """Write a point in 33 bytes, infinity as the chain's library does."""
    return IDENTITY if point is None else point.format()


def multiple(point: PublicKey, scalar: int) -> Curve:
    """Multiply a point."""
    return point.multiply(scalar.to_bytes(32, "big")) if scalar else None


def base_multiple(scalar: int) -> Curve:
    """Multiply the generator."""
    return PrivateKey(scalar.to_bytes(32, "big")).public_key if scalar else None


def total(left: Curve, right: Curve) -> Curve:
    """Add two points."""
    if left is None or right is None:
        return right if left is None else left
    try:
        return PublicKey.combine_keys([left, right])
    except ValueError:  # the library's word for a sum at infinity
        return None


def multiple_plus_base(encoded_point: bytes, point: PublicKey, scalar: int, base_scalar: int) -> Curve:
    """Compute scalar x point + base_scalar x G in one call: the recovery of a key from an ECDSA signature.

    A signature (r, s) of z under a nonce point R with x-coordinate r recovers (s R - z G) / r. With R the point,
    s = scalar x r and z = -base_scalar x r that is the sum wanted. Not for x-coordinates at or above the group order
    (one in 2^128) and products of zero, which take the long way.
    """
    r = int.from_bytes(encoded_point[1:], "big")
    s = scalar * r % CURVE_ORDER
    if r >= CURVE_ORDER or s == 0:
        return total(multiple(point, scalar), base_multiple(base_scalar))
    signature = encoded_point[1:] + s.to_bytes(32, "big") + bytes((encoded_point[0] & 1,))
    hashed = -base_scalar * r % CURVE_ORDER
    try:
        return PublicKey.from_signature_and_message(signature, hashed.to_bytes(32, "big"), hasher=None)
    except Exception:  # noqa: BLE001 - the library raises bare exceptions; the long way decides
        return total(multiple(point, scalar), base_multiple(base_scalar))


@lru_cache(maxsize=CACHED_KEYS)
def hash_to_curve(public_key: bytes) -> PublicKey:
    """Hash a key to the curve: hash until the hash is an x-coordinate, and take the even y."""
    digest = public_key
    while True:
        digest = hashlib.sha3_256(digest).digest()
        try:
            return PublicKey(b"\x02" + (int.from_bytes(digest, "big") % FIELD_PRIME).to_bytes(32, "big"))
        except ValueError:
            continue


def hash_to_scalar(data: bytes) -> int:
    """Hash to a scalar, shifted to the left where its leading bytes are zero, as the network does."""
    scalar = int.from_bytes(hashlib.sha3_512(data).digest(), "big") % CURVE_ORDER
    missing = 32 - (scalar.bit_length() + 7) // 8
    return (scalar << 8 * missing) % CURVE_ORDER if missing else scalar
