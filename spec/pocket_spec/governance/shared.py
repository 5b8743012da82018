"""Parameters of the shared module: the calendar, unbonding periods, and the price of a compute unit."""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.governance.history import calendar_params
from pocket_spec.governance.parameters import ModuleParameters, Parameter
from pocket_spec.governance.update import require_authority, with_parameter
from pocket_spec.governance.values import anything, at_least_one
from pocket_spec.numbers import int64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.session.parameters import blocks_to_proof_window_close, num_pending_sessions
from pocket_spec.state.events import Transition
from pocket_spec.state.records.shared import SHARED_PARAMS, SharedParams
from pocket_spec.state.state import State


@deal.ensure(
    lambda params, result: bool(result) or params.grace_period_end_offset_blocks < params.num_blocks_per_session
)
def grace_period_too_long(params: SharedParams) -> str:
    """Ask for a grace period shorter than a session.

    Source: poktroll v0.1.35 x/shared/types/params.go (validateGracePeriodOffsetBlocksIsLessThanNumBlocksPerSession)
    """
    grace, blocks = params.grace_period_end_offset_blocks, params.num_blocks_per_session
    return "" if grace < blocks else f"a grace period of {grace} blocks is not shorter than a session of {blocks}"


@deal.ensure(
    lambda params, result: (
        (result == "") == (params.claim_window_open_offset_blocks >= params.grace_period_end_offset_blocks)
    )
)
def claims_open_too_early(params: SharedParams) -> str:
    """Ask for claims that open no earlier than the grace period ends.

    Source: poktroll v0.1.35 x/shared/types/params.go (validateClaimWindowOpenOffsetIsAtLeastGracePeriodEndOffset)
    """
    grace, claim_open = params.grace_period_end_offset_blocks, params.claim_window_open_offset_blocks
    return "" if claim_open >= grace else f"claims open after {claim_open} blocks, within a grace period of {grace}"


@deal.ensure(lambda sessions, params, result: isinstance(result, str))
def unbonding_too_short(sessions: int, params: SharedParams) -> str:
    """Ask for an unbonding period that lasts until the proof window has closed; products and sums wrap at 64 bits.

    Source: poktroll v0.1.35 x/shared/types/params.go
    (validateSupplierUnbondingPeriodIsGreaterThanCumulativeProofWindowCloseBlocks)
    """
    blocks = int64(sessions * params.num_blocks_per_session)
    closing = blocks_to_proof_window_close(calendar_params(params))
    return "" if blocks >= closing else f"unbonding takes {blocks} blocks, proofs may come for {closing}"


@deal.ensure(lambda params, result: isinstance(result, str))
def supplier_unbonding_too_short(params: SharedParams) -> str:
    """Ask for suppliers that unbond no earlier than the proof window closes.

    Source: poktroll v0.1.35 x/shared/types/params.go
    (validateSupplierUnbondingPeriodIsGreaterThanCumulativeProofWindowCloseBlocks)
    """
    return unbonding_too_short(params.supplier_unbonding_period_sessions, params)


@deal.ensure(lambda params, result: isinstance(result, str))
def application_unbonding_too_short(params: SharedParams) -> str:
    """Ask for applications that unbond no earlier than the proof window closes. Nothing is asked of gateways.

    Source: poktroll v0.1.35 x/shared/types/params.go
    (validateApplicationUnbondingPeriodIsGreaterThanCumulativeProofWindowCloseBlocks)
    """
    return unbonding_too_short(params.application_unbonding_period_sessions, params)


@deal.pre(lambda params: params.num_blocks_per_session >= 1)
@deal.ensure(lambda params, result: bool(result) or num_pending_sessions(calendar_params(params)) >= 1)
def no_pending_session(params: SharedParams) -> str:
    """Ask for at least one session that may be pending: settlement divides by their number.

    Source: poktroll v0.1.35 x/shared/types/params.go (validateNumPendingSessionsIsPositive)
    """
    pending = num_pending_sessions(calendar_params(params))
    return "" if pending >= 1 else f"the windows leave {pending} sessions pending"


