"""What the differential fuzzer asks: Hypothesis strategies for the inputs of the suite `smst`.

Keys come from clusters of neighbouring paths, so that tries have extension nodes, and deletes leave their traces.
Proofs to verify are honest ones, made by the reference, with up to two things changed.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from hypothesis import strategies as st

from pocket_conformance.fuzz.keys import clusters
from pocket_reference.smst.engine import ENGINE, Built
from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.rejections import Rejected
from pocket_spec.smst.types import (
    CompactClosestProof,
    CompactMembershipProof,
    Delete,
    MembershipProof,
    TrieOperation,
    TrieSpec,
    Update,
)

Json = dict[str, Any]

LARGEST = 2**64 - 1
WEIGHTS = st.sampled_from((1, 0, LARGEST, 2**63, 2**32)) | st.integers(0, LARGEST)
VALUES = st.sampled_from((b"a", None, b"", bytes(16), bytes(32), b"\x02" * 60, b"v" * 513)) | st.binary(max_size=4)
SPECS = st.builds(
    TrieSpec, kind=st.sampled_from(("smst", "smst", "smst", "smt")), value_hasher=st.sampled_from((None, "sha256"))
)
POSITIONS = st.integers(0, 300).map(lambda at: at.to_bytes(2, "big").lstrip(b"\x00")) | st.binary(max_size=3)
"""Depths and flipped bits as a compact proof writes them, and other bytes."""
SHORT_KEYS = st.binary(max_size=2)


@st.composite
def key_pools(draw: st.DrawFn) -> list[bytes]:
    """A few keys, most of them neighbours."""
    cluster = draw(st.sampled_from(clusters()))
    fewest = draw(st.sampled_from((1, 4)))
    near = draw(st.lists(st.sampled_from(cluster), min_size=fewest, max_size=8, unique=True))
    return near + [key for key in draw(st.lists(SHORT_KEYS, max_size=2, unique=True)) if key not in near]


STEPS = st.tuples(st.sampled_from(("update", "update", "delete")), st.integers(0, 9), VALUES, WEIGHTS)


def as_operations(pool: list[bytes], steps: list[tuple[str, int, bytes | None, int]]) -> list[TrieOperation]:
    """Turn steps into operations, none of which deletes an absent key."""
    operations: list[TrieOperation] = []
    present: set[bytes] = set()
    for what, index, value, weight in steps:
        key = pool[index % len(pool)]
        if what == "delete" and key in present:
            present.remove(key)
            operations.append(Delete(key))
        elif what == "update":
            present.add(key)
            operations.append(Update(key, value, weight))
    return operations


@st.composite
def tries(draw: st.DrawFn) -> tuple[TrieSpec, list[bytes], list[TrieOperation]]:
    """A kind of trie, the keys it is about, and the operations that make it."""
    pool = draw(key_pools())
    fewest = draw(st.sampled_from((0, 8)))
    steps = draw(st.lists(STEPS, min_size=fewest, max_size=fewest + 12))
    return draw(SPECS), pool, as_operations(pool, steps)


def trie_json(spec: TrieSpec, operations: list[TrieOperation]) -> Json:
    """Write a trie as the adapter protocol does."""

    def written(operation: TrieOperation) -> Json:
        if isinstance(operation, Delete):
            return {"delete": {"key": operation.key.hex()}}
        update: Json = {"key": operation.key.hex(), "value": _hex(operation.value)}
        return {"update": {**update, "weight": str(operation.weight)} if spec.kind == "smst" else update}

    return {"kind": spec.kind, "value_hasher": spec.value_hasher, "operations": [written(each) for each in operations]}


@st.composite
def builds(draw: st.DrawFn) -> list[Json]:
    """Input of `build`; one in a few deletes a key that is not there."""
    spec, pool, operations = draw(tries())
    if draw(st.integers(0, 5)) == 5:
        operations = [*operations, Delete(draw(st.sampled_from(pool)))]
    return [{"trie": trie_json(spec, operations)}]


@st.composite
def lookups(draw: st.DrawFn) -> list[Json]:
    """Inputs of `get` and `prove`: every key of the pool and any other."""
    spec, pool, operations = draw(tries())
    trie = trie_json(spec, operations)
    return [{"trie": trie, "key": key.hex()} for key in (*pool, draw(SHORT_KEYS))]


@st.composite
def paths(draw: st.DrawFn, pool: list[bytes]) -> bytes:
    """A path: that of a key with a few of its leading bits changed, or any."""
    number = int.from_bytes(sha256(draw(st.sampled_from(pool))).digest(), "big")
    for position in draw(st.lists(st.integers(0, 40), max_size=3)):
        number ^= 1 << (255 - position)
    return number.to_bytes(32, "big")


@st.composite
def closest_lookups(draw: st.DrawFn) -> list[Json]:
    """Inputs of `prove_closest`: the path of every key of the pool, and others, of which a few are not 32 bytes."""
    spec, pool, operations = draw(tries())
    asked = [sha256(key).digest() for key in pool]
    asked += draw(st.lists(paths(pool) | st.binary(min_size=32, max_size=32) | st.binary(max_size=34), max_size=4))
    trie = trie_json(spec, operations)
    return [{"trie": trie, "path": path.hex()} for path in asked]


@st.composite
def verifications(draw: st.DrawFn) -> list[Json]:
    """Input of `verify`: an honest proof of presence or absence, then up to two changes."""
    spec, pool, operations = draw(tries())
    key = draw(st.sampled_from(pool))
    trie = ENGINE.build(spec, operations)
    value, weight, count = _claim(spec, operations, key)
    proof = ENGINE.prove(trie, key)
    for _ in range(draw(st.integers(0, 2))):
        proof = draw(changed_proofs(proof))
    is_sum = spec.kind == "smst"
    asked: Json = {
        "root": draw(changed(ENGINE.root(trie))).hex(),
        "key": draw(changed(key)).hex(),
        "value": _hex(draw(maybe_changed(value))),
        "sum": str(draw(st.just(weight) | WEIGHTS)) if is_sum else None,
        "count": str(draw(st.just(count) | WEIGHTS)) if is_sum else None,
        "proof": proof_json(proof),
        "kind": spec.kind,
        "value_hasher": spec.value_hasher,
    }
    return [asked]


@st.composite
def closest_verifications(draw: st.DrawFn) -> list[Json]:
    """Input of `verify_closest`: an honest proof with changed fields, or with changed bytes."""
    spec, pool, operations = draw(tries())
    trie, proof = draw(proven_closest(spec, operations, pool))
    for _ in range(draw(st.integers(0, 2))):
        proof = draw(changed_closest_proofs(proof))
    encoded = encode_closest_proof(proof)
    if draw(st.integers(0, 3)) == 3:
        encoded = draw(spliced(encoded))
    root = draw(changed(ENGINE.root(trie)))
    hasher = draw(st.just(spec.value_hasher) | st.sampled_from((None, "sha256")))
    return [{"root": root.hex(), "compact_gob": encoded.hex(), "kind": spec.kind, "value_hasher": hasher}]


@st.composite
def proven_closest(
    draw: st.DrawFn, spec: TrieSpec, operations: list[TrieOperation], pool: list[bytes]
) -> tuple[Built, CompactClosestProof]:
    """A trie and a compact closest proof of it; without its deletes where they leave no proof for the path."""
    path = draw(paths(pool))
    trie = ENGINE.build(spec, operations)
    try:
        proof = ENGINE.prove_closest(trie, path)
    except Rejected:
        trie = ENGINE.build(spec, [each for each in operations if not isinstance(each, Delete)])
        proof = ENGINE.prove_closest(trie, path)
    return trie, ENGINE.compact_closest(spec, proof)


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes, mostly; otherwise with one bit flipped, cut short, or lengthened."""
    how = draw(st.sampled_from(("as it is", "as it is", "as it is", "as it is", "flip", "cut", "lengthen")))
    return _flipped(draw, data) if how == "flip" else _resized(draw, data, how)


