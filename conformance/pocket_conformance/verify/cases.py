"""The cases that `verify` reads: their shapes, and what the rules say of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pocket_conformance.shapes import HEIGHT, HEX, TEXT, Shape, ShapeError, array, decimal, hex_of, record, table
from pocket_conformance.verify.events import announced_figures, record_differences, value_of
from pocket_conformance.verify.model import Checked, Priced, Row
from pocket_conformance.verify.parameters import Targets, targets_of
from pocket_spec.claims.create_claim import validate_create_claim
from pocket_spec.claims.messages import CLAIM, MSG_CREATE_CLAIM, MSG_SUBMIT_PROOF, Claim, MsgSubmitProof
from pocket_spec.claims.onchain_proof import (
    VerifiedProof,
    proven_relay_bytes,
    submitted_proof,
    validate_path_of_proof,
    validate_root_of_proof,
    verify_onchain_proof,
)
from pocket_spec.crypto.accounts import account_address
from pocket_spec.crypto.hashes import sha256
from pocket_spec.crypto.secp256k1 import is_point
from pocket_spec.encoding.bech32 import decode_address
from pocket_spec.encoding.proto import decode
from pocket_spec.migration.claim_supplier import signer_type_of
from pocket_spec.migration.events import MORSE_SUPPLIER_CLAIM_SIGNER_TYPE
from pocket_spec.morse.claim_signature import decode_claim_message, morse_signer_address, verify_claim_signature
from pocket_spec.morse.messages import MsgClaimMorseSupplier
from pocket_spec.numbers import INT64_MAX
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.difficulty import BASE_TARGET, BASE_TARGET_HASH
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.state.records.migration import MorseClaimableAccount

SECP256K1 = "/cosmos.crypto.secp256k1.PubKey"
PROOF_EVENTS = ("pocket.proof.EventProofSubmitted", "pocket.proof.EventProofUpdated")
CLAIM_EVENTS = ("pocket.proof.EventClaimCreated", "pocket.proof.EventClaimUpdated")
MORSE_SUPPLIER_EVENT = "pocket.migration.EventMorseSupplierClaimed"
MORSE_SIGNER = ("morse_node_address", "morse_output_address", "claim_signer_type")
"""What that event announces of who could have signed, and who did."""

PATH_UNDECIDED = "path: not decidable without seed_block_hash"
DIFFICULTY_UNDECIDED = "difficulty: not decidable without target_hash"

EVENT = record({"type": TEXT, "attributes": table(TEXT)})
COMMON: dict[str, Shape] = {"height": HEIGHT, "chain_version": TEXT, "type_url": TEXT, "msg": HEX}
PRICES: dict[str, Shape] = {
    "target_hash": hex_of(32),
    "compute_units_to_tokens_multiplier": decimal(0, INT64_MAX),
    "compute_unit_cost_granularity": decimal(1, INT64_MAX),
}
PROOF_SHAPE = record(
    {
        **COMMON,
        "signer_public_keys": array(record({"type_url": TEXT, "key": HEX})),
        "claim_after": HEX,
        "tx_events": array(EVENT),
        "seed_block_hash": HEX,
        **PRICES,
    },
    optional=("height", "chain_version", "tx_events", "seed_block_hash", *PRICES),
)
CLAIM_SHAPE = record({**COMMON, "event": EVENT, **PRICES}, optional=("height", "chain_version", "event", *PRICES))
MORSE_SHAPE = record({**COMMON, "tx_events": array(EVENT)}, optional=("height", "chain_version", "tx_events"))

Case = Mapping[str, Any]


def _rejected(row: Row, rejected: Rejected) -> Row:
    return replace(row, verdict="rejected", detail=str(rejected))


def _identity(header: SessionHeader | None, supplier: str) -> dict[str, str]:
    found = header or SessionHeader()
    return {"session_id": found.session_id, "supplier_operator_address": supplier, "service_id": found.service_id}


# Proofs.


def check_proof(case: Case, row: Row, path: str) -> Checked:
    """Verify a submitted proof against its claim, and read what the network announced."""
    try:
        message, claim = decode(MSG_SUBMIT_PROOF, case["msg"]), decode(CLAIM, case["claim_after"])
    except Rejected as rejected:
        return Checked(_rejected(row, rejected))
    row = replace(row, identity=_identity(message.session_header, message.supplier_operator_address))
    event = _event_of_proof(case, message, path)
    announced = announced_figures(event, path) if event else {}
    priced = _priced(case, claim.session_header, claim.root_hash or b"", announced)
    try:
        row, verified = _verified_proof(case, row, message, claim, priced)
    except Rejected as rejected:
        return Checked(_rejected(row, rejected))
    if verified is None or event is None:
        return Checked(row)
    header, supplier = message.session_header or SessionHeader(), message.supplier_operator_address
    for name, payload in (
        ("claim", ("root_hash", claim.root_hash or b"")),
        ("proof", ("closest_merkle_proof", message.proof or b"")),
    ):
        row = _compared_record(row, event, name, (supplier, header, payload), path)
    return Checked(row, priced)


def _verified_proof(
    case: Case, row: Row, message: MsgSubmitProof, claim: Claim, priced: Priced
) -> tuple[Row, VerifiedProof | None]:
    """Return the row, and what the proof says unless that is not decidable; raise what the rules refuse it for."""
    key = _supplier_key(case, message.supplier_operator_address)
    try:
        verified, notes = _verified_for_targets(message, claim, key or b"", priced)
    except Rejected as rejected:
        if key is not None or rejected.reason is not Reason.PROOF_SUPPLIER_SIGNATURE_INVALID:
            raise
        validate_root_of_proof(submitted_proof(message), claim.root_hash or b"")
        missing = "supplier signature: no signer has the supplier's secp256k1 key"
        return replace(row, verdict="not decidable", detail=missing), None
    if "seed_block_hash" in case:
        session_id = (message.session_header or SessionHeader()).session_id
        validate_path_of_proof(submitted_proof(message), session_id, case["seed_block_hash"])
    else:
        notes = (*notes, PATH_UNDECIDED)
    figures = {"num_relays": verified.num_relays, "claimed_compute_units": verified.claimed_compute_units}
    return replace(row, figures=figures, notes=row.notes + notes), verified


def _verified_for_targets(
    message: MsgSubmitProof, claim: Claim, key: bytes, priced: Priced
) -> tuple[VerifiedProof, tuple[str, ...]]:
    """Verify against the target hash, or the hardest that explains the announced estimate, or none."""
    if priced.target_hash is not None:
        return verify_onchain_proof(message, claim, key, priced.target_hash), ()
    targets = targets_of(priced) if "num_estimated_compute_units" in priced.announced else None
    if targets is None:
        verified = verify_onchain_proof(message, claim, key, BASE_TARGET_HASH)
        return verified, (f"{DIFFICULTY_UNDECIDED}; {_relay_difficulty(message)}",)
    try:
        return verify_onchain_proof(message, claim, key, _hash_of(targets.lowest)), ()
    except Rejected as rejected:
        if rejected.reason is not Reason.PROOF_RELAY_DIFFICULTY:
            raise
    return _verified_for_easiest(message, claim, key, targets)


def _verified_for_easiest(
    message: MsgSubmitProof, claim: Claim, key: bytes, targets: Targets
) -> tuple[VerifiedProof, tuple[str, ...]]:
    verified = verify_onchain_proof(message, claim, key, _hash_of(targets.highest))
    return verified, (f"{DIFFICULTY_UNDECIDED}: the announced estimate allows both; {_relay_difficulty(message)}",)


def _hash_of(target: int) -> bytes:
    return target.to_bytes(32, "big")


def _relay_difficulty(message: MsgSubmitProof) -> str:
    relay_hash = int.from_bytes(sha256(proven_relay_bytes(submitted_proof(message))), "big")
    hundredths = 100 * BASE_TARGET // (relay_hash + 1)
    return f"the relay counts at target hashes above {relay_hash:064x}, difficulty {hundredths / 100:.2f}"


def _supplier_key(case: Case, supplier: str) -> bytes | None:
    """Return the signer's key that makes the supplier's address."""
    try:
        address = decode_address(supplier)
    except Rejected:
        return None
    for signer in case["signer_public_keys"]:
        key: bytes = signer["key"]
        if signer["type_url"] == SECP256K1 and is_point(key) and account_address(key) == address:
            return key
    return None


def _event_of_proof(case: Case, message: MsgSubmitProof, path: str) -> Mapping[str, str] | None:
    """Return the attributes of the event that announces this proof, among those of the whole transaction."""
    found = [event["attributes"] for event in case.get("tx_events", ()) if event["type"] in PROOF_EVENTS]
    if len(found) > 1:
        found = [attributes for attributes in found if _announces(attributes, message, path)]
    return found[0] if found else None


def _announces(attributes: Mapping[str, str], message: MsgSubmitProof, path: str) -> bool:
    header = message.session_header or SessionHeader()
    wanted = [message.supplier_operator_address, header.session_id]
    if "proof" in attributes:
        proof = value_of(attributes, "proof", path)
        announced = proof.get("session_header") if isinstance(proof, dict) else None
        session_id = announced.get("session_id") if isinstance(announced, dict) else None
        return [proof.get("supplier_operator_address") if isinstance(proof, dict) else None, session_id] == wanted
    wanted[1:] = [header.application_address, header.service_id, str(header.session_end_block_height)]
    names = ("supplier_operator_address", "application_address", "service_id", "session_end_block_height")
    return [str(value_of(attributes, name, path)) if name in attributes else "" for name in names] == wanted


# Claims.


def check_claim(case: Case, row: Row, path: str) -> Checked:
    """Validate a claim message, and read what the network announced."""
    try:
        message = decode(MSG_CREATE_CLAIM, case["msg"])
        row = replace(row, identity=_identity(message.session_header, message.supplier_operator_address))
        num_relays, compute_units = validate_create_claim(message)
    except Rejected as rejected:
        return Checked(_rejected(row, rejected))
    row = replace(row, figures={"num_relays": num_relays, "claimed_compute_units": compute_units})
    if "event" not in case or case["event"]["type"] not in CLAIM_EVENTS:
        missing = "no event of the claim's creation to compare with"
        return Checked(replace(row, verdict="not decidable", detail=missing))
    event, root_hash = case["event"]["attributes"], message.root_hash or b""
    header = message.session_header or SessionHeader()
    identity = (message.supplier_operator_address, header, ("root_hash", root_hash))
    row = _compared_record(row, event, "claim", identity, path)
    priced = _priced(case, header, root_hash, announced_figures(event, path))
    return Checked(row, replace(priced, estimate_is_claimed=True))


def _priced(case: Case, header: SessionHeader | None, root_hash: bytes, announced: dict[str, int]) -> Priced:
    """Gather what is known of a claim's price; a root hash that says nothing stands for nothing."""
    found = header or SessionHeader()
    return Priced(
        group=(found.service_id, found.session_start_block_height),
        num_relays=int.from_bytes(root_hash[-8:], "big"),
        claimed_compute_units=int.from_bytes(root_hash[-16:-8], "big"),
        announced=announced,
        target_hash=case.get("target_hash"),
        multiplier=case.get("compute_units_to_tokens_multiplier"),
        granularity=case.get("compute_unit_cost_granularity"),
    )


