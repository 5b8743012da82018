"""What becomes of a claim that cannot be settled."""

from __future__ import annotations

import deal

from pocket_spec.claims.messages import Claim
from pocket_spec.rejections import Rejected
from pocket_spec.settlement.events import EVENT_CLAIM_DISCARDED, EventClaimDiscarded
from pocket_spec.settlement.ledger import NO_HEADER, Ledger


@deal.ensure(lambda ledger, claim, rejected, result: (claim, rejected) in ledger.discarded)
def discard_claim(ledger: Ledger, claim: Claim, rejected: Rejected) -> None:
    """Discard a claim that cannot be settled, and announce it; the others go on.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (SettlePendingClaims), since v0.1.23
    """
    header = claim.session_header or NO_HEADER
    ledger.discarded.append((claim, rejected))
    announced = EventClaimDiscarded(
        service_id=header.service_id,
        application_address=header.application_address,
        session_end_block_height=header.session_end_block_height,
        claim_proof_status_int=claim.proof_validation_status,
        supplier_operator_address=claim.supplier_operator_address,
    )
    ledger.emit(EVENT_CLAIM_DISCARDED, announced)
