"""What is hashed and what is signed of a relay.

The application, or a gateway it delegated to, signs the request with a ring signature over `request_signable_hash`.
The supplier signs the response with its operator key over `response_signable_hash`, which ECDSA hashes once more.
The relay itself enters the session's trie under `relay_hash`.
"""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.crypto.hashes import sha256
from pocket_spec.crypto.ring import decode_ring_signature, verify_ring_signature
from pocket_spec.crypto.secp256k1 import verify_ecdsa
from pocket_spec.encoding.proto import encode
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import RELAY, RELAY_REQUEST, RELAY_RESPONSE, Relay, RelayRequest, RelayResponse

HASH_LENGTH = 32


@deal.post(lambda result: len(result) == HASH_LENGTH)
def request_signable_hash(request: RelayRequest) -> bytes:
    """Return the SHA-256 of the request without its signature.

    Source: poktroll v0.1.35 x/service/types/relay.go RelayRequest.GetSignableBytesHash.
    """
    return sha256(encode(RELAY_REQUEST, replace(request, meta=replace(request.meta, signature=None))))


@deal.post(lambda result: len(result) == HASH_LENGTH)
def response_signable_hash(response: RelayResponse) -> bytes:
    """Return the SHA-256 of the response without its signature, and without its payload if it has a payload hash.

    What counts is that the payload hash is not nil: a field that was present but empty leaves the payload out and is
    itself not written.

    Source: poktroll v0.1.35 x/service/types/relay.go RelayResponse.GetSignableBytesHash.
    """
    payload = response.payload if response.payload_hash is None else None
    unsigned = replace(response, payload=payload, meta=replace(response.meta, supplier_operator_signature=None))
    return sha256(encode(RELAY_RESPONSE, unsigned))


@deal.ensure(lambda response, result: result.payload_hash == sha256(response.payload))
@deal.raises(Rejected)
def with_payload_hash(response: RelayResponse) -> RelayResponse:
    """Put the SHA-256 of the payload into the response, as a RelayMiner does before it signs.

    Errors: RELAY_RESPONSE_INVALID for a payload that is absent or empty.
    Source: poktroll v0.1.35 x/service/types/relay.go UpdatePayloadHash.
    """
    if not response.payload:
        raise Rejected(Reason.RELAY_RESPONSE_INVALID, "no payload to hash")
    return replace(response, payload_hash=sha256(response.payload))


@deal.pre(lambda relay: relay.res is not None)
@deal.ensure(lambda relay, result: result.req == relay.req and result.res.payload is None)
def dehydrated(relay: Relay) -> Relay:
    """Drop the response's payload, which keeps leaves and proofs small: this is the relay a RelayMiner hashes.

    Source: poktroll v0.1.35 pkg/relayer/miner/miner.go mapMineDehydratedRelay (chain versions from v0.1.25 on).
    """
    return relay if relay.res is None else replace(relay, res=replace(relay.res, payload=None))


@deal.post(lambda result: len(result) == HASH_LENGTH)
def relay_hash(relay: Relay) -> bytes:
    """Return the SHA-256 of the relay's bytes: its key in the session's trie, and what difficulty is measured on.

    A RelayMiner hashes the relay dehydrated; a verifier hashes the bytes it finds in the proof, without decoding and
    encoding them again.

    Source: poktroll v0.1.35 x/service/types/relay.go Relay.GetHash, x/proof/keeper/proof_validation.go.
    """
    return sha256(encode(RELAY, relay))


@deal.raises(Rejected)
@deal.post(lambda result: isinstance(result, bool))
def verify_relay_request_signature(request: RelayRequest, ring: frozenset[bytes]) -> bool:
    """Tell whether the request carries a valid ring signature all of whose keys are in the ring.

    `ring` holds the compressed public keys of the application and of the gateways it delegates to at the end of the
    session. The signature's own ring may be a part of it, in any order, and name a key twice.

    Errors: RING_SIGNATURE_MALFORMED, for an absent signature too.
    Source: poktroll v0.1.35 pkg/crypto/rings/client.go VerifyRelayRequestSignature.
    """
    signature = decode_ring_signature(request.meta.signature or b"")
    return ring.issuperset(signature.public_keys) and verify_ring_signature(request_signable_hash(request), signature)


@deal.post(lambda result: isinstance(result, bool))
def verify_relay_response_signature(response: RelayResponse, supplier_public_key: bytes) -> bool:
    """Tell whether the response carries a signature of the supplier's operator key.

    Source: poktroll v0.1.35 x/service/types/relay.go VerifySupplierOperatorSignature.
    """
    signature = response.meta.supplier_operator_signature or b""
    return verify_ecdsa(supplier_public_key, response_signable_hash(response), signature)
