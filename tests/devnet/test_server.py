"""The node over HTTP, asked by a real client."""

import asyncio
import io
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestClient, TestServer

from pocket_reference.devnet.network import SERVICE, small_network
from pocket_reference.devnet.node import Node
from pocket_reference.devnet.server import LARGEST_BODY, application
from pocket_reference.devnet.transactions import sign
from pocket_spec.invariants import broken_by_state
from pocket_spec.state.state_json import state_from_json

NETWORK = small_network()
APP, FAUCET = NETWORK.members["app"], NETWORK.members["faucet"]


@asynccontextmanager
async def served(tmp_path, interval=None):
    Node.begin(tmp_path / "chain.db", NETWORK.state)
    node = Node(tmp_path / "chain.db")
    async with TestClient(TestServer(application(node, interval=interval))) as client:
        yield client
    node.close()


def payment(amount, sequence=0):
    value = {
        "from_address": FAUCET.address,
        "to_address": APP.address,
        "amount": [{"denom": "upokt", "amount": str(amount)}],
    }
    return sign("devnet", {"type": "cosmos.bank.v1beta1.MsgSend", "value": value}, sequence, FAUCET.private_key)


def run(tmp_path, scenario, interval=None):
    async def play():
        async with served(tmp_path, interval) as client:
            await scenario(client)

    asyncio.run(play())


async def answer(response, status=200):
    assert response.status == status, await response.text()
    return await response.json()


def test_the_small_network_breaks_no_invariant():
    assert broken_by_state(NETWORK.state) == ()


def test_pays_on_demand(tmp_path):
    async def scenario(client):
        sent = await answer(await client.post("/v1/transactions", json=payment(5)))
        assert (await answer(await client.get("/v1/status")))["waiting_transactions"] == 1
        status = await answer(await client.post("/v1/blocks", json={"count": 3}))
        assert (status["height"], status["waiting_transactions"]) == (3, 0)
        found = await answer(await client.get(f"/v1/transactions/{sent['hash']}"))
        assert (found["height"], found["rejection"]) == (1, None)
        account = await answer(await client.get(f"/v1/accounts/{APP.address}"))
        assert int(account["balance"]) == NETWORK.state.balances[APP.address] + 5
        assert (await answer(await client.get(f"/v1/accounts/{FAUCET.address}")))["sequence"] == 1
        block = await answer(await client.get("/v1/blocks/1"))
        assert [transaction["hash"] for transaction in block["transactions"]] == [sent["hash"]]
        state = state_from_json(await answer(await client.get("/v1/state")))
        assert state.supply == NETWORK.state.supply

    run(tmp_path, scenario)


def test_blocks_come_by_themselves_and_can_be_waited_for(tmp_path):
    async def scenario(client):
        status = await asyncio.wait_for(answer(await client.get("/v1/wait/3")), 20)
        assert status["height"] >= 3

    run(tmp_path, scenario, interval=0.01)


def test_queries(tmp_path):
    async def scenario(client):
        service = await answer(await client.get("/v1/service", params={"id": SERVICE}))
        assert service["compute_units_per_relay"] == "100"
        suppliers = await answer(await client.get("/v1/suppliers"))
        assert len(suppliers["suppliers"]) == 2
        shared = await answer(await client.get("/v1/params", params={"module": "shared", "height": "5"}))
        assert shared["num_blocks_per_session"] == "4"
        assert (await answer(await client.get("/v1/events")))["events"] == []

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "problem"),
    [
        ("get", "/v1/blocks/9", None, 404, "no block 9"),
        ("get", "/v1/blocks/x", None, 400, "height: expected a number"),
        ("get", "/v1/blocks/-1", None, 400, "height"),
        ("get", "/v1/service?id=nobody", None, 404, "services has no nobody"),
        ("get", "/v1/service", None, 400, "id: missing"),
        ("get", "/v1/params?module=x", None, 400, "module: expected one of"),
        ("get", "/v1/params?module=proof&height=3", None, 400, "keeps no history"),
        ("get", "/v1/accounts/nobody", None, 400, "ADDRESS_MALFORMED"),
        ("get", "/v1/transactions/00", None, 404, "no transaction"),
        ("get", "/v1/nothing", None, 404, "Not Found"),
        ("post", "/v1/blocks", b'{"count": 0}', 400, "count"),
        ("post", "/v1/blocks", b"[]", 400, "not a JSON object"),
        ("post", "/v1/transactions", b"{", 400, "not JSON"),
        ("post", "/v1/transactions", b"{}", 400, "a transaction has"),
        ("post", "/v1/transactions", b"x" * (LARGEST_BODY + 1), 413, "Too Large"),
    ],
)
def test_bad_requests_are_answered_with_what_is_wrong(tmp_path, method, path, body, status, problem):
    async def scenario(client):
        response = await client.request(method, path, data=None if body is None else io.BytesIO(body))
        assert problem in (await answer(response, status))["error"]

    run(tmp_path, scenario)


def test_sessions_say_all_that_a_miner_needs(tmp_path):
    async def scenario(client):
        await client.post("/v1/blocks", json={"count": 5})
        session = await answer(
            await client.get("/v1/session", params={"application": APP.address, "service": SERVICE, "height": "5"})
        )
        assert session["header"]["session_start_block_height"] == "5"
        assert session["header"]["session_end_block_height"] == "8"
        operators = {NETWORK.members[name].address for name in ("supplier1", "supplier2")}
        assert {supplier["operator_address"] for supplier in session["suppliers"]} == operators
        keys = sorted(NETWORK.members[name].public_key.hex() for name in ("app", "gateway"))
        assert session["ring"] == keys
        assert session["target_hash"] == "ff" * 32
        assert session["calendar"]["claim_open"] == 10
        nobody = {"application": FAUCET.address, "service": SERVICE}
        refused = await answer(await client.get("/v1/session", params=nobody), 400)
        assert "SESSION_APP_NOT_FOUND" in refused["error"]
        assert "last block" in (await answer(await client.get("/v1/session?height=99"), 400))["error"]
        assert "no such claim" in (await answer(await client.get("/v1/proof_due"), 404))["error"]

    run(tmp_path, scenario)
