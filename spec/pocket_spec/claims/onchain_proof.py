"""The validation of a proof, as far as it needs nothing of the chain's state: check by check, in the chain's order.

The first half happens when the message is delivered, and refuses the transaction; the signatures, the path and the
root are looked at when the block ends, and mark the claim as invalid.

What needs state stands beside each check: the session (its header is taken from the message here, the chain replaces
it by the session it finds), the proof window, the store of claims, the ring of the application (the keys that signed
are returned, `pocket_spec.relay.ring_members` names who may) and the hash of the block that seeds the path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import deal

from pocket_spec.claims.messages import Claim, MsgSubmitProof
from pocket_spec.claims.proof_path import proof_path
from pocket_spec.claims.root import claimed_compute_units, claimed_relays
from pocket_spec.claims.session_header import (
    validate_claim_of_proof,
    validate_header_of_message,
    validate_header_of_relay,
    validate_supplier_address,
)
from pocket_spec.crypto.hashes import sha256
from pocket_spec.crypto.ring import decode_ring_signature, verify_ring_signature
from pocket_spec.encoding.gob import decode_closest_proof
from pocket_spec.encoding.proto import decode
from pocket_spec.numbers import ComputeUnits, RelayCount
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.difficulty import is_relay_applicable, relay_multiplier
from pocket_spec.relay.messages import RELAY, Relay, RelayRequest, RelayResponse, SessionHeader
from pocket_spec.relay.signing import request_signable_hash, verify_relay_response_signature
from pocket_spec.relay.validation import validate_relay_request, validate_relay_response
from pocket_spec.smst.compact import decompact_closest_proof
from pocket_spec.smst.nodes import TRAILER_BYTES
from pocket_spec.smst.types import ClosestProof, TrieSpec
from pocket_spec.smst.verify import verify_closest

RELAY_TRIE = TrieSpec("smst", None)
"""The trie of a session's relays: with sums, and the relays themselves as values."""
TARGET_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class VerifiedProof:
    """What a valid proof says: the figures of its claim, and the ring that signed the relay, in the signature's order.

    A key may be named twice; all must be in the application's ring.
    """

    num_relays: RelayCount
    claimed_compute_units: ComputeUnits
    ring_public_keys: tuple[bytes, ...]


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is message.session_header)
def validate_submit_proof(message: MsgSubmitProof) -> SessionHeader:
    """Admit the message by itself and return its session header: an address, a valid header and some proof.

    Errors, in this order: PROOF_SUPPLIER_ADDRESS_INVALID, PROOF_SESSION_HEADER_INVALID, PROOF_EMPTY.
    Source: poktroll v0.1.35 x/proof/types/message_submit_proof.go (ValidateBasic)
    """
    validate_supplier_address(message.supplier_operator_address, Reason.PROOF_SUPPLIER_ADDRESS_INVALID)
    header = validate_header_of_message(message.session_header)
    if not message.proof:
        raise Rejected(Reason.PROOF_EMPTY)
    return header


@deal.raises(Rejected)
@deal.ensure(lambda data, result: len(result.path) == 32)
def expanded_proof(data: bytes) -> ClosestProof:
    """Read a closest proof: gob, then the compact form expanded.

    Errors: SMST_BAD_PROOF.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (EnsureWellFormedProof); smt v0.14.1 proofs.go
    """
    return decompact_closest_proof(RELAY_TRIE, decode_closest_proof(data))


@deal.raises(Rejected)
@deal.ensure(lambda message, result: len(result.path) == 32)
def submitted_proof(message: MsgSubmitProof) -> ClosestProof:
    """Read the closest proof of a message.

    Errors: SMST_BAD_PROOF.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (EnsureWellFormedProof)
    """
    return expanded_proof(message.proof or b"")


