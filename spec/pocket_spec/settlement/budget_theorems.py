"""What is claimed about a claim's money: no budget is exceeded, nothing is minted that was not burned or inflation."""

from __future__ import annotations

import deal

from pocket_spec.numbers import ceiling_division
from pocket_spec.settlement.amounts import (
    commission_of,
    inflation_of,
    part_of,
    settled_for,
    slashed_amount,
    stake_terms,
    tokens_of_shares,
)
from pocket_spec.settlement.budget import bonus_of, capped, demand_of, guaranteed_floor, session_budget
from pocket_spec.theorems import CheckedRule, Theorem

# Budgets. All amounts are in stake terms.


@deal.pre(lambda stake, pending_sessions, suppliers: stake >= 0 and pending_sessions >= 1 and suppliers >= 1)
@deal.ensure(lambda stake, pending_sessions, suppliers, result: result <= stake)
def floors_of_all_pending_sessions_fit_the_stake(stake: int, pending_sessions: int, suppliers: int) -> int:
    """The floors of all suppliers of all sessions that may be pending together are no more than the stake."""
    return guaranteed_floor(session_budget(stake, pending_sessions), suppliers) * suppliers * pending_sessions


@deal.pre(lambda stake, pending_sessions, suppliers: stake >= 0 and pending_sessions >= 1 and suppliers >= 1)
@deal.ensure(lambda stake, pending_sessions, suppliers, result: result <= stake)
def floors_of_all_pending_sessions_fit_the_stake_canary(stake: int, pending_sessions: int, suppliers: int) -> int:
    """The budget is divided by the pending sessions rounded up."""
    return guaranteed_floor(ceiling_division(stake, pending_sessions), suppliers) * suppliers * pending_sessions


@deal.pre(lambda floor, bonus, multiplier, charge: floor >= 0 and bonus >= 0 and multiplier >= 0 and charge >= 0)
@deal.ensure(lambda floor, bonus, multiplier, charge, result: result + max(0, floor - charge) <= floor + bonus)
def a_claim_takes_its_floor_and_bonus_less_what_it_leaves(floor: int, bonus: int, multiplier: int, charge: int) -> int:
    """What a claim is charged and what it leaves unused of its floor are together no more than floor and bonus."""
    return min(charge, capped(floor, bonus, multiplier))


@deal.pre(lambda floor, bonus, multiplier, charge: floor >= 0 and bonus >= 0 and multiplier >= 0 and charge >= 0)
@deal.ensure(lambda floor, bonus, multiplier, charge, result: result + max(0, floor - charge) <= floor + bonus)
def a_claim_takes_its_floor_and_bonus_less_what_it_leaves_canary(
    floor: int, bonus: int, multiplier: int, charge: int
) -> int:
    """A multiple of the floor is paid without looking at what others left."""
    return min(charge, floor * max(multiplier, 1))


# Induction over the claims above the floor: `seen` is the sum of their excesses so far, `paid` of their bonuses.

SO_FAR = deal.pre(
    lambda unused, seen, paid, excess, total_excess: (
        unused >= 0
        and seen >= 0
        and excess >= 0
        and seen + excess <= total_excess
        and total_excess > 0
        and 0 <= paid * total_excess <= unused * seen
    )
)


@SO_FAR
@deal.ensure(lambda unused, seen, paid, excess, total_excess, result: result * total_excess <= unused * (seen + excess))
def bonuses_stay_in_proportion(unused: int, seen: int, paid: int, excess: int, total_excess: int) -> int:
    """After any number of claims, the bonuses are no more than their excesses' part of what is unused."""
    return paid + bonus_of(unused, excess, total_excess)


@SO_FAR
@deal.ensure(lambda unused, seen, paid, excess, total_excess, result: result * total_excess <= unused * (seen + excess))
def bonuses_stay_in_proportion_canary(unused: int, seen: int, paid: int, excess: int, total_excess: int) -> int:
    """The bonus is rounded up."""
    return paid + ceiling_division(unused * excess, total_excess)


@SO_FAR
@deal.pre(lambda unused, seen, paid, excess, total_excess: seen + excess == total_excess)
@deal.ensure(lambda unused, seen, paid, excess, total_excess, result: result <= unused)
def all_bonuses_fit_what_is_unused(unused: int, seen: int, paid: int, excess: int, total_excess: int) -> int:
    """The bonuses of all claims are no more than what is unused, so the session costs no more than its floors."""
    return paid + bonus_of(unused, excess, total_excess)


@SO_FAR
@deal.pre(lambda unused, seen, paid, excess, total_excess: seen + excess == total_excess)
@deal.ensure(lambda unused, seen, paid, excess, total_excess, result: result <= unused)
def all_bonuses_fit_what_is_unused_canary(unused: int, seen: int, paid: int, excess: int, total_excess: int) -> int:
    """Every bonus is one uPOKT more."""
    return paid + bonus_of(unused, excess, total_excess) + 1


# Mint and burn.


@deal.pre(lambda settled, numerator, denominator: settled >= 0 and 0 <= numerator <= denominator and denominator > 0)
@deal.ensure(lambda settled, numerator, denominator, result: 0 <= result <= settled)
def no_more_is_minted_than_burned(settled: int, numerator: int, denominator: int) -> int:
    """A mint ratio of at most one mints at most what is burned."""
    return part_of(settled, numerator, denominator)


