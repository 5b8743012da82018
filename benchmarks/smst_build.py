# ruff: noqa: INP001 - a script, not a package
"""Times the build of a sparse Merkle sum trie by the spec, the reference and the Go library, in one run.

Every measurement is a process of its own that makes its leaves, then builds; the implementations take turns, so that
whatever else the machine does hits them alike; on a busy machine the CPU times say more than the times. All roots must
be equal, or the run fails. Ratios are to the Go library on one processor in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pocket_spec.smst.types import TrieSpec, Update

REPOSITORY = Path(__file__).resolve().parent.parent
GO_PROGRAM = REPOSITORY / "build" / "benchmarks" / "smst"
WEIGHT = 1000
RELAY_MINER_TRIE = TrieSpec(kind="smst", value_hasher=None)
MEBIBYTE = 2**20
GO_ON_ONE = "go-smt, 1 CPU"


@dataclass(frozen=True)
class Contestant:
    """A way to build the trie: the command that measures it, and how often to run it for a number of leaves."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    rounds: Callable[[int], int]


@dataclass(frozen=True)
class Measurement:
    """What one contestant did with one number of leaves."""

    name: str
    leaves: int
    seconds: list[float]
    cpu_seconds: list[float]
    root: str
    peak_bytes: int
    input_bytes: int


def main() -> int:
    """Measure and print; 1 when the roots differ."""
    options = _options()
    if options.worker:
        sys.stdout.write(json.dumps(measure_here(options.worker, options.leaves[0], options.value_bytes)) + "\n")
        return 0
    complaints = Console(stderr=True)
    go, notice = build_go_program()
    results = run(list_contestants(go, options), options, complaints)
    if notice:
        complaints.print(f"The rows of the Go library are skipped: {notice}.", style="yellow", markup=False)
    if options.json:
        sys.stdout.write(json.dumps([_as_json(result, results) for result in results], indent=1) + "\n")
    else:
        Console(width=None if sys.stdout.isatty() else 110).print(as_table(results, options.value_bytes))
    differing = sorted({result.leaves for result in results if len(_roots(results, result.leaves)) > 1})
    for leaves in differing:
        complaints.print(f"The roots of {leaves} leaves differ.", style="red", markup=False)
    return 1 if differing else 0


def measure_here(name: str, leaves: int, value_bytes: int) -> dict[str, Any]:
    """Build in this process and return what was measured."""
    build = builder(name)
    operations = [leaf(index, value_bytes) for index in range(leaves)]
    input_bytes = peak_bytes()
    begin, cpu_begin = time.perf_counter(), time.process_time()
    root = build(operations)
    seconds, cpu_seconds = time.perf_counter() - begin, time.process_time() - cpu_begin
    return {
        "seconds": [seconds],
        "cpu_seconds": [cpu_seconds],
        "root": root.hex(),
        "peak_bytes": peak_bytes(),
        "input_bytes": input_bytes,
    }


def builder(name: str) -> Callable[[list[Update]], bytes]:
    """Return the function that builds and returns the root. Imported here so that each worker holds one of them."""
    if name == "spec":
        from pocket_spec.smst import trie  # noqa: PLC0415

        return lambda operations: trie.root(trie.build(RELAY_MINER_TRIE, operations))
    from pocket_reference.smst.engine import ENGINE, with_history  # noqa: PLC0415

    if name == "reference":
        return lambda operations: ENGINE.root(ENGINE.build(RELAY_MINER_TRIE, operations))
    return lambda operations: with_history(RELAY_MINER_TRIE, operations).root_digest()


