"""Relay mining difficulty: which relays count, what one that counts stands for, and how the target moves.

A relay counts when its hash is below the service's target hash. Relays are thereby sampled with a known probability
(scaled down) and claims are multiplied by its inverse at settlement (scaled up).
"""

from __future__ import annotations

import deal

from pocket_spec.numbers import (
    UINT64_MAX,
    ceiling_division,
    int64,
    is_uint64,
    lowest_terms,
    round_to_precision,
)
from pocket_spec.numbers.go_floats import BIG_FLOAT_INTEGER_BITS
from pocket_spec.rejections import Reason, Rejected

BASE_TARGET_HASH = b"\xff" * 32
"""The easiest target: of 2^256 hashes all but the last one count."""
BASE_TARGET = 2**256 - 1
"""The same as an integer: probabilities are measured against it."""

EMA_UNITS = 2**55
"""The double 0.1 is a whole number of these parts, so is every product of it with an integer."""
EMA_ALPHA = 3602879701896397
"""The double nearest to 0.1, in parts of `EMA_UNITS`: the weight of the newest observation."""


@deal.ensure(lambda relay_hash, target_hash, result: not (result and target_hash <= relay_hash))
def is_relay_applicable(relay_hash: bytes, target_hash: bytes) -> bool:
    """Count a relay towards a claim iff its hash is below the target, compared byte by byte, a prefix being smaller.

    A target shorter than the hash is thus compared as if it stood left-aligned, unlike in `relay_probability`.
    Source: poktroll v0.1.35 pkg/crypto/protocol/relay_difficulty.go
    """
    return relay_hash < target_hash


@deal.pre(lambda actual_relays, target: actual_relays >= 0 and 0 <= target <= BASE_TARGET)
@deal.ensure(lambda actual_relays, target, result: 0 <= result <= actual_relays)
def scale_down(actual_relays: int, target: int) -> int:
    """Give the number of relays, rounded down, that are expected to count out of those that were served.

    Source: poktroll v0.1.35 docusaurus/docs/3_protocol/tokenomics (scaleDown)
    """
    return actual_relays * target // BASE_TARGET


@deal.pre(lambda claimed, target: claimed >= 0 and target > 0)
@deal.ensure(lambda claimed, target, result: result * target <= claimed * BASE_TARGET < (result + 1) * target)
def scale_up(claimed: int, target: int) -> int:
    """Give the number, rounded down, that a count of sampled relays or compute units stands for.

    Source: poktroll v0.1.35 x/proof/types/claim.go
    """
    return claimed * BASE_TARGET // target


@deal.ensure(lambda target_hash, result: result[0] <= result[1] or len(target_hash) > len(BASE_TARGET_HASH))
def relay_probability(target_hash: bytes) -> tuple[int, int]:
    """Give the probability that a relay counts, the target over 2^256 - 1, in lowest terms.

    A target of more than 32 bytes may give more than 1.
    Source: poktroll v0.1.35 pkg/crypto/protocol/relay_difficulty.go
    """
    return lowest_terms(int.from_bytes(target_hash, "big"), BASE_TARGET)


@deal.raises(Rejected)
@deal.ensure(lambda target_hash, result: result == relay_probability(target_hash)[::-1])
def relay_multiplier(target_hash: bytes) -> tuple[int, int]:
    """Give the number of relays that one which counts stands for: the inverse of the probability.

    Errors: `DIFFICULTY_TARGET_ZERO` for a target of zero or no bytes; the real code panics there.
    Source: poktroll v0.1.35 pkg/crypto/protocol/relay_difficulty.go
    """
    numerator, denominator = relay_probability(target_hash)
    if numerator == 0:
        raise Rejected(Reason.DIFFICULTY_TARGET_ZERO)
    return denominator, numerator


