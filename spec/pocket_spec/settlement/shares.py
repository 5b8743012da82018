"""What one claim may be charged of an application's stake: budgets of sessions, known before any claim is settled."""

from __future__ import annotations

from functools import lru_cache

import deal

from pocket_spec.claims.messages import NOT_REQUIRED, VALIDATED, Claim
from pocket_spec.claims.requirement import proof_requirement
from pocket_spec.numbers import float64_to_rational, sdk_int
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.settlement.amounts import stake_terms
from pocket_spec.settlement.budget import bonus_of, capped, demand_of, guaranteed_floor, session_budget
from pocket_spec.settlement.ledger import NO_HEADER, AppSession, Ledger, SessionBudget
from pocket_spec.settlement.loading import load_records, price_params
from pocket_spec.settlement.pricing import ClaimPrice, claim_price
from pocket_spec.state.coin import UPOKT, Coin, amount_of


@lru_cache(maxsize=64)
def _rate(value: float) -> tuple[int, int]:
    return float64_to_rational(value)


@deal.raises(Rejected)
@deal.ensure(lambda value, result: result[1] > 0)
def rate(value: float) -> tuple[int, int]:
    """Read a parameter as a fraction.

    Errors: FLOAT_NOT_FINITE; TOKENOMICS_CONSTRAINT for a negative one, which the parameters' validation refuses.
    Source: poktroll v0.1.35 pkg/encoding/decimal.go (Float64ToRat)
    """
    fraction = _rate(value)
    if fraction[0] < 0:
        raise Rejected(Reason.TOKENOMICS_CONSTRAINT, f"a rate of {value}")
    return fraction


@deal.ensure(lambda claim, result: result.session_id == (claim.session_header or NO_HEADER).session_id)
def session_of(claim: Claim) -> AppSession:
    """Name the budget that a claim is charged to.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (appSessionKey)
    """
    header = claim.session_header or NO_HEADER
    return AppSession(header.application_address, header.session_id)


@deal.raises(Rejected)
@deal.ensure(lambda ledger, claim, rules, result: result.claimed_upokt >= 0)
def settlement_price(ledger: Ledger, claim: Claim, rules: Rules) -> ClaimPrice:
    """Price a claim whose records are loaded.

    Errors: those of `claim_price`.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (settleClaim)
    """
    header = claim.session_header or NO_HEADER
    params = price_params(ledger, header.session_start_block_height, rules)
    return claim_price(
        claim.root_hash or b"",
        ledger.terms[header.service_id, header.session_start_block_height].target_hash,
        params.compute_units_to_tokens_multiplier,
        params.compute_unit_cost_granularity,
    )


@deal.raises(Rejected)
@deal.ensure(lambda ledger, claim, rules, result: result >= NOT_REQUIRED)
def requirement_of(ledger: Ledger, claim: Claim, rules: Rules) -> int:
    """Say whether a claim must have been proven, and why.

    Errors: those of `proof_requirement`.
    Source: poktroll v0.1.35 x/proof/keeper/msg_server_submit_proof.go (ProofRequirementForClaim)
    """
    key = (session_of(claim).session_id, claim.supplier_operator_address)
    if key not in ledger.requirements:
        ledger.requirements[key] = proof_requirement(ledger.state, claim, rules)
    return ledger.requirements[key]


@deal.raises(Rejected)
@deal.ensure(lambda ledger, claim, rules, result: result or claim.proof_validation_status != VALIDATED)
def will_settle(ledger: Ledger, claim: Claim, rules: Rules) -> bool:
    """Tell whether a claim is to be paid: it was proven, or need not have been.

    Errors: those of `proof_requirement`, for a claim that was not proven.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (claimWillSettle)
    """
    return claim.proof_validation_status == VALIDATED or requirement_of(ledger, claim, rules) == NOT_REQUIRED


