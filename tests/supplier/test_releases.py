"""What earlier releases did with suppliers."""

from dataclasses import replace

import pytest
from immutables import Map

from pocket_conformance.generate.chain.supplier_stake import STATE, UNBONDING, stake
from pocket_conformance.generate.chain.supplier_world import (
    MIN_STAKE,
    OPERATOR,
    OWNER,
    config,
    network,
    shares,
    update,
    with_supplier,
)
from pocket_conformance.generate.chain.world import pool, signed
from pocket_spec.actors.supplier.activation import prune_service_config_history
from pocket_spec.actors.supplier.unbonding import unbond_suppliers
from pocket_spec.chain.execution import apply_message
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.lineage import rules_of
from pocket_spec.releases.upgrades_of_suppliers_and_services import merge_shares_of_one_address, merged_shares
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.records.shared import SharedParamsUpdate

V34, V33, V32, V30, V29 = (rules_of(name) for name in ("v0.1.34", "v0.1.33", "v0.1.32", "v0.1.30", "v0.1.29"))


def executed(state, message, rules):
    return apply_message(state, signed(message), rules).state


def history(state):
    entries = state.service_config_updates.values()
    return sorted((entry.service.service_id, entry.activation_height, entry.deactivation_height) for entry in entries)


def test_until_v0_1_34_the_operator_could_cancel_the_unbonding():
    message = stake(OPERATOR, None, config("svc"))
    with pytest.raises(Rejected) as caught:
        executed(UNBONDING, message, RULES)
    assert caught.value.reason is Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE
    assert executed(UNBONDING, message, V34).suppliers[OPERATOR].unstake_session_end_height == 0


def test_until_v0_1_33_an_address_could_have_two_shares():
    half = shares(50)[0]
    message = stake(OPERATOR, MIN_STAKE, replace(config("svc"), rev_share=(half, half)))
    with pytest.raises(Rejected) as caught:
        executed(STATE, message, V34)
    assert caught.value.reason is Reason.SUPPLIER_INVALID_SERVICE_CONFIG
    assert OPERATOR in executed(STATE, message, V33).suppliers


def test_until_v0_1_33_a_module_could_own_a_supplier():
    message = stake(OPERATOR, MIN_STAKE, config("svc"), owner=pool("gov"))
    with pytest.raises(Rejected) as caught:
        executed(STATE, message, V34)
    assert caught.value.reason is Reason.SUPPLIER_INVALID_ADDRESS
    assert executed(STATE, message, V33).suppliers[OPERATOR].owner_address == pool("gov")


def test_until_v0_1_33_unbonding_was_measured_by_the_parameters_in_force():
    state = with_supplier(network(20), update("svc", 1, 11), unstaked=10)
    longer = replace(state.shared_params, supplier_unbonding_period_sessions=2)
    state = replace(state, shared_params_history=Map({1: SharedParamsUpdate(1, longer)}))
    assert unbond_suppliers(state, V34).events == ()
    assert len(unbond_suppliers(state, V33).events) == 1


ONE_OF_EACH = with_supplier(network(15), update("svc", 1, 11), update("svc1", 1), update("svc-1", 21))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (V33, [("svc", 1, 11), ("svc-1", 21, 0), ("svc1", 1, 0)]),
        (V32, []),
        (V30, [("svc", 1, 11), ("svc-1", 21, 0), ("svc1", 1, 0)]),
        (V29, [("svc", 1, 11), ("svc-1", 21, 0), ("svc1", 1, 0)]),
    ],
    ids=["v0.1.33", "v0.1.32", "v0.1.30", "v0.1.29"],
)
def test_staking_without_services(rules, expected):
    assert history(executed(ONE_OF_EACH, stake(OWNER, None), rules)) == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (RULES, [("svc", 1, 11), ("svc", 21, 0), ("svc-1", 21, 0), ("svc1", 1, 21)]),
        (V32, [("svc", 1, 11), ("svc", 21, 0), ("svc-1", 21, 0), ("svc1", 1, 21)]),
        (V30, [("svc", 1, 21), ("svc", 21, 0), ("svc-1", 21, 0), ("svc1", 1, 21)]),
        (V29, [("svc", 1, 21), ("svc", 21, 0), ("svc-1", 21, 0), ("svc1", 1, 21)]),
    ],
    ids=["v0.1.35", "v0.1.32", "v0.1.30", "v0.1.29"],
)
def test_staking_with_services(rules, expected):
    message = stake(OPERATOR, None, config("svc"), config("svc-1"))
    assert history(executed(ONE_OF_EACH, message, rules)) == expected


def test_what_was_to_begin_ends_at_once_in_every_release():
    state = executed(ONE_OF_EACH, stake(OPERATOR, None, config("svc")), V29)
    assert ("svc-1", 21, 21) in history(state)
    assert ("svc-1", 21, 21) in history(executed(ONE_OF_EACH, stake(OPERATOR, None, config("svc")), RULES))


def test_until_v0_1_30_services_were_forgotten_when_they_ended():
    state = with_supplier(network(11), update("svc", 1, 11), update("svc1", 1, 10))
    assert history(prune_service_config_history(state, V32).state) == history(state)
    assert history(prune_service_config_history(state, V30).state) == [("svc1", 1, 10)]


def test_the_upgrade_to_v0_1_34_merged_the_shares_of_one_address():
    first, second = shares(40, 20)
    again = replace(first, rev_share_percentage=40)
    service = replace(config("svc"), rev_share=(first, second, again))
    doubled = replace(update("svc", 1, 11), service=service)
    state = with_supplier(STATE, doubled, update("svc1", 1))
    merged, events = merge_shares_of_one_address(state)
    assert events == ()
    assert merged.service_config_updates["svc", 1, OPERATOR].service.rev_share == (
        replace(first, rev_share_percentage=80),
        second,
    )
    assert merged.service_config_updates["svc1", 1, OPERATOR] == update("svc1", 1)
    assert merge_shares_of_one_address(merged).state is merged


def test_merged_shares_wrap_at_64_bits():
    share = replace(shares(1)[0], rev_share_percentage=2**64 - 1)
    assert merged_shares((share, replace(share, rev_share_percentage=101))) == (
        replace(share, rev_share_percentage=100),
    )
