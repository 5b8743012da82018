"""Ring signatures over secp256k1: one of several keys signed, and the signature does not say which.

For a ring of keys P[0..n-1], H a hash to the curve, and a key image I = x H(P) that is the same in all signatures of
one private key x over any ring:

    L[i] = s[i] G + c[i] P[i]
    R[i] = s[i] H(P[i]) + c[i] I
    c[i+1] = challenge(message, L[i], R[i])

and the signature (c[0], I, s, P) is valid when c[n] = c[0].
"""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.crypto.hashes import sha3_256, sha3_512
from pocket_spec.crypto.secp256k1 import (
    CURVE_ORDER,
    FIELD_PRIME,
    POINT_LENGTH,
    SCALAR_LENGTH,
    Point,
    add,
    is_point,
    multiply,
    multiply_base,
)
from pocket_spec.rejections import Reason, Rejected

SIZE_LENGTH = 4
MEMBER_LENGTH = SCALAR_LENGTH + POINT_LENGTH
MESSAGE_LENGTH = 32
MOST_HASHES_TO_CURVE = 128
"""Hashes after which ring-go gives up hashing to the curve; half of all hashes are on it, so it never does."""


@dataclass(frozen=True, slots=True)
class RingSignature:
    """A decoded ring signature; scalars are below the curve order."""

    challenge: int
    key_image: Point
    responses: tuple[int, ...]
    public_keys: tuple[Point, ...]


def _is_signature(signature: RingSignature) -> bool:
    scalars = (signature.challenge, *signature.responses)
    points = (signature.key_image, *signature.public_keys)
    return (
        len(signature.responses) == len(signature.public_keys) > 0
        and all(0 <= scalar < CURVE_ORDER for scalar in scalars)
        and all(is_point(point) for point in points)
    )


@deal.pre(_is_signature)
@deal.ensure(lambda signature, result: len(result) == SIZE_LENGTH + MEMBER_LENGTH * (1 + len(signature.responses)))
def encode_ring_signature(signature: RingSignature) -> bytes:
    """Write the size as 4 bytes big-endian, the challenge, the key image, then a response and a key per member.

    Source: ring-go v0.2.0 serde.go Serialize.
    """
    members = zip(signature.responses, signature.public_keys, strict=True)
    return b"".join(
        (
            len(signature.public_keys).to_bytes(SIZE_LENGTH, "big"),
            _scalar_bytes(signature.challenge),
            signature.key_image,
            *(_scalar_bytes(response) + public_key for response, public_key in members),
        )
    )


def _scalar_bytes(scalar: int) -> bytes:
    return scalar.to_bytes(SCALAR_LENGTH, "big")


@deal.raises(Rejected)
@deal.post(_is_signature)
def decode_ring_signature(data: bytes) -> RingSignature:
    """Read a ring signature of one member or more.

    Not refused, though a stricter decoder would: bytes behind the last member; scalars of N or more, which are taken
    modulo N; the same key twice; a ring of one. The key image needs no relation to any key.

    Errors: RING_SIGNATURE_MALFORMED for a ring of no members, fewer bytes than the size asks for, and a key image or
    key that is not a compressed point of the curve.
    Source: ring-go v0.2.0 serde.go Deserialize; go-dleq (2025-09-25) secp256k1/curve_decred.go DecodeToPoint.
    """
    size = int.from_bytes(data[:SIZE_LENGTH], "big")
    first = SIZE_LENGTH + MEMBER_LENGTH
    if len(data) < SIZE_LENGTH or size == 0:
        raise Rejected(Reason.RING_SIGNATURE_MALFORMED, "no members")
    if len(data) < first + size * MEMBER_LENGTH:
        raise Rejected(Reason.RING_SIGNATURE_MALFORMED, f"{len(data)} bytes for {size} members")
    parts = [
        _scalar_and_point(data[start : start + MEMBER_LENGTH])
        for start in range(SIZE_LENGTH, first + size * MEMBER_LENGTH, MEMBER_LENGTH)
    ]
    (challenge, key_image), members = parts[0], parts[1:]
    return RingSignature(
        challenge, key_image, tuple(scalar for scalar, _ in members), tuple(point for _, point in members)
    )


def _scalar_and_point(data: bytes) -> tuple[int, Point]:
    point = data[SCALAR_LENGTH:]
    if not is_point(point):
        raise Rejected(Reason.RING_SIGNATURE_MALFORMED, f"not a point of the curve: {point.hex()}")
    return int.from_bytes(data[:SCALAR_LENGTH], "big") % CURVE_ORDER, point


@deal.pre(is_point)
@deal.post(is_point)
def hash_to_curve(public_key: Point) -> Point:
    """Hash a key to a point nobody knows the logarithm of: sha3-256 until the hash is an x on the curve; y is even.

    Source: ring-go v0.2.0 helpers.go hashToCurveSecp256k1.
    """
    digest = public_key
    for _ in range(MOST_HASHES_TO_CURVE):
        digest = sha3_256(digest)
        point = b"\x02" + _scalar_bytes(int.from_bytes(digest, "big") % FIELD_PRIME)
        if is_point(point):
            return point
    raise RuntimeError("no point found: has a probability of 2^-128")


