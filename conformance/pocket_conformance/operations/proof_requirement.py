"""Suite `claim`, op `proof_requirement`: whether a claim must be proven, from the state of the chain."""

from __future__ import annotations

from typing import Any

from pocket_conformance.chain_shapes import STATE, ProtoMessage
from pocket_conformance.operations import Operation
from pocket_conformance.shapes import TEXT, record
from pocket_spec.claims.messages import CLAIM, PROOF_REQUIREMENT_REASON
from pocket_spec.claims.requirement import proof_requirement
from pocket_spec.releases.v0_1_35 import RULES


def requirement(values: dict[str, Any]) -> dict[str, Any]:
    """Name the reason for which the claim must be proven, or that it need not be."""
    return {"requirement": PROOF_REQUIREMENT_REASON[proof_requirement(values["state"], values["claim"], RULES)]}


OPERATIONS = (
    Operation(
        suite="claim",
        op="proof_requirement",
        input=record({"state": STATE, "claim": ProtoMessage(CLAIM)}),
        output=record({"requirement": TEXT}),
        rule="pocket_spec.claims.requirement.proof_requirement",
        run=requirement,
    ),
)
