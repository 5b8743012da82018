"""The node over HTTP: queries, transactions, blocks on demand, and waiting for a block. All answers are JSON.

Errors are `{"error": text}`: 400 for a request that is malformed or refused, 404 for what is not there.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from pocket_reference.devnet import queries
from pocket_reference.devnet.errors import DevnetError
from pocket_reference.devnet.node import Node
from pocket_reference.devnet.session_view import proof_view, session_view
from pocket_spec.rejections import Rejected

Json = Any
LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of the largest request."""
LONGEST_WAIT = 30.0
"""Seconds after which a request that waits for a block is answered all the same."""
MOST_BLOCKS = 10_000
"""Blocks that one request may ask for."""
NODE = web.AppKey("node", Node)
NEW_BLOCK = web.AppKey("new_block", asyncio.Condition)


@dataclass
class Failure:
    """Why a block could not be produced, once that happened: the node has stopped at the state before it."""

    happened: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None


FAILED = web.AppKey("failed", Failure)


@web.middleware
async def errors_as_json(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer what a request did wrong."""
    try:
        return await handler(request)
    except (DevnetError, Rejected) as error:
        return web.json_response({"error": str(error)}, status=400)
    except LookupError as error:
        return web.json_response({"error": str(error.args[0] if error.args else "not there")}, status=404)
    except web.HTTPException as error:
        return web.json_response({"error": error.reason}, status=error.status)


def application(node: Node, *, interval: float | None) -> web.Application:
    """Make the application; `interval` is the seconds between blocks, None for blocks on demand alone."""
    app = web.Application(middlewares=[errors_as_json], client_max_size=LARGEST_BODY)
    app[NODE], app[NEW_BLOCK], app[FAILED] = node, asyncio.Condition(), Failure()
    app.router.add_get("/v1/status", _status)
    app.router.add_get("/v1/wait/{height}", _wait)
    app.router.add_get("/v1/blocks/{height}", _block)
    app.router.add_post("/v1/blocks", _produce)
    app.router.add_get("/v1/events", _events)
    app.router.add_get("/v1/accounts/{address}", _account)
    app.router.add_post("/v1/transactions", _submit)
    app.router.add_get("/v1/transactions/{hash}", _transaction)
    app.router.add_get("/v1/state", _state)
    app.router.add_get("/v1/session", _session)
    app.router.add_get("/v1/proof_due", _proof_due)
    for name, query in queries.QUERIES.items():
        app.router.add_get(f"/v1/{name}", _query(query))
    if interval is not None:
        app.cleanup_ctx.append(lambda app: _producing(app, interval))
    return app


async def _producing(app: web.Application, interval: float) -> AsyncIterator[None]:
    async def keep_producing() -> None:
        while True:
            await asyncio.sleep(interval)
            await produce(app)

    task = asyncio.create_task(keep_producing())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def produce(app: web.Application) -> None:
    """Produce a block and wake whoever waits for it."""
    try:
        app[NODE].produce_block()
    except Exception as error:
        app[FAILED].error = error
        app[FAILED].happened.set()
        raise
    async with app[NEW_BLOCK]:
        app[NEW_BLOCK].notify_all()


async def _status(request: web.Request) -> web.Response:
    return web.json_response(_status_of(request.app[NODE]))


def _status_of(node: Node) -> Json:
    state = node.state
    return {
        "chain_id": state.chain_id,
        "height": state.height - 1,
        "header_hash": state.header_hash.hex(),
        "waiting_transactions": node.waiting,
        "supply": str(state.supply),
    }


async def _wait(request: web.Request) -> web.Response:
    """Answer the status once the block of a height is there, or after the longest wait."""
    height, node = _number(request.match_info["height"], "height"), request.app[NODE]

    async def reached() -> None:
        async with request.app[NEW_BLOCK]:
            await request.app[NEW_BLOCK].wait_for(lambda: node.state.height > height)

    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(reached(), LONGEST_WAIT)
    return web.json_response(_status_of(node))


async def _block(request: web.Request) -> web.Response:
    height = _number(request.match_info["height"], "height")
    block = request.app[NODE].ledger.block(height)
    if block is None:
        raise LookupError(f"no block {height}")
    return web.json_response(block)


async def _produce(request: web.Request) -> web.Response:
    body = await _body(request)
    count = body.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_BLOCKS:
        raise DevnetError(f"count: expected 1 to {MOST_BLOCKS}")
    for _ in range(count):
        await produce(request.app)
        await asyncio.sleep(0)
    return web.json_response(_status_of(request.app[NODE]))


async def _events(request: web.Request) -> web.Response:
    first = _number(request.query.get("from", "0"), "from")
    last = _number(request.query.get("to", str(2**53)), "to")
    return web.json_response({"events": request.app[NODE].ledger.events(first, last, request.query.get("type", ""))})


async def _account(request: web.Request) -> web.Response:
    node, address = request.app[NODE], request.match_info["address"]
    account = queries.account(node.state, address)
    return web.json_response(account | {"sequence": node.ledger.next_sequence(address)})


async def _submit(request: web.Request) -> web.Response:
    return web.json_response({"hash": request.app[NODE].submit(await _body(request))})


async def _transaction(request: web.Request) -> web.Response:
    name = request.match_info["hash"]
    found = request.app[NODE].ledger.transaction(name)
    if found is None:
        raise LookupError(f"no transaction {name[:80]}")
    return web.json_response(found)


async def _session(request: web.Request) -> web.Response:
    node, arguments = request.app[NODE], request.query
    height = _number(arguments.get("height", str(node.state.height - 1)), "height")
    names = (arguments.get("application", ""), arguments.get("service", ""))
    return web.json_response(session_view(node.state, *names, height, node.rules))


async def _proof_due(request: web.Request) -> web.Response:
    node = request.app[NODE]
    return web.json_response(proof_view(node.state, request.query, node.rules))


async def _state(request: web.Request) -> web.Response:
    return web.json_response(queries.whole_state(request.app[NODE].state))


def _query(query: queries.Query) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(query(request.app[NODE].state, request.query))

    return answer


async def _body(request: web.Request) -> dict[str, Json]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise DevnetError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise DevnetError("the body is not a JSON object")
    return body


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 16):
        raise DevnetError(f"{name}: expected a number, got {text[:40]!r}")
    return int(text)
