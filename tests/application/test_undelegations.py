"""Pending undelegations, and the ring that they make."""

from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.generate.chain.staked import application
from pocket_spec.actors.application.delegation import application_ring
from pocket_spec.actors.application.undelegations import (
    is_undelegating,
    merged_undelegations,
    pruned,
    retention,
    with_undelegation,
    without_undelegation,
)
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.records.application import UndelegatingGatewayList
from pocket_spec.state.records.shared import SharedParams

GATEWAYS = st.sampled_from(("pokt1a", "pokt1b", "pokt1c", "pokt1d"))
HEIGHTS = st.integers(1, 5).map(lambda session: 10 * session)


@st.composite
def undelegations(draw):
    """Undelegations as messages leave them: every gateway once."""
    heights = draw(st.dictionaries(GATEWAYS, HEIGHTS))
    lists = {}
    for gateway, height in heights.items():
        lists[height] = (*lists.get(height, ()), gateway)
    return tuple((height, UndelegatingGatewayList(gateways)) for height, gateways in sorted(lists.items()))


def height_of(pending):
    return {gateway: height for height, lists in pending for gateway in lists.gateway_addresses}


@given(undelegations(), GATEWAYS, HEIGHTS)
def test_what_is_added_is_there_and_what_is_taken_away_is_not(pending, gateway, height):
    added = with_undelegation(pending, gateway, height)
    assert with_undelegation(added, gateway, height) == added
    taken = without_undelegation(added, gateway)
    assert not is_undelegating(taken, gateway)
    assert height_of(taken) == {other: at for other, at in height_of(pending).items() if other != gateway}


@given(undelegations(), undelegations())
def test_merging_prefers_the_destination(source, destination):
    merged = merged_undelegations(source, destination)
    assert height_of(merged) == height_of(source) | height_of(destination)
    assert all(lists.gateway_addresses == tuple(sorted(lists.gateway_addresses)) for _, lists in merged)


@given(undelegations(), st.integers(0, 60))
def test_pruning_keeps_what_is_young(pending, earliest):
    assert height_of(pruned(pending, earliest)) == {
        gateway: height for gateway, height in height_of(pending).items() if height >= earliest
    }


@given(undelegations(), HEIGHTS)
def test_pruning_leaves_the_rings_of_later_sessions_alone(pending, end):
    before = application("alice", pending_undelegations=pending)
    after = application("alice", pending_undelegations=pruned(pending, end))
    assert application_ring(before, end, RULES) == application_ring(after, end, RULES)


def test_undelegations_are_kept_for_two_sessions_and_the_grace_period():
    assert retention(SharedParams(num_blocks_per_session=20, grace_period_end_offset_blocks=10)) == 50
