"""The fast ring signatures against the spec's: on drawn signatures, on broken ones, and where points meet infinity."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pocket_reference.ring import curve, signature
from pocket_spec.crypto import ring as spec
from pocket_spec.crypto import secp256k1
from pocket_spec.crypto.secp256k1 import CURVE_ORDER, IDENTITY, multiply_base
from pocket_spec.rejections import Rejected

SCALARS = st.one_of(st.integers(0, CURVE_ORDER - 1), st.sampled_from([0, 1, 2, CURVE_ORDER - 1]))
NONZERO = st.integers(1, CURVE_ORDER - 1)


@given(NONZERO, SCALARS, SCALARS)
def test_multiple_plus_base(private_key, scalar, base_scalar):
    key = multiply_base(private_key)
    expected = secp256k1.add(secp256k1.multiply(key, scalar), multiply_base(base_scalar))
    point = curve.PublicKey(key)
    assert curve.encoded(curve.multiple_plus_base(key, point, scalar, base_scalar)) == expected


@given(NONZERO, NONZERO)
def test_sums_at_infinity(private_key, scalar):
    key = multiply_base(private_key)
    opposite = -private_key * scalar % CURVE_ORDER
    assert curve.encoded(curve.multiple_plus_base(key, curve.PublicKey(key), scalar, opposite)) == IDENTITY


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
    assert curve.hash_to_curve(key).format() == spec.hash_to_curve(key)


@settings(max_examples=25)
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
