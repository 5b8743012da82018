"""What is claimed about prices and splits: what rounding costs, and that no unit appears or gets lost."""

from __future__ import annotations

import deal

from pocket_spec.numbers import ceiling_division
from pocket_spec.rejections import Rejected
from pocket_spec.relay.difficulty import BASE_TARGET, scale_up
from pocket_spec.settlement.distribution import (
    RevenueShare,
    base_share,
    check_revenue_shares,
    fraction_of_share,
    largest_remainder,
    payments_by_share,
    percentage_share,
    remainder_share,
    revenue_share_amounts,
    share_and_fraction,
    signed_percentage_share,
    supplier_payments,
)
from pocket_spec.settlement.pricing import claim_price, claimed_upokt, estimated_compute_units, upokt_price
from pocket_spec.theorems import CheckedRule, Symbolic, Theorem

# Pricing. Units are claimed compute units; multiplier and granularity make the price of one.


@deal.pre(lambda units, more, target, multiplier, granularity: 0 <= units <= more and multiplier >= 0)
@deal.pre(lambda units, more, target, multiplier, granularity: target > 0 and granularity > 0)
@deal.ensure(
    lambda units, more, target, multiplier, granularity, result: (
        result <= upokt_price(more, target, multiplier, granularity)
    )
)
def more_work_is_never_cheaper(units: int, more: int, target: int, multiplier: int, granularity: int) -> int:
    """A claim of more compute units never has a smaller price."""
    return upokt_price(units, target, multiplier, granularity)


@deal.pre(lambda units, more, target, multiplier, granularity: 0 <= units <= more and multiplier >= 0)
@deal.pre(lambda units, more, target, multiplier, granularity: target > 0 and granularity > 0)
@deal.ensure(
    lambda units, more, target, multiplier, granularity, result: (
        result <= upokt_price(more, target, multiplier, granularity)
    )
)
def more_work_is_never_cheaper_canary(units: int, more: int, target: int, multiplier: int, granularity: int) -> int:
    """The price is rounded up."""
    return ceiling_division(units * BASE_TARGET * multiplier, target * granularity)


@deal.pre(lambda units, target, easier, multiplier, granularity: units >= 0 and multiplier >= 0)
@deal.pre(lambda units, target, easier, multiplier, granularity: 0 < target <= easier and granularity > 0)
@deal.ensure(
    lambda units, target, easier, multiplier, granularity, result: (
        result >= upokt_price(units, easier, multiplier, granularity)
    )
)
def a_harder_target_is_paid_more(units: int, target: int, easier: int, multiplier: int, granularity: int) -> int:
    """The lower the target, the higher the price of the same sampled units."""
    return upokt_price(units, target, multiplier, granularity)


@deal.pre(lambda units, target, easier, multiplier, granularity: units >= 0 and multiplier >= 0)
@deal.pre(lambda units, target, easier, multiplier, granularity: 0 < target <= easier and granularity > 0)
@deal.ensure(
    lambda units, target, easier, multiplier, granularity, result: (
        result >= upokt_price(units, easier, multiplier, granularity)
    )
)
def a_harder_target_is_paid_more_canary(units: int, target: int, easier: int, multiplier: int, granularity: int) -> int:
    """The price is scaled by the probability, not by its inverse."""
    return units * target * multiplier // (BASE_TARGET * granularity)


PRICED = deal.pre(
    lambda units, target, multiplier, granularity: (
        units >= 0 and 0 < target <= BASE_TARGET and multiplier >= 0 and granularity > 0
    )
)


