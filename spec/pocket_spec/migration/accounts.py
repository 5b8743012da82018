"""Morse accounts on Shannon: what they hold, whether they were claimed, and when their unbonding ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import deal

from pocket_spec.governance.history import calendar_params
from pocket_spec.numbers import int64, is_int64, quotient_toward_zero
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.session.calendar import session_end_height, session_start_height
from pocket_spec.state.bank import MIGRATION_POOL, mint, pay_from_module
from pocket_spec.state.coin import DENOMINATION, UPOKT, Coin, amount_of
from pocket_spec.state.records.migration import MorseClaimableAccount
from pocket_spec.state.state import Address, State
from pocket_spec.state.timestamp import GO_ZERO_TIME, Timestamp

NANOSECONDS = 10**9
"""In a second."""
LONGEST_DURATION = 2**63 - 1
"""Nanoseconds; a duration beyond is cut off at it. The shortest is one more, negative."""
ESTIMATED_BLOCK_DURATIONS: Mapping[str, int] = MappingProxyType(
    {"pocket-alpha": 60 * NANOSECONDS, "pocket-lego-testnet": 300 * NANOSECONDS, "pocket": 60 * NANOSECONDS}
)
"""How long a block takes by chain, in nanoseconds. Source: poktroll v0.1.35 app/pocket/networks.go."""
UNKNOWN_HEIGHT = -1
"""The end of unbonding where the chain's block duration is not known."""


@deal.ensure(lambda account, result: result == (account.shannon_dest_address != "" or account.claimed_at_height > 0))
def is_claimed(account: MorseClaimableAccount) -> bool:
    """Tell whether an account was claimed or recovered, or was imported with a destination.

    Source: poktroll v0.1.35 x/migration/types/morse_claimable_account.go (IsClaimed)
    """
    return account.shannon_dest_address != "" or account.claimed_at_height > 0


@deal.raises(Rejected)
@deal.ensure(lambda state, address, reason, result: state.morse_accounts[address] == result and not is_claimed(result))
def unclaimed_account(state: State, address: str, reason: Reason) -> MorseClaimableAccount:
    """Find an account that was not claimed yet, by its address as it was imported, in upper case.

    Errors: `reason`.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_supplier.go (CheckMorseClaimableAccount)
    """
    account = state.morse_accounts.get(address)
    if account is None:
        raise Rejected(reason, f"there is no account {address}")
    if is_claimed(account):
        raise Rejected(reason, f"{address} was claimed at height {account.claimed_at_height}")
    return account


@deal.ensure(lambda account, result: result == (account.unstaking_time != GO_ZERO_TIME))
def is_unbonding(account: MorseClaimableAccount) -> bool:
    """Tell whether an account was unbonding when Morse was left: whether it has a time at which that ends.

    Source: poktroll v0.1.35 x/migration/types/morse_claimable_account.go (IsUnbonding)
    """
    return account.unstaking_time != GO_ZERO_TIME


@deal.pre(lambda until, now: is_int64(until.seconds) and is_int64(now.seconds))
@deal.post(is_int64)
def seconds_between(until: Timestamp, now: Timestamp) -> int:
    """Count the whole seconds from one time until another, towards zero, as Go's durations and floats do.

    A duration beyond 2^63 nanoseconds is cut off, and half a second that a float cannot tell from one counts as one.
    Source: poktroll v0.1.35 x/migration/types/morse_claimable_account.go (SecondsUntilUnbonded); Go time (Sub, Seconds)
    """
    exact = (until.seconds - now.seconds) * NANOSECONDS + until.nanos - now.nanos
    duration = max(-LONGEST_DURATION - 1, min(exact, LONGEST_DURATION))
    whole = quotient_toward_zero(duration, NANOSECONDS)
    return int(float(whole) + float(duration - whole * NANOSECONDS) / NANOSECONDS)


@deal.ensure(lambda account, state, result: not result or is_unbonding(account))
def has_unbonded(account: MorseClaimableAccount, state: State) -> bool:
    """Tell whether an account's unbonding is over, by the time of the block being executed, in whole seconds.

    Source: poktroll v0.1.35 x/migration/types/morse_claimable_account.go (HasUnbonded)
    """
    return is_unbonding(account) and seconds_between(account.unstaking_time, state.block_time) <= 0


