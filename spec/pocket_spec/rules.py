"""The rules in which releases differ, and in which proposals will: named functions in one frozen record.

What every release has in common is called directly. A handler takes the record and calls, say,
`rules.candidate_session_ends(state)`; `pocket_spec.releases` says which function stands there in which release.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pocket_spec.state.records.service import RelayMiningDifficulty
from pocket_spec.state.records.session import SessionModuleParams
from pocket_spec.state.records.shared import (
    Service,
    ServiceConfigUpdate,
    ServiceRevenueShare,
    SharedParams,
    Supplier,
    SupplierServiceConfig,
)
from pocket_spec.state.state import Address, State


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one release; every field is a rule, and its comment says what it decides."""

    # Which parameters of the shared module hold for a height, past or future.
    shared_params_at_height: Callable[[State, int], SharedParams]
    # Which parameters of the session module hold for a height.
    session_params_at_height: Callable[[State, int], SessionModuleParams]

    # --- suppliers
    # Refuses addresses of revenue shares that may not stand beside each other.
    validate_share_addresses: Callable[[tuple[ServiceRevenueShare, ...]], None]
    # Refuses owners to whom a stake could not be paid back.
    validate_supplier_owner: Callable[[Address], None]
    # The history of a supplier that is staked again with the services of a message, from the next session's start on.
    updated_config_history: Callable[
        [Supplier, tuple[SupplierServiceConfig, ...], int], tuple[ServiceConfigUpdate, ...]
    ]
    # Whether a signer may cancel the unbonding of a supplier.
    may_cancel_unbonding: Callable[[Supplier, Address], bool]
    # Which parameters of the shared module measure the unbonding of a supplier.
    supplier_unbonding_params: Callable[[State, Supplier, Rules], SharedParams]
    # Whether a configuration of a supplier's service is no longer needed in the block being executed.
    is_config_prunable: Callable[[State, ServiceConfigUpdate, Rules], bool]

    # --- services
    # What becomes of a service, the first, that its owner changes to the second.
    updated_service: Callable[[Service, Service], Service]
    # Records what a relay of a service weighs: the service before, None for a new one, and after.
    record_compute_units: Callable[[State, Service | None, Service], State]
    # What a relay of a service weighs in a session that starts at a height, None where nothing is known of the service.
    compute_units_at_height: Callable[[State, str, int], int | None]
    # Keeps a new difficulty of a service: the one before, and the new one whose height is not set yet.
    record_difficulty: Callable[[State, RelayMiningDifficulty, RelayMiningDifficulty], State]
    # The difficulty of a service in a session that starts at a height.
    difficulty_at_height: Callable[[State, str, int], RelayMiningDifficulty]
