"""Cases of suite `claim`, op `price`."""

from __future__ import annotations

from collections.abc import Iterator

from pocket_conformance.generate.deterministic import stream_bytes, stream_int
from pocket_conformance.generate.model import Case, Note

SOURCE = "poktroll v0.1.35 x/proof/types/claim.go"
ROOT_SOURCE = "smt v0.14.1 root.go"
PARAMS_SOURCE = "poktroll v0.1.35 tools/scripts/params/bulk_params_main"
SEED_SOURCE = "Relay Mining Estimation & Parameters, table of examples"

BASE = b"\xff" * 32
BASE_NUMBER = 2**256 - 1
UINT64_MAX = 2**64 - 1
MAINNET = (145_990, 1_000_000)
"""Multiplier and granularity of mainnet."""

NOTES = {
    "Ordinary": Note("ordinary", "Nothing special.", SOURCE),
    "MainnetParameters": Note("ordinary", "Multiplier and granularity of mainnet.", PARAMS_SOURCE),
    "SeedTable": Note(
        "ordinary",
        "A row of the worked table of the document that introduces the formulas; the figures are the formulas'.",
        SEED_SOURCE,
    ),
    "SeedErratum": Note(
        "ordinary",
        "A row or line of that document which contradicts its formulas. The answers here are right: 10,000,000 "
        "relays at a difficulty of 0.1 leave 1,000,000 in the claim, which stand for 10,000,000 compute units and cost "
        "500,000,000 uPOKT, 500 POKT, 50 USD (the table says 1,000,000 compute units, 5,000,000 uPOKT, 5 USD). The "
        "baseline's 5 USD for 1,000,000 relays is a market rate of 5 USD per million relays, not of 5,000,000 USD.",
        SEED_SOURCE,
    ),
    "RoundedOnce": Note(
        "quirk",
        "The price is computed from the exact estimate and rounded once: pricing the rounded estimate would give less.",
        SOURCE,
    ),
    "RoundedDown": Note("boundary", "The price lies just below or on a whole uPOKT.", SOURCE),
    "NothingClaimed": Note(
        "boundary",
        "No relays or no compute units have a price, 0. Such a claim is refused when it is made.",
        SOURCE,
    ),
    "OddRootLength": Note(
        "quirk",
        "Sum and count are read from any root whose length less 16 is a power of two; that of a claim has 48 bytes.",
        ROOT_SOURCE,
    ),
    "HardTarget": Note("boundary", "The estimate is far beyond the claim.", SOURCE),
    "EstimateWraps": Note(
        "quirk",
        "The estimate exceeds 64 bits: its lower bits are announced, while the price is of all of it.",
        SOURCE,
    ),
    "TargetAboveBase": Note("quirk", "A target of more than 32 bytes lowers the estimate below the claim.", SOURCE),
    "MultiplierZero": Note("boundary", "Work is free. Governance is refused this value.", SOURCE),
    "SignedParameters": Note(
        "quirk",
        "Both parameters are negative as signed integers: the price is positive, with their magnitudes.",
        SOURCE,
    ),
    "LargestPrice": Note("boundary", "The price fits the SDK's 256 bits, just.", SOURCE),
    "RootLength": Note("defect", "The root's length less 16 is not a power of two.", ROOT_SOURCE),
    "TargetZero": Note("defect", "A target of zero has no multiplier.", SOURCE, finding="B3"),
    "GranularityZero": Note("defect", "A granularity of 0: the real code divides by zero.", SOURCE, finding="B5"),
    "PriceNegative": Note("defect", "One parameter is negative as a signed integer.", SOURCE),
    "PriceOverflow": Note(
        "defect", "The price exceeds the SDK's 256 bits: the real code panics.", SOURCE, finding="B5"
    ),
}


def root(relays: int, compute_units: int, digest: bytes | None = None) -> bytes:
    """Return a root that counts so many relays and sums to so many compute units."""
    digest = stream_bytes(f"claim/root/{relays}/{compute_units}", 32) if digest is None else digest
    return digest + compute_units.to_bytes(8, "big") + relays.to_bytes(8, "big")


def price(
    comment: str, flag: str, root_hash: bytes, target: bytes | int, parameters: tuple[int, int] = MAINNET
) -> Case:
    """Build a case."""
    inputs = {
        "root_hash": root_hash,
        "target_hash": target if isinstance(target, bytes) else target.to_bytes(32, "big"),
        "compute_units_to_tokens_multiplier": parameters[0],
        "compute_unit_cost_granularity": parameters[1],
    }
    return Case("price", comment, (flag,), inputs)


def seed_cases() -> Iterator[Case]:
    """Price the rows of the worked table, whose difficulty of 0.1 is a target a tenth of the base."""
    million = 10**6
    yield price("baseline: 50 POKT", "SeedTable", root(million, million), BASE, (50, 1))
    yield price(
        "high multiplier, high granularity: 50 POKT", "SeedTable", root(million, million), BASE, (50 * million, million)
    )
    yield price("5 compute units per relay: 250 POKT", "SeedTable", root(million, 5 * million), BASE, (50, 1))
    yield price(
        "10 million relays at a difficulty of 0.1: 500 POKT",
        "SeedErratum",
        root(million, million),
        BASE_NUMBER // 10,
        (50, 1),
    )
    yield price(
        "the baseline's relays, so that a multiplier of 50 comes to 5 USD at 0.1 USD per POKT",
        "SeedErratum",
        root(million, million, bytes(32)),
        BASE,
        (50, 1),
    )


