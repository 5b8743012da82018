"""Suite `morse`: the v0 network, and the claims of its accounts."""

from __future__ import annotations

from typing import Any

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import BOOLEAN, HEX, TEXT, record
from pocket_spec.morse.claim_signature import decode_claim_message, morse_signer_address, verify_claim_signature


def _verify_claim_signature(arguments: dict[str, Any]) -> dict[str, Any]:
    message = decode_claim_message(arguments["msg"])
    return {"valid": verify_claim_signature(message), "morse_address": morse_signer_address(message)}


OPERATIONS = (
    Operation(
        suite="morse",
        op="verify_claim_signature",
        input=record({"msg": HEX}),
        output=record({"valid": BOOLEAN, "morse_address": TEXT}),
        rule="pocket_spec.morse.claim_signature.verify_claim_signature",
        run=_verify_claim_signature,
    ),
)
