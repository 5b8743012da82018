"""Cases of suite `morse`: sessions, application stake, evidence and rewards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import count

from pocket_conformance.generate.deterministic import stream_bytes, stream_int
from pocket_conformance.generate.model import Case, Note

KEY_SOURCE = "pocket-core RC-0.12.0 x/pocketcore/types/session.go"
APPLICATION_SOURCE = "pocket-core RC-0.12.0 x/apps/keeper/application.go, x/pocketcore/types/session.go"
MERKLE_SOURCE = "pocket-core RC-0.12.0 x/pocketcore/types/merkle.go"
INDEX_SOURCE = "pocket-core RC-0.12.0 x/pocketcore/keeper/proof.go"
REWARD_SOURCE = "pocket-core RC-0.12.0 x/nodes/keeper/reward.go, types/decimal.go"

POKT = 10**6
MAINNET_BASE_RELAYS = 200_000
MAINNET_NODE_COUNT = 24
STEP = 15_000 * POKT
CEILING = 60_000 * POKT

NOTES = {
    "SessionKey": Note("ordinary", "An application, a chain and a block hash.", KEY_SOURCE),
    "ChainLength": Note("boundary", "A chain id has 1 to 4 bytes, though staking admits 2 at most.", KEY_SOURCE),
    "PublicKeyLength": Note("defect", "The application's public key is not 32 bytes long.", KEY_SOURCE),
    "ChainMalformed": Note("defect", "The chain id is empty or longer than 4 bytes.", KEY_SOURCE),
    "BlockHashLength": Note("defect", "The block hash is not 32 bytes long.", KEY_SOURCE),
    "SessionNodes": Note("ordinary", "Nodes are drawn from the addresses staked for a chain.", KEY_SOURCE),
    "RepeatedDraw": Note(
        "boundary", "An address is drawn a second time: the draw is passed over, and the next hash decides.", KEY_SOURCE
    ),
    "IneligibleDrawn": Note(
        "boundary",
        "A jailed or departed node is drawn: it is passed over, and the order of the others stands.",
        KEY_SOURCE,
    ),
    "EveryCandidate": Note("boundary", "Every candidate serves; the draw decides the order alone.", KEY_SOURCE),
    "CandidateOrder": Note(
        "quirk", "The draw selects positions: the same addresses in another order are another session.", KEY_SOURCE
    ),
    "TooFewCandidates": Note(
        "defect", "Fewer addresses are staked for the chain than a session has nodes.", KEY_SOURCE
    ),
    "TooFewEligible": Note(
        "defect", "Enough addresses are staked for the chain, but too few of them are eligible.", KEY_SOURCE
    ),
    "RepeatedCandidates": Note(
        "defect",
        "Candidates repeat and too few are distinct. On chain they never repeat; the real code would search forever.",
        KEY_SOURCE,
    ),
    "NoNodes": Note("defect", "A session of 0 nodes.", KEY_SOURCE),
    "ApplicationStake": Note(
        "ordinary", "A stake of mainnet's size, with parameters that mainnet had.", APPLICATION_SOURCE
    ),
    "RelaysTruncated": Note("boundary", "The stake buys a fraction of a relay, which is dropped.", APPLICATION_SOURCE),
    "StabilityAdjustment": Note(
        "boundary", "The adjustment is added to the relays before decimals are dropped.", APPLICATION_SOURCE
    ),
    "RelaysCapped": Note("boundary", "The relays reach 2^64 - 1, where they are capped.", APPLICATION_SOURCE),
    "ShareTie": Note(
        "quirk", "One node's share ends in one half and is rounded to the even relay, up or down.", APPLICATION_SOURCE
    ),
    "ShareRounded": Note(
        "quirk",
        "Shares are rounded, so all nodes together may serve more relays than the stake buys.",
        APPLICATION_SOURCE,
    ),
    "NoChains": Note("defect", "The application is staked for no chain.", APPLICATION_SOURCE),
    "NoSessionNodes": Note("defect", "A session of 0 nodes.", APPLICATION_SOURCE),
    "RelaysOverflow": Note("defect", "The product of stake and rate exceeds 315 bits.", APPLICATION_SOURCE),
    "Tree": Note("ordinary", "A tree over distinct relays, leaves added up to a power of two.", MERKLE_SOURCE),
    "FullTree": Note("boundary", "The relays are a power of two: no leaf is added.", MERKLE_SOURCE),
    "SmallestTree": Note("boundary", "Two relays make the smallest tree.", MERKLE_SOURCE),
    "ParentsWithoutIndices": Note(
        "quirk", "Sessions that start before height 30024 hash no indices into parents.", MERKLE_SOURCE
    ),
    "LittleEndianOrder": Note(
        "quirk", "Leaves are ordered by the first 8 bytes of their hash read backwards, not by the hash.", MERKLE_SOURCE
    ),
    "RepeatedRelay": Note(
        "quirk", "A relay counted twice gives two equal leaves, the second of which has an empty range.", MERKLE_SOURCE
    ),
    "EmptyPreimage": Note("boundary", "A leaf of no bytes is hashed like any other.", MERKLE_SOURCE),
    "TooFewRelays": Note("defect", "Fewer than two relays make no tree.", MERKLE_SOURCE),
    "RequiredIndex": Note(
        "ordinary", "The leaf to prove is drawn from a block hash and the session header's hash.", INDEX_SOURCE
    ),
    "SameIndexForAllNodes": Note(
        "quirk", "The node is no input: nodes with equally many relays must show the same leaf.", INDEX_SOURCE
    ),
    "FewRelays": Note("boundary", "With one relay the first leaf must be shown, whatever the hashes.", INDEX_SOURCE),
    "ManyRelays": Note("boundary", "As many relays as fit a signed 64-bit integer.", INDEX_SOURCE),
    "NoRelays": Note("defect", "There is no leaf to prove.", INDEX_SOURCE),
    "Reward": Note("ordinary", "A reward with parameters that mainnet had.", REWARD_SOURCE),
    "WeightOne": Note("boundary", "A single step has weight 1: its root is exact.", REWARD_SOURCE),
    "WeightInexact": Note(
        "quirk",
        "The power of a hundredth root is not exact, even for the exponent 1: two steps weigh 2.000000000000000037.",
        REWARD_SOURCE,
    ),
    "BelowFloor": Note("boundary", "A stake below the first step weighs nothing and earns nothing.", REWARD_SOURCE),
    "AboveCeiling": Note(
        "boundary", "A stake above the ceiling counts as the whole steps of the ceiling.", REWARD_SOURCE
    ),
    "StakeFlat": Note("boundary", "With an exponent of 0 every stake weighs the same.", REWARD_SOURCE),
    "StakeFlatBelowFloor": Note(
        "quirk",
        "With an exponent of 0 even a stake below the first step earns: 0 to the power of 0 is 1.",
        REWARD_SOURCE,
    ),
    "ExponentRounded": Note("quirk", "The exponent is rounded to hundredths, ties to even.", REWARD_SOURCE),
    "RootOverflows": Note(
        "quirk",
        "From 499 steps on the search for the root exceeds 315 bits, and the power is taken to be 1: a stake of more "
        "steps earns less.",
        REWARD_SOURCE,
    ),
    "RewardTruncated": Note("boundary", "The reward ends in a fraction of a uPOKT, which is dropped.", REWARD_SOURCE),
    "NoReward": Note("boundary", "No relays, or relays worth nothing.", REWARD_SOURCE),
    "LargeReward": Note("boundary", "Relays and rate at the end of their range.", REWARD_SOURCE),
    "FloorZero": Note("defect", "Steps of 0 uPOKT: the stake cannot be divided by them.", REWARD_SOURCE),
    "DivisorNotPositive": Note("defect", "The divisor of weights is zero or negative.", REWARD_SOURCE),
    "ExponentNegative": Note("defect", "A negative exponent.", REWARD_SOURCE),
    "ExponentTooLarge": Note("defect", "The power of the stake exceeds 315 bits.", REWARD_SOURCE),
    "TooManyDecimals": Note("defect", "A number with more than 18 decimals.", REWARD_SOURCE),
}


def addresses(label: str, number: int) -> list[bytes]:
    """Make addresses in the ascending order in which the chain iterates over them."""
    return sorted(stream_bytes(f"morse/{label}/{index}", 20) for index in range(number))


def drawn_positions(key: bytes, candidates: int, draws: int) -> list[int]:
    """List the positions that a session key draws first; only used to find cases, never for an answer."""
    positions = []
    for _ in range(draws):
        positions.append(int.from_bytes(key[:8], "big") % candidates)
        key = hashlib.sha3_256(key).digest()
    return positions


def session_key_cases() -> Iterator[Case]:
    """Derive session keys."""
    key, block = stream_bytes("morse/app", 32), stream_bytes("morse/block", 32)

    def case(comment: str, flag: str, app_public_key: bytes, chain: bytes, block_hash: bytes) -> Case:
        inputs = {"app_public_key": app_public_key, "chain": chain, "block_hash": block_hash}
        return Case("session_key", comment, (flag,), inputs)

    yield case("a chain id of two bytes", "SessionKey", key, b"\x00\x21", block)
    yield case("another chain", "SessionKey", key, b"\x00\x22", block)
    yield case("another block", "SessionKey", key, b"\x00\x21", stream_bytes("morse/block/2", 32))
    yield case("another application", "SessionKey", stream_bytes("morse/app/2", 32), b"\x00\x21", block)
    yield case("bytes above 9f: hex is lower-case", "SessionKey", b"\xaf" * 32, b"\xbe\xef", b"\xcd" * 32)
    yield case("zero bytes", "SessionKey", bytes(32), bytes(2), bytes(32))
    for length in (1, 3, 4):
        yield case(f"a chain id of {length} bytes", "ChainLength", key, stream_bytes("morse/chain", length), block)
    for length in (0, 5):
        yield case(f"a chain id of {length} bytes", "ChainMalformed", key, stream_bytes("morse/chain", length), block)
    for length in (0, 31, 33):
        wrong = stream_bytes("morse/wrong", length)
        yield case(f"a public key of {length} bytes", "PublicKeyLength", wrong, b"\x00\x21", block)
        yield case(f"a block hash of {length} bytes", "BlockHashLength", key, b"\x00\x21", wrong)


def session_nodes_cases() -> Iterator[Case]:
    """Draw sessions."""

    def case(
        comment: str, flag: str, key: bytes, candidates: list[bytes], ineligible: list[bytes], node_count: int
    ) -> Case:
        inputs = {
            "session_key": key,
            "candidates": candidates,
            "ineligible": ineligible,
            "node_count": node_count,
        }
        return Case("session_nodes", comment, (flag,), inputs)

    nodes = addresses("node", 24)
    fresh = key_with_draws(24, 5, repeats=False)
    yield case("5 of 24", "SessionNodes", fresh, nodes, [], 5)
    for index in range(8):
        key = stream_bytes(f"morse/session/{index}", 32)
        yield case("5 of 24, random", "SessionNodes", key, nodes, [], 5)
    yield case("24 of 60", "SessionNodes", stream_bytes("morse/session/60", 32), addresses("many", 60), [], 24)
    yield case("1 of 24", "SessionNodes", fresh, nodes, [], 1)
    yield case("the only candidate", "EveryCandidate", fresh, nodes[:1], [], 1)
    yield case("5 of 5", "EveryCandidate", fresh, nodes[:5], [], 5)
    yield case("5 of 7, of which 2 are ineligible", "EveryCandidate", fresh, nodes[:7], [nodes[0], nodes[6]], 5)
    repeated = key_with_draws(24, 5, repeats=True)
    yield case("one of the first five draws repeats another", "RepeatedDraw", repeated, nodes, [], 5)
    first = nodes[drawn_positions(fresh, 24, 1)[0]]
    yield case("the first node drawn is ineligible", "IneligibleDrawn", fresh, nodes, [first], 5)
    drawn = [nodes[position] for position in drawn_positions(fresh, 24, 4)]
    yield case("four of the first five are ineligible", "IneligibleDrawn", fresh, nodes, drawn, 5)
    strangers = [stream_bytes("morse/stranger", 20)]
    yield case("an ineligible node that is no candidate", "SessionNodes", fresh, nodes, strangers, 5)
    yield case("the same candidates, descending", "CandidateOrder", fresh, nodes[::-1], [], 5)
    yield case("no candidates", "TooFewCandidates", fresh, [], [], 5)
    yield case("4 candidates for 5 places", "TooFewCandidates", fresh, nodes[:4], [], 5)
    yield case("5 candidates for 5 places, one ineligible", "TooFewEligible", fresh, nodes[:5], nodes[:1], 5)
    yield case("all 24 ineligible", "TooFewEligible", fresh, nodes, nodes, 1)
    yield case("one candidate, twice", "RepeatedCandidates", fresh, nodes[:1] * 2, [], 2)
    yield case("a session of no nodes", "NoNodes", fresh, nodes, [], 0)


def key_with_draws(candidates: int, draws: int, *, repeats: bool) -> bytes:
    """Find a session key whose first draws do or do not contain a repetition."""
    for attempt in count():
        key = stream_bytes(f"morse/key/{candidates}/{draws}/{repeats}/{attempt}", 32)
        if (len(set(drawn_positions(key, candidates, draws))) < draws) == repeats:
            return key
    raise AssertionError


def app_max_relays_cases() -> Iterator[Case]:
    """Turn stakes into relays."""
    base, nodes = MAINNET_BASE_RELAYS, MAINNET_NODE_COUNT
    rows = (
        ("ApplicationStake", "one chain", 2_228_350 * POKT, base, 0, 1, nodes),
        ("ApplicationStake", "three chains", 1000 * POKT, base, 0, 3, nodes),
        ("ApplicationStake", "genesis parameters", 1000 * POKT, 167, 0, 1, 5),
        ("ApplicationStake", "code defaults", 100_000 * POKT, 100, 0, 1, 5),
        ("ApplicationStake", "15 chains, the most", 1_000_000 * POKT, base, 0, 15, nodes),
        ("RelaysTruncated", "no stake", 0, base, 0, 1, nodes),
        ("RelaysTruncated", "no rate", 1000 * POKT, 0, 0, 1, nodes),
        ("RelaysTruncated", "one uPOKT less than a relay", POKT - 1, 100, 0, 1, 5),
        ("RelaysTruncated", "exactly one relay", POKT, 100, 0, 1, 1),
        ("RelaysTruncated", "two relays and a fraction", 1_234_567, 167, 0, 1, 5),
        ("StabilityAdjustment", "100 more", 1000 * POKT, 100, 100, 1, 5),
        ("StabilityAdjustment", "100 fewer", 1000 * POKT, 100, -100, 1, 5),
        ("StabilityAdjustment", "down to none", 1000 * POKT, 100, -1000, 1, 5),
        ("StabilityAdjustment", "a fraction above zero", 1_500_000, 100, -1, 1, 5),
        ("StabilityAdjustment", "none but the adjustment", 0, 0, 7, 1, 1),
        ("RelaysCapped", "exactly 2^64 - 1", (2**64 - 1) * POKT, 100, 0, 1, 5),
        ("RelaysCapped", "one more", 2**64 * POKT, 100, 0, 1, 5),
        ("RelaysCapped", "one less", (2**64 - 2) * POKT, 100, 0, 1, 5),
        ("RelaysCapped", "the adjustment exceeds it", (2**64 - 1) * POKT, 100, 2**63 - 1, 1, 5),
        ("RelaysCapped", "a stake of 195 bits at the highest rate", 2**195 - 1, 2**63 - 1, 0, 1, 1),
        ("ShareTie", "a half becomes none", 5 * POKT, 100, 0, 2, 5),
        ("ShareTie", "one and a half become two", 15 * POKT, 100, 0, 2, 5),
        ("ShareTie", "two and a half become two", 25 * POKT, 100, 0, 2, 5),
        ("ShareRounded", "20 relays, 24 nodes: 24 relays", 20 * POKT, 100, 0, 1, nodes),
        ("ShareRounded", "7 relays, 4 nodes: 8 relays", 7 * POKT, 100, 0, 1, 4),
        ("ShareRounded", "a third of a third", 10 * POKT, 100, 0, 3, 3),
        ("NoChains", "no chains", 1000 * POKT, base, 0, 0, nodes),
        ("NoSessionNodes", "no nodes", 1000 * POKT, base, 0, 1, 0),
        ("RelaysOverflow", "the highest stake and rate", 2**255 - 1, 2**63 - 1, 0, 1, nodes),
    )
    fields = ("stake_upokt", "base_relays_per_pokt", "stability_adjustment", "num_chains", "session_node_count")
    for flag, comment, *row in rows:
        yield Case("app_max_relays", comment, (flag,), dict(zip(fields, row, strict=True)))
    for index in range(8):
        inputs = {
            "stake_upokt": stream_int(f"morse/stake/{index}", POKT, 10**13),
            "base_relays_per_pokt": stream_int(f"morse/base/{index}", 100, 200_000),
            "stability_adjustment": stream_int(f"morse/adjustment/{index}", -1000, 1000),
            "num_chains": stream_int(f"morse/chains/{index}", 1, 15),
            "session_node_count": stream_int(f"morse/count/{index}", 1, 25),
        }
        yield Case("app_max_relays", "random", ("StabilityAdjustment",), inputs)


def relay_preimage(entropy: int) -> bytes:
    """Write a relay as Morse hashes it: the JSON of a relay proof without its signature."""
    fields = (
        f'"entropy":{entropy}',
        '"session_block_height":97',
        f'"servicer_pub_key":"{stream_bytes("morse/servicer", 32).hex()}"',
        '"blockchain":"0021"',
        '"signature":""',
        f'"token":"{stream_bytes("morse/token", 32).hex()}"',
        f'"request_hash":"{stream_bytes("morse/request", 32).hex()}"',
    )
    return f"{{{','.join(fields)}}}".encode()


def merkle_root_cases() -> Iterator[Case]:
    """Build trees."""

    def case(comment: str, flag: str, preimages: list[bytes], *, indexed_parents: bool = True) -> Case:
        inputs = {"leaf_preimages": preimages, "indexed_parents": indexed_parents}
        return Case("merkle_root", comment, (flag,), inputs)

    relays = [relay_preimage(1000 + index) for index in range(40)]
    yield case("2 relays", "SmallestTree", relays[:2])
    for number in (3, 5, 6, 9, 13, 17, 33, 40):
        yield case(f"{number} relays", "Tree", relays[:number])
    for number in (4, 8, 16, 32):
        yield case(f"{number} relays", "FullTree", relays[:number])
    for number in (2, 5, 8, 9):
        old = relays[:number]
        yield case(f"{number} relays, old parents", "ParentsWithoutIndices", old, indexed_parents=False)
    yield case("5 relays in another order: the same root", "Tree", relays[4::-1])
    first, second = reversed_pair()
    yield case("the greater hash has the smaller number", "LittleEndianOrder", [first, second])
    yield case("one of five relays twice", "RepeatedRelay", [*relays[:4], relays[0]])
    yield case("one relay, twice", "RepeatedRelay", relays[:1] * 2)
    yield case("one relay, eight times", "RepeatedRelay", relays[:1] * 8)
    yield case("an empty leaf", "EmptyPreimage", [b"", relays[0]])
    yield case("long leaves", "Tree", [stream_bytes(f"morse/long/{index}", 1000) for index in range(3)])
    yield case("no relays", "TooFewRelays", [])
    yield case("one relay", "TooFewRelays", relays[:1])
    yield case("one relay, old parents", "TooFewRelays", relays[:1], indexed_parents=False)


def reversed_pair() -> tuple[bytes, bytes]:
    """Find two leaves whose order is not that of their hashes."""
    first = relay_preimage(1)
    for entropy in count(2):
        second = relay_preimage(entropy)
        one, other = (hashlib.blake2b(leaf, digest_size=32).digest() for leaf in (first, second))
        if one > other and one[7::-1] < other[7::-1]:
            return first, second
    raise AssertionError


def required_index_cases() -> Iterator[Case]:
    """Draw leaves to prove."""

    def case(comment: str, flag: str, label: str, total: int) -> Case:
        inputs = {
            "block_hash": stream_bytes(f"morse/proof/block/{label}", 32),
            "session_header_hash": stream_bytes("morse/proof/header", 32),
            "total_proofs": total,
        }
        return Case("required_index", comment, (flag,), inputs)

    for total in (5, 10, 100, 12_345, 10**9):
        yield case(f"{total} relays", "RequiredIndex", "a", total)
    for label in ("b", "c", "d"):
        yield case(f"block {label}", "RequiredIndex", label, 1000)
    yield case("two nodes with 1001 relays each, one answer", "SameIndexForAllNodes", "a", 1001)
    yield case("1 relay", "FewRelays", "a", 1)
    yield case("2 relays", "FewRelays", "a", 2)
    yield case("2^63 - 1 relays", "ManyRelays", "a", 2**63 - 1)
    yield case("2^62 relays", "ManyRelays", "b", 2**62)
    yield case("no relays", "NoRelays", "a", 0)


def reward_cases() -> Iterator[Case]:
    """Give rewards."""
    rows: tuple[tuple[str, str, int, int, int, int, str, str, int], ...] = (
        ("Reward", "late parameters, one step", 10_000, 485, STEP, STEP, "1.0", "2.735", CEILING),
        ("Reward", "late parameters, four steps", 10_000, 485, 4 * STEP, STEP, "1.0", "2.735", CEILING),
        ("Reward", "an exponent below one", 1_234_567, 574, 3 * STEP + 1, STEP, "0.70", "1.669", CEILING),
        ("Reward", "an exponent above one", 10_000, 485, 3 * STEP, STEP, "1.5", "2.735", CEILING),
        ("WeightOne", "one step", 10_000, 1000, STEP, STEP, "1", "1", CEILING),
        ("WeightOne", "one step, any exponent", 10_000, 1000, STEP, STEP, "12.34", "1", CEILING),
        ("WeightOne", "a uPOKT less than two steps", 10_000, 1000, 2 * STEP - 1, STEP, "1", "1", CEILING),
        ("WeightInexact", "two steps", 10_000, 1000, 2 * STEP, STEP, "1", "1", CEILING),
        ("WeightInexact", "three steps", 10_000, 1000, 3 * STEP, STEP, "1", "1", CEILING),
        ("WeightInexact", "four steps", 10_000, 1000, 4 * STEP, STEP, "1", "1", CEILING),
        ("WeightInexact", "the square root of two", 1000, 1000, 2 * STEP, STEP, "0.5", "1", CEILING),
        ("WeightInexact", "the square root of four", 1000, 1000, 4 * STEP, STEP, "0.5", "1", CEILING),
        ("WeightInexact", "enough relays to show it", 10**17, 10**6, 2 * STEP, STEP, "1", "1", CEILING),
        ("BelowFloor", "a uPOKT less than one step", 10_000, 1000, STEP - 1, STEP, "1", "1", CEILING),
        ("BelowFloor", "no stake", 10_000, 1000, 0, STEP, "1", "1", CEILING),
        ("BelowFloor", "a ceiling below one step", 10_000, 1000, STEP, STEP, "1", "1", STEP - 1),
        ("AboveCeiling", "exactly the ceiling", 10_000, 1000, CEILING, STEP, "1", "2.735", CEILING),
        ("AboveCeiling", "nine steps, of which four count", 10_000, 1000, 9 * STEP, STEP, "1", "2.735", CEILING),
        ("AboveCeiling", "a ceiling between two steps", 10_000, 1000, 9 * STEP, STEP, "1", "1", 3 * STEP - 1),
        ("AboveCeiling", "a stake of 255 bits", 10_000, 1000, 2**255 - 1, STEP, "1", "2.735", CEILING),
        ("StakeFlat", "an exponent of 0", 7, 574, 3 * STEP, STEP, "0", "1.5", CEILING),
        ("StakeFlat", "an exponent that rounds to 0", 7, 574, 3 * STEP, STEP, "0.005", "1.5", CEILING),
        ("StakeFlatBelowFloor", "an exponent of 0", 7, 574, STEP - 1, STEP, "0", "1.5", CEILING),
        ("ExponentRounded", "50.5 hundredths become 50", 10_000, 1000, 3 * STEP, STEP, "0.505", "1", CEILING),
        ("ExponentRounded", "51.5 hundredths become 52", 10_000, 1000, 3 * STEP, STEP, "0.515", "1", CEILING),
        ("ExponentRounded", "18 decimals", 10_000, 1000, 3 * STEP, STEP, "0.999999999999999999", "1", CEILING),
        ("Reward", "498 steps, the most that have a root", 1000, 1000, 498, 1, "1", "1", 10**6),
        ("RootOverflows", "499 steps", 1000, 1000, 499, 1, "1", "1", 10**6),
        ("RootOverflows", "a million steps", 1000, 1000, 10**6, 1, "1", "1", 10**6),
        ("RewardTruncated", "four relays at a third", 4, 1, STEP, STEP, "1", "3", CEILING),
        ("RewardTruncated", "just below a uPOKT", 1, 1, STEP, STEP, "1", "1.000000000000000001", CEILING),
        ("NoReward", "no relays", 0, 1000, STEP, STEP, "1", "1", CEILING),
        ("NoReward", "a rate of 0", 1000, 0, STEP, STEP, "1", "1", CEILING),
        ("LargeReward", "relays and rate of 63 bits", 2**63 - 1, 2**63 - 1, 4 * STEP, STEP, "1", "2.735", CEILING),
        ("FloorZero", "steps of 0", 1000, 1000, STEP, 0, "1", "1", CEILING),
        ("DivisorNotPositive", "zero", 1000, 1000, STEP, STEP, "1", "0", CEILING),
        ("DivisorNotPositive", "zero, with decimals", 1000, 1000, STEP, STEP, "1", "0.000000000000000000", CEILING),
        ("DivisorNotPositive", "minus one", 1000, 1000, STEP, STEP, "1", "-1", CEILING),
        ("ExponentNegative", "minus one half", 1000, 1000, STEP, STEP, "-0.5", "1", CEILING),
        ("ExponentTooLarge", "2 to the power of 300", 1000, 1000, 2 * STEP, STEP, "300", "1", CEILING),
        ("ExponentTooLarge", "hundredths of 64 bits", 1000, 1000, STEP, STEP, "92233720368547758.08", "1", CEILING),
        ("TooManyDecimals", "an exponent of 19", 1000, 1000, STEP, STEP, "0.1000000000000000000", "1", CEILING),
        ("TooManyDecimals", "a divisor of 19", 1000, 1000, STEP, STEP, "1", "1.0000000000000000001", CEILING),
    )
    fields = ("relays", "rttm", "stake", "floor_multiplier", "floor_exponent", "weight_multiplier", "weight_ceiling")
    for flag, comment, *row in rows:
        yield Case("reward", comment, (flag,), dict(zip(fields, row, strict=True)))
    for index in range(8):
        inputs = {
            "relays": stream_int(f"morse/relays/{index}", 1, 10**8),
            "rttm": stream_int(f"morse/rttm/{index}", 1, 10_000),
            "stake": stream_int(f"morse/node/stake/{index}", STEP, 5 * STEP),
            "floor_multiplier": STEP,
            "floor_exponent": f"{stream_int(f'morse/exponent/{index}', 0, 200) / 100:.2f}",
            "weight_multiplier": f"{stream_int(f'morse/divisor/{index}', 500, 4000) / 1000:.3f}",
            "weight_ceiling": CEILING,
        }
        yield Case("reward", "random", ("Reward",), inputs)


def cases() -> Iterator[Case]:
    """Yield every case of these operations."""
    yield from session_key_cases()
    yield from session_nodes_cases()
    yield from app_max_relays_cases()
    yield from merkle_root_cases()
    yield from required_index_cases()
    yield from reward_cases()
