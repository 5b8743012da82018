"""Coins: none appears or disappears unnoticed."""

from __future__ import annotations

from pocket_spec.invariants.model import StateInvariant, TransitionInvariant
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State


def _supply_is_the_sum(state: State) -> bool:
    return state.supply == sum(state.balances.values())


def _balances_are_positive(state: State) -> bool:
    return all(amount > 0 for amount in state.balances.values())


SUPPLY_IS_SUM = StateInvariant(
    id="SUP-1",
    sentence="The supply is the sum of all balances.",
    assumes="The genesis says so.",
    silent_on="Whether the supply changed for a good reason.",
    holds=_supply_is_the_sum,
)
BALANCES_POSITIVE = StateInvariant(
    id="SUP-2",
    sentence="Every balance that is kept is positive.",
    assumes="The genesis keeps none of zero.",
    silent_on="Who holds what.",
    holds=_balances_are_positive,
)


def _height_stands(before: State, transition: Transition) -> bool:
    return transition.state.height == before.height


HEIGHT_STANDS = TransitionInvariant(
    id="BLK-1",
    sentence="No message and no step changes the height.",
    assumes="Nothing.",
    silent_on="Blocks.",
    holds=_height_stands,
)
