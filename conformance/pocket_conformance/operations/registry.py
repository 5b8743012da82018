"""All operations of the spec, by suite and name."""

from __future__ import annotations

from collections.abc import Iterable

from pocket_conformance.operations import (
    Operation,
    chain,
    claim_price,
    claim_proof,
    difficulty,
    distribution,
    morse,
    morse_network,
    proof_requirement,
    random,
    relay,
    session,
    session_hydration,
    smst,
)

MODULES = (
    smst,
    difficulty,
    random,
    session,
    relay,
    claim_price,
    claim_proof,
    distribution,
    morse,
    morse_network,
    chain,
    session_hydration,
    proof_requirement,
)
"""The modules of operations, in the order of the documents."""


def spec_operations() -> tuple[Operation, ...]:
    """Return the operations as the spec runs them."""
    return tuple(operation for module in MODULES for operation in module.OPERATIONS)


def by_name(operations: Iterable[Operation]) -> dict[tuple[str, str], Operation]:
    """Index operations by suite and op."""
    return {(operation.suite, operation.op): operation for operation in operations}
