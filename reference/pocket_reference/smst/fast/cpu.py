"""Which way of hashing suits this processor."""

from __future__ import annotations

from dataclasses import dataclass

from llvmlite import binding
from numba.core import config

AVX512, SHA_NI, LANES_8 = 0, 1, 2
"""The ways to hash, as the kernels name them."""

LANES = {AVX512: 16, SHA_NI: 3, LANES_8: 8}
"""Messages hashed at once."""

NAMES = {AVX512: "16 lanes", SHA_NI: "SHA-NI, 3 messages", LANES_8: "8 lanes"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to hash and why it was chosen."""

    way: int
    reason: str

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return NAMES[self.way]


def features() -> frozenset[str]:
    """Features of the processor that code is made for: the host's, or what numba was told."""
    if config.CPU_FEATURES:
        return frozenset(name[1:] for name in config.CPU_FEATURES.split(",") if name.startswith("+"))
    if config.CPU_NAME and config.CPU_NAME != "host":
        return frozenset()
    return frozenset(name for name, present in binding.get_host_cpu_features().items() if present)


def works(way: int, present: frozenset[str]) -> bool:
    """Whether code that hashes in this way can be made for the processor. Lanes can be had from narrower vectors."""
    return way != SHA_NI or {"sha", "sse4.1"} <= present


def choose(present: frozenset[str]) -> Choice:
    """16 lanes with AVX-512, else the SHA instructions, else 8 lanes."""
    if "avx512f" in present and "avx512bw" in present:
        return Choice(AVX512, "the processor has AVX-512")
    if works(SHA_NI, present):
        return Choice(SHA_NI, "the processor has SHA instructions and no AVX-512")
    return Choice(LANES_8, "the processor has neither AVX-512 nor SHA instructions")
