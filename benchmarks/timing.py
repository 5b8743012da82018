# ruff: noqa: INP001 - part of scripts, not of a package
"""The processor time of one operation, as little disturbed by others as can be."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def least(seconds: float, batch: int, operate: Callable[[int], Any]) -> float:
    """Return the least processor seconds of one operation, of batches that together use about a given time."""
    best, done, begin = float("inf"), 0, time.process_time()
    while best == float("inf") or time.process_time() - begin < seconds:
        started = time.process_time()
        for number in range(done, done + batch):
            operate(number)
        best, done = min(best, (time.process_time() - started) / batch), done + batch
    return best
