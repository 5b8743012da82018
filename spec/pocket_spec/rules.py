"""The rules in which releases differ, and in which proposals will: named functions in one frozen record.

What every release has in common is called directly. A handler takes the record and calls, say,
`rules.candidate_session_ends(state)`; `pocket_spec.releases` says which function stands there in which release.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pocket_spec.claims.messages import Claim
from pocket_spec.governance.parameters import ModuleParameters
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.session.calendar import Calendar
from pocket_spec.settlement.distribution import RevenueShare
from pocket_spec.settlement.ledger import Ledger, Outcome, SessionBudget
from pocket_spec.settlement.pricing import ClaimPrice
from pocket_spec.settlement.validators import RewardSplit
from pocket_spec.state.events import Transition
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
from pocket_spec.state.records.tokenomics import TokenomicsParams
from pocket_spec.state.state import Address, State


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one release; every field is a rule, and its comment says what it decides."""

    # --- governance
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

    # --- applications and gateways
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
    # Which target is scaled by the demand to become a service's next one, given the difficulty before.
    scaled_target_hash: Callable[[RelayMiningDifficulty], bytes]
    # The difficulty of a service in a session that starts at a height.
    difficulty_at_height: Callable[[State, str, int], RelayMiningDifficulty]

    # --- sessions and claims
    # In which order candidates are taken into a session: the positions of these addresses, for an id's preimage.
    order_of_candidates: Callable[[bytes, Sequence[str]], tuple[int, ...]]
    # Who may sign for an application: its address, gateways, undelegations by height, and the session's end.
    ring_addresses: Callable[[str, tuple[str, ...], Mapping[int, tuple[str, ...]], int], tuple[str, ...]]
    # Which session header a claim is kept with: of the message's and the session's on chain.
    header_of_claim: Callable[[SessionHeader, SessionHeader], SessionHeader]
    # At which parameters a claim is priced, for the start of its session.
    price_params: Callable[[State, int], SharedParams]
    # Which parameters say when claims and proofs may be committed, and which block draws, for the end of a session.
    commit_params: Callable[[State, int], SharedParams]
    # What a new claim's root hash must be; gives its relays and compute units.
    validate_claim_root: Callable[[bytes], tuple[int, int]]
    # The last block in which a claim may be made, by the calendar of its session.
    claim_close: Callable[[Calendar], int]
    # The hash of the block that draws a session which starts at a height.
    session_seed: Callable[[State, int], bytes]
    # How many estimated relays the events of claims and proofs announce.
    announced_relays: Callable[[ClaimPrice], int]

    # --- settlement
    # At which session ends there may be claims that are due in this block, in the order of settlement.
    candidate_session_ends: Callable[[State], tuple[int, ...]]
    # Whether a candidate's claims are due: the block's height, the session's end, the parameters of that end.
    is_ripe: Callable[[int, int, SharedParams], bool]
    # By which parameters a claim is priced when it is settled: those that hold for a session's start.
    settlement_price_params: Callable[[State, int], SharedParams]
    # Among how many sessions an application's stake is divided, for a session that ended at a height.
    pending_sessions: Callable[[State, int], int]
    # Among how many suppliers a session's budget is divided, given how many made a claim.
    budget_divisor: Callable[[State, int], int]
    # Whether a claim counts in what its session leaves unused, or wants in excess.
    counts_in_demand: Callable[[Ledger, Claim, Rules], bool]
    # What becomes of a claim that cannot be settled.
    after_refusal: Callable[[Ledger, Claim, Rejected], None]
    # What a settled amount brings in global inflation, given as a fraction.
    inflation_of: Callable[[int, int, int], int]
    # The most that a claim may be charged: its session's budget, its own charge, the bonus multiplier.
    claim_cap: Callable[[SessionBudget, int, int], int]
    # The most that is settled for a charge to the application, given global inflation as a fraction.
    settled_for: Callable[[int, int, int], int]
    # What is minted for a settled amount.
    minted_amount: Callable[[TokenomicsParams, int], int]
    # How a supplier's revenue is paid to those who share it; a refusal means that the owner gets it.
    revenue_payments: Callable[[tuple[RevenueShare, ...], int], tuple[tuple[str, int], ...]]
    # What is done with a claim's reward for validators, by reason.
    reward_validators: Callable[[Ledger, Outcome, int, int], None]
    # How a reward is split among validators and delegators: the amount, its reason, the session's end.
    split_validator_reward: Callable[[State, int, int, int], RewardSplit]
    # How the operations of all outcomes are executed.
    execute_operations: Callable[[State, list[Outcome]], Transition]
    # Below which stake settlement unbonds an application.
    application_min_stake: Callable[[State], int]
    # --- the Morse migration
    # Whether governance may recover a Morse account, whose address is in upper case.
    is_recoverable: Callable[[str], bool]
