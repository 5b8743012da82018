"""The chain node as the miner sees it: sessions, blocks, and transactions, with short memory and patient retries."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from pocket_reference.devnet.transactions import sign
from pocket_reference.miner.meter import Terms
from pocket_reference.miner.refusals import Refusal, RefusedError
from pocket_spec.relay.messages import SessionHeader

Json = Any
ANSWER_SECONDS = 10.0
"""Seconds within which the node must answer a query."""
LONG_POLL_SECONDS = 40.0
"""The same for a request that waits for a block."""
RETRY_SECONDS = 0.5
"""Pause after the node did not answer."""
CLAIM_ENDS = {"settled": "EventClaimSettled", "expired": "EventClaimExpired", "discarded": "EventClaimDiscarded"}
"""The events that end a claim, by what they say of it."""


class ChainUnreachableError(Exception):
    """The node does not answer, or not what it should."""


class ChainRefusedError(Exception):
    """The node answered that a request is wrong."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where the chain stands: the height of its last block."""

    chain_id: str
    height: int


@dataclass(frozen=True, slots=True)
class ChainSession:
    """A session on chain: whose relays are served in it until when, what a relay must hash to, and what it pays."""

    header: SessionHeader
    suppliers: frozenset[str]
    ring: frozenset[bytes]
    target_hash: bytes
    compute_units_per_relay: int
    grace_end: int
    claim_open: int
    claim_close: int
    proof_open: int
    proof_close: int
    terms: Terms
    urls: Mapping[str, str]
    """Where the suppliers serve the session's service, by address."""


@dataclass(frozen=True, slots=True)
class ProofDue:
    """Whether a claim must be proven and along which path; both None before the drawing block."""

    drawn_at: int
    required: bool | None
    path: bytes | None


