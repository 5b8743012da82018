"""A search that was cut off, kept in a file, to go on from another day.

What is kept is how every position was reached, not the positions: the number of the one before, and the label of what
happened. A search that goes on plays these moves again, which asks nothing and so costs a part of what the search did.
A file is good for the code, the scope, the rules and the questions that it was written for, and for no others.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pocket_conformance.explore.explorer import Breach, Origin, Search
from pocket_conformance.explore.model import Question
from pocket_conformance.explore.moves import moves
from pocket_conformance.formal.cache import seal_of, source_files
from pocket_conformance.formal.report import write
from pocket_conformance.mutation.digests import digest_of_code, joined
from pocket_spec.invariants import TOTALITY

CODE = (
    "pocket_conformance.explore.scopes",
    "pocket_conformance.explore.explorer",
    "pocket_conformance.explore.runs",
    "pocket_conformance.incidents.registry",
)
SECONDS_BETWEEN_WRITES = 60.0


class DamagedError(ValueError):
    """A file does not say what a search of this scope would come to."""


@cache
def code_digest() -> str:
    """Hash the code of scopes, rules, invariants, questions about runs, and incidents."""
    return digest_of_code({path for module in CODE for path in source_files(module)})


@dataclass
class Checkpoint:
    """The file of one search; `rules` names the rules that it searches under. `say` is told why a file is ignored."""

    directory: Path
    rules: str
    say: Callable[[str], None] = lambda _: None
    written: float = field(default_factory=time.monotonic)

    def path(self, search: Search) -> Path:
        """Give the file of a search."""
        return self.directory / f"{self.rules}-{search.scope.name}{'-reduced' if search.symmetry else ''}.json"

    def key(self, search: Search) -> str:
        """Hash all that a file depends on."""
        reduction = "reduced" if search.symmetry else "whole"
        return joined(code_digest(), self.rules, search.scope.name, *_names(search.question), reduction)

    def resume(self, search: Search) -> bool:
        """Bring a new search to where the file says that one was; tell whether there was such a file."""
        path = self.path(search)
        if not path.exists():
            return False
        try:
            document = json.loads(path.read_bytes())
            if document["key"] != self.key(search):
                self.say(f"{path}: of other code, begun anew")
                return False
            if document["seal"] != seal_of(document["key"], document["search"]):
                raise DamagedError("changed since it was written")
            restored(search, document["search"])
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            self.say(f"{path}: damaged, begun anew ({error})")
            search.forget()
            return False
        return True

    def keep(self, search: Search) -> None:
        """Write the file; it appears whole or not at all. What is exhausted needs none."""
        if search.exhausted:
            self.path(search).unlink(missing_ok=True)
            return
        key, told = self.key(search), described(search)
        document = {"key": key, "seal": seal_of(key, told), "search": told}
        write(self.path(search), json.dumps(document, separators=(",", ":")) + "\n")
        self.written = time.monotonic()

    def keep_at_times(self, search: Search) -> None:
        """Write the file if the last time is a while ago, so that a killed search loses little."""
        if time.monotonic() - self.written > SECONDS_BETWEEN_WRITES:
            self.keep(search)


def _names(question: Question) -> Iterable[str]:
    yield from (found.id for found in question.asked)
    yield f"totality {question.totality}"


def described(search: Search) -> dict[str, Any]:
    """Say how every position was reached, and where invariants broke."""
    labels: dict[str, int] = {}
    origins = [origin for origin in search.origins if origin is not None]
    reached = [(each.parent, labels.setdefault(each.moment.label, len(labels))) for each in origins]
    broken = [
        (name, breach.position, breach.moments[0].label if breach.moments else None)
        for name, breach in search.broken.items()
    ]
    return {
        "labels": list(labels),
        "reached": reached,
        "followed": search.followed,
        "transitions": search.transitions,
        "seconds": round(search.seconds, 3),
        "broken": broken,
    }


def restored(search: Search, told: dict[str, Any]) -> None:
    """Play the moves again; raises `DamagedError` where they do not lead to new positions as they did."""
    search.begin_unasked()
    reached = [(int(parent), str(told["labels"][label])) for parent, label in told["reached"]]
    for parent, group in itertools.groupby(reached, key=lambda entry: entry[0]):
        wanted = [label for _, label in group]
        for move in moves(search.positions[parent], search.scope, search.rules, frozenset(wanted)):
            if not search.add(move.reached, Origin(parent, move.moment)):
                raise DamagedError(f"{move.moment.label} leads nowhere new")
    if len(search.positions) != len(reached) + 1 or not 0 <= int(told["followed"]) <= len(search.positions):
        raise DamagedError("positions are missing")
    search.followed, search.transitions = int(told["followed"]), int(told["transitions"])
    search.seconds = float(told["seconds"])
    for name, position, label in told["broken"]:
        runs = tuple(asked for asked in search.question.runs if asked.id == name)
        if runs:
            search.ask_of_runs(int(position), runs)
        else:
            search.broken[name] = _breach(search, str(name), int(position), label)
        if name not in search.broken:
            raise DamagedError(f"{name} does not break where it did")


def _breach(search: Search, name: str, number: int, label: str | None) -> Breach:
    """Ask the broken invariant again, there alone."""
    position = search.positions[number]
    if label is None:
        if any(asked.id == name and not asked.holds(position.state) for asked in search.question.states):
            return Breach(number, (), position.state)
        raise DamagedError(f"{name} does not break where it did")
    asked = [found for found in search.question.transitions if found.id == name]
    for move in moves(position, search.scope, search.rules, frozenset({label})):
        if name == TOTALITY.id and move.failed:
            return Breach(number, (move.moment,), position.state)
        for change in move.changes:
            if any(not found.holds(change) for found in asked):
                return Breach(number, (move.moment,), change.after)
    raise DamagedError(f"{name} does not break where it did")
