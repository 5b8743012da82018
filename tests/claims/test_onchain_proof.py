"""The validation of proofs, on sessions made from labels and on the network's own."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pocket_conformance.generate import claim_proof as made
from pocket_conformance.implementations import implementation
from pocket_spec.claims.create_claim import validate_create_claim
from pocket_spec.claims.messages import CLAIM, MSG_SUBMIT_PROOF, MsgCreateClaim
from pocket_spec.claims.onchain_proof import (
    proven_relay_bytes,
    submitted_proof,
    validate_path_of_proof,
    verify_onchain_proof,
)
from pocket_spec.crypto.accounts import account_address, ripemd160
from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.proto import decode, encode
from pocket_spec.rejections import CHAIN_CODES, Reason, Rejected

CHECKS = (
    Reason.PROTO_MALFORMED,
    Reason.PROOF_SUPPLIER_ADDRESS_INVALID,
    Reason.PROOF_SESSION_HEADER_INVALID,
    Reason.PROOF_EMPTY,
    Reason.SMST_BAD_PROOF,
    Reason.PROOF_RELAY_MALFORMED,
    Reason.RELAY_REQUEST_INVALID,
    Reason.PROOF_SUPPLIER_MISMATCH,
    Reason.RELAY_RESPONSE_INVALID,
    Reason.PROOF_RELAY_HEADER_MISMATCH,
    Reason.PROOF_TARGET_HASH_LENGTH,
    Reason.DIFFICULTY_TARGET_ZERO,
    Reason.PROOF_RELAY_DIFFICULTY,
    Reason.PROOF_CLAIM_NOT_FOUND,
    Reason.PROOF_CLAIM_START_HEIGHT_MISMATCH,
    Reason.PROOF_CLAIM_END_HEIGHT_MISMATCH,
    Reason.PROOF_CLAIM_APPLICATION_MISMATCH,
    Reason.PROOF_CLAIM_SERVICE_MISMATCH,
    Reason.CLAIM_ROOT_HASH_LENGTH,
    Reason.RING_SIGNATURE_MALFORMED,
    Reason.PROOF_RING_SIGNATURE_INVALID,
    Reason.PROOF_SUPPLIER_SIGNATURE_INVALID,
    Reason.PROOF_ROOT_MISMATCH,
)
"""In the chain's order."""


def answer(values):
    operation = implementation("spec").operations["claim", "verify_onchain_proof"]
    reply = implementation("spec").call("claim", "verify_onchain_proof", operation.input.render(values))
    return Reason(reply["rejection"]) if "rejection" in reply else reply.get("output", reply)


@pytest.fixture(scope="module")
def answers():
    """What the cases of the vectors are answered: their inputs by reason, and those that have none."""
    by_reason = {reason: [] for reason in CHECKS}
    valid = []
    for case in made.cases():
        answered = answer(case.input)
        if isinstance(answered, Reason):
            by_reason[answered].append(case.input)
        else:
            valid.append(answered)
    return by_reason, valid


def test_every_check_refuses_some_case_and_every_other_case_is_valid(answers):
    by_reason, valid = answers
    assert [reason for reason, inputs in by_reason.items() if not inputs] == []
    assert valid
    assert all(output["valid"] for output in valid)


def test_a_case_is_refused_exactly_if_it_has_a_defect(answers):
    defects = [case for case in made.cases() if made.NOTES[case.flags[0]].kind == "defect"]
    refused = [inputs for reason in CHECKS for inputs in answers[0][reason]]
    assert [case.comment for case in defects if case.input not in refused] == []
    assert len(refused) == len(defects)


def test_every_refusal_of_the_chain_has_its_code():
    assert [reason for reason in CHECKS if reason not in CHAIN_CODES] == [
        Reason.PROTO_MALFORMED,
        Reason.DIFFICULTY_TARGET_ZERO,
    ]


BY_TARGET = (Reason.PROOF_TARGET_HASH_LENGTH, Reason.DIFFICULTY_TARGET_ZERO, Reason.PROOF_RELAY_DIFFICULTY)


@pytest.mark.parametrize("target_defect", BY_TARGET)
def test_the_difficulty_is_looked_at_after_the_relay_and_before_the_claim(answers, target_defect):
    target_hash = {"target_hash": answers[0][target_defect][-1]["target_hash"]}
    for reason, inputs in answers[0].items():
        if reason in BY_TARGET:
            continue
        expected = min(reason, target_defect, key=CHECKS.index)
        assert answer({**inputs[0], **target_hash}) == expected


def test_the_suppliers_key_is_looked_at_after_the_ring_and_before_the_root(answers):
    for reason, inputs in answers[0].items():
        expected = min(reason, Reason.PROOF_SUPPLIER_SIGNATURE_INVALID, key=CHECKS.index)
        assert answer({**inputs[0], "supplier_public_key": b""}) == expected


