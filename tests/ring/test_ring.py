"""The fast ring signatures against the spec's: on drawn signatures, on broken ones, and where points meet infinity."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pocket_reference.ring import curve, library, multiples, signature
from pocket_spec.crypto import ring as spec
from pocket_spec.crypto import secp256k1
from pocket_spec.crypto.secp256k1 import CURVE_ORDER, FIELD_PRIME, IDENTITY, is_point, multiply_base
from pocket_spec.rejections import Rejected

SCALARS = st.one_of(st.integers(0, CURVE_ORDER - 1), st.sampled_from([0, 1, 2, 255, 256, CURVE_ORDER - 1]))
NONZERO = st.integers(1, CURVE_ORDER - 1)
REPOSITORY = Path(__file__).resolve().parents[2]
VECTORS = json.loads((REPOSITORY / "vectors" / "relay" / "verify_ring_signature.json").read_text())["cases"]
PRIVATE_KEYS = (3, 5, CURVE_ORDER - 7)
LARGE_X = next(x for x in range(CURVE_ORDER, FIELD_PRIME) if is_point(b"\x02" + x.to_bytes(32, "big")))
"""The least x-coordinate at or above the group order: no r of a signature."""


@pytest.fixture(params=[False, True], ids=["without tables", "with tables"])
def tables(request, monkeypatch):
    """Both ways: points that have no table, and points that have one from the first good signature on."""
    fresh = multiples.Tables()
    for module in (multiples, curve):
        monkeypatch.setattr(module, "TABLES", fresh)
    monkeypatch.setattr(multiples, "WORTH_IT", 0 if request.param else 10**9)
    monkeypatch.setattr(multiples, "COLUMNS_AT_ONCE", multiples.COLUMNS)
    return fresh


def with_table(point):
    """Use a point once, and thereby give it its table where it may have one."""
    base = curve.base(point)
    base.used()
    return base


@pytest.mark.usefixtures("tables")
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PRIVATE_KEYS), SCALARS, SCALARS)
def test_multiple_plus_base(private_key, scalar, base_scalar):
    key = multiply_base(private_key)
    expected = secp256k1.add(secp256k1.multiply(key, scalar), multiply_base(base_scalar))
    assert library.encode(curve.multiple_plus_base(with_table(key), scalar, base_scalar)) == expected


@pytest.mark.usefixtures("tables")
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PRIVATE_KEYS), SCALARS, st.sampled_from(PRIVATE_KEYS), SCALARS)
def test_sums_of_multiples(one, scalar, other, other_scalar):
    left, right = multiply_base(one), multiply_base(other)
    expected = secp256k1.add(secp256k1.multiply(left, scalar), secp256k1.multiply(right, other_scalar))
    with_table(left)  # the other has one only where it is the same, or was used before
    found = curve.sum_of_multiples(curve.base(left), scalar, curve.base(right), other_scalar)
    assert library.encode(found) == expected


@pytest.mark.usefixtures("tables")
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PRIVATE_KEYS), NONZERO)
def test_sums_at_infinity(private_key, scalar):
    key = multiply_base(private_key)
    opposite = -private_key * scalar % CURVE_ORDER
    point = with_table(key)
    assert library.encode(curve.multiple_plus_base(point, scalar, opposite)) == IDENTITY
    assert library.encode(curve.sum_of_multiples(point, scalar, point, CURVE_ORDER - scalar)) == IDENTITY
    assert curve.sum_of_multiples(point, 0, point, 0) is None


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("sign", [2, 3])
@pytest.mark.parametrize("scalar", [0, 1, 77, CURVE_ORDER - 1])
def test_a_point_whose_x_is_no_r_takes_the_long_way(sign, scalar):
    key = bytes((sign,)) + LARGE_X.to_bytes(32, "big")
    expected = secp256k1.add(secp256k1.multiply(key, scalar), multiply_base(5))
    assert library.encode(curve.multiple_plus_base(with_table(key), scalar, 5)) == expected
    assert library.recover(key[1:], bytes(31) + b"\x01", sign & 1, bytes(32)) is None


def test_a_table_is_made_one_column_at_a_time_and_used_when_it_is_whole(monkeypatch):
    monkeypatch.setattr(multiples, "WORTH_IT", 3)
    tables, key = multiples.Tables(), multiply_base(11)
    point = library.read(key)
    for _ in range(3 + multiples.COLUMNS - 1):
        tables.use(key, point)
        assert tables.find(key) is None
    tables.use(key, point)
    table = tables.find(key)
    for scalar in (1, 255, 256, CURVE_ORDER - 1, int.from_bytes(bytes(range(32)), "big")):
        assert library.encode(library.total(table.addends(scalar))) == multiply_base(11 * scalar % CURVE_ORDER)
    assert table.addends(0) == []


def test_no_more_tables_are_kept_than_may_be_and_those_used_last_stay(monkeypatch):
    monkeypatch.setattr(multiples, "WORTH_IT", 0)
    monkeypatch.setattr(multiples, "COLUMNS_AT_ONCE", multiples.COLUMNS)
    tables, keys = multiples.Tables(most=2), [multiply_base(number) for number in (21, 22, 23)]
    for key in (keys[0], keys[1], keys[0], keys[2]):
        tables.use(key, library.read(key))
    assert [tables.find(key) is not None for key in keys] == [True, False, True]


def test_only_good_signatures_earn_tables(tables):
    keys = [multiply_base(key) for key in (2, 3)]
    written = signature.sign(bytes(32), keys, 2)
    tables.clear()
    assert not signature.verify(signature.read(written), b"\x01" * 32)
    assert len(tables) == 0
    assert signature.verify(signature.read(written), bytes(32))
    assert len(tables) == 5  # two keys, the hashes of both, and the key image


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("case", VECTORS, ids=lambda case: str(case["tcId"]))
def test_the_vectors(case):
    data = bytes.fromhex(case["input"]["signature"])
    message = bytes.fromhex(case["input"]["message_hash"])
    for _ in range(2):  # the second time the points of good ones have their tables
        verdict = _verdict(signature.read, signature.verify, data, message)
        if "rejection" in case:
            assert verdict.name == case["rejection"]
        else:
            assert verdict == case["output"]["valid"]


@given(st.binary(max_size=40))
def test_hashes_to_scalars(data):
    assert curve.hash_to_scalar(data) == spec.hash_to_scalar(data)


def test_a_scalar_with_leading_zeros_is_shifted():
    found = [data for data in (n.to_bytes(2, "big") for n in range(2000)) if _short(data)]
    assert found
    for data in found:
        assert curve.hash_to_scalar(data) == spec.hash_to_scalar(data)


def _short(data):
    return int.from_bytes(hashlib.sha3_512(data).digest(), "big") % CURVE_ORDER < 2**248


@given(NONZERO)
def test_hashes_to_the_curve(private_key):
    key = multiply_base(private_key)
    assert curve.hash_to_curve(key).encoded == spec.hash_to_curve(key)


@pytest.mark.usefixtures("tables")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=32, max_size=32), st.lists(NONZERO, min_size=2, max_size=4, unique=True), st.data())
def test_signatures_are_the_specs(message, private_keys, data):
    keys = tuple(multiply_base(key) for key in private_keys)
    signer = data.draw(st.sampled_from(private_keys))
    scalars = data.draw(st.lists(NONZERO, min_size=len(keys), max_size=len(keys)))
    drawn = iter(scalars)
    written = signature.sign(message, keys, signer, lambda: next(drawn))
    expected = spec.sign_ring(message, keys, signer, scalars[0], tuple(scalars[1:]))
    assert written == spec.encode_ring_signature(expected)
    assert signature.verify(signature.read(written), message)
    position = data.draw(st.integers(4, len(written) - 1))
    broken = bytearray(written)
    broken[position] ^= data.draw(st.integers(1, 255))
    assert _verdict(signature.read, signature.verify, bytes(broken), message) == _verdict(
        spec.decode_ring_signature,
        lambda read, hashed: spec.verify_ring_signature(hashed, read),
        bytes(broken),
        message,
    )


def _verdict(read, verify, data, message):
    try:
        return verify(read(data), message)
    except Rejected as rejected:
        return rejected.reason


@given(st.binary(max_size=150))
def test_garbage_is_refused_alike(data):
    message = bytes(32)
    assert _verdict(signature.read, signature.verify, data, message) == _verdict(
        spec.decode_ring_signature, lambda read, hashed: spec.verify_ring_signature(hashed, read), data, message
    )


def test_an_outsider_cannot_sign():
    keys = [multiply_base(2), multiply_base(3)]
    with pytest.raises(ValueError, match="two members"):
        signature.sign(bytes(32), keys, 4)
    with pytest.raises(ValueError, match="two members"):
        signature.sign(bytes(32), keys[:1], 2)
    assert signature.verify(signature.read(signature.sign(bytes(32), keys, 2)), bytes(32))
