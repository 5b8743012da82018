"""Claims and proofs by the rules of earlier releases, where those differ from today's."""

from dataclasses import replace

import pytest
from immutables import Map

from pocket_conformance.generate.chain.claims import at_difficulty, at_price, at_weight
from pocket_conformance.generate.chain.claims_world import (
    CLAIM_OPEN,
    END,
    PARAMS,
    PROOF_OPEN,
    SERVICE_ID,
    START,
    header_of,
    with_claims,
    with_proofs,
    work,
    world,
)
from pocket_conformance.generate.signed_relays import public_key
from pocket_spec.claims.create_claim import create_claim
from pocket_spec.claims.validate_proofs import ring_of_application, validate_submitted_proofs
from pocket_spec.claims.windows import seed_height, validate_claim_window, validate_proof_window
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.lineage import rules_of
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.state.records.service import RelayMiningDifficulty
from pocket_spec.state.records.session import SessionModuleParams, SessionModuleParamsUpdate
from pocket_spec.state.records.shared import SharedParamsUpdate

V0_1_29, V0_1_30, V0_1_32, V0_1_33, V0_1_34 = (
    rules_of(name) for name in ("v0.1.29", "v0.1.30", "v0.1.32", "v0.1.33", "v0.1.34")
)
STATE = world(CLAIM_OPEN)
HEADER = header_of(STATE)
CLAIM = work(HEADER).claim_message()


def event(state, rules, message=CLAIM):
    return create_claim(state, message, rules).events[0].value


def test_until_v0_1_34_the_weight_of_relays_was_todays():
    state = at_weight(STATE, (1, 50), (START, 100), (END + 1, 200))
    heavier = replace(
        state, services=state.services.set(SERVICE_ID, replace(state.services[SERVICE_ID], compute_units_per_relay=200))
    )
    assert event(heavier, RULES).num_claimed_compute_units == 300
    with pytest.raises(Rejected) as refusal:
        create_claim(heavier, CLAIM, V0_1_34)
    assert refusal.value.reason is Reason.PROOF_COMPUTE_UNITS_MISMATCH


def test_until_v0_1_33_no_estimate_of_relays_was_announced():
    assert (event(STATE, RULES).num_estimated_relays, event(STATE, V0_1_33).num_estimated_relays) == (3, 0)


def test_until_v0_1_32_the_price_was_todays():
    dearer = replace(
        at_price(STATE, (1, 42_000_000), (END + 1, 84_000_000)),
        shared_params=replace(PARAMS, compute_units_to_tokens_multiplier=84_000_000),
    )
    assert (event(dearer, RULES).claimed_upokt, event(dearer, V0_1_32).claimed_upokt) == ("12600upokt", "25200upokt")


def test_until_v0_1_32_windows_opened_by_todays_parameters_and_since_v0_1_31_closed_by_those_of_the_session():
    later = replace(PARAMS, claim_window_open_offset_blocks=3)
    state = replace(world(11), shared_params=later, shared_params_history=Map({1: SharedParamsUpdate(1, PARAMS)}))
    validate_claim_window(state, END, RULES)
    with pytest.raises(Rejected):
        validate_claim_window(state, END, V0_1_32)
    validate_claim_window(replace(state, height=12), END, V0_1_32)
    with pytest.raises(Rejected):
        validate_claim_window(replace(state, height=13), END, V0_1_32)
    validate_claim_window(replace(state, height=14), END, V0_1_30)
    validate_proof_window(replace(state, height=15), END, V0_1_32)
    with pytest.raises(Rejected):
        validate_proof_window(replace(state, height=16), END, V0_1_32)
    assert [seed_height(state, END, rules) for rules in (RULES, V0_1_32, V0_1_30)] == [12, 14, 14]


def test_until_v0_1_30_sessions_and_difficulty_were_todays():
    places = {1: SessionModuleParamsUpdate(1, SessionModuleParams(1))}
    longer = replace(PARAMS, num_blocks_per_session=6)
    state = replace(
        world(20),
        session_params=SessionModuleParams(2),
        session_params_history=Map(places),
        shared_params=longer,
        shared_params_history=Map({1: SharedParamsUpdate(1, PARAMS)}),
    )
    today, former = (
        hydrate_session(state, HEADER.application_address, SERVICE_ID, START, rules) for rules in (RULES, V0_1_30)
    )
    assert (len(today.suppliers), len(former.suppliers)) == (1, 2)
    assert (today.header.session_start_block_height, former.header.session_start_block_height) == (START, 1)
    hard = RelayMiningDifficulty(SERVICE_ID, 1, 1_000, (2**255 - 1).to_bytes(32, "big"))
    harder = replace(at_difficulty(STATE, 2**253 - 1), difficulties=Map({SERVICE_ID: hard}))
    assert (event(harder, RULES).claimed_upokt, event(harder, V0_1_30).claimed_upokt) == ("100800upokt", "25200upokt")


def test_until_v0_1_30_a_claim_was_kept_with_the_header_of_the_chain():
    inside = replace(CLAIM, session_header=replace(HEADER, session_start_block_height=START + 1))
    key = (HEADER.session_id, CLAIM.supplier_operator_address)
    kept = [create_claim(STATE, inside, rules).state.claims[key].session_header for rules in (RULES, V0_1_30)]
    assert kept == [inside.session_header, HEADER]


def test_until_v0_1_29_an_application_without_gateways_was_twice_in_its_ring():
    alone = world(PROOF_OPEN, delegated=False)
    own = public_key("application")
    assert ring_of_application(alone, HEADER.application_address, END, V0_1_29) == {own}
    beside_placeholder = work(HEADER, gateway="")
    state = with_proofs(with_claims(alone, beside_placeholder.claim()), beside_placeholder.proof())
    reasons = [validate_submitted_proofs(state, rules).events[0].value.failure_reason for rules in (RULES, V0_1_29)]
    assert reasons == ["", "PROOF_RING_MISMATCH"]
