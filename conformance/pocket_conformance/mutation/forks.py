"""Work in forks, several at a time: each has a mutant to itself, a limit on the clock, and cannot harm the rest."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

from pocket_conformance.mutation.model import Fate, Judgement, Mutant

LARGEST_MEMORY = 6 * 2**30
"""Bytes of address space: a mutant that never stops growing ends here."""

Work = Callable[[Mutant], Judgement]


@dataclass
class _Fork:
    mutant: Mutant
    process: int
    reader: int
    begun: float
    limit: float
    answer: bytes = b""


def judged_in_forks(
    mutants: Iterable[Mutant], work: Work, *, jobs: int, limit: Callable[[Mutant], float]
) -> Iterator[tuple[Mutant, Judgement]]:
    """Have every mutant judged in a fork of this process; `limit` gives the seconds it may take."""
    waiting = iter(mutants)
    running: dict[int, _Fork] = {}
    selector = selectors.DefaultSelector()
    try:
        while True:
            while len(running) < jobs and (mutant := next(waiting, None)) is not None:
                fork = _started(mutant, work, limit(mutant))
                running[fork.reader] = fork
                selector.register(fork.reader, selectors.EVENT_READ)
            if not running:
                return
            for reader in _ready(selector, running):
                fork = running[reader]
                late = time.monotonic() - fork.begun > fork.limit
                piece = b"" if late else os.read(reader, 65536)
                if piece:
                    fork.answer += piece
                    continue
                selector.unregister(reader)
                del running[reader]
                yield fork.mutant, _ended(fork, late=late)
    finally:
        for fork in running.values():
            _ended(fork, late=True)
        selector.close()


def _ready(selector: selectors.BaseSelector, running: dict[int, _Fork]) -> list[int]:
    """Wait until a fork has something to say or its time is up."""
    now = time.monotonic()
    left = min(fork.begun + fork.limit - now for fork in running.values())
    ready = {key.fd for key, _ in selector.select(max(0.0, left))}
    now = time.monotonic()
    return [reader for reader, fork in running.items() if reader in ready or now - fork.begun > fork.limit]


def _started(mutant: Mutant, work: Work, limit: float) -> _Fork:
    sys.stdout.flush()
    sys.stderr.flush()
    reader, writer = os.pipe()
    begun = time.monotonic()
    process = os.fork()
    if process:
        os.close(writer)
        return _Fork(mutant, process, reader, begun, limit)
    os.close(reader)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(limit) + 5)  # even where nobody waits any more
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    answer = asdict(_answered(mutant, work))
    with contextlib.suppress(OSError):
        os.write(writer, json.dumps(answer).encode())
    os._exit(0)


def _answered(mutant: Mutant, work: Work) -> Judgement:
    try:
        return work(mutant)
    except BaseException as error:  # noqa: BLE001 - a mutant may raise anything anywhere
        return Judgement(Fate.KILLED, f"{type(error).__name__}: {error}"[:200])


def _ended(fork: _Fork, *, late: bool) -> Judgement:
    if late:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(fork.process, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(fork.process, signal.SIGKILL)
    os.close(fork.reader)
    _, status = os.waitpid(fork.process, 0)
    seconds = round(time.monotonic() - fork.begun, 2)
    if late:
        return Judgement(Fate.TIMEOUT, f"no answer after {fork.limit:.0f} s", seconds)
    try:
        said = json.loads(fork.answer)
        return Judgement(Fate(said["fate"]), said["by"], seconds)
    except (ValueError, KeyError):
        return Judgement(Fate.KILLED, f"the process died: {os.waitstatus_to_exitcode(status)}", seconds)
