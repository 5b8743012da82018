"""What earlier releases did with applications and gateways."""

from dataclasses import replace

import pytest
from immutables import Map

from pocket_conformance.generate.chain.actor_scenarios import ALICE, BOB, FUNDED
from pocket_conformance.generate.chain.application import stake
from pocket_conformance.generate.chain.application_steps import MOVE_TO_BOB
from pocket_conformance.generate.chain.scene import Scene
from pocket_conformance.generate.chain.staked import MINIMUM, application, gateway, services, staked
from pocket_conformance.generate.chain.world import account
from pocket_spec.actors.application import activity, merging, transfer
from pocket_spec.actors.application.messages import MsgTransferApplication
from pocket_spec.actors.application.transfer import transfer_applications
from pocket_spec.actors.application.unbonding import unbond_applications
from pocket_spec.actors.gateway.unbonding import unbond_gateways
from pocket_spec.releases import applications_before_v0_1_30 as before_30
from pocket_spec.releases import applications_before_v0_1_33 as before_33
from pocket_spec.releases import applications_before_v0_1_34 as before_34
from pocket_spec.releases.lineage import rules_of
from pocket_spec.releases.upgrade_to_v0_1_34 import unbond_applications_below_minimum
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.bank import APPLICATION_POOL
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import PendingApplicationTransfer
from pocket_spec.state.records.shared import SharedParamsUpdate
from pocket_spec.state.state import State

V0_1_29, V0_1_32, V0_1_33 = rules_of("v0.1.29"), rules_of("v0.1.32"), rules_of("v0.1.33")


@pytest.mark.parametrize(
    ("height", "leaves_at_29", "leaves_at_30"), [(29, False, False), (30, False, True), (31, True, False)]
)
def test_up_to_v0_1_29_actors_left_in_every_block_but_the_right_one(height, leaves_at_29, leaves_at_30):
    state = staked(
        State(height=height),
        application("alice", unstake_session_end_height=20),
        gateway("north", unstake_session_end_height=20),
    )
    for rules, leaves in ((V0_1_29, leaves_at_29), (RULES, leaves_at_30)):
        assert (not unbond_applications(state, rules).state.applications) == leaves
        assert (not unbond_gateways(state, rules).state.gateways) == leaves


def test_up_to_v0_1_29_an_application_could_move_a_block_before_settlement():
    params = replace(State().shared_params, proof_window_close_offset_blocks=5)
    assert before_30.transfer_height(params, MOVE_TO_BOB) == 30
    assert transfer.transfer_height(params, MOVE_TO_BOB) == 31
    state = replace(staked(State(height=30), application("alice", pending_transfer=MOVE_TO_BOB)), shared_params=params)
    assert BOB in transfer_applications(state, V0_1_29).state.applications
    assert BOB not in transfer_applications(state, RULES).state.applications


def test_up_to_v0_1_32_joining_counted_the_destinations_stake_twice():
    scene = Scene(V0_1_32)
    scene.given(FUNDED)
    scene.block(stake(2_000_000), MsgTransferApplication(ALICE, BOB), stake(3_000_000, address=BOB))
    scene.until(31)
    assert scene.state.applications[BOB].stake == upokt(6_000_000)
    assert scene.state.balances[APPLICATION_POOL] == 5_000_000


@pytest.mark.parametrize(
    ("release", "field", "rule"),
    [
        ("v0.1.29", "is_unbonding_block", before_30.is_unbonding_block),
        ("v0.1.30", "is_unbonding_block", RULES.is_unbonding_block),
        ("v0.1.29", "transfer_height", before_30.transfer_height),
        ("v0.1.30", "transfer_height", transfer.transfer_height),
        ("v0.1.32", "merged_stake", before_33.merged_stake),
        ("v0.1.33", "merged_stake", merging.merged_stake),
        ("v0.1.32", "is_active_application", before_33.is_active),
        ("v0.1.33", "is_active_application", activity.is_active),
        ("v0.1.33", "changed_services", before_34.replaced_services),
        ("v0.1.34", "changed_services", RULES.changed_services),
        ("v0.1.33", "application_services_at_height", before_34.held_services),
        ("v0.1.34", "application_services_at_height", RULES.application_services_at_height),
        ("v0.1.33", "unbonding_params", before_34.live_shared_params),
        ("v0.1.34", "unbonding_params", RULES.unbonding_params),
    ],
)
def test_the_lineage_changes_each_rule_in_its_release(release, field, rule):
    assert getattr(rules_of(release), field) is rule


def test_up_to_v0_1_32_an_application_that_unbonds_or_moves_stayed_active():
    unbonding = application("alice", unstake_session_end_height=20)
    moving = application("alice", pending_transfer=PendingApplicationTransfer(BOB, 30))
    both = replace(unbonding, pending_transfer=moving.pending_transfer)
    assert [before_33.is_active(found, 21) for found in (unbonding, moving, both)] == [True, True, True]
    assert [before_33.is_active(found, 31) for found in (unbonding, moving, both)] == [True, True, False]
    assert [activity.is_active(found, 21) for found in (unbonding, moving, both)] == [False, True, False]


def test_up_to_v0_1_33_services_changed_at_once_and_for_the_past():
    scene = Scene(V0_1_33)
    scene.given(FUNDED)
    scene.block(stake(2_000_000, "anvil"))
    scene.block(stake(2_000_001, "base"))
    found = scene.state.applications[ALICE]
    assert found.service_config_history == ()
    assert before_34.held_services(found, 11) == services("base")


def test_up_to_v0_1_33_unbonding_followed_the_live_parameters():
    shorter = replace(State().shared_params, num_blocks_per_session=5)
    history = Map({1: SharedParamsUpdate(1, State().shared_params), 21: SharedParamsUpdate(21, shorter)})
    leaving = staked(State(height=25), application("alice", unstake_session_end_height=20))
    state = replace(leaving, shared_params=shorter, shared_params_history=history)
    assert not unbond_applications(state, V0_1_33).state.applications
    assert unbond_applications(state, RULES).state.applications


def test_the_upgrade_to_v0_1_34_made_applications_below_the_minimum_leave():
    state = staked(
        State(height=15),
        application("alice", MINIMUM - 1),
        application("bob", MINIMUM),
        application("carol", 1, unstake_session_end_height=10),
        application("dave", 1),
    )
    swept, events = unbond_applications_below_minimum(state)
    ends = {address: found.unstake_session_end_height for address, found in swept.applications.items()}
    assert ends == {ALICE: 20, BOB: 0, account("carol"): 10, account("dave"): 20}
    assert [event.value.application.address for event in events] == sorted([ALICE, account("dave")])
    assert {(event.value.reason, event.value.unbonding_end_height) for event in events} == {(1, 30)}
