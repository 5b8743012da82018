"""Points and ECDSA over secp256k1."""

import deal
import pytest
from coincurve import PublicKey
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.crypto.hashes import sha256
from pocket_spec.crypto.secp256k1 import (
    CURVE_ORDER,
    FIELD_PRIME,
    IDENTITY,
    add,
    is_point,
    multiply,
    multiply_base,
    sign_ecdsa,
    verify_ecdsa,
)

SCALARS = st.integers(1, CURVE_ORDER - 1) | st.integers(1, 5) | st.integers(CURVE_ORDER - 5, CURVE_ORDER - 1)
# SEC 2, section 2.4.1: the generator, compressed.
GENERATOR = bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")


def affine(point):
    x, y = PublicKey(point).point()
    return x, y


def oracle_sum(left, right):
    """Add affine points by the textbook's formulas: independent of libsecp256k1's addition."""
    (x1, y1), (x2, y2) = left, right
    if left == right:
        slope = 3 * x1 * x1 * pow(2 * y1, -1, FIELD_PRIME) % FIELD_PRIME
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, FIELD_PRIME) % FIELD_PRIME
    x3 = (slope * slope - x1 - x2) % FIELD_PRIME
    return x3, (slope * (x1 - x3) - y1) % FIELD_PRIME


def test_the_generator():
    assert multiply_base(1) == GENERATOR


@given(SCALARS, SCALARS)
def test_sums_of_points_are_the_textbooks(first, second):
    left, right = multiply_base(first), multiply_base(second)
    if (first + second) % CURVE_ORDER == 0:
        assert add(left, right) == IDENTITY
    else:
        assert affine(add(left, right)) == oracle_sum(affine(left), affine(right))


@given(SCALARS, SCALARS)
def test_multiplication_is_linear(first, second):
    assert multiply_base(first + second) == add(multiply_base(first), multiply_base(second))
    assert multiply(multiply_base(first), second) == multiply_base(first * second)


@given(SCALARS)
def test_the_point_at_infinity_is_neutral(scalar):
    point = multiply_base(scalar)
    assert add(point, IDENTITY) == add(IDENTITY, point) == add(point) == point
    assert add(point, multiply(point, -1)) == multiply(point, 0) == multiply(IDENTITY, scalar) == IDENTITY
    assert add() == multiply_base(0) == multiply_base(CURVE_ORDER) == IDENTITY


def test_what_is_a_point():
    assert is_point(GENERATOR)
    assert is_point(b"\x03" + GENERATOR[1:])
    for data in (b"", GENERATOR[:32], GENERATOR + b"\x00", b"\x04" + GENERATOR[1:], IDENTITY, b"\x02" + b"\xff" * 32):
        assert not is_point(data)
    assert not is_point(PublicKey(GENERATOR).format(compressed=False))


def test_a_published_deterministic_signature():
    # RFC 6979 nonces over secp256k1 and SHA-256, key 1; a vector shared by bitcoinj, trezor-crypto and others.
    expected = (
        "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
        "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"
    )
    assert sign_ecdsa(1, b"Satoshi Nakamoto").hex() == expected
    assert verify_ecdsa(GENERATOR, b"Satoshi Nakamoto", bytes.fromhex(expected))


def oracle_verify(public_key, digest, r, s):
    """ECDSA verification as SEC 1 section 4.1.4 writes it."""
    inverse = pow(s, -1, CURVE_ORDER)
    point = add(multiply_base(digest * inverse), multiply(public_key, r * inverse))
    return point != IDENTITY and int.from_bytes(point[1:], "big") % CURVE_ORDER == r


@given(SCALARS, st.binary(max_size=40), st.integers(0, 511))
def test_a_signature_verifies_and_one_bit_less_does_not(key, message, bit):
    signature = sign_ecdsa(key, message)
    public_key = multiply_base(key)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    assert oracle_verify(public_key, int.from_bytes(sha256(message), "big"), r, s)
    assert s <= CURVE_ORDER // 2
    assert verify_ecdsa(public_key, message, signature)
    altered = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
    assert not verify_ecdsa(public_key, message, altered)
    assert not verify_ecdsa(public_key, message + b"\x00", signature)


@given(SCALARS, SCALARS.filter(lambda s: s <= CURVE_ORDER // 2))
def test_a_key_made_for_chosen_numbers_verifies_them(nonce, s):
    message, point = b"message", multiply_base(nonce)
    r = int.from_bytes(point[1:], "big") % CURVE_ORDER
    digest, inverse = int.from_bytes(sha256(message), "big"), pow(r, -1, CURVE_ORDER)
    public_key = add(multiply(point, s * inverse), multiply_base(-digest * inverse))
    if public_key == IDENTITY:
        return
    low, high = (r.to_bytes(32, "big") + number.to_bytes(32, "big") for number in (s, CURVE_ORDER - s))
    assert verify_ecdsa(public_key, message, low)
    assert not verify_ecdsa(public_key, message, high)
    if s + CURVE_ORDER < 2**256:
        assert verify_ecdsa(public_key, message, low[:32] + (s + CURVE_ORDER).to_bytes(32, "big"))


@given(st.binary(max_size=70), st.binary(max_size=70), st.binary(max_size=70))
def test_any_bytes_are_a_verdict(public_key, message, signature):
    assert verify_ecdsa(public_key, message, signature) is False


@pytest.mark.parametrize("private_key", [0, CURVE_ORDER, -1])
def test_no_private_key_outside_the_scalars(private_key):
    with pytest.raises(deal.PreContractError):
        sign_ecdsa(private_key, b"")
