"""Cases of `smst.verify` and `smst.verify_closest` at the ends of what a proof may hold.

No trie makes these proofs: the root of each is the one that the proof leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pocket_conformance.generate.deterministic import stream_bytes
from pocket_conformance.generate.model import Case
from pocket_conformance.generate.smst_tries import built, flipped, store, trie_of
from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.smst.closest import prove_closest
from pocket_spec.smst.compact import compact_closest_proof
from pocket_spec.smst.nodes import EXTENSION_PREFIX, PATH_BITS, PATH_BYTES, TRAILER_BYTES, digest_size, placeholder
from pocket_spec.smst.trie import key_path, root
from pocket_spec.smst.types import MembershipProof, TrieSpec
from pocket_spec.smst.verify import claimed_data, claimed_sum_data, proven_root, sibling_digest

KEY, VALUE, WEIGHT = b"key", b"value", 5
SPECS = (TrieSpec("smst"), TrieSpec("smt"))


def edge_cases() -> Iterator[Case]:
    """Yield the cases of both operations."""
    for spec in SPECS:
        yield from _sibling_cases(spec)
        yield from _side_node_cases(spec)
        yield from _depth_cases(spec)


def _claim(comment: str, flag: str, spec: TrieSpec, proof: MembershipProof) -> Case:
    """Return a claim of presence that is true of the root which the proof leads to."""
    is_sum = spec.kind == "smst"
    data = claimed_sum_data(spec, VALUE, WEIGHT, 1) if is_sum else claimed_data(spec, VALUE)
    inputs = {
        "root": proven_root(spec, proof, key_path(KEY), data),
        "key": KEY,
        "value": VALUE,
        "sum": WEIGHT if is_sum else None,
        "count": 1 if is_sum else None,
        "proof": {
            "side_nodes": list(proof.side_nodes),
            "non_membership_leaf_data": None,
            "sibling_data": proof.sibling_data,
        },
        "kind": spec.kind,
        "value_hasher": None,
    }
    return Case("verify", f"{comment} ({spec.kind})", ("Presence", flag), inputs)


def _sibling_cases(spec: TrieSpec) -> Iterator[Case]:
    trailer = bytes(TRAILER_BYTES if spec.kind == "smst" else 0)
    path, digest = stream_bytes("smst/edge/path", PATH_BYTES), stream_bytes("smst/edge/child", digest_size(spec))

    def extension(start: int, end: int, child: bytes) -> bytes:
        return EXTENSION_PREFIX + bytes([start, end]) + path + child + trailer

    for comment, flag, data in (
        ("sibling data that are no extension", "ShortestSiblingData", b"\x01" * max(1, len(trailer))),
        ("the shortest extension", "ShortestSiblingData", extension(7, 9, trailer)),
        ("an extension that ends where it starts", "EmptyExtension", extension(7, 7, digest)),
        ("an extension that ends before it starts", "EmptyExtension", extension(7, 6, digest)),
        ("an extension that ends at 0", "EmptyExtension", extension(7, 0, digest)),
    ):
        proof = MembershipProof((sibling_digest(spec, data), placeholder(spec)), None, data)
        yield _claim(comment, flag, spec, proof)


def _side_node_cases(spec: TrieSpec) -> Iterator[Case]:
    yield _claim("256 side nodes", "MostSideNodes", spec, MembershipProof((placeholder(spec),) * PATH_BITS))
    for data, how in ((b"", "no bytes"), (EXTENSION_PREFIX, "a single byte")):
        yield _claim(f"sibling data of {how}", "UnusedSiblingData", spec, MembershipProof((), None, data))


def _depth_cases(spec: TrieSpec) -> Iterator[Case]:
    handle = built(trie_of([store(KEY)], spec.kind))
    proof = compact_closest_proof(spec, prove_closest(handle, key_path(KEY)))
    whole = replace(proof, depth=b"\x01\x00")
    other = replace(whole, path=flipped(whole.path, PATH_BITS - 1))
    for comment, flag, changed in (
        ("the path of the only leaf", "DepthOfWholePath", whole),
        ("a path that differs in its last bit", "DepthBeyondLeaf", other),
        ("a path that differs in its last bit, which is flipped", "DepthOfWholePath",
         replace(other, flipped_bits=(b"\xff",))),
    ):  # fmt: skip
        inputs = {"root": root(handle), "compact_gob": encode_closest_proof(changed)}
        of = {"kind": spec.kind, "value_hasher": None}
        yield Case("verify_closest", f"{comment} ({spec.kind})", (flag,), {**inputs, **of})
