"""Release v0.1.35, today's: every rule as mainnet runs it."""

from __future__ import annotations

from pocket_spec.claims.lookups import difficulty_at_height
from pocket_spec.governance.history import session_params_at_height, shared_params_at_height
from pocket_spec.rules import Rules
from pocket_spec.settlement.amounts import settled_for
from pocket_spec.settlement.candidates import candidate_session_ends, is_ripe
from pocket_spec.settlement.distribution import payments_by_share
from pocket_spec.settlement.operations import execute_summed
from pocket_spec.settlement.parameters import (
    application_min_stake,
    minted_by_ratio,
    pending_sessions_at_end,
    settled_compute_units_at_start,
    suppliers_that_claim,
)
from pocket_spec.settlement.proposer_rewards import sum_reward
from pocket_spec.settlement.shares import redistributed_cap
from pocket_spec.settlement.validators import split_by_commission

RULES = Rules(
    shared_params_at_height=shared_params_at_height,
    session_params_at_height=session_params_at_height,
    price_params=shared_params_at_height,
    difficulty_at_height=difficulty_at_height,
    candidate_session_ends=candidate_session_ends,
    is_ripe=is_ripe,
    settlement_price_params=shared_params_at_height,
    settled_compute_units_per_relay=settled_compute_units_at_start,
    pending_sessions=pending_sessions_at_end,
    budget_divisor=suppliers_that_claim,
    claim_cap=redistributed_cap,
    settled_for=settled_for,
    minted_amount=minted_by_ratio,
    revenue_payments=payments_by_share,
    reward_validators=sum_reward,
    split_validator_reward=split_by_commission,
    execute_operations=execute_summed,
    application_min_stake=application_min_stake,
)
"""Source: poktroll v0.1.35."""
