"""Comparing announced figures with derived ones, and inferring what a capture leaves out.

The price of a claim depends on the service's target hash and on two parameters of the network at the time. A capture
may give them. Otherwise they are inferred: each announced figure confines them to an interval, and what most of the
rows agree on is taken; rows that do not fit then differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pocket_conformance.verify.model import Checked, Priced, Row
from pocket_spec.numbers import INT64_MAX, ceiling_division, uint64
from pocket_spec.relay.difficulty import BASE_TARGET, scale_up
from pocket_spec.settlement.pricing import upokt_price

USUAL_GRANULARITY = 10**6
"""That of mainnet: of the pairs that mean the same ratio this one is named."""
GRANULARITIES = (USUAL_GRANULARITY, *(10**exponent for exponent in range(19)))

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
    note: str = ""


def targets_of_estimate(claimed: int, estimated: int) -> Targets | None:
    """Return the targets that make this estimate of the claimed compute units, None where there are none."""
    if claimed == 0:
        return Targets(1, BASE_TARGET) if estimated == 0 else None
    if estimated < claimed:
        return None
    lowest = claimed * BASE_TARGET // (estimated + 1) + 1
    highest = min(claimed * BASE_TARGET // estimated, BASE_TARGET)
    return Targets(lowest, highest) if lowest <= highest else None


def targets_of(priced: Priced) -> Targets | None:
    """Return the targets that explain a row, None where no target does."""
    if priced.target_hash is not None:
        target = int.from_bytes(priced.target_hash, "big")
        return Targets(target, target) if target else None
    estimated = priced.announced.get("num_estimated_compute_units")
    if estimated is None:
        return Targets(1, BASE_TARGET)
    return targets_of_estimate(priced.claimed_compute_units, estimated)


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
    return [
        entry.row
        if entry.priced is None or entry.row.verdict != "verified"
        else _compared_row(entry.row, entry.priced, targets[number], inferred)
        for number, entry in enumerate(checked)
    ]


def _targets_by_row(checked: Sequence[Checked]) -> dict[int, Targets | None]:
    """Return the targets of each row, narrowed to what most rows of its service and session start agree on."""
    found = {number: targets_of(entry.priced) for number, entry in enumerate(checked) if entry.priced is not None}
    groups: dict[tuple[str, int], list[int]] = {}
    for number, entry in enumerate(checked):
        if entry.priced is not None and found[number] is not None:
            groups.setdefault(entry.priced.group, []).append(number)
    for numbers in groups.values():
        spans = [targets for number in numbers if (targets := found[number]) is not None]
        part = common_part([(Fraction(span.lowest), Fraction(span.highest + 1)) for span in spans])
        for number, span in zip(numbers, spans, strict=True):
            found[number] = _narrowed(span, part)
    return found


def _narrowed(span: Targets, part: Interval | None) -> Targets | None:
    if part is None:
        return span
    lowest, highest = max(span.lowest, int(part[0])), min(span.highest, int(part[1]) - 1)
    return Targets(lowest, highest) if lowest <= highest else None


def _inferred_prices(checked: Sequence[Checked], targets: dict[int, Targets | None]) -> Prices | None:
    """Infer multiplier and granularity from the rows that do not give them."""
    intervals = []
    for number, entry in enumerate(checked):
        priced, span = entry.priced, targets.get(number)
        if priced is None or span is None or not priced.claimed_compute_units or priced.multiplier is not None:
            continue
        if (amount := priced.announced.get("claimed_upokt")) is not None:
            scale = priced.claimed_compute_units * BASE_TARGET
            intervals.append((Fraction(amount * span.lowest, scale), Fraction((amount + 1) * span.highest, scale)))
    part = common_part(intervals)
    return None if part is None else _simplest_prices(part)


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
    announced = priced.announced
    for name, derived in (
        ("num_relays", priced.num_relays),
        ("num_claimed_compute_units", priced.claimed_compute_units),
    ):
        if announced.get(name, derived) != derived:
            return _differing(row, name, str(derived), announced[name])
    row = replace(row, notes=row.notes + _notes_on_target(priced, targets))
    if targets is None:
        return _without_target(row, priced)
    name, estimated = "num_estimated_compute_units", announced.get("num_estimated_compute_units")
    low, high = (scale_up(priced.claimed_compute_units, target) for target in (targets.highest, targets.lowest))
    if low == high:
        low = high = uint64(low)
    if estimated is not None and not low <= estimated <= high:
        return _differing(row, name, _range(low, high), estimated)
    per_relay = priced.claimed_compute_units // priced.num_relays if priced.num_relays else 0
    relays = announced.get("num_estimated_relays")
    if relays is not None and not _divided(low, per_relay) <= relays <= _divided(high, per_relay):
        wanted = _range(_divided(low, per_relay), _divided(high, per_relay))
        return _differing(row, "num_estimated_relays", wanted, relays)
    return _with_price(row, priced, targets, inferred)


def _without_target(row: Row, priced: Priced) -> Row:
    estimated = priced.announced.get("num_estimated_compute_units")
    if estimated is None:
        return replace(row, verdict="not decidable", detail="the target hash is zero")
    wanted = f"{priced.claimed_compute_units} or more, as the session's other rows have it"
    return _differing(row, "num_estimated_compute_units", wanted, estimated)


def _with_price(row: Row, priced: Priced, targets: Targets, inferred: Prices | None) -> Row:
    amount = priced.announced.get("claimed_upokt")
    if amount is None:
        return row
    prices = inferred
    if priced.multiplier is not None and priced.granularity is not None:
        prices = Prices(priced.multiplier, priced.granularity)
    if prices is None:
        missing = "multiplier and granularity are not given, and no pair explains most of the rows"
        return replace(row, verdict="not decidable", detail=missing)
    row = replace(row, notes=(*row.notes, prices.note) if prices.note else row.notes)
    low, high = (
        upokt_price(priced.claimed_compute_units, target, prices.multiplier, prices.granularity)
        for target in (targets.highest, targets.lowest)
    )
    return row if low <= amount <= high else _differing(row, "claimed_upokt", _range(low, high), amount)


def _notes_on_target(priced: Priced, targets: Targets | None) -> tuple[str, ...]:
    if priced.target_hash is not None or targets is None or "num_estimated_compute_units" not in priced.announced:
        return ()
    if targets.highest == BASE_TARGET:
        return ("inferred: the base target hash, ff..ff",)
    return (f"inferred: a target hash from {targets.lowest:064x} to {targets.highest:064x}",)


def _divided(compute_units: int, per_relay: int) -> int:
    return compute_units // per_relay if per_relay else 0


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _differing(row: Row, name: str, derived: str, announced: int) -> Row:
    return replace(row, verdict="differs", detail=f"{name}: derived {derived}, announced {announced}")
