"""Relays from the command line: one with its response, or a load with its latencies."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from pocket_conformance.errors import UserError
from pocket_conformance.output import table_of
from pocket_reference.client.gateway import Answer, Gateway, new_client
from pocket_reference.client.load import PERCENTILES, Load, Outcome
from pocket_reference.devnet.network import member
from pocket_reference.miner.chain import Chain, ChainSession
from pocket_reference.miner.payload import read_response, request_payload
from pocket_spec.rejections import Rejected

Json = Any
BLOCK_NUMBER = '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'
APPLICATION, GATEWAY = "app", "gateway"
"""Members of the devnet that relays are sent for and signed by, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Relays:
    """What is asked of whom."""

    url: str
    application: str
    service: str
    private_key: int
    rpc_type: int
    suppliers: tuple[str, ...]
    method: str
    target: str
    data: str

    def payload(self, number: int) -> bytes:
        """Give the request of a relay, which differs from all others in a header."""
        headers = {"Content-Type": "application/json", "X-Request": str(number)}
        return request_payload(self.method, self.target, headers, self.data.encode())


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of relays, and the last response."""

    outcome: Outcome
    last: Answer | None


def application_address(given: str | None) -> str:
    """Give the application's address, by default the devnet's."""
    return given or member(APPLICATION).address


def private_key(path: Path | None) -> int:
    """Read a private key in hex, by default the devnet's gateway's."""
    if path is None:
        return member(GATEWAY).private_key
    try:
        text = path.read_text(encoding="ascii").strip()
        key = int(text, 16)
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: {error.strerror if isinstance(error, OSError) else 'not a key in hex'}") from None
    if len(text) != 64 or key == 0:
        raise UserError(f"{path}: expected 64 hexadecimal digits")
    return key


async def send(relays: Relays, count: int, concurrency: int, advance: Callable[[str], None]) -> Sent:
    """Send relays, numbered from a random start, so that no run repeats another's."""
    last: list[Answer] = []

    def answered(_session: ChainSession, _supplier: str, answer: Answer) -> None:
        last[:] = [answer]

    start = secrets.randbits(48)
    async with new_client() as http:
        load = Load(
            Gateway(Chain(relays.url.rstrip("/"), http), http, relays.private_key),
            relays.application,
            relays.service,
            relays.rpc_type,
            lambda number: relays.payload(start + number),
            answered=answered,
            advance=lambda: advance(""),
            suppliers=relays.suppliers,
        )
        outcome = await load.run(count, concurrency)
    return Sent(outcome, last[0] if last else None)


def to_json(sent: Sent) -> Json:
    """Give what came of relays as JSON, latencies in milliseconds."""
    outcome = sent.outcome
    return {
        "answered": outcome.answered,
        "refused": dict(outcome.refused),
        "seconds": round(outcome.seconds, 3),
        "relays_per_second": round(outcome.answered / outcome.seconds, 1) if outcome.seconds else 0,
        "latency_ms": {f"p{percent}": round(outcome.percentile(percent) * 1000, 3) for percent in PERCENTILES},
        "by_supplier": dict(outcome.by_supplier),
        "response": response_json(sent.last),
    }


def response_json(answer: Answer | None) -> Json:
    """Give a response as JSON, None where there is none."""
    if answer is None:
        return None
    try:
        response = read_response(answer.payload)
    except Rejected:
        return {"payload": answer.payload.hex()}
    return {"status": response.status_code, "body": (response.body_bz or b"").decode("utf-8", "replace")}


def table(sent: Sent) -> Table:
    """Show what came of relays."""
    found = to_json(sent)
    rows = [("answered and verified", f"{found['answered']:,}"), ("seconds", f"{found['seconds']:,}")]
    rows += [("relays per second", f"{found['relays_per_second']:,}")]
    rows += [(f"latency {name}", f"{value:,} ms") for name, value in found["latency_ms"].items()]
    rows += [(f"by {supplier}", f"{number:,}") for supplier, number in sorted(found["by_supplier"].items())]
    rows += [(f"refused: {label}", f"{number:,}") for label, number in sorted(found["refused"].items())]
    if found["response"] is not None:
        rows += [("last response", json.dumps(found["response"])[:500])]
    return table_of("relays", ("", "value"), rows, numbers=())
