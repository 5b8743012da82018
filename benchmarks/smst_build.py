# ruff: noqa: INP001 - a script, not a package
"""Times the build of a sparse Merkle sum trie by the spec, the reference and the Go library, in one run.

Every measurement is a process of its own that makes its leaves, then builds; the implementations take turns, so that
whatever else the machine does hits them alike; on a busy machine the CPU times say more than the times. All roots must
be equal, or the run fails. Ratios are to the Go library on one processor, and to what hashing alone would take, in the
same run.
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
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sha256_limit
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pocket_spec.smst.types import TrieSpec, Update

if TYPE_CHECKING:
    from pocket_reference.smst.tree import Tree

REPOSITORY = Path(__file__).resolve().parent.parent
GO_PROGRAM = REPOSITORY / "build" / "benchmarks" / "smst"
WEIGHT = 1000
RELAY_MINER_TRIE = TrieSpec(kind="smst", value_hasher=None)
HEADINGS = (
    "leaves",
    "implementation",
    "runs",
    "min s",
    "median s",
    "CPU s",
    "x Go",
    "CPU",
    "of limit",
    "CPU",
    "B/leaf",
    "input",
)
GO_ON_ONE = "go-smt, 1 CPU"
LIMIT = "SHA-256 limit, 1 CPU"


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
    value_bytes: int
    seconds: list[float]
    cpu_seconds: list[float]
    root: str
    peak_bytes: int
    input_bytes: int


def main() -> int:
    """Measure and print; 1 when the roots differ."""
    options = _options()
    if options.worker:
        sys.stdout.write(json.dumps(measure_here(options.worker, options.leaves[0], options.value_bytes[0])) + "\n")
        return 0
    complaints = Console(stderr=True)
    go, notice = build_go_program()
    fast, reason = fast_core_works()
    contestants = [
        each for each in list_contestants(go, options, fast=fast) if not options.only or each.name in options.only
    ]
    results = run(contestants, options, complaints)
    if notice:
        complaints.print(f"The rows of the Go library are skipped: {notice}.", style="yellow", markup=False)
    if not fast:
        complaints.print(f"The rows of the fast core are skipped: {reason}.", style="yellow", markup=False)
    if options.json:
        sys.stdout.write(json.dumps([_as_json(result, results) for result in results], indent=1) + "\n")
    else:
        for value_bytes in options.value_bytes:
            of_this_size = [result for result in results if result.value_bytes == value_bytes]
            Console(width=None if sys.stdout.isatty() else 130).print(as_table(of_this_size, value_bytes))
    differing = sorted({_task(result) for result in results if len(_roots(results, _task(result))) > 1})
    for leaves, value_bytes in differing:
        complaints.print(f"The roots of {leaves} leaves of {value_bytes} bytes differ.", style="red", markup=False)
    return 1 if differing else 0


def measure_here(name: str, leaves: int, value_bytes: int) -> dict[str, Any]:
    """Build in this process and return what was measured."""
    if name == "limit":
        return sha256_limit.measure(leaves, value_bytes)
    build = builder(name)
    operations = [leaf(index, value_bytes) for index in range(leaves)]
    keys, values = [each.key for each in operations], [each.value for each in operations]
    weights = array("Q", [WEIGHT]) * leaves
    if name != "spec":
        operations.clear()
    input_bytes = peak_bytes()
    begin, cpu_begin = time.perf_counter(), time.process_time()
    root = build(operations, keys, values, weights)
    seconds, cpu_seconds = time.perf_counter() - begin, time.process_time() - cpu_begin
    return {
        "seconds": [seconds],
        "cpu_seconds": [cpu_seconds],
        "root": root.hex(),
        "peak_bytes": peak_bytes(),
        "input_bytes": input_bytes,
    }


Build = Callable[[list[Update], list[bytes], list[bytes | None], "array[int]"], bytes]


def builder(name: str) -> Build:
    """Return the function that builds and returns the root. Imported here so that each worker holds one of them."""
    if name == "spec":
        from pocket_spec.smst import trie  # noqa: PLC0415

        return lambda operations, *_: trie.root(trie.build(RELAY_MINER_TRIE, operations))
    from pocket_reference.smst.cores import fast_core, hashlib_core  # noqa: PLC0415
    from pocket_reference.smst.tree import Tree  # noqa: PLC0415

    if name == "history":
        return lambda _, *leaves: _root_with_history(Tree(RELAY_MINER_TRIE, hashlib_core("measured")), *leaves)
    core = hashlib_core("measured") if name == "reference" else fast_core("measured", threads=int(name[4:]) or None)
    _root_of(Tree(RELAY_MINER_TRIE, core), [b"compiles"], [b"what is compiled"], array("Q", [WEIGHT]))
    return lambda _, *leaves: _root_of(Tree(RELAY_MINER_TRIE, core), *leaves)


def _root_of(tree: Tree, keys: list[bytes], values: list[bytes | None], weights: array[int]) -> bytes:
    tree.update_many(keys, values, weights)
    return tree.root()


def _root_with_history(tree: Tree, keys: list[bytes], values: list[bytes | None], weights: array[int]) -> bytes:
    tree.update_many(keys, values, weights)
    tree.get(keys[0])
    return tree.root()


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


def fast_core_works() -> tuple[bool, str]:
    """Whether the reference's fast core can be had, and why not."""
    from pocket_reference.smst.cores import CoreUnavailableError, fast_core  # noqa: PLC0415

    try:
        fast_core("measured")
    except CoreUnavailableError as error:
        return False, str(error)
    return True, ""


