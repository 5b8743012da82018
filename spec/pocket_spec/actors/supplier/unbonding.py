"""The end of unbonding: stakes go back to their owners."""

from __future__ import annotations

import deal

from pocket_spec.actors.heights import current_session_end
from pocket_spec.actors.supplier.events import (
    BELOW_MIN_STAKE,
    EVENT_SUPPLIER_STAKE_STUCK_IN_MODULE_POOL,
    EVENT_SUPPLIER_UNBONDING_END,
    VOLUNTARY,
    EventSupplierStakeStuckInModulePool,
    EventSupplierUnbondingEnd,
)
from pocket_spec.actors.supplier.records import is_unbonding, remove_supplier
from pocket_spec.actors.supplier.unstake import supplier_unbonding_end
from pocket_spec.numbers import int64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import BLOCKED_ADDRESSES, SUPPLIER_POOL, account_of, pay_from_module
from pocket_spec.state.coin import UPOKT, Coin, amount_of, is_valid_coin
from pocket_spec.state.defaults import SUPPLIER_PARAMS
from pocket_spec.state.events import Event, Events, Transition
from pocket_spec.state.records.shared import SharedParams, Supplier
from pocket_spec.state.state import Address, State
from pocket_spec.state.store import in_store_order
from pocket_spec.transitions import Step


@deal.ensure(lambda state, supplier, rules, result: isinstance(result, SharedParams))
def params_of_last_session(state: State, supplier: Supplier, rules: Rules) -> SharedParams:
    """Take the parameters of the supplier's last session to measure its unbonding, not those in force.

    Source: poktroll v0.1.35 x/supplier/keeper/unbond_suppliers.go (EndBlockerUnbondSuppliers), since v0.1.34
    """
    return rules.shared_params_at_height(state, int64(supplier.unstake_session_end_height))


@deal.ensure(lambda stake, min_stake, result: result in (VOLUNTARY, BELOW_MIN_STAKE))
def unbonding_reason(stake: int, min_stake: int) -> int:
    """Guess from the stake why a supplier has unbonded: it is below the minimum, or it was the supplier's will.

    A supplier that left of its own will and was slashed later, or whose minimum was raised, counts as below it.
    Source: poktroll v0.1.35 x/supplier/keeper/unbond_suppliers.go (EndBlockerUnbondSuppliers)
    """
    return BELOW_MIN_STAKE if stake < min_stake else VOLUNTARY


@deal.ensure(lambda state, supplier, session_end, result: result.state.supply == state.supply)
def pay_back_stake(state: State, supplier: Supplier, session_end: int) -> Transition:
    """Pay the stake to the owner; what cannot be paid stays in the module's account for nobody, and is announced.

    Source: poktroll v0.1.35 x/supplier/keeper/unbond_suppliers.go (EndBlockerUnbondSuppliers)
    """
    stake = supplier.stake
    if stake is None or amount_of(stake) <= 0:
        return Transition(state)
    try:
        return Transition(_paid(state, supplier.owner_address, stake))
    except Rejected as rejected:
        stuck = EventSupplierStakeStuckInModulePool(
            supplier.operator_address, supplier.owner_address, stake, rejected.reason.value, session_end
        )
        return Transition(state, (Event(EVENT_SUPPLIER_STAKE_STUCK_IN_MODULE_POOL, stuck),))


def _paid(state: State, owner: Address, stake: Coin) -> State:
    if stake.denom == UPOKT or account_of(owner) in BLOCKED_ADDRESSES:
        return pay_from_module(state, SUPPLIER_POOL, account_of(owner), amount_of(stake))
    raise Rejected(Reason.BANK_INSUFFICIENT_FUNDS if is_valid_coin(stake) else Reason.BANK_INVALID_COINS, stake.denom)


@deal.ensure(lambda state, supplier, end, result: result.state.supply == state.supply)
def finish_unbonding(state: State, supplier: Supplier, end: int) -> Transition:
    """Pay a supplier's stake back and remove it, under its operator's address as the bank writes it.

    Source: poktroll v0.1.35 x/supplier/keeper/unbond_suppliers.go (EndBlockerUnbondSuppliers)
    """
    session_end = current_session_end(state)
    paid, events = pay_back_stake(state, supplier, session_end)
    min_stake = amount_of(state.supplier_params.min_stake or SUPPLIER_PARAMS.min_stake)
    ended = EventSupplierUnbondingEnd(
        supplier, unbonding_reason(amount_of(supplier.stake), min_stake), session_end, end
    )
    removed = remove_supplier(paid, account_of(supplier.operator_address))
    return Transition(removed, (*events, Event(EVENT_SUPPLIER_UNBONDING_END, ended)))


@deal.ensure(lambda state, rules, result: result.state.supply == state.supply)
def unbond_suppliers(state: State, rules: Rules) -> Transition:
    """At the end of a session, pay back and remove the suppliers that have unbonded, by operator address.

    Those that settlement made unbond are not looked at: they are not in the chain's index.
    Source: poktroll v0.1.35 x/supplier/keeper/unbond_suppliers.go (EndBlockerUnbondSuppliers)
    """
    if current_session_end(state) != state.height:
        return Transition(state)
    after = state
    events: Events = ()
    for operator, supplier in in_store_order(state, "suppliers"):
        if not is_unbonding(supplier) or operator in state.unindexed_suppliers or operator not in after.suppliers:
            continue
        end = supplier_unbonding_end(supplier, rules.supplier_unbonding_params(state, supplier, rules))
        if end <= state.height:
            after, emitted = finish_unbonding(after, supplier, end)
            events += emitted
    return Transition(after, events)


UNBOND_SUPPLIERS = Step("unbond_suppliers", unbond_suppliers)
