"""SHA-256 of a few messages at once with the SHA instructions of x86, as LLVM IR.

One message waits for the result of every instruction; three, interleaved, keep the unit busy. The state is in the two
vectors the instructions want: F, E, B, A and H, G, D, C.

Source: FIPS 180-4; Intel 64 and IA-32 manual, SHA256RNDS2, SHA256MSG1, SHA256MSG2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir
from numba.core import cgutils

from pocket_reference.smst.fast.emit_lanes import (
    ADDRESS,
    INITIAL,
    ROUND_CONSTANTS,
    WORD,
    address_in,
    byte_swapped,
    load_words,
    store_words,
    vector,
)

QUAD = ir.VectorType(WORD, 4)


def emit(builder: Any, lanes: int, table: Any, count: Any, outputs: Any) -> None:
    """Hash `lanes` messages of `count` blocks each; block b of lane l is at table[b * lanes + l]."""
    a, b, c, d, e, f, g, h = INITIAL
    states = [
        [cgutils.alloca_once_value(builder, vector(*words)) for words in ((f, e, b, a), (h, g, d, c))]
        for _ in range(lanes)
    ]
    with cgutils.for_range(builder, count) as loop:
        first = builder.mul(loop.index, ADDRESS(lanes))
        blocks = [address_in(builder, table, builder.add(first, ADDRESS(lane))) for lane in range(lanes)]
        before = [[builder.load(half) for half in state] for state in states]
        after = _rounds(builder, before, [_message(builder, block) for block in blocks])
        for state, olds, news in zip(states, before, after, strict=True):
            for half, old, new in zip(state, olds, news, strict=True):
                builder.store(builder.add(old, new), half)
    for lane, (feba, hgdc) in enumerate(states):
        _write(builder, builder.load(feba), builder.load(hgdc), address_in(builder, outputs, ADDRESS(lane)))


def _message(builder: Any, block: Any) -> list[Any]:
    return [byte_swapped(builder, load_words(builder, block, offset, 4)) for offset in range(0, 64, 16)]


def _rounds(builder: Any, states: Sequence[Sequence[Any]], messages: list[list[Any]]) -> list[list[Any]]:
    """Four rounds at a time, each lane in turn."""
    current = [list(state) for state in states]
    for step in range(16):
        keys = vector(*ROUND_CONSTANTS[4 * step : 4 * step + 4])
        for state, message in zip(current, messages, strict=True):
            if step >= 4:
                _schedule(builder, message)
            keyed = builder.add(message[step], keys)
            upper = builder.shuffle_vector(keyed, keyed, vector(2, 3, 2, 3))
            state[1] = _call(builder, "rnds2", state[1], state[0], keyed)
            state[0] = _call(builder, "rnds2", state[0], state[1], upper)
    return current


def _schedule(builder: Any, message: list[Any]) -> None:
    """Append the next four words of the message schedule."""
    oldest, older, recent, last = message[-4:]
    between = builder.shuffle_vector(recent, last, vector(1, 2, 3, 4))
    summed = builder.add(_call(builder, "msg1", oldest, older), between)
    message.append(_call(builder, "msg2", summed, last))


def _call(builder: Any, name: str, *arguments: Any) -> Any:
    signature = ir.FunctionType(QUAD, [QUAD] * len(arguments))
    function = cgutils.get_or_insert_function(builder.module, signature, f"llvm.x86.sha256{name}")
    return builder.call(function, list(arguments))


def _write(builder: Any, feba: Any, hgdc: Any, address: Any) -> None:
    """Write the 32 bytes of a digest."""
    for offset, order in ((0, (3, 2, 7, 6)), (16, (1, 0, 5, 4))):
        words = builder.shuffle_vector(feba, hgdc, vector(*order))
        store_words(builder, byte_swapped(builder, words), address, offset)
