"""The node as a program: a directory, an address, and an end at the first block that would break an invariant."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest

from pocket_reference.devnet.errors import DevnetError
from pocket_reference.devnet.main import CHAIN, KEYS, begin, serving, stop_at_broken_invariants
from pocket_reference.devnet.network import small_network
from pocket_reference.devnet.node import Node
from pocket_spec.chain.execution import BlockResult

NETWORK = small_network()
ANY_PORT = ("127.0.0.1", 0)


def test_a_directory_has_a_chain_and_keys(tmp_path):
    begin(tmp_path / "net", NETWORK)
    assert (tmp_path / "net" / KEYS).read_text().count("private_key") == len(NETWORK.members)
    assert Node(tmp_path / "net" / CHAIN).state == NETWORK.state
    with pytest.raises(DevnetError, match="already"):
        begin(tmp_path / "net", NETWORK)
    with pytest.raises(DevnetError):
        begin(tmp_path / "net" / CHAIN, NETWORK)


def test_a_state_that_breaks_an_invariant_stops_the_node_before_the_block_is_written(tmp_path):
    minted = replace(NETWORK.state, supply=NETWORK.state.supply + 1)
    with pytest.raises(DevnetError, match="broken"):
        stop_at_broken_invariants(NETWORK.state, BlockResult(minted, (), ()))
    begin(tmp_path, NETWORK)

    def as_if_minted(before, result):
        stop_at_broken_invariants(before, replace(result, state=replace(result.state, supply=minted.supply)))

    async def scenario():
        async with serving(tmp_path / CHAIN, ANY_PORT, interval=0.01, observer=as_if_minted) as served:
            with pytest.raises(DevnetError, match=r"no block 1: .*broken"):
                await asyncio.wait_for(served.failed(), 20)
            async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{served.port}/v1/status") as answer:
                assert (await answer.json())["height"] == 0

    asyncio.run(scenario())
    assert Node(tmp_path / CHAIN).state == NETWORK.state


def test_what_cannot_be_served_is_said(tmp_path):
    async def twice():
        async with (
            serving(tmp_path / CHAIN, ANY_PORT, interval=None) as served,
            serving(tmp_path / CHAIN, ("127.0.0.1", served.port), interval=None),
        ):
            pass

    with pytest.raises(DevnetError, match="begin one first"):
        asyncio.run(twice())
    begin(tmp_path, NETWORK)
    with pytest.raises(DevnetError, match="in use"):
        asyncio.run(twice())
