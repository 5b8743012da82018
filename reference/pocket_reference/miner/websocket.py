"""The WebSocket bridge: every binary message of a client is a relay request, every answer of the backend a response.

A backend may answer more or less often than it is asked, as subscriptions do: every message it sends is served as the
response to the client's last request.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import aiohttp
from aiohttp import WSMsgType, web

from pocket_reference.miner.backends import Backends
from pocket_reference.miner.config import RPC_TYPES, Limits
from pocket_reference.miner.pipeline import Pipeline
from pocket_reference.miner.refusals import Refusal, RefusedError
from pocket_reference.miner.relays import IncomingRelay, read_relay

SERVICE_HEADER = "Pocket-Service-Id"
HEARTBEAT_SECONDS = 30.0
POLICY_VIOLATION, GOING_AWAY = 1008, 1001
"""Codes with which a WebSocket is closed."""


@dataclass
class Bridge:
    """One client and its connection to the backend."""

    pipeline: Pipeline
    client: web.WebSocketResponse
    backend: aiohttp.ClientWebSocketResponse
    service: str
    last: bytes | None = None
    answered: bool = False

    async def run(self) -> None:
        """Pass messages on until one side closes or a message is refused."""
        tasks = [asyncio.create_task(self._requests()), asyncio.create_task(self._responses())]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for task in done:
            task.result()

    async def _requests(self) -> None:
        async for message in self.client:
            if message.type is not WSMsgType.BINARY:
                raise RefusedError(Refusal.MALFORMED, "a relay is a binary message")
            relay = read_relay(message.data)
            if relay.header.service_id != self.service:
                raise RefusedError(Refusal.WRONG_SERVICE, "the connection is for another service")
            await self.pipeline.check(relay)
            self.last, self.answered = message.data, False
            await self.backend.send_bytes(relay.payload)

    async def _responses(self) -> None:
        async for message in self.backend:
            if message.type not in {WSMsgType.BINARY, WSMsgType.TEXT} or self.last is None:
                continue
            payload = message.data if isinstance(message.data, bytes) else message.data.encode()

            async def forward(_: IncomingRelay, payload: bytes = payload) -> bytes:
                return payload

            again, self.answered = self.answered, True
            await self.client.send_bytes(await self.pipeline.serve(self.last, forward, again=again))


async def bridge(
    request: web.Request,
    pipeline: Pipeline,
    backends: Backends,
    limits: Limits,
    open_sockets: set[web.WebSocketResponse],
) -> web.StreamResponse:
    """Connect a client with its service's backend until one of them closes; meanwhile it is among the open sockets."""
    service = request.headers.get(SERVICE_HEADER, "")
    backend = backends.of(service, RPC_TYPES["websocket"])
    client = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=limits.request_bytes)
    async with backends.websocket(backend, service) as connected:
        await client.prepare(request)
        open_sockets.add(client)
        try:
            await Bridge(pipeline, client, connected, service).run()
        except RefusedError as refused:
            await client.close(code=POLICY_VIOLATION, message=str(refused)[:120].encode())
        else:
            await client.close(code=GOING_AWAY)
        finally:
            open_sockets.discard(client)
    return client
