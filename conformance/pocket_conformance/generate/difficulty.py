"""Cases of suite `difficulty`."""

from __future__ import annotations

from collections.abc import Iterator

from pocket_conformance.generate.deterministic import stream_bytes, stream_int
from pocket_conformance.generate.model import Case, Note

DIFFICULTY_SOURCE = "poktroll v0.1.35 pkg/crypto/protocol/relay_difficulty.go"
EMA_SOURCE = "poktroll v0.1.35 x/service/keeper/update_relay_mining_difficulty.go"

BASE = b"\xff" * 32
UINT64_MAX = 2**64 - 1
MAINNET_TARGET_NUM_RELAYS = 100_000

NOTES = {
    "Ordinary": Note("ordinary", "Nothing special.", DIFFICULTY_SOURCE),
    "MainnetParameter": Note(
        "ordinary", "Computed with the parameters of mainnet: a target of 100000 relays.", DIFFICULTY_SOURCE
    ),
    "EqualHash": Note("boundary", "A hash equal to the target does not count.", DIFFICULTY_SOURCE),
    "LastByte": Note("boundary", "Hash and target differ in the last byte alone.", DIFFICULTY_SOURCE),
    "FirstByte": Note("boundary", "The first byte decides, whatever follows.", DIFFICULTY_SOURCE),
    "BaseTarget": Note("boundary", "The easiest target, 32 bytes of ff.", DIFFICULTY_SOURCE),
    "LengthsDiffer": Note(
        "quirk",
        "Bytes are compared from the left, and a prefix is smaller: a short target is not padded for the comparison, "
        "although the multiplier reads it as a number.",
        DIFFICULTY_SOURCE,
    ),
    "TargetOne": Note("boundary", "The hardest target that has a multiplier.", DIFFICULTY_SOURCE),
    "TargetZero": Note(
        "defect", "No relay is below a target of zero, which has no multiplier.", DIFFICULTY_SOURCE, finding="B3"
    ),
    "TargetAboveBase": Note(
        "quirk",
        "A target of more than 32 bytes has a multiplier below 1: nothing checks its length.",
        DIFFICULTY_SOURCE,
    ),
    "Unchanged": Note(
        "boundary", "Average and target number are equal: the hash is returned as it came.", DIFFICULTY_SOURCE
    ),
    "Saturated": Note("boundary", "The scaled target exceeds 32 bytes, so the base target holds.", DIFFICULTY_SOURCE),
    "PaddedLeft": Note("boundary", "The scaled target is shorter and is padded on the left.", DIFFICULTY_SOURCE),
    "Grows": Note(
        "boundary", "The scaled target is longer than the previous one, and is not padded further.", DIFFICULTY_SOURCE
    ),
    "ScaledToZero": Note("boundary", "The scaled target is rounded down to zero.", DIFFICULTY_SOURCE),
    "SignedRatio": Note(
        "quirk",
        "Both numbers are converted to signed 64-bit integers: from 2^63 on they are negative. Of the negative product "
        "the floor is taken, and its sign is lost when it is written out.",
        DIFFICULTY_SOURCE,
    ),
    "AverageZero": Note(
        "defect", "An average of zero relays: the ratio is undefined.", DIFFICULTY_SOURCE, finding="B3"
    ),
    "AverageRounded": Note(
        "quirk",
        "Computed with 64 bits of mantissa and the double nearest to 0.1, which is slightly more than a tenth.",
        EMA_SOURCE,
    ),
    "AverageStands": Note("boundary", "The newest number equals the average.", EMA_SOURCE),
    "AverageLarge": Note("boundary", "Numbers of more than 55 bits: the products are rounded.", EMA_SOURCE),
    "AverageExtreme": Note("boundary", "Numbers at the end of the range.", EMA_SOURCE),
}


def number(value: int) -> bytes:
    """Return 32 bytes, most significant first."""
    return value.to_bytes(32, "big")


