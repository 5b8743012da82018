"""Parameters of the session module: how many suppliers a session has. Their history is kept."""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.governance.parameters import ModuleParameters, Parameter
from pocket_spec.governance.update import require_authority, with_parameter
from pocket_spec.governance.values import at_least_one
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.events import Transition
from pocket_spec.state.records.session import SESSION_MODULE_PARAMS, SessionModuleParams
from pocket_spec.state.state import State

SESSION = ModuleParameters(
    field="session_params",
    parameters=(Parameter("num_suppliers_per_session", "as_uint64", at_least_one),),
    invalid=Reason.SESSION_PARAM_INVALID,
    unknown=Reason.SESSION_PARAM_INVALID,
    missing=Reason.SESSION_PARAM_INVALID,
    malformed=Reason.ADDRESS_MALFORMED,
    malformed_single=Reason.ADDRESS_MALFORMED,
    stranger=Reason.SESSION_INVALID_SIGNER,
    stranger_single=Reason.SUPPLIER_INVALID_SIGNER,
)
"""A single update by a stranger is refused with the error of the supplier module.

Source: poktroll v0.1.35 x/session/types/params.go, keeper/msg_server_update_param.go.
"""
NO_PARAMS = SessionModuleParams()
"""What an update without parameters carries."""


@dataclass(frozen=True, slots=True)
class MsgUpdateSessionParams:
    """Governance replaces all parameters of the session module."""

    authority: str = ""
    params: SessionModuleParams = NO_PARAMS


MSG_UPDATE_PARAMS = Message(
    "pocket.session.MsgUpdateParams",
    MsgUpdateSessionParams,
    (Field(1, "authority", Scalar.TEXT), Field(2, "params", SESSION_MODULE_PARAMS, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/session/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUpdateSessionParam:
    """Governance replaces one parameter of the session module."""

    authority: str = ""
    name: str = ""
    as_uint64: int | None = None


MSG_UPDATE_PARAM = Message(
    "pocket.session.MsgUpdateParam",
    MsgUpdateSessionParam,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "name", Scalar.TEXT),
        Field(3, "as_uint64", Scalar.UINT64, oneof="as_type"),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/session/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.session_params == message.params)
def update_params_session(state: State, message: MsgUpdateSessionParams, rules: Rules) -> Transition:
    """Replace the parameters of the session module: live at once, in the history from the next session on.

    Errors: SESSION_INVALID_SIGNER.
    Source: poktroll v0.1.35 x/session/keeper/msg_update_params.go (UpdateParams)
    """
    require_authority(message.authority, SESSION.stranger)
    return Transition(rules.set_session_params(state, message.params))


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.session_params.num_suppliers_per_session > 0)
def update_param_session(state: State, message: MsgUpdateSessionParam, rules: Rules) -> Transition:
    """Replace one parameter of the session module: live at once, in the history from the next session on.

    Errors: SUPPLIER_INVALID_SIGNER, the supplier module's.
    Source: poktroll v0.1.35 x/session/keeper/msg_server_update_param.go (UpdateParam)
    """
    require_authority(message.authority, SESSION.stranger_single)
    return Transition(rules.set_session_params(state, with_parameter(SESSION, state.session_params, message)))
