"""Cases of the settlement of claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.settlement_world import (
    APP,
    DELEGATIONS,
    DUE,
    END,
    POKT,
    SHARED,
    SOURCE_OWNER,
    START,
    TOKENOMICS,
    UNPROVEN,
    VALIDATORS,
    WEIGHT,
    application,
    claim,
    config,
    delegation,
    header,
    operator,
    owner,
    root,
    service,
    settlement_state,
    supplier,
    validator,
    validator_address,
    with_proofs,
    with_shared,
    with_tokenomics,
)
from pocket_conformance.generate.chain.world import account, funded, pool, step_case
from pocket_conformance.generate.model import Case, Note
from pocket_spec.claims.messages import INVALID, VALIDATED, Claim
from pocket_spec.state.bank import balance
from pocket_spec.state.coin import Coin, amount_of, upokt
from pocket_spec.state.records.service import (
    RelayMiningDifficulty,
    RelayMiningDifficultyUpdate,
    ServiceComputeUnitsPerRelayUpdate,
)
from pocket_spec.state.records.shared import SupplierEndpoint, SupplierServiceConfig
from pocket_spec.state.records.staking import Delegation, Validator
from pocket_spec.state.state import State

SETTLE = "settle_pending_claims"
KEEPER = "poktroll v0.1.35 x/tokenomics/keeper"
MODULES = "poktroll v0.1.35 x/tokenomics/token_logic_module"
NOTES = {
    "SettleNothing": Note("boundary", "No claim is due.", f"{KEEPER}/settle_pending_claims.go"),
    "SettleOrdinary": Note("ordinary", "Claims are paid.", f"{KEEPER}/settle_pending_claims.go"),
    "SettleDue": Note(
        "boundary", "Claims are due in the last block of their proof window, not before or after.",
        f"{KEEPER}/settle_pending_claims.go",
    ),
    "SettleWindowsChange": Note(
        "quirk",
        "The windows changed while claims were pending: every epoch of the parameters proposes a session end, the live "
        "one first, and each claim must be ripe by the parameters of its own session's end.",
        f"{KEEPER}/settle_pending_claims.go",
    ),
    "SettleBudget": Note(
        "ordinary", "A claim asks for more than its part of the session's budget, and is cut.",
        f"{KEEPER}/token_logic_modules.go",
    ),
    "SettleSpendLimit": Note(
        "ordinary", "The application limits what it spends in a session; a limit of 0 is none.",
        f"{KEEPER}/settlement_context.go",
    ),
    "SettleZero": Note(
        "boundary", "Nothing is settled of a claim: its price is 0, or its part of the budget.",
        f"{KEEPER}/token_logic_modules.go",
    ),
    "SettleBonus": Note(
        "ordinary", "The budget that light suppliers leave goes to heavy ones, in proportion to their excess.",
        f"{KEEPER}/token_logic_modules.go",
    ),
    "SettleInflation": Note(
        "ordinary", "Global inflation is minted, rounded up, and charged to the application on top.",
        f"{MODULES}/tlm_global_mint.go",
    ),
    "SettleMintRatio": Note(
        "ordinary", "Less is minted than burned, rounded down.", f"{MODULES}/tlm_relay_burn_equals_mint.go"
    ),
    "SettleExpired": Note(
        "ordinary", "A claim that had to be proven was not: its supplier is slashed.",
        f"{KEEPER}/settle_pending_claims.go",
    ),
    "SettleProven": Note(
        "ordinary", "A claim that had to be proven was.", f"{KEEPER}/settle_pending_claims.go"
    ),
    "SettleSlashBelowMinimum": Note(
        "quirk",
        "A slashed supplier below the minimum stake begins to unbond; the event shows it with the services of its "
        "claims in this block, and the records of its services stay active.",
        f"{KEEPER}/settle_pending_claims.go",
    ),
    "SettleDiscarded": Note(
        "ordinary", "A claim that cannot be settled is removed, unpaid and unpunished. `error` is not normative.",
        f"{KEEPER}/settle_pending_claims.go",
    ),
    "SettleDiscardKeepsCharge": Note(
        "quirk",
        "A claim is discarded after its charge was taken from the application's stake: the record stays lower, the "
        "coins stay in the application module, and what was added for validators is paid.",
        f"{KEEPER}/settle_pending_claims.go",
    ),
    "SettleSharesOfToday": Note(
        "quirk",
        "Revenue shares are those of the service as it is active in the block of settlement, not in the session.",
        f"{KEEPER}/settlement_context.go",
    ),
    "SettleOwnerFallback": Note(
        "ordinary", "Revenue shares are unusable: the owner gets everything. `reason` is not normative.",
        f"{MODULES}/distribution_supplier.go",
    ),
    "SettleSessionStart": Note(
        "ordinary", "Price, difficulty and weight of a relay are those of the session's start.",
        f"{KEEPER}/settlement_context.go",
    ),
    "SettleEstimate": Note(
        "quirk",
        "The announced estimate wraps at 64 bits; the price does not.",
        "poktroll v0.1.35 x/proof/types/claim.go",
    ),
    "SettleWeightWraps": Note(
        "quirk", "Relays times their weight wraps at 64 bits.", f"{KEEPER}/token_logic_modules.go"
    ),
    "SettleValidators": Note(
        "ordinary", "Validators by bonded tokens, then the commission, then delegators by tokens.",
        f"{MODULES}/distribution_validator.go",
    ),
    "SettleNoValidators": Note(
        "boundary", "Nobody is there to be paid: the reward stays in the tokenomics module.",
        f"{MODULES}/distribution_validator.go",
    ),
    "SettleUnbonds": Note(
        "quirk",
        "The application's stake falls below the minimum: it unbonds, and with every further claim anew, also if it "
        "did already.",
        f"{KEEPER}/token_logic_modules.go",
    ),
    "SettleOrder": Note(
        "ordinary", "Several claims, applications, services: the order of events and of the bank's operations.",
        f"{KEEPER}/settle_pending_claims_aggregation.go",
    ),
}  # fmt: skip
NO_INFLATION = replace(TOKENOMICS, global_inflation_per_claim=0.0)


def paid(*relays: int) -> State:
    """Make a state in which the first suppliers claim these relays of one session."""
    return settlement_state(claim(number, count) for number, count in enumerate(relays, start=1))


def with_claims(*claims: Claim) -> State:
    """Make the usual state with these claims."""
    return settlement_state(claims)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from ordinary_cases()
    yield from budget_cases()
    yield from mint_cases()
    yield from expiry_cases()
    yield from discard_cases()
    yield from share_cases()
    yield from session_start_cases()
    yield from window_cases()
    yield from validator_cases()
    yield from unbonding_cases()


def ordinary_cases() -> Iterator[Case]:
    """Nothing, one and several."""
    yield step_case(SETTLE, State(height=1), "the first block", "SettleNothing")
    yield step_case(SETTLE, paid(), "no claims", "SettleNothing")
    yield step_case(SETTLE, paid(1), "one relay", "SettleOrdinary")
    yield step_case(SETTLE, paid(10, 7, 3), "three suppliers of one session", "SettleOrdinary")
    for height in (DUE - 1, DUE + 1):
        yield step_case(SETTLE, replace(paid(5), height=height), f"in block {height}", "SettleDue")
    yield step_case(SETTLE, several(), "two applications, two services, three suppliers", "SettleOrder")
    other_day = claim(1, 4, header("other session", end=END + 10))
    yield step_case(SETTLE, with_claims(claim(1, 9), other_day), "one is due, the other ten blocks later", "SettleDue")


def several() -> State:
    """Two applications, one for each of two services; suppliers that serve both."""
    other_app = account("other application")
    other = header("another session", other_app, "other")
    return settlement_state(
        [claim(1, 30), claim(2, 20), claim(1, 7, other), claim(3, 8, other), claim(2, 9, other)],
        applications=[application(1_000 * POKT), application(2_000 * POKT, other_app, "other")],
        services=[service(), replace(service("other"), owner_address=owner(1))],
        configs=[
            config(1, [(account("friend"), 33), (owner(1), 67)]),
            config(2),
            config(1, service_id="other"),
            config(2, [(SOURCE_OWNER, 50), (operator(2), 50)], "other"),
            config(3, service_id="other"),
        ],
    )


def budget_cases() -> Iterator[Case]:
    """What a session may cost."""
    stake = 3_300_000
    for relays in ((10, 10, 10), (11, 10, 9), (5, 40, 10), (100,)):
        state = settlement_state(
            (claim(number, count) for number, count in enumerate(relays, start=1)), [application(stake)]
        )
        yield step_case(SETTLE, state, f"relays {relays}, a budget for 30 with inflation", "SettleBudget")
    limits = (0, 1, 1_000_000, stake - 1, stake, stake + 1)
    for limit in limits:
        state = settlement_state([claim(1, 20), claim(2, 5)], [application(stake, limit=upokt(limit))])
        yield step_case(SETTLE, state, f"a limit of {limit} uPOKT", "SettleSpendLimit")
    state = settlement_state([claim(1, 20)], [application(stake, limit=Coin("mact", 5))])
    yield step_case(SETTLE, state, "a limit of another denomination", "SettleDiscarded")
    for poor in (0, 1, 2, 3):
        state = settlement_state([claim(1, 20), claim(2, 5)], [application(poor)])
        yield step_case(SETTLE, state, f"a stake of {poor} uPOKT", "SettleZero")
    free = replace(SHARED, compute_units_to_tokens_multiplier=0)
    yield step_case(SETTLE, with_shared(paid(3), free, {}), "relays cost nothing", "SettleZero")
    pending = replace(SHARED, num_blocks_per_session=3, grace_period_end_offset_blocks=0)
    yield step_case(SETTLE, with_shared(paid(4_000), pending, {}), "three pending sessions", "SettleBudget")
    yield from bonus_cases()


def bonus_cases() -> Iterator[Case]:
    """Redistribution of what is left of a budget."""
    for multiplier in (0, 1, 2, 3, 2**64 - 1):
        params = replace(NO_INFLATION, overservicing_bonus_multiplier=multiplier)
        relays = (5, 35, 25)
        state = settlement_state(
            (claim(number, count) for number, count in enumerate(relays, start=1)), [application(6_000_000)]
        )
        yield step_case(SETTLE, with_tokenomics(state, params), f"multiplier {multiplier}", "SettleBonus")
    cheap = replace(SHARED, compute_units_to_tokens_multiplier=1, compute_unit_cost_granularity=WEIGHT)
    for multiplier, relays in ((3, (5, 14, 13)), (2, (1, 1, 40)), (2, (10, 11, 9)), (3, (10, 10, 25)), (3, (1, 1, 12))):
        params = replace(NO_INFLATION, overservicing_bonus_multiplier=multiplier)
        claimed = (claim(number, count) for number, count in enumerate(relays, start=1))
        state = with_tokenomics(with_shared(settlement_state(claimed, [application(30)]), cheap, {}), params)
        yield step_case(SETTLE, state, f"multiplier {multiplier}, {relays} of 10 uPOKT each", "SettleBonus")
    proven = (claim(number, count, status=VALIDATED) for number, count in enumerate((5, 14, 13), start=1))
    state = with_shared(settlement_state(proven, [application(30)]), cheap, {})
    state = with_tokenomics(state, replace(NO_INFLATION, overservicing_bonus_multiplier=3))
    state = with_proofs(state, replace(UNPROVEN, proof_request_probability=1.0))
    yield step_case(SETTLE, state, "claims that had to be proven, and were", "SettleBonus")
    params = replace(TOKENOMICS, overservicing_bonus_multiplier=3)
    claims = [claim(1, 5), claim(2, 35), replace(claim(3, 10**9))]
    state = settlement_state(claims, [application(6_000_000)])
    threshold = replace(UNPROVEN, proof_requirement_threshold=upokt(10**12))
    state = with_proofs(with_tokenomics(state, params), threshold)
    yield step_case(SETTLE, state, "a huge claim that expires takes nothing of the bonus", "SettleBonus")
    state = settlement_state([claim(1, 5), claim(2, 35), claim(3, 36)], [application(6_000_000)])
    yield step_case(SETTLE, with_tokenomics(state, params), "two share the bonus, with inflation", "SettleBonus")
    missing = replace(state, suppliers=state.suppliers.delete(operator(3)))
    yield step_case(SETTLE, with_tokenomics(missing, params), "one of the two cannot be paid", "SettleBonus")


def mint_cases() -> Iterator[Case]:
    """Inflation and the mint ratio."""
    for rate in (0.0, 0.1, 0.000001, 0.5, 1.0):
        params = replace(TOKENOMICS, global_inflation_per_claim=rate)
        yield step_case(SETTLE, with_tokenomics(paid(3, 4), params), f"inflation {rate}", "SettleInflation")
    cheap = replace(SHARED, compute_units_to_tokens_multiplier=1, compute_unit_cost_granularity=WEIGHT)
    for count in (1, 2, 9, 10, 11, 19, 101):
        state = with_tokenomics(with_shared(paid(count), cheap, {}), replace(TOKENOMICS, mint_ratio=0.975))
        flag = "SettleDiscardKeepsCharge" if count == 1 else "SettleInflation"
        yield step_case(SETTLE, state, f"{count} uPOKT, ratio 0.975", flag)
    for ratio in (0.975, 0.5, 1e-7, 1.0):
        params = replace(NO_INFLATION, mint_ratio=ratio)
        yield step_case(SETTLE, with_tokenomics(paid(31), params), f"ratio {ratio}", "SettleMintRatio")
    params = replace(NO_INFLATION, mint_ratio=0.0)
    yield step_case(SETTLE, with_tokenomics(paid(3, 2), params), "ratio 0", "SettleDiscardKeepsCharge")
    only_dao = replace(
        NO_INFLATION.mint_equals_burn_claim_distribution, dao=1.0, proposer=0.0, supplier=0.0, source_owner=0.0
    )
    params = replace(NO_INFLATION, mint_equals_burn_claim_distribution=only_dao)
    yield step_case(SETTLE, with_tokenomics(paid(3), params), "all to the DAO", "SettleMintRatio")
    applications = replace(only_dao, dao=0.0, application=1.0)
    params = replace(NO_INFLATION, mint_equals_burn_claim_distribution=applications)
    yield step_case(SETTLE, with_tokenomics(paid(3), params), "all to the application", "SettleMintRatio")


def expiry_cases() -> Iterator[Case]:
    """Claims that had to be proven."""
    always = replace(UNPROVEN, proof_request_probability=1.0, proof_missing_penalty=upokt(POKT))
    for status, flag in ((0, "SettleExpired"), (INVALID, "SettleExpired"), (VALIDATED, "SettleProven")):
        state = with_proofs(with_claims(claim(1, 4, status=status), claim(2, 3, status=VALIDATED)), always)
        yield step_case(SETTLE, state, f"probability 1, status {status}", flag)
    dear = replace(always, proof_request_probability=0.0, proof_requirement_threshold=upokt(400_000))
    for relays in (3, 4, 5):
        flag = "SettleProven" if relays == 3 else "SettleExpired"
        yield step_case(SETTLE, with_proofs(paid(relays), dear), f"{relays} relays, threshold 4", flag)
    state = with_proofs(with_claims(claim(1, 5, status=VALIDATED)), dear)
    yield step_case(SETTLE, state, "above the threshold, proven", "SettleProven")
    hashed = replace(state, block_hashes=Map({END + 5: b"\x07" * 32}))
    some = replace(UNPROVEN, proof_request_probability=0.5)
    claims = [claim(number, 3) for number in (1, 2, 3)]
    drawn = replace(hashed, claims=settlement_state(claims).claims)
    yield step_case(SETTLE, with_proofs(drawn, some), "probability 0.5 and the seed's hash", "SettleExpired")
    for penalty in (0, 59_999 * POKT, 60_000 * POKT, 60_001 * POKT):
        state = with_proofs(paid(4, 2), replace(always, proof_missing_penalty=upokt(penalty)))
        flag = "SettleSlashBelowMinimum" if penalty >= 59_999 * POKT + 1 else "SettleExpired"
        yield step_case(SETTLE, state, f"a penalty of {penalty} uPOKT", flag)
    yield from slashing_cases()


def slashing_cases() -> Iterator[Case]:
    """Suppliers that fall below the minimum stake."""
    always = replace(UNPROVEN, proof_request_probability=1.0, proof_missing_penalty=upokt(POKT))
    other_app = account("other application")
    twice = settlement_state(
        [claim(1, 4), claim(1, 3, header("another session", other_app, "other"))],
        applications=[application(1_000 * POKT), application(1_000 * POKT, other_app, "other")],
        services=[service(), service("other")],
        suppliers=[supplier(1, 2 * POKT - 1)],
        configs=[config(1), config(1, [(account("friend"), 100)], "other")],
    )
    yield step_case(SETTLE, with_proofs(twice, always), "two claims, unbonding begins once", "SettleSlashBelowMinimum")
    leaving = replace(supplier(1, POKT), unstake_session_end_height=40)
    state = settlement_state([claim(1, 4)], suppliers=[leaving], configs=[config(1, inactive=41)])
    yield step_case(SETTLE, with_proofs(state, always), "a supplier that unbonds already", "SettleSlashBelowMinimum")
    gone = settlement_state([claim(1, 4)], suppliers=[supplier(1, POKT)], configs=[config(1, inactive=25)])
    yield step_case(SETTLE, with_proofs(gone, always), "its service is not active any more", "SettleSlashBelowMinimum")


def discard_cases() -> Iterator[Case]:
    """Claims that cannot be settled."""
    good = claim(2, 6)
    state = settlement_state([claim(1, 4, header(service_id="unknown")), good])
    yield step_case(SETTLE, state, "the service does not exist", "SettleDiscarded")
    state = settlement_state([claim(1, 4, header(application=account("nobody"))), good])
    yield step_case(SETTLE, state, "the application does not exist", "SettleDiscarded")
    yield step_case(SETTLE, with_claims(claim(9, 4), good), "the supplier does not exist", "SettleDiscarded")
    for comment, bad in (
        ("a root of 80 bytes", root(4, digest_bytes=64)),
        ("a root of 17 bytes", root(4, digest_bytes=1)),
        ("a root of 47 bytes", root(4)[1:]),
        ("no root", None),
        ("a root without relays", root(0)),
        ("a root without compute units", root(4, 0)),
        ("one compute unit too many", root(4, 4 * WEIGHT + 1)),
        ("relays of another weight", root(4, 8 * WEIGHT)),
    ):
        state = with_claims(replace(claim(1, 4), root_hash=bad), good)
        yield step_case(SETTLE, state, comment, "SettleDiscarded")
    inverted = replace(header(), session_start_block_height=END)
    yield step_case(SETTLE, with_claims(claim(1, 4, inverted), good), "a session of one block", "SettleDiscarded")
    early = replace(header(), session_start_block_height=0)
    yield step_case(SETTLE, with_claims(claim(1, 4, early), good), "a session from block 0", "SettleDiscarded")
    weightless = settlement_state([claim(1, 4)], services=[service(weight=0)])
    yield step_case(SETTLE, weightless, "a relay weighs nothing", "SettleDiscarded")
    many = 2**64 // WEIGHT + 1
    wraps = Claim(operator(1), header(), root(many, many * WEIGHT))
    yield step_case(SETTLE, with_claims(wraps), "relays times weight is beyond 64 bits", "SettleWeightWraps")
    poor = settlement_state(
        [claim(1, 40), claim(2, 40, header("late session"))], [application(4 * POKT)], configs=[config(1), config(2)]
    )
    poor = with_tokenomics(poor, NO_INFLATION)
    yield step_case(SETTLE, poor, "two sessions of one application, each its whole stake", "SettleDiscarded")


def share_cases() -> Iterator[Case]:
    """Revenue shares."""
    for comment, changed in (
        ("deactivated in the block before", config(1, inactive=DUE - 1)),
        ("deactivated in this block", config(1, inactive=DUE)),
        ("active from the next block", config(1, active=DUE + 1)),
    ):
        state = settlement_state([claim(1, 4), claim(2, 3)], configs=[changed, config(2)])
        yield step_case(SETTLE, state, comment, "SettleDiscardKeepsCharge")
    old, new = config(1, [(account("old"), 100)], inactive=DUE), config(1, [(account("new"), 100)], active=DUE)
    state = settlement_state([claim(1, 4)], configs=[old, new])
    yield step_case(SETTLE, state, "shares that changed in this block", "SettleSharesOfToday")
    state = settlement_state([claim(1, 4)], configs=[config(1, inactive=DUE + 1)])
    yield step_case(SETTLE, state, "deactivated in the next block", "SettleSharesOfToday")
    both = [config(1, [(account("first"), 100)]), config(1, [(account("second"), 100)], active=5)]
    yield step_case(SETTLE, settlement_state([claim(1, 4)], configs=both), "two are active", "SettleSharesOfToday")
    offered = SupplierServiceConfig("svc", (SupplierEndpoint("http://localhost", 3),))
    empty = replace(config(1), service=offered)
    yield step_case(SETTLE, settlement_state([claim(1, 4)], configs=[empty]), "no shares", "SettleDiscardKeepsCharge")
    friend = account("friend")
    for comment, shares in (
        ("the same recipient twice", [(friend, 50), (friend, 50)]),
        ("99 per cent", [(friend, 99)]),
        ("200 per cent", [(friend, 100), (owner(1), 100)]),
    ):
        state = settlement_state([claim(1, 4)], configs=[config(1, shares)])
        yield step_case(SETTLE, state, comment, "SettleOwnerFallback")
    nobody = replace(supplier(1), owner_address="")
    state = settlement_state([claim(1, 4)], suppliers=[nobody], configs=[config(1, [(friend, 99)])])
    yield step_case(SETTLE, state, "unusable shares and no owner", "SettleDiscardKeepsCharge")
    nothing = replace(NO_INFLATION.mint_equals_burn_claim_distribution, supplier=0.0, dao=0.8)
    params = replace(TOKENOMICS, mint_equals_burn_claim_distribution=nothing)
    state = settlement_state([claim(1, 40)], configs=[config(1, inactive=DUE)])
    state = funded(with_tokenomics(state, params), {pool("tokenomics"): POKT})
    comment = "the second module refuses: validators are paid from what lies in the tokenomics module"
    yield step_case(SETTLE, state, comment, "SettleDiscardKeepsCharge")


def session_start_cases() -> Iterator[Case]:
    """Values of the session's start."""
    dear = replace(SHARED, compute_units_to_tokens_multiplier=2_000)
    for effective in (START, START + 1):
        state = with_shared(paid(7), dear, {1: SHARED, effective: dear})
        yield step_case(SETTLE, state, f"a price from block {effective}", "SettleSessionStart")
    state = with_shared(paid(7), dear, {START + 1: SHARED})
    yield step_case(SETTLE, state, "no price recorded at the start: the live one holds", "SettleSessionStart")
    half = (2**255).to_bytes(32, "big")
    for effective in (START, START + 1):
        harder = RelayMiningDifficultyUpdate(effective, RelayMiningDifficulty("svc", effective, 5, half))
        state = replace(paid(7), difficulty_history=Map({("svc", effective): harder}))
        yield step_case(SETTLE, state, f"half the target from block {effective}", "SettleSessionStart")
    hardest = RelayMiningDifficultyUpdate(1, RelayMiningDifficulty("svc", 1, 5, (2**200).to_bytes(32, "big")))
    free = replace(SHARED, compute_units_to_tokens_multiplier=1, compute_unit_cost_granularity=10**18)
    state = replace(paid(7 * 10**6), difficulty_history=Map({("svc", 1): hardest}))
    yield step_case(SETTLE, with_shared(state, free, {}), "an estimate of 86 bits", "SettleEstimate")
    for effective, weight in ((START, 50), (START + 1, 50), (START, 0)):
        update = ServiceComputeUnitsPerRelayUpdate(effective, "svc", weight)
        state = replace(paid(7), compute_units_history=Map({("svc", effective): update}))
        flag = "SettleDiscarded" if (effective, weight) == (START, 50) else "SettleSessionStart"
        yield step_case(SETTLE, state, f"weight {weight} from block {effective}", flag)
    later = replace(SHARED, num_blocks_per_session=3, grace_period_end_offset_blocks=0)
    for effective in (END, END + 1):
        state = settlement_state([claim(1, 60)], [application(6 * POKT)])
        state = with_shared(state, later, {1: SHARED, effective: later})
        yield step_case(SETTLE, state, f"sessions of 3 blocks from block {effective}", "SettleSessionStart")


