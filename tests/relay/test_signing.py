"""What of a relay is hashed and signed."""

from dataclasses import replace

import deal
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.crypto.hashes import sha256
from pocket_spec.crypto.ring import encode_ring_signature, sign_ring
from pocket_spec.crypto.secp256k1 import multiply_base, sign_ecdsa
from pocket_spec.encoding.proto import decode, encode
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import (
    RELAY,
    RELAY_REQUEST,
    RELAY_RESPONSE,
    Relay,
    RelayMinerError,
    RelayRequest,
    RelayRequestMetadata,
    RelayResponse,
    RelayResponseMetadata,
    SessionHeader,
)
from pocket_spec.relay.signing import (
    dehydrated,
    relay_hash,
    request_signable_hash,
    response_signable_hash,
    verify_relay_request_signature,
    verify_relay_response_signature,
    with_payload_hash,
)

HEADERS = st.none() | st.builds(SessionHeader, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
OPTIONAL_BYTES = st.none() | st.binary(max_size=20)
REQUESTS = st.builds(
    RelayRequest, st.builds(RelayRequestMetadata, HEADERS, OPTIONAL_BYTES, st.text(max_size=5)), OPTIONAL_BYTES
)
ERRORS = st.none() | st.builds(RelayMinerError, st.text(max_size=5), st.integers(0, 2**32 - 1))
RESPONSES = st.builds(
    RelayResponse,
    st.builds(RelayResponseMetadata, HEADERS, OPTIONAL_BYTES),
    OPTIONAL_BYTES,
    ERRORS,
    OPTIONAL_BYTES,
)
KEYS = (11, 12, 13)
RING = tuple(multiply_base(key) for key in KEYS)


def signed_request(request, ring=RING, signer=0):
    message = request_signable_hash(request)
    signature = sign_ring(message, ring, KEYS[signer], 5, tuple(range(1, len(ring))))
    return replace(request, meta=replace(request.meta, signature=encode_ring_signature(signature)))


@given(REQUESTS, OPTIONAL_BYTES)
def test_the_signature_is_all_that_a_request_hash_leaves_out(request, signature):
    other = replace(request, meta=replace(request.meta, signature=signature))
    assert request_signable_hash(other) == request_signable_hash(request)
    unsigned = replace(request, meta=replace(request.meta, signature=None))
    assert request_signable_hash(request) == sha256(encode(RELAY_REQUEST, unsigned))
    longer = replace(request, payload=(request.payload or b"") + b"x")
    assert request_signable_hash(longer) != request_signable_hash(request)
    renamed = replace(request, meta=replace(request.meta, supplier_operator_address="other one"))
    assert request_signable_hash(renamed) != request_signable_hash(request)


@given(RESPONSES, OPTIONAL_BYTES, st.binary(min_size=1, max_size=20))
def test_a_response_hash_covers_the_payload_only_without_a_payload_hash(response, signature, payload):
    other = replace(response, meta=replace(response.meta, supplier_operator_signature=signature))
    assert response_signable_hash(other) == response_signable_hash(response)
    paid = replace(response, payload=payload + (response.payload or b""))
    covered = response.payload_hash is None
    assert (response_signable_hash(paid) != response_signable_hash(response)) == covered
    rehashed = replace(response, payload_hash=(response.payload_hash or b"") + b"x")
    assert response_signable_hash(rehashed) != response_signable_hash(response)


@given(RESPONSES, OPTIONAL_BYTES)
def test_an_empty_payload_hash_hides_the_payload_and_is_not_covered(response, payload):
    hashless = replace(response, payload=payload, payload_hash=b"")
    bare = replace(response, payload=None, payload_hash=None)
    assert response_signable_hash(hashless) == response_signable_hash(bare)
    decoded = decode(RELAY_RESPONSE, encode(RELAY_RESPONSE, bare) + b"\x12\x01x" + b"\x22\x00")
    assert response_signable_hash(decoded) == response_signable_hash(bare)


@given(RESPONSES)
def test_dropping_the_payload_keeps_the_signature_when_there_is_a_payload_hash(response):
    paid = with_payload_hash(replace(response, payload=b"payload"))
    relay = Relay(res=paid)
    assert paid.payload_hash == sha256(b"payload")
    dropped = dehydrated(relay).res
    assert dropped.payload is None
    assert response_signable_hash(dropped) == response_signable_hash(paid)
    assert relay_hash(dehydrated(relay)) != relay_hash(relay)


@pytest.mark.parametrize("payload", [None, b""])
def test_there_is_no_hash_of_no_payload(payload):
    with pytest.raises(Rejected) as caught:
        with_payload_hash(RelayResponse(payload=payload))
    assert caught.value.reason is Reason.RELAY_RESPONSE_INVALID


def test_a_relay_without_a_response_cannot_be_dehydrated():
    with pytest.raises(deal.PreContractError):
        dehydrated(Relay())


@given(REQUESTS, RESPONSES)
def test_a_relay_hash_is_the_hash_of_its_bytes(request, response):
    relay = Relay(request, response)
    assert relay_hash(relay) == sha256(encode(RELAY, relay))


@given(REQUESTS)
def test_a_member_of_the_ring_signs_a_request(request):
    signed = signed_request(request, RING[:2])
    assert verify_relay_request_signature(signed, frozenset(RING[:2]))
    assert verify_relay_request_signature(signed, frozenset(RING))
    assert not verify_relay_request_signature(signed, frozenset(RING[1:]))
    assert not verify_relay_request_signature(signed, frozenset())
    assert not verify_relay_request_signature(
        replace(signed, payload=b"another payload, 30 bytes long"), frozenset(RING)
    )


@pytest.mark.parametrize("signature", [None, b"", b"\x00"])
def test_a_request_without_a_ring_signature_is_malformed(signature):
    with pytest.raises(Rejected) as caught:
        verify_relay_request_signature(RelayRequest(RelayRequestMetadata(signature=signature)), frozenset(RING))
    assert caught.value.reason is Reason.RING_SIGNATURE_MALFORMED


@given(RESPONSES)
def test_the_supplier_signs_a_response(response):
    signature = sign_ecdsa(KEYS[0], response_signable_hash(response))
    signed = replace(response, meta=replace(response.meta, supplier_operator_signature=signature))
    assert verify_relay_response_signature(signed, RING[0])
    assert not verify_relay_response_signature(signed, RING[1])
    assert not verify_relay_response_signature(replace(signed, payload_hash=b"x" * 21), RING[0])
    unsigned = replace(response, meta=replace(response.meta, supplier_operator_signature=None))
    assert not verify_relay_response_signature(unsigned, RING[0])
