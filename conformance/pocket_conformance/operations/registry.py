"""All operations of an implementation, by suite and name."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable

from pocket_conformance.operations import Operation

MODULES = (
    "smst",
    "difficulty",
    "random",
    "session",
    "relay",
    "claim_price",
    "claim_proof",
    "distribution",
    "morse",
    "morse_network",
)
"""The modules of operations here, and of cases in `pocket_conformance.generate`, in the order of the documents."""


def spec_operations(modules: Iterable[str] = MODULES) -> tuple[Operation, ...]:
    """Return the operations of these modules as the spec runs them."""
    found: list[Operation] = []
    for name in modules:
        if importlib.util.find_spec(f"pocket_conformance.operations.{name}"):
            found.extend(importlib.import_module(f"pocket_conformance.operations.{name}").OPERATIONS)
    return tuple(found)


def by_name(operations: Iterable[Operation]) -> dict[tuple[str, str], Operation]:
    """Index operations by suite and op."""
    return {(operation.suite, operation.op): operation for operation in operations}
