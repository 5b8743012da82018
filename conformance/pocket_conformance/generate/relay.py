"""Cases of suite `relay`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

from coincurve import PublicKey

from pocket_conformance.generate.deterministic import stream_bytes, stream_int
from pocket_conformance.generate.model import Case, Note
from pocket_spec.crypto.hashes import sha3_512, sha256
from pocket_spec.crypto.ring import (
    RingSignature,
    challenge,
    encode_ring_signature,
    hash_to_curve,
    key_image,
    sign_ring,
)
from pocket_spec.crypto.secp256k1 import (
    CURVE_ORDER,
    FIELD_PRIME,
    Point,
    add,
    is_point,
    multiply,
    multiply_base,
    sign_ecdsa,
)
from pocket_spec.encoding.bech32 import encode_address

MESSAGES = "poktroll v0.1.35 proto/pocket/service/relay.proto"
SIGNING = "poktroll v0.1.35 x/service/types/relay.go"
RING = "ring-go v0.2.0 ring.go"
RING_BYTES = "ring-go v0.2.0 serde.go"
SCALARS = "go-dleq 2025-09-25 secp256k1/curve_decred.go"
ECDSA = "cosmos-sdk v0.53.7 crypto/keys/secp256k1/secp256k1_nocgo.go"
KEYS = "decred dcrec/secp256k1 v4.4.1 pubkey.go"

NOTES = {
    "Relay": Note(
        "ordinary", "A relay as a RelayMiner makes it: the response's payload dropped, its hash kept.", SIGNING
    ),
    "Hydrated": Note("ordinary", "The payload is still there; the response's signable hash ignores it.", SIGNING),
    "WithoutPayloadHash": Note(
        "ordinary", "No payload hash, as before v0.1.25: the response's signable hash covers the payload.", SIGNING
    ),
    "Absent": Note("boundary", "A message is absent: nothing is written for it.", MESSAGES),
    "Empty": Note(
        "boundary",
        "A message is there with nothing in it: it is written with length 0, unlike an absent one.",
        MESSAGES,
    ),
    "AbsentBytes": Note("boundary", "Absent bytes and empty bytes have the same encoding.", MESSAGES),
    "EmptyPayloadHash": Note(
        "quirk",
        "The payload hash is there but empty. It is not nil, so the payload is left out of what is signed; it is empty,"
        " so it is not written either: the signable hash covers neither.",
        SIGNING,
    ),
    "VarintBoundary": Note("boundary", "A length or height at which its varint takes another byte.", MESSAGES),
    "Height": Note("boundary", "An extreme of int64; negative heights are sign-extended to ten bytes.", MESSAGES),
    "Text": Note("boundary", "Text that is not ASCII is written as UTF-8.", MESSAGES),
    "RingSize": Note("ordinary", "A valid ring signature, by every member of rings of several sizes.", RING),
    "RingOfOne": Note("quirk", "A ring of one verifies, though signing refuses it: the signer is known.", RING),
    "RepeatedKey": Note("quirk", "A ring may name a key twice; the library's check for this compares pointers.", RING),
    "TrailingBytes": Note("quirk", "Bytes behind the last member are ignored.", RING_BYTES),
    "ScalarReduced": Note(
        "quirk", "A response of N or more is taken modulo N: the same signature in other bytes.", SCALARS
    ),
    "ShiftedChallenge": Note(
        "quirk",
        "The hash modulo N fits 31 bytes or fewer and is written left-aligned: multiplied by 256 for each byte missing."
        " One challenge in 256 is like this.",
        SCALARS,
    ),
    "PointAtInfinity": Note(
        "boundary", "A sum is the point at infinity: it is hashed as 02 and 32 zero bytes.", SCALARS
    ),
    "ZeroResponse": Note("boundary", "A response of 0 or 1.", SCALARS),
    "ChallengeRightAligned": Note(
        "defect", "Signed with a short challenge that was right-aligned instead of left.", SCALARS
    ),
    "OtherMessage": Note("defect", "The signature is of another message.", RING),
    "MessageHashedAgain": Note("defect", "The message hash was hashed again before the ring signature was made.", RING),
    "ChallengeAltered": Note("defect", "The first challenge was changed.", RING),
    "KeyImageAltered": Note("defect", "The key image is another point.", RING),
    "ResponseAltered": Note("defect", "A member's response was changed.", RING),
    "PublicKeyAltered": Note("defect", "A member's key was changed.", RING),
    "MembersSwapped": Note("defect", "Two members changed places.", RING),
    "SizeAltered": Note("defect", "The size says fewer members than were signed for.", RING_BYTES),
    "Truncated": Note("defect", "The data ends before the last member does.", RING_BYTES),
    "SizeTooLarge": Note("defect", "The size asks for more members than there are.", RING_BYTES),
    "NotOnCurve": Note("defect", "No point of the curve has this x.", KEYS),
    "CoordinateTooLarge": Note("defect", "The x of a point is the field's prime or more.", KEYS),
    "PointFormat": Note("defect", "The first byte of a point is neither 02 nor 03.", KEYS),
    "SupplierSignature": Note("ordinary", "A signature as suppliers make it.", ECDSA),
    "LargestLowS": Note("boundary", "s is the largest that counts as low, half the curve order.", ECDSA),
    "SmallScalars": Note("boundary", "r or s is as small as can be.", ECDSA),
    "LargeCoordinate": Note("boundary", "The x of the nonce's point is N or more, so r is x - N.", ECDSA),
    "UnreducedScalar": Note(
        "quirk", "r or s is N or more: it is reduced first, so s just above N passes as low.", ECDSA
    ),
    "LongPublicKey": Note(
        "quirk", "A public key of 65 bytes verifies, uncompressed or hybrid; it has no address.", KEYS
    ),
    "HighS": Note("defect", "s is above half the curve order.", ECDSA),
    "ZeroScalar": Note("defect", "r or s is 0 modulo N.", ECDSA),
    "SignatureLength": Note("defect", "The signature is not 64 bytes long.", ECDSA),
    "SignatureAltered": Note("defect", "r or s was changed.", ECDSA),
    "OtherPublicKey": Note("defect", "The public key is another one.", ECDSA),
    "OtherMessageHash": Note("defect", "The signature is of another message hash.", ECDSA),
    "HashedOnce": Note("defect", "The signable hash itself was signed, without being hashed once more.", ECDSA),
    "PublicKeyLength": Note("defect", "The public key is neither 33 nor 65 bytes long.", KEYS),
    "HybridParity": Note("defect", "A hybrid public key says the wrong parity.", KEYS),
}

HEADER = {
    "application_address": encode_address(stream_bytes("relay/application", 20)),
    "service_id": "eth",
    "session_id": stream_bytes("relay/session", 32).hex(),
    "session_start_block_height": 101,
    "session_end_block_height": 160,
}
NO_HEADER = {
    "application_address": "",
    "service_id": "",
    "session_id": "",
    "session_start_block_height": 0,
    "session_end_block_height": 0,
}
REQUEST = {
    "session_header": HEADER,
    "signature": stream_bytes("relay/ring signature", 199),
    "supplier_operator_address": encode_address(stream_bytes("relay/supplier", 20)),
    "payload": b'{"jsonrpc":"2.0","method":"eth_blockNumber","id":1}',
}
PAYLOAD = b'{"jsonrpc":"2.0","result":"0x10d4f","id":1}'
RESPONSE = {
    "session_header": HEADER,
    "supplier_operator_signature": stream_bytes("relay/supplier signature", 64),
    "payload": None,
    "payload_hash": sha256(PAYLOAD),
}
NO_REQUEST = {"session_header": None, "signature": None, "supplier_operator_address": "", "payload": None}
NO_RESPONSE = {"session_header": None, "supplier_operator_signature": None, "payload": None, "payload_hash": None}

MESSAGE = sha256(b"a relay request without its signature")

TWICE_SHIFTED_NONCE = 23506
"""The counter at which the search for a challenge of 30 bytes ends; about 65536 hashes are needed to find it."""


def cases() -> Iterator[Case]:
    """Yield every case of the suite."""
    yield from _encode_cases()
    yield from _ring_cases()
    yield from _malformed_ring_cases()
    yield from _supplier_cases()
    yield from _public_key_cases()


# Every case of `encode` is a change of one part of an ordinary relay.


def _encode(comment: str, flag: str, request: dict[str, Any] | None, response: dict[str, Any] | None) -> Case:
    return Case("encode", comment, (flag,), {"relay": {"request": request, "response": response}})


def _encode_cases() -> Iterator[Case]:
    yield _encode("an ordinary relay", "Relay", REQUEST, RESPONSE)
    yield _encode("the response with its payload", "Hydrated", REQUEST, RESPONSE | {"payload": PAYLOAD})
    old = {"payload": PAYLOAD, "payload_hash": None}
    yield _encode("a relay of a release before v0.1.25", "WithoutPayloadHash", REQUEST, RESPONSE | old)
    yield _encode(
        "a response with neither payload nor hash", "WithoutPayloadHash", REQUEST, RESPONSE | {"payload_hash": None}
    )
    yield _encode("no request", "Absent", None, RESPONSE)
    yield _encode("no response", "Absent", REQUEST, None)
    yield _encode("neither request nor response: no bytes", "Absent", None, None)
    yield _encode(
        "no session headers", "Absent", REQUEST | {"session_header": None}, RESPONSE | {"session_header": None}
    )
    yield _encode("no session header in the response", "Absent", REQUEST, RESPONSE | {"session_header": None})
    yield _encode("empty request and response", "Empty", NO_REQUEST, NO_RESPONSE)
    yield _encode("empty request, no response", "Empty", NO_REQUEST, None)
    empty = {"session_header": NO_HEADER}
    yield _encode("empty session headers", "Empty", REQUEST | empty, RESPONSE | empty)
    yield _encode("nothing but empty session headers", "Empty", NO_REQUEST | empty, NO_RESPONSE | empty)
    yield from _absent_bytes_cases()
    yield from _varint_cases()


def _absent_bytes_cases() -> Iterator[Case]:
    for value, name in ((None, "absent"), (b"", "empty")):
        yield _encode(f"{name} request signature", "AbsentBytes", REQUEST | {"signature": value}, RESPONSE)
        yield _encode(f"{name} request payload", "AbsentBytes", REQUEST | {"payload": value}, RESPONSE)
        signature = {"supplier_operator_signature": value}
        yield _encode(f"{name} response signature", "AbsentBytes", REQUEST, RESPONSE | signature)
    yield _encode("empty response payload", "AbsentBytes", REQUEST, RESPONSE | {"payload": b""})
    hashless = {"payload": PAYLOAD, "payload_hash": b""}
    yield _encode("an empty payload hash beside a payload", "EmptyPayloadHash", REQUEST, RESPONSE | hashless)
    both = {"payload": None, "payload_hash": b""}
    yield _encode("an empty payload hash and no payload", "EmptyPayloadHash", REQUEST, RESPONSE | both)
    supplierless = {"supplier_operator_address": ""}
    yield _encode("no supplier operator address", "AbsentBytes", REQUEST | supplierless, RESPONSE)


def _varint_cases() -> Iterator[Case]:
    for length in (1, 127, 128, 16383, 16384):
        payload = stream_bytes("relay/payload", length)
        yield _encode(
            f"a request payload of {length} bytes", "VarintBoundary", REQUEST | {"payload": payload}, RESPONSE
        )
    for length in (127, 128, 16384):
        old = {"payload": stream_bytes("relay/payload", length), "payload_hash": None}
        yield _encode(f"a response payload of {length} bytes", "VarintBoundary", NO_REQUEST, NO_RESPONSE | old)
    # A payload whose length makes the whole request one byte longer or shorter than 128.
    for length in (123, 124, 125):
        payload = stream_bytes("relay/payload", length)
        yield _encode(
            f"nothing but a request payload of {length} bytes",
            "VarintBoundary",
            NO_REQUEST | {"payload": payload},
            None,
        )
    for start, end in ((0, 1), (127, 128), (16383, 16384), (2**31 - 1, 2**31), (2**63 - 1, 2**63 - 1), (-1, -(2**63))):
        header = HEADER | {"session_start_block_height": start, "session_end_block_height": end}
        flag = "Height" if start in {0, -1, 2**63 - 1} else "VarintBoundary"
        yield _encode(
            f"heights {start} and {end}",
            flag,
            REQUEST | {"session_header": header},
            RESPONSE | {"session_header": header},
        )
    for text, comment in (
        ("été", "two-byte characters"),
        ("\U0001f4e6", "a four-byte character"),
        ("\x00", "a zero byte"),
    ):
        header = HEADER | {"service_id": text, "session_id": text * 50}
        yield _encode(comment, "Text", REQUEST | {"session_header": header}, RESPONSE)


# Ring signatures.


def _private_key(label: str) -> int:
    return stream_int(f"relay/key/{label}", 1, CURVE_ORDER - 1)


def _private_keys(size: int) -> tuple[int, ...]:
    return tuple(_private_key(f"member {member}") for member in range(size))


def _scalar(label: str) -> int:
    return stream_int(f"relay/scalar/{label}", 1, CURVE_ORDER - 1)


def _ring(size: int) -> tuple[Point, ...]:
    return tuple(multiply_base(key) for key in _private_keys(size))


def _signed(size: int, signer: int, nonce: int | None = None, message: bytes = MESSAGE) -> RingSignature:
    decoys = tuple(_scalar(f"decoy {size} {signer} {member}") for member in range(size - 1))
    used = _scalar(f"nonce {size} {signer}") if nonce is None else nonce
    return sign_ring(message, _ring(size), _private_keys(size)[signer], used, decoys)


def _ring_case(comment: str, flag: str, signature: RingSignature | bytes, message: bytes = MESSAGE) -> Case:
    data = encode_ring_signature(signature) if isinstance(signature, RingSignature) else signature
    return Case("verify_ring_signature", comment, (flag,), {"signature": data, "message_hash": message})


def _ring_cases() -> Iterator[Case]:
    for size in range(2, 9):
        yield _ring_case(f"{size} members, signed by the first", "RingSize", _signed(size, 0))
        yield _ring_case(f"{size} members, signed by the last", "RingSize", _signed(size, size - 1))
    yield _ring_case("4 members, signed by the second", "RingSize", _signed(4, 1))
    yield _ring_case("20 members", "RingSize", _signed(20, 7))
    yield from _quirky_ring_cases()
    yield from _shifted_cases()
    yield from _altered_ring_cases()


def _quirky_ring_cases() -> Iterator[Case]:
    key, other = _private_keys(2)
    ring = _ring(2)
    nonce = _scalar("nonce")
    first = challenge(MESSAGE, multiply_base(nonce), multiply(hash_to_curve(ring[0]), nonce))
    alone = RingSignature(first, key_image(key), ((nonce - first * key) % CURVE_ORDER,), ring[:1])
    yield _ring_case("a ring of one", "RingOfOne", alone)
    decoy = _scalar("decoy")
    yield _ring_case(
        "a ring of the same key twice", "RepeatedKey", sign_ring(MESSAGE, (ring[0], ring[0]), key, nonce, (decoy,))
    )
    three = (ring[1], ring[0], ring[1])
    yield _ring_case("another member's key twice", "RepeatedKey", sign_ring(MESSAGE, three, key, nonce, (decoy, decoy)))
    valid = _signed(2, 0)
    yield _ring_case("one byte behind the last member", "TrailingBytes", encode_ring_signature(valid) + b"\x00")
    yield _ring_case(
        "a member more than the size says",
        "TrailingBytes",
        encode_ring_signature(valid) + stream_bytes("relay/tail", 65),
    )
    for value in (0, 1, 2**256 - 1 - CURVE_ORDER):
        small = sign_ring(MESSAGE, ring, key, nonce, (value,))
        yield _ring_case(f"a response of {value:#x}", "ZeroResponse", small)
        data = encode_ring_signature(small)
        reduced = data[:134] + (value + CURVE_ORDER).to_bytes(32, "big") + data[166:]
        yield _ring_case(f"a response of N + {value:#x}", "ScalarReduced", reduced)
    # With this response the second member's s G + c P is the point at infinity.
    cancelling = -first * other % CURVE_ORDER
    yield _ring_case("a left sum at infinity", "PointAtInfinity", sign_ring(MESSAGE, ring, key, nonce, (cancelling,)))
    both = -first * key % CURVE_ORDER
    yield _ring_case(
        "both sums at infinity", "PointAtInfinity", sign_ring(MESSAGE, (ring[0], ring[0]), key, nonce, (both,))
    )


def _challenge_length(public_key: Point, nonce: int) -> int:
    """Return the bytes of the challenge that a signer's nonce makes, before it is aligned."""
    data = MESSAGE + multiply_base(nonce) + multiply(hash_to_curve(public_key), nonce)
    return ((int.from_bytes(sha3_512(data), "big") % CURVE_ORDER).bit_length() + 7) // 8


