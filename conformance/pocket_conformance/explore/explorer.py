"""Breadth-first search over the states of a scope, so that the first trace to a violation is a shortest one.

Two states are one if they are equal as values: every record, balance and parameter, the height, and what the block may
still hold. Nothing is hashed away, so no state is missed.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from pocket_conformance.explore.model import Action, Counterexample, Exploration, Moment, Question, Scope
from pocket_spec.chain.execution import apply_message, default_header_hash
from pocket_spec.chain.registry import BEGIN_BLOCK, END_BLOCK
from pocket_spec.invariants import TOTALITY, Change, Invariant
from pocket_spec.rejections import Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.state import State
from pocket_spec.transitions import Step

END_OF_BLOCK = "end of block"
NO_LABEL = ""
MOST_MESSAGES = 1_000
"""More than any block of a scope holds."""


@dataclass(frozen=True, slots=True)
class Position:
    """A state within a block: how many messages the block holds, and the label that the next comes after."""

    state: State
    taken: int
    last: str


@dataclass(frozen=True, slots=True)
class Move:
    """What may happen next: its changes one by one, and where they lead; `failed` says that a step refused."""

    moment: Moment
    changes: tuple[Change, ...]
    reached: Position
    failed: bool = False


@dataclass
class Search:
    """The positions seen with how each was first reached, and what was found broken."""

    scope: Scope
    rules: Rules
    question: Question
    parents: dict[Position, tuple[Position, Moment] | None] = field(default_factory=dict)
    queue: deque[Position] = field(default_factory=deque)
    transitions: int = 0
    broken: dict[str, Counterexample] = field(default_factory=dict)

    def visit(self, position: Position, parent: tuple[Position, Moment] | None) -> None:
        """Queue a position that was not seen before, and ask what must hold of its state."""
        if position in self.parents:
            return
        self.parents[position] = parent
        self.queue.append(position)
        for invariant in self.question.states:
            if invariant.id not in self.broken and not invariant.holds(position.state):
                self._report(invariant, self.trace(position), position.state)

    def follow(self, origin: Position, move: Move) -> None:
        """Take a move: ask what must hold of its changes, then visit where it leads."""
        self.transitions += 1
        self.visit(move.reached, (origin, move.moment))
        for change in move.changes:
            if change.after == change.before and not change.events:
                continue
            for invariant in self.question.transitions:
                if invariant.id not in self.broken and not invariant.holds(change):
                    self._report(invariant, self._through(origin, move), change.after)
        if move.failed and self.question.totality:
            self._report(TOTALITY, self._through(origin, move), origin.state)

    def trace(self, position: Position) -> tuple[Moment, ...]:
        """List the moments that first led to a position."""
        moments: list[Moment] = []
        parent = self.parents[position]
        while parent is not None:
            position, moment = parent
            moments.append(moment)
            parent = self.parents[position]
        return tuple(reversed(moments))

    def _through(self, origin: Position, move: Move) -> tuple[Moment, ...]:
        """Give the trace of a move; where it leads may have been reached by another."""
        return (*self.trace(origin), move.moment)

    def _report(self, invariant: Invariant, trace: tuple[Moment, ...], state: State) -> None:
        if invariant.id not in self.broken:
            self.broken[invariant.id] = Counterexample(invariant.id, invariant.sentence, trace, state)


def explore(
    scope: Scope,
    rules: Rules,
    question: Question,
    *,
    most_states: int = 1_000_000,
    most_seconds: float = 3_600,
    stop_at_first: bool = False,
    advance: Callable[[int], None] = lambda _: None,
) -> Exploration:
    """Visit every state of a scope under these rules, up to a number of states and seconds.

    `advance` is told the number of states seen, now and then. With `stop_at_first` the search ends at the first
    violation.
    """
    started = time.monotonic()
    search = Search(scope, rules, question)
    search.visit(Position(begun(scope.start, rules)[-1].after, 0, NO_LABEL), None)
    while search.queue and not (stop_at_first and search.broken):
        if len(search.parents) >= most_states or time.monotonic() - started >= most_seconds:
            break
        position = search.queue.popleft()
        for move in _moves(position, scope, rules):
            search.follow(position, move)
        if len(search.parents) % 256 < scope.messages_per_block + 1:
            advance(len(search.parents))
    advance(len(search.parents))
    return Exploration(
        scope=scope.name,
        states=len(search.parents),
        transitions=search.transitions,
        seconds=time.monotonic() - started,
        exhausted=not search.queue,
        broken=tuple(search.broken.values()),
    )


def _moves(position: Position, scope: Scope, rules: Rules) -> Iterator[Move]:
    """List what may happen next: a further message of the menu that is accepted, or the end of the block."""
    state = position.state
    if position.taken < scope.messages_per_block:
        for action in sorted(scope.menu(state, rules), key=lambda action: action.label):
            change = _executed(state, action, rules) if action.label > position.last else None
            if change is not None:
                reached = Position(change.after, position.taken + 1, action.label)
                yield Move(Moment(state.height, action.label, action.message), (change,), reached)
    if state.height <= scope.horizon:
        yield end_of_block(state, rules)


def _executed(state: State, action: Action, rules: Rules) -> Change | None:
    try:
        transition = apply_message(state, action.message, rules)
    except Rejected:
        return None
    return Change(state, transition.state, transition.events, action.message, rules)


def end_of_block(state: State, rules: Rules) -> Move:
    """End the block and begin the next; where a step refuses, the chain stands still, and nothing else happens."""
    moment = Moment(state.height, END_OF_BLOCK)
    changes: list[Change] = []
    try:
        changes += _stepped(state, END_BLOCK, rules)
        changes += begun(replace(changes[-1].after, height=state.height + 1), rules)
    except Rejected:
        return Move(moment, (), Position(state, MOST_MESSAGES, NO_LABEL), failed=True)
    return Move(moment, tuple(changes), Position(changes[-1].after, 0, NO_LABEL))


def _stepped(state: State, steps: Iterable[Step], rules: Rules) -> list[Change]:
    changes = []
    for step in steps:
        transition = step.run(state, rules)
        changes.append(Change(state, transition.state, transition.events, step, rules))
        state = transition.state
    return changes


def begun(state: State, rules: Rules) -> list[Change]:
    """Begin the block of a state: the changes, step by step."""
    started = replace(state, header_hash=default_header_hash(state.height))
    return _stepped(started, BEGIN_BLOCK, rules)
