"""What is claimed of the checks of claims and proofs: their windows, which claims are proven, what a root must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from pocket_spec.chain.small_world import APPLICATION, EMPTY, LARGEST, OPERATOR, SERVICE_ID
from pocket_spec.claims.messages import NOT_REQUIRED, PROBABILISTIC, THRESHOLD, Claim
from pocket_spec.claims.requirement import proof_requirement
from pocket_spec.claims.root import claimed_compute_units, claimed_relays, validate_root_hash
from pocket_spec.claims.windows import seed_height, validate_claim_window, validate_proof_window
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.releases import v0_1_35
from pocket_spec.rules import Rules
from pocket_spec.state.coin import upokt
from pocket_spec.state.state import State
from pocket_spec.theorems import Exhausted, SolverTheorem

END = 4
"""The last block of the first session, which has four blocks."""
Check = Callable[[State, int, Rules], None]


def timed(height: int, claim_open: int, claim_close: int, proof_open: int, proof_close: int) -> State:
    """Take a block, and windows that were never changed."""
    shared = replace(
        EMPTY.shared_params,
        claim_window_open_offset_blocks=claim_open,
        claim_window_close_offset_blocks=claim_close,
        proof_window_open_offset_blocks=proof_open,
        proof_window_close_offset_blocks=proof_close,
    )
    return replace(EMPTY, height=height, shared_params=shared)


def passes(check: Check, state: State) -> bool:
    """Tell whether a check admits a block for the first session."""
    try:
        check(state, END, v0_1_35.RULES)
    except Rejected:
        return False
    return True


def claims_are_accepted_in_their_window(
    height: int, claim_open: int, claim_close: int, proof_open: int, proof_close: int
) -> tuple[bool, ...]:
    """A block admits claims of a session iff it is within the offsets of the claim window, both ends included."""
    first = END + 1 + claim_open
    within = (first <= height) & (height <= first + claim_close)
    return (within == passes(validate_claim_window, timed(height, claim_open, claim_close, proof_open, proof_close)),)


def claims_are_accepted_in_their_window_canary(
    height: int, claim_open: int, claim_close: int, proof_open: int, proof_close: int
) -> tuple[bool, ...]:
    """The block in which the window closes is one too late."""
    first = END + 1 + claim_open
    within = (first <= height) & (height < first + claim_close)
    return (within == passes(validate_claim_window, timed(height, claim_open, claim_close, proof_open, proof_close)),)


def proofs_are_accepted_in_their_window(
    height: int, claim_open: int, claim_close: int, proof_open: int, proof_close: int
) -> tuple[bool, ...]:
    """A block admits proofs of a session iff it is within the offsets of the proof window; the seed is before it."""
    state = timed(height, claim_open, claim_close, proof_open, proof_close)
    first = END + 1 + claim_open + claim_close + proof_open
    within = (first <= height) & (height <= first + proof_close)
    return (within == passes(validate_proof_window, state), seed_height(state, END, v0_1_35.RULES) == first - 1)


def proofs_are_accepted_in_their_window_canary(
    height: int, claim_open: int, claim_close: int, proof_open: int, proof_close: int
) -> tuple[bool, ...]:
    """The proof window is counted from the end of the session."""
    state = timed(height, claim_open, claim_close, proof_open, proof_close)
    first = END + 1 + proof_open
    within = (first <= height) & (height <= first + proof_close)
    return (within == passes(validate_proof_window, state), seed_height(state, END, v0_1_35.RULES) >= END)


def sane_windows(height: int, *offsets: int) -> tuple[bool, ...]:
    """Take a block and offsets of a sane size."""
    return (height >= 1, height < 2**60, *(offset >= 0 for offset in offsets), *(offset < 2**32 for offset in offsets))


# Which claims must be proven.

CLAIM = Claim(
    OPERATOR,
    SessionHeader(APPLICATION, SERVICE_ID, "session", 1, END),
    b"\x07" * 32 + (7).to_bytes(8, "big") * 2,
)


def requirement_at(price: int, threshold: int, probability: float) -> int:
    """Ask of a claim of seven relays at such a price whether it must be proven."""
    state = replace(
        EMPTY,
        shared_params=replace(EMPTY.shared_params, compute_units_to_tokens_multiplier=price),
        proof_params=replace(
            EMPTY.proof_params, proof_requirement_threshold=upokt(threshold), proof_request_probability=probability
        ),
    )
    return proof_requirement(state, CLAIM, v0_1_35.RULES)


def claims_from_the_threshold_on_are_proven(price: int, threshold: int) -> tuple[bool, ...]:
    """A claim must be proven for its price iff that is the threshold or more; below it chance alone decides."""
    beyond = 7 * price >= threshold
    never, always = requirement_at(price, threshold, 0.0), requirement_at(price, threshold, 1.0)
    return (
        beyond == (never == THRESHOLD),
        beyond == (never != NOT_REQUIRED),
        beyond == (always == THRESHOLD),
        beyond == (always != PROBABILISTIC),
    )


def claims_from_the_threshold_on_are_proven_canary(price: int, threshold: int) -> tuple[bool, ...]:
    """The threshold is the highest price that needs no proof."""
    return ((7 * price > threshold) == (requirement_at(price, threshold, 0.0) == THRESHOLD),)


def sane_price(price: int, threshold: int) -> tuple[bool, ...]:
    """Take a price of a relay and a threshold."""
    return (price >= 1, price < 2**40, threshold >= 0, threshold < LARGEST)


# What a root must be.

NUMBERS = (0, 1, 2**63, 2**64 - 1)


def every_root() -> Iterator[tuple[int, int, int, bytes]]:
    """Make roots of all lengths to 80, with sums and counts at the ends of their ranges."""
    for length in range(81):
        for units in NUMBERS:
            for relays in NUMBERS:
                root = (bytes(64) + units.to_bytes(8, "big") + relays.to_bytes(8, "big"))[80 - length :]
                yield length, units, relays, root


def reason_for(root: bytes) -> str:
    """Name the reason for which a root is refused, nothing for one that is admitted as what it says."""
    try:
        admitted = validate_root_hash(root)
    except Rejected as rejected:
        return rejected.reason.value
    return "" if admitted == (claimed_relays(root), claimed_compute_units(root)) else "another"


def roots_are_refused_for_their_first_fault() -> Iterator[tuple[str, bool]]:
    """A root is admitted iff it has 48 bytes and neither sum nor count is 0, and says its last two words."""
    for length, units, relays, root in every_root():
        fault = Reason.CLAIM_ROOT_HASH_LENGTH.value
        if length == 48:
            fault = (
                "" if relays and units else (Reason.CLAIM_COMPUTE_UNITS_ZERO if relays else Reason.CLAIM_RELAYS_ZERO)
            )
        yield f"{length} bytes, {units} of {relays}", reason_for(root) == fault


def roots_are_refused_for_their_first_fault_canary() -> Iterator[tuple[str, bool]]:
    """A root without relays is admitted if it has compute units."""
    for length, units, relays, root in every_root():
        if length == 48:
            yield f"{units} of {relays}", (reason_for(root) == "") == (units > 0)


SOLVED = (
    SolverTheorem(
        function=claims_are_accepted_in_their_window,
        canary=claims_are_accepted_in_their_window_canary,
        given=sane_windows,
        rules=(validate_claim_window,),
        scope="the first session, heights below 2^60, offsets below 2^32",
        invariants=("WIN-3",),
        paths=40,
    ),
    SolverTheorem(
        function=proofs_are_accepted_in_their_window,
        canary=proofs_are_accepted_in_their_window_canary,
        given=sane_windows,
        rules=(validate_proof_window, seed_height),
        scope="the first session, heights below 2^60, offsets below 2^32",
        invariants=("WIN-3",),
        paths=40,
    ),
    SolverTheorem(
        function=claims_from_the_threshold_on_are_proven,
        canary=claims_from_the_threshold_on_are_proven_canary,
        given=sane_price,
        rules=(proof_requirement,),
        scope="7 relays, prices below 2^40 each",
        invariants=("PRF-1",),
        assumptions=("nothing is drawn at a probability of 0, everything at 1",),
        paths=40,
    ),
)

EXHAUSTED = (
    Exhausted(
        function=roots_are_refused_for_their_first_fault,
        canary=roots_are_refused_for_their_first_fault_canary,
        rules=(validate_root_hash, claimed_relays, claimed_compute_units),
        scope="roots of 0 to 80 bytes, sums and counts of 0, 1, 2^63 and 2^64 - 1",
        invariants=("PAY-1",),
    ),
)
