"""What earlier releases did when they settled claims where they did otherwise than today's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import deal

from pocket_spec.encoding.bech32 import decode_address, encode_address
from pocket_spec.governance.history import calendar_params
from pocket_spec.numbers import int64
from pocket_spec.rejections import Rejected
from pocket_spec.session.parameters import num_pending_sessions
from pocket_spec.settlement.amounts import part_of
from pocket_spec.settlement.candidates import lifetime
from pocket_spec.settlement.distribution import RevenueShare, largest_remainder, signed_percentage_share
from pocket_spec.settlement.ledger import PAYMENT, Ledger, Operation, Outcome, SessionBudget
from pocket_spec.settlement.op_reasons import OF_DELEGATORS, OpReason
from pocket_spec.settlement.operations import ORDER, execute
from pocket_spec.settlement.shares import rate
from pocket_spec.settlement.validators import (
    OPERATOR_PREFIX,
    RewardSplit,
    delegated_tokens,
    paid_validators,
)
from pocket_spec.state.events import Transition
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.records.staking import Validator
from pocket_spec.state.records.tokenomics import TokenomicsParams
from pocket_spec.state.state import Address, State

POWER_REDUCTION = 1_000_000
"""Tokens of one unit of a validator's power. Source: cosmos-sdk v0.53.7 types/staking.go (DefaultPowerReduction)."""
DEFAULT_MIN_STAKE = 1_000_000
"""The minimum stake of an application at genesis, in uPOKT. Source: poktroll v0.1.33 x/application/types/params.go."""


@deal.ensure(lambda state, result: len(result) <= 1)
def only_live_session_end(state: State) -> tuple[int, ...]:
    """Look for due claims at one session end, by the live windows: a change of the windows can leave claims behind.

    Source: poktroll v0.1.33 x/tokenomics/keeper/settle_pending_claims.go (GetExpiringClaimsIterator), until v0.1.33
    """
    end = int64(state.height - (lifetime(state.shared_params) + 1))
    return (end,) if end >= 0 else ()


@deal.ensure(lambda height, session_end, params, result: result)
def always_ripe(height: int, session_end: int, params: SharedParams) -> bool:
    """Settle the claims of every candidate, also before their own proof window has closed.

    Source: poktroll v0.1.34 x/tokenomics/keeper/settle_pending_claims.go (SettlePendingClaims), until v0.1.34
    """
    return True


@deal.raises(Rejected)
@deal.ensure(lambda state, session_end, result: -(2**63) <= result < 2**63)
def pending_sessions_in_force(state: State, session_end: int) -> int:
    """Divide an application's stake by the live parameters, whatever held when the session ended.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks.
    Source: poktroll v0.1.33 x/tokenomics/keeper/token_logic_modules.go (ensureClaimAmountLimits), until v0.1.33
    """
    return num_pending_sessions(calendar_params(state.shared_params))


@deal.ensure(lambda state, claimants, result: result == state.session_params.num_suppliers_per_session)
def suppliers_of_a_full_session(state: State, claimants: int) -> int:
    """Share a session's budget among as many suppliers as a session may have, however few made a claim.

    Source: poktroll v0.1.32 x/tokenomics/keeper/token_logic_modules.go (ensureClaimAmountLimits), until v0.1.32
    """
    return state.session_params.num_suppliers_per_session


@deal.ensure(lambda budget, charge, multiplier, result: result == budget.floor)
def floor_alone(budget: SessionBudget, charge: int, multiplier: int) -> int:
    """Let no claim be charged more than its supplier's equal part of the budget, though others leave theirs.

    Source: poktroll v0.1.34 x/tokenomics/keeper/token_logic_modules.go (ensureClaimAmountLimits), until v0.1.34
    """
    return budget.floor


