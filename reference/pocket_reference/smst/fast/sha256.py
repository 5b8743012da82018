"""SHA-256 of several messages at once, from numba: `digest_lanes`, and memory by address.

Addresses are integers. Whoever passes one keeps alive what it points to: numba does not know.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from llvmlite import ir
from numba import cfunc, types
from numba.core import cgutils
from numba.extending import intrinsic

from pocket_reference.smst.fast import cpu, emit_lanes, emit_sha_ni

BYTE = ir.IntType(8)
WIDE = ir.IntType(64)


@intrinsic
def load64(typing: Any, address: Any) -> Any:
    """Eight bytes at an address, as the machine orders them."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(builder.inttoptr(arguments[0], WIDE.as_pointer()), align=1)

    return types.uint64(types.int64), generate


@intrinsic
def store64(typing: Any, address: Any, value: Any) -> Any:
    """Write eight bytes to an address."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        builder.store(arguments[1], builder.inttoptr(arguments[0], WIDE.as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(types.int64, types.uint64), generate


@intrinsic
def swapped64(typing: Any, value: Any) -> Any:
    """Eight bytes in reverse."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bswap(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic
def leading_zeros(typing: Any, value: Any) -> Any:
    """Zero bits before the first one, of 64."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctlz(arguments[0], ir.IntType(1)(0))

    return types.int64(types.uint64), generate


@intrinsic
def prefetch(typing: Any, address: Any) -> Any:
    """Have the cache line at an address fetched, to be read soon."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [BYTE.as_pointer(), word, word, word])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        pointer = builder.inttoptr(arguments[0], BYTE.as_pointer())
        builder.call(function, [pointer, word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(types.int64), generate


@intrinsic
def copy_bytes(typing: Any, target: Any, source: Any, size: Any) -> Any:
    """Copy memory to memory that does not overlap it."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        one, other = (builder.inttoptr(each, BYTE.as_pointer()) for each in arguments[:2])
        cgutils.raw_memcpy(builder, one, other, arguments[2], 1)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), generate


@intrinsic
def digest_lanes(typing: Any, function: Any, table: Any, count: Any, outputs: Any) -> Any:
    """Hash as many messages as the function has lanes, `count` blocks each; 32 bytes go to each address at `outputs`.

    `function` is what `digest_function` returns. The address of block b of lane l is entry b * lanes + l at `table`.
    """

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [WIDE] * 3)
        builder.call(builder.inttoptr(arguments[0], kind.as_pointer()), arguments[1:])
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64, types.int64), generate


@intrinsic
def _digest_16(typing: Any, table: Any, count: Any, outputs: Any) -> Any:
    return _emitted(emit_lanes.emit, cpu.AVX512)


@intrinsic
def _digest_8(typing: Any, table: Any, count: Any, outputs: Any) -> Any:
    return _emitted(emit_lanes.emit, cpu.LANES_8)


@intrinsic
def _digest_3(typing: Any, table: Any, count: Any, outputs: Any) -> Any:
    return _emitted(emit_sha_ni.emit, cpu.SHA_NI)


def _emitted(emit: Any, way: int) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        emit(builder, cpu.LANES[way], *arguments)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), generate


def _in_16_lanes(table: int, count: int, outputs: int) -> None:
    _digest_16(table, count, outputs)


def _in_8_lanes(table: int, count: int, outputs: int) -> None:
    _digest_8(table, count, outputs)


def _with_sha_ni(table: int, count: int, outputs: int) -> None:
    _digest_3(table, count, outputs)


_FUNCTIONS = {cpu.AVX512: _in_16_lanes, cpu.SHA_NI: _with_sha_ni, cpu.LANES_8: _in_8_lanes}


@cache
def _compiled(way: int) -> Any:
    return cfunc("void(int64, int64, int64)", cache=True)(_FUNCTIONS[way])


def digest_function(way: int) -> int:
    """Address of the code that hashes in this way, made at the first call. Kernels call it: there is one copy of it."""
    return int(_compiled(way).address)
