"""Cases of settlement at the edges of its arithmetic and its records: inputs that tell a rule from its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.settlement import NO_INFLATION, SETTLE
from pocket_conformance.generate.chain.settlement_world import (
    DELEGATIONS,
    DUE,
    POKT,
    RELAY_PRICE,
    SHARED,
    TOKENOMICS,
    UNPROVEN,
    VALIDATORS,
    WEIGHT,
    application,
    claim,
    delegation,
    header,
    service,
    settlement_state,
    supplier,
    validator,
    validator_address,
    with_proofs,
    with_shared,
    with_tokenomics,
)
from pocket_conformance.generate.chain.world import account, step_case
from pocket_conformance.generate.model import Case, Note
from pocket_spec.claims.messages import VALIDATED
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.service import ServiceComputeUnitsPerRelayUpdate
from pocket_spec.state.records.staking import Delegation

KEEPER = "poktroll v0.1.35 x/tokenomics/keeper"
MODULES = "poktroll v0.1.35 x/tokenomics/token_logic_module"
NOTES = {
    "SettleWindowsWrap": Note(
        "quirk",
        "The windows sum to 2^64 blocks less a few, which counts as negative: a session is due as it ends. Governance "
        "is refused such parameters.",
        f"{KEEPER}/settle_pending_claims.go",
    ),
    "SettleCommission": Note(
        "boundary",
        "A commission counts from 0 to 1, and is rounded down; parameters of the staking module bound it there.",
        f"{MODULES}/distribution_validator.go",
    ),
    "SettleTokensOfShares": Note(
        "quirk",
        "A delegator's tokens are a quotient cut at 36 decimals, rounded to 18 and then down.",
        f"{MODULES}/distribution_validator.go",
    ),
}

ALWAYS = replace(UNPROVEN, proof_request_probability=1.0, proof_missing_penalty=upokt(POKT))
"""Every claim must be proven."""


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from epoch_cases()
    yield from record_cases()
    yield from charge_cases()
    yield from slashing_cases()
    yield from validator_cases()


def epoch_cases() -> Iterator[Case]:
    """Epochs whose windows wrap; no session is pending then, so only a worthless claim does not stop the real chain."""
    others = sum(
        (
            SHARED.claim_window_open_offset_blocks,
            SHARED.claim_window_close_offset_blocks,
            SHARED.proof_window_open_offset_blocks,
        )
    )
    for blocks, end in ((-1, DUE), (-2, DUE), (-2, DUE + 1)):
        wrapping = replace(SHARED, proof_window_close_offset_blocks=2**64 + blocks - others)
        worthless = claim(1, 5, header(service_id="unknown", end=end))
        state = with_shared(settlement_state([worthless]), SHARED, {1: wrapping})
        comment = f"windows of {blocks} blocks, a session that ends in block {end}, a claim to discard"
        yield step_case(SETTLE, state, comment, "SettleWindowsWrap")


def record_cases() -> Iterator[Case]:
    """Records that are odd, and what is announced beside the usual range."""
    weight = ServiceComputeUnitsPerRelayUpdate(1, "ghost", WEIGHT)
    ghost = replace(
        settlement_state([claim(1, 4, header(service_id="ghost"))]), compute_units_history=Map({("ghost", 1): weight})
    )
    yield step_case(SETTLE, ghost, "a service that is known by the weight of its relays alone", "SettleDiscarded")
    weightless = with_proofs(settlement_state([claim(1, 4)], services=[service(weight=0)]), ALWAYS)
    yield step_case(SETTLE, weightless, "a relay weighs nothing, and nothing was proven", "SettleDiscarded")
    unknown = with_proofs(settlement_state([claim(1, 4, status=7)]), ALWAYS)
    yield step_case(SETTLE, unknown, "a status that the chain does not know", "SettleExpired")
    more = with_tokenomics(settlement_state([claim(1, 4)]), replace(TOKENOMICS, mint_ratio=1.5))
    yield step_case(SETTLE, more, "more is minted than burned: no loss", "SettleMintRatio")


def charge_cases() -> Iterator[Case]:
    """What applications are charged and given, and rewards of validators by reason."""
    exact = 2 * 40 * RELAY_PRICE
    for stake in (exact - 1, exact):
        two = [claim(1, 40), claim(2, 40, header("late session"))]
        state = with_tokenomics(settlement_state(two, [application(stake)]), NO_INFLATION)
        flag = "SettleDiscarded" if stake < exact else "SettleOrdinary"
        yield step_case(SETTLE, state, f"two sessions of 4 POKT each, a stake of {stake} uPOKT", flag)
    shares = replace(TOKENOMICS.mint_allocation_percentages, application=0.1, dao=0.0)
    params = replace(TOKENOMICS, mint_allocation_percentages=shares)
    state = with_tokenomics(settlement_state([claim(1, 4)]), params)
    yield step_case(SETTLE, state, "a tenth of the inflation to the application", "SettleInflation")
    cheap = replace(SHARED, compute_units_to_tokens_multiplier=1, compute_unit_cost_granularity=WEIGHT)
    half = replace(shares, application=0.0, proposer=0.5, supplier=0.35)
    params = replace(TOKENOMICS, mint_allocation_percentages=half, global_inflation_per_claim=1.0)
    claims = [claim(1, 10, header("late session")), claim(2, 4000)]
    state = with_tokenomics(with_shared(settlement_state(claims), cheap, {}), params)
    yield step_case(SETTLE, state, "the first claim has inflation alone for validators", "SettleValidators")


def slashing_cases() -> Iterator[Case]:
    """A supplier that is slashed in the middle of a session."""
    long = replace(SHARED, proof_window_close_offset_blocks=SHARED.proof_window_close_offset_blocks + 3)
    poor = settlement_state([claim(1, 4)], suppliers=[supplier(1, POKT)], height=DUE + 3)
    state = with_proofs(with_shared(poor, long, {}), ALWAYS)
    yield step_case(SETTLE, state, "unbonding begins in the middle of a session", "SettleSlashBelowMinimum")


def validator_cases() -> Iterator[Case]:
    """Who is a validator, commissions beside the range, and shares a hair below a token."""
    yield from bonded_cases()
    val, other = VALIDATORS
    for rate in (-(10**16), -1, 10**18 + 1, 3 * 10**18):
        validators = [replace(val, commission_rate=rate), other]
        state = settlement_state([claim(1, 77)], validators=validators)
        yield step_case(SETTLE, state, f"a commission of {rate} parts of 10^18", "SettleCommission")
    dear = replace(SHARED, compute_units_to_tokens_multiplier=5 * 10**13)
    everything = replace(
        NO_INFLATION.mint_equals_burn_claim_distribution, dao=0.0, proposer=1.0, supplier=0.0, source_owner=0.0
    )
    proven = claim(1, 1000, status=VALIDATED)
    rich = settlement_state([proven], [application(10**20)], validators=[replace(val, commission_rate=0)])
    rich = with_tokenomics(rich, replace(NO_INFLATION, mint_equals_burn_claim_distribution=everything))
    yield step_case(SETTLE, with_shared(rich, dear, {}), "5 * 10^18 uPOKT without commission", "SettleCommission")
    hair = 2 * 10**18 - 1
    for shares in (hair - 1, hair):
        one = [replace(validator("val", 1), delegator_shares=hair)]
        delegations = [Delegation(account("delegator"), validator_address("val"), shares)]
        state = settlement_state([claim(1, 77)], validators=one, delegations=delegations)
        yield step_case(SETTLE, state, f"{shares} of {hair} shares of one token", "SettleTokensOfShares")


def bonded_cases() -> Iterator[Case]:
    """Validators that are not paid, among those that are."""
    val, other = VALIDATORS
    drained = [val, replace(other, tokens=0)]
    state = settlement_state(
        [claim(1, 77)], validators=drained, delegations=[*DELEGATIONS, delegation("other", "val", 7 * POKT)]
    )
    comment = "the operator of a validator without tokens delegates to another: it is paid as a delegator"
    yield step_case(SETTLE, state, comment, "SettleValidators")
    for status in ("BOND_STATUS_UNBONDED", "BOND_STATUS_UNBONDING"):
        asleep = [validator(f"asleep {number}", POKT, status=status) for number in range(12)]
        state = settlement_state([claim(1, 77)], validators=[*asleep, val])
        yield step_case(SETTLE, state, f"one bonded among twelve of {status}", "SettleValidators")
    lent = [delegation(f"delegator {number}", "asleep 0", POKT) for number in range(12)]
    state = settlement_state([claim(1, 77)], delegations=[*lent, *DELEGATIONS])
    yield step_case(SETTLE, state, "delegations to a validator that is gone", "SettleValidators")
    yield from delegation_cases()


def delegation_cases() -> Iterator[Case]:
    """Delegations between operators, of nothing, and of the smallest share."""
    val, other = VALIDATORS
    crossed = [*DELEGATIONS, delegation("other", "val", 7 * POKT), delegation("val", "other", 9 * POKT)]
    nothing = Delegation(account("nobody"), val.operator_address, 0)
    for comment, validators, delegations in (
        ("two operators delegate to each other", [replace(val, commission_rate=10**17), other], crossed),
        ("a delegation of no shares among others", [val, other], [*DELEGATIONS, nothing]),
        ("a share too small for a token among others", [val, other], [*DELEGATIONS, replace(nothing, shares=1)]),
        (
            "all tokens are one indivisible share",
            [replace(val, delegator_shares=1), other],
            [replace(nothing, shares=1)],
        ),
    ):
        state = settlement_state([claim(1, 77)], validators=validators, delegations=delegations)
        yield step_case(SETTLE, state, comment, "SettleTokensOfShares" if "share" in comment else "SettleValidators")
