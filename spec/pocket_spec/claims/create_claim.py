"""What a claim must have before its session is looked up."""

from __future__ import annotations

import deal

from pocket_spec.claims.messages import MsgCreateClaim
from pocket_spec.claims.root import validate_root_hash
from pocket_spec.claims.session_header import validate_header_of_message, validate_supplier_address
from pocket_spec.rejections import Reason, Rejected


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result[0] > 0 and result[1] > 0)
def validate_create_claim(message: MsgCreateClaim) -> tuple[int, int]:
    """Admit a claim by itself and return the relays and compute units of its root hash.

    Errors, in this order: CLAIM_SUPPLIER_ADDRESS_INVALID, PROOF_SESSION_HEADER_INVALID, CLAIM_ROOT_HASH_LENGTH,
    CLAIM_RELAYS_ZERO, CLAIM_COMPUTE_UNITS_ZERO.
    Source: poktroll v0.1.35 x/proof/types/message_create_claim.go (ValidateBasic)
    """
    validate_supplier_address(message.supplier_operator_address, Reason.CLAIM_SUPPLIER_ADDRESS_INVALID)
    validate_header_of_message(message.session_header)
    return validate_root_hash(message.root_hash or b"")