def mainnet_cases() -> Iterator[Case]:
    """Price claims with mainnet's parameters."""
    for relays, units, average in (
        (1, 1579, 100_000),
        (39, 6188, 100_000),
        (10_934, 1579, 100_000),
        (10_934, 1579, 2_345_678),
        (99_999, 8000, 123_456_789),
        (2**32, 4000, 10**12),
    ):
        target = BASE_NUMBER * 100_000 // average
        comment = f"{relays} relays of {units} compute units, {average} relays on average"
        yield price(comment, "MainnetParameters", root(relays, relays * units), target)


def rounding_cases() -> Iterator[Case]:
    """Price claims at the edges of rounding."""
    yield price(
        "7 thirds of a compute unit at 3 uPOKT: 7, not 6", "RoundedOnce", root(1, 1), BASE_NUMBER * 3 // 7, (3, 1)
    )
    yield price("a target of 2^255: one bit more than twice", "RoundedOnce", root(10**6, 10**6), 2**255, (10**9, 1))
    for units in (999_999, 1_000_000, 1_000_001):
        yield price(f"{units} compute units at a millionth", "RoundedDown", root(1, units), BASE, (1, 10**6))
    yield price("less than one uPOKT", "RoundedDown", root(1, 6), BASE)
    yield price("just one uPOKT", "RoundedDown", root(1, 7), BASE)
    yield price("no relays", "NothingClaimed", root(0, 1000), BASE)
    yield price("no compute units", "NothingClaimed", root(1000, 0), BASE)
    yield price("the root of an empty trie", "NothingClaimed", bytes(48), BASE)
    yield price("a multiplier of 0", "MultiplierZero", root(10, 1000), BASE, (0, 1))
    yield price("a multiplier of 0, a negative granularity", "MultiplierZero", root(10, 1000), BASE, (0, 2**63))


def extreme_cases() -> Iterator[Case]:
    """Price claims at the ends of the ranges."""
    for length in (17, 18, 20, 24, 32, 80, 144):
        root_hash = root(7, 700, stream_bytes(f"claim/digest/{length}", length - 16))
        yield price(f"a root of {length} bytes", "OddRootLength", root_hash, BASE)
    yield price("the largest sum and count at the base target", "Ordinary", root(UINT64_MAX, UINT64_MAX), BASE)
    yield price("the largest sum at half the base target", "EstimateWraps", root(1, UINT64_MAX), 2**255 - 1)
    yield price("an estimate of 2^64", "EstimateWraps", root(1, 2**63), BASE_NUMBER // 2)
    yield price("one compute unit at a target of 2^191", "EstimateWraps", root(1, 1), 2**191)
    yield price("the largest estimate that fits", "HardTarget", root(1, 1), 2**192)
    yield price("a target of one", "EstimateWraps", root(1, 1), 1, (1, 1))
    yield price("a target of one, written as one byte", "EstimateWraps", root(1, 1), b"\x01", (1, 1))
    yield price("a target of 33 bytes", "TargetAboveBase", root(10, 1000), b"\x01" + bytes(32), (1, 1))
    yield price("a target of 40 bytes", "TargetAboveBase", root(10, 1000), b"\xff" * 40, (1, 1))
    yield price("2^256 - 1 uPOKT", "LargestPrice", root(3, 1), 1, (1, 1))
    yield price("the largest parameters", "Ordinary", root(10, 1000), BASE, (2**63 - 1, 2**63 - 1))
    yield price("-1 and -1", "SignedParameters", root(10, 1000), BASE, (UINT64_MAX, UINT64_MAX))
    yield price("-2^63 and -2", "SignedParameters", root(10, 1000), BASE, (2**63, UINT64_MAX - 1))
    yield price("no compute units at a negative rate", "NothingClaimed", root(10, 0), BASE, (UINT64_MAX, 1))


def refused_cases() -> Iterator[Case]:
    """Price what has no price."""
    for length in (0, 1, 8, 16, 19, 21, 31, 33, 47, 49, 64, 96):
        root_hash = stream_bytes(f"claim/malformed/{length}", length)
        yield price(f"a root of {length} bytes", "RootLength", root_hash, BASE)
    yield price("32 zero bytes", "TargetZero", root(10, 1000), bytes(32))
    yield price("no bytes", "TargetZero", root(10, 1000), b"")
    yield price("a target of zero, nothing claimed", "TargetZero", root(10, 0), bytes(32))
    yield price("a granularity of 0", "GranularityZero", root(10, 1000), BASE, (145_990, 0))
    yield price("a granularity of 0, nothing claimed", "GranularityZero", root(10, 0), BASE, (145_990, 0))
    yield price("a multiplier of 2^63", "PriceNegative", root(10, 1000), BASE, (2**63, 1))
    yield price("a multiplier of -1, less than one uPOKT", "PriceNegative", root(10, 1), BASE, (UINT64_MAX, 10**6))
    yield price("a granularity of 2^63", "PriceNegative", root(10, 1000), BASE, (145_990, 2**63))
    yield price("2^257 - 2 uPOKT", "PriceOverflow", root(1, 2), 1, (1, 1))
    yield price("everything at its largest", "PriceOverflow", root(UINT64_MAX, UINT64_MAX), 1, (2**63 - 1, 1))


def cases() -> Iterator[Case]:
    """Yield every case of the op."""
    yield from seed_cases()
    yield from mainnet_cases()
    yield from rounding_cases()
    yield from extreme_cases()
    yield from refused_cases()
    for index in range(16):
        relays = stream_int(f"claim/relays/{index}", 1, 10**7)
        units = stream_int(f"claim/units/{index}", 1, 20_000)
        target = BASE_NUMBER * 100_000 // stream_int(f"claim/average/{index}", 100_000, 10**10)
        multiplier = stream_int(f"claim/multiplier/{index}", 1, 10**8)
        yield price("random", "Ordinary", root(relays, relays * units), target, (multiplier, 10**6))