def test_the_claim_is_looked_at_before_the_signatures(answers):
    claim = replace(made._ordinary().claim, root_hash=b"")
    for reason in CHECKS[CHECKS.index(Reason.RING_SIGNATURE_MALFORMED) :]:
        for inputs in answers[0][reason]:
            assert answer({**inputs, "claim": encode(CLAIM, claim)}) == Reason.CLAIM_ROOT_HASH_LENGTH


@settings(max_examples=150)
@given(st.data())
def test_a_mutated_message_is_answered_and_never_breaks(data):
    submission = data.draw(st.sampled_from([made._ordinary(0), made._ordinary(4)]))
    message = bytearray(encode(MSG_SUBMIT_PROOF, submission.message))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(message) - 1))
        message[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del message[data.draw(st.integers(0, len(message) - 1)) :]
    answered = answer(
        {
            "msg_submit_proof": bytes(message),
            "claim": encode(CLAIM, submission.claim),
            "supplier_public_key": submission.supplier_public_key,
            "target_hash": submission.target_hash,
        }
    )
    assert isinstance(answered, Reason) or "valid" in answered


def test_the_path_is_the_one_drawn_for_the_session():
    submission = made._ordinary(0)
    proof = submitted_proof(submission.message)
    # The generator draws from this seed first, and a trie of one relay needs no second.
    seed = made.stream_bytes("claim/seed block/0", 32)
    validate_path_of_proof(proof, made.HEADER.session_id, seed)
    for session_id, other in ((made.HEADER.session_id, bytes(32)), ("", seed), ("\udcff", seed)):
        with pytest.raises(Rejected) as caught:
            validate_path_of_proof(proof, session_id, other)
        assert caught.value.reason == Reason.PROOF_PATH_MISMATCH


def test_the_relay_is_hashed_as_it_stands_in_the_leaf():
    proof = submitted_proof(made._ordinary().message)
    assert proven_relay_bytes(proof) == made._ordinary().leaf
    assert proof.closest_path == sha256(sha256(made._ordinary().leaf))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"supplier_operator_address": "pokt1"}, Reason.CLAIM_SUPPLIER_ADDRESS_INVALID),
        ({"session_header": None}, Reason.PROOF_SESSION_HEADER_INVALID),
        ({"session_header": replace(made.HEADER, service_id="")}, Reason.PROOF_SESSION_HEADER_INVALID),
        ({"root_hash": None}, Reason.CLAIM_ROOT_HASH_LENGTH),
        ({"root_hash": bytes(32)}, Reason.CLAIM_ROOT_HASH_LENGTH),
        ({"root_hash": bytes(48)}, Reason.CLAIM_RELAYS_ZERO),
        ({"root_hash": bytes(47) + b"\1"}, Reason.CLAIM_COMPUTE_UNITS_ZERO),
    ],
)
def test_a_claim_is_refused_for_one_defect(change, reason):
    root_hash = made._ordinary().claim.root_hash
    message = MsgCreateClaim(made.SUPPLIER, made.HEADER, root_hash)
    assert validate_create_claim(message) == (5, 5 * made.COMPUTE_UNITS)
    with pytest.raises(Rejected) as caught:
        validate_create_claim(replace(message, **change))
    assert caught.value.reason == reason


# Published vectors: Dobbertin, Bosselaers, Preneel, "RIPEMD-160", appendix.
@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
        (b"a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
        (b"abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        (b"message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
        (b"abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc"),
        (b"1234567890" * 8, "9b752e45573d4b39f4dbd3323cab82bf63326bfb"),
    ],
)
def test_ripemd160_gives_the_published_digests(text, digest):
    assert ripemd160(text).hex() == digest


def proofs(directory):
    return json.loads((directory / "proofs_135297.json").read_text())["cases"]


def test_every_proof_of_the_network_verifies_and_its_key_is_the_suppliers(mainnet_directory):
    for case in proofs(mainnet_directory):
        message = decode(MSG_SUBMIT_PROOF, bytes.fromhex(case["msg"]))
        claim = decode(CLAIM, bytes.fromhex(case["claim_after"]))
        key = bytes.fromhex(case["signer_public_keys"][0]["key"])
        verified = verify_onchain_proof(message, claim, key, b"\xff" * 32)
        attributes = case["tx_events"][0]["attributes"]
        assert str(verified.num_relays) == json.loads(attributes["num_relays"])
        assert str(verified.claimed_compute_units) == json.loads(attributes["num_claimed_compute_units"])
        assert len(verified.ring_public_keys) >= 2
        assert made.encode_address(account_address(key)) == message.supplier_operator_address
