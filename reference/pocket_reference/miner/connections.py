"""Connections that send nothing, or too slowly to matter, are closed; so are those beyond the limit.

The HTTP library waits for the headers of a request for ever. Here every connection has a deadline for them.
"""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from pocket_reference.miner.config import Limits


class Connections:
    """The connections of one server: which are being answered, and since when the others are silent."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._answering: dict[asyncio.Protocol, int] = {}
        self._silent_since: dict[asyncio.Protocol, float] = {}

    def middleware(self) -> Middleware:
        """Give what notes that a request has arrived with all its headers."""

        @web.middleware
        async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
            protocol = request.protocol
            self._answering[protocol] = self._answering.get(protocol, 0) + 1
            try:
                return await handler(request)
            finally:
                self._answering.pop(protocol, None)
                self._silent_since[protocol] = asyncio.get_running_loop().time()

        return noted

    async def watch(self, server: web.Server) -> None:
        """Close connections that are over their time or over the limit, until cancelled."""
        while True:
            await asyncio.sleep(min(1.0, self._limits.header_seconds / 4))
            self.close_late(server, asyncio.get_running_loop().time())

    def close_late(self, server: web.Server, now: float) -> None:
        """Close what is late at a moment, and the longest silent of too many."""
        there = set(server.connections)
        idle = there - set(self._answering)
        self._silent_since = {found: self._silent_since.get(found, now) for found in idle}
        oldest_first = sorted(idle, key=lambda found: self._silent_since[found])
        surplus = max(0, len(there) - self._limits.connections)
        for position, protocol in enumerate(oldest_first):
            if position < surplus or now - self._silent_since[protocol] > self._limits.header_seconds:
                protocol.force_close()
                del self._silent_since[protocol]
