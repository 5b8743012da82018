"""The walk beside the real chain: the blocks of a walk as one scenario, answered by an adapter too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pocket_conformance.operations.chain import OPERATIONS
from pocket_conformance.scoring import difference
from pocket_spec.chain.execution import SignedMessage
from pocket_spec.state.state import State

SCENARIO = next(operation for operation in OPERATIONS if operation.suite == "scenario")


@dataclass(frozen=True)
class Walked:
    """What a walk did: where it started and the messages of its blocks, the last of which may have no end yet."""

    start: State
    blocks: tuple[tuple[SignedMessage, ...], ...]


class ProblemError(AssertionError):
    """Something is wrong on a walk; it says what was walked, and which invariant is broken, none if it is not that."""

    def __init__(self, problem: str, walked: Walked, invariant: str = "") -> None:
        super().__init__(problem)
        self.walked = walked
        self.invariant = invariant


class DisagreementError(ProblemError):
    """The adapter answers the blocks of a walk in another way."""


@dataclass(frozen=True)
class Judge:
    """An adapter that is asked what blocks come to; `call` takes suite, operation and input."""

    call: Callable[[str, str, Any], dict[str, Any]]

    def compare(self, start: State, blocks: Sequence[Sequence[SignedMessage]]) -> None:
        """Play blocks here and there; raises `DisagreementError` at the first difference."""
        values = {"state": start, "blocks": [{"messages": list(messages)} for messages in blocks]}
        request = SCENARIO.input.render(values)
        expected = SCENARIO.output.render(SCENARIO.run(SCENARIO.input.parse(request, "input")))
        reply = self.call(SCENARIO.suite, SCENARIO.op, request)
        problem = str(reply)[:500] if "output" not in reply else difference(SCENARIO, expected, reply["output"])
        if problem:
            raise DisagreementError(problem, Walked(start, tuple(map(tuple, blocks))))
