"""`pytest conformance/`: every vector is a test, run on the implementation of your choice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pocket_conformance.errors import UserError
from pocket_conformance.harness import DEFAULT_TIMEOUT, AdapterProcess
from pocket_conformance.implementations import available, implementation
from pocket_conformance.scoring import Callee, Scorecard, Verdict, each_case
from pocket_conformance.vector_files import VectorFile, read_tree

REPOSITORY = Path(__file__).resolve().parent.parent
SCORES = "conformance scores"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the conformance suite."""
    group = parser.getgroup("conformance")
    group.addoption("--implementation", metavar="CMD", help="adapter to score; default: the spec and the reference")
    group.addoption("--vectors", default=str(REPOSITORY / "vectors"), help="the tree of vectors")
    group.addoption("--suite", action="append", default=[], help="only this suite; may be repeated")
    group.addoption("--adapter-timeout", type=float, default=DEFAULT_TIMEOUT, help="seconds for one reply")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the place where results are counted."""
    config.pluginmanager.register(Scores(), SCORES)


class Scores:
    """Counts the verdicts that the reports of tests carry, be they from this process or from a worker's."""

    def __init__(self) -> None:
        self.cards: dict[str, Scorecard] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count the verdict of a test."""
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "verdict" and isinstance(value, dict):
                card = self.cards.setdefault(value["implementation"], Scorecard(value["implementation"]))
                card.aborted = value["aborted"] or card.aborted
                verdict = Verdict(value["outcome"], value["problem"])
                card.record(value["suite"], value["op"], value["case"], verdict)


def _cards(config: pytest.Config) -> list[Scorecard]:
    scores = config.pluginmanager.get_plugin(SCORES)
    return list(scores.cards.values()) if isinstance(scores, Scores) else []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each case and implementation."""
    if "vector_case" not in metafunc.fixturenames:
        return
    config = metafunc.config
    names = ["adapter"] if config.getoption("implementation") else list(available())
    try:
        files = read_tree(Path(config.getoption("vectors")), tuple(config.getoption("suite")))
    except UserError as error:
        raise pytest.UsageError(str(error)) from None
    cases = [(name, case) for name in names for case in each_case(files) if _is_offered(name, case[0])]
    metafunc.parametrize(
        ("implementation_name", "vector_case"),
        cases,
        ids=[f"{name}-{file.suite}.{file.op}-{case['tcId']}" for name, (file, _, case) in cases],
        scope="session",
    )


def _is_offered(name: str, file: VectorFile) -> bool:
    """Leave out what an implementation of this distribution does not have; an adapter is asked everything."""
    return name == "adapter" or (file.suite, file.op) in implementation(name).operations


@pytest.fixture(scope="session")
def callees(request: pytest.FixtureRequest) -> Iterator[dict[str, Callee]]:
    """The implementations to score, started once."""
    command = request.config.getoption("implementation")
    if not command:
        yield {name: implementation(name) for name in available()}
        return
    with AdapterProcess(command, request.config.getoption("adapter_timeout")) as process:
        yield {"adapter": process}


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table of each implementation."""
    for card in _cards(config):
        terminalreporter.ensure_newline()
        console = Console(file=terminalreporter._tw._file, width=100)  # noqa: SLF001 - pytest offers no other way
        console.print(card.to_table())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail on silence: an implementation of which no case was run has not been scored."""
    for card in _cards(session.config):
        if not card.total("passed") and not session.exitstatus:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