@deal.raises(Rejected)
@deal.ensure(lambda ledger, claim, rules, result: result.floor >= 0)
def budget_of(ledger: Ledger, claim: Claim, rules: Rules) -> SessionBudget:
    """Give the budget of a claim's session, worked out from the stake that the application had before settlement.

    Errors: SHARED_PARAM_INVALID where no session can be pending, by which the real code divides;
    TOKENOMICS_APPLICATION_NEW_STAKE_INVALID for a spend limit of another denomination.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (getOrInitSessionBudget)
    """
    session = session_of(claim)
    if session not in ledger.budgets:
        header = claim.session_header or NO_HEADER
        pending = rules.pending_sessions(ledger.state, header.session_end_block_height)
        if pending < 1:
            raise Rejected(Reason.SHARED_PARAM_INVALID, f"{pending} pending sessions")
        suppliers = rules.budget_divisor(ledger.state, max(1, ledger.claimants.get(session, 1)))
        budget = session_budget(ledger.initial_stakes[session.application], pending)
        ledger.budgets[session] = limited_budget(
            budget, suppliers, ledger.applications[session.application].per_session_spend_limit
        )
    return ledger.budgets[session]


@deal.pre(lambda budget, suppliers, spend_limit: budget >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda budget, suppliers, spend_limit, result: result.floor * suppliers <= budget)
def limited_budget(budget: int, suppliers: int, spend_limit: Coin | None) -> SessionBudget:
    """Share a session's budget among suppliers, at most up to what the application wants to spend in a session.

    A limit that is not positive is none.
    Errors: TOKENOMICS_APPLICATION_NEW_STAKE_INVALID for a limit of another denomination; SESSION_PARAM_INVALID for
    no supplier, by which the real code divides.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (getOrInitSessionBudget)
    """
    if suppliers < 1:
        raise Rejected(Reason.SESSION_PARAM_INVALID, f"{suppliers} suppliers")
    floor = guaranteed_floor(budget, suppliers)
    if spend_limit is None or amount_of(spend_limit) <= 0:
        return SessionBudget(floor, spend_limit_exceeded=False)
    if spend_limit.denom != UPOKT:
        raise Rejected(Reason.TOKENOMICS_APPLICATION_NEW_STAKE_INVALID, spend_limit.denom)
    limited = guaranteed_floor(min(budget, amount_of(spend_limit)), suppliers)
    return SessionBudget(limited, spend_limit_exceeded=limited < floor)


@deal.raises(Rejected)
@deal.ensure(lambda ledger, claim, rules, result: result is None)
def note_demand(ledger: Ledger, claim: Claim, rules: Rules) -> None:
    """Add a claim that will be paid to what its session leaves unused, or wants in excess of the floor.

    Claims that will expire count for neither, though they count among the suppliers.
    Errors: those of `load_records`, `will_settle`, `settlement_price`, `rate` and `budget_of`; such a claim is left
    out, and discarded later unless it expires.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (AccumulateClaimBudget)
    """
    load_records(ledger, claim, rules)
    if not rules.counts_in_demand(ledger, claim, rules):
        return
    price = settlement_price(ledger, claim, rules)
    charge = stake_terms(price.claimed_upokt, *rate(ledger.state.tokenomics_params.global_inflation_per_claim))
    budget = budget_of(ledger, claim, rules)
    unused, excess = demand_of(budget.floor, charge)
    budget.unused += unused
    budget.total_excess += excess


@deal.pre(lambda budget, charge, multiplier: charge >= 0 and multiplier >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda budget, charge, multiplier, result: budget.floor <= result <= budget.floor + budget.unused)
def redistributed_cap(budget: SessionBudget, charge: int, multiplier: int) -> int:
    """Give the most that a claim may be charged: the floor, and where a bonus is allowed, a part of what is unused.

    Errors: AMOUNT_OVERFLOW, where the real code panics.
    Source: poktroll v0.1.35 x/tokenomics/keeper/token_logic_modules.go (ensureClaimAmountLimits)
    """
    sdk_int(budget.floor * max(multiplier, 1))
    if multiplier <= 1 or budget.total_excess == 0 or charge <= budget.floor:
        return budget.floor
    excess = charge - budget.floor
    sdk_int(budget.unused * excess)
    return capped(
        budget.floor, bonus_of(budget.unused, min(excess, budget.total_excess), budget.total_excess), multiplier
    )