@deal.pre(lambda settled, numerator, denominator: settled >= 0 and 0 <= numerator <= denominator and denominator > 0)
@deal.ensure(lambda settled, numerator, denominator, result: 0 <= result <= settled)
def no_more_is_minted_than_burned_canary(settled: int, numerator: int, denominator: int) -> int:
    """At least one uPOKT is minted, whatever was burned."""
    return max(1, part_of(settled, numerator, denominator))


@deal.pre(lambda minted, first, second, whole: minted >= 0 and first >= 0 and second >= 0 and whole > 0)
@deal.pre(lambda minted, first, second, whole: first + second <= whole)
@deal.ensure(lambda minted, first, second, whole, result: minted - result >= 0)
def allocations_leave_no_debt_to_the_dao(minted: int, first: int, second: int, whole: int) -> int:
    """Parts of no more than the whole leave the DAO no less than nothing."""
    return part_of(minted, first, whole) + part_of(minted, second, whole)


@deal.pre(lambda minted, first, second, whole: minted >= 0 and first >= 0 and second >= 0 and whole > 0)
@deal.pre(lambda minted, first, second, whole: first + second <= whole)
@deal.ensure(lambda minted, first, second, whole, result: minted - result >= 0)
def allocations_leave_no_debt_to_the_dao_canary(minted: int, first: int, second: int, whole: int) -> int:
    """Parts are rounded up."""
    return ceiling_division(minted * first, whole) + ceiling_division(minted * second, whole)


@deal.pre(lambda charge, numerator, denominator: charge >= 0 and numerator >= 0 and denominator > 0)
@deal.ensure(lambda charge, numerator, denominator, result: result > charge)
def no_larger_settlement_fits_the_charge(charge: int, numerator: int, denominator: int) -> int:
    """One uPOKT more than the largest settlement for a charge would cost more than the charge."""
    return stake_terms(settled_for(charge, numerator, denominator) + 1, numerator, denominator)


@deal.pre(lambda charge, numerator, denominator: charge >= 0 and numerator >= 0 and denominator > 0)
@deal.ensure(lambda charge, numerator, denominator, result: result > charge)
def no_larger_settlement_fits_the_charge_canary(charge: int, numerator: int, denominator: int) -> int:
    """The charge of the largest settlement itself."""
    return stake_terms(settled_for(charge, numerator, denominator), numerator, denominator)


@deal.pre(lambda settled, numerator, denominator: settled > 0 and numerator > 0 and denominator > 0)
@deal.ensure(lambda settled, numerator, denominator, result: result >= 1)
def inflation_is_never_nothing(settled: int, numerator: int, denominator: int) -> int:
    """Where there is inflation, a claim that settles anything brings at least one uPOKT."""
    return inflation_of(settled, numerator, denominator)


@deal.pre(lambda settled, numerator, denominator: settled > 0 and numerator > 0 and denominator > 0)
@deal.ensure(lambda settled, numerator, denominator, result: result >= 1)
def inflation_is_never_nothing_canary(settled: int, numerator: int, denominator: int) -> int:
    """Inflation is rounded down."""
    return part_of(settled, numerator, denominator)


THEOREMS = (
    Theorem(
        function=floors_of_all_pending_sessions_fit_the_stake,
        invariants=("BUD-2",),
        canary=floors_of_all_pending_sessions_fit_the_stake_canary,
        rules=(session_budget, guaranteed_floor),
    ),
    Theorem(
        function=a_claim_takes_its_floor_and_bonus_less_what_it_leaves,
        invariants=("BUD-1",),
        canary=a_claim_takes_its_floor_and_bonus_less_what_it_leaves_canary,
        rules=(capped,),
    ),
    Theorem(
        function=bonuses_stay_in_proportion,
        invariants=("BUD-1",),
        canary=bonuses_stay_in_proportion_canary,
        rules=(bonus_of,),
    ),
    Theorem(
        function=all_bonuses_fit_what_is_unused,
        invariants=("BUD-1",),
        canary=all_bonuses_fit_what_is_unused_canary,
        rules=(bonus_of,),
    ),
    Theorem(
        function=no_more_is_minted_than_burned,
        invariants=("BEM-2",),
        canary=no_more_is_minted_than_burned_canary,
        rules=(part_of,),
    ),
    Theorem(
        function=allocations_leave_no_debt_to_the_dao,
        invariants=("DIS-1",),
        canary=allocations_leave_no_debt_to_the_dao_canary,
        rules=(part_of,),
    ),
    Theorem(
        function=no_larger_settlement_fits_the_charge,
        invariants=("BUD-1",),
        canary=no_larger_settlement_fits_the_charge_canary,
        rules=(settled_for, stake_terms),
    ),
    Theorem(
        function=inflation_is_never_nothing,
        invariants=("BEM-2",),
        canary=inflation_is_never_nothing_canary,
        rules=(inflation_of,),
    ),
)

RULES = (
    CheckedRule(part_of),
    CheckedRule(inflation_of),
    CheckedRule(stake_terms),
    CheckedRule(settled_for),
    CheckedRule(session_budget),
    CheckedRule(guaranteed_floor),
    CheckedRule(demand_of),
    CheckedRule(bonus_of),
    CheckedRule(capped),
    CheckedRule(slashed_amount),
    CheckedRule(commission_of),
    CheckedRule(tokens_of_shares),
)
