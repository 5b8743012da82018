"""The rung of the tests: which test of the rooms that a rule belongs to fails on a mutant.

The tests are collected once; each mutant is judged in a fork that has them all loaded.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pocket_conformance.errors import UserError
from pocket_conformance.mutation import digests
from pocket_conformance.mutation.forks import judged_in_forks
from pocket_conformance.mutation.model import Fate, Judgement, Mutant
from pocket_conformance.mutation.swap import Swapper, named, recorded

if TYPE_CHECKING:
    import pytest

LEAST_SECONDS = 60.0
PATIENCE = 10
OTHER_ROOMS = {
    "pocket_spec.governance": ("params",),
    "pocket_spec.relay.difficulty": ("difficulty",),
    "pocket_spec.claims.requirement": ("settlement",),
}
"""Tests of a module that stand in a room of another name."""

Advance = Callable[[str], None]
Verdicts = Iterator[tuple[Mutant, Judgement]]


def rooms_of(module: str, tests: Path) -> tuple[str, ...]:
    """List the directories of tests that a module's own tests are in."""
    names = {part for part in module.split(".")[1:] if (tests / part).is_dir()}
    for prefix, others in OTHER_ROOMS.items():
        if f"{module}.".startswith(f"{prefix}."):
            names |= set(others)
    return tuple(sorted(names))


class Rooms:
    """Runs, for each mutant, the tests that enter the mutated function, up to the first failure."""

    name = "tests"

    def __init__(self, repository: Path, keep: Path) -> None:
        self.repository = repository
        self.tests = repository / "tests"
        self.keep = keep

    def there(self, module: str) -> frozenset[str]:
        """Give the hashes of each file of tests with the rules, and of all together."""
        rooms = rooms_of(module, self.tests)
        return frozenset({self._whole(rooms, module), *(self._file(path, module) for path in self._files(rooms))})

    def needs(self, module: str, judgement: Judgement) -> frozenset[str]:
        """Say what a verdict depends on: a kill on the file of the test that fails."""
        path = self.repository / judgement.by.partition("::")[0]
        rooms = rooms_of(module, self.tests)
        killed = judgement.fate is Fate.KILLED and path in self._files(rooms)
        return frozenset({self._file(path, module) if killed else self._whole(rooms, module)})

    def _files(self, rooms: tuple[str, ...]) -> list[Path]:
        return [path for room in rooms for path in sorted((self.tests / room).rglob("*.py"))]

    def _file(self, path: Path, module: str) -> str:
        return digests.joined(
            path.relative_to(self.tests).as_posix(), digests.digest_of_files([path]), self._around(module)
        )

    def _whole(self, rooms: tuple[str, ...], module: str) -> str:
        return digests.joined(*(self._file(path, module) for path in self._files(rooms)), self._around(module))

    def _around(self, module: str) -> str:
        """Hash what every test stands on: the rules, the judge, the fixtures and what tests share."""
        shared = [self.tests / "conftest.py", *(self.tests / "support").rglob("*.py")]
        return digests.joined(
            digests.rules_digest(module), digests.judge_digest("rooms"), digests.digest_of_files(shared)
        )

    def judge_all(self, mutants: Iterable[Mutant], *, jobs: int, note: Advance) -> Verdicts:
        """Judge mutants, room by room."""
        by_rooms: dict[tuple[str, ...], list[Mutant]] = {}
        for mutant in mutants:
            by_rooms.setdefault(rooms_of(mutant.module, self.tests), []).append(mutant)
        for rooms, group in sorted(by_rooms.items()):
            if rooms:
                yield from self._judged_by(rooms, group, jobs, note)
            else:
                yield from ((mutant, Judgement(Fate.SURVIVED, "its room has no tests")) for mutant in group)

    def _judged_by(self, rooms: tuple[str, ...], mutants: list[Mutant], jobs: int, note: Advance) -> Verdicts:
        """Have a process collect the tests of rooms and judge mutants; it sends one line for each."""
        note(f"collecting tests of {', '.join(rooms)}")
        reader, writer = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reader)
            os._exit(self._serve(rooms, mutants, jobs, writer))
        os.close(writer)
        by_key = {mutant.key: mutant for mutant in mutants}
        with os.fdopen(reader) as lines:
            for line in lines:
                said = json.loads(line)
                if "note" in said:
                    note(said["note"])
                else:
                    yield by_key.pop(said["key"]), Judgement(Fate(said["fate"]), said["by"], said["seconds"])
        _, status = os.waitpid(process, 0)
        if by_key:
            code = os.waitstatus_to_exitcode(status)
            raise UserError(f"the tests of {', '.join(rooms)} cannot be run on the rules as they are (exit {code})")

    def _serve(self, rooms: tuple[str, ...], mutants: list[Mutant], jobs: int, writer: int) -> int:
        import pytest  # noqa: PLC0415 - no other process needs it

        os.chdir(self.repository)
        os.environ["POCKET_SPEC_HYPOTHESIS_PROFILE"] = "unshrunk"  # that a test fails is enough, by whatever example
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1):
            os.dup2(nothing, descriptor)
        with os.fdopen(writer, "w") as stream:

            def send(**said: object) -> None:
                stream.write(json.dumps(said) + "\n")
                stream.flush()

            reaches = {
                path.relative_to(self.repository).as_posix(): self.keep
                / f"reach-{self._file(path, digests.OPERATIONS)[:24]}.json"
                for path in self._files(rooms)
            }
            loop = _Loop(mutants, jobs, reaches, send)
            alone = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore:Module already imported")
            return int(pytest.main([*alone, *(f"tests/{room}" for room in rooms)], plugins=[loop]))