SHARED = ModuleParameters(
    field="shared_params",
    parameters=(
        Parameter("num_blocks_per_session", "as_uint64", at_least_one),
        Parameter("claim_window_open_offset_blocks", "as_uint64", anything),
        Parameter("claim_window_close_offset_blocks", "as_uint64", anything),
        Parameter("proof_window_open_offset_blocks", "as_uint64", anything),
        Parameter("proof_window_close_offset_blocks", "as_uint64", anything),
        Parameter("grace_period_end_offset_blocks", "as_uint64", anything),
        Parameter("supplier_unbonding_period_sessions", "as_uint64", at_least_one),
        Parameter("application_unbonding_period_sessions", "as_uint64", at_least_one),
        Parameter("gateway_unbonding_period_sessions", "as_uint64", at_least_one),
        Parameter("compute_units_to_tokens_multiplier", "as_uint64", at_least_one),
        Parameter("compute_unit_cost_granularity", "as_uint64", at_least_one),
    ),
    relations=(
        grace_period_too_long,
        claims_open_too_early,
        supplier_unbonding_too_short,
        application_unbonding_too_short,
        no_pending_session,
    ),
    invalid=Reason.SHARED_PARAM_INVALID,
    unknown=Reason.SHARED_PARAM_NAME_INVALID,
    missing=Reason.SHARED_PARAM_INVALID,
    malformed=Reason.ADDRESS_MALFORMED,
    malformed_single=Reason.SHARED_INVALID_ADDRESS,
    stranger=Reason.SHARED_INVALID_SIGNER,
    stranger_single=Reason.SHARED_INVALID_SIGNER,
)
"""The grid's anchor is derived, not governed: it has no name, and no value of it is refused.

Source: poktroll v0.1.35 x/shared/types/params.go, message_update_param.go.
"""
NO_PARAMS = SharedParams()
"""What an update without parameters carries."""


@dataclass(frozen=True, slots=True)
class MsgUpdateSharedParams:
    """Governance replaces all parameters of the shared module."""

    authority: str = ""
    params: SharedParams = NO_PARAMS


MSG_UPDATE_PARAMS = Message(
    "pocket.shared.MsgUpdateParams",
    MsgUpdateSharedParams,
    (Field(1, "authority", Scalar.TEXT), Field(2, "params", SHARED_PARAMS, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUpdateSharedParam:
    """Governance replaces one parameter of the shared module."""

    authority: str = ""
    name: str = ""
    as_string: str | None = None
    as_uint64: int | None = None
    as_bytes: bytes | None = None


MSG_UPDATE_PARAM = Message(
    "pocket.shared.MsgUpdateParam",
    MsgUpdateSharedParam,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "name", Scalar.TEXT),
        Field(3, "as_string", Scalar.TEXT, oneof="as_type"),
        Field(6, "as_uint64", Scalar.UINT64, oneof="as_type"),
        Field(7, "as_bytes", Scalar.BYTES, oneof="as_type"),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/shared/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.events == ())
def update_params_shared(state: State, message: MsgUpdateSharedParams, rules: Rules) -> Transition:
    """Replace all parameters of the shared module, from when the release's rule says.

    Errors: SHARED_INVALID_SIGNER.
    Source: poktroll v0.1.35 x/shared/keeper/msg_update_params.go (UpdateParams)
    """
    require_authority(message.authority, SHARED.stranger)
    return Transition(rules.set_shared_params(state, message.params))


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.events == ())
def update_param_shared(state: State, message: MsgUpdateSharedParam, rules: Rules) -> Transition:
    """Replace one parameter of the shared module, from when the release's rule says.

    The others are the live ones. A change that is still to come, recorded for the same session start, is lost with it.
    Errors, in this order: SHARED_INVALID_SIGNER, SHARED_PARAM_INVALID.
    Source: poktroll v0.1.35 x/shared/keeper/msg_server_update_param.go (UpdateParam)
    """
    require_authority(message.authority, SHARED.stranger_single)
    updated = with_parameter(rules.shared_parameters, state.shared_params, message)
    return Transition(rules.set_shared_param(state, updated))
