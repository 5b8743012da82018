"""Which parameters settlement reads, and at which height."""

from __future__ import annotations

import deal

from pocket_spec.actors.application.unbonding import minimum_stake
from pocket_spec.governance.history import calendar_params, shared_params_at_height
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.session.parameters import num_pending_sessions
from pocket_spec.settlement.amounts import part_of
from pocket_spec.settlement.shares import rate
from pocket_spec.state.records.tokenomics import TokenomicsParams
from pocket_spec.state.state import State


@deal.raises(Rejected)
@deal.ensure(lambda state, session_end, result: -(2**63) <= result < 2**63)
def pending_sessions_at_end(state: State, session_end: int) -> int:
    """Count the sessions that share an application's stake, by the parameters of the session's end.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (getOrInitSessionBudget)
    """
    return num_pending_sessions(calendar_params(shared_params_at_height(state, session_end)))


@deal.pre(lambda _state, claimants: claimants >= 1)
@deal.ensure(lambda _state, claimants, result: result == claimants)
def suppliers_that_claim(_state: State, claimants: int) -> int:
    """Share a session's budget among the suppliers that made a claim, also those whose claims are not paid.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (GetActualSupplierCount)
    """
    return claimants


@deal.pre(lambda params, settled: settled > 0)
@deal.raises(Rejected)
@deal.ensure(lambda params, settled, result: result > 0)
def minted_by_ratio(params: TokenomicsParams, settled: int) -> int:
    """Give what is minted for a settled amount: the mint ratio of it, rounded down, and never nothing.

    Errors: TOKENOMICS_TLM_INTERNAL where that is 0; then the claim is discarded, but the application's stake is down.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/tlm_relay_burn_equals_mint.go (processTokenomicsMint)
    """
    minted = part_of(settled, *rate(params.mint_ratio))
    if minted == 0:
        raise Rejected(Reason.TOKENOMICS_TLM_INTERNAL, f"{settled} uPOKT at a ratio of {params.mint_ratio}")
    return minted


@deal.ensure(lambda state, result: isinstance(result, int))
def application_min_stake(state: State) -> int:
    """Give the stake, in uPOKT, below which an application is unbonded: the parameter of the application module.

    Source: poktroll v0.1.35 x/tokenomics/keeper/token_logic_modules.go (ProcessTokenLogicModules)
    """
    return minimum_stake(state.application_params)
