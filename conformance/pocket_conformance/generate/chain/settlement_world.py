"""A small world for settlement: an application, suppliers, a service, validators, and claims that are due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.world import account, funded, pool
from pocket_spec.claims.messages import PENDING_VALIDATION, Claim
from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.settlement.validators import OPERATOR_PREFIX
from pocket_spec.state.coin import Coin, amount_of, upokt
from pocket_spec.state.defaults import PROOF_PARAMS, SHARED_PARAMS, TOKENOMICS_PARAMS
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.proof import ProofParams
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    Service,
    ServiceConfigUpdate,
    ServiceRevenueShare,
    SharedParams,
    SharedParamsUpdate,
    Supplier,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.records.staking import BONDED, Delegation, Validator
from pocket_spec.state.records.tokenomics import TokenomicsParams
from pocket_spec.state.state import State

POKT = 1_000_000
"""uPOKT in a POKT."""
WEIGHT = 100
"""Compute units of a relay of every service here."""
START, END, DUE = 11, 20, 30
"""A session, and the block in which its claims are settled: the windows take 9 blocks."""
SHARED = replace(SHARED_PARAMS, compute_units_to_tokens_multiplier=1_000, compute_unit_cost_granularity=1)
"""A compute unit costs 1000 uPOKT, a relay 0.1 POKT."""
RELAY_PRICE = WEIGHT * 1_000
UNPROVEN = replace(PROOF_PARAMS, proof_request_probability=0.0, proof_requirement_threshold=upokt(10**15))
"""No claim must be proven."""
TOKENOMICS = TOKENOMICS_PARAMS
APP, SOURCE_OWNER = account("application"), account("source owner")
SERVICE = "svc"


def operator(number: int) -> str:
    """Give the operator address of a numbered supplier."""
    return account(f"supplier {number}")


def owner(number: int) -> str:
    """Give the owner address of a numbered supplier."""
    return account(f"owner {number}")


def root(relays: int, compute_units: int | None = None, digest_bytes: int = 32) -> bytes:
    """Make the root of a trie of so many relays; nobody has the trie."""
    sums = (relays * WEIGHT if compute_units is None else compute_units) % 2**64
    digest = (sha256(f"root {relays}".encode()) * (digest_bytes // 32 + 1))[:digest_bytes]
    return digest + sums.to_bytes(8, "big") + relays.to_bytes(8, "big")


def header(
    session_id: str = "session", application: str = APP, service_id: str = SERVICE, end: int = END
) -> SessionHeader:
    """Make the header of a session of ten blocks."""
    return SessionHeader(application, service_id, session_id, end - 9, end)


def claim(number: int, relays: int, session: SessionHeader | None = None, status: int = PENDING_VALIDATION) -> Claim:
    """Make the claim of a numbered supplier."""
    return Claim(operator(number), header() if session is None else session, root(relays), status)


def application(stake: int, address: str = APP, service_id: str = SERVICE, limit: Coin | None = None) -> Application:
    """Make an application."""
    return Application(address, upokt(stake), (ApplicationServiceConfig(service_id),), per_session_spend_limit=limit)


def service(service_id: str = SERVICE, weight: int = WEIGHT) -> Service:
    """Make a service."""
    return Service(service_id, service_id, weight, SOURCE_OWNER)


def supplier(number: int, stake: int = 60_000 * POKT) -> Supplier:
    """Make a numbered supplier's record."""
    return Supplier(owner(number), operator(number), upokt(stake))


def config(
    number: int,
    shares: Iterable[tuple[str, int]] = (),
    service_id: str = SERVICE,
    active: int = 1,
    inactive: int = 0,
) -> ServiceConfigUpdate:
    """Make a numbered supplier's service; without shares the owner gets all revenue."""
    revenue = tuple(ServiceRevenueShare(address, percent) for address, percent in shares)
    endpoint = SupplierEndpoint("http://localhost", 3)
    offered = SupplierServiceConfig(service_id, (endpoint,), revenue or (ServiceRevenueShare(owner(number), 100),))
    return ServiceConfigUpdate(operator(number), offered, active, inactive)


def validator_address(name: str) -> str:
    """Give the operator address of a named validator."""
    return encode_address(sha256(f"pocket-spec account {name}".encode())[:20], OPERATOR_PREFIX)


def validator(name: str, tokens: int, commission_percent: int = 0, status: str = BONDED) -> Validator:
    """Make a named validator with as many shares as tokens."""
    return Validator(validator_address(name), tokens, tokens * 10**18, commission_percent * 10**16, status)


def delegation(delegator: str, name: str, tokens: int) -> Delegation:
    """Make a delegation of so many shares to a named validator."""
    return Delegation(account(delegator), validator_address(name), tokens * 10**18)


VALIDATORS = (validator("val", 700 * POKT, 10), validator("other", 300 * POKT))
DELEGATIONS = (
    delegation("val", "val", 500 * POKT),
    delegation("delegator", "val", 200 * POKT),
    delegation("other", "other", 300 * POKT),
)


def settlement_state(
    claims: Iterable[Claim],
    applications: Iterable[Application] = (application(1_000 * POKT),),
    suppliers: Iterable[Supplier] | None = None,
    configs: Iterable[ServiceConfigUpdate] | None = None,
    services: Iterable[Service] = (service(),),
    validators: Iterable[Validator] = VALIDATORS,
    delegations: Iterable[Delegation] = DELEGATIONS,
    height: int = DUE,
) -> State:
    """Make a state in which these claims are due; suppliers are the first three unless named, the pools hold stakes."""
    suppliers = [supplier(number) for number in (1, 2, 3)] if suppliers is None else list(suppliers)
    configs = [config(number) for number in (1, 2, 3)] if configs is None else configs
    applications = list(applications)
    state = State(
        height=height,
        validators=Map({each.operator_address: each for each in validators}),
        delegations=Map({(each.validator_address, each.delegator_address): each for each in delegations}),
        applications=Map({each.address: each for each in applications}),
        suppliers=Map({each.operator_address: each for each in suppliers}),
        service_config_updates=Map(
            {
                (each.service.service_id if each.service else "", each.activation_height, each.operator_address): each
                for each in configs
            }
        ),
        services=Map({each.id: each for each in services}),
        claims=Map({(_session_id(each), each.supplier_operator_address): each for each in claims}),
        proof_params=UNPROVEN,
        shared_params=SHARED,
        tokenomics_params=TOKENOMICS,
    )
    staked = sum(amount_of(each.stake) for each in applications)
    return funded(state, {pool("application"): staked, pool("supplier"): sum(amount_of(s.stake) for s in suppliers)})


def _session_id(claim_of: Claim) -> str:
    return claim_of.session_header.session_id if claim_of.session_header else ""


def with_tokenomics(state: State, params: TokenomicsParams) -> State:
    """Replace the parameters of the tokenomics module."""
    return replace(state, tokenomics_params=params)


def with_proofs(state: State, params: ProofParams) -> State:
    """Replace the parameters of the proof module."""
    return replace(state, proof_params=params)


def with_shared(state: State, live: SharedParams, history: dict[int, SharedParams]) -> State:
    """Replace the shared parameters and their history, by effective height."""
    updates = {height: SharedParamsUpdate(height, params) for height, params in history.items()}
    return replace(state, shared_params=live, shared_params_history=Map(updates))
