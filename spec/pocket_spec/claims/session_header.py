"""The session header of claims and proofs: valid by itself, and the same wherever it is repeated."""

from __future__ import annotations

import deal

from pocket_spec.claims.messages import Claim
from pocket_spec.encoding.bech32 import decode_address
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.relay.validation import validate_session_header


@deal.raises(Rejected)
@deal.ensure(lambda text, reason, result: len(result) > 0)
def validate_supplier_address(text: str, reason: Reason) -> bytes:
    """Read the supplier's operator address of a claim or proof, whose messages report a malformed one differently.

    Errors: `reason`, which is CLAIM_SUPPLIER_ADDRESS_INVALID or PROOF_SUPPLIER_ADDRESS_INVALID.
    Source: poktroll v0.1.35 x/proof/types/message_create_claim.go, message_submit_proof.go (ValidateBasic)
    """
    try:
        return decode_address(text)
    except Rejected as rejected:
        raise Rejected(reason, rejected.detail) from None


@deal.raises(Rejected)
@deal.ensure(lambda header, result: result is header)
def validate_header_of_message(header: SessionHeader | None) -> SessionHeader:
    """Return the session header of a claim or proof, refusing an absent and an invalid one.

    Errors: PROOF_SESSION_HEADER_INVALID, whatever is wrong with it.
    Source: poktroll v0.1.35 x/proof/types/message_create_claim.go, message_submit_proof.go (ValidateBasic)
    """
    if header is None:
        raise Rejected(Reason.PROOF_SESSION_HEADER_INVALID, "absent")
    try:
        validate_session_header(header)
    except Rejected as rejected:
        raise Rejected(Reason.PROOF_SESSION_HEADER_INVALID, str(rejected)) from None
    return header


@deal.raises(Rejected)
@deal.ensure(lambda expected, header, result: header == expected)
def validate_header_of_relay(expected: SessionHeader, header: SessionHeader | None) -> None:
    """Refuse a request or response whose session header is not, in all five fields, that of the session.

    Errors: PROOF_RELAY_HEADER_MISMATCH.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (compareSessionHeaders)
    """
    if header != expected:
        raise Rejected(Reason.PROOF_RELAY_HEADER_MISMATCH, f"{header}, not {expected}")


@deal.raises(Rejected)
@deal.ensure(lambda header, supplier_operator_address, claim, result: claim.session_header == header)
def validate_claim_of_proof(header: SessionHeader, supplier_operator_address: str, claim: Claim) -> None:
    """Refuse a proof whose claim is of another session or supplier, or says another thing about the session.

    The chain finds the claim by session id and supplier, so a claim of another one is no claim at all.

    Errors, in this order: PROOF_CLAIM_NOT_FOUND, PROOF_CLAIM_START_HEIGHT_MISMATCH, PROOF_CLAIM_END_HEIGHT_MISMATCH,
    PROOF_CLAIM_APPLICATION_MISMATCH, PROOF_CLAIM_SERVICE_MISMATCH.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (validateSessionClaim)
    """
    claimed = claim.session_header or SessionHeader()
    if (claimed.session_id, claim.supplier_operator_address) != (header.session_id, supplier_operator_address):
        raise Rejected(Reason.PROOF_CLAIM_NOT_FOUND, "the claim is of another session or supplier")
    if claimed.session_start_block_height != header.session_start_block_height:
        raise Rejected(Reason.PROOF_CLAIM_START_HEIGHT_MISMATCH, f"{claimed.session_start_block_height}")
    if claimed.session_end_block_height != header.session_end_block_height:
        raise Rejected(Reason.PROOF_CLAIM_END_HEIGHT_MISMATCH, f"{claimed.session_end_block_height}")
    if claimed.application_address != header.application_address:
        raise Rejected(Reason.PROOF_CLAIM_APPLICATION_MISMATCH, repr(claimed.application_address))
    if claimed.service_id != header.service_id:
        raise Rejected(Reason.PROOF_CLAIM_SERVICE_MISMATCH, repr(claimed.service_id))
