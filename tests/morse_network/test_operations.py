"""The operations answer whatever their shapes admit with an output or a rejection, never with a failure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.implementations import Implementation
from pocket_conformance.operations.morse_network import OPERATIONS
from pocket_conformance.operations.registry import by_name

SPEC = Implementation("pocket-spec", by_name(OPERATIONS))
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
BYTES = st.binary(max_size=40).map(bytes.hex)
COUNTS = st.one_of(st.integers(0, 3), st.integers(0, 2**63 - 1), st.just(2**63 - 1)).map(str)
AMOUNTS = st.one_of(st.integers(0, 10**13), st.integers(2**250, 2**255 - 1)).map(str)
DECIMALS = st.from_regex(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?", fullmatch=True)
INPUTS = {
    "session_key": st.fixed_dictionaries(
        {"app_public_key": BYTES | HASHES, "chain": BYTES, "block_hash": BYTES | HASHES}
    ),
    "session_nodes": st.fixed_dictionaries(
        {
            "session_key": HASHES,
            "candidates": st.lists(st.sampled_from(["", "00", "01", "02", "0303"]), max_size=8),
            "ineligible": st.lists(st.sampled_from(["", "00", "04"]), max_size=3),
            "node_count": COUNTS,
        }
    ),
    "app_max_relays": st.fixed_dictionaries(
        {
            "stake_upokt": AMOUNTS,
            "base_relays_per_pokt": COUNTS,
            "stability_adjustment": st.integers(-(2**63), 2**63 - 1).map(str),
            "num_chains": COUNTS,
            "session_node_count": COUNTS,
        }
    ),
    "merkle_root": st.fixed_dictionaries(
        {"leaf_preimages": st.lists(BYTES, max_size=6), "indexed_parents": st.booleans()}
    ),
    "required_index": st.fixed_dictionaries(
        {"block_hash": HASHES, "session_header_hash": HASHES, "total_proofs": COUNTS}
    ),
    "reward": st.fixed_dictionaries(
        {
            "relays": COUNTS,
            "rttm": COUNTS,
            "stake": AMOUNTS,
            "floor_multiplier": COUNTS,
            "floor_exponent": DECIMALS,
            "weight_multiplier": DECIMALS,
            "weight_ceiling": COUNTS,
        }
    ),
}


def test_every_operation_is_tried():
    assert set(INPUTS) == {operation.op for operation in OPERATIONS}


@pytest.mark.parametrize("op", INPUTS)
@given(data=st.data())
def test_an_operation_answers_or_refuses(op, data):
    reply = SPEC.call("morse", op, data.draw(INPUTS[op]))
    assert set(reply) in ({"output"}, {"rejection"}), reply
    if "rejection" in reply:
        assert reply["rejection"].startswith("MORSE_")
