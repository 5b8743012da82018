"""Check every claim of the spec: hand each condition to a process, compare verdicts with the registry, report."""

from __future__ import annotations

import queue
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from pocket_conformance.formal import registry
from pocket_conformance.formal.cache import Cache, key, source_digest, versions
from pocket_conformance.formal.model import Obligation, Outcome, Report, State, Subject
from pocket_conformance.formal.rows import direct_row, failed_if_flawed, rule_row, theorem_row
from pocket_conformance.formal.server import Server
from pocket_conformance.formal.verdicts import Outcomes, better_than_registered, lost_lemmas, verdict_problems
from pocket_spec.theorems import ROOMS, Tier

RETRY_FACTOR = 3
"""A verdict that would be lost to a slow machine gets this many times the time, once."""
WORTH_ANOTHER_TRY = (State.NOT_CONFIRMED, State.KILLED, State.VACUOUS)
"""What may come of too little time; a precondition too, where no path came to its end."""
FULL_FACTOR = 5
"""The long run gives every condition this many times its registered time."""

SUBJECTS: tuple[Subject, ...] = ("theorem", "rule", "solver theorem", "exhaustive theorem")

Progress = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _name: str) -> None:
    """Report no progress."""


def run(
    tier: Tier = "quick",
    *,
    rooms: tuple[str, ...] = ROOMS,
    jobs: int = 2,
    cache_directory: Path | None = None,
    only: str = "",
    extra_path: tuple[str, ...] = (),
    grace: float = 30.0,
    progress: Progress = silent,
) -> Report:
    """Check all claims of the rooms and report.

    `quick` leaves out the claims registered for the long run; `full` gives each condition more time. `only` restricts
    the run to functions whose dotted name contains it. `extra_path` is put before the path of the checking processes.
    `grace` is the time in seconds a process may take beyond four times its budget. `progress` is called with the
    number of conditions done and to do, and the name of the last one.
    """
    begun = time.monotonic()
    environment = versions()
    known = registry.load(rooms)
    factor = FULL_FACTOR if tier == "full" else 1
    theorems = [
        (room.name, theorem)
        for room in known.rooms
        for theorem in registry.selected(room, only)
        if tier == "full" or theorem.tier == "quick"
    ]
    rules = [
        (room.name, checked)
        for room in known.rooms
        for checked in room.rules
        if (tier == "full" or checked.tier == "quick") and only in registry.name_of(checked.rule)
    ]
    direct = [
        (room.name, one)
        for room in known.rooms
        for one in room.direct
        if (tier == "full" or one.tier == "quick") and only in registry.name_of(one.function)
    ]
    obligations = [o for room, theorem in theorems for o in registry.theorem_obligations(room, theorem, factor)]
    obligations += [o for room, one in direct for o in registry.direct_obligations(room, one, factor)]
    obligations += [o for _, checked in rules for o in registry.rule_obligations(checked, factor)]
    outcomes = check(obligations, Cache(cache_directory), environment, jobs, extra_path, grace, progress)
    rows = [theorem_row(room, theorem, outcomes, factor) for room, theorem in theorems]
    rows += [direct_row(room, one, outcomes, factor) for room, one in direct]
    rows += [rule_row(room, checked, outcomes, known, factor) for room, checked in rules]
    problems = [*known.problems, *verdict_problems(obligations, outcomes), *lost_lemmas(theorems, outcomes)]
    if not obligations:
        problems.append("there is nothing to check")
    rows = [failed_if_flawed(row, problems) for row in rows]
    levels: dict[str, Counter[str]] = {
        subject: Counter(row.level.value for row in rows if row.subject == subject) for subject in SUBJECTS
    }
    return Report(
        tier,
        environment,
        tuple(rows),
        tuple(problems),
        tuple(better_than_registered(obligations, outcomes)),
        len(obligations),
        round(time.monotonic() - begun, 1),
        levels,
    )


def check(
    obligations: list[Obligation],
    kept: Cache,
    environment: dict[str, str],
    jobs: int,
    extra_path: tuple[str, ...],
    grace: float,
    progress: Progress,
) -> Outcomes:
    """Check every obligation, several at a time, and give the outcomes in the order of the obligations."""
    servers: queue.SimpleQueue[Server] = queue.SimpleQueue()
    everyone = [Server(extra_path, grace) for _ in range(jobs)]
    for server in everyone:
        servers.put(server)

    sources = {module: source_digest(module) for module in {o.module for o in obligations}}

    def settle(obligation: Obligation) -> Outcome:
        name = key(obligation, environment, sources[obligation.module])
        if (earlier := kept.find(name)) is not None and earlier.state in obligation.accepted:
            return earlier
        server = servers.get()
        try:
            outcome = server.ask(obligation, 1)
            if outcome.state not in obligation.accepted and outcome.state in WORTH_ANOTHER_TRY:
                outcome = replace(server.ask(obligation, RETRY_FACTOR), tries=2)
        finally:
            servers.put(server)
        kept.keep(name, outcome, obligation.accepted)
        return outcome

    found: Outcomes = {}
    try:
        with ThreadPoolExecutor(jobs) as pool:
            running = {pool.submit(settle, obligation): obligation for obligation in obligations}
            try:
                for done in as_completed(running):
                    found[running[done]] = done.result()
                    progress(len(found), len(obligations), running[done].name)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for server in everyone:
                    server.interrupt()
                raise
    finally:
        for server in everyone:
            server.close()
    return {obligation: found[obligation] for obligation in obligations}