@deal.pre(lambda target, target_num_relays, relays_ema: target >= 0 and target_num_relays >= 0 and relays_ema > 0)
@deal.ensure(
    lambda target, target_num_relays, relays_ema, result: (
        result * relays_ema <= target * target_num_relays < (result + 1) * relays_ema
    )
)
def scaled_target(target: int, target_num_relays: int, relays_ema: int) -> int:
    """Scale a target by the wanted over the average number of relays, rounded down: the rule for sane numbers.

    Source: poktroll v0.1.35 pkg/crypto/protocol/relay_difficulty.go (ScaleRelayDifficultyHash)
    """
    return target * target_num_relays // relays_ema


@deal.pre(lambda previous_target_hash, target_num_relays, new_relays_ema: is_uint64(target_num_relays))
@deal.pre(lambda previous_target_hash, target_num_relays, new_relays_ema: is_uint64(new_relays_ema))
@deal.raises(Rejected)
@deal.ensure(
    lambda previous_target_hash, target_num_relays, new_relays_ema, result: (
        result == BASE_TARGET_HASH or len(result) >= len(previous_target_hash)
    )
)
def new_target_hash(previous_target_hash: bytes, target_num_relays: int, new_relays_ema: int) -> bytes:
    """Scale a target hash so that on average `target_num_relays` relays count, at most to the base target.

    The result is padded on the left to the length of the previous hash. When the average equals the target number the
    hash is kept, byte for byte. The chain passes `BASE_TARGET_HASH` as the previous hash, always: scaling the last one
    would let the difficulty drift while the average stands still.
    Both numbers are read as signed: from 2^63 on they are negative, and the magnitude of the floor of a negative
    product is its ceiling.
    Errors: `DIFFICULTY_EMA_ZERO` for an average of 0 (unless the target number is 0); the real code panics there.
    Source: poktroll v0.1.35 pkg/crypto/protocol/relay_difficulty.go, x/service/keeper/update_relay_mining_difficulty.go
    """
    if target_num_relays == new_relays_ema:
        return previous_target_hash
    if new_relays_ema == 0:
        raise Rejected(Reason.DIFFICULTY_EMA_ZERO)
    previous = int.from_bytes(previous_target_hash, "big")
    wanted, average = int64(target_num_relays), int64(new_relays_ema)
    if (wanted < 0) == (average < 0):
        scaled = scaled_target(previous, abs(wanted), abs(average))
    else:
        scaled = ceiling_division(previous * abs(wanted), abs(average))
    if scaled > BASE_TARGET:
        return BASE_TARGET_HASH
    return scaled.to_bytes(max(len(previous_target_hash), (scaled.bit_length() + 7) // 8), "big")


@deal.pre(lambda previous, current: is_uint64(previous) and is_uint64(current))
@deal.ensure(lambda previous, current, result: is_uint64(result))
@deal.ensure(lambda previous, current, result: min(previous, current) - 1 <= result <= max(previous, current) + 1024)
def relays_ema(previous: int, current: int) -> int:
    """Move the exponential moving average of relays one step: 0.1 of the newest number and 0.9 of the average so far.

    Computed as Go's `big.Float` does with 64 bits of mantissa: each product and the sum is rounded to 64 bits, ties to
    even, with the double nearest to 0.1; then truncated, and saturated at 2^64 - 1.
    Source: poktroll v0.1.35 x/service/keeper/update_relay_mining_difficulty.go (computeEma)
    """
    weighted_current = round_to_precision(EMA_ALPHA * current, BIG_FLOAT_INTEGER_BITS)
    weighted_previous = round_to_precision((EMA_UNITS - EMA_ALPHA) * previous, BIG_FLOAT_INTEGER_BITS)
    average = round_to_precision(weighted_current + weighted_previous, BIG_FLOAT_INTEGER_BITS)
    return min(average // EMA_UNITS, UINT64_MAX)


@deal.pre(lambda known_ema, num_relays: (known_ema is None or is_uint64(known_ema)) and is_uint64(num_relays))
@deal.ensure(lambda known_ema, num_relays, result: is_uint64(result))
def next_relays_ema(known_ema: int | None, num_relays: int) -> int:
    """Move a service's average, the number of relays itself standing for the average at its first settlement.

    Source: poktroll v0.1.35 x/service/keeper/update_relay_mining_difficulty.go
    """
    return relays_ema(num_relays if known_ema is None else known_ema, num_relays)
