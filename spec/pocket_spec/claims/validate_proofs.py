"""Checking the proofs of a block at its end: the signatures, the leaf that was drawn, and the root of the claim."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.application.delegation import application_ring
from pocket_spec.claims.events import EVENT_PROOF_VALIDITY_CHECKED, EventProofValidityChecked
from pocket_spec.claims.messages import INVALID, VALIDATED, Claim, Proof
from pocket_spec.claims.onchain_proof import (
    expanded_proof,
    proven_relay,
    proven_relay_bytes,
    validate_path_of_proof,
    validate_ring_signature,
    validate_root_of_proof,
    validate_supplier_signature,
)
from pocket_spec.claims.windows import seed_height
from pocket_spec.crypto.secp256k1 import is_point
from pocket_spec.governance.history import calendar_params
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import RelayRequest, RelayResponse, SessionHeader
from pocket_spec.relay.ring_members import PLACEHOLDER_ADDRESS, PLACEHOLDER_PUBLIC_KEY
from pocket_spec.rules import Rules
from pocket_spec.session.block_hash import block_hash_at
from pocket_spec.session.calendar import session_end_height
from pocket_spec.state.bank import account_of
from pocket_spec.state.events import Event, Events, Transition
from pocket_spec.state.state import State
from pocket_spec.state.store import in_store_order
from pocket_spec.transitions import Step


@deal.raises(Rejected)
@deal.ensure(lambda state, address, result: len(result) > 0)
def public_key_of(state: State, address: str) -> bytes:
    """Give the public key of an account, which the chain knows once the account has signed something.

    Errors, in this order: ADDRESS_MALFORMED, PROOF_ACC_NOT_FOUND, PROOF_PUB_KEY_NOT_FOUND.
    Source: poktroll v0.1.35 x/proof/types/account_query_client.go (GetPubKeyFromAddress)
    """
    account = account_of(address)
    if account not in state.accounts:
        raise Rejected(Reason.PROOF_ACC_NOT_FOUND, account)
    public_key = state.accounts[account]
    if not public_key:
        raise Rejected(Reason.PROOF_PUB_KEY_NOT_FOUND, account)
    return public_key


@deal.raises(Rejected)
@deal.ensure(lambda state, application_address, height, rules, result: len(result) >= 1)
def ring_of_application(state: State, application_address: str, height: int, rules: Rules) -> frozenset[bytes]:
    """Give the keys that may sign for an application in the session of a height, by today's length of sessions.

    Errors: PROOF_RING_UNKNOWN where there is no such application, or the key of a member is unknown or none.
    Source: poktroll v0.1.35 pkg/crypto/rings/client.go (getRingPubKeysForAddress, GetRingAddressesAtBlock)
    """
    application = state.applications.get(application_address)
    if application is None:
        raise Rejected(Reason.PROOF_RING_UNKNOWN, f"{application_address} is not staked")
    end = session_end_height(calendar_params(state.shared_params), height)
    return frozenset(_member_key(state, member) for member in application_ring(application, end, rules))


def _member_key(state: State, address: str) -> bytes:
    if address == PLACEHOLDER_ADDRESS:
        return PLACEHOLDER_PUBLIC_KEY
    try:
        public_key = public_key_of(state, address)
    except Rejected as rejected:
        raise Rejected(Reason.PROOF_RING_UNKNOWN, str(rejected)) from None
    if not is_point(public_key):
        raise Rejected(Reason.PROOF_RING_UNKNOWN, f"{address} has a key that is none")
    return public_key


@deal.raises(Rejected)
@deal.ensure(lambda state, request, rules, result: len(result) > 0)
def validate_request_signature(state: State, request: RelayRequest, rules: Rules) -> tuple[bytes, ...]:
    """Refuse a request that was not signed in the ring of its application, and give the ring of the signature.

    Every key of the signature must be in the application's ring, not the other way round.
    Errors, in this order: RING_SIGNATURE_MALFORMED, those of `ring_of_application`, PROOF_RING_MISMATCH,
    PROOF_RING_SIGNATURE_INVALID.
    Source: poktroll v0.1.35 pkg/crypto/rings/client.go (VerifyRelayRequestSignature)
    """
    header = request.meta.session_header or SessionHeader()

    def validate_members(public_keys: tuple[bytes, ...]) -> None:
        ring = ring_of_application(state, header.application_address, header.session_end_block_height, rules)
        if not ring.issuperset(public_keys):
            raise Rejected(Reason.PROOF_RING_MISMATCH, f"not the ring of {header.application_address}")

    return validate_ring_signature(request, validate_members)


@deal.raises(Rejected)
@deal.ensure(lambda state, proof, claim, rules, result: result is None)
def validate_proof(state: State, proof: Proof, claim: Claim, rules: Rules) -> None:
    """Check what was too costly when the proof was submitted.

    Errors, in this order: those of `public_key_of`, `expanded_proof`, `proven_relay_bytes`, `proven_relay`,
    `validate_request_signature`, `validate_supplier_signature`, `validate_path_of_proof`, `validate_root_of_proof`.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (EnsureValidProofSignaturesAndClosestPath)
    """
    header = proof.session_header or SessionHeader()
    supplier_key = public_key_of(state, proof.supplier_operator_address)
    expanded = expanded_proof(proof.closest_merkle_proof or b"")
    relay = proven_relay(proven_relay_bytes(expanded))
    validate_request_signature(state, relay.req or RelayRequest(), rules)
    validate_supplier_signature(relay.res or RelayResponse(), supplier_key)
    seed = block_hash_at(state, seed_height(state, header.session_end_block_height, rules))
    validate_path_of_proof(expanded, header.session_id, seed)
    validate_root_of_proof(expanded, claim.root_hash or b"")


@deal.ensure(lambda state, proof, claim, rules, result: result == "" or result in Reason.__members__)
def failure_reason(state: State, proof: Proof, claim: Claim, rules: Rules) -> str:
    """Name the reason for which a proof is invalid, nothing for a valid one.

    Source: poktroll v0.1.35 x/proof/keeper/validate_proofs.go (validateProof)
    """
    try:
        validate_proof(state, proof, claim, rules)
    except Rejected as rejected:
        return rejected.reason.value
    return ""


@deal.ensure(lambda height, proof, claim, failure, result: result.block_height == height)
def validity_event(height: int, proof: Proof, claim: Claim, failure: str) -> EventProofValidityChecked:
    """Announce how the check of a proof ended.

    Source: poktroll v0.1.35 x/proof/keeper/validate_proofs.go (validateProof)
    """
    header = claim.session_header or SessionHeader()
    return EventProofValidityChecked(
        block_height=height,
        failure_reason=failure,
        service_id=header.service_id,
        application_address=header.application_address,
        session_end_block_height=header.session_end_block_height,
        claim_proof_status_int=claim.proof_validation_status,
        supplier_operator_address=proof.supplier_operator_address,
    )


@deal.ensure(lambda state, rules, result: set(result.state.claims) == set(state.claims))
@deal.ensure(lambda state, rules, result: len(state.proofs) - len(result.state.proofs) == len(result.events))
def validate_submitted_proofs(state: State, rules: Rules) -> Transition:
    """Check every proof, mark its claim, and drop it. One without a claim stays, and nothing is said of it.

    The chain checks proofs side by side, so on a node the events come in any order; here they come in the order in
    which the store lists the proofs. No check sees the outcome of another, so nothing else depends on the order.
    Source: poktroll v0.1.35 x/proof/keeper/validate_proofs.go (ValidateSubmittedProofs)
    """
    claims, proofs, events = state.claims, state.proofs, list[Event]()
    for key, proof in in_store_order(state, "proofs"):
        claim = state.claims.get(key)
        if claim is None:
            continue
        failure = failure_reason(state, proof, claim, rules)
        checked = replace(claim, proof_validation_status=INVALID if failure else VALIDATED)
        events.append(Event(EVENT_PROOF_VALIDITY_CHECKED, validity_event(state.height, proof, checked, failure)))
        claims, proofs = claims.set(key, checked), proofs.delete(key)
    announced: Events = tuple(events)
    return Transition(replace(state, claims=claims, proofs=proofs), announced)


VALIDATE_SUBMITTED_PROOFS = Step("validate_submitted_proofs", validate_submitted_proofs)
