"""What is claimed of the block that settles claims: whatever stakes and prices are, the books are kept.

The claims are of one session that ended at height 4 and is settled in block 8; what a relay costs is a variable, and so
is what the application has staked. Rates and shares are numbers, some that round in every part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from immutables import Map

from pocket_spec.chain.small_world import (
    APPLICATION,
    EMPTY,
    GATEWAY,
    OPERATOR,
    OWNER,
    SERVICE_ID,
    STRANGER,
    account,
    handled,
    keeps_books,
    stepped,
    world,
)
from pocket_spec.claims.messages import PENDING_VALIDATION, VALIDATED, Claim
from pocket_spec.encoding.bech32 import decode_address, encode_address
from pocket_spec.invariants import Change
from pocket_spec.morse.decimals import ONE
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.settlement.amounts import part_of
from pocket_spec.settlement.handlers import end_block
from pocket_spec.state import defaults
from pocket_spec.state.bank import APPLICATION_POOL, SUPPLIER_POOL
from pocket_spec.state.coin import amount_of, upokt
from pocket_spec.state.records.application import Application, ApplicationParams
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    ServiceConfigUpdate,
    ServiceRevenueShare,
    Supplier,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.records.staking import Delegation, Validator
from pocket_spec.state.records.supplier import SupplierParams
from pocket_spec.state.records.tokenomics import MintAllocationPercentages, MintEqualsBurnClaimDistribution
from pocket_spec.theorems import Exhausted, SolverTheorem, Tier

KEPT = ("SUP-1", "ESC-1", "ESC-2", "ESC-3")
"""What the catalogue says of coins without reading the amounts in texts of events."""
SETTLED = (*KEPT, "BEM-1", "BEM-2", "BUD-1", "PAY-1")
"""What the claims here are a part of."""
SESSION = SessionHeader(APPLICATION, SERVICE_ID, "session", 1, 4)
SETTLED_AT, SURPLUS = 8, 5
OTHER = account("other operator")
PARTS = {"dao": 0.1, "proposer": 0.05, "supplier": 0.7, "source_owner": 0.15, "application": 0.0}
VALIDATOR = encode_address(decode_address(STRANGER), "poktvaloper")


def claim_of(operator: str, relays: int, status: int) -> Claim:
    """Make a supplier's claim of so many relays of one compute unit."""
    return Claim(operator, SESSION, b"\x07" * 32 + relays.to_bytes(8, "big") * 2, status)


