"""The miner over HTTP, with a real chain, a real backend and real signatures; and everything that can go wrong."""

import asyncio
import gzip
import json
from dataclasses import replace

import pytest
from aiohttp import web
from miner_world import APP, GATEWAY, JSON_RPC, NETWORK, SUPPLIER, play

from pocket_reference.miner.payload import plain_headers, read_response
from pocket_reference.miner.refusals import Refusal
from pocket_reference.miner.relays import header_bytes, request_bytes
from pocket_spec.encoding.proto import decode
from pocket_spec.relay.messages import RELAY, RELAY_RESPONSE, SessionHeader
from pocket_spec.relay.signing import relay_hash, verify_relay_response_signature


async def echo(request):
    return web.json_response(
        {"path": request.path_qs, "body": (await request.read()).decode(), "headers": dict(request.headers)}
    )


def answer_of(body):
    response = decode(RELAY_RESPONSE, body)
    assert verify_relay_response_signature(response, SUPPLIER.public_key)
    return read_response(response.payload)


def test_a_relay_is_served_signed_and_kept(tmp_path):
    async def scenario(world):
        status, body = await world.send(await world.request(b'{"id":7}', url="/v1/x?y=1"))
        assert status == 200
        answered = answer_of(body)
        seen = json.loads(answered.body_bz)
        assert (answered.status_code, seen["path"], seen["body"]) == (200, "/v1/x?y=1", '{"id":7}')
        assert seen["headers"]["Pocket-Application"] == APP.address
        assert seen["headers"]["X-Secret"] == "s"
        assert "X-Secret" not in dict(plain_headers(answered.header))
        ((session_id, supplier, entry),) = world.kept
        assert (session_id, supplier) == ((await world.session()).header.session_id, SUPPLIER.address)
        mined = decode(RELAY, entry.value)
        assert relay_hash(mined) == entry.key
        assert mined.res.payload is None

    play(tmp_path, echo, scenario)


@pytest.mark.parametrize("signer", [APP, GATEWAY])
def test_application_and_gateway_may_sign(tmp_path, signer):
    async def scenario(world):
        assert (await world.send(await world.request(signer=signer)))[0] == 200

    play(tmp_path, echo, scenario)


def test_responses_are_compressed_where_asked(tmp_path):
    async def scenario(world):
        body = await world.request(b"x" * 2000)
        status, compressed = await world.send(body, JSON_RPC | {"Accept-Encoding": "gzip"})
        assert status == 200
        assert b"xxx" in answer_of(gzip.decompress(compressed)).body_bz

    play(tmp_path, echo, scenario)


def test_bad_requests_are_refused_and_nothing_is_kept(tmp_path):
    async def scenario(world):
        header = (await world.session()).header
        good = await world.request()
        outsider = NETWORK.members["faucet"]
        other = NETWORK.members["supplier2"].address
        unsigned = request_bytes(header_bytes(header), b"", SUPPLIER.address, b"x")
        broken = bytearray(good)
        broken[200] ^= 1
        cases = [
            (b"", {}, Refusal.MALFORMED),
            (b"\xff" * 10, JSON_RPC, Refusal.MALFORMED),
            (good, {"Rpc-Type": "9"}, Refusal.MALFORMED),
            (good, {"Rpc-Type": "4"}, Refusal.WRONG_SERVICE),
            (unsigned, JSON_RPC, Refusal.WRONG_SIGNATURE),
            (bytes(broken), JSON_RPC, None),
            (await world.request(signer=outsider), JSON_RPC, Refusal.WRONG_SIGNATURE),
            (await world.request(supplier=other), JSON_RPC, Refusal.WRONG_SUPPLIER),
            (await world.request(header=replace(header, session_id="00" * 32)), JSON_RPC, Refusal.WRONG_SESSION),
            (await world.request(header=replace(header, service_id="other")), JSON_RPC, Refusal.WRONG_SESSION),
            (
                await world.request(header=replace(header, session_start_block_height=99)),
                JSON_RPC,
                Refusal.SESSION_OVER,
            ),
            (await world.request(b"x" * 30_000), JSON_RPC, Refusal.TOO_LARGE),
            (await world.request(url="/a/../b"), JSON_RPC, Refusal.MALFORMED),
        ]
        for body, headers, refusal in cases:
            status, error = await world.refused(body, headers)
            if refusal is not None:
                assert (status, error) == (refusal.status, refusal.label)
            assert 400 <= status < 500
        assert world.kept == []
        assert (await world.send(good))[0] == 200

    play(tmp_path, echo, scenario)


def test_a_request_is_served_once(tmp_path):
    async def scenario(world):
        body = await world.request()
        assert (await world.send(body))[0] == 200
        assert await world.refused(body) == (409, "replayed")
        assert len(world.kept) == 1

    play(tmp_path, echo, scenario)


def test_sessions_end_with_their_grace_period(tmp_path):
    async def scenario(world):
        session = await world.session()
        world.pipeline.height = session.grace_end
        assert (await world.send(await world.request()))[0] == 200
        world.pipeline.height = session.grace_end + 1
        assert await world.refused(await world.request()) == (410, "session_over")

    play(tmp_path, echo, scenario)


def test_a_slow_sender_is_cut_off(tmp_path):
    async def scenario(world):
        async def trickle():
            yield b"x"
            await asyncio.sleep(5)

        assert await world.refused(trickle()) == (408, "too_slow")

    play(tmp_path, echo, scenario)


