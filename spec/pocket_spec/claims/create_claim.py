"""Making a claim: what it must have by itself, and what the chain asks of it."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.claims.arithmetic import expected_compute_units
from pocket_spec.claims.events import EVENT_CLAIM_CREATED, EVENT_CLAIM_UPDATED
from pocket_spec.claims.figures import figures_of_claim, price_of_claim
from pocket_spec.claims.messages import Claim, MsgCreateClaim
from pocket_spec.claims.root import claimed_compute_units, claimed_relays, validate_root_hash
from pocket_spec.claims.session_header import validate_header_of_message, validate_supplier_address
from pocket_spec.claims.windows import session_of_header, validate_claim_window
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.rules import Rules
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.state import State


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result[0] > 0 and result[1] > 0)
def validate_create_claim(message: MsgCreateClaim) -> tuple[int, int]:
    """Admit a claim by itself and return the relays and compute units of its root hash.

    Errors, in this order: CLAIM_SUPPLIER_ADDRESS_INVALID, PROOF_SESSION_HEADER_INVALID, CLAIM_ROOT_HASH_LENGTH,
    CLAIM_RELAYS_ZERO, CLAIM_COMPUTE_UNITS_ZERO.
    Source: poktroll v0.1.35 x/proof/types/message_create_claim.go (ValidateBasic)
    """
    validate_names_of_claim(message)
    return validate_root_hash(message.root_hash or b"")


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_names_of_claim(message: MsgCreateClaim) -> None:
    """Admit the supplier and the session that a claim names, by themselves.

    Errors, in this order: CLAIM_SUPPLIER_ADDRESS_INVALID, PROOF_SESSION_HEADER_INVALID.
    Source: poktroll v0.1.35 x/proof/types/message_create_claim.go (ValidateBasic)
    """
    validate_supplier_address(message.supplier_operator_address, Reason.CLAIM_SUPPLIER_ADDRESS_INVALID)
    validate_header_of_message(message.session_header)


@deal.raises(Rejected)
@deal.ensure(lambda message, rules, result: result[0] >= 0 and result[1] >= 0)
def validate_root_of_claim(message: MsgCreateClaim, rules: Rules) -> tuple[int, int]:
    """Admit the root hash of a claim by itself, and return its relays and compute units.

    Errors: those of the rule for the root hash.
    Source: poktroll v0.1.35 x/proof/types/message_create_claim.go (ValidateBasic)
    """
    return rules.validate_claim_root(message.root_hash or b"")


@deal.ensure(lambda header, _session_header, result: result is header)
def header_of_claim(header: SessionHeader, _session_header: SessionHeader) -> SessionHeader:
    """Give the session header that a claim is kept with: the message's own, not that of the session on chain.

    Source: poktroll v0.1.35 x/proof/keeper/msg_server_create_claim.go (CreateClaim)
    """
    return header


@deal.raises(Rejected)
@deal.ensure(lambda state, claim, rules, result: result == claimed_compute_units(claim.root_hash or b""))
def validate_compute_units(state: State, claim: Claim, rules: Rules) -> int:
    """Refuse a claim for other compute units than its relays weigh, and give them.

    Errors, in this order: PROOF_SERVICE_NOT_FOUND, PROOF_COMPUTE_UNITS_MISMATCH.
    Source: poktroll v0.1.35 x/proof/keeper/msg_server_create_claim.go (CreateClaim), x/proof/keeper/service.go
    """
    header, root_hash = claim.session_header or SessionHeader(), claim.root_hash or b""
    start = header.session_start_block_height
    per_relay = rules.compute_units_at_height(state, header.service_id, start)
    if per_relay is None:
        raise Rejected(Reason.PROOF_SERVICE_NOT_FOUND, header.service_id)
    claimed, expected = claimed_compute_units(root_hash), expected_compute_units(claimed_relays(root_hash), per_relay)
    if claimed != expected:
        raise Rejected(Reason.PROOF_COMPUTE_UNITS_MISMATCH, f"{claimed}, not {expected}")
    return expected


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: len(result.state.claims) >= max(len(state.claims), 1))
@deal.ensure(lambda state, message, rules, result: result.state.balances == state.balances)
def create_claim(state: State, message: MsgCreateClaim, rules: Rules) -> Transition:
    """Keep a claim of a supplier in its session, in place of an earlier one if there is any.

    A claim made anew counts as not checked. The estimate of compute units that is announced is what was claimed.
    Errors, in this order: those of `session_of_header`, `validate_claim_window`, `validate_compute_units` and
    `price_of_claim`.
    Source: poktroll v0.1.35 x/proof/keeper/msg_server_create_claim.go (CreateClaim)
    """
    named, supplier = message.session_header or SessionHeader(), message.supplier_operator_address
    session = session_of_header(state, named, supplier, rules)
    header = rules.header_of_claim(named, session.header or SessionHeader())
    claim = Claim(supplier, header, message.root_hash)
    validate_claim_window(state, header.session_end_block_height, rules)
    expected = validate_compute_units(state, claim, rules)
    price = price_of_claim(state, claim.root_hash, header.service_id, header.session_start_block_height, rules)
    key = (header.session_id, supplier)
    kind = EVENT_CLAIM_UPDATED if key in state.claims else EVENT_CLAIM_CREATED
    kept = replace(state, claims=state.claims.set(key, claim))
    return Transition(kept, (Event(kind, figures_of_claim(claim, price, expected, rules)),))
