"""The price of a claim: from sampled compute units to the estimate of all work, and from that to uPOKT.

Rounding happens once at each result, never in between: the price is not computed from the rounded estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.claims.root import claimed_compute_units, claimed_relays
from pocket_spec.numbers import ComputeUnits, RelayCount, Upokt, int64, is_uint64, sdk_int, uint64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.difficulty import BASE_TARGET, scale_up


@dataclass(frozen=True, slots=True)
class ClaimPrice:
    """What a claim comes to."""

    num_relays: RelayCount
    claimed_compute_units: ComputeUnits
    estimated_compute_units: ComputeUnits
    claimed_upokt: Upokt


@deal.pre(lambda compute_units, target, multiplier, granularity: compute_units >= 0 and multiplier >= 0)
@deal.pre(lambda compute_units, target, multiplier, granularity: target > 0 and granularity > 0)
@deal.ensure(
    lambda compute_units, target, multiplier, granularity, result: (
        result * target * granularity <= compute_units * BASE_TARGET * multiplier < (result + 1) * target * granularity
    )
)
def upokt_price(compute_units: int, target: int, multiplier: int, granularity: int) -> int:
    """Price claimed compute units: scaled up by the difficulty, times multiplier over granularity, rounded down once.

    Source: poktroll v0.1.35 x/proof/types/claim.go (GetClaimeduPOKT)
    """
    return compute_units * BASE_TARGET * multiplier // (target * granularity)


@deal.pre(lambda compute_units, target_hash: is_uint64(compute_units))
@deal.raises(Rejected)
@deal.ensure(lambda compute_units, target_hash, result: is_uint64(result))
def estimated_compute_units(compute_units: int, target_hash: bytes) -> int:
    """Estimate the compute units of all relays served from those of the relays that count; wraps at 64 bits.

    Errors: `DIFFICULTY_TARGET_ZERO` for a target of zero or no bytes; the real code panics there.
    Source: poktroll v0.1.35 x/proof/types/claim.go (GetNumEstimatedComputeUnits)
    """
    target = int.from_bytes(target_hash, "big")
    if target == 0:
        raise Rejected(Reason.DIFFICULTY_TARGET_ZERO)
    return uint64(scale_up(compute_units, target))


@deal.pre(lambda compute_units, target_hash, multiplier, granularity: is_uint64(compute_units))
@deal.pre(lambda compute_units, target_hash, multiplier, granularity: is_uint64(multiplier) and is_uint64(granularity))
@deal.raises(Rejected)
@deal.ensure(lambda compute_units, target_hash, multiplier, granularity, result: result >= 0)
def claimed_upokt(compute_units: int, target_hash: bytes, multiplier: int, granularity: int) -> int:
    """Price a claim in uPOKT from its compute units, the service's target hash and two parameters of the network.

    Both parameters are read as signed 64-bit integers: from 2^63 on they are negative, and two negatives make a price.
    Errors, in this order: `DIFFICULTY_TARGET_ZERO` and `SHARED_PARAM_INVALID` (granularity 0), where the real code
    panics; `CLAIM_AMOUNT_NEGATIVE`; `AMOUNT_OVERFLOW` beyond 256 bits, where it panics again.
    Source: poktroll v0.1.35 x/proof/types/claim.go (GetClaimeduPOKT)
    """
    target = int.from_bytes(target_hash, "big")
    if target == 0:
        raise Rejected(Reason.DIFFICULTY_TARGET_ZERO)
    if granularity == 0:
        raise Rejected(Reason.SHARED_PARAM_INVALID, "compute_unit_cost_granularity is 0")
    signed_multiplier, signed_granularity = int64(multiplier), int64(granularity)
    price = upokt_price(compute_units, target, abs(signed_multiplier), abs(signed_granularity))
    opposite_signs = (signed_multiplier < 0) != (signed_granularity < 0)
    if opposite_signs and compute_units * signed_multiplier != 0:
        raise Rejected(Reason.CLAIM_AMOUNT_NEGATIVE)
    return sdk_int(price)


@deal.pre(
    lambda root_hash, target_hash, compute_units_to_tokens_multiplier, compute_unit_cost_granularity: (
        is_uint64(compute_units_to_tokens_multiplier) and is_uint64(compute_unit_cost_granularity)
    )
)
@deal.raises(Rejected)
@deal.ensure(
    lambda root_hash, target_hash, compute_units_to_tokens_multiplier, compute_unit_cost_granularity, result: (
        result.num_relays == int.from_bytes(root_hash[-8:], "big")
    )
)
def claim_price(
    root_hash: bytes,
    target_hash: bytes,
    compute_units_to_tokens_multiplier: int,
    compute_unit_cost_granularity: int,
) -> ClaimPrice:
    """Derive every figure of a claim from its root hash, as the chain does when it announces and settles it.

    Errors: `CLAIM_ROOT_HASH_LENGTH`, then those of `estimated_compute_units` and `claimed_upokt`. Zero relays or
    compute units have a price, 0: what refuses such a claim is `pocket_spec.claims.root.validate_root_hash`.
    Source: poktroll v0.1.35 x/proof/types/claim.go
    """
    compute_units = claimed_compute_units(root_hash)
    return ClaimPrice(
        num_relays=RelayCount(claimed_relays(root_hash)),
        claimed_compute_units=ComputeUnits(compute_units),
        estimated_compute_units=ComputeUnits(estimated_compute_units(compute_units, target_hash)),
        claimed_upokt=Upokt(
            claimed_upokt(compute_units, target_hash, compute_units_to_tokens_multiplier, compute_unit_cost_granularity)
        ),
    )
