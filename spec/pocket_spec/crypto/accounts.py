"""Addresses of accounts: what a chain keeps of a secp256k1 public key."""

from __future__ import annotations

import deal

from pocket_spec.crypto.hashes import sha256
from pocket_spec.crypto.secp256k1 import is_point

ADDRESS_LENGTH = 20
BLOCK_BYTES = 64
WORD = 2**32

INITIAL_STATE = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
LEFT_CONSTANTS = (0x00000000, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E)
RIGHT_CONSTANTS = (0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0x00000000)
PERMUTATION = (7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8)
"""How a round of one line reads the words of the block, in terms of the round before."""
FIRST_RIGHT_ORDER = (5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12)
SHIFTS = (
    (11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8),
    (12, 13, 11, 15, 6, 9, 9, 7, 12, 15, 11, 13, 7, 8, 7, 7),
    (13, 15, 14, 11, 7, 7, 6, 8, 13, 14, 13, 12, 5, 5, 6, 9),
    (14, 11, 12, 14, 8, 6, 5, 5, 15, 12, 15, 14, 9, 9, 8, 6),
    (15, 12, 13, 13, 9, 5, 8, 6, 14, 11, 12, 11, 8, 6, 5, 5),
)
"""How far a step of each round rotates, by the word of the block that it reads."""


def _mixed(number: int, x: int, y: int, z: int) -> int:
    """Apply the Boolean function of a round, 0 to 4."""
    functions = (x ^ y ^ z, x & y | ~x & z, (x | ~y) ^ z, x & z | y & ~z, x ^ (y | ~z))
    return functions[number] % WORD


def _rotated(word: int, distance: int) -> int:
    return (word << distance | word >> (32 - distance)) % WORD


def _line(state: tuple[int, ...], words: tuple[int, ...], order: tuple[int, ...], *, right: bool) -> tuple[int, ...]:
    """Run the five rounds of one of the two lines."""
    a, b, c, d, e = state
    for number in range(5):
        constant = (RIGHT_CONSTANTS if right else LEFT_CONSTANTS)[number]
        for index in order:
            total = a + _mixed(4 - number if right else number, b, c, d) + words[index] + constant
            a, b, c, d, e = e, (_rotated(total % WORD, SHIFTS[number][index]) + e) % WORD, b, _rotated(c, 10), d
        order = tuple(PERMUTATION[index] for index in order)
    return a, b, c, d, e


@deal.post(lambda result: len(result) == ADDRESS_LENGTH)
def ripemd160(data: bytes) -> bytes:
    """RIPEMD-160 (ISO/IEC 10118-3), written out because the hash library of many systems no longer has it."""
    padded = data + b"\x80" + bytes(-(len(data) + 9) % BLOCK_BYTES) + (8 * len(data) % 2**64).to_bytes(8, "little")
    state: tuple[int, ...] = INITIAL_STATE
    for start in range(0, len(padded), BLOCK_BYTES):
        words = tuple(int.from_bytes(padded[at : at + 4], "little") for at in range(start, start + BLOCK_BYTES, 4))
        left = _line(state, words, tuple(range(16)), right=False)
        right = _line(state, words, FIRST_RIGHT_ORDER, right=True)
        state = tuple(
            (state[(index + 1) % 5] + left[(index + 2) % 5] + right[(index + 3) % 5]) % WORD for index in range(5)
        )
    return b"".join(word.to_bytes(4, "little") for word in state)


@deal.pre(is_point)
@deal.post(lambda result: len(result) == ADDRESS_LENGTH)
def account_address(public_key: bytes) -> bytes:
    """Return the 20 bytes that an account's bech32 address holds: RIPEMD-160 of SHA-256 of the compressed key.

    Source: cosmos-sdk v0.53.7 crypto/keys/secp256k1/secp256k1.go (Address)
    """
    return ripemd160(sha256(public_key))