def window_cases() -> Iterator[Case]:
    """Windows that change while claims are pending."""
    long = replace(SHARED, claim_window_close_offset_blocks=6)
    short = replace(SHARED, claim_window_close_offset_blocks=2)
    two = [claim(1, 5), claim(2, 3, header("later session", end=END + 2))]
    for comment, live, history, height in (
        ("longer windows after the session", long, {1: SHARED, END + 1: long}, DUE),
        ("longer windows after the session, settled late", long, {1: SHARED, END + 1: long}, DUE + 2),
        ("longer windows since the session's last block", long, {1: SHARED, END: long}, DUE),
        ("longer windows since the session's last block, due", long, {1: SHARED, END: long}, DUE + 2),
        ("shorter windows after the session", short, {1: SHARED, END + 1: short}, DUE),
        ("shorter windows after the session, not yet ripe", short, {1: SHARED, END + 1: short}, DUE - 2),
        ("shorter windows since the session's last block", short, {1: SHARED, END: short}, DUE - 2),
        ("an epoch from beyond this block", SHARED, {1: SHARED, DUE + 1: short}, DUE),
        ("an epoch that ended long ago", SHARED, {1: long, 3: short, 5: SHARED}, DUE),
        ("three epochs", short, {1: SHARED, END: long, END + 2: short}, DUE),
    ):
        state = with_shared(settlement_state(two, height=height), live, history)
        yield step_case(SETTLE, state, comment, "SettleWindowsChange")
    same_block = with_shared(settlement_state(two, height=DUE), short, {1: SHARED, END + 1: short})
    same_block = with_tokenomics(same_block, NO_INFLATION)
    comment = "two sessions in one block, that of the live windows first"
    yield step_case(SETTLE, same_block, comment, "SettleWindowsChange")
    yield from epoch_cases()


