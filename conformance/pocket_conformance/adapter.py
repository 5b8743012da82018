"""The adapter side of the protocol: serves an implementation over lines of JSON."""

from __future__ import annotations

from importlib.metadata import version
from typing import IO, Any

from pocket_conformance import strict_json
from pocket_conformance.implementations import RELEASE, Implementation

PROTOCOL_VERSION = 1
LONGEST_LINE = 64 * 2**20
"""Bytes of the longest request that is read; longer ones are answered with a failure."""


def serve(served: Implementation, requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answer every line of `requests` with one line on `replies`, in order, until the input ends."""
    while line := requests.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            _skip_rest_of_line(requests)
            reply: dict[str, Any] = {"id": None, "failure": f"a line longer than {LONGEST_LINE} bytes"}
        else:
            reply = answer(served, line)
        replies.write(strict_json.dumps_line(reply).encode() + b"\n")
        replies.flush()


def answer(served: Implementation, line: bytes) -> dict[str, Any]:
    """Answer one line: a hello, a request, or something that is neither."""
    try:
        message = strict_json.loads(line)
    except strict_json.JsonError as error:
        return {"id": None, "failure": str(error)}
    if not isinstance(message, dict):
        return {"id": None, "failure": "a request is a JSON object"}
    if "hello" in message:
        return _hello(served, message["hello"])
    return {"id": message.get("id"), **_answer_request(served, message)}


def _answer_request(served: Implementation, message: dict[str, Any]) -> dict[str, Any]:
    for field in message:
        if field not in ("id", "suite", "op", "input"):
            return {"failure": f"{field[:40]}: unknown field"}
    for field, kind in (("id", int | str), ("suite", str), ("op", str), ("input", dict)):
        if field not in message:
            return {"failure": f"{field}: missing"}
        if not isinstance(message[field], kind) or isinstance(message[field], bool):
            return {"failure": f"{field}: of the wrong type"}
    return served.call(message["suite"], message["op"], message["input"])


def _hello(served: Implementation, greeting: Any) -> dict[str, Any]:
    if not isinstance(greeting, dict) or greeting.get("protocol") != PROTOCOL_VERSION:
        return {"id": None, "failure": f"hello.protocol: this adapter speaks version {PROTOCOL_VERSION}"}
    return {
        "hello": {
            "protocol": PROTOCOL_VERSION,
            "implementation": served.name,
            "version": version("pocket-spec"),
            "release": RELEASE,
        }
    }


def _skip_rest_of_line(requests: IO[bytes]) -> None:
    while (rest := requests.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass
