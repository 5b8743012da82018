"""Questions about runs that part in a state: two orders, with and without a message of somebody else, to the end.

The catalogue asks what happened. These ask what would have: they take the messages of the menu from a state in more
than one way, and follow some of them with empty blocks until what was pending has ended.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

from pocket_conformance.explore.model import Action, Branches, RunInvariant
from pocket_conformance.explore.moves import end_of_block, executed
from pocket_spec.chain.registry import BY_TYPE
from pocket_spec.claims.messages import Claim
from pocket_spec.invariants.lifecycle import unbonding_ends
from pocket_spec.invariants.reading import amount_in, calendar_at, header_of
from pocket_spec.rules import Rules
from pocket_spec.settlement.events import EVENT_CLAIM_SETTLED
from pocket_spec.state.events import Events
from pocket_spec.state.state import ClaimKey, State

MOST_BLOCKS = 100
"""Empty blocks after which nothing can be pending any more in any scope."""


def signer_of(action: Action) -> str:
    """Give the account that signs a message."""
    message = action.message
    return str(message.signer or getattr(message.value, BY_TYPE[message.type].signer))


def followed(state: State, rules: Rules, until: Callable[[State], bool]) -> tuple[State, Events]:
    """Let empty blocks pass until something is so, the chain stops, or nothing can be pending any more."""
    events: Events = ()
    for _ in range(MOST_BLOCKS):
        if until(state):
            break
        move = end_of_block(state, rules)
        if move.failed:
            break
        events += tuple(event for change in move.changes for event in change.events)
        state = move.reached.state
    return state, events


def _depend(branches: Branches) -> tuple[Action, ...] | None:
    """Look for two messages of different signers whose order matters though the scope does not say so."""
    for (one, after_one), (other, after_other) in itertools.combinations(branches.accepted, 2):
        if signer_of(one) == signer_of(other) or {one.label, other.label} in branches.scope.either_order:
            continue
        both = executed(after_one.after, other, branches.rules)
        reversed_ = executed(after_other.after, one, branches.rules)
        if both is None or reversed_ is None or both.after != reversed_.after:
            return one, other
    return None


def is_foreign(action: Action, claim: Claim, state: State) -> bool:
    """Tell whether a message is by nobody who is party to a claim, and about no session of the claim's application."""
    header = header_of(claim)
    supplier = state.suppliers.get(claim.supplier_operator_address)
    parties = {header.application_address, claim.supplier_operator_address, supplier and supplier.owner_address}
    about = getattr(action.message.value, "session_header", None)
    return signer_of(action) not in parties and (
        about is None or about.application_address != header.application_address
    )


def _paid(state: State, rules: Rules, keys: frozenset[ClaimKey]) -> dict[ClaimKey, int]:
    """Give what is settled of pending claims if nothing else happens."""
    _, events = followed(state, rules, lambda reached: keys.isdisjoint(reached.claims))
    return {
        (event.value.session_id, event.value.supplier_operator_address): amount_in(event.value.settled_upokt)
        for event in events
        if event.kind is EVENT_CLAIM_SETTLED
    }


def _interfere(branches: Branches) -> tuple[Action, ...] | None:
    """Look for a message after which somebody else's pending claim is settled for less."""
    state = branches.state
    pending = frozenset(state.claims.keys())
    without = _paid(state, branches.rules, pending) if pending and branches.accepted else {}
    for action, change in branches.accepted:
        others = [key for key in without if is_foreign(action, state.claims[key], state)]
        if others:
            paid = _paid(change.after, branches.rules, pending)
            if any(paid.get(key, 0) < without[key] for key in others):
                return (action,)
    return None


def _claims_stay(branches: Branches) -> tuple[Action, ...] | None:
    """Follow the last states of a scope to the settlement of the last claim, and one block on."""
    state = branches.state
    if not branches.is_last or not state.claims:
        return None
    ends = {header_of(claim).session_end_block_height for claim in state.claims.values()}
    last = max(calendar_at(state, end).settlement for end in ends)
    reached, _ = followed(state, branches.rules, lambda each: each.height > last)
    return () if any(key in reached.claims for key in state.claims) or reached.height <= last else None


def _leavers_stay(branches: Branches) -> tuple[Action, ...] | None:
    """Follow the last states of a scope to the end of the session in which the last unbonding is over."""
    state = branches.state
    ends = unbonding_ends(state) if branches.is_last else ()
    if not ends:
        return None
    last = calendar_at(state, max(ends)).end
    reached, _ = followed(state, branches.rules, lambda each: each.height > last)
    return () if any(end <= last for end in unbonding_ends(reached)) or reached.height <= last else None


ORDER_IS_IDLE = RunInvariant(
    id="RUN-1",
    sentence="Messages of different signers that are both accepted come to the same in either order.",
    assumes="The scope does not name the two as a pair whose order matters; then it visits both orders.",
    silent_on="Messages of one signer, whose order its sequence numbers fix; and three or more together.",
    broken=_depend,
)
OTHERS_COST_NOTHING = RunInvariant(
    id="RUN-2",
    sentence="A message of somebody who has no part in a pending claim does not lower what it is settled for.",
    assumes="Nothing else happens until the claim is settled.",
    silent_on="Claims of sessions of the same application, which share its stake: NIF-1 and BUD-1 speak of those.",
    fails=(
        "A claim of 1 uPOKT is pending. Governance has half of what is burned minted again: that rounds down to "
        "nothing, and the claim is discarded. The mint ratio is the one of the settlement, not of the session's start."
    ),
    broken=_interfere,
)
CLAIMS_END = RunInvariant(
    id="LIV-1",
    sentence="Every claim that is pending when the scope ends has ended by the block in which it is to be settled.",
    assumes="Empty blocks follow.",
    silent_on="How it ended.",
    broken=_claims_stay,
)
LEAVERS_END = RunInvariant(
    id="LIV-2",
    sentence="Whoever unbonds when the scope ends is gone when the session ends in which the unbonding is over.",
    assumes="Empty blocks follow.",
    silent_on="Whether the stake could be paid back.",
    fails="As told at LIF-3.",
    broken=_leavers_stay,
)
RUN_INVARIANTS = (ORDER_IS_IDLE, OTHERS_COST_NOTHING, CLAIMS_END, LEAVERS_END)
BY_ID = {invariant.id: invariant for invariant in RUN_INVARIANTS}
