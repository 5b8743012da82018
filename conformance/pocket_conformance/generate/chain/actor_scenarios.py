"""Scenarios of applications and gateways: lives of several sessions, with sessions of 10 blocks."""

from __future__ import annotations

from dataclasses import replace

from pocket_conformance.generate.chain.application import stake
from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.staked import MINIMUM, application, gateway, staked
from pocket_conformance.generate.chain.world import account, funded
from pocket_spec.actors.application.delegation import application_ring
from pocket_spec.actors.application.messages import (
    MsgDelegateToGateway,
    MsgTransferApplication,
    MsgUndelegateFromGateway,
    MsgUnstakeApplication,
)
from pocket_spec.actors.application.services import services_at_height
from pocket_spec.actors.gateway.messages import MsgStakeGateway, MsgUnstakeGateway
from pocket_spec.relay.ring_members import PLACEHOLDER_ADDRESS
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.bank import APPLICATION_POOL, GATEWAY_POOL, module_address
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import Application
from pocket_spec.state.state import State

ALICE, BOB, CAROL = account("alice"), account("bob"), account("carol")
NORTH, SOUTH = account("north"), account("south")
FUNDED = funded(State(height=11), {ALICE: 9_000_000, BOB: 9_000_000, CAROL: 9_000_000, NORTH: 9_000, SOUTH: 9_000})


def app(scene: Scene, address: str = ALICE) -> Application:
    """Give an application as it is now."""
    return scene.state.applications[address]


def accepted(scene: Scene, *messages: object) -> None:
    """Play a block in which nothing is refused."""
    assert set(scene.block(*messages).rejections) <= {None}


@scenario("AppStake", "AppUnstake", "Unbond")
def an_application_stakes_and_leaves(scene: Scene) -> None:
    """Given an account. When it stakes, raises its stake and unstakes. Then it is paid back one session later."""
    scene.given(FUNDED)
    accepted(scene, stake(2_000_000), stake(3_000_000), MsgUnstakeApplication(ALICE))
    assert scene.state.balances[APPLICATION_POOL] == 3_000_000
    scene.until(30)
    assert ALICE in scene.state.applications
    scene.block()
    assert ALICE not in scene.state.applications
    assert scene.state.balances[ALICE] == 9_000_000
    assert [event.unbonding_end_height for event in scene.events("EventApplicationUnbondingEnd")] == [30]


@scenario("AppUnbondingCanceled")
def an_application_changes_its_mind(scene: Scene) -> None:
    """Given an unbonding application. When it stakes more in its last block. Then it stays, and can unstake anew."""
    scene.given(FUNDED)
    accepted(scene, stake(2_000_000), MsgUnstakeApplication(ALICE))
    result = scene.block(MsgUnstakeApplication(ALICE), MsgTransferApplication(ALICE, BOB))
    assert all(result.rejections)
    scene.until(30)
    accepted(scene, stake(2_000_001))
    scene.until(41)
    accepted(scene, MsgUnstakeApplication(ALICE))
    scene.until(61)
    assert scene.state.applications.get(ALICE) is None
    assert [event.session_end_height for event in scene.events("EventApplicationUnbondingEnd")] == [60]


@scenario("AppServiceSwap", "AppServiceSwapAgain")
def an_application_changes_its_service(scene: Scene) -> None:
    """Given an application. When it changes its service thrice in two sessions. Then each session has one service."""
    scene.given(FUNDED)
    accepted(scene, stake(2_000_000, "anvil"))
    accepted(scene, stake(2_000_001, "base"))
    accepted(scene, stake(2_000_002, "ethereum"))
    scene.until(25)
    accepted(scene, stake(2_000_003, "anvil"))
    found = [[service.service_id for service in services_at_height(app(scene), height)] for height in (1, 20, 21, 31)]
    assert found == [["anvil"], ["anvil"], ["ethereum"], ["anvil"]]


