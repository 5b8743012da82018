"""From relays to claims and proofs: at every block, what is due for every session that has relays on disk.

Nothing is remembered but what the store and the chain hold: a miner that was killed looks both up and goes on. A
session's relays are dropped when nothing can come of them any more: it was not claimed in time, or is settled.

A session is sealed by the block at which its claim window opens; its claim comes in a later block of the window.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pocket_reference.miner.chain import Chain, ChainRefusedError, ChainSession, ChainUnreachableError, Status
from pocket_reference.miner.metrics import Metrics
from pocket_reference.miner.storage import Storage, StoredSession
from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.relay.messages import SessionHeader

Json = Any
UNPROVEN = "PENDING_VALIDATION"
"""What a claim on chain says until the proof for it has been validated."""
LOG = logging.getLogger(__name__)


@dataclass
class Cycle:
    """The claims and proofs of one miner; `keys` holds the suppliers' private keys by address."""

    chain: Chain
    storage: Storage
    keys: Mapping[str, int]
    metrics: Metrics
    forget: Callable[[str], None]
    sent: dict[tuple[StoredSession, str], str] = field(default_factory=dict)

    async def tick(self, status: Status) -> None:
        """Do what is due after the last block; what fails is tried again after the next one."""
        stored = self.storage.sessions()
        self.metrics.height.set(status.height)
        self.metrics.sessions.set(len(stored))
        results = await asyncio.gather(*(self._session(found, status) for found in stored), return_exceptions=True)
        for found, result in zip(stored, results, strict=True):
            if isinstance(result, ChainUnreachableError | ChainRefusedError | OSError):
                LOG.warning("session %s of %s: %s", found.header.session_id, found.supplier, result)
                self.metrics.failures.labels(type(result).__name__).inc()
            elif isinstance(result, BaseException):
                raise result

    async def _session(self, stored: StoredSession, status: Status) -> None:
        header = stored.header
        session = await self.chain.session(
            header.application_address, header.service_id, header.session_start_block_height
        )
        if status.height < session.claim_open:
            return
        await self.storage.seal(stored)
        self.forget(header.session_id)
        if not self.storage.relays(stored):
            await self._end(stored, "nothing")
            return
        following = status.height + 1
        if following > session.proof_close:
            await self._end(stored, await self.chain.outcome(header, stored.supplier, session.claim_open) or "missed")
            return
        claim = await self.chain.claim(header.session_id, stored.supplier)
        if claim is not None:
            if claim["proof_validation_status"] == UNPROVEN:
                await self._prove(stored, session, status)
        elif following <= session.claim_close:
            await self._claim(stored, status)
        else:
            await self._end(stored, "missed")

    async def _claim(self, stored: StoredSession, status: Status) -> None:
        if await self._is_under_way(stored, "claim"):
            return
        tree = await self.storage.tree(stored)
        root = await asyncio.to_thread(tree.root)
        await self._submit(stored, status, "claim", "pocket.proof.MsgCreateClaim", {"root_hash": root.hex()})

    async def _prove(self, stored: StoredSession, session: ChainSession, status: Status) -> None:
        if not session.proof_open <= status.height + 1 <= session.proof_close:
            return
        due = await self.chain.proof_due(stored.header.session_id, stored.supplier)
        if not due.required or due.path is None or await self._is_under_way(stored, "proof"):
            return
        path, tree = due.path, await self.storage.tree(stored)
        proof = await asyncio.to_thread(lambda: encode_closest_proof(tree.compact_closest(path)))
        await self._submit(stored, status, "proof", "pocket.proof.MsgSubmitProof", {"proof": proof.hex()})

    async def _is_under_way(self, stored: StoredSession, kind: str) -> bool:
        """Tell whether a claim or proof was sent and not refused; a refused one is counted and may be sent again."""
        if (stored, kind) not in self.sent:
            return False
        result = await self.chain.result(self.sent[stored, kind])
        if result["rejection"] is None:
            return True
        LOG.warning(
            "%s of session %s refused: %s %s", kind, stored.header.session_id, result["rejection"], result["detail"]
        )
        self._counter(kind).labels("refused").inc()
        del self.sent[stored, kind]
        return False

    async def _submit(self, stored: StoredSession, status: Status, kind: str, name: str, content: Json) -> None:
        value = {
            "supplier_operator_address": stored.supplier,
            "session_header": _header_json(stored.header),
            **content,
        }
        key = self.keys[stored.supplier]
        transaction = await self.chain.submit(status.chain_id, stored.supplier, key, {"type": name, "value": value})
        self.sent[stored, kind] = transaction
        self._counter(kind).labels("sent").inc()

    async def _end(self, stored: StoredSession, outcome: str) -> None:
        """Drop the relays of a session of which nothing can come any more, and count what came of it."""
        LOG.info("session %s of %s: %s", stored.header.session_id, stored.supplier, outcome)
        self.metrics.claims.labels(outcome).inc()
        await self.storage.drop(stored)
        for kind in ("claim", "proof"):
            self.sent.pop((stored, kind), None)

    def _counter(self, kind: str) -> Any:
        return self.metrics.claims if kind == "claim" else self.metrics.proofs


def _header_json(header: SessionHeader) -> Json:
    return {
        "application_address": header.application_address,
        "service_id": header.service_id,
        "session_id": header.session_id,
        "session_start_block_height": str(header.session_start_block_height),
        "session_end_block_height": str(header.session_end_block_height),
    }