def _shifting_nonce(public_key: Point, length: int, first: int = 0) -> int:
    """Find a nonce whose challenge has this many bytes."""
    nonces = (_scalar(f"shift {counter}") for counter in count(first))
    return next(nonce for nonce in nonces if _challenge_length(public_key, nonce) == length)


def _shifted_cases() -> Iterator[Case]:
    ring = _ring(3)
    for signer, place in ((0, "second"), (1, "third"), (2, "first")):
        nonce = _shifting_nonce(ring[signer], 31)
        yield _ring_case(f"the {place} challenge has 31 bytes", "ShiftedChallenge", _signed(3, signer, nonce))
    nonce = _shifting_nonce(ring[1], 30, TWICE_SHIFTED_NONCE)
    yield _ring_case("a challenge of 30 bytes", "ShiftedChallenge", _signed(3, 1, nonce))
    # The last member signs with an unshifted first challenge, so all later ones follow from it.
    keys, nonce = _private_keys(2), _shifting_nonce(_ring(2)[1], 31)
    left, right = multiply_base(nonce), multiply(hash_to_curve(_ring(2)[1]), nonce)
    unshifted = int.from_bytes(sha3_512(MESSAGE + left + right), "big") % CURVE_ORDER
    image, decoy = key_image(keys[1]), _scalar("decoy")
    left = add(multiply(_ring(2)[0], unshifted), multiply_base(decoy))
    right = add(multiply(image, unshifted), multiply(hash_to_curve(_ring(2)[0]), decoy))
    closing = (nonce - challenge(MESSAGE, left, right) * keys[1]) % CURVE_ORDER
    signature = RingSignature(unshifted, image, (decoy, closing), _ring(2))
    yield _ring_case("a signature by a port that aligns to the right", "ChallengeRightAligned", signature)