def epoch_cases() -> Iterator[Case]:
    """Which epochs of the windows propose a session end: 12, 10 and 8 blocks before this one."""
    long = replace(SHARED, claim_window_close_offset_blocks=6)
    short = replace(SHARED, claim_window_close_offset_blocks=2)
    early = claim(1, 5, header("early session", end=DUE - 12))
    both = [early, claim(2, 3)]
    for comment, claims, live, history in (
        ("two past epochs, that of the later one first", both, short, {1: long, END - 1: SHARED, END + 2: short}),
        ("an epoch whose last claims are due now", both, SHARED, {1: long, DUE - 11: SHARED}),
        ("an epoch whose last claims were due before: a late one stays", both, SHARED, {1: long, DUE - 12: SHARED}),
        ("an epoch from the next block proposes nothing: a late claim stays", both, SHARED, {1: SHARED, DUE + 1: long}),
        ("an epoch from this block proposes: a late claim is settled", both, SHARED, {1: SHARED, DUE: long}),
        ("a coming epoch hides no past one", both, SHARED, {1: long, DUE - 11: SHARED, DUE + 1: short}),
    ):
        yield step_case(SETTLE, with_shared(settlement_state(claims), live, history), comment, "SettleWindowsChange")
    nearly = replace(SHARED, claim_window_close_offset_blocks=3)
    state = with_shared(settlement_state([claim(1, 5)], height=DUE - 1), nearly, {1: SHARED, END + 1: nearly})
    yield step_case(SETTLE, state, "proposed a block before it is ripe", "SettleWindowsChange")
    for height, end in ((10, 0), (9, -1)):
        state = settlement_state([claim(1, 5, header("first session", end=end))], height=height)
        yield step_case(SETTLE, state, f"a session that ends in block {end}", "SettleDue")


