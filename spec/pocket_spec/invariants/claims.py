"""The life of a claim: accepted in its window, ended once, in the first block after its proof window."""

from __future__ import annotations

from collections import Counter

from pocket_spec.chain.execution import SignedMessage
from pocket_spec.claims.messages import NOT_REQUIRED, VALIDATED, MsgCreateClaim, MsgSubmitProof
from pocket_spec.invariants.model import Change, StateInvariant, TransitionInvariant
from pocket_spec.invariants.reading import (
    announced,
    calendar_at,
    ended_claims,
    header_of,
    price_at_start,
    settlements,
)
from pocket_spec.settlement.events import EVENT_CLAIM_DISCARDED, EVENT_CLAIM_EXPIRED, EVENT_CLAIM_SETTLED
from pocket_spec.state.coin import amount_of
from pocket_spec.state.state import State

ENDINGS = (EVENT_CLAIM_SETTLED, EVENT_CLAIM_EXPIRED, EVENT_CLAIM_DISCARDED)
"""How a claim may end."""


def _none_is_overdue(state: State) -> bool:
    ends = {header_of(claim).session_end_block_height for claim in state.claims.values()}
    return all(state.height <= calendar_at(state, end).settlement for end in ends)


def _none_ends_early(change: Change) -> bool:
    ends = {header_of(claim).session_end_block_height for claim in ended_claims(change).values()}
    return all(change.before.height >= calendar_at(change.before, end).proof_close for end in ends)


def _each_ends_once(change: Change) -> bool:
    ended = Counter(
        (claim.supplier_operator_address, header_of(claim).application_address, header_of(claim).service_id,
         header_of(claim).session_end_block_height)
        for claim in ended_claims(change).values()
    )  # fmt: skip
    told = Counter(
        (event.supplier_operator_address, event.application_address, event.service_id, event.session_end_block_height)
        for kind in ENDINGS
        for event in announced(change, kind)
    )
    return ended == told


def _none_is_discarded(change: Change) -> bool:
    return not announced(change, EVENT_CLAIM_DISCARDED)


def _named_ones_are_staked(state: State) -> bool:
    return all(
        header_of(claim).application_address in state.applications
        and claim.supplier_operator_address in state.suppliers
        for claim in state.claims.values()
    )


def _is_within_window(change: Change) -> bool:
    if not isinstance(change.cause, SignedMessage):
        return True
    message = change.cause.value
    if not isinstance(message, MsgCreateClaim | MsgSubmitProof) or message.session_header is None:
        return True
    dates = calendar_at(change.before, message.session_header.session_start_block_height)
    first, last = (
        (dates.claim_open, dates.claim_close)
        if isinstance(message, MsgCreateClaim)
        else (dates.proof_open, dates.proof_close)
    )
    return first <= change.before.height <= last


def _proven_where_asked(change: Change) -> bool:
    threshold = amount_of(change.before.proof_params.proof_requirement_threshold)
    return all(
        claim.proof_validation_status == VALIDATED
        or (event.proof_requirement_int == NOT_REQUIRED and (price_at_start(change.before, claim) or 0) < threshold)
        for claim, event in settlements(change)
    )


NOT_OVERDUE = StateInvariant(
    id="ONCE-1",
    sentence="No claim is pending after the block in which its session is to be settled.",
    assumes="The windows are those of the parameters that the history has for the session's end.",
    silent_on="How it ended.",
    holds=_none_is_overdue,
)
NOT_EARLY = TransitionInvariant(
    id="ONCE-2",
    sentence="No claim ends before the last block of its proof window, in which proofs are still checked first.",
    assumes="The windows are those of the parameters that the history has for the session's end.",
    silent_on="How it ended.",
    holds=_none_ends_early,
)
ENDED_ONCE = TransitionInvariant(
    id="ONCE-3",
    sentence="Every claim that is no longer pending was announced as settled, expired or discarded, once, and no other.",
    assumes="Nothing.",
    silent_on="Which of the three it had to be.",
    holds=_each_ends_once,
)
NOT_DISCARDED = TransitionInvariant(
    id="ONCE-4",
    sentence="No claim that was accepted is discarded: it is settled or, unproven, expires.",
    assumes="Nothing.",
    silent_on="For how much it is settled.",
    holds=_none_is_discarded,
)
STAKED_WHILE_PENDING = StateInvariant(
    id="ONCE-5",
    sentence="The application and the supplier of a pending claim are staked.",
    assumes="Nothing.",
    silent_on="With how much.",
    holds=_named_ones_are_staked,
)
WITHIN_WINDOW = TransitionInvariant(
    id="WIN-3",
    sentence="Claims and proofs are accepted in their window and in no other block.",
    assumes="The windows are those of the parameters that the history has for the session.",
    silent_on="What else a claim must be.",
    holds=_is_within_window,
)
PROVEN_WHERE_ASKED = TransitionInvariant(
    id="PRF-1",
    sentence="What is settled and had to be proven, by its price or by the sample, was proven validly.",
    assumes="The price is that of the session's start, the threshold that of the settlement.",
    silent_on="What a valid proof proves.",
    holds=_proven_where_asked,
)
