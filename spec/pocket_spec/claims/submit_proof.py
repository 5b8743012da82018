"""Submitting a proof: what is checked when the message is delivered."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.claims.events import EVENT_PROOF_SUBMITTED, EVENT_PROOF_UPDATED
from pocket_spec.claims.figures import figures_of_claim, price_of_claim
from pocket_spec.claims.messages import NOT_REQUIRED, Claim, MsgSubmitProof, Proof
from pocket_spec.claims.onchain_proof import (
    proven_relay,
    proven_relay_bytes,
    submitted_proof,
    validate_proven_relay,
    validate_relay_difficulty,
)
from pocket_spec.claims.requirement import proof_requirement
from pocket_spec.claims.session_header import validate_claim_of_proof
from pocket_spec.claims.windows import session_of_header, validate_proof_window
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.rules import Rules
from pocket_spec.state.bank import PROOF_POOL, account_of, balance, transfer
from pocket_spec.state.coin import amount_of
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.state import State


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.supplier_operator_address == (
    message.supplier_operator_address
))  # fmt: skip
def validate_well_formed_proof(state: State, message: MsgSubmitProof, rules: Rules) -> Claim:
    """Check a proof as far as that is cheap, against the session of the chain, and give the claim it is for.

    The relay, the window and the claim are measured by the header of the session on chain, not by the message's.
    Errors, in this order: those of `session_of_header`, `validate_proof_window`, `submitted_proof`,
    `proven_relay_bytes`, `proven_relay`, `validate_proven_relay`, `validate_relay_difficulty`; PROOF_CLAIM_NOT_FOUND;
    those of `validate_claim_of_proof`.
    Source: poktroll v0.1.35 x/proof/keeper/proof_validation.go (EnsureWellFormedProof)
    """
    supplier = message.supplier_operator_address
    session = session_of_header(state, message.session_header or SessionHeader(), supplier, rules)
    header = session.header or SessionHeader()
    validate_proof_window(state, header.session_end_block_height, rules)
    relay_bytes = proven_relay_bytes(submitted_proof(message))
    validate_proven_relay(proven_relay(relay_bytes), header, supplier)
    difficulty = rules.difficulty_at_height(state, header.service_id, header.session_start_block_height)
    validate_relay_difficulty(relay_bytes, difficulty.target_hash or b"")
    claim = state.claims.get((header.session_id, supplier))
    if claim is None:
        raise Rejected(Reason.PROOF_CLAIM_NOT_FOUND, f"{supplier} in {header.session_id}")
    validate_claim_of_proof(header, supplier, claim)
    return claim


@deal.raises(Rejected)
@deal.ensure(lambda state, supplier_operator_address, result: result.supply == state.supply)
def pay_submission_fee(state: State, supplier_operator_address: str) -> State:
    """Take the fee for a proof from the supplier's operator. It must hold more than the fee, even where that is 0.

    Errors: PROOF_NOT_ENOUGH_FUNDS.
    Source: poktroll v0.1.35 x/proof/keeper/msg_server_submit_proof.go (deductProofSubmissionFee)
    """
    payer, fee = account_of(supplier_operator_address), amount_of(state.proof_params.proof_submission_fee)
    if balance(state, payer) <= fee:
        raise Rejected(Reason.PROOF_NOT_ENOUGH_FUNDS, f"{payer} holds {balance(state, payer)} uPOKT, the fee is {fee}")
    return transfer(state, payer, PROOF_POOL, fee)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply == state.supply)
@deal.ensure(lambda state, message, rules, result: result.state.claims == state.claims)
def submit_proof(state: State, message: MsgSubmitProof, rules: Rules) -> Transition:
    """Take the fee of a proof that is needed, and keep the proof until the end of the block.

    A proof submitted twice in a block is paid for twice, and the later one is checked. The claim is announced, not
    touched. The price announced is that of the height at which the message says the session started.
    Errors, in this order: those of `validate_well_formed_proof`, `pay_submission_fee` and `proof_requirement`;
    PROOF_NOT_REQUIRED; those of `price_of_claim`.
    Source: poktroll v0.1.35 x/proof/keeper/msg_server_submit_proof.go (SubmitProof)
    """
    supplier, header = message.supplier_operator_address, message.session_header or SessionHeader()
    claim = validate_well_formed_proof(state, message, rules)
    paid = pay_submission_fee(state, supplier)
    if proof_requirement(paid, claim, rules) == NOT_REQUIRED:
        raise Rejected(Reason.PROOF_NOT_REQUIRED)
    price = price_of_claim(paid, claim.root_hash, header.service_id, header.session_start_block_height, rules)
    key = (header.session_id, supplier)
    kind = EVENT_PROOF_UPDATED if key in state.proofs else EVENT_PROOF_SUBMITTED
    kept = replace(paid, proofs=paid.proofs.set(key, Proof(supplier, header, message.proof)))
    return Transition(kept, (Event(kind, figures_of_claim(claim, price, price.estimated_compute_units, rules)),))
