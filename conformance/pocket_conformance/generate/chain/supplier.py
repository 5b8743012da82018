"""Cases of unstaking suppliers and of the steps of blocks that deal with them; scenarios of their lives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.supplier_stake import stake
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
    with_unbonding_period,
)
from pocket_conformance.generate.chain.world import account, message_case, pool, step_case
from pocket_conformance.generate.model import Case, Note
from pocket_spec.actors.supplier.events import BELOW_MIN_STAKE, VOLUNTARY
from pocket_spec.actors.supplier.messages import MsgUnstakeSupplier
from pocket_spec.actors.supplier.service_configs import serving_at
from pocket_spec.rejections import Reason
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.shared import SharedParamsUpdate
from pocket_spec.state.state import State

UNSTAKE = "poktroll v0.1.35 x/supplier/keeper/msg_server_unstake_supplier.go"
UNBOND = "poktroll v0.1.35 x/supplier/keeper/unbond_suppliers.go"
ACTIVATE = "poktroll v0.1.35 x/supplier/keeper/activate_services.go"
PRUNE = "poktroll v0.1.35 x/supplier/keeper/prune_supplier_service_config_history.go"
STAKE = "poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go"
NOTES = {
    "SupplierUnstake": Note("ordinary", "A supplier serves until its session ends, then waits for its stake.", UNSTAKE),
    "SupplierUnstakeNeverActive": Note(
        "boundary", "What was to begin with the next session ends where it would have begun.", UNSTAKE
    ),
    "SupplierUnstakeBounds": Note("boundary", "Unstaked in the first or the last block of a session.", UNSTAKE),
    "SupplierUnstakeBadAddress": Note("defect", "An address is not one.", UNSTAKE),
    "SupplierUnstakeNone": Note("defect", "There is no supplier with this operator.", UNSTAKE),
    "SupplierUnstakeStranger": Note("defect", "The signer is neither the owner nor the operator.", UNSTAKE),
    "SupplierUnstakeTwice": Note("defect", "The supplier is unbonding already.", UNSTAKE),
    "SupplierUnbonds": Note("ordinary", "The stake goes back to the owner and the supplier is removed.", UNBOND),
    "SupplierUnbondsNot": Note("ordinary", "Nobody has unbonded yet, or no session ends here.", UNBOND),
    "SupplierUnbondsInOrder": Note("boundary", "Several unbond at once, by operator address.", UNBOND),
    "SupplierUnbondsLate": Note("boundary", "The unbonding ended before this block.", UNBOND),
    "SupplierUnbondsPoor": Note("boundary", "The stake is below the minimum, or nothing of it is left.", UNBOND),
    "SupplierUnbondsByOldParams": Note(
        "boundary", "The unbonding lasts as long as the parameters of its beginning say, not those in force.", UNBOND
    ),
    "SupplierStakeStuck": Note(
        "quirk", "A stake that cannot be paid to the owner stays with the module, and the supplier is gone.", UNBOND
    ),
    "SupplierActivation": Note("ordinary", "What begins to be served is announced in the first block.", ACTIVATE),
    "SupplierActivationInOrder": Note("boundary", "By service id with a slash behind it, then by operator.", ACTIVATE),
    "SupplierActivationNone": Note("ordinary", "No session begins, or nothing in it.", ACTIVATE),
    "SupplierActivationOfNothing": Note("quirk", "What ends where it begins is announced as well.", ACTIVATE),
    "SupplierActivationMissed": Note(
        "quirk", "What begins in the middle of a session, since sessions were moved, is not announced.", ACTIVATE
    ),
    "SupplierPruning": Note("ordinary", "What no proof can be about any more is forgotten.", PRUNE),
    "SupplierPruningNot": Note("boundary", "The last block in which a proof could be submitted.", PRUNE),
    "SupplierPruningByOldParams": Note("boundary", "The windows are those of the last session's parameters.", PRUNE),
    "SupplierLife": Note("ordinary", "A supplier from its first stake until it has its stake back.", STAKE),
}  # fmt: skip
STATE = network(15)
SERVING = with_supplier(STATE, update("svc", 1), update("svc1", 11))
OTHERS = tuple(sorted(account(f"operator {index}") for index in range(3)))


def unstake(signer: str, operator: str = OPERATOR) -> MsgUnstakeSupplier:
    """Make the message."""
    return MsgUnstakeSupplier(signer, operator)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _unstaking()
    yield from _unbonding()
    yield from _activation()
    yield from _pruning()


def _unstaking() -> Iterator[Case]:
    yield message_case(SERVING, unstake(OWNER), "by the owner", "SupplierUnstake")
    yield message_case(SERVING, unstake(OPERATOR), "by the operator", "SupplierUnstake")
    pending = with_supplier(STATE, update("svc", 1, 21), update("svc-1", 21))
    yield message_case(pending, unstake(OWNER), "one service ends, one begins", "SupplierUnstakeNeverActive")
    yield message_case(with_supplier(STATE), unstake(OWNER), "that serves nothing", "SupplierUnstake")
    for height in (11, 20, 21):
        at = with_supplier(network(height), update("svc", 1))
        yield message_case(at, unstake(OWNER), f"at height {height}", "SupplierUnstakeBounds")
    long = with_unbonding_period(SERVING, 2016)
    yield message_case(long, unstake(OWNER), "unbonding for 2016 sessions", "SupplierUnstake")
    yield message_case(SERVING, unstake("pokt1"), "the signer", "SupplierUnstakeBadAddress")
    yield message_case(SERVING, unstake(OWNER, ""), "the operator", "SupplierUnstakeBadAddress")
    yield message_case(SERVING, unstake(OWNER, OWNER), "the owner is no operator", "SupplierUnstakeNone")
    yield message_case(SERVING, unstake(STRANGER), "by a stranger", "SupplierUnstakeStranger")
    twice = with_supplier(STATE, update("svc", 1, 21), unstaked=20)
    yield message_case(twice, unstake(OWNER), "in the same session", "SupplierUnstakeTwice")
    earlier = with_supplier(STATE, update("svc", 1, 11), unstaked=10)
    yield message_case(earlier, unstake(OPERATOR), "in a later session", "SupplierUnstakeTwice")


def unbonding(height: int, unstaked: int = 10, left: int = 2 * MIN_STAKE) -> State:
    """Make a state with a supplier that is unbonding, with so much left of its stake."""
    return with_supplier(network(height), update("svc", 1, unstaked + 1), stake=left, unstaked=unstaked)


def _unbonding() -> Iterator[Case]:
    op = "unbond_suppliers"
    yield step_case(op, network(20), "no supplier", "SupplierUnbondsNot")
    yield step_case(op, with_supplier(network(20), update("svc", 1)), "none that unbonds", "SupplierUnbondsNot")
    yield step_case(op, unbonding(19), "the block before the session's end", "SupplierUnbondsNot")
    yield step_case(op, unbonding(20, 20), "the end of its last session", "SupplierUnbondsNot")
    yield step_case(op, unbonding(20), "the end of its unbonding", "SupplierUnbonds")
    yield step_case(op, with_unbonding_period(unbonding(20), 2), "a session too early", "SupplierUnbondsNot")
    yield step_case(op, with_unbonding_period(unbonding(30), 2), "two sessions", "SupplierUnbonds")
    yield step_case(op, unbonding(40), "sessions later", "SupplierUnbondsLate")
    yield step_case(op, unbonding(20, left=MIN_STAKE), "the minimum", "SupplierUnbonds")
    yield step_case(op, unbonding(20, left=MIN_STAKE - 1), "1 uPOKT below", "SupplierUnbondsPoor")
    yield step_case(op, unbonding(20, left=0), "nothing left", "SupplierUnbondsPoor")
    several = unbonding(30, 20)
    for index, (operator, unstaked) in enumerate(zip(OTHERS, (10, 30, 20), strict=True)):
        history = update("svc1", 1, unstaked + 1, operator)
        several = with_supplier(several, history, operator=operator, stake=MIN_STAKE + index, unstaked=unstaked)
    yield step_case(op, several, "three of four, for one owner", "SupplierUnbondsInOrder")
    short = replace(several.shared_params, num_blocks_per_session=5, supplier_unbonding_period_sessions=2)
    begun = replace(
        unbonding(20, 10),
        shared_params=short,
        shared_params_history=Map({1: SharedParamsUpdate(1, replace(short, num_blocks_per_session=10))}),
    )
    yield step_case(op, begun, "sessions were longer then", "SupplierUnbondsByOldParams")
    yield step_case(op, replace(begun, height=30), "and that long", "SupplierUnbondsByOldParams")
    blocked = with_supplier(network(20), owner=pool("distribution"), unstaked=10)
    yield step_case(op, blocked, "an owner that may not be paid", "SupplierStakeStuck")
    lacking = replace(unbonding(20), balances=unbonding(20).balances.set(pool("supplier"), MIN_STAKE))
    lacking = replace(lacking, supply=sum(lacking.balances.values()))
    yield step_case(op, lacking, "a module that cannot pay", "SupplierStakeStuck")


def _activation() -> Iterator[Case]:
    op = "activate_services"
    begin = with_supplier(network(21), update("svc", 1, 21), update("svc1", 21))
    yield step_case(op, network(21), "no supplier", "SupplierActivationNone")
    yield step_case(op, begin, "one", "SupplierActivation")
    yield step_case(op, replace(begin, height=31), "the next session", "SupplierActivationNone")
    yield step_case(op, replace(begin, height=20), "the block before", "SupplierActivationNone")
    several = begin
    for operator in reversed(OTHERS):
        history = (update("svc1", 21, 0, operator), update("svc-1", 21, 0, operator), update("svc", 21, 0, operator))
        several = with_supplier(several, *history, operator=operator)
    yield step_case(op, several, "three services of three suppliers, and one more", "SupplierActivationInOrder")
    never = with_supplier(network(21), update("svc", 21, 21), unstaked=20)
    yield step_case(op, never, "of a supplier that was unstaked before", "SupplierActivationOfNothing")
    moved = with_supplier(network(26), update("svc", 26))
    yield step_case(op, moved, "at height 26", "SupplierActivationMissed")


def _pruning() -> Iterator[Case]:
    op = "prune_service_config_history"
    yield step_case(op, network(21), "no supplier", "SupplierPruningNot")
    ended = with_supplier(network(20), update("svc", 1, 11), update("svc1", 11))
    yield step_case(op, ended, "at the close of the proof window", "SupplierPruningNot")
    yield step_case(op, replace(ended, height=21), "the block after it", "SupplierPruning")
    yield step_case(op, replace(ended, height=1000), "much later", "SupplierPruning")
    several = with_supplier(
        ended, update("svc", 1, 11, OTHERS[0]), update("svc-1", 1, 12, OTHERS[0]), operator=OTHERS[0]
    )
    yield step_case(op, replace(several, height=30), "two of four, one in the middle of a session", "SupplierPruning")
    yield step_case(op, replace(several, height=31), "three of four", "SupplierPruning")
    yield step_case(op, with_supplier(network(99), update("svc", 1)), "without an end", "SupplierPruningNot")
    longer = replace(ended.shared_params, proof_window_close_offset_blocks=7)
    past = Map({1: SharedParamsUpdate(1, longer), 11: SharedParamsUpdate(11, ended.shared_params)})
    kept = replace(ended, height=23, shared_params_history=past)
    yield step_case(op, kept, "a window 3 blocks longer", "SupplierPruningByOldParams")
    yield step_case(op, replace(kept, height=24), "the block after it", "SupplierPruningByOldParams")
    yield step_case(op, with_supplier(network(11), update("svc", 1, 1)), "ended at height 1", "SupplierPruning")


@scenario("SupplierLife", "SupplierNew", "SupplierActivation", "SupplierUnstake", "SupplierUnbonds", "SupplierPruning")
def a_supplier_comes_and_goes(scene: Scene) -> None:
    """Given services. When a supplier is staked, serves, and is unstaked. Then its owner has the stake, bar fees."""
    scene.given(network(15))
    scene.block(stake(OPERATOR, MIN_STAKE, config("svc")))
    assert serving_at(scene.state, "svc", 20) == ()
    scene.until(22)
    assert [event.activation_height for event in scene.events("EventSupplierServiceConfigActivated")] == [21]
    assert len(serving_at(scene.state, "svc", 21)) == 1
    scene.block(unstake(OWNER))
    assert len(serving_at(scene.state, "svc", 30)) == 1
    assert serving_at(scene.state, "svc", 31) == ()
    scene.until(42)
    (ended,) = scene.events("EventSupplierUnbondingEnd")
    assert (ended.reason, ended.unbonding_end_height) == (VOLUNTARY, 40)
    assert not scene.state.suppliers
    assert not scene.state.service_config_updates
    assert scene.state.balances[OWNER] == 4 * MIN_STAKE
    assert scene.state.balances[pool("supplier")] == FEE


@scenario("SupplierServicesChanged", "SupplierServicesReplaced", "SupplierPruning")
def services_change_from_session_to_session(scene: Scene) -> None:
    """Given a supplier. When it changes its services, twice in a session. Then only the last change takes effect."""
    scene.given(with_supplier(network(12), update("svc", 1)))
    scene.block(stake(OPERATOR, None, config("svc1")))
    scene.block(stake(OPERATOR, None, config("svc1", "http://b.example"), config("svc-1")))
    scene.until(21)
    assert [len(serving_at(scene.state, service_id, 20)) for service_id in ("svc", "svc1", "svc-1")] == [1, 0, 0]
    assert [len(serving_at(scene.state, service_id, 21)) for service_id in ("svc", "svc1", "svc-1")] == [0, 1, 1]
    scene.until(31)
    assert len(scene.state.service_config_updates) == 3
    scene.block()
    assert len(scene.state.service_config_updates) == 2
    announced = [event.service_id for event in scene.events("EventSupplierServiceConfigActivated")]
    assert announced == ["svc-1", "svc1"]


@scenario("SupplierUnbondingCanceled", "SupplierServesNothingAfterCancel")
def only_the_owner_cancels_the_unbonding(scene: Scene) -> None:
    """Given an unstaked supplier. When its operator, then its owner stakes again. Then it stays, but serves nothing."""
    scene.given(with_supplier(network(15), update("svc", 1)))
    scene.block(unstake(OWNER))
    refused = scene.block(stake(OPERATOR, None, config("svc"))).rejections[0]
    assert refused is not None
    assert refused.reason is Reason.SHARED_UNAUTHORIZED_SUPPLIER_UPDATE
    scene.block(stake(OWNER, None))
    scene.until(31)
    assert not scene.events("EventSupplierUnbondingEnd")
    assert serving_at(scene.state, "svc", 30) == ()
    scene.block(stake(OPERATOR, None, config("svc")))
    scene.until(41)
    assert len(serving_at(scene.state, "svc", 41)) == 1


@scenario("SupplierUnbondsPoor", "SupplierUnstake")
def a_raised_minimum_changes_the_reason(scene: Scene) -> None:
    """Given a minimum above its stake. When a supplier of that stake unbonds. Then it is said to be below it."""
    state = with_supplier(network(25), update("svc", 1), stake=MIN_STAKE)
    scene.given(replace(state, supplier_params=replace(state.supplier_params, min_stake=upokt(MIN_STAKE + 1))))
    refused = scene.block(stake(OPERATOR, None, config("svc1"))).rejections[0]
    assert refused is not None
    assert refused.reason is Reason.SUPPLIER_INVALID_STAKE
    scene.block(unstake(OPERATOR))
    scene.until(41)
    assert [event.reason for event in scene.events("EventSupplierUnbondingBegin")] == [VOLUNTARY]
    assert [event.reason for event in scene.events("EventSupplierUnbondingEnd")] == [BELOW_MIN_STAKE]
