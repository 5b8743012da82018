"""Ring signatures."""

import deal
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pocket_spec.crypto.hashes import sha3_512, sha256
from pocket_spec.crypto.ring import (
    RingSignature,
    challenge,
    decode_ring_signature,
    encode_ring_signature,
    hash_to_curve,
    hash_to_scalar,
    key_image,
    next_challenge,
    sign_ring,
    verify_ring_signature,
)
from pocket_spec.crypto.secp256k1 import CURVE_ORDER, is_point, multiply, multiply_base
from pocket_spec.rejections import Reason, Rejected

MESSAGE = sha256(b"ring-go")
KEYS = tuple(int.from_bytes(sha256(b"ring-go %d" % member), "big") for member in range(8))
RING = tuple(multiply_base(key) for key in KEYS)
SCALARS = st.integers(0, CURVE_ORDER - 1)

# Made by ring-go v0.2.0 Sign on go-dleq's decred backend, for MESSAGE and the first two (three) of KEYS, with the first
# (third) signing.
BY_RING_GO = (
    (
        0,
        (
            "0000000249dc4a66dd120479ccd3e0ad10dfd718f5c2cbb888a4cd56ae9b74dcaf32b79d03efb1992a56338b4095563076cb00171e36e9f361c5"
            "d3ae519d2097928bc1f98d560de8c15391273935acade240fce25a09660946a6d6feea038c4c44838ee3120341c08f734f8a86071cce9a5e3a49"
            "8cf5fbc0f2909b32e09eb3736a1683cc4ce26c20e97822be2e697b6acfafa3e7902b2f8324edbe0c00e35bb6ef551493ebc003eb8dbb79bb4fcc"
            "a8317d7b403451a6ff898bd0b618fc1ae5d822e279518af6ab"
        ),
    ),
    (
        2,
        (
            "00000003801e92805c421b7f8f163786a175fc0006a5aff158c6d407165bf7dd085cb83e03851e47eb4da81b1f0987917b806a259bc065382db6"
            "3a68cce86031b9140370a8bd38448e0ca6e18b6998a66fab3dfdaa575d6674d037b24025cd5b3131ff85770341c08f734f8a86071cce9a5e3a49"
            "8cf5fbc0f2909b32e09eb3736a1683cc4ce28c0c8739c96746cdf06cb267c1c36305b4d4bbf369c3e25c3d3843ddc4ece60003eb8dbb79bb4fcc"
            "a8317d7b403451a6ff898bd0b618fc1ae5d822e279518af6abec893e9c360101dee982d1bc50691b0d83c6324579eeeee98e80d510f6a45ce503"
            "eb6fb1ba7f238a9901febdb93ac5b25b2150486d6b6239e751a0641d53fd9388"
        ),
    ),
)


@pytest.mark.parametrize(("signer", "text"), BY_RING_GO)
def test_signatures_of_the_real_library_verify(signer, text):
    signature = decode_ring_signature(bytes.fromhex(text))
    assert verify_ring_signature(MESSAGE, signature)
    assert not verify_ring_signature(sha256(MESSAGE), signature)
    assert signature.public_keys == RING[: len(signature.public_keys)]
    assert signature.key_image == key_image(KEYS[signer])
    assert encode_ring_signature(signature).hex() == text


@given(st.integers(2, 5), st.data())
@settings(max_examples=40)
def test_what_a_member_signs_verifies_and_is_linked_by_its_key_image(size, data):
    signer = data.draw(st.integers(0, size - 1))
    decoys = data.draw(st.tuples(*[SCALARS] * (size - 1)))
    message, nonce = data.draw(st.binary(min_size=32, max_size=32)), data.draw(SCALARS)
    signature = sign_ring(message, RING[:size], KEYS[signer], nonce, decoys)
    assert verify_ring_signature(message, signature)
    assert signature.key_image == multiply(hash_to_curve(RING[signer]), KEYS[signer])
    assert decode_ring_signature(encode_ring_signature(signature)) == signature
    assert len(encode_ring_signature(signature)) == 69 + 65 * size


SIGNED = sign_ring(MESSAGE, RING[:3], KEYS[1], 7, (8, 9))
ENCODED = encode_ring_signature(SIGNED)


@given(st.integers(32, len(ENCODED) * 8 - 1))
@settings(max_examples=150)
def test_no_bit_behind_the_size_can_change(bit):
    altered = (int.from_bytes(ENCODED, "big") ^ 1 << len(ENCODED) * 8 - 1 - bit).to_bytes(len(ENCODED), "big")
    try:
        signature = decode_ring_signature(altered)
    except Rejected as rejected:
        if rejected.reason is not Reason.RING_SIGNATURE_MALFORMED:
            raise
    else:
        assert not verify_ring_signature(MESSAGE, signature)


