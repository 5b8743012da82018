"""The rewards of validators: by bonded tokens among them, then a commission, then by tokens among their delegators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import deal

from pocket_spec.encoding.bech32 import decode_address, encode_address
from pocket_spec.rejections import Rejected
from pocket_spec.settlement.amounts import DECIMAL_UNIT, commission_of, tokens_of_shares
from pocket_spec.settlement.distribution import largest_remainder
from pocket_spec.settlement.events import EVENT_VALIDATOR_REWARD_DISTRIBUTION, EventValidatorRewardDistribution
from pocket_spec.settlement.ledger import PAYMENT, Operation
from pocket_spec.settlement.op_reasons import OF_DELEGATORS, OpReason
from pocket_spec.state.bank import account_of
from pocket_spec.state.events import Event, Events
from pocket_spec.state.records.staking import BONDED, Delegation, Validator
from pocket_spec.state.state import Address, State

OPERATOR_PREFIX = "poktvaloper"
"""The human-readable part of the addresses of validators' operators."""


class RewardSplit(NamedTuple):
    """The payments of a reward to validators and delegators, and what is announced of it."""

    payments: tuple[Operation, ...]
    events: Events


class ValidatorShare(NamedTuple):
    """What became of the part of a reward that fell to one validator, in uPOKT."""

    pool_share: int
    commission: int
    rewards: Mapping[Address, int]
    delegated: int


@deal.post(lambda result: all(validator.tokens > 0 for validator in result.values()))
@deal.post(lambda result: list(result) == sorted(result))
def paid_validators(state: State) -> dict[Address, Validator]:
    """List the bonded validators that have tokens by the account address of their operators, in its order.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_validator.go (buildValidatorStakes)
    """
    found: dict[Address, Validator] = {}
    for validator in state.validators.values():
        if validator.status != BONDED or validator.tokens <= 0:
            continue
        try:
            operator = decode_address(validator.operator_address, OPERATOR_PREFIX)
        except Rejected:
            continue
        found[encode_address(operator)] = validator
    return dict(sorted(found.items()))


@deal.post(lambda result: all(tokens > 0 for stakes in result.values() for tokens in stakes.values()))
def delegated_tokens(state: State) -> dict[str, dict[Address, int]]:
    """Give the tokens of every delegator by validator and account; shares that stand for no token are left out.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_validator.go
    (collectValidatorDelegationStakes)
    """
    stakes: dict[str, dict[Address, int]] = defaultdict(dict)
    for delegation in state.delegations.values():
        validator = state.validators.get(delegation.validator_address)
        tokens = 0 if validator is None else _tokens(delegation, validator)
        try:
            account = account_of(delegation.delegator_address)
        except Rejected:
            continue
        if tokens > 0:
            held = stakes[delegation.validator_address]
            held[account] = held.get(account, 0) + tokens
    return stakes


def _tokens(delegation: Delegation, validator: Validator) -> int:
    if delegation.shares <= 0 or validator.delegator_shares <= 0:
        return 0
    return tokens_of_shares(delegation.shares, validator.tokens, validator.delegator_shares)


@deal.pre(lambda pool_share, rate, account, stakes: pool_share > 0)
@deal.raises(Rejected)
@deal.ensure(
    lambda pool_share, rate, account, stakes, result: result.commission + sum(result.rewards.values()) == pool_share
)
def validator_share(pool_share: int, rate: int, account: Address, stakes: Mapping[Address, int]) -> ValidatorShare:
    """Split one validator's share: the commission to its operator, the rest by tokens among its delegators.

    Where nobody delegates, the operator's account gets the rest too.
    Errors: AMOUNT_OVERFLOW.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_validator.go
    (distributeRewardsToValidatorsAndDelegators)
    """
    commission = commission_of(pool_share, rate)
    rest, delegated = pool_share - commission, sum(stakes.values())
    if rest == 0:
        return ValidatorShare(pool_share, commission, {}, 0)
    if delegated == 0:
        return ValidatorShare(pool_share, commission, {account: rest}, 0)
    return ValidatorShare(pool_share, commission, largest_remainder(stakes, delegated, rest), delegated)


@deal.pre(lambda state, reward, reason, session_end: reward > 0)
@deal.raises(Rejected)
@deal.ensure(
    lambda state, reward, reason, session_end, result: (
        sum(payment.amount for payment in result.payments) in ({reward} if paid_validators(state) else {0})
    )
)
def split_by_commission(state: State, reward: int, reason: int, session_end: int) -> RewardSplit:
    """Split a reward among validators by bonded tokens, and each share by commission and delegated tokens.

    Both splits go by largest remainders, so all of it is paid; without a bonded validator none is. Every account is
    paid once, in the order of addresses; a payment to the operator of a validator is one to a validator.
    Errors: AMOUNT_OVERFLOW.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_validator.go (DistributeValidatorRewards)
    """
    validators = paid_validators(state)
    tokens = {account: validator.tokens for account, validator in validators.items()}
    pool_shares = largest_remainder(tokens, sum(tokens.values()), reward)
    delegated = delegated_tokens(state)
    rewards: dict[Address, int] = defaultdict(int)
    events: list[Event] = []
    for account, validator in validators.items():
        if pool_shares[account] == 0:
            continue
        stakes = delegated.get(validator.operator_address, {})
        share = validator_share(pool_shares[account], validator.commission_rate, account, stakes)
        rewards[account] += share.commission
        for delegator, amount in share.rewards.items():
            rewards[delegator] += amount
        events.append(_announcement(validator, account, share, OpReason(reason), session_end))
    return RewardSplit(payments_of(rewards, validators, reason), tuple(events))


@deal.ensure(lambda rewards, validators, reason, result: all(payment.amount > 0 for payment in result))
def payments_of(
    rewards: Mapping[Address, int], validators: Mapping[Address, Validator], reason: int
) -> tuple[Operation, ...]:
    """List the payments of rewards in the order of addresses, none of zero; those to delegators have their own reason.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_validator.go (queueRewardTransfers)
    """
    return tuple(
        Operation(
            PAYMENT, "tokenomics", account, reason if account in validators else OF_DELEGATORS[OpReason(reason)], amount
        )
        for account, amount in sorted(rewards.items())
        if amount != 0
    )


def _announcement(
    validator: Validator, account: Address, share: ValidatorShare, reason: OpReason, session_end: int
) -> Event:
    own = share.rewards.get(account, 0)
    announced = EventValidatorRewardDistribution(
        session_end_block_height=session_end,
        op_reason=reason,
        validator_operator_address=validator.operator_address,
        validator_account_address=account,
        commission_rate=decimal_text_of(validator.commission_rate),
        pool_share_upokt=str(share.pool_share),
        commission_upokt=str(share.commission),
        self_delegation_reward_upokt=str(own),
        delegators_reward_upokt=str(sum(share.rewards.values()) - own),
        total_delegated_stake_upokt=str(share.delegated),
        num_delegators=sum(delegator != account for delegator in share.rewards) if share.delegated else 0,
    )
    return Event(EVENT_VALIDATOR_REWARD_DISTRIBUTION, announced)


@deal.post(lambda result: result.count(".") == 1)
def decimal_text_of(number: int) -> str:
    """Write an 18-decimal fixed point number as the SDK does, with all its decimals.

    Source: cosmossdk.io/math legacy_dec.go (String)
    """
    whole, decimals = divmod(abs(number), DECIMAL_UNIT)
    return f"{'-' if number < 0 else ''}{whole}.{decimals:018}"