@deal.pre(lambda charge, numerator, denominator: 0 <= charge < 2**256 and numerator >= 0 and denominator > 0)
@deal.ensure(lambda charge, numerator, denominator, result: 0 <= result <= charge * (1 + 2**-50))
def settled_for_by_float(charge: int, numerator: int, denominator: int) -> int:
    """Divide the charge by one and the inflation in floating point of 53 bits, then drop the fraction.

    33 uPOKT at an inflation of 0.1 so settle 29, not 30.
    Source: poktroll v0.1.32 x/tokenomics/keeper/token_logic_modules.go (supplierAppStakeToMaxSettlementAmount), until
    v0.1.32
    """
    return int(float(charge) / (1.0 + numerator / denominator))


@deal.pre(lambda params, settled: settled > 0)
@deal.ensure(lambda params, settled, result: result == settled)
def minted_in_full(params: TokenomicsParams, settled: int) -> int:
    """Mint what is burned; there was no mint ratio.

    Source: poktroll v0.1.30 x/tokenomics/token_logic_module/tlm_relay_burn_equals_mint.go, until v0.1.30
    """
    return settled


@deal.pre(lambda params, settled: settled > 0)
@deal.raises(Rejected)
@deal.ensure(lambda params, settled, result: result >= 0)
def minted_by_ratio_if_any(params: TokenomicsParams, settled: int) -> int:
    """Mint the ratio of what is burned, rounded down, also where that is nothing.

    Source: poktroll v0.1.32 x/tokenomics/token_logic_module/tlm_relay_burn_equals_mint.go, v0.1.31 and v0.1.32
    """
    return part_of(settled, *rate(params.mint_ratio))


@deal.pre(lambda shares, amount: len(shares) > 0 and amount >= 0)
@deal.ensure(lambda shares, amount, result: len(result) <= len(shares))
def payments_in_order_of_shares(shares: Sequence[RevenueShare], amount: int) -> tuple[tuple[str, int], ...]:
    """List a payment for every share, in their order, whatever they sum to.

    A recipient that occurs twice is paid its last share each time it occurs, but all its shares count as paid: with 60,
    20 and again 20 per cent for the first, 40 per cent stay in the supplier module. Where shares exceed 100 per cent,
    the first gets less, maybe less than nothing, at which the chain halted.
    Source: poktroll v0.1.33 x/tokenomics/token_logic_module/distribution_supplier.go, until v0.1.33
    """
    amounts: dict[str, int] = {}
    total = 0
    for share in shares:
        amounts[share.address] = signed_percentage_share(amount, int64(share.percentage))
        total += amounts[share.address]
    amounts[shares[0].address] += amount - total
    return tuple((share.address, amounts[share.address]) for share in shares if amounts[share.address] != 0)


@deal.post(lambda result: all(tokens > 0 for tokens in result.values()))
def stakes_of_all(state: State) -> dict[Address, int]:
    """Give the tokens of all delegators of all validators together; a validator without any counts with its own.

    Source: poktroll v0.1.33 x/tokenomics/token_logic_module/distribution_validator.go (discoverStakeholderStakes),
    v0.1.33 alone
    """
    stakes: Counter[Address] = Counter()
    delegated = delegated_tokens(state)
    for account, validator in by_power(state):
        if not _has_delegations(state, validator):
            stakes[account] = validator.tokens
        stakes.update(delegated.get(validator.operator_address, {}))
    return dict(stakes)


@deal.post(lambda result: all(tokens > 0 for tokens in result.values()))
def stakes_of_last_delegations(state: State) -> dict[Address, int]:
    """Give the tokens of all delegators; of one that delegates to several validators only those of the weakest.

    Source: poktroll v0.1.32 x/tokenomics/token_logic_module/distribution_validator.go (collectDelegationStakes), until
    v0.1.32
    """
    stakes: dict[Address, int] = {}
    delegated = delegated_tokens(state)
    for account, validator in by_power(state):
        if not _has_delegations(state, validator):
            stakes[account] = validator.tokens
        stakes |= delegated.get(validator.operator_address, {})
    return stakes


def _has_delegations(state: State, validator: Validator) -> bool:
    return any(each.validator_address == validator.operator_address for each in state.delegations.values())