def list_contestants(go: Path | None, options: argparse.Namespace, *, fast: bool) -> list[Contestant]:
    """All ways to build, the Go library on one processor first."""
    found = []
    if go:
        for name, environment in ((GO_ON_ONE, {"GOMAXPROCS": "1"}), ("go-smt, all CPUs", {})):
            found.append(Contestant(name, [str(go)], environment, lambda _: options.rounds))
    python = [sys.executable, str(Path(__file__).resolve()), "--worker"]
    found.append(Contestant(LIMIT, [*python, "limit"], {}, lambda _: options.rounds))
    if fast:
        found.append(Contestant("fast, 1 thread", [*python, "fast1"], {}, lambda _: options.rounds))
        found.append(Contestant("fast, all CPUs", [*python, "fast0"], {}, lambda _: options.rounds))
    found.append(Contestant("reference, batch", [*python, "reference"], {}, lambda _: options.rounds))
    found.append(Contestant("reference, history", [*python, "history"], {}, lambda _: options.rounds))
    if not options.without_spec:
        few = max(1, options.rounds // 2)
        found.append(Contestant("spec", [*python, "spec"], {}, lambda leaves: few if leaves <= 10_000 else 1))
    return found


def run(contestants: list[Contestant], options: argparse.Namespace, console: Console) -> list[Measurement]:
    """Let the contestants take turns, with a progress bar."""
    turns = [
        (contestant, leaves, value_bytes)
        for leaves in options.leaves
        for value_bytes in options.value_bytes
        for turn in range(options.rounds)
        for contestant in contestants
        if turn < contestant.rounds(leaves)
    ]
    measured: dict[tuple[int, int, str], Measurement] = {}
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(turns))
        for contestant, leaves, value_bytes in turns:
            progress.update(task, description=f"{leaves} leaves of {value_bytes} bytes: {contestant.name}")
            result = one_turn(contestant, leaves, value_bytes)
            key = (leaves, value_bytes, contestant.name)
            before = measured.get(key)
            measured[key] = _merged(before, result) if before else result
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
    return Measurement(contestant.name, leaves, value_bytes, *(answer[field] for field in fields))


