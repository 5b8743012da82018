"""Relays that suppliers proved on mainnet, read from their proofs and checked by the miner's own code.

They are of a release before responses carried the hash of their payload (v0.1.20): what differs is the response.
"""

import json
from hashlib import sha256

import pytest
from coincurve import PrivateKey

from pocket_reference.miner import relays
from pocket_reference.miner.payload import read_request
from pocket_reference.ring import signature as ring
from pocket_spec.claims.messages import MSG_SUBMIT_PROOF
from pocket_spec.claims.onchain_proof import proven_relay_bytes, submitted_proof
from pocket_spec.crypto.secp256k1 import verify_ecdsa
from pocket_spec.encoding.proto import decode, encode
from pocket_spec.relay.messages import RELAY, RELAY_REQUEST
from pocket_spec.relay.signing import response_signable_hash


@pytest.fixture(scope="module")
def captured(mainnet_directory):
    cases = json.loads((mainnet_directory / "proofs_135297.json").read_text())["cases"]
    return [(proven_relay_bytes(submitted_proof(decode(MSG_SUBMIT_PROOF, bytes.fromhex(case["msg"])))), case)
            for case in cases]  # fmt: skip


def test_the_miner_reads_and_verifies_relays_of_mainnet(captured):
    assert len(captured) == 4
    for mined, _ in captured:
        body = encode(RELAY_REQUEST, decode(RELAY, mined).req)
        relay = relays.read_relay(body)
        signature, hashed = ring.read(relay.signature), relays.request_hash(relay)
        assert ring.verify(signature, hashed)
        assert len(signature.keys) == 2
        assert relays.mined_request_hash(mined) == hashed
        changed = relays.read_relay(body.replace(relay.payload, relay.payload[:-1] + b"?"))
        assert not ring.verify(signature, relays.request_hash(changed))
        request = read_request(relay.payload)
        assert request.method == "POST"
        assert json.loads(request.body_bz)["jsonrpc"] == "2.0"


def test_what_the_miner_would_mine_of_them_begins_with_the_bytes_that_mainnet_mined(captured):
    for mined, _ in captured:
        relay = relays.read_relay(encode(RELAY_REQUEST, decode(RELAY, mined).req))
        served = relays.serve(relay, b"answer", PrivateKey(b"\x07" * 32))
        request = relays.field(
            1,
            relays.request_bytes(relays.header_bytes(relay.header), relay.signature, relay.supplier, relay.payload),
        )
        assert mined.startswith(request)
        assert served.relay.startswith(request)
        assert served.relay_hash == sha256(served.relay).digest()


def test_their_suppliers_signed_the_responses(captured):
    for mined, case in captured:
        response = decode(RELAY, mined).res
        keys = [bytes.fromhex(signer["key"]) for signer in case["signer_public_keys"]]
        signature = response.meta.supplier_operator_signature
        assert [verify_ecdsa(key, response_signable_hash(response), signature) for key in keys].count(True) == 1
