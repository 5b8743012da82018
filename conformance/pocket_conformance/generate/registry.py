"""Which module of cases belongs to which module of operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from pocket_conformance.generate import (
    claim_price,
    claim_proof,
    difficulty,
    distribution,
    morse,
    morse_network,
    random,
    relay,
    session,
    smst,
)
from pocket_conformance.generate.chain import areas as chain
from pocket_conformance.generate.chain import hydration, requirement
from pocket_conformance.generate.model import Case, Note
from pocket_conformance.operations import Operation
from pocket_conformance.operations import chain as chain_operations
from pocket_conformance.operations import claim_price as claim_price_operations
from pocket_conformance.operations import claim_proof as claim_proof_operations
from pocket_conformance.operations import difficulty as difficulty_operations
from pocket_conformance.operations import distribution as distribution_operations
from pocket_conformance.operations import morse as morse_operations
from pocket_conformance.operations import morse_network as morse_network_operations
from pocket_conformance.operations import proof_requirement as proof_requirement_operations
from pocket_conformance.operations import random as random_operations
from pocket_conformance.operations import relay as relay_operations
from pocket_conformance.operations import session as session_operations
from pocket_conformance.operations import session_hydration as session_hydration_operations
from pocket_conformance.operations import smst as smst_operations


class Cases(Protocol):
    """A module of cases: what its flags mean, and the cases."""

    @property
    def NOTES(self) -> Mapping[str, Note]:  # noqa: N802 - a constant of the module
        """What the flags mean."""

    def cases(self) -> Iterator[Case]:
        """Yield the cases of all operations of the module."""


GENERATORS: tuple[tuple[str, Cases, tuple[Operation, ...]], ...] = (
    ("smst", smst, smst_operations.OPERATIONS),
    ("difficulty", difficulty, difficulty_operations.OPERATIONS),
    ("random", random, random_operations.OPERATIONS),
    ("session", session, session_operations.OPERATIONS),
    ("relay", relay, relay_operations.OPERATIONS),
    ("claim price", claim_price, claim_price_operations.OPERATIONS),
    ("claim proof", claim_proof, claim_proof_operations.OPERATIONS),
    ("distribution", distribution, distribution_operations.OPERATIONS),
    ("morse claims", morse, morse_operations.OPERATIONS),
    ("morse network", morse_network, morse_network_operations.OPERATIONS),
    ("chain", chain, chain_operations.OPERATIONS),
    ("session hydration", hydration, session_hydration_operations.OPERATIONS),
    ("proof requirement", requirement, proof_requirement_operations.OPERATIONS),
)
"""What is generated, in the order of the documents: name, cases, operations."""
