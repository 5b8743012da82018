"""Which claims a block settles: those of the sessions whose proof window closes with it.

Proofs of the last block are checked before claims are settled.
"""

from __future__ import annotations

from collections.abc import Iterator

import deal

from pocket_spec.claims.messages import Claim
from pocket_spec.governance.history import calendar_params
from pocket_spec.numbers import int64, is_int64, uint64
from pocket_spec.rules import Rules
from pocket_spec.session.parameters import blocks_to_proof_window_close
from pocket_spec.settlement.ledger import NO_HEADER
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import Address, State
from pocket_spec.state.store import BY_FIELD


@deal.ensure(lambda params, result: -(2**63) <= result < 2**63)
def lifetime(params: SharedParams) -> int:
    """Count the blocks from a session's end to the one before the last of its proof window.

    Source: poktroll v0.1.35 x/shared/types/session.go (GetSessionEndToProofWindowCloseBlocks)
    """
    return blocks_to_proof_window_close(calendar_params(params))


@deal.ensure(lambda height, next_effective, blocks, result: result == (next_effective + blocks >= height))
def may_have_claims(height: int, next_effective: int, blocks: int) -> bool:
    """Tell whether a claim of an epoch of parameters may still be pending: its last session ends before the next epoch.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (candidateSessionEndHeightsForLiveParams)
    """
    return next_effective + blocks >= height


@deal.pre(lambda height, blocks: is_int64(height) and is_int64(blocks))
@deal.ensure(lambda height, blocks, result: uint64(height - blocks - 1 - result) == 0)
def end_due_at(height: int, blocks: int) -> int:
    """Give the session end from which a lifetime of so many blocks leads to a block.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (candidateSessionEndHeightsForLiveParams)
    """
    return int64(height - (blocks + 1))


@deal.pre(lambda height, session_end, blocks: is_int64(height) and is_int64(session_end) and is_int64(blocks))
@deal.ensure(
    lambda height, session_end, blocks, result: (
        not is_int64(session_end + blocks) or result == (height > session_end + blocks)
    )
)
def outlived(height: int, session_end: int, blocks: int) -> bool:
    """Tell whether a block is beyond the lifetime of the claims of a session.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (SettlePendingClaims)
    """
    return height > int64(session_end + blocks)


def _epochs(state: State) -> Iterator[SharedParams]:
    """The live parameters, then those of the history up to this block that may have claims, latest first."""
    yield state.shared_params
    next_effective = state.height + 1
    for effective in sorted(state.shared_params_history, reverse=True):
        params = state.shared_params_history[effective].params
        if effective > state.height or params is None:
            continue
        if may_have_claims(state.height, next_effective, lifetime(params)):
            yield params
        next_effective = effective


@deal.ensure(lambda state, result: len(set(result)) == len(result) and all(0 <= end < 2**63 for end in result))
def candidate_session_ends(state: State) -> tuple[int, ...]:
    """List the heights at which sessions may have ended whose claims are due now, in the order of their settlement.

    Each epoch of the shared parameters contributes the height from which its windows lead to this block: the live one
    first, then the history from the latest back. A claim whose lifetime a change of the windows crosses is so found
    by the parameters of its own epoch. The heights are more than are due; `is_ripe` decides for each claim.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (candidateSessionEndHeightsForLiveParams)
    """
    ends = (end_due_at(state.height, lifetime(params)) for params in _epochs(state))
    return tuple(dict.fromkeys(end for end in ends if end >= 0))


@deal.ensure(lambda height, session_end, params, result: result == (height > session_end + lifetime(params)))
def is_ripe(height: int, session_end: int, params: SharedParams) -> bool:
    """Tell whether the proof window of a session closes with a block, or has before, by the parameters of its end.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (SettlePendingClaims)
    """
    return outlived(height, session_end, lifetime(params))


@deal.ensure(lambda state, rules, result: {claim for _, claim in result} <= set(state.claims.values()))
def due_claims(state: State, rules: Rules) -> list[tuple[tuple[str, Address], Claim]]:
    """List the claims to settle in this block with their keys: by candidate session end, then in the store's order.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (SettlePendingClaims)
    """
    by_end: dict[int, list[tuple[tuple[str, Address], Claim]]] = {
        end: [] for end in rules.candidate_session_ends(state)
    }
    for key, claim in state.claims.items():
        end = (claim.session_header or NO_HEADER).session_end_block_height
        if end in by_end:
            by_end[end].append((key, claim))
    suffix = BY_FIELD["claims"].suffix
    due: list[tuple[tuple[str, Address], Claim]] = []
    for end, claims in by_end.items():
        if rules.is_ripe(state.height, end, rules.shared_params_at_height(state, end)):
            due += sorted(claims, key=lambda item: suffix(item[0]))
    return due
