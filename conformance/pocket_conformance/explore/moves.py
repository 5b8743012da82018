"""What may happen next in a state: a message of the menu, or the end of the block."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from pocket_conformance.explore.model import Action, Branches, Moment, Scope
from pocket_spec.chain.execution import apply_message, default_header_hash
from pocket_spec.chain.registry import BEGIN_BLOCK, END_BLOCK
from pocket_spec.invariants import Change
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


def start_of(scope: Scope, rules: Rules) -> Position:
    """Give the position in which a search begins: the first block of the scope has begun."""
    return Position(begun(scope.start, rules)[-1].after, 0, NO_LABEL)


def moves(position: Position, scope: Scope, rules: Rules, only: Container[str] | None = None) -> Iterator[Move]:
    """List what may happen next: a further message of the menu that is accepted, or the end of the block.

    `only` restricts it to moves with these labels.
    """
    state = position.state
    if position.taken < scope.messages_per_block:
        for action in sorted(scope.menu(state, rules), key=lambda action: action.label):
            if not _may_follow(action.label, position.last, scope) or (only is not None and action.label not in only):
                continue
            change = executed(state, action, rules)
            if change is not None:
                reached = Position(change.after, position.taken + 1, action.label)
                yield Move(Moment(state.height, action.label, action.message), (change,), reached)
    if state.height <= scope.horizon and (only is None or END_OF_BLOCK in only):
        yield end_of_block(state, rules)


def _may_follow(label: str, last: str, scope: Scope) -> bool:
    return label > last or frozenset((label, last)) in scope.either_order


def branches_of(position: Position, scope: Scope, rules: Rules) -> Branches:
    """Give the messages that are accepted in a position, whatever the block holds already; none where it is full."""
    state = position.state
    offered = sorted(scope.menu(state, rules), key=lambda action: action.label)
    open_ = position.taken < scope.messages_per_block
    changes = [(action, executed(state, action, rules)) for action in offered if open_]
    accepted = tuple((action, change) for action, change in changes if change is not None)
    return Branches(state, accepted, scope, rules, is_last=state.height > scope.horizon)


def executed(state: State, action: Action, rules: Rules) -> Change | None:
    """Execute a message; None where it is refused."""
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


def begun(state: State, rules: Rules) -> list[Change]:
    """Begin the block of a state: the changes, step by step."""
    started = replace(state, header_hash=default_header_hash(state.height))
    return _stepped(started, BEGIN_BLOCK, rules)


def _stepped(state: State, steps: Iterable[Step], rules: Rules) -> list[Change]:
    changes = []
    for step in steps:
        transition = step.run(state, rules)
        changes.append(Change(state, transition.state, transition.events, step, rules))
        state = transition.state
    return changes
