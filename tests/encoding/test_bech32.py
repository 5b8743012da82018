"""Bech32 addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.encoding.bech32 import ALPHABET, checksum, decode_address, encode_address
from pocket_spec.rejections import Reason, Rejected

ADDRESS = "pokt1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn7swwdp"
"""The address of the bytes 0 to 19, as cosmos-sdk v0.53.7 writes it."""


def text_of(groups, prefix="pokt"):
    """Build bech32 from groups of five bits, for paddings and lengths that no address has."""
    remainder = checksum(prefix, (*groups, 0, 0, 0, 0, 0, 0)) ^ 1
    check = tuple(remainder >> 5 * (5 - index) & 31 for index in range(6))
    return prefix + "1" + "".join(ALPHABET[group] for group in (*groups, *check))


# BIP-173, "Test vectors": valid bech32 strings, and the witness program of the first segregated witness address.
@pytest.mark.parametrize(
    "text",
    [
        "a12uel5l",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    ],
)
def test_the_checksum_of_the_standards_examples_holds(text):
    prefix, _, data = text.rpartition("1")
    assert checksum(prefix, tuple(ALPHABET.index(character) for character in data)) == 1


def test_an_address_of_the_sdk():
    assert encode_address(bytes(range(20))) == ADDRESS
    assert decode_address(ADDRESS) == bytes(range(20))


def test_groups_of_five_bits_become_bytes():
    # The data part of BIP-173's third example is the groups 0 to 31, 160 bits; their bytes are arithmetic.
    assert decode_address(text_of(range(32), "abcdef"), "abcdef").hex() == "00443214c74254b635cf84653a56d7c675be77df"


@given(st.binary(min_size=1, max_size=255))
def test_an_address_decodes_to_what_was_encoded_in_either_case(address):
    text = encode_address(address)
    assert decode_address(text) == decode_address(text.upper()) == address


@given(st.binary(min_size=20, max_size=20), st.integers(0, 42), st.sampled_from(ALPHABET + "1bioA é"))
def test_one_changed_character_is_rejected(address, position, character):
    text = encode_address(address)
    changed = text[:position] + character + text[position + 1 :]
    if changed == text:
        return
    with pytest.raises(Rejected) as caught:
        decode_address(changed)
    assert caught.value.reason is Reason.ADDRESS_MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "pokt1",
        "pokt",
        "1" + ADDRESS[5:],
        ADDRESS.removeprefix("pokt1"),
        " " + ADDRESS,
        ADDRESS + "\n",
        ADDRESS[:-1] + ADDRESS[-1].upper(),
        encode_address(bytes(20), "cosmos"),
        encode_address(bytes(20), "poktvaloper"),
        text_of(()),
        text_of((0,)),
        text_of((0, 0, 0)),
        text_of((0,) * 9),
        text_of((0, 1)),
        text_of((0, 0, 0, 8)),
        text_of((0,) * 410),
        text_of((0,) * 1013),
    ],
)
def test_what_is_not_an_account_address_is_rejected(text):
    with pytest.raises(Rejected) as caught:
        decode_address(text)
    assert caught.value.reason is Reason.ADDRESS_MALFORMED


def test_lengths_from_1_to_255_bytes_are_addresses():
    assert decode_address(text_of((0, 0))) == bytes(1)
    assert decode_address(text_of((0,) * 408)) == bytes(255)


@given(st.text(max_size=60) | st.text(ALPHABET + "1", max_size=60).map("pokt1".__add__))
def test_nothing_but_a_rejection_comes_of_any_text(text):
    try:
        address = decode_address(text)
    except Rejected as rejected:
        if rejected.reason is not Reason.ADDRESS_MALFORMED:
            raise
    else:
        assert encode_address(address) == text.lower()
