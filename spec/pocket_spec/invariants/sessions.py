"""Sessions: who is in one is drawn once, and stays."""

from __future__ import annotations

from dataclasses import replace

from immutables import Map

from pocket_spec.chain.execution import SignedMessage
from pocket_spec.claims.messages import MsgCreateClaim
from pocket_spec.governance.history import calendar_params, shared_params_at_height
from pocket_spec.invariants.model import Change, PairInvariant, StateInvariant, TransitionInvariant
from pocket_spec.invariants.reading import calendar_at, header_of
from pocket_spec.rejections import Rejected
from pocket_spec.rules import Rules
from pocket_spec.session.assignment import session_id, session_id_preimage
from pocket_spec.session.block_hash import block_hash_at
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.state.coin import amount_of, upokt
from pocket_spec.state.state import State

Members = dict[tuple[str, str], tuple[str, tuple[str, ...]]]
"""The id and the suppliers of the session under way, by application and service."""

READ_BY_SESSIONS = (
    "applications", "suppliers", "service_config_updates", "session_params", "session_params_history",
    "shared_params", "shared_params_history", "block_hashes",
)  # fmt: skip
"""What of the state sessions are put together from."""


def _members(state: State, rules: Rules) -> Members:
    found: Members = {}
    for address, application in state.applications.items():
        for config in application.service_configs:
            try:
                session = hydrate_session(state, address, config.service_id, state.height, rules)
            except Rejected:
                continue
            found[address, config.service_id] = (
                session.session_id,
                tuple(supplier.operator_address for supplier in session.suppliers),
            )
    return found


def _membership_stands(change: Change) -> bool:
    before, after = change.before, change.after
    if all(getattr(before, name) is getattr(after, name) for name in READ_BY_SESSIONS):
        return True
    if calendar_at(before, before.height).is_start:
        return True
    was, now = _members(before, change.rules), _members(after, change.rules)
    return all(now[key] == members for key, members in was.items() if key in now)


def _drawn_by_first_block(change: Change) -> bool:
    if not (isinstance(change.cause, SignedMessage) and isinstance(change.cause.value, MsgCreateClaim)):
        return True
    header = change.cause.value.session_header
    if header is None:
        return False
    start = header.session_start_block_height
    params = calendar_params(shared_params_at_height(change.before, start))
    seed = block_hash_at(change.before, calendar_at(change.before, start).start)
    return header.session_id == session_id(
        session_id_preimage(params, header.application_address, header.service_id, seed, start)
    )


def _members_are_distinct(state: State) -> bool:
    """Look at what is claimed: in a session no more suppliers claim than it holds."""
    counts: dict[str, int] = {}
    for session, _ in state.claims:
        counts[session] = counts.get(session, 0) + 1
    if not counts:
        return True
    numbers = [state.session_params.num_suppliers_per_session]
    numbers += [
        entry.params.num_suppliers_per_session for entry in state.session_params_history.values() if entry.params
    ]
    return max(counts.values()) <= max(numbers)


def _stake_buys_no_place(change: Change) -> bool:
    """Ask who would be in the sessions that were drawn just now if every supplier's stake were turned upside down."""
    drawn = change.before.block_hashes is not change.after.block_hashes
    if not (drawn and calendar_at(change.before, change.before.height).is_start):
        return True
    stakes = {key: amount_of(supplier.stake) for key, supplier in change.after.suppliers.items()}
    if not stakes:
        return True
    top = max(stakes.values())
    turned = Map(
        {key: replace(supplier, stake=upokt(top + 1 - stakes[key])) for key, supplier in change.after.suppliers.items()}
    )
    other = replace(change.after, suppliers=turned)
    return _members(change.after, change.rules) == _members(other, change.rules)


def _same_for_claims(change: Change) -> bool:
    """Ask whether the suppliers of pending claims are still those of their sessions."""
    before, after = change.before, change.after
    if before.session_params_history is after.session_params_history:
        return True
    return all(
        _suppliers_of(before, claim_header, change.rules) == _suppliers_of(after, claim_header, change.rules)
        for claim_header in {header_of(claim) for claim in before.claims.values()}
    )


def _suppliers_of(state: State, header: object, rules: Rules) -> tuple[str, ...]:
    application, service = getattr(header, "application_address", ""), getattr(header, "service_id", "")
    try:
        session = hydrate_session(state, application, service, getattr(header, "session_start_block_height", 0), rules)
    except Rejected:
        return ()
    return tuple(supplier.operator_address for supplier in session.suppliers)


MEMBERSHIP_STANDS = TransitionInvariant(
    id="SES-1",
    sentence="From its second block on the suppliers of a session and its id stay the same while it lasts.",
    assumes="The application stays what it is.",
    silent_on="The first block, in which the hash that draws them is not recorded yet (finding Q20).",
    holds=_membership_stands,
)
DRAWN_BY_FIRST_BLOCK = TransitionInvariant(
    id="SES-2",
    sentence="A session that is claimed for was drawn by the recorded hash of its first block.",
    assumes="Nothing.",
    silent_on="Which suppliers were drawn.",
    holds=_drawn_by_first_block,
)
NO_MORE_THAN_PLACES = StateInvariant(
    id="SES-3",
    sentence="No more suppliers claim for a session than it has places.",
    assumes="The places are the most that governance ever set.",
    silent_on="Which suppliers claim.",
    holds=_members_are_distinct,
)
STAKE_BUYS_NO_PLACE = PairInvariant(
    id="SES-4",
    sentence="Who is in a session does not depend on the stakes of suppliers.",
    assumes="Every supplier keeps at least some stake.",
    silent_on="Suppliers that must leave because of their stake.",
    holds=_stake_buys_no_place,
)
CLAIMED_SESSIONS_STAND = TransitionInvariant(
    id="SES-5",
    sentence="A change of how many suppliers a session holds does not change the sessions that were claimed for.",
    assumes="Nothing.",
    silent_on="Other changes.",
    holds=_same_for_claims,
)
