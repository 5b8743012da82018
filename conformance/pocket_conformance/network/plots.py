"""Plots as SVG: lines over the height of the chain, and a histogram."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 900, 300
LEFT, RIGHT, TOP, BOTTOM = 90, 160, 15, 35
COLORS = ("#0969da", "#cf222e", "#1a7f37", "#9a6700", "#8250df", "#bc4c00", "#0e7490", "#57606a")
BINS, TICKS = 60, 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line: a value for every position."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class _Axes:
    """How values become places of the picture."""

    first: float
    last: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return LEFT + (value - self.first) / ((self.last - self.first) or 1) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (value - self.low) / ((self.high - self.low) or 1) * (HEIGHT - TOP - BOTTOM)

    def drawn(self, across: str, upward: str) -> str:
        """Draw both axes with their numbers and units."""
        parts = []
        for tick in range(TICKS + 1):
            value = self.low + (self.high - self.low) * tick / TICKS
            place = self.y(value)
            parts.append(f"<path d='M{LEFT} {place:.1f}H{WIDTH - RIGHT}' stroke='#8884' fill='none'/>")
            parts.append(f"<text x='{LEFT - 8}' y='{place + 4:.1f}' text-anchor='end'>{_number(value)}</text>")
            value = self.first + (self.last - self.first) * tick / TICKS
            parts.append(
                f"<text x='{self.x(value):.1f}' y='{HEIGHT - 14}' text-anchor='middle'>{_number(value)}</text>"
            )
        parts.append(f"<text x='{WIDTH - RIGHT + 8}' y='{HEIGHT - 14}'>{escape(across)}</text>")
        parts.append(f"<text x='4' y='{TOP - 2}'>{escape(upward)}</text>")
        return "".join(parts)


def _number(value: float) -> str:
    if value and abs(value) < 10:
        return f"{value:.3g}"
    return f"{value:,.0f}" if abs(value) < 1e6 else f"{value:,.2f}"


def _picture(content: str) -> str:
    return f"<svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' xmlns='http://www.w3.org/2000/svg'>{content}</svg>"


def lines(drawn: Sequence[Line], heights: Sequence[int], unit: str) -> str:
    """Draw lines over heights."""
    values = [value for line in drawn for value in line.values] or [0.0]
    low, high = min(values), max(values)
    axes = _Axes(heights[0], heights[-1], low, high if high > low else low + 1)
    parts = [axes.drawn("height", unit)]
    for index, line in enumerate(drawn):
        color = COLORS[index % len(COLORS)]
        points = " ".join(
            f"{axes.x(height):.1f},{axes.y(value):.1f}" for height, value in zip(heights, line.values, strict=True)
        )
        parts.append(f"<polyline points='{points}' fill='none' stroke='{color}' stroke-width='2'/>")
        place = TOP + 16 * (index + 1)
        parts.append(f"<path d='M{WIDTH - RIGHT + 8} {place - 4}h18' stroke='{color}' stroke-width='3' fill='none'/>")
        parts.append(f"<text x='{WIDTH - RIGHT + 32}' y='{place}'>{escape(line.name)}</text>")
    return _picture("".join(parts))


def histogram(values: Sequence[float], unit: str, what: str) -> str:
    """Draw how often values occur, up to the 99.5th percentile."""
    if not values:
        return "<p>none</p>"
    ordered = sorted(values)
    last = ordered[math.ceil(len(ordered) * 0.995) - 1] or 1.0
    counts = [0] * BINS
    for value in ordered:
        if value <= last:
            counts[min(BINS - 1, int(value / last * BINS))] += 1
    axes = _Axes(0, last, 0, max(counts))
    width = (WIDTH - LEFT - RIGHT) / BINS
    bars = "".join(
        f"<rect x='{LEFT + index * width:.1f}' y='{axes.y(count):.1f}' width='{width - 1:.1f}' "
        f"height='{HEIGHT - BOTTOM - axes.y(count):.1f}' fill='{COLORS[0]}'/>"
        for index, count in enumerate(counts)
    )
    return _picture(axes.drawn(unit, what) + bars)
