"""What is claimed about the difficulty: what scaling down and up again loses, and which way the target moves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import deal

from pocket_spec.numbers import ceiling_division
from pocket_spec.relay.difficulty import (
    BASE_TARGET,
    EMA_ALPHA,
    EMA_UNITS,
    is_relay_applicable,
    new_target_hash,
    next_relays_ema,
    relay_multiplier,
    relay_probability,
    relays_ema,
    scale_down,
    scale_up,
    scaled_target,
)
from pocket_spec.theorems import CheckedRule, Exhausted, Symbolic, Theorem

COUNT_AND_TARGET = deal.pre(lambda count, target: count >= 0 and 0 < target <= BASE_TARGET)


@COUNT_AND_TARGET
@deal.ensure(lambda count, target, result: result >= count)
def a_relay_that_counts_stands_for_at_least_itself(count: int, target: int) -> int:
    """No target makes the estimate smaller than what was counted: the multiplier is at least 1."""
    return scale_up(count, target)


@COUNT_AND_TARGET
@deal.ensure(lambda count, target, result: result >= count)
def a_relay_that_counts_stands_for_at_least_itself_canary(count: int, target: int) -> int:
    """The estimate is measured against one hash less than there are."""
    return count * (BASE_TARGET - 1) // target


@COUNT_AND_TARGET
@deal.ensure(lambda count, target, result: 0 <= (count - result) * target < BASE_TARGET + target)
def sampling_never_adds_relays(count: int, target: int) -> int:
    """Scaling relays down and up again adds none, and loses fewer than one multiplier and one relay."""
    return scale_up(scale_down(count, target), target)


@COUNT_AND_TARGET
@deal.ensure(lambda count, target, result: 0 <= (count - result) * target < BASE_TARGET + target)
def sampling_never_adds_relays_canary(count: int, target: int) -> int:
    """The sample is rounded up."""
    return scale_up(ceiling_division(count * target, BASE_TARGET), target)


@COUNT_AND_TARGET
@deal.ensure(lambda count, target, result: count - 1 <= result <= count)
def an_estimate_samples_back_to_its_count(count: int, target: int) -> int:
    """Scaling a claimed count up and down again gives it back, or one less."""
    return scale_down(scale_up(count, target), target)


@COUNT_AND_TARGET
@deal.ensure(lambda count, target, result: count - 1 <= result <= count)
def an_estimate_samples_back_to_its_count_canary(count: int, target: int) -> int:
    """The estimate is rounded up, and the sample too."""
    return ceiling_division((count * BASE_TARGET // target + 1) * target, BASE_TARGET)


@deal.pre(lambda count, more, target: 0 <= count <= more and target > 0)
@deal.ensure(lambda count, more, target, result: result <= scale_up(more, target))
def more_counted_is_more_estimated(count: int, more: int, target: int) -> int:
    """A larger count never has a smaller estimate."""
    return scale_up(count, target)


@deal.pre(lambda count, more, target: 0 <= count <= more and target > 0)
@deal.ensure(lambda count, more, target, result: result <= scale_up(more, target))
def more_counted_is_more_estimated_canary(count: int, more: int, target: int) -> int:
    """The estimate is rounded up."""
    return ceiling_division(count * BASE_TARGET, target)


@deal.pre(lambda count, target, easier: count >= 0 and 0 < target <= easier)
@deal.ensure(lambda count, target, easier, result: result >= scale_up(count, easier))
def a_harder_target_is_worth_more(count: int, target: int, easier: int) -> int:
    """The lower the target, the more a counted relay stands for."""
    return scale_up(count, target)


@deal.pre(lambda count, target, easier: count >= 0 and 0 < target <= easier)
@deal.ensure(lambda count, target, easier, result: result >= scale_up(count, easier))
def a_harder_target_is_worth_more_canary(count: int, target: int, easier: int) -> int:
    """The estimate is scaled by the probability, not by its inverse."""
    return count * target // BASE_TARGET


@deal.pre(lambda actual, target, easier: actual >= 0 and 0 <= target <= easier <= BASE_TARGET)
@deal.ensure(lambda actual, target, easier, result: result <= scale_down(actual, easier))
def a_harder_target_counts_fewer(actual: int, target: int, easier: int) -> int:
    """The lower the target, the fewer of the served relays count."""
    return scale_down(actual, target)


@deal.pre(lambda actual, target, easier: actual >= 0 and 0 <= target <= easier <= BASE_TARGET)
@deal.ensure(lambda actual, target, easier, result: result <= scale_down(actual, easier))
def a_harder_target_counts_fewer_canary(actual: int, target: int, easier: int) -> int:
    """The sample is rounded up."""
    return ceiling_division(actual * target, BASE_TARGET)


@deal.pre(lambda one, other, target: one >= 0 and other >= 0 and target > 0)
@deal.ensure(lambda one, other, target, result: 0 <= scale_up(one + other, target) - result <= 1)
def splitting_a_claim_loses_at_most_one_estimated(one: int, other: int, target: int) -> int:
    """Two claims are estimated at the sum of one for both, or at one less."""
    return scale_up(one, target) + scale_up(other, target)


@deal.pre(lambda one, other, target: one >= 0 and other >= 0 and target > 0)
@deal.ensure(lambda one, other, target, result: 0 <= scale_up(one + other, target) - result <= 1)
def splitting_a_claim_loses_at_most_one_estimated_canary(one: int, other: int, target: int) -> int:
    """The first estimate is rounded up."""
    return ceiling_division(one * BASE_TARGET, target) + scale_up(other, target)


@deal.pre(lambda target, wanted, more, ema: target >= 0 and 0 <= wanted <= more and ema > 0)
@deal.ensure(lambda target, wanted, more, ema, result: result <= scaled_target(target, more, ema))
def wanting_more_relays_raises_the_target(target: int, wanted: int, more: int, ema: int) -> int:
    """The more relays are wanted, the easier the target."""
    return scaled_target(target, wanted, ema)


@deal.pre(lambda target, wanted, more, ema: target >= 0 and 0 <= wanted <= more and ema > 0)
@deal.ensure(lambda target, wanted, more, ema, result: result <= scaled_target(target, more, ema))
def wanting_more_relays_raises_the_target_canary(target: int, wanted: int, more: int, ema: int) -> int:
    """The ratio is rounded first, and up."""
    return target * ceiling_division(wanted, ema)


@deal.pre(lambda target, wanted, ema, busier: target >= 0 and wanted >= 0 and 0 < ema <= busier)
@deal.ensure(lambda target, wanted, ema, busier, result: result >= scaled_target(target, wanted, busier))
def a_busier_service_lowers_the_target(target: int, wanted: int, ema: int, busier: int) -> int:
    """The more relays a service has, the harder the target."""
    return scaled_target(target, wanted, ema)


@deal.pre(lambda target, wanted, ema, busier: target >= 0 and wanted >= 0 and 0 < ema <= busier)
@deal.ensure(lambda target, wanted, ema, busier, result: result >= scaled_target(target, wanted, busier))
def a_busier_service_lowers_the_target_canary(target: int, wanted: int, ema: int, busier: int) -> int:
    """The ratio is rounded down first."""
    return target * (wanted // ema)


@deal.pre(lambda target, easier, wanted, ema: 0 <= target <= easier and wanted >= 0 and ema > 0)
@deal.ensure(lambda target, easier, wanted, ema, result: result <= scaled_target(easier, wanted, ema))
def an_easier_target_stays_easier(target: int, easier: int, wanted: int, ema: int) -> int:
    """Scaling keeps the order of targets."""
    return scaled_target(target, wanted, ema)


@deal.pre(lambda target, easier, wanted, ema: 0 <= target <= easier and wanted >= 0 and ema > 0)
@deal.ensure(lambda target, easier, wanted, ema, result: result <= scaled_target(easier, wanted, ema))
def an_easier_target_stays_easier_canary(target: int, easier: int, wanted: int, ema: int) -> int:
    """The target is rounded up."""
    return ceiling_division(target * wanted, ema)


@deal.pre(lambda target, wanted: target >= 0 and wanted > 0)
@deal.ensure(lambda target, wanted, result: result == target)
def the_wanted_average_keeps_the_target(target: int, wanted: int) -> int:
    """A service that has exactly the wanted number of relays keeps its target: the fixed point."""
    return scaled_target(target, wanted, wanted)


@deal.pre(lambda target, wanted: target >= 0 and wanted > 0)
@deal.ensure(lambda target, wanted, result: result == target)
def the_wanted_average_keeps_the_target_canary(target: int, wanted: int) -> int:
    """The target is divided before it is multiplied."""
    return target // wanted * wanted


@deal.pre(lambda target, wanted, ema: 0 <= target <= BASE_TARGET and 0 <= wanted <= ema and ema > 0)
@deal.ensure(lambda target, wanted, ema, result: 0 <= result <= target)
def the_target_rises_only_below_the_wanted_average(target: int, wanted: int, ema: int) -> int:
    """A service with at least the wanted number of relays gets no easier target, so none above the base."""
    return scaled_target(target, wanted, ema)


@deal.pre(lambda target, wanted, ema: 0 <= target <= BASE_TARGET and 0 <= wanted <= ema and ema > 0)
@deal.ensure(lambda target, wanted, ema, result: 0 <= result <= target)
def the_target_rises_only_below_the_wanted_average_canary(target: int, wanted: int, ema: int) -> int:
    """The target is one higher than scaling makes it."""
    return scaled_target(target, wanted, ema) + 1


@deal.pre(lambda actual, wanted: actual >= wanted > 0)
@deal.ensure(lambda actual, wanted, result: wanted - 1 - actual // BASE_TARGET <= result <= wanted)
def the_scaled_base_target_samples_the_wanted_number(actual: int, wanted: int) -> int:
    """Of the average number of relays, the target scaled from the base lets the wanted number count, or barely less."""
    return scale_down(actual, scaled_target(BASE_TARGET, wanted, actual))


@deal.pre(lambda actual, wanted: actual >= wanted > 0)
@deal.ensure(lambda actual, wanted, result: wanted - 1 - actual // BASE_TARGET <= result <= wanted)
def the_scaled_base_target_samples_the_wanted_number_canary(actual: int, wanted: int) -> int:
    """The ratio is upside down."""
    return actual * (BASE_TARGET * actual // wanted) // BASE_TARGET


@deal.pre(lambda previous, current: 0 <= previous < 512 and 0 <= current < 512)
@deal.ensure(
    lambda previous, current, result: result == (EMA_ALPHA * current + (EMA_UNITS - EMA_ALPHA) * previous) // EMA_UNITS
)
def small_averages_are_not_rounded(previous: int, current: int) -> int:
    """Below 512 relays every product fits 64 bits of mantissa, so the average is the exact one, cut to an integer."""
    return relays_ema(previous, current)


@deal.pre(lambda previous, current: 0 <= previous < 512 and 0 <= current < 512)
@deal.ensure(
    lambda previous, current, result: result == (EMA_ALPHA * current + (EMA_UNITS - EMA_ALPHA) * previous) // EMA_UNITS
)
def small_averages_are_not_rounded_canary(previous: int, current: int) -> int:
    """The weights are the decimals 0.1 and 0.9."""
    return (current + 9 * previous) // 10


@deal.pre(lambda previous, current: 0 <= previous < 512 and 0 <= current < 512)
@deal.ensure(lambda previous, current, result: previous <= result <= current or current <= result <= previous)
def an_average_lies_between_the_old_one_and_the_newest(previous: int, current: int) -> int:
    """The average moves towards the newest number of relays and never beyond it; the same number keeps it."""
    return relays_ema(previous, current)


@deal.pre(lambda previous, current: 0 <= previous < 512 and 0 <= current < 512)
@deal.ensure(lambda previous, current, result: previous <= result <= current or current <= result <= previous)
def an_average_lies_between_the_old_one_and_the_newest_canary(previous: int, current: int) -> int:
    """The weights are rounded each for itself, and up."""
    return -(-current // 10) - (-9 * previous // 10)


CORNERS = sorted(
    {0, 2**64 - 1} | {2**power + near for power in range(64) for near in (-1, 0, 1) if 2**power + near < 2**64}
)
"""The numbers of 64 bits at which the rounding of a mantissa changes its unit."""


def corner_averages() -> Iterator[tuple[str, int, int, int, int]]:
    """Take every average and number of relays at a corner, the next higher corner, and the averages they come to."""
    for previous in CORNERS:
        for current, higher in pairwise(CORNERS):
            yield f"{previous}, {current}, {higher}", previous, current, relays_ema(previous, current), higher


def more_relays_never_lower_the_average() -> Iterator[tuple[str, bool]]:
    """However large the numbers, more relays never lower the average, and the higher of two numbers bounds it."""
    for case, previous, current, average, higher in corner_averages():
        most = max(previous, current)
        yield case, average <= relays_ema(previous, higher) and average <= most + most // 2**63


def more_relays_never_lower_the_average_canary() -> Iterator[tuple[str, bool]]:
    """Relays are counted with 32 bits."""
    for case, previous, current, average, higher in corner_averages():
        yield case, average <= relays_ema(previous, higher % 2**32) or current > 2**32


THEOREMS = (
    Theorem(
        function=a_relay_that_counts_stands_for_at_least_itself,
        invariants=("EST-1",),
        canary=a_relay_that_counts_stands_for_at_least_itself_canary,
        rules=(scale_up,),
        symbolic=Symbolic(
            variables=("count", "target"),
            given=lambda count, target: (count >= 0, target > 0, target <= BASE_TARGET),
            goal=lambda count, target: (scale_up(count, target) >= count,),
            wrong_goal=lambda count, target: (scale_up(count, target) > count,),
        ),
    ),
    Theorem(
        function=sampling_never_adds_relays,
        invariants=("EST-1",),
        canary=sampling_never_adds_relays_canary,
        rules=(scale_up, scale_down),
        symbolic=Symbolic(
            variables=("count", "target"),
            given=lambda count, target: (count >= 0, target > 0, target <= BASE_TARGET),
            goal=lambda count, target: (scale_up(scale_down(count, target), target) <= count,),
            wrong_goal=lambda count, target: (scale_up(scale_down(count, target), target) == count,),
        ),
    ),
    Theorem(
        function=an_estimate_samples_back_to_its_count,
        invariants=("EST-1",),
        canary=an_estimate_samples_back_to_its_count_canary,
        rules=(scale_up, scale_down),
    ),
    Theorem(
        function=more_counted_is_more_estimated,
        invariants=("EST-1",),
        canary=more_counted_is_more_estimated_canary,
        rules=(scale_up,),
        symbolic=Symbolic(
            variables=("count", "more", "target"),
            given=lambda count, more, target: (count >= 0, count <= more, target > 0),
            goal=lambda count, more, target: (scale_up(count, target) <= scale_up(more, target),),
            wrong_goal=lambda count, more, target: (scale_up(count, target) < scale_up(more, target),),
        ),
    ),
    Theorem(
        function=a_harder_target_is_worth_more,
        invariants=("EST-1",),
        canary=a_harder_target_is_worth_more_canary,
        rules=(scale_up,),
        symbolic=Symbolic(
            variables=("count", "target", "eased"),
            given=lambda count, target, eased: (
                count >= 0,
                target > 0,
                eased >= 0,
                scale_up(count, target + eased) * eased >= 0,  # follows from the rest: it shows cvc5 the way
            ),
            goal=lambda count, target, eased: (scale_up(count, target) >= scale_up(count, target + eased),),
            wrong_goal=lambda count, target, eased: (scale_up(count, target) <= scale_up(count, target + eased),),
        ),
    ),
    Theorem(
        function=a_harder_target_counts_fewer,
        invariants=("EST-1",),
        canary=a_harder_target_counts_fewer_canary,
        rules=(scale_down,),
    ),
    Theorem(
        function=splitting_a_claim_loses_at_most_one_estimated,
        invariants=("EST-1",),
        canary=splitting_a_claim_loses_at_most_one_estimated_canary,
        rules=(scale_up,),
    ),
    Theorem(
        function=wanting_more_relays_raises_the_target,
        invariants=("DIF-1",),
        canary=wanting_more_relays_raises_the_target_canary,
        rules=(scaled_target,),
        symbolic=Symbolic(
            variables=("target", "wanted", "more", "ema"),
            given=lambda target, wanted, more, ema: (target >= 0, wanted >= 0, wanted <= more, ema > 0),
            goal=lambda target, wanted, more, ema: (
                scaled_target(target, wanted, ema) <= scaled_target(target, more, ema),
            ),
            wrong_goal=lambda target, wanted, more, ema: (
                scaled_target(target, wanted, ema) >= scaled_target(target, more, ema),
            ),
        ),
    ),
    Theorem(
        function=a_busier_service_lowers_the_target,
        invariants=("DIF-2",),
        canary=a_busier_service_lowers_the_target_canary,
        rules=(scaled_target,),
        symbolic=Symbolic(
            variables=("target", "wanted", "ema", "busier"),
            given=lambda target, wanted, ema, busier: (target >= 0, wanted >= 0, ema > 0, ema <= busier),
            goal=lambda target, wanted, ema, busier: (
                scaled_target(target, wanted, ema) >= scaled_target(target, wanted, busier),
            ),
            wrong_goal=lambda target, wanted, ema, busier: (
                scaled_target(target, wanted, ema) <= scaled_target(target, wanted, busier),
            ),
        ),
    ),
    Theorem(
        function=an_easier_target_stays_easier,
        invariants=("DIF-2",),
        canary=an_easier_target_stays_easier_canary,
        rules=(scaled_target,),
    ),
    Theorem(
        function=the_wanted_average_keeps_the_target,
        invariants=("DIF-3",),
        canary=the_wanted_average_keeps_the_target_canary,
        rules=(scaled_target,),
    ),
    Theorem(
        function=the_target_rises_only_below_the_wanted_average,
        invariants=("DIF-3",),
        canary=the_target_rises_only_below_the_wanted_average_canary,
        rules=(scaled_target,),
    ),
    Theorem(
        function=the_scaled_base_target_samples_the_wanted_number,
        invariants=("EST-1",),
        canary=the_scaled_base_target_samples_the_wanted_number_canary,
        rules=(scaled_target, scale_down),
    ),
    Theorem(
        function=small_averages_are_not_rounded,
        invariants=("DIF-1",),
        canary=small_averages_are_not_rounded_canary,
        rules=(relays_ema,),
        scope="both numbers below 512",
    ),
    Theorem(
        function=an_average_lies_between_the_old_one_and_the_newest,
        invariants=("DIF-1",),
        canary=an_average_lies_between_the_old_one_and_the_newest_canary,
        rules=(relays_ema,),
        scope="both numbers below 512",
    ),
)

EXHAUSTED = (
    Exhausted(
        function=more_relays_never_lower_the_average,
        canary=more_relays_never_lower_the_average_canary,
        rules=(relays_ema,),
        scope=f"{len(CORNERS)} corners of the numbers of 64 bits, each with each",
        invariants=("DIF-1",),
    ),
)

RULES = (
    CheckedRule(scale_down),
    CheckedRule(scale_up),
    CheckedRule(scaled_target),
    CheckedRule(is_relay_applicable, expected="not confirmed", remark="compares bytes", seconds=2),
    CheckedRule(relay_probability, expected="not confirmed", remark="bytes, and a greatest common divisor", seconds=2),
    CheckedRule(relay_multiplier, expected="not confirmed", remark="bytes, and a greatest common divisor", seconds=2),
    CheckedRule(
        new_target_hash,
        expected="not confirmed",
        remark="bytes; the integer inside is `scaled_target`, which is confirmed",
        seconds=2,
    ),
    CheckedRule(
        relays_ema,
        expected="not confirmed",
        remark="rounding to a symbolic power of two; see the theorem about small averages",
        seconds=2,
    ),
    CheckedRule(next_relays_ema, expected="not confirmed", remark="the same as `relays_ema`", seconds=2),
)
