"""The demonstration as one HTML page with plots: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pocket_conformance.network.demo import MICRO, Demonstration
from pocket_conformance.network.plots import Line, histogram, lines

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .8rem;border-bottom:1px solid #d8dee4;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}svg{width:100%;height:auto}h2{margin-top:2.5rem}
svg text{font:12px system-ui,sans-serif;fill:#57606a}.code{font-family:ui-monospace,monospace;font-size:13px}
@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}}
@media(prefers-color-scheme:dark){td,th{border-color:#30363d}svg text{fill:#9198a1}}
"""


def page(found: Demonstration) -> str:
    """Write the page."""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width,initial-scale=1'>",
        f"<title>pocket-spec demo</title><style>{STYLE}</style></head><body><h1>A network of two relay miners</h1>",
        _summary(found),
        "<h2>Claims</h2>",
        _claims(found),
        "<h2>Who was paid what</h2><p>In POKT; the application with its stake.</p>",
        _paid(found),
        "<h2>Supply</h2>",
        lines([Line("supply", [point.supply / MICRO for point in found.points])], _heights(found), "POKT"),
        "<h2>Balances</h2><p>Change since the first block.</p>",
        lines(_balances(found), _heights(found), "POKT"),
        "<h2>Difficulty</h2><p>How many relays there are to one that counts.</p>",
        lines([Line("difficulty", [point.difficulty for point in found.points])], _heights(found), "relays"),
        "<h2>Claims that wait for settlement</h2>",
        lines([Line("claims", [float(point.claims) for point in found.points])], _heights(found), "claims"),
        "<h2>Latency of relays</h2>",
        histogram([seconds * 1000 for seconds in found.relays.latencies], "ms", "relays"),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _summary(found: Demonstration) -> str:
    relays = found.to_json()["relays"]
    latency = ", ".join(f"{name} {value:,} ms" for name, value in relays["latency_ms"].items())
    verdict = "Every relay that was answered was paid for." if found.succeeded else "Not every relay was paid for."
    return (
        f"<p>{verdict} {found.sessions} sessions, {relays['answered']:,} relays answered and verified at "
        f"{relays['per_second']:,} per second ({latency}); {len(found.settled)} claims settled, {found.proofs} proven, "
        f"{len(found.lost)} lost. The invariants held at each of {found.blocks_checked} blocks.</p>"
    )


def _claims(found: Demonstration) -> str:
    rows = [
        (
            str(claim["session_end_block_height"]),
            str(claim["supplier_operator_address"]),
            f"{int(claim['num_relays']):,}",
            "required" if str(claim["proof_requirement_int"]) != "0" else "not required",
            str(claim["claimed_upokt"]),
            str(claim["settled_upokt"]),
        )
        for claim in found.settled
    ]
    return _table(("session ended", "supplier", "relays", "proof", "claimed", "settled"), rows, {0, 2, 4, 5})


def _paid(found: Demonstration) -> str:
    first, last = found.points[0].balances, found.points[-1].balances
    rows = [
        (name, *(f"{value / MICRO:,.6f}" for value in (first[name], last[name], last[name] - first[name])))
        for name in first
        if first[name] != last[name]
    ]
    return _table(("account", "before", "after", "change"), rows, {1, 2, 3})


def _balances(found: Demonstration) -> list[Line]:
    first, last = found.points[0].balances, found.points[-1].balances
    return [
        Line(name, [(point.balances[name] - first[name]) / MICRO for point in found.points])
        for name in first
        if first[name] != last[name]
    ]


def _heights(found: Demonstration) -> list[int]:
    return [point.height for point in found.points]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: set[int]) -> str:
    def cells(tag: str, texts: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=n' if index in numbers else ''}>{escape(text)}</{tag}>" for index, text in enumerate(texts)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table><tr>{cells('th', columns)}</tr>{body}</table>"
