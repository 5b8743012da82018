"""Who may sign the requests of an application."""

from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.crypto.secp256k1 import is_point
from pocket_spec.relay.ring_members import PLACEHOLDER_ADDRESS, PLACEHOLDER_PUBLIC_KEY, ring_addresses

GATEWAYS = st.lists(st.sampled_from(("pokt1a", "pokt1b", "pokt1c")), unique=True, max_size=3).map(tuple)


@given(GATEWAYS, st.dictionaries(st.integers(1, 9), GATEWAYS, max_size=3), st.integers(1, 9))
def test_the_ring_is_the_application_and_its_gateways_at_the_sessions_end(gateways, pending, end):
    members = ring_addresses("pokt1app", gateways, pending, end)
    expected = set(gateways).union(*(undelegated for height, undelegated in pending.items() if height >= end))
    assert set(members) == {"pokt1app"} | (expected or {PLACEHOLDER_ADDRESS})
    assert list(members) == sorted(members)


def test_an_undelegation_counts_from_the_session_after_it():
    pending = {10: ("pokt1b",)}
    assert ring_addresses("pokt1app", (), pending, 10) == ("pokt1app", "pokt1b")
    assert ring_addresses("pokt1app", (), pending, 11) == (PLACEHOLDER_ADDRESS, "pokt1app")


def test_a_gateway_delegated_again_is_listed_twice():
    assert ring_addresses("pokt1app", ("pokt1b",), {10: ("pokt1b",)}, 10) == ("pokt1app", "pokt1b", "pokt1b")


def test_the_placeholder_is_a_key():
    assert is_point(PLACEHOLDER_PUBLIC_KEY)
