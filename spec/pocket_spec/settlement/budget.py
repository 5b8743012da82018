"""What an application pays for one session at most, and how its suppliers share that, in integers of uPOKT.

Amounts here are in stake terms: what the application is charged, global inflation included. Of the session's budget
every claiming supplier is guaranteed the same floor; what suppliers below their floor leave may go to those above.
"""

from __future__ import annotations

import deal


@deal.pre(lambda stake, pending_sessions: stake >= 0 and pending_sessions >= 1)
@deal.ensure(lambda stake, pending_sessions, result: 0 <= result * pending_sessions <= stake)
def session_budget(stake: int, pending_sessions: int) -> int:
    """Divide an application's stake among the sessions that may be pending at one time, rounded down.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (getOrInitSessionBudget)
    """
    return stake // pending_sessions


@deal.pre(lambda budget, suppliers: budget >= 0 and suppliers >= 1)
@deal.ensure(lambda budget, suppliers, result: result * suppliers <= budget < (result + 1) * suppliers)
def guaranteed_floor(budget: int, suppliers: int) -> int:
    """Divide a session's budget among its suppliers, rounded down: what each can count on.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (getOrInitSessionBudget)
    """
    return budget // suppliers


@deal.pre(lambda floor, charge: floor >= 0 and charge >= 0)
@deal.ensure(lambda floor, charge, result: result[0] >= 0 and result[1] >= 0 and result[0] * result[1] == 0)
@deal.ensure(lambda floor, charge, result: charge - result[1] + result[0] == floor)
def demand_of(floor: int, charge: int) -> tuple[int, int]:
    """Say what a claim leaves unused of its floor, and what it asks for beyond it; at least one of them is 0.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (AccumulateClaimBudget)
    """
    return max(0, floor - charge), max(0, charge - floor)


@deal.pre(lambda unused, excess, total_excess: unused >= 0 and 0 <= excess <= total_excess and total_excess > 0)
@deal.ensure(lambda unused, excess, total_excess, result: result * total_excess <= unused * excess)
@deal.ensure(lambda unused, excess, total_excess, result: 0 <= result <= unused)
def bonus_of(unused: int, excess: int, total_excess: int) -> int:
    """Give a supplier its part of the unused budget, in proportion to its excess over the floor, rounded down.

    Source: poktroll v0.1.35 x/tokenomics/keeper/token_logic_modules.go (ensureClaimAmountLimits)
    """
    return unused * excess // total_excess


@deal.pre(lambda floor, bonus, multiplier: floor >= 0 and bonus >= 0 and multiplier >= 0)
@deal.ensure(lambda floor, bonus, multiplier, result: floor <= result <= floor + bonus)
@deal.ensure(lambda floor, bonus, multiplier, result: result <= floor * max(multiplier, 1))
def capped(floor: int, bonus: int, multiplier: int) -> int:
    """Give the most that one claim may be charged: floor and bonus, but no more than a multiple of the floor.

    A multiplier of 0 means 1: only the floor.
    Source: poktroll v0.1.35 x/tokenomics/keeper/token_logic_modules.go (ensureClaimAmountLimits)
    """
    return min(floor + bonus, floor * max(multiplier, 1))
