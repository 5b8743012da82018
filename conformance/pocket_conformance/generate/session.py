"""Cases of suite `session`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from pocket_conformance.generate.deterministic import stream_bytes, stream_int
from pocket_conformance.generate.model import Case, Note
from pocket_spec.session.assignment import supplier_weight
from pocket_spec.session.parameters import SessionParams

CALENDAR_SOURCE = "poktroll v0.1.35 x/shared/types/session.go"
PARAMS_SOURCE = "poktroll v0.1.35 x/shared/types/params.go"
HYDRATOR_SOURCE = "poktroll v0.1.35 x/session/keeper/session_hydrator.go"
PROOF_SOURCE = "poktroll v0.1.35 pkg/crypto/protocol/proof_path.go"

UINT64_MAX = 2**64 - 1
INT64_MAX = 2**63 - 1
MAINNET = SessionParams(
    num_blocks_per_session=20,
    grace_period_end_offset_blocks=10,
    claim_window_open_offset_blocks=11,
    claim_window_close_offset_blocks=10,
    proof_window_open_offset_blocks=1,
    proof_window_close_offset_blocks=10,
    session_grid_anchor_height=1,
    session_number_at_anchor=1,
)
SMALL = SessionParams(
    num_blocks_per_session=4,
    grace_period_end_offset_blocks=1,
    claim_window_open_offset_blocks=1,
    claim_window_close_offset_blocks=4,
    proof_window_open_offset_blocks=0,
    proof_window_close_offset_blocks=4,
    session_grid_anchor_height=1,
    session_number_at_anchor=1,
)

NOTES = {
    "Ordinary": Note("ordinary", "Nothing special.", CALENDAR_SOURCE),
    "MainnetParameters": Note(
        "ordinary",
        "Mainnet's windows, with its present sessions of 20 blocks or its earlier ones of 50 or 60.",
        CALENDAR_SOURCE,
    ),
    "SessionEdge": Note("boundary", "The first or last block of a session.", CALENDAR_SOURCE),
    "OneBlockSession": Note("boundary", "Every block is a session.", CALENDAR_SOURCE),
    "NoHeight": Note(
        "quirk",
        "Heights up to 0 belong to no session, number 0; the windows are those of a session that ended at 0, and "
        "block 0 is both start and end.",
        CALENDAR_SOURCE,
    ),
    "Anchored": Note("ordinary", "The grid begins at an anchor other than block 1.", CALENDAR_SOURCE),
    "BelowAnchor": Note(
        "quirk",
        "The height is before the anchor: parameters of a later time were passed, and the grid from block 1 is used "
        "with the later session length.",
        CALENDAR_SOURCE,
    ),
    "AnchorUnset": Note(
        "boundary", "An anchor of 0, as stored before anchors existed: the grid from block 1.", CALENDAR_SOURCE
    ),
    "AnchorNegative": Note(
        "quirk", "An anchor from 2^63 on is negative as a signed integer: the grid from block 1.", CALENDAR_SOURCE
    ),
    "NumberUnset": Note(
        "boundary", "A session number of 0, or negative as signed, at the anchor counts as 1.", CALENDAR_SOURCE
    ),
    "ZeroOffsets": Note(
        "boundary", "No offsets: no session is ever pending. Governance is refused this combination.", PARAMS_SOURCE
    ),
    "Overflow": Note("quirk", "Sums beyond 64 bits wrap.", CALENDAR_SOURCE),
    "NegativeLength": Note(
        "quirk",
        "A session length from 2^63 on is negative as a signed integer: sessions are numbered backwards and end before "
        "they start. The length's own validation admits it; other checks all but rule it out.",
        PARAMS_SOURCE,
    ),
    "ZeroLength": Note("defect", "Sessions of 0 blocks: the real code divides by zero.", PARAMS_SOURCE, "B4"),
    "SessionStart": Note(
        "ordinary", "The id depends on the session's start, not on the height within it.", HYDRATOR_SOURCE
    ),
    "UnescapedDelimiter": Note(
        "quirk",
        "The parts are joined by full stops that nothing escapes: a stop may move between two texts.",
        HYDRATOR_SOURCE,
    ),
    "EmptyParts": Note("boundary", "Empty texts and hashes are joined all the same.", HYDRATOR_SOURCE),
    "NotAscii": Note("boundary", "Text counts as its UTF-8 bytes.", HYDRATOR_SOURCE),
    "SignedWeight": Note("quirk", "The weight is a signed integer: the first bit makes it negative.", HYDRATOR_SOURCE),
    "FewerCandidates": Note(
        "quirk", "Fewer candidates than the session holds: all serve, in the order given, unsorted.", HYDRATOR_SOURCE
    ),
    "ExactlyEnough": Note("boundary", "As many candidates as the session holds: sorted.", HYDRATOR_SOURCE),
    "MoreCandidates": Note("ordinary", "More candidates than the session holds.", HYDRATOR_SOURCE),
    "CandidateOrder": Note(
        "ordinary", "The order of the candidates does not matter once they are sorted.", HYDRATOR_SOURCE
    ),
    "DuplicateCandidates": Note(
        "quirk", "A candidate listed twice serves twice: nothing removes duplicates.", HYDRATOR_SOURCE
    ),
    "NoneWanted": Note("boundary", "A session of no suppliers. Governance is refused this value.", HYDRATOR_SOURCE),
    "NoCandidates": Note("defect", "No supplier serves the service.", HYDRATOR_SOURCE),
    "TooManySuppliers": Note(
        "defect",
        "A session of so many suppliers that the real code panics, on a list without end or on a negative bound.",
        HYDRATOR_SOURCE,
        finding="B10",
    ),
    "ProofPath": Note("ordinary", "The hash of a block hash and the text of a session id.", PROOF_SOURCE),
}


def case(op: str, comment: str, flag: str, **inputs: Any) -> Case:
    """Build a case; parameters become plain values."""
    plain = {name: asdict(value) if isinstance(value, SessionParams) else value for name, value in inputs.items()}
    return Case(op, comment, (flag,), plain)


def calendar_cases() -> Iterator[Case]:
    """Place heights in calendars."""
    for height in (1, 2, 3, 4, 5, 8, 9, 400, 401):
        flag = "SessionEdge" if height % 4 < 2 else "Ordinary"
        yield case("calendar", f"sessions of 4 blocks, height {height}", flag, params=SMALL, height=height)
    for height in (0, -1, -20, -(2**63)):
        yield case("calendar", f"height {height}", "NoHeight", params=MAINNET, height=height)
    for blocks, height in ((20, 834_100), (20, 834_119), (20, 834_120), (20, 834_121), (60, 135_297), (50, 161_101)):
        params = replace(MAINNET, num_blocks_per_session=blocks)
        yield case(
            "calendar",
            f"sessions of {blocks} blocks, height {height}",
            "MainnetParameters",
            params=params,
            height=height,
        )
    single = replace(SMALL, num_blocks_per_session=1, grace_period_end_offset_blocks=0)
    for height in (1, 2, 1000):
        yield case("calendar", f"height {height}", "OneBlockSession", params=single, height=height)
    for index in range(24):
        yield case(
            "calendar",
            "random",
            "Ordinary",
            params=random_params(index),
            height=stream_int(f"session/h/{index}", 1, 10**7),
        )


def anchor_cases() -> Iterator[Case]:
    """Place heights in calendars of various anchors."""
    anchored = replace(MAINNET, session_grid_anchor_height=1001, session_number_at_anchor=18)
    for height in (1001, 1020, 1021, 5000):
        yield case("calendar", f"anchor 1001, height {height}", "Anchored", params=anchored, height=height)
    for height in (1, 999, 1000):
        yield case("calendar", f"anchor 1001, height {height}", "BelowAnchor", params=anchored, height=height)
    yield case("calendar", "anchor 1001, height 0", "NoHeight", params=anchored, height=0)
    for blocks in (2**63, 2**63 + 1):
        backwards = replace(MAINNET, num_blocks_per_session=blocks)
        yield case("calendar", f"sessions of {blocks} blocks, height 0", "NoHeight", params=backwards, height=0)
    unset = replace(MAINNET, session_grid_anchor_height=0, session_number_at_anchor=0)
    for height in (1, 20, 21, 777):
        yield case("calendar", f"no anchor, height {height}", "AnchorUnset", params=unset, height=height)
    yield case(
        "calendar",
        "no anchor, but a number",
        "AnchorUnset",
        params=replace(unset, session_number_at_anchor=9),
        height=41,
    )
    for anchor in (2**63, UINT64_MAX):
        params = replace(MAINNET, session_grid_anchor_height=anchor)
        yield case("calendar", f"anchor {anchor}", "AnchorNegative", params=params, height=100)
    for number in (0, 2**63, UINT64_MAX):
        params = replace(anchored, session_number_at_anchor=number)
        yield case("calendar", f"number {number} at the anchor", "NumberUnset", params=params, height=1045)


def calendar_extremes() -> Iterator[Case]:
    """Place heights in calendars at the ends of the ranges."""
    offsets = {
        "claim_window_open_offset_blocks": 0,
        "claim_window_close_offset_blocks": 0,
        "proof_window_open_offset_blocks": 0,
        "proof_window_close_offset_blocks": 0,
    }
    none = replace(MAINNET, grace_period_end_offset_blocks=0, **offsets)
    yield case("calendar", "no offsets", "ZeroOffsets", params=none, height=30)
    yield case(
        "calendar",
        "one block of offset",
        "Ordinary",
        params=replace(none, claim_window_open_offset_blocks=1),
        height=30,
    )
    for total in (19, 20, 21):
        params = replace(none, proof_window_close_offset_blocks=total)
        yield case("calendar", f"{total} blocks of offset, sessions of 20", "SessionEdge", params=params, height=30)
    yield case("calendar", "the last height", "Overflow", params=MAINNET, height=INT64_MAX)
    yield case(
        "calendar",
        "the last height, sessions of 1 block",
        "Overflow",
        params=replace(MAINNET, num_blocks_per_session=1),
        height=INT64_MAX,
    )
    large = replace(MAINNET, claim_window_close_offset_blocks=2**63)
    yield case("calendar", "an offset of 2^63", "Overflow", params=large, height=100)
    largest = replace(MAINNET, claim_window_open_offset_blocks=UINT64_MAX, proof_window_close_offset_blocks=UINT64_MAX)
    yield case("calendar", "offsets of 2^64 - 1 count as -1", "Overflow", params=largest, height=100)
    past = replace(none, num_blocks_per_session=1, claim_window_open_offset_blocks=UINT64_MAX)
    yield case("calendar", "sessions of 1 block, -1 of them pending", "Overflow", params=past, height=100)
    long = replace(MAINNET, num_blocks_per_session=INT64_MAX)
    yield case("calendar", "the longest session", "Ordinary", params=long, height=100)
    yield case("calendar", "the longest session, second one", "Overflow", params=long, height=INT64_MAX)
    late = replace(MAINNET, session_grid_anchor_height=INT64_MAX, session_number_at_anchor=INT64_MAX)
    yield case("calendar", "an anchor at the last height", "Overflow", params=late, height=INT64_MAX)
    numbered = replace(MAINNET, session_grid_anchor_height=1, session_number_at_anchor=INT64_MAX)
    yield case("calendar", "session numbers wrap", "Overflow", params=numbered, height=21)
    for blocks in (2**63, UINT64_MAX, UINT64_MAX - 19):
        params = replace(MAINNET, num_blocks_per_session=blocks)
        yield case("calendar", f"sessions of {blocks} blocks", "NegativeLength", params=params, height=107)
    backwards = replace(
        MAINNET, num_blocks_per_session=UINT64_MAX - 19, session_grid_anchor_height=41, session_number_at_anchor=18
    )
    yield case("calendar", "session numbers count backwards", "NegativeLength", params=backwards, height=107)
    empty = replace(MAINNET, num_blocks_per_session=0)
    yield case("calendar", "sessions of 0 blocks", "ZeroLength", params=empty, height=100)
    yield case("calendar", "sessions of 0 blocks, height 0", "ZeroLength", params=empty, height=0)


def random_params(index: int) -> SessionParams:
    """Draw parameters that governance could set."""

    def draw(name: str, low: int, high: int) -> int:
        return stream_int(f"session/params/{index}/{name}", low, high)

    blocks = draw("blocks", 1, 100)
    grace = draw("grace", 0, blocks - 1)
    return SessionParams(
        num_blocks_per_session=blocks,
        grace_period_end_offset_blocks=grace,
        claim_window_open_offset_blocks=grace + draw("claim open", 1, 20),
        claim_window_close_offset_blocks=draw("claim close", 0, 50),
        proof_window_open_offset_blocks=draw("proof open", 0, 50),
        proof_window_close_offset_blocks=draw("proof close", 0, 50),
        session_grid_anchor_height=draw("anchor", 1, 10**6),
        session_number_at_anchor=draw("number", 1, 10**5),
    )


APPLICATION = "pokt1mrqt5f7qh8uxs27cjm9t7v9e74a9vvdnq5jva4"
BLOCK_HASH = stream_bytes("session/block hash", 32)


def id_cases() -> Iterator[Case]:
    """Derive session ids."""

    def with_(
        comment: str,
        flag: str,
        height: int,
        *,
        params: SessionParams = MAINNET,
        application: str = APPLICATION,
        service: str = "eth",
        block_hash: bytes = BLOCK_HASH,
    ) -> Case:
        return case(
            "id",
            comment,
            flag,
            params=params,
            application_address=application,
            service_id=service,
            block_hash=block_hash,
            height=height,
        )

    for height in (1, 20, 21, 834_101, 834_120):
        yield with_(f"height {height}", "SessionStart", height)
    yield with_("an anchored grid", "Anchored", 1030, params=replace(MAINNET, session_grid_anchor_height=1005))
    yield with_("below the anchor", "BelowAnchor", 1000, params=replace(MAINNET, session_grid_anchor_height=1005))
    yield with_("height 0: a start of 0", "NoHeight", 0, block_hash=b"")
    yield with_("height -7", "NoHeight", -7, block_hash=b"")
    yield with_(
        "height 0, sessions of 0 blocks: nothing is divided",
        "NoHeight",
        0,
        params=replace(MAINNET, num_blocks_per_session=0),
    )
    yield with_("the last height", "SessionStart", INT64_MAX)
    yield with_("no block hash", "EmptyParts", 100, block_hash=b"")
    yield with_("no texts", "EmptyParts", 100, application="", service="")
    yield with_("a stop at the end of the service id", "UnescapedDelimiter", 100, application="b", service="a.")
    yield with_("a stop at the start of the address", "UnescapedDelimiter", 100, application=".b", service="a")
    yield with_("a service id that is not ASCII", "NotAscii", 100, service="\u00e9th\u20ac\U0001f600")
    for index in range(10):
        yield with_(
            "random",
            "SessionStart",
            stream_int(f"session/id/height/{index}", 1, 10**6),
            params=random_params(100 + index),
            block_hash=stream_bytes(f"session/id/hash/{index}", 32),
        )
    yield with_("sessions of 0 blocks", "ZeroLength", 100, params=replace(MAINNET, num_blocks_per_session=0))


def address(index: int) -> str:
    """Return a text of an address's length; its checksum plays no part here."""
    return "pokt1" + stream_bytes(f"session/address/{index}", 19).hex()


