"""Claims and proofs of a capture: what they say by themselves, what was announced of them, and what was stored.

Executing them needs the session, with its suppliers, and more of the state than a block shows. What does not is what
`pocket-spec verify` checks; its rules are used here, over all claims and proofs of the block at once, because they
share target hashes and prices.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pocket_conformance.replay.abci import AbciEvent
from pocket_conformance.replay.rederive import Derived, row_of
from pocket_conformance.replay.scene import Scene, differing, moved
from pocket_conformance.replay.transactions import Located
from pocket_conformance.replay.typed_events import ENVELOPE
from pocket_conformance.shapes import ShapeError
from pocket_conformance.verify.cases import CLAIM_EVENTS, SECP256K1, check_claim, check_proof
from pocket_conformance.verify.events import announced_figures
from pocket_conformance.verify.model import Checked
from pocket_conformance.verify.model import Row as Verified
from pocket_spec.claims.messages import CLAIM, INVALID, PENDING_VALIDATION, VALIDATED, Claim, Proof
from pocket_spec.encoding.proto import encode
from pocket_spec.governance.history import calendar_params
from pocket_spec.numbers import ceiling_division
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.session.calendar import calendar
from pocket_spec.state.bank import PROOF_POOL
from pocket_spec.state.coin import amount_of
from pocket_spec.state.store import BY_FIELD

CREATE_CLAIM, SUBMIT_PROOF = "pocket.proof.MsgCreateClaim", "pocket.proof.MsgSubmitProof"
TYPES = (CREATE_CLAIM, SUBMIT_PROOF)
OF_DIFFICULTY = ("claimed_upokt", "num_estimated_relays")
"""The figures of a claim that depend on the target hash."""
AT_THE_END = ("PROOF_RING", "RING_", "PROOF_SUPPLIER_SIGNATURE", "PROOF_PATH", "PROOF_ROOT")
"""Reasons, by how they begin, for which the end of a block finds a proof invalid that its message's check let pass."""


def attributes_of(event: AbciEvent) -> dict[str, str]:
    """Return an event's attributes by name, without those that the SDK adds."""
    return {held.key: held.value for held in event.attributes if held.key not in ENVELOPE}


def prices_of(scene: Scene) -> dict[str, int]:
    """Return the parameters of prices where they are known."""
    if not scene.complete and "shared_params" not in scene.known:
        return {}
    params = scene.state.shared_params
    return {
        "compute_units_to_tokens_multiplier": params.compute_units_to_tokens_multiplier,
        "compute_unit_cost_granularity": params.compute_unit_cost_granularity,
    }


def checked_message(scene: Scene, located: Located, message: Any) -> Checked:
    """Check a claim or proof by itself; an announcement that cannot be read is a difference."""
    row = Verified("", 0, located.type, {})
    events = [
        {"type": event.type, "attributes": attributes_of(event)}
        for event in located.events
        if event.type.startswith("pocket.proof.")
    ]
    case: dict[str, Any] = {"msg": located.value, **prices_of(scene)}
    try:
        if located.type == CREATE_CLAIM:
            found = [event for event in events if event["type"] in CLAIM_EVENTS]
            return check_claim(case | ({"event": found[0]} if found else {}), row, "event")
        claim = _claim_of(scene, message)
        if claim is None:
            missing = "the claim that the proof is of is not in the capture"
            return Checked(replace(row, verdict="not decidable", detail=missing))
        keys = [{"type_url": SECP256K1, "key": key} for _, key in located.signers]
        case |= {"tx_events": events, "claim_after": encode(CLAIM, claim), "signer_public_keys": keys}
        return check_proof(case, row, "event")
    except ShapeError as error:
        return Checked(replace(row, verdict="differs", detail=str(error)))


def at_another_difficulty(message: Any, located: Located, verified: Verified, prices: dict[str, int]) -> Verified:
    """Look again at a claim whose figures differ: they may be those of a target hash that is not the base.

    The network announces what a claim asks for in place of its estimate, which hides the target hash from everything
    but the price and, since v0.1.34, the estimated relays. They must go with each other.
    """
    found = next((event for event in located.events if event.type in CLAIM_EVENTS), None)
    if found is None or verified.verdict != "differs" or not verified.detail.startswith(OF_DIFFICULTY):
        return verified
    if not prices:
        return replace(verified, verdict="not decidable", detail="neither the target hash nor the prices are known")
    announced = announced_figures(attributes_of(found), "event")
    multiplier, granularity = prices.values()
    claimed, amount = int.from_bytes(message.root_hash[-16:-8], "big"), announced.get("claimed_upokt", 0)
    if announced.get("num_estimated_compute_units") != claimed or amount < claimed * multiplier // granularity:
        return verified
    if "num_estimated_relays" not in announced:
        return replace(verified, verdict="not decidable", detail="the target hash is not known, and not the base")
    per_relay = claimed // int.from_bytes(message.root_hash[-8:], "big")
    low, high = amount * granularity // multiplier, ceiling_division((amount + 1) * granularity, multiplier)
    if per_relay and low // per_relay <= announced["num_estimated_relays"] <= high // per_relay:
        note = "inferred: a target hash that is not the base, by the price and the estimate of relays"
        return replace(verified, verdict="verified", detail="", notes=(*verified.notes, note))
    return verified


