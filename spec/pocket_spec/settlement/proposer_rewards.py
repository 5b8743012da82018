"""When validators are paid: the rewards of all claims are summed first, so that rounding happens once."""

from __future__ import annotations

import deal

from pocket_spec.settlement.ledger import Ledger, Outcome


@deal.pre(lambda ledger, _outcome, reason, amount: amount >= 0)
@deal.ensure(lambda ledger, _outcome, reason, amount, result: amount == 0 or ledger.rewards[reason] >= amount)
def sum_reward(ledger: Ledger, _outcome: Outcome, reason: int, amount: int) -> None:
    """Add a claim's reward for validators to the sum of its reason; nothing is queued in the claim's outcome.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/types.go (accumulateValidatorReward)
    """
    if amount > 0:
        ledger.rewards[reason] = ledger.rewards.get(reason, 0) + amount
