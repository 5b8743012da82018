"""Scenarios of claims and proofs: what becomes of the relays of one session, from block 5 to 8."""

from __future__ import annotations

from dataclasses import replace

from pocket_conformance.generate.chain.claims import root_of
from pocket_conformance.generate.chain.claims_world import (
    APPLICATION,
    CLAIM_CLOSE,
    CLAIM_OPEN,
    COMPUTE_UNITS,
    GATEWAY,
    PROOF_OPEN,
    SEED,
    SERVICE_ID,
    START,
    SUPPLIER,
    header_of,
    work,
    world,
)
from pocket_conformance.generate.chain.proofs import with_params
from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.world import funded
from pocket_conformance.generate.signed_relays import address, public_key
from pocket_spec.actors.application.messages import MsgUndelegateFromGateway, MsgUnstakeApplication
from pocket_spec.actors.service.messages import MsgAddService
from pocket_spec.claims.messages import INVALID, PENDING_VALIDATION, VALIDATED
from pocket_spec.rejections import Reason
from pocket_spec.state.bank import PROOF_POOL
from pocket_spec.state.records.shared import Service

HEADER = header_of(world(PROOF_OPEN))
WORK = work(HEADER)
OTHER, THIRD = work(HEADER, "supplier 2"), work(HEADER, "supplier 3")
FIRST = world(START)


def statuses(scene: Scene) -> dict[str, int]:
    """Give the status of every claim by its supplier."""
    return {supplier: claim.proof_validation_status for (_, supplier), claim in scene.state.claims.items()}


def reasons(scene: Scene) -> list[str]:
    """List what the checks of proofs came to, nothing for a valid one."""
    return [event.failure_reason for event in scene.events("EventProofValidityChecked")]


def accepted(scene: Scene, *messages: object) -> None:
    """Play a block in which nothing is refused."""
    assert set(scene.block(*messages).rejections) <= {None}


def refused(scene: Scene, reason: Reason, message: object) -> None:
    """Play a block whose only message is refused."""
    rejection = scene.block(message).rejections[0]
    assert rejection is not None
    assert rejection.reason is reason


@scenario("ClaimMade", "ProofSubmitted", "CheckValid")
def relays_are_claimed_and_proven(scene: Scene) -> None:
    """Given a session. When its supplier claims and proves its relays. Then the claim is valid, and the proof gone."""
    scene.given(FIRST)
    scene.until(CLAIM_OPEN)
    accepted(scene, WORK.claim_message())
    assert statuses(scene) == {SUPPLIER: PENDING_VALIDATION}
    scene.until(PROOF_OPEN)
    accepted(scene, WORK.proof_message())
    assert statuses(scene) == {SUPPLIER: VALIDATED}
    assert not scene.state.proofs
    assert scene.state.balances[PROOF_POOL] == 10
    assert reasons(scene) == [""]


@scenario("ClaimMadeAnew", "ProofSubmitted", "CheckValid", "CheckRoot")
def a_claim_grows(scene: Scene) -> None:
    """Given a claim. When it is made anew for more relays. Then a proof of the larger tree is valid, of the old not."""
    scene.given(FIRST)
    scene.until(CLAIM_OPEN)
    more = work(HEADER, relays=4)
    accepted(scene, WORK.claim_message())
    accepted(scene, more.claim_message())
    assert [event.num_relays for event in scene.events("EventClaimUpdated")] == [4]
    scene.until(PROOF_OPEN)
    accepted(scene, WORK.proof_message())
    assert statuses(scene) == {SUPPLIER: INVALID}
    accepted(scene, more.proof_message())
    assert statuses(scene) == {SUPPLIER: VALIDATED}
    assert reasons(scene) == ["PROOF_ROOT_MISMATCH", ""]


@scenario("ClaimWindowEdge")
def windows_open_and_close(scene: Scene) -> None:
    """Given a session. When a supplier is early or late. Then its claims and proofs are refused, one block apart."""
    scene.given(FIRST)
    scene.until(CLAIM_OPEN - 1)
    refused(scene, Reason.PROOF_CLAIM_OUTSIDE_OF_WINDOW, WORK.claim_message())
    accepted(scene, WORK.claim_message())
    scene.until(CLAIM_CLOSE)
    block = scene.block(OTHER.claim_message(), WORK.proof_message())
    assert [rejection and rejection.reason for rejection in block.rejections] == [
        None,
        Reason.PROOF_PROOF_OUTSIDE_OF_WINDOW,
    ]
    refused(scene, Reason.PROOF_CLAIM_OUTSIDE_OF_WINDOW, THIRD.claim_message())
    assert set(statuses(scene)) == {SUPPLIER, address("supplier 2")}


