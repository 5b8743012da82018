"""Cases of `smst.prove_closest` and `smst.verify_closest`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pocket_conformance.generate.deterministic import stream_bytes
from pocket_conformance.generate.model import Case
from pocket_conformance.generate.smst_gob import gob_cases
from pocket_conformance.generate.smst_notes import NOTES
from pocket_conformance.generate.smst_tries import (
    KINDS,
    built,
    flipped,
    half_inner,
    leaves,
    orders,
    parting,
    path_pair,
    random_operations,
    store,
    trie_of,
    variants,
)
from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.smst.closest import flip_path_bit, prove_closest
from pocket_spec.smst.compact import compact_closest_proof, position_bytes
from pocket_spec.smst.nodes import path_bit
from pocket_spec.smst.proofs import prove
from pocket_spec.smst.trie import key_path, root
from pocket_spec.smst.types import (
    ClosestProof,
    CompactClosestProof,
    CompactMembershipProof,
    Delete,
    TrieOperation,
    Update,
)


def _closest(
    comment: str,
    flags: tuple[str, ...],
    operations: Sequence[TrieOperation],
    path: bytes,
    kind: str = "smst",
    hasher: str | None = None,
) -> Case:
    return Case("prove_closest", comment, flags, {"trie": trie_of(operations, kind, hasher), "path": path})


def prove_closest_cases() -> Iterator[Case]:
    """Yield the cases of `prove_closest`."""
    first, second = path_pair(9)
    third, fourth = parting(first, 4), parting(first, 6)
    pair = [store(first), store(second)]
    four = [*pair, store(third), store(fourth)]
    path = key_path(first)
    for kind, hasher, variant in variants():
        yield _closest(f"the empty trie; {variant}", ("EmptyTrieClosest",), [], path, kind, hasher)
        yield _closest(f"one leaf; {variant}", ("OneLeaf",), pair[:1], path, kind, hasher)
        yield _closest(f"20 leaves; {variant}", ("Ordinary",), leaves("smst/twenty", 20), path, kind, hasher)
    yield _closest("one leaf, a path of zeros", ("OneLeaf",), pair[:1], bytes(32))
    for index in range(6):
        drawn = stream_bytes(f"smst/closest/{index}", 32)
        yield _closest(f"40 leaves, path {index + 1}", ("Ordinary",), leaves("smst/forty", 40), drawn)
    for edge, name in ((bytes(32), "zeros"), (b"\xff" * 32, "ones")):
        yield _closest(f"40 leaves, a path of {name}", ("Ordinary",), leaves("smst/forty", 40), edge)
    for key in (first, second, third, fourth):
        yield _closest("the path of a leaf below extensions", ("Ordinary",), four, key_path(key))
    for bit, place in ((0, "first"), (4, "an inner"), (8, "last")):
        flags = ("DeadEnd", "FirstBitOfExtension") if bit == 0 else ("DeadEnd",)
        yield _closest(f"the path leaves an extension: {place} bit", flags, pair, flip_path_bit(path, bit))
    for bits in ((0, 1), (0, 8), (3, 4, 5), tuple(range(9)), (1, 6, 8)):
        turned = path
        for bit in bits:
            turned = flip_path_bit(turned, bit)
        yield _closest(f"the path of a leaf with bits {bits} flipped", ("SeveralDeadEnds",), pair, turned)
        yield _closest(f"the same below two more leaves, bits {bits}", ("SeveralDeadEnds",), four, turned)
    yield _closest("an extension of 30 bits", ("DeadEnd",), [store(key) for key in path_pair(30)], bytes(32))
    yield from _closest_history_cases()
    for index in range(8):
        operations = random_operations(f"smst/closest/random/{index}", 12, 30)
        drawn = stream_bytes(f"smst/closest/random/{index}/path", 32)
        yield _closest(f"random operations {index + 1}", ("Ordinary",), operations, drawn)
    for length in (0, 31, 33):
        yield _closest(f"a path of {length} bytes", ("PathLength",), pair, stream_bytes("smst/long path", length))
    yield _closest("an absent key is deleted before", ("KeyNotFound",), [*pair, Delete(third)], path)


def _closest_history_cases() -> Iterator[Case]:
    for operations, order in orders():
        alone = key_path(operations[0].key)
        yield _closest(f"the sibling is an extension; {order}", ("SiblingDataOfHistory",), operations, alone)
    for depth in (0, 5):
        operations, gone = half_inner(depth)
        kept = key_path(path_pair(depth + 1)[0])
        yield _closest(f"a leaf below a node left alone at depth {depth}", ("LoneInner",), operations, kept)
    operations, gone = half_inner(0)
    yield _closest("a dead end beside a node left alone", ("LoneInner", "DeadEnd"), operations, key_path(gone))
    operations, gone = half_inner(5)
    turned = flip_path_bit(key_path(gone), 2)
    yield _closest("a dead end below an extension that was left", ("LoneInner", "SeveralDeadEnds"), operations, turned)
    flags = ("NoWayBack",)
    yield _closest("a dead end below an extension that was followed", flags, operations, key_path(gone))
    turned = flip_path_bit(key_path(gone), 0)
    yield _closest("the same after a turn at its first bit", flags, operations, turned)


def _verify_closest(comment: str, flags: tuple[str, ...], trie: Mapping[str, Any], encoded: bytes) -> Case:
    fields = {"root": root(built(trie)), "compact_gob": encoded}
    return Case(
        "verify_closest", comment, flags, {**fields, "kind": trie["kind"], "value_hasher": trie["value_hasher"]}
    )


def _compact(trie: Mapping[str, Any], path: bytes) -> CompactClosestProof:
    handle = built(trie)
    return compact_closest_proof(handle.spec, prove_closest(handle, path))


def verify_closest_cases() -> Iterator[Case]:
    """Yield the cases of `verify_closest`."""
    yield from _true_closest_cases()
    first, second = path_pair(9)
    operations = [store(first, 10), store(second, 20), store(parting(first, 4), 30)]
    path = flip_path_bit(flip_path_bit(key_path(first), 2), 6)
    for kind in KINDS:
        trie = trie_of(operations, kind)
        proof = _compact(trie, path)
        for flag, changed in [*_wrong_closest(proof), *_wrong_membership(proof), *_wrong_masks(proof)]:
            comment = f"{NOTES[flag].text} ({kind})"
            yield _verify_closest(comment, (flag,), trie, encode_closest_proof(changed))
        encoded = encode_closest_proof(proof)
        wrong_root = _verify_closest("", ("WrongRoot",), trie, encoded).input
        changed_input = {**wrong_root, "root": flipped(wrong_root["root"])}
        yield Case("verify_closest", f"The root is another one ({kind}).", ("WrongRoot",), changed_input)
        for flag, changed in _odd_closest(proof):
            yield _verify_closest(f"{NOTES[flag].text} ({kind})", (flag,), trie, encode_closest_proof(changed))
    trie = trie_of(operations)
    for flag, comment, encoded in gob_cases(_compact(trie, path)):
        yield _verify_closest(f"{NOTES[flag].text[:-1]}: {comment}", (flag,), trie, encoded)
    hashed = trie_of(operations, "smst", "sha256")
    yield _verify_closest(
        "a trie with a value hasher", ("ValueHashedTwice",), hashed, encode_closest_proof(_compact(hashed, path))
    )
    hashed = trie_of(operations, "smt", "sha256")
    yield _verify_closest(
        "an smt with a value hasher", ("ValueHashedTwice",), hashed, encode_closest_proof(_compact(hashed, path))
    )


def _true_closest_cases() -> Iterator[Case]:
    for kind, hasher, variant in variants():
        trie = trie_of([], kind, hasher)
        encoded = encode_closest_proof(_compact(trie, bytes(range(32))))
        yield _verify_closest(f"the empty trie; {variant}", ("EmptyTrieClosest",), trie, encoded)
    for case in prove_closest_cases():
        trie, flags = case.input["trie"], set(case.flags)
        refused = flags & {"PathLength", "KeyNotFound", "NoWayBack"}
        if refused or trie["value_hasher"] or not trie["operations"] or "path 1" in case.comment:
            continue
        encoded = encode_closest_proof(_compact(trie, case.input["path"]))
        yield _verify_closest(case.comment, case.flags, trie, encoded)
    first, second = path_pair(9)
    trie = trie_of([Update(first, b"", 5), store(second)])
    encoded = encode_closest_proof(_compact(trie, key_path(first)))
    yield _verify_closest("an empty value with weight", ("EmptyValue",), trie, encoded)
    trie = trie_of([Update(first, b"", 0), store(second)])
    encoded = encode_closest_proof(_compact(trie, key_path(first)))
    yield _verify_closest("an empty value without weight", ("EmptyValueUnprovable",), trie, encoded)
    for absent, place in ((parting(first, 3), "nothing"), (parting(first, 10), "another leaf")):
        trie = trie_of([store(first), store(second)])
        encoded = encode_closest_proof(_exclusion(trie, absent))
        yield _verify_closest(f"{place} at the closest path", ("AbsenceAsClosest",), trie, encoded)
    trie = trie_of([store(first)])
    proof = _compact(trie, key_path(first))
    unused = CompactMembershipProof((bytes(48),), None, b"", 0, None)
    encoded = encode_closest_proof(replace(proof, closest_proof=unused))
    yield _verify_closest("one leaf, a side node that is not counted", ("NumSideNodesZero",), trie, encoded)


def _exclusion(trie: Mapping[str, Any], absent: bytes) -> CompactClosestProof:
    """Return a closest proof that is a proof of absence."""
    handle, path = built(trie), key_path(absent)
    proof = ClosestProof(path, (), 0, path, None, prove(handle, absent))
    return compact_closest_proof(handle.spec, proof)


def _wrong_closest(proof: CompactClosestProof) -> list[tuple[str, CompactClosestProof]]:
    """Return a closest proof with one thing wrong around its membership proof at a time."""
    depth = int.from_bytes(proof.depth, "big")
    value = proof.closest_value_hash or b""
    other_leaf = flip_path_bit(proof.closest_path, 255)
    return [
        ("PathChanged", replace(proof, path=flipped(proof.path, 0))),
        ("PathNot32", replace(proof, path=proof.path[:31])),
        ("PathNot32", replace(proof, path=proof.path + b"\0")),
        ("FlippedBitMissing", replace(proof, flipped_bits=proof.flipped_bits[:1])),
        ("FlippedBitBeyondDepth", replace(proof, flipped_bits=(*proof.flipped_bits, position_bytes(depth + 1)))),
        ("PositionTooLong", replace(proof, flipped_bits=(b"\0\0\2", *proof.flipped_bits[1:]))),
        ("PositionTooLong", replace(proof, depth=b"\0\0" + proof.depth)),
        ("DepthTooLarge", replace(proof, depth=b"\1\1")),
        ("DepthBeyondLeaf", replace(proof, depth=b"\xff", path=flipped(proof.path, 200))),
        ("ClosestPathChanged", replace(proof, closest_path=other_leaf)),
        ("ClosestValueChanged", replace(proof, closest_value_hash=flipped(value))),
        ("ClosestValueChanged", replace(proof, closest_value_hash=flipped(value, 8 * len(value) - 1))),
    ]


def _wrong_membership(proof: CompactClosestProof) -> list[tuple[str, CompactClosestProof]]:
    """Return a closest proof with one thing wrong in its membership proof at a time."""
    inner = proof.closest_proof or CompactMembershipProof((), None, b"", 0, None)
    changed = flipped(inner.side_nodes[-1])
    changes: list[tuple[str, CompactMembershipProof]] = [
        ("SideNodeChanged", replace(inner, side_nodes=(*inner.side_nodes[:-1], changed))),
        ("SideNodesSwapped", replace(inner, side_nodes=inner.side_nodes[::-1], sibling_data=None)),
        ("SideNodeLength", replace(inner, side_nodes=(*inner.side_nodes[:-1], changed[:-1]))),
        ("SiblingDataChanged", replace(inner, sibling_data=flipped(inner.sibling_data or b"", 280))),
        ("LeafDataShort", replace(inner, non_membership_leaf_data=bytes(32))),
    ]
    return [(flag, replace(proof, closest_proof=change)) for flag, change in changes]


def _wrong_masks(proof: CompactClosestProof) -> list[tuple[str, CompactClosestProof]]:
    """Return a closest proof that cannot be expanded, for one reason at a time."""
    inner = proof.closest_proof or CompactMembershipProof((), None, b"", 0, None)
    unused = 8 * len(inner.bit_mask) - 1
    used = next(index for index in range(inner.num_side_nodes) if path_bit(inner.bit_mask, index))
    moved = flip_path_bit(flip_path_bit(inner.bit_mask, unused), used)
    changes: list[tuple[str, CompactMembershipProof]] = [
        ("SideNodeMissing", replace(inner, side_nodes=inner.side_nodes[:-1])),
        ("SideNodeAdded", replace(inner, side_nodes=(*inner.side_nodes, inner.side_nodes[0]))),
        ("MaskLength", replace(inner, bit_mask=inner.bit_mask + b"\0")),
        ("MaskLength", replace(inner, bit_mask=inner.bit_mask[:-1])),
        ("MaskBits", replace(inner, bit_mask=flip_path_bit(inner.bit_mask, used))),
        ("MaskBeyondSideNodes", replace(inner, bit_mask=moved)),
        ("NumSideNodesRange", replace(inner, num_side_nodes=-1)),
        ("NumSideNodesRange", replace(inner, num_side_nodes=257)),
    ]
    return [(flag, replace(proof, closest_proof=change)) for flag, change in changes] + [
        ("NoMembershipProof", replace(proof, closest_proof=None))
    ]


def _odd_closest(proof: CompactClosestProof) -> list[tuple[str, CompactClosestProof]]:
    """Return closest proofs that verify although something about them is odd."""
    depth = int.from_bytes(proof.depth, "big")
    inner = proof.closest_proof or CompactMembershipProof((), None, b"", 0, None)
    return [
        ("BelowDepth", replace(proof, path=flipped(proof.path, 255))),
        ("FlippedAtDepth", replace(proof, flipped_bits=(*proof.flipped_bits, position_bytes(depth)))),
        ("FlippedTwice", replace(proof, flipped_bits=(*proof.flipped_bits, *[proof.flipped_bits[0]] * 2))),
        ("PositionPadded", replace(proof, depth=b"\0" + proof.depth)),
        ("ClosestPathLonger", replace(proof, closest_path=proof.closest_path + b"more")),
        ("NoSiblingData", replace(proof, closest_proof=replace(inner, sibling_data=None))),
        ("DepthSmaller", replace(proof, depth=position_bytes(depth - 1))),
    ]
