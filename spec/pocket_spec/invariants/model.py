"""What an entry of the catalogue says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pocket_spec.state.events import Transition
from pocket_spec.state.state import State


@dataclass(frozen=True, slots=True)
class Invariant:
    """A property of the chain: a stable id, the property in one sentence, what it assumes and what it does not say."""

    id: str
    sentence: str
    assumes: str
    silent_on: str


@dataclass(frozen=True, slots=True)
class StateInvariant(Invariant):
    """A property of every reachable state between messages and steps."""

    holds: Callable[[State], bool]


@dataclass(frozen=True, slots=True)
class TransitionInvariant(Invariant):
    """A property of every message that is accepted and every step: of the state before and what comes of it."""

    holds: Callable[[State, Transition], bool]
