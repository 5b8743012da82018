"""What Morse mints for relays: linear in the relays, weighted by the node's stake in steps (PIP-22)."""

from __future__ import annotations

import deal

from pocket_spec.morse.decimals import (
    ONE,
    decimal_product,
    decimal_quotient,
    fractional_power,
    truncated_to_integer,
)
from pocket_spec.rejections import Reason, Rejected


@deal.pre(lambda stake, floor_multiplier, weight_ceiling: min(stake, floor_multiplier, weight_ceiling) >= 0)
@deal.raises(Rejected)
@deal.ensure(
    lambda stake, floor_multiplier, weight_ceiling, result: (
        result * floor_multiplier <= min(stake, weight_ceiling) < (result + 1) * floor_multiplier
    )
)
def stake_bin(stake: int, floor_multiplier: int, weight_ceiling: int) -> int:
    """Count the whole steps in a stake, at most those in the ceiling; all three in uPOKT.

    Errors: `MORSE_PARAM_INVALID` for steps of 0, where the real code panics.
    Source: pocket-core RC-0.12.0 x/nodes/keeper/reward.go
    """
    if floor_multiplier == 0:
        raise Rejected(Reason.MORSE_PARAM_INVALID, "a stake floor of 0")
    return min(stake, weight_ceiling) // floor_multiplier


@deal.pre(lambda steps, floor_exponent, weight_multiplier: steps >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda steps, floor_exponent, weight_multiplier, result: result >= 0)
def stake_weight(steps: int, floor_exponent: int, weight_multiplier: int) -> int:
    """Weigh a stake of so many steps: a power of them over the network's divisor; 18 decimals each.

    No step weighs nothing, unless the exponent is 0. From some 500 steps on the power is 1, see `fractional_power`.
    Errors: `MORSE_PARAM_INVALID` for a negative exponent or a divisor that is not positive; `MORSE_DECIMAL_OVERFLOW`.
    Source: pocket-core RC-0.12.0 x/nodes/keeper/reward.go
    """
    if floor_exponent < 0 or weight_multiplier <= 0:
        raise Rejected(Reason.MORSE_PARAM_INVALID, "stake weight")
    return decimal_quotient(fractional_power(steps * ONE, floor_exponent), weight_multiplier)


@deal.pre(lambda relays, rttm, weight: min(relays, rttm, weight) >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda relays, rttm, weight, result: result * ONE <= relays * rttm * weight < (result + 1) * ONE)
def relay_reward(relays: int, rttm: int, weight: int) -> int:
    """Give the uPOKT minted for a proven claim: relays times `rttm` uPOKT times the stake's weight, decimals dropped.

    Until the stake's weight was introduced it was 1.
    Errors: `MORSE_DECIMAL_OVERFLOW`.
    Source: pocket-core RC-0.12.0 x/nodes/keeper/reward.go
    """
    return truncated_to_integer(decimal_product(decimal_product(rttm * ONE, relays * ONE), weight))


@deal.pre(lambda coins, dao_percentage, proposer_percentage: min(coins, dao_percentage, proposer_percentage) >= 0)
@deal.pre(lambda coins, dao_percentage, proposer_percentage: dao_percentage + proposer_percentage <= 100)
@deal.ensure(lambda coins, dao_percentage, proposer_percentage, result: sum(result) == coins and min(result) >= 0)
def reward_split(coins: int, dao_percentage: int, proposer_percentage: int) -> tuple[int, int]:
    """Split a reward into the node's part and the part of DAO and proposer, which is rounded down.

    Source: pocket-core RC-0.12.0 x/nodes/types/params.go
    """
    fees = coins * (dao_percentage + proposer_percentage) // 100
    return coins - fees, fees
