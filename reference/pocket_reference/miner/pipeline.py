"""What happens to a relay: checked, metered, passed on, signed, kept, answered. In this order, and nothing is skipped.

A response leaves the miner only when its relay is on disk or does not count; so every relay that a client was answered
is claimed.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from coincurve import PrivateKey

from pocket_reference.miner.chain import Chain, ChainSession, checked_session
from pocket_reference.miner.meter import Meter, relay_cost
from pocket_reference.miner.metrics import Metrics
from pocket_reference.miner.refusals import Refusal, RefusedError
from pocket_reference.miner.relays import (
    IncomingRelay,
    ServedRelay,
    mined_request_hash,
    read_relay,
    request_hash,
    serve,
)
from pocket_reference.miner.storage import SealedError
from pocket_reference.ring import signature as ring
from pocket_reference.store.log import LogError
from pocket_reference.store.records import Entry, MinedRelay, ServedRequest
from pocket_spec.rejections import Rejected

Forward = Callable[[IncomingRelay], Awaitable[bytes]]
"""Passes a request on to its backend and gives the payload of the response."""
Keep = Callable[[ChainSession, str, Entry], Awaitable[None]]
"""Writes a relay of a session and supplier, or the hash of a request, to disk; done when it is there."""
STALE_SECONDS = 120.0
"""Seconds after which a height is not believed any more, on a clock that nobody sets."""


@dataclass
class Pipeline:
    """The stages of one miner.

    `keys` holds the suppliers' operator keys by address; `height` is the chain's, `heard` the moment when it was heard,
    on the monotonic clock.
    """

    chain: Chain
    keys: Mapping[str, PrivateKey]
    meter: Meter
    keep: Keep
    metrics: Metrics
    height: int = 0
    heard: float = field(default_factory=time.monotonic)
    seen: dict[str, set[bytes]] = field(default_factory=dict)

    async def serve(self, body: bytes, forward: Forward, *, again: bool = False) -> bytes:
        """Serve a request and give the signed response; raises `RefusedError`.

        `again` serves a further response to a request that was served before, as a subscription does.
        """
        try:
            return await self._serve(body, forward, again=again)
        except RefusedError as refused:
            self.metrics.refused.labels(refused.refusal.label).inc()
            raise

    async def _serve(self, body: bytes, forward: Forward, *, again: bool) -> bytes:
        with self._timed("read"):
            relay = read_relay(body)
        session, hashed = await self.check(relay)
        if not again:
            self._check_first_time(session, hashed)
        cost = self._metered(relay, session, hashed)
        try:
            payload = await forward(relay)
            self._check_open(session)
            with self._timed("sign"):
                served = serve(relay, payload, self.keys[relay.supplier])
        except BaseException:
            self._undo(relay, session, hashed, cost)
            raise
        try:
            await self._count(relay, session, served, None if again else hashed)
        except RefusedError:  # whoever stops waiting does not: the relay is on its way to the disk
            self._undo(relay, session, hashed, cost)
            raise
        return served.response

    async def check(self, relay: IncomingRelay) -> tuple[ChainSession, bytes]:
        """Check supplier, session and signature of a request; gives the session and the hash that was signed."""
        session = await self._admit(relay)
        hashed = request_hash(relay)
        with self._timed("ring"):
            self._check_signature(relay, session, hashed)
        return session, hashed

    async def _admit(self, relay: IncomingRelay) -> ChainSession:
        if not self.height or time.monotonic() - self.heard > STALE_SECONDS:
            raise RefusedError(Refusal.CHAIN_UNREACHABLE, "the chain node does not answer")
        if relay.supplier not in self.keys:
            raise RefusedError(Refusal.WRONG_SUPPLIER, relay.supplier[:80])
        if relay.header.session_start_block_height > self.height + 1:
            raise RefusedError(Refusal.SESSION_OVER, f"the chain is at {self.height}")
        session = await checked_session(self.chain, relay.header)
        if relay.supplier not in session.suppliers:
            raise RefusedError(Refusal.WRONG_SESSION, "the supplier is not in the session")
        self._check_open(session)
        return session

    def _check_open(self, session: ChainSession) -> None:
        """Refuse relays of a session whose grace period the chain has left, before serving them and after."""
        if self.height > session.grace_end:
            raise RefusedError(Refusal.SESSION_OVER, f"the chain is at {self.height}")

    def _check_signature(self, relay: IncomingRelay, session: ChainSession, hashed: bytes) -> None:
        try:
            signature = ring.read(relay.signature)
        except Rejected as rejected:
            raise RefusedError(Refusal.WRONG_SIGNATURE, rejected.detail) from None
        if len(signature.keys) > len(session.ring) or not session.ring.issuperset(signature.keys):
            raise RefusedError(Refusal.WRONG_SIGNATURE, "the ring is not the application's")
        if not ring.verify(signature, hashed):
            raise RefusedError(Refusal.WRONG_SIGNATURE, "the ring signature does not verify")

    def _check_first_time(self, session: ChainSession, hashed: bytes) -> None:
        if hashed in self.seen.setdefault(session.header.session_id, set()):
            raise RefusedError(Refusal.REPLAYED)

    def _metered(self, relay: IncomingRelay, session: ChainSession, hashed: bytes) -> int:
        cost = self.meter.take(session.header.session_id, relay.supplier, session.terms)
        self.seen[session.header.session_id].add(hashed)
        return cost

    def _undo(self, relay: IncomingRelay, session: ChainSession, hashed: bytes, cost: int) -> None:
        """Take a relay back that was not served: the same request may come again."""
        self.meter.give_back(session.header.session_id, relay.supplier, cost)
        self.seen.get(session.header.session_id, set()).discard(hashed)

    async def _count(
        self, relay: IncomingRelay, session: ChainSession, served: ServedRelay, hashed: bytes | None
    ) -> None:
        """Write the relay to disk if it counts, otherwise the hash of its request, unless that is written already."""
        service, counts = session.header.service_id, served.relay_hash < session.target_hash
        if counts:
            await self._keep(
                relay, session, MinedRelay(served.relay_hash, served.relay, session.compute_units_per_relay)
            )
            self.metrics.mined.labels(service).inc()
        elif hashed is not None:
            await self._keep(relay, session, ServedRequest(hashed))
        self.metrics.relays.labels(service).inc()

    async def _keep(self, relay: IncomingRelay, session: ChainSession, entry: Entry) -> None:
        with self._timed("keep"):
            try:
                await self.keep(session, relay.supplier, entry)
            except SealedError:
                raise RefusedError(Refusal.SESSION_OVER, "the session is being claimed") from None
            except (LogError, OSError) as error:
                raise RefusedError(Refusal.STORE_FAILED, "the relay cannot be kept") from error

    def hear(self, height: int) -> None:
        """Take the height of the chain's last block."""
        self.height, self.heard = height, time.monotonic()

    def restore(self, session: ChainSession, supplier: str, entries: Sequence[Entry]) -> None:
        """Remember what was served in a session that is still open, after a restart: no request is served twice."""
        seen = self.seen.setdefault(session.header.session_id, set())
        seen.update(
            mined_request_hash(entry.value) if isinstance(entry, MinedRelay) else entry.hash for entry in entries
        )
        self.meter.charge(session.header.session_id, supplier, len(entries) * relay_cost(session.terms))

    def forget(self, session_id: str) -> None:
        """Drop what is known of a session that takes no relays any more."""
        self.seen.pop(session_id, None)
        self.meter.forget(session_id)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.metrics.stage.labels(stage).observe(time.perf_counter() - started)