def _altered_ring_cases() -> Iterator[Case]:
    valid, stranger = _signed(3, 1), multiply_base(_private_key("stranger"))
    other = sha256(b"another message")
    yield _ring_case("another message", "OtherMessage", valid, other)
    yield _ring_case("one bit of the message", "OtherMessage", valid, bytes([MESSAGE[0] ^ 1]) + MESSAGE[1:])
    yield _ring_case("the signed hash was hashed again", "MessageHashedAgain", _signed(2, 0, message=sha256(MESSAGE)))
    yield _ring_case("the first challenge plus one", "ChallengeAltered", replace(valid, challenge=valid.challenge + 1))
    yield _ring_case("a first challenge of zero", "ChallengeAltered", replace(valid, challenge=0))
    shifted = _signed(3, 2, _shifting_nonce(_ring(3)[2], 31))
    yield _ring_case(
        "a first challenge shifted back", "ChallengeAltered", replace(shifted, challenge=shifted.challenge >> 8)
    )
    yield _ring_case(
        "the key image of another member", "KeyImageAltered", replace(valid, key_image=key_image(_private_keys(3)[0]))
    )
    negated = bytes([valid.key_image[0] ^ 1]) + valid.key_image[1:]
    yield _ring_case("the key image negated", "KeyImageAltered", replace(valid, key_image=negated))
    yield _ring_case("the signer's key as key image", "KeyImageAltered", replace(valid, key_image=valid.public_keys[1]))
    for member in range(3):
        responses = tuple(s ^ (index == member) for index, s in enumerate(valid.responses))
        yield _ring_case(f"one bit of response {member}", "ResponseAltered", replace(valid, responses=responses))
        keys = tuple(stranger if index == member else key for index, key in enumerate(valid.public_keys))
        yield _ring_case(f"a stranger's key for member {member}", "PublicKeyAltered", replace(valid, public_keys=keys))
    flipped = bytes([valid.public_keys[0][0] ^ 1]) + valid.public_keys[0][1:]
    yield _ring_case(
        "a member's key negated", "PublicKeyAltered", replace(valid, public_keys=(flipped, *valid.public_keys[1:]))
    )
    responses, keys = valid.responses, valid.public_keys
    swapped = replace(
        valid, responses=(responses[1], responses[0], responses[2]), public_keys=(keys[1], keys[0], keys[2])
    )
    yield _ring_case("two members swapped", "MembersSwapped", swapped)
    turned = replace(valid, responses=responses[1:] + responses[:1], public_keys=keys[1:] + keys[:1])
    yield _ring_case("the ring turned by one member", "MembersSwapped", turned)
    for size in (1, 2):
        data = size.to_bytes(4, "big") + encode_ring_signature(valid)[4:]
        yield _ring_case(f"size {size} for 3 members", "SizeAltered", data)


