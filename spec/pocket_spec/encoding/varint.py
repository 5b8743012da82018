"""Base-128 variable-length integers, least significant group of seven bits first."""

from __future__ import annotations

import deal

from pocket_spec.rejections import Reason, Rejected

LONGEST_VARINT = 10
"""Bytes of the longest varint that is read: ten groups of seven bits cover 64 bits."""
UINT64_MODULUS = 2**64


@deal.pre(lambda value: 0 <= value < UINT64_MODULUS)
@deal.post(lambda result: 1 <= len(result) <= LONGEST_VARINT and result[-1] < 0x80)
def encode_varint(value: int) -> bytes:
    """Write a uint64 as the shortest varint.

    Source: gogoproto v1.7.2, the generated encodeVarint functions.
    """
    groups = bytearray()
    while value >= 0x80:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)


@deal.raises(Rejected)
@deal.pre(lambda data, offset=0: 0 <= offset <= len(data))
@deal.ensure(lambda data, offset=0, result=(0, 0): 0 <= result[0] < UINT64_MODULUS and offset < result[1] <= len(data))
def decode_varint(data: bytes, offset: int = 0) -> tuple[int, int]:
    """Read a varint of at most ten bytes and return its value modulo 2^64 and the offset behind it.

    A varint need not be the shortest, and bits beyond the 64th are dropped, not refused: `ff ... ff 7f` reads as
    2^64 - 1. Only an eleventh byte is an error.

    Errors: PROTO_MALFORMED where the data ends inside the varint or its tenth byte announces another.
    Source: gogoproto v1.7.2, the generated Unmarshal methods, such as poktroll v0.1.35 x/service/types/relay.pb.go.
    """
    value = 0
    for index, byte in enumerate(data[offset : offset + LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value % UINT64_MODULUS, offset + index + 1
    problem = "data ends inside a varint" if len(data) - offset < LONGEST_VARINT else "varint longer than 10 bytes"
    raise Rejected(Reason.PROTO_MALFORMED, f"offset {offset}: {problem}")
