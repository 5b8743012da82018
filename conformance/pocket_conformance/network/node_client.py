"""Questions to a devnet's node, for commands: answers as JSON, errors for users."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aiohttp

from pocket_conformance.errors import UserError
from pocket_reference.client.gateway import RelayError
from pocket_reference.devnet.errors import DevnetError
from pocket_reference.devnet.network import member
from pocket_reference.miner.chain import Chain, ChainRefusedError, ChainUnreachableError
from pocket_reference.miner.config import ConfigError
from pocket_reference.miner.main import ListenError
from pocket_reference.store.sessions import StoreInUseError

Json = Any
DEFAULT_URL = "http://127.0.0.1:26680"
FAUCET = "faucet"
ANSWER_SECONDS = 60.0
_FROM_OUTSIDE = (
    ChainRefusedError, ChainUnreachableError, ConfigError, DevnetError, ListenError, OSError, RelayError,
    StoreInUseError, aiohttp.ClientError, TimeoutError,
)  # fmt: skip
"""What can go wrong outside of pocket-spec."""


@contextmanager
def for_users() -> Iterator[None]:
    """Turn what goes wrong outside into an error of the command line."""
    try:
        yield
    except _FROM_OUTSIDE as error:
        raise UserError(str(error) or type(error).__name__) from None


def get(url: str, path: str, arguments: Mapping[str, str] | None = None) -> Json:
    """Ask a node."""
    return _ask(url, "GET", path, arguments, None)


def post(url: str, path: str, body: Json) -> Json:
    """Tell a node."""
    return _ask(url, "POST", path, None, body)


def _ask(url: str, method: str, path: str, arguments: Mapping[str, str] | None, body: Json) -> Json:
    async def ask() -> Json:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.request(method, url.rstrip("/") + path, params=arguments, json=body) as answer,
        ):
            return answer.status, await answer.json()

    with for_users():
        try:
            status, answer = asyncio.run(ask())
        except (aiohttp.ContentTypeError, ValueError):
            raise UserError(f"{url}: not a devnet's node") from None
    if status != 200:
        raise UserError(f"{url}: {answer.get('error', answer)}")
    return answer


def pay_from_faucet(url: str, address: str, amount: int) -> str:
    """Send uPOKT from the faucet's account; gives the transaction's hash."""
    faucet = member(FAUCET)
    value = {
        "from_address": faucet.address,
        "to_address": address,
        "amount": [{"denom": "upokt", "amount": str(amount)}],
    }

    async def pay() -> str:
        async with aiohttp.ClientSession() as http:
            chain = Chain(url.rstrip("/"), http)
            chain_id = (await chain.status()).chain_id
            message = {"type": "cosmos.bank.v1beta1.MsgSend", "value": value}
            return await chain.submit(chain_id, faucet.address, faucet.private_key, message)

    with for_users():
        return asyncio.run(pay())
