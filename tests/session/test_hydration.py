"""Sessions from the state: who is in them, and which defect is reported first."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from pocket_conformance.generate.chain.claims_world import (
    APPLICATION,
    END,
    SERVICE_ID,
    START,
    application_with,
    with_configs,
    world,
)
from pocket_conformance.generate.chain.hydration import crowd, of_places
from pocket_spec.chain.execution import default_header_hash
from pocket_spec.governance.history import calendar_params
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.assignment import session_id_preimage, session_suppliers
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.session.participants import candidate_configs

STATE = world(20)


def hydrated(state, height, application=APPLICATION, service=SERVICE_ID):
    return hydrate_session(state, application, service, height, RULES)


@given(height=st.integers(1, 20))
def test_every_height_of_a_session_gives_the_same(height):
    session = hydrated(STATE, height)
    start = (height - 1) // 4 * 4 + 1
    assert (session.header.session_start_block_height, session.header.session_end_block_height) == (start, start + 3)
    assert session.session_number == (height + 3) // 4
    assert session == hydrated(STATE, start)


@given(candidates=st.integers(1, 20), places=st.integers(0, 24), height=st.integers(12, 20))
def test_the_suppliers_are_those_that_are_drawn(candidates, places, height):
    state = of_places(crowd(candidates), places)
    session = hydrated(state, height)
    configs = {config.operator_address: config for config in candidate_configs(state, SERVICE_ID, height)}
    start = session.header.session_start_block_height
    params = calendar_params(state.shared_params)
    preimage = session_id_preimage(params, APPLICATION, SERVICE_ID, default_header_hash(start), height)
    assert tuple(supplier.operator_address for supplier in session.suppliers) == session_suppliers(
        preimage, tuple(configs), places
    )
    for supplier in session.suppliers:
        assert supplier.services == (configs[supplier.operator_address].service,)
        assert replace(supplier, services=()) == state.suppliers[supplier.operator_address]


DEFECTS = (
    (Reason.SESSION_APPLICATION_ADDRESS_INVALID, lambda s, a, v, h: (s, "pokt1", v, h)),
    (Reason.SESSION_SERVICE_ID_INVALID, lambda s, a, v, h: (s, a, "", h)),
    (Reason.SESSION_HYDRATION, lambda s, a, v, h: (s, a, v, 21)),
    (Reason.SESSION_APP_NOT_ACTIVE, lambda s, a, v, h: (application_with(s, unstake_session_end_height=1), a, v, h)),
    (Reason.SESSION_APP_NOT_STAKED_FOR_SERVICE, lambda s, a, v, h: (application_with(s, service_configs=()), a, v, h)),
    (Reason.SESSION_PARAM_INVALID, lambda s, a, v, h: (of_places(s, 2**44 + 1), a, v, h)),
    (Reason.SESSION_SUPPLIERS_NOT_FOUND, lambda s, a, v, h: (with_configs(s), a, v, h)),
)


def reason_of(state, application, service, height):
    with pytest.raises(Rejected) as refusal:
        hydrated(state, height, application, service)
    return refusal.value.reason


@pytest.mark.parametrize(("reason", "spoil"), DEFECTS, ids=lambda value: getattr(value, "value", ""))
def test_every_defect_is_reported(reason, spoil):
    assert reason_of(*spoil(STATE, APPLICATION, SERVICE_ID, START)) is reason


@pytest.mark.parametrize(("first", "second"), tuple(combinations(DEFECTS, 2)))
def test_the_first_of_two_defects_is_reported(first, second):
    (reason, spoil), (_, spoil_too) = first, second
    assert reason_of(*spoil(*spoil_too(STATE, APPLICATION, SERVICE_ID, START))) is reason
    assert reason_of(*spoil_too(*spoil(STATE, APPLICATION, SERVICE_ID, START))) is reason


def test_a_negative_height_is_refused_and_zero_is_now():
    assert reason_of(STATE, APPLICATION, SERVICE_ID, -1) is Reason.SESSION_HEIGHT_INVALID
    assert hydrated(STATE, 0) == hydrated(STATE, 20)


def test_an_application_that_is_not_staked_has_no_session():
    assert reason_of(replace(STATE, applications=Map()), APPLICATION, SERVICE_ID, START) is Reason.SESSION_APP_NOT_FOUND


@given(unstaked=st.integers(1, 20), height=st.integers(1, 20))
def test_an_application_has_sessions_until_the_one_in_which_it_unstakes_ends(unstaked, height):
    end_of = lambda block: (block + 3) // 4 * 4
    state = application_with(STATE, unstake_session_end_height=end_of(unstaked))
    if end_of(height) <= end_of(unstaked):
        assert hydrated(state, height).application.unstake_session_end_height == end_of(unstaked)
    else:
        assert reason_of(state, APPLICATION, SERVICE_ID, height) is Reason.SESSION_APP_NOT_ACTIVE


def test_an_application_that_leaves_before_the_session_ends_has_none():
    """Its last block lies inside the session only where the calendar changed in between."""
    state = application_with(STATE, unstake_session_end_height=END - 1)
    assert reason_of(state, APPLICATION, SERVICE_ID, START) is Reason.SESSION_APP_NOT_ACTIVE


def test_the_id_needs_the_hash_of_the_first_block():
    """The hash is recorded at the end of the block: while it is executed, its session has another id."""
    during, after = (hydrated(world(height), 21).session_id for height in (21, 22))
    assert during != after
    assert hydrated(world(24), 23).session_id == after


def test_configurations_of_other_services_do_not_count():
    state = with_configs(STATE, *STATE.service_config_updates.values())
    assert len(candidate_configs(state, SERVICE_ID, END)) == 3
    assert candidate_configs(state, "eth-2", END) == ()
