"""What is explored and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pocket_spec.chain.execution import SignedMessage
from pocket_spec.invariants import Change, Invariant, StateInvariant, TransitionInvariant
from pocket_spec.rules import Rules
from pocket_spec.state.state import State


@dataclass(frozen=True, slots=True)
class Action:
    """A message that may be executed, and how a trace names it."""

    label: str
    message: SignedMessage


Menu = Callable[[State, Rules], Sequence[Action]]
"""Which messages may be executed in a state; a block holds them in the order of their labels."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A small world: where it starts, what may happen, and how far it is followed.

    `menu` offers the messages of a state. A block holds at most `messages_per_block` of them; within a block they are
    taken in the order of their labels, once each, so that blocks which differ in order alone are visited once. Blocks
    up to that of `horizon` are executed. `excused` names the invariants that today's rules break here: those are not
    asked for. `interchangeable` are groups of addresses of actors that may change places, if the rules let them.
    `either_order` are pairs of labels of which a block may hold either first, because it matters.
    """

    name: str
    sentence: str
    start: State
    menu: Menu
    messages_per_block: int
    horizon: int
    excused: frozenset[str] = frozenset()
    interchangeable: tuple[tuple[str, ...], ...] = ()
    either_order: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Branches:
    """A state and what may happen next: every message of the menu that is accepted there, with its change.

    `is_last` says that the scope ends here.
    """

    state: State
    accepted: tuple[tuple[Action, Change], ...]
    scope: Scope
    rules: Rules
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class RunInvariant(Invariant):
    """A property of how things go on from a state, this way and that.

    `broken` names the messages on the way to where it does not hold, none if it does not as nothing happens; None says
    that it holds.
    """

    broken: Callable[[Branches], tuple[Action, ...] | None]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every state and transition of a scope; `totality` asks that no step of a block refuses."""

    states: tuple[StateInvariant, ...]
    transitions: tuple[TransitionInvariant, ...]
    totality: bool = True
    runs: tuple[RunInvariant, ...] = ()

    @property
    def asked(self) -> tuple[Invariant, ...]:
        """All invariants that are asked, but for totality."""
        return (*self.states, *self.transitions, *self.runs)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a search is: states seen, how many of them wait, the height of those followed now, and seconds spent."""

    scope: Scope
    states: int
    waiting: int
    height: int
    seconds: float

    @property
    def rate(self) -> float:
        """States a second."""
        return rate(self.states, self.seconds)


def rate(states: int, seconds: float) -> float:
    """Give states a second."""
    return states / max(seconds, 1e-6)


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a trace: the height at which it happened, and what: a message or, where there is none, a block's end.

    Two moments are equal if they are called so.
    """

    height: int
    label: str
    message: SignedMessage | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An invariant that does not hold, and a shortest trace to where it does not."""

    invariant: str
    sentence: str
    trace: tuple[Moment, ...]
    state: State


@dataclass(frozen=True, slots=True)
class Exploration:
    """What was visited; `exhausted` says that nothing of the scope was left out.

    `broken` holds one shortest counterexample for each invariant that failed.
    """

    scope: str
    states: int
    transitions: int
    seconds: float
    exhausted: bool
    broken: tuple[Counterexample, ...]

    @property
    def rate(self) -> float:
        """States a second."""
        return rate(self.states, self.seconds)


Override = Callable[[Rules], Rules]
"""How a planted mistake or a proposal changes the rules."""
