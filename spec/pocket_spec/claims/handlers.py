"""The handlers of the messages about claims, in the order of the proto file, and the steps of blocks."""

from __future__ import annotations

from pocket_spec.claims.create_claim import create_claim, validate_names_of_claim, validate_root_of_claim
from pocket_spec.claims.messages import MSG_CREATE_CLAIM, MSG_SUBMIT_PROOF
from pocket_spec.claims.onchain_proof import validate_submit_proof
from pocket_spec.claims.submit_proof import submit_proof
from pocket_spec.claims.validate_proofs import VALIDATE_SUBMITTED_PROOFS
from pocket_spec.transitions import Handler

__all__ = ["HANDLERS", "VALIDATE_SUBMITTED_PROOFS"]

HANDLERS: tuple[Handler, ...] = (
    Handler(
        "create_claim",
        MSG_CREATE_CLAIM,
        "supplier_operator_address",
        validate_names_of_claim,
        create_claim,
        validate_root_of_claim,
    ),
    Handler("submit_proof", MSG_SUBMIT_PROOF, "supplier_operator_address", validate_submit_proof, submit_proof),
)
