"""Coins: an amount of a denomination, as messages and records hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.numbers import SDK_INT_MAX, Upokt

UPOKT = "upokt"
"""The denomination of the network: a millionth of a POKT."""
DENOMINATION = re.compile(r"[a-zA-Z][a-zA-Z0-9/:._-]{2,127}")
"""What a denomination may be called."""

COIN_TEXT = re.compile(rf"0*([0-9]{{1,78}})(?:\.[0-9]{{1,18}})?[\t\n\v\f\r ]*({DENOMINATION.pattern})")
"""A decimal amount of up to 18 decimals and a denomination, as a coin is written."""


@dataclass(frozen=True, slots=True)
class Coin:
    """An amount of a denomination; the amount is None where a message left it out, Go's nil."""

    denom: str = ""
    amount: int | None = None


NO_COIN = Coin()
"""What an unset coin that is not a pointer holds in Go."""

COIN = Message("cosmos.base.v1beta1.Coin", Coin, (Field(1, "denom", Scalar.TEXT), Field(2, "amount", Scalar.SDK_INT)))
"""Source: cosmos-sdk v0.53.7 proto/cosmos/base/v1beta1/coin.proto."""


@deal.ensure(lambda amount, result: result.amount == amount and result.denom == UPOKT)
def upokt(amount: int) -> Coin:
    """Make a coin of uPOKT.

    Source: poktroll v0.1.35 app/pocket/pocket.go
    """
    return Coin(UPOKT, amount)


@deal.ensure(lambda coin, result: not result or (coin.amount is not None and coin.amount >= 0))
def is_valid_coin(coin: Coin) -> bool:
    """Tell whether a coin has a well-formed denomination and an amount, not negative.

    Source: cosmos-sdk v0.53.7 types/coin.go (Coin.Validate)
    """
    return DENOMINATION.fullmatch(coin.denom) is not None and coin.amount is not None and coin.amount >= 0


@deal.ensure(lambda coin, result: result >= 0 or (coin is not None and (coin.amount or 0) < 0))
def amount_of(coin: Coin | None) -> Upokt:
    """Give the amount of a coin, 0 where the coin or its amount is absent.

    Source: cosmos-sdk v0.53.7 types/coin.go
    """
    return Upokt(0 if coin is None or coin.amount is None else coin.amount)


@deal.ensure(lambda coin, result: result.endswith(coin.denom))
def coin_text(coin: Coin) -> str:
    """Write a coin as events do: the amount followed by the denomination.

    Source: cosmos-sdk v0.53.7 types/coin.go (Coin.String)
    """
    return f"{coin.amount or 0}{coin.denom}"


@deal.ensure(lambda coin, result: not result or coin.amount is not None)
def is_positive_upokt(coin: Coin) -> bool:
    """Tell whether a coin, written as a text and read again, is at least 1 uPOKT. What is read may have decimals.

    Source: poktroll v0.1.35 x/shared/types/validation.go (ValidatePositiveuPOKT);
    cosmos-sdk v0.53.7 types/coin.go (ParseCoinNormalized)
    """
    read = COIN_TEXT.fullmatch(coin_text(coin).strip())
    if coin.amount is None or read is None or read[2] != UPOKT:
        return False
    return 1 <= int(read[1]) <= SDK_INT_MAX
