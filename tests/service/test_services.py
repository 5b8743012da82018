"""Services: the order of the checks, what relays weigh at a height, difficulties at a height, and earlier releases."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from pocket_conformance.generate.chain.service import ALICE, BOB, OWNED, SERVICE, STATE, add, settled
from pocket_conformance.generate.chain.world import signed
from pocket_spec.actors.service.compute_units import compute_units_at_height, set_compute_units_at
from pocket_spec.actors.service.difficulty import (
    difficulty_at_height,
    set_difficulty_at,
    update_relay_mining_difficulty,
)
from pocket_spec.actors.service.messages import MsgTransferService
from pocket_spec.chain.execution import apply_message
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.difficulty import BASE_TARGET_HASH
from pocket_spec.releases.lineage import rules_of
from pocket_spec.releases.upgrades_of_suppliers_and_services import begin_difficulty_history
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.records.service import RelayMiningDifficulty, RelayMiningDifficultyUpdate
from pocket_spec.state.records.shared import Metadata
from pocket_spec.state.store import state_root

V34, V32, V30, V29 = (rules_of(name) for name in ("v0.1.34", "v0.1.32", "v0.1.30", "v0.1.29"))


def refused(state, message, signer=None):
    before = state_root(state)
    with pytest.raises(Rejected) as caught:
        apply_message(state, signed(message, signer), RULES)
    assert state_root(state) == before
    return caught.value.reason


@pytest.mark.parametrize(
    ("message", "signer", "reason"),
    [
        (add(replace(SERVICE, owner_address=BOB), "x"), None, Reason.SERVICE_INVALID_ADDRESS),
        (add(replace(SERVICE, owner_address=BOB, id="")), None, Reason.SERVICE_INVALID_OWNER_ADDRESS),
        (add(replace(SERVICE, id="", name="\n")), None, Reason.SESSION_SERVICE_ID_INVALID),
        (add(replace(SERVICE, name="\n", compute_units_per_relay=0)), None, Reason.SHARED_INVALID_SERVICE_NAME),
        (add(replace(SERVICE, compute_units_per_relay=0, metadata=Metadata())), None, Reason.SHARED_INVALID_SERVICE),
        (add(replace(SERVICE, metadata=Metadata())), BOB, Reason.SHARED_INVALID_SERVICE_METADATA),
        (add(replace(SERVICE, owner_address=BOB), BOB), ALICE, Reason.TX_UNAUTHORIZED),
        (MsgTransferService("x", "", "x"), None, Reason.SERVICE_INVALID_ADDRESS),
        (MsgTransferService(ALICE, "", ALICE), None, Reason.SERVICE_MISSING_ID),
        (MsgTransferService(BOB, "nix", BOB), None, Reason.SERVICE_INVALID_OWNER_ADDRESS),
        (MsgTransferService(BOB, "nix", ALICE), None, Reason.SERVICE_NOT_FOUND),
    ],
)
def test_the_first_of_two_defects_decides(message, signer, reason):
    assert refused(OWNED, message, signer) is reason


@given(st.dictionaries(st.integers(1, 30), st.integers(1, 9), max_size=5), st.integers(0, 35))
def test_what_a_relay_weighs_is_what_was_recorded_last(recorded, height):
    state = OWNED
    for since, units in recorded.items():
        state = set_compute_units_at(state, since, "svc", units)
    state = set_compute_units_at(state, height, "other", 99)
    past = [recorded[since] for since in sorted(recorded) if since <= height]
    assert compute_units_at_height(state, "svc", height) == (past[-1] if past else 7)
    assert compute_units_at_height(state, "nix", height) is None


def test_a_record_of_no_compute_units_does_not_count():
    state = set_compute_units_at(set_compute_units_at(OWNED, 5, "svc", 3), 10, "svc", 0)
    assert [compute_units_at_height(state, "svc", height) for height in (4, 5, 10)] == [7, 3, 7]


def test_what_relays_of_a_removed_service_weighed_is_still_known():
    assert compute_units_at_height(set_compute_units_at(STATE, 5, "svc", 3), "svc", 9) == 3


def test_the_difficulty_is_what_was_recorded_last_and_never_the_newest():
    state = set_difficulty_at(settled(OWNED, "svc", 5), 21, RelayMiningDifficulty("svc", 21, 6, b"\x01" * 32))
    assert [difficulty_at_height(state, "svc", height).num_relays_ema for height in (11, 20, 21, 99)] == [5, 5, 6, 6]
    base = RelayMiningDifficulty("svc", 0, OWNED.service_params.target_num_relays, BASE_TARGET_HASH)
    assert difficulty_at_height(state, "svc", 10) == base
    assert difficulty_at_height(replace(state, difficulty_history=Map()), "svc", 99) == base
    without = state.difficulty_history.set(("svc", 21), RelayMiningDifficultyUpdate(21, None))
    assert difficulty_at_height(replace(state, difficulty_history=without), "svc", 99) == base


def test_a_settlement_changes_the_sessions_that_start_after_it():
    after = update_relay_mining_difficulty(OWNED, {"svc": 10**6}, RULES).state
    assert difficulty_at_height(after, "svc", 11).target_hash == BASE_TARGET_HASH
    assert difficulty_at_height(after, "svc", 15).num_relays_ema == 10**6
    assert difficulty_at_height(after, "svc", 21).block_height == 21
    assert after.difficulties["svc"] == difficulty_at_height(after, "svc", 21)


@given(st.lists(st.integers(1, 2**64 - 1), min_size=1, max_size=20))
def test_averages_of_at_least_one_relay_never_sink_to_none(settlements):
    state = OWNED
    for relays in settlements:
        state = update_relay_mining_difficulty(state, {"svc": relays}, RULES).state
        assert state.difficulties["svc"].num_relays_ema >= 1


def test_no_relays_at_the_first_settlement_have_no_difficulty():
    with pytest.raises(Rejected) as caught:
        update_relay_mining_difficulty(OWNED, {"svc": 0}, RULES)
    assert caught.value.reason is Reason.DIFFICULTY_EMA_ZERO


CARD = Metadata(b"old")
WITH_CARD = replace(OWNED, services=Map({"svc": replace(SERVICE, metadata=CARD)}))


@pytest.mark.parametrize(
    ("rules", "name", "metadata", "records"),
    [(RULES, "new", CARD, 2), (V34, "new", None, 0), (V32, "A service", None, 0), (V29, "A service", CARD, 0)],
    ids=["v0.1.35", "v0.1.34", "v0.1.32", "v0.1.29"],
)
def test_what_a_change_changed(rules, name, metadata, records):
    message = add(replace(SERVICE, name="new", compute_units_per_relay=9))
    after = apply_message(WITH_CARD, signed(message), rules).state
    changed = after.services["svc"]
    assert (changed.name, changed.compute_units_per_relay, changed.metadata) == (name, 9, metadata)
    assert len(after.compute_units_history) == records


def test_until_v0_1_34_a_change_reached_sessions_that_had_begun():
    after = apply_message(OWNED, signed(add(replace(SERVICE, compute_units_per_relay=9))), V34).state
    assert V34.compute_units_at_height(after, "svc", 11) == 9
    assert V34.compute_units_at_height(after, "nix", 11) is None
    now = apply_message(OWNED, signed(add(replace(SERVICE, compute_units_per_relay=9))), RULES).state
    assert RULES.compute_units_at_height(now, "svc", 11) == 7


def test_until_v0_1_30_a_difficulty_reached_sessions_that_had_begun():
    before = V30.difficulty_at_height(OWNED, "svc", 11)
    assert (before.block_height, before.target_hash) == (15, BASE_TARGET_HASH)
    after, events = update_relay_mining_difficulty(OWNED, {"svc": 10**6}, V30)
    assert V30.difficulty_at_height(after, "svc", 11).num_relays_ema == 10**6
    assert after.difficulties["svc"].block_height == 15
    assert not after.difficulty_history
    assert events == update_relay_mining_difficulty(OWNED, {"svc": 10**6}, RULES).events


def test_the_upgrade_to_v0_1_31_began_the_history_of_difficulties():
    known = replace(settled(settled(OWNED, "svc", 5), "svc1", 6), difficulty_history=Map())
    begun = begin_difficulty_history(known).state
    assert [difficulty_at_height(begun, service_id, 15).num_relays_ema for service_id in ("svc", "svc1")] == [5, 6]
    assert difficulty_at_height(begun, "svc", 14).target_hash == BASE_TARGET_HASH
    assert difficulty_at_height(begun, "svc", 14).block_height == 0
