"""The migration: money, order of checks, the clock, and the list of recoverable accounts."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.generate.chain.migration import (
    LISTED,
    MODULE,
    NOW,
    claim_account,
    claim_application,
    claim_supplier,
    held,
    import_of,
    morse_address,
    state_with,
)
from pocket_conformance.generate.chain.world import account, pool, signed
from pocket_conformance.generate.recoverable_addresses import module_text
from pocket_spec.chain.execution import apply_message
from pocket_spec.migration import recoverable_addresses
from pocket_spec.migration.accounts import estimated_height, seconds_between
from pocket_spec.migration.import_accounts import account_state_hash
from pocket_spec.migration.messages import MorseAccountState, MsgRecoverMorseAccount
from pocket_spec.migration.recoverable import RECOVERABLE, is_recoverable, normal_morse_address
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.lineage import rules_of
from pocket_spec.releases.migration import CHANGES
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.bank import AUTHORITY, MIGRATION_POOL
from pocket_spec.state.coin import Coin
from pocket_spec.state.records.migration import MigrationParams
from pocket_spec.state.timestamp import GO_ZERO_TIME, Timestamp


def run(state, message, signer=None):
    return apply_message(state, signed(message, signer), RULES)


def reason(state, message, signer=None):
    with pytest.raises(Rejected) as caught:
        run(state, message, signer)
    return caught.value.reason


AMOUNTS = st.integers(0, 10**15)


@given(AMOUNTS, AMOUNTS.filter(bool), AMOUNTS.filter(bool), st.integers(-100, 100))
def test_claims_mint_what_was_held_and_stakes_reach_their_pools(balance, application, supplier, seconds):
    until = Timestamp(NOW.seconds + seconds)
    accounts = (
        held("alice", balance),
        held("bob", balance, application, unstaking=until),
        held("node", balance, 0, supplier, unstaking=until),
    )
    state = state_with(*accounts)
    after = state
    for message in (claim_account(), claim_application("bob"), claim_supplier()):
        after = run(after, message).state
    assert after.supply - state.supply == 3 * balance + application + supplier
    assert sum(after.balances.values()) == after.supply
    assert MIGRATION_POOL not in after.balances
    fee = state.supplier_params.staking_fee.amount if after.suppliers else 0
    stakes = sum(record.stake.amount for record in after.applications.values())
    assert after.balances.get(pool("application"), 0) == stakes
    stakes = sum(record.stake.amount for record in after.suppliers.values())
    assert after.balances.get(pool("supplier"), 0) == stakes + fee
    for name in ("alice", "bob", "node"):
        assert after.morse_accounts[morse_address(name)].claimed_at_height == state.height


def test_a_refusal_leaves_the_state_as_it_was():
    """States are immutable, so it is enough that nothing but the exception comes back."""
    state = state_with(held("node", 5, 0, 10**6))
    assert reason(state, claim_supplier(service="none")) is Reason.SUPPLIER_SERVICE_NOT_FOUND
    assert state == state_with(held("node", 5, 0, 10**6))


def test_the_message_comes_before_its_signer_and_that_before_the_switch():
    off = replace(state_with(held("alice", 5)), migration_params=MigrationParams())
    unsigned = replace(claim_account(), morse_signature=bytes(64))
    assert reason(off, unsigned, account("otto")) is Reason.MIGRATION_MORSE_SIGNATURE
    assert reason(off, claim_account(), account("otto")) is Reason.TX_UNAUTHORIZED
    assert reason(off, claim_account()) is Reason.MIGRATION_MORSE_ACCOUNT_CLAIM
    assert reason(off, claim_supplier()) is Reason.MIGRATION_MORSE_ACCOUNT_CLAIM


def test_the_length_of_the_signature_comes_before_the_key():
    short = replace(claim_account(), morse_signature=bytes(63), morse_public_key=b"")
    assert reason(state_with(), short) is Reason.MIGRATION_MORSE_SIGNATURE
    assert reason(state_with(), replace(short, morse_signature=bytes(64))) is Reason.MORSE_PUBLIC_KEY_MALFORMED


def test_coins_of_two_denominations_break_the_real_code():
    record = replace(held("bob", 5, 10**6), unstaked_balance=Coin("mact", 5))
    assert reason(state_with(record), claim_application("bob")) is Reason.TX_PANIC
    negative = replace(held("alice"), unstaked_balance=Coin("upokt", -5))
    assert reason(state_with(negative), claim_account()) is Reason.TX_PANIC


def test_the_destination_is_recorded_as_recovery_writes_it_and_as_claims_do_not():
    state = state_with(held(LISTED, 5))
    upper = account("anna").upper()
    after = run(state, MsgRecoverMorseAccount(AUTHORITY, upper, LISTED)).state
    assert after.morse_accounts[LISTED].shannon_dest_address == upper
    assert after.balances[account("anna")] == 1_005


@pytest.mark.parametrize(
    ("until", "now", "seconds"),
    # as Go 1.26 computes int64(until.Sub(now).Seconds())
    [
        (Timestamp(10, 0), Timestamp(9, 1), 0),
        (Timestamp(9, 1), Timestamp(10, 0), 0),
        (Timestamp(0, 0), Timestamp(2, 0), -2),
        (Timestamp(5_000_000_000, 999_999_999), Timestamp(0), 5_000_000_001),
        (Timestamp(9_000_000_000, 999_999_999), Timestamp(0), 9_000_000_001),
        (Timestamp(253_402_300_799), Timestamp(0), 9_223_372_036),
        (GO_ZERO_TIME, Timestamp(0), -9_223_372_036),
    ],
)
def test_seconds_are_those_of_a_float(until, now, seconds):
    assert seconds_between(until, now) == seconds


@given(st.integers(1, 2**40), st.integers(0, 60 * 10**9 - 1))
def test_the_estimated_height_is_the_current_one_for_1900_years(height, seconds):
    assert estimated_height(height, seconds, 60 * 10**9) == height
    assert estimated_height(height, 60 * 10**9, 60 * 10**9) == height + 1


def test_recoverable_accounts():
    """Their number and digest were counted in the Go sources of v0.1.35 by another program."""
    assert len(RECOVERABLE) == 7_124
    digest = hashlib.sha256("\n".join(sorted(RECOVERABLE)).encode()).hexdigest()
    assert digest == "13582df5b62714c33ac0118dd2c79f4a22119baf559bc99863827a2c4cb194ff"
    assert is_recoverable(LISTED)
    assert is_recoverable(MODULE)
    assert not is_recoverable(LISTED.lower())
    assert all(address == normal_morse_address(address) for address in RECOVERABLE)


def test_the_list_is_what_its_program_writes():
    source = recoverable_addresses.__spec__.loader.get_source(recoverable_addresses.__name__)
    assert module_text(set(RECOVERABLE)) == source


def test_letters_without_one_upper_case_letter_stay():
    assert normal_morse_address("aßz") == "AßZ"


def test_the_hash_is_that_of_the_encoding():
    """Of the empty state it is that of no bytes."""
    assert account_state_hash(MorseAccountState()) == hashlib.sha256().digest()
    message = import_of(held("alice", 5))
    assert message.morse_account_state_hash == account_state_hash(message.morse_account_state)


@pytest.mark.parametrize(("release", "number"), [("v0.1.29", 7_090), ("v0.1.30", 7_107)])
def test_earlier_releases_listed_fewer(release, number):
    """v0.1.30 had 7,110 entries, three of them in lower case, which no address that is looked up has."""
    assert sum(map(CHANGES[release]["is_recoverable"], RECOVERABLE)) == number


def test_the_lineage_of_releases_has_the_lists():
    listed = [sum(map(rules_of(release).is_recoverable, RECOVERABLE)) for release in ("v0.1.29", "v0.1.30", "v0.1.31")]
    assert listed == [7_090, 7_107, 7_124]


@pytest.mark.parametrize(("stake", "staked"), [(999_999, False), (1_000_000, True)])
def test_the_owner_gets_a_stake_that_is_not_staked_and_the_operator_the_balance(stake, staked):
    after = run(state_with(held("node", 5, 0, stake)), claim_supplier()).state
    fee = after.supplier_params.staking_fee.amount if staked else 0
    assert after.balances[account("otto")] == 1_000 + (0 if staked else stake)
    assert after.balances[account("anna")] == 1_000 + 5 - fee
    recipient = account("anna") if staked else account("otto")
    assert after.morse_accounts[morse_address("node")].shannon_dest_address == recipient
