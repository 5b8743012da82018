"""The gob form of closest proofs: Go's bytes, what Go accepts beside them, and totality on anything else.

The three hexadecimal constants were written by Go 1.26 and smt v0.14.1; the cases of acceptance and refusal were
put to Go's decoder as well.
"""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.encoding.gob import (
    MAX_ENCODED_PROOF_BYTES,
    decode_closest_proof,
    encode_closest_proof,
    type_definitions,
)
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.closest import prove_closest
from pocket_spec.smst.compact import compact_closest_proof
from pocket_spec.smst.trie import Trie, build
from pocket_spec.smst.types import CompactClosestProof, CompactMembershipProof, TrieSpec, Update

GO_HEADER = bytes.fromhex(
    "ff877f0301011f537061727365436f6d706163744d65726b6c65436c6f7365737450726f6f6601ff8000010601045061"
    "7468010a00010b466c69707065644269747301ff820001054465707468010a00010b436c6f7365737450617468010a00"
    "0110436c6f7365737456616c756548617368010a00010c436c6f7365737450726f6f6601ff8400000017ff8102010109"
    "5b5d5b5d75696e743801ff8200010a00007cff8303010118537061727365436f6d706163744d65726b6c6550726f6f66"
    "01ff840001050109536964654e6f64657301ff820001154e6f6e4d656d626572736869704c65616644617461010a0001"
    "074269744d61736b010a00010c4e756d536964654e6f646573010400010b5369626c696e6744617461010a000000"
)
# The keys a, b, c with the values one, two, three and the weights 1, 20, 300; path 000102...1f.
GO_THREE_LEAVES = GO_HEADER + bytes.fromhex(
    "fe0106ff800120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f010101020101040120"
    "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc601157468726565000000000000012c00"
    "00000000000001010102300140b6dc1eb9002f53f83cc82384b69cb88170f516a3b0be33d755325983590a0000000000"
    "000014000000000000000130f62b18269fbeec3657dd8b85700507977df9e6fda8266ae84e104d86e58b758d00000000"
    "00000001000000000000000102016001080134003e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeae"
    "d59c009d74776f000000000000001400000000000000010000"
)
GO_EMPTY_TRIE = GO_HEADER + bytes.fromhex(
    "60ff800120000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0101010001010001300000"
    "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200"
    "00"
)
PATH = bytes(range(32))
THREE_LEAVES = build(TrieSpec(), [Update(b"a", b"one", 1), Update(b"b", b"two", 20), Update(b"c", b"three", 300)])

some_bytes = st.binary(max_size=300)
numbers = st.integers(-(2**63), 2**63 - 1)
inner_proofs = st.builds(
    CompactMembershipProof,
    side_nodes=st.lists(some_bytes, max_size=5).map(tuple),
    non_membership_leaf_data=st.one_of(st.none(), st.binary(min_size=1, max_size=99)),
    bit_mask=some_bytes,
    num_side_nodes=numbers,
    sibling_data=st.one_of(st.none(), st.binary(min_size=1, max_size=99)),
)
proofs = st.builds(
    CompactClosestProof,
    path=some_bytes,
    flipped_bits=st.lists(st.binary(max_size=3), max_size=300).map(tuple),
    depth=some_bytes,
    closest_path=some_bytes,
    closest_value_hash=st.one_of(st.none(), st.binary(min_size=1, max_size=2000)),
    closest_proof=st.one_of(st.none(), inner_proofs),
)


