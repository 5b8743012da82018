"""The rules in which releases differ, and in which proposals will: named functions in one frozen record.

What every release has in common is called directly. A handler takes the record and calls, say,
`rules.candidate_session_ends(state)`; `pocket_spec.releases` says which function stands there in which release.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pocket_spec.governance.parameters import ModuleParameters
from pocket_spec.state.records.application import Application, PendingApplicationTransfer
from pocket_spec.state.records.service import RelayMiningDifficulty
from pocket_spec.state.records.session import SessionModuleParams
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
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
    # What is asked of the parameters of the shared module.
    shared_parameters: ModuleParameters
    # What is asked of the parameters of the tokenomics module.
    tokenomics_parameters: ModuleParameters
    # When new parameters of the shared module hold that were set together, and what is recorded of them.
    set_shared_params: Callable[[State, SharedParams], State]
    # The same where a single parameter was set.
    set_shared_param: Callable[[State, SharedParams], State]
    # When new parameters of the session module hold, and what is recorded of them.
    set_session_params: Callable[[State, SessionModuleParams], State]
    # Which recorded parameters of the shared module become live at the end of a block.
    promoted_shared_params: Callable[[State], State]

    # Whether a block lets applications and gateways go whose unbonding has ended.
    is_unbonding_block: Callable[[SharedParams, int], bool]
    # Which parameters say how long an actor unbonds that unstaked in the session with this end.
    unbonding_params: Callable[[State, int], SharedParams]
    # Whether an application may ask for service at a height.
    is_active_application: Callable[[Application, int], bool]
    # Which services an application has at a height.
    application_services_at_height: Callable[[Application, int], tuple[ApplicationServiceConfig, ...]]
    # How an application takes on other services from a height on.
    changed_services: Callable[[Application, tuple[ApplicationServiceConfig, ...], int], Application]
    # From which height on an application moves that asked to.
    transfer_height: Callable[[SharedParams, PendingApplicationTransfer], int]
    # What stake two applications have that become one, that of the source first.
    merged_stake: Callable[[int, int], int]

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

    # --- the Morse migration
    # Whether governance may recover a Morse account, whose address is in upper case.
    is_recoverable: Callable[[str], bool]
