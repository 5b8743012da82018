"""Relays that suppliers proved on mainnet, read from their proofs and checked by the miner's own code.

They are of a release before responses carried the hash of their payload (v0.1.20): what differs is the response.
"""

import asyncio
import json
from hashlib import sha256

import pytest
from coincurve import PrivateKey

from pocket_reference.miner import relays
from pocket_reference.miner.chain import ChainSession
from pocket_reference.miner.meter import Meter, Terms
from pocket_reference.miner.metrics import Metrics
from pocket_reference.miner.payload import read_request
from pocket_reference.miner.pipeline import Pipeline
from pocket_reference.miner.refusals import Refusal, RefusedError
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


class OneSession:
    """A chain that knows the session of one relay, as mainnet's gateways and application signed in it."""

    def __init__(self, relay, ring_keys):
        start, end = relay.header.session_start_block_height, relay.header.session_end_block_height
        self.found = ChainSession(
            header=relay.header, suppliers=frozenset({relay.supplier}), ring=frozenset(ring_keys),
            target_hash=b"\xff" * 32, compute_units_per_relay=1, grace_end=end + 1, claim_open=end + 2,
            claim_close=end + 6, proof_open=end + 6, proof_close=end + 10, terms=Terms(10**12, 1, 0, 1, 1, 1), urls={},
        )  # fmt: skip
        self.height = start

    async def session(self, *_):
        return self.found


def test_the_pipeline_lets_relays_of_mainnet_in_and_no_others(captured):
    async def scenario(mined):
        body = encode(RELAY_REQUEST, decode(RELAY, mined).req)
        relay = relays.read_relay(body)
        keys = ring.read(relay.signature).keys
        chain, written = OneSession(relay, keys), []

        async def keep(session, supplier, entry):
            written.append((session.header, supplier, entry))

        def pipeline(chain):
            key = PrivateKey(b"\x07" * 32)
            made = Pipeline(chain, {relay.supplier: key}, Meter(0.0), keep, Metrics())
            made.hear(chain.height)
            return made

        async def forward(_):
            return b"answer"

        assert await pipeline(chain).check(relay) == (chain.found, relays.request_hash(relay))
        await pipeline(chain).serve(body, forward)
        ((header, supplier, entry),) = written
        assert (header, supplier) == (relay.header, relay.supplier)
        assert entry.value.startswith(mined[: len(body)])
        changed = body.replace(relay.payload, relay.payload[:-1] + b"?")
        for other, ring_keys in ((changed, keys), (body, keys[:1])):
            with pytest.raises(RefusedError) as caught:
                await pipeline(OneSession(relay, ring_keys)).serve(other, forward)
            assert caught.value.refusal is Refusal.WRONG_SIGNATURE
        assert len(written) == 1

    for mined, _ in captured:
        asyncio.run(scenario(mined))


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
