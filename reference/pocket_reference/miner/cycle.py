"""From relays to claims and proofs: at every block, what is due for every session that has relays on disk.

Nothing is remembered but what the store and the chain hold: a miner that was killed looks both up and goes on. A
session's relays are dropped when its proof window has closed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pocket_reference.miner.chain import Chain, ChainRefusedError, ChainSession, ChainUnreachableError, Status
from pocket_reference.miner.metrics import Metrics
from pocket_reference.smst.tree import Tree
from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.relay.messages import SessionHeader

Json = Any
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MinedRelay:
    """A relay as it is kept: its hash is its key in the tree, its bytes the value, its compute units the weight."""

    relay_hash: bytes
    relay: bytes
    compute_units: int


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session and supplier that have relays on disk."""

    header: SessionHeader
    supplier: str


class RelayStore(Protocol):
    """Where mined relays are."""

    def sessions(self) -> Iterable[StoredSession]:
        """List the sessions that have relays."""

    def relays(self, session: StoredSession) -> Sequence[MinedRelay]:
        """Read the relays of a session in the order in which they were kept."""

    def seal(self, session: StoredSession) -> None:
        """Take no more relays of a session."""

    def drop(self, session: StoredSession) -> None:
        """Delete a session's relays."""


@dataclass
class Cycle:
    """The claims and proofs of one miner; `keys` holds the suppliers' private keys by address."""

    chain: Chain
    store: RelayStore
    keys: Mapping[str, int]
    metrics: Metrics
    forget: Callable[[str], None]
    sent: dict[tuple[str, str, str], str] = field(default_factory=dict)

    async def tick(self, status: Status) -> None:
        """Do what is due for the block after the last one; what fails is tried again at the next block."""
        stored = list(self.store.sessions())
        self.metrics.height.set(status.height)
        self.metrics.sessions.set(len(stored))
        results = await asyncio.gather(*(self._session(found, status) for found in stored), return_exceptions=True)
        for found, result in zip(stored, results, strict=True):
            if isinstance(result, ChainUnreachableError | ChainRefusedError):
                LOG.warning("session %s of %s: %s", found.header.session_id, found.supplier, result)
            elif isinstance(result, BaseException):
                raise result

    async def _session(self, stored: StoredSession, status: Status) -> None:
        header = stored.header
        session = await self.chain.session(
            header.application_address, header.service_id, header.session_start_block_height
        )
        due = status.height + 1
        if due < session.claim_open:
            return
        self.store.seal(stored)
        self.forget(header.session_id)
        if due > session.proof_close:
            await self._close(stored)
        elif due <= session.claim_close:
            await self._claim(stored, status)
        elif await self._has_claim(stored):
            await self._prove(stored, session, status)

    async def _has_claim(self, stored: StoredSession) -> bool:
        return await self.chain.claim(stored.header.session_id, stored.supplier) is not None

    async def _claim(self, stored: StoredSession, status: Status) -> None:
        if await self._is_under_way(stored, "claim") or await self._has_claim(stored):
            return
        root = await asyncio.to_thread(lambda: self.tree(stored).root())
        await self._submit(stored, status, "claim", "pocket.proof.MsgCreateClaim", {"root_hash": root.hex()})

    async def _prove(self, stored: StoredSession, session: ChainSession, status: Status) -> None:
        due = await self.chain.proof_due(stored.header.session_id, stored.supplier)
        if not due.required or due.path is None or not session.proof_open <= status.height + 1 <= session.proof_close:
            return
        if await self._is_under_way(stored, "proof"):
            return
        path = due.path
        proof = await asyncio.to_thread(lambda: encode_closest_proof(self.tree(stored).compact_closest(path)))
        await self._submit(stored, status, "proof", "pocket.proof.MsgSubmitProof", {"proof": proof.hex()})

    def tree(self, stored: StoredSession) -> Tree:
        """Build the tree of a session's relays."""
        tree = Tree()
        for mined in self.store.relays(stored):
            tree.update(mined.relay_hash, mined.relay, mined.compute_units)
        return tree

    async def _is_under_way(self, stored: StoredSession, kind: str) -> bool:
        """Tell whether a claim or proof was sent and not refused; a refused one is counted and may be sent again."""
        key = stored.header.session_id, stored.supplier, kind
        if key not in self.sent:
            return False
        result = await self.chain.result(self.sent[key])
        if result["rejection"] is None:
            return True
        LOG.warning("%s of session %s refused: %s %s", kind, key[0], result["rejection"], result["detail"])
        self._counter(kind).labels("refused").inc()
        del self.sent[key]
        return False

    async def _submit(self, stored: StoredSession, status: Status, kind: str, name: str, content: Json) -> None:
        header = stored.header
        value = {
            "supplier_operator_address": stored.supplier,
            "session_header": {
                "application_address": header.application_address,
                "service_id": header.service_id,
                "session_id": header.session_id,
                "session_start_block_height": str(header.session_start_block_height),
                "session_end_block_height": str(header.session_end_block_height),
            },
            **content,
        }
        key = self.keys[stored.supplier]
        transaction = await self.chain.submit(status.chain_id, stored.supplier, key, {"type": name, "value": value})
        self.sent[header.session_id, stored.supplier, kind] = transaction
        self._counter(kind).labels("sent").inc()

    async def _close(self, stored: StoredSession) -> None:
        """Drop a session whose windows are over; one that was never claimed is a loss, and counted as missed."""
        key = stored.header.session_id, stored.supplier, "claim"
        if key not in self.sent and not await self._has_claim(stored):
            self.metrics.claims.labels("missed_or_settled").inc()
        self.store.drop(stored)
        for kind in ("claim", "proof"):
            self.sent.pop((key[0], key[1], kind), None)

    def _counter(self, kind: str) -> Any:
        return self.metrics.claims if kind == "claim" else self.metrics.proofs