class _Loop:
    """Takes the place of pytest's own loop over the tests; `reaches` says where each file of tests has its reach."""

    def __init__(self, mutants: list[Mutant], jobs: int, reaches: dict[str, Path], send: Callable[..., None]) -> None:
        self.mutants, self.jobs, self.reaches, self.send = mutants, jobs, reaches, send
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the first failure."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge the mutants."""
        if session.testsfailed or not session.items:
            raise UserError("the tests cannot be collected")
        items = {item.nodeid: item for item in session.items}
        reach = self._reach(session)
        swapper = Swapper({mutant.module for mutant in self.mutants})

        def reached(mutant: Mutant) -> list[tuple[str, float]]:
            return reach.get(f"{mutant.module}.{mutant.function}", [])

        def work(mutant: Mutant) -> Judgement:
            swapper.put_in_place(mutant)
            chosen = [items[name] for name, _ in reached(mutant)]
            for index, item in enumerate(chosen):
                following = chosen[index + 1] if index + 1 < len(chosen) else None
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.failed:
                    return Judgement(Fate.KILLED, self.failed)
            return Judgement(Fate.SURVIVED, f"{len(chosen)} tests")

        def limit(mutant: Mutant) -> float:
            return LEAST_SECONDS + PATIENCE * sum(seconds for _, seconds in reached(mutant))

        for mutant, found in judged_in_forks(self.mutants, work, jobs=self.jobs, limit=limit):
            self.send(key=mutant.key, fate=found.fate, by=found.by, seconds=found.seconds)
        return True

    def _reach(self, session: pytest.Session) -> dict[str, list[tuple[str, float]]]:
        """Learn which tests enter which functions, from a run in a fork, so that this process stays as collected."""
        unknown = [item for item in session.items if not self.reaches[_file_of(item)].is_file()]
        if unknown:
            self.send(note=f"learning what {len(unknown)} tests reach")
            process = os.fork()
            if process == 0:
                os._exit(self._learn(unknown))
            _, status = os.waitpid(process, 0)
            if status:
                raise UserError("tests fail on the rules as they are")
        found: dict[str, list[tuple[str, float]]] = {}
        for name in sorted({_file_of(item) for item in session.items}):
            document: dict[str, Any] = json.loads(self.reaches[name].read_text(encoding="utf-8"))
            for function, tests in document.items():
                found.setdefault(function, []).extend((test, seconds) for test, seconds in tests)
        return {function: sorted(tests, key=lambda test: test[1]) for function, tests in found.items()}

    def _learn(self, items: list[pytest.Item]) -> int:
        files = digests.rule_files()
        swapper = Swapper(set(files.values()))
        found: dict[str, dict[str, list[tuple[str, float]]]] = {_file_of(item): {} for item in items}
        for index, item in enumerate(items):
            following = items[index + 1] if index + 1 < len(items) else None
            begun = time.monotonic()
            swapper.forget()

            def protocol(item: pytest.Item = item, following: pytest.Item | None = following) -> None:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

            entered = recorded(protocol)
            if self.failed:
                self.send(note=f"{self.failed} fails on the rules as they are")
                return 1
            seconds = round(time.monotonic() - begun, 3)
            for function in sorted(named(entered, files)):
                found[_file_of(item)].setdefault(function, []).append((item.nodeid, seconds))
        for name, reached in found.items():
            self.reaches[name].parent.mkdir(parents=True, exist_ok=True)
            self.reaches[name].write_text(json.dumps(reached), encoding="utf-8")
        return 0


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
