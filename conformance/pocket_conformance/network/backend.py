"""A JSON-RPC API to serve relays from: answers `eth_blockNumber`, `eth_chainId` and `echo`, and refuses the rest.

Run as a program it prints its port and serves until it is ended.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from typing import Any

from aiohttp import web

Json = Any
METHOD_NOT_FOUND, INVALID_REQUEST, PARSE_ERROR = -32601, -32600, -32700


async def _answer(request: web.Request) -> web.Response:
    try:
        call = json.loads(await request.read())
    except ValueError:
        return _error(None, PARSE_ERROR, "not JSON")
    if not isinstance(call, dict) or not isinstance(call.get("method"), str):
        return _error(None, INVALID_REQUEST, "not a call")
    request.app[CALLS][0] += 1
    results: dict[str, Json] = {
        "eth_blockNumber": hex(request.app[CALLS][0]),
        "eth_chainId": "0x7a69",
        "echo": call.get("params"),
    }
    if call["method"] not in results:
        return _error(call.get("id"), METHOD_NOT_FOUND, call["method"][:80])
    return web.json_response({"jsonrpc": "2.0", "id": call.get("id"), "result": results[call["method"]]})


def _error(number: Json, code: int, message: str) -> web.Response:
    return web.json_response({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}})


CALLS = web.AppKey("calls", list[int])


def application() -> web.Application:
    """Make the API."""
    app = web.Application()
    app[CALLS] = [0]
    app.router.add_post("/{path:.*}", _answer)
    return app


async def serve() -> None:
    """Serve at a free port of this machine until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    runner = web.AppRunner(application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"serving at http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
