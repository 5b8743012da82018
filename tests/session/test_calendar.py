"""The calendar, against a walk through all blocks and a transcription into machine integers."""

import ctypes
import json
from dataclasses import fields, replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.session import calendar as rules
from pocket_spec.session import parameters
from pocket_spec.session.parameters import SessionParams

uint64s = st.integers(0, 2**64 - 1) | st.integers(0, 60) | st.sampled_from([2**63 - 1, 2**63, 2**64 - 1, 2**64 - 20])
int64s = st.integers(-(2**63), 2**63 - 1) | st.integers(-5, 500) | st.sampled_from([2**63 - 1, -(2**63)])
any_params = st.builds(SessionParams, *[uint64s for _ in fields(SessionParams)])


@st.composite
def sane_params(draw):
    blocks = draw(st.integers(1, 60))
    grace = draw(st.integers(0, blocks - 1))
    offsets = [draw(st.integers(0, 60)) for _ in range(3)]
    anchor = draw(st.integers(1, 300))
    opens = grace + draw(st.integers(0, 10))
    params = SessionParams(blocks, grace, opens, *offsets, anchor, draw(st.integers(1, 50)))
    assume(opens + sum(offsets) > 0)
    return params


def i64(value):
    return ctypes.c_int64(value).value


def machine_calendar(params, height):
    """Compute a calendar with 64-bit machine integers after every operation, and C's division."""

    def quotient(dividend, divisor):
        result = abs(dividend) // abs(divisor)
        return i64(result if (dividend < 0) == (divisor < 0) else -result)

    length = i64(params.num_blocks_per_session)
    anchor, first_number = i64(params.session_grid_anchor_height), i64(params.session_number_at_anchor)
    if anchor <= 0 or anchor > height:
        anchor, first_number = 1, 1
    elif first_number <= 0:
        first_number = 1
    start = end = number = 0
    if height > 0:
        sessions = quotient(i64(height - anchor), length)
        start = i64(anchor + i64(sessions * length))
        end = i64(i64(start + length) - 1)
        number = i64(first_number + sessions)
    offsets = (
        params.claim_window_open_offset_blocks,
        params.claim_window_close_offset_blocks,
        params.proof_window_open_offset_blocks,
        params.proof_window_close_offset_blocks,
    )
    claim_open = i64(i64(end + i64(offsets[0])) + 1)
    claim_close = i64(claim_open + i64(offsets[1]))
    proof_open = i64(claim_close + i64(offsets[2]))
    proof_close = i64(proof_open + i64(offsets[3]))
    to_close = i64(ctypes.c_uint64(sum(offsets)).value)
    return rules.Calendar(
        start=start,
        end=end,
        number=number,
        grace_end=i64(end + i64(params.grace_period_end_offset_blocks)),
        claim_open=claim_open,
        claim_close=claim_close,
        proof_open=proof_open,
        proof_close=proof_close,
        settlement=i64(i64(to_close + end) + 1),
        next_start=i64(end + 1),
        pending_sessions=quotient(i64(i64(to_close + length) - 1), length),
        is_start=start == height,
        is_end=end == height,
    )


@given(any_params, int64s)
@example(SessionParams(2**64 - 1, 0, 0, 0, 0, 2**63 + 2, 1, 1), 2**63 - 1)
def test_a_calendar_is_computed_in_64_bits(params, height):
    assume(params.num_blocks_per_session != 0)
    assert rules.calendar(params, height) == machine_calendar(params, height)


@given(sane_params())
def test_walking_through_the_blocks_meets_the_sessions_in_order(params):
    anchor, blocks = params.session_grid_anchor_height, params.num_blocks_per_session
    number = params.session_number_at_anchor
    start = anchor
    for height in range(anchor, anchor + 3 * blocks + 2):
        if height == start + blocks:
            start, number = height, number + 1
        found = rules.calendar(params, height)
        assert (found.start, found.end, found.number) == (start, start + blocks - 1, number)
        assert (found.is_start, found.is_end) == (height == start, height == start + blocks - 1)


@given(sane_params(), st.integers(1, 1000))
def test_windows_follow_the_session_and_each_other(params, height):
    found = rules.calendar(params, height)
    assert found.end < found.claim_open <= found.claim_close <= found.proof_open <= found.proof_close
    assert found.settlement == found.proof_close
    assert found.end <= found.grace_end < found.claim_open
    assert found.next_start == found.end + 1


@given(st.integers(1, 30), st.integers(0, 100))
def test_pending_sessions_are_the_most_that_wait_for_settlement_at_one_block(blocks, to_close):
    first = to_close + blocks
    waiting = [
        sum(end < height <= end + to_close for end in range(0, height, blocks))
        for height in range(first, first + blocks)
    ]
    assert rules.pending_sessions(to_close, blocks) == max(waiting)


@given(sane_params())
def test_the_chain_counts_pending_sessions_so_for_sane_parameters(params):
    to_close = parameters.blocks_to_proof_window_close(params)
    expected = rules.pending_sessions(to_close, params.num_blocks_per_session)
    assert parameters.num_pending_sessions(params) == expected


