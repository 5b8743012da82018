"""Every byte of a submitted proof is pinned by some check, except those that this test derives by encoding again."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from pocket_conformance.generate import claim_proof as made
from pocket_spec.claims.messages import CLAIM, MSG_SUBMIT_PROOF
from pocket_spec.claims.onchain_proof import RELAY_TRIE, verify_onchain_proof
from pocket_spec.encoding.gob import decode_closest_proof, encode_closest_proof, type_definitions
from pocket_spec.encoding.proto import decode, encode
from pocket_spec.rejections import Rejected
from pocket_spec.smst.closest import flip_path_bit
from pocket_spec.smst.compact import position_from_bytes
from pocket_spec.smst.nodes import common_prefix_end
from pocket_spec.smst.verify import sibling_digest

MASKS = (0x01, 0xFF)
BASE = b"\xff" * 32


def compact(message):
    return decode_closest_proof(message.proof or b"")


def canonical(message):
    """The message as a RelayMiner would have written it."""
    return encode(MSG_SUBMIT_PROOF, replace(message, proof=encode_closest_proof(compact(message))))


def without_redundancy(proof):
    """What the claim's root, the leaf and the signatures pin of a proof: all but path, depth and sibling data."""
    return replace(proof, path=b"", depth=b"", closest_proof=replace(proof.closest_proof, sibling_data=None))


def agrees_to_its_depth(proof):
    path = proof.path
    for position in proof.flipped_bits:
        path = flip_path_bit(path, position_from_bytes(position))
    return common_prefix_end(path, proof.closest_path, 0) >= position_from_bytes(proof.depth)


def shows_its_sibling(proof):
    data, side_nodes = proof.closest_proof.sibling_data, proof.closest_proof.side_nodes
    return not data or not side_nodes or sibling_digest(RELAY_TRIE, data) == side_nodes[0]


def kind_of_acceptance(original, mutated):
    """Say which part of an accepted message was changed; raise AssertionError if it is one that something pins."""
    if canonical(mutated) == canonical(original):
        return "encoding"
    assert replace(mutated, proof=None) == replace(original, proof=None)
    proof, unchanged = compact(mutated), compact(original)
    assert without_redundancy(proof) == without_redundancy(unchanged)
    assert agrees_to_its_depth(proof)
    assert shows_its_sibling(proof)
    if proof.path != unchanged.path:
        return "path"
    return "depth" if proof.depth != unchanged.depth else "sibling data"


def study(message_bytes, claim, key, positions):
    """Corrupt these bytes, one at a time; count what is accepted, and where the encoding alone was changed."""
    original = decode(MSG_SUBMIT_PROOF, message_bytes)
    accepted, encoding = Counter(), set()
    for position in positions:
        for mask in MASKS:
            corrupted = bytearray(message_bytes)
            corrupted[position] ^= mask
            try:
                mutated = decode(MSG_SUBMIT_PROOF, bytes(corrupted))
                verify_onchain_proof(mutated, claim, key, BASE)
            except Rejected:
                continue
            kind = kind_of_acceptance(original, mutated)
            accepted[kind] += 1
            if kind == "encoding":
                encoding.add(position - message_bytes.index(original.proof))
    return accepted, encoding


def check(message_bytes, claim, key, positions=None):
    accepted, encoding = study(message_bytes, claim, key, positions or range(len(message_bytes)))
    assert set(accepted) <= {"encoding", "path", "depth", "sibling data"}
    assert accepted["encoding"]
    assert accepted["path"]
    # Beyond the type definitions only the value's length and its end markers: the end of a message ends what is open.
    proof = decode(MSG_SUBMIT_PROOF, message_bytes).proof
    header = len(type_definitions())
    ends = {*range(header, header + 3), len(proof) - 2, len(proof) - 1}
    assert {position for position in encoding if position >= header} <= ends
    assert proof.endswith(b"\0\0")


@pytest.mark.parametrize("others", [0, 4])
def test_every_byte_of_a_made_proof_is_pinned_or_provably_unused(others):
    submission = made._ordinary(others)
    message = encode(MSG_SUBMIT_PROOF, submission.message)
    stride = 1 if others else 3
    check(
        message,
        submission.claim,
        submission.supplier_public_key,
        range(0, len(message), stride) if stride > 1 else None,
    )


def test_every_byte_of_a_proof_of_the_network_is_pinned_or_provably_unused(mainnet_directory):
    cases = json.loads((mainnet_directory / "proofs_135297.json").read_text())["cases"]
    case = min(cases, key=lambda case: len(case["msg"]))
    claim = decode(CLAIM, bytes.fromhex(case["claim_after"]))
    key = bytes.fromhex(case["signer_public_keys"][0]["key"])
    check(bytes.fromhex(case["msg"]), claim, key)


def test_a_change_of_what_a_signature_pins_is_not_taken_for_an_unused_byte():
    original = made._ordinary().message
    other = made._with_proof(made._ordinary(), lambda found: replace(found, closest_value_hash=bytes(40))).message
    with pytest.raises(AssertionError):
        kind_of_acceptance(original, other)
