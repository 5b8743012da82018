"""Cases of suite `claim`, op `verify_onchain_proof`.

Every case is a whole session made from labels: an application, its gateways and a supplier with keys of their own,
relays signed by both sides, the trie of these relays, and the proof of one of them. A defect is one thing that is
otherwise done right: what can be signed, hashed or proven after the defect is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import Any

from pocket_conformance.generate import signed_relays
from pocket_conformance.generate.deterministic import stream_bytes
from pocket_conformance.generate.model import Case, Note
from pocket_conformance.generate.signed_relays import (
    address,
    private_key,
    public_key,
    relay_bytes,
    relay_trie,
    ring_signature,
    signed_request,
    signed_response,
    with_request_signature,
    with_response_signature,
)
from pocket_spec.claims.messages import CLAIM, INVALID, MSG_SUBMIT_PROOF, VALIDATED, Claim, MsgSubmitProof
from pocket_spec.claims.onchain_proof import RELAY_TRIE
from pocket_spec.claims.proof_path import proof_path
from pocket_spec.crypto.accounts import account_address
from pocket_spec.crypto.hashes import sha256
from pocket_spec.crypto.secp256k1 import CURVE_ORDER, sign_ecdsa
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.encoding.gob import decode_closest_proof, encode_closest_proof
from pocket_spec.encoding.proto import encode
from pocket_spec.relay.messages import (
    RELAY,
    RELAY_REQUEST,
    RELAY_RESPONSE,
    Relay,
    RelayMinerError,
    RelayRequest,
    RelayResponse,
    SessionHeader,
)
from pocket_spec.relay.signing import request_signable_hash
from pocket_spec.smst.closest import flip_path_bit, prove_closest
from pocket_spec.smst.compact import compact_closest_proof
from pocket_spec.smst.trie import Trie, key_path, root
from pocket_spec.smst.types import CompactClosestProof, CompactMembershipProof

VALIDATION = "poktroll v0.1.35 x/proof/keeper/proof_validation.go"
MESSAGE = "poktroll v0.1.35 x/proof/types/message_submit_proof.go"
RELAYS = "poktroll v0.1.35 x/service/types/relay.go"
RINGS = "poktroll v0.1.35 pkg/crypto/rings/client.go"
CLAIMS = "poktroll v0.1.35 x/proof/types/claim.go"
PROOFS = "smt v0.14.1 proofs.go"
ADDRESSES = "cosmos-sdk v0.53.7 types/address.go"
SIGNATURES = "cosmos-sdk v0.53.7 crypto/keys/secp256k1/secp256k1_nocgo.go"

BASE_TARGET_HASH = b"\xff" * 32
COMPUTE_UNITS = 2147
"""What each relay of the service weighs."""

NOTES = {
    "OneRelay": Note("ordinary", "The trie has one leaf: no siblings.", VALIDATION),
    "SeveralRelays": Note("ordinary", "The trie has several leaves.", VALIDATION),
    "RingSize": Note("ordinary", "The application and its gateways; any of them signs.", RINGS),
    "WithoutPayloadHash": Note(
        "ordinary", "No payload hash, as before v0.1.25: the response's payload is in the leaf and is signed.", RELAYS
    ),
    "Hydrated": Note("ordinary", "The payload is in the leaf beside its hash; only the hash is signed.", RELAYS),
    "RelayMinerError": Note("ordinary", "The response reports an error of the RelayMiner; it is signed too.", RELAYS),
    "SearchedRelay": Note("ordinary", "A difficult target, and a relay that was searched for it.", VALIDATION),
    "ClaimStatus": Note("ordinary", "What an earlier proof did to the claim has no influence.", VALIDATION),
    "JustBelowTarget": Note("boundary", "The relay's hash is one less than the target hash.", VALIDATION),
    "ServiceIdLength": Note("boundary", "A service id of 1 or 42 characters.", VALIDATION),
    "Heights": Note("boundary", "The first session there can be, or the last.", VALIDATION),
    "AddressLength": Note("boundary", "An address of other than 20 bytes is an address.", ADDRESSES),
    "SumWraps": Note("boundary", "The sum of the weights wraps at 64 bits.", CLAIMS),
    "UpperCaseAddress": Note(
        "quirk", "Bech32 may be in upper case throughout; addresses are then compared as text.", ADDRESSES
    ),
    "UnknownField": Note(
        "quirk", "Fields that the release does not know are skipped inside a relay, unlike in messages.", VALIDATION
    ),
    "FieldOrder": Note("quirk", "The fields of a relay may come in any order.", VALIDATION),
    "EmptyPayloadHash": Note(
        "quirk", "The payload hash is there but empty: the payload is not signed, see suite `relay`.", RELAYS
    ),
    "RepeatedKey": Note("quirk", "A ring may name a key twice.", RINGS),
    "TrailingBytes": Note("quirk", "Bytes behind the gob value, or behind the ring signature, are ignored.", PROOFS),
    "Truncated": Note("defect", "The message or the claim breaks off.", MESSAGE),
    "SupplierAddressInvalid": Note("defect", "The supplier's operator address is none.", MESSAGE),
    "HeaderAbsent": Note("defect", "The message has no session header.", MESSAGE),
    "HeaderInvalid": Note("defect", "The session header is invalid, wherever it stands.", MESSAGE),
    "ProofEmpty": Note("defect", "The message has no proof.", MESSAGE),
    "NotGob": Note("defect", "The proof is not a compact closest proof in gob.", PROOFS),
    "NotExpandable": Note("defect", "The parts of the compact proof do not fit each other.", PROOFS),
    "LeafDataShort": Note(
        "defect",
        "The leaf's data are shorter than weight and count. The real code panics, and recovers.",
        PROOFS,
        finding="B1",
    ),
    "LeafAbsent": Note("defect", "The proof shows no leaf: the relay is an empty one.", PROOFS),
    "NotARelay": Note("defect", "The leaf is not a relay.", VALIDATION),
    "RequestAbsent": Note("defect", "The relay has no request.", RELAYS),
    "RequestHeaderInvalid": Note("defect", "The request's session header is absent or invalid.", RELAYS),
    "RequestSignatureAbsent": Note("defect", "The request has no signature.", RELAYS),
    "RequestSupplierAbsent": Note("defect", "The request names no supplier.", RELAYS),
    "RequestOfOtherSupplier": Note("defect", "The request was asked of another supplier.", VALIDATION),
    "ResponseAbsent": Note("defect", "The relay has no response.", RELAYS),
    "ResponseHeaderInvalid": Note("defect", "The response's session header is absent or invalid.", RELAYS),
    "ResponseSignatureAbsent": Note("defect", "The response has no signature.", RELAYS),
    "RequestOfOtherSession": Note("defect", "The request's session header differs in one field.", VALIDATION),
    "ResponseOfOtherSession": Note("defect", "The response's session header differs in one field.", VALIDATION),
    "ProofOfOtherSession": Note("defect", "The message's session header differs from the relay's.", VALIDATION),
    "TargetHashLength": Note("defect", "The target hash is not 32 bytes long.", VALIDATION),
    "TargetHashZero": Note(
        "defect",
        "No relay can be below a target of zero; the real code panics while it says so.",
        VALIDATION,
        finding="B3",
    ),
    "NotBelowTarget": Note("defect", "The relay's hash is the target hash, or above it.", VALIDATION),
    "ClaimOfOther": Note("defect", "The claim is of another session or supplier.", VALIDATION),
    "ClaimDiffers": Note("defect", "The claim's session header differs in one field from the proof's.", VALIDATION),
    "RootLength": Note("defect", "The claim's root hash has no sum and no count.", CLAIMS),
    "RingSignatureMalformed": Note("defect", "The request's signature is not a ring signature.", RINGS),
    "RequestNotSigned": Note("defect", "The ring signature is of something else.", RINGS),
    "RingSignatureAltered": Note("defect", "A part of the ring signature was changed.", RINGS),
    "ResponseNotSigned": Note("defect", "The supplier's signature is of something else.", RELAYS),
    "SupplierSignatureAltered": Note("defect", "The supplier's signature is malformed or was changed.", SIGNATURES),
    "OtherSupplierKey": Note("defect", "The supplier's key is another one, or none.", SIGNATURES),
    "OtherRoot": Note("defect", "The claim's root hash is another one.", VALIDATION),
    "ProofAltered": Note("defect", "A part of the closest proof was changed.", PROOFS),
}


MEMBERS = ("application", "gateway 1", "gateway 2", "gateway 3", "gateway 4")
SUPPLIER = address("supplier")
SUPPLIER_PUBLIC_KEY = public_key("supplier")
HEADER = SessionHeader(address("application"), "eth", stream_bytes("claim/session", 32).hex(), 1201, 1260)
OTHER_HEADERS = (
    ("application", replace(HEADER, application_address=address("other application"))),
    ("service", replace(HEADER, service_id="eth-archival")),
    ("session id", replace(HEADER, session_id=stream_bytes("claim/other session", 32).hex())),
    ("start height", replace(HEADER, session_start_block_height=1200)),
    ("end height", replace(HEADER, session_end_block_height=1261)),
)
BAD_HEADERS = (
    ("application address is empty", replace(HEADER, application_address="")),
    ("application address has a wrong checksum", replace(HEADER, application_address=HEADER.application_address + "q")),
    (
        "application address has another prefix",
        replace(HEADER, application_address=encode_address(stream_bytes("claim/operator", 20), "poktvaloper")),
    ),
    ("session id is empty", replace(HEADER, session_id="")),
    ("service id is empty", replace(HEADER, service_id="")),
    ("service id has 43 characters", replace(HEADER, service_id="e" * 43)),
    ("service id has a blank", replace(HEADER, service_id="eth mainnet")),
    ("service id has a letter beyond ASCII", replace(HEADER, service_id="éth")),
    ("start height is 0", replace(HEADER, session_start_block_height=0)),
    ("start height is negative", replace(HEADER, session_start_block_height=-1)),
    ("end height is the start height", replace(HEADER, session_end_block_height=1201)),
    ("end height is below the start height", replace(HEADER, session_end_block_height=1200)),
)


@dataclass(frozen=True)
class Submission:
    """The input of a case, decoded, and the leaf that is proven."""

    message: MsgSubmitProof
    claim: Claim
    leaf: bytes
    supplier_public_key: bytes = SUPPLIER_PUBLIC_KEY
    target_hash: bytes = BASE_TARGET_HASH


def _case(comment: str, flag: str, submission: Submission, **altered: bytes) -> Case:
    values: dict[str, Any] = {
        "msg_submit_proof": encode(MSG_SUBMIT_PROOF, submission.message),
        "claim": encode(CLAIM, submission.claim),
        "supplier_public_key": submission.supplier_public_key,
        "target_hash": submission.target_hash,
    }
    return Case("verify_onchain_proof", comment, (flag,), values | altered)


# Relays.


def _request(number: int = 0, header: SessionHeader | None = HEADER, supplier: str = SUPPLIER) -> RelayRequest:
    return signed_relays.request(number, header, supplier)


def _response(number: int = 0, header: SessionHeader | None = HEADER) -> RelayResponse:
    return signed_relays.response(number, header)


def _ring(members: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(public_key(member) for member in members)


def _signed_request(asked: RelayRequest, members: tuple[str, ...] = MEMBERS[:2], signer: int = 0) -> RelayRequest:
    return signed_request(asked, _ring(members), members[signer], signer)


def _signed_response(answered: RelayResponse) -> RelayResponse:
    return signed_response(answered, "supplier")


def _relay(asked: RelayRequest | None, answered: RelayResponse | None) -> bytes:
    """Return the bytes of a relay, each part signed unless it has a signature."""
    if asked is not None and asked.meta.signature is None:
        asked = _signed_request(asked)
    if answered is not None and answered.meta.supplier_operator_signature is None:
        answered = _signed_response(answered)
    return relay_bytes(asked, answered)


# Tries and proofs.


def _trie(leaves: tuple[bytes, ...], weight: int = COMPUTE_UNITS) -> Trie:
    return relay_trie(leaves, weight)


@cache
def _others(number: int) -> tuple[bytes, ...]:
    return tuple(_relay(_request(index), _response(index)) for index in range(1, number + 1))


def _submission(
    leaf: bytes, header: SessionHeader | None = HEADER, supplier: str = SUPPLIER, others: int = 0
) -> Submission:
    """Prove a leaf in a trie of this and other leaves; the path is the first of those drawn that leads there."""
    trie = _trie((leaf, *_others(others)))
    session_id = header.session_id if header else ""
    for attempt in count():
        path = proof_path(stream_bytes(f"claim/seed block/{attempt}", 32), session_id)
        proof = prove_closest(trie, path)
        if proof.closest_path == key_path(sha256(leaf)):
            break
    encoded = encode_closest_proof(compact_closest_proof(RELAY_TRIE, proof))
    return Submission(MsgSubmitProof(supplier, header, encoded), Claim(supplier, header, root(trie)), leaf)


@cache
def _ordinary(others: int = 4) -> Submission:
    return _submission(_relay(_request(), _response()), others=others)


def _with_proof(submission: Submission, change: Callable[[CompactClosestProof], CompactClosestProof]) -> Submission:
    """Change the decoded proof of a submission."""
    changed = encode_closest_proof(change(decode_closest_proof(submission.message.proof or b"")))
    return replace(submission, message=replace(submission.message, proof=changed))


def cases() -> Iterator[Case]:
    """Yield every case of the operation, the defects in the order of the checks."""
    yield from _valid_cases()
    yield from _difficult_cases()
    yield from _lenient_cases()
    yield from _message_cases()
    yield from _proof_cases()
    yield from _relay_cases()
    yield from _header_cases()
    yield from _difficulty_cases()
    yield from _claim_cases()
    yield from _ring_cases()
    yield from _supplier_cases()
    yield from _root_cases()


def _valid_cases() -> Iterator[Case]:
    yield _case("one relay", "OneRelay", _ordinary(0))
    for others in (1, 2, 6, 19):
        yield _case(f"{others + 1} relays", "SeveralRelays", _ordinary(others))
    for size, signer in ((2, 1), (3, 0), (4, 2), (5, 4)):
        request = _signed_request(_request(), MEMBERS[:size], signer)
        comment = f"a ring of {size}, signed by the {MEMBERS[signer]}"
        yield _case(comment, "RingSize", _submission(_relay(request, _response())))
    payload = b'{"jsonrpc":"2.0","result":"0x10d4f","id":0}'
    old = replace(_response(), payload=payload, payload_hash=None)
    yield _case("the payload instead of its hash", "WithoutPayloadHash", _submission(_relay(_request(), old), others=2))
    neither = replace(_response(), payload_hash=None)
    yield _case("neither payload nor hash", "WithoutPayloadHash", _submission(_relay(_request(), neither)))
    both = replace(_response(), payload=payload)
    yield _case("the payload beside its hash", "Hydrated", _submission(_relay(_request(), both)))
    error = RelayMinerError("relayer", 4, "service unavailable", "the service endpoint did not answer")
    failed = replace(_response(), relay_miner_error=error)
    yield _case("an error instead of an answer", "RelayMinerError", _submission(_relay(_request(), failed)))
    for status, name in ((VALIDATED, "validated"), (INVALID, "invalid")):
        claim = replace(_ordinary().claim, proof_validation_status=status)
        yield _case(f"the claim is already {name}", "ClaimStatus", replace(_ordinary(), claim=claim))


def _difficult_cases() -> Iterator[Case]:
    target = bytes([0, 0xFF]) + b"\xff" * 30
    leaf = next(
        relay for relay in (_relay(_request(), _response(number)) for number in count()) if sha256(relay) < target
    )
    yield _case(
        "a hash of eight leading zero bits was searched for",
        "SearchedRelay",
        replace(_submission(leaf, others=3), target_hash=target),
    )
    just_above = int.from_bytes(sha256(_ordinary().leaf), "big") + 1
    yield _case(
        "the target hash is the relay's hash and one",
        "JustBelowTarget",
        replace(_ordinary(), target_hash=just_above.to_bytes(32, "big")),
    )
    for length in (1, 42):
        header = replace(HEADER, service_id="_" * length)
        yield _case(f"a service id of length {length}", "ServiceIdLength", _of_header(header))
    for start, end in ((1, 2), (2**63 - 2, 2**63 - 1)):
        header = replace(HEADER, session_start_block_height=start, session_end_block_height=end)
        yield _case(f"a session from {start} to {end}", "Heights", _of_header(header))
    for length in (1, 32, 255):
        header = replace(HEADER, application_address=encode_address(stream_bytes("claim/long address", length)))
        yield _case(f"an application address of length {length}", "AddressLength", _of_header(header))
    yield _case("three relays of 2^63 compute units each", "SumWraps", _of_weight(2**63))


def _of_header(header: SessionHeader, supplier: str = SUPPLIER) -> Submission:
    """Prove a relay of the session that the header describes."""
    return _submission(_relay(_request(0, header, supplier), _response(0, header)), header, supplier)


def _of_weight(weight: int) -> Submission:
    leaves = (_ordinary().leaf, *_others(2))
    trie = _trie(leaves, weight)
    path = proof_path(stream_bytes("claim/seed block/weight", 32), HEADER.session_id)
    encoded = encode_closest_proof(compact_closest_proof(RELAY_TRIE, prove_closest(trie, path)))
    return Submission(MsgSubmitProof(SUPPLIER, HEADER, encoded), Claim(SUPPLIER, HEADER, root(trie)), leaves[0])


def _lenient_cases() -> Iterator[Case]:
    upper = replace(HEADER, application_address=HEADER.application_address.upper())
    yield _case("the application address in upper case", "UpperCaseAddress", _of_header(upper))
    yield _case("the supplier address in upper case", "UpperCaseAddress", _of_header(HEADER, SUPPLIER.upper()))
    relay = _ordinary().leaf
    yield _case("field 15 behind the response", "UnknownField", _submission(relay + bytes([15 << 3, 1]), others=2))
    yield _case("a group before the request", "UnknownField", _submission(bytes([15 << 3 | 3, 15 << 3 | 4]) + relay))
    request = encode(RELAY_REQUEST, _signed_request(_request()))
    response = encode(RELAY_RESPONSE, _signed_response(_response()))
    swapped = b"\x12" + bytes([len(response) % 128 | 128, len(response) // 128]) + response
    swapped += b"\x0a" + bytes([len(request) % 128 | 128, len(request) // 128]) + request
    yield _case("the response before the request", "FieldOrder", _submission(swapped))
    hashless = _signed_response(replace(_response(), payload_hash=b""))
    # An empty field is not written, so it is appended to the response, which is the relay's last field.
    content = encode(RELAY_RESPONSE, hashless) + b"\x22\x00"
    prefix = encode(RELAY, Relay(_signed_request(_request())))
    written = prefix + b"\x12" + bytes([len(content) % 128 | 128, len(content) // 128]) + content
    yield _case("an empty payload hash", "EmptyPayloadHash", _submission(written))
    repeated = ("application", "gateway 1", "gateway 1")
    twice = _signed_request(_request(), repeated, 0)
    yield _case("a gateway's key twice", "RepeatedKey", _submission(_relay(twice, _response())))
    signature = _signed_request(_request()).meta.signature or b""
    longer = with_request_signature(_request(), signature + b"\0")
    yield _case("a byte behind the ring signature", "TrailingBytes", _submission(_relay(longer, _response())))
    proof = (_ordinary().message.proof or b"") + b"\0"
    message = replace(_ordinary().message, proof=proof)
    yield _case("a byte behind the proof", "TrailingBytes", replace(_ordinary(), message=message))


def _message_cases() -> Iterator[Case]:
    ordinary = _ordinary(0)
    message, claim = encode(MSG_SUBMIT_PROOF, ordinary.message), encode(CLAIM, ordinary.claim)
    yield _case("the message breaks off", "Truncated", ordinary, msg_submit_proof=message[:-1])
    yield _case("the claim breaks off", "Truncated", ordinary, claim=claim[:-1])
    for text, problem in (
        ("", "is empty"),
        (SUPPLIER[:-1] + ("q" if SUPPLIER[-1] != "q" else "p"), "has a wrong checksum"),
        (SUPPLIER.replace("pokt", "POKT"), "is in upper and lower case"),
        (encode_address(account_address(SUPPLIER_PUBLIC_KEY), "cosmos"), "has another prefix"),
        (" " + SUPPLIER, "begins with a blank"),
    ):
        request = replace(_request(), meta=replace(_request().meta, supplier_operator_address=text or SUPPLIER))
        bad = _submission(_relay(request, _response()), HEADER, text)
        yield _case(f"the supplier address {problem}", "SupplierAddressInvalid", bad)
    headless = replace(ordinary.message, session_header=None)
    yield _case("no session header", "HeaderAbsent", replace(ordinary, message=headless))
    yield _case("an empty session header", "HeaderInvalid", _of_header(SessionHeader()))
    for problem, header in BAD_HEADERS:
        yield _case(f"the {problem}", "HeaderInvalid", _of_header(header))
    proofless = replace(ordinary.message, proof=None)
    yield _case("no proof", "ProofEmpty", replace(ordinary, message=proofless))
    empty_field = encode(MSG_SUBMIT_PROOF, proofless) + b"\x1a\x00"
    yield _case("an empty proof", "ProofEmpty", ordinary, msg_submit_proof=empty_field)


def _membership(proof: CompactClosestProof, **changes: Any) -> CompactClosestProof:
    if not isinstance(proof.closest_proof, CompactMembershipProof):
        raise TypeError("the proof has no membership proof")
    return replace(proof, closest_proof=replace(proof.closest_proof, **changes))


def _proof_cases() -> Iterator[Case]:
    ordinary = _ordinary()
    proof = ordinary.message.proof or b""
    for data, comment in (
        (b"\0", "one byte"),
        (proof[:-1], "the proof breaks off"),
        (proof[:286], "type definitions, no value"),
        (stream_bytes("claim/not gob", 64), "no gob at all"),
        (b"{}", "JSON"),
    ):
        message = replace(ordinary.message, proof=data)
        yield _case(comment, "NotGob", replace(ordinary, message=message))
    changes: tuple[tuple[str, Callable[[CompactClosestProof], CompactClosestProof]], ...] = (
        ("a path of 31 bytes", lambda found: replace(found, path=found.path[:31])),
        ("a path of 33 bytes", lambda found: replace(found, path=found.path + b"\0")),
        ("a depth of three bytes", lambda found: replace(found, depth=b"\0\0\3")),
        ("a flipped bit of three bytes", lambda found: replace(found, flipped_bits=(b"\0\0\1",))),
        ("more side nodes than the number says", lambda found: _membership(found, num_side_nodes=1)),
        ("257 side nodes", lambda found: _membership(found, num_side_nodes=257)),
        ("a negative number of side nodes", lambda found: _membership(found, num_side_nodes=-1)),
        ("a mask that is too long", lambda found: _membership(found, bit_mask=b"\0\0\0")),
    )
    for comment, change in changes:
        yield _case(comment, "NotExpandable", _with_proof(ordinary, change))
    short = _with_proof(ordinary, lambda found: replace(found, closest_value_hash=bytes(15)))
    yield _case("leaf data of 15 bytes", "LeafDataShort", short)
    absent = _with_proof(ordinary, lambda found: replace(found, closest_value_hash=None))
    yield _case("no leaf data", "LeafAbsent", absent)


def _relay_cases() -> Iterator[Case]:
    for leaf, comment in (
        (_ordinary().leaf[:-1], "a relay that breaks off"),
        (stream_bytes("claim/not a relay", 100), "100 bytes of noise"),
        (b"\x08\x01", "a number where the request is"),
    ):
        yield _case(comment, "NotARelay", _submission(leaf))
    yield _case("no request", "RequestAbsent", _submission(_relay(None, _response())))
    for header, problem in (
        (None, "is absent"),
        (SessionHeader(), "is empty"),
        (replace(HEADER, service_id="eth mainnet"), "has a blank in its service id"),
        (replace(HEADER, session_end_block_height=1201), "ends at its start"),
    ):
        bad = _submission(_relay(_request(0, header), _response()))
        yield _case(f"the request's session header {problem}", "RequestHeaderInvalid", bad)
        bad = _submission(_relay(_request(), _response(0, header)))
        yield _case(f"the response's session header {problem}", "ResponseHeaderInvalid", bad)
    unsigned = with_request_signature(_request(), b"")
    yield _case("no request signature", "RequestSignatureAbsent", _submission(_relay(unsigned, _response())))
    unsigned_response = with_response_signature(_response(), b"")
    yield _case("no response signature", "ResponseSignatureAbsent", _submission(_relay(_request(), unsigned_response)))
    supplierless = _submission(_relay(_request(0, HEADER, ""), _response()))
    yield _case("no supplier in the request", "RequestSupplierAbsent", supplierless)
    for supplier, comment in (
        (address("other supplier"), "the request is to another supplier"),
        (SUPPLIER.upper(), "the request has the supplier's address in upper case"),
    ):
        other = _submission(_relay(_request(0, HEADER, supplier), _response()))
        yield _case(comment, "RequestOfOtherSupplier", other)
    yield _case("no response", "ResponseAbsent", _submission(_relay(_request(), None)))


def _header_cases() -> Iterator[Case]:
    for name, header in OTHER_HEADERS:
        request = _submission(_relay(_request(0, header), _response()))
        yield _case(f"the request has another {name}", "RequestOfOtherSession", request)
        response = _submission(_relay(_request(), _response(0, header)))
        yield _case(f"the response has another {name}", "ResponseOfOtherSession", response)
        message = _submission(_relay(_request(), _response()), header)
        yield _case(f"message and claim have another {name}", "ProofOfOtherSession", message)


def _difficulty_cases() -> Iterator[Case]:
    ordinary = _ordinary()
    for target in (b"", b"\xff" * 31, b"\xff" * 33):
        other = replace(ordinary, target_hash=target)
        yield _case(f"a target hash of {len(target)} bytes", "TargetHashLength", other)
    yield _case("a target hash of zeros", "TargetHashZero", replace(ordinary, target_hash=bytes(32)))
    relay_hash = sha256(ordinary.leaf)
    just_below = (int.from_bytes(relay_hash, "big") - 1).to_bytes(32, "big")
    for target, comment in (
        (relay_hash, "the target hash is the relay's hash"),
        (just_below, "the target hash is the relay's hash less one"),
        (bytes(31) + b"\1", "the hardest target hash"),
    ):
        yield _case(comment, "NotBelowTarget", replace(ordinary, target_hash=target))


def _claim_cases() -> Iterator[Case]:
    ordinary = _ordinary()
    for name, header in OTHER_HEADERS:
        claim = replace(ordinary.claim, session_header=header)
        flag = "ClaimOfOther" if name == "session id" else "ClaimDiffers"
        yield _case(f"the claim has another {name}", flag, replace(ordinary, claim=claim))
    headless = replace(ordinary.claim, session_header=None)
    yield _case("the claim has no session header", "ClaimOfOther", replace(ordinary, claim=headless))
    other = replace(ordinary.claim, supplier_operator_address=address("other supplier"))
    yield _case("the claim has another supplier", "ClaimOfOther", replace(ordinary, claim=other))
    right = ordinary.claim.root_hash or b""
    for root_hash in (None, right[:16], right[:47], right + b"\0"):
        claim = replace(ordinary.claim, root_hash=root_hash)
        yield _case(f"a root hash of {len(root_hash or b'')} bytes", "RootLength", replace(ordinary, claim=claim))


def _of_request(request: RelayRequest) -> Submission:
    return _submission(_relay(request, _response()))


def _ring_cases() -> Iterator[Case]:
    signed = _signed_request(_request(), MEMBERS[:3], 1)
    signature = signed.meta.signature or b""
    for data, comment in (
        (signature[:-1], "the ring signature breaks off"),
        (signature[:3] + b"\4" + signature[4:], "the ring signature asks for another member"),
        (signature[:36] + b"\4" + signature[37:], "the key image has no such form"),
        (signature[:37] + b"\xff" * 32 + signature[69:], "the key image's coordinate is beyond the field"),
        (signature[:101] + b"\2" + bytes(32) + signature[134:], "a member is the point at infinity"),
    ):
        malformed = with_request_signature(signed, data)
        yield _case(comment, "RingSignatureMalformed", _of_request(malformed))
    altered = replace(signed, payload=b"{}")
    yield _case("the request's payload was changed", "RequestNotSigned", _of_request(altered))
    hashed_twice = ring_signature(sha256(request_signable_hash(_request())), _ring(MEMBERS[:2]), "application", 0)
    yield _case(
        "the hash was hashed again", "RequestNotSigned", _of_request(with_request_signature(_request(), hashed_twice))
    )
    of_signed = ring_signature(sha256(encode(RELAY_REQUEST, signed)), _ring(MEMBERS[:2]), "application", 0)
    yield _case(
        "the signature is of the signed request",
        "RequestNotSigned",
        _of_request(with_request_signature(_request(), of_signed)),
    )
    another = _signed_request(_request(7)).meta.signature
    yield _case(
        "the signature is another request's",
        "RequestNotSigned",
        _of_request(with_request_signature(_request(), another)),
    )
    for at, name in ((35, "challenge"), (100, "response of the first member"), (165, "response of the second member")):
        changed = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        yield _case(
            f"the {name} was changed", "RingSignatureAltered", _of_request(with_request_signature(signed, changed))
        )
    for at, name in ((36, "key image"), (101, "first member's key")):
        changed = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        yield _case(
            f"the {name} was negated", "RingSignatureAltered", _of_request(with_request_signature(signed, changed))
        )
    swapped = signature[:69] + signature[134:199] + signature[69:134] + signature[199:]
    yield _case(
        "two members changed places", "RingSignatureAltered", _of_request(with_request_signature(signed, swapped))
    )


def _supplier_cases() -> Iterator[Case]:
    signed = _signed_response(_response())
    altered = replace(signed, payload_hash=sha256(b"{}"))
    yield _case("the payload hash was changed", "ResponseNotSigned", _submission(_relay(_request(), altered)))
    removed = replace(signed, payload_hash=None)
    yield _case("the payload hash was removed", "ResponseNotSigned", _submission(_relay(_request(), removed)))
    payload = b'{"jsonrpc":"2.0","result":"0x10d4f","id":0}'
    hydrated = replace(_response(), payload=payload)
    over_payload = sign_ecdsa(private_key("supplier"), sha256(encode(RELAY_RESPONSE, hydrated)))
    yield _case(
        "signed with the payload beside its hash",
        "ResponseNotSigned",
        _submission(_relay(_request(), with_response_signature(hydrated, over_payload))),
    )
    signature = signed.meta.supplier_operator_signature or b""
    high = (CURVE_ORDER - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")
    for data, comment in (
        (signature[:63], "63 bytes"),
        (signature + b"\0", "65 bytes"),
        (signature[:32] + high, "the high s"),
        (bytes(32) + signature[32:], "an r of 0"),
        (signature[32:] + signature[:32], "r and s changed places"),
        (bytes([signature[0] ^ 1]) + signature[1:], "another r"),
    ):
        bad = _submission(_relay(_request(), with_response_signature(_response(), data)))
        yield _case(f"the supplier's signature: {comment}", "SupplierSignatureAltered", bad)
    for key, comment in (
        (public_key("other supplier"), "another key"),
        (public_key("application"), "the application's key"),
        (bytes([SUPPLIER_PUBLIC_KEY[0] ^ 1]) + SUPPLIER_PUBLIC_KEY[1:], "the negated key"),
        (SUPPLIER_PUBLIC_KEY[:32], "a key of 32 bytes"),
        (b"", "no key"),
    ):
        yield _case(comment, "OtherSupplierKey", replace(_ordinary(0), supplier_public_key=key))


def _root_cases() -> Iterator[Case]:
    ordinary = _ordinary()
    right = ordinary.claim.root_hash or b""
    for root_hash, comment in (
        (bytes([right[0] ^ 1]) + right[1:], "another digest"),
        (right[:39] + bytes([right[39] ^ 1]) + right[40:], "another sum"),
        (right[:47] + bytes([right[47] ^ 1]), "another count"),
        (_ordinary(6).claim.root_hash or b"", "the root hash of a larger trie"),
        (right[:32], "a root hash of 32 bytes, read as one with a digest of 16"),
    ):
        claim = replace(ordinary.claim, root_hash=root_hash)
        yield _case(comment, "OtherRoot", replace(ordinary, claim=claim))
    for comment, change in _alterations():
        yield _case(comment, "ProofAltered", _with_proof(ordinary, change))


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _alterations() -> Iterator[tuple[str, Callable[[CompactClosestProof], CompactClosestProof]]]:
    """Yield changes of a proof after which it expands, shows the same relay, and does not lead to the root."""

    def weight(found: CompactClosestProof) -> CompactClosestProof:
        data = found.closest_value_hash or b""
        return replace(found, closest_value_hash=data[:-16] + bytes(7) + b"\1" + data[-8:])

    def leaf_count(found: CompactClosestProof) -> CompactClosestProof:
        return replace(found, closest_value_hash=(found.closest_value_hash or b"")[:-1] + b"\2")

    def nodes(found: CompactClosestProof) -> tuple[bytes, ...]:
        return () if found.closest_proof is None else found.closest_proof.side_nodes

    def sibling(found: CompactClosestProof) -> bytes:
        return (found.closest_proof.sibling_data if found.closest_proof else None) or b""

    yield "another weight", weight
    yield "another count", leaf_count
    yield "another side node", lambda found: _membership(found, side_nodes=(*nodes(found)[:-1], bytes(48)))
    yield (
        "the sum in a side node",
        lambda found: _membership(found, side_nodes=(*nodes(found)[:-1], _flipped(nodes(found)[-1], 39))),
    )
    yield (
        "a side node without its count",
        lambda found: _membership(found, side_nodes=(*nodes(found)[:-1], nodes(found)[-1][:40])),
    )
    yield "the side nodes in reverse", lambda found: _membership(found, side_nodes=nodes(found)[::-1])
    yield "other sibling data", lambda found: _membership(found, sibling_data=_flipped(sibling(found), 40))
    yield (
        "the first bit of the closest path",
        lambda found: replace(found, closest_path=flip_path_bit(found.closest_path, 0)),
    )
    yield (
        "the last bit of the closest path",
        lambda found: replace(found, closest_path=flip_path_bit(found.closest_path, 255)),
    )
    yield "the path, from its first bit", lambda found: replace(found, path=flip_path_bit(found.path, 0))
    yield "a flipped bit beyond the depth", lambda found: replace(found, flipped_bits=(*found.flipped_bits, b"\x7f"))
    yield "a depth beyond the path", lambda found: replace(found, depth=b"\1\1")
