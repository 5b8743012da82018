"""The steps of settlement at the end of a block."""

from __future__ import annotations

import deal

from pocket_spec.actors.service.difficulty import update_relay_mining_difficulty
from pocket_spec.rejections import Rejected
from pocket_spec.rules import Rules
from pocket_spec.settlement.settle import settle
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State
from pocket_spec.transitions import Step


@deal.ensure(lambda state, rules, result: result.state.height == state.height)
def settle_pending_claims(state: State, rules: Rules) -> Transition:
    """Settle the claims that are due; the first half of the tokenomics module's end of a block.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (SettlePendingClaims)
    """
    settled = settle(state, rules)
    return Transition(settled.state, settled.events)


@deal.ensure(lambda state, rules, result: result.state.height == state.height)
def end_block(state: State, rules: Rules) -> Transition:
    """Settle the claims that are due, then adjust the difficulty of the services to the relays that were settled.

    Source: poktroll v0.1.35 x/tokenomics/module/abci.go (EndBlocker)
    """
    settled = settle(state, rules)
    try:
        state, events = update_relay_mining_difficulty(settled.state, settled.relays_per_service, rules)
    except Rejected:  # relays that sum to 0 modulo 2^64
        return Transition(settled.state, settled.events)
    return Transition(state, settled.events + events)


SETTLE_PENDING_CLAIMS = Step("settle_pending_claims", settle_pending_claims)
TOKENOMICS_END_BLOCK = Step("tokenomics_end_block", end_block)
