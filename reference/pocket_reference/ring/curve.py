"""Sums of multiples of points, in the way that costs least: by their tables where they have them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from pocket_reference.ring.library import Curve, Point, address, base_multiple, multiple, read, recover, total
from pocket_reference.ring.multiples import TABLES, of_generator
from pocket_spec.crypto.secp256k1 import CURVE_ORDER, FIELD_PRIME

CACHED_POINTS = 65_536
"""Points that are remembered as read, and hashes of keys: a network has some thousands of applications and gateways."""


@dataclass(frozen=True, slots=True)
class Base:
    """A point that is multiplied: its bytes, and as the library keeps it."""

    encoded: bytes
    point: Point

    def used(self) -> None:
        """Say that a signature with this point was good, so that the next ones cost less."""
        TABLES.use(self.encoded, self.point)


@lru_cache(maxsize=CACHED_POINTS)
def base(encoded: bytes) -> Base:
    """Read a point; ValueError where the bytes are none."""
    point = read(encoded)
    if point is None:
        raise ValueError("not a point of the curve")
    return Base(encoded, point)


@lru_cache(maxsize=CACHED_POINTS)
def hash_to_curve(public_key: bytes) -> Base:
    """Hash a key to the curve: hash until the hash is an x-coordinate, and take the even y."""
    digest = public_key
    while True:
        digest = hashlib.sha3_256(digest).digest()
        encoded = b"\x02" + (int.from_bytes(digest, "big") % FIELD_PRIME).to_bytes(32, "big")
        if (point := read(encoded)) is not None:
            return Base(encoded, point)


def hash_to_scalar(data: bytes) -> int:
    """Hash to a scalar, shifted to the left where its leading bytes are zero, as the network does."""
    scalar = int.from_bytes(hashlib.sha3_512(data).digest(), "big") % CURVE_ORDER
    missing = 32 - (scalar.bit_length() + 7) // 8
    return (scalar << 8 * missing) % CURVE_ORDER if missing else scalar


def sum_of_multiples(one: Base, scalar: int, other: Base, other_scalar: int) -> Curve:
    """Compute scalar x one + other_scalar x other."""
    addresses: list[int] = []
    products: list[Point] = []  # kept until they are added
    for point, times in ((one, scalar), (other, other_scalar)):
        table = TABLES.find(point.encoded)
        if table is not None:
            addresses += table.addends(times)
        elif times:
            products.append(multiple(point.point, times))
            addresses.append(address(products[-1]))
    return total(addresses)


def multiple_plus_base(point: Base, scalar: int, base_scalar: int) -> Curve:
    """Compute scalar x point + base_scalar x G."""
    table = TABLES.find(point.encoded)
    if table is None:
        return recovered(point, scalar, base_scalar)
    return total(table.addends(scalar) + of_generator().addends(base_scalar))


def recovered(point: Base, scalar: int, base_scalar: int) -> Curve:
    """Compute scalar x point + base_scalar x G in one call: the recovery of a key from an ECDSA signature.

    A signature (r, s) of z under a nonce point R with x-coordinate r recovers (s R - z G) / r. With R the point,
    s = scalar x r and z = -base_scalar x r that is the sum wanted. Not for x-coordinates at or above the group order
    (one in 2^128) and products of zero, which take the long way, as does a sum at infinity.
    """
    x = point.encoded[1:]
    r = int.from_bytes(x, "big")
    s = scalar * r % CURVE_ORDER
    if r < CURVE_ORDER and s:
        hashed = (-base_scalar * r % CURVE_ORDER).to_bytes(32, "big")
        found = recover(x, s.to_bytes(32, "big"), point.encoded[0] & 1, hashed)
        if found is not None:
            return found
    parts = [part for part in (multiple(point.point, scalar), base_multiple(base_scalar)) if part is not None]
    return total([address(part) for part in parts])