@deal.raises(Rejected)
@deal.ensure(lambda proof, result: proof.closest_value_hash is None or proof.closest_value_hash.startswith(result))
def proven_relay_bytes(proof: ClosestProof) -> bytes:
    """Return the relay that a proof shows: the leaf's data without its weight and count, nothing without data.

    Errors: SMST_BAD_PROOF for data shorter than weight and count, where the real code panics.
    Source: smt v0.14.1 proofs.go (GetValueHash)
    """
    data = proof.closest_value_hash
    if data is None:
        return b""
    if len(data) < TRAILER_BYTES:
        raise Rejected(Reason.SMST_BAD_PROOF, f"leaf data of {len(data)} bytes")
    return data[:-TRAILER_BYTES]


@deal.raises(Rejected)
@deal.post(lambda result: isinstance(result, Relay))
def proven_relay(relay_bytes: bytes) -> Relay:
    """Decode the relay, as leniently as any message inside a bytes field: unknown fields are skipped, yet hashed.

    Errors: PROOF_RELAY_MALFORMED.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (EnsureWellFormedProof)
    """
    try:
        return decode(RELAY, relay_bytes)
    except Rejected as rejected:
        raise Rejected(Reason.PROOF_RELAY_MALFORMED, rejected.detail) from None


@deal.raises(Rejected)
@deal.ensure(lambda relay, header, supplier_operator_address, result: result == (relay.req, relay.res))
def validate_proven_relay(
    relay: Relay, header: SessionHeader, supplier_operator_address: str
) -> tuple[RelayRequest, RelayResponse]:
    """Return request and response of a relay that both are complete and of this session, and asked this supplier.

    Errors, in this order: RELAY_REQUEST_INVALID, PROOF_SUPPLIER_MISMATCH, RELAY_RESPONSE_INVALID,
    PROOF_RELAY_HEADER_MISMATCH.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (EnsureWellFormedProof)
    """
    request, response = relay.req or RelayRequest(), relay.res or RelayResponse()
    validate_relay_request(relay.req)
    if request.meta.supplier_operator_address != supplier_operator_address:
        raise Rejected(Reason.PROOF_SUPPLIER_MISMATCH, repr(request.meta.supplier_operator_address))
    validate_relay_response(relay.res)
    validate_header_of_relay(header, request.meta.session_header)
    validate_header_of_relay(header, response.meta.session_header)
    return request, response


@deal.raises(Rejected)
@deal.ensure(lambda relay_bytes, target_hash, result: sha256(relay_bytes) < target_hash)
def validate_relay_difficulty(relay_bytes: bytes, target_hash: bytes) -> None:
    """Refuse a relay that did not count: its hash, of the bytes as they stand in the leaf, is not below the target.

    Errors, in this order: PROOF_TARGET_HASH_LENGTH for a target hash of other than 32 bytes; DIFFICULTY_TARGET_ZERO
    for one of zeros, where the real code panics; PROOF_RELAY_DIFFICULTY.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (validateRelayDifficulty)
    """
    if len(target_hash) != TARGET_HASH_BYTES:
        raise Rejected(Reason.PROOF_TARGET_HASH_LENGTH, f"{len(target_hash)} bytes")
    relay_multiplier(target_hash)
    if not is_relay_applicable(sha256(relay_bytes), target_hash):
        raise Rejected(Reason.PROOF_RELAY_DIFFICULTY, f"{sha256(relay_bytes).hex()} is not below {target_hash.hex()}")


@deal.raises(Rejected)
@deal.ensure(lambda request, validate_members=None, result=(): len(result) > 0)
def validate_ring_signature(
    request: RelayRequest, validate_members: Callable[[tuple[bytes, ...]], None] = lambda public_keys: None
) -> tuple[bytes, ...]:
    """Return the keys of the ring that signed the request, all of which the chain wants in the application's ring.

    `validate_members` is what is asked of these keys before the signature is verified.

    Errors, in this order: RING_SIGNATURE_MALFORMED, those of `validate_members`, PROOF_RING_SIGNATURE_INVALID.
    Source: poktroll v0.1.35 pkg/crypto/rings/client.go (VerifyRelayRequestSignature)
    """
    signature = decode_ring_signature(request.meta.signature or b"")
    validate_members(signature.public_keys)
    if not verify_ring_signature(request_signable_hash(request), signature):
        raise Rejected(Reason.PROOF_RING_SIGNATURE_INVALID, f"a ring of {len(signature.public_keys)}")
    return signature.public_keys


