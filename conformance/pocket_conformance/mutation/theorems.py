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
from pocket_spec.theorems import ROOMS

KINDS = ("theorem", "symbolic", "rule")
"""Canaries are wrong already: what a mutant makes of them says nothing."""
LOST = (State.NOT_CONFIRMED, State.KILLED)
GRACE = 30.0
WALL = 5
"""Seconds on the clock for each second that an obligation may compute, and for the checker's own start."""

Advance = Callable[[str], None]
Verdicts = Iterator[tuple[Mutant, Judgement]]


class Theorems:
    """Checks, for each mutant, the theorems about the mutated function, else about its module, and its contract."""

    name = "theorems"

    @cached_property
    def known(self) -> registry.Registry:
        """What the rooms claim."""
        return registry.load(ROOMS)

    def killers(self, module: str) -> str:
        """Give the hash of what judges a module's mutants."""
        rooms = sorted({obligation.module for obligation in self._of_module(module)})
        tools = (f"{tool} {version}" for tool, version in versions().items())
        return digests.joined(*(source_digest(room) for room in rooms), *tools, digests.judges_digest())

    def judge_all(self, mutants: Iterable[Mutant], *, jobs: int, note: Advance) -> Verdicts:
        """Judge mutants, each in its own process."""
        note("reading the theorems")

        def work(mutant: Mutant) -> Judgement:
            return self._judged(mutant)

        def limit(mutant: Mutant) -> float:
            return GRACE * WALL + WALL * sum(obligation.seconds for obligation in self.obligations(mutant))

        yield from judged_in_forks(mutants, work, jobs=jobs, limit=limit)

    def obligations(self, mutant: Mutant) -> list[Obligation]:
        """List what is to be checked of a mutant."""
        name = f"{mutant.module}.{mutant.function}"
        theorems = [(room.name, theorem) for room in self.known.rooms for theorem in room.theorems]
        about = [(r, t) for r, t in theorems if any(registry.name_of(rule) == name for rule in t.rules)]
        about = about or [(r, t) for r, t in theorems if any(rule.__module__ == mutant.module for rule in t.rules)]
        found = [
            obligation
            for room in self.known.rooms
            for checked in room.rules
            if registry.name_of(checked.rule) == name
            for obligation in registry.rule_obligations(checked, 1)
        ]
        for room_name, theorem in about:
            found += registry.theorem_obligations(room_name, theorem, 1)
        return [claim for claim in found if claim.kind in KINDS and claim.accepted == registry.CONFIRMED]

    def _of_module(self, module: str) -> list[Obligation]:
        rooms = self.known.rooms
        theorems = [(r.name, t) for r in rooms for t in r.theorems if any(f.__module__ == module for f in t.rules)]
        found = [obligation for room, t in theorems for obligation in registry.theorem_obligations(room, t, 1)]
        rules = [checked for room in rooms for checked in room.rules if checked.rule.__module__ == module]
        return found + [obligation for checked in rules for obligation in registry.rule_obligations(checked, 1)]

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