def weight_cases() -> Iterator[Case]:
    """Draw weights."""
    preimage = stream_bytes("session/preimage", 90)
    for index in range(16):
        flag = "SignedWeight" if supplier_weight(preimage, address(index)) < 0 else "Ordinary"
        yield case("supplier_weight", "random", flag, session_id_preimage=preimage, operator_address=address(index))
    yield case("supplier_weight", "nothing but a stop", "EmptyParts", session_id_preimage=b"", operator_address="")
    yield case("supplier_weight", "no address", "EmptyParts", session_id_preimage=preimage, operator_address="")
    yield case("supplier_weight", "no preimage", "EmptyParts", session_id_preimage=b"", operator_address=address(0))
    yield case(
        "supplier_weight",
        "a stop moves into the address",
        "UnescapedDelimiter",
        session_id_preimage=b"a",
        operator_address=".b",
    )
    yield case(
        "supplier_weight",
        "a stop moves into the preimage",
        "UnescapedDelimiter",
        session_id_preimage=b"a.",
        operator_address="b",
    )
    yield case(
        "supplier_weight",
        "an address that is not ASCII",
        "NotAscii",
        session_id_preimage=preimage,
        operator_address="\u00fc\U0001f600",
    )


def suppliers_cases() -> Iterator[Case]:
    """Choose suppliers."""
    preimage = stream_bytes("session/preimage", 90)
    candidates = [address(index) for index in range(20)]

    def with_(comment: str, flag: str, addresses: list[str], number: int) -> Case:
        return case(
            "suppliers",
            comment,
            flag,
            session_id_preimage=preimage,
            operator_addresses=addresses,
            num_suppliers_per_session=number,
        )

    yield with_("one of one", "ExactlyEnough", candidates[:1], 1)
    yield with_("three of three", "ExactlyEnough", candidates[:3], 3)
    yield with_("three, four wanted", "FewerCandidates", candidates[:3], 4)
    yield with_("the same three, reversed", "FewerCandidates", candidates[2::-1], 4)
    yield with_("one, 50 wanted", "FewerCandidates", candidates[:1], 50)
    yield with_("20, a thousand wanted", "FewerCandidates", candidates, 1000)
    yield with_("one of 20", "MoreCandidates", candidates, 1)
    yield with_("15 of 20", "MoreCandidates", candidates, 15)
    yield with_("15 of the same 20, reversed", "CandidateOrder", candidates[::-1], 15)
    yield with_("15 of the same 20, rotated", "CandidateOrder", candidates[7:] + candidates[:7], 15)
    yield with_("all 20", "ExactlyEnough", candidates, 20)
    yield with_("a candidate twice", "DuplicateCandidates", [*candidates[:4], candidates[2]], 4)
    yield with_("one candidate, thrice", "DuplicateCandidates", [candidates[0]] * 3, 2)
    yield with_("a candidate twice, too few", "DuplicateCandidates", [candidates[1], candidates[0], candidates[1]], 5)
    yield with_("none of 20", "NoneWanted", candidates, 0)
    yield with_("addresses that are not ASCII", "NotAscii", ["\u00e4", "z", "\U0001f600", "\uffee", ""], 5)
    for index in range(6):
        other = stream_bytes(f"session/preimage/{index}", 110)
        yield case(
            "suppliers",
            "50 of 80, as many as mainnet's sessions hold",
            "MoreCandidates",
            session_id_preimage=other,
            operator_addresses=[address(1000 + 100 * index + offset) for offset in range(80)],
            num_suppliers_per_session=50,
        )
    yield with_("none", "NoCandidates", [], 15)
    yield with_("none of none", "NoCandidates", [], 0)
    for number in (2**46, 2**62, INT64_MAX, 2**63, UINT64_MAX):
        yield with_(f"{number} wanted", "TooManySuppliers", candidates[:3], number)


def proof_path_cases() -> Iterator[Case]:
    """Derive proof paths."""
    for index in range(8):
        inputs = {
            "block_hash": stream_bytes(f"session/proof path/{index}", 32),
            "session_id": stream_bytes(f"session/id text/{index}", 32).hex(),
        }
        yield case("proof_path", "random", "ProofPath", **inputs)
    yield case("proof_path", "no block hash", "EmptyParts", block_hash=b"", session_id="ab" * 32)
    yield case("proof_path", "no session id", "EmptyParts", block_hash=BLOCK_HASH, session_id="")
    yield case("proof_path", "nothing", "EmptyParts", block_hash=b"", session_id="")
    yield case(
        "proof_path",
        "the id's text counts, in capitals another",
        "ProofPath",
        block_hash=BLOCK_HASH,
        session_id="AB" * 32,
    )
    yield case("proof_path", "an id that is not ASCII", "NotAscii", block_hash=BLOCK_HASH, session_id="\u00e9")


def cases() -> Iterator[Case]:
    """Yield every case of the suite."""
    yield from calendar_cases()
    yield from anchor_cases()
    yield from calendar_extremes()
    yield from id_cases()
    yield from weight_cases()
    yield from suppliers_cases()
    yield from proof_path_cases()