def applicable_cases() -> Iterator[Case]:
    """Compare hashes with targets."""
    sample = stream_bytes("difficulty/applicable/sample", 32)
    hashes = (
        ("Ordinary", "a hash below the target", number(2**250), number(2**251)),
        ("Ordinary", "a hash above the target", number(2**251 + 1), number(2**251)),
        ("EqualHash", "hash equal to the target", sample, sample),
        ("LastByte", "one below the target", number(2**200 - 1), number(2**200)),
        ("LastByte", "one above the target", number(2**200 + 1), number(2**200)),
        ("FirstByte", "a smaller first byte outweighs the rest", b"\x00" + b"\xff" * 31, b"\x01" + b"\x00" * 31),
        ("FirstByte", "bytes compare unsigned", b"\x80" + b"\x00" * 31, b"\x7f" + b"\xff" * 31),
        ("BaseTarget", "every hash but one counts at the base target", number(2**256 - 2), BASE),
        ("BaseTarget", "the last hash does not", BASE, BASE),
        ("EqualHash", "hash and target of zero", bytes(32), bytes(32)),
        ("LengthsDiffer", "a target that is a prefix of the hash", sample, sample[:31]),
        ("LengthsDiffer", "a hash that is a prefix of the target", sample[:31], sample),
        ("LengthsDiffer", "a short target is not a small number", number(2**248), b"\x02"),
        ("LengthsDiffer", "an empty target is above nothing", sample, b""),
        ("LengthsDiffer", "an empty hash is below every target with a byte", b"", b"\x00"),
        ("LengthsDiffer", "empty hash, empty target", b"", b""),
    )
    for flag, comment, relay_hash, target_hash in hashes:
        yield Case("applicable", comment, (flag,), {"relay_hash": relay_hash, "target_hash": target_hash})
    for index in range(12):
        relay_hash = stream_bytes(f"difficulty/applicable/hash/{index}", 32)
        target = stream_bytes(f"difficulty/applicable/target/{index}", 32)
        yield Case("applicable", "random", ("Ordinary",), {"relay_hash": relay_hash, "target_hash": target})


