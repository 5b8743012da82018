"""A miner under test: a devnet, a backend and signed requests, all real and on this machine's loopback."""

import asyncio
import io
import json
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from coincurve import PrivateKey

from pocket_reference.devnet.network import SERVICE, small_network
from pocket_reference.devnet.node import Node
from pocket_reference.devnet.server import application as devnet_application
from pocket_reference.miner.backends import Backends
from pocket_reference.miner.chain import Chain
from pocket_reference.miner.config import Backend, Limits
from pocket_reference.miner.http import Server
from pocket_reference.miner.meter import Meter
from pocket_reference.miner.metrics import Metrics
from pocket_reference.miner.payload import request_payload
from pocket_reference.miner.pipeline import Pipeline
from pocket_reference.miner.relays import header_bytes, request_bytes
from pocket_reference.ring import signature as ring
from pocket_spec.crypto.hashes import sha256

NETWORK = small_network(blocks_per_session=10)
APP, GATEWAY, SUPPLIER = (NETWORK.members[name] for name in ("app", "gateway", "supplier1"))
LIMITS = Limits(request_bytes=20_000, response_bytes=100_000, body_seconds=0.5, concurrent_relays=50)
JSON_RPC = {"Rpc-Type": "3", "Accept-Encoding": "identity"}


class World:
    """What a test talks to."""

    def __init__(self, http, miner, pipeline, chain, backend, kept):
        self.http, self.miner, self.pipeline, self.chain = http, miner, pipeline, chain
        self.backend, self.kept = backend, kept
        self.counter = 0

    async def session(self):
        return await self.chain.session(APP.address, SERVICE, 1)

    async def request(self, body=b'{"id":1}', *, signer=GATEWAY, supplier=SUPPLIER.address, header=None, url="/"):
        """Make a signed request."""
        header = header or (await self.session()).header
        self.counter += 1
        payload = request_payload("POST", url, {"X-Request": str(self.counter)}, body)
        unsigned = request_bytes(header_bytes(header), b"", supplier, payload)
        keys = sorted([APP.public_key, GATEWAY.public_key, *([] if signer in (APP, GATEWAY) else [signer.public_key])])
        signed = ring.sign(sha256(unsigned), keys, signer.private_key)
        return request_bytes(header_bytes(header), signed, supplier, payload)

    async def send(self, body, headers=JSON_RPC):
        data = io.BytesIO(body) if isinstance(body, bytes) else body
        async with self.http.post(self.miner.make_url("/"), data=data, headers=headers) as response:
            return response.status, await response.read()

    async def refused(self, body, headers=JSON_RPC):
        status, answer = await self.send(body, headers)
        return status, json.loads(answer)["error"]


@asynccontextmanager
async def world(tmp_path, handler, *, allowance=0.0, websocket_handler=None, keep_fails=False):
    """Start everything; `handler` is the backend's."""
    Node.begin(tmp_path / "chain.db", NETWORK.state)
    node = Node(tmp_path / "chain.db", salt=lambda: b"test")
    for _ in range(3):
        node.produce_block()
    app = web.Application()
    if websocket_handler is not None:
        app.router.add_get("/ws", websocket_handler)
    app.router.add_route("*", "/{path:.*}", handler)
    kept = []

    async def keep(session, supplier, entry):
        if keep_fails:
            raise OSError(28, "No space left on device")
        kept.append((session.header.session_id, supplier, entry))

    devnet, backend = TestServer(devnet_application(node, interval=None)), TestServer(app)
    await devnet.start_server()
    await backend.start_server()
    async with aiohttp.ClientSession(auto_decompress=False) as http:
        services = {(SERVICE, 3): Backend(str(backend.make_url("")).rstrip("/"), 2.0, {"X-Secret": "s"})}
        services[SERVICE, 2] = Backend(str(backend.make_url("/ws")), 2.0, {})
        keys = {SUPPLIER.address: PrivateKey(SUPPLIER.private_key.to_bytes(32, "big"))}
        chain = Chain(str(devnet.make_url("")).rstrip("/"), http)
        pipeline = Pipeline(chain, keys, Meter(allowance), keep, Metrics())
        pipeline.hear(3)
        miner = TestServer(Server(pipeline, Backends(services, LIMITS, http), LIMITS).application())
        await miner.start_server()
        try:
            yield World(http, miner, pipeline, chain, backend, kept)
        finally:
            await miner.close()
            await backend.close()
            await devnet.close()
            node.close()


def play(tmp_path, handler, scenario, **options):
    """Run a scenario of a world to its end."""

    async def run():
        async with world(tmp_path, handler, **options) as made:
            await scenario(made)

    asyncio.run(run())
