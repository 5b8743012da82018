"""One relay: built, signed, sent, and its response verified."""

from __future__ import annotations

import hashlib
import io
import json
import time
from dataclasses import dataclass, field

import aiohttp
from coincurve import PrivateKey

from pocket_reference.miner.chain import Chain, ChainSession
from pocket_reference.miner.relays import field as bytes_field
from pocket_reference.miner.relays import header_bytes, request_bytes
from pocket_reference.ring import signature as ring
from pocket_spec.crypto.secp256k1 import verify_ecdsa
from pocket_spec.encoding.proto import decode
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import RELAY_RESPONSE, RelayResponse, SessionHeader

RELAY_SECONDS = 30.0
"""Seconds within which a supplier must answer."""
IDLE_SECONDS = 5.0
"""Seconds after which an unused connection is closed: sooner than any supplier closes it."""


class RelayError(Exception):
    """A relay was not answered as it should: the supplier's refusal, or what is wrong with its response."""

    def __init__(self, label: str, detail: str = "") -> None:
        super().__init__(f"{label}: {detail}" if detail else label)
        self.label = label


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified response: its payload, the relay's hash as the supplier mines it, and how long it took."""

    payload: bytes
    relay_hash: bytes
    seconds: float


@dataclass
class Gateway:
    """A signer of an application's relays: the application itself or a gateway it delegates to."""

    chain: Chain
    http: aiohttp.ClientSession
    private_key: int
    keys: dict[str, bytes] = field(default_factory=dict)
    current: dict[tuple[str, str], ChainSession] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own_key = PrivateKey(self.private_key.to_bytes(32, "big")).public_key.format()

    async def session(self, application: str, service: str) -> ChainSession:
        """Give the session of the chain's last block."""
        height, known = (await self.chain.status()).height, self.current.get((application, service))
        if (
            known is None
            or not known.header.session_start_block_height <= height <= known.header.session_end_block_height
        ):
            known = await self.chain.session(application, service, height)
            self.current[application, service] = known
        return known

    def signed(self, session: ChainSession, supplier: str, payload: bytes) -> bytes:
        """Build a request and sign it as a member of the application's ring."""
        header = header_bytes(session.header)
        hashed = hashlib.sha256(request_bytes(header, b"", supplier, payload)).digest()
        if self.own_key not in session.ring:
            raise RelayError("wrong_key", "the key is neither the application's nor that of a gateway it delegates to")
        return request_bytes(header, ring.sign(hashed, sorted(session.ring), self.private_key), supplier, payload)

    async def send(self, session: ChainSession, supplier: str, request: bytes, rpc_type: int) -> Answer:
        """Send a signed request to a supplier and verify the response; raises `RelayError`."""
        url, key = self.url(session, supplier), await self._public_key(supplier)
        started = time.perf_counter()
        body = await self._exchange(url, request, rpc_type)
        seconds = time.perf_counter() - started
        response, relay_hash = verified(session.header, request, body, key)
        return Answer(response.payload or b"", relay_hash, seconds)

    def url(self, session: ChainSession, supplier: str) -> str:
        """Give the address of a supplier for the session's service."""
        if not session.urls.get(supplier):
            raise RelayError("wrong_supplier", f"{supplier} has no endpoint in the session")
        return session.urls[supplier]

    async def _public_key(self, address: str) -> bytes:
        if address not in self.keys:
            key = await self.chain.public_key(address)
            if key is None:
                raise RelayError("wrong_supplier", f"the chain knows no public key of {address}")
            self.keys[address] = key
        return self.keys[address]

    async def _exchange(self, url: str, request: bytes, rpc_type: int) -> bytes:
        try:
            async with self.http.post(
                url,
                data=io.BytesIO(request),
                headers={"Rpc-Type": str(rpc_type)},
                timeout=aiohttp.ClientTimeout(total=RELAY_SECONDS),
            ) as answered:
                body = await answered.read()
        except TimeoutError:
            raise RelayError("timeout", f"no answer in {RELAY_SECONDS} s") from None
        except aiohttp.ClientError as error:
            raise RelayError("no_answer", type(error).__name__) from None
        if answered.status != 200:
            raise _refusal(answered.status, body)
        return body


def _heights(header: SessionHeader) -> range:
    """Give the heights of a session."""
    return range(header.session_start_block_height, header.session_end_block_height + 1)


def _refusal(status: int, body: bytes) -> RelayError:
    try:
        answer = json.loads(body)
        return RelayError(str(answer["error"]), str(answer.get("detail", "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return RelayError(f"status_{status}")


def verified(header: SessionHeader, request: bytes, body: bytes, key: bytes) -> tuple[RelayResponse, bytes]:
    """Read a response and check header, payload hash and signature; gives it and the hash of the relay as mined."""
    try:
        response = decode(RELAY_RESPONSE, body)
    except Rejected as rejected:
        raise RelayError("malformed_response", rejected.detail) from None
    signature = response.meta.supplier_operator_signature or b""
    digest = hashlib.sha256(response.payload or b"").digest()
    if response.meta.session_header != header or response.payload_hash != digest:
        raise RelayError("wrong_response", "it is for another session, or its payload is not what was signed")
    named, hashed = bytes_field(1, header_bytes(header)), bytes_field(4, digest)
    if not verify_ecdsa(key, hashlib.sha256(bytes_field(1, named) + hashed).digest(), signature):
        raise RelayError("wrong_response", "the supplier's signature does not verify")
    mined = bytes_field(1, request) + bytes_field(2, bytes_field(1, named + bytes_field(2, signature)) + hashed)
    return response, hashlib.sha256(mined).digest()


def new_client() -> aiohttp.ClientSession:
    """Make the connections of a gateway."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS))
