"""Release v0.1.35, today's: every rule as mainnet runs it."""

from __future__ import annotations

from pocket_spec.actors.application.activity import is_active
from pocket_spec.actors.application.merging import merged_stake
from pocket_spec.actors.application.services import changed_services, services_at_height
from pocket_spec.actors.application.transfer import transfer_height
from pocket_spec.actors.service.add_service import updated_service
from pocket_spec.actors.service.compute_units import compute_units_at_height, record_compute_units
from pocket_spec.actors.service.difficulty import base_target_hash, difficulty_at_height, record_difficulty
from pocket_spec.actors.supplier.activation import is_config_prunable
from pocket_spec.actors.supplier.history import updated_config_history
from pocket_spec.actors.supplier.stake import is_owner, refuse_module_owner
from pocket_spec.actors.supplier.unbonding import params_of_last_session
from pocket_spec.actors.supplier.validation import require_distinct_addresses
from pocket_spec.claims.create_claim import header_of_claim
from pocket_spec.claims.figures import announced_relays
from pocket_spec.claims.root import validate_root_hash
from pocket_spec.claims.windows import claim_close
from pocket_spec.governance.history import (
    session_params_at_height,
    set_session_params,
    set_shared_params,
    shared_params_at_height,
)
from pocket_spec.governance.promotion import promoted_shared_params
from pocket_spec.governance.shared import SHARED
from pocket_spec.governance.tokenomics import TOKENOMICS
from pocket_spec.migration.recoverable import is_recoverable
from pocket_spec.relay.ring_members import ring_addresses
from pocket_spec.rules import Rules
from pocket_spec.session.assignment import order_by_weight
from pocket_spec.session.block_hash import block_hash_at
from pocket_spec.session.current import is_session_end
from pocket_spec.settlement.amounts import inflation_of, settled_for
from pocket_spec.settlement.candidates import candidate_session_ends, is_ripe
from pocket_spec.settlement.discarding import discard_claim
from pocket_spec.settlement.distribution import payments_by_share
from pocket_spec.settlement.operations import execute_summed
from pocket_spec.settlement.parameters import (
    application_min_stake,
    minted_by_ratio,
    pending_sessions_at_end,
    suppliers_that_claim,
)
from pocket_spec.settlement.proposer_rewards import sum_reward
from pocket_spec.settlement.shares import redistributed_cap, will_settle
from pocket_spec.settlement.validators import split_by_commission

RULES = Rules(
    shared_params_at_height=shared_params_at_height,
    session_params_at_height=session_params_at_height,
    validate_claim_root=validate_root_hash,
    claim_close=claim_close,
    session_seed=block_hash_at,
    order_of_candidates=order_by_weight,
    ring_addresses=ring_addresses,
    header_of_claim=header_of_claim,
    price_params=shared_params_at_height,
    commit_params=shared_params_at_height,
    announced_relays=announced_relays,
    shared_parameters=SHARED,
    tokenomics_parameters=TOKENOMICS,
    set_shared_params=set_shared_params,
    set_shared_param=set_shared_params,
    set_session_params=set_session_params,
    promoted_shared_params=promoted_shared_params,
    is_unbonding_block=is_session_end,
    unbonding_params=shared_params_at_height,
    is_active_application=is_active,
    application_services_at_height=services_at_height,
    changed_services=changed_services,
    transfer_height=transfer_height,
    merged_stake=merged_stake,
    candidate_session_ends=candidate_session_ends,
    is_ripe=is_ripe,
    settlement_price_params=shared_params_at_height,
    pending_sessions=pending_sessions_at_end,
    budget_divisor=suppliers_that_claim,
    counts_in_demand=will_settle,
    after_refusal=discard_claim,
    inflation_of=inflation_of,
    claim_cap=redistributed_cap,
    settled_for=settled_for,
    minted_amount=minted_by_ratio,
    revenue_payments=payments_by_share,
    reward_validators=sum_reward,
    split_validator_reward=split_by_commission,
    execute_operations=execute_summed,
    application_min_stake=application_min_stake,
    validate_share_addresses=require_distinct_addresses,
    validate_supplier_owner=refuse_module_owner,
    updated_config_history=updated_config_history,
    may_cancel_unbonding=is_owner,
    supplier_unbonding_params=params_of_last_session,
    is_config_prunable=is_config_prunable,
    updated_service=updated_service,
    record_compute_units=record_compute_units,
    compute_units_at_height=compute_units_at_height,
    record_difficulty=record_difficulty,
    scaled_target_hash=base_target_hash,
    difficulty_at_height=difficulty_at_height,
    is_recoverable=is_recoverable,
)
"""Source: poktroll v0.1.35."""