async def slow(_):
    await asyncio.sleep(5)


async def failing(_):
    return web.Response(status=500)


async def not_gzip(_):
    return web.Response(body=b"plain", headers={"Content-Encoding": "gzip"})


async def gzip_bomb(_):
    return web.Response(body=gzip.compress(bytes(10_000_000)), headers={"Content-Encoding": "gzip"})


async def huge(_):
    return web.Response(body=bytes(200_000))


@pytest.mark.parametrize(
    ("handler", "refusal"),
    [
        (slow, Refusal.BACKEND_SLOW),
        (failing, Refusal.BACKEND_FAILED),
        (not_gzip, Refusal.BACKEND_FAILED),
        (gzip_bomb, Refusal.BACKEND_FAILED),
        (huge, Refusal.BACKEND_FAILED),
    ],
)
def test_failing_backends_cost_the_application_nothing_and_the_request_may_come_again(tmp_path, handler, refusal):
    async def scenario(world):
        body = await world.request()
        for _ in range(2):
            assert await world.refused(body) == (refusal.status, refusal.label)
        assert sum(world.pipeline.meter.consumed.values()) == 0
        assert world.kept == []

    play(tmp_path, handler, scenario)


def test_a_backend_that_is_gone(tmp_path):
    async def scenario(world):
        await world.backend.close()
        assert await world.refused(await world.request()) == (502, "backend_failed")

    play(tmp_path, echo, scenario)


def test_compressed_backend_responses_are_served_uncompressed(tmp_path):
    async def handler(_):
        return web.Response(body=gzip.compress(b"hello"), headers={"Content-Encoding": "gzip", "X-A": "1"})

    async def scenario(world):
        _, body = await world.send(await world.request())
        answered = answer_of(body)
        assert answered.body_bz == b"hello"
        assert "Content-Encoding" not in dict(plain_headers(answered.header))

    play(tmp_path, handler, scenario)


def test_a_full_disk_withholds_the_response(tmp_path):
    async def scenario(world):
        assert await world.refused(await world.request()) == (507, "store_failed")
        assert sum(world.pipeline.meter.consumed.values()) == 0

    play(tmp_path, echo, scenario, keep_fails=True)


def test_overservicing_is_refused(tmp_path):
    async def scenario(world):
        session = await world.session()
        world.pipeline.meter.consumed[session.header.session_id, SUPPLIER.address] = 10**15
        assert await world.refused(await world.request()) == (429, "overserviced")

    play(tmp_path, echo, scenario)


def test_a_chain_that_does_not_answer(tmp_path):
    async def scenario(world):
        world.chain._url = "http://127.0.0.1:1"
        header = SessionHeader(APP.address, "anvil", "00" * 32, 1, 10)
        assert await world.refused(await world.request(header=header)) == (503, "chain_unreachable")

    play(tmp_path, echo, scenario)


def test_health_and_metrics(tmp_path):
    async def scenario(world):
        await world.send(await world.request())
        await world.refused(b"")
        async with world.http.get(world.miner.make_url("/health")) as response:
            assert response.status == 200
        async with world.http.get(world.miner.make_url("/metrics")) as response:
            text = await response.text()
        assert 'pocket_miner_relays_total{service="anvil"} 1.0' in text
        assert 'pocket_miner_refused_total{reason="malformed"} 1.0' in text

    play(tmp_path, echo, scenario)


def test_many_at_once(tmp_path):
    async def scenario(world):
        bodies = [await world.request() for _ in range(30)]
        answers = await asyncio.gather(*(world.send(body) for body in bodies))
        assert {status for status, _ in answers} == {200}
        assert len({entry.key for _, _, entry in world.kept}) == 30

    play(tmp_path, echo, scenario)


async def subscription(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        for number in range(3):
            await socket.send_str(f"{number}:{message.data.decode()[:4]}")
    return socket


def test_a_websocket_serves_every_message_of_the_backend_as_a_relay(tmp_path):
    async def scenario(world):
        url, headers = world.miner.make_url("/"), {"Rpc-Type": "2", "Pocket-Service-Id": "anvil"}
        async with world.http.ws_connect(url, headers=headers) as socket:
            await socket.send_bytes(await world.request())
            answers = [decode(RELAY_RESPONSE, (await socket.receive(timeout=5)).data) for _ in range(3)]
        assert [answer.payload[:2] for answer in answers] == [b"0:", b"1:", b"2:"]
        assert all(verify_relay_response_signature(answer, SUPPLIER.public_key) for answer in answers)
        assert len({entry.key for _, _, entry in world.kept}) == 3
        async with world.http.ws_connect(url, headers=headers) as socket:
            await socket.send_str("text")
            assert (await socket.receive(timeout=5)).data == 1008

    play(tmp_path, echo, scenario, websocket_handler=subscription)


def test_a_websocket_passes_nothing_on_that_is_not_signed_by_the_ring(tmp_path):
    passed = []

    async def listening(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        passed.extend([message.data async for message in socket])
        return socket

    async def scenario(world):
        url, headers = world.miner.make_url("/"), {"Rpc-Type": "2", "Pocket-Service-Id": "anvil"}
        async with world.http.ws_connect(url, headers=headers) as socket:
            await socket.send_bytes(await world.request(signer=NETWORK.members["faucet"]))
            assert (await socket.receive(timeout=5)).data == 1008
        assert passed == []

    play(tmp_path, echo, scenario, websocket_handler=listening)
