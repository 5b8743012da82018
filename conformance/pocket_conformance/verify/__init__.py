"""Verifying captures of the real network: every message in them is checked by the rules, every figure derived again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from pocket_conformance import progress, strict_json
from pocket_conformance.errors import UserError
from pocket_conformance.shapes import TEXT, ShapeError, kind_of
from pocket_conformance.verify.cases import KINDS, read_case
from pocket_conformance.verify.model import FAILURES, Checked, Row, Verdict
from pocket_conformance.verify.parameters import compared

READS = (
    "verify reads JSON captures: an object whose `cases` hold MsgSubmitProof, MsgCreateClaim or MsgClaimMorse* messages"
)
COLOURS: dict[Verdict, str] = {"verified": "green", "differs": "red", "rejected": "red", "not decidable": "yellow"}
SHORT = 16
"""Characters of an identifier that the table shows."""


def rows_of(paths: Sequence[Path]) -> list[Row]:
    """Check every case of these captures; a file that is none raises `UserError`."""
    captures = [(path, _cases(path)) for path in paths]
    with progress.bar("verifying", sum(len(cases) for _, cases in captures)) as advance:
        return [row for path, cases in captures for row in _rows_of_file(path, cases, advance)]


def exit_code(rows: Iterable[Row]) -> int:
    """Return 1 where a row differs or is rejected, 0 otherwise."""
    return int(any(row.verdict in FAILURES for row in rows))


def table(rows: Sequence[Row]) -> Table:
    """Lay the rows out for people."""
    counts = Counter(row.verdict for row in rows)
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in COLOURS if counts[verdict])
    result = Table(title=f"{len(rows)} cases: {summary}", caption=Text(_caption(rows)), caption_justify="left")
    for heading in ("file", "case", "kind", "identity"):
        result.add_column(heading)
    for heading in ("relays", "compute units"):
        result.add_column(heading, justify="right")
    result.add_column("verdict")
    for row in rows:
        figures = (str(row.figures.get(name, "")) for name in ("num_relays", "claimed_compute_units"))
        verdict = Text(row.verdict, style=COLOURS[row.verdict])
        if row.detail:
            verdict.append(f" {printable(row.detail)}", style="default")
        identity = " ".join(_short(value) for value in row.identity.values())
        cells = (Path(row.file).name, str(row.number), row.kind, identity, *figures)
        result.add_row(*(Text(printable(cell)) for cell in cells), verdict)
    return result


def to_json(rows: Sequence[Row]) -> dict[str, Any]:
    """Lay the rows out for machines."""
    counts = Counter(row.verdict for row in rows)
    return {
        "succeeded": exit_code(rows) == 0,
        "counts": {verdict.replace(" ", "_"): counts[verdict] for verdict in COLOURS},
        "rows": [
            {
                "file": row.file,
                "case": row.number,
                "kind": row.kind,
                **{name: printable(value) for name, value in row.identity.items()},
                "verdict": row.verdict.replace(" ", "_"),
                "detail": printable(row.detail) or None,
                "figures": {name: str(value) for name, value in row.figures.items()},
                "notes": [printable(note) for note in row.notes],
            }
            for row in rows
        ],
    }


def printable(text: str) -> str:
    """Escape what would not print: a capture's text is anybody's."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape", "surrogatepass").decode()
        for character in text
    )


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def _caption(rows: Sequence[Row]) -> str:
    """List each note once, with the number of rows it is about."""
    counts = Counter(note for row in rows for note in row.notes)
    return "\n".join(f"{printable(note)} ({count} cases)" for note, count in counts.items())


def _cases(path: Path) -> list[Any]:
    document = _document(path)
    if not isinstance(document, dict) or not isinstance(document.get("cases"), list):
        raise UserError(f"{path}: not a capture; {READS}")
    if unknown := sorted(set(document) - {"network", "cases"}):
        raise UserError(f"{path}: {unknown[0][:40]}: unknown field")
    try:
        TEXT.parse(document.get("network", ""), f"{path}: network")
    except ShapeError as error:
        raise UserError(str(error)) from None
    if not document["cases"]:
        raise UserError(f"{path}: no cases")
    return list(document["cases"])


def _document(path: Path) -> Any:
    try:
        return strict_json.load_file(path)
    except UserError as error:
        hint = "" if not path.is_file() else f"; {READS}"
        raise UserError(f"{error}{hint}") from None


def _rows_of_file(path: Path, cases: Sequence[Any], advance: Callable[[str], None]) -> list[Row]:
    checked: list[Checked] = []
    for number, case in enumerate(cases, start=1):
        try:
            checked.append(_checked(path, number, case))
        except ShapeError as error:
            raise UserError(str(error)) from None
        advance(f"{path.name} case {number}")
    return compared(checked)


def _checked(path: Path, number: int, case: Any) -> Checked:
    where = f"{path}: case {number}"
    if not isinstance(case, dict):
        raise ShapeError(where, f"expected an object, got {kind_of(case)}")
    type_url = case.get("type_url")
    if not isinstance(type_url, str) or type_url not in KINDS:
        raise ShapeError(f"{where}.type_url", f"{str(type_url)[:60]!r} is not one of {', '.join(KINDS)}")
    kind, shape, check = KINDS[type_url]
    return check(read_case(shape, case, where), Row(str(path), number, kind, {}), where)
