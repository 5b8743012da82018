"""The rung of the theorems: which claim about a mutated rule, or contract of its own, the symbolic checker refutes.

Here the mutant is a file: the checker's process imports the rules from a copy of their tree with one file changed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from pocket_conformance.formal import registry
from pocket_conformance.formal.cache import file_of, source_digest, versions
from pocket_conformance.formal.model import Obligation, State
from pocket_conformance.formal.server import Server
from pocket_conformance.mutation import digests
from pocket_conformance.mutation.forks import judged_in_forks
from pocket_conformance.mutation.model import Fate, Judgement, Mutant
from pocket_spec.theorems import ROOMS, Exhausted, SolverTheorem, Theorem

LOST = (State.NOT_CONFIRMED, State.KILLED)
GRACE = 30.0
WALL = 5
"""Seconds on the clock for each second that an obligation may compute, and for the checker's own start."""

Claim = Theorem | SolverTheorem | Exhausted
Advance = Callable[[str], None]
Verdicts = Iterator[tuple[Mutant, Judgement]]


class Theorems:
    """Checks, for each mutant, the theorems about the mutated function, else about its module, and its contract."""

    name = "theorems"

    @cached_property
    def known(self) -> registry.Registry:
        """What the rooms claim."""
        return registry.load(ROOMS)

    def there(self, module: str) -> frozenset[str]:
        """Give the hashes of each room that speaks of a module, and of all together."""
        rooms = self._rooms(module)
        return frozenset({self._whole(rooms), *map(self._room, rooms)})

    def needs(self, module: str, judgement: Judgement) -> frozenset[str]:
        """Say what a verdict depends on: a kill on the room of the claim that is refuted."""
        rooms = self._rooms(module)
        claim = judgement.by.partition(": ")[0]
        killers = [room for room in rooms if f" {room}." in claim]
        killed = judgement.fate is Fate.KILLED and killers
        return frozenset({self._room(killers[0]) if killed else self._whole(rooms)})

    def _rooms(self, module: str) -> list[str]:
        return sorted({obligation.module for obligation in self._of_module(module)})

    @staticmethod
    def _room(room: str) -> str:
        tools = (f"{tool} {version}" for tool, version in versions().items())
        return digests.joined(room, source_digest(room), *tools, digests.judge_digest("theorems"))

    def _whole(self, rooms: list[str]) -> str:
        return digests.joined("all", *map(self._room, rooms), digests.judge_digest("theorems"))

    def judge_all(self, mutants: Iterable[Mutant], *, jobs: int, note: Advance) -> Verdicts:
        """Judge mutants, each in its own process."""
        note("reading the theorems")

        def work(mutant: Mutant) -> Judgement:
            return self._judged(mutant)

        def limit(mutant: Mutant) -> float:
            return GRACE * WALL + WALL * sum(obligation.seconds for obligation in self.obligations(mutant))

        yield from judged_in_forks(mutants, work, jobs=jobs, limit=limit)

    def obligations(self, mutant: Mutant) -> list[Obligation]:
        """List what is to be checked of a mutant; what is wrong already (a canary) says nothing about it."""
        name = f"{mutant.module}.{mutant.function}"
        claims = self._claims()
        about = [(r, c) for r, c in claims if any(registry.name_of(rule) == name for rule in c.rules)]
        about = about or [(r, c) for r, c in claims if any(rule.__module__ == mutant.module for rule in c.rules)]
        found = [
            obligation
            for room in self.known.rooms
            for checked in room.rules
            if registry.name_of(checked.rule) == name
            for obligation in registry.rule_obligations(checked, 1)
        ]
        for room_name, claim in about:
            found += self._conditions(room_name, claim)
        return [condition for condition in found if condition.accepted == registry.CONFIRMED]

    def _of_module(self, module: str) -> list[Obligation]:
        found: list[Obligation] = []
        for room, claim in self._claims():
            if any(rule.__module__ == module for rule in claim.rules):
                found += self._conditions(room, claim)
        rules = [checked for room in self.known.rooms for checked in room.rules if checked.rule.__module__ == module]
        return found + [obligation for checked in rules for obligation in registry.rule_obligations(checked, 1)]

    def _claims(self) -> list[tuple[str, Claim]]:
        """List the claims of all rooms, those of solvers first: they are the quickest to refute."""
        rooms = self.known.rooms
        found: list[tuple[str, Claim]] = []
        for room in rooms:
            found += ((room.name, claim) for claim in room.solved)
            found += ((room.name, claim) for claim in room.exhausted)
        for room in rooms:
            found += ((room.name, theorem) for theorem in room.theorems)
        return found

    @staticmethod
    def _conditions(room: str, claim: Claim) -> list[Obligation]:
        if isinstance(claim, Theorem):
            return registry.theorem_obligations(room, claim, 1)
        return registry.direct_obligations(room, claim, 1)

    def _judged(self, mutant: Mutant) -> Judgement:
        claims = self.obligations(mutant)
        if not claims:
            return Judgement(Fate.SURVIVED, "no theorem or checked contract speaks of it")
        lost: list[str] = []
        with tempfile.TemporaryDirectory(prefix="mutant-") as directory:
            stage(mutant, Path(directory))
            server = Server((directory,), GRACE)
            try:
                for claim in claims:
                    outcome = server.ask(claim, 1)
                    if outcome.state in LOST:
                        lost.append(claim.name)
                    elif outcome.state not in claim.accepted:
                        return Judgement(Fate.KILLED, f"{claim.kind} {claim.name}: {outcome.state}")
            finally:
                server.close()
        if lost:
            return Judgement(Fate.TIMEOUT, f"no counterexample, but {lost[0]} lost its proof")
        return Judgement(Fate.SURVIVED, f"{len(claims)} claims")


def stage(mutant: Mutant, directory: Path) -> Path:
    """Copy the rules' tree into a directory, with the mutant's file in place of the module's."""
    root, original = file_of("pocket_spec"), file_of(mutant.module)
    if root is None or original is None:
        raise LookupError(f"{mutant.module}: no such module")
    copy = directory / root.parent.name
    shutil.copytree(root.parent, copy)
    changed = copy / original.relative_to(root.parent)
    for compiled in (changed.parent / "__pycache__").glob(f"{changed.stem}.*.pyc"):
        compiled.unlink()
    changed.write_text(mutant.source, encoding="utf-8")
    return changed
