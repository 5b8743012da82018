"""Bech32 (BIP-173) account addresses."""

from __future__ import annotations

import deal

from pocket_spec.rejections import Reason, Rejected

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
"""The character of each group of five bits."""
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
"""Coefficients of the checksum's generator polynomial, for each of the five bits shifted out."""
CHECKSUM_LENGTH = 6
LONGEST_TEXT = 1023
"""Characters of the longest text that is read; BIP-173 stops at 90, the Cosmos SDK here."""
LONGEST_ADDRESS = 255
"""Bytes of the longest address."""
ACCOUNT_PREFIX = "pokt"
"""The human-readable part of account addresses."""


@deal.post(lambda result: 0 <= result < 2**30)
def checksum(prefix: str, groups: tuple[int, ...]) -> int:
    """Return the BIP-173 checksum polynomial of a human-readable part and groups of five bits.

    Source: BIP-173; cosmos/btcutil v1.0.5 bech32/bech32.go.
    """
    spread = [ord(character) >> 5 for character in prefix] + [0] + [ord(character) & 31 for character in prefix]
    remainder = 1
    for group in (*spread, *groups):
        shifted_out = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ group
        for bit, coefficient in enumerate(GENERATOR):
            remainder ^= coefficient if shifted_out >> bit & 1 else 0
    return remainder


@deal.pre(lambda address, prefix=ACCOUNT_PREFIX: 1 <= len(address) <= LONGEST_ADDRESS and _is_prefix(prefix))
@deal.ensure(lambda _: _.result.startswith(_.prefix + "1"))
def encode_address(address: bytes, prefix: str = ACCOUNT_PREFIX) -> str:
    """Write an address of 1 to 255 bytes as lower-case bech32, the last group padded with zero bits.

    Source: cosmos-sdk v0.53.7 types/bech32/bech32.go.
    """
    padding = -len(address) * 8 % 5
    number, count = int.from_bytes(address, "big") << padding, (len(address) * 8 + padding) // 5
    groups = tuple(number >> 5 * (count - 1 - index) & 31 for index in range(count))
    remainder = checksum(prefix, groups + (0,) * CHECKSUM_LENGTH) ^ 1
    check = tuple(remainder >> 5 * (CHECKSUM_LENGTH - 1 - index) & 31 for index in range(CHECKSUM_LENGTH))
    return prefix + "1" + "".join(ALPHABET[group] for group in groups + check)


def _is_prefix(prefix: str) -> bool:
    return bool(prefix) and prefix == prefix.lower() and all("!" <= character <= "~" for character in prefix)


@deal.raises(Rejected)
@deal.pre(lambda _: _is_prefix(_.prefix))
@deal.ensure(lambda text, prefix=ACCOUNT_PREFIX, result=b"": encode_address(result, prefix) == text.lower())
def decode_address(text: str, prefix: str = ACCOUNT_PREFIX) -> bytes:
    """Read an address: bech32 in one case, upper or lower, of up to 1023 characters, with this prefix.

    The chain sets no length for an address but 1 to 255 bytes: 20 is what keys produce, not what is checked.

    Errors: ADDRESS_MALFORMED for any other length, characters outside the alphabet, blanks, mixed case, a missing
    separator, a wrong checksum, padding of five bits or more or that is not zero, and another prefix.
    Source: cosmos-sdk v0.53.7 types/address.go AccAddressFromBech32; cosmos/btcutil v1.0.5 bech32/bech32.go.
    """
    prefix_read, groups = _parts(text)
    bits = len(groups) * 5
    number = sum(group << 5 * (len(groups) - 1 - index) for index, group in enumerate(groups))
    if bits % 8 >= 5 or number % 2 ** (bits % 8):
        raise Rejected(Reason.ADDRESS_MALFORMED, "padding is not zero bits fewer than five")
    if prefix_read != prefix:
        raise Rejected(Reason.ADDRESS_MALFORMED, f"prefix is not {prefix}")
    if not 1 <= bits // 8 <= LONGEST_ADDRESS:
        raise Rejected(Reason.ADDRESS_MALFORMED, f"{bits // 8} bytes")
    return (number >> bits % 8).to_bytes(bits // 8, "big")


def _parts(text: str) -> tuple[str, tuple[int, ...]]:
    """Split into the human-readable part and the groups of five bits without the checksum, which must hold."""
    if not 8 <= len(text) <= LONGEST_TEXT:
        raise Rejected(Reason.ADDRESS_MALFORMED, f"{len(text)} characters")
    if not all("!" <= character <= "~" for character in text):
        raise Rejected(Reason.ADDRESS_MALFORMED, "a character outside printable ASCII")
    lowered = text.lower()
    if text not in {lowered, text.upper()}:
        raise Rejected(Reason.ADDRESS_MALFORMED, "mixed case")
    prefix, separator, data = lowered.rpartition("1")
    if not prefix or not separator or len(data) < CHECKSUM_LENGTH:
        raise Rejected(Reason.ADDRESS_MALFORMED, "no separator between a prefix and a checksum")
    if any(character not in ALPHABET for character in data):
        raise Rejected(Reason.ADDRESS_MALFORMED, "a character outside the bech32 alphabet")
    groups = tuple(ALPHABET.index(character) for character in data)
    if checksum(prefix, groups) != 1:
        raise Rejected(Reason.ADDRESS_MALFORMED, "wrong checksum")
    return prefix, groups[:-CHECKSUM_LENGTH]
