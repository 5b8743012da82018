"""Checking proofs at the end of the block: total, and the same whatever the order."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from pocket_conformance.generate.chain.claims_world import (
    GATEWAY,
    OTHER_GATEWAY,
    PARAMS,
    PROOF_OPEN,
    SEED,
    SUPPLIER,
    SUPPLIERS,
    application_with,
    header_of,
    with_claims,
    with_proofs,
    work,
    world,
)
from pocket_conformance.generate.signed_relays import address
from pocket_spec.claims.messages import INVALID, VALIDATED
from pocket_spec.claims.submit_proof import submit_proof
from pocket_spec.claims.validate_proofs import (
    public_key_of,
    ring_of_application,
    validate_submitted_proofs,
)
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.ring_members import PLACEHOLDER_PUBLIC_KEY
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.records.application import UndelegatingGatewayList
from pocket_spec.state.records.shared import SharedParamsUpdate

BASE = world(PROOF_OPEN)
HEADER = header_of(BASE)
WORKS = tuple(work(HEADER, label, 2) for label in SUPPLIERS)
SEEDS = (SEED, SEED - 1, SEED)
"""The proof of the second supplier is of another path."""


def submitted(works):
    state = with_claims(BASE, *(made.claim() for made, _ in works))
    return with_proofs(state, *(made.proof(seed) for made, seed in works))


def test_the_outcome_does_not_depend_on_the_order_of_submission():
    outcomes = []
    for order in permutations(range(len(WORKS))):
        state = with_claims(BASE, *(made.claim() for made in WORKS))
        for index in order:
            state = submit_proof(state, WORKS[index].proof_message(SEEDS[index]), RULES).state
        outcomes.append(validate_submitted_proofs(state, RULES))
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_checking_proofs_one_by_one_is_checking_them_together():
    """What each node does side by side, in any order, cannot differ: no check sees what another did."""
    together = validate_submitted_proofs(submitted(list(zip(WORKS, SEEDS, strict=True))), RULES)
    for order in permutations(zip(WORKS, SEEDS, strict=True)):
        state, events = with_claims(BASE, *(made.claim() for made in WORKS)), []
        for made, seed in order:
            state, emitted = validate_submitted_proofs(with_proofs(state, made.proof(seed)), RULES)
            events += emitted
        assert state == together.state
        assert sorted(map(repr, events)) == sorted(map(repr, together.events))


def test_statuses_and_events_agree():
    after, events = validate_submitted_proofs(submitted(list(zip(WORKS, SEEDS, strict=True))), RULES)
    marked = {supplier: claim.proof_validation_status for (_, supplier), claim in after.claims.items()}
    assert marked == dict(zip(map(address, SUPPLIERS), (VALIDATED, INVALID, VALIDATED), strict=True))
    announced = {event.value.supplier_operator_address: event.value.claim_proof_status_int for event in events}
    assert announced == marked
    assert [event.value.failure_reason for event in events].count("") == 2


@given(data=st.one_of(st.none(), st.binary(max_size=80)), root_hash=st.one_of(st.none(), st.binary(max_size=60)))
def test_whatever_is_in_the_store_the_step_is_total(data, root_hash):
    made = WORKS[0]
    state = with_claims(BASE, replace(made.claim(), root_hash=root_hash))
    state = with_proofs(state, replace(made.proof(), closest_merkle_proof=data))
    after, events = validate_submitted_proofs(state, RULES)
    assert after.claims[HEADER.session_id, SUPPLIER].proof_validation_status == INVALID
    assert len(events) == 1
    assert events[0].value.failure_reason in Reason.__members__


def test_the_ring_of_an_application_without_gateways_has_the_placeholder():
    alone = world(PROOF_OPEN, delegated=False)
    ring = ring_of_application(alone, HEADER.application_address, HEADER.session_end_block_height, RULES)
    assert ring == {PLACEHOLDER_PUBLIC_KEY, public_key_of(alone, HEADER.application_address)}


def test_todays_length_of_sessions_says_where_the_session_of_a_ring_ended():
    """In sessions of 9 blocks block 8 belongs to the one that ends with 9, after the undelegation of block 8."""
    pending = ((8, UndelegatingGatewayList((GATEWAY,))),)
    left = application_with(BASE, delegatee_gateway_addresses=(OTHER_GATEWAY,), pending_undelegations=pending)
    history = Map({1: SharedParamsUpdate(1, PARAMS)})
    longer = replace(left, shared_params=replace(PARAMS, num_blocks_per_session=9), shared_params_history=history)
    gateway = public_key_of(BASE, GATEWAY)
    rings = [ring_of_application(state, HEADER.application_address, 8, RULES) for state in (left, longer)]
    assert [gateway in ring for ring in rings] == [True, False]


def test_a_key_that_is_no_point_makes_no_ring():
    state = replace(BASE, accounts=BASE.accounts.set(HEADER.application_address, b"\x02" + bytes(32)))
    with pytest.raises(Rejected) as refusal:
        ring_of_application(state, HEADER.application_address, HEADER.session_end_block_height, RULES)
    assert refusal.value.reason is Reason.PROOF_RING_UNKNOWN


def test_an_address_in_upper_case_is_the_same_account():
    assert public_key_of(BASE, SUPPLIER.upper()) == public_key_of(BASE, SUPPLIER)


def test_nothing_happens_without_proofs():
    state = replace(BASE, claims=Map())
    assert validate_submitted_proofs(state, RULES) == (state, ())
