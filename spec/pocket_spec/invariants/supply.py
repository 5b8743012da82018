"""Coins: none appears or disappears unnoticed."""

from __future__ import annotations

from pocket_spec.invariants.model import Change, StateInvariant, TransitionInvariant
from pocket_spec.invariants.reading import amount_in, announced, executed
from pocket_spec.settlement.events import EVENT_SUPPLIER_SLASHED
from pocket_spec.settlement.ledger import BURN, MINT
from pocket_spec.state.coin import amount_of
from pocket_spec.state.records.migration import MorseClaimableAccount
from pocket_spec.state.state import State


def _supply_is_the_sum(state: State) -> bool:
    return state.supply == sum(state.balances.values())


def _balances_are_positive(state: State) -> bool:
    return all(amount > 0 for amount in state.balances.values())


def _held(account: MorseClaimableAccount) -> int:
    return (
        amount_of(account.unstaked_balance) + amount_of(account.application_stake) + amount_of(account.supplier_stake)
    )


def _claimed_on_morse(change: Change) -> int:
    """Sum what the Morse accounts held that were claimed: nothing else brings coins from Morse."""
    before, after = change.before.morse_accounts, change.after.morse_accounts
    if before is after:
        return 0
    return sum(
        _held(account)
        for address, account in before.items()
        if account.claimed_at_height <= 0 < after.get(address, account).claimed_at_height
    )


def _supply_is_accounted_for(change: Change) -> bool:
    if change.before.balances is change.after.balances:
        return change.before.supply == change.after.supply
    slashed = sum(amount_in(event.proof_missing_penalty) for event in announced(change, EVENT_SUPPLIER_SLASHED))
    grown = executed(change, MINT) - executed(change, BURN) - slashed + _claimed_on_morse(change)
    return change.after.supply - change.before.supply == grown


def _height_stands(change: Change) -> bool:
    return change.after.height == change.before.height


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
SUPPLY_ACCOUNTED = TransitionInvariant(
    id="SUP-3",
    sentence=(
        "The supply grows by what settlement announces to mint and by what is claimed from Morse, shrinks by what is "
        "burned and slashed, and changes by nothing else."
    ),
    assumes="The release announces the operations of settlement, as those from v0.1.33 on do.",
    silent_on="Inflation of the staking module and fees of transactions, which are no rules of the protocol.",
    holds=_supply_is_accounted_for,
)
HEIGHT_STANDS = TransitionInvariant(
    id="BLK-1",
    sentence="No message and no step changes the height.",
    assumes="Nothing.",
    silent_on="Blocks.",
    holds=_height_stands,
)
