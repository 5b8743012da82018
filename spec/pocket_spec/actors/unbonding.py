"""Paying a stake back when unbonding has ended."""

from __future__ import annotations

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.bank import account_of, pay_from_module
from pocket_spec.state.state import Address, State


@deal.ensure(lambda state, pool, address, amount, result: result[0].supply == state.supply)
@deal.ensure(lambda state, pool, address, amount, result: result[1] is None or result[0] is state)
def refund(state: State, pool: Address, address: Address, amount: int) -> tuple[State, Reason | None]:
    """Pay a stake back from a module's pool; if the bank refuses, say why and leave everything as it is.

    The bank refuses accounts that may not be paid, amounts of 0, and more than the pool holds, in this order. Up to
    release v0.1.33 the chain stopped there.

    Source: poktroll v0.1.35 x/application/keeper/unbond_applications.go (UnbondApplication);
    cosmos-sdk v0.53.7 x/bank/keeper/keeper.go (SendCoinsFromModuleToAccount), send.go (SendCoins)
    """
    try:
        paid = pay_from_module(state, pool, account_of(address), amount)
    except Rejected as rejected:
        return state, rejected.reason
    return (paid, None) if amount else (state, Reason.BANK_INVALID_COINS)
