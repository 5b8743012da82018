"""Numbers as the chain computes with them: 64-bit integers that wrap, exact rationals, Go's floating point.

Amounts, heights and compute units are nominal types for the type checker and plain `int` at run time.
"""

from pocket_spec.numbers.go_floats import float64_to_rational, integer_to_float64_bits, round_to_precision
from pocket_spec.numbers.integers import (
    INT64_MAX,
    INT64_MIN,
    SDK_INT_MAX,
    UINT64_MAX,
    ceiling_division,
    int64,
    is_int64,
    is_uint64,
    quotient_toward_zero,
    round_half_even_division,
    sdk_int,
    uint64,
)
from pocket_spec.numbers.quantities import ComputeUnits, Height, RelayCount, Upokt
from pocket_spec.numbers.rationals import lowest_terms

__all__ = [
    "INT64_MAX",
    "INT64_MIN",
    "SDK_INT_MAX",
    "UINT64_MAX",
    "ComputeUnits",
    "Height",
    "RelayCount",
    "Upokt",
    "ceiling_division",
    "float64_to_rational",
    "int64",
    "integer_to_float64_bits",
    "is_int64",
    "is_uint64",
    "lowest_terms",
    "quotient_toward_zero",
    "round_half_even_division",
    "round_to_precision",
    "sdk_int",
    "uint64",
]
