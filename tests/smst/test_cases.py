"""The tries that the generated cases are made of are what their names promise."""

from hashlib import sha256

import pytest

from pocket_conformance.generate.smst import NOTES, cases
from pocket_conformance.generate.smst_closest import prove_closest_cases
from pocket_conformance.generate.smst_gob import gob_cases
from pocket_conformance.generate.smst_tries import built, half_inner, parting, path_pair, trie_of
from pocket_spec.encoding.gob import decode_closest_proof, encode_closest_proof
from pocket_spec.rejections import Rejected
from pocket_spec.smst.closest import prove_closest
from pocket_spec.smst.compact import compact_closest_proof
from pocket_spec.smst.nodes import Extension, Inner
from pocket_spec.smst.types import Update


def shared_bits(first, second):
    paths = [int.from_bytes(sha256(key).digest(), "big") for key in (first, second)]
    return 256 - (paths[0] ^ paths[1]).bit_length()


@pytest.mark.parametrize("bits", [0, 1, 5, 9, 17, 24, 30])
def test_a_pair_shares_exactly_so_many_bits(bits):
    assert shared_bits(*path_pair(bits)) == bits


@pytest.mark.parametrize("bits", range(9))
def test_a_third_key_parts_at_exactly_that_bit(bits):
    first, second = path_pair(9)
    assert shared_bits(first, parting(first, bits)) == bits == shared_bits(second, parting(first, bits))


@pytest.mark.parametrize("depth", [0, 1, 5])
def test_a_half_inner_has_one_empty_side_at_its_depth(depth):
    operations, _ = half_inner(depth)
    top = built(trie_of(operations)).top
    branch = top if depth == 0 else top.child
    assert isinstance(top, Inner if depth == 0 else Extension)
    assert [branch.left, branch.right].count(None) == 1
    assert isinstance(branch.left or branch.right, Inner)


def accepts(encoded):
    try:
        decode_closest_proof(encoded)
    except Rejected:
        return False
    return True


def test_every_odd_encoding_reads_as_the_same_proof_and_every_broken_one_is_refused():
    first, second = path_pair(9)
    handle = built(trie_of([Update(first, b"one", 1), Update(second, b"two", 2)]))
    proof = compact_closest_proof(handle.spec, prove_closest(handle, bytes(32)))
    broken, read = set(), 0
    for flag, _, encoded in gob_cases(proof):
        assert encoded != encode_closest_proof(proof)
        assert accepts(encoded) == (NOTES[flag].kind == "quirk"), flag
        if NOTES[flag].kind == "quirk":
            read += decode_closest_proof(encoded) == proof
        else:
            broken.add(flag)
    assert read == sum(NOTES[flag].kind == "quirk" for flag, _, _ in gob_cases(proof))
    assert broken == {flag for flag, note in NOTES.items() if flag.startswith("Gob") and note.kind == "defect"}


def test_every_note_is_used_and_every_flag_has_one():
    used = {flag for case in cases() for flag in case.flags}
    assert used == set(NOTES)


def test_closest_cases_cover_every_way_of_the_walk():
    flags = {flag for case in prove_closest_cases() for flag in case.flags}
    assert flags >= {"EmptyTrieClosest", "OneLeaf", "FirstBitOfExtension", "SeveralDeadEnds", "LoneInner", "NoWayBack"}
