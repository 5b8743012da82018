"""Actors of a scope that may change places: of states that differ in nothing else, one is followed.

That is right only if the rules do not look at who is who. They do, where addresses draw sessions, order settlement, or
break ties. So a scope's claim is checked, not believed: from a state and from its image, a block must lead to the same
states but for the names, and break the same invariants. The tests check this in every state of every scope that makes
the claim, a search in some of the states that it follows; where it fails, there is no search.

States are compared where a block begins. Within a block, messages are taken in the order of their labels, and labels
name actors.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache, cached_property
from typing import Any, TypeVar

from immutables import Map

from pocket_conformance.explore.model import Question, Scope
from pocket_conformance.explore.moves import Move, Position, moves
from pocket_spec.invariants import TOTALITY
from pocket_spec.rules import Rules
from pocket_spec.state.state import State

Renaming = Mapping[str, str]
Value = TypeVar("Value")
CHECKED_OF = 16
"""A search checks the claim in one of so many of the states that it follows."""


class AsymmetryError(ValueError):
    """Actors that a scope calls interchangeable are not."""


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def renamed(value: Value, names: Renaming) -> Value:
    """Give the same value, the names in it exchanged; what holds none of them is the very same object."""
    return _renamed(value, names)  # type: ignore[no-any-return]


def _renamed(value: Any, names: Renaming) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        changed = tuple(_renamed(part, names) for part in value)
        return value if all(a is b for a, b in zip(changed, value, strict=True)) else changed
    if isinstance(value, Map):
        found = [(key, _renamed(key, names), held, _renamed(held, names)) for key, held in value.items()]
        if all(key is other and held is another for key, other, held, another in found):
            return value
        return Map({key: held for _, key, _, held in found})
    if is_dataclass(value) and not isinstance(value, type):
        parts = {name: getattr(value, name) for name in _fields_of(type(value))}
        changes = {name: new for name, old in parts.items() if (new := _renamed(old, names)) is not old}
        return replace(value, **changes) if changes else value
    return value


def renamings(groups: tuple[tuple[str, ...], ...]) -> tuple[Renaming, ...]:
    """List the ways in which actors change places within their groups, but for that in which nobody does."""
    permutations = (itertools.permutations(group) for group in groups)
    everybody = tuple(itertools.chain.from_iterable(groups))
    found = [dict(zip(everybody, itertools.chain(*chosen), strict=True)) for chosen in itertools.product(*permutations)]
    return tuple(names for names in found if any(old != new for old, new in names.items()))


def generators(groups: tuple[tuple[str, ...], ...]) -> tuple[Renaming, ...]:
    """List exchanges of two neighbours: every renaming is some of these one after the other."""
    pairs = [pair for group in groups for pair in itertools.pairwise(group)]
    return tuple({one: other, other: one} for one, other in pairs)


@dataclass
class Symmetry:
    """The renamings of a scope, and where a search has checked them."""

    scope: Scope
    rules: Rules
    question: Question
    checked: int = 0
    met: int = 0
    blocks: dict[State, tuple[set[State], set[str]]] = field(default_factory=dict)
    """What was found out of the blocks that may follow a state: an image of one is often another one."""

    @cached_property
    def renamings(self) -> tuple[Renaming, ...]:
        """Every way in which actors change places."""
        return renamings(self.scope.interchangeable)

    def is_image(self, position: Position, numbers: Mapping[Position, int]) -> bool:
        """Tell whether a state is that of a position seen before, but for the names."""
        if position.taken or position.last:
            return False
        return any(replace(position, state=renamed(position.state, names)) in numbers for names in self.renamings)

    def sample(self, position: Position) -> None:
        """Check the claim in one of a number of states, with one exchange after the other."""
        if position.taken or position.last or not self.renamings:
            return
        self.met += 1
        if self.met % CHECKED_OF == 1:
            exchanges = generators(self.scope.interchangeable)
            self.check(position.state, exchanges[self.checked % len(exchanges)])
            self.checked += 1

    def check(self, state: State, names: Renaming) -> None:
        """Raise `AsymmetryError` unless a block leads from a state and from its image to the same but for the names."""
        reached, broken = self._block(state)
        others, otherwise = self._block(renamed(state, names))
        if {renamed(each, names) for each in reached} != others or broken != otherwise:
            actors = ", ".join(sorted(names))
            raise AsymmetryError(f"{self.scope.name}: {actors} are not interchangeable in block {state.height}")

    def _block(self, state: State) -> tuple[set[State], set[str]]:
        """Give the states in which the next block may begin, and the invariants broken on the way."""
        if state not in self.blocks:
            self.blocks[state] = self._followed(state)
        return self.blocks[state]

    def _followed(self, state: State) -> tuple[set[State], set[str]]:
        waiting, seen, reached, broken = [Position(state, 0, "")], set[Position](), set[State](), set[str]()
        while waiting:
            for move in moves(waiting.pop(), self.scope, self.rules):
                broken |= self._broken(move)
                if move.moment.message is None:
                    reached.add(move.reached.state)
                elif move.reached not in seen:
                    seen.add(move.reached)
                    waiting.append(move.reached)
        return reached, broken

    def _broken(self, move: Move) -> set[str]:
        states, changes = self.question.states, self.question.transitions
        found = {asked.id for asked in states if not asked.holds(move.reached.state)}
        found |= {asked.id for change in move.changes for asked in changes if not asked.holds(change)}
        return found | ({TOTALITY.id} if move.failed else set())
