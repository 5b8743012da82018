"""Parameters of the supplier module: the least stake, and what staking costs."""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.governance.parameters import ModuleParameters, Parameter
from pocket_spec.governance.update import set_all, set_one
from pocket_spec.governance.values import upokt_not_negative, upokt_positive
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.coin import COIN, Coin
from pocket_spec.state.events import Transition
from pocket_spec.state.records.supplier import SUPPLIER_PARAMS, SupplierParams
from pocket_spec.state.state import State

SUPPLIER = ModuleParameters(
    field="supplier_params",
    parameters=(
        Parameter("min_stake", "as_coin", upokt_positive),
        Parameter("staking_fee", "as_coin", upokt_not_negative),
    ),
    invalid=Reason.SUPPLIER_PARAM_INVALID,
    unknown=Reason.SUPPLIER_PARAM_INVALID,
    missing=Reason.SUPPLIER_PARAM_INVALID,
    malformed=Reason.ADDRESS_MALFORMED,
    malformed_single=Reason.ADDRESS_MALFORMED,
    stranger=Reason.SUPPLIER_INVALID_SIGNER,
    stranger_single=Reason.SUPPLIER_INVALID_SIGNER,
)
"""Source: poktroll v0.1.35 x/supplier/types/params.go, message_update_param.go."""
NO_PARAMS = SupplierParams()
"""What an update without parameters carries."""


@dataclass(frozen=True, slots=True)
class MsgUpdateSupplierParams:
    """Governance replaces all parameters of the supplier module."""

    authority: str = ""
    params: SupplierParams = NO_PARAMS


MSG_UPDATE_PARAMS = Message(
    "pocket.supplier.MsgUpdateParams",
    MsgUpdateSupplierParams,
    (Field(1, "authority", Scalar.TEXT), Field(2, "params", SUPPLIER_PARAMS, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUpdateSupplierParam:
    """Governance replaces one parameter of the supplier module; amounts in uPOKT."""

    authority: str = ""
    name: str = ""
    as_coin: Coin | None = None


MSG_UPDATE_PARAM = Message(
    "pocket.supplier.MsgUpdateParam",
    MsgUpdateSupplierParam,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "name", Scalar.TEXT),
        Field(3, "as_coin", COIN, oneof="asType"),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/supplier/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supplier_params == message.params)
def update_params_supplier(state: State, message: MsgUpdateSupplierParams, rules: Rules) -> Transition:
    """Replace all parameters of the supplier module, at once.

    Errors: SUPPLIER_INVALID_SIGNER.
    Source: poktroll v0.1.35 x/supplier/keeper/msg_update_params.go (UpdateParams)
    """
    return set_all(SUPPLIER, state, message)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.events == ())
def update_param_supplier(state: State, message: MsgUpdateSupplierParam, rules: Rules) -> Transition:
    """Replace one parameter of the supplier module, at once.

    Errors, in this order: SUPPLIER_INVALID_SIGNER, SUPPLIER_PARAM_INVALID, TX_PANIC.
    Source: poktroll v0.1.35 x/supplier/keeper/msg_server_update_param.go (UpdateParam)
    """
    return set_one(SUPPLIER, state, message)
