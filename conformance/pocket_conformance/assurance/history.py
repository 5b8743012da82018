"""Trends: what reports counted before, one line of JSON each, kept beside the results."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pocket_conformance.assurance.model import RELIABLE, Assurance, Moment, Rung, Standing

FILE = "history.jsonl"
STOOD, BOUNDED, DOUBTFUL = "as expected", "bounded", "doubtful"


def counted(found: Assurance) -> dict[str, dict[str, int]]:
    """Count of each rung how many entries stand, how many only within a bound, and how many may not be relied on."""
    made = {}
    for rung in Rung:
        counts = Counter(
            (STOOD if entry.standing is Standing.GOOD else BOUNDED) if entry.standing in RELIABLE else DOUBTFUL
            for entry in found.entries
            if entry.rung is rung
        )
        made[rung.value] = {name: counts[name] for name in (STOOD, BOUNDED, DOUBTFUL)}
    return made


def read(directory: Path) -> tuple[Moment, ...]:
    """Read what was counted before; a line that is damaged is left out."""
    try:
        lines = (directory / FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
            found.append(Moment(str(entry["date"]), {str(rung): dict(of) for rung, of in entry["counts"].items()}))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return tuple(found)


def noted(directory: Path, found: Assurance) -> tuple[Moment, ...]:
    """Add what a report counts, unless it is what the last one did, and give everything since the first."""
    earlier, counts = read(directory), counted(found)
    if earlier and earlier[-1].counts == counts:
        return earlier
    moment = Moment(datetime.now(UTC).isoformat(timespec="seconds"), counts)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / FILE).open("a+", encoding="utf-8") as stream:
        stream.seek(0)
        torn = not f"\n{stream.read()}".endswith("\n")
        stream.write("\n" * torn + json.dumps({"date": moment.date, "counts": moment.counts}) + "\n")
    return (*earlier, moment)


WIDTH, HEIGHT, LEFT, BOTTOM = 260, 60, 30, 16


def trend(history: Sequence[Moment], rung: Rung) -> str:
    """Draw how many entries of a rung stood at each report, and how many of all there were, as lines in plain SVG."""
    of = [moment.counts.get(rung.value, {}) for moment in history]
    stood = [counts.get(STOOD, 0) for counts in of]
    everything = [sum(counts.values()) for counts in of]
    most = max([1, *everything])
    title = f"{rung.value}: {stood[-1]} of {everything[-1]} as expected" if of else rung.value
    return "\n".join(
        [
            f'<svg role="img" viewBox="0 0 {WIDTH} {HEIGHT + BOTTOM}" width="{WIDTH}" height="{HEIGHT + BOTTOM}">',
            f"<title>{title}</title>",
            f'<line class="axis" x1="{LEFT}" y1="{HEIGHT}" x2="{WIDTH}" y2="{HEIGHT}"/>',
            f'<text x="{LEFT // 2}" y="{HEIGHT}">0</text><text x="{LEFT // 2}" y="12">{most}</text>',
            _line("all", everything, most),
            _line("stood", stood, most),
            "</svg>",
        ]
    )


def _line(kind: str, values: Sequence[int], most: int) -> str:
    step = (WIDTH - LEFT - 10) / max(1, len(values) - 1)
    points = [(LEFT + 5 + step * place, HEIGHT - (HEIGHT - 8) * value / most) for place, value in enumerate(values)]
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marks = "".join(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="2"/>' for x, y in points)
    return f'<polyline class="{kind}" points="{text}"/>{marks}'
