"""libsecp256k1 as coincurve carries it, called without what coincurve wraps around it.

A point is the library's own, None the point at infinity. The library refuses scalars of zero and sums at infinity;
those few cases are told apart here.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from coincurve._libsecp256k1 import ffi, lib
from coincurve.context import GLOBAL_CONTEXT

from pocket_spec.crypto.secp256k1 import IDENTITY

Point = Any
"""A pointer to a `secp256k1_pubkey` that nobody changes any more."""
Curve = Point | None
CONTEXT = GLOBAL_CONTEXT.ctx
POINT_BYTES: int = ffi.sizeof("secp256k1_pubkey")
ENCODED_BYTES = 33
_ADDRESS = "Q" if ffi.sizeof("void *") == array("Q").itemsize else "I"


def read(encoded: bytes) -> Curve:
    """Read a point of the curve; None where the bytes are none."""
    found = ffi.new("secp256k1_pubkey *")
    return found if lib.secp256k1_ec_pubkey_parse(CONTEXT, found, encoded, len(encoded)) else None


def encode(point: Curve) -> bytes:
    """Write a point in 33 bytes, infinity as the chain's library does."""
    if point is None:
        return IDENTITY
    written, size = ffi.new("unsigned char[33]"), ffi.new("size_t *", ENCODED_BYTES)
    lib.secp256k1_ec_pubkey_serialize(CONTEXT, written, size, point, lib.SECP256K1_EC_COMPRESSED)
    return bytes(ffi.buffer(written))


def multiple(point: Point, scalar: int) -> Curve:
    """Multiply a point."""
    if not scalar:
        return None
    product = ffi.new("secp256k1_pubkey *", point[0])
    lib.secp256k1_ec_pubkey_tweak_mul(CONTEXT, product, scalar.to_bytes(32, "big"))
    return product


def base_multiple(scalar: int) -> Curve:
    """Multiply the generator, in a time that does not depend on the scalar."""
    product = ffi.new("secp256k1_pubkey *")
    return product if lib.secp256k1_ec_pubkey_create(CONTEXT, product, scalar.to_bytes(32, "big")) else None


def address(point: Point) -> int:
    """Where a point is, for `total`."""
    return int(ffi.cast("uintptr_t", point))


def total(addresses: Sequence[int]) -> Curve:
    """Add the points at some addresses, of which there may be none."""
    if not addresses:
        return None
    found, pointers = ffi.new("secp256k1_pubkey *"), array(_ADDRESS, addresses)
    listed = ffi.from_buffer("secp256k1_pubkey *[]", pointers)
    return found if lib.secp256k1_ec_pubkey_combine(CONTEXT, found, listed, len(pointers)) else None


def recover(r: bytes, s: bytes, odd: int, hashed: bytes) -> Curve:
    """Recover the key of an ECDSA signature: (s R - hashed G) / r, with R the point of x-coordinate r; None if none."""
    signature, found = ffi.new("secp256k1_ecdsa_recoverable_signature *"), ffi.new("secp256k1_pubkey *")
    whole = lib.secp256k1_ecdsa_recoverable_signature_parse_compact(CONTEXT, signature, r + s, odd)
    return found if whole and lib.secp256k1_ecdsa_recover(CONTEXT, found, signature, hashed) else None
