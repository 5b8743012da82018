"""Making, reading and verifying ring signatures.

On the wire: the number of members in 4 bytes, the first challenge (32 bytes), the key image (33), and for each member
its response (32) and key (33).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pocket_reference.ring.curve import (
    Base,
    base,
    hash_to_curve,
    hash_to_scalar,
    multiple_plus_base,
    sum_of_multiples,
)
from pocket_reference.ring.library import Curve, base_multiple, encode, multiple
from pocket_spec.crypto.secp256k1 import CURVE_ORDER
from pocket_spec.rejections import Reason, Rejected

HEAD = 4 + 32 + 33
MEMBER = 32 + 33


@dataclass(frozen=True, slots=True)
class Signature:
    """A ring signature as read: keys and key image both as bytes and as points."""

    challenge: int
    image: Base
    responses: tuple[int, ...]
    members: tuple[Base, ...]

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The members' keys as bytes."""
        return tuple(member.encoded for member in self.members)


def read(data: bytes) -> Signature:
    """Read a signature; bytes behind the last member are ignored. Raises RING_SIGNATURE_MALFORMED."""
    size = int.from_bytes(data[:4], "big")
    if len(data) < 4 or size == 0 or len(data) < HEAD + size * MEMBER:
        raise Rejected(Reason.RING_SIGNATURE_MALFORMED, f"{len(data)} bytes for {size} members")
    starts = range(HEAD, HEAD + size * MEMBER, MEMBER)
    return Signature(
        challenge=int.from_bytes(data[4:36], "big") % CURVE_ORDER,
        image=_point(data[36:HEAD]),
        responses=tuple(int.from_bytes(data[start : start + 32], "big") % CURVE_ORDER for start in starts),
        members=tuple(_point(data[start + 32 : start + MEMBER]) for start in starts),
    )


def _point(data: bytes) -> Base:
    try:
        return base(data)
    except ValueError as error:
        raise Rejected(Reason.RING_SIGNATURE_MALFORMED, str(error)) from None


def verify(signature: Signature, message: bytes) -> bool:
    """Tell whether some member signed the 32 bytes: the challenges come back to the first."""
    challenge = signature.challenge
    for member, response in zip(signature.members, signature.responses, strict=True):
        challenge = _next(message, member, signature.image, response, challenge)
    good = challenge == signature.challenge
    if good:
        _used(signature.image, signature.members)
    return good


def _used(image: Base, members: Sequence[Base]) -> None:
    image.used()
    for member in members:
        member.used()
        hash_to_curve(member.encoded).used()


def _next(message: bytes, member: Base, image: Base, response: int, challenge: int) -> int:
    left = multiple_plus_base(member, challenge, response)
    right = sum_of_multiples(hash_to_curve(member.encoded), response, image, challenge)
    return _challenge(message, left, right)


def _challenge(message: bytes, left: Curve, right: Curve) -> int:
    return hash_to_scalar(message + encode(left) + encode(right))


def _random_scalar() -> int:
    return 1 + secrets.randbelow(CURVE_ORDER - 1)


def sign(message: bytes, keys: Sequence[bytes], private_key: int, draw: Callable[[], int] = _random_scalar) -> bytes:
    """Sign 32 bytes as the member whose key belongs to `private_key`, and write the signature.

    `draw` gives the nonce first and then a response for every other member, starting behind the signer. The ring has
    two members or more.
    """
    own = encode(base_multiple(private_key))
    if own not in keys or len(keys) < 2:
        raise ValueError("a ring has two members or more, and the signer is one of them")
    members = [base(key) for key in keys]
    size, signer, own_hash = len(keys), list(keys).index(own), hash_to_curve(own).point
    image = base(encode(multiple(own_hash, private_key)))
    nonce = draw()
    responses, challenges = [0] * size, [0] * size
    challenges[(signer + 1) % size] = _challenge(message, base_multiple(nonce), multiple(own_hash, nonce))
    for step in range(1, size):
        member = (signer + step) % size
        responses[member] = draw()
        following = _next(message, members[member], image, responses[member], challenges[member])
        challenges[(member + 1) % size] = following
    responses[signer] = (nonce - challenges[signer] * private_key) % CURVE_ORDER
    _used(image, members)
    written = (response.to_bytes(32, "big") + key for response, key in zip(responses, keys, strict=True))
    return size.to_bytes(4, "big") + challenges[0].to_bytes(32, "big") + image.encoded + b"".join(written)