@deal.post(lambda result: 0 <= result < CURVE_ORDER)
def hash_to_scalar(data: bytes) -> int:
    """Reduce sha3-512 modulo N, but write it left-aligned: one scalar in 256 comes out shifted by a byte or more.

    go-dleq copies Go's big.Int.Bytes(), which has no leading zeros, to the start of 32 zero bytes: a scalar that fits
    31 bytes is multiplied by 256, one that fits 30 by 65536. Signer and verifier share this, so signatures hold; a
    port without it refuses some 0.4 % of the signatures of each member of a ring.

    Source: go-dleq (2025-09-25) secp256k1/curve_decred.go HashToScalar.
    """
    scalar = int.from_bytes(sha3_512(data), "big") % CURVE_ORDER
    shortest = scalar.to_bytes((scalar.bit_length() + 7) // 8, "big")
    # The shifted scalar reaches N with a probability of 2^-136; Go would then panic.
    return int.from_bytes(shortest.ljust(SCALAR_LENGTH, b"\x00"), "big") % CURVE_ORDER


@deal.pre(lambda message, left, right: len(message) == MESSAGE_LENGTH and len(left) == len(right) == POINT_LENGTH)
@deal.post(lambda result: 0 <= result < CURVE_ORDER)
def challenge(message: bytes, left: Point, right: Point) -> int:
    """Return the challenge that a member's two points make for the next member.

    The point at infinity is hashed as 02 and 32 zero bytes.

    Source: ring-go v0.2.0 ring.go challenge.
    """
    return hash_to_scalar(message + left + right)


@deal.pre(lambda _: len(_.message) == MESSAGE_LENGTH and is_point(_.public_key) and is_point(_.key_image))
@deal.post(lambda result: 0 <= result < CURVE_ORDER)
def next_challenge(message: bytes, public_key: Point, key_image: Point, response: int, challenged: int) -> int:
    """Return c[i+1] from c[i] and a member's key and response.

    Source: ring-go v0.2.0 ring.go Verify.
    """
    left = add(multiply(public_key, challenged), multiply_base(response))
    right = add(multiply(key_image, challenged), multiply(hash_to_curve(public_key), response))
    return challenge(message, left, right)


@deal.pre(lambda message, signature: len(message) == MESSAGE_LENGTH and _is_signature(signature))
@deal.post(lambda result: isinstance(result, bool))
def verify_ring_signature(message: bytes, signature: RingSignature) -> bool:
    """Tell whether the chain of challenges closes: c[n] = c[0].

    `message` is 32 bytes, a hash; it is not hashed again.

    Source: ring-go v0.2.0 ring.go Verify.
    """
    challenged = signature.challenge
    for public_key, response in zip(signature.public_keys, signature.responses, strict=True):
        challenged = next_challenge(message, public_key, signature.key_image, response, challenged)
    return challenged == signature.challenge


@deal.pre(lambda private_key: 0 < private_key < CURVE_ORDER)
@deal.post(is_point)
def key_image(private_key: int) -> Point:
    """Return x H(xG): the same for all signatures of one key, so that two of them can be linked.

    Source: ring-go v0.2.0 ring.go Sign, Link.
    """
    return multiply(hash_to_curve(multiply_base(private_key)), private_key)


@deal.pre(lambda _: len(_.message) == MESSAGE_LENGTH and all(is_point(key) for key in _.public_keys))
@deal.pre(lambda _: 0 < _.private_key < CURVE_ORDER and multiply_base(_.private_key) in _.public_keys)
@deal.pre(lambda _: len(_.decoys) == len(_.public_keys) - 1 > 0)
@deal.pre(lambda _: all(0 <= scalar < CURVE_ORDER for scalar in (_.nonce, *_.decoys)))
@deal.ensure(lambda _: verify_ring_signature(_.message, _.result))
def sign_ring(
    message: bytes, public_keys: tuple[Point, ...], private_key: int, nonce: int, decoys: tuple[int, ...]
) -> RingSignature:
    """Sign as the first member of the ring that has the private key's public key.

    The nonce and the responses of the other members, in the order of the ring starting behind the signer, are the
    caller's: random in use, fixed in vectors. A ring has two members or more. A nonce used twice gives the key away.

    Source: ring-go v0.2.0 ring.go Sign.
    """
    size, public_key, image = len(public_keys), multiply_base(private_key), key_image(private_key)
    signer = public_keys.index(public_key)
    responses, challenges = [0] * size, [0] * size
    nonce_points = multiply_base(nonce), multiply(hash_to_curve(public_key), nonce)
    challenges[(signer + 1) % size] = challenge(message, *nonce_points)
    for step, decoy in enumerate(decoys, start=1):
        member = (signer + step) % size
        responses[member] = decoy
        after = next_challenge(message, public_keys[member], image, decoy, challenges[member])
        challenges[(member + 1) % size] = after
    responses[signer] = (nonce - challenges[signer] * private_key) % CURVE_ORDER
    return RingSignature(challenges[0], image, tuple(responses), public_keys)
