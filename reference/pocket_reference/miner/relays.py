"""Relays on the wire: reading requests, making and signing responses, and the bytes that are mined.

Written for speed: the few fields that change are put together by hand, and nothing is encoded twice.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from coincurve import PrivateKey

from pocket_reference.miner.refusals import Refusal, RefusedError
from pocket_spec.encoding.proto import decode
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import RELAY, RELAY_REQUEST, RelayRequest, SessionHeader


@dataclass(frozen=True, slots=True)
class IncomingRelay:
    """A request as it was read, with the bytes of its parts."""

    request: RelayRequest
    header: SessionHeader
    signature: bytes
    payload: bytes

    @property
    def supplier(self) -> str:
        """The supplier that is asked."""
        return self.request.meta.supplier_operator_address


@dataclass(frozen=True, slots=True)
class ServedRelay:
    """A signed response as it is sent, and what is mined: the relay without the response's payload, and its hash."""

    response: bytes
    relay: bytes
    relay_hash: bytes


def varint(value: int) -> bytes:
    """Write an unsigned varint."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, content: bytes) -> bytes:
    """Write a length-delimited field."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def text_field(number: int, text: str) -> bytes:
    """Write a field of text, nothing where it is empty."""
    return field(number, text.encode("utf-8", "surrogateescape")) if text else b""


def number_field(number: int, value: int) -> bytes:
    """Write a field of a number, nothing where it is zero."""
    return varint(number << 3) + varint(value % 2**64) if value else b""


def header_bytes(header: SessionHeader) -> bytes:
    """Write a session header."""
    return (
        text_field(1, header.application_address)
        + text_field(2, header.service_id)
        + text_field(3, header.session_id)
        + number_field(4, header.session_start_block_height)
        + number_field(5, header.session_end_block_height)
    )


def read_relay(body: bytes) -> IncomingRelay:
    """Read a request; refused as malformed where a part is missing."""
    try:
        request = decode(RELAY_REQUEST, body)
    except Rejected as rejected:
        raise RefusedError(Refusal.MALFORMED, rejected.detail) from None
    return _incoming(request)


def _incoming(request: RelayRequest) -> IncomingRelay:
    header, signature = request.meta.session_header, request.meta.signature
    if header is None or not header.session_id or not header.service_id or not header.application_address:
        raise RefusedError(Refusal.MALFORMED, "no session header")
    if not signature:
        raise RefusedError(Refusal.WRONG_SIGNATURE, "the request is not signed")
    return IncomingRelay(request, header, signature, request.payload or b"")


def request_bytes(header: bytes, signature: bytes, supplier: str, payload: bytes) -> bytes:
    """Write a request; without a signature these are the bytes whose hash is signed."""
    meta = field(1, header) + (field(2, signature) if signature else b"") + text_field(3, supplier)
    return field(1, meta) + (field(2, payload) if payload else b"")


def request_hash(relay: IncomingRelay) -> bytes:
    """Give the hash that the ring signs."""
    unsigned = request_bytes(header_bytes(relay.header), b"", relay.supplier, relay.payload)
    return hashlib.sha256(unsigned).digest()


def mined_request_hash(mined: bytes) -> bytes:
    """Give the hash that the ring signed, from a relay as it is mined."""
    request = decode(RELAY, mined).req
    if request is None:
        raise RefusedError(Refusal.MALFORMED, "a relay without its request")
    return request_hash(_incoming(request))


def serve(relay: IncomingRelay, payload: bytes, key: PrivateKey) -> ServedRelay:
    """Sign a response and put the relay together as it is mined, without the response's payload.

    What is signed has the payload's hash in the payload's place.
    """
    header, hashed = field(1, header_bytes(relay.header)), field(4, hashlib.sha256(payload).digest())
    signable = hashlib.sha256(field(1, header) + hashed).digest()
    signature = key.sign_recoverable(hashlib.sha256(signable).digest(), hasher=None)[:64]
    meta = field(1, header + field(2, signature))
    request = request_bytes(header_bytes(relay.header), relay.signature, relay.supplier, relay.payload)
    mined = field(1, request) + field(2, meta + hashed)
    return ServedRelay(meta + field(2, payload) + hashed, mined, hashlib.sha256(mined).digest())
