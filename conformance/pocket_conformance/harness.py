"""The harness side of the protocol: runs an adapter process and exchanges one line at a time with it."""

from __future__ import annotations

import contextlib
import os
import selectors
import shlex
import signal
import subprocess
import threading
import time
from collections import deque
from types import TracebackType
from typing import Any, NoReturn, Self

from pocket_conformance import strict_json
from pocket_conformance.errors import UserError

LONGEST_REPLY = 64 * 2**20
"""Bytes of the longest reply that is read before the adapter counts as flooding."""
REPLY_KINDS = ("output", "rejection", "unsupported", "failure")
DEFAULT_TIMEOUT = 30.0
"""Seconds an adapter has for one reply."""
HELLO = b'{"hello":{"protocol":1}}\n'


class AdapterError(UserError):
    """The adapter broke the protocol: it hung, died, flooded, or answered something that is not a reply."""


class AdapterProcess:
    """A running adapter; `call` exchanges one request for one reply.

    After an `AdapterError` the process is gone and every further call raises the same error.
    """

    def __init__(self, command: str | list[str], timeout: float = DEFAULT_TIMEOUT) -> None:
        arguments = _arguments(command)
        self.command = shlex.join(arguments)
        self.timeout = timeout
        self._next_id = 0
        self._buffer = bytearray()
        self._stderr_tail: deque[bytes] = deque(maxlen=5)
        self._broken: AdapterError | None = None
        try:
            self._process = subprocess.Popen(  # noqa: S603 - running the user's adapter is the purpose
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise AdapterError(f"cannot start {self.command}: {error.strerror or error}") from None
        self._stderr_reader = threading.Thread(target=self._drain_stderr, daemon=True)
        self._stderr_reader.start()
        for pipe in (self._process.stdin, self._process.stdout):
            os.set_blocking(_descriptor(pipe), False)
        self.hello = self._say_hello()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, suite: str, op: str, json_input: Any) -> dict[str, Any]:
        """Send one request and return its reply without the id."""
        self._next_id += 1
        request = {"id": self._next_id, "suite": suite, "op": op, "input": json_input}
        where = f"request {self._next_id} ({suite}.{op})"
        reply = self._exchange(strict_json.dumps_line(request).encode() + b"\n", where)
        if reply.get("id") != self._next_id or isinstance(reply.get("id"), bool):
            self._fail(f"{where}: reply out of order: id {reply.get('id')!r}")
        kinds = [kind for kind in reply if kind != "id"]
        if len(kinds) != 1 or kinds[0] not in REPLY_KINDS:
            self._fail(f"{where}: a reply has exactly one of {', '.join(REPLY_KINDS)}")
        value = reply[kinds[0]]
        expected = {"output": dict, "rejection": str, "unsupported": bool, "failure": str}[kinds[0]]
        if not isinstance(value, expected) or value is False:
            self._fail(f"{where}: {kinds[0]} has the wrong type")
        return {kinds[0]: value}

    def close(self) -> None:
        """End the adapter: close its input, then kill what is left of it and its children."""
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._stderr_reader.join(timeout=1)
        if self._process.stderr and not self._stderr_reader.is_alive():
            self._process.stderr.close()

    def _say_hello(self) -> dict[str, Any]:
        hello = self._exchange(HELLO, "hello").get("hello")
        if not isinstance(hello, dict) or hello.get("protocol") != 1:
            self._fail("the first line is not a hello of protocol 1")
        for field in ("implementation", "version", "release"):
            if not isinstance(hello.get(field), str):
                self._fail(f"hello.{field}: missing or not a string")
        return hello

    def _exchange(self, line: bytes, where: str) -> dict[str, Any]:
        if self._broken:
            raise self._broken
        if b"\n" in self._buffer:
            self._fail(f"{where}: the adapter wrote a line that nobody asked for")
        reply = self._send_and_receive(line, where)
        try:
            message = strict_json.loads(reply)
        except strict_json.JsonError as error:
            self._fail(f"{where}: {error}: {reply[:80]!r}")
        if not isinstance(message, dict):
            self._fail(f"{where}: a reply is a JSON object, not {reply[:80]!r}")
        return dict(message)

    def _send_and_receive(self, line: bytes, where: str) -> bytes:
        deadline = time.monotonic() + self.timeout
        unsent = memoryview(line)
        stdin, stdout = _descriptor(self._process.stdin), _descriptor(self._process.stdout)
        with selectors.DefaultSelector() as selector:
            selector.register(stdin, selectors.EVENT_WRITE)
            selector.register(stdout, selectors.EVENT_READ)
            while unsent or b"\n" not in self._buffer:
                remaining = deadline - time.monotonic()
                ready = selector.select(remaining) if remaining > 0 else []
                if not ready:
                    self._fail(f"{where}: no reply within {self.timeout:g} s")
                for key, _ in ready:
                    if key.fd == stdin:
                        unsent = unsent[self._write(stdin, unsent, where) :]
                        if not unsent:
                            selector.unregister(stdin)
                    else:
                        self._read(stdout, where)
        reply, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer = bytearray(rest)
        return reply

    def _write(self, descriptor: int, data: memoryview, where: str) -> int:
        try:
            return os.write(descriptor, data)
        except BlockingIOError:
            return 0
        except OSError:
            self._fail(f"{where}: the adapter closed its input{self._epitaph()}")

    def _read(self, descriptor: int, where: str) -> None:
        chunk = os.read(descriptor, 1 << 16)
        if not chunk:
            self._fail(f"{where}: the adapter ended without a reply{self._epitaph()}")
        self._buffer += chunk
        if len(self._buffer) > LONGEST_REPLY:
            self._fail(f"{where}: a reply of more than {LONGEST_REPLY} bytes")

    def _fail(self, problem: str) -> NoReturn:
        """Kill the adapter, remember why, and raise."""
        self._broken = AdapterError(f"{self.command}: {problem}")
        self.close()
        raise self._broken

    def _epitaph(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        self._stderr_reader.join(timeout=1)
        code = self._process.poll()
        tail = b" ".join(self._stderr_tail).decode(errors="replace").strip()
        how = "" if code is None else f" (exit code {code})"
        return f"{how}{': ' + tail[-200:] if tail else ''}"

    def _drain_stderr(self) -> None:
        stderr = self._process.stderr
        while stderr and (line := stderr.readline(4096)):
            self._stderr_tail.append(line.strip())


def _arguments(command: str | list[str]) -> list[str]:
    if isinstance(command, list):
        return command
    try:
        arguments = shlex.split(command)
    except ValueError as error:
        raise UserError(f"the adapter's command line: {error}") from None
    if not arguments:
        raise UserError("the adapter's command line is empty")
    return arguments


def _descriptor(pipe: Any) -> int:
    return int(pipe.fileno())