def leaf(index: int, value_bytes: int) -> Update:
    """Return leaf `index` as a RelayMiner inserts one; the Go program makes the same."""
    digest = sha256(index.to_bytes(8, "big")).digest()
    value = (digest * (value_bytes // len(digest) + 1))[:value_bytes]
    return Update(key=sha256(value).digest(), value=value, weight=WEIGHT)


def peak_bytes() -> int:
    """Peak of the resident memory of this process; on Linux without that of the process it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def build_go_program() -> tuple[Path | None, str]:
    """Compile the Go program; return its path, or the reason why there is none."""
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if go is None:
        return None, "there is no Go on this machine"
    command = [go, "build", "-o", str(GO_PROGRAM), "."]
    done = subprocess.run(  # noqa: S603 - the program is part of this repository
        command, cwd=REPOSITORY / "benchmarks" / "go", capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None, "it does not build: " + (done.stderr.strip().splitlines() or ["no message"])[-1]
    return GO_PROGRAM, ""


def list_contestants(go: Path | None, options: argparse.Namespace) -> list[Contestant]:
    """All ways to build, the Go library on one processor first."""
    found = []
    if go:
        for name, environment in ((GO_ON_ONE, {"GOMAXPROCS": "1"}), ("go-smt, all CPUs", {})):
            found.append(Contestant(name, [str(go)], environment, lambda _: options.rounds))
    python = [sys.executable, str(Path(__file__).resolve()), "--worker"]
    found.append(Contestant("reference, batch", [*python, "reference"], {}, lambda _: options.rounds))
    found.append(Contestant("reference, history", [*python, "history"], {}, lambda _: options.rounds))
    if not options.without_spec:
        few = max(1, options.rounds // 2)
        found.append(Contestant("spec", [*python, "spec"], {}, lambda leaves: few if leaves <= 10_000 else 1))
    return found


def run(contestants: list[Contestant], options: argparse.Namespace, console: Console) -> list[Measurement]:
    """Let the contestants take turns, with a progress bar."""
    turns = [
        (contestant, leaves)
        for leaves in options.leaves
        for turn in range(options.rounds)
        for contestant in contestants
        if turn < contestant.rounds(leaves)
    ]
    measured: dict[tuple[int, str], Measurement] = {}
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(turns))
        for contestant, leaves in turns:
            progress.update(task, description=f"{leaves} leaves: {contestant.name}")
            result = one_turn(contestant, leaves, options.value_bytes)
            before = measured.get((leaves, contestant.name))
            measured[leaves, contestant.name] = _merged(before, result) if before else result
            progress.advance(task)
    return list(measured.values())


def one_turn(contestant: Contestant, leaves: int, value_bytes: int) -> Measurement:
    """Run the command of a contestant once."""
    command = [*contestant.command, "--leaves", str(leaves), "--value-bytes", str(value_bytes)]
    done = subprocess.run(  # noqa: S603 - our own programs
        command, env={**os.environ, **contestant.environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise SystemExit(f"{contestant.name}, {leaves} leaves: {reason}")
    answer = json.loads(done.stdout)
    fields = ("seconds", "cpu_seconds", "root", "peak_bytes", "input_bytes")
    return Measurement(contestant.name, leaves, *(answer[field] for field in fields))


def as_table(results: list[Measurement], value_bytes: int) -> Table:
    """Lay the measurements out."""
    title = f"SMST build, values of {value_bytes} bytes: all updates and the root"
    caption = "least and median time, least CPU time, ratios to go-smt on 1 CPU; peak memory, that before the build"
    table = Table(title=title, caption=caption, box=SIMPLE, padding=(0, 1))
    headings = (
        "leaves",
        "implementation",
        "runs",
        "min s",
        "median s",
        "ratio",
        "CPU s",
        "ratio",
        "peak MiB",
        "input MiB",
    )
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "implementation" else "right", no_wrap=True)
    for result in results:
        ratio = _ratio(result, results)
        table.add_row(
            str(result.leaves),
            result.name,
            str(len(result.seconds)),
            f"{min(result.seconds):.3f}",
            f"{statistics.median(result.seconds):.3f}",
            "" if ratio is None else f"{ratio[0]:.2f}",
            f"{min(result.cpu_seconds):.3f}",
            "" if ratio is None else f"{ratio[1]:.2f}",
            f"{result.peak_bytes / MEBIBYTE:.0f}",
            f"{result.input_bytes / MEBIBYTE:.0f}",
        )
    return table


def _as_json(result: Measurement, results: list[Measurement]) -> dict[str, Any]:
    ratio = _ratio(result, results)
    return {
        "implementation": result.name,
        "leaves": result.leaves,
        "runs": len(result.seconds),
        "min_seconds": min(result.seconds),
        "median_seconds": statistics.median(result.seconds),
        "min_cpu_seconds": min(result.cpu_seconds),
        "ratio_to_go_smt": ratio and ratio[0],
        "cpu_ratio_to_go_smt": ratio and ratio[1],
        "peak_bytes": result.peak_bytes,
        "input_bytes": result.input_bytes,
        "root": result.root,
    }


def _ratio(result: Measurement, results: list[Measurement]) -> tuple[float, float] | None:
    """Least time and least CPU time over those of the Go library on one processor."""
    base = next((each for each in results if each.leaves == result.leaves and each.name == GO_ON_ONE), None)
    if base is None:
        return None
    return min(result.seconds) / min(base.seconds), min(result.cpu_seconds) / min(base.cpu_seconds)


def _merged(one: Measurement, other: Measurement) -> Measurement:
    """Join two turns; a root that changes between turns is kept apart so that it shows as a difference."""
    root = one.root if one.root == other.root else f"{one.root} and {other.root}"
    peak = max(one.peak_bytes, other.peak_bytes)
    seconds, cpu_seconds = one.seconds + other.seconds, one.cpu_seconds + other.cpu_seconds
    return Measurement(one.name, one.leaves, seconds, cpu_seconds, root, peak, one.input_bytes)


def _roots(results: list[Measurement], leaves: int) -> set[str]:
    return {result.root for result in results if result.leaves == leaves}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the build of a sparse Merkle sum trie.")
    parser.add_argument("--leaves", type=_positive, nargs="+", default=[10_000, 100_000], help="numbers of leaves")
    parser.add_argument("--value-bytes", type=_positive, default=512, help="bytes of each value")
    parser.add_argument("--rounds", type=_positive, default=5, help="turns of each implementation")
    parser.add_argument("--without-spec", action="store_true", help="leave out the spec, which is written to be read")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--worker", choices=("spec", "reference", "history"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise argparse.ArgumentTypeError("must be positive")
    return number


if __name__ == "__main__":
    sys.exit(main())
