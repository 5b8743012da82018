"""What a relay must have before its signatures are looked at."""

from __future__ import annotations

import re

import deal

from pocket_spec.encoding.bech32 import decode_address
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import RelayRequest, RelayResponse, SessionHeader

LONGEST_SERVICE_ID = 42
"""Characters."""
SERVICE_ID_PATTERN = r"[a-zA-Z0-9_-]+"


@deal.post(lambda result: isinstance(result, bool))
def is_service_id(text: str) -> bool:
    """Tell whether the text is 1 to 42 ASCII letters, digits, underscores and hyphens.

    Source: poktroll v0.1.35 x/shared/types/service.go IsValidServiceId.
    """
    return len(text) <= LONGEST_SERVICE_ID and re.fullmatch(SERVICE_ID_PATTERN, text) is not None


@deal.raises(Rejected)
@deal.post(lambda result: result is None)
def validate_session_header(header: SessionHeader) -> None:
    """Refuse a session header without an application address, session id, service id or 1 <= start < end.

    Errors, in this order: SESSION_APPLICATION_ADDRESS_INVALID, SESSION_ID_INVALID, SESSION_SERVICE_ID_INVALID,
    SESSION_HEIGHT_INVALID.
    Source: poktroll v0.1.35 x/session/types/session_header.go ValidateBasic.
    """
    try:
        decode_address(header.application_address)
    except Rejected as rejected:
        raise Rejected(Reason.SESSION_APPLICATION_ADDRESS_INVALID, rejected.detail) from None
    if not header.session_id:
        raise Rejected(Reason.SESSION_ID_INVALID, "empty")
    if not is_service_id(header.service_id):
        raise Rejected(Reason.SESSION_SERVICE_ID_INVALID, repr(header.service_id[: LONGEST_SERVICE_ID + 1]))
    if not 0 < header.session_start_block_height < header.session_end_block_height:
        heights = f"{header.session_start_block_height} to {header.session_end_block_height}"
        raise Rejected(Reason.SESSION_HEIGHT_INVALID, heights)


@deal.raises(Rejected)
@deal.post(lambda result: result is None)
def validate_relay_request(request: RelayRequest | None) -> None:
    """Refuse a request without a valid session header, a signature and a supplier operator address.

    The supplier operator address is not decoded: any text will do here.

    Errors: RELAY_REQUEST_INVALID.
    Source: poktroll v0.1.35 x/service/types/relay.go RelayRequest.ValidateBasic.
    """
    header = request.meta.session_header if request else None
    problem = _header_problem(header)
    if request is None or problem:
        raise Rejected(Reason.RELAY_REQUEST_INVALID, problem)
    if not request.meta.signature:
        raise Rejected(Reason.RELAY_REQUEST_INVALID, "missing application signature")
    if not request.meta.supplier_operator_address:
        raise Rejected(Reason.RELAY_REQUEST_INVALID, "missing supplier operator address")


@deal.raises(Rejected)
@deal.post(lambda result: result is None)
def validate_relay_response(response: RelayResponse | None) -> None:
    """Refuse a response without a valid session header and a signature; a payload hash is not asked for.

    Errors: RELAY_RESPONSE_INVALID.
    Source: poktroll v0.1.35 x/service/types/relay.go RelayResponse.ValidateBasic.
    """
    header = response.meta.session_header if response else None
    problem = _header_problem(header)
    if response is None or problem:
        raise Rejected(Reason.RELAY_RESPONSE_INVALID, problem)
    if not response.meta.supplier_operator_signature:
        raise Rejected(Reason.RELAY_RESPONSE_INVALID, "missing supplier operator signature")


def _header_problem(header: SessionHeader | None) -> str:
    """Return what is wrong with a session header, "" if nothing."""
    if header is None:
        return "missing session header"
    try:
        validate_session_header(header)
    except Rejected as rejected:
        return str(rejected)
    return ""
