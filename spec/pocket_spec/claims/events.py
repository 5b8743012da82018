"""What is announced about claims and proofs."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar


@dataclass(frozen=True, slots=True)
class ClaimFigures:
    """What four events say alike: a claim was made or made anew, a proof was submitted or submitted anew.

    `claimed_upokt` is a coin as text. The estimate of compute units is scaled up by the difficulty in the events of
    proofs, and is not in those of claims.
    """

    num_relays: int = 0
    num_claimed_compute_units: int = 0
    num_estimated_compute_units: int = 0
    claimed_upokt: str = ""
    service_id: str = ""
    application_address: str = ""
    session_end_block_height: int = 0
    claim_proof_status_int: int = 0
    supplier_operator_address: str = ""
    num_estimated_relays: int = 0


def _fields(num_relays: int) -> tuple[Field, ...]:
    return (
        Field(num_relays, "num_relays", Scalar.UINT64),
        Field(4, "num_claimed_compute_units", Scalar.UINT64),
        Field(5, "num_estimated_compute_units", Scalar.UINT64),
        Field(7, "claimed_upokt", Scalar.TEXT),
        Field(8, "service_id", Scalar.TEXT),
        Field(9, "application_address", Scalar.TEXT),
        Field(10, "session_end_block_height", Scalar.INT64),
        Field(11, "claim_proof_status_int", Scalar.INT32),
        Field(12, "supplier_operator_address", Scalar.TEXT),
        Field(13, "num_estimated_relays", Scalar.UINT64),
    )


EVENT_CLAIM_CREATED = Message("pocket.proof.EventClaimCreated", ClaimFigures, _fields(2))
"""Source: poktroll v0.1.35 proto/pocket/proof/event.proto."""
EVENT_CLAIM_UPDATED = Message("pocket.proof.EventClaimUpdated", ClaimFigures, _fields(2))
"""Source: poktroll v0.1.35 proto/pocket/proof/event.proto."""
EVENT_PROOF_SUBMITTED = Message("pocket.proof.EventProofSubmitted", ClaimFigures, _fields(3))
"""Source: poktroll v0.1.35 proto/pocket/proof/event.proto."""
EVENT_PROOF_UPDATED = Message("pocket.proof.EventProofUpdated", ClaimFigures, _fields(3))
"""Source: poktroll v0.1.35 proto/pocket/proof/event.proto."""


@dataclass(frozen=True, slots=True)
class EventProofValidityChecked:
    """A proof was checked at the end of the block.

    `failure_reason` is the name of the reason here, and a sentence for people on the live network; empty for a valid
    proof.
    """

    block_height: int = 0
    failure_reason: str = ""
    service_id: str = ""
    application_address: str = ""
    session_end_block_height: int = 0
    claim_proof_status_int: int = 0
    supplier_operator_address: str = ""


EVENT_PROOF_VALIDITY_CHECKED = Message(
    "pocket.proof.EventProofValidityChecked",
    EventProofValidityChecked,
    (
        Field(2, "block_height", Scalar.UINT64),
        Field(4, "failure_reason", Scalar.TEXT),
        Field(8, "service_id", Scalar.TEXT),
        Field(9, "application_address", Scalar.TEXT),
        Field(10, "session_end_block_height", Scalar.INT64),
        Field(11, "claim_proof_status_int", Scalar.INT32),
        Field(12, "supplier_operator_address", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/proof/event.proto."""