def validator_cases() -> Iterator[Case]:
    """Rewards of validators and delegators."""
    val, other = VALIDATORS
    sets: tuple[tuple[str, list[Validator], list[Delegation]], ...] = (
        ("a commission of 100 per cent", [validator("val", 700 * POKT, 100), other], list(DELEGATIONS)),
        ("nobody delegates", [val, other], []),
        ("one of them unbonds", [val, replace(other, status="BOND_STATUS_UNBONDING")], list(DELEGATIONS)),
        ("one of them has no tokens", [val, replace(other, tokens=0)], list(DELEGATIONS)),
        ("slashed: fewer tokens than shares", [replace(val, tokens=699 * POKT + 3), other], list(DELEGATIONS)),
        ("a delegator of two validators", [val, other], [*DELEGATIONS, delegation("delegator", "other", 7)]),
        ("an operator delegates to another", [val, other], [*DELEGATIONS, delegation("other", "val", 7)]),
        ("shares of no token", [replace(val, delegator_shares=val.delegator_shares * 1_000_000), other],
         [Delegation(account("delegator"), validator_address("val"), 10**18 // 2)]),
        ("three equal ones", [validator(name, 5) for name in ("val", "other", "third")], []),
        ("a rate of 18 decimals", [replace(val, commission_rate=123_456_789_012_345_678), other], list(DELEGATIONS)),
    )  # fmt: skip
    for comment, validators, delegations in sets:
        state = settlement_state([claim(1, 77), claim(2, 31)], validators=validators, delegations=delegations)
        yield step_case(SETTLE, state, comment, "SettleValidators")
    state = settlement_state([claim(1, 7)], validators=[], delegations=[])
    yield step_case(SETTLE, state, "no validators", "SettleNoValidators")
    asleep = [replace(each, status="BOND_STATUS_UNBONDED") for each in VALIDATORS]
    state = settlement_state([claim(1, 7)], validators=asleep)
    yield step_case(SETTLE, state, "none is bonded", "SettleNoValidators")


def unbonding_cases() -> Iterator[Case]:
    """Applications whose stake runs out."""
    minimum = 1_000_000
    for left in (minimum - 1, minimum, minimum + 1):
        stake = 3 * 110_000 + left
        state = settlement_state([claim(1, 3)], [application(stake)])
        flag = "SettleUnbonds" if left < minimum else "SettleOrdinary"
        yield step_case(SETTLE, state, f"{left} uPOKT are left", flag)
    state = settlement_state([claim(1, 3), claim(2, 2)], [application(1_000_000)])
    yield step_case(SETTLE, state, "two claims below the minimum: two events", "SettleUnbonds")
    leaving = replace(application(1_000_000), unstake_session_end_height=END)
    state = settlement_state([claim(1, 3)], [leaving])
    yield step_case(SETTLE, state, "an application that unbonds since before", "SettleUnbonds")
    state = replace(
        settlement_state([claim(1, 3)]), application_params=replace(State().application_params, min_stake=upokt(10**15))
    )
    yield step_case(SETTLE, state, "a minimum that was raised", "SettleUnbonds")


@scenario("SettleOrdinary")
def a_session_is_settled_and_forgotten(scene: Scene) -> None:
    """Given claims of a session. When its proof window closes. Then all are paid, once, and nothing is left to do."""
    scene.given(replace(paid(10, 7, 3), height=DUE - 2))
    scene.block()
    assert len(scene.state.claims) == 3
    scene.until(DUE + 1)
    assert len(scene.events("EventClaimSettled")) == 3
    assert not scene.state.claims
    assert amount_of(scene.state.applications[APP].stake) == 1_000 * POKT - 20 * 110_000
    assert balance(scene.state, pool("application")) == amount_of(scene.state.applications[APP].stake)
    assert balance(scene.state, pool("tokenomics")) == 0
    before = scene.state
    scene.block()
    assert before.balances == scene.state.balances


@scenario("SettleExpired")
def an_unproven_claim_costs_its_supplier(scene: Scene) -> None:
    """Given a claim that must be proven. When nobody does. Then it expires and its supplier pays the penalty."""
    always = replace(UNPROVEN, proof_request_probability=1.0, proof_missing_penalty=upokt(7))
    scene.given(with_proofs(replace(paid(10), height=DUE - 1), always))
    scene.until(DUE + 1)
    assert not scene.state.claims
    assert amount_of(scene.state.suppliers[operator(1)].stake) == 60_000 * POKT - 7
    assert scene.state.supply == sum(scene.state.balances.values())
    assert amount_of(scene.state.applications[APP].stake) == 1_000 * POKT


@scenario("SettleWindowsChange")
def no_claim_is_lost_when_windows_shrink(scene: Scene) -> None:
    """Given claims of two sessions, windows that shrink between. When blocks pass. Then each is settled when ripe."""
    short = replace(SHARED, claim_window_close_offset_blocks=2)
    claims = [claim(1, 5), claim(2, 3, header("later session", end=END + 10))]
    scene.given(with_shared(settlement_state(claims, height=DUE - 3), short, {1: SHARED, END + 1: short}))
    scene.until(DUE)
    assert len(scene.state.claims) == 2
    scene.block()
    assert len(scene.state.claims) == 1
    scene.until(DUE + 9)
    assert not scene.state.claims
    assert [event.session_end_block_height for event in scene.events("EventClaimSettled")] == [END, END + 10]
