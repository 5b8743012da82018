"""Updating parameters: all of a module at once, or a single one by its name. Only governance may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol, TypeVar

import deal

from pocket_spec.governance.parameters import ModuleParameters, validate
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.bank import AUTHORITY, account_of
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State

AS_TYPES = (
    "as_string",
    "as_uint64",
    "as_bytes",
    "as_coin",
    "as_float",
    "as_mint_allocation_percentages",
    "as_mint_equals_burn_claim_distribution",
)
"""Every member that the oneof of a single update has in any module."""
Params = TypeVar("Params")


class BulkUpdate(Protocol):
    """A message with all parameters of a module."""

    @property
    def authority(self) -> str:
        """Give the account that must be governance."""

    @property
    def params(self) -> Any:
        """Give the parameters."""


class SingleUpdate(Protocol):
    """A message with the name and the value of one parameter, the value in one of `AS_TYPES`."""

    @property
    def authority(self) -> str:
        """Give the account that must be governance."""

    @property
    def name(self) -> str:
        """Give the parameter's name."""


def _require_address(text: str, reason: Reason) -> None:
    try:
        account_of(text)
    except Rejected as rejected:
        raise Rejected(reason, rejected.detail) from None


@deal.ensure(lambda message, result: result is None or getattr(message, result) is not None)
def carried_type(message: SingleUpdate) -> str | None:
    """Give the member of the oneof in which a single update carries its value, None where it carries none.

    Source: poktroll v0.1.35 proto/pocket/*/tx.proto (MsgUpdateParam)
    """
    return next((member for member in AS_TYPES if getattr(message, member, None) is not None), None)


@deal.raises(Rejected)
@deal.ensure(lambda module, message, result: result is None)
def validate_bulk(module: ModuleParameters, message: BulkUpdate) -> None:
    """Check an update of all parameters by itself: the authority is an address, and the parameters are valid.

    Errors, in this order: the module's `malformed`, its `invalid`, TX_PANIC.
    Source: poktroll v0.1.35 x/*/types/message_update_params.go (ValidateBasic)
    """
    _require_address(message.authority, module.malformed)
    validate(module, message.params)


@deal.raises(Rejected)
@deal.ensure(lambda module, message, result: result is None)
def validate_single(module: ModuleParameters, message: SingleUpdate) -> None:
    """Check an update of one parameter by itself: authority, value present, name, type of the value, value.

    Errors, in this order: the module's `malformed_single`, `missing`, `unknown`, `invalid`, TX_PANIC.
    Source: poktroll v0.1.35 x/*/types/message_update_param.go (ValidateBasic)
    """
    _require_address(message.authority, module.malformed_single)
    carried = carried_type(message)
    if carried is None:
        raise Rejected(module.missing, f"no value for {message.name!r}")
    parameter = module.named(message.name)
    if parameter is None:
        raise Rejected(module.unknown, f"there is no parameter {message.name!r}")
    if carried != parameter.as_type:
        raise Rejected(module.invalid, f"{parameter.name} comes {parameter.as_type}, not {carried}")
    if problem := parameter.problem(getattr(message, carried)):
        raise Rejected(module.invalid, f"{parameter.name}: {problem}")


@deal.raises(Rejected)
@deal.ensure(lambda authority, reason, result: authority == AUTHORITY)
def require_authority(authority: str, reason: Reason) -> None:
    """Refuse an authority other than governance; its address in upper case is another.

    Errors: `reason`.
    Source: poktroll v0.1.35 x/*/keeper/msg_update_params.go, msg_server_update_param.go
    """
    if authority != AUTHORITY:
        raise Rejected(reason, f"{authority} is not governance")


@deal.raises(Rejected)
@deal.ensure(lambda module, params, message, result: type(result) is type(params))
def with_parameter(module: ModuleParameters, params: Params, message: SingleUpdate) -> Params:
    """Put a single parameter among the live ones, which then must be valid together.

    Errors: the module's `invalid`, TX_PANIC.
    Source: poktroll v0.1.35 x/*/keeper/msg_server_update_param.go (UpdateParam)
    """
    value = getattr(message, carried_type(message) or "name")
    updated = replace(params, **{message.name: value})  # type: ignore[type-var]
    validate(module, updated)
    completed: Params = module.completed(updated)
    return completed


@deal.raises(Rejected)
@deal.ensure(lambda module, state, message, result: result.state.height == state.height and result.events == ())
def set_all(module: ModuleParameters, state: State, message: BulkUpdate) -> Transition:
    """Replace all parameters of a module, of which no history is kept, at once.

    Errors: the module's `stranger`.
    Source: poktroll v0.1.35 x/*/keeper/msg_update_params.go (UpdateParams)
    """
    require_authority(message.authority, module.stranger)
    return Transition(replace(state, **{module.field: module.completed(message.params)}))


@deal.raises(Rejected)
@deal.ensure(lambda module, state, message, result: result.state.height == state.height and result.events == ())
def set_one(module: ModuleParameters, state: State, message: SingleUpdate) -> Transition:
    """Replace one parameter of a module, of which no history is kept, at once.

    Errors, in this order: the module's `stranger_single`, its `invalid`, TX_PANIC.
    Source: poktroll v0.1.35 x/*/keeper/msg_server_update_param.go (UpdateParam)
    """
    require_authority(message.authority, module.stranger_single)
    updated = with_parameter(module, getattr(state, module.field), message)
    return Transition(replace(state, **{module.field: updated}))
