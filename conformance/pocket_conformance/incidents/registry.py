"""The incidents, by the keys under which their causes and fixes are told.

A new one needs an entry here and nothing else: the scopes and the invariants know about none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from pocket_conformance.incidents import rules as planted
from pocket_conformance.incidents.model import Incident
from pocket_spec.releases.lineage import rules_of
from pocket_spec.rules import Rules


def _of(release: str, *names: str) -> dict[str, Any]:
    """Take rules of an older release."""
    rules = rules_of(release)
    return {name: getattr(rules, name) for name in names}


def _incident(key: str, sentence: str, override: Mapping[str, Any], may_break: str, source: str) -> Incident:
    return Incident(key, sentence, MappingProxyType(dict(override)), frozenset(may_break.split()), source)


INCIDENTS: tuple[Incident, ...] = (
    _incident(
        "H01",
        "What a relay weighs is read when a claim is made and again when it is settled, not at the session's start.",
        _of("v0.1.34", "compute_units_at_height", "record_compute_units", "updated_service"),
        "EPO-3 ONCE-4 ESC-2 BEM-1",
        "poktroll v0.1.34 x/proof/keeper/msg_server_create_claim.go",
    ),
    _incident(
        "H02",
        "Claims are settled at the live price, though proofs are asked for by that of the session's start.",
        _of("v0.1.34", "settlement_price_params"),
        "EPO-1 PAY-2",
        "poktroll v0.1.34 x/tokenomics/keeper/settlement_context.go",
    ),
    _incident(
        "H05",
        "Setting all shared parameters at once leaves no trace in their history.",
        _of("v0.1.32", "set_shared_params"),
        "EPO-2 EPO-3 WIN-3 WIN-4 SES-1 ONCE-1",
        "poktroll v0.1.32 x/shared/keeper/msg_update_params.go",
    ),
    _incident(
        "H07",
        "A stake is divided by the sessions that the live parameters let be pending.",
        _of("v0.1.33", "pending_sessions"),
        "BUD-1 PAY-2",
        "poktroll v0.1.33 x/tokenomics/keeper/token_logic_modules.go",
    ),
    _incident(
        "H08",
        "Only the claims of the session are settled that the live windows point at.",
        _of("v0.1.33", "candidate_session_ends"),
        "ONCE-1",
        "poktroll v0.1.33 x/tokenomics/keeper/settle_pending_claims.go",
    ),
    _incident(
        "H12",
        "Claims that will expire count in the demand for what a session leaves unused.",
        {"counts_in_demand": planted.every_claim_counts},
        "NIF-2 PAY-3",
        "poktroll v0.1.35 docs/settlement_budget_redistribution_spec.md",
    ),
    _incident(
        "H13",
        "Applications that become one have twice the stake of the one that was there.",
        _of("v0.1.32", "merged_stake"),
        "ESC-1 ESC-2",
        "poktroll v0.1.32 x/application/keeper/transfer_applications.go",
    ),
    _incident(
        "H18a",
        "A session's budget is shared among as many suppliers as it could have, however few claim.",
        _of("v0.1.32", "budget_divisor"),
        "PAY-2 PAY-3",
        "poktroll v0.1.32 x/tokenomics/keeper/token_logic_modules.go",
    ),
    _incident(
        "H18b",
        "No claim is paid more than an equal part, though others leave theirs and parameters allow more.",
        _of("v0.1.34", "claim_cap"),
        "PAY-3",
        "poktroll v0.1.34 x/tokenomics/keeper/token_logic_modules.go",
    ),
    _incident(
        "H19",
        "Another session length holds at once, on the old grid.",
        _of("v0.1.33", "set_shared_params", "set_shared_param", "promoted_shared_params"),
        "WIN-1 WIN-4 EPO-2 EPO-3 SES-1",
        "poktroll v0.1.33 x/shared/types/session.go",
    ),
    _incident(
        "H20",
        "The reward of every claim is split among validators by itself, so roundings add up.",
        _of("v0.1.32", "reward_validators"),
        "DIS-3",
        "poktroll v0.1.32 x/tokenomics/keeper/settle_pending_claims.go",
    ),
    _incident(
        "H22",
        "An address may share a supplier's revenue twice, and is then paid the last share twice.",
        _of("v0.1.33", "validate_share_addresses", "revenue_payments"),
        "DIS-2 DIS-4 ESC-2 TOT-2",
        "poktroll v0.1.33 x/tokenomics/token_logic_module/distribution_supplier.go",
    ),
    _incident(
        "H23",
        "Validators earn no commission.",
        _of("v0.1.33", "split_validator_reward"),
        "DIS-3",
        "poktroll v0.1.33 x/tokenomics/token_logic_module/distribution_validator.go",
    ),
    _incident(
        "H25a",
        "Inflation is rounded down, and a claim that brings none is an error.",
        {"inflation_of": planted.inflation_rounded_down},
        "ONCE-4 BEM-1 BEM-2 ESC-2 ESC-3 TOT-2",
        "poktroll v0.0.9 x/tokenomics/token_logic_module/tlm_global_mint.go",
    ),
    _incident(
        "H25b",
        "A claim of which the mint ratio leaves nothing is burned and mints nothing.",
        _of("v0.1.32", "minted_amount"),
        "BEM-3",
        "poktroll v0.1.32 x/tokenomics/token_logic_module/tlm_relay_burn_equals_mint.go",
    ),
    _incident(
        "H25c",
        "A mint ratio of 0 may be set, under which work is burned for nothing.",
        {"tokenomics_parameters": planted.NOTHING_MINTED, "minted_amount": planted.nothing_at_a_ratio_of_zero},
        "BEM-3",
        "poktroll v0.1.32 x/tokenomics/types/params.go",
    ),
    _incident(
        "H27",
        "A claim of no relays is accepted, and its settlement stops the chain.",
        {"validate_claim_root": planted.any_root, "after_refusal": planted.halt},
        "TOT-1",
        "poktroll v0.1.12 x/proof/types/message_create_claim.go",
    ),
    _incident(
        "H28",
        "A claim that cannot be settled stops the chain.",
        {"after_refusal": planted.halt},
        "TOT-1",
        "poktroll v0.1.14 x/tokenomics/keeper/settle_pending_claims.go",
    ),
    _incident(
        "H42",
        "The claim window closes at the sum of two heights.",
        {"claim_close": planted.close_after_two_heights},
        "WIN-3",
        "poktroll v0.0.2 x/shared/types/session.go",
    ),
    _incident(
        "H43",
        "A session is drawn by the hash of the block in which one asks.",
        {"session_seed": planted.hash_of_this_block},
        "SES-1 SES-2",
        "poktroll before v0.0.1 x/session/keeper/session_hydrator.go",
    ),
    _incident(
        "H45",
        "A service's target scales the last one, so that it drifts while demand stands still.",
        {"scaled_target_hash": planted.last_target},
        "DIF-1 DIF-2",
        "poktroll v0.0.9 x/service/keeper/update_relay_mining_difficulty.go",
    ),
)
"""Every incident of the list that a rule can be put back for."""

BY_ID: Mapping[str, Incident] = MappingProxyType({incident.id: incident for incident in INCIDENTS})


def planted_rules(rules: Rules, incident: Incident) -> Rules:
    """Put the rules of an incident back."""
    return replace(rules, **incident.override)