@given(st.integers(0, 2**16))
def test_a_challenge_is_left_aligned(number):
    data = number.to_bytes(4, "big")
    reduced = int.from_bytes(sha3_512(data), "big") % CURVE_ORDER
    missing = 32 - (reduced.bit_length() + 7) // 8
    assert hash_to_scalar(data) == reduced << 8 * missing


def test_a_short_challenge_is_multiplied_by_256():
    # The smallest counter whose hash modulo N has 31 bytes: without the shift the two sides would be equal.
    data = next(
        counter.to_bytes(4, "big")
        for counter in range(10_000)
        if int.from_bytes(sha3_512(counter.to_bytes(4, "big")), "big") % CURVE_ORDER < 2**248
    )
    assert hash_to_scalar(data) == int.from_bytes(sha3_512(data), "big") % CURVE_ORDER * 256


def test_hashing_to_the_curve_gives_even_points_and_depends_on_the_key():
    hashed = [hash_to_curve(key) for key in RING]
    assert all(is_point(point) and point[0] == 2 for point in hashed)
    assert len(set(hashed)) == len(RING)


def test_a_ring_of_one_and_of_a_repeated_key_verify():
    first = challenge(MESSAGE, multiply_base(5), multiply(hash_to_curve(RING[0]), 5))
    alone = RingSignature(first, key_image(KEYS[0]), ((5 - first * KEYS[0]) % CURVE_ORDER,), RING[:1])
    assert verify_ring_signature(MESSAGE, alone)
    assert decode_ring_signature(encode_ring_signature(alone)) == alone
    assert verify_ring_signature(MESSAGE, sign_ring(MESSAGE, (RING[0], RING[0]), KEYS[0], 5, (6,)))


def test_sums_at_infinity_are_hashed_as_the_identity():
    first = challenge(MESSAGE, multiply_base(5), multiply(hash_to_curve(RING[0]), 5))
    cancelling = -first * KEYS[1] % CURVE_ORDER
    assert verify_ring_signature(MESSAGE, sign_ring(MESSAGE, RING[:2], KEYS[0], 5, (cancelling,)))
    image = key_image(KEYS[0])
    both = next_challenge(MESSAGE, RING[0], image, -first * KEYS[0] % CURVE_ORDER, first)
    assert both == hash_to_scalar(MESSAGE + (b"\x02" + bytes(32)) * 2)


def test_decoding_reduces_scalars_and_ignores_what_follows():
    small = sign_ring(MESSAGE, RING[:2], KEYS[0], 5, (6,))
    data = encode_ring_signature(small)
    larger = data[:134] + (6 + CURVE_ORDER).to_bytes(32, "big") + data[166:] + b"more"
    assert decode_ring_signature(larger) == small


@pytest.mark.parametrize("length", range(len(ENCODED)))
def test_every_truncation_is_malformed(length):
    with pytest.raises(Rejected) as caught:
        decode_ring_signature(ENCODED[:length])
    assert caught.value.reason is Reason.RING_SIGNATURE_MALFORMED


def test_a_size_beyond_the_data_is_malformed_at_once():
    with pytest.raises(Rejected):
        decode_ring_signature(b"\xff\xff\xff\xff" + ENCODED[4:])


@given(st.binary(max_size=300))
def test_nothing_but_a_rejection_comes_of_any_bytes(data):
    with pytest.raises(Rejected) as caught:
        decode_ring_signature(data)
    assert caught.value.reason is Reason.RING_SIGNATURE_MALFORMED


@pytest.mark.parametrize(
    "arguments",
    [
        (MESSAGE[:31], RING[:2], KEYS[0], 1, (1,)),
        (MESSAGE, RING[:1], KEYS[0], 1, ()),
        (MESSAGE, RING[:2], KEYS[2], 1, (1,)),
        (MESSAGE, RING[:2], 0, 1, (1,)),
        (MESSAGE, RING[:2], KEYS[0], CURVE_ORDER, (1,)),
        (MESSAGE, RING[:3], KEYS[0], 1, (1,)),
        (MESSAGE, (RING[0], bytes(33)), KEYS[0], 1, (1,)),
    ],
)
def test_signing_asks_for_a_member_of_a_ring_of_two(arguments):
    with pytest.raises(deal.PreContractError):
        sign_ring(*arguments)