@deal.raises(Rejected)
@deal.ensure(lambda response, supplier_public_key, result: bool(response.meta.supplier_operator_signature))
def validate_supplier_signature(response: RelayResponse, supplier_public_key: bytes) -> None:
    """Refuse a response that the supplier's operator key did not sign.

    Errors: PROOF_SUPPLIER_SIGNATURE_INVALID, for a key that is none too.
    Source: poktroll v0.1.35 x/service/types/relay.go (VerifySupplierOperatorSignature)
    """
    if not verify_relay_response_signature(response, supplier_public_key):
        raise Rejected(Reason.PROOF_SUPPLIER_SIGNATURE_INVALID, f"not by {supplier_public_key.hex()}")


@deal.raises(Rejected)
@deal.ensure(lambda proof, session_id, seed_block_hash, result: proof.path == proof_path(seed_block_hash, session_id))
def validate_path_of_proof(proof: ClosestProof, session_id: str, seed_block_hash: bytes) -> None:
    """Refuse a proof of another path than the one drawn for the session.

    `seed_block_hash` is the hash of the block before the one in which the supplier may first submit its proof.
    Between the signatures and the root in the chain's order; `verify_onchain_proof` leaves it out.

    Errors: PROOF_PATH_MISMATCH.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (validateClosestPath)
    """
    expected = proof_path(seed_block_hash, session_id)
    if proof.path != expected:
        raise Rejected(Reason.PROOF_PATH_MISMATCH, f"{proof.path.hex()} instead of {expected.hex()}")


@deal.raises(Rejected)
@deal.ensure(lambda proof, root_hash, result: verify_closest(RELAY_TRIE, root_hash, proof))
def validate_root_of_proof(proof: ClosestProof, root_hash: bytes) -> None:
    """Refuse a proof that does not lead to the root hash of the claim.

    Errors: PROOF_ROOT_MISMATCH, for malformed proofs too.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (verifyClosestProof)
    """
    if not verify_closest(RELAY_TRIE, root_hash, proof):
        raise Rejected(Reason.PROOF_ROOT_MISMATCH, f"does not lead to {root_hash.hex()}")


@deal.raises(Rejected)
@deal.ensure(lambda message, claim, supplier_public_key, target_hash, result: len(result.ring_public_keys) > 0)
def verify_onchain_proof(
    message: MsgSubmitProof, claim: Claim, supplier_public_key: bytes, target_hash: bytes
) -> VerifiedProof:
    """Admit a proof that passes every check which needs no state, and return what it says.

    `supplier_public_key` is that of the supplier's account, compressed; `target_hash` the service's when the session
    started. Every failing check is a rejection.

    Errors, in this order: those of `validate_submit_proof`, `submitted_proof`, `proven_relay_bytes`, `proven_relay`,
    `validate_proven_relay`, `validate_relay_difficulty` and `validate_claim_of_proof`; CLAIM_ROOT_HASH_LENGTH; those
    of `validate_ring_signature`, `validate_supplier_signature` and `validate_root_of_proof`.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go, msg_server_submit_proof.go
    """
    header = validate_submit_proof(message)
    proof = submitted_proof(message)
    relay_bytes = proven_relay_bytes(proof)
    relay = proven_relay(relay_bytes)
    request, response = validate_proven_relay(relay, header, message.supplier_operator_address)
    validate_relay_difficulty(relay_bytes, target_hash)
    validate_claim_of_proof(header, message.supplier_operator_address, claim)
    root_hash = claim.root_hash or b""
    num_relays, compute_units = claimed_relays(root_hash), claimed_compute_units(root_hash)
    ring_public_keys = validate_ring_signature(request)
    validate_supplier_signature(response, supplier_public_key)
    validate_root_of_proof(proof, root_hash)
    return VerifiedProof(RelayCount(num_relays), ComputeUnits(compute_units), ring_public_keys)
