"""The miner's HTTP server: relays by POST, WebSockets, health and metrics."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Middleware

from pocket_reference.miner.backends import Backends
from pocket_reference.miner.config import RPC_TYPES, Limits
from pocket_reference.miner.pipeline import Pipeline
from pocket_reference.miner.refusals import Refusal, RefusedError
from pocket_reference.miner.websocket import GOING_AWAY, bridge

SMALLEST_GZIP = 512
"""Bytes below which a response is not worth compressing."""
CLOSING_SECONDS = 1.0
"""Seconds that a client has to take leave of a WebSocket."""
RPC_TYPE_HEADER = "Rpc-Type"
HTTP_RPC_TYPES = frozenset(RPC_TYPES.values()) - {RPC_TYPES["websocket"]}


@dataclass
class Server:
    """The handlers of one miner; `ending` is set when it shuts down, `idle` when it then has nothing to do."""

    pipeline: Pipeline
    backends: Backends
    limits: Limits
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    serving: int = 0
    acted: int = 0
    """Height of the last block after which everything due was done."""
    sockets: set[web.WebSocketResponse] = field(default_factory=set)

    async def drain(self, seconds: float) -> int:
        """Take no new relays, end WebSockets, and wait for what is being served; gives how many were given up."""
        self.ending.set()
        if not self.serving:
            self.idle.set()
        for socket in list(self.sockets):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(socket.close(code=GOING_AWAY), CLOSING_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.idle.wait(), seconds)
        return self.serving

    def application(self, *middlewares: Middleware) -> web.Application:
        """Make the application: metrics and health by GET, anything else is a relay."""
        app = web.Application(client_max_size=self.limits.request_bytes, middlewares=middlewares)
        app.router.add_get("/health", self._health)
        app.router.add_get("/metrics", self._metrics)
        app.router.add_route("*", "/{path:.*}", self._relay)
        return app

    async def _health(self, _: web.Request) -> web.Response:
        state = {
            "height": self.pipeline.height,
            "acted": self.acted,
            "serving": self.serving,
            "ending": self.ending.is_set(),
        }
        return web.json_response(state, status=503 if self.ending.is_set() or not self.pipeline.height else 200)

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=self.pipeline.metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4"})

    async def _relay(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_open()
            rpc_type = _rpc_type(request)
            if rpc_type == RPC_TYPES["websocket"]:
                return await bridge(request, self.pipeline, self.backends, self.limits, self.sockets)
            return await self._answered(request, rpc_type)
        except RefusedError as refused:
            return refusal_response(refused)

    def _check_open(self) -> None:
        if self.ending.is_set():
            raise RefusedError(Refusal.SHUTTING_DOWN)
        if self.serving >= self.limits.concurrent_relays:
            raise RefusedError(Refusal.BUSY, f"{self.serving} relays are being served")

    async def _answered(self, request: web.Request, rpc_type: int) -> web.Response:
        self.serving += 1
        try:
            body = await self._body(request)
            response = await self.pipeline.serve(body, lambda relay: self.backends.forward(relay, rpc_type))
        finally:
            self.serving -= 1
            if self.ending.is_set() and not self.serving:
                self.idle.set()
        headers = {"Content-Type": request.headers.get("Accept", "application/json").split(",")[0]}
        if "gzip" in request.headers.get("Accept-Encoding", "") and len(response) >= SMALLEST_GZIP:
            headers["Content-Encoding"] = "gzip"
            response = gzip.compress(response, 1)
        return web.Response(body=response, headers=headers)

    async def _body(self, request: web.Request) -> bytes:
        """Read a body within its limits of size and time."""
        if (request.content_length or 0) > self.limits.request_bytes:
            raise RefusedError(Refusal.TOO_LARGE, f"more than {self.limits.request_bytes} bytes")
        try:
            return await asyncio.wait_for(request.read(), self.limits.body_seconds)
        except TimeoutError:
            raise RefusedError(Refusal.TOO_SLOW, f"no body in {self.limits.body_seconds} s") from None
        except web.HTTPRequestEntityTooLarge:
            raise RefusedError(Refusal.TOO_LARGE, f"more than {self.limits.request_bytes} bytes") from None


def _rpc_type(request: web.Request) -> int:
    text = request.headers.get(RPC_TYPE_HEADER, "")
    known = {str(number): number for number in (*HTTP_RPC_TYPES, RPC_TYPES["websocket"])}
    if text not in known:
        raise RefusedError(Refusal.MALFORMED, f"{RPC_TYPE_HEADER}: expected one of {', '.join(sorted(known))}")
    return known[text]


def refusal_response(refused: RefusedError) -> web.Response:
    """Answer a refusal: its status, and its label and detail as JSON."""
    body = json.dumps({"error": refused.refusal.label, "detail": refused.detail})
    return web.Response(status=refused.refusal.status, text=body, content_type="application/json")
