"""Runs compared: the same again, without somebody else's part in it, with more of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from immutables import Map

from pocket_spec.chain.execution import SignedMessage, apply_message
from pocket_spec.claims.messages import VALIDATED, Claim, MsgCreateClaim
from pocket_spec.claims.root import claimed_compute_units, claimed_relays
from pocket_spec.invariants.model import WITHHELD, Change, PairInvariant, TransitionInvariant
from pocket_spec.invariants.reading import (
    amount_in,
    announced,
    ended_claims,
    exactly,
    executed,
    header_of,
    price_at_start,
    settlements,
)
from pocket_spec.invariants.recipients import OF_VALIDATORS
from pocket_spec.rejections import Rejected
from pocket_spec.settlement.events import (
    EVENT_CLAIM_EXPIRED,
    EVENT_CLAIM_SETTLED,
    EVENT_SUPPLIER_SLASHED,
    EventClaimSettled,
)
from pocket_spec.settlement.ledger import PAYMENT
from pocket_spec.settlement.validators import paid_validators
from pocket_spec.state.coin import amount_of
from pocket_spec.state.events import Transition
from pocket_spec.state.state import ClaimKey, State

Key = TypeVar("Key")
Record = TypeVar("Record")
INFLATED_BY = 1_000
"""How many times as large a worthless claim is made."""


def _again(change: Change, state: State) -> Transition | None:
    """Run the cause of a change on another state, None where it refuses."""
    try:
        if isinstance(change.cause, SignedMessage):
            return apply_message(state, change.cause, change.rules)
        return change.cause.run(state, change.rules)
    except Rejected:
        return None


def _ends_well(change: Change) -> bool:
    return isinstance(change.cause, SignedMessage) or _again(change, change.before) is not None


def _bank_executes_all(change: Change) -> bool:
    settled = announced(change, EVENT_CLAIM_SETTLED)
    expired = announced(change, EVENT_CLAIM_EXPIRED)
    if not settled and not expired:
        return True
    details = (detail for event in settled for detail in event.reward_distribution_detailed)
    queued = sum(amount_in(detail.amount) for detail in details if detail.op_reason not in OF_VALIDATORS)
    if paid_validators(change.before):
        queued += sum(_for_validators(change, event) for event in settled)
    return executed(change, PAYMENT) == queued and len(announced(change, EVENT_SUPPLIER_SLASHED)) == len(expired)


def _for_validators(change: Change, event: EventClaimSettled) -> int:
    """Give the validators' part of what a claim mints and of the inflation it brings."""
    params = change.before.tokenomics_params
    rate = exactly(params.global_inflation_per_claim)
    inflation = -(-amount_in(event.settled_upokt) * rate.numerator // rate.denominator)
    of_work = exactly(params.mint_equals_burn_claim_distribution.proposer)
    of_inflation = exactly(params.mint_allocation_percentages.proposer)
    return amount_in(event.minted_upokt) * of_work // 1 + inflation * of_inflation // 1


def _otherwise_built(state: State) -> State:
    """Build the same state with what settlement reads filled in another order."""
    return replace(
        state,
        claims=_refilled(state.claims),
        applications=_refilled(state.applications),
        suppliers=_refilled(state.suppliers),
        service_config_updates=_refilled(state.service_config_updates),
        validators=_refilled(state.validators),
        delegations=_refilled(state.delegations),
    )


def _refilled(records: Map[Key, Record]) -> Map[Key, Record]:
    return Map(sorted(records.items(), key=repr, reverse=True))


def _is_determined(change: Change) -> bool:
    if isinstance(change.cause, SignedMessage) or not ended_claims(change):
        return True
    return _again(change, _otherwise_built(change.before)) == (change.after, change.events)


def _commutes_with_others(change: Change) -> bool:
    """Take another supplier's claim away, make the claim, put the other back: nothing is different."""
    if not (isinstance(change.cause, SignedMessage) and isinstance(change.cause.value, MsgCreateClaim)):
        return True
    own = change.cause.value.supplier_operator_address
    other = next((key for key in sorted(change.before.claims) if key[1] != own), None)
    if other is None:
        return True
    alone = _again(change, replace(change.before, claims=change.before.claims.delete(other)))
    if alone is None:
        return False
    joined = replace(alone.state, claims=alone.state.claims.set(other, change.before.claims[other]))
    return joined == change.after


def _settled_amounts(change: Change) -> dict[tuple[str, str], int]:
    return {
        (event.session_id, event.supplier_operator_address): amount_in(event.settled_upokt)
        for event in announced(change, EVENT_CLAIM_SETTLED)
    }


def _worthless(change: Change) -> list[tuple[ClaimKey, Claim]]:
    """List the claims that ended unpaid because they were not proven."""
    if not announced(change, EVENT_CLAIM_EXPIRED):
        return []
    paid = {(header_of(claim).session_id, claim.supplier_operator_address) for claim, _ in settlements(change)}
    threshold = amount_of(change.before.proof_params.proof_requirement_threshold)
    return [
        (key, claim)
        for key, claim in sorted(ended_claims(change).items(), key=lambda item: item[0])
        if key not in paid
        and claim.proof_validation_status != VALIDATED
        and (price_at_start(change.before, claim) or 0) >= threshold
    ]


def _compared(
    change: Change, variant: Callable[[Map[ClaimKey, Claim], ClaimKey, Claim], Map[ClaimKey, Claim]], *, exact: bool
) -> bool:
    """Compare what honest claims settle with what they would if each worthless one had been another."""
    actual = _settled_amounts(change)
    for key, claim in _worthless(change):
        other = _again(change, replace(change.before, claims=variant(change.before.claims, key, claim)))
        if other is None:
            return False
        without = _settled_amounts(replace(change, after=other.state, events=other.events))
        if exact and without != actual:
            return False
        if any(amount > actual.get(paid, 0) for paid, amount in without.items()):
            return False
    return True


def _absent(claims: Map[ClaimKey, Claim], key: ClaimKey, _claim: Claim) -> Map[ClaimKey, Claim]:
    return claims.delete(key)


def _larger(claims: Map[ClaimKey, Claim], key: ClaimKey, claim: Claim) -> Map[ClaimKey, Claim]:
    root = claim.root_hash or b""
    relays, units = claimed_relays(root) * INFLATED_BY, claimed_compute_units(root) * INFLATED_BY
    inflated = root[:-16] + units.to_bytes(8, "big") + relays.to_bytes(8, "big")
    return claims.set(key, replace(claim, root_hash=inflated))


def _is_smaller_than_limit(change: Change) -> bool:
    most = 2**64 // INFLATED_BY
    return all(claimed_compute_units(claim.root_hash or b"") < most for _, claim in _worthless(change))


def _costs_others_nothing(change: Change) -> bool:
    return _compared(change, _absent, exact=False)


def _size_costs_others_nothing(change: Change) -> bool:
    return not _is_smaller_than_limit(change) or _compared(change, _larger, exact=True)


def _refusal_changes_nothing(change: Change) -> bool:
    return change.after == change.before and not change.events


TOTAL = PairInvariant(
    id="TOT-1",
    sentence="The steps at the beginning and end of a block never refuse and never fail.",
    assumes="Nothing.",
    silent_on="Where the specification leaves out what stops the chain: see TOT-2.",
    holds=_ends_well,
)
BANK_EXECUTES = TransitionInvariant(
    id="TOT-2",
    sentence="The bank executes all that settlement asks of it: where it refused, the chain would stop.",
    assumes="The release announces the operations of settlement, as those from v0.1.33 on do.",
    silent_on="Mints and burns, of which BEM-1 and BEM-2 speak.",
    holds=_bank_executes_all,
)
DETERMINED = PairInvariant(
    id="DET-1",
    sentence="What settlement comes to does not depend on the order in which records were made.",
    assumes="Nothing.",
    silent_on="Other machines: vectors and adapters compare those.",
    holds=_is_determined,
)
CLAIMS_COMMUTE = PairInvariant(
    id="DET-2",
    sentence="A claim is accepted, and comes to the same, whether or not another supplier has claimed before it.",
    assumes="Nothing.",
    silent_on="What it is settled for.",
    holds=_commutes_with_others,
)
NO_INTERFERENCE = PairInvariant(
    id="NIF-1",
    sentence="A claim that is not paid does not lower what others are paid.",
    assumes="Nothing.",
    silent_on="Claims that are paid: those share the budget.",
    fails=WITHHELD,
    holds=_costs_others_nothing,
)
SIZE_IS_IDLE = PairInvariant(
    id="NIF-2",
    sentence="How large a claim is that is not paid makes no difference to what others are paid.",
    assumes="Its price is above the threshold for proofs.",
    silent_on="That there is such a claim: NIF-1 speaks of that.",
    holds=_size_costs_others_nothing,
)
REFUSAL_IS_IDLE = PairInvariant(
    id="REJ-1",
    sentence="A message that is refused leaves the state untouched and announces nothing.",
    assumes="Nothing.",
    silent_on="The fee of the transaction.",
    holds=_refusal_changes_nothing,
)
