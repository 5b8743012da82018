"""Parameters of the gateway module: the least stake."""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.governance.parameters import ModuleParameters, Parameter
from pocket_spec.governance.update import set_all, set_one
from pocket_spec.governance.values import upokt_positive
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.events import Transition
from pocket_spec.state.records.gateway import GATEWAY_PARAMS, GatewayParams
from pocket_spec.state.state import State

GATEWAY = ModuleParameters(
    field="gateway_params",
    parameters=(Parameter("min_stake", "as_coin", upokt_positive),),
    invalid=Reason.GATEWAY_PARAM_INVALID,
    unknown=Reason.GATEWAY_PARAM_INVALID,
    missing=Reason.GATEWAY_PARAM_INVALID,
    malformed=Reason.ADDRESS_MALFORMED,
    malformed_single=Reason.ADDRESS_MALFORMED,
    stranger=Reason.GATEWAY_INVALID_SIGNER,
    stranger_single=Reason.GATEWAY_INVALID_SIGNER,
)
"""Source: poktroll v0.1.35 x/gateway/types/params.go, message_update_param.go."""
NO_PARAMS = GatewayParams()
"""What an update without parameters carries."""


@dataclass(frozen=True, slots=True)
class MsgUpdateGatewayParams:
    """Governance replaces all parameters of the gateway module."""

    authority: str = ""
    params: GatewayParams = NO_PARAMS


MSG_UPDATE_PARAMS = Message(
    "pocket.gateway.MsgUpdateParams",
    MsgUpdateGatewayParams,
    (Field(1, "authority", Scalar.TEXT), Field(2, "params", GATEWAY_PARAMS, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUpdateGatewayParam:
    """Governance replaces one parameter of the gateway module; amounts in uPOKT."""

    authority: str = ""
    name: str = ""
    as_coin: Coin | None = None


MSG_UPDATE_PARAM = Message(
    "pocket.gateway.MsgUpdateParam",
    MsgUpdateGatewayParam,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "name", Scalar.TEXT),
        Field(3, "as_coin", COIN, oneof="as_type"),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.gateway_params == message.params)
def update_params_gateway(state: State, message: MsgUpdateGatewayParams, rules: Rules) -> Transition:
    """Replace all parameters of the gateway module, at once.

    Errors: GATEWAY_INVALID_SIGNER.
    Source: poktroll v0.1.35 x/gateway/keeper/msg_update_params.go (UpdateParams)
    """
    return set_all(GATEWAY, state, message)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.events == ())
def update_param_gateway(state: State, message: MsgUpdateGatewayParam, rules: Rules) -> Transition:
    """Replace one parameter of the gateway module, at once.

    Errors, in this order: GATEWAY_INVALID_SIGNER, GATEWAY_PARAM_INVALID, TX_PANIC.
    Source: poktroll v0.1.35 x/gateway/keeper/msg_server_update_param.go (UpdateParam)
    """
    return set_one(GATEWAY, state, message)
