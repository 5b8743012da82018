"""The arithmetic of claims: what relays weigh, and how many there were."""

from __future__ import annotations

import deal

from pocket_spec.numbers import uint64


@deal.pre(lambda num_relays, compute_units_per_relay: num_relays >= 0 and compute_units_per_relay >= 0)
@deal.ensure(lambda num_relays, compute_units_per_relay, result: 0 <= result <= num_relays * compute_units_per_relay)
def expected_compute_units(num_relays: int, compute_units_per_relay: int) -> int:
    """Give the compute units that a claim must ask for: its relays times what one weighs, wrapping at 64 bits.

    Source: poktroll v0.1.35 x/proof/keeper/msg_server_create_claim.go (CreateClaim)
    """
    return uint64(num_relays * compute_units_per_relay)


@deal.pre(lambda num_relays, claimed, estimated: num_relays >= 0 and claimed >= 0 and estimated >= 0)
@deal.ensure(lambda num_relays, claimed, estimated, result: 0 <= result <= estimated)
def estimated_relays(num_relays: int, claimed: int, estimated: int) -> int:
    """Estimate all relays served: the estimated compute units by the whole compute units of a claimed relay.

    It is 0 for a claim without relays, or with fewer compute units than relays.
    Source: poktroll v0.1.35 x/proof/types/claim.go (GetNumEstimatedRelays)
    """
    per_relay = claimed // num_relays if num_relays else 0
    return estimated // per_relay if per_relay else 0
