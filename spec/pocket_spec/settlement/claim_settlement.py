"""The settlement of one claim: paid, expired, or refused, which discards it."""

from __future__ import annotations

import deal

from pocket_spec.actors.application.unbonding import BELOW_MIN_STAKE, begin_unbonding
from pocket_spec.claims.arithmetic import estimated_relays
from pocket_spec.claims.messages import INVALID, NOT_REQUIRED, PENDING_VALIDATION, VALIDATED, Claim
from pocket_spec.claims.root import TRIE_ROOT_BYTES
from pocket_spec.encoding.proto_json import decimal_text
from pocket_spec.numbers import uint64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.validation import validate_session_header
from pocket_spec.rules import Rules
from pocket_spec.settlement.amounts import part_of, stake_terms
from pocket_spec.settlement.events import (
    EVENT_APPLICATION_OVERSERVICED,
    EVENT_CLAIM_EXPIRED,
    EVENT_CLAIM_SETTLED,
    EventApplicationOverserviced,
    EventClaimExpired,
    EventClaimSettled,
    RewardDistributionDetail,
)
from pocket_spec.settlement.ledger import NO_HEADER, PAYMENT, Ledger, Outcome
from pocket_spec.settlement.loading import load_records
from pocket_spec.settlement.pricing import ClaimPrice
from pocket_spec.settlement.shares import budget_of, rate, requirement_of, settlement_price
from pocket_spec.settlement.token_logic import TOKEN_LOGIC_MODULES, Settling
from pocket_spec.state.coin import amount_of, coin_text, upokt

PROOF_MISSING, PROOF_INVALID = 1, 2
EXPIRATION_REASONS = {PENDING_VALIDATION: PROOF_MISSING, INVALID: PROOF_INVALID}
"""Why a claim expires, by the status of its proof; 0 for a status that the chain does not know."""


@deal.raises(Rejected)
@deal.ensure(lambda ledger, claim, rules, result: result.claim is claim)
def settle_claim(ledger: Ledger, claim: Claim, rules: Rules) -> Outcome:
    """Settle one claim or let it expire, with the events of either.

    Errors, in this order: those of `load_records`, `settlement_price`, `requirement_of` and `settled_amount`, and
    those of the token logic modules. What was changed or announced before an error stays; the outcome is lost.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (settleClaim)
    """
    load_records(ledger, claim, rules)
    price = settlement_price(ledger, claim, rules)
    requirement = requirement_of(ledger, claim, rules)
    outcome = Outcome(claim)
    if requirement != NOT_REQUIRED and claim.proof_validation_status != VALIDATED:
        ledger.emit(EVENT_CLAIM_EXPIRED, _expiration(claim, price))
        return outcome
    settled = settled_amount(ledger, claim, price, rules)
    if settled > 0:
        _run_modules(ledger, outcome, claim, settled, rules)
    outcome.settled = True
    ledger.emit(EVENT_CLAIM_SETTLED, _settlement(ledger, outcome, price, requirement, settled))
    return outcome


def _expiration(claim: Claim, price: ClaimPrice) -> EventClaimExpired:
    header = claim.session_header or NO_HEADER
    return EventClaimExpired(
        expiration_reason=EXPIRATION_REASONS.get(claim.proof_validation_status, 0),
        num_relays=price.num_relays,
        num_claimed_compute_units=price.claimed_compute_units,
        num_estimated_compute_units=price.estimated_compute_units,
        claimed_upokt=coin_text(upokt(price.claimed_upokt)),
        service_id=header.service_id,
        application_address=header.application_address,
        session_end_block_height=header.session_end_block_height,
        claim_proof_status_int=claim.proof_validation_status,
        supplier_operator_address=claim.supplier_operator_address,
        num_estimated_relays=_relays(price),
    )


def _relays(price: ClaimPrice) -> int:
    return estimated_relays(price.num_relays, price.claimed_compute_units, price.estimated_compute_units)


@deal.raises(Rejected)
@deal.ensure(lambda ledger, claim, price, rules, result: result == price.claimed_compute_units)
def check_claim(ledger: Ledger, claim: Claim, price: ClaimPrice, rules: Rules) -> int:
    """Refuse a claim whose header or root is bad, or whose compute units are not its relays times their weight.

    The weight is that of the session's start; the product wraps at 64 bits.
    Errors, in this order: TOKENOMICS_CLAIM_SESSION_HEADER_INVALID, TOKENOMICS_CLAIM_ROOT_HASH_INVALID.
    Source: poktroll v0.1.35 x/tokenomics/keeper/token_logic_modules.go (ProcessTokenLogicModules)
    """
    header = claim.session_header or NO_HEADER
    try:
        validate_session_header(header)
    except Rejected as rejected:
        raise Rejected(Reason.TOKENOMICS_CLAIM_SESSION_HEADER_INVALID, str(rejected)) from None
    if len(claim.root_hash or b"") != TRIE_ROOT_BYTES:
        raise Rejected(Reason.TOKENOMICS_CLAIM_ROOT_HASH_INVALID, "length")
    if price.claimed_compute_units == 0:
        raise Rejected(Reason.TOKENOMICS_CLAIM_ROOT_HASH_INVALID, "no compute units")
    weight = ledger.terms[header.service_id, header.session_start_block_height].compute_units_per_relay
    if price.claimed_compute_units != uint64(price.num_relays * weight):
        raise Rejected(Reason.TOKENOMICS_CLAIM_ROOT_HASH_INVALID, f"{price} at {weight} compute units per relay")
    return price.claimed_compute_units


