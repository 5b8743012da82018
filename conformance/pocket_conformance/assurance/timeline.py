"""Counterexamples drawn as timelines, in plain SVG."""

from __future__ import annotations

from html import escape
from itertools import groupby

from pocket_conformance.assurance.model import Trace

LEFT, STEP, TOP, LINE = 70, 110, 34, 16
"""Where the axis begins, how far apart heights stand, and the size of a line of text, in pixels."""
QUIET = "end of block"


def timeline(trace: Trace) -> str:
    """Draw a trace: one mark for each height at which something happens, what happens below it, the end in red.

    Heights at which only a block ends are drawn as a gap.
    """
    events = [
        (height, [label for _, label in moments if label != QUIET])
        for height, moments in groupby(trace.moments, key=lambda moment: moment[0])
    ]
    last = events[-1][0] if events else 0
    shown = [(height, labels) for height, labels in events if labels or height == last]
    longest = max((len(labels) for _, labels in shown), default=0)
    width, height = LEFT + STEP * max(1, len(shown)) + 40, TOP + 40 + LINE * (longest + 1)
    parts = [
        f'<svg role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{escape(trace.title)}: {escape(trace.end)}</title>",
        f'<line class="axis" x1="{LEFT - 30}" y1="{TOP}" x2="{width - 20}" y2="{TOP}"/>',
    ]
    before = None
    for place, (at, labels) in enumerate(shown):
        x = LEFT + STEP * place
        if before is not None and at > before + 1:
            parts.append(f'<text class="gap" x="{x - STEP // 2}" y="{TOP - 6}">{at - before - 1} blocks</text>')
        parts.append(_mark(x, at, labels, broken=place == len(shown) - 1))
        before = at
    return "\n".join([*parts, "</svg>"])


def _mark(x: int, height: int, labels: list[str], *, broken: bool) -> str:
    kind = "broken" if broken else "moment"
    lines = [f'<circle class="{kind}" cx="{x}" cy="{TOP}" r="6"/>', f'<text x="{x}" y="{TOP - 14}">{height}</text>']
    for index, label in enumerate([*labels, *(["broken here"] if broken else [])]):
        red = ' class="broken"' if label == "broken here" and broken else ""
        lines.append(f'<text{red} x="{x}" y="{TOP + 24 + LINE * index}">{escape(_short(label))}</text>')
    return "\n".join(lines)


def _short(label: str) -> str:
    return label if len(label) <= 18 else f"{label[:17]}…"
