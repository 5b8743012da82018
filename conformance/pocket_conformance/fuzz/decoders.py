"""`python -m pocket_conformance.fuzz.decoders`: coverage-guided fuzzing of the decoders, with atheris.

Every target runs in a process of its own, because libFuzzer ends the process it runs in. An input that breaks a
target is left in the output directory.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pocket_conformance.progress import bar

NAMES = ("gob", "proto", "bech32", "ring", "line", "json", "vectors")
"""The names of `targets.TARGETS`; written out because the targets are only imported under instrumentation."""
SPARE_SECONDS = 120
"""How much longer than asked a target may take before it counts as hanging."""
LONGEST_INPUT = 4096


@dataclass(frozen=True)
class Outcome:
    """What came of fuzzing one target: inputs tried, code edges and features reached, and the input that broke it."""

    name: str
    executions: int
    coverage: str
    problem: str


@click.command()
@click.option("--seconds", type=click.IntRange(min=1), default=10, show_default=True, help="How long, per target.")
@click.option("--target", "names", multiple=True, type=click.Choice(NAMES), help="Only this target; repeatable.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/candidates"),
    show_default=True,
    help="Where inputs that break a decoder are written.",
)
def main(seconds: int, names: tuple[str, ...], output: Path) -> None:
    """Feed the decoders hostile bytes: no exception may come out of them but the documented ones."""
    if importlib.util.find_spec("atheris") is None:
        click.echo("skipped: atheris is not installed (pip install 'pocket-spec[fuzz]')")
        return
    output.mkdir(parents=True, exist_ok=True)
    names = names or NAMES
    with bar("fuzzing", len(names)) as advance:
        outcomes = []
        for name in names:
            outcomes.append(fuzz_target(name, seconds, output))
            advance(name)
    table = Table(title=f"decoders, {seconds} s each", box=SIMPLE)
    for heading in ("target", "inputs", "coverage", "outcome"):
        table.add_column(heading, overflow="fold")
    for outcome in outcomes:
        table.add_row(outcome.name, str(outcome.executions), outcome.coverage, outcome.problem or "nothing found")
    Console().print(table)
    sys.exit(1 if any(outcome.problem for outcome in outcomes) else 0)


def fuzz_target(name: str, seconds: int, output: Path) -> Outcome:
    """Run one target in a process of its own, starting from its seeds."""
    with tempfile.TemporaryDirectory() as corpus:
        command = [
            *(sys.executable, "-m", "pocket_conformance.fuzz.instrumented", name, corpus),
            *(f"-max_total_time={seconds}", f"-max_len={LONGEST_INPUT}", f"-artifact_prefix={output}/{name}-"),
            *("-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - this package's own module
                command, capture_output=True, text=True, errors="replace", timeout=seconds + SPARE_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return Outcome(name, 0, "", f"did not end within {seconds + SPARE_SECONDS} s")
    log = done.stdout + done.stderr
    executions = re.search(r"stat::number_of_executed_units: (\d+)", log)
    reached = re.findall(r"cov: (\d+) ft: (\d+)", log)
    coverage = f"{reached[-1][0]} edges, {reached[-1][1]} features" if reached else ""
    return Outcome(
        name, int(executions[1]) if executions else 0, coverage, "" if done.returncode == 0 else _problem(log)
    )


def _problem(log: str) -> str:
    """The exception and the file with the input, out of libFuzzer's log."""
    error = re.search(r"=== Uncaught Python exception: ===\n(.+)", log) or re.search(r"ERROR: libFuzzer: (.+)", log)
    file = re.search(r"Test unit written to (.+)", log)
    last = (log.strip().splitlines() or ["no output"])[-1]
    return f"{error[1] if error else last} ({file[1] if file else 'no input written'})"[:300]


if __name__ == "__main__":
    main()