def _compared_record(
    row: Row,
    event: Mapping[str, str],
    name: str,
    expected: tuple[str, SessionHeader, tuple[str, bytes]],
    path: str,
) -> Row:
    """Compare an event's copy of a claim or proof, or the fields that newer releases announce in its place."""
    supplier, header, payload = expected
    if row.verdict != "verified":
        return row
    if name in event:
        record_path = f"{path}.attributes.{name}"
        for field, derived, announced in record_differences(
            value_of(event, name, path), supplier, header, payload, record_path
        ):
            return _differing(row, f"{name}.{field}", derived, announced)
    fields = {
        "supplier_operator_address": supplier,
        "application_address": header.application_address,
        "service_id": header.service_id,
        "session_end_block_height": str(header.session_end_block_height),
    }
    for field, derived in fields.items():
        if field in event and str(value_of(event, field, path)) != derived:
            return _differing(row, field, derived, str(value_of(event, field, path)))
    return row


def _differing(row: Row, name: str, derived: str, announced: str) -> Row:
    return replace(row, verdict="differs", detail=f"{name}: derived {derived}, announced {announced}")


# Claims of Morse accounts.


def check_morse_claim(case: Case, row: Row, path: str) -> Checked:
    """Verify the Morse signature of a claim message, and that the signer is who the network says."""
    try:
        message = decode_claim_message(case["msg"])
        signer = morse_signer_address(message)
        row = replace(row, identity={"morse_address": signer})
        valid = verify_claim_signature(message)
    except Rejected as rejected:
        return Checked(_rejected(row, rejected))
    if not valid:
        return Checked(replace(row, verdict="rejected", detail="the Morse signature does not verify"))
    if isinstance(message, MsgClaimMorseSupplier):
        row = _with_morse_signer(case, row, message, signer, path)
    return Checked(row)


