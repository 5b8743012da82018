"""Suite `random`: the seeded sample that decides whether a claim must be proven."""

from __future__ import annotations

from typing import Any

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import HEX, hex_of, record
from pocket_spec.claims.proof_sample import seeded_float64_bits


def seeded_float(values: dict[str, Any]) -> dict[str, Any]:
    """Draw the sample of a seed."""
    return {"float64_bits": seeded_float64_bits(values["seed"]).to_bytes(8, "big")}


OPERATIONS = (
    Operation(
        suite="random",
        op="seeded_float",
        input=record({"seed": HEX}),
        output=record({"float64_bits": hex_of(8)}),
        rule="pocket_spec.claims.proof_sample.seeded_float64_bits",
        run=seeded_float,
    ),
)
