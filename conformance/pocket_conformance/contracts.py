"""Where contracts are not checked: in programs that serve, whose rules the tests have checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import deal


@contextmanager
def unchecked() -> Iterator[None]:
    """Check no contracts within: they cost several times what the encodings do. They are checked again afterwards."""
    deal.disable(warn=False)
    try:
        yield
    finally:
        deal.reset()
