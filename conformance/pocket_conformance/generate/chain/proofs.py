"""Cases of submitting proofs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from immutables import Map

from pocket_conformance.generate import signed_relays
from pocket_conformance.generate.chain.claims import SIGNERS, at_difficulty, at_price, root_of, with_later_windows
from pocket_conformance.generate.chain.claims_world import (
    COMPUTE_UNITS,
    END,
    PROOF_CLOSE,
    PROOF_OPEN,
    START,
    SUPPLIER,
    Work,
    application_with,
    config,
    header_of,
    relay,
    with_claims,
    with_configs,
    with_proofs,
    work,
    world,
)
from pocket_conformance.generate.chain.world import account, message_case
from pocket_conformance.generate.model import Case, Note
from pocket_conformance.generate.signed_relays import address, public_key, relay_bytes
from pocket_spec.claims.messages import VALIDATED, Claim, MsgSubmitProof
from pocket_spec.claims.onchain_proof import RELAY_TRIE
from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.gob import decode_closest_proof, encode_closest_proof
from pocket_spec.relay.messages import RelayRequest, RelayResponse, SessionHeader
from pocket_spec.smst.compact import compact_closest_proof, decompact_closest_proof
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.proof import ProofParams
from pocket_spec.state.state import State

SUBMIT = "poktroll v0.1.35 x/proof/keeper/msg_server_submit_proof.go"
VALIDATION = "poktroll v0.1.35 x/proof/keeper/proof_validation.go"
WINDOW = "poktroll v0.1.35 x/proof/keeper/session.go"
NOTES = {
    "ProofSubmitted": Note("ordinary", "A supplier proves its claim, and pays the fee.", SUBMIT),
    "ProofOfThreshold": Note("ordinary", "The price of the claim makes the proof mandatory.", SUBMIT),
    "ProofAtOldWindow": Note("ordinary", "The windows changed since the session; its own hold.", WINDOW),
    "ProofAnew": Note("ordinary", "A proof replaces one of the same block; the fee is paid again.", SUBMIT),
    "ProofEstimates": Note("ordinary", "The estimates announced are scaled up by the difficulty.", SUBMIT),
    "ProofWindowEdge": Note("boundary", "The first or the last block of the proof window.", WINDOW),
    "ProofFeeEdge": Note("boundary", "The supplier holds one uPOKT more than the fee.", SUBMIT),
    "ProofUnchecked": Note(
        "quirk", "Signatures, path and root are looked at when the block ends; the message is accepted.", VALIDATION
    ),
    "ProofFieldInvalid": Note("defect", "The message is refused by itself.", "poktroll v0.1.35 x/proof/types"),
    "ProofWrongSigner": Note("defect", "Somebody else signed the message.", SIGNERS),
    "ProofOfNoSession": Note("defect", "There is no such session, or the supplier is not in it.", WINDOW),
    "ProofOutsideWindow": Note("defect", "The proof window is not open yet, or is closed.", WINDOW),
    "ProofNotExpandable": Note("defect", "The proof is not a closest proof in gob.", VALIDATION),
    "ProofOfNoRelay": Note("defect", "The leaf is not a complete relay.", VALIDATION),
    "ProofOfOtherRelay": Note("defect", "The relay is of another supplier or session.", VALIDATION),
    "ProofTooEasy": Note("defect", "The relay does not meet the difficulty of the session's start.", VALIDATION),
    "ProofWithoutTarget": Note("defect", "The difficulty has no target hash.", VALIDATION),
    "ProofWithoutClaim": Note("defect", "There is no claim of this session and supplier.", VALIDATION),
    "ProofOfOtherClaim": Note("defect", "The claim says another thing about the session.", VALIDATION),
    "ProofFeeShort": Note("defect", "The supplier does not hold more than the fee.", SUBMIT),
    "ProofNotNeeded": Note("defect", "The claim need not be proven.", SUBMIT),
}
WORK = work(header_of(world(PROOF_OPEN)))
HEADER = WORK.header
STATE = with_claims(world(PROOF_OPEN), WORK.claim())
PROOF = WORK.proof_message()


def with_params(state: State, probability: float = 1.0, threshold: int = 1_000_000_000, fee: int = 10) -> State:
    """Give a state with these parameters of the proof module."""
    return replace(state, proof_params=ProofParams(probability, upokt(threshold), upokt(1_000), upokt(fee)))


def of_leaf(leaf: bytes) -> Work:
    """Make a tree of one leaf, whatever it is."""
    return Work(HEADER, "supplier", (leaf,))


def cases() -> Iterator[Case]:
    """Yield the cases, the defects in the order of the checks."""
    yield from _ordinary_cases()
    yield from _unchecked_cases()
    yield from _message_defects()
    yield from _session_defects()
    yield from _relay_defects()
    yield from _claim_defects()


def _ordinary_cases() -> Iterator[Case]:
    yield message_case(STATE, PROOF, "one of three relays", "ProofSubmitted")
    lone = work(HEADER, "supplier 3", 1)
    both = with_claims(STATE, lone.claim())
    yield message_case(both, lone.proof_message(), "the only relay of another supplier", "ProofSubmitted")
    seen = with_claims(STATE, WORK.claim(VALIDATED))
    yield message_case(seen, PROOF, "the claim was validated in an earlier block", "ProofSubmitted")
    late = with_claims(world(PROOF_CLOSE), WORK.claim())
    yield message_case(late, PROOF, "in the last block of the window", "ProofWindowEdge")
    changed = with_later_windows(STATE, END + 1)
    yield message_case(changed, PROOF, "windows open later since the session", "ProofAtOldWindow")
    dear = with_params(STATE, 0.0, 12_600)
    yield message_case(dear, PROOF, "the claim comes to the threshold", "ProofOfThreshold")
    again = with_proofs(STATE, WORK.proof())
    yield message_case(again, PROOF, "the same proof a second time", "ProofAnew")
    other = with_proofs(STATE, replace(WORK.proof(), closest_merkle_proof=b"\x01"))
    yield message_case(other, PROOF, "in place of another proof", "ProofAnew")
    free = with_params(STATE, fee=0)
    yield message_case(free, PROOF, "the fee is 0", "ProofSubmitted")
    pair = with_params(STATE, fee=999)
    yield message_case(pair, PROOF, "the supplier keeps 1 uPOKT", "ProofFeeEdge")
    yield from _difficult_cases()


def _difficult_cases() -> Iterator[Case]:
    half = 2**255 - 1
    rare = next(
        Work(HEADER, "supplier", (leaf,))
        for leaf in (relay(HEADER, "supplier", number) for number in count())
        if sha256(leaf) < half.to_bytes(32, "big")
    )
    hard = at_difficulty(with_claims(STATE, rare.claim()), half)
    yield message_case(hard, rare.proof_message(), "every second relay counts", "ProofEstimates")
    exact = int.from_bytes(sha256(rare.leaves[0]), "big") + 1
    edge = at_difficulty(with_claims(STATE, rare.claim()), exact)
    yield message_case(edge, rare.proof_message(), "the relay's hash is just below the target", "ProofEstimates")
    for height, since in ((START + 1, "within the session"), (END + 1, "since the session")):
        harder = at_difficulty(at_difficulty(STATE, 2**256 - 1), 1, height)
        yield message_case(harder, PROOF, f"no relay counts {since}", "ProofSubmitted")
    dearer = at_price(STATE, (1, 42_000_000), (END + 1, 84_000_000))
    yield message_case(dearer, PROOF, "the price doubled after the session", "ProofEstimates")


def _unchecked_cases() -> Iterator[Case]:
    other_seed = WORK.proof_message(START)
    yield message_case(STATE, other_seed, "a path that was not drawn", "ProofUnchecked")
    other_root = with_claims(STATE, replace(WORK.claim(), root_hash=root_of(3 * COMPUTE_UNITS, 3)))
    yield message_case(other_root, PROOF, "the claim has another root", "ProofUnchecked")
    keyless = replace(STATE, accounts=Map())
    yield message_case(keyless, PROOF, "no account has a key", "ProofUnchecked")
    request = signed_relays.with_request_signature(signed_relays.request(0, HEADER, SUPPLIER), b"unsigned")
    response = signed_relays.with_response_signature(signed_relays.response(0, HEADER), b"unsigned")
    unsigned = of_leaf(relay_bytes(request, response))
    claimed = with_claims(STATE, unsigned.claim())
    yield message_case(claimed, unsigned.proof_message(), "signatures that are none", "ProofUnchecked")


def _message_defects() -> Iterator[Case]:
    def refused(comment: str, **changes: object) -> Case:
        return message_case(STATE, replace(PROOF, **changes), comment, "ProofFieldInvalid")  # type: ignore[arg-type]

    yield refused("the supplier's address is none", supplier_operator_address="")
    yield refused("no session header", session_header=None)
    yield refused("an invalid session header", session_header=replace(HEADER, service_id=""))
    yield refused("no proof", proof=None)
    yield message_case(STATE, PROOF, "signed by another supplier", "ProofWrongSigner", signer=address("supplier 2"))


def _session_defects() -> Iterator[Case]:
    def refused(comment: str, state: State, message: MsgSubmitProof = PROOF) -> Case:
        return message_case(state, message, comment, "ProofOfNoSession")

    gone = replace(STATE, applications=Map())
    yield refused("the application is gone", gone)
    yield refused("the application unbonds since before", application_with(STATE, unstake_session_end_height=END - 4))
    wrong_id = replace(PROOF, session_header=replace(HEADER, session_id="ff" * 32))
    yield refused("the session id is another", STATE, wrong_id)
    yield refused("the supplier is not in it", with_configs(STATE, config("supplier 2")))
    early, late = (with_claims(world(height), WORK.claim()) for height in (PROOF_OPEN - 1, PROOF_CLOSE + 1))
    yield message_case(early, PROOF, "one block early", "ProofOutsideWindow")
    yield message_case(late, PROOF, "one block late", "ProofOutsideWindow")
    closed = with_later_windows(late, END + 1)
    yield message_case(closed, PROOF, "one block late, windows open later since", "ProofOutsideWindow")
    ending = with_later_windows(STATE, END)
    yield message_case(ending, PROOF, "windows open later with the session's last block", "ProofOutsideWindow")
    changed = with_later_windows(STATE, None)
    yield message_case(changed, PROOF, "windows open later today, without a history", "ProofOutsideWindow")


def _relay_defects() -> Iterator[Case]:
    def refused(comment: str, flag: str, leaf: bytes) -> Case:
        made = of_leaf(leaf)
        return message_case(with_claims(STATE, made.claim()), made.proof_message(), comment, flag)

    garbage = replace(PROOF, proof=b"\x01\x02")
    yield message_case(STATE, garbage, "not gob", "ProofNotExpandable")
    compact = decode_closest_proof(PROOF.proof or b"")
    bare = encode_closest_proof(replace(compact, closest_proof=None))
    yield message_case(STATE, replace(PROOF, proof=bare), "no proof inside", "ProofNotExpandable")
    expanded = replace(decompact_closest_proof(RELAY_TRIE, compact), closest_value_hash=bytes(15))
    short = encode_closest_proof(compact_closest_proof(RELAY_TRIE, expanded))
    yield message_case(STATE, replace(PROOF, proof=short), "leaf data of 15 bytes", "ProofNotExpandable")
    request, response = _signed()
    yield refused("the leaf is no message", "ProofOfNoRelay", b"\xff\xff")
    yield refused("the leaf is empty", "ProofOfNoRelay", b"")
    yield refused("no request", "ProofOfNoRelay", relay_bytes(None, response))
    unsigned_request = signed_relays.with_request_signature(request, None)
    yield refused("the request is not signed", "ProofOfNoRelay", relay_bytes(unsigned_request, response))
    yield refused("no response", "ProofOfNoRelay", relay_bytes(request, None))
    unsigned_response = signed_relays.with_response_signature(response, None)
    yield refused("the response is not signed", "ProofOfNoRelay", relay_bytes(request, unsigned_response))
    asked_of_other, _ = _signed(supplier="supplier 2")
    yield refused("the request is to another supplier", "ProofOfOtherRelay", relay_bytes(asked_of_other, response))
    other_request, other_response = _signed(replace(HEADER, session_end_block_height=END + 1))
    yield refused("the request is of another session", "ProofOfOtherRelay", relay_bytes(other_request, response))
    yield refused("the response is of another session", "ProofOfOtherRelay", relay_bytes(request, other_response))
    yield message_case(at_difficulty(STATE, None), PROOF, "a difficulty without a target hash", "ProofWithoutTarget")
    leaf = of_leaf(relay_bytes(request, response))
    at_target = at_difficulty(with_claims(STATE, leaf.claim()), int.from_bytes(sha256(leaf.leaves[0]), "big"))
    yield message_case(at_target, leaf.proof_message(), "the relay's hash is the target", "ProofTooEasy")


def _signed(header: SessionHeader = HEADER, supplier: str = "supplier") -> tuple[RelayRequest, RelayResponse]:
    """Sign a request and a response, whatever the session and the supplier."""
    ring = (public_key("application"), public_key("gateway 1"))
    request = signed_relays.request(7, header, address(supplier))
    response = signed_relays.response(7, header)
    return (
        signed_relays.signed_request(request, ring, "application", 0),
        signed_relays.signed_response(response, supplier),
    )


def _claim_defects() -> Iterator[Case]:
    yield message_case(world(PROOF_OPEN), PROOF, "nothing was claimed", "ProofWithoutClaim")
    others = with_claims(world(PROOF_OPEN), work(HEADER, "supplier 2").claim())
    yield message_case(others, PROOF, "another supplier's claim", "ProofWithoutClaim")
    for comment, claimed in (
        ("another start", replace(HEADER, session_start_block_height=START + 1)),
        ("another end", replace(HEADER, session_end_block_height=END + 1)),
        ("another application", replace(HEADER, application_address=account("other application"))),
        ("another service", replace(HEADER, service_id="other")),
    ):
        state = with_claims(world(PROOF_OPEN), Claim(SUPPLIER, claimed, WORK.root_hash))
        yield message_case(state, PROOF, comment, "ProofOfOtherClaim")
    yield message_case(with_params(STATE, fee=1_000), PROOF, "the supplier holds the fee", "ProofFeeShort")
    yield message_case(with_params(STATE, fee=1_001), PROOF, "the supplier holds less than the fee", "ProofFeeShort")
    poor = replace(STATE, balances=STATE.balances.delete(SUPPLIER), supply=STATE.supply - 1_000)
    yield message_case(with_params(poor, fee=0), PROOF, "the fee is 0, and so is the balance", "ProofFeeShort")
    yield message_case(with_params(STATE, 0.0), PROOF, "not drawn, and below the threshold", "ProofNotNeeded")
    yield message_case(with_params(STATE, 0.0, 12_601), PROOF, "1 uPOKT below the threshold", "ProofNotNeeded")
