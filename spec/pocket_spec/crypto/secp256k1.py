"""Points, scalars and ECDSA of the curve secp256k1, computed by libsecp256k1."""

from __future__ import annotations

from functools import reduce

import deal
from coincurve import PrivateKey, PublicKey
from coincurve.ecdsa import cdata_to_der, deserialize_compact

from pocket_spec.crypto.hashes import sha256

CURVE_ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
"""Number of points, a prime; scalars are taken modulo this."""
FIELD_PRIME = 2**256 - 2**32 - 977
"""Coordinates are taken modulo this."""
SCALAR_LENGTH = 32
POINT_LENGTH = 33
"""Bytes of a compressed point."""
SIGNATURE_LENGTH = 64

Point = bytes
"""A compressed point: 02 or 03, the parity of y, and x as 32 bytes, big-endian."""
IDENTITY: Point = b"\x02" + bytes(32)
"""The point at infinity, as go-dleq's decred backend encodes it. It does not decode: no point has x = 0."""


@deal.ensure(lambda data, result: not result or len(data) == POINT_LENGTH)
def is_point(data: bytes) -> bool:
    """Tell whether the 33 bytes are a compressed point: 02 or 03 and an x below the prime that is on the curve.

    Source: decred dcrec/secp256k1 v4.4.1 pubkey.go ParsePubKey.
    """
    return len(data) == POINT_LENGTH and _parses(data)


@deal.pre(lambda _: _.point == IDENTITY or is_point(_.point))
@deal.post(lambda result: result == IDENTITY or is_point(result))
def multiply(point: Point, scalar: int) -> Point:
    """Add a point to itself `scalar` times, modulo the curve order (SEC 1, section 2.2.1)."""
    factor = scalar % CURVE_ORDER
    if factor == 0 or point == IDENTITY:
        return IDENTITY
    return PublicKey(point).multiply(factor.to_bytes(SCALAR_LENGTH, "big")).format()


@deal.post(lambda result: result == IDENTITY or is_point(result))
def multiply_base(scalar: int) -> Point:
    """Multiply the generator (SEC 2, section 2.4.1): the public key of a private key."""
    factor = scalar % CURVE_ORDER
    if factor == 0:
        return IDENTITY
    return PrivateKey(factor.to_bytes(SCALAR_LENGTH, "big")).public_key.format()


@deal.pre(lambda *points: all(point == IDENTITY or is_point(point) for point in points))
@deal.post(lambda result: result == IDENTITY or is_point(result))
def add(*points: Point) -> Point:
    """Add points (SEC 1, section 2.2.1); the sum of none is the neutral element."""
    return reduce(_sum, points, IDENTITY)


def _sum(left: Point, right: Point) -> Point:
    if IDENTITY in {left, right}:
        return right if left == IDENTITY else left
    if left != right and left[1:] == right[1:]:
        return IDENTITY
    return PublicKey.combine_keys([PublicKey(left), PublicKey(right)]).format()


@deal.ensure(lambda _: not _.result or len(_.signature) == SIGNATURE_LENGTH)
def verify_ecdsa(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether r || s signs sha256(message) under the public key, s being at most half the curve order.

    Three things that a stricter verifier refuses are accepted, as the chain accepts them: r and s of N or more are
    reduced modulo N before anything else (so an s just above N counts as a low one), and the public key may be given
    uncompressed (04) or hybrid (06, 07) in 65 bytes.

    Source: cosmos-sdk v0.53.7 crypto/keys/secp256k1/secp256k1_nocgo.go VerifySignature; decred dcrec/secp256k1 v4.4.1.
    """
    if len(signature) != SIGNATURE_LENGTH or not _parses(public_key):
        return False
    r = int.from_bytes(signature[:SCALAR_LENGTH], "big") % CURVE_ORDER
    s = int.from_bytes(signature[SCALAR_LENGTH:], "big") % CURVE_ORDER
    if r == 0 or not 0 < s <= CURVE_ORDER // 2:
        return False
    compact = r.to_bytes(SCALAR_LENGTH, "big") + s.to_bytes(SCALAR_LENGTH, "big")
    return PublicKey(public_key).verify(cdata_to_der(deserialize_compact(compact)), sha256(message), hasher=None)


def _parses(public_key: bytes) -> bool:
    try:
        PublicKey(public_key)
    except ValueError:
        return False
    return True


@deal.pre(lambda _: 0 < _.private_key < CURVE_ORDER)
@deal.ensure(lambda private_key, message, result: verify_ecdsa(multiply_base(private_key), message, result))
def sign_ecdsa(private_key: int, message: bytes) -> bytes:
    """Sign sha256(message) as r || s with a low s and the deterministic nonce of RFC 6979.

    Source: cosmos-sdk v0.53.7 crypto/keys/secp256k1/secp256k1_nocgo.go Sign.
    """
    key = PrivateKey(private_key.to_bytes(SCALAR_LENGTH, "big"))
    return key.sign_recoverable(sha256(message), hasher=None)[:SIGNATURE_LENGTH]
