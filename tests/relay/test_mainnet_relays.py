"""Relays inside proofs that mainnet accepted."""

import json

import pytest

from pocket_spec.claims.messages import CLAIM, MSG_SUBMIT_PROOF, VALIDATED
from pocket_spec.crypto.ring import decode_ring_signature, encode_ring_signature, verify_ring_signature
from pocket_spec.encoding.gob import decode_closest_proof
from pocket_spec.encoding.proto import decode, encode
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import RELAY
from pocket_spec.relay.signing import (
    request_signable_hash,
    verify_relay_request_signature,
    verify_relay_response_signature,
)
from pocket_spec.relay.validation import validate_relay_request, validate_relay_response

TRAILER_LENGTH = 16
"""Bytes of a leaf's weight and count, behind the relay in the leaf's value."""


@pytest.fixture
def proofs(mainnet_directory):
    """Each proof's message, supplier public key and claim."""
    document = json.loads((mainnet_directory / "proofs_135297.json").read_text())
    return [
        (
            decode(MSG_SUBMIT_PROOF, bytes.fromhex(case["msg"])),
            bytes.fromhex(case["signer_public_keys"][0]["key"]),
            bytes.fromhex(case["claim_after"]),
            bytes.fromhex(case["msg"]),
        )
        for case in document["cases"]
    ]


def relay_bytes(message):
    return decode_closest_proof(message.proof).closest_value_hash[:-TRAILER_LENGTH]


def test_every_relay_is_signed_by_its_ring_and_its_supplier(proofs):
    assert proofs
    for message, supplier_public_key, _, _ in proofs:
        relay = decode(RELAY, relay_bytes(message))
        validate_relay_request(relay.req)
        validate_relay_response(relay.res)
        signature = decode_ring_signature(relay.req.meta.signature)
        assert verify_relay_request_signature(relay.req, frozenset(signature.public_keys))
        assert verify_relay_response_signature(relay.res, supplier_public_key)
        assert relay.req.meta.supplier_operator_address == message.supplier_operator_address
        assert relay.req.meta.session_header == relay.res.meta.session_header == message.session_header


def test_every_message_is_canonical(proofs):
    for message, _, claim_bytes, message_bytes in proofs:
        assert encode(MSG_SUBMIT_PROOF, message) == message_bytes
        relay = relay_bytes(message)
        assert encode(RELAY, decode(RELAY, relay)) == relay
        claim = decode(CLAIM, claim_bytes)
        assert encode(CLAIM, claim) == claim_bytes
        assert claim.proof_validation_status == VALIDATED


def test_no_byte_of_a_ring_signature_can_change(proofs):
    relay = decode(RELAY, relay_bytes(proofs[0][0]))
    data, message = relay.req.meta.signature, request_signable_hash(relay.req)
    assert encode_ring_signature(decode_ring_signature(data)) == data
    for position in range(4, len(data), 7):
        altered = data[:position] + bytes([data[position] ^ 0x40]) + data[position + 1 :]
        try:
            assert not verify_ring_signature(message, decode_ring_signature(altered))
        except Rejected:
            continue
