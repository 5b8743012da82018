"""Mainnet's parameters, as its governance set them last before poktroll v0.1.35 was tagged."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import ApplicationParams
from pocket_spec.state.records.gateway import GatewayParams
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

DATE = "2026-08-12"
"""The date of the sources that the values were read from."""
MAINNET: Mapping[str, Any] = MappingProxyType(
    {
        "application_params": ApplicationParams(max_delegated_gateways=7, min_stake=upokt(1_000_000_000)),
        "gateway_params": GatewayParams(min_stake=upokt(5_000_000_000)),
        "supplier_params": SupplierParams(min_stake=upokt(59_500_000_000), staking_fee=upokt(1)),
        "service_params": ServiceParams(add_service_fee=upokt(3_500_000_000), target_num_relays=100_000),
        "session_params": SessionModuleParams(num_suppliers_per_session=50),
        "proof_params": ProofParams(
            proof_request_probability=0.01,
            proof_requirement_threshold=upokt(100),
            proof_missing_penalty=upokt(1),
            proof_submission_fee=upokt(1),
        ),
        "shared_params": SharedParams(
            num_blocks_per_session=20,
            grace_period_end_offset_blocks=10,
            claim_window_open_offset_blocks=11,
            claim_window_close_offset_blocks=10,
            proof_window_open_offset_blocks=1,
            proof_window_close_offset_blocks=10,
            supplier_unbonding_period_sessions=1429,
            application_unbonding_period_sessions=3,
            gateway_unbonding_period_sessions=3,
            compute_units_to_tokens_multiplier=145_990,
            compute_unit_cost_granularity=1_000_000,
        ),
        "tokenomics_params": TokenomicsParams(
            mint_allocation_percentages=MintAllocationPercentages(dao=0.1, supplier=0.8, source_owner=0.1),
            dao_reward_address="pokt1dr5jtqaaz4wk8wevl33e7vkxsjlphljnjhyq2l",
            global_inflation_per_claim=0.000001,
            mint_equals_burn_claim_distribution=MintEqualsBurnClaimDistribution(
                dao=0.045, proposer=0.14, supplier=0.79, source_owner=0.025
            ),
            mint_ratio=0.975,
            overservicing_bonus_multiplier=1,
        ),
    }
)
"""By the field of the state. The grid's anchor is not among them: sessions are counted from the first block.

Source: poktroll v0.1.35 tools/scripts/params/bulk_params_main/*.json.
"""
