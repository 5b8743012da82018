"""The figures of a claim on chain: its price at the parameters of its session, and what is announced of it."""

from __future__ import annotations

import deal

from pocket_spec.claims.arithmetic import estimated_relays
from pocket_spec.claims.events import ClaimFigures
from pocket_spec.claims.messages import PENDING_VALIDATION, Claim
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.rules import Rules
from pocket_spec.settlement.pricing import ClaimPrice, claim_price
from pocket_spec.state.coin import coin_text, upokt
from pocket_spec.state.state import State


@deal.ensure(lambda price, result: result >= 0)
def announced_relays(price: ClaimPrice) -> int:
    """Give the estimate of relays that the events announce.

    Source: poktroll v0.1.35 x/proof/keeper/msg_server_create_claim.go, msg_server_submit_proof.go
    """
    return estimated_relays(price.num_relays, price.claimed_compute_units, price.estimated_compute_units)


@deal.raises(Rejected)
@deal.ensure(lambda state, root_hash, service_id, session_start, rules, result: result.claimed_upokt >= 0)
def price_of_claim(
    state: State, root_hash: bytes | None, service_id: str, session_start: int, rules: Rules
) -> ClaimPrice:
    """Price a claim at the parameters and the difficulty of its session's start.

    Errors: those of `claim_price`.
    Source: poktroll v0.1.35 x/proof/keeper/msg_server_create_claim.go, msg_server_submit_proof.go
    """
    params = rules.price_params(state, session_start)
    difficulty = rules.difficulty_at_height(state, service_id, session_start)
    return claim_price(
        root_hash or b"",
        difficulty.target_hash or b"",
        params.compute_units_to_tokens_multiplier,
        params.compute_unit_cost_granularity,
    )


@deal.ensure(lambda claim, price, estimated_compute_units, rules, result: result.num_relays == price.num_relays)
def figures_of_claim(claim: Claim, price: ClaimPrice, estimated_compute_units: int, rules: Rules) -> ClaimFigures:
    """Put together what is announced of a claim. Its proof counts as not checked, whatever was before.

    Source: poktroll v0.1.35 x/proof/keeper/msg_server_create_claim.go, msg_server_submit_proof.go
    """
    header = claim.session_header or SessionHeader()
    return ClaimFigures(
        num_relays=price.num_relays,
        num_claimed_compute_units=price.claimed_compute_units,
        num_estimated_compute_units=estimated_compute_units,
        claimed_upokt=coin_text(upokt(price.claimed_upokt)),
        service_id=header.service_id,
        application_address=header.application_address,
        session_end_block_height=header.session_end_block_height,
        claim_proof_status_int=PENDING_VALIDATION,
        supplier_operator_address=claim.supplier_operator_address,
        num_estimated_relays=rules.announced_relays(price),
    )
