"""Parameters of the service module: what adding one costs, and how many relays difficulty aims at."""

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
from pocket_spec.state.records.service import SERVICE_PARAMS, ServiceParams
from pocket_spec.state.state import State

SERVICE = ModuleParameters(
    field="service_params",
    parameters=(
        Parameter("add_service_fee", "as_coin", upokt_positive),
        Parameter("target_num_relays", "as_uint64", at_least_one),
    ),
    invalid=Reason.SERVICE_PARAM_INVALID,
    unknown=Reason.SERVICE_PARAM_INVALID,
    missing=Reason.SERVICE_PARAM_INVALID,
    malformed=Reason.ADDRESS_MALFORMED,
    malformed_single=Reason.SERVICE_INVALID_ADDRESS,
    stranger=Reason.SERVICE_INVALID_SIGNER,
    stranger_single=Reason.SERVICE_INVALID_SIGNER,
)
"""Source: poktroll v0.1.35 x/service/types/params.go, message_update_param.go."""
NO_PARAMS = ServiceParams()
"""What an update without parameters carries."""


@dataclass(frozen=True, slots=True)
class MsgUpdateServiceParams:
    """Governance replaces all parameters of the service module."""

    authority: str = ""
    params: ServiceParams = NO_PARAMS


MSG_UPDATE_PARAMS = Message(
    "pocket.service.MsgUpdateParams",
    MsgUpdateServiceParams,
    (Field(1, "authority", Scalar.TEXT), Field(2, "params", SERVICE_PARAMS, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/service/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUpdateServiceParam:
    """Governance replaces one parameter of the service module; amounts in uPOKT."""

    authority: str = ""
    name: str = ""
    as_coin: Coin | None = None
    as_uint64: int | None = None


MSG_UPDATE_PARAM = Message(
    "pocket.service.MsgUpdateParam",
    MsgUpdateServiceParam,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "name", Scalar.TEXT),
        Field(3, "as_coin", COIN, oneof="as_type"),
        Field(4, "as_uint64", Scalar.UINT64, oneof="as_type"),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.service_params == message.params)
def update_params_service(state: State, message: MsgUpdateServiceParams, rules: Rules) -> Transition:
    """Replace all parameters of the service module, at once.

    Errors: SERVICE_INVALID_SIGNER.
    Source: poktroll v0.1.35 x/service/keeper/msg_update_params.go (UpdateParams)
    """
    return set_all(SERVICE, state, message)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.events == ())
def update_param_service(state: State, message: MsgUpdateServiceParam, rules: Rules) -> Transition:
    """Replace one parameter of the service module, at once.

    Errors, in this order: SERVICE_INVALID_SIGNER, SERVICE_PARAM_INVALID, TX_PANIC.
    Source: poktroll v0.1.35 x/service/keeper/msg_server_update_param.go (UpdateParam)
    """
    return set_one(SERVICE, state, message)
