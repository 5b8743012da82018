"""SHA-256 of 8 or 16 messages at once, one per lane of a vector, as LLVM IR.

The IR is generic: LLVM makes AVX-512, AVX2, SSE2 or NEON of it. Every message is `count` blocks of 64 bytes, each block
with an address of its own, so that a message may lie in pieces.

Source: FIPS 180-4, 5.3.3, 6.2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir
from numba.core import cgutils

INITIAL = (
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
)  # fmt: skip
"""Initial hash value: the fractional parts of the square roots of the first 8 primes."""

ROUND_CONSTANTS = (
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
)  # fmt: skip
"""The fractional parts of the cube roots of the first 64 primes."""

WORD = ir.IntType(32)
ADDRESS = ir.IntType(64)
BLOCK_BYTES = 64


def vector(*values: int) -> Any:
    """Constant vector of 32-bit words."""
    return ir.Constant(ir.VectorType(WORD, len(values)), list(values))


def address_in(builder: Any, table: Any, index: Any) -> Any:
    """Entry of a table of addresses, itself given by its address."""
    pointer = builder.inttoptr(table, ADDRESS.as_pointer())
    return builder.load(builder.gep(pointer, [index]))


def load_words(builder: Any, address: Any, offset: int, words: int) -> Any:
    """Words from an address, which need not be aligned."""
    at = builder.add(address, ADDRESS(offset))
    pointer = builder.inttoptr(at, ir.VectorType(WORD, words).as_pointer())
    return builder.load(pointer, align=1)


def store_words(builder: Any, value: Any, address: Any, offset: int) -> None:
    """Write words to an address, which need not be aligned."""
    at = builder.add(address, ADDRESS(offset))
    builder.store(value, builder.inttoptr(at, value.type.as_pointer()), align=1)


def byte_swapped(builder: Any, value: Any) -> Any:
    """Each word with its bytes in reverse."""
    name = f"llvm.bswap.v{value.type.count}i32"
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(value.type, [value.type]), name)
    return builder.call(function, [value])


def emit(builder: Any, lanes: int, table: Any, count: Any, outputs: Any) -> None:
    """Hash `lanes` messages of `count` blocks each; block b of lane l is at table[b * lanes + l]."""
    state = [cgutils.alloca_once_value(builder, vector(*[word] * lanes)) for word in INITIAL]
    with cgutils.for_range(builder, count) as loop:
        first = builder.mul(loop.index, ADDRESS(lanes))
        blocks = [address_in(builder, table, builder.add(first, ADDRESS(lane))) for lane in range(lanes)]
        before = [builder.load(word) for word in state]
        after = _rounds(builder, before, _message(builder, blocks))
        for slot, one, other in zip(state, before, after, strict=True):
            builder.store(builder.add(one, other), slot)
    _write(builder, [byte_swapped(builder, builder.load(word)) for word in state], outputs)


def _message(builder: Any, blocks: Sequence[Any]) -> list[Any]:
    """The 16 words of the blocks, transposed: word w of every lane in one vector."""
    lanes = len(blocks)
    words: list[Any] = []
    for offset in range(0, BLOCK_BYTES, 4 * lanes):
        words += _transposed(builder, [load_words(builder, block, offset, lanes) for block in blocks])
    return [byte_swapped(builder, word) for word in words]


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """Transpose a square: interleave its first half with its second, as often as it takes to get through all bits."""
    lanes = len(rows)
    low = vector(*(lane // 2 + lane % 2 * lanes for lane in range(lanes)))
    high = vector(*(lanes // 2 + lane // 2 + lane % 2 * lanes for lane in range(lanes)))
    for _ in range(lanes.bit_length() - 1):
        pairs = zip(rows[: lanes // 2], rows[lanes // 2 :], strict=True)
        rows = [builder.shuffle_vector(one, other, mask) for one, other in pairs for mask in (low, high)]
    return rows


def _rounds(builder: Any, state: Sequence[Any], message: list[Any]) -> list[Any]:
    a, b, c, d, e, f, g, h = state
    for number, constant in enumerate(ROUND_CONSTANTS):
        word = message[number] if number < 16 else _scheduled(builder, message)
        choice = builder.xor(g, builder.and_(e, builder.xor(f, g)))
        majority = builder.or_(builder.and_(a, b), builder.and_(c, builder.or_(a, b)))
        keyed = builder.add(word, vector(*[constant] * word.type.count))
        one = builder.add(builder.add(h, keyed), builder.add(choice, _rotations(builder, e, 6, 11, 25)))
        two = builder.add(_rotations(builder, a, 2, 13, 22), majority)
        a, b, c, d, e, f, g, h = builder.add(one, two), a, b, c, builder.add(d, one), e, f, g
    return [a, b, c, d, e, f, g, h]


def _scheduled(builder: Any, message: list[Any]) -> Any:
    """The next word of the message schedule, which takes the place of the oldest of 16 in `message`."""
    old, near, far, recent = message[-16], message[-15], message[-7], message[-2]
    first = builder.xor(_rotations(builder, near, 7, 18), _shifted(builder, near, 3))
    second = builder.xor(_rotations(builder, recent, 17, 19), _shifted(builder, recent, 10))
    message.append(builder.add(builder.add(old, first), builder.add(far, second)))
    return message[-1]


def _rotations(builder: Any, value: Any, *amounts: int) -> Any:
    """Exclusive or of the value rotated right by each amount."""
    kind = value.type
    signature = ir.FunctionType(kind, [kind, kind, kind])
    rotate = cgutils.get_or_insert_function(builder.module, signature, f"llvm.fshr.v{kind.count}i32")
    rotated = [builder.call(rotate, [value, value, vector(*[amount] * kind.count)]) for amount in amounts]
    result = rotated[0]
    for each in rotated[1:]:
        result = builder.xor(result, each)
    return result


def _shifted(builder: Any, value: Any, amount: int) -> Any:
    return builder.lshr(value, vector(*[amount] * value.type.count))


def _write(builder: Any, state: Sequence[Any], outputs: Any) -> None:
    """Transpose the 8 words of the state, 8 lanes at a time, and write each lane's 32 bytes to its address."""
    for start in range(0, state[0].type.count, 8):
        part = vector(*range(start, start + 8))
        rows = [builder.shuffle_vector(word, word, part) for word in state]
        for lane, digest in enumerate(_transposed(builder, rows), start):
            store_words(builder, digest, address_in(builder, outputs, ADDRESS(lane)), 0)
