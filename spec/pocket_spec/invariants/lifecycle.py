"""Actors come and go: below the minimum stake they leave, once, and they do leave."""

from __future__ import annotations

from collections.abc import Iterator

import deal

from pocket_spec.actors.application.activity import application_unbonding_height
from pocket_spec.actors.gateway.activity import gateway_unbonding_height
from pocket_spec.actors.supplier.unstake import supplier_unbonding_end
from pocket_spec.chain.execution import SignedMessage
from pocket_spec.governance.history import shared_params_at_height
from pocket_spec.invariants.model import Change, StateInvariant, TransitionInvariant
from pocket_spec.invariants.reading import calendar_at
from pocket_spec.numbers import int64
from pocket_spec.state.coin import amount_of
from pocket_spec.state.state import State

RECORDS = ("applications", "gateways", "suppliers")
"""The maps of the state that hold actors."""


def _below_minimum_leaves(change: Change) -> bool:
    """Look at the actors whose stake a step has lowered."""
    if isinstance(change.cause, SignedMessage):
        return True
    minimums = {
        "applications": amount_of(change.before.application_params.min_stake),
        "suppliers": amount_of(change.before.supplier_params.min_stake),
    }
    for name, minimum in minimums.items():
        before, after = getattr(change.before, name), getattr(change.after, name)
        if before is after:
            continue
        for address, record in after.items():
            held = before.get(address)
            lowered = held is not None and amount_of(record.stake) < amount_of(held.stake)
            if lowered and amount_of(record.stake) < minimum and not record.unstake_session_end_height:
                return False
    return True


def _begins_once(change: Change) -> bool:
    for name in RECORDS:
        before, after = getattr(change.before, name), getattr(change.after, name)
        if before is after:
            continue
        for address, record in after.items():
            held = before.get(address)
            since = 0 if held is None else held.unstake_session_end_height
            if since and record.unstake_session_end_height not in (0, since):
                return False
    return True


@deal.ensure(
    lambda state, result: (
        len(result)
        == sum(bool(found.unstake_session_end_height) for name in RECORDS for found in getattr(state, name).values())
    )
)
def unbonding_ends(state: State) -> tuple[int, ...]:
    """Give the heights at which those who unbond are to be gone, by the parameters of their last sessions.

    Source: this project (docs/invariants.md)
    """
    return tuple(_ends(state))


def _ends(state: State) -> Iterator[int]:
    for application in state.applications.values():
        if since := application.unstake_session_end_height:
            yield application_unbonding_height(shared_params_at_height(state, int64(since)), application)
    for gateway in state.gateways.values():
        if since := gateway.unstake_session_end_height:
            yield gateway_unbonding_height(shared_params_at_height(state, int64(since)), gateway)
    for supplier in state.suppliers.values():
        if since := supplier.unstake_session_end_height:
            yield supplier_unbonding_end(supplier, shared_params_at_height(state, int64(since)))


def _those_who_leave_are_gone(state: State) -> bool:
    """Ask for those whose time was up in a session that has ended."""
    last_end = calendar_at(state, state.height).start - 1
    return all(end > last_end for end in _ends(state))


BELOW_MINIMUM_LEAVES = TransitionInvariant(
    id="LIF-1",
    sentence="Whose stake a step lowers below the minimum unbonds from then on.",
    assumes="The minimum is the live one.",
    silent_on="Those whom a higher minimum puts below it.",
    fails="A claim that is discarded, as told at ONCE-4, shrinks its application's stake, at which nobody looks then.",
    holds=_below_minimum_leaves,
)
BEGINS_ONCE = TransitionInvariant(
    id="LIF-2",
    sentence="Unbonding begins once: while it lasts, the session from which it counts stays the same.",
    assumes="Nothing.",
    silent_on="Those who cancel it.",
    fails=(
        "An application unbonds from the end of session 1. A claim of session 1 is settled in session 2 and leaves its "
        "stake below the minimum: from then on it unbonds from the end of session 2."
    ),
    holds=_begins_once,
)
LEAVERS_LEAVE = StateInvariant(
    id="LIF-3",
    sentence="Whose unbonding is over is gone when the session in which it ended is.",
    assumes="Unbonding is measured by the parameters of the last session.",
    silent_on="Whether the stake could be paid back.",
    fails=(
        "A supplier's claim expires, and the penalty leaves its stake below the minimum: it unbonds from the end of "
        "the session on. No later block lets it go, unless it stakes and unstakes itself."
    ),
    holds=_those_who_leave_are_gone,
)
