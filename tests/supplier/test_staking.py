"""Staking suppliers: the order of the checks, what a refusal leaves behind, and that stakes are covered."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pocket_conformance.generate.chain.supplier_stake import STAKED, STATE, UNBONDING, stake
from pocket_conformance.generate.chain.supplier_world import (
    FEE,
    MIN_STAKE,
    OPERATOR,
    OWNER,
    STRANGER,
    config,
    network,
    update,
    with_supplier,
)
from pocket_conformance.generate.chain.world import account, pool, signed
from pocket_spec.actors.supplier.messages import MsgStakeSupplier, MsgUnstakeSupplier
from pocket_spec.actors.supplier.records import is_unbonding
from pocket_spec.chain.execution import Block, apply_block, apply_message
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.coin import Coin, is_positive_upokt, upokt
from pocket_spec.state.store import state_root

ILL = replace(config("svc"), endpoints=())


def refused(state, message, signer=None):
    before = state_root(state)
    with pytest.raises(Rejected) as caught:
        apply_message(state, signed(message, signer), RULES)
    assert state_root(state) == before
    return caught.value.reason


GOOD = stake(OPERATOR, MIN_STAKE, config("svc"))


@pytest.mark.parametrize(
    ("state", "message", "signer", "reason"),
    [
        (STATE, replace(GOOD, owner_address="x", stake=upokt(0)), None, Reason.SUPPLIER_INVALID_ADDRESS),
        (STATE, replace(GOOD, stake=upokt(0), services=(ILL,)), None, Reason.SUPPLIER_INVALID_STAKE),
        (STATE, replace(GOOD, services=(ILL,)), STRANGER, Reason.SUPPLIER_INVALID_SERVICE_CONFIG),
        (STATE, replace(GOOD, services=(replace(config("svc"), rev_share=config("svc").rev_share * 2),)), STRANGER,
         Reason.SUPPLIER_INVALID_SERVICE_CONFIG),
        (STATE, replace(GOOD, owner_address=pool("gov")), STRANGER, Reason.TX_UNAUTHORIZED),
        (STATE, replace(GOOD, owner_address=pool("gov"), services=(config("nix"),)), None,
         Reason.SUPPLIER_INVALID_ADDRESS),
        (STATE, replace(GOOD, stake=None, services=(config("nix"),)), None, Reason.SUPPLIER_SERVICE_NOT_FOUND),
        (STAKED, stake(STRANGER, 1, owner=STRANGER), None, Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE),
        (UNBONDING, stake(OPERATOR, 1), None, Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE),
        (STATE, stake(account("poor"), MIN_STAKE - 1), None, Reason.SUPPLIER_INVALID_STAKE),
    ],
)  # fmt: skip
def test_the_first_of_two_defects_decides(state, message, signer, reason):
    assert refused(state, message, signer) is reason


def test_unstaking_looks_for_the_supplier_then_the_signer_then_the_unbonding():
    assert refused(UNBONDING, MsgUnstakeSupplier(STRANGER, "x")) is Reason.SUPPLIER_INVALID_ADDRESS
    assert refused(UNBONDING, MsgUnstakeSupplier(STRANGER, STRANGER)) is Reason.SUPPLIER_NOT_FOUND
    assert refused(UNBONDING, MsgUnstakeSupplier(STRANGER, OPERATOR)) is Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE
    assert refused(UNBONDING, MsgUnstakeSupplier(OWNER, OPERATOR)) is Reason.SUPPLIER_IS_UNSTAKING


def test_a_fee_that_cannot_be_paid_takes_the_difference_back_as_well():
    assert refused(STAKED, stake(OPERATOR, 7 * MIN_STAKE)) is Reason.BANK_INSUFFICIENT_FUNDS


@pytest.mark.parametrize(
    ("coin", "expected"),
    [
        (upokt(1), True), (upokt(2**256 - 1), True), (upokt(0), False), (upokt(-1), False), (Coin("upokt"), False),
        (Coin("mact", 5), False), (Coin("upok", 5), False), (Coin("upokt ", 5), True), (Coin("", 5), False),
    ],
)  # fmt: skip
def test_positive_amounts_of_upokt(coin, expected):
    assert is_positive_upokt(coin) is expected


PEOPLE = (OWNER, OPERATOR, STRANGER)
STAKES = st.builds(
    MsgStakeSupplier,
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE[:2]),
    st.one_of(st.none(), st.sampled_from((MIN_STAKE - 1, MIN_STAKE, MIN_STAKE + 5, 2 * MIN_STAKE)).map(upokt)),
    st.lists(st.sampled_from(("svc", "svc-1", "svc1")).map(config), max_size=2, unique=True).map(tuple),
)
UNSTAKES = st.builds(MsgUnstakeSupplier, st.sampled_from(PEOPLE), st.sampled_from(PEOPLE[:2]))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.one_of(STAKES, STAKES, UNSTAKES), max_size=4), min_size=8, max_size=25))
def test_stakes_and_fees_are_what_the_module_holds(blocks):
    state, fees = network(5), 0
    for messages in blocks:
        result = apply_block(state, Block(tuple(map(signed, messages))), RULES)
        accepted = [message for message, no in zip(messages, result.rejections, strict=True) if no is None]
        fees += FEE * sum(isinstance(message, MsgStakeSupplier) for message in accepted)
        state = result.state
        staked = sum(supplier.stake.amount for supplier in state.suppliers.values())
        assert state.balances.get(pool("supplier"), 0) == staked + fees
        assert {key[2] for key in state.service_config_updates} <= set(state.suppliers)
        for supplier in state.suppliers.values():
            assert supplier.services == () == supplier.service_config_history
            assert not is_unbonding(supplier) or supplier.unstake_session_end_height % 10 == 0


def test_a_supplier_serves_a_service_once_at_every_height():
    state = with_supplier(network(15), update("svc", 1))
    for services in (("svc",), ("svc", "svc1"), ("svc1",), ("svc",)):
        state = apply_message(state, signed(stake(OPERATOR, None, *map(config, services))), RULES).state
        state = replace(state, height=state.height + 7)
    updates = state.service_config_updates.values()
    for height in range(1, 60):
        active = [
            entry.service.service_id
            for entry in updates
            if entry.activation_height <= height
            and (height < entry.deactivation_height or not entry.deactivation_height)
        ]
        assert len(active) == len(set(active))
        assert active
