"""Passing requests on to backends over HTTP."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aiohttp

from pocket_reference.miner.config import Backend, Limits
from pocket_reference.miner.payload import HttpRequest, plain_headers, read_request, response_payload
from pocket_reference.miner.refusals import Refusal, RefusedError
from pocket_reference.miner.relays import IncomingRelay

LARGEST_PIECE = 65_536
"""Bytes of a response that are read and decompressed at one time."""


class Backends:
    """The backends of every service and kind of request, and the connections to them."""

    def __init__(
        self, services: Mapping[tuple[str, int], Backend], limits: Limits, http: aiohttp.ClientSession
    ) -> None:
        self._services, self._limits, self._http = services, limits, http

    def of(self, service: str, rpc_type: int) -> Backend:
        """Give a backend; refused where none is configured."""
        backend = self._services.get((service, rpc_type))
        if backend is None:
            raise RefusedError(Refusal.WRONG_SERVICE, f"no backend for {service[:80]} and Rpc-Type {rpc_type}")
        return backend

    async def forward(self, relay: IncomingRelay, rpc_type: int) -> bytes:
        """Pass a request on and give the response as a payload; a server error is a backend that failed."""
        backend = self.of(relay.header.service_id, rpc_type)
        request = read_request(relay.payload)
        status, headers, body = await self._exchange(backend, request, relay)
        if status >= 500:
            raise RefusedError(Refusal.BACKEND_FAILED, f"the backend answered {status}")
        return response_payload(status, headers, body)

    @asynccontextmanager
    async def websocket(self, backend: Backend, service: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """Connect to a backend's WebSocket; refused where it does not answer."""
        headers = {**backend.headers, "Pocket-Service": service}
        try:
            connected = await asyncio.wait_for(
                self._http.ws_connect(backend.url, headers=headers, max_msg_size=self._limits.response_bytes),
                backend.timeout_seconds,
            )
        except TimeoutError:
            raise RefusedError(Refusal.BACKEND_SLOW, f"no connection in {backend.timeout_seconds} s") from None
        except aiohttp.ClientError as error:
            raise RefusedError(Refusal.BACKEND_FAILED, type(error).__name__) from None
        async with connected:
            yield connected

    async def _exchange(
        self, backend: Backend, request: HttpRequest, relay: IncomingRelay
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        try:
            async with self._http.request(
                request.method.upper(),
                target_url(backend.url, request.url),
                headers=[*plain_headers(request.header), *_context(relay), *backend.headers.items()],
                data=request.body_bz or None,
                timeout=aiohttp.ClientTimeout(total=backend.timeout_seconds),
                allow_redirects=False,
                auto_decompress=False,
            ) as response:
                body = await self._body(response)
                return response.status, list(response.headers.items()), body
        except TimeoutError:
            raise RefusedError(Refusal.BACKEND_SLOW, f"no answer in {backend.timeout_seconds} s") from None
        except (aiohttp.ClientError, ValueError) as error:
            raise RefusedError(Refusal.BACKEND_FAILED, type(error).__name__) from None

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """Read a body, decompressed as it comes, so that a small one cannot unfold into a huge one."""
        body = bytearray()
        if response.headers.get("Content-Encoding", "").lower() != "gzip":
            async for piece in response.content.iter_chunked(LARGEST_PIECE):
                self._append(body, piece)
            return bytes(body)
        inflate = zlib.decompressobj(wbits=31)
        async for piece in response.content.iter_chunked(LARGEST_PIECE):
            self._append_inflated(body, inflate, piece)
        if not inflate.eof:
            raise RefusedError(Refusal.BACKEND_FAILED, "the compressed response is cut off")
        return bytes(body)

    def _append_inflated(self, body: bytearray, inflate: zlib._Decompress, piece: bytes) -> None:
        waiting = piece
        while waiting:
            try:
                self._append(body, inflate.decompress(waiting, LARGEST_PIECE))
            except zlib.error:
                raise RefusedError(Refusal.BACKEND_FAILED, "the response is not gzip") from None
            waiting = inflate.unconsumed_tail

    def _append(self, body: bytearray, piece: bytes) -> None:
        body += piece
        if len(body) > self._limits.response_bytes:
            raise RefusedError(Refusal.BACKEND_FAILED, f"a response of more than {self._limits.response_bytes} bytes")


def target_url(backend: str, requested: str) -> str:
    """Put path and query of a requested URL behind the backend's address; never its scheme or host."""
    parts = urlsplit(requested)
    path = parts.path if parts.path.startswith("/") or not parts.path else f"/{parts.path}"
    if ".." in path.split("/"):
        raise RefusedError(Refusal.MALFORMED, "a path that climbs")
    return backend + path + (f"?{parts.query}" if parts.query else "")


def _context(relay: IncomingRelay) -> list[tuple[str, str]]:
    """Tell the backend for whom it works. Source: pocket-relay-miner docs/PROTOCOL_SPEC.md."""
    return [
        ("Accept-Encoding", "gzip"),
        ("Pocket-Supplier", relay.supplier),
        ("Pocket-Service", relay.header.service_id),
        ("Pocket-Application", relay.header.application_address),
    ]
