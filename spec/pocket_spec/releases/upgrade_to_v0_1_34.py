"""What the upgrade to release v0.1.34 did, once, to the applications there were."""

from __future__ import annotations

import deal

from pocket_spec.actors.application.activity import is_unbonding
from pocket_spec.actors.application.unbonding import BELOW_MIN_STAKE, begin_unbonding, minimum_stake
from pocket_spec.state.coin import amount_of
from pocket_spec.state.events import Events, Transition
from pocket_spec.state.state import State
from pocket_spec.state.store import in_store_order


@deal.ensure(lambda state, result: result.state.balances is state.balances)
def unbond_applications_below_minimum(state: State) -> Transition:
    """Let every application unbond whose stake is below the minimum, in order; settlement had compared with 1 POKT.

    Source: poktroll v0.1.34 x/application/keeper/unbond_applications.go (MarkBelowMinStakeApplicationsUnbonding),
    app/upgrades/v0.1.34.go
    """
    events: Events = ()
    minimum = minimum_stake(state.application_params)
    for _, application in in_store_order(state, "applications"):
        if not is_unbonding(application) and amount_of(application.stake) < minimum:
            state, emitted = begin_unbonding(state, application, BELOW_MIN_STAKE)
            events += emitted
    return Transition(state, events)
