"""Events: what a transition announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from pocket_spec.encoding.proto import Message
from pocket_spec.state.state import State


@dataclass(frozen=True, slots=True)
class Event:
    """A typed event of the chain: its description and its value."""

    kind: Message[Any]
    value: Any


Events: TypeAlias = tuple[Event, ...]


class Transition(NamedTuple):
    """The state after a transition and the events it emitted, in order."""

    state: State
    events: Events = ()