def _malformed_ring_cases() -> Iterator[Case]:
    valid = encode_ring_signature(_signed(2, 0))
    for length, comment in (
        (4, "nothing behind the size"),
        (35, "a challenge of 31 bytes"),
        (36, "no key image"),
        (68, "a key image of 32 bytes"),
        (69, "no members"),
        (101, "no key of the first member"),
        (134, "one member of two"),
        (198, "the last byte is missing"),
    ):
        yield _ring_case(comment, "Truncated", valid[:length])
    for size in (3, 6, 7, 2**31, 2**32 - 1):
        yield _ring_case(f"size {size} for 2 members", "SizeTooLarge", size.to_bytes(4, "big") + valid[4:])
    yield _ring_case("the size in little-endian", "SizeTooLarge", valid[3::-1] + valid[4:])
    off_curve = next(x for x in count(1) if not is_point(b"\x02" + x.to_bytes(32, "big"))).to_bytes(32, "big")
    for place, start in (("key image", 36), ("first key", 101), ("last key", 166)):
        with_x = partial(_with_x, valid, start)
        yield _ring_case(f"{place}: x is not on the curve", "NotOnCurve", with_x(off_curve))
        yield _ring_case(f"{place}: the point at infinity", "NotOnCurve", with_x(bytes(32)))
        yield _ring_case(f"{place}: x is the prime", "CoordinateTooLarge", with_x(FIELD_PRIME.to_bytes(32, "big")))
        beyond = next(x for x in count(1) if is_point(b"\x02" + x.to_bytes(32, "big"))) + FIELD_PRIME
        yield _ring_case(
            f"{place}: x on the curve only modulo the prime", "CoordinateTooLarge", with_x(beyond.to_bytes(32, "big"))
        )
        for form in (0, 1, 4, 6):
            data = valid[:start] + bytes([form]) + valid[start + 1 :]
            yield _ring_case(f"{place}: first byte {form:02x}", "PointFormat", data)