def serving(operator: str) -> ServiceConfigUpdate:
    """Let a supplier serve, and share its revenue with its owner."""
    shares = (ServiceRevenueShare(operator, 33), ServiceRevenueShare(OWNER, 67))
    return ServiceConfigUpdate(
        operator, SupplierServiceConfig(SERVICE_ID, (SupplierEndpoint("http://a.example:80", 3),), shares), 1
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """The rates of a settlement, and what an unproven claim costs; without validators the DAO gets their part."""

    inflation: float = 0.0
    ratio: float = 1.0
    multiplier: int = 1
    penalty: int = 0
    validators: bool = False


PLAIN = Terms()


def settled(stake: int, price: int, claims: tuple[Claim, ...], terms: Terms = PLAIN, collateral: int = 100) -> Change:
    """Settle claims at a price of so much a relay; every supplier has staked `collateral`."""
    operators = tuple(claim.supplier_operator_address for claim in claims)
    parts = PARTS if terms.validators else {**PARTS, "proposer": 0.0}
    before = world(
        {APPLICATION_POOL: stake + SURPLUS, SUPPLIER_POOL: sum(collateral for _ in operators) + SURPLUS},
        height=SETTLED_AT,
        shared_params=replace(EMPTY.shared_params, compute_units_to_tokens_multiplier=price),
        applications=Map(
            {APPLICATION: Application(APPLICATION, upokt(stake), (ApplicationServiceConfig(SERVICE_ID),))}
        ),
        application_params=ApplicationParams(min_stake=upokt(1)),
        suppliers=Map({operator: Supplier(OWNER, operator, upokt(collateral)) for operator in operators}),
        supplier_params=SupplierParams(min_stake=upokt(1)),
        service_config_updates=Map({(SERVICE_ID, 1, operator): serving(operator) for operator in operators}),
        validators=Map({VALIDATOR: Validator(VALIDATOR, 100, 100 * ONE, ONE // 10)} if terms.validators else {}),
        delegations=Map({(VALIDATOR, GATEWAY): Delegation(GATEWAY, VALIDATOR, 100 * ONE)}),
        claims=Map({(SESSION.session_id, claim.supplier_operator_address): claim for claim in claims}),
        proof_params=replace(
            defaults.PROOF_PARAMS, proof_missing_penalty=upokt(terms.penalty), proof_requirement_threshold=upokt(0)
        ),
        tokenomics_params=replace(
            defaults.TOKENOMICS_PARAMS,
            global_inflation_per_claim=terms.inflation,
            mint_ratio=terms.ratio,
            overservicing_bonus_multiplier=terms.multiplier,
            mint_equals_burn_claim_distribution=MintEqualsBurnClaimDistribution(**parts),
            mint_allocation_percentages=MintAllocationPercentages(**parts),
        ),
    )
    return stepped(end_block, before)


def left_of(change: Change) -> int:
    """Give what is left of the application's stake."""
    return amount_of(change.after.applications[APPLICATION].stake)


ONE_CLAIM = (claim_of(OPERATOR, 7, VALIDATED),)


def a_settled_claim_mints_what_it_burns(stake: int, price: int) -> tuple[bool, ...]:
    """A proven claim takes its price or all of the budget from the stake, and others are paid that."""
    change = settled(stake, price, ONE_CLAIM)
    spent = stake - left_of(change)
    whole = (spent == 7 * price) | (spent == stake)
    return (*keeps_books(change, KEPT), change.after.supply == change.before.supply, whole, spent <= 7 * price)


def a_settled_claim_mints_what_it_burns_canary(stake: int, price: int) -> tuple[bool, ...]:
    """A claim is paid whatever the stake is."""
    change = settled(stake, price, ONE_CLAIM)
    return (*keeps_books(change, KEPT), stake - left_of(change) == 7 * price)


OVERSERVED = (claim_of(OPERATOR, 7, VALIDATED), claim_of(OTHER, 2, VALIDATED))
SMALL_STAKES, SMALL_PRICES = range(41), range(1, 13)


def small_settlements() -> Iterator[tuple[str, int, Change]]:
    """Settle two claims that share a budget, one with a validator, and one with inflation, at small amounts."""
    for stake in SMALL_STAKES:
        for price in SMALL_PRICES:
            yield f"two claims, {stake} at {price}", 9 * price, settled(stake, price, OVERSERVED, Terms(multiplier=2))
            yield f"validator, {stake} at {price}", 7 * price, settled(stake, price, ONE_CLAIM, Terms(validators=True))
            inflated = settled(stake, price, ONE_CLAIM, Terms(inflation=0.1))
            yield f"inflation, {stake} at {price}", 7 * price + -(-7 * price // 10), inflated


def small_settlements_keep_the_books() -> Iterator[tuple[str, bool]]:
    """Where claims share a budget, validators are paid or there is inflation, the books are kept within the budget."""
    for case, price, change in small_settlements():
        spent = amount_of(change.before.applications[APPLICATION].stake) - left_of(change)
        yield case, all(keeps_books(change, KEPT)) and left_of(change) >= 0 and spent <= price


def small_settlements_keep_the_books_canary() -> Iterator[tuple[str, bool]]:
    """The delegator of a validator gets nothing."""
    for case, _, change in small_settlements():
        unpaid = replace(change.after, balances=change.after.balances.set(GATEWAY, 0))
        yield case, all(keeps_books(replace(change, after=unpaid), KEPT))


def a_lower_ratio_burns_more_than_it_mints(stake: int, price: int) -> tuple[bool, ...]:
    """Of what is settled at a mint ratio of one half, one half is minted again, rounded down."""
    change = settled(stake, price, ONE_CLAIM, Terms(ratio=0.5))
    spent, shrunk = stake - left_of(change), change.before.supply - change.after.supply
    return (*keeps_books(change, KEPT), shrunk == spent - part_of(spent, 1, 2))


def a_lower_ratio_burns_more_than_it_mints_canary(stake: int, price: int) -> tuple[bool, ...]:
    """One half is burned, rounded down."""
    change = settled(stake, price, ONE_CLAIM, Terms(ratio=0.5))
    spent, shrunk = stake - left_of(change), change.before.supply - change.after.supply
    return (*keeps_books(change, KEPT), shrunk == part_of(spent, 1, 2))


UNPROVEN = (claim_of(OPERATOR, 7, PENDING_VALIDATION),)


def an_unproven_claim_costs_its_supplier(collateral: int, penalty: int) -> tuple[bool, ...]:
    """An unproven claim burns the penalty from its supplier's stake, or all of it, and takes nothing from anybody."""
    change = settled(1000, 1, UNPROVEN, Terms(penalty=penalty), collateral)
    lost = collateral - amount_of(change.after.suppliers[OPERATOR].stake)
    burned = change.before.supply - change.after.supply
    return (
        *keeps_books(change, KEPT),
        lost == burned,
        left_of(change) == 1000,
        (lost == penalty) | ((lost == collateral) & (lost < penalty)),
    )


def an_unproven_claim_costs_its_supplier_canary(collateral: int, penalty: int) -> tuple[bool, ...]:
    """Who has less than the penalty loses nothing."""
    change = settled(1000, 1, UNPROVEN, Terms(penalty=penalty), collateral)
    lost = collateral - amount_of(change.after.suppliers[OPERATOR].stake)
    return (*keeps_books(change, KEPT), (lost == penalty) | ((lost == 0) & (collateral < penalty)))


def priced(stake: int, price: int) -> tuple[bool, ...]:
    """Say of numbers that they are a stake and the price of a relay, of at least 1 uPOKT."""
    return (stake >= 0, stake < 2**62, price >= 1, price < 2**40)


def worth_minting(stake: int, price: int) -> tuple[bool, ...]:
    """The same, with enough stake that something is minted of what is settled: of nothing the claim is discarded."""
    return (*priced(stake, price), stake >= 2)


def of_claims(function: Any, canary: Any, tier: Tier, scope: str = "1 claim", given: Any = priced) -> SolverTheorem:
    """Register a claim about the step that settles; what takes a solver long is for the long run."""
    found = handled(
        function,
        canary,
        end_block,
        scope=f"{scope}, stakes below 2^62, prices below 2^40",
        invariants=SETTLED,
        given=given,
    )
    return replace(found, tier=tier, seconds=60)


SOLVED = (
    of_claims(a_settled_claim_mints_what_it_burns, a_settled_claim_mints_what_it_burns_canary, "quick"),
    handled(
        an_unproven_claim_costs_its_supplier,
        an_unproven_claim_costs_its_supplier_canary,
        end_block,
        scope="1 claim, amounts below 2^96",
        invariants=KEPT,
    ),
    of_claims(
        a_lower_ratio_burns_more_than_it_mints,
        a_lower_ratio_burns_more_than_it_mints_canary,
        "full",
        given=worth_minting,
    ),
)

EXHAUSTED = (
    Exhausted(
        function=small_settlements_keep_the_books,
        canary=small_settlements_keep_the_books_canary,
        rules=(end_block,),
        scope="stakes of 0 to 40 uPOKT, prices of 1 to 12: 2 claims; 1 validator with a delegator; inflation of 0.1",
        invariants=SETTLED,
    ),
)