def multiplier_cases() -> Iterator[Case]:
    """Invert probabilities."""
    targets = (
        ("BaseTarget", "every relay counts", BASE),
        ("Ordinary", "half of the base target, rounded down", number((2**256 - 1) // 2)),
        ("Ordinary", "a third: reduces to a whole number", number((2**256 - 1) // 3)),
        ("Ordinary", "a power of two shares no factor with 2^256 - 1", number(2**255)),
        ("Ordinary", "a factor of 2^256 - 1: a multiplier of many bits over 1", number(2**128 + 1)),
        ("TargetOne", "one", number(1)),
        ("TargetOne", "one, in a single byte", b"\x01"),
        ("Ordinary", "leading zeros say nothing", bytes(8) + stream_bytes("difficulty/multiplier/short", 24)),
        ("Ordinary", "a short target is a small number", stream_bytes("difficulty/multiplier/short", 24)),
        ("TargetAboveBase", "33 bytes", b"\x01" + bytes(32)),
        ("TargetAboveBase", "64 bytes of ff", b"\xff" * 64),
        ("TargetZero", "32 zero bytes", bytes(32)),
        ("TargetZero", "no bytes", b""),
        ("TargetZero", "one zero byte", b"\x00"),
    )
    for flag, comment, target in targets:
        yield Case("multiplier", comment, (flag,), {"target_hash": target})
    for relays in (100_001, 250_000, 1_000_000, 123_456_789, 10**12):
        target = number((2**256 - 1) * MAINNET_TARGET_NUM_RELAYS // relays)
        yield Case("multiplier", f"an average of {relays} relays", ("MainnetParameter",), {"target_hash": target})
    for index in range(8):
        target = stream_bytes(f"difficulty/multiplier/{index}", 32)
        yield Case("multiplier", "random", ("Ordinary",), {"target_hash": target})


def target_hash_cases() -> Iterator[Case]:
    """Scale targets."""
    small = number(2**100)
    rows = (
        ("Unchanged", "as many relays as wanted", BASE, 100_000, 100_000),
        ("Unchanged", "none wanted, none seen", BASE, 0, 0),
        ("Unchanged", "a previous hash of odd length is kept", b"\x07" * 5, 9, 9),
        ("Unchanged", "no bytes are kept", b"", 1, 1),
        ("Ordinary", "twice as many as wanted", BASE, 100, 200),
        ("Ordinary", "thrice: 2^256 - 1 is divisible", BASE, 1, 3),
        ("Ordinary", "seven times: rounded down", BASE, 1, 7),
        ("Saturated", "half as many as wanted, from the base target", BASE, 2, 1),
        ("Saturated", "one fewer than wanted", BASE, 100_000, 99_999),
        ("Ordinary", "half as many as wanted, from a small target", small, 2, 1),
        ("Ordinary", "the largest result below saturation", number((2**256 - 1) // 2), 2, 1),
        ("Saturated", "the smallest result that saturates", number(2**255), 2, 1),
        ("PaddedLeft", "far more than wanted", BASE, 1, 2**62),
        ("PaddedLeft", "a one-byte result", number(2**16), 1, 2**10),
        ("ScaledToZero", "a previous target of zero", bytes(32), 5, 3),
        ("ScaledToZero", "a small previous target", number(9), 1, 10),
        ("ScaledToZero", "no relays wanted", BASE, 0, 10),
        ("ScaledToZero", "no bytes", b"", 1, 3),
        ("Grows", "a short previous target gains a byte", b"\xff", 2, 1),
        ("PaddedLeft", "a short previous target keeps its length", b"\xff\xff", 1, 300),
        ("Saturated", "a previous target of 33 bytes", b"\x01" + bytes(32), 3, 2),
        ("PaddedLeft", "a previous target of 33 bytes keeps its length", b"\x01" + bytes(32), 1, 2),
        (
            "PaddedLeft",
            "the base target comes of 33 bytes, and keeps their length",
            (2 * (2**256 - 1)).to_bytes(33, "big"),
            1,
            2,
        ),
        ("Ordinary", "the largest signed numbers", BASE, 2**63 - 2, 2**63 - 1),
        ("SignedRatio", "an average of 2^63", BASE, 100_000, 2**63),
        ("SignedRatio", "an average of 2^64 - 1 counts as -1", number(12345), 100_000, UINT64_MAX),
        ("SignedRatio", "a wanted number of 2^63", number(2**64), 2**63, 3),
        ("SignedRatio", "both negative", BASE, UINT64_MAX, UINT64_MAX - 1),
        ("SignedRatio", "a result rounded away from zero", number(10), 1, UINT64_MAX - 2),
        ("SignedRatio", "none wanted, a negative average", BASE, 0, 2**63),
        ("AverageZero", "no relays seen", BASE, 100_000, 0),
        ("AverageZero", "no relays seen, a target of zero", bytes(32), 1, 0),
    )
    for flag, comment, previous, wanted, average in rows:
        inputs = {"previous_target_hash": previous, "target_num_relays": wanted, "new_relays_ema": average}
        yield Case("target_hash", comment, (flag,), inputs)
    for average in (100_001, 110_000, 1_234_567, 98_765_432_101, 2**53 + 1):
        inputs = {
            "previous_target_hash": BASE,
            "target_num_relays": MAINNET_TARGET_NUM_RELAYS,
            "new_relays_ema": average,
        }
        yield Case("target_hash", f"an average of {average} relays", ("MainnetParameter",), inputs)
    for index in range(10):
        inputs = {
            "previous_target_hash": stream_bytes(f"difficulty/target/{index}", 32),
            "target_num_relays": stream_int(f"difficulty/target/wanted/{index}", 1, 10**9),
            "new_relays_ema": stream_int(f"difficulty/target/average/{index}", 10**9, 10**12),
        }
        yield Case("target_hash", "random", ("Ordinary",), inputs)


def ema_cases() -> Iterator[Case]:
    """Move averages."""
    rows = (
        ("AverageStands", "zero stays zero", 0, 0),
        ("AverageStands", "one stays one", 1, 1),
        ("AverageStands", "a thousand stay a thousand", 1000, 1000),
        ("AverageRounded", "a tenth of ten is one", 0, 10),
        ("AverageRounded", "a tenth of nine is none", 0, 9),
        ("AverageRounded", "nine tenths of ten are nine, just", 10, 0),
        ("AverageRounded", "one relay after none: the average stays at zero", 0, 1),
        ("AverageRounded", "nothing after one: the average is forgotten", 1, 0),
        ("AverageRounded", "up", 100, 200),
        ("AverageRounded", "down", 200, 100),
        ("AverageLarge", "2^53 and none", 2**53, 0),
        ("AverageLarge", "none and 2^53 + 1", 0, 2**53 + 1),
        ("AverageLarge", "2^63 stays within a rounding", 2**63, 2**63),
        ("AverageExtreme", "the largest stays within a rounding", UINT64_MAX, UINT64_MAX),
        ("AverageExtreme", "the largest and none", UINT64_MAX, 0),
        ("AverageExtreme", "none and the largest", 0, UINT64_MAX),
        ("AverageExtreme", "one and the largest", 1, UINT64_MAX),
    )
    for flag, comment, previous, current in rows:
        yield Case("ema", comment, (flag,), {"previous": previous, "current": current})
    for bits in (8, 20, 40, 54, 56, 60, 62, 64):
        for index in range(3):
            inputs = {
                "previous": stream_int(f"difficulty/ema/{bits}/{index}/previous", 0, 2**bits - 1),
                "current": stream_int(f"difficulty/ema/{bits}/{index}/current", 0, 2**bits - 1),
            }
            yield Case("ema", f"random, {bits} bits", ("AverageLarge" if bits > 55 else "AverageRounded",), inputs)


def cases() -> Iterator[Case]:
    """Yield every case of the suite."""
    yield from applicable_cases()
    yield from multiplier_cases()
    yield from target_hash_cases()
    yield from ema_cases()
