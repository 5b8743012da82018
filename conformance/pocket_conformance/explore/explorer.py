"""Breadth-first search over the states of a scope, so that the first trace to a violation is a shortest one.

Two states are one if they are equal as values: every record, balance and parameter, the height, and what the block may
still hold. Nothing is hashed away, so no state is missed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pocket_conformance.explore.model import Counterexample, Exploration, Moment, Question, RunInvariant, Scope, Seen
from pocket_conformance.explore.moves import END_OF_BLOCK, Move, Position, branches_of, moves, start_of
from pocket_conformance.explore.symmetry import Symmetry
from pocket_spec.invariants import TOTALITY, Invariant
from pocket_spec.rules import Rules
from pocket_spec.state.state import State

__all__ = ["END_OF_BLOCK", "Search", "explore"]

SECONDS_BETWEEN_NEWS = 0.25


@dataclass(frozen=True, slots=True)
class Origin:
    """How a position was first reached: from which, by its number, and what happened there."""

    parent: int
    moment: Moment


@dataclass(frozen=True, slots=True)
class Breach:
    """Where an invariant was first found broken: in a position, or on the way out of it by some moments."""

    position: int
    moments: tuple[Moment, ...]
    state: State


@dataclass
class Search:
    """The positions seen in the order in which they were, how each was first reached, and what was found broken.

    Those before `followed` were followed, the others wait. A search may be run again to go on.
    """

    scope: Scope
    rules: Rules
    question: Question
    symmetry: Symmetry | None = None
    positions: list[Position] = field(default_factory=list)
    origins: list[Origin | None] = field(default_factory=list)
    numbers: dict[Position, int] = field(default_factory=dict)
    followed: int = 0
    transitions: int = 0
    seconds: float = 0.0
    broken: dict[str, Breach] = field(default_factory=dict)

    def begin(self) -> None:
        """Visit the position in which the scope begins."""
        self.visit(start_of(self.scope, self.rules), None)

    def begin_unasked(self) -> None:
        """The same, where it was asked before what must hold there."""
        self.add(start_of(self.scope, self.rules), None)

    def forget(self) -> None:
        """Be as new."""
        self.positions.clear()
        self.origins.clear()
        self.numbers.clear()
        self.broken.clear()
        self.followed = self.transitions = 0
        self.seconds = 0.0

    @property
    def exhausted(self) -> bool:
        """Tell whether nothing is left to follow."""
        return self.followed == len(self.positions)

    def run(
        self, *, most_states: int, most_seconds: float, stop_at_first: bool, advance: Callable[[Seen], None]
    ) -> None:
        """Follow positions until there are so many, or so many seconds have passed, or none is left."""
        begun, before, told = time.monotonic(), self.seconds, 0.0
        try:
            while not self.exhausted and not (stop_at_first and self.broken):
                now = time.monotonic() - begun
                if len(self.positions) >= most_states or now >= most_seconds:
                    break
                if now - told >= SECONDS_BETWEEN_NEWS:
                    self.seconds, told = before + now, now
                    advance(self.seen)
                position = self.positions[self.followed]
                if self.symmetry is not None:
                    self.symmetry.sample(position)
                taken = 0
                for move in moves(position, self.scope, self.rules):
                    self.follow(self.followed, move)
                    taken += 1
                self.ask_of_runs(self.followed)
                self.followed, self.transitions = self.followed + 1, self.transitions + taken
        finally:
            self.seconds = before + time.monotonic() - begun
        advance(self.seen)

    @property
    def seen(self) -> Seen:
        """Say how far the search is."""
        height = self.positions[min(self.followed, len(self.positions) - 1)].state.height
        return Seen(self.scope, len(self.positions), len(self.positions) - self.followed, height, self.seconds)

    def visit(self, position: Position, origin: Origin | None) -> None:
        """Queue a position that was not seen before, nor an image of it, and ask what must hold of its state."""
        if (
            position not in self.numbers
            and self.symmetry is not None
            and self.symmetry.is_image(position, self.numbers)
        ):
            return
        if self.add(position, origin):
            for invariant in self.question.states:
                if invariant.id not in self.broken and not invariant.holds(position.state):
                    self._report(invariant, len(self.positions) - 1, (), position.state)

    def add(self, position: Position, origin: Origin | None) -> bool:
        """Queue a position; tell whether it was new."""
        if self.numbers.setdefault(position, len(self.positions)) < len(self.positions):
            return False
        self.positions.append(position)
        self.origins.append(origin)
        return True

    def follow(self, number: int, move: Move) -> None:
        """Take a move: ask what must hold of its changes, then visit where it leads."""
        self.visit(move.reached, Origin(number, move.moment))
        for change in move.changes:
            if change.after == change.before and not change.events:
                continue
            for invariant in self.question.transitions:
                if invariant.id not in self.broken and not invariant.holds(change):
                    self._report(invariant, number, (move.moment,), change.after)
        if move.failed and self.question.totality:
            self._report(TOTALITY, number, (move.moment,), self.positions[number].state)

    def ask_of_runs(self, number: int, asked: tuple[RunInvariant, ...] = ()) -> None:
        """Ask how things go on from a position, this way and that: for all that is not broken yet, or what is named."""
        waiting = asked or tuple(found for found in self.question.runs if found.id not in self.broken)
        if not waiting:
            return
        branches = branches_of(self.positions[number], self.scope, self.rules)
        for invariant in waiting:
            actions = invariant.broken(branches)
            if actions is not None:
                height = branches.state.height
                moments = tuple(Moment(height, action.label, action.message) for action in actions)
                self._report(invariant, number, moments, branches.state)

    def trace(self, number: int) -> tuple[Moment, ...]:
        """List the moments that first led to a position."""
        moments: list[Moment] = []
        while (origin := self.origins[number]) is not None:
            moments.append(origin.moment)
            number = origin.parent
        return tuple(reversed(moments))

    def _report(self, invariant: Invariant, number: int, moments: tuple[Moment, ...], state: State) -> None:
        self.broken.setdefault(invariant.id, Breach(number, moments, state))

    def _counterexample(self, invariant: Invariant, breach: Breach) -> Counterexample:
        trace = (*self.trace(breach.position), *breach.moments)
        return Counterexample(invariant.id, invariant.sentence, trace, breach.state)

    def result(self) -> Exploration:
        """Say what was visited so far."""
        asked = {found.id: found for found in (*self.question.asked, TOTALITY)}
        return Exploration(
            scope=self.scope.name,
            states=len(self.positions),
            transitions=self.transitions,
            seconds=self.seconds,
            exhausted=self.exhausted,
            broken=tuple(self._counterexample(asked[name], breach) for name, breach in self.broken.items()),
        )


def explore(
    scope: Scope,
    rules: Rules,
    question: Question,
    *,
    most_states: int = 1_000_000,
    most_seconds: float = 3_600,
    stop_at_first: bool = False,
    reduced: bool = False,
    advance: Callable[[Seen], None] = lambda _: None,
) -> Exploration:
    """Visit every state of a scope under these rules, up to a number of states and seconds.

    `advance` is told now and then how far it is. With `stop_at_first` the search ends at the first violation. `reduced`
    takes states for one that differ in the names of interchangeable actors alone.
    """
    search = Search(scope, rules, question, Symmetry(scope, rules, question) if reduced else None)
    search.begin()
    search.run(most_states=most_states, most_seconds=most_seconds, stop_at_first=stop_at_first, advance=advance)
    return search.result()