def as_table(results: list[Measurement], value_bytes: int) -> Table:
    """Lay the measurements out."""
    title = f"SMST build, values of {value_bytes} bytes: all updates and the root"
    caption = (
        "least and median time, least CPU time; how many times as fast as go-smt on 1 CPU, and how much of the SHA-256"
        " limit, by time and by CPU time; memory in bytes per leaf, the input not counted"
    )
    table = Table(title=title, caption=caption, box=SIMPLE, padding=(0, 1))
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "implementation" else "right", no_wrap=True)
    for result in results:
        speedups, shares = _compared(result, results, GO_ON_ONE), _compared(result, results, LIMIT)
        used = (result.peak_bytes - result.input_bytes) / result.leaves
        table.add_row(
            str(result.leaves),
            result.name,
            str(len(result.seconds)),
            f"{min(result.seconds):.3f}",
            f"{statistics.median(result.seconds):.3f}",
            f"{min(result.cpu_seconds):.3f}",
            *(f"{speedup:.2f}x" for speedup in speedups or ()),
            *([] if speedups else ["", ""]),
            *(f"{share:.0%}" for share in shares or ()),
            f"{used:.0f}" if result.root else "",
            f"{result.input_bytes / result.leaves:.0f}" if result.root else "",
        )
    return table


def _as_json(result: Measurement, results: list[Measurement]) -> dict[str, Any]:
    speedups, shares = _compared(result, results, GO_ON_ONE), _compared(result, results, LIMIT)
    return {
        "implementation": result.name,
        "leaves": result.leaves,
        "value_bytes": result.value_bytes,
        "runs": len(result.seconds),
        "min_seconds": min(result.seconds),
        "median_seconds": statistics.median(result.seconds),
        "min_cpu_seconds": min(result.cpu_seconds),
        "times_as_fast_as_go_smt": speedups and speedups[0],
        "times_as_fast_as_go_smt_by_cpu": speedups and speedups[1],
        "share_of_sha256_limit": shares and shares[0],
        "share_of_sha256_limit_by_cpu": shares and shares[1],
        "peak_bytes": result.peak_bytes,
        "input_bytes": result.input_bytes,
        "root": result.root,
    }


def _task(result: Measurement) -> tuple[int, int]:
    return result.leaves, result.value_bytes


def _compared(result: Measurement, results: list[Measurement], name: str) -> tuple[float, float] | None:
    """Least time and least CPU time of another contestant at the same task, over those of this one."""
    base = next((each for each in results if _task(each) == _task(result) and each.name == name), None)
    if base is None:
        return None
    return min(base.seconds) / min(result.seconds), min(base.cpu_seconds) / min(result.cpu_seconds)


def _merged(one: Measurement, other: Measurement) -> Measurement:
    """Join two turns; a root that changes between turns is kept apart so that it shows as a difference."""
    root = one.root if one.root == other.root else f"{one.root} and {other.root}"
    peak = max(one.peak_bytes, other.peak_bytes)
    seconds, cpu_seconds = one.seconds + other.seconds, one.cpu_seconds + other.cpu_seconds
    return Measurement(one.name, one.leaves, one.value_bytes, seconds, cpu_seconds, root, peak, one.input_bytes)


def _roots(results: list[Measurement], task: tuple[int, int]) -> set[str]:
    return {result.root for result in results if _task(result) == task and result.root}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the build of a sparse Merkle sum trie.")
    parser.add_argument("--leaves", type=_positive, nargs="+", default=[10_000, 100_000], help="numbers of leaves")
    parser.add_argument("--value-bytes", type=_positive, nargs="+", default=[512, 1500], help="bytes of each value")
    parser.add_argument("--rounds", type=_positive, default=5, help="turns of each implementation")
    parser.add_argument("--without-spec", action="store_true", help="leave out the spec, which is written to be read")
    parser.add_argument("--only", action="append", help="only this implementation, as the table calls it; repeatable")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--worker", choices=("spec", "reference", "history", "fast1", "fast0", "limit"), help=argparse.SUPPRESS
    )
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise argparse.ArgumentTypeError("must be positive")
    return number


if __name__ == "__main__":
    sys.exit(main())
