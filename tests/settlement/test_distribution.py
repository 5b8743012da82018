"""Splitting rewards, against Fraction and a brute force over all fair splits."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.settlement import distribution
from pocket_spec.settlement.distribution import RevenueShare

names = st.text(max_size=4)
stakes = st.dictionaries(names, st.integers(0, 12) | st.integers(0, 10**14), max_size=7)


def signed(value):
    return (value + 2**63) % 2**64 - 2**63


def reason_of(call, *arguments):
    with pytest.raises(Rejected) as caught:
        call(*arguments)
    return caught.value.reason


def dealt_by_fractions(stakes, total, reward):
    """Deal out a reward one uPOKT after another, with exact fractions."""
    exact = {name: Fraction(stake * reward, total) for name, stake in stakes.items()}
    paid = {name: math.trunc(share) for name, share in exact.items()}
    left = signed(reward - sum(paid.values()))
    order = sorted(exact, key=lambda name: (paid[name] - exact[name], name.encode()))
    eager = [name for name in order if exact[name] > paid[name]]
    if left > 0 and eager:
        for rank, name in enumerate(eager):
            paid[name] += left // len(eager) + (rank < left % len(eager))
    return paid


@given(stakes, st.integers(0, 100) | st.integers(0, 10**18))
def test_nothing_is_lost_and_nobody_is_off_by_one(stakes, reward):
    total = sum(stakes.values())
    assume(total > 0)
    rewards = distribution.largest_remainder(stakes, total, reward)
    assert sum(rewards.values()) == reward
    for name, stake in stakes.items():
        assert abs(rewards[name] - Fraction(stake * reward, total)) < 1


@given(st.dictionaries(names, st.integers(0, 9), min_size=1, max_size=4), st.integers(0, 12))
def test_no_other_split_is_closer_to_the_exact_shares(stakes, reward):
    total = sum(stakes.values())
    assume(total > 0)
    exact = [Fraction(stake * reward, total) for stake in stakes.values()]
    rewards = list(distribution.largest_remainder(stakes, total, reward).values())

    def distance(split):
        return sum((part - share) ** 2 for part, share in zip(split, exact, strict=True))

    splits = (split for split in itertools.product(range(reward + 1), repeat=len(exact)) if sum(split) == reward)
    assert distance(rewards) == min(distance(split) for split in splits)


signed_amounts = st.integers(-(10**6), 10**6) | st.integers(-(2**130), 2**130)


@given(st.dictionaries(names, signed_amounts, max_size=6), signed_amounts.filter(bool), signed_amounts)
@example({"a": 2**255}, 1, 2)
@example({"a": 1}, 2, 2**64 + 1)
@example({"a": 1, "b": 1}, 4, 100)
@example({"a": 5, "b": 7, "c": 11}, 12, 100)
@example({"a": 1, "b": 2}, 10**6 + 3, 10**12)
def test_any_total_splits_as_the_fractions_say(stakes, total, reward):
    expected = dealt_by_fractions(stakes, total, reward)
    parts = [math.trunc(Fraction(stake * reward, total)) for stake in stakes.values()]
    if max(map(abs, [*parts, *expected.values(), sum(parts), reward - sum(parts)])) >= 2**256:
        reason = reason_of(distribution.largest_remainder, stakes, total, reward)
        assert reason == Reason.AMOUNT_OVERFLOW
    else:
        assert distribution.largest_remainder(stakes, total, reward) == expected


@given(stakes, st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_order_of_the_stakes_does_not_matter(stakes, reward, random):
    total = sum(stakes.values())
    assume(total > 0)
    items = list(stakes.items())
    random.shuffle(items)
    assert distribution.largest_remainder(dict(items), total, reward) == distribution.largest_remainder(
        stakes, total, reward
    )


@given(st.integers(0, 10**6), st.integers(1, 60))
def test_the_parts_of_a_remainder_are_its_sum_and_differ_by_one_at_most(remainder, recipients):
    parts = [distribution.remainder_share(remainder, recipients, rank) for rank in range(recipients)]
    assert sum(parts) == remainder
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


def test_shares_of_a_total_of_zero_are_refused_where_there_are_any():
    assert reason_of(distribution.largest_remainder, {"a": 0}, 0, 0) == Reason.DISTRIBUTION_TOTAL_ZERO
    assert distribution.largest_remainder({}, 0, 10) == {}


@st.composite
def valid_shares(draw):
    count = draw(st.integers(1, 6))
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=count - 1, max_size=count - 1)))
    percentages = [high - low for low, high in itertools.pairwise([0, *cuts, 100])]
    recipients = draw(st.lists(names, min_size=count, max_size=count, unique=True))
    return [RevenueShare(name, percentage) for name, percentage in zip(recipients, percentages, strict=True)]


@given(valid_shares(), st.integers(0, 1000) | st.integers(0, 10**30))
def test_shares_are_rounded_down_and_the_first_gets_the_rest(shares, amount):
    amounts = distribution.revenue_share_amounts(shares, amount)
    floors = [math.floor(Fraction(amount * share.percentage, 100)) for share in shares]
    rest = amount - sum(floors)
    assert 0 <= rest < len(shares)
    assert [amounts[share.address] for share in shares] == [floors[0] + rest, *floors[1:]]


@given(valid_shares(), st.integers(0, 1000))
def test_payments_are_sorted_and_leave_out_zeros(shares, amount):
    amounts = distribution.revenue_share_amounts(shares, amount)
    payments = distribution.supplier_payments(shares, amount, "owner")
    assert payments == tuple(sorted((name, value) for name, value in amounts.items() if value))


@given(st.lists(st.builds(RevenueShare, names, st.integers(0, 2**64 - 1)), max_size=4), st.integers(0, 10**6))
def test_shares_are_refused_for_emptiness_then_duplicates_then_their_sum(shares, amount):
    recipients = [share.address for share in shares]
    if not shares:
        expected = Reason.REVENUE_SHARE_EMPTY
    elif len(set(recipients)) < len(recipients):
        expected = Reason.REVENUE_SHARE_DUPLICATE_ADDRESS
    elif sum(share.percentage for share in shares) % 2**64 != 100:
        expected = Reason.REVENUE_SHARE_SUM_NOT_100
    else:
        return
    assert reason_of(distribution.revenue_share_amounts, shares, amount) == expected
    assert distribution.supplier_payments(shares, amount, "owner") == (("owner", amount),)


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=3), st.integers(-1000, 10**20))
@example([2**64 - 1, 2**64 - 1], 50)
@example([2**63, 2**63], 1000)
def test_percentages_that_wrap_are_read_as_signed(first, amount):
    percentages = [*first, (100 - sum(first)) % 2**64]
    shares = [RevenueShare(str(index), percentage) for index, percentage in enumerate(percentages)]
    parts = [math.trunc(Fraction(amount * signed(percentage), 100)) for percentage in percentages]
    rest = amount - sum(parts)
    if rest < 0:
        reason = reason_of(distribution.revenue_share_amounts, shares, amount)
        assert reason == Reason.REVENUE_SHARE_REMAINDER_NEGATIVE
    else:
        amounts = distribution.revenue_share_amounts(shares, amount)
        assert list(amounts.values()) == [parts[0] + rest, *parts[1:]]


def test_amounts_beyond_256_bits_are_refused():
    assert reason_of(distribution.largest_remainder, {"a": 2}, 1, 2**255) == Reason.AMOUNT_OVERFLOW
    shares = [RevenueShare("a", 1000), RevenueShare("b", 2**64 - 900)]
    assert reason_of(distribution.revenue_share_amounts, shares, 2**256 - 1) == Reason.AMOUNT_OVERFLOW
    assert reason_of(distribution.supplier_payments, shares, 2**256 - 1, "owner") == Reason.AMOUNT_OVERFLOW
