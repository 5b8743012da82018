"""The settlement of a block: its due claims one by one, then the money of all of them at once."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import deal

from pocket_spec.actors.supplier.records import dehydrated
from pocket_spec.claims.messages import Claim
from pocket_spec.claims.root import claimed_relays
from pocket_spec.numbers import uint64
from pocket_spec.rejections import Rejected
from pocket_spec.rules import Rules
from pocket_spec.settlement.candidates import due_claims
from pocket_spec.settlement.claim_settlement import settle_claim
from pocket_spec.settlement.ledger import NO_HEADER, Ledger, Outcome
from pocket_spec.settlement.loading import open_ledger
from pocket_spec.settlement.operations import first_session_end
from pocket_spec.settlement.shares import note_demand, session_of
from pocket_spec.settlement.slashing import slash
from pocket_spec.state.events import Events
from pocket_spec.state.state import State


class Settled(NamedTuple):
    """The state after settlement, its events, the relays of the settled claims by service, and the claims discarded."""

    state: State
    events: Events
    relays_per_service: dict[str, int]
    discarded: tuple[tuple[Claim, Rejected], ...]


@deal.ensure(lambda state, rules, result: result.state.height == state.height)
@deal.ensure(lambda state, rules, result: len(result.state.claims) <= len(state.claims))
def settle(state: State, rules: Rules) -> Settled:
    """Settle, expire or discard every claim that is due, in four passes over them.

    First they are listed, and the claims of each session counted. Then the demand of all that will be paid is summed,
    so that each one's part of the budget is known. Then they are settled one by one. At last the applications and
    suppliers are written back, validators rewarded, the bank's operations executed, and suppliers slashed.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (SettlePendingClaims)
    """
    ledger = open_ledger(state)
    due = due_claims(state, rules)
    claims = [claim for _, claim in due]
    _note_demands(ledger, claims, rules)
    settled, expired = _settle_each(ledger, claims, rules)
    state = _written_back(ledger)
    with state.claims.mutate() as left:
        for key, _ in due:
            del left[key]
        state = replace(state, claims=left.finish())
    rewards = flush_rewards(ledger, first_session_end(settled), rules)
    state, emitted = rules.execute_operations(state, [*settled, rewards] if rewards.operations else settled)
    ledger.events += emitted
    for outcome in expired:
        state = slash(state, ledger, outcome.claim or Claim())
    return Settled(state, tuple(ledger.events), relays_per_service(settled), tuple(ledger.discarded))


def _note_demands(ledger: Ledger, claims: list[Claim], rules: Rules) -> None:
    for claim in claims:
        session = session_of(claim)
        ledger.claimants[session] = ledger.claimants.get(session, 0) + 1
    for claim in claims:
        try:
            note_demand(ledger, claim, rules)
        except Rejected:
            continue


def _settle_each(ledger: Ledger, claims: list[Claim], rules: Rules) -> tuple[list[Outcome], list[Outcome]]:
    """Settle the claims in order; what is refused has its own rule: today it is discarded."""
    settled: list[Outcome] = []
    expired: list[Outcome] = []
    for claim in claims:
        try:
            outcome = settle_claim(ledger, claim, rules)
        except Rejected as rejected:
            rules.after_refusal(ledger, claim, rejected)
        else:
            (settled if outcome.settled else expired).append(outcome)
    return settled, expired


def _written_back(ledger: Ledger) -> State:
    """Write the loaded applications and suppliers back, those that were not changed too."""
    applications = ledger.state.applications.update(ledger.applications)
    suppliers = ledger.state.suppliers.update(
        {operator: dehydrated(supplier) for operator, supplier in ledger.suppliers.items()}
    )
    return replace(ledger.state, applications=applications, suppliers=suppliers)


@deal.ensure(lambda ledger, session_end, rules, result: result.claim is None)
def flush_rewards(ledger: Ledger, session_end: int, rules: Rules) -> Outcome:
    """Split what all claims of the block have for validators, one sum for each reason, the lowest first.

    The sums include those of claims that were discarded after their reward had been added.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (FlushBatchedValidatorRewards)
    """
    outcome = Outcome(None)
    for reason, amount in sorted(ledger.rewards.items()):
        if amount == 0:
            continue
        try:
            split = rules.split_validator_reward(ledger.state, amount, reason, session_end)
        except Rejected:
            continue
        outcome.operations += split.payments
        ledger.events += split.events
    return outcome


@deal.ensure(lambda outcomes, result: all(0 <= relays < 2**64 for relays in result.values()))
def relays_per_service(outcomes: list[Outcome]) -> dict[str, int]:
    """Sum the relays of the settled claims by service, wrapping at 64 bits: what moves the difficulties.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/settlement_results.go (GetRelaysPerServiceMap)
    """
    relays: dict[str, int] = {}
    for outcome in outcomes:
        claim = outcome.claim or Claim()
        service_id = (claim.session_header or NO_HEADER).service_id
        relays[service_id] = uint64(relays.get(service_id, 0) + claimed_relays(claim.root_hash or b""))
    return relays
