"""Scenarios: functions that play blocks on a state, assert what must come of it, and become vectors as played.

A scenario is a function decorated with `@scenario(flags...)` whose docstring says Given, When and Then. Tests run every
one of them; the generator records the state it started from and its blocks.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from pocket_conformance.generate.chain.world import signed
from pocket_conformance.generate.model import Case, Note
from pocket_spec.chain.execution import Block, BlockResult, SignedMessage, apply_block
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules
from pocket_spec.state.state import State

SCENARIO_NOTES = {
    "Scenario": Note("ordinary", "Blocks played one after the other.", "poktroll v0.1.35"),
}


class Scene:
    """What a scenario plays on: the state, and everything that happened."""

    def __init__(self, rules: Rules = RULES) -> None:
        self.rules = rules
        self.start: State | None = None
        self.state = State()
        self.blocks: list[Block] = []
        self.results: list[BlockResult] = []

    def given(self, state: State) -> None:
        """Start from a state."""
        self.start = self.state = state

    def block(self, *messages: Any, header_hash: bytes | None = None) -> BlockResult:
        """Play one block of messages, bare or signed."""
        wrapped = (value if isinstance(value, SignedMessage) else signed(value) for value in messages)
        block = Block(tuple(wrapped), header_hash)
        result = apply_block(self.state, block, self.rules)
        self.blocks.append(block)
        self.results.append(result)
        self.state = result.state
        return result

    def until(self, height: int) -> None:
        """Play empty blocks until the next to be played is that of `height`."""
        while self.state.height < height:
            self.block()

    def events(self, name: str) -> list[Any]:
        """List the values of all events of a kind so far, by the last part of its name."""
        return [
            event.value
            for result in self.results
            for event in result.events
            if event.kind.name.rpartition(".")[2] == name
        ]


Played = Callable[[Scene], None]
SCENARIOS: list[tuple[Played, tuple[str, ...]]] = []
"""Every scenario with its flags, in the order in which the modules define them."""


def scenario(*flags: str) -> Callable[[Played], Played]:
    """Make a function a scenario; `flags` are keys of the notes of its area."""

    def register(function: Played) -> Played:
        SCENARIOS.append((function, ("Scenario", *flags)))
        return function

    return register


def play(function: Played, rules: Rules = RULES) -> Scene:
    """Play a scenario."""
    scene = Scene(rules)
    function(scene)
    return scene


def scenario_cases() -> Iterator[Case]:
    """Play every scenario and yield it as a case."""
    for function, flags in SCENARIOS:
        scene = play(function)
        if scene.start is None:
            raise RuntimeError(f"{function.__name__}: no state was given")
        blocks = [
            {"messages": list(block.messages)}
            | ({} if block.header_hash is None else {"header_hash": block.header_hash})
            for block in scene.blocks
        ]
        comment = " ".join((inspect.getdoc(function) or "").split())
        yield Case("run", comment, flags, {"state": scene.start, "blocks": blocks})
