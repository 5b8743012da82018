"""Where the bytes of a list of `bytes` objects are, without touching them one by one from Python.

The addresses are read off the objects as CPython lays them out. That is checked when this module is imported, and
where it does not hold the addresses are asked for in a way that is slower.
"""

from __future__ import annotations

import ctypes
import sysconfig
from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import int64, njit, uint64

from pocket_reference.smst.fast.sha256 import load64

ITEMS_OFFSET = 24
"""Where a list keeps the address of its items: after reference count, type and size."""
SIZE_OFFSET, DATA_OFFSET = 16, 32
"""Where a `bytes` object keeps its size and its bytes."""


@njit(cache=True, nogil=True)
def _read(items: int, addresses: Any, sizes: Any, bytes_type: Any, none: Any) -> int:
    """Fill in addresses and sizes; None has size 0. Returns the index of the first other object, or -1."""
    for index in range(len(addresses)):
        item = load64(items + 8 * index)
        if item == uint64(none):
            addresses[index], sizes[index] = 0, 0
        elif load64(int64(item) + 8) == uint64(bytes_type):
            sizes[index] = int64(load64(int64(item) + 16))
            addresses[index] = int64(item + uint64(32))
        else:
            return index
    return -1


def addresses_and_sizes(values: Sequence[bytes | None]) -> tuple[Any, Any]:
    """Address and size of each of the values, which must stay alive as long as the addresses are used."""
    items = values if type(values) is list else list(values)
    addresses, sizes = np.zeros(len(items), np.int64), np.zeros(len(items), np.int64)
    if LAYOUT_IS_KNOWN:
        odd = _read(ctypes.c_int64.from_address(id(items) + ITEMS_OFFSET).value, addresses, sizes, id(bytes), id(None))
        if odd >= 0:
            raise TypeError(f"value {odd} is {type(items[odd]).__name__}, not bytes")
        return addresses, sizes
    for index, item in enumerate(items):
        if item is not None:
            sizes[index] = len(item)
            addresses[index] = ctypes.cast(ctypes.c_char_p(item), ctypes.c_void_p).value
    return addresses, sizes


def _layout_is_known() -> bool:
    """Whether lists and bytes are laid out as assumed; only memory that belongs to them is read."""
    if sysconfig.get_config_var("Py_GIL_DISABLED") or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    if (list.__basicsize__, bytes.__basicsize__) != (40, 33):
        return False
    value = b"sixteen or so bytes"
    words = (ctypes.c_int64 * 3).from_address(id(value))
    return (words[1], words[2]) == (id(bytes), len(value)) and ctypes.string_at(id(value) + 32, len(value)) == value


LAYOUT_IS_KNOWN = _layout_is_known()
