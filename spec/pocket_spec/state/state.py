"""The state of the chain: a frozen record of immutable maps, one for each kind of record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from immutables import Map

from pocket_spec.claims.messages import Claim, Proof
from pocket_spec.state import defaults
from pocket_spec.state.records.application import Application, ApplicationParams
from pocket_spec.state.records.gateway import Gateway, GatewayParams
from pocket_spec.state.records.migration import MigrationParams, MorseClaimableAccount
from pocket_spec.state.records.proof import ProofParams
from pocket_spec.state.records.service import (
    RelayMiningDifficulty,
    RelayMiningDifficultyUpdate,
    ServiceComputeUnitsPerRelayUpdate,
    ServiceParams,
)
from pocket_spec.state.records.session import SessionModuleParams, SessionModuleParamsUpdate
from pocket_spec.state.records.shared import Service, ServiceConfigUpdate, SharedParams, SharedParamsUpdate, Supplier
from pocket_spec.state.records.staking import Delegation, Validator
from pocket_spec.state.records.supplier import SupplierParams
from pocket_spec.state.records.tokenomics import TokenomicsParams
from pocket_spec.state.timestamp import EPOCH, Timestamp

Address: TypeAlias = str
"""A bech32 account address; as a key of the bank always in lower case."""
ServiceHeight: TypeAlias = tuple[str, int]
"""A service id and a height."""
ServiceConfigKey: TypeAlias = tuple[str, int, Address]
"""A service id, an activation height and a supplier's operator address."""
ClaimKey: TypeAlias = tuple[str, Address]
"""A session id and a supplier's operator address."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything the rules read and write; `height`, `header_hash`, `block_time` are those of the block being executed.

    `supply` is the sum of all balances, in uPOKT, kept as a record of its own as on chain. Accounts without a public
    key known to the chain are None in `accounts`. `validators` and `delegations` are the SDK's; no rule here changes
    them.
    """

    height: int = 1
    header_hash: bytes = b""
    block_time: Timestamp = EPOCH
    chain_id: str = "pocket"
    # auth and staking: read only
    accounts: Map[Address, bytes | None] = Map()
    validators: Map[str, Validator] = Map()
    delegations: Map[tuple[str, Address], Delegation] = Map()
    # bank
    balances: Map[Address, int] = Map()
    supply: int = 0
    # application
    application_params: ApplicationParams = defaults.APPLICATION_PARAMS
    applications: Map[Address, Application] = Map()
    # gateway
    gateway_params: GatewayParams = defaults.GATEWAY_PARAMS
    gateways: Map[Address, Gateway] = Map()
    # supplier
    supplier_params: SupplierParams = defaults.SUPPLIER_PARAMS
    suppliers: Map[Address, Supplier] = Map()
    service_config_updates: Map[ServiceConfigKey, ServiceConfigUpdate] = Map()
    # unbonding by their record, but not in the chain's index of those who are; no record of the store, nor of the JSON
    unindexed_suppliers: frozenset[Address] = frozenset()
    # service
    service_params: ServiceParams = defaults.SERVICE_PARAMS
    services: Map[str, Service] = Map()
    difficulties: Map[str, RelayMiningDifficulty] = Map()
    difficulty_history: Map[ServiceHeight, RelayMiningDifficultyUpdate] = Map()
    compute_units_history: Map[ServiceHeight, ServiceComputeUnitsPerRelayUpdate] = Map()
    # session
    session_params: SessionModuleParams = defaults.SESSION_MODULE_PARAMS
    session_params_history: Map[int, SessionModuleParamsUpdate] = Map()
    block_hashes: Map[int, bytes] = Map()
    # proof
    proof_params: ProofParams = defaults.PROOF_PARAMS
    claims: Map[ClaimKey, Claim] = Map()
    proofs: Map[ClaimKey, Proof] = Map()
    # tokenomics
    tokenomics_params: TokenomicsParams = defaults.TOKENOMICS_PARAMS
    # shared
    shared_params: SharedParams = defaults.SHARED_PARAMS
    shared_params_history: Map[int, SharedParamsUpdate] = Map()
    # migration
    migration_params: MigrationParams = defaults.MIGRATION_PARAMS
    morse_accounts: Map[str, MorseClaimableAccount] = Map()
