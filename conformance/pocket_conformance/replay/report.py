"""Laying out what replaying came to: a table for every block, and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from pocket_conformance.replay.model import ReplayedBlock, Row, Verdict
from pocket_conformance.verify import printable

COLOURS: dict[Verdict, str] = {"agrees": "green", "differs": "red", "not decidable": "yellow"}
HEADINGS = {"message": "messages", "event": "events of the block's ends", "write": "store writes"}


def exit_code(blocks: Iterable[ReplayedBlock]) -> int:
    """Return 1 where something differs, 0 otherwise."""
    return int(any(row.verdict == "differs" for block in blocks for row in block.rows))


def table(replayed: ReplayedBlock, *, verbose: bool = False) -> Table:
    """Lay one block out for people: by type, or with `verbose` every row."""
    block = replayed.block
    result = Table(
        title=f"block {block.height}, {_release(replayed)}: {_summary(replayed.messages)}",
        caption=_lines(_caption(replayed)),
        caption_justify="left",
        title_justify="left",
    )
    result.add_column("type")
    for heading in ("total", "agrees", "differs", "not decidable"):
        result.add_column(heading, justify="right")
    result.add_column("what was derived; what differs; what is missing")
    for kind, heading in HEADINGS.items():
        rows = [row for row in replayed.rows if row.kind == kind]
        if not rows:
            continue
        result.add_section()
        result.add_row(Text(heading, style="bold"), *counts(rows))
        for name, group in _by_type(rows):
            result.add_row(Text(printable(f"  {name}")), *counts(group), _lines(_remarks(group)))
            if verbose:
                for row in group:
                    result.add_row(Text(printable(f"    {row.where}")), *counts([row]), _cell(row))
    return result


def counts(rows: Sequence[Row]) -> tuple[str, str, str, str]:
    """Count rows, and those of each verdict."""
    found = tally(rows)
    return str(sum(found.values())), *(str(found[verdict] or "") for verdict in COLOURS)  # type: ignore[return-value]


def tally(rows: Iterable[Row]) -> Counter[Verdict]:
    """Count what each verdict stands for."""
    found: Counter[Verdict] = Counter()
    for row in rows:
        found[row.verdict] += row.count
    return found


def to_json(blocks: Sequence[ReplayedBlock]) -> dict[str, Any]:
    """Lay all blocks out for machines."""
    return {
        "succeeded": exit_code(blocks) == 0,
        "blocks": [
            {
                "height": replayed.block.height,
                "release": replayed.release,
                "rules": replayed.rules,
                "files": list(replayed.block.names),
                "messages": {name: _counts_json(group) for name, group in _by_type(replayed.messages)},
                "other_writes": dict(replayed.others),
                "parameters": replayed.about or None,
                "rows": [_row_json(row) for row in replayed.rows],
            }
            for replayed in blocks
        ],
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {name: printable(value) if isinstance(value, str) else value for name, value in row.to_json().items()}


def _counts_json(rows: Sequence[Row]) -> dict[str, int]:
    found = tally(rows)
    return {"total": sum(found.values()), **{verdict.replace(" ", "_"): found[verdict] for verdict in COLOURS}}


def _by_type(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    for name in sorted({row.type for row in rows}):
        yield name, [row for row in rows if row.type == name]


def _remarks(rows: Sequence[Row]) -> Iterator[str]:
    """Say each difference and each missing thing once, with how many rows it is about."""
    derived = sorted({part for row in rows if row.verdict == "agrees" for part in row.derived}, key=str)
    if derived:
        yield "derived: " + ", ".join(derived)
    for verdict in ("differs", "not decidable"):
        found: Counter[str] = Counter()
        for row in rows:
            if row.verdict == verdict:
                found[row.detail] += row.count
        for detail, count in found.items():
            yield f"{verdict}{f' ({count})' if count > 1 else ''}: {detail}"


def _cell(row: Row) -> Text:
    text = Text(row.verdict, style=COLOURS[row.verdict])
    lines = [row.detail, *(f"derived: {part}" for part in row.derived), *row.notes]
    return text.append("".join(f"\n{printable(line)}" for line in lines if line), style="default")


def _lines(lines: Iterable[str]) -> Text:
    return Text("\n".join(printable(line) for line in lines))


def _release(replayed: ReplayedBlock) -> str:
    rules = "" if replayed.rules == replayed.release else f" by the rules of {replayed.rules}"
    return f"release {replayed.release}{rules}"


def _summary(rows: Sequence[Row]) -> str:
    found = tally(rows)
    parts = ", ".join(f"{found[verdict]} {verdict}" for verdict in COLOURS if found[verdict])
    return f"{len(rows)} messages" + (f", {parts}" if parts else "")


def _caption(replayed: ReplayedBlock) -> list[str]:
    notes = Counter(note for row in replayed.rows for note in row.notes)
    lines = [replayed.about] if replayed.about else []
    lines += [f"{note} ({count})" for note, count in notes.items()]
    if replayed.others:
        writes = ", ".join(f"{store} {count}" for store, count in replayed.others.items())
        lines.append(f"writes of other modules, not looked at: {writes}")
    if replayed.block.writes is None:
        lines.append("the capture has no store writes: records are not compared")
    return lines
