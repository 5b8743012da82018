"""Which of the two cores a trie is kept and hashed by, and why.

`hashlib` needs nothing but Python. `fast` needs numba and numpy (the extra `[fast]`); it is used where they are, unless
`POCKET_SPEC_SMST_CORE` says otherwise. Both give the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from pocket_reference.smst.fold import root_of
from pocket_reference.smst.hashing import PATH_BYTES, PLAIN_TRIE, SUM_TRIE, Hashing, leaf_data
from pocket_reference.smst.reader import Trie
from pocket_reference.smst.trie import ListTrie

VARIABLE = "POCKET_SPEC_SMST_CORE"
"""Environment variable: `auto` (the default), `fast`, or `hashlib`."""


@dataclass(frozen=True, slots=True)
class Core:
    """A way to keep tries: `batch_root` is the root of leaves by path, `new_trie` an empty trie with a history."""

    name: str
    detail: str
    """How it hashes."""
    reason: str
    """Why it is the one in use."""
    batch_root: Callable[[Mapping[bytes, bytes | None], Hashing], bytes]
    new_trie: Callable[[Hashing], Trie]
    folds: bool
    """Whether `batch_root` is cheaper than a trie, so that a trie is only made when something else is asked for."""


class CoreUnavailableError(Exception):
    """The core asked for cannot be used here."""


def hashlib_core(reason: str) -> Core:
    """The core that is always there."""
    return Core("hashlib", "hashlib, one message at a time", reason, root_of, ListTrie, folds=True)


def fast_core(reason: str, threads: int | None = None, way: int | None = None) -> Core:
    """The core on numba, or `CoreUnavailableError` with the reason why there is none.

    `threads` is how many threads share large batches, all processors unless told; `way` is one of
    `pocket_reference.smst.fast.cpu`, the one that suits the processor unless told.
    """
    try:
        from pocket_reference.smst.fast import core  # noqa: PLC0415 - only where it is asked for

        hasher = core.hasher(threads or available_processors(), way)
    except ImportError as error:
        raise CoreUnavailableError(f"numba is not installed ({error}); `make fast` installs it") from None
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a compiler at run time, there is another core
        raise CoreUnavailableError(f"numba does not work here: {type(error).__name__}: {error}") from None
    detail = f"{core.way_name(hasher)}, {hasher.threads} thread{'s' if hasher.threads > 1 else ''}"
    return Core(
        "fast",
        detail,
        f"{reason}; {core.reason()}",
        lambda leaves, hashing: core.batch_root(leaves, hashing, hasher),
        lambda hashing: core.new_trie(hashing, hasher),
        folds=False,
    )


@cache
def default_core() -> Core:
    """The core in use: `fast` where it works and gives the right root, unless the environment says otherwise."""
    wish = os.environ.get(VARIABLE, "auto")
    if wish not in ("auto", "fast", "hashlib"):
        raise CoreUnavailableError(f"{VARIABLE} is {wish!r}; it may be auto, fast or hashlib")
    if wish == "hashlib":
        return hashlib_core(f"{VARIABLE} asks for it")
    try:
        core = fast_core("numba is installed" if wish == "auto" else f"{VARIABLE} asks for it")
    except CoreUnavailableError as error:
        if wish == "fast":
            raise
        return hashlib_core(str(error))
    if not agrees(core):
        if wish == "fast":
            raise CoreUnavailableError("the fast core computes a wrong root on this processor")
        return hashlib_core("the fast core computes a wrong root on this processor")
    return core


def agrees(core: Core) -> bool:
    """Whether a core has the roots of the fold, on tries of every size of batch and every number of blocks."""
    for hashing in (SUM_TRIE, PLAIN_TRIE):
        leaves: dict[bytes, bytes | None] = {}
        for index in range(100):
            path = sha256(index.to_bytes(8, "big")).digest()
            value = (path * (index // PATH_BYTES + 8))[: 2 * index]
            leaves[path] = leaf_data(value, index) if hashing.trailer else value
        if core.batch_root(leaves, hashing) != root_of(leaves, hashing):
            return False
    return True


def available_processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
