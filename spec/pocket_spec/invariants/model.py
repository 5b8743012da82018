"""What an entry of the catalogue says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pocket_spec.chain.execution import SignedMessage
from pocket_spec.rules import Rules
from pocket_spec.state.events import Events
from pocket_spec.state.state import State
from pocket_spec.transitions import Step

WITHHELD = "Told to the maintainers first; see the section Withheld of docs/findings.md."
"""Stands for a counterexample that is not published yet."""

Cause: TypeAlias = SignedMessage | Step
"""What makes a state into another: a message that is executed, or a step at the beginning or end of a block."""


@dataclass(frozen=True, slots=True)
class Change:
    """A state, what it became and what was announced, by which cause and under which rules."""

    before: State
    after: State
    events: Events
    cause: Cause
    rules: Rules


@dataclass(frozen=True, slots=True)
class Invariant:
    """A property of the chain: a stable id, the property in one sentence, what it assumes and what it does not say.

    `fails` says how today's protocol breaks it, with a minimal abstract trace; it is empty where no search has found
    that it does.
    """

    id: str
    sentence: str
    assumes: str
    silent_on: str
    fails: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class StateInvariant(Invariant):
    """A property of every reachable state between messages and steps."""

    holds: Callable[[State], bool]


@dataclass(frozen=True, slots=True)
class TransitionInvariant(Invariant):
    """A property of every message that is accepted and of every step."""

    holds: Callable[[Change], bool]


@dataclass(frozen=True, slots=True)
class PairInvariant(TransitionInvariant):
    """A property of what happened and of what would have happened: the predicate runs the cause again, on a variant."""


@dataclass(frozen=True, slots=True)
class DataInvariant(Invariant):
    """A property of what is computed from data, such as a proof: no state of the chain and no change shows it.

    The walk and the explorer do not ask for it; theorems, enumerations and tests of chance speak about it.
    """

    holds: Callable[[Any], bool]
