"""What is claimed about claims: every seed of the proof sample is read as one integer, and every integer has one."""

from __future__ import annotations

import deal

from pocket_spec.claims.arithmetic import estimated_relays, expected_compute_units
from pocket_spec.claims.proof_path import proof_path
from pocket_spec.claims.proof_sample import (
    first_draw,
    generator_seed,
    generator_word,
    leading_varint,
    seeded_float64_bits,
    zigzag_decoded,
)
from pocket_spec.claims.root import (
    claimed_compute_units,
    claimed_relays,
    is_sum_root,
    validate_root_hash,
)
from pocket_spec.theorems import CheckedRule, Theorem


@deal.pre(lambda one, other: 0 <= one < 2**64 and 0 <= other < 2**64)
@deal.ensure(lambda one, other, result: result == (one == other))
def zigzag_reads_every_integer_once(one: int, other: int) -> bool:
    """Different encodings are different integers."""
    return zigzag_decoded(one) == zigzag_decoded(other)


@deal.pre(lambda one, other: 0 <= one < 2**64 and 0 <= other < 2**64)
@deal.ensure(lambda one, other, result: result == (one == other))
def zigzag_reads_every_integer_once_canary(one: int, other: int) -> bool:
    """Odd encodings count down from 0 instead of from -1."""
    return (one // 2 if one % 2 == 0 else -(one // 2)) == (other // 2 if other % 2 == 0 else -(other // 2))


@deal.pre(lambda value: -(2**63) <= value < 2**63)
@deal.ensure(lambda value, result: result == value)
def zigzag_is_undone(value: int) -> int:
    """Twice a value, or twice its magnitude less one below zero, is read as that value."""
    return zigzag_decoded(2 * value if value >= 0 else -2 * value - 1)


@deal.pre(lambda value: -(2**63) <= value < 2**63)
@deal.ensure(lambda value, result: result == value)
def zigzag_is_undone_canary(value: int) -> int:
    """The sign is the highest bit."""
    encoded = 2 * value if value >= 0 else -2 * value - 1
    return encoded // 2 if encoded < 2**63 else -(encoded // 2)


@deal.pre(lambda num_relays, per_relay: num_relays >= 1 and per_relay >= 1)
@deal.ensure(lambda num_relays, per_relay, result: result == num_relays)
def where_every_relay_counts_the_estimate_is_the_claim(num_relays: int, per_relay: int) -> int:
    """At the base difficulty the estimate of relays is the number claimed."""
    return estimated_relays(num_relays, num_relays * per_relay, num_relays * per_relay)


@deal.pre(lambda num_relays, per_relay: num_relays >= 1 and per_relay >= 1)
@deal.ensure(lambda num_relays, per_relay, result: result == num_relays)
def where_every_relay_counts_the_estimate_is_the_claim_canary(num_relays: int, per_relay: int) -> int:
    """The quotient is rounded up by a whole."""
    return num_relays * per_relay // per_relay + 1


@deal.pre(lambda num_relays, per_relay: 0 <= num_relays < 2**43 and 0 <= per_relay <= 2**21)
@deal.ensure(lambda num_relays, per_relay, result: result == num_relays * per_relay)
def sane_claims_do_not_wrap(num_relays: int, per_relay: int) -> int:
    """Below 2^43 relays, at the heaviest weight a service may have, compute units are the product."""
    return expected_compute_units(num_relays, per_relay)


@deal.pre(lambda num_relays, per_relay: 0 <= num_relays < 2**43 and 0 <= per_relay <= 2**21)
@deal.ensure(lambda num_relays, per_relay, result: result == num_relays * per_relay)
def sane_claims_do_not_wrap_canary(num_relays: int, per_relay: int) -> int:
    """The product wraps at 63 bits."""
    return num_relays * per_relay % 2**63


THEOREMS = (
    Theorem(
        function=zigzag_reads_every_integer_once,
        canary=zigzag_reads_every_integer_once_canary,
        rules=(zigzag_decoded,),
    ),
    Theorem(
        function=zigzag_is_undone,
        canary=zigzag_is_undone_canary,
        rules=(zigzag_decoded,),
    ),
    Theorem(
        function=where_every_relay_counts_the_estimate_is_the_claim,
        invariants=("EST-1",),
        canary=where_every_relay_counts_the_estimate_is_the_claim_canary,
        rules=(estimated_relays,),
    ),
    Theorem(
        function=sane_claims_do_not_wrap,
        invariants=("PAY-1",),
        canary=sane_claims_do_not_wrap_canary,
        rules=(expected_compute_units,),
    ),
)

RULES = (
    CheckedRule(estimated_relays),
    CheckedRule(expected_compute_units),
    CheckedRule(is_sum_root, expected="not confirmed", remark="bytes", seconds=2),
    CheckedRule(claimed_compute_units, expected="not confirmed", remark="bytes", seconds=2),
    CheckedRule(claimed_relays, expected="not confirmed", remark="bytes", seconds=2),
    CheckedRule(validate_root_hash, expected="not confirmed", remark="bytes", seconds=2),
    CheckedRule(zigzag_decoded),
    CheckedRule(leading_varint, expected="not confirmed", remark="bytes", seconds=2),
    CheckedRule(generator_seed, expected="not confirmed", remark="a hash", seconds=2),
    CheckedRule(
        generator_word,
        expected="not confirmed",
        remark="exclusive or of shifted words, and a power computed by a library",
        seconds=2,
    ),
    CheckedRule(first_draw, expected="not confirmed", remark="the same as `generator_word`", seconds=2),
    CheckedRule(seeded_float64_bits, expected="not confirmed", remark="a hash", seconds=2),
    CheckedRule(proof_path, expected="not confirmed", remark="a hash", seconds=2),
)
