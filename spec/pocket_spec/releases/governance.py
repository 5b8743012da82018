"""Governance before v0.1.35: how earlier releases set and recorded parameters, and what they asked of them.

`CHANGES` gives, release by release, every field of `Rules` about governance in which it differs from v0.1.35.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import deal

from pocket_spec.governance.history import (
    next_session_start,
    set_shared_params,
    with_shared_entry,
)
from pocket_spec.governance.parameters import Parameter
from pocket_spec.governance.promotion import shared_params_due
from pocket_spec.governance.shared import SHARED, no_pending_session
from pocket_spec.governance.tokenomics import TOKENOMICS
from pocket_spec.governance.values import positive_ratio
from pocket_spec.rejections import Rejected
from pocket_spec.state.records.session import SessionModuleParams
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.records.tokenomics import TokenomicsParams
from pocket_spec.state.state import State


@deal.ensure(lambda state, params, result: result.shared_params_history == state.shared_params_history)
def set_shared_params_unrecorded(state: State, params: SharedParams) -> State:
    """Set the shared parameters at once and record nothing.

    Sessions and claims under way are measured anew from then on. In v0.1.31 and v0.1.32, which did record single
    changes, setting all parameters left the history stale.
    Source: poktroll v0.1.32 x/shared/keeper/msg_update_params.go (UpdateParams)
    """
    return replace(state, shared_params=params)


@deal.raises(Rejected)
@deal.ensure(lambda state, params, result: result.shared_params == params and result.shared_params_history)
def set_shared_params_at_once(state: State, params: SharedParams) -> State:
    """Set the shared parameters live at once, and record them from the start of the next session on.

    That start is reckoned by the old live parameters, and the first change records those as from the height of the
    change.
    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks.
    Source: poktroll v0.1.33 x/shared/keeper/msg_server_update_param.go (recordParamsHistory)
    """
    recorded = state
    if not state.shared_params_history:
        recorded = with_shared_entry(state, state.height, state.shared_params)
    start = next_session_start(state.shared_params, state.height)
    return replace(with_shared_entry(recorded, start, params), shared_params=params)


@deal.ensure(lambda state, params, result: result.session_params_history == state.session_params_history)
def set_session_params_unrecorded(state: State, params: SessionModuleParams) -> State:
    """Set the session module's parameters at once and record nothing.

    Source: poktroll v0.1.30 x/session/keeper/msg_update_params.go (UpdateParams)
    """
    return replace(state, session_params=params)


@deal.ensure(lambda state, result: result == state)
def nothing_to_promote(state: State) -> State:
    """Promote nothing: changes are live at once.

    Source: poktroll v0.1.33 app/app_config.go (endBlockers)
    """
    return state


@deal.ensure(lambda state, result: result.shared_params == (shared_params_due(state) or state.shared_params))
def promoted_unchecked(state: State) -> State:
    """Make the shared parameters live that are recorded for this height, whether valid or not.

    Source: poktroll v0.1.34 x/shared/keeper/end_blocker.go (EndBlocker)
    """
    due = shared_params_due(state)
    return state if due is None else replace(state, shared_params=due)


@deal.ensure(lambda value, result: (result == "") == (not (value < 0 or value > 1)))
def ratio_or_unset(value: float) -> str:
    """Accept a mint ratio of 0 too, which stands for none.

    Source: poktroll v0.1.31 x/tokenomics/types/params.go (ValidateMintRatio)
    """
    return positive_ratio(value) if value else ""


@deal.ensure(lambda params, result: result.mint_ratio != 0.0)
def with_mint_ratio(params: TokenomicsParams) -> TokenomicsParams:
    """Put 1 in the place of a mint ratio of 0.

    Source: poktroll v0.1.31 x/tokenomics/types/params.go (ValidateBasic)
    """
    return params if params.mint_ratio else replace(params, mint_ratio=1.0)


SHARED_UNTIL_V0_1_34 = replace(
    SHARED, relations=tuple(relation for relation in SHARED.relations if relation is not no_pending_session)
)
"""Parameters with which no session is ever pending were accepted. Source: poktroll v0.1.34 x/shared/types/params.go."""
TOKENOMICS_V0_1_33 = replace(TOKENOMICS, parameters=TOKENOMICS.parameters[:-1])
"""Without the bonus multiplier. Source: poktroll v0.1.33 x/tokenomics/types/params.go."""
TOKENOMICS_V0_1_31 = replace(
    TOKENOMICS,
    parameters=(*TOKENOMICS.parameters[:-2], Parameter("mint_ratio", "as_float", ratio_or_unset)),
    completed=with_mint_ratio,
)
"""The mint ratio might be 0. Source: poktroll v0.1.31 x/tokenomics/types/params.go."""
TOKENOMICS_V0_1_29 = replace(TOKENOMICS, parameters=TOKENOMICS.parameters[:-2])
"""Without the mint ratio. Source: poktroll v0.1.29 x/tokenomics/types/params.go."""

_V0_1_34 = {"shared_parameters": SHARED_UNTIL_V0_1_34, "tokenomics_parameters": TOKENOMICS_V0_1_33}
_V0_1_33 = _V0_1_34 | {
    "set_shared_params": set_shared_params_at_once,
    "set_shared_param": set_shared_params_at_once,
    "promoted_shared_params": nothing_to_promote,
}
_V0_1_32 = _V0_1_33 | {
    "set_shared_params": set_shared_params_unrecorded,
    "tokenomics_parameters": TOKENOMICS_V0_1_31,
}
_V0_1_30 = _V0_1_32 | {
    "set_shared_param": set_shared_params_unrecorded,
    "set_session_params": set_session_params_unrecorded,
    "tokenomics_parameters": TOKENOMICS_V0_1_29,
}
CHANGES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "v0.1.29": _V0_1_30,
        "v0.1.30": _V0_1_30,
        "v0.1.31": _V0_1_32,
        "v0.1.32": _V0_1_32,
        "v0.1.33": _V0_1_33,
        "v0.1.34": _V0_1_34
        | {
            "set_shared_params": set_shared_params,
            "set_shared_param": set_shared_params,
            "promoted_shared_params": promoted_unchecked,
        },
    }
)
"""The fields of `Rules` about governance, by release. Source: poktroll v0.1.29 to v0.1.34 x/*."""
