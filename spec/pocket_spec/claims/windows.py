"""When a claim or a proof may be submitted, and whether its session and supplier are those of the chain."""

from __future__ import annotations

import deal

from pocket_spec.governance.history import calendar_params
from pocket_spec.numbers import int64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.rules import Rules
from pocket_spec.session.calendar import Calendar, calendar
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.session.messages import Session
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import State


@deal.raises(Rejected)
@deal.ensure(lambda state, header, supplier_operator_address, rules, result: result.session_id == header.session_id)
def session_of_header(state: State, header: SessionHeader, supplier_operator_address: str, rules: Rules) -> Session:
    """Find the session that a header names: that of its application, service and start, with its id and the supplier.

    The start may be any height of the session.
    Errors, in this order: those of `hydrate_session`, PROOF_INVALID_SESSION_ID, PROOF_NOT_FOUND.
    Source: poktroll v0.1.35 x/proof/keeper/session.go (queryAndValidateSessionHeader)
    """
    session = hydrate_session(
        state, header.application_address, header.service_id, header.session_start_block_height, rules
    )
    if header.session_id != session.session_id:
        raise Rejected(Reason.PROOF_INVALID_SESSION_ID, f"{header.session_id}, not {session.session_id}")
    if supplier_operator_address not in {supplier.operator_address for supplier in session.suppliers}:
        raise Rejected(Reason.PROOF_NOT_FOUND, f"{supplier_operator_address} in {session.session_id}")
    return session


@deal.raises(Rejected)
@deal.ensure(lambda params, height, result: result.is_start == (result.start == height))
def calendar_of(params: SharedParams, height: int) -> Calendar:
    """Give the calendar of the session that a height belongs to.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/shared/types/session.go
    """
    return calendar(calendar_params(params), height)


@deal.raises(Rejected)
@deal.ensure(lambda height, first, last, reason, result: first <= height <= last)
def validate_window(height: int, first: int, last: int, reason: Reason) -> None:
    """Refuse a height outside a window, of which both ends are inside.

    Errors: `reason`.
    Source: poktroll v0.1.35 x/proof/keeper/session.go (validateClaimWindow, validateProofWindow)
    """
    if not first <= height <= last:
        raise Rejected(reason, f"height {height} is not in {first} to {last}")


@deal.ensure(lambda dates, result: result >= dates.claim_open or dates.claim_close < dates.claim_open)
def claim_close(dates: Calendar) -> int:
    """Give the last block in which a claim may be made.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetClaimWindowCloseHeight)
    """
    return dates.claim_close


@deal.raises(Rejected)
@deal.ensure(lambda state, session_end, rules, result: result is None)
def validate_claim_window(state: State, session_end: int, rules: Rules) -> None:
    """Refuse a claim that is not made in the claim window of the session which the end height belongs to.

    All suppliers may commit as soon as the window opens: the release has no delays for each of them.
    Errors: PROOF_CLAIM_OUTSIDE_OF_WINDOW.
    Source: poktroll v0.1.35 x/proof/keeper/session.go (validateClaimWindow)
    """
    first = calendar_of(rules.commit_params(state, session_end), session_end).claim_open
    last = rules.claim_close(calendar_of(rules.shared_params_at_height(state, session_end), session_end))
    validate_window(state.height, first, last, Reason.PROOF_CLAIM_OUTSIDE_OF_WINDOW)


@deal.raises(Rejected)
@deal.ensure(lambda state, session_end, rules, result: result is None)
def validate_proof_window(state: State, session_end: int, rules: Rules) -> None:
    """Refuse a proof that is not submitted in the proof window of the session which the end height belongs to.

    Errors: PROOF_PROOF_OUTSIDE_OF_WINDOW.
    Source: poktroll v0.1.35 x/proof/keeper/session.go (validateProofWindow)
    """
    first = calendar_of(rules.commit_params(state, session_end), session_end).proof_open
    last = calendar_of(rules.shared_params_at_height(state, session_end), session_end).proof_close
    validate_window(state.height, first, last, Reason.PROOF_PROOF_OUTSIDE_OF_WINDOW)


@deal.raises(Rejected)
@deal.ensure(lambda state, session_end, rules, result: isinstance(result, int))
def seed_height(state: State, session_end: int, rules: Rules) -> int:
    """Give the block whose hash draws the claims to be proven and the leaves to be shown: before the proof window.

    Errors: SHARED_PARAM_INVALID for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/proof/keeper/msg_server_submit_proof.go (getProofRequirementSeedBlockHash),
    x/proof/keeper/proof_validation.go (validateClosestPath)
    """
    return int64(calendar_of(rules.commit_params(state, session_end), session_end).proof_open - 1)
