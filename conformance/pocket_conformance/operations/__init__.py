"""The operations of the adapter protocol, one module per suite.

An `Operation` binds a name of the protocol to the shapes of its input and output, to the rule of the spec that
states it, and to the function that runs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pocket_conformance.shapes import Record, Shape


@dataclass(frozen=True)
class Operation:
    """One operation: `run` takes the parsed input, returns output values, and raises `Rejected` where the rule refuses.

    `rule` is the dotted name of the function of the spec that states the rule.
    """

    suite: str
    op: str
    input: Shape
    output: Record
    rule: str
    run: Callable[[dict[str, Any]], dict[str, Any]]