@deal.pre(lambda height, seconds, block_duration: seconds >= 0 and block_duration >= 1)
@deal.ensure(lambda height, seconds, block_duration, result: result >= height)
def estimated_height(height: int, seconds: int, block_duration: int) -> int:
    """Estimate the height so many seconds from now. The chain divides seconds by nanoseconds: it is the height of now.

    Only from 60 * 10^9 seconds on, 1,900 years, would it be another at a block a minute.
    Source: poktroll v0.1.35 x/migration/types/morse_claimable_account.go (GetEstimatedUnbondingEndHeight)
    """
    return height + seconds // block_duration


@deal.pre(lambda account, state: is_unbonding(account) and not has_unbonded(account, state))
@deal.raises(Rejected)
@deal.ensure(lambda account, state, result: result == UNKNOWN_HEIGHT or state.chain_id in ESTIMATED_BLOCK_DURATIONS)
def unbonding_end(account: MorseClaimableAccount, state: State) -> int:
    """Give the end of the session in which an account's unbonding is estimated to end, -1 on chains not known.

    The estimate is the current height, so it is the current session's end.
    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks, which governance cannot set.
    Source: poktroll v0.1.35 x/migration/types/morse_claimable_account.go (GetEstimatedUnbondingEndHeight)
    """
    duration = ESTIMATED_BLOCK_DURATIONS.get(state.chain_id)
    if duration is None:
        return UNKNOWN_HEIGHT
    seconds = seconds_between(account.unstaking_time, state.block_time)
    return session_end_height(calendar_params(state.shared_params), estimated_height(state.height, seconds, duration))


@deal.raises(Rejected)
@deal.ensure(lambda state, result: is_int64(result))
def previous_session_end(state: State) -> int:
    """Give the last block of the session before the current one, 0 in the first, by the live parameters.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks, which governance cannot set.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_application.go
    """
    params = calendar_params(state.shared_params)
    return session_end_height(params, int64(session_start_height(params, state.height) - 1))


@deal.raises(Rejected)
@deal.ensure(lambda left, right, result: amount_of(result) == amount_of(left) + amount_of(right))
def sum_of(left: Coin, right: Coin) -> Coin:
    """Add coins of one denomination.

    Errors: TX_PANIC for two denominations.
    Source: cosmos-sdk v0.53.7 types/coin.go (Coin.Add)
    """
    if left.denom != right.denom:
        raise Rejected(Reason.TX_PANIC, f"{left.denom!r} and {right.denom!r} are added")
    return Coin(left.denom, amount_of(left) + amount_of(right))


@deal.raises(Rejected)
@deal.ensure(lambda account, result: result.denom == account.unstaked_balance.denom)
def total_tokens(account: MorseClaimableAccount) -> Coin:
    """Sum what an account held: balance, stake as an application, stake as a supplier.

    Errors: TX_PANIC for two denominations.
    Source: poktroll v0.1.35 x/migration/types/message_import_morse_claimable_accounts.go (TotalTokens)
    """
    return sum_of(sum_of(account.unstaked_balance, account.application_stake), account.supplier_stake)


@deal.raises(Rejected)
@deal.ensure(lambda state, address, coin, result: result.supply - state.supply == amount_of(coin))
def pay_claimed(state: State, address: Address, coin: Coin) -> State:
    """Mint what was held on Morse into the module's account and pay it out; nothing is minted of nothing.

    Errors, in this order: TX_PANIC for a negative amount or a malformed denomination, BANK_INVALID_COINS for another
    denomination, of which this state holds none, AMOUNT_OVERFLOW, BANK_BLOCKED_ADDRESS.
    Source: poktroll v0.1.35 x/migration/keeper/morse_claimable_account.go (MintClaimedMorseTokens)
    """
    amount = amount_of(coin)
    if amount < 0 or (amount and not DENOMINATION.fullmatch(coin.denom)):
        raise Rejected(Reason.TX_PANIC, f"{amount} {coin.denom!r} is no coin")
    if amount and coin.denom != UPOKT:
        raise Rejected(Reason.BANK_INVALID_COINS, coin.denom)
    return pay_from_module(mint(state, MIGRATION_POOL, amount), MIGRATION_POOL, address, amount)


@deal.ensure(lambda state, account, address, result: is_claimed(result.morse_accounts[account.morse_src_address]))
def with_claimed(state: State, account: MorseClaimableAccount, address: Address) -> State:
    """Record that an account was claimed in the block being executed, for an account of Shannon.

    Source: poktroll v0.1.35 x/migration/keeper/morse_claimable_account.go (SetMorseClaimableAccount)
    """
    claimed = replace(account, shannon_dest_address=address, claimed_at_height=state.height)
    return replace(state, morse_accounts=state.morse_accounts.set(account.morse_src_address, claimed))
