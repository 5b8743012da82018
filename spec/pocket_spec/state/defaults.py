"""The parameters that each module starts with where a genesis names none."""

from __future__ import annotations

from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import ApplicationParams
from pocket_spec.state.records.gateway import GatewayParams
from pocket_spec.state.records.migration import MigrationParams
from pocket_spec.state.records.proof import ProofParams
from pocket_spec.state.records.service import ServiceParams
from pocket_spec.state.records.session import SessionModuleParams
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.records.supplier import SupplierParams
from pocket_spec.state.records.tokenomics import (
    MintAllocationPercentages,
    MintEqualsBurnClaimDistribution,
    TokenomicsParams,
)

APPLICATION_PARAMS = ApplicationParams(max_delegated_gateways=7, min_stake=upokt(1_000_000))
"""Source: poktroll v0.1.35 x/application/types/params.go."""

GATEWAY_PARAMS = GatewayParams(min_stake=upokt(100))
"""Source: poktroll v0.1.35 x/gateway/types/params.go."""

SUPPLIER_PARAMS = SupplierParams(min_stake=upokt(1_000_000), staking_fee=upokt(1))
"""Source: poktroll v0.1.35 x/supplier/types/params.go."""

SERVICE_PARAMS = ServiceParams(add_service_fee=upokt(1), target_num_relays=100_000)
"""Source: poktroll v0.1.35 x/service/types/params.go."""

SESSION_MODULE_PARAMS = SessionModuleParams(num_suppliers_per_session=15)
"""Source: poktroll v0.1.35 x/session/types/params.go."""

PROOF_PARAMS = ProofParams(
    proof_request_probability=0.25,
    proof_requirement_threshold=upokt(20_000_000),
    proof_missing_penalty=upokt(320_000_000),
    proof_submission_fee=upokt(0),
)
"""Source: poktroll v0.1.35 x/proof/types/params.go."""

TOKENOMICS_PARAMS = TokenomicsParams(
    mint_allocation_percentages=MintAllocationPercentages(
        dao=0.1, proposer=0.05, supplier=0.7, source_owner=0.15, application=0.0
    ),
    dao_reward_address="pokt1eeeksh2tvkh7wzmfrljnhw4wrhs55lcuvmekkw",
    global_inflation_per_claim=0.1,
    mint_equals_burn_claim_distribution=MintEqualsBurnClaimDistribution(
        dao=0.1, proposer=0.05, supplier=0.7, source_owner=0.15, application=0.0
    ),
    mint_ratio=1.0,
    overservicing_bonus_multiplier=1,
)
"""Source: poktroll v0.1.35 x/tokenomics/types/params.go."""

SHARED_PARAMS = SharedParams(
    num_blocks_per_session=10,
    grace_period_end_offset_blocks=1,
    claim_window_open_offset_blocks=1,
    claim_window_close_offset_blocks=4,
    proof_window_open_offset_blocks=0,
    proof_window_close_offset_blocks=4,
    supplier_unbonding_period_sessions=1,
    application_unbonding_period_sessions=1,
    compute_units_to_tokens_multiplier=42_000_000,
    gateway_unbonding_period_sessions=1,
    compute_unit_cost_granularity=1_000_000,
    session_grid_anchor_height=1,
    session_number_at_anchor=1,
)
"""Source: poktroll v0.1.35 x/shared/types/params.go."""

MIGRATION_PARAMS = MigrationParams(morse_account_claiming_enabled=True)
"""Source: poktroll v0.1.35 x/migration/types/params.go."""
