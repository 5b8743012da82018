"""`python -m pocket_conformance.mutation`: break the rules on purpose and count who notices."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pocket_conformance import entry
from pocket_conformance.explore.rung import Explorer
from pocket_conformance.mutation import campaign
from pocket_conformance.mutation.model import Fate
from pocket_conformance.mutation.rooms import Rooms
from pocket_conformance.mutation.store import explanations
from pocket_conformance.mutation.theorems import Theorems
from pocket_conformance.mutation.vectors import Vectors

RUNGS = ("vectors", "tests", "theorems", "explorer")


def rungs_named(names: tuple[str, ...], vectors: Path, keep: Path) -> list[campaign.Rung]:
    """Make the rungs that are asked for."""
    every: dict[str, campaign.Rung] = {
        "vectors": Vectors(vectors, keep),
        "tests": Rooms(Path.cwd(), keep),
        "theorems": Theorems(),
        "explorer": Explorer(keep),
    }
    return [every[name] for name in RUNGS if name in names]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--modules", "-m", multiple=True, metavar="NAME", help="Modules or rooms to mutate; may be repeated.")
@click.option("--rungs", "-r", multiple=True, type=click.Choice(RUNGS), help="Who judges; may be repeated.")
@click.option("--limit", type=click.IntRange(1), help="So many mutants of each module, drawn by --seed.")
@click.option("--seed", type=int, default=1, show_default=True, help="What the sample is drawn by.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes at a time.")
@click.option("--vectors", type=click.Path(path_type=Path), default=Path("vectors"), show_default=True,
              help="The tree of vectors.")  # fmt: skip
@click.option("--keep", type=click.Path(path_type=Path), default=Path("build/mutation"), show_default=True,
              help="Where verdicts are kept.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Fail where a mutant survives every rung and nobody explained it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines instead of a table.")
def main(  # noqa: PLR0913 - one for each option
    *,
    modules: tuple[str, ...],
    rungs: tuple[str, ...],
    limit: int | None,
    seed: int,
    jobs: int,
    vectors: Path,
    keep: Path,
    strict: bool,
    as_json: bool,
) -> None:
    """Mutate rules and say, for each module and rung, how many mutants are noticed."""
    keep.mkdir(parents=True, exist_ok=True)  # before hours of work, not after
    errors = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=errors, auto_refresh=False, transient=True) as shown:
        task = shown.add_task("", total=None)

        def bar(done: int, total: int, text: str) -> None:
            shown.update(task, completed=done, total=total, description=text)
            shown.refresh()

        found = campaign.run(
            campaign.modules_named(modules or campaign.TARGETS),
            rungs_named(rungs or RUNGS[:2], vectors, keep),
            keep,
            explanations(),
            limit=limit,
            seed=seed,
            jobs=jobs,
            bar=bar,
        )
    if as_json:
        click.echo(json.dumps(found.to_json(), indent=1))
    else:
        _show(found)
    sys.exit(1 if found.problems or (strict and found.unexplained) else 0)


def _show(found: campaign.Campaign) -> None:
    console = Console() if sys.stdout.isatty() else Console(width=140)
    table = Table(title="Mutants noticed, by module and rung")
    for heading in ("module", "rung", "mutants", "judged", *Fate, "score"):
        table.add_column(heading, justify="left" if heading in ("module", "rung") else "right")
    for score in found.scores:
        judged = len(score.verdicts)
        counts = (score.made, judged, *(score.count(fate) for fate in Fate))
        share = f"{100 * score.count(Fate.KILLED) / judged:.1f}%" if judged else "-"
        name = score.module.removeprefix("pocket_spec.")
        table.add_row(name, score.rung, *map(str, counts), share)
    console.print(table)
    for mutant, why in found.survivors:
        before, after = mutant.difference
        place = f"{mutant.module.removeprefix('pocket_spec.')}.{mutant.function}:{mutant.line}"
        console.print(f"survives: {place} ({mutant.operator})", markup=False, highlight=False)
        console.print(f"  - {before}\n  + {after}", markup=False, highlight=False)
        if why:
            console.print(f"  equivalent: {why}", markup=False, highlight=False)
    for problem in found.problems:
        console.print(f"FAILED {problem}", markup=False, soft_wrap=True)
    explained = len(found.survivors) - len(found.unexplained)
    console.print(f"{len(found.survivors)} survive every rung that judged them, {explained} of them explained")


if __name__ == "__main__":
    entry.run(main, "pocket_conformance.mutation")
