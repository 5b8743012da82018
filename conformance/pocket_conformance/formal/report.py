"""The report as a table in the terminal, as Markdown, and as JSON."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pocket_conformance.formal.model import Level, Report, Row

WORTH = {
    Level.ALL: "[green]proved, all integers[/]",
    Level.INDUCTION: "[green]proved by induction[/]",
    Level.SCOPE: "[green]proved within scope[/]",
    Level.EXHAUSTED: "[green]exhausted within scope[/]",
    Level.SEARCHED: "[yellow]searched, no evidence[/]",
    Level.NOT_ANALYSED: "[yellow]not analysed[/]",
    Level.FAILED: "[bold red]failed[/]",
}
RULE_COLUMNS = (
    "rule",
    "verdict",
    "what it is worth",
    "scope or bound",
    "theorems",
    "condition",
    "preconditions",
    "seconds",
    "remark",
)
THEOREM_COLUMNS = (
    "room",
    "theorem",
    "statement",
    "verdict",
    "what it is worth",
    "scope or bound",
    "preconditions; assumptions",
    "canary",
    "solvers",
    "seconds",
)


def scope_of(row: Row) -> str:
    """Say within which bounds the verdict of a row holds."""
    return row.scope if row.level is not Level.SEARCHED else f"{row.budget} s per condition"


def table(title: str, columns: tuple[str, ...]) -> Table:
    """Begin a table whose first column is wide and whose last holds seconds."""
    begun = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        last = index == len(columns) - 1
        begun.add_column(
            column, justify="right" if last else "left", overflow="fold", min_width=30 if index == 0 else 6
        )
    return begun


def tables(report: Report) -> list[Table]:
    """Give the two tables of the report: the contracts of the rules, and the theorems about them."""
    rules = table(f"Contracts of the rules ({report.tier})", ("rule", "verdict", "worth", "scope", "theorems", "s"))
    theorems = table(f"Theorems ({report.tier})", ("theorem", "verdict", "worth", "scope", "canary", "solvers", "s"))
    room = ""
    for row in report.rows:
        begin = (WORTH[row.level], escape(scope_of(row)))
        seconds = "cached" if row.cached else f"{row.seconds:.1f}"
        if row.subject == "rule":
            rules.add_row(row.function, row.verdict, *begin, str(row.theorems), seconds)
            continue
        if row.room != room:
            room = row.room
            theorems.add_row(f"[bold]{room_name(row)}[/]")
        theorems.add_row(f"  {row.function}", row.verdict, *begin, row.canary, row.symbolic, seconds)
    return [one for one in (rules, theorems) if one.row_count]


def room_name(row: Row) -> str:
    """Name the room of a row without what all rooms have in common."""
    return row.room.removeprefix("pocket_spec.").removesuffix(".theorems")


def show(report: Report, console: Console) -> None:
    """Print the tables, the counts by level, and every problem."""
    for one in tables(report):
        console.print(one)
    for line in counts(report):
        console.print(escape(line), soft_wrap=True)
    for note in report.notes:
        console.print(f"[yellow]note[/] {escape(note)}", soft_wrap=True)
    for problem in report.problems:
        console.print(f"[bold red]FAILED[/] {escape(problem)}", soft_wrap=True)
    verdict = (
        "[green]every verdict is the registered one[/]"
        if report.good
        else f"[bold red]{len(report.problems)} problems[/]"
    )
    console.print(
        f"{report.obligations} conditions in {report.seconds:g} s ({tools(report)}): {verdict}", soft_wrap=True
    )


def counts(report: Report) -> list[str]:
    """Count the results level by level: what is proved is never added to what was only searched."""
    found = []
    for subject, plural in (
        ("rule", "rules (CrossHair)"),
        ("theorem", "theorems (CrossHair)"),
        ("solver theorem", "theorems (z3 and cvc5 alone)"),
        ("exhaustive theorem", "theorems (every case)"),
    ):
        levels = report.by_level.get(subject, Counter())
        parts = [f"{levels[level.value]} {level.value}" for level in Level if levels[level.value]]
        if parts:
            found.append(f"{plural}: {'; '.join(parts)}")
    forms = [row for row in report.rows if row.subject == "theorem" and row.symbolic != "-"]
    if forms:
        proved = sum(row.symbolic.startswith("proved") for row in forms)
        found.append(f"of the theorems (CrossHair), z3 and cvc5 were also asked about {len(forms)}: {proved} proved")
    return found


def tools(report: Report) -> str:
    """List the tools with their versions on one line."""
    return ", ".join(f"{tool} {version}" for tool, version in report.versions.items())


def cell(text: str) -> str:
    """Make a text safe for a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def code(texts: tuple[str, ...]) -> str:
    """Give expressions as code, one after the other."""
    return "; ".join(f"`{cell(text)}`" for text in texts) or "none"


def markdown(report: Report) -> str:
    """Give the whole report as a Markdown page."""
    lines = [
        f"# Formal checks, {report.tier} run",
        "",
        f"Tools: {tools(report)}. {report.obligations} conditions. How to read this page: docs/formal.md.",
        "",
        *(f"- {line}" for line in counts(report)),
        "",
    ]
    if report.problems:
        lines += ["## Problems", "", *(f"- {cell(problem)}" for problem in report.problems), ""]
    rules = [row for row in report.rows if row.subject == "rule"]
    theorems = [row for row in report.rows if row.subject != "rule"]
    if rules:
        lines += ["## Contracts of the rules", "", *heading(RULE_COLUMNS), *map(rule_line, rules), ""]
    if theorems:
        lines += ["## Theorems", "", *heading(THEOREM_COLUMNS), *map(theorem_line, theorems), ""]
    if report.notes:
        lines += ["## Notes", "", *(f"- {cell(note)}" for note in report.notes), ""]
    return "\n".join(lines)


def heading(columns: tuple[str, ...]) -> list[str]:
    """Give the first two lines of a Markdown table."""
    return [table_line(columns), "|" + "---|" * len(columns)]


def table_line(cells: tuple[str, ...]) -> str:
    """Give one line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def rule_line(row: Row) -> str:
    """Give one rule as a line of a Markdown table."""
    return table_line(
        (
            f"`{row.function}`",
            row.verdict,
            row.level.value,
            cell(scope_of(row)),
            str(row.theorems),
            code((row.statement,)) if row.statement else "none",
            code(row.preconditions),
            f"{row.seconds:.1f}",
            cell(row.remark),
        )
    )


def theorem_line(row: Row) -> str:
    """Give one theorem as a line of a Markdown table."""
    return table_line(
        (
            room_name(row),
            f"`{row.function}`",
            cell(row.statement),
            row.verdict,
            row.level.value,
            cell(scope_of(row)),
            "; ".join((code(row.preconditions), *map(cell, row.assumptions))),
            row.canary,
            row.symbolic,
            f"{row.seconds:.1f}",
        )
    )


def json_text(report: Report) -> str:
    """Give the report as JSON."""
    return json.dumps(report.document(), indent=1, sort_keys=True) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file so that it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
