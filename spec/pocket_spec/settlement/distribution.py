"""Splitting a reward: by largest remainders among validators or delegators, by revenue share among a supplier's owners.

Both hand out whole uPOKT and say who gets what rounding leaves over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import deal

from pocket_spec.numbers import int64, is_uint64, sdk_int, uint64
from pocket_spec.rejections import Reason, Rejected

REVENUE_SHARE_PERCENT = 100
"""What the percentages of a supplier's revenue shares must sum to."""


@dataclass(frozen=True, slots=True)
class RevenueShare:
    """A recipient of a supplier's revenue, and its percentage: an unsigned 64-bit integer."""

    address: str
    percentage: int


@deal.pre(lambda stake, reward, total: stake >= 0 and reward >= 0 and total > 0)
@deal.ensure(lambda stake, reward, total, result: result * total <= stake * reward < (result + 1) * total)
def base_share(stake: int, reward: int, total: int) -> int:
    """Give a stake its whole part of a reward: what is paid before any remainder is handed out.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_sorting.go (calculateAddressRewards)
    """
    return stake * reward // total


@deal.pre(lambda stake, reward, total: stake >= 0 and reward >= 0 and total > 0)
@deal.ensure(lambda stake, reward, total, result: 0 <= result < total and (stake * reward - result) % total == 0)
def fraction_of_share(stake: int, reward: int, total: int) -> int:
    """Give the fraction that a stake's share loses to rounding, in parts of `total`.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_sorting.go (calculateAddressRewards)
    """
    return stake * reward % total


@deal.pre(lambda stake, reward, total: total != 0)
@deal.ensure(lambda stake, reward, total, result: 0 <= result[1] < abs(total))
@deal.ensure(lambda stake, reward, total, result: abs(stake * reward - result[0] * total) < abs(total))
def share_and_fraction(stake: int, reward: int, total: int) -> tuple[int, int]:
    """Give a stake's whole share, rounded toward zero, and its fraction in parts of `total`; 0 where it is negative.

    Of numbers that occur on chain none is negative, and these are `base_share` and `fraction_of_share`.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_sorting.go
    """
    whole = base_share(abs(stake), abs(reward), abs(total))
    fraction = fraction_of_share(abs(stake), abs(reward), abs(total))
    return (whole, fraction) if stake * reward * total >= 0 else (-whole, 0)


@deal.pre(lambda remainder, recipients, rank: remainder >= 0 and recipients > 0 and 0 <= rank < recipients)
@deal.ensure(lambda remainder, recipients, rank, result: 0 <= result * recipients - remainder + rank < recipients)
def remainder_share(remainder: int, recipients: int, rank: int) -> int:
    """Give the recipient of a rank its part of the remainder: an equal whole part, and one more to the first ranks.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_validator.go (distributeRemainderTokens)
    """
    return (remainder + recipients - 1 - rank) // recipients


@deal.pre(lambda amount, percentage: amount >= 0 and percentage >= 0)
@deal.ensure(lambda amount, percentage, result: 0 <= amount * percentage - result * 100 < 100)
def percentage_share(amount: int, percentage: int) -> int:
    """Give a revenue share its percentage of an amount, rounded down.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_supplier.go (GetSupplierShareholderAmountMap)
    """
    return amount * percentage // REVENUE_SHARE_PERCENT


@deal.ensure(lambda amount, percentage, result: abs(amount * percentage - result * 100) < 100)
def signed_percentage_share(amount: int, percentage: int) -> int:
    """Give a percentage of an amount, rounded toward zero: `percentage_share` where neither is negative.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_supplier.go (GetSupplierShareholderAmountMap)
    """
    share = percentage_share(abs(amount), abs(percentage))
    return share if amount * percentage >= 0 else -share


@deal.raises(Rejected)
@deal.ensure(lambda stakes, total_stake, reward, result: result.keys() == stakes.keys())
def largest_remainder(stakes: Mapping[str, int], total_stake: int, reward: int) -> dict[str, int]:
    """Split a reward in proportion to stakes; what rounding down leaves goes to the largest fractions, one uPOKT each.

    Equal fractions are ordered by address. Where `total_stake` is not the sum of the stakes, the remainder may exceed
    the number of addresses with a fraction, among whom it is then dealt evenly; it counts as a signed 64-bit integer
    (higher bits are lost) and if it is not positive, or nobody has a fraction, it is not handed out at all.
    Errors: `DISTRIBUTION_TOTAL_ZERO`, where the real code panics (callers on chain skip the distribution before);
    `AMOUNT_OVERFLOW` beyond 256 bits.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_validator.go (calculateProportionalRewards)
    """
    if stakes and total_stake == 0:
        raise Rejected(Reason.DISTRIBUTION_TOTAL_ZERO)
    shares = {address: share_and_fraction(stake, reward, total_stake) for address, stake in stakes.items()}
    rewards = {address: sdk_int(whole) for address, (whole, _) in shares.items()}
    remainder = int64(sdk_int(reward - sdk_int(sum(rewards.values()))))
    ranking = sorted((-fraction, address) for address, (_, fraction) in shares.items() if fraction > 0)
    if remainder > 0:
        for rank, (_, address) in enumerate(ranking):
            rewards[address] = sdk_int(rewards[address] + remainder_share(remainder, len(ranking), rank))
    return rewards


