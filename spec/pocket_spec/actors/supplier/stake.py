"""Staking a supplier, and staking it again."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.heights import current_session_end, next_session_start
from pocket_spec.actors.supplier.events import (
    EVENT_SUPPLIER_STAKED,
    EVENT_SUPPLIER_UNBONDING_CANCELED,
    EventSupplierStaked,
    EventSupplierUnbondingCanceled,
)
from pocket_spec.actors.supplier.history import scheduled_configs
from pocket_spec.actors.supplier.messages import MsgStakeSupplier
from pocket_spec.actors.supplier.records import NOT_UNSTAKING, hydrated_supplier, is_unbonding, set_supplier
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import MODULE_ACCOUNTS, SUPPLIER_POOL, account_of, pay_from_module, transfer
from pocket_spec.state.coin import UPOKT, Coin, amount_of, upokt
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.records.shared import Supplier
from pocket_spec.state.state import Address, State


@deal.raises(Rejected)
@deal.ensure(lambda owner_address, result: account_of(owner_address) not in MODULE_ACCOUNTS)
def refuse_module_owner(owner_address: Address) -> None:
    """Refuse an owner that is a module: a stake could not be paid back to all of them.

    The chain refuses those whose account exists, which is made when the module is first paid; here all of them do.
    Errors: SUPPLIER_INVALID_ADDRESS.
    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go (StakeSupplier), since v0.1.34
    """
    if account_of(owner_address) in MODULE_ACCOUNTS:
        raise Rejected(Reason.SUPPLIER_INVALID_ADDRESS, f"{owner_address} is a module")


@deal.ensure(lambda supplier, signer, result: result == (signer == supplier.owner_address))
def is_owner(supplier: Supplier, signer: Address) -> bool:
    """Tell whether an account owns a supplier, which alone may cancel its unbonding; compared as texts.

    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go (StakeSupplier), since v0.1.35
    """
    return signer == supplier.owner_address


@deal.raises(Rejected)
@deal.ensure(lambda state, message, result: result.stake == message.stake and not is_unbonding(result))
def new_supplier(state: State, message: MsgStakeSupplier) -> Supplier:
    """Make a supplier that serves from the next session on. Whoever pays may be neither its owner nor its operator.

    Errors: SUPPLIER_INVALID_STAKE if the message names none.
    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go (StakeSupplier, createSupplier)
    """
    if message.stake is None:
        raise Rejected(Reason.SUPPLIER_INVALID_STAKE, "a new supplier needs a stake")
    return Supplier(
        owner_address=message.owner_address,
        operator_address=message.operator_address,
        stake=message.stake,
        service_config_history=scheduled_configs(message.operator_address, message.services, next_session_start(state)),
    )


@deal.raises(Rejected)
@deal.ensure(lambda state, supplier, message, rules, result: not is_unbonding(result))
@deal.ensure(lambda state, supplier, message, rules, result: result.operator_address == supplier.operator_address)
def updated_supplier(state: State, supplier: Supplier, message: MsgStakeSupplier, rules: Rules) -> Supplier:
    """Change a supplier as its owner or operator asks. Only the owner may give it to another owner.

    Being staked again ends its unbonding. What was ended with the unbonding is not taken up again.
    Errors: SHARED_UNAUTHORIZED_SUPPLIER_UPDATE for another signer, an operator that changes the owner, and a signer
    that may not cancel the unbonding.
    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go (StakeSupplier, updateSupplier)
    """
    if message.signer not in (supplier.owner_address, supplier.operator_address):
        raise Rejected(Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE, f"{message.signer} is neither owner nor operator")
    if message.owner_address != supplier.owner_address != message.signer:
        raise Rejected(Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE, "only the owner may change the owner")
    if is_unbonding(supplier) and not rules.may_cancel_unbonding(supplier, message.signer):
        raise Rejected(Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE, f"{message.signer} may not cancel the unbonding")
    return replace(
        supplier,
        owner_address=message.owner_address,
        stake=supplier.stake if message.stake is None else message.stake,
        unstake_session_end_height=NOT_UNSTAKING,
        service_config_history=rules.updated_config_history(supplier, message.services, next_session_start(state)),
    )


@deal.raises(Rejected)
@deal.ensure(lambda state, signer, owner, current, stake, result: result.supply == state.supply)
def reconcile_stake(state: State, signer: Address, owner: Address, current: Coin, stake: Coin) -> State:
    """Take from the signer by how much a stake grows, or pay to the owner by how much it shrinks.

    Errors: TX_PANIC where amounts of different denominations would have to be subtracted; BANK_INSUFFICIENT_FUNDS;
    BANK_BLOCKED_ADDRESS.
    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go (reconcileSupplierStakeDiff);
    cosmos-sdk v0.53.7 types/coin.go (Sub, NewCoins)
    """
    growth = amount_of(stake) - amount_of(current)
    if growth and not current.denom == stake.denom == UPOKT:
        raise Rejected(Reason.TX_PANIC, f"{stake} less {current}")
    if growth >= 0:
        return transfer(state, account_of(signer), SUPPLIER_POOL, growth)
    return pay_from_module(state, SUPPLIER_POOL, account_of(owner), -growth)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: message.operator_address in result.state.suppliers)
@deal.ensure(lambda state, message, rules, result: result.state.supply == state.supply)
def stake_supplier(state: State, message: MsgStakeSupplier, rules: Rules) -> Transition:
    """Stake a supplier, or change one that there is: its stake at once, what it serves from the next session on.

    The signer pays the difference and the staking fee, which stays in the module's account; what a smaller stake sets
    free goes to the owner, before the fee is taken. A stake below the minimum must be raised, whatever else is changed.

    Errors, in this order: SUPPLIER_INVALID_ADDRESS (a module as owner), SUPPLIER_SERVICE_NOT_FOUND, those of
    `new_supplier` or `updated_supplier`, SUPPLIER_INVALID_STAKE below the minimum, those of `reconcile_stake`,
    BANK_INSUFFICIENT_FUNDS for the fee.
    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go (StakeSupplier)
    """
    rules.validate_supplier_owner(message.owner_address)
    for service in message.services:
        if service.service_id not in state.services:
            raise Rejected(Reason.SUPPLIER_SERVICE_NOT_FOUND, service.service_id)
    known = hydrated_supplier(state, message.operator_address)
    supplier = new_supplier(state, message) if known is None else updated_supplier(state, known, message, rules)
    stake, current = supplier.stake or Coin(), (known and known.stake) or upokt(0)
    if amount_of(stake) < amount_of(state.supplier_params.min_stake):
        raise Rejected(Reason.SUPPLIER_INVALID_STAKE, f"{amount_of(stake)} uPOKT is below the minimum")
    paid = reconcile_stake(state, message.signer, supplier.owner_address, current, stake)
    fee = amount_of(state.supplier_params.staking_fee)
    paid = set_supplier(transfer(paid, account_of(message.signer), SUPPLIER_POOL, fee), supplier)
    session_end = current_session_end(state)
    staked = Event(EVENT_SUPPLIER_STAKED, EventSupplierStaked(session_end, supplier.operator_address))
    if known is None or not is_unbonding(known):
        return Transition(paid, (staked,))
    canceled = EventSupplierUnbondingCanceled(supplier, session_end, state.height)
    return Transition(paid, (Event(EVENT_SUPPLIER_UNBONDING_CANCELED, canceled), staked))
