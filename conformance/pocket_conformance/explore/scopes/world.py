"""The small world that scopes start from: sessions of 4 blocks, one service, two applications, three suppliers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from immutables import Map

from pocket_conformance.explore.model import Action
from pocket_conformance.generate.chain.world import account, funded, signed
from pocket_spec.chain.execution import Block, apply_block
from pocket_spec.claims.messages import MsgCreateClaim
from pocket_spec.claims.windows import calendar_of
from pocket_spec.encoding.bech32 import decode_address, encode_address
from pocket_spec.morse.decimals import ONE
from pocket_spec.rejections import Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.state import defaults
from pocket_spec.state.bank import APPLICATION_POOL, SUPPLIER_POOL
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import Application
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
from pocket_spec.state.records.tokenomics import MintAllocationPercentages, MintEqualsBurnClaimDistribution
from pocket_spec.state.state import State

SERVICE = "svc"
APPS = (account("app a"), account("app b"))
CONSUMERS = tuple((name, application, SERVICE) for name, application in zip("ab", APPS, strict=True))
SUPPLIERS = tuple(account(f"supplier {number}") for number in (1, 2, 3))
OWNER, DAO, SHAREHOLDER, NEWCOMER = (
    account("service owner"),
    account("dao"),
    account("shareholder"),
    account("newcomer"),
)
PARTS = {"dao": 0.05, "proposer": 0.1, "supplier": 0.75, "source_owner": 0.1, "application": 0.0}


@dataclass(frozen=True, slots=True)
class World:
    """What a world is made with; amounts are in uPOKT. Work of n relays costs n uPOKT.

    `offsets` are those of the claim window's opening and close and of the proof window's. `threshold` is the price from
    which claims must be proven, no others must; `penalty` is what an unproven claim costs its supplier.
    """

    stakes: tuple[int, ...] = (1_000,)
    offsets: tuple[int, int, int, int] = (1, 1, 1, 1)
    inflation: float = 0.0
    mint_ratio: float = 1.0
    multiplier: int = 1
    threshold: int = 10**9
    penalty: int = 5
    wanted_relays: int = 10**9
    validators: tuple[tuple[int, int], ...] = ((100, 0),)
    """Tokens and commission of validators, in per cent; one with a commission has its tokens from somebody else."""


def start_of(world: World, height: int) -> State:
    """Make a world and let empty blocks pass until a height."""
    state = _with_validators(_with_actors(funded(_parameters(world), {NEWCOMER: 1_000, DAO: 1_000}), world), world)
    while state.height < height:
        state = apply_block(state, Block(), RULES).state
    return state


def _parameters(world: World) -> State:
    claim_open, claim_close, proof_open, proof_close = world.offsets
    shared = replace(
        defaults.SHARED_PARAMS,
        num_blocks_per_session=4,
        grace_period_end_offset_blocks=1,
        claim_window_open_offset_blocks=claim_open,
        claim_window_close_offset_blocks=claim_close,
        proof_window_open_offset_blocks=proof_open,
        proof_window_close_offset_blocks=proof_close,
        supplier_unbonding_period_sessions=2,
        application_unbonding_period_sessions=2,
        gateway_unbonding_period_sessions=1,
        compute_units_to_tokens_multiplier=1,
        compute_unit_cost_granularity=1,
    )
    tokenomics = replace(
        defaults.TOKENOMICS_PARAMS,
        global_inflation_per_claim=world.inflation,
        mint_ratio=world.mint_ratio,
        overservicing_bonus_multiplier=world.multiplier,
        dao_reward_address=DAO,
        mint_equals_burn_claim_distribution=MintEqualsBurnClaimDistribution(**PARTS),
        mint_allocation_percentages=MintAllocationPercentages(**PARTS),
    )
    return State(
        shared_params=shared,
        session_params=replace(defaults.SESSION_MODULE_PARAMS, num_suppliers_per_session=len(SUPPLIERS)),
        application_params=replace(defaults.APPLICATION_PARAMS, min_stake=upokt(1)),
        supplier_params=replace(defaults.SUPPLIER_PARAMS, min_stake=upokt(10), staking_fee=upokt(1)),
        proof_params=replace(
            defaults.PROOF_PARAMS,
            proof_request_probability=0.0,
            proof_requirement_threshold=upokt(world.threshold),
            proof_missing_penalty=upokt(world.penalty),
            proof_submission_fee=upokt(1),
        ),
        service_params=replace(defaults.SERVICE_PARAMS, target_num_relays=world.wanted_relays),
        tokenomics_params=tokenomics,
        services=Map({SERVICE: Service(SERVICE, SERVICE, 1, OWNER)}),
    )


def _with_actors(state: State, world: World) -> State:
    applications = [
        Application(address, upokt(stake), (ApplicationServiceConfig(SERVICE),))
        for address, stake in zip(APPS, world.stakes, strict=False)
    ]
    suppliers = [Supplier(address, address, upokt(100)) for address in SUPPLIERS]
    updates = [ServiceConfigUpdate(address, serving(address), activation_height=1) for address in SUPPLIERS]
    staked = replace(
        state,
        applications=Map({found.address: found for found in applications}),
        suppliers=Map({found.operator_address: found for found in suppliers}),
        service_config_updates=Map({(SERVICE, 1, found.operator_address): found for found in updates}),
    )
    holdings = {APPLICATION_POOL: sum(world.stakes), SUPPLIER_POOL: 100 * len(suppliers)}
    return funded(staked, holdings | dict.fromkeys((*APPS, *SUPPLIERS, OWNER), 1_000))


def serving(address: str, *shares: tuple[str, int], service: str = SERVICE) -> SupplierServiceConfig:
    """Describe how a supplier serves, and who shares its revenue: its operator alone if nobody is named."""
    recipients = shares or ((address, 100),)
    return SupplierServiceConfig(
        service,
        (SupplierEndpoint("http://a.example:80", 3),),
        tuple(ServiceRevenueShare(recipient, percentage) for recipient, percentage in recipients),
    )


def _with_validators(state: State, world: World) -> State:
    validators, delegations = {}, {}
    for number, (tokens, commission) in enumerate(world.validators):
        name = account(f"validator {number}")
        operator = encode_address(decode_address(name), "poktvaloper")
        validators[operator] = Validator(operator, tokens, tokens * ONE, commission * ONE // 100)
        delegator = account(f"delegator {number}") if commission else name
        delegations[operator, delegator] = Delegation(delegator, operator, tokens * ONE)
    return replace(state, validators=Map(validators), delegations=Map(delegations))


def root(relays: int, weight: int) -> bytes:
    """Give a root hash of so many relays of this weight."""
    return b"\x07" * 32 + (relays * weight).to_bytes(8, "big") + relays.to_bytes(8, "big")


def claims(
    state: State,
    rules: Rules,
    wanted: Mapping[str, tuple[int, ...]],
    session_end: int,
    consumers: Iterable[tuple[str, str, str]] = CONSUMERS,
) -> list[Action]:
    """Offer truthful claims of suppliers for a session, in every session of an application with a service.

    `wanted` gives the numbers of relays that a supplier may claim, `consumers` what applications are called, their
    addresses, and services. What is claimed weighs what a relay weighed, as the
    rules tell a supplier, in the session.
    """
    if state.height <= session_end:
        return []
    found = []
    for name, application, service in consumers:
        if application not in state.applications:
            continue
        try:
            session = hydrate_session(state, application, service, session_end, rules)
        except Rejected:
            continue
        start = calendar_of(rules.shared_params_at_height(state, session_end), session_end).start
        weight = RULES.compute_units_at_height(state, service, start) or 1
        for supplier in session.suppliers:
            operator = supplier.operator_address
            if (session.session_id, operator) in state.claims:
                continue
            number = SUPPLIERS.index(operator) + 1
            for relays in wanted.get(operator, ()):
                message = MsgCreateClaim(operator, session.header, root(relays, weight))
                of = "" if service == SERVICE else f" of {service}"
                label = f"supplier {number} claims {relays} relays{of} of application {name}'s session to {session_end}"
                found.append(Action(label, signed(message)))
    return found
