# ruff: noqa: INP001 - a script, not a package
"""What a trie that is there costs: updates with a root after every thousand, and closest proofs as they go on chain.

Processor time of one operation, the least of all batches, in turns with the Go library on one processor.

    python benchmarks/smst_use.py [--leaves N] [--seconds S] [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from smst_build import WEIGHT, build_go_program, fast_core_works, leaf
from timing import least

from pocket_reference.smst.cores import fast_core, hashlib_core
from pocket_reference.smst.tree import RELAY_MINER_TRIE, Tree
from pocket_spec.encoding.gob import encode_closest_proof

VALUE_BYTES, BATCH, STEP = 512, 1000, 7919
GO = "go-smt, 1 CPU"
Measured = dict[str, float]
Row = dict[str, str | float | None]


def measure_reference(core: str, leaves: int, seconds: float) -> Measured:
    """Time a core of the reference."""
    tree = Tree(RELAY_MINER_TRIE, fast_core("measured", threads=1) if core == "fast" else hashlib_core("measured"))
    inserted = [leaf(index, VALUE_BYTES) for index in range(leaves)]
    tree.update_many([each.key for each in inserted], [each.value for each in inserted], [WEIGHT] * leaves)
    tree.get(inserted[0].key)
    tree.root()

    def update(number: int) -> None:
        chosen = inserted[number * STEP % leaves]
        tree.update(chosen.key, chosen.value, WEIGHT + number)
        if number % BATCH == BATCH - 1:
            tree.root()

    def prove(number: int) -> bytes:
        return encode_closest_proof(tree.compact_closest(sha256(number.to_bytes(8, "big")).digest()))

    return {"update and root": least(seconds, BATCH, update), "closest proof": least(seconds, 100, prove)}


def measure_go(program: Path, leaves: int, seconds: float) -> Measured:
    """Time the Go library."""
    command = [str(program), "-leaves", str(leaves), "-value-bytes", str(VALUE_BYTES), "-use", str(seconds)]
    done = subprocess.run(  # noqa: S603 - our own program
        [*command, "-batch", str(BATCH)],
        env={**os.environ, "GOMAXPROCS": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    measured: Measured = json.loads(done.stdout)
    return measured


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--leaves", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=0.5, help="of an operation and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    complaints = Console(stderr=True)
    (program, no_go), (fast, no_fast) = build_go_program(), fast_core_works()
    names = ([GO] if program else []) + (["fast, 1 thread"] if fast else []) + ["hashlib"]
    for reason in filter(None, (no_go, no_fast)):
        complaints.print(f"Rows are skipped: {reason}.", style="yellow", markup=False)
    found: dict[str, Measured] = {name: {} for name in names}
    turns = [name for _ in range(options.rounds) for name in names]
    for name in track(turns, f"{options.leaves} leaves", console=complaints, transient=True):
        if name == GO and program:
            new = measure_go(program, options.leaves, options.seconds)
        else:
            new = measure_reference(name.partition(",")[0], options.leaves, options.seconds)
        found[name] = {stage: min(value, found[name].get(stage, value)) for stage, value in new.items()}
    report: list[Row] = [
        {
            "implementation": name,
            "operation": stage,
            "seconds": value,
            "times_as_fast_as_go_smt": ratio(found, stage, value),
        }
        for name, stages in found.items()
        for stage, value in stages.items()
    ]
    if options.json:
        sys.stdout.write(json.dumps(report, indent=1) + "\n")
    else:
        Console(width=None if sys.stdout.isatty() else 130).print(table(report, options.leaves))


def ratio(found: dict[str, Measured], stage: str, value: float) -> float | None:
    """How many times as fast as the Go library."""
    return found[GO][stage] / value if GO in found else None


def table(report: list[Row], leaves: int) -> Table:
    """Lay the measurements out."""
    shown = Table(title=f"SMST of {leaves} leaves of {VALUE_BYTES} bytes: processor time of one operation")
    for heading in ("operation", "implementation", "us", "x Go"):
        shown.add_column(heading, justify="right" if heading in ("us", "x Go") else "left")
    for row in sorted(report, key=lambda row: str(row["operation"])):
        times = row["times_as_fast_as_go_smt"]
        shown.add_row(
            str(row["operation"]),
            str(row["implementation"]),
            f"{float(str(row['seconds'])) * 1e6:,.1f}",
            f"{times:.2f}x" if isinstance(times, float) else "",
        )
    return shown


if __name__ == "__main__":
    main()
