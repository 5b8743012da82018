"""What suppliers serve at a height, in which order, and how their records are kept."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.generate.chain.supplier_stake import stake
from pocket_conformance.generate.chain.supplier_world import (
    MIN_STAKE,
    OPERATOR,
    OWNER,
    STRANGER,
    network,
    update,
    with_supplier,
)
from pocket_spec.actors.heights import unbonding_end
from pocket_spec.actors.supplier.messages import MsgUnstakeSupplier
from pocket_spec.actors.supplier.records import (
    hydrated_supplier,
    is_unbonding,
    remove_supplier,
    set_dehydrated_supplier,
)
from pocket_spec.actors.supplier.service_configs import active_service_configs, config_history, is_active, serving_at
from pocket_spec.actors.supplier.stake import stake_supplier
from pocket_spec.actors.supplier.unbonding import unbond_suppliers
from pocket_spec.actors.supplier.unstake import unstake_supplier
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.coin import upokt

FIRST, SECOND = sorted((OPERATOR, STRANGER))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(-2, 40))
def test_active_from_the_activation_until_the_block_before_the_deactivation(activation, deactivation, height):
    end = deactivation or 1000
    assert is_active(activation, deactivation, height) == (height in range(activation, end))


def test_histories_are_by_service_with_its_slash_then_by_height():
    entries = (update("svc1", 1), update("svc", 11, 21), update("svc-1", 5), update("svc", 1, 11), update("svc", 256))
    state = with_supplier(network(15), *entries)
    found = [(entry.service.service_id, entry.activation_height) for entry in config_history(state, OPERATOR)]
    assert found == [("svc-1", 5), ("svc", 1), ("svc", 11), ("svc", 256), ("svc1", 1)]
    assert len(config_history(state, OPERATOR, "svc")) == 3
    assert [service.service_id for service in hydrated_supplier(state, OPERATOR).services] == ["svc-1", "svc", "svc1"]
    assert len(active_service_configs(state, OPERATOR, "svc")) == 1
    assert active_service_configs(replace(state, height=256), OPERATOR, "svc") == (update("svc", 256).service,)
    assert hydrated_supplier(state, OWNER) is None


def test_candidates_are_by_activation_height_then_by_operator():
    state = with_supplier(network(15), update("svc", 11, 0, SECOND), update("svc1", 1, 0, SECOND), operator=SECOND)
    state = with_supplier(state, update("svc", 11, 0, FIRST), update("svc", 1, 11, FIRST), operator=FIRST)
    state = with_supplier(state, update("svc", 5, 31, OWNER), operator=OWNER, unstaked=30)
    assert [entry.operator_address for entry in serving_at(state, "svc", 11)] == [OWNER, FIRST, SECOND]
    assert [entry.operator_address for entry in serving_at(state, "svc", 10)] == [FIRST, OWNER]
    assert [entry.operator_address for entry in serving_at(state, "svc", 31)] == [FIRST, SECOND]
    assert serving_at(state, "svc", 0) == ()


def test_removing_a_supplier_removes_its_services_alone():
    state = with_supplier(network(15), update("svc", 1, 0, FIRST), operator=FIRST)
    both = with_supplier(state, update("svc", 1, 0, SECOND), operator=SECOND)
    assert remove_supplier(both, SECOND).service_config_updates == state.service_config_updates
    assert remove_supplier(both, OWNER) == both


def test_a_record_alone_does_not_enter_the_index_of_the_unbonding():
    state = with_supplier(network(20), update("svc", 1))
    slashed = replace(state.suppliers[OPERATOR], stake=upokt(MIN_STAKE - 1), unstake_session_end_height=10)
    kept = set_dehydrated_supplier(state, slashed)
    assert is_unbonding(kept.suppliers[OPERATOR])
    assert unbond_suppliers(kept, RULES) == (kept, ())
    assert unbond_suppliers(replace(kept, unindexed_suppliers=frozenset()), RULES).events != ()


def test_staking_again_brings_it_into_the_index_when_it_unbonds():
    state = with_supplier(network(15), update("svc", 1))
    slashed = set_dehydrated_supplier(state, replace(state.suppliers[OPERATOR], unstake_session_end_height=10))
    staked = stake_supplier(slashed, stake(OWNER, None), RULES).state
    unstaked = unstake_supplier(staked, MsgUnstakeSupplier(OWNER, OPERATOR), RULES).state
    assert not unbond_suppliers(replace(unstaked, height=30), RULES).state.suppliers


def test_one_that_is_in_the_index_stays_in_it_when_its_record_alone_is_kept():
    state = with_supplier(network(20), update("svc", 1, 11), unstaked=10)
    slashed = set_dehydrated_supplier(state, replace(state.suppliers[OPERATOR], stake=upokt(1)))
    after, events = unbond_suppliers(slashed, RULES)
    assert [event.kind.name for event in events] == ["pocket.supplier.EventSupplierUnbondingEnd"]
    assert not after.suppliers


def test_the_end_of_unbonding_wraps_at_64_bits():
    assert unbonding_end(20, 3, 10) == 50
    assert unbonding_end(2**64 - 1, 0, 10) == -1
    assert unbonding_end(20, 2**63, 2) == 20
