"""Rules of the past that no release since v0.1.29 had, as they were before they were mended."""

from __future__ import annotations

from dataclasses import replace

from pocket_spec.claims.messages import Claim
from pocket_spec.claims.root import claimed_compute_units, claimed_relays
from pocket_spec.governance.parameters import Parameter
from pocket_spec.governance.tokenomics import TOKENOMICS
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.governance import ratio_or_unset
from pocket_spec.rules import Rules
from pocket_spec.session.calendar import Calendar
from pocket_spec.settlement.amounts import part_of
from pocket_spec.settlement.ledger import Ledger
from pocket_spec.settlement.parameters import minted_by_ratio
from pocket_spec.state.records.service import RelayMiningDifficulty
from pocket_spec.state.records.tokenomics import TokenomicsParams
from pocket_spec.state.state import State


def any_root(root_hash: bytes) -> tuple[int, int]:
    """Accept any root that has a sum and a count, also zeros."""
    return claimed_relays(root_hash), claimed_compute_units(root_hash)


def halt(_ledger: Ledger, _claim: Claim, rejected: Rejected) -> None:
    """Stop the chain at a claim that cannot be settled."""
    raise rejected


def every_claim_counts(_ledger: Ledger, _claim: Claim, _rules: Rules) -> bool:
    """Count claims that will expire in the demand for what is unused."""
    return True


def inflation_rounded_down(settled: int, numerator: int, denominator: int) -> int:
    """Round inflation down, and refuse to mint nothing."""
    minted = part_of(settled, numerator, denominator)
    if minted == 0:
        raise Rejected(Reason.TOKENOMICS_TLM_INTERNAL, f"no inflation of {settled} uPOKT")
    return minted


NOTHING_MINTED = replace(
    TOKENOMICS,
    parameters=tuple(
        Parameter(known.name, known.as_type, ratio_or_unset) if known.name == "mint_ratio" else known
        for known in TOKENOMICS.parameters
    ),
)
"""A mint ratio of 0 may be set, and means what it says."""


def nothing_at_a_ratio_of_zero(params: TokenomicsParams, settled: int) -> int:
    """Mint nothing where the mint ratio is 0, and what is minted today where it is not."""
    return minted_by_ratio(params, settled) if params.mint_ratio else 0


def close_after_two_heights(dates: Calendar) -> int:
    """Add the height at which the grace period ends to that at which claims open."""
    return dates.claim_open + dates.grace_end + dates.claim_close - dates.claim_open


def hash_of_this_block(state: State, _start: int) -> bytes:
    """Draw a session by the hash of the block being executed, which nobody has recorded yet."""
    return state.header_hash


def last_target(difficulty: RelayMiningDifficulty) -> bytes:
    """Scale the target so far, so that the scaling compounds."""
    return difficulty.target_hash or b""
