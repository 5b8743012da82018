"""What is claimed about whole settlements: money of any number of claims, by steps, and the rules themselves on terms.

`z3` and `cvc5` run the rules on symbolic integers, branches included. Rates are fractions with one denominator.
"""

from __future__ import annotations

from pocket_spec.numbers import ceiling_division
from pocket_spec.relay.difficulty import BASE_TARGET, scale_up, scaled_target
from pocket_spec.settlement.amounts import (
    DECIMAL_UNIT,
    commission_of,
    inflation_of,
    part_of,
    settled_for,
    slashed_amount,
    stake_terms,
    tokens_of_shares,
)
from pocket_spec.settlement.budget import bonus_of, demand_of, guaranteed_floor, session_budget
from pocket_spec.settlement.candidates import end_due_at, outlived
from pocket_spec.settlement.distribution import (
    RevenueShare,
    base_share,
    fraction_of_share,
    largest_remainder,
    percentage_share,
    remainder_share,
    revenue_share_amounts,
)
from pocket_spec.settlement.ledger import SessionBudget
from pocket_spec.settlement.pricing import upokt_price
from pocket_spec.settlement.shares import redistributed_cap
from pocket_spec.settlement.token_logic import divided
from pocket_spec.settlement.validators import validator_share
from pocket_spec.theorems import SolverTheorem

# Prices.


def price_is_the_largest_that_the_work_covers(
    units: int, target: int, multiplier: int, granularity: int, other: int
) -> tuple[bool, ...]:
    """No amount above the price is worth the work that was claimed, and the price is: it is the floor, exactly."""
    price = upokt_price(units, target, multiplier, granularity)
    worth = units * BASE_TARGET * multiplier
    return (price * target * granularity <= worth, (other <= price) | (other * target * granularity > worth))


def price_is_the_largest_that_the_work_covers_canary(
    units: int, target: int, multiplier: int, granularity: int, other: int
) -> tuple[bool, ...]:
    """The price is that of the rounded estimate."""
    price = scale_up(units, target) * multiplier // granularity
    worth = units * BASE_TARGET * multiplier
    return (price * target * granularity <= worth, (other <= price) | (other * target * granularity > worth))


def scaling_up_and_down_loses_less_than_one(count: int, target: int) -> tuple[bool, ...]:
    """What an estimate stands for is the count again, less than one counted relay's worth short of it."""
    estimate = scale_up(count, target)
    return (estimate * target <= count * BASE_TARGET, (estimate + 1) * target > count * BASE_TARGET)


def scaling_up_and_down_loses_less_than_one_canary(count: int, target: int) -> tuple[bool, ...]:
    """Targets are measured against 2^256."""
    estimate = count * 2**256 // target
    return (estimate * target <= count * BASE_TARGET, (estimate + 1) * target > count * BASE_TARGET)


def a_target_moves_in_proportion(target: int, wanted: int, ema: int, factor: int) -> tuple[bool, ...]:
    """Wanted and average relays multiplied alike leave the target where it is; the wanted average keeps it."""
    return (
        scaled_target(target, wanted * factor, ema * factor) == scaled_target(target, wanted, ema),
        scaled_target(target, ema, ema) == target,
    )


