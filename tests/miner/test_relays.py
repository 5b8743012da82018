"""The miner's own encoding against the spec's, on drawn relays, and its payloads."""

import pytest
from coincurve import PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from pocket_reference.miner import payload, relays
from pocket_reference.miner.refusals import Refusal, RefusedError
from pocket_spec.encoding.proto import decode, encode
from pocket_spec.relay import signing
from pocket_spec.relay.messages import (
    RELAY,
    RELAY_REQUEST,
    RELAY_RESPONSE,
    Relay,
    RelayRequest,
    RelayRequestMetadata,
    SessionHeader,
)

KEY = PrivateKey(b"\x07" * 32)
TEXTS = st.text(min_size=1, max_size=70)
HEADERS = st.builds(
    SessionHeader, TEXTS, TEXTS, TEXTS, st.integers(0, 2**40), st.one_of(st.integers(0, 2**40), st.just(-1))
)
REQUESTS = st.builds(
    RelayRequest,
    st.builds(RelayRequestMetadata, HEADERS, st.binary(min_size=1, max_size=300), TEXTS),
    st.binary(min_size=1, max_size=400),
)


@given(REQUESTS, st.binary(min_size=1, max_size=400))
def test_a_served_relay_is_what_the_spec_says(request, answer):
    incoming = relays.read_relay(encode(RELAY_REQUEST, request))
    assert relays.request_hash(incoming) == signing.request_signable_hash(request)
    served = relays.serve(incoming, answer, KEY)
    response = decode(RELAY_RESPONSE, served.response)
    assert response.payload == answer
    assert signing.verify_relay_response_signature(response, KEY.public_key.format())
    assert response == signing.with_payload_hash(response)
    expected = signing.dehydrated(Relay(request, response))
    assert served.relay == encode(RELAY, expected)
    assert served.relay_hash == signing.relay_hash(expected)
    assert encode(RELAY_RESPONSE, response) == served.response


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"\xff", Refusal.MALFORMED),
        (b"", Refusal.MALFORMED),
        (encode(RELAY_REQUEST, RelayRequest(RelayRequestMetadata(SessionHeader(), b"x"))), Refusal.MALFORMED),
        (
            encode(RELAY_REQUEST, RelayRequest(RelayRequestMetadata(SessionHeader("a", "b", "c", 1, 4)))),
            Refusal.WRONG_SIGNATURE,
        ),
    ],
)
def test_what_is_no_request_is_refused(body, refusal):
    with pytest.raises(RefusedError) as caught:
        relays.read_relay(body)
    assert caught.value.refusal is refusal


def test_payloads_carry_requests_and_responses_without_headers_of_the_connection():
    headers = {"Content-Type": "application/json", "Host": "example", "Content-Length": "3", "X-Id": "7"}
    request = payload.read_request(payload.request_payload("POST", "/v1?x=1", headers, b"{}"))
    assert (request.method, request.url, request.body_bz) == ("POST", "/v1?x=1", b"{}")
    assert payload.plain_headers(request.header) == [("Content-Type", "application/json"), ("X-Id", "7")]
    response = payload.read_response(payload.response_payload(200, [("A", "1"), ("A", "2")], b"ok"))
    assert (response.status_code, response.body_bz) == (200, b"ok")
    assert payload.plain_headers(response.header) == [("A", "1"), ("A", "2")]


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [("", "/", {}), ("GET X", "/", {}), ("GET", "/\r\nX: 1", {}), ("GET", "/", {"A": "b\r\nC: d"})],
)
def test_requests_that_would_break_out_of_their_line_are_refused(method, url, headers):
    with pytest.raises(RefusedError) as caught:
        payload.read_request(payload.request_payload(method, url, headers, b""))
    assert caught.value.refusal is Refusal.MALFORMED
    with pytest.raises(RefusedError):
        payload.read_request(b"\xff\xff")
