"""Reproducible data for vectors: bytes and integers that depend on a label alone."""

from __future__ import annotations

import hashlib


def stream_bytes(label: str, length: int) -> bytes:
    """Return `length` bytes of SHA-256 in counter mode over `label`."""
    blocks = (hashlib.sha256(f"{label}/{counter}".encode()).digest() for counter in range(-(-length // 32)))
    return b"".join(blocks)[:length]


def stream_int(label: str, low: int, high: int) -> int:
    """Return an integer of [low, high], close to uniform: 64 bits more than the range are drawn."""
    span = high - low + 1
    return low + int.from_bytes(stream_bytes(label, (span.bit_length() + 71) // 8), "big") % span
