"""Ed25519 by the rules of ZIP-215."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from pocket_spec.crypto.ed25519 import (
    GROUP_ORDER,
    address_of_public_key,
    is_point,
    public_key_of_seed,
    sign_ed25519,
    times_cofactor,
    verify_ed25519,
)
from pocket_spec.crypto.hashes import sha512

PRIME = 2**255 - 19
SEEDS = st.binary(min_size=32, max_size=32)


# RFC 8032, section 7.1, tests 1 to 3: seed, public key, message, signature.
RFC_8032 = (
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
            "655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
            "b00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
            "c027beceea1ec40a"
        ),
    ),
)


@pytest.mark.parametrize("vector", RFC_8032)
def test_the_examples_of_the_standard(vector):
    seed, public_key, message, signature = map(bytes.fromhex, vector)
    assert public_key_of_seed(seed) == public_key
    assert sign_ed25519(seed, message) == signature
    assert verify_ed25519(public_key, message, signature)


@given(SEEDS, st.binary(max_size=50), st.integers(0, 511))
def test_a_signature_verifies_and_one_bit_less_does_not(seed, message, bit):
    public_key, signature = public_key_of_seed(seed), sign_ed25519(seed, message)
    assert verify_ed25519(public_key, message, signature)
    altered = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
    assert not verify_ed25519(public_key, message, altered)
    assert not verify_ed25519(public_key, message + b"\x00", signature)


def small_order_encodings():
    """All encodings of the eight points of small order, canonical or not: ZIP-215's test vectors are their pairs."""
    canonical = {
        (1).to_bytes(32, "little"),
        (PRIME - 1).to_bytes(32, "little"),
        bytes(32),
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    }
    encodings = set()
    for point in canonical:
        y = int.from_bytes(point, "little")
        for candidate in (y, y + PRIME):
            if candidate < 2**255:
                encodings |= {(candidate | sign << 255).to_bytes(32, "little") for sign in (0, 1)}
    return sorted(encodings)


def test_all_pairs_of_points_of_small_order_verify_with_s_zero():
    encodings = small_order_encodings()
    assert len(encodings) == 14  # as many as ZIP-215 counts
    for public_key, commitment in itertools.product(encodings, repeat=2):
        assert is_point(public_key)
        assert times_cofactor(public_key) == (1).to_bytes(32, "little")
        assert verify_ed25519(public_key, b"Zcash", commitment + bytes(32))
        assert not verify_ed25519(public_key, b"Zcash", commitment + (1).to_bytes(32, "little"))


@given(SEEDS, st.sampled_from(small_order_encodings()), st.booleans(), st.booleans())
def test_differences_of_small_order_do_not_matter(seed, torsion, in_key, in_commitment):
    secret, nonce = (int.from_bytes(sha512(seed + tag), "little") % GROUP_ORDER for tag in (b"a", b"r"))
    key, commitment = (
        bindings.crypto_scalarmult_ed25519_base_noclamp(scalar.to_bytes(32, "little")) for scalar in (secret, nonce)
    )
    key = bindings.crypto_core_ed25519_add(key, torsion) if in_key else key
    commitment = bindings.crypto_core_ed25519_add(commitment, torsion) if in_commitment else commitment
    asked = int.from_bytes(sha512(commitment + key + b"message"), "little")
    s = (nonce + asked * secret) % GROUP_ORDER
    assert verify_ed25519(key, b"message", commitment + s.to_bytes(32, "little"))


@given(SEEDS, st.binary(max_size=20), st.binary(min_size=64, max_size=64))
def test_whatever_libsodium_accepts_is_accepted(seed, message, noise):
    """libsodium is stricter: cofactorless, and canonical points of large order only."""
    public_key = public_key_of_seed(seed)
    for signature in (sign_ed25519(seed, message), noise):
        try:
            VerifyKey(public_key).verify(message, signature)
        except BadSignatureError:
            continue
        assert verify_ed25519(public_key, message, signature)


def test_where_libsodium_differs():
    """The quirk of the chain's rules, named: what a port built on libsodium or on Go's crypto/ed25519 would refuse."""
    neutral = (1).to_bytes(32, "little")
    signature = neutral + bytes(32)
    assert verify_ed25519(neutral, b"", signature)
    with pytest.raises(BadSignatureError):
        VerifyKey(neutral).verify(b"", signature)


@given(SEEDS)
def test_s_of_the_group_order_or_more_is_refused(seed):
    signature = sign_ed25519(seed, b"")
    larger = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    assert not verify_ed25519(public_key_of_seed(seed), b"", signature[:32] + larger.to_bytes(32, "little"))


def test_s_of_exactly_the_group_order_is_refused():
    neutral = (1).to_bytes(32, "little")
    assert not verify_ed25519(neutral, b"", neutral + GROUP_ORDER.to_bytes(32, "little"))


@given(st.integers(1, GROUP_ORDER - 1))
def test_the_cofactor_is_eight(scalar):
    point, multiple = (
        bindings.crypto_scalarmult_ed25519_base_noclamp((factor * scalar % GROUP_ORDER).to_bytes(32, "little"))
        for factor in (1, 8)
    )
    assert times_cofactor(point) == multiple


@given(st.binary(max_size=40), st.binary(max_size=10), st.binary(max_size=70))
def test_any_bytes_are_a_verdict(public_key, message, signature):
    assert verify_ed25519(public_key, message, signature) in {True, False}


@pytest.mark.parametrize(("key_length", "signature_length"), [(0, 64), (31, 64), (33, 64), (32, 0), (32, 63), (32, 65)])
def test_other_lengths_do_not_verify(key_length, signature_length):
    neutral = (1).to_bytes(32, "little")
    assert not verify_ed25519((neutral * 2)[:key_length], b"", (neutral + bytes(64))[:signature_length])


def test_an_address_is_the_start_of_the_hash():
    # sha256 of 32 zero bytes, a value published with many hash libraries.
    assert (
        address_of_public_key(bytes(32)).hex()
        == "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"[:40]
    )
