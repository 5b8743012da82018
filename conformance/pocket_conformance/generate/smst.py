"""Cases of suite `smst`: tries, what is stored in them, and proofs of presence and absence.

Proofs to verify are made by the spec and then broken in one place each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pocket_conformance.generate.deterministic import stream_bytes
from pocket_conformance.generate.model import Case
from pocket_conformance.generate.smst_closest import prove_closest_cases, verify_closest_cases
from pocket_conformance.generate.smst_edges import edge_cases
from pocket_conformance.generate.smst_notes import NOTES
from pocket_conformance.generate.smst_tries import (
    HASHERS,
    KINDS,
    UINT64_MAX,
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
from pocket_conformance.operations.smst import proof_output
from pocket_spec.smst.closest import flip_path_bit
from pocket_spec.smst.nodes import leaf_preimage
from pocket_spec.smst.proofs import prove
from pocket_spec.smst.trie import key_path, root
from pocket_spec.smst.types import Delete, TrieOperation, Update

__all__ = ["NOTES", "cases"]


def cases() -> Iterator[Case]:
    """Yield the cases of all operations."""
    yield from _build_cases()
    yield from _get_cases()
    yield from _prove_cases()
    yield from prove_closest_cases()
    yield from _verify_cases()
    yield from verify_closest_cases()
    yield from edge_cases()


def _build(
    comment: str, flag: str, operations: Sequence[TrieOperation], kind: str = "smst", hasher: str | None = None
) -> Case:
    return Case("build", comment, (flag,), {"trie": trie_of(operations, kind, hasher)})


def _build_cases() -> Iterator[Case]:
    for kind, hasher, variant in variants():
        yield _build(f"no operation; {variant}", "EmptyTrie", [], kind, hasher)
        yield _build(f"one leaf; {variant}", "OneLeaf", leaves("smst/one", 1), kind, hasher)
        yield _build(f"12 leaves; {variant}", "Ordinary", leaves("smst/twelve", 12), kind, hasher)
        yield _build(f"an absent value; {variant}", "AbsentValue", [Update(b"key", None, 5)], kind, hasher)
        yield _build(f"an empty value; {variant}", "EmptyValue", [Update(b"key", b"", 6)], kind, hasher)
    yield _build("100 leaves", "Ordinary", leaves("smst/hundred", 100))
    yield _build("a value as long as a relay", "Ordinary", [Update(b"relay", stream_bytes("smst/relay", 1500), 2000)])
    for bits in (0, 1, 2, 7, 8, 9, 15, 16, 17, 23, 24, 27, 30):
        first, second = path_pair(bits)
        yield _build(f"two paths share {bits} bits", "CommonPrefix", [store(first), store(second, 2)])
    yield from _split_cases()
    yield from _value_cases()
    yield from _deletion_cases()
    for index in range(24):
        kind, hasher = KINDS[index % 4 == 3], HASHERS[index % 5 == 4]
        operations = random_operations(f"smst/random/{index}", 3 + index, 10 + 2 * index)
        yield _build(f"random operations {index + 1}", "Ordinary", operations, kind, hasher)


def _split_cases() -> Iterator[Case]:
    first, second = path_pair(10)
    for bits, place in ((0, "at its first bit"), (5, "inside"), (9, "at its last bit")):
        third = parting(first, bits)
        keys = [store(first), store(second, 2), store(third, 3)]
        yield _build(f"an extension of 10 bits is left {place}", "ExtensionSplit", keys)
        yield _build(f"an extension of 10 bits is left {place}, smt", "ExtensionSplit", keys, "smt")
        yield _build(f"the same leaves in reverse: {place}", "InsertionOrder", keys[::-1])
        yield _build(f"the same leaves, the third second: {place}", "InsertionOrder", [keys[0], keys[2], keys[1]])
    fourth, fifth = parting(first, 8), parting(first, 3)
    keys = [store(first), store(second), store(fourth), store(fifth)]
    yield _build("an extension is split twice", "ExtensionSplit", keys)
    yield _build("an extension is split twice, the other way round", "InsertionOrder", [*keys[:2], keys[3], keys[2]])


def _value_cases() -> Iterator[Case]:
    one, other = b"one", b"other"
    for kind in KINDS:
        again = [Update(one, b"first", 10), store(other), Update(one, b"second", 3)]
        yield _build(f"a key is updated twice, {kind}", "DuplicateKey", again, kind)
    yield _build("the same update twice", "DuplicateKey", [store(one), store(one)])
    yield _build("a value is replaced by none", "DuplicateKey", [store(one, 4), Update(one, None, 0)])
    yield _build("one leaf without weight", "WeightZero", [Update(one, b"value", 0)])
    yield _build("all leaves without weight", "WeightZero", [store(one, 0), store(other, 0)])
    yield _build("an empty value without weight", "WeightZero", [Update(one, b"", 0), store(other, 7)])
    yield _build("the largest weight", "SumAtLimit", [store(one, UINT64_MAX)])
    yield _build("a sum of 2^64 - 1", "SumAtLimit", [store(one, UINT64_MAX - 1), store(other, 1)])
    yield _build("a sum of 2^64", "SumWraps", [store(one, UINT64_MAX), store(other, 1)])
    yield _build("a sum of 2^65 - 2", "SumWraps", [store(one, UINT64_MAX), store(other, UINT64_MAX)])
    wrapping = [store(bytes([index]), 2**63) for index in range(4)]
    yield _build("a sum of 2^65, wrapped below the root", "SumWraps", wrapping)
    yield _build("an empty key", "EmptyKey", [store(b"")])
    yield _build("an empty key beside another", "EmptyKey", [store(b""), store(one)])


def _deletion_cases() -> Iterator[Case]:
    first, second = path_pair(9)
    third = parting(first, 4)
    three = [store(first), store(second, 2), store(third, 3)]
    for kind in KINDS:
        yield _build(f"the only leaf is deleted, {kind}", "Deletion", [store(first), Delete(first)], kind)
        for gone, place in ((first, "left below the extension"), (second, "right below it"), (third, "above it")):
            yield _build(f"a leaf is deleted: {place}, {kind}", "Deletion", [*three, Delete(gone)], kind)
    yield _build("all leaves are deleted", "Deletion", [*three, Delete(third), Delete(first), Delete(second)])
    fourth = parting(first, 6)
    extensions: list[TrieOperation] = [store(first), store(second), store(third), store(fourth), Delete(fourth)]
    yield _build("two extensions join", "Deletion", extensions)
    for depth in (0, 1, 5):
        operations, gone = half_inner(depth)
        yield _build(f"an inner node is left alone at depth {depth}", "LoneInner", operations)
        yield _build(
            f"it is left alone at depth {depth} and joined again", "Reinsertion", [*operations, store(gone, 9)]
        )
        changed = [*operations, store(operations[0].key, 4)]
        yield _build(f"a leaf below the one left alone at depth {depth} changes", "LoneInner", changed)
        remaining = [*operations, Delete(path_pair(depth + 1)[0])]
        yield _build(f"of the one left alone at depth {depth} one leaf remains", "Deletion", remaining)
    yield _build("a leaf is deleted and stored again", "Reinsertion", [*three, Delete(second), store(second, 5)])
    yield _build(
        "a leaf is deleted twice, with an update between",
        "Reinsertion",
        [*three, Delete(third), store(third), Delete(third)],
    )
    refused: list[tuple[str, Sequence[TrieOperation], bytes]] = [
        ("the trie is empty", [], first),
        ("another leaf is alone", [store(first)], second),
        ("its path leaves the extension", three, parting(first, 2)),
        ("another leaf is in its place", [*three, Delete(second)], second),
        ("its place is the empty side of a branch", *half_inner(5)),
    ]
    for place, before, missing in refused:
        yield _build(f"an absent key is deleted: {place}", "KeyNotFound", [*before, Delete(missing)])
    yield _build("an absent key is deleted, smt", "KeyNotFound", [store(first), Delete(second)], "smt")
    yield _build("a key is deleted twice", "KeyNotFound", [*three, Delete(third), Delete(third)])


def _lookups() -> Iterator[tuple[str, tuple[str, ...], list[TrieOperation], bytes]]:
    """Yield tries and keys, present and absent: comment, flags of the case where the key is absent, trie, key."""
    first, second = path_pair(8)
    third = parting(first, 4)
    three: list[TrieOperation] = [store(first, 10), store(second, 20), store(third, 30)]
    yield "the only leaf", ("OneLeaf",), [store(first, 10)], first
    for key, place in ((first, "left below an extension"), (second, "right below an extension"), (third, "above it")):
        yield f"a leaf {place}", ("Ordinary",), three, key
    for index in (0, 7, 19):
        key = stream_bytes(f"smst/twenty/{index}", 32)
        yield f"leaf {index + 1} of 20", ("Ordinary",), leaves("smst/twenty", 20), key
    yield "a leaf without weight", ("WeightZero",), [store(first, 0), store(second, 1)], first
    yield "a leaf of the largest weight", ("SumAtLimit",), [store(first, UINT64_MAX), store(second, 1)], first
    yield "an empty value with weight", ("EmptyValue",), [Update(first, b"", 5), store(second)], first
    yield "an empty value without weight", ("EmptyValue",), [Update(first, b"", 0), store(second)], first
    yield "an absent value", ("AbsentValue",), [Update(first, None, 5), store(second)], first
    yield (
        "a value of 1500 bytes",
        ("Ordinary",),
        [Update(first, stream_bytes("smst/long", 1500), 5), store(second)],
        first,
    )
    yield "a leaf after a deletion beside it", ("Deletion",), [*three, Delete(second)], first
    for depth in (0, 5):
        operations, gone = half_inner(depth)
        yield f"a leaf below a node left alone at depth {depth}", ("LoneInner",), operations, path_pair(depth + 1)[0]
        yield f"the key deleted beside it, at depth {depth}", ("LoneInner", "AbsentKey"), operations, gone
    yield "the empty trie", ("EmptyTrie", "AbsentKey"), [], first
    yield "another leaf is alone", ("OneLeaf", "OtherLeaf"), [store(first)], second
    yield "another leaf is in its place", ("OtherLeaf",), three, parting(second, 11)
    for bits, place in ((0, "the first"), (3, "an inner"), (7, "the last")):
        pair: list[TrieOperation] = [store(first), store(second)]
        yield f"its path leaves an extension at {place} bit", ("PathLeavesExtension",), pair, parting(first, bits)
    yield "a deleted key", ("AbsentKey",), [*three, Delete(third)], third
    yield "a key never stored among 20", ("AbsentKey",), leaves("smst/twenty", 20), b"never stored"


def _get_cases() -> Iterator[Case]:
    for comment, flags, operations, key in _lookups():
        yield Case("get", comment, flags, {"trie": trie_of(operations), "key": key})
    first, second = path_pair(3)
    for kind, hasher, variant in variants():
        if (kind, hasher) == ("smst", None):
            continue
        one = [store(first, 10), store(second, 20)]
        trie = trie_of(one, kind, hasher)
        yield Case("get", f"a present key; {variant}", ("Ordinary",), {"trie": trie, "key": first})
        yield Case("get", f"an absent key; {variant}", ("AbsentKey",), {"trie": trie, "key": b"absent"})
        for value, flag in ((None, "AbsentValue"), (b"", "EmptyValue")):
            trie = trie_of([Update(first, value, 0), store(second)], kind, hasher)
            yield Case(
                "get",
                f"{'an absent' if value is None else 'an empty'} value; {variant}",
                (flag,),
                {"trie": trie, "key": first},
            )
    refused = trie_of([store(first), Delete(second)])
    yield Case("get", "an absent key is deleted before", ("KeyNotFound",), {"trie": refused, "key": first})


def _prove_cases() -> Iterator[Case]:
    for comment, flags, operations, key in _lookups():
        yield Case("prove", comment, flags, {"trie": trie_of(operations), "key": key})
    for kind, hasher, variant in variants():
        if (kind, hasher) == ("smst", None):
            continue
        operations = leaves("smst/twenty", 20)
        key = stream_bytes("smst/twenty/3", 32)
        trie = trie_of(operations, kind, hasher)
        yield Case("prove", f"leaf 4 of 20; {variant}", ("Ordinary",), {"trie": trie, "key": key})
        yield Case("prove", f"an absent key among 20; {variant}", ("AbsentKey",), {"trie": trie, "key": b"absent"})
        yield Case(
            "prove", f"the empty trie; {variant}", ("EmptyTrie",), {"trie": trie_of([], kind, hasher), "key": key}
        )
    for operations, order in orders():
        yield Case(
            "prove",
            f"the sibling is an extension; {order}",
            ("SiblingDataOfHistory",),
            {"trie": trie_of(operations), "key": operations[0].key},
        )
    first, second = path_pair(30)
    yield Case(
        "prove",
        "30 placeholders",
        ("HashedPlaceholder",),
        {"trie": trie_of([store(first), store(second)]), "key": first},
    )
    refused = trie_of([store(first), Delete(second)])
    yield Case("prove", "an absent key is deleted before", ("KeyNotFound",), {"trie": refused, "key": first})


def _claim(trie: dict[str, Any], key: bytes, value: bytes | None, weight: int, count: int = 1) -> dict[str, Any]:
    """Return the input of `verify` with the proof that the trie makes of the key."""
    handle = built(trie)
    is_sum = trie["kind"] == "smst"
    proof = proof_output(prove(handle, key))
    return {
        "root": root(handle),
        "key": key,
        "value": value,
        "sum": weight if is_sum else None,
        "count": count if is_sum else None,
        "proof": {**proof, "side_nodes": list(proof["side_nodes"])},
        "kind": trie["kind"],
        "value_hasher": trie["value_hasher"],
    }


def _with_proof(claim: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    return {**claim, "proof": {**claim["proof"], **fields}}


def _verify(comment: str, flags: tuple[str, ...], claim: Mapping[str, Any]) -> Case:
    return Case("verify", comment, flags, claim)


def _verify_cases() -> Iterator[Case]:
    yield from _true_claims()
    yield from _lax_claims()
    first, second = path_pair(8)
    operations: list[TrieOperation] = [store(first, 10), store(second, 20), store(parting(first, 4), 30)]
    for kind, hasher, variant in variants():
        trie = trie_of(operations, kind, hasher)
        yield from _false_claims(_claim(trie, first, store(first).value, 10), variant)
        yield from _false_absences(_claim(trie, parting(first, 11), None, 0), first, variant)
        yield from _false_absences(_claim(trie, parting(first, 0), None, 0), first, variant, other_leaf=False)


def _true_claims() -> Iterator[Case]:
    for comment, flags, operations, key in _lookups():
        stored = next((operation for operation in reversed(operations) if operation.key == key), Delete(key))
        present = isinstance(stored, Update)
        value = stored.value if isinstance(stored, Update) else None
        weight = stored.weight if isinstance(stored, Update) else 0
        claim = _claim(trie_of(operations), key, value, weight)
        if present and not value and not weight:
            yield _verify(comment, ("EmptyValueUnprovable",), claim)
        else:
            yield _verify(comment, ("Presence" if present else "Absence", *flags), claim)
    operations = leaves("smst/twenty", 20)
    for kind, hasher, variant in variants():
        trie = trie_of(operations, kind, hasher)
        for index in (2, 11):
            stored = operations[index]
            claim = _claim(trie, stored.key, stored.value if isinstance(stored, Update) else None, index + 1)
            yield _verify(f"leaf {index + 1} of 20; {variant}", ("Presence",), claim)
        yield _verify(f"an absent key among 20; {variant}", ("Absence",), _claim(trie, b"absent", None, 0))
        yield _verify(
            f"an absent key of the empty trie; {variant}",
            ("Absence", "EmptyTrie"),
            _claim(trie_of([], kind, hasher), b"absent", b"", 0),
        )
        empty = trie_of([Update(b"key", b"", 0), store(b"other")], kind, hasher)
        yield _verify(f"an empty value; {variant}", ("EmptyValueUnprovable",), _claim(empty, b"key", b"", 0))


def _lax_claims() -> Iterator[Case]:
    """Yield claims that verify although something about them is odd."""
    first, second = path_pair(8)
    trie = trie_of([store(first, 10), store(second, 20), store(parting(first, 4), 30)])
    claim = _claim(trie, first, store(first).value, 10)
    yield _verify("without sibling data", ("Presence", "NoSiblingData"), _with_proof(claim, sibling_data=None))
    side_nodes = claim["proof"]["side_nodes"]
    empty_at = next(index for index, side_node in enumerate(side_nodes) if not any(side_node))
    for replacement, how in ((b"", "without bytes"), (bytes(60), "of 60 zeros")):
        changed = [*side_nodes[:empty_at], replacement, *side_nodes[empty_at + 1 :]]
        padded = _with_proof(claim, side_nodes=changed, sibling_data=None)
        yield _verify(f"a placeholder {how}", ("Presence", "PaddedSideNode"), padded)
    longer = _with_proof(claim, side_nodes=[node + b"more" for node in side_nodes], sibling_data=None)
    yield _verify("all side nodes are too long", ("Presence", "PaddedSideNode"), longer)
    other = _claim(trie, parting(first, 11), None, 0)
    used = _with_proof(claim, non_membership_leaf_data=other["proof"]["non_membership_leaf_data"] or bytes(49))
    yield _verify("with the data of another leaf", ("Presence", "UnusedLeafData"), used)
    yield _verify(
        "with unrelated leaf data", ("UnusedLeafData",), _with_proof(claim, non_membership_leaf_data=b"\x07" * 33)
    )
    absence = _claim(trie, parting(first, 0), None, 0)
    for count in (0, 1, UINT64_MAX):
        claimed = {**absence, "value": b"", "count": count}
        yield _verify(f"absence with count {count}", ("Absence", "CountOfAbsence"), claimed)
    operations, _ = next(orders())
    extension = _claim(trie_of(operations), operations[0].key, store(operations[0].key).value, 1)
    data = extension["proof"]["sibling_data"]
    places = (
        (8 * 35 - 1, "the last bit of its path"),
        (8 * len(data) - 1, "its count"),
        (8 * len(data) - 65, "its sum"),
    )
    for position, what in places:
        odd = _with_proof(extension, sibling_data=flip_path_bit(data, position))
        yield _verify(f"sibling data that are an extension: {what}", ("Presence", "UnhashedSiblingBytes"), odd)


def _false_claims(claim: Mapping[str, Any], variant: str) -> Iterator[Case]:
    """Yield a true claim of presence with one thing wrong at a time."""
    side_nodes, data = claim["proof"]["side_nodes"], claim["proof"]["sibling_data"]
    without_data = _with_proof(claim, sibling_data=None)
    changes: list[tuple[str, Mapping[str, Any]]] = [
        ("WrongRoot", {**claim, "root": flipped(claim["root"])}),
        ("RootLength", {**claim, "root": claim["root"][:-1]}),
        ("WrongKey", {**claim, "key": claim["key"] + b"?"}),
        ("WrongValue", {**claim, "value": flipped(claim["value"])}),
        ("AbsenceOfPresent", {**claim, "value": None, **({} if claim["kind"] == "smt" else {"sum": 0})}),
        ("SideNodeChanged", _with_proof(without_data, side_nodes=[flipped(side_nodes[0]), *side_nodes[1:]])),
        ("SideNodeMissing", _with_proof(claim, side_nodes=side_nodes[:-1])),
        ("SideNodeAdded", _with_proof(claim, side_nodes=[*side_nodes, bytes(len(side_nodes[0]))])),
        ("SideNodesSwapped", _with_proof(without_data, side_nodes=[*side_nodes[1::-1], *side_nodes[2:]])),
        ("SideNodeLength", _with_proof(claim, side_nodes=[*side_nodes[:-1], side_nodes[-1] + b"\0"])),
        ("TooManySideNodes", _with_proof(claim, side_nodes=side_nodes + [bytes(len(side_nodes[0]))] * 257)),
        ("SiblingDataChanged", _with_proof(claim, sibling_data=flipped(data, 280))),
        ("LeafDataShort", _with_proof(claim, non_membership_leaf_data=bytes(32))),
        ("WrongHasher", {**claim, "value_hasher": "sha256" if claim["value_hasher"] is None else None}),
    ]
    if claim["kind"] == "smst":
        changes += [
            ("WrongSum", {**claim, "sum": claim["sum"] + 1}),
            ("WrongCount", {**claim, "count": 2}),
            ("SiblingSumChanged", _with_proof(claim, sibling_data=flipped(data, 8 * len(data) - 65))),
            ("WrongKind", {**claim, "kind": "smt", "sum": None, "count": None}),
        ]
    for flag, changed in changes:
        yield _verify(f"{NOTES[flag].text} ({variant})", (flag,), changed)


def _false_absences(
    claim: Mapping[str, Any], present: bytes, variant: str, *, other_leaf: bool = True
) -> Iterator[Case]:
    """Yield a true claim of absence with one thing wrong at a time."""
    changes: list[tuple[str, Mapping[str, Any]]] = [
        ("WrongRoot", {**claim, "root": flipped(claim["root"])}),
        ("WrongKey", {**claim, "key": present}),
        ("PresenceOfAbsent", {**claim, "value": b"value", **({} if claim["kind"] == "smt" else {"sum": 1})}),
    ]
    leaf = claim["proof"]["non_membership_leaf_data"]
    if leaf is not None and other_leaf:
        own = leaf_preimage(key_path(claim["key"]), leaf[33:])
        changes += [
            ("OwnLeaf", _with_proof(claim, non_membership_leaf_data=own)),
            ("LeafDataShort", _with_proof(claim, non_membership_leaf_data=leaf[:32])),
            ("LeafDataChanged", _with_proof(claim, non_membership_leaf_data=flipped(leaf, 8 * 33))),
            ("LeafDataMissing", _with_proof(claim, non_membership_leaf_data=None)),
        ]
    for flag, changed in changes:
        place = "another leaf in its place" if leaf is not None else "nothing in its place"
        yield _verify(f"{NOTES[flag].text} (absence, {place}; {variant})", (flag,), changed)
