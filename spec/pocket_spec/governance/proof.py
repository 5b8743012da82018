"""Parameters of the proof module: which claims must be proven, what a proof costs, and what its lack costs."""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.governance.parameters import ModuleParameters, Parameter
from pocket_spec.governance.update import set_all, set_one
from pocket_spec.governance.values import probability, upokt_not_negative
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.events import Transition
from pocket_spec.state.records.proof import PROOF_PARAMS, ProofParams
from pocket_spec.state.state import State

PROOF = ModuleParameters(
    field="proof_params",
    parameters=(
        Parameter("proof_request_probability", "as_float", probability),
        Parameter("proof_requirement_threshold", "as_coin", upokt_not_negative),
        Parameter("proof_missing_penalty", "as_coin", upokt_not_negative),
        Parameter("proof_submission_fee", "as_coin", upokt_not_negative),
    ),
    invalid=Reason.PROOF_PARAM_INVALID,
    unknown=Reason.PROOF_PARAM_NAME_INVALID,
    missing=Reason.PROOF_PARAM_INVALID,
    malformed=Reason.PROOF_INVALID_ADDRESS,
    malformed_single=Reason.PROOF_INVALID_ADDRESS,
    stranger=Reason.PROOF_INVALID_SIGNER,
    stranger_single=Reason.PROOF_INVALID_SIGNER,
)
"""Source: poktroll v0.1.35 x/proof/types/params.go, message_update_param.go."""
NO_PARAMS = ProofParams()
"""What an update without parameters carries."""


@dataclass(frozen=True, slots=True)
class MsgUpdateProofParams:
    """Governance replaces all parameters of the proof module."""

    authority: str = ""
    params: ProofParams = NO_PARAMS


MSG_UPDATE_PARAMS = Message(
    "pocket.proof.MsgUpdateParams",
    MsgUpdateProofParams,
    (Field(1, "authority", Scalar.TEXT), Field(2, "params", PROOF_PARAMS, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/proof/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUpdateProofParam:
    """Governance replaces one parameter of the proof module; amounts in uPOKT."""

    authority: str = ""
    name: str = ""
    as_bytes: bytes | None = None
    as_float: float | None = None
    as_coin: Coin | None = None


MSG_UPDATE_PARAM = Message(
    "pocket.proof.MsgUpdateParam",
    MsgUpdateProofParam,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "name", Scalar.TEXT),
        Field(7, "as_bytes", Scalar.BYTES, oneof="as_type"),
        Field(8, "as_float", Scalar.DOUBLE, oneof="as_type"),
        Field(9, "as_coin", COIN, oneof="as_type"),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/proof/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.proof_params == message.params)
def update_params_proof(state: State, message: MsgUpdateProofParams, rules: Rules) -> Transition:
    """Replace all parameters of the proof module, at once.

    Errors: PROOF_INVALID_SIGNER.
    Source: poktroll v0.1.35 x/proof/keeper/msg_update_params.go (UpdateParams)
    """
    return set_all(PROOF, state, message)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.events == ())
def update_param_proof(state: State, message: MsgUpdateProofParam, rules: Rules) -> Transition:
    """Replace one parameter of the proof module, at once.

    Errors, in this order: PROOF_INVALID_SIGNER, PROOF_PARAM_INVALID, TX_PANIC.
    Source: poktroll v0.1.35 x/proof/keeper/msg_server_update_param.go (UpdateParam)
    """
    return set_one(PROOF, state, message)
