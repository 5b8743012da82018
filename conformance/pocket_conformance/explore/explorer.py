"""Breadth-first search over the states of a scope, so that the first trace to a violation is a shortest one.

Two states are one if they are equal as values: every record, balance and parameter, the height, and what the block may
still hold. Nothing is hashed away, so no state is missed.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from pocket_conformance.explore.model import Action, Counterexample, Exploration, Moment, Question, Scope
from pocket_spec.chain.execution import apply_message, default_header_hash, run_steps
from pocket_spec.chain.registry import BEGIN_BLOCK, END_BLOCK
from pocket_spec.invariants import Invariant
from pocket_spec.rejections import Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State

END_OF_BLOCK = "end of block"


@dataclass(frozen=True, slots=True)
class Position:
    """A state within a block: how many messages the block holds, and where in the menu the next may be taken from."""

    state: State
    taken: int
    next_action: int


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
            if not invariant.holds(position.state):
                self._report(invariant, position)

    def follow(self, origin: Position, moment: Moment, transition: Transition, reached: Position) -> None:
        """Take a transition: ask what must hold of it, then visit where it leads."""
        self.transitions += 1
        self.visit(reached, (origin, moment))
        for invariant in self.question.transitions:
            if invariant.id not in self.broken and not invariant.holds(origin.state, transition):
                self._report(invariant, reached)

    def trace(self, position: Position) -> tuple[Moment, ...]:
        """List the moments that first led to a position."""
        moments: list[Moment] = []
        parent = self.parents[position]
        while parent is not None:
            position, moment = parent
            moments.append(moment)
            parent = self.parents[position]
        return tuple(reversed(moments))

    def _report(self, invariant: Invariant, position: Position) -> None:
        if invariant.id not in self.broken:
            found = Counterexample(invariant.id, invariant.sentence, self.trace(position), position.state)
            self.broken[invariant.id] = found


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
    search.visit(Position(_begun(scope.start, rules), 0, 0), None)
    while search.queue and not (stop_at_first and search.broken):
        if len(search.parents) >= most_states or time.monotonic() - started >= most_seconds:
            break
        position = search.queue.popleft()
        for moment, transition, reached in _moves(position, scope, rules):
            search.follow(position, moment, transition, reached)
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


def _moves(position: Position, scope: Scope, rules: Rules) -> Iterator[tuple[Moment, Transition, Position]]:
    """List what may happen next: a further message of the menu that is accepted, or the end of the block."""
    state = position.state
    if position.taken < scope.messages_per_block:
        actions = scope.menu(state)
        for index in range(position.next_action, len(actions)):
            transition = _executed(state, actions[index], rules)
            if transition is not None:
                moment = Moment(state.height, actions[index].label)
                yield moment, transition, Position(transition.state, position.taken + 1, index + 1)
    if state.height <= scope.horizon:
        ended = run_steps(state, END_BLOCK, rules)
        moment = Moment(state.height, END_OF_BLOCK)
        following = _begun(replace(ended.state, height=state.height + 1), rules)
        yield moment, ended, Position(following, 0, 0)


def _executed(state: State, action: Action, rules: Rules) -> Transition | None:
    try:
        return apply_message(state, action.message, rules)
    except Rejected:
        return None


def _begun(state: State, rules: Rules) -> State:
    started = replace(state, header_hash=default_header_hash(state.height))
    return run_steps(started, BEGIN_BLOCK, rules).state
