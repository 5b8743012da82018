"""What the state machine is made of: handlers of messages, and the steps at the beginning and end of a block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pocket_spec.encoding.proto import Message
from pocket_spec.rules import Rules
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State


@dataclass(frozen=True, slots=True)
class Handler:
    """How a message is executed: checked by itself, then against its signer, then against the state.

    `op` is its name among the operations, `signer` the field that names the account which must have signed, `validate`
    the check of the message alone (None where the chain has none), `execute` the transition. Both raise `Rejected`, and
    so does `validate_by_release`, the part of the check of the message alone in which releases differ; it comes second.
    """

    op: str
    message: Message[Any]
    signer: str
    validate: Callable[[Any], object] | None
    execute: Callable[[State, Any, Rules], Transition]
    validate_by_release: Callable[[Any, Rules], object] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens at the beginning or end of every block. It never refuses: it is total."""

    op: str
    run: Callable[[State, Rules], Transition]
