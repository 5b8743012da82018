"""Escrow: modules hold the coins of those who staked, and hand on what is not theirs."""

from __future__ import annotations

from pocket_spec.actors.application.events import EVENT_APPLICATION_STAKE_STUCK_IN_MODULE_POOL
from pocket_spec.actors.supplier.events import EVENT_SUPPLIER_STAKE_STUCK_IN_MODULE_POOL
from pocket_spec.actors.supplier.messages import MsgStakeSupplier
from pocket_spec.chain.bank_messages import MsgSend
from pocket_spec.chain.execution import SignedMessage
from pocket_spec.invariants.model import Change, StateInvariant, TransitionInvariant
from pocket_spec.invariants.reading import announced, staked_in
from pocket_spec.morse.messages import MsgClaimMorseSupplier
from pocket_spec.state.bank import (
    APPLICATION_POOL,
    GATEWAY_POOL,
    MIGRATION_POOL,
    SUPPLIER_POOL,
    TOKENOMICS_POOL,
    balance,
)
from pocket_spec.state.coin import amount_of
from pocket_spec.state.state import State

POOLS = {"applications": APPLICATION_POOL, "gateways": GATEWAY_POOL, "suppliers": SUPPLIER_POOL}
"""The modules that keep stakes, by the map of the state that records these."""
STUCK = (EVENT_APPLICATION_STAKE_STUCK_IN_MODULE_POOL, EVENT_SUPPLIER_STAKE_STUCK_IN_MODULE_POOL)
"""What announces that a stake stays in a module's account for nobody."""


def _stakes_are_covered(state: State) -> bool:
    return all(balance(state, pool) >= staked_in(state, records) for records, pool in POOLS.items())


def _surplus(state: State) -> int:
    """Give what the modules hold beyond the stakes they keep."""
    return sum(balance(state, pool) - staked_in(state, records) for records, pool in POOLS.items())


def _stays_in_pools(change: Change) -> int:
    """Give what may stay beyond stakes: fees for staking suppliers, stakes that nobody can be paid, and gifts."""
    stuck = sum(amount_of(event.stuck_coin) for kind in STUCK for event in announced(change, kind))
    if not isinstance(change.cause, SignedMessage):
        return stuck
    message = change.cause.value
    if isinstance(message, MsgStakeSupplier | MsgClaimMorseSupplier):
        return stuck + _fee(change)
    if isinstance(message, MsgSend) and message.to_address.lower() in POOLS.values():
        return stuck + sum(amount_of(coin) for coin in message.amount)
    return stuck


def _fee(change: Change) -> int:
    """Give the fee of a supplier that was staked; one that was claimed from Morse and has unbonded pays none."""
    if change.before.suppliers is change.after.suppliers:
        return 0
    return amount_of(change.before.supplier_params.staking_fee)


def _nothing_is_left_behind(change: Change) -> bool:
    before, after = change.before, change.after
    same = all(getattr(before, records) is getattr(after, records) for records in POOLS)
    if before.balances is after.balances and same:
        return True
    return _surplus(after) - _surplus(before) == _stays_in_pools(change)


def _passes_everything_on(change: Change) -> bool:
    if isinstance(change.cause, SignedMessage) and isinstance(change.cause.value, MsgSend):
        return True
    return all(
        balance(change.before, pool) == balance(change.after, pool) for pool in (TOKENOMICS_POOL, MIGRATION_POOL)
    )


STAKES_COVERED = StateInvariant(
    id="ESC-1",
    sentence="The modules of applications, gateways and suppliers each hold at least the stakes they record.",
    assumes="Stakes are in uPOKT.",
    silent_on="What else they hold.",
    holds=_stakes_are_covered,
)
NOTHING_LEFT_BEHIND = TransitionInvariant(
    id="ESC-2",
    sentence=(
        "What these modules hold beyond the stakes they record grows by fees for staking suppliers, by stakes that are "
        "announced as stuck and by gifts, and never otherwise changes."
    ),
    assumes="Stakes are in uPOKT.",
    silent_on="Whether a stake had to be stuck.",
    fails=(
        "A claim that is discarded, as told at ONCE-4, has been charged to its application's stake, but burns nothing: "
        "the coins stay in the module for nobody."
    ),
    holds=_nothing_is_left_behind,
)
PASSED_ON = TransitionInvariant(
    id="ESC-3",
    sentence="The modules of tokenomics and migration pass on all that they mint or receive, in the same step.",
    assumes="Nobody shares a supplier's revenue with a module, or lets it be the DAO.",
    silent_on="To whom.",
    holds=_passes_everything_on,
)
