"""How commands print."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines instead of a table.")


def print_table(table: Table) -> None:
    """Print as wide as the terminal, or wide enough for any reader where there is none."""
    (Console() if sys.stdout.isatty() else Console(width=140)).print(table)


def table_of(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, numbers: tuple[str, ...] = ()
) -> Table:
    """Make a table; columns of numbers are aligned to the right."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
