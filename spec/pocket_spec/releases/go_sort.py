"""Go's sort, swap by swap: what it makes of a comparison that is no order depends on every one of them.

It is pattern-defeating quicksort. Twelve items or fewer are sorted by insertion. Otherwise a pivot is taken from three
places, or from three neighbourhoods of fifty items or more; the items are parted by it and the longer part goes on in
the same loop. A part that seems sorted is tried by insertion, one that turns out lopsided is stirred, and too many of
these end in a heap sort.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import deal

Item = TypeVar("Item")
Less = Callable[[Item, Item], bool]

MOST_BY_INSERTION = 12
FEWEST_FOR_NEIGHBOURHOODS = 50
FEWEST_FOR_MEDIAN = 8
MOST_SWAPS = 12
"""Swaps of nine comparisons after which the items seem to fall."""
MOST_REPAIRS = 5
WORD = 2**64
RISING, FALLING, UNKNOWN = range(3)


@deal.ensure(lambda items, is_less, result: len(result) == len(list(items)))
def go_sorted(items: Iterable[Item], is_less: Less[Item]) -> list[Item]:
    """Sort items as Go's `slices.SortFunc` does, whether the comparison is an order or not.

    Source: Go 1.24 slices/sort.go (SortFunc), slices/zsortanyfunc.go
    """
    found = list(items)
    _GoSort(found, is_less).sort(0, len(found), len(found).bit_length())
    return found


class _GoSort:
    """The items that are being sorted, and the comparison."""

    def __init__(self, items: list[Item], is_less: Less[Item]) -> None:
        self.items = items
        self.less: Callable[[int, int], bool] = lambda left, right: is_less(items[left], items[right])

    def swap(self, left: int, right: int) -> None:
        self.items[left], self.items[right] = self.items[right], self.items[left]

    def sort(self, first: int, end: int, patience: int) -> None:
        balanced = parted = True
        while end - first > MOST_BY_INSERTION:
            length = end - first
            if patience == 0:
                self.heap_sort(first, end)
                return
            if not balanced:
                self.stir(first, end)
                patience -= 1
            pivot, trend = self.choose_pivot(first, end)
            if trend == FALLING:
                self.items[first:end] = self.items[first:end][::-1]
                pivot, trend = end - 1 - (pivot - first), RISING
            if balanced and parted and trend == RISING and self.repair(first, end):
                return
            if first > 0 and not self.less(first - 1, pivot):
                first = self.part_equal(first, end, pivot)
                continue
            middle, parted = self.part(first, end, pivot)
            balanced = min(middle - first, end - middle) >= length // 8
            if middle - first < end - middle:
                self.sort(first, middle, patience)
                first = middle + 1
            else:
                self.sort(middle + 1, end, patience)
                end = middle
        self.insertion_sort(first, end)

    def insertion_sort(self, first: int, end: int) -> None:
        for place in range(first + 1, end):
            while place > first and self.less(place, place - 1):
                self.swap(place, place - 1)
                place -= 1  # noqa: PLW2901 - the item moves down

    def heap_sort(self, first: int, end: int) -> None:
        length = end - first
        for root in range((length - 1) // 2, -1, -1):
            self.sift(root, length, first)
        for last in range(length - 1, -1, -1):
            self.swap(first, first + last)
            self.sift(0, last, first)

    def sift(self, root: int, length: int, first: int) -> None:
        while (child := 2 * root + 1) < length:
            if child + 1 < length and self.less(first + child, first + child + 1):
                child += 1
            if not self.less(first + root, first + child):
                return
            self.swap(first + root, first + child)
            root = child

    def part(self, first: int, end: int, pivot: int) -> tuple[int, bool]:
        self.swap(first, pivot)
        low, high = self.narrow(first, first + 1, end - 1)
        untouched = low > high
        while low <= high:
            self.swap(low, high)
            low, high = self.narrow(first, low + 1, high - 1)
        self.swap(high, first)
        return high, untouched

    def narrow(self, pivot: int, low: int, high: int) -> tuple[int, int]:
        while low <= high and self.less(low, pivot):
            low += 1
        while low <= high and not self.less(high, pivot):
            high -= 1
        return low, high

    def part_equal(self, first: int, end: int, pivot: int) -> int:
        self.swap(first, pivot)
        low, high = first + 1, end - 1
        while True:
            while low <= high and not self.less(first, low):
                low += 1
            while low <= high and self.less(first, high):
                high -= 1
            if low > high:
                return low
            self.swap(low, high)
            low, high = low + 1, high - 1

    def repair(self, first: int, end: int) -> bool:
        place = first + 1
        for _ in range(MOST_REPAIRS):
            while place < end and not self.less(place, place - 1):
                place += 1
            if place == end:
                return True
            if end - first < FEWEST_FOR_NEIGHBOURHOODS:
                return False
            self.swap(place, place - 1)
            self.shift(first, place, end)
        return False

    def shift(self, first: int, place: int, end: int) -> None:
        if place - first >= 2:
            down = place - 1
            while down >= 1 and self.less(down, down - 1):
                self.swap(down, down - 1)
                down -= 1
        if end - place >= 2:
            up = place + 1
            while up < end and self.less(up, up - 1):
                self.swap(up, up - 1)
                up += 1

    def stir(self, first: int, end: int) -> None:
        length = end - first
        state, mask = length, (1 << length.bit_length()) - 1
        middle = first + length // 4 * 2
        for place in (middle - 1, middle, middle + 1):
            state = _xorshift(state)
            other = state & mask
            self.swap(place, first + (other - length if other >= length else other))

    def choose_pivot(self, first: int, end: int) -> tuple[int, int]:
        length = end - first
        low, middle, high = (first + length // 4 * part for part in (1, 2, 3))
        swaps = 0
        if length >= FEWEST_FOR_NEIGHBOURHOODS:
            low, more = self.median(low - 1, low, low + 1)
            middle, still = self.median(middle - 1, middle, middle + 1)
            high, yet = self.median(high - 1, high, high + 1)
            swaps = more + still + yet
        if length >= FEWEST_FOR_MEDIAN:
            middle, more = self.median(low, middle, high)
            swaps += more
        return middle, {0: RISING, MOST_SWAPS: FALLING}.get(swaps, UNKNOWN)

    def median(self, left: int, middle: int, right: int) -> tuple[int, int]:
        swaps = 0
        if self.less(middle, left):
            left, middle, swaps = middle, left, 1
        if self.less(right, middle):
            middle, swaps = right, swaps + 1
        if self.less(middle, left):
            middle, swaps = left, swaps + 1
        return middle, swaps


def _xorshift(state: int) -> int:
    state ^= state << 13 & WORD - 1
    state ^= state >> 7
    return state ^ (state << 17 & WORD - 1)