def a_target_moves_in_proportion_canary(target: int, wanted: int, ema: int, factor: int) -> tuple[bool, ...]:
    """The ratio is rounded before the target is multiplied."""
    return (target * (wanted * factor // ema) == scaled_target(target, wanted * factor, ema), factor > 0)


# When. Claims live `blocks` blocks beyond the end of their session, and are looked for by `end_due_at`.


def a_claim_is_due_in_one_block(end: int, blocks: int, height: int) -> tuple[bool, ...]:
    """The block that looks for a session's end is the first that is beyond the life of its claims, and no other."""
    due = end + blocks + 1
    return (
        end_due_at(due, blocks) == end,
        outlived(due, end, blocks),
        outlived(due - 1, end, blocks) == (end < 0),
        (end_due_at(height, blocks) != end) | (height == due),
    )


def a_claim_is_due_in_one_block_canary(end: int, blocks: int, height: int) -> tuple[bool, ...]:
    """The block that looks for it is the last of the proof window."""
    return (outlived(end + blocks, end_due_at(end + blocks + 1, blocks), blocks), height >= 0)


# Budgets.


def budgets_of_pending_sessions_fit_the_stake(stake: int, pending: int, suppliers: int) -> tuple[bool, ...]:
    """The floors of all suppliers of all pending sessions fit the stake, and the next larger floor would not."""
    budget = session_budget(stake, pending)
    floor = guaranteed_floor(budget, suppliers)
    return (floor * suppliers * pending <= stake, (floor + 1) * suppliers > budget, (budget + 1) * pending > stake)


def budgets_of_pending_sessions_fit_the_stake_canary(stake: int, pending: int, suppliers: int) -> tuple[bool, ...]:
    """The stake is divided by the suppliers first, and rounded up."""
    floor = ceiling_division(session_budget(stake, pending), suppliers)
    return (floor * suppliers * pending <= stake,)


def demand_is_left_or_wanted(floor: int, charge: int) -> tuple[bool, ...]:
    """What a claim leaves of its floor and what it wants beyond differ by just what floor and charge do; one is 0."""
    left, wanted = demand_of(floor, charge)
    return (left - wanted == floor - charge, left >= 0, wanted >= 0, (left == 0) | (wanted == 0))


def demand_is_left_or_wanted_canary(floor: int, charge: int) -> tuple[bool, ...]:
    """What is wanted is the whole charge."""
    left, wanted = demand_of(floor, charge)
    return (left - charge == floor - charge, wanted >= 0, left >= 0, (left == 0) | (wanted == 0))


# Induction over the claims of a session: of `before` claims `paid` was charged, `left` was left of their floors,
# `wanted` was wanted beyond. All claims together leave `unused` and want `total`.


def so_far(
    floor: int, before: int, paid: int, left: int, wanted: int, unused: int, total: int, charge: int, multiplier: int
) -> tuple[bool, ...]:
    """Take a session after some of its claims, with a claim that does not break what was counted in advance."""
    sizes = (floor < 2**96, charge < 2**96, unused < 2**96, total < 2**96, multiplier < 2**64, before < 2**32)
    domain = (floor >= 0, before >= 0, paid >= 0, left >= 0, wanted >= 0, total >= 0, charge >= 0, multiplier >= 0)
    counted = (left <= unused, wanted + charge - floor <= total, left + floor - charge <= unused, wanted <= total)
    return (*domain, *sizes, *counted, *within_budget(floor, before, paid, left, wanted, unused, total))


def within_budget(
    floor: int, claims: int, paid: int, left: int, wanted: int, unused: int, total: int
) -> tuple[bool, ...]:
    """Say that what was paid beyond floors, and not left, is at most the wanting claims' part of what is unused."""
    beyond = paid + left - claims * floor
    return (beyond * total <= unused * wanted, (total > 0) | (beyond <= 0))


def each_claim_keeps_the_session_within_budget(
    floor: int, before: int, paid: int, left: int, wanted: int, unused: int, total: int, charge: int, multiplier: int
) -> tuple[bool, ...]:
    """After each claim what was paid is within floors and bonuses: one step of an induction."""
    cap = redistributed_cap(SessionBudget(floor, False, unused, total), charge, multiplier)  # noqa: FBT003
    more_left, more_wanted = demand_of(floor, charge)
    taken = min(charge, cap)
    return within_budget(floor, before + 1, paid + taken, left + more_left, wanted + more_wanted, unused, total)


def each_claim_keeps_the_session_within_budget_canary(
    floor: int, before: int, paid: int, left: int, wanted: int, unused: int, total: int, charge: int, multiplier: int
) -> tuple[bool, ...]:
    """The bonus is everything that is unused."""
    cap = floor + unused if multiplier > 1 and charge > floor else floor
    more_left, more_wanted = demand_of(floor, charge)
    taken = min(charge, cap)
    return within_budget(floor, before + 1, paid + taken, left + more_left, wanted + more_wanted, unused, total)


def ended(floor: int, claims: int, paid: int, unused: int, total: int) -> tuple[bool, ...]:
    """Take a session after all of its claims: everything unused was left, everything wanted was wanted."""
    domain = (floor >= 0, claims >= 0, paid >= 0, unused >= 0, total >= 0)
    return (*domain, *within_budget(floor, claims, paid, unused, total, unused, total))


def a_session_costs_no_more_than_its_floors(
    floor: int, claims: int, paid: int, unused: int, total: int
) -> tuple[bool, ...]:
    """When all claims of a session are settled, its application has paid at most one floor for each of them."""
    start = within_budget(floor, 0, 0, 0, 0, unused, total)
    return (*start, paid <= claims * guaranteed_floor(floor, 1))


def a_session_costs_no_more_than_its_floors_canary(
    floor: int, claims: int, paid: int, unused: int, total: int
) -> tuple[bool, ...]:
    """What was left unused is given back as well."""
    return (paid <= claims * guaranteed_floor(floor, 1) - unused,)


def a_cap_is_floor_and_bonus(floor: int, unused: int, total: int, charge: int, multiplier: int) -> tuple[bool, ...]:
    """A cap lies between the floor and its multiple, and with bonuses lets a claim have its part of what is unused."""
    cap = redistributed_cap(SessionBudget(floor, False, unused, total), charge, multiplier)  # noqa: FBT003
    return (
        cap >= floor,
        cap <= floor + unused,
        (cap <= floor * multiplier) | (multiplier == 0),
        (charge <= floor) | (cap - floor <= bonus_of(unused, max(charge - floor, 0), total)),
    )


def a_cap_is_floor_and_bonus_canary(
    floor: int, unused: int, total: int, charge: int, multiplier: int
) -> tuple[bool, ...]:
    """The multiplier bounds the bonus, not the cap."""
    cap = floor + bonus_of(unused, min(floor * multiplier, total), total)
    return (cap >= floor, cap <= floor + unused, (cap <= floor * multiplier) | (multiplier == 0))


# Mint and burn.


def the_cap_settles_the_most_it_can(charge: int, numerator: int, denominator: int, more: int) -> tuple[bool, ...]:
    """What is settled for a charge costs no more than the charge, and any larger amount would cost more."""
    most = settled_for(charge, numerator, denominator)
    return (
        stake_terms(most, numerator, denominator) <= charge,
        stake_terms(most + more, numerator, denominator) > charge,
    )


def the_cap_settles_the_most_it_can_canary(
    charge: int, numerator: int, denominator: int, more: int
) -> tuple[bool, ...]:
    """The inflation of the charge is taken off, not that of what is settled."""
    most = charge - inflation_of(charge, numerator, denominator)
    return (
        stake_terms(most, numerator, denominator) <= charge,
        stake_terms(most + more, numerator, denominator) > charge,
    )


def a_claim_changes_the_supply_by_mint_less_burn(
    settled: int, ratio: int, whole: int, inflation: int, per: int
) -> tuple[bool, ...]:
    """A ratio of at most one mints at most what it burns, and what inflation mints the application pays as well."""
    minted, inflated = part_of(settled, ratio, whole), inflation_of(settled, inflation, per)
    charged = stake_terms(settled, inflation, per)
    return (minted <= settled, minted + inflated <= charged, charged - settled == inflated)


def a_claim_changes_the_supply_by_mint_less_burn_canary(
    settled: int, ratio: int, whole: int, inflation: int, per: int
) -> tuple[bool, ...]:
    """What is minted is rounded up with the inflation, in one."""
    together = ceiling_division(settled * (ratio * per + inflation * whole), whole * per)
    return (together <= part_of(settled, ratio, whole) + inflation_of(settled, inflation, per),)


def what_is_minted_is_divided_completely(
    minted: int, supplier: int, proposer: int, owner: int, application: int, whole: int
) -> tuple[bool, ...]:
    """Everybody gets the floor of its part, and the DAO its own and less than one uPOKT more for each of the others."""
    parts = divided(minted, (supplier, whole), (proposer, whole), (owner, whole), (application, whole))
    dao = whole - supplier - proposer - owner - application
    return (
        parts.dao + parts.supplier + parts.proposer + parts.source_owner + parts.application == minted,
        *floor_of(parts.supplier, minted * supplier, whole),
        *floor_of(parts.proposer, minted * proposer, whole),
        *floor_of(parts.source_owner, minted * owner, whole),
        *floor_of(parts.application, minted * application, whole),
        parts.dao * whole >= minted * dao,
        parts.dao * whole < minted * dao + 4 * whole,
    )


def floor_of(part: int, dividend: int, divisor: int) -> tuple[bool, ...]:
    """Say that a part is a quotient rounded down."""
    return (part * divisor <= dividend, dividend < (part + 1) * divisor)


def what_is_minted_is_divided_completely_canary(
    minted: int, supplier: int, proposer: int, owner: int, application: int, whole: int
) -> tuple[bool, ...]:
    """The supplier gets the rest, not the DAO."""
    parts = divided(minted, (supplier, whole), (proposer, whole), (owner, whole), (application, whole))
    dao = whole - supplier - proposer - owner - application
    rest = parts.dao - part_of(minted, dao, whole)
    return (*floor_of(parts.supplier + rest, minted * supplier, whole), parts.dao - rest >= 0)


def commission_and_rest_are_the_share(pool_share: int, rate: int, one: int) -> tuple[bool, ...]:
    """A validator's commission is the floor of its rate, and with what two delegators get it is the whole share."""
    share = validator_share(pool_share, rate, "a", {"a": one, "b": 1000 - one})
    return (
        share.commission + sum(share.rewards.values()) == pool_share,
        *floor_of(share.commission, pool_share * rate, DECIMAL_UNIT),
    )


def commission_and_rest_are_the_share_canary(pool_share: int, rate: int, one: int) -> tuple[bool, ...]:
    """The commission is taken of what delegators get, too."""
    share = validator_share(pool_share, rate, "a", {"a": one, "b": 1000 - one})
    again = commission_of(sum(share.rewards.values()), rate)
    return (share.commission + sum(share.rewards.values()) - again == pool_share,)


def a_slash_takes_no_more_than_there_is(stake: int, penalty: int) -> tuple[bool, ...]:
    """A supplier loses the penalty, or all it has where that is less; the rest of its stake is not negative."""
    lost = slashed_amount(stake, penalty)
    return (lost >= 0, lost <= stake, lost <= penalty, (lost == stake) | (lost == penalty))


def a_slash_takes_no_more_than_there_is_canary(stake: int, penalty: int) -> tuple[bool, ...]:
    """The penalty is taken whatever the stake is."""
    return (penalty >= 0, penalty <= stake, stake >= 0)


def shares_stand_for_no_more_than_all_tokens(shares: int, all_shares: int, tokens: int) -> tuple[bool, ...]:
    """A part of a validator's shares stands for no more than its tokens, all of them for just these."""
    return (
        tokens_of_shares(shares, tokens, all_shares) <= tokens,
        tokens_of_shares(all_shares, tokens, all_shares) == tokens,
    )


def shares_stand_for_no_more_than_all_tokens_canary(shares: int, all_shares: int, tokens: int) -> tuple[bool, ...]:
    """Tokens are rounded up."""
    return (ceiling_division(shares * tokens + 1, all_shares) <= tokens, tokens >= 0)


# Largest remainder: the rule itself among two and three stakes, with the quota on both sides.


def quota(stakes: tuple[int, ...], reward: int) -> tuple[bool, ...]:
    """Say of the rule's rewards that they sum to the whole, and each is within one uPOKT of the exact part."""
    total = sum(stakes)
    names = "abcd"[: len(stakes)]
    rewards = largest_remainder(dict(zip(names, stakes, strict=True)), total, reward)
    exact = [(rewards[name] * total - stake * reward) for name, stake in zip(names, stakes, strict=True)]
    bounds = [bound for error in exact for bound in (error < total, error > -total)]
    return (sum(rewards.values()) == reward, *bounds)


def staked(*variables: int) -> tuple[bool, ...]:
    """Take stakes that are not negative and not all 0, and a reward of a size that occurs."""
    *stakes, reward = variables
    return (*(stake >= 0 for stake in stakes), sum(stakes) > 0, sum(stakes) < 2**96, reward >= 0, reward < 2**62)


def any_stakes(*variables: int) -> tuple[bool, ...]:
    """Take stakes that are not negative and not all 0, and any reward that is not negative."""
    *stakes, reward = variables
    return (*(stake >= 0 for stake in stakes), sum(stakes) > 0, reward >= 0)


def two_stakes_keep_their_quota(one: int, two: int, reward: int) -> tuple[bool, ...]:
    """Two stakes share the whole reward, each within one uPOKT of its exact part."""
    return quota((one, two), reward)


def two_stakes_keep_their_quota_canary(one: int, two: int, reward: int) -> tuple[bool, ...]:
    """The first gets whatever is left over: of two that may still be one uPOKT, so its share is one more."""
    total = one + two
    second = base_share(two, reward, total)
    return (second + 1 + base_share(one, reward, total) == reward,)


# The same for any stakes by the rule's own shares: those with a fraction stand first, in the order of the fractions.


def dealt(stakes: tuple[int, ...], reward: int, ranked: int) -> tuple[int, ...]:
    """Give the rewards of stakes of which the first `ranked` have a fraction, the largest fraction first."""
    total = sum(stakes)
    shares = [base_share(stake, reward, total) for stake in stakes]
    left = reward - sum(shares)
    more = [remainder_share(left, ranked, rank) for rank in range(ranked)]
    return tuple(share + one for share, one in zip(shares, more + [0] * (len(stakes) - ranked), strict=True))


def quota_by_rank(stakes: tuple[int, ...], reward: int) -> tuple[bool, ...]:
    """Say for each number of stakes with a fraction that the rewards sum to the whole and keep the quota."""
    total, found = sum(stakes), []
    fractions = [fraction_of_share(stake, reward, total) for stake in stakes]
    for ranked in range(len(stakes) + 1):
        rewards = dealt(stakes, reward, ranked)
        otherwise = total <= 0
        for rank, fraction in enumerate(fractions):
            otherwise |= fraction == 0 if rank < ranked else fraction != 0
        found.append(otherwise | (sum(rewards) == reward))
        for stake, given in zip(stakes, rewards, strict=True):
            error = given * total - stake * reward
            found += [otherwise | (error < total), otherwise | (error > -total)]
    return tuple(found)


def three_stakes_keep_their_quota(one: int, two: int, three: int, reward: int) -> tuple[bool, ...]:
    """Three stakes share the whole reward, each within one uPOKT of its exact part, however many have a fraction."""
    return quota_by_rank((one, two, three), reward)


def three_stakes_keep_their_quota_canary(one: int, two: int, three: int, reward: int) -> tuple[bool, ...]:
    """The first gets whatever is left over."""
    total = one + two + three
    first = reward - base_share(two, reward, total) - base_share(three, reward, total)
    return (first * total - one * reward < total,)


# The same for one of any number of stakes, of which `ranked` have a fraction, and `left` was left of all whole shares.


def a_stake_keeps_its_quota(stake: int, reward: int, total: int, left: int, ranked: int, rank: int) -> tuple[bool, ...]:
    """Of any number of stakes, one with a fraction gets its exact part but for less than a uPOKT, others just that."""
    share, fraction = base_share(stake, reward, total), fraction_of_share(stake, reward, total)
    error = (share + remainder_share(left, ranked, rank)) * total - stake * reward
    exact = share * total == stake * reward
    return ((fraction == 0) | (error < total), (fraction == 0) | (error > -total), (fraction != 0) | exact)


def a_stake_keeps_its_quota_canary(
    stake: int, reward: int, total: int, left: int, ranked: int, rank: int
) -> tuple[bool, ...]:
    """The first gets all that is left over."""
    error = (base_share(stake, reward, total) + left) * total - stake * reward
    return (error < total, rank < ranked)


def ranked_stake(stake: int, reward: int, total: int, left: int, ranked: int, rank: int) -> tuple[bool, ...]:
    """Take a stake of all, at its rank, where no more is left over than there are stakes with a fraction."""
    numbers = (stake >= 0, reward >= 0, total > 0, left >= 0, rank >= 0)
    return (*numbers, left <= ranked, rank < ranked)


# Revenue shares.


def three_revenue_shares_are_paid_out(first: int, second: int, amount: int) -> tuple[bool, ...]:
    """Of three shares the last two are floors and the first at most two uPOKT more than its own: nothing is kept."""
    shares = (RevenueShare("a", first), RevenueShare("b", second), RevenueShare("c", 100 - first - second))
    amounts = revenue_share_amounts(shares, amount)
    return (
        amounts["a"] + amounts["b"] + amounts["c"] == amount,
        amounts["b"] == percentage_share(amount, second),
        amounts["c"] == percentage_share(amount, 100 - first - second),
        amounts["a"] - percentage_share(amount, first) >= 0,
        amounts["a"] - percentage_share(amount, first) <= 2,
    )


def three_revenue_shares_are_paid_out_canary(first: int, second: int, amount: int) -> tuple[bool, ...]:
    """The first gets at most one uPOKT more."""
    rest = percentage_share(amount, second) + percentage_share(amount, 100 - first - second)
    return (amount - rest - percentage_share(amount, first) <= 1,)


# Induction over any number of shares: `percent` is the sum of the percentages so far, `paid` of what they got.


def shares_so_far(count: int, percent: int, paid: int, more: int, amount: int) -> tuple[bool, ...]:
    """Take a list of shares after some of them."""
    lost = amount * percent - paid * 100
    return (count >= 0, percent >= 0, more >= 1, percent + more <= 100, amount >= 0, lost >= 0, lost <= count * 99)


def each_revenue_share_loses_less_than_one(
    count: int, percent: int, paid: int, more: int, amount: int
) -> tuple[bool, ...]:
    """After any number of shares less than one uPOKT for each is not paid yet: one step of an induction."""
    lost = amount * (percent + more) - (paid + percentage_share(amount, more)) * 100
    return (lost >= 0, lost <= (count + 1) * 99)


def each_revenue_share_loses_less_than_one_canary(
    count: int, percent: int, paid: int, more: int, amount: int
) -> tuple[bool, ...]:
    """Shares are rounded up."""
    lost = amount * (percent + more) - (paid + ceiling_division(amount * more, 100)) * 100
    return (lost >= 0, lost <= (count + 1) * 99)


SOLVED = (
    SolverTheorem(
        function=price_is_the_largest_that_the_work_covers,
        invariants=("PAY-1",),
        canary=price_is_the_largest_that_the_work_covers_canary,
        given=lambda units, target, multiplier, granularity, other: (
            units >= 0,
            target > 0,
            multiplier >= 0,
            granularity > 0,
        ),
        rules=(upokt_price,),
    ),
    SolverTheorem(
        function=scaling_up_and_down_loses_less_than_one,
        invariants=("EST-1",),
        canary=scaling_up_and_down_loses_less_than_one_canary,
        given=lambda count, target: (count >= 0, target > 0),
        rules=(scale_up,),
    ),
    SolverTheorem(
        function=a_target_moves_in_proportion,
        invariants=("DIF-3",),
        canary=a_target_moves_in_proportion_canary,
        given=lambda target, wanted, ema, factor: (target >= 0, wanted >= 0, ema > 0, factor > 0),
        rules=(scaled_target,),
        second="not confirmed",
    ),
    SolverTheorem(
        function=a_claim_is_due_in_one_block,
        invariants=("ONCE-2",),
        canary=a_claim_is_due_in_one_block_canary,
        given=lambda end, blocks, height: (
            end >= 0,
            end < 2**62,
            blocks >= 0,
            blocks < 2**62 - 1,
            height >= 0,
            height < 2**63,
        ),
        rules=(end_due_at, outlived),
        scope="ends and windows below 2^62",
        assumptions=("the windows are those of the session's end, whatever they are changed to",),
    ),
    SolverTheorem(
        function=budgets_of_pending_sessions_fit_the_stake,
        invariants=("BUD-2",),
        canary=budgets_of_pending_sessions_fit_the_stake_canary,
        given=lambda stake, pending, suppliers: (stake >= 0, pending >= 1, suppliers >= 1),
        rules=(session_budget, guaranteed_floor),
    ),
    SolverTheorem(
        function=demand_is_left_or_wanted,
        invariants=("PAY-2",),
        canary=demand_is_left_or_wanted_canary,
        given=lambda floor, charge: (floor >= 0, charge >= 0),
        rules=(demand_of,),
        paths=4,
    ),
    SolverTheorem(
        function=each_claim_keeps_the_session_within_budget,
        invariants=("BUD-1",),
        canary=each_claim_keeps_the_session_within_budget_canary,
        given=so_far,
        rules=(redistributed_cap, demand_of),
        scope="any number of claims of a session, amounts below 2^96",
        by_induction=True,
        assumptions=("begins with nothing paid, left or wanted, where the invariant is 0 <= 0",),
        paths=40,
        second="not confirmed",
    ),
    SolverTheorem(
        function=a_session_costs_no_more_than_its_floors,
        invariants=("BUD-1",),
        canary=a_session_costs_no_more_than_its_floors_canary,
        given=ended,
        rules=(guaranteed_floor,),
        scope="any number of claims of a session",
        by_induction=True,
        assumptions=(
            "the invariant of each_claim_keeps_the_session_within_budget, after the last claim",
            "one claim for each supplier that the budget is shared among",
        ),
    ),
    SolverTheorem(
        function=a_cap_is_floor_and_bonus,
        invariants=("PAY-2",),
        canary=a_cap_is_floor_and_bonus_canary,
        given=lambda floor, unused, total, charge, multiplier: (
            floor >= 0,
            unused >= 0,
            total > 0,
            charge >= 0,
            multiplier >= 0,
            charge - floor <= total,
            floor < 2**96,
            unused < 2**96,
            charge < 2**96,
            multiplier < 2**64,
        ),
        rules=(redistributed_cap, bonus_of),
        scope="amounts below 2^96",
        paths=40,
    ),
    SolverTheorem(
        function=the_cap_settles_the_most_it_can,
        invariants=("BUD-1",),
        canary=the_cap_settles_the_most_it_can_canary,
        given=lambda charge, numerator, denominator, more: (
            charge >= 0,
            numerator >= 0,
            denominator > 0,
            more >= 1,
            charge * denominator >= 0,  # follows from the rest, and so does the next: they show cvc5 the way
            numerator + denominator > 0,
        ),
        rules=(settled_for, stake_terms),
    ),
    SolverTheorem(
        function=a_claim_changes_the_supply_by_mint_less_burn,
        invariants=("BEM-2",),
        canary=a_claim_changes_the_supply_by_mint_less_burn_canary,
        given=lambda settled, ratio, whole, inflation, per: (
            settled >= 0,
            ratio >= 0,
            ratio <= whole,
            whole > 0,
            inflation >= 0,
            per > 0,
        ),
        rules=(part_of, inflation_of, stake_terms),
    ),
    SolverTheorem(
        function=what_is_minted_is_divided_completely,
        invariants=("DIS-1",),
        canary=what_is_minted_is_divided_completely_canary,
        given=lambda minted, supplier, proposer, owner, application, whole: (
            minted >= 0,
            supplier >= 0,
            proposer >= 0,
            owner >= 0,
            application >= 0,
            whole > 0,
            supplier + proposer + owner + application <= whole,
        ),
        rules=(divided,),
        paths=2,
        second="not confirmed",
    ),
    SolverTheorem(
        function=commission_and_rest_are_the_share,
        invariants=("DIS-3",),
        canary=commission_and_rest_are_the_share_canary,
        given=lambda pool_share, rate, one: (
            pool_share > 0,
            pool_share < 2**62,
            rate >= 0,
            rate <= DECIMAL_UNIT,
            one >= 0,
            one <= 1000,
        ),
        rules=(validator_share,),
        scope="2 delegators, stakes that sum to 1000, shares below 2^62",
        paths=60,
        second="not confirmed",
    ),
    SolverTheorem(
        function=a_slash_takes_no_more_than_there_is,
        invariants=("ESC-2",),
        canary=a_slash_takes_no_more_than_there_is_canary,
        given=lambda stake, penalty: (stake >= 0, penalty >= 0),
        rules=(slashed_amount,),
        paths=2,
    ),
    SolverTheorem(
        function=shares_stand_for_no_more_than_all_tokens,
        invariants=("DIS-3",),
        canary=shares_stand_for_no_more_than_all_tokens_canary,
        given=lambda shares, all_shares, tokens: (shares >= 0, shares <= all_shares, all_shares > 0, tokens >= 0),
        rules=(tokens_of_shares,),
        paths=12,
        second="not confirmed",
    ),
    SolverTheorem(
        function=two_stakes_keep_their_quota,
        invariants=("DIS-3",),
        canary=two_stakes_keep_their_quota_canary,
        given=staked,
        rules=(largest_remainder,),
        scope="2 addresses, stakes below 2^96, rewards below 2^62",
        paths=60,
        second="not confirmed",
    ),
    SolverTheorem(
        function=three_stakes_keep_their_quota,
        invariants=("DIS-3",),
        canary=three_stakes_keep_their_quota_canary,
        given=any_stakes,
        rules=(base_share, fraction_of_share, remainder_share),
        scope="3 stakes, all integers",
        assumptions=("stakes are ranked by their fractions, as the rule does",),
        second="not confirmed",
    ),
    SolverTheorem(
        function=a_stake_keeps_its_quota,
        canary=a_stake_keeps_its_quota_canary,
        invariants=("DIS-3",),
        given=ranked_stake,
        rules=(base_share, fraction_of_share, remainder_share),
        scope="any number of stakes",
        by_induction=True,
        assumptions=(
            (
                "what is left over is the sum of the fractions over the total, no more than there are stakes with one: "
                "`each_share_leaves_less_than_one_unit`, `nobody_gets_two_of_the_remainder`"
            ),
            "stakes are ranked by their fractions, as the rule does",
        ),
        paths=4,
    ),
    SolverTheorem(
        function=three_revenue_shares_are_paid_out,
        invariants=("DIS-2",),
        canary=three_revenue_shares_are_paid_out_canary,
        given=lambda first, second, amount: (
            first >= 1,
            second >= 1,
            first + second <= 99,
            amount >= 0,
            amount < 2**128,
        ),
        rules=(revenue_share_amounts,),
        scope="3 addresses, amounts below 2^128",
        paths=20,
    ),
    SolverTheorem(
        function=each_revenue_share_loses_less_than_one,
        invariants=("DIS-2",),
        canary=each_revenue_share_loses_less_than_one_canary,
        given=shares_so_far,
        rules=(percentage_share,),
        scope="any number of shares",
        by_induction=True,
        assumptions=("begins with nothing paid; after 100 per cent what is left goes to the first",),
    ),
)
