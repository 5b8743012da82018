"""Runners for the rungs that keep no cache of their own: each writes a file of results."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from pocket_conformance.assurance.model import Finding
from pocket_conformance.contracts import unchecked
from pocket_conformance.explore.explorer import explore
from pocket_conformance.explore.model import Counterexample, Exploration, Question, Scope
from pocket_conformance.explore.runs import RUN_INVARIANTS
from pocket_conformance.explore.scopes import SCOPES, question_of
from pocket_conformance.incidents.model import Search
from pocket_conformance.incidents.registry import INCIDENTS
from pocket_conformance.incidents.search import search
from pocket_conformance.walk.machine import Walk
from pocket_spec.invariants import BY_ID, CATALOGUE, KNOWN_TO_FAIL, TOTALITY, DataInvariant
from pocket_spec.releases.v0_1_35 import RULES

Note = Callable[[str], None]
EXHAUSTED, BOUNDED, BROKEN, TESTED, PASSED, FAILED = (
    "exhausted within scope",
    "searched within a limit: not evidence of truth",
    "broken",
    "tested",
    "passed",
    "failed",
)
FOUND, NOT_FOUND = "found", "not found"
EXPLORED_CODE = (
    "pocket_conformance.explore.scopes",
    "pocket_conformance.explore.explorer",
    "pocket_conformance.explore.runs",
    "pocket_spec.invariants",
)
WALKED = tuple(invariant for invariant in CATALOGUE if not isinstance(invariant, DataInvariant))
"""The invariants that walks ask for."""
OF_CHANCE = {"test_scaling": ("EST-1",), "test_selection": ("SES-4",), "test_proof_sampling": ("PRF-1",)}
"""The invariants that tests of chance speak about, by the names of their files."""
CODE = {
    "explorer": EXPLORED_CODE,
    "incidents": ("pocket_conformance.incidents.search", *EXPLORED_CODE),
    "walks": ("pocket_conformance.walk.machine", "pocket_spec.invariants"),
    "statistics": (
        "pocket_spec.session.assignment",
        "pocket_spec.relay.difficulty",
        "pocket_spec.claims.proof_sample",
        "pocket_conformance.params",
    ),
}
"""The modules whose code each runner runs."""


def explorer(seconds: float, note: Note) -> list[Finding]:
    """Explore every scope for so long at most, and say of each what was asked there, and what broke."""
    found = []
    for scope in SCOPES.values():
        note(scope.name)
        question = question_of(scope, RUN_INVARIANTS)
        with unchecked():
            result = explore(scope, RULES, question, most_seconds=seconds)
        found += explored(scope, question, result, seconds)
    return found


def explored(scope: Scope, question: Question, result: Exploration, seconds: float) -> list[Finding]:
    """Say what an exploration came to: of the scope, and of each invariant that broke there."""
    excused = ", ".join(sorted(scope.excused))
    asked, of_runs = len(asked_in(question)), ", ".join(invariant.id for invariant in question.runs)
    whole = Finding(
        subject=scope.name,
        sentence=scope.sentence,
        status=EXHAUSTED if result.exhausted else BOUNDED,
        good=not result.broken,
        scope=f"{result.states} states, {result.transitions} transitions, up to block {scope.horizon}",
        assumptions=f"not asked, as known to fail here: {excused}" if excused else "",
        bounds=f"{seconds:g} s",
        seconds=round(result.seconds, 1),
        note=f"{asked} invariants asked" + (f", and {of_runs}" if of_runs else ""),
        bounded=not result.exhausted,
        invariants=asked_in(question),
    )
    return [whole, *(_broken(scope.name, broken) for broken in result.broken)]


def asked_in(question: Question) -> tuple[str, ...]:
    """List the ids of the invariants that a scope is asked for."""
    named = tuple(invariant.id for invariant in (*question.states, *question.transitions))
    return (*named, TOTALITY.id) if question.totality else named


def _broken(scope: str, broken: Counterexample) -> Finding:
    moments = tuple((moment.height, moment.label) for moment in broken.trace)
    return Finding(
        f"{scope}, {broken.invariant}",
        broken.sentence,
        BROKEN,
        good=False,
        trace=moments,
        invariants=(broken.invariant,),
    )


def incidents(seconds: float, note: Note) -> list[Finding]:
    """Plant every incident and search for it for so long at most."""
    found = []
    for incident in INCIDENTS:
        note(incident.id)
        with unchecked():
            found.append(searched(search(incident, most_seconds=seconds), seconds))
    return found


def searched(result: Search, seconds: float) -> Finding:
    """Say what the search for a planted incident came to."""
    moments = tuple((moment.height, moment.label) for moment in result.found.trace) if result.found else ()
    return Finding(
        subject=result.incident.id,
        sentence=result.incident.sentence,
        status=FOUND if result.succeeded else NOT_FOUND,
        good=result.succeeded,
        scope=f"{result.scope}: {result.states} states" if result.scope else f"{result.states} states",
        assumptions=f"planted: {', '.join(sorted(result.incident.override))}",
        bounds=f"{seconds:g} s",
        seconds=round(result.seconds, 1),
        note=f"breaks {result.found.invariant}" if result.found else "",
        trace=moments,
        invariants=(result.found.invariant,) if result.found else (),
    )


def walks(examples: int, steps: int, note: Note) -> list[Finding]:
    """Walk at random, always the same ways, and say of every invariant whether a walk broke it."""
    note(f"{examples} walks of {steps} steps")

    class Recorded(Walk):
        excused = frozenset(BY_ID)

    Recorded.steps = 0
    Recorded.accepted, Recorded.refused = type(Walk.accepted)(), type(Walk.refused)()
    Recorded.found = type(Walk.found)()
    begun = time.monotonic()
    run_state_machine_as_test(
        Recorded,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    seconds = round(time.monotonic() - begun, 1)
    scope = f"{examples} walks of {steps} steps: {Recorded.steps} changes, {sum(Recorded.accepted.values())} messages"
    return [
        Finding(
            subject=invariant.id,
            sentence=invariant.sentence,
            status=BROKEN if Recorded.found[invariant.id] else TESTED,
            good=not Recorded.found[invariant.id] or invariant.id in KNOWN_TO_FAIL,
            scope=scope,
            assumptions=invariant.assumes,
            bounds="the same walks each time",
            seconds=seconds,
            note=f"broken {Recorded.found[invariant.id]} times" if Recorded.found[invariant.id] else "",
            invariants=(invariant.id,),
        )
        for invariant in WALKED
    ]


class _Results:
    """Collects what pytest says of each test."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.sentences: dict[str, str] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Read what each test says it is about."""
        for item in session.items:
            text = (getattr(getattr(item, "obj", None), "__doc__", "") or "").strip().partition("\n\n")[0]
            plain = item.name.partition("[")[0].removeprefix("test_").replace("_", " ")
            self.sentences[item.nodeid] = " ".join(text.split()) or plain

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the outcome of the test itself, and a failure wherever it happens."""
        if report.when == "call" or report.failed:
            good = report.passed
            self.findings.append(
                Finding(
                    subject=report.nodeid.rpartition("/")[2],
                    sentence=self.sentences[report.nodeid],
                    status=PASSED if good else FAILED,
                    good=good,
                    bounds="error 1e-6 a claim, the same inputs each time",
                    seconds=round(report.duration, 2),
                    invariants=OF_CHANCE.get(Path(report.nodeid.partition("::")[0]).stem, ()),
                )
            )


def statistics(tests: Path, note: Note) -> list[Finding]:
    """Run the tests of chance."""
    note(str(tests))
    results = _Results()
    # said of modules that pytest did not load itself, as after a walk
    loaded = ("pytest.PytestAssertRewriteWarning", "hypothesis.errors.HypothesisSideeffectWarning")
    alone = ("-p", "no:cacheprovider", *(part for warning in loaded for part in ("-W", f"ignore::{warning}")))
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*alone, str(tests)], plugins=[results])
    return results.findings
