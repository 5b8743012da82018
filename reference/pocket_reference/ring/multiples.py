"""Tables of points that come again and again: with them a product is a sum, and sums are cheap.

The table of P holds d x 256^i x P for every byte i of a scalar and every value d of it; the 32 bytes of a scalar choose
what is to be added. The library adds 64 points in a third of the time that two multiplications take.

A table is half a megabyte and costs as much as some hundred multiplications. So a point earns its own by being used,
and it is made one column at a time: no relay waits for it. Only who verified a signature may say that a point was used:
others could fill the memory, which is bounded in any case, with points that never come again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cache
from typing import Any

from coincurve._libsecp256k1 import ffi, lib

from pocket_reference.ring.library import CONTEXT, POINT_BYTES, Point, address, base_multiple

COLUMNS, COLUMN = 32, 255
WORTH_IT = 256
"""Uses after which a point gets its table."""
COLUMNS_AT_ONCE = 1
"""Columns that one use makes: one, a few hundred additions, delays a relay by about as long as a signature takes."""
MOST_TABLES = 128
"""Tables that are kept, of the points used last: 64 MB."""

_LOCK = threading.Lock()


class Multiples:
    """The table of one point, complete or not yet."""

    def __init__(self, point: Point) -> None:
        self.uses = 0
        self._point = point
        self._points: Any = None
        self._starts: list[int] = []

    @property
    def complete(self) -> bool:
        """Whether every byte of a scalar has its column."""
        return len(self._starts) == COLUMNS

    def use(self) -> None:
        """Count a use; makes a column where the point is worth it."""
        with _LOCK:
            self.uses += 1
            for _ in range(COLUMNS_AT_ONCE if self.uses > WORTH_IT else 0):
                if not self.complete:
                    self.grow()

    def grow(self) -> None:
        """Make the column of the next byte. Behind its last point comes the first of the column after it."""
        if self._points is None:
            self._points = ffi.new("secp256k1_pubkey[]", COLUMNS * COLUMN + 1)
            self._points[0] = self._point[0]
        first, pair = self._points + len(self._starts) * COLUMN, ffi.new("secp256k1_pubkey *[2]")
        pair[1] = first
        for last in range(COLUMN):
            pair[0] = first + last
            lib.secp256k1_ec_pubkey_combine(CONTEXT, first + last + 1, pair, 2)
        self._starts.append(address(first) - POINT_BYTES)

    def addends(self, scalar: int) -> list[int]:
        """Give the addresses of the points whose sum is the multiple; none for zero."""
        digits = zip(self._starts, scalar.to_bytes(COLUMNS, "little"), strict=True)
        return [start + POINT_BYTES * digit for start, digit in digits if digit]


@cache
def of_generator() -> Multiples:
    """Make the generator's table."""
    table = Multiples(base_multiple(1))
    for _ in range(COLUMNS):
        table.grow()
    return table


class Tables:
    """The tables of the points that were used last."""

    def __init__(self, most: int = MOST_TABLES) -> None:
        self._most = most
        self._tables: OrderedDict[bytes, Multiples] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tables)

    def clear(self) -> None:
        """Drop all."""
        self._tables.clear()

    def find(self, encoded: bytes) -> Multiples | None:
        """Give the complete table of a point, if there is one."""
        found = self._tables.get(encoded)
        return found if found is not None and found.complete else None

    def use(self, encoded: bytes, point: Point) -> None:
        """Count a use of a point; drops the tables that were not used for the longest time."""
        with _LOCK:
            table = self._tables.pop(encoded, None) or Multiples(point)
            self._tables[encoded] = table
            if len(self._tables) > self._most:
                self._tables.popitem(last=False)
        table.use()


TABLES = Tables()
