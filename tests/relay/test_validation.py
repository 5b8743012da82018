"""What a relay must have before its signatures are looked at."""

from dataclasses import replace

import pytest

from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import (
    RelayRequest,
    RelayRequestMetadata,
    RelayResponse,
    RelayResponseMetadata,
    SessionHeader,
)
from pocket_spec.relay.validation import (
    is_service_id,
    validate_relay_request,
    validate_relay_response,
    validate_session_header,
)

HEADER = SessionHeader(encode_address(bytes(20)), "eth", "00", 1, 2)
REQUEST = RelayRequest(RelayRequestMetadata(HEADER, b"signature", "supplier"))
RESPONSE = RelayResponse(RelayResponseMetadata(HEADER, b"signature"))


def reason_of(call, *arguments):
    with pytest.raises(Rejected) as caught:
        call(*arguments)
    return caught.value.reason


def test_service_ids():
    assert all(map(is_service_id, ("e", "F00C", "eth-main_net", "x" * 42)))
    assert not any(map(is_service_id, ("", "x" * 43, "eth ", "eth\n", "é", "\u0660", "a.b", "a/b")))


def test_complete_relays_pass():
    validate_session_header(HEADER)
    validate_relay_request(REQUEST)
    validate_relay_response(RESPONSE)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"application_address": ""}, Reason.SESSION_APPLICATION_ADDRESS_INVALID),
        ({"application_address": encode_address(bytes(20), "cosmos")}, Reason.SESSION_APPLICATION_ADDRESS_INVALID),
        ({"session_id": ""}, Reason.SESSION_ID_INVALID),
        ({"service_id": "eth\n"}, Reason.SESSION_SERVICE_ID_INVALID),
        ({"session_start_block_height": 0}, Reason.SESSION_HEIGHT_INVALID),
        ({"session_end_block_height": 1}, Reason.SESSION_HEIGHT_INVALID),
    ],
)
def test_a_session_header_with_one_defect(changes, reason):
    header = replace(HEADER, **changes)
    assert reason_of(validate_session_header, header) is reason
    request = replace(REQUEST, meta=replace(REQUEST.meta, session_header=header))
    response = replace(RESPONSE, meta=replace(RESPONSE.meta, session_header=header))
    assert reason_of(validate_relay_request, request) is Reason.RELAY_REQUEST_INVALID
    assert reason_of(validate_relay_response, response) is Reason.RELAY_RESPONSE_INVALID


@pytest.mark.parametrize(
    "changes", [{"session_header": None}, {"signature": None}, {"signature": b""}, {"supplier_operator_address": ""}]
)
def test_an_incomplete_request(changes):
    request = replace(REQUEST, meta=replace(REQUEST.meta, **changes))
    assert reason_of(validate_relay_request, request) is Reason.RELAY_REQUEST_INVALID


@pytest.mark.parametrize(
    "changes", [{"session_header": None}, {"supplier_operator_signature": None}, {"supplier_operator_signature": b""}]
)
def test_an_incomplete_response(changes):
    response = replace(RESPONSE, meta=replace(RESPONSE.meta, **changes))
    assert reason_of(validate_relay_response, response) is Reason.RELAY_RESPONSE_INVALID


def test_absent_messages():
    assert reason_of(validate_relay_request, None) is Reason.RELAY_REQUEST_INVALID
    assert reason_of(validate_relay_response, None) is Reason.RELAY_RESPONSE_INVALID