@st.composite
def spliced(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes with one stretch replaced by others: flips, truncations, insertions and repetitions included."""
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 4)) | st.just(len(data)))
    return data[:start] + draw(st.binary(max_size=4) | st.just(data[max(0, start - 8) : start])) + data[end:]


@st.composite
def maybe_changed(draw: st.DrawFn, data: bytes | None) -> bytes | None:
    """The bytes, mostly; otherwise absent, empty, or changed."""
    how = draw(st.sampled_from(("as it is", "as it is", "as it is", "absent", "empty", "changed")))
    if how in ("absent", "empty"):
        return None if how == "absent" else b""
    return data if how == "as it is" or data is None else draw(changed(data))


@st.composite
def changed_nodes(draw: st.DrawFn, nodes: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Side nodes with one changed, dropped, doubled, or many added."""
    how = draw(st.sampled_from(("change", "drop", "double", "many")))
    if how == "many":
        return nodes + (nodes[-1] if nodes else bytes(48),) * draw(st.sampled_from((1, 200, 256, 257)))
    if not nodes:
        return (draw(st.binary(max_size=49)),)
    at = draw(st.integers(0, len(nodes) - 1))
    new = {"change": (draw(changed(nodes[at])),), "drop": (), "double": (nodes[at], nodes[at])}[how]
    return nodes[:at] + new + nodes[at + 1 :]


@st.composite
def sibling_forms(draw: st.DrawFn, data: bytes | None, nodes: tuple[bytes, ...]) -> bytes | None:
    """Sibling data changed, or an extension node made up around the first side node, with any bounds."""
    if not draw(st.booleans()) or not nodes:
        return draw(maybe_changed(data))
    bounds = bytes(draw(st.tuples(st.integers(0, 255), st.integers(0, 255))))
    return (
        b"\x02" + bounds + draw(st.binary(min_size=32, max_size=32)) + nodes[0] + draw(st.just(bytes(16)) | st.binary())
    )


@st.composite
def other_leaf_forms(draw: st.DrawFn, data: bytes | None) -> bytes | None:
    """Data of the other leaf changed or made up."""
    made_up = draw(st.sampled_from((0, 1, 2))).to_bytes(1, "big") + bytes(32) + draw(st.binary(max_size=17))
    return draw(st.one_of(st.just(made_up), maybe_changed(data)))


@st.composite
def changed_proofs(draw: st.DrawFn, proof: MembershipProof) -> MembershipProof:
    """The proof with one field changed."""
    field = draw(st.sampled_from(("side_nodes", "sibling_data", "non_membership_leaf_data")))
    if field == "side_nodes":
        return replace(proof, side_nodes=draw(changed_nodes(proof.side_nodes)))
    if field == "sibling_data":
        return replace(proof, sibling_data=draw(sibling_forms(proof.sibling_data, proof.side_nodes)))
    return replace(proof, non_membership_leaf_data=draw(other_leaf_forms(proof.non_membership_leaf_data)))


@st.composite
def changed_compact_proofs(draw: st.DrawFn, proof: CompactMembershipProof) -> CompactMembershipProof:
    """The compact proof with one field changed."""
    field = draw(st.sampled_from(("bit_mask", "num_side_nodes", "common")))
    if field == "bit_mask":
        return replace(proof, bit_mask=draw(changed(proof.bit_mask)))
    if field == "num_side_nodes":
        given = st.integers(max(0, proof.num_side_nodes - 1), proof.num_side_nodes + 1)
        return replace(proof, num_side_nodes=draw(given | st.sampled_from((0, 256, 257, -1, 2**62))))
    common = MembershipProof(proof.side_nodes, proof.non_membership_leaf_data, proof.sibling_data)
    common = draw(changed_proofs(common))
    return replace(
        proof,
        side_nodes=common.side_nodes,
        non_membership_leaf_data=common.non_membership_leaf_data,
        sibling_data=common.sibling_data,
    )


@st.composite
def changed_closest_proofs(  # noqa: PLR0911 - one per field
    draw: st.DrawFn, proof: CompactClosestProof
) -> CompactClosestProof:
    """The compact closest proof with one field changed."""
    field = draw(st.sampled_from(("flipped_bits", "depth", "path", "closest_path", "value", "proof", "proof", "none")))
    if field == "flipped_bits":
        bits = list(proof.flipped_bits)
        at = draw(st.integers(0, len(bits)))
        bits[at : at + draw(st.integers(0, 1))] = draw(st.lists(POSITIONS, max_size=2))
        return replace(proof, flipped_bits=tuple(bits))
    if field == "depth":
        return replace(proof, depth=draw(POSITIONS))
    if field == "path":
        return replace(proof, path=draw(changed(proof.path)))
    if field == "closest_path":
        return replace(proof, closest_path=draw(changed(proof.closest_path)))
    if field == "value":
        return replace(proof, closest_value_hash=draw(maybe_changed(proof.closest_value_hash)))
    if field == "proof" and proof.closest_proof is not None:
        return replace(proof, closest_proof=draw(changed_compact_proofs(proof.closest_proof)))
    return replace(proof, closest_proof=None)


def proof_json(proof: MembershipProof) -> Json:
    """Write a membership proof as the adapter protocol does."""
    return {
        "side_nodes": [node.hex() for node in proof.side_nodes],
        "non_membership_leaf_data": _hex(proof.non_membership_leaf_data),
        "sibling_data": _hex(proof.sibling_data),
    }


REQUESTS: dict[str, st.SearchStrategy[list[Json]]] = {
    "build": builds(),
    "get": lookups(),
    "prove": lookups(),
    "prove_closest": closest_lookups(),
    "verify": verifications(),
    "verify_closest": closest_verifications(),
}
"""By operation, what to ask at a time: drawing a trie takes longer than asking about it."""


def _claim(spec: TrieSpec, operations: list[TrieOperation], key: bytes) -> tuple[bytes | None, int, int]:
    """What a proof of the key is asked to show: value, weight and count; no value where the key is absent."""
    last = next((each for each in reversed(operations) if each.key == key), None)
    if not isinstance(last, Update):
        return None, 0, 0
    return last.value, last.weight if spec.kind == "smst" else 0, 1


def _flipped(draw: st.DrawFn, data: bytes) -> bytes:
    if not data:
        return data
    bit = draw(st.integers(0, 8 * len(data) - 1))
    number = int.from_bytes(data, "big") ^ 1 << (8 * len(data) - 1 - bit)
    return number.to_bytes(len(data), "big")


def _resized(draw: st.DrawFn, data: bytes, how: str) -> bytes:
    if how == "cut":
        return data[: draw(st.integers(0, len(data)))]
    return data + draw(st.binary(min_size=1, max_size=2)) if how == "lengthen" else data


def _hex(data: bytes | None) -> str | None:
    return None if data is None else data.hex()