def _with_morse_signer(case: Case, row: Row, message: MsgClaimMorseSupplier, signer: str, path: str) -> Row:
    """Compare the signer with the addresses that the network announces for the claimed node, and how it calls it.

    What the message says of its signer (`signer_is_output_address`) decides nothing.
    """
    for event in case.get("tx_events", ()):
        attributes = event["attributes"]
        if event["type"] != MORSE_SUPPLIER_EVENT or "morse_node_address" not in attributes:
            continue
        found = {name: str(value_of(attributes, name, path)) for name in MORSE_SIGNER if name in attributes}
        node = found["morse_node_address"].upper()
        if node == message.morse_node_address.upper():
            return _compared_morse_signer(row, MorseClaimableAccount("", node), signer, found)
    return row


def _compared_morse_signer(row: Row, account: MorseClaimableAccount, signer: str, found: Mapping[str, str]) -> Row:
    output, kind = found.get("morse_output_address"), found.get("claim_signer_type")
    if output is None and signer != account.morse_src_address:
        return row
    try:
        derived = signer_type_of(signer, replace(account, morse_output_address=(output or "").upper()))
    except Rejected:
        announced = account.morse_src_address if not output else f"{account.morse_src_address} and {output}"
        return _differing(row, "morse_node_address", signer, announced)
    names = {str(derived), MORSE_SUPPLIER_CLAIM_SIGNER_TYPE[derived]}
    if output is None or kind is None or kind in names:
        return row
    return _differing(row, "claim_signer_type", MORSE_SUPPLIER_CLAIM_SIGNER_TYPE[derived], kind)


Check = Callable[[Case, Row, str], Checked]


def read_case(shape: Shape, case: Any, path: str) -> Case:
    """Give a case its shape; of multiplier and granularity there are both or neither."""
    parsed: Case = shape.parse(case, path)
    if ("compute_units_to_tokens_multiplier" in parsed) != ("compute_unit_cost_granularity" in parsed):
        raise ShapeError(path, "multiplier and granularity go together, one is missing")
    return parsed


KINDS: Mapping[str, tuple[str, Shape, Check]] = {
    "/pocket.proof.MsgSubmitProof": ("proof", PROOF_SHAPE, check_proof),
    "/pocket.proof.MsgCreateClaim": ("claim", CLAIM_SHAPE, check_claim),
    "/pocket.migration.MsgClaimMorseAccount": ("Morse claim", MORSE_SHAPE, check_morse_claim),
    "/pocket.migration.MsgClaimMorseApplication": ("Morse claim", MORSE_SHAPE, check_morse_claim),
    "/pocket.migration.MsgClaimMorseSupplier": ("Morse claim", MORSE_SHAPE, check_morse_claim),
}
"""What a case of each message type is called, its shape, and what checks it."""
