"""The walk itself, as a Hypothesis state machine: a message, another message, the end of the block, and so on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from pocket_conformance.walk.judge import Judge, ProblemError, Walked
from pocket_conformance.walk.messages import ACCOUNTS, value_of
from pocket_conformance.walk.plausible import PLAUSIBLE, claimable
from pocket_conformance.walk.start import starting_state
from pocket_spec.chain.execution import SignedMessage, apply_message, default_header_hash
from pocket_spec.chain.registry import BEGIN_BLOCK, END_BLOCK, HANDLERS
from pocket_spec.invariants import (
    KNOWN_TO_FAIL,
    TOTALITY,
    Cause,
    Change,
    Invariant,
    broken_by_refusal,
    broken_by_state,
    broken_by_transition,
)
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State
from pocket_spec.transitions import Handler, Step

KINDS = st.sampled_from([handler for handler in HANDLERS for _ in range(12 if handler.op in PLAUSIBLE else 1)])
"""The kinds of messages, those that are drawn for the state more often."""
BY_OP = {handler.op: handler for handler in HANDLERS}


class InvariantBrokenError(ProblemError):
    """An invariant of the catalogue does not hold."""


class Walk(RuleBasedStateMachine):
    """A walk under one release's rules; `excused` holds the ids of invariants that are known not to hold.

    Where there is a `judge` it is asked at the end of a walk whether it answers the blocks alike.

    The counts are of all walks of the process: invariants found broken, transitions, messages accepted by kind, refused
    by kind and reason.
    """

    release: ClassVar[Rules] = RULES
    excused: ClassVar[frozenset[str]] = KNOWN_TO_FAIL
    found: ClassVar[Counter[str]] = Counter()
    judge: ClassVar[Judge | None] = None
    steps: ClassVar[int] = 0
    accepted: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[tuple[str, Reason]]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.state = self.origin = State()
        self.blocks: list[list[SignedMessage]] = [[]]

    @initialize(seed=st.integers(0, 3))
    def start(self, seed: int) -> None:
        """Begin the first block of a small network."""
        self.origin = starting_state(seed)
        self.state = self.origin
        self._begin_block()

    @rule(data=st.data(), signer=st.sampled_from((None,) * 30 + ACCOUNTS[:1]))
    def message(self, data: Any, signer: str | None) -> None:
        """Execute a message of any kind."""
        handler = data.draw(KINDS, label="kind")
        value = None
        if handler.op in PLAUSIBLE and data.draw(st.integers(0, 9), label="plausible"):
            value = PLAUSIBLE[handler.op](data.draw, self.state, self.release)
        if value is None:
            value = data.draw(value_of(handler.message), label="message")
        self._execute(handler, SignedMessage(handler.message.name, value, signer))

    @precondition(lambda self: bool(claimable(self.state, self.release)))
    @rule(data=st.data())
    def claim(self, data: Any) -> None:
        """Claim relays of a session whose claim window is open."""
        handler = BY_OP["create_claim"]
        value = PLAUSIBLE[handler.op](data.draw, self.state, self.release)
        self._execute(handler, SignedMessage(handler.message.name, value))

    def _execute(self, handler: Handler, message: SignedMessage) -> None:
        self.blocks[-1].append(message)
        before = self.state
        try:
            transition = apply_message(self.state, message, self.release)
        except Rejected as rejected:
            self.refused[handler.op, rejected.reason] += 1
            self._judge(broken_by_refusal(Change(before, self.state, (), message, self.release)))
            return
        self.accepted[handler.op] += 1
        self._take(transition, message)

    @rule(blocks=st.sampled_from((1, 1, 1, 2, 3)))
    def end_block(self, blocks: int) -> None:
        """End the block and begin the next, perhaps some empty ones."""
        for _ in range(blocks):
            self._run(END_BLOCK)
            self.state = replace(self.state, height=self.state.height + 1)
            self.blocks.append([])
            self._begin_block()

    def teardown(self) -> None:
        """Ask the judge about the blocks that were ended."""
        if self.judge is not None and len(self.blocks) > 1:
            self.judge.compare(self.origin, self.blocks[:-1])

    def _begin_block(self) -> None:
        self.state = replace(self.state, header_hash=default_header_hash(self.state.height))
        self._run(BEGIN_BLOCK)

    def _run(self, steps: Iterable[Step]) -> None:
        for step in steps:
            try:
                transition = step.run(self.state, self.release)
            except Rejected:
                self._judge((TOTALITY,))
                return
            self._take(transition, step)

    def _take(self, transition: Transition, cause: Cause) -> None:
        """Check the transition and the state it leads to, and go there."""
        type(self).steps += 1
        change = Change(self.state, transition.state, transition.events, cause, self.release)
        self._judge((*broken_by_transition(change), *broken_by_state(transition.state)))
        self.state = transition.state

    def _judge(self, broken: Iterable[Invariant]) -> None:
        for invariant in broken:
            type(self).found[invariant.id] += 1
            if invariant.id not in self.excused:
                walked = Walked(self.origin, tuple(map(tuple, self.blocks)))
                raise InvariantBrokenError(f"{invariant.id}: {invariant.sentence}", walked, invariant.id)
