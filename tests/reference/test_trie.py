"""The reference's trie against a naive oracle, and against itself built in other ways."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pocket_conformance.fuzz.strategies import paths, tries
from pocket_reference.smst import proofs
from pocket_reference.smst.engine import with_history
from pocket_reference.smst.hashing import SUM_TRIE, leaf_data, sum_and_count
from pocket_reference.smst.reader import AbsentKeyError, Trie
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.types import Delete, TrieOperation, TrieSpec, Update

RELAY_MINER_TRIE = TrieSpec()

# The oracle: the definition of the trie over bit strings, without any cleverness. The subtree at a prefix is empty, a
# single leaf, or an inner node above the subtrees of both longer prefixes.


def bits(path: bytes) -> str:
    return "".join(f"{byte:08b}" for byte in path)


def below(leaves: Mapping[bytes, bytes], prefix: str) -> dict[bytes, bytes]:
    return {path: data for path, data in leaves.items() if bits(path).startswith(prefix)}


def hashed(preimage: bytes, trailer: int) -> bytes:
    return sha256(preimage).digest() + preimage[len(preimage) - trailer :]


def oracle_digest(leaves: Mapping[bytes, bytes], prefix: str, trailer: int) -> bytes:
    here = below(leaves, prefix)
    if not here:
        return bytes(32 + trailer)
    if len(here) == 1:
        ((path, data),) = here.items()
        return hashed(b"\x00" + path + data, trailer)
    left, right = (oracle_digest(here, prefix + bit, trailer) for bit in "01")
    preimage = b"\x01" + left + right
    for start in range(32, 32 + trailer, 8):
        total = int.from_bytes(left[start : start + 8], "big") + int.from_bytes(right[start : start + 8], "big")
        preimage += (total % 2**64).to_bytes(8, "big")
    return hashed(preimage, trailer)


def oracle_side_nodes(leaves: Mapping[bytes, bytes], way: str, trailer: int) -> tuple[bytes, ...]:
    depth = next(depth for depth in range(257) if len(below(leaves, way[:depth])) <= 1)
    beside = (way[:at] + ("1" if way[at] == "0" else "0") for at in reversed(range(depth)))
    return tuple(oracle_digest(leaves, prefix, trailer) for prefix in beside)


def oracle_closest(leaves: Mapping[bytes, bytes], way: str) -> tuple[bytes, tuple[int, ...], int]:
    """Path of the closest leaf, flipped bits, depth: at each depth the bit of the path, if there is a leaf that way."""
    prefix = ""
    flipped = []
    while len(here := below(leaves, prefix)) > 1:
        bit = way[len(prefix)]
        if not below(here, prefix + bit):
            flipped.append(len(prefix))
            bit = "1" if bit == "0" else "0"
        prefix += bit
    return next(iter(here)), tuple(flipped), len(prefix)


def final_leaves(spec: TrieSpec, operations: list[TrieOperation]) -> dict[bytes, bytes]:
    leaves: dict[bytes, bytes] = {}
    for operation in operations:
        path = sha256(operation.key).digest()
        if isinstance(operation, Delete):
            del leaves[path]
            continue
        value = operation.value or b""
        value = sha256(value).digest() if spec.value_hasher else value
        weight = operation.weight.to_bytes(8, "big") + (1).to_bytes(8, "big")
        leaves[path] = value + weight if spec.kind == "smst" else value
    return leaves


def trailer_of(spec: TrieSpec) -> int:
    return 16 if spec.kind == "smst" else 0


@given(tries())
def test_both_builds_have_the_root_of_the_definition(engine, core, drawn):
    spec, _, operations = drawn
    expected = oracle_digest(final_leaves(spec, operations), "", trailer_of(spec))
    assert engine.root(engine.build(spec, operations)) == expected
    assert with_history(spec, operations, core).root_digest() == expected


@given(tries(), st.data())
def test_membership_and_absence_are_proven_by_the_siblings_of_the_definition(engine, drawn, data):
    spec, pool, operations = drawn
    key = data.draw(st.sampled_from(pool) | st.binary(max_size=2))
    path = sha256(key).digest()
    leaves = final_leaves(spec, operations)
    proof = engine.prove(engine.build(spec, operations), key)
    assert proof.side_nodes == oracle_side_nodes(leaves, bits(path), trailer_of(spec))
    in_its_place = below(leaves, bits(path)[: len(proof.side_nodes)])
    others = [b"\x00" + other + stored for other, stored in in_its_place.items() if other != path]
    assert proof.non_membership_leaf_data == (others[0] if others else None)


@given(tries(), st.data())
def test_the_closest_leaf_is_that_of_the_definition(engine, core, drawn, data):
    spec, pool, operations = drawn
    leaves = final_leaves(spec, operations)
    assume(leaves)
    path = data.draw(paths(pool))
    if isinstance(outcome(with_history(spec, operations, core), path), str):
        assert any(isinstance(operation, Delete) for operation in operations)
        with pytest.raises(Rejected) as refusal:
            engine.prove_closest(engine.build(spec, operations), path)
        assert refusal.value.reason is Reason.SMST_NO_CLOSEST_PROOF
        return
    proof = engine.prove_closest(engine.build(spec, operations), path)
    assert (proof.closest_path, proof.flipped_bits, proof.depth) == oracle_closest(leaves, bits(path))
    assert (proof.closest_value_hash or b"") == leaves[proof.closest_path]
    expected = oracle_side_nodes(leaves, bits(proof.closest_path), trailer_of(spec))
    assert proof.closest_proof.side_nodes == expected


@given(tries(), st.data())
def test_proofs_that_were_made_hold_and_compacting_loses_nothing(engine, drawn, data):
    spec, pool, operations = drawn
    key = data.draw(st.sampled_from(pool))
    trie = engine.build(spec, operations)
    root, proof = engine.root(trie), engine.prove(trie, key)
    last = next((each for each in reversed(operations) if each.key == key), None)
    value, weight, count = (last.value, last.weight, 1) if isinstance(last, Update) else (None, 0, 0)
    # An empty value of weight 0 asks for absence, so the presence of such a leaf cannot be shown.
    provable = not isinstance(last, Update) or bool(value) or (spec.kind == "smst" and weight > 0)
    assert engine.verify(spec, root, key, value, weight, count, proof) is provable
    compacted = engine.compact(spec, proof)
    assert compacted.num_side_nodes == len(proof.side_nodes)
    placeholder = bytes(32 + trailer_of(spec))
    marked = bits(compacted.bit_mask)[: compacted.num_side_nodes]
    given_nodes = iter(compacted.side_nodes)
    assert tuple(placeholder if mark == "1" else next(given_nodes) for mark in marked) == proof.side_nodes


@given(tries(), st.data())
def test_hashing_in_between_changes_nothing(core, drawn, data):
    spec, pool, operations = drawn
    key, path = data.draw(st.sampled_from(pool)), data.draw(paths(pool))
    undisturbed, hashed_often = (
        with_history(spec, operations, core),
        core.new_trie(with_history(spec, [], core).hashing),
    )
    for operation in operations:
        data_of_leaf = final_leaves(spec, [operation]) if isinstance(operation, Update) else {}
        at = sha256(operation.key).digest()
        if isinstance(operation, Update):
            nothing = spec.kind == "smt" and not spec.value_hasher and operation.value is None
            hashed_often.update(at, None if nothing else data_of_leaf[at])
        else:
            hashed_often.delete(at)
        hashed_often.root_digest()
    target = sha256(key).digest()
    assert hashed_often.root_digest() == undisturbed.root_digest()
    assert proofs.prove(hashed_often, target) == proofs.prove(undisturbed, target)
    assert outcome(hashed_often, path) == outcome(undisturbed, path)


@pytest.mark.parametrize("gone", ["0", "100", "1100", "1101", "111"])
def test_a_deletion_after_hashing_is_hashed(core, gone):
    leaves = ("0", "100", "1100", "1101", "111")
    trie = raw_trie(core, *leaves)
    trie.root_digest()
    trie.delete(path_of(gone))
    assert trie.root_digest() == raw_trie(core, *(leaf for leaf in leaves if leaf != gone)).root_digest()


def outcome(trie: Trie, path: bytes) -> object:
    try:
        return proofs.prove_closest(trie, path)
    except proofs.DeadEndError as error:
        return str(error)


@given(tries(), st.binary(min_size=3, max_size=3))
def test_a_leaf_that_comes_and_goes_leaves_the_root_as_it_was(engine, core, drawn, key):
    spec, _, operations = drawn
    trie = engine.build(spec, operations)
    later = engine.build(spec, [*operations, Update(key, b"x", 1), Delete(key)])
    assert engine.root(later) == engine.root(trie)
    assert with_history(spec, later.operations, core).root_digest() == engine.root(trie)


@given(tries(), st.binary(min_size=3, max_size=3))
def test_deleting_an_absent_key_is_refused_and_changes_nothing(engine, core, drawn, key):
    spec, _, operations = drawn
    with pytest.raises(Rejected) as refusal:
        engine.build(spec, [*operations, Delete(key)])
    assert refusal.value.reason is Reason.SMST_KEY_NOT_FOUND
    trie = with_history(spec, operations, core)
    root = trie.root_digest()
    with pytest.raises(AbsentKeyError):
        trie.delete(sha256(key).digest())
    assert trie.root_digest() == root


def test_deleting_from_an_empty_trie_is_refused(core):
    with pytest.raises(AbsentKeyError):
        core.new_trie(SUM_TRIE).delete(bytes(32))


def path_of(leading: str) -> bytes:
    return int(leading.ljust(256, "0"), 2).to_bytes(32, "big")


def raw_trie(core, *leading: str) -> Trie:
    trie = core.new_trie(SUM_TRIE)
    for prefix in leading:
        trie.update(path_of(prefix), leaf_data(b"v", 1))
    return trie


# That the examples below are what the Go library does was observed with smt v0.14.1 and a path hasher that returns
# its input; tests/reference/test_against_go.py repeats it with keys that are hashed.


def test_an_extension_keeps_the_path_of_the_second_leaf_below_it(core):
    for order, label in ((("1000", "1001"), "1001"), (("1001", "1000"), "1000")):
        sibling_data = proofs.prove(raw_trie(core, *order, "0"), path_of("0")).sibling_data
        assert sibling_data is not None
        assert sibling_data[:35] == b"\x02\x01\x03" + path_of(label)


def test_an_extension_keeps_its_label_when_that_leaf_is_gone(core):
    trie = raw_trie(core, "0", "1000", "1001", "1011")
    trie.delete(path_of("1001"))
    sibling_data = proofs.prove(trie, path_of("0")).sibling_data
    assert sibling_data is not None
    assert sibling_data[:35] == b"\x02\x01\x02" + path_of("1001")


@pytest.mark.parametrize(
    ("leaves", "gone", "new", "beside", "start"),
    [
        # The branch that lost a leaf stays as a single-child node.
        (("0", "100", "110", "111"), "100", "", "0", b"\x01" + bytes(48)),
        # The extension above it stays, with its label.
        (("0", "1000", "1010", "1011"), "1000", "", "0", b"\x02\x01\x02" + path_of("1010")),
        # An extension below it grows upwards, with its own label, over the extension above.
        (("0", "100", "1100", "1101"), "100", "", "0", b"\x02\x01\x03" + path_of("1101")),
        (("0", "1000", "10100", "10101"), "1000", "", "0", b"\x02\x01\x04" + path_of("10101")),
        # A leaf turns a single-child node into a branch; below it there is no extension.
        (("0", "1000", "1010", "1011"), "1000", "1001", "0", b"\x02\x01\x02" + path_of("1010")),
        (("0", "1000", "1010", "1011"), "1000", "1001", "1001", b"\x01"),
        (("0", "1000", "10100", "10110", "10111"), "1000", "1001", "1001", b"\x01"),
        # A leaf that parts inside an extension leaves the label to both parts.
        (("0", "10000", "10001"), "", "101", "0", b"\x02\x01\x02" + path_of("10001")),
        (("0", "10000", "10001"), "", "101", "101", b"\x02\x03\x04" + path_of("10001")),
    ],
)
def test_what_history_leaves_beside_a_leaf(core, leaves, gone, new, beside, start):
    trie = raw_trie(core, *leaves)
    if gone:
        trie.delete(path_of(gone))
    if new:
        trie.update(path_of(new), leaf_data(b"v", 1))
    sibling_data = proofs.prove(trie, path_of(beside)).sibling_data
    assert sibling_data is not None
    assert sibling_data[: len(start)] == start


@pytest.mark.parametrize(
    ("leaves", "gone", "path", "provable"),
    [
        (("1000", "1010", "1011"), "1000", "1000", False),  # the extension is followed in one go, then nothing
        (("1000", "1010", "1011"), "1000", "0000", False),  # its first bit is flipped, then the same
        (("1000", "1010", "1011"), "1000", "1110", True),  # a later bit differs: step by step
        (("1000", "1010", "1011"), "1000", "1011", True),  # the other side
        (("0000", "1010", "1111"), "0000", "0000", True),  # no extension above the single-child node
        (("1010", "1011"), "", "1000", True),  # no single-child node
    ],
)
def test_where_the_library_breaks_off_there_is_no_closest_proof(core, leaves, gone, path, provable):
    trie = raw_trie(core, *leaves)
    if gone:
        trie.delete(path_of(gone))
    assert isinstance(outcome(trie, path_of(path)), str) is not provable


def test_sums_wrap_and_counts_do_not(engine):
    operations = [Update(bytes((index,)), b"v", 2**64 - 1) for index in range(3)]
    root = engine.root(engine.build(RELAY_MINER_TRIE, operations))
    assert sum_and_count(root) == (2**64 - 3, 3)


def test_an_empty_trie_has_a_closest_proof_that_holds(engine):
    trie = engine.build(RELAY_MINER_TRIE, [])
    proof = engine.prove_closest(trie, bytes(32))
    assert (proof.flipped_bits, proof.depth, proof.closest_path) == ((0,), 0, bytes(48))
    assert proof.closest_value_hash is None
    assert proof.closest_proof.side_nodes == ()


def test_a_path_of_the_wrong_length_is_refused(engine):
    trie = engine.build(RELAY_MINER_TRIE, [])
    for length in (0, 31, 33):
        with pytest.raises(Rejected) as refusal:
            engine.prove_closest(trie, bytes(length))
        assert refusal.value.reason is Reason.SMST_INVALID_PATH


def test_a_plain_trie_tells_an_absent_value_from_an_empty_one(engine):
    spec = TrieSpec(kind="smt")
    trie = engine.build(spec, [Update(b"a", None), Update(b"b", b"")])
    assert engine.get(trie, b"a").value is None
    assert engine.get(trie, b"b").value == b""
    assert engine.get(trie, b"c").value is None
