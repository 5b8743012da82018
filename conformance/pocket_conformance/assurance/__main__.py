"""`python -m pocket_conformance.assurance`: run what keeps no verdicts of its own, and keep what comes of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pocket_conformance import entry
from pocket_conformance.assurance import results, runners
from pocket_conformance.assurance.model import Finding


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, type=click.Choice(sorted(runners.CODE)))
@click.option("--seconds", type=click.FloatRange(min=0.1), default=300.0, show_default=True,
              help="For each scope of the explorer and each incident.")  # fmt: skip
@click.option("--walks", type=click.IntRange(1), default=50, show_default=True, help="How many random walks.")
@click.option("--steps", type=click.IntRange(1), default=40, show_default=True, help="Steps of each walk.")
@click.option("--keep", type=click.Path(path_type=Path), default=results.DIRECTORY, show_default=True,
              help="Where results are kept.")  # fmt: skip
@click.option("--again", is_flag=True, help="Run also what has good results of the code as it is.")
def main(*, names: tuple[str, ...], seconds: float, walks: int, steps: int, keep: Path, again: bool) -> None:
    """Run the explorer, the planted incidents, random walks or the tests of chance; all unless told otherwise."""
    keep.mkdir(parents=True, exist_ok=True)  # before the work, not after
    limits: dict[str, tuple[float, ...]] = {
        "explorer": (seconds,),
        "incidents": (seconds,),
        "walks": (walks, steps),
        "statistics": (),
    }

    def note(text: str) -> None:
        click.echo(text, err=True)

    good = True
    for name in names or sorted(runners.CODE):
        if not again and results.stands(keep, name, runners.CODE[name], limits[name]):
            click.echo(f"{name}: nothing changed since the results in {keep}")
            continue
        findings = {
            "explorer": lambda: runners.explorer(seconds, note),
            "incidents": lambda: runners.incidents(seconds, note),
            "walks": lambda: runners.walks(walks, steps, note),
            "statistics": lambda: runners.statistics(Path("tests/statistics"), note),
        }[name]()
        good &= _said(name, findings)
        results.keep(keep, name, runners.CODE[name], findings, limits[name])
    sys.exit(0 if good else 1)


def _said(name: str, findings: list[Finding]) -> bool:
    bad = [finding for finding in findings if not finding.good]
    click.echo(f"{name}: {len(findings) - len(bad)} of {len(findings)} as expected")
    for finding in bad:
        click.echo(f"  {finding.subject}: {finding.status}: {finding.sentence}")
    return bool(findings) and not bad


if __name__ == "__main__":
    entry.run(main, "pocket_conformance.assurance")
