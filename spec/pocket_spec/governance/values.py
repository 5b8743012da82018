"""What may be wrong with the value of one parameter: each of these says it in words, nothing where it is right."""

from __future__ import annotations

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.coin import UPOKT, Coin


@deal.post(lambda result: result == "")
def anything(value: object) -> str:
    """Accept every value of the type.

    Source: poktroll v0.1.35 x/shared/types/params.go (validateIsUint64)
    """
    del value
    return ""


@deal.ensure(lambda value, result: (result == "") == (value >= 1))
def at_least_one(value: int) -> str:
    """Ask for 1 or more.

    Source: poktroll v0.1.35 x/*/types/params.go
    """
    return "" if value >= 1 else f"{value} is not positive"


def _amount(coin: Coin) -> int:
    if coin.amount is None:
        raise Rejected(Reason.TX_PANIC, "the amount of a coin is not set")
    return coin.amount


@deal.raises(Rejected)
@deal.ensure(lambda coin, result: bool(result) or (coin is not None and coin.denom == UPOKT and coin.amount >= 0))
def upokt_not_negative(coin: Coin | None) -> str:
    """Ask for a coin of uPOKT of 0 or more. The chain looks at its amount without asking whether it has one.

    Errors: TX_PANIC for a coin of uPOKT without an amount.
    Source: poktroll v0.1.35 x/proof/types/params.go, x/supplier/types/params.go
    """
    if coin is None:
        return "is missing"
    if coin.denom != UPOKT:
        return f"is in {coin.denom!r}, not in {UPOKT}"
    return "" if _amount(coin) >= 0 else f"{coin.amount} is negative"


@deal.raises(Rejected)
@deal.ensure(lambda coin, result: bool(result) or (coin is not None and coin.denom == UPOKT and coin.amount > 0))
def upokt_positive(coin: Coin | None) -> str:
    """Ask for a coin of uPOKT of 1 or more.

    Errors: TX_PANIC for a coin of uPOKT without an amount.
    Source: poktroll v0.1.35 x/application/types/params.go, x/gateway/types/params.go, x/service/types/params.go
    """
    problem = upokt_not_negative(coin)
    return problem if problem or (coin is not None and coin.amount) else "0 is not positive"


@deal.raises(Rejected)
@deal.ensure(lambda least, coin, result: bool(result) or (coin is not None and coin.amount >= least))
def upokt_at_least(least: int, coin: Coin | None) -> str:
    """Ask for a coin of uPOKT of at least so much.

    Errors: TX_PANIC for a coin of uPOKT without an amount.
    Source: poktroll v0.1.1 to v0.1.35 x/service/types/params.go (ValidateAddServiceFee)
    """
    problem = upokt_not_negative(coin)
    return problem or ("" if coin is not None and _amount(coin) >= least else f"less than {least}")


@deal.ensure(lambda value, result: result != "" or not value < 0)
def not_negative(value: float) -> str:
    """Refuse a number below 0. NaN is not below 0, so it passes.

    Source: poktroll v0.1.35 x/tokenomics/types/params.go (validateParamValueGTEZero, ValidateGlobalInflationPerClaim)
    """
    return f"{value} is negative" if value < 0 else ""


@deal.ensure(lambda value, result: result == "" or not 0 <= value <= 1)
def probability(value: float) -> str:
    """Refuse a number below 0 or above 1. NaN is neither, so it passes.

    Source: poktroll v0.1.35 x/proof/types/params.go (ValidateProofRequestProbability)
    """
    return f"{value} is not within [0, 1]" if value < 0 or value > 1 else ""


@deal.ensure(lambda value, result: result == "" or not 0 < value <= 1)
def positive_ratio(value: float) -> str:
    """Refuse a number of 0 or below, or above 1. NaN is neither, so it passes.

    Source: poktroll v0.1.35 x/tokenomics/types/params.go (ValidateMintRatio)
    """
    return f"{value} is not within (0, 1]" if value <= 0 or value > 1 else ""
