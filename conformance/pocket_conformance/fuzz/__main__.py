"""`python -m pocket_conformance.fuzz`: several implementations asked the same, side by side."""

from __future__ import annotations

import contextlib
import json
import secrets
import sys
import time
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from pocket_conformance.errors import UserError
from pocket_conformance.fuzz.differential import Comparison, Contestant, Disagreement, RestartingAdapter, search
from pocket_conformance.fuzz.strategies import REQUESTS
from pocket_conformance.implementations import available, implementation
from pocket_conformance.operations.registry import by_name, spec_operations

SUITE = "smst"
GO_SMT = Path("build") / "adapters" / "go-smt"
DRAWS_PER_TURN = 50
ADAPTER_TIMEOUT = 20.0
KINDS = ("output", "valid", "not valid", "rejection", "failure")
"""How the first implementation answered; `panic` counts beside them the examples on which a library panicked."""


@click.command()
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=60.0, help="How long to search.")
@click.option("--implementation", "commands", multiple=True, metavar="CMD", help="An adapter to include; repeatable.")
@click.option("--op", "ops", multiple=True, type=click.Choice(list(REQUESTS)), help="Only this operation; repeatable.")
@click.option("--seed", type=int, help="Where the search starts; printed, so that a run can be repeated.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/candidates"),
    show_default=True,
    help="Where disagreements are written.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def main(
    seconds: float, commands: tuple[str, ...], ops: tuple[str, ...], seed: int | None, output: Path, *, as_json: bool
) -> None:
    """Ask the spec, the reference and adapters the same, and write down where they differ."""
    console = Console(stderr=True)
    seed = secrets.randbits(32) if seed is None else seed
    if not commands and GO_SMT.exists():
        commands = (str(GO_SMT),)
    elif not commands:
        console.print(f"[yellow]{GO_SMT} is not there (make adapters builds it): the Go library takes no part.")
    if "reference-fast" not in available():
        console.print("[yellow]numba is not there (make fast installs it): the fast core takes no part.")
    with contextlib.ExitStack() as stack:
        contestants: list[Contestant] = [implementation(name) for name in available()]
        try:
            contestants += [
                stack.enter_context(RestartingAdapter(command, command, ADAPTER_TIMEOUT))
                for command in dict.fromkeys(commands)
            ]
        except UserError as error:
            console.print(str(error), style="red", markup=False, soft_wrap=True)
            sys.exit(2)
        comparison = Comparison(contestants, by_name(spec_operations()))
        found = fuzz(comparison, ops or tuple(REQUESTS), seconds, seed, console)
    files = {disagreement.op: disagreement.write(output) for disagreement in found}
    report(comparison, files, seed, as_json=as_json)
    sys.exit(1 if found else 0)


def fuzz(
    comparison: Comparison, ops: tuple[str, ...], seconds: float, seed: int, console: Console
) -> list[Disagreement]:
    """Let the operations take turns until the time is up; one that disagreed is not searched again."""
    begin = time.monotonic()
    found: dict[str, Disagreement] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=seconds)

        def proceed() -> bool:
            elapsed = time.monotonic() - begin
            progress.update(task, completed=elapsed, description=_summary(comparison, found))
            return elapsed < seconds

        turn = 0
        while proceed() and len(found) < len(ops):
            op = ops[turn % len(ops)]
            if op not in found:
                disagreement = search(
                    comparison, SUITE, op, REQUESTS[op], DRAWS_PER_TURN, seed + turn // len(ops), proceed
                )
                if disagreement:
                    found[op] = disagreement
            turn += 1
    return list(found.values())


def report(comparison: Comparison, files: dict[str, Path], seed: int, *, as_json: bool) -> None:
    """Say how many examples were run, how they were answered, and where disagreements were written."""
    tallies = comparison.kinds.items()
    counts = {op: {kind: tally[kind] for kind in (*KINDS, "panic") if tally[kind]} for op, tally in tallies}
    examples = {op: sum(tally[kind] for kind in KINDS) for op, tally in tallies}
    names = [contestant.name for contestant in comparison.contestants]
    if as_json:
        document: dict[str, Any] = {
            "implementations": names,
            "seed": seed,
            "examples": examples,
            "answers": counts,
            "candidates": {op: str(path) for op, path in files.items()},
        }
        click.echo(json.dumps(document, indent=1))
        return
    title = f"{sum(examples.values())} examples through {', '.join(names)} (seed {seed})"
    table = Table(title=title, box=SIMPLE)
    table.add_column("operation", no_wrap=True)
    for heading in ("examples", *KINDS, "panic"):
        table.add_column(heading, justify="right")
    for op, tally in counts.items():
        numbers = (tally.get(kind, 0) for kind in (*KINDS, "panic"))
        table.add_row(f"{SUITE}.{op}", str(examples[op]), *map(str, numbers))
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(table)
    for op, path in files.items():
        console.print(f"{SUITE}.{op}: the answers differ; see {path}", style="red", markup=False, soft_wrap=True)


def _summary(comparison: Comparison, found: dict[str, Disagreement]) -> str:
    total = sum(tally[kind] for tally in comparison.kinds.values() for kind in KINDS)
    return f"{total} examples, {len(found)} disagreements"


if __name__ == "__main__":
    main()
