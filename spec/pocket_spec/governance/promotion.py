"""The end of a block: recorded shared parameters whose height has come become live."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.governance.parameters import problem_of
from pocket_spec.governance.shared import SHARED
from pocket_spec.rules import Rules
from pocket_spec.state.events import Transition
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import State
from pocket_spec.transitions import Step


@deal.ensure(lambda state, result: result is None or state.height in state.shared_params_history)
def shared_params_due(state: State) -> SharedParams | None:
    """Give the shared parameters that are recorded for this very height, None where there are none.

    Source: poktroll v0.1.35 x/shared/keeper/params.go (GetParamsHistoryEntry)
    """
    entry = state.shared_params_history.get(state.height)
    return None if entry is None else entry.params


@deal.ensure(lambda state, result: result.shared_params in {state.shared_params, shared_params_due(state)})
def promoted_shared_params(state: State) -> State:
    """Make the shared parameters live that are recorded for this height, unless something is wrong with them.

    Invalid ones stay in the history, from which settlement reads, and only the live ones remain as they were.
    Source: poktroll v0.1.35 x/shared/keeper/end_blocker.go (EndBlocker)
    """
    due = shared_params_due(state)
    return state if due is None or problem_of(SHARED, due) else replace(state, shared_params=due)


@deal.ensure(lambda state, rules, result: result.events == ())
def promote_shared_params(state: State, rules: Rules) -> Transition:
    """Make recorded shared parameters live whose height has come. It is the last step of a block.

    So everything else in the block in which a session starts still sees the old ones.
    Source: poktroll v0.1.35 x/shared/keeper/end_blocker.go (EndBlocker), app/app_config.go (endBlockers)
    """
    return Transition(rules.promoted_shared_params(state))


PROMOTE_SHARED_PARAMS = Step("promote_shared_params", promote_shared_params)
