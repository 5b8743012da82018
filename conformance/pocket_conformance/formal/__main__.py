"""`python -m pocket_conformance.formal`: check every claim of the spec and say what each is worth."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pocket_conformance import entry
from pocket_conformance.formal import report as reports
from pocket_conformance.formal.driver import run
from pocket_spec.theorems import ROOMS, Tier

FILE_WIDTH = 150
"""Columns of the tables where there is no terminal to ask."""


@click.command()
@click.option(
    "--tier", type=click.Choice(["quick", "full"]), default="quick", show_default=True, help="How long to try."
)
@click.option("--only", default="", metavar="TEXT", help="Only functions whose dotted name contains TEXT.")
@click.option(
    "--room", "rooms", multiple=True, metavar="MODULE", help="Theorems module to check instead of the spec's."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes at a time.")
@click.option("--json", "json_file", metavar="FILE", help="Write the report as JSON; - for standard output.")
@click.option(
    "--markdown", type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report as Markdown; a run of everything writes build/formal-TIER.md unless told otherwise.",
)  # fmt: skip
@click.option(
    "--cache", type=click.Path(file_okay=False, path_type=Path), default=Path("build/formal-cache"), show_default=True,
    help="Where verdicts are kept.",
)  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Check everything again, searches too, and keep nothing.")
def main(
    *,
    tier: Tier,
    only: str,
    rooms: tuple[str, ...],
    jobs: int,
    json_file: str | None,
    markdown: Path | None,
    cache: Path,
    no_cache: bool,
) -> None:
    """Check every claim of the spec; exit with 1 if any verdict is not the registered one."""
    errors = Console(stderr=True)
    table_console = errors if json_file == "-" else Console()
    if not table_console.is_terminal:
        table_console.width = FILE_WIDTH
    columns = (
        TextColumn("checking"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("", total=None)
        found = run(
            tier,
            rooms=rooms or ROOMS,
            jobs=jobs,
            cache_directory=None if no_cache else cache,
            only=only,
            extra_path=tuple(path for path in sys.path if path and rooms),
            progress=lambda done, total, name: bar.update(task, completed=done, total=total, description=name),
        )
    reports.show(found, table_console)
    if markdown is None and not only and not rooms:
        markdown = Path("build") / f"formal-{tier}.md"
    if markdown is not None:
        reports.write(markdown, reports.markdown(found))
    if json_file == "-":
        click.echo(reports.json_text(found), nl=False)
    elif json_file is not None:
        reports.write(Path(json_file), reports.json_text(found))
    sys.exit(0 if found.good else 1)


if __name__ == "__main__":
    entry.run(main, "pocket_conformance.formal")