def unsigned(number, digits=0):
    if number < 0x80 and not digits:
        return bytes([number])
    length = max(digits, (number.bit_length() + 7) // 8)
    return bytes([256 - length]) + number.to_bytes(length, "big")


def signed(number):
    return unsigned(~number << 1 | 1 if number < 0 else number << 1)


def counted(data):
    return unsigned(len(data)) + data


def message(type_id, body):
    return counted(signed(type_id) + body)


def field_list(fields):
    return unsigned(len(fields)) + b"".join(
        b"\1" + counted(name) + (b"\1" + signed(kind) if kind else b"") + b"\0" for name, kind in fields
    )


def structure(type_id, *fields):
    """Definition of a structure, without names and ids of its own, which nothing depends on."""
    inner = b"\2" + field_list(fields) + b"\0" if fields else b"\0"
    return message(-type_id, b"\3" + inner + b"\0")


def array(type_id, element, length):
    return message(-type_id, b"\1\2" + signed(element) + b"\1" + signed(length) + b"\0\0")


def slice_of(type_id, element):
    return message(-type_id, b"\2\2" + signed(element) + b"\0\0")


def map_of(type_id, key, element):
    return message(-type_id, b"\4\2" + signed(key) + b"\1" + signed(element) + b"\0\0")


def opaque(type_id, form=5):
    return message(-type_id, bytes([form]) + b"\0\0")


def refusal_of(encoded):
    try:
        decode_closest_proof(encoded)
    except Rejected as refused:
        return refused.reason
    return None


# A value whose first field is skipped and whose second is the path: what follows a skipped value is read right.
def around(type_id, skipped, *definitions):
    head = structure(64, (b"Other", type_id), (b"Path", 5))
    return head + b"".join(definitions) + message(64, b"\1" + skipped + b"\1\3abc\0")


def test_the_header_is_the_one_go_writes():
    assert type_definitions() == GO_HEADER
    assert len(GO_HEADER) == 286


@pytest.mark.parametrize(("trie", "expected"), [(THREE_LEAVES, GO_THREE_LEAVES), (Trie(TrieSpec()), GO_EMPTY_TRIE)])
def test_closest_proofs_are_encoded_as_go_does(trie, expected):
    assert encode_closest_proof(compact_closest_proof(trie.spec, prove_closest(trie, PATH))) == expected


@given(proofs)
def test_decoding_undoes_encoding(proof):
    assert decode_closest_proof(encode_closest_proof(proof)) == proof


@given(proofs)
def test_empty_and_absent_bytes_have_one_encoding(proof):
    empty = replace(proof, closest_value_hash=b"")
    assert encode_closest_proof(empty) == encode_closest_proof(replace(proof, closest_value_hash=None))


def test_a_membership_proof_of_zeros_takes_two_bytes():
    nothing = CompactClosestProof(b"", (), b"", b"", None, None)
    zeros = replace(nothing, closest_proof=CompactMembershipProof((), None, b"", 0, None))
    assert encode_closest_proof(nothing) == GO_HEADER + bytes.fromhex("03 ff80 00")
    assert encode_closest_proof(zeros) == GO_HEADER + bytes.fromhex("05 ff80 0600 00")


@given(st.binary(max_size=400))
def test_anything_decodes_or_is_refused(data):
    assert refusal_of(data) in {None, Reason.SMST_BAD_PROOF}


@given(st.integers(0, len(GO_THREE_LEAVES) - 1), st.integers(0, 255), st.sampled_from(["set", "insert", "cut"]))
def test_a_damaged_encoding_decodes_or_is_refused(position, byte, how):
    tail = {"set": GO_THREE_LEAVES[position + 1 :], "insert": GO_THREE_LEAVES[position:], "cut": b""}[how]
    damaged = GO_THREE_LEAVES[:position] + bytes([byte]) + tail
    assert refusal_of(damaged) in {None, Reason.SMST_BAD_PROOF}


def test_every_truncation_is_refused():
    for length in range(len(GO_THREE_LEAVES)):
        with pytest.raises(Rejected):
            decode_closest_proof(GO_THREE_LEAVES[:length])


STRUCTURES = (structure(70), structure(71, (b"X", 2)))
ACCEPTED = [
    ("a boolean", around(1, b"\1")),
    ("an integer", around(2, b"\x08")),
    ("an unsigned number of eight bytes", around(3, b"\xf8" + bytes(8))),
    ("a float", around(4, b"\xfe\xf0\x3f")),
    ("bytes", around(5, b"\2xy")),
    ("a string", around(6, b"\2xy")),
    ("a complex number", around(7, b"\1\1")),
    ("an interface of no value", around(8, b"\0\6\1\0")),
    ("an interface of an integer", around(8, b"\1T\4\2\0\6")),
    (
        "an interface that defines a type",
        around(8, b"\1T" + signed(-80) + b"\2\2\4\0\0" + b"\3" + signed(80) + b"\1\0"),
    ),
    ("an array", around(70, b"\2\1\1", array(70, 3, 2))),
    ("an array of no elements", around(70, b"\0", array(70, 3, 0))),
    ("an array of negative length", around(70, b"\xf8" + b"\xff" * 8, array(70, 3, -1))),
    ("a list", around(70, b"\3\1\1\1", slice_of(70, 1))),
    ("a list of negative length", around(70, b"\xf8" + b"\xff" * 8, slice_of(70, 1))),
    ("a map", around(70, b"\1\1k\2vw", map_of(70, 5, 6))),
    ("a structure", around(71, b"\1\x08\0", *STRUCTURES)),
    ("a recursive structure", around(70, b"\1\1\1\0\0\0\0", structure(70, (b"Self", 70)))),
    ("a list of lists", around(70, b"\2\1\1\0", slice_of(70, 71), slice_of(71, 1))),
    ("a type that encodes itself", around(70, b"\2xy", opaque(70))),
    ("a type that encodes itself as binary", around(70, b"\2xy", opaque(70, 6))),
    ("a type that encodes itself as text", around(70, b"\2xy", opaque(70, 7))),
]
PATH_IS_ABC = [
    (
        "a field named twice: the last counts",
        structure(64, (b"Path", 5), (b"Path", 5)) + message(64, b"\1\1x\1\3abc\0"),
    ),
    ("the fields in another order", structure(64, (b"Depth", 5), (b"Path", 5)) + message(64, b"\2\3abc\0")),
    ("a definition that is not used", opaque(99) + structure(64, (b"Path", 5)) + message(64, b"\1\3abc\0")),
    ("an id of four bytes", structure(2**31 - 1, (b"Path", 5)) + message(2**31 - 1, b"\1\3abc\0")),
    ("an id that wraps", structure(64, (b"Path", 5)) + message(64 + 2**32, b"\1\3abc\0")),
    ("no end of the structure", structure(64, (b"Path", 5)) + message(64, b"\1\3abc")),
    ("more in the message", structure(64, (b"Path", 5)) + message(64, b"\1\3abc\0more")),
    ("more after the message", structure(64, (b"Path", 5)) + message(64, b"\1\3abc\0") + b"more"),
    (
        "an inner proof of a structure of gob",
        structure(64, (b"Path", 5), (b"ClosestProof", 18)) + message(64, b"\1\3abc\0"),
    ),
]


@pytest.mark.parametrize(
    "encoded", [case[1] for case in ACCEPTED + PATH_IS_ABC], ids=[c[0] for c in ACCEPTED + PATH_IS_ABC]
)
def test_what_go_accepts_is_accepted_and_read_the_same(encoded):
    assert decode_closest_proof(encoded).path == b"abc"


REFUSED = [
    ("nothing", b""),
    ("an empty message", b"\0"),
    ("a message beyond the end", b"\5\1"),
    ("a number of nine bytes", b"\xf7" + bytes(9)),
    ("a delta of nine bytes", structure(64, (b"Path", 5)) + message(64, b"\xf7" + bytes(8) + b"\1\3abc\0")),
    ("a definition of type 0", structure(0, (b"Path", 5)) + message(0, b"\0")),
    ("a definition of a predefined type", structure(63, (b"Path", 5)) + message(63, b"\0")),
    ("a definition twice", structure(64, (b"Path", 5)) * 2 + message(64, b"\1\3abc\0")),
    ("no value", structure(64, (b"Path", 5))),
    ("a value of an undefined type", structure(64, (b"Path", 5)) + message(65, b"\1\3abc\0")),
    ("a value of a list type", slice_of(64, 5) + message(64, b"\1\3abc\0")),
    ("no field that fits", structure(64, (b"path", 5)) + message(64, b"\1\3abc\0")),
    ("a field without a name", structure(64, (b"Path", 5), (b"", 5)) + message(64, b"\1\3abc\0")),
    ("a path that is a string", structure(64, (b"Path", 6)) + message(64, b"\1\3abc\0")),
    ("a list of strings", structure(64, (b"FlippedBits", 70)) + slice_of(70, 6) + message(64, b"\0")),
    (
        "a list that encodes itself",
        structure(64, (b"FlippedBits", 70)) + message(-70, b"\2\2\x0a\0\3\0\0") + message(64, b"\0"),
    ),
    ("an inner proof that is bytes", structure(64, (b"ClosestProof", 5)) + message(64, b"\0")),
    (
        "an inner proof that is undefined",
        structure(64, (b"Path", 5), (b"ClosestProof", 65)) + message(64, b"\1\3abc\0"),
    ),
    ("a skipped field of an undefined type", structure(64, (b"Path", 5), (b"X", 65)) + message(64, b"\1\3abc\0")),
    ("a skipped structure of gob", structure(64, (b"Path", 5), (b"X", 18)) + message(64, b"\1\3abc\0")),
    ("a skipped list of an undefined type", around(70, b"\0", slice_of(70, 99))),
    ("a skipped array of an undefined type", around(70, b"\0", array(70, 99, 0))),
    ("a skipped map to an undefined type", around(70, b"\0", map_of(70, 1, 99))),
    (
        "a list of negative length",
        structure(64, (b"FlippedBits", 70)) + slice_of(70, 5) + message(64, b"\1\xf8" + b"\xff" * 8),
    ),
    (
        "a definition whose own id is beyond 32 bits",
        message(-70, b"\2\1\2" + signed(2**31) + b"\0\1\2\0\0") + GO_EMPTY_TRIE,
    ),
    ("a skipped definition of nothing", around(70, b"\0", message(-70, b"\0"))),
    ("an array of another length", around(70, b"\1\1", array(70, 3, 2))),
    (
        "an inner proof that encodes itself",
        structure(64, (b"ClosestProof", 65))
        + message(-65, b"\3\2" + field_list([(b"BitMask", 5)]) + b"\0\2\0\0")
        + message(64, b"\1\0\0"),
    ),
    (
        "a second inner proof that encodes itself",
        structure(64, (b"ClosestProof", 65), (b"ClosestProof", 66)) + structure(65) + opaque(66) + message(64, b"\0"),
    ),
    ("a list beyond its message", structure(64, (b"Path", 5), (b"X", 70)) + slice_of(70, 1) + message(64, b"\2\2\1")),
    ("a map beyond its message", structure(64, (b"Path", 5), (b"X", 70)) + map_of(70, 1, 1) + message(64, b"\2\2\1\1")),
    ("a field number beyond the type", structure(64, (b"Path", 5)) + message(64, b"\2\3abc\0")),
    ("a field number of 2^64 - 1", structure(64, (b"Path", 5)) + message(64, b"\xf8" + b"\xff" * 8 + b"\3abc\0")),
    ("bytes beyond the message", structure(64, (b"Path", 5)) + message(64, b"\1\4abc")),
    ("more in a definition", counted(structure(64, (b"Path", 5))[1:] + b"\0") + message(64, b"\1\3abc\0")),
    ("an id beyond 32 bits", message(-64, b"\3\2" + field_list([(b"Path", 5 + 2**32)]) + b"\0\0") + message(64, b"\0")),
]


@pytest.mark.parametrize("encoded", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_go_refuses_is_refused(encoded):
    with pytest.raises(Rejected) as caught:
        decode_closest_proof(encoded)
    assert caught.value.reason == Reason.SMST_BAD_PROOF


def test_written_out_empty_bytes_are_absent_and_stay_empty_after_others():
    once = structure(64, (b"ClosestValueHash", 5)) + message(64, b"\1\0\0")
    twice = structure(64, (b"ClosestValueHash", 5), (b"ClosestValueHash", 5)) + message(64, b"\1\1x\1\0\0")
    assert decode_closest_proof(once).closest_value_hash is None
    assert decode_closest_proof(twice).closest_value_hash == b""


def test_an_inner_proof_that_is_named_twice_keeps_its_first_type_and_its_fields():
    first = structure(65, (b"BitMask", 5), (b"SiblingData", 5))
    second = structure(66, (b"SiblingData", 5))
    head = structure(64, (b"ClosestProof", 65), (b"ClosestProof", 66))
    proof = decode_closest_proof(head + first + second + message(64, b"\1\1\1m\1\1s\0\1\1\1n\0\0")).closest_proof
    assert (proof.bit_mask, proof.sibling_data) == (b"n", b"s")


def test_hostile_sizes_are_refused_at_once():
    with pytest.raises(Rejected):
        decode_closest_proof(bytes(MAX_ENCODED_PROOF_BYTES + 1))
    deep = structure(70, (b"Self", 70))
    with pytest.raises(Rejected):
        decode_closest_proof(around(70, b"\1" * 100_000 + b"\0" * 100_001, deep))
    assert decode_closest_proof(around(70, b"\1" * 9_000 + b"\0" * 9_001, deep)).path == b"abc"
    nested = b"".join(slice_of(100 + level, 101 + level) for level in range(10_001)) + slice_of(10_101, 1)
    with pytest.raises(Rejected):
        decode_closest_proof(around(100, b"\0", nested))
    wide = structure(65, *[(b"F", 70 + level) for level in range(3000)])
    lists = b"".join(slice_of(70 + level, 71 + level) for level in range(3000)) + slice_of(3070, 1)
    assert decode_closest_proof(around(65, b"\0", wide, lists)).path == b"abc"


def test_the_constants_are_of_the_trie_that_the_comment_says():
    assert decode_closest_proof(GO_THREE_LEAVES).closest_path == sha256(b"c").digest()
