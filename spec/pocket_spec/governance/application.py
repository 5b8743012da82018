"""Parameters of the application module: how many gateways one may delegate to, and the least stake."""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.governance.parameters import ModuleParameters, Parameter
from pocket_spec.governance.update import set_all, set_one
from pocket_spec.governance.values import at_least_one, upokt_positive
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.events import Transition
from pocket_spec.state.records.application import APPLICATION_PARAMS, ApplicationParams
from pocket_spec.state.state import State

APPLICATION = ModuleParameters(
    field="application_params",
    parameters=(
        Parameter("max_delegated_gateways", "as_uint64", at_least_one),
        Parameter("min_stake", "as_coin", upokt_positive),
    ),
    invalid=Reason.APPLICATION_PARAM_INVALID,
    unknown=Reason.APPLICATION_PARAM_INVALID,
    missing=Reason.APPLICATION_PARAM_INVALID,
    malformed=Reason.ADDRESS_MALFORMED,
    malformed_single=Reason.ADDRESS_MALFORMED,
    stranger=Reason.APPLICATION_INVALID_SIGNER,
    stranger_single=Reason.APPLICATION_INVALID_SIGNER,
)
"""Source: poktroll v0.1.35 x/application/types/params.go, message_update_param.go."""
NO_PARAMS = ApplicationParams()
"""What an update without parameters carries."""


@dataclass(frozen=True, slots=True)
class MsgUpdateApplicationParams:
    """Governance replaces all parameters of the application module."""

    authority: str = ""
    params: ApplicationParams = NO_PARAMS


MSG_UPDATE_PARAMS = Message(
    "pocket.application.MsgUpdateParams",
    MsgUpdateApplicationParams,
    (Field(1, "authority", Scalar.TEXT), Field(2, "params", APPLICATION_PARAMS, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/application/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUpdateApplicationParam:
    """Governance replaces one parameter of the application module; amounts in uPOKT."""

    authority: str = ""
    name: str = ""
    as_uint64: int | None = None
    as_coin: Coin | None = None


MSG_UPDATE_PARAM = Message(
    "pocket.application.MsgUpdateParam",
    MsgUpdateApplicationParam,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "name", Scalar.TEXT),
        Field(3, "as_uint64", Scalar.UINT64, oneof="asType"),
        Field(4, "as_coin", COIN, oneof="asType"),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.application_params == message.params)
def update_params_application(state: State, message: MsgUpdateApplicationParams, rules: Rules) -> Transition:
    """Replace all parameters of the application module, at once.

    Errors: APPLICATION_INVALID_SIGNER.
    Source: poktroll v0.1.35 x/application/keeper/msg_update_params.go (UpdateParams)
    """
    return set_all(APPLICATION, state, message)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.events == ())
def update_param_application(state: State, message: MsgUpdateApplicationParam, rules: Rules) -> Transition:
    """Replace one parameter of the application module, at once.

    Errors, in this order: APPLICATION_INVALID_SIGNER, APPLICATION_PARAM_INVALID, TX_PANIC.
    Source: poktroll v0.1.35 x/application/keeper/msg_server_update_param.go (UpdateParam)
    """
    return set_one(APPLICATION, state, message)
