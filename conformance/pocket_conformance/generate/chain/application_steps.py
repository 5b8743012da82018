"""Cases of what happens to applications at the end of a block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from immutables import Map

from pocket_conformance.generate.chain.staked import MINIMUM, application, gateway, services, staked, undelegations
from pocket_conformance.generate.chain.world import account, step_case
from pocket_conformance.generate.model import Case, Note
from pocket_spec.state.bank import module_address
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import (
    Application,
    ApplicationServiceConfigUpdate,
    PendingApplicationTransfer,
)
from pocket_spec.state.records.shared import SharedParamsUpdate
from pocket_spec.state.state import State

KEEPER = "poktroll v0.1.35 x/application/keeper/"
UNDELEGATE_SOURCE = KEEPER + "auto_undelegate.go"
PRUNE_SOURCE = KEEPER + "prune_undelegations.go"
UNBOND_SOURCE = KEEPER + "unbond_applications.go"
TRANSFER_SOURCE = KEEPER + "transfer_applications.go"
NOTES = {
    "AutoUndelegateNothing": Note("boundary", "No gateway has become inactive.", UNDELEGATE_SOURCE),
    "AutoUndelegate": Note("ordinary", "Applications are undelegated from inactive gateways.", UNDELEGATE_SOURCE),
    "AutoUndelegateHidden": Note(
        "quirk", "A gateway that the application also undelegated from before stays.", KEEPER + "application_index.go"
    ),
    "PruneNothing": Note("boundary", "No undelegation is old enough.", PRUNE_SOURCE),
    "Prune": Note("ordinary", "Old undelegations are forgotten.", PRUNE_SOURCE),
    "UnbondNothing": Note("boundary", "No application leaves in this block.", UNBOND_SOURCE),
    "Unbond": Note("ordinary", "Applications leave with their stake.", UNBOND_SOURCE),
    "UnbondBelowMinimum": Note("ordinary", "The reason is that the stake is below the minimum.", UNBOND_SOURCE),
    "UnbondParams": Note(
        "quirk", "The period is by the parameters of the session in which the application unstaked.", UNBOND_SOURCE
    ),
    "UnbondStuck": Note("quirk", "The bank does not pay the stake back: the pool keeps it.", UNBOND_SOURCE),
    "TransferNothing": Note("boundary", "No application moves in this block.", TRANSFER_SOURCE),
    "TransferMove": Note("ordinary", "An application moves to an account.", TRANSFER_SOURCE),
    "TransferMerge": Note("ordinary", "An application joins one that has staked meanwhile.", TRANSFER_SOURCE),
    "TransferChain": Note("quirk", "The destination is itself about to move.", TRANSFER_SOURCE),
    "TransferUnbonding": Note(
        "quirk", "An application that was made to unbond stays, one that joins an unbonding one leaves with it.",
        TRANSFER_SOURCE,
    ),
}  # fmt: skip
ALICE, BOB, CAROL = account("alice"), account("bob"), account("carol")
NORTH, SOUTH, EAST = account("north"), account("south"), account("east")
MOVE_TO_BOB = PendingApplicationTransfer(BOB, 20)
"""Asked for in the session that ends at 20, which is settled at 30."""


def cases() -> Iterator[Case]:
    """Yield the cases of every step."""
    yield from _auto_undelegate_cases()
    yield from _prune_cases()
    yield from _unbond_cases()
    yield from _unbond_params_cases()
    yield from _stuck_cases()
    yield from _move_cases()
    yield from _merge_cases()
    yield from _odd_transfer_cases()


def _auto_undelegate_cases() -> Iterator[Case]:
    def case(height: int, comment: str, flag: str, *records: Any) -> Case:
        return step_case("auto_undelegate", staked(State(height=height), *records), comment, flag)

    leaving, staying = gateway("north", unstake_session_end_height=20), gateway("south")
    alice = application("alice", delegatee_gateway_addresses=(SOUTH, NORTH))
    yield case(15, "nobody there", "AutoUndelegateNothing")
    yield case(20, "in the gateway's last block", "AutoUndelegateNothing", leaving, staying, alice)
    yield case(21, "in the first block after", "AutoUndelegate", leaving, staying, alice)
    yield case(35, "in a later session", "AutoUndelegate", leaving, staying, alice)
    yield case(21, "nobody delegated to it", "AutoUndelegateNothing", leaving, staying, application("alice"))
    others = (application("bob", delegatee_gateway_addresses=(NORTH,)), application("carol"))
    yield case(21, "several applications", "AutoUndelegate", leaving, staying, alice, *others)
    both = (leaving, gateway("south", unstake_session_end_height=10))
    yield case(21, "from two gateways", "AutoUndelegate", *both, alice)
    pending = replace(alice, pending_undelegations=undelegations(at20="east", at30="east"))
    yield case(21, "others are pending", "AutoUndelegate", leaving, staying, pending)
    hidden = replace(alice, pending_undelegations=undelegations(at20="north"))
    yield case(21, "delegated to and undelegated from", "AutoUndelegateHidden", leaving, staying, hidden)
    gone = application("alice", delegatee_gateway_addresses=(EAST,))
    yield case(21, "the gateway has left", "AutoUndelegateNothing", leaving, gone)
    twice = application("alice", delegatee_gateway_addresses=(NORTH, SOUTH, NORTH))
    yield case(21, "listed twice: the first entry goes", "AutoUndelegateHidden", leaving, twice)


def _prune_cases() -> Iterator[Case]:
    """Undelegations are kept for 21 blocks: two sessions and a grace period of 1."""

    def case(height: int, comment: str, flag: str, **gateways: str) -> Case:
        alice = application("alice", pending_undelegations=undelegations(**gateways))
        bob = application("bob", pending_undelegations=undelegations(at20="north"))
        return step_case("prune_undelegations", staked(State(height=height), alice, bob), comment, flag)

    yield step_case("prune_undelegations", State(height=50), "nobody there", "PruneNothing")
    yield case(21, "blocks are too few", "PruneNothing", at0="north")
    yield case(22, "the first block that can forget", "Prune", at0="north", at1="south")
    yield case(31, "of the session before the last but one", "PruneNothing", at10="north")
    yield case(32, "one block later", "Prune", at10="north")
    yield case(41, "the other stays", "Prune", at10="north south", at20="east")
    yield case(42, "of two applications", "Prune", at10="north south", at20="east", at30="north")
    longer = staked(State(height=42), application("alice", pending_undelegations=undelegations(at10="north")))
    params = replace(longer.shared_params, num_blocks_per_session=15, grace_period_end_offset_blocks=2)
    for height, flag in ((42, "PruneNothing"), (43, "Prune")):
        state = replace(longer, shared_params=params, height=height)
        yield step_case("prune_undelegations", state, f"live parameters keep 32 blocks, at {height}", flag)


def _leaving(name: str = "alice", stake: int = 2_000_000, end: int = 20, **fields: Any) -> Application:
    return application(name, stake, unstake_session_end_height=end, **fields)


def _unbond_cases() -> Iterator[Case]:
    def case(height: int, comment: str, flag: str, *records: Any) -> Case:
        return step_case("unbond_applications", staked(State(height=height), *records), comment, flag)

    yield case(30, "nobody there", "UnbondNothing")
    yield case(30, "nobody leaves", "UnbondNothing", application("alice"))
    yield case(20, "at the end of its last session", "UnbondNothing", _leaving())
    yield case(29, "one block too early", "UnbondNothing", _leaving())
    yield case(30, "when the period ends", "Unbond", _leaving(), application("bob"))
    yield case(31, "later, but not at a session's end", "UnbondNothing", _leaving())
    yield case(40, "later, at a session's end", "Unbond", _leaving())
    yield case(30, "three in the order of the store", "Unbond", *(_leaving(name) for name in ("alice", "bob", "carol")))
    yield case(30, "one whose period has ended, one whose has not", "Unbond", _leaving(), _leaving("bob", end=30))
    yield case(30, "1 uPOKT below the minimum", "UnbondBelowMinimum", _leaving(stake=MINIMUM - 1))
    yield case(30, "exactly the minimum", "Unbond", _leaving(stake=MINIMUM))
    full = _leaving(
        delegatee_gateway_addresses=(NORTH,), pending_undelegations=undelegations(at20="south"),
        per_session_spend_limit=upokt(MINIMUM), pending_transfer=MOVE_TO_BOB,
        service_config_history=(ApplicationServiceConfigUpdate(ALICE, services("anvil")[0], 1),),
    )  # fmt: skip
    yield case(30, "with everything it has", "Unbond", full)
    upper = replace(_leaving(), address=ALICE.upper())
    yield case(30, "address in upper case", "Unbond", upper)
    risen = staked(State(height=30), _leaving())
    risen = replace(risen, application_params=replace(risen.application_params, min_stake=upokt(2_000_001)))
    yield step_case("unbond_applications", risen, "the minimum has risen", "UnbondBelowMinimum")


def _unbond_params_cases() -> Iterator[Case]:
    """The period was two sessions of 10 blocks when the application unstaked at 20; it is one since height 21."""

    def state(height: int, blocks: int) -> State:
        before = replace(State().shared_params, application_unbonding_period_sessions=2)
        live = replace(State().shared_params, num_blocks_per_session=blocks)
        history = Map({1: SharedParamsUpdate(1, before), 21: SharedParamsUpdate(21, live)})
        return replace(staked(State(height=height), _leaving()), shared_params=live, shared_params_history=history)

    for height, blocks, flag in (
        (30, 10, "UnbondNothing"),
        (40, 10, "UnbondParams"),
        (35, 5, "UnbondNothing"),
        (40, 5, "UnbondParams"),
        (40, 30, "UnbondNothing"),
        (60, 30, "UnbondParams"),
    ):
        comment = f"at {height}, sessions of {blocks} blocks now"
        yield step_case("unbond_applications", state(height, blocks), comment, flag)


def _stuck_cases() -> Iterator[Case]:
    blocked = replace(_leaving(), address=module_address("distribution"))
    state = staked(State(height=30), blocked, _leaving("bob"))
    yield step_case("unbond_applications", state, "an account that may not be paid", "UnbondStuck")
    burnt = staked(State(height=30), _leaving(stake=0), _leaving("bob"))
    yield step_case("unbond_applications", burnt, "nothing is left of the stake", "UnbondStuck")
    short = replace(burnt, applications=burnt.applications.set(ALICE, _leaving(stake=3_000_000)))
    yield step_case("unbond_applications", short, "more than the pool holds", "UnbondStuck")
    empty = replace(short, balances=Map(), supply=0)
    yield step_case("unbond_applications", empty, "the pool is empty", "UnbondStuck")


def _transfer(height: int, comment: str, flag: str, *records: Any) -> Case:
    return step_case("transfer_applications", staked(State(height=height), *records), comment, flag)


def _moving(name: str = "alice", stake: int = 2_000_000, **fields: Any) -> Application:
    return application(name, stake, **{"pending_transfer": MOVE_TO_BOB, **fields})


def _move_cases() -> Iterator[Case]:
    yield _transfer(30, "nobody there", "TransferNothing")
    yield _transfer(30, "nobody moves", "TransferNothing", application("alice"))
    yield _transfer(20, "in the session in which it asked to", "TransferNothing", _moving())
    yield _transfer(29, "one block too early", "TransferNothing", _moving())
    yield _transfer(30, "when the session is settled", "TransferMove", _moving())
    yield _transfer(31, "later, but not at a session's end", "TransferNothing", _moving())
    yield _transfer(40, "later, at a session's end", "TransferMove", _moving())
    history = (
        ApplicationServiceConfigUpdate(ALICE, services("base")[0], 1, 11),
        ApplicationServiceConfigUpdate(ALICE, services("anvil")[0], 11),
    )
    full = _moving(
        delegatee_gateway_addresses=(NORTH, SOUTH), pending_undelegations=undelegations(at20="east"),
        per_session_spend_limit=upokt(MINIMUM), service_config_history=history,
    )  # fmt: skip
    yield _transfer(30, "with everything it has", "TransferMove", full)
    two = _moving("carol", pending_transfer=PendingApplicationTransfer(account("dave"), 10))
    yield _transfer(30, "two in the order of the store", "TransferMove", _moving(), two)
    yield _transfer(30, "two to the same account", "TransferMerge", _moving(), _moving("carol", 3_000_000))
    for close, height, flag in ((5, 30, "TransferNothing"), (5, 40, "TransferMove"), (3, 30, "TransferMove")):
        state = staked(State(height=height), _moving())
        params = replace(state.shared_params, proof_window_close_offset_blocks=close)
        state = replace(state, shared_params=params)
        comment = f"the proof window closes {close} blocks after it opens, at {height}"
        yield step_case("transfer_applications", state, comment, flag)


def _merge_cases() -> Iterator[Case]:
    def case(comment: str, source: dict[str, Any], destination: dict[str, Any]) -> Case:
        bob = application("bob", 3_000_001, **destination)
        return _transfer(30, comment, "TransferMerge", _moving(**source), bob)

    yield case("same service", {}, {})
    yield case("another service", {}, {"service": "base"})
    yield case("several services", {"service_configs": services("anvil", "base")}, {"service": "base"})
    yield case("the source has fewer services", {}, {"service_configs": services("base", "anvil")})
    bobs = tuple(
        ApplicationServiceConfigUpdate(BOB, services(name)[0], first, last)
        for name, first, last in (("ethereum", 1, 21), ("base", 21, 0))
    )
    alices = (ApplicationServiceConfigUpdate(ALICE, services("anvil")[0], 1),)
    yield case(
        "another service, both with a history",
        {"service_config_history": alices},
        {"service": "base", "service_config_history": bobs},
    )
    yield case("the source's history is lost", {"service_config_history": alices}, {})
    next_session = (*bobs[:1], replace(bobs[1], activation_height=31))
    yield case("a service that was to begin", {}, {"service": "base", "service_config_history": next_session})
    north, both = {"delegatee_gateway_addresses": (NORTH, EAST)}, {"delegatee_gateway_addresses": (SOUTH, NORTH)}
    yield case("gateways of both", north, both)
    many = {"delegatee_gateway_addresses": tuple(account(f"gateway {number}") for number in range(7))}
    yield case("more gateways than may be", many, both)
    yield case("undelegations of the source", {"pending_undelegations": undelegations(at20="south north")}, {})
    yield case("undelegations of the destination", {}, {"pending_undelegations": undelegations(at20="south north")})
    yield case(
        "undelegations of both: the destination's height counts",
        {"pending_undelegations": undelegations(at10="east", at20="north south")},
        {"pending_undelegations": undelegations(at10="south", at20="east", at30="west")},
    )
    yield case("undelegated from what the other has", {"pending_undelegations": undelegations(at20="north")}, both)
    low, high = {"per_session_spend_limit": upokt(MINIMUM)}, {"per_session_spend_limit": upokt(2_000_000)}
    yield case("limit of the source", low, {})
    yield case("limit of the destination", {}, low)
    yield case("the source's limit is lower", low, high)
    yield case("the destination's limit is lower", high, low)


def _odd_transfer_cases() -> Iterator[Case]:
    bob = application("bob", 3_000_001)
    unbonding = _moving(unstake_session_end_height=30)
    yield _transfer(30, "the source was made to unbond", "TransferUnbonding", unbonding)
    yield _transfer(30, "the source was made to unbond, destination taken", "TransferUnbonding", unbonding, bob)
    yield _transfer(30, "joins one that unbonds", "TransferUnbonding", _moving(), _leaving("bob"))
    for end in (20, 30):
        onward = replace(bob, pending_transfer=PendingApplicationTransfer(CAROL, end))
        yield _transfer(30, f"the destination moves on, asked to at {end}", "TransferChain", _moving(), onward)
    swapped = replace(bob, pending_transfer=PendingApplicationTransfer(ALICE, 20))
    yield _transfer(30, "the destination moves to the source", "TransferChain", _moving(), swapped)
    upper = _moving(pending_transfer=PendingApplicationTransfer(ALICE.upper(), 20))
    yield _transfer(30, "to itself in upper case", "TransferMove", upper)
