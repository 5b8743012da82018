"""Unstaking a supplier: it serves until its session ends, and then waits for its stake."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.heights import current_session_end, next_session_start, unbonding_end
from pocket_spec.actors.supplier.events import (
    EVENT_SUPPLIER_UNBONDING_BEGIN,
    VOLUNTARY,
    EventSupplierUnbondingBegin,
)
from pocket_spec.actors.supplier.history import ended_config_history
from pocket_spec.actors.supplier.messages import MsgUnstakeSupplier
from pocket_spec.actors.supplier.records import dehydrated, hydrated_supplier, is_unbonding, set_supplier
from pocket_spec.numbers import uint64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.records.shared import SharedParams, Supplier
from pocket_spec.state.state import State


@deal.ensure(lambda supplier, params, result: uint64(result) == uint64(
    supplier.unstake_session_end_height + params.supplier_unbonding_period_sessions * params.num_blocks_per_session
))  # fmt: skip
def supplier_unbonding_end(supplier: Supplier, params: SharedParams) -> int:
    """Give the height at which a supplier has unbonded, by these parameters.

    Source: poktroll v0.1.35 x/shared/types/supplier.go (GetSupplierUnbondingEndHeight)
    """
    sessions, blocks = params.supplier_unbonding_period_sessions, params.num_blocks_per_session
    return unbonding_end(supplier.unstake_session_end_height, sessions, blocks)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: is_unbonding(result.state.suppliers[message.operator_address]))
@deal.ensure(lambda state, message, rules, result: result.state.balances == state.balances)
def unstake_supplier(state: State, message: MsgUnstakeSupplier, rules: Rules) -> Transition:
    """Begin to unbond a supplier: the current session is its last one, and all that it serves ends with it.

    Errors, in this order: SUPPLIER_NOT_FOUND, SHARED_UNAUTHORIZED_SUPPLIER_UPDATE for a signer that is neither the
    operator nor the owner, SUPPLIER_IS_UNSTAKING.
    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_unstake_supplier.go (UnstakeSupplier)
    """
    supplier = hydrated_supplier(state, message.operator_address)
    if supplier is None:
        raise Rejected(Reason.SUPPLIER_NOT_FOUND, message.operator_address)
    if message.signer not in (supplier.operator_address, supplier.owner_address):
        raise Rejected(Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE, f"{message.signer} is neither owner nor operator")
    if is_unbonding(supplier):
        raise Rejected(Reason.SUPPLIER_IS_UNSTAKING, f"since the session that ends at {supplier}")
    session_end = current_session_end(state)
    unstaking = replace(
        supplier,
        unstake_session_end_height=uint64(session_end),
        service_config_history=ended_config_history(supplier.service_config_history, next_session_start(state)),
    )
    begun = EventSupplierUnbondingBegin(
        dehydrated(unstaking), VOLUNTARY, session_end, supplier_unbonding_end(unstaking, state.shared_params)
    )
    return Transition(set_supplier(state, unstaking), (Event(EVENT_SUPPLIER_UNBONDING_BEGIN, begun),))