class Chain:
    """A client of one chain node."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url, self._http = url, session
        self._sessions: dict[tuple[str, str, int], ChainSession] = {}
        self._asking: dict[tuple[str, str, int], asyncio.Task[ChainSession]] = {}
        self._submitting: dict[str, asyncio.Lock] = {}

    async def status(self) -> Status:
        """Ask where the chain stands."""
        answer = await self._get("/v1/status")
        return Status(answer["chain_id"], answer["height"])

    async def wait(self, height: int) -> Status:
        """Wait for a block of this height, for as long as the node lets one wait."""
        answer = await self._get(f"/v1/wait/{height}", seconds=LONG_POLL_SECONDS)
        return Status(answer["chain_id"], answer["height"])

    async def session(self, application: str, service: str, start: int) -> ChainSession:
        """Give the session that starts at a height; remembered, as nothing about a session changes once it started."""
        key = application, service, start
        if key not in self._sessions:
            if key not in self._asking:
                self._asking[key] = asyncio.create_task(self._ask_session(*key))
                self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
            return await asyncio.shield(self._asking[key])
        return self._sessions[key]

    async def _ask_session(self, application: str, service: str, start: int) -> ChainSession:
        """Ask the node, once however many relays wait, and remember the answer if the session starts there."""
        arguments = {"application": application, "service": service, "height": str(start)}
        session = _session(await self._get("/v1/session", arguments))
        if session.header.session_start_block_height == start:
            self._sessions[application, service, start] = session
        return session

    def forget_sessions_before(self, height: int) -> None:
        """Drop remembered sessions whose proof window closed before a height."""
        self._sessions = {key: found for key, found in self._sessions.items() if found.proof_close >= height}

    async def claim(self, session_id: str, supplier: str) -> Json | None:
        """Give a claim on chain, None where there is none."""
        claims = (await self._get("/v1/claims"))["claims"]
        return next(
            (
                claim
                for claim in claims
                if claim["session_header"]["session_id"] == session_id
                and claim["supplier_operator_address"] == supplier
            ),
            None,
        )

    async def public_key(self, address: str) -> bytes | None:
        """Give the public key of an account, None where the chain does not know it."""
        key = (await self._get(f"/v1/accounts/{address}"))["public_key"]
        return None if key is None else bytes.fromhex(key)

    async def proof_due(self, session_id: str, supplier: str) -> ProofDue:
        """Ask whether a claim must be proven."""
        answer = await self._get("/v1/proof_due", {"session_id": session_id, "supplier": supplier})
        path = None if answer["path"] is None else bytes.fromhex(answer["path"])
        return ProofDue(answer["drawn_at"], answer["required"], path)

    async def outcome(self, header: SessionHeader, supplier: str, since: int) -> str | None:
        """Tell what came of a claim: "settled" or "expired", None where no block since a height says."""
        for outcome, kind in CLAIM_ENDS.items():
            events = (await self._get("/v1/events", {"from": str(since), "type": kind}))["events"]
            for event in events:
                found = event["attributes"]
                if (
                    found["supplier_operator_address"] == supplier
                    and found["application_address"] == header.application_address
                    and found["service_id"] == header.service_id
                    and int(found["session_end_block_height"]) == header.session_end_block_height
                ):
                    return outcome
        return None

    async def submit(self, chain_id: str, sender: str, private_key: int, message: Json) -> str:
        """Sign a message with the sender's next sequence, send it, and give the transaction's hash."""
        async with self._submitting.setdefault(sender, asyncio.Lock()):
            account = await self._get(f"/v1/accounts/{sender}")
            transaction = sign(chain_id, message, account["sequence"], private_key)
            answer: str = (await self._ask("POST", "/v1/transactions", body=transaction))["hash"]
            return answer

    async def result(self, transaction: str) -> Json:
        """Give what came of a transaction: its height (None while it waits) and rejection."""
        return await self._get(f"/v1/transactions/{transaction}")

    async def _get(
        self, path: str, arguments: Mapping[str, str] | None = None, seconds: float = ANSWER_SECONDS
    ) -> Json:
        return await self._ask("GET", path, arguments=arguments, seconds=seconds)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        arguments: Mapping[str, str] | None = None,
        body: Json = None,
        seconds: float = ANSWER_SECONDS,
    ) -> Json:
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._http.request(
                method, self._url + path, params=arguments, json=body, timeout=timeout
            ) as response:
                answer = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ChainUnreachableError(f"{self._url}: {type(error).__name__}: {error}") from None
        if response.status >= 500:
            raise ChainUnreachableError(f"{self._url}: status {response.status}")
        if response.status != 200:
            raise ChainRefusedError(str(answer.get("error", answer)))
        return answer


def _session(answer: Json) -> ChainSession:
    header, calendar = answer["header"], answer["calendar"]
    weight = int(answer["compute_units_per_relay"])
    return ChainSession(
        header=SessionHeader(
            header["application_address"],
            header["service_id"],
            header["session_id"],
            int(header["session_start_block_height"]),
            int(header["session_end_block_height"]),
        ),
        suppliers=frozenset(supplier["operator_address"] for supplier in answer["suppliers"]),
        ring=frozenset(bytes.fromhex(key) for key in answer["ring"]),
        target_hash=bytes.fromhex(answer["target_hash"]),
        compute_units_per_relay=weight,
        grace_end=calendar["grace_end"],
        claim_open=calendar["claim_open"],
        claim_close=calendar["claim_close"],
        proof_open=calendar["proof_open"],
        proof_close=calendar["proof_close"],
        terms=Terms(
            application_stake=int(answer["application_stake"]),
            suppliers_per_session=int(answer["suppliers_per_session"]),
            pending_sessions=calendar["pending_sessions"],
            compute_units_per_relay=weight,
            multiplier=int(answer["multiplier"]),
            granularity=int(answer["granularity"]),
        ),
        urls={supplier["operator_address"]: url for supplier in answer["suppliers"] for url in _urls(supplier)},
    )


def _urls(supplier: Json) -> list[str]:
    """List the addresses of a supplier: all its endpoints are the same miner, which tells kinds of requests apart."""
    return [endpoint["url"] for config in supplier["services"] for endpoint in config["endpoints"]][:1]


async def checked_session(chain: Chain, header: SessionHeader) -> ChainSession:
    """Give the session on chain of a header; refused where the two differ or the chain knows none."""
    try:
        session = await chain.session(header.application_address, header.service_id, header.session_start_block_height)
    except ChainRefusedError as error:
        raise RefusedError(Refusal.WRONG_SESSION, str(error)) from None
    except ChainUnreachableError as error:
        raise RefusedError(Refusal.CHAIN_UNREACHABLE, str(error)) from None
    if session.header != header:
        raise RefusedError(Refusal.WRONG_SESSION, f"the session of this height is {session.header.session_id}")
    return session