@deal.pre(lambda shares: all(is_uint64(share.percentage) for share in shares))
@deal.raises(Rejected)
@deal.ensure(lambda shares, result: result == len({share.address for share in shares}) > 0)
def check_revenue_shares(shares: Sequence[RevenueShare]) -> int:
    """Refuse revenue shares that cannot be paid out, and count the recipients. The percentages' sum wraps at 64 bits.

    Errors, in this order: `REVENUE_SHARE_EMPTY`, `REVENUE_SHARE_DUPLICATE_ADDRESS`, `REVENUE_SHARE_SUM_NOT_100`.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_supplier.go (GetSupplierShareholderAmountMap)
    """
    if not shares:
        raise Rejected(Reason.REVENUE_SHARE_EMPTY)
    recipients = {share.address for share in shares}
    if len(recipients) < len(shares):
        raise Rejected(Reason.REVENUE_SHARE_DUPLICATE_ADDRESS)
    total = uint64(sum(share.percentage for share in shares))
    if total != REVENUE_SHARE_PERCENT:
        raise Rejected(Reason.REVENUE_SHARE_SUM_NOT_100, str(total))
    return len(recipients)


@deal.pre(lambda shares, amount: all(is_uint64(share.percentage) for share in shares))
@deal.raises(Rejected)
@deal.ensure(lambda shares, amount, result: sum(result.values()) == amount)
def revenue_share_amounts(shares: Sequence[RevenueShare], amount: int) -> dict[str, int]:
    """Split a supplier's revenue by percentages, each share rounded down; the first recipient gets what is left over.

    A percentage is read as a signed 64-bit integer, and rounding is toward zero. Neither matters for shares that
    staking admits (1 to 100 each).
    Errors: those of `check_revenue_shares`; `REVENUE_SHARE_REMAINDER_NEGATIVE`; `AMOUNT_OVERFLOW` beyond 256 bits.
    After any but the last the chain pays the whole amount to the supplier's owner.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_supplier.go (GetSupplierShareholderAmountMap)
    """
    check_revenue_shares(shares)
    amounts = {share.address: sdk_int(signed_percentage_share(amount, int64(share.percentage))) for share in shares}
    remainder = sdk_int(amount - sdk_int(sum(amounts.values())))
    if remainder < 0:
        raise Rejected(Reason.REVENUE_SHARE_REMAINDER_NEGATIVE, str(remainder))
    first = shares[0].address
    amounts[first] = sdk_int(amounts[first] + remainder)
    return amounts


@deal.pre(lambda shares, amount, owner_address: all(is_uint64(share.percentage) for share in shares))
@deal.pre(lambda shares, amount, owner_address: amount >= 0 and owner_address != "")
@deal.raises(Rejected)
@deal.ensure(lambda shares, amount, owner_address, result: sum(paid for _, paid in result) == amount)
def supplier_payments(shares: Sequence[RevenueShare], amount: int, owner_address: str) -> tuple[tuple[str, int], ...]:
    """List the transfers of a supplier's revenue: by address, none of zero; all to the owner where the shares are bad.

    Errors: `AMOUNT_OVERFLOW` beyond 256 bits.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_supplier.go
    """
    try:
        return payments_by_share(shares, amount)
    except Rejected as rejected:
        if rejected.reason == Reason.AMOUNT_OVERFLOW:
            raise
        return ((owner_address, amount),)


@deal.pre(lambda shares, amount: all(is_uint64(share.percentage) for share in shares) and amount >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda shares, amount, result: sum(paid for _, paid in result) == amount)
def payments_by_share(shares: Sequence[RevenueShare], amount: int) -> tuple[tuple[str, int], ...]:
    """List the transfers of a supplier's revenue to those who share it: by address, none of zero.

    Errors: those of `revenue_share_amounts`.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_supplier.go
    (distributeSupplierRewardsToShareholders)
    """
    amounts = revenue_share_amounts(shares, amount)
    return tuple((address, amounts[address]) for address in sorted(amounts) if amounts[address] != 0)