@scenario("AppDelegate", "AppUndelegate", "AppRedelegate", "Prune")
def a_ring_over_time(scene: Scene) -> None:
    """Given two gateways. When they are delegated to and undelegated from. Then rings of past sessions hold a while."""
    scene.given(staked(FUNDED, gateway("north"), gateway("south")))
    accepted(scene, stake(2_000_000), MsgDelegateToGateway(ALICE, NORTH), MsgDelegateToGateway(ALICE, SOUTH))
    accepted(scene, MsgUndelegateFromGateway(ALICE, NORTH), MsgUndelegateFromGateway(ALICE, SOUTH))
    accepted(scene, MsgDelegateToGateway(ALICE, SOUTH))
    assert set(application_ring(app(scene), 20, RULES)) == {ALICE, NORTH, SOUTH}
    assert set(application_ring(app(scene), 30, RULES)) == {ALICE, SOUTH}
    scene.until(25)
    accepted(scene, MsgUndelegateFromGateway(ALICE, SOUTH))
    assert set(application_ring(app(scene), 30, RULES)) == {ALICE, SOUTH}
    assert set(application_ring(app(scene), 40, RULES)) == {ALICE, PLACEHOLDER_ADDRESS}
    scene.until(42)
    assert set(application_ring(app(scene), 20, RULES)) == {ALICE, NORTH, SOUTH}
    scene.block()
    assert set(application_ring(app(scene), 20, RULES)) == {ALICE, SOUTH}
    scene.until(53)
    assert app(scene).pending_undelegations == ()


@scenario("GatewayUnstake", "AutoUndelegate", "GatewayUnbond")
def a_gateway_leaves(scene: Scene) -> None:
    """Given applications that delegate. When their gateway leaves. Then they are undelegated, and it is paid later."""
    scene.given(staked(FUNDED, gateway("south")))
    accepted(scene, MsgStakeGateway(NORTH, upokt(9_000)), stake(MINIMUM), stake(MINIMUM, address=BOB))
    accepted(
        scene,
        MsgDelegateToGateway(ALICE, NORTH),
        MsgDelegateToGateway(BOB, SOUTH),
        MsgDelegateToGateway(BOB, NORTH),
        MsgUnstakeGateway(NORTH),
        MsgDelegateToGateway(ALICE, SOUTH),
    )
    scene.until(21)
    assert app(scene).delegatee_gateway_addresses == (NORTH, SOUTH)
    accepted(scene, stake(MINIMUM, address=CAROL))
    assert app(scene).delegatee_gateway_addresses == app(scene, BOB).delegatee_gateway_addresses == (SOUTH,)
    assert set(application_ring(app(scene), 30, RULES)) == {ALICE, NORTH, SOUTH}
    inactive = scene.block(MsgDelegateToGateway(CAROL, NORTH), MsgUndelegateFromGateway(BOB, NORTH))
    assert all(inactive.rejections)
    scene.until(31)
    assert NORTH not in scene.state.gateways
    assert (scene.state.balances[NORTH], scene.state.balances[GATEWAY_POOL]) == (9_000, 100)


@scenario("GatewayUnbondingCanceled", "AutoUndelegate")
def a_gateway_stays_after_all(scene: Scene) -> None:
    """Given a gateway that unbonds. When it stakes more later. Then applications that were undelegated are gone."""
    scene.given(staked(FUNDED, gateway("north"), application("alice", delegatee_gateway_addresses=(NORTH,))))
    accepted(scene, MsgUnstakeGateway(NORTH))
    scene.until(25)
    accepted(scene, MsgStakeGateway(NORTH, upokt(101)))
    scene.until(31)
    assert scene.state.gateways[NORTH].stake == upokt(101)
    assert app(scene).delegatee_gateway_addresses == ()
    accepted(scene, MsgDelegateToGateway(ALICE, NORTH))


@scenario("AppTransfer", "TransferMove")
def an_application_moves(scene: Scene) -> None:
    """Given an application. When it moves to an account. Then the stake is there once the session is settled."""
    scene.given(staked(FUNDED, gateway("north")))
    accepted(scene, stake(2_000_000), MsgDelegateToGateway(ALICE, NORTH), MsgTransferApplication(ALICE, BOB))
    refused = scene.block(MsgUnstakeApplication(ALICE))
    assert all(refused.rejections)
    scene.until(31)
    assert list(scene.state.applications) == [BOB]
    assert app(scene, BOB).delegatee_gateway_addresses == (NORTH,)
    accepted(scene, MsgUnstakeApplication(BOB))
    scene.until(51)
    assert scene.state.balances[BOB] == 11_000_000


