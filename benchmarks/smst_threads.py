# ruff: noqa: INP001 - a script, not a package
"""What a second core gains the fast core: the longest chain of work that cannot be done at the same time.

Of every part that threads share, the processor time of the slowest thread counts; of all else, everything. So the
figure is that of two free cores, whoever else is using the machine.

    python benchmarks/smst_threads.py [--leaves N] [--value-bytes N ...] [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console
from rich.progress import track
from rich.table import Table
from smst_build import WEIGHT, fast_core_works, leaf

from pocket_reference.smst.cores import fast_core
from pocket_reference.smst.tree import RELAY_MINER_TRIE, Tree


class Threads:
    """Does what threads share, and notes how long the slowest took and how long all did."""

    def __init__(self) -> None:
        self.slowest = self.together = 0.0

    def __call__(self, work: Callable[[int, int], None], shares: Sequence[tuple[int, int]]) -> None:
        """Stand in for `pocket_reference.smst.fast.hashers.in_parallel`."""

        def timed(share: tuple[int, int]) -> float:
            begin = time.thread_time()
            work(*share)
            return time.thread_time() - begin

        with ThreadPoolExecutor(len(shares)) as pool:
            seconds = list(pool.map(timed, shares))
        self.slowest += max(seconds)
        self.together += sum(seconds)


def critical_seconds(keys: list[bytes], values: list[bytes | None], threads: int) -> tuple[float, bytes]:
    """Build a trie with some threads; gives the processor time of the longest chain, and the root."""
    from pocket_reference.smst.fast import hashers  # noqa: PLC0415 - only where there is numba

    tree, noted, weights = Tree(RELAY_MINER_TRIE, fast_core("measured", threads=threads)), Threads(), array("Q")
    weights.extend([WEIGHT] * len(keys))
    honest, hashers.in_parallel = hashers.in_parallel, noted
    try:
        begin = time.process_time()
        tree.update_many(keys, values, weights)
        root = tree.root()
        return time.process_time() - begin - noted.together + noted.slowest, root
    finally:
        hashers.in_parallel = honest


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--leaves", type=int, default=100_000)
    parser.add_argument("--value-bytes", type=int, nargs="+", default=[512, 1500])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    works, reason = fast_core_works()
    complaints = Console(stderr=True)
    if not works:
        complaints.print(f"The second core is not measured: {reason}.", style="yellow", markup=False)
        return
    rows = []
    for size in options.value_bytes:
        leaves = [leaf(index, size) for index in range(options.leaves)]
        keys, values = [each.key for each in leaves], [each.value for each in leaves]
        turns = [threads for _ in range(options.rounds) for threads in (1, 2)]
        best: dict[int, float] = {}
        roots = set()
        for threads in track(turns, f"{size} bytes", console=complaints, transient=True):
            seconds, root = critical_seconds(keys, values, threads)
            best[threads] = min(seconds, best.get(threads, seconds))
            roots.add(root)
        if len(roots) > 1:
            raise SystemExit("the roots differ")
        rows.append({"value_bytes": size, "one_thread": best[1], "two_threads": best[2], "gain": best[1] / best[2]})
    if options.json:
        sys.stdout.write(json.dumps(rows, indent=1) + "\n")
        return
    table = Table(title=f"SMST build of {options.leaves} leaves: processor seconds of the longest chain of work")
    for heading in ("value bytes", "one thread", "two threads", "gain"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            f"{row['value_bytes']:.0f}", f"{row['one_thread']:.3f}", f"{row['two_threads']:.3f}", f"{row['gain']:.2f}x"
        )
    Console(width=None if sys.stdout.isatty() else 130).print(table)


if __name__ == "__main__":
    main()
