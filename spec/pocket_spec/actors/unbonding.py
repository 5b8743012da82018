"""The end of unbonding: when it is, and paying the stake back; the same for every actor."""

from __future__ import annotations

import deal

from pocket_spec.numbers import int64


@deal.ensure(lambda end, sessions, blocks, result: (result - end - sessions * blocks) % 2**64 == 0)
def unbonding_end(end: int, sessions: int, blocks: int) -> int:
    """Add to a session's end the unbonding period: sessions of so many blocks. The sum wraps at 64 bits.

    Source: poktroll v0.1.35 x/application/types/application.go (GetApplicationUnbondingHeight)
    """
    return int64(end + sessions * blocks)
