"""Cases of suite `claim`, op `proof_requirement`: which claims must be proven."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pocket_conformance.generate.chain.claims import at_difficulty, at_price, root_of
from pocket_conformance.generate.chain.claims_world import (
    COMPUTE_UNITS,
    END,
    PARAMS,
    PROOF_OPEN,
    SEED,
    START,
    SUPPLIER,
    header_of,
    work,
    world,
)
from pocket_conformance.generate.chain.proofs import with_params
from pocket_conformance.generate.model import Case, Note
from pocket_spec.chain.execution import default_header_hash
from pocket_spec.claims.messages import Claim
from pocket_spec.claims.requirement import proof_sample
from pocket_spec.state.records.shared import SharedParamsUpdate
from pocket_spec.state.state import State

REQUIREMENT = "poktroll v0.1.35 x/proof/keeper/msg_server_submit_proof.go"
SAMPLE = "poktroll v0.1.35 x/proof/types/claim.go"
NOTES = {
    "RequirementOfPrice": Note("ordinary", "The price of the claim is the threshold or above it.", REQUIREMENT),
    "RequirementDrawn": Note("ordinary", "The sample of the claim decides.", SAMPLE),
    "RequirementPriceEdge": Note("boundary", "The price is the threshold, or 1 uPOKT less.", REQUIREMENT),
    "RequirementSampleEdge": Note("boundary", "The sample is the probability, or just above it.", REQUIREMENT),
    "RequirementCertain": Note("boundary", "A probability of 0 or 1.", REQUIREMENT),
    "RequirementUnseeded": Note("quirk", "The drawing block is not there yet: its hash is no bytes.", REQUIREMENT),
    "RequirementRoot": Note("defect", "The root hash of the claim has no sum and no count.", SAMPLE),
}
STATE = world(PROOF_OPEN)
HEADER = header_of(STATE)
CLAIM = work(HEADER).claim()
PRICE = 12_600
SEED_HASH = default_header_hash(SEED)


def case(state: State, claim: Claim, comment: str, flag: str) -> Case:
    """Make a case."""
    return Case("proof_requirement", comment, (flag,), {"state": state, "claim": claim})


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _price_cases()
    yield from _sample_cases()
    for length in (0, 31, 33, 47):
        claim = replace(CLAIM, root_hash=bytes(length) or None)
        yield case(STATE, claim, f"a root hash of {length} bytes", "RequirementRoot")


def _price_cases() -> Iterator[Case]:
    for threshold, flag in ((0, "RequirementOfPrice"), (1, "RequirementOfPrice"), (PRICE, "RequirementPriceEdge")):
        yield case(with_params(STATE, 0.0, threshold), CLAIM, f"{PRICE} uPOKT, threshold {threshold}", flag)
    above = with_params(STATE, 0.0, PRICE + 1)
    yield case(above, CLAIM, "1 uPOKT below the threshold", "RequirementPriceEdge")
    yield case(at_difficulty(above, 2**255 - 1), CLAIM, "twice the price by the difficulty", "RequirementOfPrice")
    dearer = at_price(above, (1, 42_000_000), (START, 84_000_000))
    yield case(dearer, CLAIM, "twice the price since the session's start", "RequirementOfPrice")
    later = at_price(above, (1, 42_000_000), (START + 1, 84_000_000))
    yield case(later, CLAIM, "twice the price only later", "RequirementOfPrice")
    large = replace(CLAIM, root_hash=root_of(2**64 - 1, 2**40))
    yield case(above, large, "as many compute units as there can be", "RequirementOfPrice")


def _sample_cases() -> Iterator[Case]:
    sample = proof_sample(CLAIM, SEED_HASH)
    below = float(f"{sample:.6f}") - 1e-6
    yield case(with_params(STATE, 0.0), CLAIM, "never by lot", "RequirementCertain")
    yield case(with_params(STATE, 1.0), CLAIM, "always", "RequirementCertain")
    yield case(with_params(STATE, sample), CLAIM, "the sample is the probability", "RequirementSampleEdge")
    yield case(with_params(STATE, below), CLAIM, "the sample is a little above", "RequirementSampleEdge")
    fair = with_params(STATE, 0.5)
    for number in range(6):
        claim = replace(CLAIM, root_hash=root_of(3 * COMPUTE_UNITS, 3, bytes([number]) * 32))
        yield case(fair, claim, f"one of two, root {number}", "RequirementDrawn")
    other = replace(CLAIM, supplier_operator_address=SUPPLIER[:-1])
    yield case(fair, other, "another supplier, that is none", "RequirementDrawn")
    shifted = replace(fair, shared_params_history=fair.shared_params_history.set(
        END, SharedParamsUpdate(END, replace(PARAMS, proof_window_open_offset_blocks=2))
    ))  # fmt: skip
    yield case(shifted, CLAIM, "the window opens later by the parameters of the session's end", "RequirementDrawn")
    live = replace(fair, shared_params=replace(PARAMS, proof_window_open_offset_blocks=2))
    live = replace(live, shared_params_history=live.shared_params_history.set(1, SharedParamsUpdate(1, PARAMS)))
    yield case(live, CLAIM, "the window opens later by today's parameters", "RequirementDrawn")
    early = with_params(world(SEED), 0.5)
    yield case(early, CLAIM, "before the drawing block has its hash", "RequirementUnseeded")
