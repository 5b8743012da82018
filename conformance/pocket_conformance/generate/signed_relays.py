"""Relays as both sides sign them, from labels: keys, rings, requests, responses, and the trie of a session."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pocket_conformance.generate.deterministic import stream_int
from pocket_spec.claims.onchain_proof import RELAY_TRIE
from pocket_spec.crypto.accounts import account_address
from pocket_spec.crypto.hashes import sha256
from pocket_spec.crypto.ring import encode_ring_signature, sign_ring
from pocket_spec.crypto.secp256k1 import CURVE_ORDER, multiply_base, sign_ecdsa
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.encoding.proto import encode
from pocket_spec.relay.messages import (
    RELAY,
    Relay,
    RelayRequest,
    RelayRequestMetadata,
    RelayResponse,
    RelayResponseMetadata,
    SessionHeader,
)
from pocket_spec.relay.signing import request_signable_hash, response_signable_hash
from pocket_spec.smst.trie import Trie, build
from pocket_spec.smst.types import TrieOperation, Update


def private_key(label: str) -> int:
    """Give the private key of a label. It is public, like the label."""
    return stream_int(f"claim/key/{label}", 1, CURVE_ORDER - 1)


def scalar(label: str) -> int:
    """Give a scalar."""
    return stream_int(f"claim/scalar/{label}", 1, CURVE_ORDER - 1)


def public_key(label: str) -> bytes:
    """Give the public key of a label."""
    return multiply_base(private_key(label))


def address(label: str) -> str:
    """Give the address of a label's key."""
    return encode_address(account_address(public_key(label)))


def request(number: int, header: SessionHeader | None, supplier: str) -> RelayRequest:
    """Make a request, not signed yet."""
    payload = f'{{"jsonrpc":"2.0","method":"eth_blockNumber","id":{number}}}'.encode()
    return RelayRequest(RelayRequestMetadata(header, None, supplier), payload)


def response(number: int, header: SessionHeader | None) -> RelayResponse:
    """Make a response, not signed yet."""
    payload = f'{{"jsonrpc":"2.0","result":"0x10d4f","id":{number}}}'.encode()
    return RelayResponse(RelayResponseMetadata(header), payload_hash=sha256(payload))


def ring_signature(message: bytes, ring: tuple[bytes, ...], signer: str, position: int) -> bytes:
    """Sign in a ring of keys, of which the signer's is at a position."""
    decoys = tuple(scalar(f"decoy {member}") for member in range(len(ring) - 1))
    nonce = stream_int(f"claim/nonce/{message.hex()}", 1, CURVE_ORDER - 1)
    assert ring[position] == public_key(signer)  # noqa: S101 - otherwise nothing would verify
    return encode_ring_signature(sign_ring(message, ring, private_key(signer), nonce, decoys))


def with_request_signature(unsigned: RelayRequest, signature: bytes | None) -> RelayRequest:
    """Put a signature to a request."""
    return replace(unsigned, meta=replace(unsigned.meta, signature=signature))


@cache
def signed_request(unsigned: RelayRequest, ring: tuple[bytes, ...], signer: str, position: int) -> RelayRequest:
    """Sign a request in a ring of keys."""
    signature = ring_signature(request_signable_hash(unsigned), ring, signer, position)
    return with_request_signature(unsigned, signature)


def with_response_signature(unsigned: RelayResponse, signature: bytes | None) -> RelayResponse:
    """Put a signature to a response."""
    return replace(unsigned, meta=replace(unsigned.meta, supplier_operator_signature=signature))


@cache
def signed_response(unsigned: RelayResponse, supplier: str) -> RelayResponse:
    """Sign a response with the key of a label."""
    return with_response_signature(unsigned, sign_ecdsa(private_key(supplier), response_signable_hash(unsigned)))


def relay_trie(leaves: tuple[bytes, ...], weight: int) -> Trie:
    """Make the trie of relays of one weight each."""
    updates: tuple[TrieOperation, ...] = tuple(Update(sha256(leaf), leaf, weight) for leaf in leaves)
    return build(RELAY_TRIE, updates)


def relay_bytes(asked: RelayRequest | None, answered: RelayResponse | None) -> bytes:
    """Encode a relay."""
    return encode(RELAY, Relay(asked, answered))
