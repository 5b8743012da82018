"""Where walks start: funded accounts, small parameters, services, staked actors, and validators to reward."""

from __future__ import annotations

from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.world import funded
from pocket_conformance.walk.messages import ACCOUNTS, MIN_STAKE, SERVICES
from pocket_spec.encoding.bech32 import decode_address, encode_address
from pocket_spec.morse.decimals import ONE
from pocket_spec.state import defaults
from pocket_spec.state.bank import APPLICATION_POOL, GATEWAY_POOL, SUPPLIER_POOL
from pocket_spec.state.coin import amount_of, upokt
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    Service,
    ServiceConfigUpdate,
    ServiceRevenueShare,
    Supplier,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.records.staking import Delegation, Validator
from pocket_spec.state.state import State

FUNDS = 10_000
"""What everybody starts with, in uPOKT."""


def starting_state(seed: int) -> State:
    """Make a state to start from; the seed chooses the lengths of sessions and windows."""
    shared = replace(
        defaults.SHARED_PARAMS,
        num_blocks_per_session=3 + seed % 2,
        grace_period_end_offset_blocks=seed % 2,
        claim_window_open_offset_blocks=1,
        claim_window_close_offset_blocks=2,
        proof_window_open_offset_blocks=0,
        proof_window_close_offset_blocks=2,
        supplier_unbonding_period_sessions=3,
        application_unbonding_period_sessions=3,
        compute_units_to_tokens_multiplier=1,
        compute_unit_cost_granularity=1,
    )
    state = State(
        shared_params=shared,
        session_params=replace(defaults.SESSION_MODULE_PARAMS, num_suppliers_per_session=2),
        application_params=replace(defaults.APPLICATION_PARAMS, min_stake=upokt(MIN_STAKE)),
        gateway_params=replace(defaults.GATEWAY_PARAMS, min_stake=upokt(MIN_STAKE)),
        supplier_params=replace(defaults.SUPPLIER_PARAMS, min_stake=upokt(MIN_STAKE)),
        proof_params=replace(
            defaults.PROOF_PARAMS,
            proof_requirement_threshold=upokt(60),
            proof_missing_penalty=upokt(MIN_STAKE // 2),
            proof_submission_fee=upokt(1),
        ),
        services=Map({name: Service(name, name, 1 + seed, ACCOUNTS[index]) for index, name in enumerate(SERVICES[:2])}),
    )
    return _with_validators(_with_actors(funded(state, dict.fromkeys(ACCOUNTS, FUNDS))))


def _with_actors(state: State) -> State:
    """Stake two applications, two suppliers and a gateway from the first block on."""
    service = SERVICES[0]
    applications = [
        Application(address, upokt(stake), (ApplicationServiceConfig(service),))
        for address, stake in ((ACCOUNTS[0], 5 * MIN_STAKE), (ACCOUNTS[1], MIN_STAKE))
    ]
    suppliers = [Supplier(address, address, upokt(2 * MIN_STAKE)) for address in ACCOUNTS[2:4]]
    configs = [
        ServiceConfigUpdate(
            found.operator_address,
            SupplierServiceConfig(
                service,
                (SupplierEndpoint("http://a.example:80", 3),),
                (ServiceRevenueShare(found.owner_address, 60), ServiceRevenueShare(ACCOUNTS[5], 40)),
            ),
            activation_height=1,
        )
        for found in suppliers
    ]
    staked = replace(
        state,
        applications=Map({found.address: found for found in applications}),
        suppliers=Map({found.operator_address: found for found in suppliers}),
        service_config_updates=Map({(service, 1, found.operator_address): found for found in configs}),
        gateways=Map({ACCOUNTS[4]: Gateway(ACCOUNTS[4], upokt(MIN_STAKE))}),
    )
    pools = {
        APPLICATION_POOL: sum(amount_of(found.stake) for found in applications),
        SUPPLIER_POOL: sum(amount_of(found.stake) for found in suppliers),
        GATEWAY_POOL: MIN_STAKE,
    }
    return funded(staked, pools)


def _with_validators(state: State) -> State:
    def validator(name: str, tokens: int, rate: int) -> Validator:
        return Validator(encode_address(decode_address(name), "poktvaloper"), tokens, tokens * ONE, rate)

    validators = [validator(ACCOUNTS[0], 700, ONE // 10), validator(ACCOUNTS[1], 300, 0)]
    delegations = [
        Delegation(ACCOUNTS[0], validators[0].operator_address, 400 * ONE),
        Delegation(ACCOUNTS[2], validators[0].operator_address, 300 * ONE),
        Delegation(ACCOUNTS[1], validators[1].operator_address, 300 * ONE),
    ]
    return replace(
        state,
        validators=Map({entry.operator_address: entry for entry in validators}),
        delegations=Map({(entry.validator_address, entry.delegator_address): entry for entry in delegations}),
    )
