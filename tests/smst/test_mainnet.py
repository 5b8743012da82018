"""Proofs that mainnet accepted: they decode, encode back to the same bytes, and lead to their claims' roots."""

import json

import pytest

from pocket_spec.encoding.gob import decode_closest_proof, encode_closest_proof, type_definitions
from pocket_spec.smst.compact import compact_closest_proof, decompact_closest_proof
from pocket_spec.smst.trie import root_count, root_sum
from pocket_spec.smst.types import TrieSpec
from pocket_spec.smst.verify import verify_closest

SPEC = TrieSpec("smst", None)
PROOF_FIELD, ROOT_HASH_FIELD = 3, 3
"""Field numbers in MsgSubmitProof and Claim (poktroll v0.1.35 proto/pocket/proof)."""


def field_of(message, wanted):
    """The first length-delimited field of this number in a protobuf message."""
    position = 0

    def varint():
        nonlocal position
        number, shift = 0, 0
        while True:
            byte = message[position]
            number |= (byte & 0x7F) << shift
            position, shift = position + 1, shift + 7
            if byte < 0x80:
                return number

    while position < len(message):
        key = varint()
        length = varint()
        if key & 7 != 2:
            continue
        if key >> 3 == wanted:
            return message[position : position + length]
        position += length
    raise AssertionError(f"no field {wanted}")


@pytest.fixture
def proofs_and_roots(mainnet_directory):
    cases = json.loads((mainnet_directory / "proofs_135297.json").read_text())["cases"]
    assert cases
    return [
        (
            field_of(bytes.fromhex(case["msg"]), PROOF_FIELD),
            field_of(bytes.fromhex(case["claim_after"]), ROOT_HASH_FIELD),
        )
        for case in cases
    ]


def test_proofs_lead_to_the_roots_of_their_claims(proofs_and_roots):
    for encoded, root_hash in proofs_and_roots:
        proof = decompact_closest_proof(SPEC, decode_closest_proof(encoded))
        assert verify_closest(SPEC, root_hash, proof)
        assert root_sum(root_hash) >= root_count(root_hash) > 0
        other_root = root_hash[:-1] + bytes([root_hash[-1] ^ 1])
        assert not verify_closest(SPEC, other_root, proof)


def test_proofs_are_encoded_as_on_chain(proofs_and_roots):
    for encoded, _ in proofs_and_roots:
        assert encoded.startswith(type_definitions())
        decoded = decode_closest_proof(encoded)
        assert encode_closest_proof(decoded) == encoded
        assert compact_closest_proof(SPEC, decompact_closest_proof(SPEC, decoded)) == decoded