@deal.ensure(lambda state, result: len(result) == len(paid_validators(state)))
def by_power(state: State) -> list[tuple[Address, Validator]]:
    """List the validators that are paid by power, the strongest first, equal ones by the bytes of their addresses.

    Source: cosmos-sdk v0.53.7 x/staking/keeper/validator.go (GetBondedValidatorsByPower), x/staking/types/keys.go
    """
    validators = [
        (-(validator.tokens // POWER_REDUCTION), decode_address(validator.operator_address, OPERATOR_PREFIX), validator)
        for validator in paid_validators(state).values()
    ]
    return [(encode_address(operator), validator) for _, operator, validator in sorted(validators, key=lambda v: v[:2])]


@deal.pre(lambda state, stakes, reward, reason: reward > 0)
@deal.raises(Rejected)
@deal.ensure(lambda state, stakes, reward, reason, result: all(payment.amount > 0 for payment in result))
def payments_by_stake(state: State, stakes: Mapping[Address, int], reward: int, reason: int) -> tuple[Operation, ...]:
    """Split a reward by stakes, in parts of all bonded tokens, without commission; the highest stakes are paid first.

    Errors: AMOUNT_OVERFLOW.
    Source: poktroll v0.1.33 x/tokenomics/token_logic_module/distribution_validator.go
    (distributeRewardsToValidatorsAndDelegators)
    """
    validators = paid_validators(state)
    bonded = sum(validator.tokens for validator in validators.values())
    rewards = largest_remainder(stakes, bonded, reward)
    return tuple(
        Operation(
            PAYMENT,
            "tokenomics",
            account,
            reason if account in validators else OF_DELEGATORS[OpReason(reason)],
            rewards[account],
        )
        for account in sorted(stakes, key=lambda address: (-stakes[address], address))
        if rewards[account] != 0
    )


@deal.pre(lambda state, reward, reason, session_end: reward > 0)
@deal.raises(Rejected)
@deal.ensure(lambda state, reward, reason, session_end, result: result.events == ())
def split_by_stake(state: State, reward: int, reason: int, session_end: int) -> RewardSplit:
    """Split the sum of a block's rewards by stakes: validators earn no commission, and nothing is announced.

    Errors: AMOUNT_OVERFLOW.
    Source: poktroll v0.1.33 x/tokenomics/token_logic_module/distribution_validator.go (DistributeValidatorRewards),
    v0.1.33 alone
    """
    return RewardSplit(payments_by_stake(state, stakes_of_all(state), reward, reason), ())


@deal.raises(Rejected)
@deal.ensure(lambda ledger, outcome, reason, amount, result: not ledger.rewards)
def reward_at_once(ledger: Ledger, outcome: Outcome, reason: int, amount: int) -> None:
    """Split the reward of every claim by itself, so that remainders go to the same accounts with every claim.

    Errors: AMOUNT_OVERFLOW.
    Source: poktroll v0.1.32 x/tokenomics/token_logic_module/tlm_relay_burn_equals_mint.go, tlm_global_mint.go, until
    v0.1.32
    """
    if amount > 0:
        stakes = stakes_of_last_delegations(ledger.state)
        outcome.operations += payments_by_stake(ledger.state, stakes, amount, reason)


@deal.ensure(lambda state, outcomes, result: result.events == ())
def execute_one_by_one(state: State, outcomes: list[Outcome]) -> Transition:
    """Execute the operations of one claim after the other, in the same order of kinds, and announce none.

    What the bank refuses is outside this specification: such an operation is left out.
    Source: poktroll v0.1.32 x/tokenomics/keeper/settle_pending_claims.go (ExecutePendingSettledResults), until v0.1.32
    """
    for outcome in outcomes:
        for operation in sorted(outcome.operations, key=lambda each: ORDER.index(each.kind)):
            try:
                state = execute(state, operation)
            except Rejected:
                continue
    return Transition(state)


@deal.ensure(lambda state, result: result == DEFAULT_MIN_STAKE)
def default_min_stake(state: State) -> int:
    """Unbond applications below the minimum stake of genesis, whatever governance set since.

    Source: poktroll v0.1.33 x/tokenomics/keeper/token_logic_modules.go (ProcessTokenLogicModules), until v0.1.33
    """
    return DEFAULT_MIN_STAKE
