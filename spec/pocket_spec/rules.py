"""The rules in which releases differ, and in which proposals will: named functions in one frozen record.

What every release has in common is called directly. A handler takes the record and calls, say,
`rules.candidate_session_ends(state)`; `pocket_spec.releases` says which function stands there in which release.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pocket_spec.settlement.distribution import RevenueShare
from pocket_spec.settlement.ledger import Ledger, Outcome, SessionBudget
from pocket_spec.settlement.validators import RewardSplit
from pocket_spec.state.events import Transition
from pocket_spec.state.records.service import RelayMiningDifficulty
from pocket_spec.state.records.session import SessionModuleParams
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.records.tokenomics import TokenomicsParams
from pocket_spec.state.state import State


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one release; every field is a rule, and its comment says what it decides."""

    # Which parameters of the shared module hold for a height, past or future.
    shared_params_at_height: Callable[[State, int], SharedParams]
    # Which parameters of the session module hold for a height.
    session_params_at_height: Callable[[State, int], SessionModuleParams]
    # By which parameters a claim is priced when it is made and when it is asked whether it must be proven.
    price_params: Callable[[State, int], SharedParams]
    # The difficulty of a service in the session that starts at a height.
    difficulty_at_height: Callable[[State, str, int], RelayMiningDifficulty]
    # At which session ends there may be claims that are due in this block, in the order of settlement.
    candidate_session_ends: Callable[[State], tuple[int, ...]]
    # Whether a candidate's claims are due: the block's height, the session's end, the parameters of that end.
    is_ripe: Callable[[int, int, SharedParams], bool]
    # By which parameters a claim is priced when it is settled: those that hold for a session's start.
    settlement_price_params: Callable[[State, int], SharedParams]
    # What a relay of a service weighs when the claims of the session that starts at a height are settled.
    settled_compute_units_per_relay: Callable[[State, str, int], int | None]
    # Among how many sessions an application's stake is divided, for a session that ended at a height.
    pending_sessions: Callable[[State, int], int]
    # Among how many suppliers a session's budget is divided, given how many made a claim.
    budget_divisor: Callable[[State, int], int]
    # The most that a claim may be charged: its session's budget, its own charge, the bonus multiplier.
    claim_cap: Callable[[SessionBudget, int, int], int]
    # The most that is settled for a charge to the application, given global inflation as a fraction.
    settled_for: Callable[[int, int, int], int]
    # What is minted for a settled amount.
    minted_amount: Callable[[TokenomicsParams, int], int]
    # How a supplier's revenue is paid to those who share it; a refusal means that the owner gets it.
    revenue_payments: Callable[[tuple[RevenueShare, ...], int], tuple[tuple[str, int], ...]]
    # What is done with a claim's reward for validators, by reason.
    reward_validators: Callable[[Ledger, Outcome, int, int], None]
    # How a reward is split among validators and delegators: the amount, its reason, the session's end.
    split_validator_reward: Callable[[State, int, int, int], RewardSplit]
    # How the operations of all outcomes are executed.
    execute_operations: Callable[[State, list[Outcome]], Transition]
    # Below which stake settlement unbonds an application.
    application_min_stake: Callable[[State], int]
