"""Morse sessions. Values of Go are those that the original code printed; see the fixture `go_values`."""

import hashlib
import json

import deal
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.morse.session import pseudorandom_index, session_height, session_key, session_nodes
from pocket_spec.rejections import Reason, Rejected

KEYS = st.binary(min_size=32, max_size=32)
APP = bytes.fromhex("b8ad71443cf459f34e285c73d89dd8c4c01f3dc10dd9d7c9aaa73e819c749af8")
BLOCK = hashlib.sha3_256(b"morse/block/97").digest()


def reason_of(call, *arguments):
    with pytest.raises(Rejected) as caught:
        call(*arguments)
    return caught.value.reason


def test_the_key_is_that_of_go():
    key = session_key(APP, b"\x00\x21", BLOCK)
    assert key.hex() == "166c5b717e8689779e4e27d17156ab31157374cab06eace79141b42ca52bc170"


def test_nodes_are_those_of_go(go_values):
    session = go_values["session"]
    key = session_key(bytes.fromhex(go_values["keys"]["app"]["pub"]), b"\x00\x21", bytes.fromhex(session["block_hash"]))
    candidates = [bytes.fromhex(address) for address in session["nodes_sorted"]]
    ineligible = frozenset(bytes.fromhex(address) for address in session["bad"])
    assert key.hex() == session["key"]
    assert [node.hex() for node in session_nodes(key, candidates, frozenset(), 5)] == session["selected"]
    assert [node.hex() for node in session_nodes(key, candidates, ineligible, 5)] == session["selected_bad"]


def test_repeated_candidates_are_drawn_as_in_pocket_cores_own_test():
    # x/pocketcore/types/session_test.go: of 27 entries 16 are node 12; the result is asserted there as a set
    key = bytes.fromhex("36f028580bb02cc8272a9a020f4200e346e276ae664e45ee80745574e2f5ab80")
    nodes = [number.to_bytes(20, "big") for number in range(13)]
    candidates = [nodes[12]] * 16 + nodes[1:12]
    assert set(session_nodes(key, candidates, frozenset(), 5)) == {nodes[number] for number in (12, 9, 6, 2, 1)}
    without = frozenset({nodes[12]})
    assert set(session_nodes(key, candidates, without, 5)) == {nodes[number] for number in (3, 9, 6, 2, 1)}


@given(KEYS, st.binary(min_size=1, max_size=4), KEYS)
def test_the_key_hashes_compact_json(app, chain, block):
    text = json.dumps(
        {"app_pub_key": app.hex(), "chain": chain.hex(), "blockchain": block.hex()}, separators=(",", ":")
    )
    assert session_key(app, chain, block) == hashlib.sha3_256(text.encode()).digest()


@pytest.mark.parametrize(
    ("app", "chain", "block", "reason"),
    [
        (APP[:-1], b"\x01", BLOCK, Reason.MORSE_PUBLIC_KEY_MALFORMED),
        (APP, b"", BLOCK, Reason.MORSE_CHAIN_MALFORMED),
        (APP, bytes(5), BLOCK, Reason.MORSE_CHAIN_MALFORMED),
        (APP, b"\x01", BLOCK + b"\x00", Reason.MORSE_BLOCK_HASH_MALFORMED),
        (b"", b"", b"", Reason.MORSE_PUBLIC_KEY_MALFORMED),
    ],
)
def test_a_key_of_malformed_parts_is_refused(app, chain, block, reason):
    assert reason_of(session_key, app, chain, block) is reason


ADDRESSES = st.lists(st.binary(min_size=20, max_size=20), min_size=1, max_size=12, unique=True).map(sorted)


@given(KEYS, ADDRESSES, st.data())
def test_a_session_holds_distinct_eligible_candidates_or_is_refused(key, candidates, data):
    ineligible = frozenset(data.draw(st.lists(st.sampled_from(candidates))))
    node_count = data.draw(st.integers(1, 13))
    if len(candidates) - len(ineligible) < node_count:
        assert reason_of(session_nodes, key, candidates, ineligible, node_count) is Reason.MORSE_INSUFFICIENT_NODES
        return
    nodes = session_nodes(key, candidates, ineligible, node_count)
    assert len(set(nodes)) == len(nodes) == node_count
    assert set(nodes) <= set(candidates) - ineligible


@given(KEYS, ADDRESSES)
def test_ineligible_nodes_are_skipped_without_disturbing_the_others(key, candidates):
    everyone = session_nodes(key, candidates, frozenset(), len(candidates))
    for gone in candidates:
        rest = [node for node in everyone if node != gone]
        if rest:
            assert list(session_nodes(key, candidates, frozenset({gone}), len(rest))) == rest


@given(KEYS, ADDRESSES)
def test_a_smaller_session_is_the_beginning_of_a_larger_one(key, candidates):
    everyone = session_nodes(key, candidates, frozenset(), len(candidates))
    for node_count in range(1, len(candidates)):
        assert session_nodes(key, candidates, frozenset(), node_count) == everyone[:node_count]


def test_repeated_candidates_end_in_a_refusal():
    assert reason_of(session_nodes, BLOCK, [b"a", b"a"], frozenset(), 2) is Reason.MORSE_INSUFFICIENT_NODES


def test_a_session_of_no_nodes_is_refused():
    assert reason_of(session_nodes, BLOCK, [b"a"], frozenset(), 0) is Reason.MORSE_PARAM_INVALID


def test_an_index_is_drawn_from_the_first_eight_bytes_most_significant_first():
    assert pseudorandom_index(bytes([1, 0, 0, 0, 0, 0, 0, 2, 255]), 2**63) == 2**56 + 2
    with pytest.raises(deal.PreContractError):
        pseudorandom_index(bytes(7), 1)


@given(st.integers(1, 10**9), st.integers(1, 1000))
def test_the_session_of_a_height_starts_as_in_the_original_case_distinction(height, blocks):
    expected = height - blocks + 1 if height % blocks == 0 else height // blocks * blocks + 1
    assert session_height(height, blocks) == expected