@deal.raises(Rejected)
@deal.ensure(lambda ledger, claim, price, rules, result: 0 <= result <= price.claimed_upokt)
def settled_amount(ledger: Ledger, claim: Claim, price: ClaimPrice, rules: Rules) -> int:
    """Give how much of a claim is settled, in uPOKT: all, or what its part of the session's budget allows.

    Errors: those of `check_claim`, `rate`, `budget_of` and the cap.
    Source: poktroll v0.1.35 x/tokenomics/keeper/token_logic_modules.go (ensureClaimAmountLimits)
    """
    check_claim(ledger, claim, price, rules)
    params = ledger.state.tokenomics_params
    budget = budget_of(ledger, claim, rules)
    inflation = rate(params.global_inflation_per_claim)
    charge = stake_terms(price.claimed_upokt, *inflation)
    cap = rules.claim_cap(budget, charge, params.overservicing_bonus_multiplier)
    most = rules.settled_for(cap, *inflation)
    if price.claimed_upokt <= most:
        return price.claimed_upokt
    header = claim.session_header or NO_HEADER
    overserviced = EventApplicationOverserviced(
        application_addr=header.application_address,
        supplier_operator_addr=ledger.suppliers[claim.supplier_operator_address].operator_address,
        expected_burn=coin_text(upokt(charge)),
        effective_burn=coin_text(upokt(min(charge, cap))),
        service_id=header.service_id,
        session_end_block_height=header.session_end_block_height,
        spend_limit_exceeded=budget.spend_limit_exceeded,
    )
    ledger.emit(EVENT_APPLICATION_OVERSERVICED, overserviced)
    return most


def _run_modules(ledger: Ledger, outcome: Outcome, claim: Claim, settled: int, rules: Rules) -> None:
    """Run the token logic modules on a claim, then look at what is left of the application's stake."""
    header = claim.session_header or NO_HEADER
    service = ledger.terms[header.service_id, header.session_start_block_height].service
    supplier = ledger.suppliers[claim.supplier_operator_address]
    settling = Settling(ledger, outcome, header, supplier, service, settled)
    for run in TOKEN_LOGIC_MODULES:
        run(settling, rules)
    unbond_if_too_low(ledger, header.application_address, rules)


@deal.raises(Rejected)
@deal.ensure(lambda ledger, address, rules, result: result is None)
def unbond_if_too_low(ledger: Ledger, address: str, rules: Rules) -> None:
    """Let an application whose stake fell below the minimum unbond from the end of the current session.

    This happens with every claim that finds the stake too low: an application that unbonds already begins anew.
    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/tokenomics/keeper/token_logic_modules.go (ProcessTokenLogicModules)
    """
    application = ledger.applications[address]
    if amount_of(application.stake) < rules.application_min_stake(ledger.state):
        state, events = begin_unbonding(ledger.state, application, BELOW_MIN_STAKE)
        ledger.applications[address] = state.applications[application.address]
        ledger.events += events


def _settlement(
    ledger: Ledger, outcome: Outcome, price: ClaimPrice, requirement: int, settled: int
) -> EventClaimSettled:
    claim = outcome.claim or Claim()
    header = claim.session_header or NO_HEADER
    ratio = ledger.state.tokenomics_params.mint_ratio
    minted = part_of(settled, *rate(ratio))
    payments = [operation for operation in outcome.operations if operation.kind == PAYMENT]
    totals: dict[str, int] = {}
    for payment in payments:
        totals[payment.recipient] = totals.get(payment.recipient, 0) + payment.amount
    return EventClaimSettled(
        proof_requirement_int=requirement,
        num_relays=price.num_relays,
        num_claimed_compute_units=price.claimed_compute_units,
        num_estimated_compute_units=price.estimated_compute_units,
        claimed_upokt=coin_text(upokt(price.claimed_upokt)),
        service_id=header.service_id,
        application_address=header.application_address,
        session_end_block_height=header.session_end_block_height,
        claim_proof_status_int=claim.proof_validation_status,
        supplier_operator_address=claim.supplier_operator_address,
        reward_distribution=tuple((address, coin_text(upokt(total))) for address, total in sorted(totals.items())),
        reward_distribution_detailed=tuple(
            RewardDistributionDetail(payment.recipient, payment.reason, coin_text(upokt(payment.amount)))
            for payment in payments
        ),
        settled_upokt=coin_text(upokt(settled)),
        mint_ratio=decimal_text(ratio),
        session_id=header.session_id,
        supplier_owner_address=ledger.suppliers[claim.supplier_operator_address].owner_address,
        num_estimated_relays=_relays(price),
        minted_upokt=coin_text(upokt(minted)),
        overservicing_loss_upokt=coin_text(upokt(price.claimed_upokt - settled)),
        deflation_loss_upokt=coin_text(upokt(max(0, settled - minted))),
    )
