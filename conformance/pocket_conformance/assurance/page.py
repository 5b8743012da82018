"""The report as one page of HTML that needs nothing else, and as a table in the terminal."""

from __future__ import annotations

from html import escape

from rich.table import Table

from pocket_conformance.assurance.history import trend
from pocket_conformance.assurance.matrix import COLUMNS as TECHNIQUES
from pocket_conformance.assurance.model import RELIABLE, Assurance, Cells, Entry, Rung, Standing
from pocket_conformance.assurance.timeline import timeline

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem; padding: 0 1rem; color: #1b1f24; }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.2rem } h3 { font-size: 1rem; margin-bottom: .3rem }
table { border-collapse: collapse; width: 100%; font-size: 13px }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid #d8dee4 }
th { position: sticky; top: 0; background: #f6f8fa } td { overflow-wrap: anywhere }
ol.ladder { list-style: none; padding: 0 }
ol.ladder li { border-left: 6px solid #8c959f; margin: .3rem 0; padding: .2rem .7rem }
ol.ladder li.good { border-color: #1a7f37 } ol.ladder li.bad { border-color: #cf222e }
ol.ladder li.bounded { border-color: #bf8700 } td.bounded, tr.bounded td { color: #9a6700 }
tr.stale td, tr.missing td, tr.bad td, span.bad, td.stale, td.missing, td.bad { color: #cf222e }
polyline { fill: none; stroke-width: 2 } polyline.all { stroke: #8c959f } polyline.stood { stroke: #1a7f37 }
circle.all { fill: #8c959f } circle.stood { fill: #1a7f37 } .sub { color: #57606a }
svg text { font: 12px system-ui, sans-serif; text-anchor: middle; fill: #1b1f24 } svg text.broken { fill: #cf222e }
svg text.gap { fill: #57606a } svg .axis { stroke: #8c959f; stroke-width: 2 } svg .moment { fill: #0969da }
svg circle.broken { fill: #cf222e } .wide { overflow-x: auto }
@media (prefers-color-scheme: dark) {
  body { background: #0d1117; color: #e6edf3 } th { background: #161b22 } th, td { border-color: #30363d }
  svg text { fill: #e6edf3 } .sub, svg text.gap { color: #8b949e; fill: #8b949e }
}
"""
COLUMNS = ("subject", "claim", "status", "scope", "assumptions", "bounds and tools", "seconds", "mutants", "note")
CLASSES = {
    Standing.GOOD: "",
    Standing.BOUNDED: "bounded",
    Standing.BAD: "bad",
    Standing.STALE: "stale",
    Standing.MISSING: "missing",
}


def html(found: Assurance) -> str:
    """Write the page."""
    tools = ", ".join(f"{escape(tool)} {escape(number)}" for tool, number in found.tools.items())
    verdict = FINE if found.good else _complaint(found)
    drawn = [entry for entry in found.entries if entry.trace is not None]
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><title>How sure we are</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{STYLE}</style></head><body>",
        "<h1>How sure we are, and why</h1>",
        f"<p>{verdict}</p>",
        f"<p>{_bounded(found)}</p>" if _bounded(found) else "",
        f'<p class="sub">Tools: {tools}. Generated from what the checkers left; nothing here is typed by hand.</p>',
        "<h2>The ladder</h2>",
        "<p>Rungs are never added up: what is proved is not what was searched, and neither is what was tried.</p>",
        _ladder(found),
        *_trends(found),
        "<h2>Invariants by technique</h2>",
        "<p>What each rung has to say of each invariant. A rung without a word about it did not look.</p>",
        _matrix(found),
        "<h2>Handlers and steps</h2>",
        _handlers(found),
        "<h2>What does not hold today</h2>",
        *(_violation(entry) for entry in found.violations),
        "" if found.violations else "<p>Nothing that the catalogue knows of.</p>",
        "<h2>Counterexamples</h2>",
        *(_drawn(entry) for entry in drawn),
        "" if drawn else "<p>None was recorded.</p>",
        *(_section(found, rung) for rung in Rung),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


FINE = "Every entry is about the code as it is, and came out as expected."


def _bounded(found: Assurance) -> str:
    """Say how much was cut off, which is never counted like what was gone through to the end."""
    number = sum(entry.standing is Standing.BOUNDED for entry in found.entries)
    return f"{number} entries are bounded: beyond that nobody has looked." if number else ""


def _trends(found: Assurance) -> list[str]:
    if not found.history:
        return []
    first, last = found.history[0].date[:10], found.history[-1].date[:10]
    drawn = [f"<figure>{trend(found.history, rung)}<figcaption>{rung.value}</figcaption></figure>" for rung in Rung]
    said = f"{len(found.history)} reports from {first} to {last}: entries in grey, those that stand in green."
    return ["<h2>Trends</h2>", f'<p class="sub">{said}</p>', f'<div class="trends">{"".join(drawn)}</div>']


def _matrix(found: Assurance) -> str:
    head = "".join(f"<th>{heading}</th>" for heading in ("invariant", *(rung.value for rung in TECHNIQUES)))
    rows = "".join(map(_cells, found.matrix))
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cells(row: Cells) -> str:
    fails = f'<br><span class="bad">{escape(row.fails)}</span>' if row.fails else ""
    made = f"<td><b>{row.id}</b> {escape(row.sentence)}{fails}</td>"
    for rung in TECHNIQUES:
        cell = row.cells.get(rung)
        mark = f' class="{CLASSES[cell.standing]}"' if cell and CLASSES[cell.standing] else ""
        made += f"<td{mark}>{escape(cell.text) if cell else '-'}</td>"
    return f"<tr>{made}</tr>"


def _handlers(found: Assurance) -> str:
    head = "".join(f"<th>{heading}</th>" for heading in ("handler or step", "status", "theorems"))
    rows = ""
    for entry in found.handlers:
        mark = f' class="{CLASSES[entry.standing]}"' if CLASSES[entry.standing] else ""
        status = entry.status if entry.standing is Standing.GOOD else f"{entry.status}; {entry.standing}"
        rows += f"<tr{mark}><td>{entry.subject}</td><td>{escape(status)}</td><td>{escape(entry.note)}</td></tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _complaint(found: Assurance) -> str:
    bad = [entry for entry in found.entries if entry.standing not in RELIABLE]
    return f'<span class="bad">{len(bad)} of {len(found.entries)} entries may not be relied on.</span>'


def _ladder(found: Assurance) -> str:
    items = []
    for rung, counts in found.counts().items():
        entries = [entry for entry in found.entries if entry.rung is rung]
        good = bool(entries) and all(entry.standing in RELIABLE for entry in entries)
        mark = "good" if all(entry.standing is Standing.GOOD for entry in entries) else "bounded"
        text = "; ".join(f"{count} {escape(status)}" for status, count in sorted(counts.items())) or "nothing"
        items.append(f'<li class="{mark if good else "bad"}"><b>{rung.value}</b><br>{text}</li>')
    return f'<ol class="ladder">{"".join(items)}</ol>'


def _violation(entry: Entry) -> str:
    return f"<h3>{escape(entry.subject)}: {escape(entry.sentence)}</h3><p>{escape(entry.note)}</p>"


def _drawn(entry: Entry) -> str:
    assert entry.trace is not None  # noqa: S101 - for the type checker
    heading = f"<h3>{escape(entry.subject)}: {escape(entry.sentence)}</h3>"
    remark = f'<p class="sub">{escape(entry.rung)}. {escape(entry.note or entry.status)}</p>'
    return f'{heading}{remark}<div class="wide">{timeline(entry.trace)}</div>'


def _section(found: Assurance, rung: Rung) -> str:
    entries = [entry for entry in found.entries if entry.rung is rung]
    if not entries:
        return ""
    head = "".join(f"<th>{column}</th>" for column in COLUMNS)
    rows = "".join(_row(entry) for entry in entries)
    return f"<h2>{rung.value}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(entry: Entry) -> str:
    status = entry.status if entry.standing is not Standing.STALE else f"stale ({entry.status})"
    bounds = "; ".join(text for text in (entry.bounds, entry.tools) if text)
    cells = (
        entry.subject,
        entry.sentence,
        status,
        entry.scope,
        entry.assumptions,
        bounds,
        f"{entry.seconds:.1f}",
        entry.mutants,
        entry.note,
    )
    made = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    mark = CLASSES[entry.standing]
    return f'<tr class="{mark}">{made}</tr>' if mark else f"<tr>{made}</tr>"


def tables(found: Assurance) -> list[Table]:
    """Give the counts of each rung, and every entry that may not be relied on."""
    ladder = Table(title="The ladder: counts of different rungs are never added up", title_justify="left")
    for heading in ("rung", "status", "entries"):
        ladder.add_column(heading, justify="right" if heading == "entries" else "left")
    for rung, counts in found.counts().items():
        for index, (status, count) in enumerate(sorted(counts.items()) or [("nothing", 0)]):
            ladder.add_row(rung.value if index == 0 else "", status, str(count))
    bad = [entry for entry in found.entries if entry.standing not in RELIABLE]
    tables = [ladder, invariants(found)]
    if not bad:
        return tables
    doubtful = Table(title=f"{len(bad)} entries may not be relied on", title_justify="left")
    for heading in ("rung", "subject", "why", "status"):
        doubtful.add_column(heading, overflow="fold")
    for entry in bad:
        doubtful.add_row(entry.rung.value, entry.subject, entry.standing.value, entry.status)
    return [*tables, doubtful]


def invariants(found: Assurance) -> Table:
    """Give the invariants by technique."""
    table = Table(title="Invariants by technique", title_justify="left")
    for heading in ("id", *(rung.value for rung in TECHNIQUES)):
        table.add_column(heading, overflow="fold")
    for row in found.matrix:
        told = (row.cells.get(rung) for rung in TECHNIQUES)
        name = f"{row.id} (fails)" if row.fails else row.id
        table.add_row(
            name, *((f"{cell.text}{'' if cell.standing in RELIABLE else ' !'}" if cell else "-") for cell in told)
        )
    return table


def everything(found: Assurance) -> Table:
    """Give every entry."""
    table = Table(title="Every entry", title_justify="left")
    for heading in ("rung", "subject", "status", "scope", "seconds", "mutants"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "seconds" else "left")
    for entry in found.entries:
        status = entry.status if entry.standing in RELIABLE else f"{entry.standing}: {entry.status}"
        table.add_row(entry.rung.value, entry.subject, status, entry.scope, f"{entry.seconds:.1f}", entry.mutants)
    return table
