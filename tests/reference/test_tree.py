"""The trie as others use it, on every core; and the fast core against the other one where tries are large."""

import random
import sys
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.operations.smst import SpecEngine
from pocket_reference.smst import cores
from pocket_reference.smst.cores import CoreUnavailableError, agrees, default_core, fast_core, hashlib_core
from pocket_reference.smst.hashing import PLAIN_TRIE, SUM_TRIE, leaf_data
from pocket_reference.smst.tree import Tree
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.types import Delete, StoredValue, TrieSpec, Update

SPEC = SpecEngine()
HASHLIB = hashlib_core("a test asks for it")
SPECS = [TrieSpec(kind, hasher) for kind in ("smst", "smt") for hasher in (None, "sha256")]
CALLS = st.lists(
    st.tuples(
        st.sampled_from(["update", "update", "update", "many", "delete", "root", "get", "prove", "prove_closest"]),
        st.integers(0, 30),
        st.binary(max_size=200) | st.none(),
        st.integers(0, 2**64 - 1),
    ),
    max_size=40,
)


@given(spec=st.sampled_from(SPECS), calls=CALLS)
def test_a_tree_answers_at_any_time_as_the_spec_does(core, spec, calls):
    tree, operations, present = Tree(spec, core), [], set()
    for what, index, value, weight in calls:
        key = b"key %d" % index
        if what == "update":
            tree.update(key, value, weight)
            operations.append(Update(key, value, weight))
            present.add(key)
        elif what == "many":
            keys = [b"key %d" % (index + step) for step in range(4)]
            tree.update_many(keys, [value] * 4, [weight] * 4)
            operations += [Update(each, value, weight) for each in keys]
            present.update(keys)
        elif what == "delete" and key in present:
            tree.delete(key)
            operations.append(Delete(key))
            present.remove(key)
        elif what == "delete":
            with pytest.raises(Rejected) as refusal:
                tree.delete(key)
            assert refusal.value.reason is Reason.SMST_KEY_NOT_FOUND
        else:
            assert asked(tree, what, key) == expected(spec, operations, what, key)
    assert asked(tree, "root", b"") == expected(spec, operations, "root", b"")


def asked(tree, what, key):
    try:
        if what == "root":
            return tree.root(), tree.sum(), tree.count()
        return getattr(tree, what)(sha256(key).digest() if what == "prove_closest" else key)
    except Rejected as rejected:
        return rejected.reason


def expected(spec, operations, what, key):
    trie = SPEC.build(spec, operations)
    try:
        if what == "root":
            return SPEC.root(trie), SPEC.sum(trie), SPEC.count(trie)
        return getattr(SPEC, what)(trie, sha256(key).digest() if what == "prove_closest" else key)
    except Rejected as rejected:
        return rejected.reason


def leaves(count: int, seed: int = 1):
    choice = random.Random(seed)
    values = [choice.randbytes(choice.choice((0, 1, 30, 31, 32, 94, 95, 96, 513))) for _ in range(count)]
    keys = [b"%d" % choice.randrange(count) for _ in range(count)]  # a third of them are given more than once
    return keys, values, [choice.randrange(2**64) for _ in range(count)]


def everything(tree: Tree, keys: list[bytes], seed: int):
    choice = random.Random(seed)
    yield tree.root()
    for key in choice.sample(keys, 60):
        yield tree.prove(key)
        yield tree.prove(key + b"?")
        yield asked(tree, "prove_closest", choice.randbytes(8))


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_large_tries_are_the_same_on_both_cores(a_fast_core, spec):
    batch, slow = Tree(spec, a_fast_core), Tree(spec, HASHLIB)
    for tree in (batch, slow):
        tree.update_many(*leaves(9000))
    keys = leaves(9000)[0]
    for one, other in zip(everything(batch, keys, 2), everything(slow, keys, 2), strict=True):
        assert one == other


def test_large_tries_are_the_same_after_more_updates_and_many_deletes(a_fast_core):
    fast, slow = Tree(core=a_fast_core), Tree(core=HASHLIB)
    keys = list(dict.fromkeys(leaves(6000)[0]))
    for tree in (fast, slow):
        tree.update_many(*leaves(6000))
        tree.root()
        for key in keys[:3000]:
            tree.delete(key)
        tree.update_many(*leaves(2000, seed=5))
        for key in keys[3000:3500]:
            tree.update(key, b"again", 1)
            tree.delete(key)
    for one, other in zip(everything(fast, keys, 3), everything(slow, keys, 3), strict=True):
        assert one == other


