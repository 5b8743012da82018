"""Processes of a network on this machine: started, waited for, killed, and never left behind."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from pocket_conformance.errors import UserError

START_SECONDS, END_SECONDS = 60.0, 40.0
_SERVING = re.compile(rb"serving at (http://\S+?)[,\s]")


def free_ports(count: int) -> list[int]:
    """Find ports of this machine that nobody listens at."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for found in sockets:
            found.bind(("127.0.0.1", 0))
        return [found.getsockname()[1] for found in sockets]


@dataclass
class Service:
    """A program that serves; what it says on standard error is in its file."""

    name: str
    arguments: tuple[str, ...]
    log: Path
    process: asyncio.subprocess.Process | None = None
    url: str = ""

    async def start(self) -> None:
        """Start it and wait until it serves."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *self.arguments, stdout=asyncio.subprocess.PIPE, stderr=log
            )
        try:
            self.url = await asyncio.wait_for(self._serving(self.process), START_SECONDS)
        except TimeoutError:
            raise UserError(f"{self.name} did not start in {START_SECONDS} s; {self._last_words()}") from None

    async def _serving(self, process: asyncio.subprocess.Process) -> str:
        if process.stdout is None:
            raise UserError(f"{self.name} has no standard output")
        while line := await process.stdout.readline():
            if found := _SERVING.search(line):
                return found[1].decode()
        raise UserError(f"{self.name} ended before it served; {self._last_words()}")

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return lines[-1] if lines else "it said nothing"

    async def kill(self) -> None:
        """End it as `kill -9` does."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def end(self) -> int:
        """End it in order; by force if it takes too long. Gives its exit code."""
        if self.process is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            return await asyncio.wait_for(self.process.wait(), END_SECONDS)
        except TimeoutError:
            await self.kill()
            return self.process.returncode or 0


@contextlib.asynccontextmanager
async def ending(services: list[Service]) -> AsyncIterator[None]:
    """End all services that were started, however the context is left."""
    try:
        yield
    finally:
        await asyncio.gather(*(service.end() for service in services), return_exceptions=True)