@PRICED
@deal.ensure(lambda units, target, multiplier, granularity, result: result >= units * multiplier // granularity)
def no_target_makes_work_cheaper(units: int, target: int, multiplier: int, granularity: int) -> int:
    """The price is at least that of the sampled units alone."""
    return upokt_price(units, target, multiplier, granularity)


@PRICED
@deal.ensure(lambda units, target, multiplier, granularity, result: result >= units * multiplier // granularity)
def no_target_makes_work_cheaper_canary(units: int, target: int, multiplier: int, granularity: int) -> int:
    """The price of one unit is rounded first."""
    return units * BASE_TARGET * (multiplier // granularity) // target


@PRICED
@deal.ensure(
    lambda units, target, multiplier, granularity, result: (
        0 <= upokt_price(units, target, multiplier, granularity) - result <= ceiling_division(multiplier, granularity)
    )
)
def rounding_the_estimate_first_would_underpay(units: int, target: int, multiplier: int, granularity: int) -> int:
    """The rounded estimate is worth no more than the price, and at most the price of one compute unit less."""
    return scale_up(units, target) * multiplier // granularity


@PRICED
@deal.ensure(
    lambda units, target, multiplier, granularity, result: (
        0 <= upokt_price(units, target, multiplier, granularity) - result <= ceiling_division(multiplier, granularity)
    )
)
def rounding_the_estimate_first_would_underpay_canary(
    units: int, target: int, multiplier: int, granularity: int
) -> int:
    """The estimate is rounded up."""
    return ceiling_division(units * BASE_TARGET, target) * multiplier // granularity


@deal.pre(lambda units, target, multiplier, granularity, factor: units >= 0 and multiplier >= 0 and factor > 0)
@deal.pre(lambda units, target, multiplier, granularity, factor: target > 0 and granularity > 0)
@deal.ensure(
    lambda units, target, multiplier, granularity, factor, result: (
        result == upokt_price(units, target, multiplier, granularity)
    )
)
def finer_granularity_keeps_the_price(units: int, target: int, multiplier: int, granularity: int, factor: int) -> int:
    """Multiplier and granularity multiplied by the same factor leave the price as it is."""
    return upokt_price(units, target, multiplier * factor, granularity * factor)


@deal.pre(lambda units, target, multiplier, granularity, factor: units >= 0 and multiplier >= 0 and factor > 0)
@deal.pre(lambda units, target, multiplier, granularity, factor: target > 0 and granularity > 0)
@deal.ensure(
    lambda units, target, multiplier, granularity, factor, result: (
        result == upokt_price(units, target, multiplier, granularity)
    )
)
def finer_granularity_keeps_the_price_canary(
    units: int, target: int, multiplier: int, granularity: int, factor: int
) -> int:
    """The finer price is rounded before it is brought back to uPOKT."""
    return upokt_price(units, target, multiplier, granularity * factor) * factor


@deal.pre(lambda one, other, target, multiplier, granularity: one >= 0 and other >= 0 and multiplier >= 0)
@deal.pre(lambda one, other, target, multiplier, granularity: target > 0 and granularity > 0)
@deal.ensure(
    lambda one, other, target, multiplier, granularity, result: (
        0 <= upokt_price(one + other, target, multiplier, granularity) - result <= 1
    )
)
def splitting_a_claim_costs_at_most_one_upokt(
    one: int, other: int, target: int, multiplier: int, granularity: int
) -> int:
    """Work claimed in two parts is paid as much as in one, or one uPOKT less; splitting never gains."""
    return upokt_price(one, target, multiplier, granularity) + upokt_price(other, target, multiplier, granularity)


@deal.pre(lambda one, other, target, multiplier, granularity: one >= 0 and other >= 0 and multiplier >= 0)
@deal.pre(lambda one, other, target, multiplier, granularity: target > 0 and granularity > 0)
@deal.ensure(
    lambda one, other, target, multiplier, granularity, result: (
        0 <= upokt_price(one + other, target, multiplier, granularity) - result <= 1
    )
)
def splitting_a_claim_costs_at_most_one_upokt_canary(
    one: int, other: int, target: int, multiplier: int, granularity: int
) -> int:
    """Both prices are rounded to the nearest."""
    divisor = target * granularity
    first, second = one * BASE_TARGET * multiplier, other * BASE_TARGET * multiplier
    return (2 * first + divisor) // (2 * divisor) + (2 * second + divisor) // (2 * divisor)


# Splits by stake. `total` is the sum of all stakes.

SHARED = deal.pre(lambda stake, reward, total: stake >= 0 and reward >= 0 and total > 0)


@SHARED
@deal.ensure(lambda stake, reward, total, result: result == stake * reward)
def share_and_fraction_are_the_exact_part(stake: int, reward: int, total: int) -> int:
    """The whole part and the fraction together are exactly the stake's part of the reward."""
    return base_share(stake, reward, total) * total + fraction_of_share(stake, reward, total)


@SHARED
@deal.ensure(lambda stake, reward, total, result: result == stake * reward)
def share_and_fraction_are_the_exact_part_canary(stake: int, reward: int, total: int) -> int:
    """The share is rounded up, the fraction still counted from below."""
    return ceiling_division(stake * reward, total) * total + fraction_of_share(stake, reward, total)


@deal.pre(lambda stake, larger, reward, total: 0 <= stake <= larger and reward >= 0 and total > 0)
@deal.ensure(lambda stake, larger, reward, total, result: result <= base_share(larger, reward, total))
def a_larger_stake_has_no_smaller_share(stake: int, larger: int, reward: int, total: int) -> int:
    """Before the remainder is dealt, a larger stake never gets less."""
    return base_share(stake, reward, total)


@deal.pre(lambda stake, larger, reward, total: 0 <= stake <= larger and reward >= 0 and total > 0)
@deal.ensure(lambda stake, larger, reward, total, result: result <= base_share(larger, reward, total))
def a_larger_stake_has_no_smaller_share_canary(stake: int, larger: int, reward: int, total: int) -> int:
    """The share is rounded up."""
    return ceiling_division(stake * reward, total)


@deal.pre(lambda stake, reward, total: stake >= 0 and reward >= 0 and total > 0)
@deal.ensure(
    lambda stake, reward, total, result: (
        result == (base_share(stake, reward, total), fraction_of_share(stake, reward, total))
    )
)
def signs_do_not_matter_on_chain(stake: int, reward: int, total: int) -> tuple[int, int]:
    """Where nothing is negative, the signed share is the plain one."""
    return share_and_fraction(stake, reward, total)


@deal.pre(lambda stake, reward, total: stake >= 0 and reward >= 0 and total > 0)
@deal.ensure(
    lambda stake, reward, total, result: (
        result == (base_share(stake, reward, total), fraction_of_share(stake, reward, total))
    )
)
def signs_do_not_matter_on_chain_canary(stake: int, reward: int, total: int) -> tuple[int, int]:
    """The sign of an exact share is lost."""
    whole, fraction = base_share(stake, reward, total), fraction_of_share(stake, reward, total)
    return (whole, fraction) if fraction > 0 else (-whole, 0)


@deal.pre(lambda amount, percentage: amount >= 0 and percentage >= 0)
@deal.ensure(lambda amount, percentage, result: result == (percentage_share(amount, percentage),) * 2)
def a_negative_amount_is_shared_like_a_positive(amount: int, percentage: int) -> tuple[int, int]:
    """The share of a negative amount is that of the positive one with its sign: rounding is toward zero."""
    return signed_percentage_share(amount, percentage), -signed_percentage_share(-amount, percentage)


@deal.pre(lambda amount, percentage: amount >= 0 and percentage >= 0)
@deal.ensure(lambda amount, percentage, result: result == (percentage_share(amount, percentage),) * 2)
def a_negative_amount_is_shared_like_a_positive_canary(amount: int, percentage: int) -> tuple[int, int]:
    """The share of a negative amount is rounded down."""
    return signed_percentage_share(amount, percentage), -(-amount * percentage // 100)


# Induction over the stakes: `seen` is the sum of the stakes so far, `paid` the sum of their shares, `count` how many.

SO_FAR = deal.pre(
    lambda count, seen, paid, stake, reward, total: (
        count >= 0
        and stake >= 0
        and reward >= 0
        and total > 0
        and 0 <= reward * seen - paid * total <= count * (total - 1)
    )
)


@SO_FAR
@deal.ensure(
    lambda count, seen, paid, stake, reward, total, result: (
        0 <= reward * (seen + stake) - result * total <= (count + 1) * (total - 1)
    )
)
def each_share_leaves_less_than_one_unit(count: int, seen: int, paid: int, stake: int, reward: int, total: int) -> int:
    """After any number of shares, less than one unit per share is left of the exact parts."""
    return paid + base_share(stake, reward, total)


@SO_FAR
@deal.ensure(
    lambda count, seen, paid, stake, reward, total, result: (
        0 <= reward * (seen + stake) - result * total <= (count + 1) * (total - 1)
    )
)
def each_share_leaves_less_than_one_unit_canary(
    count: int, seen: int, paid: int, stake: int, reward: int, total: int
) -> int:
    """The share is rounded up."""
    return paid + ceiling_division(stake * reward, total)


@SO_FAR
@deal.pre(lambda count, seen, paid, stake, reward, total: seen + stake == total)
@deal.ensure(lambda count, seen, paid, stake, reward, total, result: 0 <= reward - result <= count)
def the_last_share_leaves_less_than_one_unit_each(
    count: int, seen: int, paid: int, stake: int, reward: int, total: int
) -> int:
    """When all stakes have their share, fewer units remain than there are stakes."""
    return paid + base_share(stake, reward, total)


@SO_FAR
@deal.pre(lambda count, seen, paid, stake, reward, total: seen + stake == total)
@deal.ensure(lambda count, seen, paid, stake, reward, total, result: 0 <= reward - result <= count)
def the_last_share_leaves_less_than_one_unit_each_canary(
    count: int, seen: int, paid: int, stake: int, reward: int, total: int
) -> int:
    """The last share is one unit short."""
    return paid + base_share(stake, reward, total) - 1


@deal.pre(lambda remainder, recipients, rank: remainder >= 0 and 0 <= rank < recipients)
@deal.ensure(
    lambda remainder, recipients, rank, result: (
        result == remainder // recipients + (1 if rank < remainder % recipients else 0)
    )
)
def the_first_ranks_get_one_more(remainder: int, recipients: int, rank: int) -> int:
    """The remainder is dealt evenly, and what is left over one each to the first ranks."""
    return remainder_share(remainder, recipients, rank)


@deal.pre(lambda remainder, recipients, rank: remainder >= 0 and 0 <= rank < recipients)
@deal.ensure(
    lambda remainder, recipients, rank, result: (
        result == remainder // recipients + (1 if rank < remainder % recipients else 0)
    )
)
def the_first_ranks_get_one_more_canary(remainder: int, recipients: int, rank: int) -> int:
    """Ranks are counted from 1."""
    return (remainder + recipients - 2 - rank) // recipients


# Induction over the ranks: `dealt` is what the ranks before `rank` got.

DEALT = deal.pre(
    lambda remainder, recipients, rank, dealt: (
        remainder >= 0
        and 0 <= rank < recipients
        and dealt == rank * (remainder // recipients) + min(rank, remainder % recipients)
    )
)


@DEALT
@deal.ensure(
    lambda remainder, recipients, rank, dealt, result: (
        result == (rank + 1) * (remainder // recipients) + min(rank + 1, remainder % recipients)
    )
)
def dealing_keeps_count(remainder: int, recipients: int, rank: int, dealt: int) -> int:
    """After each rank, what was dealt is an even part for each and one more for the first."""
    return dealt + remainder_share(remainder, recipients, rank)


@DEALT
@deal.ensure(
    lambda remainder, recipients, rank, dealt, result: (
        result == (rank + 1) * (remainder // recipients) + min(rank + 1, remainder % recipients)
    )
)
def dealing_keeps_count_canary(remainder: int, recipients: int, rank: int, dealt: int) -> int:
    """Nobody gets more than the even part."""
    return dealt + remainder // recipients


@DEALT
@deal.pre(lambda remainder, recipients, rank, dealt: rank == recipients - 1)
@deal.ensure(lambda remainder, recipients, rank, dealt, result: result == remainder)
def the_last_rank_finishes_the_remainder(remainder: int, recipients: int, rank: int, dealt: int) -> int:
    """With the last rank the whole remainder is dealt, no more and no less."""
    return dealt + remainder_share(remainder, recipients, rank)


@DEALT
@deal.pre(lambda remainder, recipients, rank, dealt: rank == recipients - 1)
@deal.ensure(lambda remainder, recipients, rank, dealt, result: result == remainder)
def the_last_rank_finishes_the_remainder_canary(remainder: int, recipients: int, rank: int, dealt: int) -> int:
    """The last rank gets the rounded-up part."""
    return dealt + ceiling_division(remainder, recipients)


# Induction over the stakes again: `lost` is the sum of their fractions so far, `fractional` counts those above zero.

FRACTIONS_SO_FAR = deal.pre(
    lambda fractional, lost, stake, reward, total: (
        fractional >= 0 and stake >= 0 and reward >= 0 and total > 0 and 0 <= lost <= fractional * (total - 1)
    )
)


@FRACTIONS_SO_FAR
@deal.ensure(lambda fractional, lost, stake, reward, total, result: 0 <= result[1] <= result[0] * (total - 1))
def fractions_stay_below_one_unit_each(
    fractional: int, lost: int, stake: int, reward: int, total: int
) -> tuple[int, int]:
    """The fractions of any number of stakes sum to less than one unit per stake that has one."""
    fraction = fraction_of_share(stake, reward, total)
    return fractional + (1 if fraction > 0 else 0), lost + fraction


@FRACTIONS_SO_FAR
@deal.ensure(lambda fractional, lost, stake, reward, total, result: 0 <= result[1] <= result[0] * (total - 1))
def fractions_stay_below_one_unit_each_canary(
    fractional: int, lost: int, stake: int, reward: int, total: int
) -> tuple[int, int]:
    """The fraction is what is missing to the next unit, a whole one where the share is exact."""
    fraction = total - fraction_of_share(stake, reward, total)
    return fractional + (1 if fraction > 0 else 0), lost + fraction


REMAINDER_OF_FRACTIONS = deal.pre(
    lambda remainder, fractional, rank, total: (
        remainder >= 0 and total > 0 and 0 <= rank < fractional and remainder * total <= fractional * (total - 1)
    )
)


@REMAINDER_OF_FRACTIONS
@deal.ensure(lambda remainder, fractional, rank, total, result: 0 <= result <= 1)
def nobody_gets_two_of_the_remainder(remainder: int, fractional: int, rank: int, total: int) -> int:
    """A remainder that is the sum of the fractions gives each stake that has one at most one unit more."""
    return remainder_share(remainder, fractional, rank)


@REMAINDER_OF_FRACTIONS
@deal.ensure(lambda remainder, fractional, rank, total, result: 0 <= result <= 1)
def nobody_gets_two_of_the_remainder_canary(remainder: int, fractional: int, rank: int, total: int) -> int:
    """The first takes the whole remainder."""
    return remainder if rank == 0 else 0


# The whole rule on a few addresses.

TWO_STAKES = deal.pre(lambda one, reward: 0 <= one <= 1000 and 0 <= reward < 2**96)


@TWO_STAKES
@deal.raises(Rejected)
@deal.ensure(
    lambda one, reward, result: (
        result[0] + result[1] == reward
        and -1000 < result[0] * 1000 - one * reward < 1000
        and -1000 < result[1] * 1000 - (1000 - one) * reward < 1000
    )
)
def two_stakes_share_the_whole_reward(one: int, reward: int) -> tuple[int, int]:
    """Two stakes get their exact parts, each rounded down or up, and together the whole reward."""
    rewards = largest_remainder({"a": one, "b": 1000 - one}, 1000, reward)
    return rewards["a"], rewards["b"]


@TWO_STAKES
@deal.raises(Rejected)
@deal.ensure(
    lambda one, reward, result: (
        result[0] + result[1] == reward
        and -1000 < result[0] * 1000 - one * reward < 1000
        and -1000 < result[1] * 1000 - (1000 - one) * reward < 1000
    )
)
def two_stakes_share_the_whole_reward_canary(one: int, reward: int) -> tuple[int, int]:
    """The remainder is not handed out."""
    return one * reward // 1000, (1000 - one) * reward // 1000


THREE_STAKES = deal.pre(lambda one, two, reward: one >= 0 and two >= 0 and one + two <= 1000 and 0 <= reward < 2**96)


@THREE_STAKES
@deal.raises(Rejected)
@deal.ensure(lambda one, two, reward, result: result[0] + result[1] + result[2] == reward)
def three_stakes_share_the_whole_reward(one: int, two: int, reward: int) -> tuple[int, int, int]:
    """Among three stakes the whole reward is handed out."""
    rewards = largest_remainder({"a": one, "b": two, "c": 1000 - one - two}, 1000, reward)
    return rewards["a"], rewards["b"], rewards["c"]


@THREE_STAKES
@deal.raises(Rejected)
@deal.ensure(lambda one, two, reward, result: result[0] + result[1] + result[2] == reward)
def three_stakes_share_the_whole_reward_canary(one: int, two: int, reward: int) -> tuple[int, int, int]:
    """One unit of the remainder is handed out, whatever it is."""
    first, second, third = one * reward // 1000, two * reward // 1000, (1000 - one - two) * reward // 1000
    return first + (1 if first + second + third < reward else 0), second, third


TWO_SHARES = deal.pre(lambda percentage, amount: 1 <= percentage <= 99 and 0 <= amount < 2**128)


@TWO_SHARES
@deal.raises(Rejected)
@deal.ensure(
    lambda percentage, amount, result: (
        result[0] + result[1] == amount
        and result[1] == percentage_share(amount, 100 - percentage)
        and 0 <= result[0] - percentage_share(amount, percentage) <= 1
    )
)
def the_first_of_two_gets_the_remainder(percentage: int, amount: int) -> tuple[int, int]:
    """Of two revenue shares the second is exact, rounded down; the first gets the rest, at most one unit more."""
    shares = (RevenueShare("a", percentage), RevenueShare("b", 100 - percentage))
    amounts = revenue_share_amounts(shares, amount)
    return amounts["a"], amounts["b"]


@TWO_SHARES
@deal.raises(Rejected)
@deal.ensure(
    lambda percentage, amount, result: (
        result[0] + result[1] == amount
        and result[1] == percentage_share(amount, 100 - percentage)
        and 0 <= result[0] - percentage_share(amount, percentage) <= 1
    )
)
def the_first_of_two_gets_the_remainder_canary(percentage: int, amount: int) -> tuple[int, int]:
    """The last gets the rest."""
    first = percentage_share(amount, percentage)
    return first, amount - first


THREE_SHARES = deal.pre(
    lambda first, second, amount: first >= 1 and second >= 1 and first + second <= 99 and 0 <= amount < 2**128
)


@THREE_SHARES
@deal.raises(Rejected)
@deal.ensure(
    lambda first, second, amount, result: (
        result[0] + result[1] + result[2] == amount
        and result[1] == percentage_share(amount, second)
        and result[2] == percentage_share(amount, 100 - first - second)
        and 0 <= result[0] - percentage_share(amount, first) <= 2
    )
)
def the_first_of_three_gets_the_remainder(first: int, second: int, amount: int) -> tuple[int, int, int]:
    """Of three revenue shares all but the first are exact, rounded down; the first gets at most two units more."""
    shares = (RevenueShare("a", first), RevenueShare("b", second), RevenueShare("c", 100 - first - second))
    amounts = revenue_share_amounts(shares, amount)
    return amounts["a"], amounts["b"], amounts["c"]


@THREE_SHARES
@deal.raises(Rejected)
@deal.ensure(
    lambda first, second, amount, result: (
        result[0] + result[1] + result[2] == amount
        and result[1] == percentage_share(amount, second)
        and result[2] == percentage_share(amount, 100 - first - second)
        and 0 <= result[0] - percentage_share(amount, first) <= 2
    )
)
def the_first_of_three_gets_the_remainder_canary(first: int, second: int, amount: int) -> tuple[int, int, int]:
    """All shares are rounded down and the rest is kept."""
    third = 100 - first - second
    return percentage_share(amount, first), percentage_share(amount, second), percentage_share(amount, third)


THEOREMS = (
    Theorem(
        function=more_work_is_never_cheaper,
        invariants=("PAY-1",),
        canary=more_work_is_never_cheaper_canary,
        rules=(upokt_price,),
        symbolic=Symbolic(
            variables=("units", "extra", "target", "multiplier", "granularity"),
            given=lambda units, extra, target, multiplier, granularity: (
                units >= 0,
                extra >= 0,
                target > 0,
                multiplier >= 0,
                granularity > 0,
                extra * multiplier >= 0,  # the products follow from the rest: they show cvc5 the way
                units * multiplier >= 0,
                target * granularity > 0,
            ),
            goal=lambda units, extra, target, multiplier, granularity: (
                upokt_price(units, target, multiplier, granularity)
                <= upokt_price(units + extra, target, multiplier, granularity),
            ),
            wrong_goal=lambda units, extra, target, multiplier, granularity: (
                upokt_price(units, target, multiplier, granularity)
                < upokt_price(units + extra, target, multiplier, granularity),
            ),
        ),
    ),
    Theorem(
        function=a_harder_target_is_paid_more,
        invariants=("EPO-1",),
        canary=a_harder_target_is_paid_more_canary,
        rules=(upokt_price,),
    ),
    Theorem(
        function=no_target_makes_work_cheaper,
        invariants=("EPO-1",),
        canary=no_target_makes_work_cheaper_canary,
        rules=(upokt_price,),
    ),
    Theorem(
        function=rounding_the_estimate_first_would_underpay,
        invariants=("PAY-1",),
        canary=rounding_the_estimate_first_would_underpay_canary,
        rules=(upokt_price, scale_up),
    ),
    Theorem(
        function=finer_granularity_keeps_the_price,
        invariants=("EPO-1",),
        canary=finer_granularity_keeps_the_price_canary,
        rules=(upokt_price,),
    ),
    Theorem(
        function=splitting_a_claim_costs_at_most_one_upokt,
        invariants=("PAY-1",),
        canary=splitting_a_claim_costs_at_most_one_upokt_canary,
        rules=(upokt_price,),
        symbolic=Symbolic(
            second="not confirmed",
            variables=("one", "other", "target", "multiplier", "granularity"),
            given=lambda one, other, target, multiplier, granularity: (
                one >= 0,
                other >= 0,
                target > 0,
                multiplier >= 0,
                granularity > 0,
            ),
            goal=lambda one, other, target, multiplier, granularity: (
                upokt_price(one + other, target, multiplier, granularity)
                - upokt_price(one, target, multiplier, granularity)
                - upokt_price(other, target, multiplier, granularity)
                >= 0,
                upokt_price(one + other, target, multiplier, granularity)
                - upokt_price(one, target, multiplier, granularity)
                - upokt_price(other, target, multiplier, granularity)
                <= 1,
            ),
            wrong_goal=lambda one, other, target, multiplier, granularity: (
                upokt_price(one + other, target, multiplier, granularity)
                - upokt_price(one, target, multiplier, granularity)
                - upokt_price(other, target, multiplier, granularity)
                == 0,
            ),
        ),
    ),
    Theorem(
        function=share_and_fraction_are_the_exact_part,
        invariants=("DIS-3",),
        canary=share_and_fraction_are_the_exact_part_canary,
        rules=(base_share, fraction_of_share),
        symbolic=Symbolic(
            variables=("stake", "reward", "total"),
            given=lambda stake, reward, total: (stake >= 0, reward >= 0, total > 0),
            goal=lambda stake, reward, total: (
                base_share(stake, reward, total) * total + fraction_of_share(stake, reward, total) == stake * reward,
            ),
            wrong_goal=lambda stake, reward, total: (base_share(stake, reward, total) * total == stake * reward,),
        ),
    ),
    Theorem(
        function=a_larger_stake_has_no_smaller_share,
        invariants=("DIS-3",),
        canary=a_larger_stake_has_no_smaller_share_canary,
        rules=(base_share,),
    ),
    Theorem(
        function=signs_do_not_matter_on_chain,
        canary=signs_do_not_matter_on_chain_canary,
        rules=(share_and_fraction, base_share, fraction_of_share),
    ),
    Theorem(
        function=a_negative_amount_is_shared_like_a_positive,
        canary=a_negative_amount_is_shared_like_a_positive_canary,
        rules=(signed_percentage_share, percentage_share),
    ),
    Theorem(
        function=each_share_leaves_less_than_one_unit,
        invariants=("DIS-3",),
        canary=each_share_leaves_less_than_one_unit_canary,
        rules=(base_share,),
        by_induction=True,
        scope="any number of stakes",
        assumptions=("begins with nothing seen and nothing paid, where the invariant is 0 <= 0 <= 0",),
    ),
    Theorem(
        function=the_last_share_leaves_less_than_one_unit_each,
        invariants=("DIS-3",),
        canary=the_last_share_leaves_less_than_one_unit_each_canary,
        rules=(base_share,),
        by_induction=True,
        scope="any number of stakes",
        lemmas=(each_share_leaves_less_than_one_unit,),
        assumptions=("the stakes sum to the total",),
    ),
    Theorem(
        function=the_first_ranks_get_one_more,
        invariants=("DIS-3",),
        canary=the_first_ranks_get_one_more_canary,
        rules=(remainder_share,),
    ),
    Theorem(
        function=dealing_keeps_count,
        invariants=("DIS-3",),
        canary=dealing_keeps_count_canary,
        rules=(remainder_share,),
        by_induction=True,
        scope="any number of recipients",
        assumptions=("begins with nothing dealt",),
    ),
    Theorem(
        function=the_last_rank_finishes_the_remainder,
        invariants=("DIS-3",),
        canary=the_last_rank_finishes_the_remainder_canary,
        rules=(remainder_share,),
        by_induction=True,
        scope="any number of recipients",
        lemmas=(dealing_keeps_count,),
    ),
    Theorem(
        function=fractions_stay_below_one_unit_each,
        invariants=("DIS-3",),
        canary=fractions_stay_below_one_unit_each_canary,
        rules=(fraction_of_share,),
        by_induction=True,
        scope="any number of stakes",
        assumptions=("begins with no fraction",),
    ),
    Theorem(
        function=nobody_gets_two_of_the_remainder,
        invariants=("DIS-3",),
        canary=nobody_gets_two_of_the_remainder_canary,
        rules=(remainder_share,),
        by_induction=True,
        scope="any number of recipients",
        lemmas=(fractions_stay_below_one_unit_each, share_and_fraction_are_the_exact_part),
        assumptions=("the stakes sum to the total, so that the fractions sum to the remainder",),
    ),
    Theorem(
        function=two_stakes_share_the_whole_reward,
        invariants=("DIS-3",),
        canary=two_stakes_share_the_whole_reward_canary,
        rules=(largest_remainder,),
        scope="2 addresses, stakes that sum to 1000, rewards below 2^96",
    ),
    Theorem(
        function=three_stakes_share_the_whole_reward,
        invariants=("DIS-3",),
        canary=three_stakes_share_the_whole_reward_canary,
        rules=(largest_remainder,),
        scope="3 addresses, stakes that sum to 1000, rewards below 2^96",
        tier="full",
    ),
    Theorem(
        function=the_first_of_two_gets_the_remainder,
        invariants=("DIS-2",),
        canary=the_first_of_two_gets_the_remainder_canary,
        rules=(revenue_share_amounts, percentage_share),
        scope="2 addresses, amounts below 2^128",
    ),
    Theorem(
        function=the_first_of_three_gets_the_remainder,
        invariants=("DIS-2",),
        canary=the_first_of_three_gets_the_remainder_canary,
        rules=(revenue_share_amounts, percentage_share),
        scope="3 addresses, amounts below 2^128",
    ),
)

RULES = (
    CheckedRule(upokt_price),
    CheckedRule(
        estimated_compute_units,
        expected="not confirmed",
        remark="bytes; the integer inside is `scale_up`, which is confirmed",
        seconds=2,
    ),
    CheckedRule(
        claimed_upokt,
        expected="not confirmed",
        remark="bytes; the integer inside is `upokt_price`, which is confirmed",
        seconds=2,
    ),
    CheckedRule(claim_price, expected="not confirmed", remark="bytes", seconds=2),
    CheckedRule(base_share),
    CheckedRule(fraction_of_share),
    CheckedRule(share_and_fraction),
    CheckedRule(remainder_share),
    CheckedRule(percentage_share),
    CheckedRule(signed_percentage_share),
    CheckedRule(
        largest_remainder,
        expected="not confirmed",
        remark="addresses are text; see the theorems about two addresses and, for any number, about `base_share`",
        seconds=2,
    ),
    CheckedRule(check_revenue_shares, expected="not confirmed", remark="addresses are text", seconds=2),
    CheckedRule(
        revenue_share_amounts,
        expected="not confirmed",
        remark="addresses are text; see the theorems about two and three addresses",
        seconds=2,
    ),
    CheckedRule(payments_by_share, expected="not confirmed", remark="addresses are text", seconds=2),
    CheckedRule(supplier_payments, expected="not confirmed", remark="addresses are text", seconds=2),
)