@scenario("AppTransfer", "TransferMerge")
def an_application_joins_another(scene: Scene) -> None:
    """Given an application about to move. When its destination stakes. Then both are one, with both their stakes."""
    scene.given(FUNDED)
    accepted(scene, stake(2_000_000), MsgTransferApplication(ALICE, BOB), stake(3_000_000, "base", BOB))
    scene.until(31)
    joined = app(scene, BOB)
    assert joined.stake == upokt(5_000_000)
    assert [[service.service_id for service in services_at_height(joined, height)] for height in (30, 31)] == [
        ["base"],
        ["base", "anvil"],
    ]
    accepted(scene, stake(5_000_001, "anvil", BOB))
    assert [service.service_id for service in services_at_height(app(scene, BOB), 41)] == ["anvil"]
    assert scene.state.balances[APPLICATION_POOL] == 5_000_001


@scenario("AppTransfer", "TransferUnbonding", "Unbond")
def an_application_joins_one_that_leaves(scene: Scene) -> None:
    """Given an application about to move. When its destination unbonds. Then it leaves with both their stakes."""
    scene.given(FUNDED)
    accepted(scene, stake(2_000_000), MsgTransferApplication(ALICE, BOB), stake(3_000_000, address=BOB))
    scene.until(25)
    accepted(scene, MsgUnstakeApplication(BOB))
    scene.until(41)
    assert not scene.state.applications
    assert scene.state.balances[BOB] == 11_000_000


@scenario("AutoUndelegateHidden", "TransferMerge")
def a_gateway_leaves_unnoticed(scene: Scene) -> None:
    """Given an application joined by one with a pending undelegation. When the gateway leaves. Then it stays listed."""
    scene.given(staked(FUNDED, gateway("north")))
    accepted(
        scene,
        stake(2_000_000),
        MsgTransferApplication(ALICE, BOB),
        stake(2_000_000, address=BOB),
        MsgDelegateToGateway(ALICE, NORTH),
        MsgDelegateToGateway(BOB, NORTH),
    )
    scene.until(25)
    accepted(scene, MsgUndelegateFromGateway(ALICE, NORTH), MsgUnstakeGateway(NORTH))
    scene.until(60)
    assert NORTH not in scene.state.gateways
    assert app(scene, BOB).delegatee_gateway_addresses == (NORTH,)
    accepted(scene, MsgUndelegateFromGateway(BOB, NORTH))


@scenario("AppUpperCase", "Unbond")
def one_account_is_two_applications(scene: Scene) -> None:
    """Given an account. When it stakes twice, once in upper case. Then it is two applications, which pay it twice."""
    scene.given(FUNDED)
    accepted(scene, stake(2_000_000), stake(3_000_000, "base", ALICE.upper()))
    accepted(scene, MsgUnstakeApplication(ALICE.upper()), MsgUnstakeApplication(ALICE))
    assert scene.state.balances[ALICE] == 4_000_000
    scene.until(31)
    assert scene.state.balances[ALICE] == 9_000_000
    ended = [event.application.address for event in scene.events("EventApplicationUnbondingEnd")]
    assert ended == [ALICE.upper(), ALICE]


@scenario("UnbondStuck")
def a_stake_gets_stuck(scene: Scene) -> None:
    """Given applications that must leave, one at an account nobody pays. When they do. Then its stake stays behind."""
    stuck = replace(application("alice", 400_000, unstake_session_end_height=10), address=module_address("mint"))
    scene.given(staked(FUNDED, stuck, application("bob", 400_000, unstake_session_end_height=10)))
    scene.until(21)
    assert not scene.state.applications
    assert (scene.state.balances[APPLICATION_POOL], scene.state.balances[BOB]) == (400_000, 9_400_000)
    assert [event.reason for event in scene.events("EventApplicationStakeStuckInModulePool")] == [
        "BANK_BLOCKED_ADDRESS"
    ]
