"""A whole network in one process: a devnet with blocks on demand, a backend, a gateway, and miners that can restart."""

import asyncio
import json
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from aiohttp import web
from aiohttp.test_utils import TestServer

from pocket_reference.client.gateway import Gateway, RelayError, new_client
from pocket_reference.devnet.network import SERVICE, small_network
from pocket_reference.devnet.node import Node
from pocket_reference.devnet.server import application as devnet_application
from pocket_reference.devnet.server import produce
from pocket_reference.miner.chain import Chain
from pocket_reference.miner.config import Backend, Config, Limits
from pocket_reference.miner.main import started
from pocket_reference.miner.payload import request_payload
from pocket_reference.store.log import Sync
from pocket_spec.invariants import broken_by_state
from pocket_spec.state import defaults

JSON_RPC = 3
NEVER, ALWAYS = 0.0, 1.0
"""Probabilities that a claim must be proven."""


async def answering(_):
    return web.json_response({"jsonrpc": "2.0", "id": 1, "result": "0x1"})


def no_invariant_breaks(_before, result):
    assert broken_by_state(result.state) == ()


class Mining:
    """What a test talks to. `outage` makes the chain node answer 503."""

    def __init__(self, tmp_path, network, handler):
        self.path, self.network, self.handler = tmp_path, network, handler
        self.members = network.members
        self.supplier, self.app = self.members["supplier1"].address, self.members["app"].address
        self.outage = False
        self.running, self.number, self.stack = None, 0, None

    async def start(self):
        self.stack = AsyncExitStack()
        self.running = await self.stack.enter_async_context(started(self.config))
        await self.caught_up()

    async def stop(self):
        await self.stack.aclose()
        self.running = None

    async def restart(self):
        await self.stop()
        await self.start()

    @property
    def miner(self):
        return self.running.miner

    @property
    def store(self):
        return self.path / "store"

    async def blocks(self, count=1):
        """Produce blocks, and let the miner do what is due after each."""
        for _ in range(count):
            await produce(self.chain_app)
            await self.caught_up()

    async def caught_up(self):
        height = self.node.state.height - 1
        while self.running is not None and not self.outage and self.miner.server.acted < height:
            for task in self.running.tasks:
                if task.done():
                    task.result()
            await asyncio.sleep(0.005)

    async def until(self, height):
        await self.blocks(height - (self.node.state.height - 1))

    def request(self, session, supplier=None):
        self.number += 1
        payload = request_payload("POST", "/", {"X-Request": str(self.number)}, b'{"method":"eth_blockNumber"}')
        return self.gateway.signed(session, supplier or self.supplier, payload)

    async def session(self):
        return await self.gateway.session(self.app, SERVICE)

    async def relays(self, count, session=None):
        """Send relays and give their hashes."""
        session = session or await self.session()
        return [await self.send(self.request(session), session) for _ in range(count)]

    async def send(self, request, session=None):
        session = replace(
            session or await self.session(), urls={self.supplier: f"http://127.0.0.1:{self.running.port}"}
        )
        return (await self.gateway.send(session, self.supplier, request, JSON_RPC)).relay_hash

    async def refused(self, request, session=None):
        try:
            await self.send(request, session)
        except RelayError as error:
            return error.label
        return None

    def events(self, kind):
        return [event["attributes"] for event in self.node.ledger.events(0, 2**53, kind)]

    def claims(self):
        return list(self.node.state.claims.values())

    def counted(self, counter, label):
        return getattr(self.miner.pipeline.metrics, counter).labels(label)._value.get()


@asynccontextmanager
async def mining(tmp_path, *, probability=NEVER, handler=answering, limits=None, sync=Sync.INTERVAL):
    """Start everything but the miner, at height 1, the first block of a session."""
    proof = replace(defaults.PROOF_PARAMS, proof_request_probability=probability)
    network = small_network(blocks_per_session=4, proof=proof)
    world = Mining(tmp_path, network, handler)
    Node.begin(tmp_path / "chain.db", network.state)
    world.node = Node(tmp_path / "chain.db", observer=no_invariant_breaks)
    world.node.produce_block()

    async def backend(request):
        return await world.handler(request)

    @web.middleware
    async def outages(request, handler):
        if world.outage:
            return web.Response(status=503, text=json.dumps({"error": "away"}))
        return await handler(request)

    chain_app, backend_app = devnet_application(world.node, interval=None), web.Application()
    chain_app.middlewares.append(outages)
    world.chain_app = chain_app
    backend_app.router.add_route("*", "/{path:.*}", backend)
    async with TestServer(chain_app) as devnet, TestServer(backend_app) as served, new_client() as http:
        chain_url = str(devnet.make_url("")).rstrip("/")
        world.config = Config(
            chain_url=chain_url,
            store=tmp_path / "store",
            sync=sync,
            listen=("127.0.0.1", 0),
            private_keys=(world.members["supplier1"].private_key,),
            services={(SERVICE, JSON_RPC): Backend(str(served.make_url("")).rstrip("/"), 5.0, {})},
            limits=limits or Limits(),
            overservicing_allowance=0.0,
        )
        world.gateway = Gateway(Chain(chain_url, http), http, world.members["gateway"].private_key)
        await world.start()
        try:
            yield world
        finally:
            if world.running is not None:
                await world.stop()
            world.node.close()


def play(tmp_path, scenario, **options):
    """Run a scenario of a world to its end."""

    async def run():
        async with mining(tmp_path, **options) as world:
            await scenario(world)

    asyncio.run(run())
