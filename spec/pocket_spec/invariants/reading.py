"""What invariants read from states and events: they state the rules anew, but read dates and prices as the chain does."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import deal

from pocket_spec.actors.service.compute_units import compute_units_at_height
from pocket_spec.actors.service.difficulty import difficulty_at_height
from pocket_spec.claims.messages import Claim
from pocket_spec.encoding.proto import Message
from pocket_spec.governance.history import calendar_params, shared_params_at_height
from pocket_spec.invariants.model import Change
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.session.calendar import Calendar, calendar
from pocket_spec.settlement.events import EVENT_CLAIM_SETTLED, EVENT_SETTLEMENT_BATCH, EventClaimSettled
from pocket_spec.settlement.pricing import claim_price
from pocket_spec.state.coin import amount_of
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import ClaimKey, State


@deal.ensure(lambda change, kind, result: len(result) <= len(change.events))
def announced(change: Change, kind: Message[Any]) -> list[Any]:
    """List the events of one kind.

    Source: this project (docs/invariants.md)
    """
    return [event.value for event in change.events if event.kind is kind]


@deal.pre(lambda text: text == "" or text[0].isdigit() or text[0] == "-")
@deal.ensure(lambda text, result: text.startswith(str(result)) or text == "" or text[0] == "0")
def amount_in(text: str) -> int:
    """Read the amount of a coin in text, 0 where there is none.

    Source: cosmos-sdk v0.53.7 types/coin.go (Coin.String)
    """
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits else 0


@deal.ensure(lambda change, *kinds, result: result >= 0)
def executed(change: Change, *kinds: str) -> int:
    """Sum what settlement announces that the bank has executed, by kinds of operations.

    Source: this project (docs/invariants.md)
    """
    batches = announced(change, EVENT_SETTLEMENT_BATCH)
    return sum(amount_in(batch.total_amount) for batch in batches if batch.op_type in kinds)


@deal.raises(Rejected)
@deal.ensure(lambda state, height, result: result.is_start == (result.start == height))
def calendar_at(state: State, height: int) -> Calendar:
    """Give the calendar of the session of a height, by the parameters that the history has for it.

    Source: poktroll v0.1.35 x/shared/types/session.go
    """
    return _calendar(shared_params_at_height(state, height), height)


@lru_cache(maxsize=100_000)
def _calendar(params: SharedParams, height: int) -> Calendar:
    return calendar(calendar_params(params), height)


@deal.ensure(lambda claim, result: claim.session_header is None or result is claim.session_header)
def header_of(claim: Claim) -> SessionHeader:
    """Give the session header of a claim.

    Source: this project (docs/invariants.md)
    """
    return claim.session_header or SessionHeader()


@deal.ensure(lambda state, claim, result: result is None or result >= 0)
def price_at_start(state: State, claim: Claim) -> int | None:
    """Price a claim at the parameters and the difficulty of its session's start, None where it has no price.

    Source: this project (docs/invariants.md)
    """
    header = header_of(claim)
    start = header.session_start_block_height
    params = shared_params_at_height(state, start)
    target = difficulty_at_height(state, header.service_id, start).target_hash or b""
    try:
        return claim_price(
            claim.root_hash or b"",
            target,
            params.compute_units_to_tokens_multiplier,
            params.compute_unit_cost_granularity,
        ).claimed_upokt
    except Rejected:
        return None


@deal.ensure(lambda state, claim, result: result is None or result >= 0)
def weight_at_start(state: State, claim: Claim) -> int | None:
    """Give what a relay of a claim's service weighed at the start of its session.

    Source: this project (docs/invariants.md)
    """
    header = header_of(claim)
    return compute_units_at_height(state, header.service_id, header.session_start_block_height)


@deal.ensure(lambda change, result: set(result) <= set(change.before.claims))
def ended_claims(change: Change) -> dict[ClaimKey, Claim]:
    """List the claims that are no longer pending.

    Source: this project (docs/invariants.md)
    """
    if change.before.claims is change.after.claims:
        return {}
    return {key: claim for key, claim in change.before.claims.items() if key not in change.after.claims}


@deal.ensure(lambda change, result: all(claim in change.before.claims.values() for claim, _ in result))
def settlements(change: Change) -> list[tuple[Claim, EventClaimSettled]]:
    """List the claims that were settled, each with what was announced of it.

    Source: this project (docs/invariants.md)
    """
    found = announced(change, EVENT_CLAIM_SETTLED)
    if not found:
        return []
    claims = ended_claims(change)
    pairs = [(claims.get((event.session_id, event.supplier_operator_address)), event) for event in found]
    return [(claim, event) for claim, event in pairs if claim is not None]


@deal.ensure(lambda state, pool, result: result >= 0)
def staked_in(state: State, pool: str) -> int:
    """Sum the stakes, in uPOKT, whose coins a module keeps: `pool` is the name of a map of the state.

    Source: this project (docs/invariants.md)
    """
    return sum(amount_of(record.stake) for record in getattr(state, pool).values())


@deal.ensure(lambda value, result: float(result) == value)
def exactly(value: float) -> Fraction:
    """Read a parameter as the decimal number that governance wrote.

    Source: poktroll v0.1.35 pkg/encoding/decimal.go (Float64ToRat)
    """
    return Fraction(repr(value))
