"""Which claims must be proven: those of a price, and a sample of the others."""

from __future__ import annotations

import struct

import deal

from pocket_spec.claims.figures import price_of_claim
from pocket_spec.claims.messages import CLAIM, NOT_REQUIRED, PROBABILISTIC, THRESHOLD, Claim
from pocket_spec.claims.proof_sample import seeded_float64_bits
from pocket_spec.claims.windows import seed_height
from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.proto import encode
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.rules import Rules
from pocket_spec.session.block_hash import block_hash_at
from pocket_spec.state.coin import amount_of
from pocket_spec.state.state import State


@deal.ensure(lambda claim, seed_block_hash, result: 0 <= result < 1)
def proof_sample(claim: Claim, seed_block_hash: bytes) -> float:
    """Draw the sample of a claim, in [0, 1): seeded by the hash of its record and that of a block.

    Source: poktroll v0.1.35 x/proof/types/claim.go (GetProofRequirementSampleValue)
    """
    bits = seeded_float64_bits(sha256(encode(CLAIM, claim)) + seed_block_hash)
    sample: float = struct.unpack(">d", bits.to_bytes(8, "big"))[0]
    return sample


@deal.raises(Rejected)
@deal.ensure(lambda state, claim, rules, result: result in {NOT_REQUIRED, PROBABILISTIC, THRESHOLD})
def proof_requirement(state: State, claim: Claim, rules: Rules) -> int:
    """Say whether a claim must be proven: from the threshold's price on, or where its sample is within the parameter.

    Threshold and probability are today's parameters, the price is that of the session's start, and the seed is the
    block before the proof window opens; no bytes stand for the hash of a block that is not there yet.
    Errors: those of `price_of_claim`.
    Source: poktroll v0.1.35 x/proof/keeper/msg_server_submit_proof.go (ProofRequirementForClaim)
    """
    header = claim.session_header or SessionHeader()
    price = price_of_claim(state, claim.root_hash, header.service_id, header.session_start_block_height, rules)
    if price.claimed_upokt >= amount_of(state.proof_params.proof_requirement_threshold):
        return THRESHOLD
    seed = block_hash_at(state, seed_height(state, header.session_end_block_height, rules))
    if proof_sample(claim, seed) <= state.proof_params.proof_request_probability:
        return PROBABILISTIC
    return NOT_REQUIRED
