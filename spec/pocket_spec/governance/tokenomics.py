"""Parameters of the tokenomics module: who gets which part of what is minted, and how much is minted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.governance.parameters import ModuleParameters, Parameter
from pocket_spec.governance.update import set_all, set_one
from pocket_spec.governance.values import not_negative, positive_ratio
from pocket_spec.numbers import INT64_MAX, INT64_MIN, int64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import account_of
from pocket_spec.state.events import Transition
from pocket_spec.state.records.tokenomics import (
    MINT_ALLOCATION_PERCENTAGES,
    MINT_EQUALS_BURN_CLAIM_DISTRIBUTION,
    TOKENOMICS_PARAMS,
    MintAllocationPercentages,
    MintEqualsBurnClaimDistribution,
    TokenomicsParams,
)
from pocket_spec.state.state import State

BASIS_POINTS = 10_000
"""Parts of the whole in which shares are summed."""
LARGEST_BONUS_MULTIPLIER = 1_000
"""Source: poktroll v0.1.35 x/tokenomics/types/params.go (MaxOverservicingBonusMultiplier)."""


@deal.post(lambda result: INT64_MIN <= result <= INT64_MAX)
def basis_points(share: float) -> int:
    """Round a share to basis points, halves away from zero. What does not fit into 64 bits, and NaN, is -2^63.

    Go leaves that conversion to the processor: this is what amd64 does, and arm64 would give 0 for NaN and the nearest
    of -2^63 and 2^63 - 1 otherwise.
    Source: poktroll v0.1.35 x/tokenomics/types/mint_allocation_percentage.go (Sum); Go math/floor.go (Round)
    """
    points = share * BASIS_POINTS
    if not math.isfinite(points):
        return INT64_MIN
    whole = math.floor(abs(points))
    rounded = int(math.copysign(1, points)) * (whole + (abs(points) - whole >= 0.5))
    return rounded if INT64_MIN <= rounded <= INT64_MAX else INT64_MIN


@deal.ensure(lambda shares, result: bool(result) or not min(shares.dao, shares.proposer, shares.supplier) < 0)
def shares_problem(shares: MintAllocationPercentages | MintEqualsBurnClaimDistribution) -> str:
    """Say what is wrong with shares: none may be negative, and in whole basis points they sum to 1.

    Each share is rounded by itself, so shares that sum to 1 exactly can be refused, and the sum wraps at 64 bits, so
    that two shares beyond all bounds cancel out.
    Source: poktroll v0.1.35 x/tokenomics/types/params.go (ValidateMintAllocationPercentages,
    ValidateMintEqualsBurnClaimDistribution)
    """
    held = (shares.dao, shares.proposer, shares.supplier, shares.source_owner, shares.application)
    if problem := next((problem for share in held if (problem := not_negative(share))), ""):
        return problem
    total = int64(sum(basis_points(share) for share in held))
    return "" if total == BASIS_POINTS else f"the shares sum to {total} basis points"


@deal.ensure(lambda address, result: bool(result) or address != "")
def address_problem(address: str) -> str:
    """Say why a text is no account's address.

    Source: poktroll v0.1.35 x/tokenomics/types/params.go (ValidateDaoRewardAddress)
    """
    try:
        account_of(address)
    except Rejected as rejected:
        return rejected.detail
    return ""


@deal.ensure(lambda value, result: (result == "") == (value <= LARGEST_BONUS_MULTIPLIER))
def bonus_multiplier_problem(value: int) -> str:
    """Ask for a multiplier of the supplier's cap of 1,000 or less; 0 is accepted.

    Source: poktroll v0.1.35 x/tokenomics/types/params.go (ValidateOverservicingBonusMultiplier)
    """
    return "" if value <= LARGEST_BONUS_MULTIPLIER else f"{value} exceeds {LARGEST_BONUS_MULTIPLIER}"


TOKENOMICS = ModuleParameters(
    field="tokenomics_params",
    parameters=(
        Parameter("mint_allocation_percentages", "as_mint_allocation_percentages", shares_problem),
        Parameter("dao_reward_address", "as_string", address_problem),
        Parameter("global_inflation_per_claim", "as_float", not_negative),
        Parameter("mint_equals_burn_claim_distribution", "as_mint_equals_burn_claim_distribution", shares_problem),
        Parameter("mint_ratio", "as_float", positive_ratio),
        Parameter("overservicing_bonus_multiplier", "as_uint64", bonus_multiplier_problem),
    ),
    invalid=Reason.TOKENOMICS_PARAM_INVALID,
    unknown=Reason.TOKENOMICS_PARAM_NAME_INVALID,
    missing=Reason.TOKENOMICS_PARAMS_INVALID,
    malformed=Reason.TOKENOMICS_AUTHORITY_ADDRESS_INVALID,
    malformed_single=Reason.TOKENOMICS_AUTHORITY_ADDRESS_INVALID,
    stranger=Reason.TOKENOMICS_INVALID_AUTHORITY_SIGNER,
    stranger_single=Reason.TOKENOMICS_INVALID_AUTHORITY_SIGNER,
)
"""Source: poktroll v0.1.35 x/tokenomics/types/params.go, message_update_param.go."""
NO_PARAMS = TokenomicsParams()
"""What an update without parameters carries."""


@dataclass(frozen=True, slots=True)
class MsgUpdateTokenomicsParams:
    """Governance replaces all parameters of the tokenomics module."""

    authority: str = ""
    params: TokenomicsParams = NO_PARAMS


MSG_UPDATE_PARAMS = Message(
    "pocket.tokenomics.MsgUpdateParams",
    MsgUpdateTokenomicsParams,
    (Field(1, "authority", Scalar.TEXT), Field(2, "params", TOKENOMICS_PARAMS, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgUpdateTokenomicsParam:
    """Governance replaces one parameter of the tokenomics module."""

    authority: str = ""
    name: str = ""
    as_mint_allocation_percentages: MintAllocationPercentages | None = None
    as_string: str | None = None
    as_float: float | None = None
    as_mint_equals_burn_claim_distribution: MintEqualsBurnClaimDistribution | None = None
    as_uint64: int | None = None


MSG_UPDATE_PARAM = Message(
    "pocket.tokenomics.MsgUpdateParam",
    MsgUpdateTokenomicsParam,
    (
        Field(1, "authority", Scalar.TEXT),
        Field(2, "name", Scalar.TEXT),
        Field(3, "as_mint_allocation_percentages", MINT_ALLOCATION_PERCENTAGES, oneof="as_type"),
        Field(4, "as_string", Scalar.TEXT, oneof="as_type"),
        Field(5, "as_float", Scalar.DOUBLE, oneof="as_type"),
        Field(6, "as_mint_equals_burn_claim_distribution", MINT_EQUALS_BURN_CLAIM_DISTRIBUTION, oneof="as_type"),
        Field(7, "as_uint64", Scalar.UINT64, oneof="as_type"),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.events == ())
def update_params_tokenomics(state: State, message: MsgUpdateTokenomicsParams, rules: Rules) -> Transition:
    """Replace all parameters of the tokenomics module, at once.

    That mint ratio times the suppliers' share be below 1, without which serving oneself pays, is not required: the
    chain logs a warning.
    Errors: TOKENOMICS_INVALID_AUTHORITY_SIGNER.
    Source: poktroll v0.1.35 x/tokenomics/keeper/msg_update_params.go (UpdateParams)
    """
    return set_all(rules.tokenomics_parameters, state, message)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.events == ())
def update_param_tokenomics(state: State, message: MsgUpdateTokenomicsParam, rules: Rules) -> Transition:
    """Replace one parameter of the tokenomics module, at once.

    Errors, in this order: TOKENOMICS_INVALID_AUTHORITY_SIGNER, TOKENOMICS_PARAM_INVALID.
    Source: poktroll v0.1.35 x/tokenomics/keeper/msg_server_update_param.go (UpdateParam)
    """
    return set_one(rules.tokenomics_parameters, state, message)