def test_deleted_leaves_do_not_pile_up(a_fast_core):
    tree = Tree(core=a_fast_core)
    for turn in range(10):
        keys = [b"%d" % (1000 * turn + index) for index in range(1000)]
        tree.update_many(keys, keys, [1] * 1000)
        tree.root()
        for key in keys:
            tree.delete(key)
    assert tree.root() == bytes(48)
    assert tree._applied().columns.rows < 4000
    tree.update(b"a", b"b", 3)
    once = Tree(core=HASHLIB)
    once.update(b"a", b"b", 3)
    assert tree.root() == once.root()


def test_paths_that_share_many_bits_are_sorted_too(a_fast_core):
    """No key is known with such a path, so they are given as paths: one group holds them all."""
    paths = [bytes(4) + sha256(b"%d" % index).digest()[:28] for index in range(3000)]
    given_leaves = {path: leaf_data(b"v", 1) for path in paths}
    assert a_fast_core.batch_root(given_leaves, SUM_TRIE) == HASHLIB.batch_root(given_leaves, SUM_TRIE)


@pytest.mark.parametrize("hashing", [SUM_TRIE, PLAIN_TRIE])
def test_paths_that_part_at_the_last_bit(core, hashing):
    given_leaves = {bytes(31) + bytes([last]): leaf_data(b"v", 1) for last in (0, 1, 255)}
    trie = core.new_trie(hashing)
    for path, data in given_leaves.items():
        trie.update(path, data)
    expected_root = HASHLIB.batch_root(given_leaves, hashing)
    assert core.batch_root(given_leaves, hashing) == trie.root_digest() == expected_root


def test_depth_does_not_depend_on_the_recursion_limit(core):
    limit = sys.getrecursionlimit()
    paths = [(1 << bit).to_bytes(32, "big") for bit in range(256)]
    trie = core.new_trie(SUM_TRIE)
    sys.setrecursionlimit(120)
    try:
        for path in paths:
            trie.update(path, leaf_data(b"v", 1))
        root = trie.root_digest()
    finally:
        sys.setrecursionlimit(limit)
    assert root == HASHLIB.batch_root(dict.fromkeys(paths, leaf_data(b"v", 1)), SUM_TRIE)


def test_weights_out_of_range_are_refused(core):
    tree = Tree(core=core)
    for weight in (-1, 2**64):
        with pytest.raises(OverflowError):
            tree.update(b"k", b"v", weight)
        with pytest.raises(OverflowError):
            tree.update_many([b"k"], [b"v"], [weight])
    assert tree.root() == bytes(48)


def test_lists_of_different_lengths_are_refused(core):
    with pytest.raises(ValueError, match="2 keys, 1 values, 1 weights"):
        Tree(core=core).update_many([b"a", b"b"], [b"v"], [1])


def test_the_fold_is_used_once():
    folded = []
    fold = HASHLIB.batch_root
    core = replace(HASHLIB, batch_root=lambda *arguments: folded.append(1) or fold(*arguments))
    tree = Tree(core=core)
    tree.update(b"a", b"v", 1)
    assert tree.root() == tree.root()
    tree.update(b"b", b"v", 1)
    tree.root()
    assert len(folded) == 1
    assert tree.get(b"a") == StoredValue(b"v", 1)


class TestChoosing:
    @pytest.fixture(autouse=True)
    def fresh(self):
        default_core.cache_clear()
        yield
        default_core.cache_clear()

    def test_hashlib_can_be_asked_for(self, monkeypatch):
        monkeypatch.setenv(cores.VARIABLE, "hashlib")
        assert default_core().name == "hashlib"
        assert cores.VARIABLE in default_core().reason

    def test_nonsense_is_refused(self, monkeypatch):
        monkeypatch.setenv(cores.VARIABLE, "quick")
        with pytest.raises(CoreUnavailableError, match="quick"):
            default_core()

    def test_without_numba_hashlib_is_used_and_says_why(self, monkeypatch):
        for name in list(sys.modules):
            if name.startswith("pocket_reference.smst.fast"):
                monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "numba", None)
        monkeypatch.setitem(sys.modules, "pocket_reference.smst.fast.core", None)
        assert default_core().name == "hashlib"
        assert "numba is not installed" in default_core().reason
        default_core.cache_clear()
        monkeypatch.setenv(cores.VARIABLE, "fast")
        with pytest.raises(CoreUnavailableError, match="make fast"):
            default_core()

    def test_with_numba_the_fast_core_is_used_and_says_why(self):
        try:
            fast_core("a test asks for it")
        except CoreUnavailableError as error:
            pytest.skip(str(error))
        assert default_core().name == "fast"
        assert "numba is installed" in default_core().reason

    def test_a_core_that_computes_wrong_roots_is_not_used(self, monkeypatch):
        wrong = replace(HASHLIB, name="fast", batch_root=lambda *_: bytes(48))
        assert agrees(HASHLIB)
        assert not agrees(wrong)
        monkeypatch.setattr(cores, "fast_core", lambda *_: wrong)
        assert default_core().name == "hashlib"
        assert "wrong root" in default_core().reason
