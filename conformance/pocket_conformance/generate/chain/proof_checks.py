"""Cases of checking proofs at the end of the block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate import signed_relays
from pocket_conformance.generate.chain.claims import root_of, with_later_windows
from pocket_conformance.generate.chain.claims_world import (
    APPLICATION,
    COMPUTE_UNITS,
    END,
    GATEWAY,
    OTHER_GATEWAY,
    PARAMS,
    PROOF_OPEN,
    SEED,
    SUPPLIER,
    Work,
    application_with,
    header_of,
    with_claims,
    with_proofs,
    work,
    world,
)
from pocket_conformance.generate.chain.world import step_case
from pocket_conformance.generate.model import Case, Note
from pocket_conformance.generate.signed_relays import address, public_key, relay_bytes
from pocket_spec.claims.messages import INVALID, VALIDATED
from pocket_spec.crypto.secp256k1 import CURVE_ORDER
from pocket_spec.state.records.application import UndelegatingGatewayList
from pocket_spec.state.records.shared import SharedParams, SharedParamsUpdate
from pocket_spec.state.state import State

VALIDATION = "poktroll v0.1.35 x/proof/keeper/proof_validation.go"
CHECKS = "poktroll v0.1.35 x/proof/keeper/validate_proofs.go"
RINGS = "poktroll v0.1.35 pkg/crypto/rings/client.go"
ACCOUNTS = "poktroll v0.1.35 x/proof/types/account_query_client.go"
NOTES = {
    "CheckNone": Note("ordinary", "No proof was submitted.", CHECKS),
    "CheckValid": Note("ordinary", "A valid proof: the claim is validated, the proof dropped.", CHECKS),
    "CheckAgain": Note("ordinary", "What an earlier proof did to the claim does not matter.", CHECKS),
    "CheckAtOldWindow": Note(
        "ordinary", "Windows changed since; those of the session say which block draws.", VALIDATION
    ),
    "CheckRing": Note("ordinary", "Who signed, in a ring with the gateways of the session's end.", RINGS),
    "CheckRingPart": Note("quirk", "The ring of the signature is a part of the application's.", RINGS),
    "CheckRingEdge": Note("boundary", "An undelegation in the session still counts, one before does not.", RINGS),
    "CheckSeveral": Note(
        "quirk",
        "Several proofs: events in the order of the store here; a node checks them side by side, in any order.",
        CHECKS,
    ),
    "CheckNoClaim": Note("quirk", "A proof without a claim stays, and nothing is said of it.", CHECKS),
    "CheckKeyUnknown": Note("ordinary", "Invalid: the supplier's account or key is unknown.", ACCOUNTS),
    "CheckRingUnknown": Note("ordinary", "Invalid: the application's ring cannot be put together.", RINGS),
    "CheckRingMismatch": Note("ordinary", "Invalid: signed in another ring.", RINGS),
    "CheckRingSignature": Note("ordinary", "Invalid: the request is not signed.", RINGS),
    "CheckSupplierSignature": Note("ordinary", "Invalid: the response is not signed by the supplier.", VALIDATION),
    "CheckPath": Note("ordinary", "Invalid: another leaf than the one drawn.", VALIDATION),
    "CheckNoProof": Note("ordinary", "Invalid: what is kept as a proof is none.", VALIDATION),
    "CheckRoot": Note("ordinary", "Invalid: the proof does not lead to the claim's root.", VALIDATION),
    "CheckOrder": Note("ordinary", "Invalid in several ways: the first check that fails is the reason.", VALIDATION),
}
BASE = world(PROOF_OPEN)
HEADER = header_of(BASE)
WORK = work(HEADER)


def submitted(made: Work, state: State = BASE, status: int = 0, seed_height: int = SEED) -> State:
    """Give a state in which this work was claimed and proven."""
    return with_proofs(with_claims(state, made.claim(status)), made.proof(seed_height))


def with_member(state: State, label: str, key: bytes | None) -> State:
    """Give a state in which the account of a label has a key, or none."""
    return replace(state, accounts=state.accounts.set(address(label), key))


def undelegated(height: int) -> State:
    """Give a state in which the application left its gateway for another in the session with this end."""
    pending = ((height, UndelegatingGatewayList((GATEWAY,))),)
    return application_with(BASE, delegatee_gateway_addresses=(OTHER_GATEWAY,), pending_undelegations=pending)


def with_history(state: State, since: int = 1, params: SharedParams = PARAMS) -> State:
    """Give a state whose shared parameters are recorded: those of the session, and these since a height."""
    history = Map({1: SharedParamsUpdate(1, PARAMS), since: SharedParamsUpdate(since, params)})
    return replace(state, shared_params_history=history)


def case(state: State, comment: str, *flags: str) -> Case:
    """Make a case of the step."""
    return step_case("validate_submitted_proofs", state, comment, *flags)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield case(BASE, "nothing to check", "CheckNone")
    yield case(with_claims(BASE, WORK.claim()), "a claim without a proof", "CheckNone")
    yield case(submitted(WORK), "one of three relays", "CheckValid")
    yield case(submitted(work(HEADER, relays=1)), "the only relay", "CheckValid")
    for status, what in ((VALIDATED, "validated"), (INVALID, "invalid")):
        yield case(submitted(WORK, status=status), f"the claim was {what} before", "CheckAgain")
    changed = with_later_windows(submitted(WORK), END + 1)
    yield case(changed, "windows open later since the session", "CheckAtOldWindow")
    shifted = with_history(world(PROOF_OPEN + 1), END, replace(PARAMS, proof_window_open_offset_blocks=2))
    late = submitted(WORK, shifted, seed_height=SEED + 1)
    yield case(late, "the window opens later by the parameters of the session's end", "CheckAtOldWindow")
    yield from _ring_cases()
    yield from _several_cases()
    yield from _invalid_keys()
    yield from _invalid_signatures()
    yield from _invalid_tries()
    yield from _invalid_twice()


def _ring_cases() -> Iterator[Case]:
    yield case(submitted(work(HEADER, signer="gateway 1")), "the gateway signed", "CheckRing")
    alone = world(PROOF_OPEN, delegated=False)
    own = work(HEADER, gateway="")
    yield case(submitted(own, alone), "an application without gateways, beside the placeholder", "CheckRing")
    both = application_with(BASE, delegatee_gateway_addresses=(GATEWAY, OTHER_GATEWAY))
    yield case(submitted(WORK, both), "the application has another gateway too", "CheckRingPart")
    yield case(submitted(WORK, undelegated(END)), "undelegated in the session", "CheckRingEdge")
    yield case(submitted(WORK, undelegated(END + 4)), "undelegated in the session after", "CheckRing")
    yield case(submitted(WORK, undelegated(END - 4)), "undelegated in the session before", "CheckRingEdge")
    longer = replace(undelegated(END), shared_params=replace(BASE.shared_params, num_blocks_per_session=9))
    shorter = with_history(replace(undelegated(END), shared_params=replace(PARAMS, num_blocks_per_session=3)))
    yield case(submitted(WORK, shorter), "today's sessions, of 3 blocks, part the session", "CheckRingMismatch")
    yield case(submitted(WORK, longer), "today's sessions, of 9 blocks, say where the session ended", "CheckRingEdge")


def _several_cases() -> Iterator[Case]:
    made = [work(HEADER, label) for label in ("supplier", "supplier 2", "supplier 3")]
    state = BASE
    for each in made:
        state = submitted(each, state)
    yield case(state, "three suppliers, all valid", "CheckSeveral")
    keyless = with_member(state, "supplier 2", None)
    yield case(keyless, "three suppliers, one invalid", "CheckSeveral")
    unclaimed = replace(state, claims=state.claims.delete((HEADER.session_id, SUPPLIER)))
    yield case(unclaimed, "three suppliers, the claim of one is gone", "CheckSeveral", "CheckNoClaim")
    yield case(with_proofs(BASE, WORK.proof()), "no claim at all", "CheckNoClaim")


def _invalid_keys() -> Iterator[Case]:
    state = submitted(WORK)
    gone = replace(state, accounts=state.accounts.delete(SUPPLIER))
    yield case(gone, "the supplier has no account", "CheckKeyUnknown")
    yield case(with_member(state, "supplier", None), "the supplier's key is unknown", "CheckKeyUnknown")
    yield case(replace(state, applications=Map()), "the application is gone", "CheckRingUnknown")
    yield case(with_member(state, "application", None), "the application's key is unknown", "CheckRingUnknown")
    yield case(with_member(state, "gateway 1", None), "the gateway's key is unknown", "CheckRingUnknown")
    both = application_with(state, delegatee_gateway_addresses=(GATEWAY, OTHER_GATEWAY))
    for key, what in ((b"\x02" + b"\xff" * 32, "no point"), (b"\x05" + bytes(32), "no key at all")):
        yield case(with_member(both, "gateway 2", key), f"the key of a gateway beside is {what}", "CheckRingUnknown")
    stranger = replace(state, accounts=state.accounts.delete(GATEWAY))
    yield case(stranger, "the gateway has no account", "CheckRingUnknown")


def _invalid_signatures() -> Iterator[Case]:
    own = work(HEADER, gateway="")
    yield case(submitted(own), "in a ring with the placeholder, beside a gateway", "CheckRingMismatch")
    other = work(HEADER, gateway="gateway 2")
    yield case(submitted(other), "in a ring with a gateway that is none of the application's", "CheckRingMismatch")
    moved = submitted(WORK, with_member(BASE, "gateway 1", public_key("gateway 2")))
    yield case(moved, "the gateway has another key", "CheckRingMismatch")
    ring = (public_key("application"), public_key("gateway 1"))
    request = signed_relays.signed_request(signed_relays.request(0, HEADER, SUPPLIER), ring, "application", 0)
    response = signed_relays.signed_response(signed_relays.response(0, HEADER), "supplier")
    garbage = signed_relays.with_request_signature(request, b"\x00" * 40)
    yield case(submitted(_of(relay_bytes(garbage, response))), "no ring signature at all", "CheckRingSignature")
    altered = replace(request, payload=b"{}")
    yield case(submitted(_of(relay_bytes(altered, response))), "of another payload", "CheckRingSignature")
    stranger = signed_relays.signed_response(signed_relays.response(0, HEADER), "supplier 2")
    yield case(submitted(_of(relay_bytes(request, stranger))), "another supplier signed", "CheckSupplierSignature")
    signature = response.meta.supplier_operator_signature or b""
    high = (CURVE_ORDER - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")
    malleated = signed_relays.with_response_signature(response, signature[:32] + high)
    yield case(submitted(_of(relay_bytes(request, malleated))), "with a high s", "CheckSupplierSignature")
    rekeyed = submitted(WORK, with_member(BASE, "supplier", public_key("supplier 2")))
    yield case(rekeyed, "the supplier has another key", "CheckSupplierSignature")


def _of(leaf: bytes) -> Work:
    return Work(HEADER, "supplier", (leaf,))


def _invalid_tries() -> Iterator[Case]:
    todays = with_later_windows(submitted(WORK), None)
    yield case(todays, "windows open later today, without a history", "CheckPath")
    for height, what in ((SEED - 1, "the block before"), (SEED + 1, "the block of the proof")):
        yield case(submitted(WORK, seed_height=height), f"drawn by the hash of {what}", "CheckPath")
    state = submitted(WORK)
    for data, what in ((None, "nothing"), (b"\x01\x02", "two bytes")):
        other = with_proofs(state, replace(WORK.proof(), closest_merkle_proof=data))
        yield case(other, f"{what} instead of a proof", "CheckNoProof")
    hashless = replace(state, block_hashes=state.block_hashes.delete(SEED))
    yield case(hashless, "the block that draws has no hash", "CheckPath")
    key = (HEADER.session_id, SUPPLIER)
    for root_hash, comment in (
        (work(HEADER, relays=4).root_hash, "the root of a larger trie"),
        (root_of(3 * COMPUTE_UNITS, 3), "another digest"),
        (WORK.root_hash[:32] + (4 * COMPUTE_UNITS).to_bytes(8, "big") + WORK.root_hash[40:], "another sum"),
        (WORK.root_hash[:-1] + b"\x04", "another count"),
        (None, "no root hash"),
    ):
        claim = replace(WORK.claim(), root_hash=root_hash)
        yield case(replace(state, claims=state.claims.set(key, claim)), comment, "CheckRoot")


def _invalid_twice() -> Iterator[Case]:
    other_path = submitted(WORK, seed_height=SEED - 1)
    key = (HEADER.session_id, SUPPLIER)
    both = replace(other_path, claims=other_path.claims.set(key, replace(WORK.claim(), root_hash=root_of(300, 3))))
    yield case(both, "path and root", "CheckOrder")
    rekeyed = with_member(both, "supplier", public_key("supplier 2"))
    yield case(rekeyed, "supplier's signature, path and root", "CheckOrder")
    elsewhere = application_with(rekeyed, delegatee_gateway_addresses=(OTHER_GATEWAY,))
    yield case(elsewhere, "ring, supplier's signature, path and root", "CheckOrder")
    gone = replace(elsewhere, applications=elsewhere.applications.delete(APPLICATION))
    yield case(gone, "application, supplier's signature, path and root", "CheckOrder")
    yield case(with_member(gone, "supplier", None), "everything", "CheckOrder")
