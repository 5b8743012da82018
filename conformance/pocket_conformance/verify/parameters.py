"""Comparing announced figures with derived ones, and inferring what a capture leaves out.

The price of a claim depends on the service's target hash and on two parameters of the network at the time. A capture
may give them. Otherwise they are inferred: each announced figure confines them to an interval, and what most of the
rows agree on is taken; rows that do not fit then differ.

The events of a claim, unlike those of its proof, announce what is claimed in place of the estimate. What confines the
target hash there is the estimate of relays, which newer releases announce, and the price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pocket_conformance.verify.model import Checked, Priced, Row
from pocket_spec.numbers import INT64_MAX, ceiling_division, uint64
from pocket_spec.relay.difficulty import BASE_TARGET, scale_up
from pocket_spec.settlement.pricing import upokt_price

USUAL_GRANULARITY = 10**6
"""That of mainnet: of the pairs that mean the same ratio this one is named."""
GRANULARITIES = (USUAL_GRANULARITY, *(10**exponent for exponent in range(19)))

PRECISE = 100
"""The least price in uPOKT that says anything of the parameters where the target is assumed: right to 1 in 100."""

Interval = tuple[Fraction, Fraction]
"""From the first, to just below the second."""


@dataclass(frozen=True)
class Prices:
    """Multiplier and granularity, and how they came to be known; `note` is empty where they were given."""

    multiplier: int
    granularity: int
    note: str = ""


@dataclass(frozen=True)
class Targets:
    """The targets, lowest to highest, that explain a row; equal where the capture gives the target hash."""

    lowest: int
    highest: int


UNCONFINED = Targets(1, BASE_TARGET)
"""All targets: of a row of which nothing that was announced depends on the target."""


def targets_of_estimate(claimed: int, estimated: int, up_to: int | None = None) -> Targets | None:
    """Return the targets that make this estimate, or one up to another, of the claimed compute units; None if none."""
    last = estimated if up_to is None else up_to
    if claimed == 0:
        return UNCONFINED if estimated == 0 else None
    return _spanned(claimed * BASE_TARGET, estimated, last + 1)


def targets_of_price(priced: Priced, prices: Prices, amount: int) -> Targets | None:
    """Return the targets that make this price of a row, None where there are none."""
    product = priced.claimed_compute_units * BASE_TARGET * prices.multiplier
    return _spanned(product, amount * prices.granularity, (amount + 1) * prices.granularity)


def _spanned(product: int, first: int, behind: int) -> Targets | None:
    """Return the targets by which the product, divided, is from the first number to just below the second."""
    lowest = product // behind + 1
    highest = min(product // first, BASE_TARGET) if first else BASE_TARGET
    return Targets(lowest, highest) if lowest <= highest else None


def targets_of(priced: Priced) -> Targets | None:
    """Return the targets that explain a row, None where no target does."""
    if priced.target_hash is not None:
        target = int.from_bytes(priced.target_hash, "big")
        return Targets(target, target) if target else None
    if priced.estimate_is_claimed:
        relays, per_relay = priced.announced.get("num_estimated_relays"), _per_relay(priced)
        if relays is None or not per_relay:
            return UNCONFINED
        return targets_of_estimate(priced.claimed_compute_units, relays * per_relay, (relays + 1) * per_relay - 1)
    estimated = priced.announced.get("num_estimated_compute_units")
    return UNCONFINED if estimated is None else targets_of_estimate(priced.claimed_compute_units, estimated)


def common_part(intervals: Sequence[Interval]) -> Interval | None:
    """Return where most of the intervals overlap, None unless that is more than half of them."""
    edges = sorted([(low, 1) for low, _ in intervals] + [(high, -1) for _, high in intervals])
    best, depth, part = 0, 0, None
    for position, (edge, step) in enumerate(edges):
        depth += step
        if step > 0 and depth > best:
            best, part = depth, (edge, edges[position + 1][0])
    return part if 2 * best > len(intervals) else None


def compared(checked: Sequence[Checked]) -> list[Row]:
    """Return the rows of one file, with the announced figures compared."""
    targets = _targets_by_row(checked)
    inferred = _inferred_prices(checked, targets)
    _narrow_by_price(checked, targets, inferred)
    return [
        entry.row
        if entry.priced is None or entry.row.verdict != "verified"
        else _compared_row(entry.row, entry.priced, targets[number], inferred)
        for number, entry in enumerate(checked)
    ]


TargetsByRow = dict[int, Targets | None]
"""The targets of the rows that have a price, by their place in the file."""


def _targets_by_row(checked: Sequence[Checked]) -> TargetsByRow:
    """Return the targets of each row, narrowed to what most rows of its service and session start agree on."""
    found = {number: targets_of(entry.priced) for number, entry in enumerate(checked) if entry.priced is not None}
    for numbers in _grouped(checked, [number for number, span in found.items() if span is not None]):
        spans = [span for number in numbers if (span := found[number]) is not None]
        part = _agreed([span for span in spans if span != UNCONFINED])
        for number, span in zip(numbers, spans, strict=True):
            found[number] = span if part is None else _narrowed(span, part)
    return found


def _grouped(checked: Sequence[Checked], numbers: Iterable[int]) -> Iterable[list[int]]:
    """Sort these rows by service and session start."""
    groups: dict[tuple[str, int], list[int]] = {}
    for number in numbers:
        priced = checked[number].priced
        if priced is not None:
            groups.setdefault(priced.group, []).append(number)
    return groups.values()


def _agreed(spans: Sequence[Targets]) -> Targets | None:
    """Return the targets that more than half of these allow."""
    part = common_part([(Fraction(span.lowest), Fraction(span.highest + 1)) for span in spans])
    return None if part is None else Targets(int(part[0]), int(part[1]) - 1)


def _narrowed(span: Targets, part: Targets) -> Targets | None:
    lowest, highest = max(span.lowest, part.lowest), min(span.highest, part.highest)
    return Targets(lowest, highest) if lowest <= highest else None


def _narrow_by_price(checked: Sequence[Checked], targets: TargetsByRow, inferred: Prices | None) -> None:
    """Narrow the targets of claims to those that their prices mean, where anything else confirms these.

    That is the estimate of relays, or the price of another claim to the service in this session. The base target needs
    no confirmation. A price that nothing confirms leaves its row unconfined.
    """
    by_price: dict[int, Targets] = {}
    for number, entry in enumerate(checked):
        if entry.priced is None or not entry.priced.estimate_is_claimed or entry.priced.target_hash is not None:
            continue
        amount, prices = entry.priced.announced.get("claimed_upokt"), _prices_of(entry.priced, inferred)
        if prices is not None and amount is not None and (span := targets_of_price(entry.priced, prices, amount)):
            by_price[number] = span
    for number, meant in by_price.items():
        span = targets[number]
        if span is not None and span != UNCONFINED:
            targets[number] = _narrowed(span, meant) or span
    for numbers in _grouped(checked, [number for number in targets if targets[number] == UNCONFINED]):
        _narrow_unconfined(targets, numbers, by_price)


def _narrow_unconfined(targets: TargetsByRow, numbers: Sequence[int], by_price: Mapping[int, Targets]) -> None:
    """Narrow the rows of one service and session that only their prices confine."""
    spans = {number: by_price[number] for number in numbers if number in by_price}
    part = _agreed(list(spans.values())) if len(spans) > 1 else None
    for number in numbers:
        span = spans.get(number)
        if part is not None:
            targets[number] = part
        elif span is not None and span.highest == BASE_TARGET:
            targets[number] = span


def _inferred_prices(checked: Sequence[Checked], targets: TargetsByRow) -> Prices | None:
    """Infer multiplier and granularity from the rows that do not give them.

    Each service has one voice, for what more than half of its rows mean: that many services are not at the same
    difficulty by chance, unless it is the base.
    """
    services: dict[str, list[Interval]] = {}
    for number, entry in enumerate(checked):
        span = targets.get(number)
        if entry.priced is not None and span is not None and entry.priced.multiplier is None:
            services.setdefault(entry.priced.group[0], []).extend(_ratios(entry.priced, span))
    part = common_part([part for rows in services.values() if (part := common_part(rows)) is not None])
    return None if part is None else _simplest_prices(part)


def _ratios(priced: Priced, span: Targets) -> Iterable[Interval]:
    """Yield the ratios of multiplier and granularity that a row's price allows, if it says anything of them.

    A claim of which nothing but the price depends on the target is taken for one at the base target.
    """
    amount = priced.announced.get("claimed_upokt")
    if amount is None or not priced.claimed_compute_units:
        return
    assumed = priced.estimate_is_claimed and span == UNCONFINED
    lowest, scale = BASE_TARGET if assumed else span.lowest, priced.claimed_compute_units * BASE_TARGET
    if not assumed or amount >= PRECISE:
        yield Fraction(amount * lowest, scale), Fraction((amount + 1) * span.highest, scale)


def _simplest_prices(ratio: Interval) -> Prices | None:
    """Return the pair with the usual granularity, or else the lowest power of ten, whose ratio is in the interval."""
    for granularity in GRANULARITIES:
        first = ceiling_division(ratio[0].numerator * granularity, ratio[0].denominator)
        behind = ceiling_division(ratio[1].numerator * granularity, ratio[1].denominator)
        if first < behind and first <= INT64_MAX:
            which = "the only one" if behind - first == 1 else f"one of {behind - first} ({first} to {behind - 1})"
            note = f"inferred: multiplier {first}, {which} at granularity {granularity} that explains the rows"
            return Prices(first, granularity, note)
    return None


def _compared_row(row: Row, priced: Priced, targets: Targets | None, inferred: Prices | None) -> Row:
    counts = {"num_relays": priced.num_relays, "num_claimed_compute_units": priced.claimed_compute_units}
    if priced.estimate_is_claimed:
        counts["num_estimated_compute_units"] = priced.claimed_compute_units
    for name, derived in counts.items():
        if priced.announced.get(name, derived) != derived:
            return _differing(row, name, str(derived), priced.announced[name])
    row = replace(row, notes=row.notes + _notes_on_target(priced, targets))
    if targets is None:
        return _without_target(row, priced)
    return _with_estimates(row, priced, targets) or _with_price(row, priced, targets, inferred)


def _with_estimates(row: Row, priced: Priced, targets: Targets) -> Row | None:
    """Return the row if an estimate differs."""
    low, high = (scale_up(priced.claimed_compute_units, target) for target in (targets.highest, targets.lowest))
    if low == high:
        low = high = uint64(low)
    name, estimated = "num_estimated_compute_units", priced.announced.get("num_estimated_compute_units")
    if not priced.estimate_is_claimed and estimated is not None and not low <= estimated <= high:
        return _differing(row, name, _range(low, high), estimated)
    per_relay, relays = _per_relay(priced), priced.announced.get("num_estimated_relays")
    low, high = _divided(low, per_relay), _divided(high, per_relay)
    if relays is not None and not low <= relays <= high:
        return _differing(row, "num_estimated_relays", _range(low, high), relays)
    return None


def _without_target(row: Row, priced: Priced) -> Row:
    name, least = "num_estimated_compute_units", priced.claimed_compute_units
    if priced.estimate_is_claimed:
        name, least = "num_estimated_relays", priced.num_relays
    if name not in priced.announced:
        return replace(row, verdict="not decidable", detail="the target hash is zero")
    return _differing(row, name, f"{least} or more, as the session's other rows have it", priced.announced[name])


def _prices_of(priced: Priced, inferred: Prices | None) -> Prices | None:
    """Return the parameters that the case gives, or else those that were inferred."""
    if priced.multiplier is not None and priced.granularity is not None:
        return Prices(priced.multiplier, priced.granularity)
    return inferred


def _with_price(row: Row, priced: Priced, targets: Targets, inferred: Prices | None) -> Row:
    amount, prices = priced.announced.get("claimed_upokt"), _prices_of(priced, inferred)
    if amount is None:
        return row
    if prices is None:
        missing = "multiplier and granularity are not given, and no pair explains most of the rows"
        return replace(row, verdict="not decidable", detail=missing)
    row = replace(row, notes=(*row.notes, prices.note) if prices.note else row.notes)
    low, high = (
        upokt_price(priced.claimed_compute_units, target, prices.multiplier, prices.granularity)
        for target in (targets.highest, targets.lowest)
    )
    if targets == UNCONFINED and amount != low:
        missing = f"claimed_upokt: {amount} is not the price at the base target, {low}, and nothing else tells another"
        unknown = replace(row, verdict="not decidable", detail=missing)
        return unknown if amount > low else _differing(row, "claimed_upokt", f"{low} or more", amount)
    return row if low <= amount <= high else _differing(row, "claimed_upokt", _range(low, high), amount)


def _notes_on_target(priced: Priced, targets: Targets | None) -> tuple[str, ...]:
    if priced.target_hash is not None or targets is None or "num_estimated_compute_units" not in priced.announced:
        return ()
    if targets == UNCONFINED and priced.estimate_is_claimed:
        return ()
    if targets.highest == BASE_TARGET:
        return ("inferred: the base target hash, ff..ff",)
    return (f"inferred: a target hash from {targets.lowest:064x} to {targets.highest:064x}",)


def _per_relay(priced: Priced) -> int:
    return priced.claimed_compute_units // priced.num_relays if priced.num_relays else 0


def _divided(compute_units: int, per_relay: int) -> int:
    return compute_units // per_relay if per_relay else 0


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _differing(row: Row, name: str, derived: str, announced: int) -> Row:
    return replace(row, verdict="differs", detail=f"{name}: derived {derived}, announced {announced}")