def _with_x(data: bytes, start: int, x: bytes) -> bytes:
    return data[: start + 1] + x + data[start + 33 :]


# Supplier signatures.


def _supplier_case(comment: str, flag: str, signature: bytes, public_key: bytes, message: bytes = MESSAGE) -> Case:
    arguments = {"public_key": public_key, "signature": signature, "message_hash": message}
    return Case("verify_supplier_signature", comment, (flag,), arguments)


def _compact(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _key_for(nonce_point: Point, r: int, s: int) -> Point:
    """Find the public key under which (r, s) signs `MESSAGE`: signatures with numbers of one's choice."""
    digest, inverse = int.from_bytes(sha256(MESSAGE), "big"), pow(r, -1, CURVE_ORDER)
    return add(multiply(nonce_point, s * inverse), multiply_base(-digest * inverse))


def _point_from(x: int) -> tuple[Point, int]:
    """Return the first point at or behind x, and its x."""
    found = next(candidate for candidate in count(x) if is_point(b"\x02" + candidate.to_bytes(32, "big")))
    return b"\x02" + found.to_bytes(32, "big"), found


def _supplier_cases() -> Iterator[Case]:
    for index in range(4):
        key = _private_key(f"supplier {index}")
        message = sha256(f"response {index}".encode())
        yield _supplier_case(
            "an ordinary signature", "SupplierSignature", sign_ecdsa(key, message), multiply_base(key), message
        )
    key = _private_key("supplier 0")
    public_key, signature = multiply_base(key), sign_ecdsa(key, MESSAGE)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    point, small = _point_from(1)
    half = CURVE_ORDER // 2
    yield _supplier_case("s = N/2", "LargestLowS", _compact(small, half), _key_for(point, small, half))
    yield _supplier_case("s = N/2 + 1", "HighS", _compact(small, half + 1), _key_for(point, small, half + 1))
    yield _supplier_case("s = N - s", "HighS", _compact(r, CURVE_ORDER - s), public_key)
    yield _supplier_case(
        "s = N - 1", "HighS", _compact(small, CURVE_ORDER - 1), _key_for(point, small, CURVE_ORDER - 1)
    )
    yield _supplier_case(f"r = {small}, s = 1", "SmallScalars", _compact(small, 1), _key_for(point, small, 1))
    yield _supplier_case("s = 1", "SmallScalars", _compact(r, 1), _key_for(b"\x02" + signature[:32], r, 1))
    large, x = _point_from(CURVE_ORDER + 1)
    yield _supplier_case(
        "r = x - N", "LargeCoordinate", _compact(x - CURVE_ORDER, s), _key_for(large, x - CURVE_ORDER, s)
    )
    yield _supplier_case("r = N + r", "UnreducedScalar", _compact(small + CURVE_ORDER, s), _key_for(point, small, s))
    yield _supplier_case("s = N + 1", "UnreducedScalar", _compact(small, CURVE_ORDER + 1), _key_for(point, small, 1))
    largest = 2**256 - 1
    key_of_largest = _key_for(point, small, largest - CURVE_ORDER)
    yield _supplier_case("s = 2^256 - 1", "UnreducedScalar", _compact(small, largest), key_of_largest)
    for value, name in ((0, "0"), (CURVE_ORDER, "N")):
        yield _supplier_case(f"r = {name}", "ZeroScalar", _compact(value, s), public_key)
        yield _supplier_case(f"s = {name}", "ZeroScalar", _compact(r, value), public_key)
    yield _supplier_case("r = s = 0", "ZeroScalar", bytes(64), public_key)
    for start in (0, 31, 32, 63):
        altered = signature[:start] + bytes([signature[start] ^ 1]) + signature[start + 1 :]
        yield _supplier_case(f"one bit of byte {start}", "SignatureAltered", altered, public_key)
    yield _supplier_case("r and s swapped", "SignatureAltered", signature[32:] + signature[:32], public_key)
    yield from _signature_length_cases(signature, public_key)
    yield _supplier_case("another message hash", "OtherMessageHash", signature, public_key, sha256(b"another"))
    once = _sign_digest(key, MESSAGE)
    yield _supplier_case("the signable hash signed as it is", "HashedOnce", once, public_key)


def _sign_digest(key: int, digest: bytes) -> bytes:
    """Sign a digest without hashing it, with a fixed nonce and a low s."""
    nonce = _scalar("digest")
    r = int.from_bytes(multiply_base(nonce)[1:], "big") % CURVE_ORDER
    s = (int.from_bytes(digest, "big") + r * key) * pow(nonce, -1, CURVE_ORDER) % CURVE_ORDER
    return _compact(r, min(s, CURVE_ORDER - s))


def _signature_length_cases(signature: bytes, public_key: bytes) -> Iterator[Case]:
    yield _supplier_case("no signature", "SignatureLength", b"", public_key)
    yield _supplier_case("63 bytes", "SignatureLength", signature[:63], public_key)
    yield _supplier_case("65 bytes: a recovery id behind", "SignatureLength", signature + b"\x00", public_key)
    yield _supplier_case("65 bytes: a recovery code before", "SignatureLength", b"\x1f" + signature, public_key)
    der = b"\x02\x21\x00" + signature[:32] + b"\x02\x20" + signature[32:]
    yield _supplier_case("DER", "SignatureLength", b"\x30" + bytes([len(der)]) + der, public_key)


def _public_key_cases() -> Iterator[Case]:
    key = _private_key("supplier 0")
    public_key, signature = multiply_base(key), sign_ecdsa(key, MESSAGE)
    uncompressed = PublicKey(public_key).format(compressed=False)
    right = bytes([6 + (uncompressed[-1] & 1)])
    wrong = bytes([right[0] ^ 1])
    yield _supplier_case("an uncompressed public key", "LongPublicKey", signature, uncompressed)
    yield _supplier_case("a hybrid public key", "LongPublicKey", signature, right + uncompressed[1:])
    yield _supplier_case("a hybrid public key of the wrong parity", "HybridParity", signature, wrong + uncompressed[1:])
    yield _supplier_case("another public key", "OtherPublicKey", signature, multiply_base(_private_key("supplier 1")))
    yield _supplier_case(
        "the public key negated", "OtherPublicKey", signature, bytes([public_key[0] ^ 1]) + public_key[1:]
    )
    for length in (0, 1, 32, 34):
        yield _supplier_case(f"{length} bytes", "PublicKeyLength", signature, (public_key + b"\x00")[:length])
    yield _supplier_case("64 bytes: without the first", "PublicKeyLength", signature, uncompressed[1:])
    for form in (0, 1, 4, 5, 6):
        yield _supplier_case(
            f"33 bytes starting with {form:02x}", "PointFormat", signature, bytes([form]) + public_key[1:]
        )
    for form in (2, 5):
        yield _supplier_case(
            f"65 bytes starting with {form:02x}", "PointFormat", signature, bytes([form]) + uncompressed[1:]
        )
    off_curve = next(x for x in count(1) if not is_point(b"\x02" + x.to_bytes(32, "big")))
    yield _supplier_case("x is not on the curve", "NotOnCurve", signature, b"\x02" + off_curve.to_bytes(32, "big"))
    moved = uncompressed[:-1] + bytes([uncompressed[-1] ^ 2])
    yield _supplier_case("the uncompressed point is not on the curve", "NotOnCurve", signature, moved)
    beyond = _point_from(1)[1] + FIELD_PRIME
    yield _supplier_case("x beyond the prime", "CoordinateTooLarge", signature, b"\x02" + beyond.to_bytes(32, "big"))