def derived_message(scene: Scene, located: Located, message: Any, verified: Verified) -> Derived:
    """Turn the verdict on a claim or proof by itself into that on the message: calendar, fee and records besides."""
    if located.type == CREATE_CLAIM:
        verified = at_another_difficulty(message, located, verified, prices_of(scene))
    verdict, detail = verified.verdict, verified.detail
    found = None if located.type == CREATE_CLAIM else _claim_of(scene, message)
    invalid = found is not None and found.proof_validation_status == INVALID
    if verdict == "rejected" and invalid and detail.startswith(AT_THE_END):
        derived = (f"that the proof is invalid: {detail}",)
        return Derived(row_of(located, "agrees", derived=derived, notes=verified.notes))
    difference = detail if verdict in {"differs", "rejected"} else _further_difference(scene, located, message)
    if verdict == "verified" and invalid:
        verdict, detail = "not decidable", "found invalid by the network; path and ring are not decided by the capture"
    if difference is not None:
        return Derived(row_of(located, "differs", difference, notes=verified.notes))
    if verdict == "not decidable":
        return Derived(
            row_of(located, "not decidable", detail, notes=verified.notes), _records(scene, located, message)
        )
    what = ("the proof", "figures") if located.type == SUBMIT_PROOF else ("the root's figures", "the price")
    row = row_of(located, "agrees", derived=what, notes=verified.notes)
    return Derived(row, _records(scene, located, message))


def _claim_of(scene: Scene, message: Any) -> Claim | None:
    header = message.session_header or SessionHeader()
    key = (header.session_id, message.supplier_operator_address)
    return scene.written.of("claims").get(key) or scene.state.claims.get(key)


def _further_difference(scene: Scene, located: Located, message: Any) -> str | None:
    """Compare the session's bounds, the window and the fee, as far as the parameters are known."""
    header = message.session_header or SessionHeader()
    if scene.complete or "shared_params" in scene.known:
        dates = calendar(calendar_params(scene.state.shared_params), header.session_start_block_height)
        if dates.end != header.session_end_block_height:
            return f"session_end_block_height: derived {dates.end}, found {header.session_end_block_height}"
        window = (dates.claim_open, dates.claim_close)
        if located.type == SUBMIT_PROOF:
            window = (dates.proof_open, dates.proof_close)
        if not window[0] <= scene.block.height <= window[1]:
            return f"window: derived {window[0]} to {window[1]}, found height {scene.block.height}"
    if located.type == SUBMIT_PROOF and "proof_params" in scene.known:
        fee = amount_of(scene.state.proof_params.proof_submission_fee)
        wanted = {message.supplier_operator_address: -fee, PROOF_POOL: fee} if fee else {}
        return differing(wanted, moved(located.events))
    return None


def _records(scene: Scene, located: Located, message: Any) -> dict[tuple[str, Any], Any]:
    """Return the records that the message leads to, as far as the block has not removed them at its end."""
    header = message.session_header or SessionHeader()
    key = (header.session_id, message.supplier_operator_address)
    if located.type == CREATE_CLAIM:
        claim = Claim(message.supplier_operator_address, header, message.root_hash, PENDING_VALIDATION)
        return {("claims", key): claim}
    records: dict[tuple[str, Any], Any] = {}
    stored = BY_FIELD["proofs"].prefix + BY_FIELD["proofs"].suffix(key)
    if stored in scene.written.records.get("proofs", {}):
        kept = scene.written.records["proofs"][stored]
        proof = Proof(message.supplier_operator_address, message.session_header, message.proof)
        records["proofs", key] = None if kept is None else proof
    stored_claim: Claim | None = scene.written.of("claims").get(key)
    if stored_claim is not None and stored_claim.proof_validation_status != INVALID:
        records["claims", key] = replace(
            stored_claim, session_header=header, supplier_operator_address=key[1], proof_validation_status=VALIDATED
        )
    return records
