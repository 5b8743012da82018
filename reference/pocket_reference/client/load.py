"""Many relays: sent by some senders at once to the suppliers of the current session, and what came of them."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pocket_reference.client.gateway import Answer, Gateway, RelayError
from pocket_reference.miner.chain import ChainRefusedError, ChainSession, ChainUnreachableError

PERCENTILES = (50, 90, 99)
SESSION_SECONDS = 0.25
"""How often the current session is asked for."""
PAUSE_SECONDS = 0.05
"""Pause of a sender whose relay was not answered."""


@dataclass
class Outcome:
    """What came of the relays: latencies of those that were answered, refusals by label, and the time it took."""

    latencies: array[float] = field(default_factory=lambda: array("d"))
    refused: Counter[str] = field(default_factory=Counter)
    by_supplier: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def answered(self) -> int:
        """Relays that were answered with a response that verifies."""
        return len(self.latencies)

    def percentile(self, percent: float) -> float:
        """Give the latency that this part of the relays does not exceed, in seconds; 0 where none was answered."""
        return percentile(self.latencies, percent)


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the smallest value that at least this part of the values does not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else 0.0


@dataclass
class Load:
    """A load of relays for one application and service.

    `payloads` gives the payload of every relay by its number. `answered` is told of every relay that was answered,
    `advance` of every relay that came to an end; `suppliers` names those that are asked, where not all are;
    `weights` says how often each supplier of the session is asked, in the order of their addresses.
    """

    gateway: Gateway
    application: str
    service: str
    rpc_type: int
    payloads: Callable[[int], bytes]
    answered: Callable[[ChainSession, str, Answer], None] = lambda _session, _supplier, _answer: None
    advance: Callable[[], None] = lambda: None
    weights: tuple[int, ...] = ()
    suppliers: tuple[str, ...] = ()
    outcome: Outcome = field(default_factory=Outcome)

    async def run(self, count: int, concurrency: int, *, first: int = 0, until: float | None = None) -> Outcome:
        """Send so many relays, numbered from `first`, each once; `until` ends it before that, by the loop's clock."""
        started, numbers = time.perf_counter(), iter(range(first, first + count))
        current = _Current(await self.gateway.session(self.application, self.service))
        follower = asyncio.create_task(self._follow(current))
        try:
            await asyncio.gather(*(self._sender(numbers, current, until) for _ in range(concurrency)))
        finally:
            follower.cancel()
            await asyncio.gather(follower, return_exceptions=True)
        self.outcome.seconds += time.perf_counter() - started
        return self.outcome

    async def _follow(self, current: _Current) -> None:
        while True:
            await asyncio.sleep(SESSION_SECONDS)
            with contextlib.suppress(ChainUnreachableError, ChainRefusedError):
                current.session = await self.gateway.session(self.application, self.service)

    async def _sender(self, numbers: Iterator[int], current: _Current, until: float | None) -> None:
        clock = asyncio.get_running_loop().time
        for number in numbers:
            if until is not None and clock() >= until:
                return
            session = current.session
            supplier = self._supplier(session, number)
            try:
                request = self.gateway.signed(session, supplier, self.payloads(number))
                answer = await self.gateway.send(session, supplier, request, self.rpc_type)
            except (RelayError, ChainUnreachableError) as error:
                label = error.label if isinstance(error, RelayError) else "chain_unreachable"
                self.outcome.refused[label] += 1
                self.advance()
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            self.outcome.latencies.append(answer.seconds)
            self.outcome.by_supplier[supplier] += 1
            self.answered(session, supplier, answer)
            self.advance()

    def _supplier(self, session: ChainSession, number: int) -> str:
        there = sorted(supplier for supplier in session.urls if not self.suppliers or supplier in self.suppliers)
        if not there:
            raise RelayError("wrong_supplier", "none of the suppliers is in the session")
        weights = (*self.weights, *([1] * len(there)))[: len(there)]
        turns = [supplier for supplier, weight in zip(there, weights, strict=True) for _ in range(weight)]
        return turns[number % len(turns)]


@dataclass
class _Current:
    """The current session, which senders read and one task renews."""

    session: ChainSession
