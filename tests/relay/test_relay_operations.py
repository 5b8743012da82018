"""The operations of suites `relay` and `morse`: every input of their shape gets a verdict or a documented rejection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.generate import morse as morse_cases
from pocket_conformance.generate import relay as relay_cases
from pocket_conformance.operations.morse import OPERATIONS as MORSE
from pocket_conformance.operations.relay import OPERATIONS as RELAY
from pocket_spec.rejections import Reason, Rejected

RUN = {operation.op: operation for operation in RELAY + MORSE}
HEADERS = st.none() | st.fixed_dictionaries(
    {
        "application_address": st.text(max_size=5),
        "service_id": st.text(max_size=5),
        "session_id": st.text(max_size=5),
        "session_start_block_height": st.integers(-(2**63), 2**63 - 1).map(str),
        "session_end_block_height": st.integers(-(2**63), 2**63 - 1).map(str),
    }
)
BYTES = st.none() | st.binary(max_size=10).map(bytes.hex)
RELAYS = st.fixed_dictionaries(
    {
        "request": st.none()
        | st.fixed_dictionaries(
            {
                "session_header": HEADERS,
                "signature": BYTES,
                "supplier_operator_address": st.text(max_size=5),
                "payload": BYTES,
            }
        ),
        "response": st.none()
        | st.fixed_dictionaries(
            {
                "session_header": HEADERS,
                "supplier_operator_signature": BYTES,
                "payload": BYTES,
                "payload_hash": BYTES,
            }
        ),
    }
)


def call(op, value):
    """Parse, run and render, as the adapter does."""
    operation = RUN[op]
    return operation.output.render(operation.run(operation.input.parse(value, "input")))


@given(RELAYS)
def test_every_relay_has_an_encoding(relay):
    output = call("encode", {"relay": relay})
    assert (output["bytes"] == "") == (relay["request"] is None and relay["response"] is None)
    for side in ("request", "response"):
        assert (output[f"{side}_signable_hash"] is None) == (relay[side] is None)


def inputs_of(module, op):
    operation = RUN[op]
    return [operation.input.render(case.input) for case in module.cases() if case.op == op]


@pytest.fixture(scope="module")
def vectors():
    modules = {"verify_claim_signature": morse_cases}
    return {op: inputs_of(modules.get(op, relay_cases), op) for op in RUN}


MUTABLE = {
    "verify_ring_signature": ("signature", {Reason.RING_SIGNATURE_MALFORMED}),
    "verify_supplier_signature": ("signature", set()),
    "verify_claim_signature": ("msg", {Reason.PROTO_MALFORMED, Reason.MORSE_PUBLIC_KEY_MALFORMED}),
}


@pytest.mark.parametrize("op", MUTABLE)
@given(data=st.data())
def test_any_mutation_of_a_vector_is_a_verdict_or_a_documented_rejection(vectors, op, data):
    name, reasons = MUTABLE[op]
    value = dict(data.draw(st.sampled_from(vectors[op])))
    content = bytearray(bytes.fromhex(value[name]))
    start = data.draw(st.integers(0, len(content)))
    content[start : start + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    value[name] = content.hex()
    try:
        output = call(op, value)
    except Rejected as rejected:
        if rejected.reason not in reasons:
            raise
    else:
        assert isinstance(output["valid"], bool)


def test_every_note_is_used_and_every_case_has_one():
    for module in (relay_cases, morse_cases):
        used = {flag for case in module.cases() for flag in case.flags}
        assert used == set(module.NOTES)
