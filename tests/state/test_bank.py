"""The bank's arithmetic, and the addresses of modules against those that the live network publishes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state import bank
from pocket_spec.state.state import State

ACCOUNTS = [bank.module_address(name) for name in ("alice", "bob", "carol")]


def holding(*amounts):
    balances = Map({account: amount for account, amount in zip(ACCOUNTS, amounts, strict=False) if amount})
    return State(balances=balances, supply=sum(amounts))


def test_the_address_of_governance_is_the_one_mainnets_parameters_name(mainnet_directory):
    document = json.loads((mainnet_directory / "params" / "shared_params.json").read_text())
    assert document["body"]["messages"][0]["authority"] == bank.AUTHORITY


@given(st.tuples(*[st.integers(0, 50)] * 3), st.integers(0, 2), st.integers(0, 2), st.integers(0, 60))
def test_transfers_conserve(amounts, sender, recipient, amount):
    state = holding(*amounts)
    if amount > amounts[sender]:
        with pytest.raises(Rejected) as caught:
            bank.transfer(state, ACCOUNTS[sender], ACCOUNTS[recipient], amount)
        assert caught.value.reason is Reason.BANK_INSUFFICIENT_FUNDS
        return
    after = bank.transfer(state, ACCOUNTS[sender], ACCOUNTS[recipient], amount)
    expected = list(amounts)
    expected[sender] -= amount
    expected[recipient] += amount
    assert after == holding(*expected)


def test_minting_and_burning_move_the_supply_and_leave_no_empty_balance():
    state = bank.mint(holding(1), ACCOUNTS[1], 5)
    assert (bank.balance(state, ACCOUNTS[1]), state.supply) == (5, 6)
    state = bank.burn(state, ACCOUNTS[1], 5)
    assert ACCOUNTS[1] not in state.balances
    assert state.supply == 1
    with pytest.raises(Rejected):
        bank.burn(state, ACCOUNTS[0], 2)


def test_a_module_pays_nobody_blocked():
    state = bank.mint(State(), bank.APPLICATION_POOL, 5)
    with pytest.raises(Rejected) as caught:
        bank.pay_from_module(state, bank.APPLICATION_POOL, bank.module_address("distribution"), 1)
    assert caught.value.reason is Reason.BANK_BLOCKED_ADDRESS
