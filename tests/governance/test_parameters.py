"""Parameters: which check comes first, what a refusal leaves, floats at the edge, and the shared relations."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.generate.chain.governance import MODULES
from pocket_conformance.generate.chain.world import account, signed
from pocket_spec.chain.execution import apply_message
from pocket_spec.governance.parameters import problem_of
from pocket_spec.governance.promotion import promote_shared_params
from pocket_spec.governance.shared import SHARED, MsgUpdateSharedParam, MsgUpdateSharedParams
from pocket_spec.governance.tokenomics import TOKENOMICS, MsgUpdateTokenomicsParam, basis_points, shares_problem
from pocket_spec.governance.update import AS_TYPES
from pocket_spec.governance.values import upokt_at_least, upokt_positive
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.bank import AUTHORITY
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.records.shared import SharedParamsUpdate
from pocket_spec.state.records.tokenomics import MintEqualsBurnClaimDistribution
from pocket_spec.state.state import State

STATE = State(height=7)
NAMES = [(module, values) for module in MODULES for values in module.values]


def reason(message, signer=None, state=STATE):
    with pytest.raises(Rejected) as caught:
        apply_message(state, signed(message, signer), RULES)
    return caught.value.reason


def ids(pair):
    return f"{pair[0].field}.{pair[1].name}"


@pytest.mark.parametrize("pair", NAMES, ids=ids)
def test_a_single_update_changes_that_parameter_and_no_other_record(pair):
    module, values = pair
    for good, _ in values.good:
        message = module.single(AUTHORITY, values.name, **{values.member: good})
        after = apply_message(STATE, signed(message), RULES).state
        expected = replace(getattr(STATE, module.field), **{values.name: good})
        if module.field == "shared_params" and getattr(after, module.field) != expected:
            expected = STATE.shared_params
            assert values.name in after.shared_params_history[11].params.__slots__
            assert getattr(after.shared_params_history[11].params, values.name) == good
        assert getattr(after, module.field) == expected


@pytest.mark.parametrize("pair", [p for p in NAMES if p[1].member == "as_coin"], ids=ids)
def test_a_coin_without_an_amount_breaks_the_real_code(pair):
    module, values = pair
    message = module.single(AUTHORITY, values.name, as_coin=Coin("upokt"))
    assert reason(message) is Reason.TX_PANIC
    other = module.single(AUTHORITY, values.name, as_coin=Coin("mact"))
    assert reason(other) is not Reason.TX_PANIC


def test_every_member_of_a_oneof_is_known():
    for module in MODULES:
        members = {name for name in module.single.__slots__ if name.startswith("as_")}
        assert members <= set(AS_TYPES)


def test_the_message_is_checked_before_its_signer_and_the_signer_before_governance():
    stranger = account("stranger")
    invalid = MsgUpdateSharedParam(stranger, "num_blocks_per_session", as_uint64=0)
    assert reason(invalid, signer=account("other")) is Reason.SHARED_PARAM_INVALID
    valid = replace(invalid, as_uint64=20)
    assert reason(valid, signer=account("other")) is Reason.TX_UNAUTHORIZED
    assert reason(valid) is Reason.SHARED_INVALID_SIGNER


def test_a_missing_value_is_seen_before_an_unknown_name():
    assert reason(MsgUpdateTokenomicsParam(AUTHORITY, "no_such")) is Reason.TOKENOMICS_PARAMS_INVALID
    unknown = MsgUpdateTokenomicsParam(AUTHORITY, "no_such", as_uint64=1)
    assert reason(unknown) is Reason.TOKENOMICS_PARAM_NAME_INVALID
    assert reason(replace(unknown, authority="x")) is Reason.TOKENOMICS_AUTHORITY_ADDRESS_INVALID


def test_governance_is_asked_for_before_the_relations():
    """A value that only the other parameters forbid is looked at last."""
    message = MsgUpdateSharedParam(account("stranger"), "claim_window_open_offset_blocks", as_uint64=0)
    assert reason(message) is Reason.SHARED_INVALID_SIGNER
    assert reason(replace(message, authority=AUTHORITY)) is Reason.SHARED_PARAM_INVALID


def test_an_invalid_live_parameter_blocks_the_update_of_another():
    state = replace(STATE, tokenomics_params=replace(STATE.tokenomics_params, mint_ratio=0.0))
    message = MsgUpdateTokenomicsParam(AUTHORITY, "global_inflation_per_claim", as_float=0.0)
    assert reason(message, state=state) is Reason.TOKENOMICS_PARAM_INVALID


def test_nan_passes_where_only_bounds_are_compared():
    """Neither smaller nor greater than anything, so no bound refuses it."""
    for module, values in NAMES:
        if values.member == "as_float":
            message = module.single(AUTHORITY, values.name, as_float=math.nan)
            after = apply_message(STATE, signed(message), RULES).state
            assert math.isnan(getattr(getattr(after, module.field), values.name))
    assert shares_problem(MintEqualsBurnClaimDistribution(dao=math.nan, supplier=1.0))


def test_two_infinite_shares_cancel_out():
    """Each counts -2^63 basis points on amd64, and twice that wraps to 0."""
    assert shares_problem(MintEqualsBurnClaimDistribution(dao=math.inf, proposer=math.inf, supplier=1.0)) == ""
    assert shares_problem(MintEqualsBurnClaimDistribution(dao=math.inf, supplier=1.0))


@pytest.mark.parametrize(
    ("coin", "problem"),
    [
        (None, "is missing"),
        (Coin("mact", 0), "is in 'mact', not in upokt"),
        (Coin("mact"), "is in 'mact', not in upokt"),
        (upokt(-1), "-1 is negative"),
        (upokt(0), "0 is not positive"),
        (upokt(1), ""),
    ],
)
def test_what_is_wrong_with_a_stake_is_said(coin, problem):
    assert upokt_positive(coin) == problem


@pytest.mark.parametrize(
    ("coin", "problem"),
    [
        (None, "is missing"),
        (Coin("mact", 9), "is in 'mact', not in upokt"),
        (upokt(-1), "-1 is negative"),
        (upokt(4), "less than 5"),
        (upokt(5), ""),
        (upokt(6), ""),
    ],
)
def test_a_coin_of_at_least_5(coin, problem):
    assert upokt_at_least(5, coin) == problem


def test_a_coin_of_at_least_5_without_an_amount_breaks_the_real_code():
    with pytest.raises(Rejected) as caught:
        upokt_at_least(5, Coin("upokt"))
    assert caught.value.reason is Reason.TX_PANIC


@pytest.mark.parametrize(
    ("share", "points"),
    # as Go 1.26 on amd64 computes int64(math.Round(share * 10000))
    [(0.00005, 1), (0.00015, 1), (-0.00005, -1), (0.000049, 0), (0.1, 1_000), (0.9999, 9_999), (1e300, -(2**63))],
)
def test_basis_points_round_halves_away_from_zero(share, points):
    assert basis_points(share) == points


@given(st.floats(0, 1))
def test_basis_points_are_the_nearest(share):
    assert abs(basis_points(share) - share * 10_000) <= 0.5


COUNTS = st.one_of(st.integers(0, 30), st.integers(0, 2**64 - 1))


@given(st.lists(COUNTS, min_size=11, max_size=11))
def test_valid_shared_parameters_have_every_property_that_settlement_needs(values):
    params = replace(STATE.shared_params, **{p.name: v for p, v in zip(SHARED.parameters, values, strict=True)})
    if problem_of(SHARED, params):
        assert reason(MsgUpdateSharedParams(AUTHORITY, params)) is Reason.SHARED_PARAM_INVALID
        return
    assert min(values[0], *values[6:]) >= 1
    assert params.grace_period_end_offset_blocks < params.num_blocks_per_session
    after = apply_message(STATE, signed(MsgUpdateSharedParams(AUTHORITY, params)), RULES).state
    assert len(after.shared_params_history) in {1, 2}


def test_the_tables_name_every_parameter_of_the_records():
    derived = {"session_grid_anchor_height", "session_number_at_anchor"}
    named = {parameter.name for parameter in (*SHARED.parameters, *TOKENOMICS.parameters)}
    records = {*STATE.shared_params.__slots__, *STATE.tokenomics_params.__slots__} - derived
    assert named == records
    for module in MODULES:
        held = set(getattr(STATE, module.field).__slots__) - derived
        assert {values.name for values in module.values} == held


def test_an_entry_without_parameters_is_no_entry():
    state = replace(STATE, shared_params_history=STATE.shared_params_history.set(7, SharedParamsUpdate(7)))
    assert promote_shared_params(state, RULES).state == state
    assert RULES.shared_params_at_height(state, 7) == state.shared_params


def test_heights_below_minus_one_count_as_the_latest():
    """The store compares them without their sign."""
    later = replace(STATE.shared_params, num_blocks_per_session=20)
    state = replace(STATE, shared_params_history=STATE.shared_params_history.set(11, SharedParamsUpdate(11, later)))
    assert [RULES.shared_params_at_height(state, height) == later for height in (-2, -1, 0, 10, 11)] == [
        True, False, False, False, True,
    ]  # fmt: skip


def test_what_is_live_at_once_stays_on_the_live_grid():
    """In the block from which longer sessions hold, the live parameters are still the old ones, on the old grid."""
    longer = replace(STATE.shared_params, num_blocks_per_session=20, session_grid_anchor_height=21)
    history = STATE.shared_params_history.set(21, SharedParamsUpdate(21, longer))
    state = replace(STATE, height=21, shared_params_history=history)
    message = MsgUpdateSharedParam(AUTHORITY, "compute_units_to_tokens_multiplier", as_uint64=7)
    after = apply_message(state, signed(message), RULES).state
    assert after.shared_params == replace(STATE.shared_params, compute_units_to_tokens_multiplier=7)
    recorded = after.shared_params_history[41].params
    assert (recorded.num_blocks_per_session, recorded.session_grid_anchor_height) == (10, 41)
