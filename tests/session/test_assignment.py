"""Session ids and the order of suppliers, against hashlib and a selection by hand."""

import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.session import assignment
from pocket_spec.session.calendar import session_start_height
from pocket_spec.session.parameters import SessionParams

PARAMS = SessionParams(20, 10, 11, 10, 1, 10, 1, 1)
addresses = st.lists(st.text(max_size=8), min_size=1, max_size=12)


@given(st.text(max_size=10), st.text(max_size=10), st.binary(max_size=32), st.integers(-5, 10**6))
def test_a_session_id_hashes_the_joined_parts(application, service, block_hash, height):
    start = struct.pack("<q", session_start_height(PARAMS, height))
    expected = block_hash + b"." + service.encode() + b"." + application.encode() + b"." + start
    preimage = assignment.session_id_preimage(PARAMS, application, service, block_hash, height)
    assert preimage == expected
    assert assignment.session_id(preimage) == hashlib.sha3_256(expected).hexdigest()


@given(st.text(max_size=5), st.text(max_size=5), st.integers(1, 10**6))
def test_all_heights_of_a_session_have_one_id(application, service, height):
    start = session_start_height(PARAMS, height)
    same = assignment.session_id_preimage(PARAMS, application, service, b"", start)
    assert assignment.session_id_preimage(PARAMS, application, service, b"", height) == same
    before = assignment.session_id_preimage(PARAMS, application, service, b"", start - 1)
    assert before != same


def test_sessions_of_no_blocks_have_ids_only_below_block_1():
    params = SessionParams(0, 0, 0, 0, 0, 0, 1, 1)
    assert assignment.session_id_preimage(params, "a", "s", b"", 0) == b".s.a." + bytes(8)
    with pytest.raises(Rejected) as caught:
        assignment.session_id_preimage(params, "a", "s", b"", 1)
    assert caught.value.reason == Reason.SHARED_PARAM_INVALID


@given(st.binary(max_size=40), st.text(max_size=10))
def test_a_weight_is_a_signed_integer_of_the_hash(preimage, address):
    digest = hashlib.sha3_256(preimage + b"." + address.encode()).digest()
    assert assignment.supplier_weight(preimage, address) == struct.unpack(">q", digest[:8])[0]


@given(st.binary(max_size=10), addresses, st.integers(0, 15))
def test_the_suppliers_of_least_weight_serve(preimage, candidates, number):
    chosen = assignment.session_suppliers(preimage, candidates, number)
    if len(candidates) < number:
        assert chosen == tuple(candidates)
        return
    remaining, expected = list(candidates), []
    while len(expected) < number:
        least = min(remaining, key=lambda address: (assignment.supplier_weight(preimage, address), address.encode()))
        remaining.remove(least)
        expected.append(least)
    assert list(chosen) == expected


@given(st.binary(max_size=10), addresses, st.data())
def test_the_order_of_enough_candidates_does_not_matter(preimage, candidates, data):
    shuffled = data.draw(st.permutations(candidates))
    number = data.draw(st.integers(0, len(candidates)))
    chosen = assignment.session_suppliers(preimage, candidates, number)
    assert assignment.session_suppliers(preimage, shuffled, number) == chosen


def test_equal_weights_are_ordered_by_address(monkeypatch):
    monkeypatch.setattr(assignment, "supplier_weight", lambda _preimage, address: len(address))
    candidates = ["bb", "a", "ab", "\u00e9", "Z"]
    assert assignment.session_suppliers(b"", candidates, 5) == ("Z", "a", "\u00e9", "ab", "bb")


@given(st.integers(0, 2**44))
def test_a_session_without_candidates_is_refused(number):
    with pytest.raises(Rejected) as caught:
        assignment.session_suppliers(b"", [], number)
    assert caught.value.reason == Reason.SESSION_SUPPLIERS_NOT_FOUND


@given(addresses | st.just([]), st.integers(2**44 + 1, 2**64 - 1))
def test_a_number_of_suppliers_that_no_node_can_hold_is_refused(candidates, number):
    with pytest.raises(Rejected) as caught:
        assignment.session_suppliers(b"", candidates, number)
    assert caught.value.reason == Reason.SESSION_PARAM_INVALID
