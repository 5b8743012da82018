"""Suite `claim`, op `price`: what a claim comes to."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import HEX, UINT64, decimal, integer, record
from pocket_spec.numbers import SDK_INT_MAX
from pocket_spec.settlement.pricing import claim_price

PARAMETER = integer(0, 2**64 - 1)


def price(values: dict[str, Any]) -> dict[str, Any]:
    """Derive a claim's figures."""
    return asdict(claim_price(**values))


OPERATIONS = (
    Operation(
        suite="claim",
        op="price",
        input=record(
            {
                "root_hash": HEX,
                "target_hash": HEX,
                "compute_units_to_tokens_multiplier": PARAMETER,
                "compute_unit_cost_granularity": PARAMETER,
            }
        ),
        output=record(
            {
                "num_relays": UINT64,
                "claimed_compute_units": UINT64,
                "estimated_compute_units": UINT64,
                "claimed_upokt": decimal(0, SDK_INT_MAX),
            }
        ),
        rule="pocket_spec.settlement.pricing.claim_price",
        run=price,
    ),
)