@given(sane_params(), st.integers(1, 300))
def test_below_the_anchor_the_grid_begins_at_block_1(params, height):
    assume(height < params.session_grid_anchor_height)
    genesis = replace(params, session_grid_anchor_height=1, session_number_at_anchor=1)
    assert rules.calendar(params, height) == rules.calendar(genesis, height)


@given(any_params, int64s)
def test_sessions_of_no_blocks_are_refused(params, height):
    params = replace(params, num_blocks_per_session=0)
    with pytest.raises(Rejected) as caught:
        rules.calendar(params, height)
    assert caught.value.reason == Reason.SHARED_PARAM_INVALID


@given(sane_params(), st.integers(-(2**63), 0))
def test_heights_up_to_0_belong_to_no_session(params, height):
    found = rules.calendar(params, height)
    assert (found.start, found.end, found.number, found.next_start) == (0, 0, 0, 1)
    assert found.is_start == found.is_end == (height == 0)


@pytest.mark.parametrize("name", [field.name for field in fields(SessionParams)])
def test_each_parameter_is_an_unsigned_64_bit_integer(name):
    params = SessionParams(20, 10, 11, 10, 1, 10, 1, 1)
    assert parameters.valid_types(replace(params, **{name: 0}))
    assert parameters.valid_types(replace(params, **{name: 2**64 - 1}))
    assert not parameters.valid_types(replace(params, **{name: -1}))
    assert not parameters.valid_types(replace(params, **{name: 2**64}))


@given(sane_params())
def test_sane_parameters_are_valid(params):
    assert parameters.valid_session_params(params)


@given(sane_params())
def test_parameters_are_invalid_for_each_reason_alone(params):
    offsets = {field.name: 0 for field in fields(params) if "offset" in field.name}
    assert not parameters.valid_session_params(replace(params, **offsets))
    assert not parameters.valid_session_params(replace(params, num_blocks_per_session=0))
    grace = params.num_blocks_per_session
    late = replace(params, grace_period_end_offset_blocks=grace, claim_window_open_offset_blocks=grace)
    assert not parameters.valid_session_params(late)
    early = replace(params, num_blocks_per_session=100, claim_window_open_offset_blocks=8)
    assert not parameters.valid_session_params(replace(early, grace_period_end_offset_blocks=9))


@pytest.mark.parametrize(
    "params",
    [
        SessionParams(1, 0, 0, 1, 0, 0, 1, 1),  # the shortest session, the shortest grace period, one session pending
        SessionParams(2, 1, 1, 0, 0, 0, 1, 1),  # the longest grace period, and claims open where it ends
    ],
)
def test_parameters_at_the_edge_of_what_is_valid(params):
    assert parameters.valid_session_params(params)


def test_a_change_of_length_at_an_anchor_leaves_earlier_sessions_alone():
    # The example of the anchored grid: 4 blocks a session until block 8, then 3.
    before = SessionParams(4, 1, 1, 1, 1, 1, 1, 1)
    after = SessionParams(3, 1, 1, 1, 1, 1, 9, 3)
    dates = [rules.calendar(before if height < 9 else after, height) for height in range(1, 16)]
    sessions = [(found.number, found.start, found.end) for found in dates]
    assert sorted(set(sessions)) == [(1, 1, 4), (2, 5, 8), (3, 9, 11), (4, 12, 14), (5, 15, 17)]


def mainnet_sessions(path, events):
    """Yield (start, end) of the session of every claim in the events of a capture."""
    for case in json.loads(path.read_text())["cases"]:
        for event in events(case):
            header = json.loads(event["attributes"]["claim"])["session_header"]
            yield int(header["session_start_block_height"]), int(header["session_end_block_height"])


def test_sessions_and_proofs_of_mainnet_meet_the_calendar_of_its_genesis(mainnet_directory):
    genesis = json.loads((mainnet_directory / "shannon_genesis.json").read_text())
    shared = genesis["app_state"]["shared"]["params"]
    names = [field.name for field in fields(SessionParams)]
    params = SessionParams(**{name: int(shared.get(name, 0)) for name in names})

    def proof_events(case):
        return [event for event in case["tx_events"] if event["type"].endswith("EventProofSubmitted")]

    sessions = list(mainnet_sessions(mainnet_directory / "proofs_135297.json", proof_events))
    assert sessions
    for start, end in sessions:
        found = rules.calendar(params, end)
        assert (found.start, found.end) == (start, end)
        assert found.proof_open <= 135_297 <= found.proof_close


def test_later_sessions_of_mainnet_lie_on_a_grid_of_50_blocks(mainnet_directory):
    # The length is read off the claims; that they lie on the grid from block 1 is what is tested.
    params = SessionParams(50, 0, 1, 4, 0, 4, 1, 1)
    sessions = list(mainnet_sessions(mainnet_directory / "claims_161155.json", lambda case: [case["event"]]))
    assert sessions
    for start, end in sessions:
        found = rules.calendar(params, start + 7)
        assert (found.start, found.end) == (start, end)
