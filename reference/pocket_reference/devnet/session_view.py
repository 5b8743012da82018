"""A session as a miner and its clients need it: who takes part, whose signatures count, and what falls due when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pocket_reference.devnet.errors import DevnetError
from pocket_spec.claims.proof_path import proof_path
from pocket_spec.claims.requirement import proof_requirement
from pocket_spec.claims.validate_proofs import ring_of_application
from pocket_spec.claims.windows import calendar_of, seed_height
from pocket_spec.encoding.proto_json import to_json
from pocket_spec.relay.messages import SESSION_HEADER
from pocket_spec.rules import Rules
from pocket_spec.session.block_hash import block_hash_at
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.session.messages import Session
from pocket_spec.state.coin import amount_of
from pocket_spec.state.records.shared import SUPPLIER_SERVICE_CONFIG
from pocket_spec.state.state import State

Json = Any
NOT_REQUIRED = 0


def session_view(state: State, application: str, service: str, height: int, rules: Rules) -> Json:
    """Answer the session of a height that has ended its first block; refused with the chain's reason otherwise."""
    if height >= state.height:
        raise DevnetError(f"height {height}: the last block is {state.height - 1}")
    session = hydrate_session(state, application, service, height, rules)
    header = session.header
    if header is None or session.application is None:
        raise DevnetError("the session has no header")
    end = header.session_end_block_height
    shared = rules.shared_params_at_height(state, header.session_start_block_height)
    weight = rules.compute_units_at_height(state, service, header.session_start_block_height)
    return {
        "header": to_json(SESSION_HEADER, header),
        "suppliers": [_supplier(supplier) for supplier in _serving(session, service)],
        "ring": sorted(key.hex() for key in ring_of_application(state, application, end, rules)),
        "target_hash": (
            rules.difficulty_at_height(state, service, header.session_start_block_height).target_hash or b""
        ).hex(),
        "compute_units_per_relay": str(weight),
        "calendar": asdict(calendar_of(rules.commit_params(state, end), end)),
        "application_stake": str(amount_of(session.application.stake)),
        "suppliers_per_session": str(rules.session_params_at_height(state, end).num_suppliers_per_session),
        "multiplier": str(shared.compute_units_to_tokens_multiplier),
        "granularity": str(shared.compute_unit_cost_granularity),
    }


def _serving(session: Session, service: str) -> list[tuple[str, Json]]:
    return [
        (
            supplier.operator_address,
            [to_json(SUPPLIER_SERVICE_CONFIG, config) for config in supplier.services if config.service_id == service],
        )
        for supplier in session.suppliers
    ]


def _supplier(entry: tuple[str, Json]) -> Json:
    address, configs = entry
    return {"operator_address": address, "services": configs}


def proof_view(state: State, arguments: Mapping[str, str], rules: Rules) -> Json:
    """Answer whether a claim on chain must be proven, and along which path, once the drawing block is there."""
    key = arguments.get("session_id", ""), arguments.get("supplier", "")
    claim = state.claims.get(key)
    if claim is None or claim.session_header is None:
        raise LookupError("there is no such claim")
    drawn = seed_height(state, claim.session_header.session_end_block_height, rules)
    seed = block_hash_at(state, drawn)
    if not seed:
        return {"drawn_at": drawn, "required": None, "path": None}
    required = proof_requirement(state, claim, rules) != NOT_REQUIRED
    return {"drawn_at": drawn, "required": required, "path": proof_path(seed, key[0]).hex()}
