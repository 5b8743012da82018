"""Suite `claim`, op `verify_onchain_proof`: the checks of a proof that need no chain state."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import BOOLEAN, HEX, UINT64, array, hex_of, record
from pocket_spec.claims.messages import CLAIM, MSG_SUBMIT_PROOF
from pocket_spec.claims.onchain_proof import verify_onchain_proof
from pocket_spec.encoding.proto import decode


def _verify_onchain_proof(values: dict[str, Any]) -> dict[str, Any]:
    message = decode(MSG_SUBMIT_PROOF, values["msg_submit_proof"])
    claim = decode(CLAIM, values["claim"])
    verified = verify_onchain_proof(message, claim, values["supplier_public_key"], values["target_hash"])
    return {"valid": True, **asdict(verified)}


OPERATIONS = (
    Operation(
        suite="claim",
        op="verify_onchain_proof",
        input=record({"msg_submit_proof": HEX, "claim": HEX, "supplier_public_key": HEX, "target_hash": HEX}),
        output=record(
            {
                "valid": BOOLEAN,
                "num_relays": UINT64,
                "claimed_compute_units": UINT64,
                "ring_public_keys": array(hex_of(33)),
            }
        ),
        rule="pocket_spec.claims.onchain_proof.verify_onchain_proof",
        run=_verify_onchain_proof,
    ),
)
