"""The arithmetic of settlement's money, on integers: rates are fractions, a numerator and a positive denominator."""

from __future__ import annotations

import deal

from pocket_spec.numbers import round_half_even_division

DECIMAL_UNIT = 10**18
"""One, in the 18-decimal fixed point numbers of the staking module."""


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


@deal.pre(lambda shares, tokens, all_shares: shares >= 0 and tokens >= 0 and all_shares > 0)
@deal.ensure(lambda shares, tokens, all_shares, result: result * all_shares <= shares * tokens + all_shares)
def tokens_of_shares(shares: int, tokens: int, all_shares: int) -> int:
    """Give the tokens that a delegator's shares of a validator stand for, rounded down, in uPOKT.

    The quotient is first cut at 36 decimals and rounded to 18, so a share that lacks less than 10^-18 is whole.
    Source: cosmos-sdk v0.53.7 x/staking/types/validator.go (TokensFromShares), cosmossdk.io/math legacy_dec.go (Quo)
    """
    quotient = shares * tokens * DECIMAL_UNIT**2 // all_shares
    return round_half_even_division(quotient, DECIMAL_UNIT) // DECIMAL_UNIT


@deal.pre(lambda pool_share, rate: pool_share >= 0)
@deal.ensure(lambda pool_share, rate, result: 0 <= result <= pool_share)
def commission_of(pool_share: int, rate: int) -> int:
    """Give a validator its commission on its share, rounded down; a rate, in parts of 10^18, counts from 0 to 1.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_validator.go (calculateCommission)
    """
    return pool_share * min(max(rate, 0), DECIMAL_UNIT) // DECIMAL_UNIT


@deal.pre(lambda stake, penalty: stake >= 0 and penalty >= 0)
@deal.ensure(lambda stake, penalty, result: 0 <= result <= stake and result in (stake, penalty))
def slashed_amount(stake: int, penalty: int) -> int:
    """Give what a supplier loses of its stake: the penalty, or all it has.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (slashSupplierStake)
    """
    return min(stake, penalty)
