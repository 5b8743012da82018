"""Parameters of the proof module; claims and proofs are in `pocket_spec.claims.messages`."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.coin import COIN, Coin


@dataclass(frozen=True, slots=True)
class ProofParams:
    """Parameters of the proof module: which claims must be proven, and what a proof costs and its lack."""

    proof_request_probability: float = 0.0
    proof_requirement_threshold: Coin | None = None
    proof_missing_penalty: Coin | None = None
    proof_submission_fee: Coin | None = None


PROOF_PARAMS = Message(
    "pocket.proof.Params",
    ProofParams,
    (
        Field(2, "proof_request_probability", Scalar.DOUBLE),
        Field(3, "proof_requirement_threshold", COIN),
        Field(4, "proof_missing_penalty", COIN),
        Field(5, "proof_submission_fee", COIN),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/proof/params.proto."""
