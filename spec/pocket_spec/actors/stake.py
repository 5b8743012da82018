"""What a stake is, and how it is raised: the same for applications and gateways."""

from __future__ import annotations

import re

import deal

from pocket_spec.numbers import SDK_INT_MAX, Upokt
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.bank import account_of, transfer
from pocket_spec.state.coin import UPOKT, Coin, amount_of
from pocket_spec.state.state import Address, State

BLANKS = r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*"
"""What Go counts as white space."""
STAKE_TEXT = re.compile(r"([0-9]+)(?:\.[0-9]{1,18})?[\t-\r ]*upokt" + BLANKS)
"""An amount, of which decimals are dropped, and the denomination; blanks may stand between and behind them."""


@deal.ensure(lambda coin, result: result is None or result > 0)
def stake_by_text(coin: Coin | None) -> Upokt | None:
    """Read the uPOKT that a stake says when it is written out, amount first, and parsed again; None where it is none.

    The chain checks a stake this way, so that "0upokt" and " upokt" pass for the denomination of one: of an amount of
    5 the first reads as 50 uPOKT. It stakes such a coin nowhere: the bank, or a panic, stops it.

    Source: cosmos-sdk v0.53.7 types/coin.go (Coin.String, ParseCoinNormalized), types/dec_coin.go (ParseDecCoin)
    """
    if coin is None or coin.amount is None:
        return None
    match = STAKE_TEXT.fullmatch(f"{coin.amount}{coin.denom}")
    amount = 0 if match is None else int(match[1])
    return Upokt(amount) if 0 < amount <= SDK_INT_MAX else None


@deal.raises(Rejected)
@deal.ensure(lambda state, address, pool, held, wanted, minimum, reason, result: result.supply == state.supply)
def escrow(
    state: State, address: Address, pool: Address, held: Coin | None, wanted: Coin, minimum: int, reason: Reason
) -> State:
    """Move into a module's pool what an actor's stake becomes more by; `held` is the stake so far, `minimum` in uPOKT.

    Errors, in this order: TX_PANIC if the denominations differ, `reason` if the stake is not raised or below the
    minimum, BANK_INVALID_COINS for another denomination, BANK_INSUFFICIENT_FUNDS.
    Source: poktroll v0.1.35 x/application/keeper/msg_server_stake_application.go (StakeApplication),
    x/gateway/keeper/msg_server_stake_gateway.go (StakeGateway)
    """
    if held is not None and held.denom != wanted.denom:
        raise Rejected(Reason.TX_PANIC, f"{wanted.denom!r} is compared with {held.denom!r}")
    added = amount_of(wanted) - amount_of(held)
    if added <= 0:
        raise Rejected(reason, f"{amount_of(wanted)} uPOKT is not more than {amount_of(held)}")
    if amount_of(wanted) < minimum:
        raise Rejected(reason, f"{amount_of(wanted)} uPOKT is less than the minimum of {minimum}")
    if wanted.denom != UPOKT:
        raise Rejected(Reason.BANK_INVALID_COINS, repr(wanted.denom))
    return transfer(state, account_of(address), pool, added)