@scenario("CheckSeveral", "CheckPath", "CheckRoot", "CheckSupplierSignature")
def three_proofs_are_invalid(scene: Scene) -> None:
    """Given three claims. When each is proven wrongly. Then each is invalid for its own reason, and no proof left."""
    rekeyed = replace(FIRST, accounts=FIRST.accounts.set(address("supplier 3"), public_key("supplier 2")))
    scene.given(rekeyed)
    scene.until(CLAIM_OPEN)
    inflated = replace(OTHER.claim_message(), root_hash=root_of(3 * COMPUTE_UNITS, 3))
    accepted(scene, WORK.claim_message(), inflated, THIRD.claim_message())
    scene.until(PROOF_OPEN)
    accepted(scene, WORK.proof_message(SEED - 1), OTHER.proof_message(), THIRD.proof_message())
    assert set(statuses(scene).values()) == {INVALID}
    assert sorted(reasons(scene)) == [
        "PROOF_PATH_MISMATCH",
        "PROOF_ROOT_MISMATCH",
        "PROOF_SUPPLIER_SIGNATURE_INVALID",
    ]
    assert not scene.state.proofs


@scenario("CheckAgain", "ProofSubmitted")
def an_invalid_proof_is_made_good(scene: Scene) -> None:
    """Given an invalid proof. When the supplier proves again before the window closes. Then the claim is valid."""
    scene.given(FIRST)
    scene.until(CLAIM_OPEN)
    accepted(scene, WORK.claim_message())
    scene.until(PROOF_OPEN)
    accepted(scene, WORK.proof_message(SEED - 1))
    assert statuses(scene) == {SUPPLIER: INVALID}
    accepted(scene, WORK.proof_message())
    assert statuses(scene) == {SUPPLIER: VALIDATED}
    assert scene.state.balances[PROOF_POOL] == 20


@scenario("ProofAnew", "CheckValid")
def the_last_proof_of_a_block_counts(scene: Scene) -> None:
    """Given a claim. When it is proven twice in a block. Then both proofs are paid for, and the second is checked."""
    scene.given(FIRST)
    scene.until(CLAIM_OPEN)
    accepted(scene, WORK.claim_message())
    scene.until(PROOF_OPEN)
    accepted(scene, WORK.proof_message(SEED - 1), WORK.proof_message())
    assert len(scene.events("EventProofUpdated")) == 1
    assert reasons(scene) == [""]
    assert scene.state.balances[PROOF_POOL] == 20


@scenario("ClaimMade")
def nobody_has_to_prove(scene: Scene) -> None:
    """Given claims that are cheap and not drawn. When one is proven. Then the proof is refused and costs nothing."""
    scene.given(with_params(FIRST, 0.0))
    scene.until(CLAIM_OPEN)
    accepted(scene, WORK.claim_message())
    scene.until(PROOF_OPEN)
    refused(scene, Reason.PROOF_NOT_REQUIRED, WORK.proof_message())
    assert scene.state.balances[SUPPLIER] == 1_000


@scenario("CheckRing", "CheckRingEdge")
def a_gateway_is_left_during_the_session(scene: Scene) -> None:
    """Given relays signed by a gateway. When the application leaves it in the session. Then they can be proven."""
    scene.given(FIRST)
    scene.block()
    accepted(scene, MsgUndelegateFromGateway(APPLICATION, GATEWAY))
    scene.until(CLAIM_OPEN)
    signed = work(HEADER, signer="gateway 1")
    accepted(scene, signed.claim_message())
    scene.until(PROOF_OPEN)
    accepted(scene, signed.proof_message())
    assert reasons(scene) == [""]


@scenario("ClaimMade", "CheckValid")
def an_application_leaves_during_the_session(scene: Scene) -> None:
    """Given a session. When its application unstakes. Then the relays of the session are claimed and proven."""
    scene.given(FIRST)
    accepted(scene, MsgUnstakeApplication(APPLICATION))
    scene.until(CLAIM_OPEN)
    accepted(scene, WORK.claim_message())
    scene.until(PROOF_OPEN)
    accepted(scene, WORK.proof_message())
    assert statuses(scene) == {SUPPLIER: VALIDATED}


@scenario("ClaimAtOldWeight")
def relays_weigh_more_from_the_next_session_on(scene: Scene) -> None:
    """Given a session. When relays come to weigh more. Then it is claimed by their weight at its start."""
    owner = address("owner")
    scene.given(funded(FIRST, {owner: 100}))
    accepted(scene, MsgAddService(owner, Service(SERVICE_ID, "Ethereum", 2 * COMPUTE_UNITS, owner)))
    scene.until(CLAIM_OPEN)
    heavier = replace(WORK.claim_message(), root_hash=root_of(6 * COMPUTE_UNITS, 3))
    refused(scene, Reason.PROOF_COMPUTE_UNITS_MISMATCH, heavier)
    accepted(scene, WORK.claim_message())
    assert [event.num_claimed_compute_units for event in scene.events("EventClaimCreated")] == [3 * COMPUTE_UNITS]
