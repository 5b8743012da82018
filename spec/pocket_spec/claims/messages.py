"""The messages by which a supplier claims its relays and proves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.relay.messages import SESSION_HEADER, SessionHeader

PENDING_VALIDATION, VALIDATED, INVALID = range(3)
"""The values of a claim's `proof_validation_status`."""
CLAIM_PROOF_STATUS: Mapping[int, str] = MappingProxyType({0: "PENDING_VALIDATION", 1: "VALIDATED", 2: "INVALID"})
"""Their names. Source: poktroll v0.1.35 proto/pocket/proof/types.proto."""

NOT_REQUIRED, PROBABILISTIC, THRESHOLD = range(3)
"""Whether a claim must be proven, and why."""
PROOF_REQUIREMENT_REASON: Mapping[int, str] = MappingProxyType({0: "NOT_REQUIRED", 1: "PROBABILISTIC", 2: "THRESHOLD"})
"""Their names. Source: poktroll v0.1.35 proto/pocket/proof/types.proto."""


@dataclass(frozen=True, slots=True)
class MsgCreateClaim:
    """A supplier claims the relays under a root hash."""

    supplier_operator_address: str = ""
    session_header: SessionHeader | None = None
    root_hash: bytes | None = None


MSG_CREATE_CLAIM = Message(
    "pocket.proof.MsgCreateClaim",
    MsgCreateClaim,
    (
        Field(1, "supplier_operator_address", Scalar.TEXT),
        Field(2, "session_header", SESSION_HEADER),
        Field(3, "root_hash", Scalar.BYTES),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/proof/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgSubmitProof:
    """A supplier proves a claim; `proof` is a compact closest proof in gob."""

    supplier_operator_address: str = ""
    session_header: SessionHeader | None = None
    proof: bytes | None = None


MSG_SUBMIT_PROOF = Message(
    "pocket.proof.MsgSubmitProof",
    MsgSubmitProof,
    (
        Field(1, "supplier_operator_address", Scalar.TEXT),
        Field(2, "session_header", SESSION_HEADER),
        Field(3, "proof", Scalar.BYTES),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/proof/tx.proto."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as the chain keeps it; `proof_validation_status` is set when a proof was checked."""

    supplier_operator_address: str = ""
    session_header: SessionHeader | None = None
    root_hash: bytes | None = None
    proof_validation_status: int = PENDING_VALIDATION


CLAIM = Message(
    "pocket.proof.Claim",
    Claim,
    (
        Field(1, "supplier_operator_address", Scalar.TEXT),
        Field(2, "session_header", SESSION_HEADER),
        Field(3, "root_hash", Scalar.BYTES),
        Field(4, "proof_validation_status", Scalar.ENUMERATION, names=CLAIM_PROOF_STATUS),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/proof/types.proto."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as the chain keeps it until the end of the block."""

    supplier_operator_address: str = ""
    session_header: SessionHeader | None = None
    closest_merkle_proof: bytes | None = None


PROOF = Message(
    "pocket.proof.Proof",
    Proof,
    (
        Field(1, "supplier_operator_address", Scalar.TEXT),
        Field(2, "session_header", SESSION_HEADER),
        Field(3, "closest_merkle_proof", Scalar.BYTES),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/proof/types.proto."""
