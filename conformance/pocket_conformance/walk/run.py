"""A long walk from the command line, until enough steps or seconds have passed, and a table of what it saw."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from pocket_conformance.chain_shapes import STATE, SignedMessageShape
from pocket_conformance.walk.judge import Judge, ProblemError
from pocket_conformance.walk.machine import Walk
from pocket_spec.chain.registry import HANDLERS
from pocket_spec.invariants import CATALOGUE, KNOWN_TO_FAIL

MESSAGE = SignedMessageShape()
WALKS_AT_ONCE, RULES_PER_WALK = 10, 60
"""Walks between two looks at the clock; messages and ends of blocks in a walk."""


@dataclass(frozen=True, slots=True)
class WalkReport:
    """What a long walk saw: `broken` counts invariants by id, `problem` is what ended it before its time."""

    steps: int
    seconds: float
    accepted: Mapping[str, int]
    refused: Mapping[str, int]
    broken: Mapping[str, int]
    excused: frozenset[str]
    checked: int
    problem: str
    counterexample: ProblemError | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the report to machines."""
        return {
            "steps": self.steps,
            "seconds": round(self.seconds, 1),
            "invariants_checked": self.checked,
            "known_to_fail": {name: self.broken.get(name, 0) for name in sorted(self.excused)},
            "messages": {
                name: {"accepted": self.accepted.get(name, 0), "refused": self.refused.get(name, 0)}
                for name in (handler.op for handler in HANDLERS)
            },
            "problem": self.problem or None,
            "counterexample": None if self.counterexample is None else counterexample_json(self.counterexample),
        }


def counterexample_json(problem: ProblemError) -> dict[str, Any]:
    """Give what was walked to machines: the invariant that broke, the state before the first block, the blocks."""
    walked = problem.walked
    return {
        "invariant": problem.invariant or None,
        "start": STATE.render(walked.start),
        "blocks": [[MESSAGE.render(message) for message in messages] for messages in walked.blocks],
    }


def walk(
    *, steps: int, seconds: float, judge: Judge | None = None, advance: Callable[[int], None] = lambda _: None
) -> WalkReport:
    """Walk at random until so many steps or seconds have passed, or something is wrong."""
    started, counterexample = time.monotonic(), None

    class LongWalk(Walk):
        """A walk that counts for itself."""

    LongWalk.judge = judge
    LongWalk.steps = 0
    LongWalk.found, LongWalk.accepted, LongWalk.refused = Counter(), Counter(), Counter()
    options = settings(
        max_examples=WALKS_AT_ONCE,
        stateful_step_count=RULES_PER_WALK,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    while counterexample is None and LongWalk.steps < steps and time.monotonic() - started < seconds:
        try:
            run_state_machine_as_test(LongWalk, settings=options)
        except ProblemError as error:
            counterexample = error
        advance(LongWalk.steps)
    refused: Counter[str] = Counter()
    for (name, _), count in LongWalk.refused.items():
        refused[name] += count
    return WalkReport(
        LongWalk.steps, time.monotonic() - started, LongWalk.accepted, refused, LongWalk.found, KNOWN_TO_FAIL,
        len(CATALOGUE), "" if counterexample is None else str(counterexample), counterexample,
    )  # fmt: skip
