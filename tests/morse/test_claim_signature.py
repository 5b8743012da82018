"""Signatures of Morse claim messages."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.crypto.ed25519 import public_key_of_seed, sign_ed25519
from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.proto import encode
from pocket_spec.morse.claim_signature import (
    claim_signing_bytes,
    decode_claim_message,
    morse_signer_address,
    verify_claim_signature,
)
from pocket_spec.morse.messages import (
    MSG_CLAIM_MORSE_ACCOUNT,
    MSG_CLAIM_MORSE_APPLICATION,
    MSG_CLAIM_MORSE_SUPPLIER,
    MsgClaimMorseAccount,
    MsgClaimMorseApplication,
    MsgClaimMorseSupplier,
)
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    ConfigOption,
    ServiceRevenueShare,
    SupplierEndpoint,
    SupplierServiceConfig,
)

TYPES = {
    MsgClaimMorseAccount: MSG_CLAIM_MORSE_ACCOUNT,
    MsgClaimMorseApplication: MSG_CLAIM_MORSE_APPLICATION,
    MsgClaimMorseSupplier: MSG_CLAIM_MORSE_SUPPLIER,
}
SEEDS = st.binary(min_size=32, max_size=32)
TEXT = st.text(max_size=4)
ENDPOINTS = st.builds(
    SupplierEndpoint, TEXT, st.integers(0, 5), st.tuples(st.builds(ConfigOption, st.integers(0, 1), TEXT))
)
SERVICES = st.builds(
    SupplierServiceConfig,
    TEXT,
    st.tuples(ENDPOINTS),
    st.tuples(st.builds(ServiceRevenueShare, TEXT, st.integers(0, 100))),
)
MESSAGES = st.one_of(
    st.builds(MsgClaimMorseAccount, TEXT, st.none(), TEXT),
    st.builds(MsgClaimMorseApplication, TEXT, st.none(), st.none() | st.builds(ApplicationServiceConfig, TEXT), TEXT),
    st.builds(
        MsgClaimMorseSupplier, TEXT, TEXT, TEXT, st.none(), st.lists(SERVICES, max_size=2).map(tuple), TEXT,
        signer_is_output_address=st.booleans(),
    ),
)  # fmt: skip


def signed(message, seed):
    named = replace(message, morse_public_key=public_key_of_seed(seed))
    return replace(named, morse_signature=sign_ed25519(seed, claim_signing_bytes(named)))


def encoded(message):
    return encode(TYPES[type(message)], message)


@given(MESSAGES, SEEDS)
def test_a_claim_is_recognised_by_its_fields_and_verifies(message, seed):
    claim = signed(message, seed)
    decoded = decode_claim_message(encoded(claim))
    assert decoded == claim
    assert verify_claim_signature(decoded)
    assert morse_signer_address(decoded) == sha256(public_key_of_seed(seed))[:20].hex().upper()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("", MsgClaimMorseAccount),
        ("2a00", MsgClaimMorseAccount),
        ("2a003200", MsgClaimMorseApplication),
        ("1200", MsgClaimMorseSupplier),
        ("32003a00", MsgClaimMorseSupplier),
        ("32004001", MsgClaimMorseSupplier),
    ],
)
def test_the_fields_name_the_type(data, kind):
    assert type(decode_claim_message(bytes.fromhex(data))) is kind


@given(MESSAGES, SEEDS)
def test_the_signature_is_all_that_is_left_out_of_what_is_signed(message, seed):
    claim = signed(message, seed)
    assert claim_signing_bytes(claim) == encoded(replace(claim, morse_signature=None))
    for name in ("shannon_signing_address", "morse_public_key"):
        value = "another address" if name.startswith("shannon") else public_key_of_seed(sha256(seed))
        assert not verify_claim_signature(replace(claim, **{name: value}))


@given(MESSAGES, SEEDS, st.integers(0, 70).filter(lambda length: length != 64))
def test_a_signature_of_another_length_does_not_verify(message, seed, length):
    claim = signed(message, seed)
    assert not verify_claim_signature(replace(claim, morse_signature=(claim.morse_signature * 2)[:length] or None))


@given(MESSAGES, st.integers(0, 40).filter(lambda length: length != 32))
def test_a_public_key_of_another_length_has_no_address(message, length):
    claim = replace(message, morse_public_key=bytes(length), morse_signature=bytes(64))
    for rule in (morse_signer_address, verify_claim_signature):
        with pytest.raises(Rejected) as caught:
            rule(claim)
        assert caught.value.reason is Reason.MORSE_PUBLIC_KEY_MALFORMED


@given(st.binary(max_size=100))
def test_nothing_but_a_rejection_comes_of_any_bytes(data):
    with pytest.raises(Rejected) as caught:
        verify_claim_signature(decode_claim_message(data))
    assert caught.value.reason in {Reason.PROTO_MALFORMED, Reason.MORSE_PUBLIC_KEY_MALFORMED}


def test_every_claim_of_mainnet_verifies(mainnet_directory):
    cases = json.loads((mainnet_directory / "morse_supplier_claims_96606.json").read_text())["cases"]
    assert cases
    for case in cases:
        data = bytes.fromhex(case["msg"])
        message = decode_claim_message(data)
        assert f"/{MSG_CLAIM_MORSE_SUPPLIER.name}" == case["type_url"]
        assert encode(MSG_CLAIM_MORSE_SUPPLIER, message) == data
        assert verify_claim_signature(message)
        address = morse_signer_address(message)
        assert message.signer_is_output_address or message.morse_node_address.upper() == address
        altered = replace(message, shannon_owner_address=message.shannon_owner_address[:-1] + "q")
        assert not verify_claim_signature(altered) or altered == message
