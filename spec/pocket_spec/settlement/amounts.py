"""The arithmetic of one claim's money, on integers: rates are fractions of a numerator and a positive denominator."""

from __future__ import annotations

import deal


@deal.pre(lambda amount, numerator, denominator: amount >= 0 and numerator >= 0 and denominator > 0)
@deal.ensure(
    lambda amount, numerator, denominator, result: (
        result * denominator <= amount * numerator < (result + 1) * denominator
    )
)
def part_of(amount: int, numerator: int, denominator: int) -> int:
    """Take a part of an amount of uPOKT, rounded down: what is minted of what is burned, or a recipient's allocation.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/tlm_global_mint.go (calculateAllocationAmount)
    """
    return amount * numerator // denominator


@deal.pre(lambda settled, numerator, denominator: settled >= 0 and numerator >= 0 and denominator > 0)
@deal.ensure(
    lambda settled, numerator, denominator, result: (
        (result - 1) * denominator < settled * numerator <= result * denominator
    )
)
def inflation_of(settled: int, numerator: int, denominator: int) -> int:
    """Give the global inflation that a settled amount of uPOKT brings, rounded up so that it is never nothing.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/tlm_global_mint.go
    (CalculateGlobalPerClaimMintInflationFromSettlementAmount)
    """
    return -(-settled * numerator // denominator)


@deal.pre(lambda settled, numerator, denominator: settled >= 0 and numerator >= 0 and denominator > 0)
@deal.ensure(lambda settled, numerator, denominator, result: result >= settled)
def stake_terms(settled: int, numerator: int, denominator: int) -> int:
    """Give what an application is charged for a settled amount, in uPOKT: the amount and its inflation.

    Source: poktroll v0.1.35 x/tokenomics/keeper/token_logic_modules.go (claimStakeTermsAmount)
    """
    return settled + inflation_of(settled, numerator, denominator)


@deal.pre(lambda charge, numerator, denominator: charge >= 0 and numerator >= 0 and denominator > 0)
@deal.ensure(lambda charge, numerator, denominator, result: stake_terms(result, numerator, denominator) <= charge)
def settled_for(charge: int, numerator: int, denominator: int) -> int:
    """Give the largest amount whose charge to the application, `stake_terms`, is not above a limit in uPOKT.

    Source: poktroll v0.1.35 x/tokenomics/keeper/token_logic_modules.go (supplierAppStakeToMaxSettlementAmount)
    """
    return charge * denominator // (denominator + numerator)
