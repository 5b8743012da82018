"""What can go wrong with a miner that runs: each is refused or survived, and nothing is lost."""

import asyncio
import contextlib
import gzip
import io
import os
import resource
import time
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from mining_world import ALWAYS, answering, play

from pocket_reference.client.gateway import RelayError
from pocket_reference.miner.config import Limits
from pocket_reference.miner.main import ListenError, started
from pocket_reference.store.sessions import StoreInUseError

LIMITS = Limits(
    request_bytes=20_000, response_bytes=100_000, body_seconds=0.5, header_seconds=0.5, connections=20,
    concurrent_relays=8,
)  # fmt: skip


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def post(world, body, **headers):
    url = f"http://127.0.0.1:{world.running.port}/"
    async with world.gateway.http.post(url, data=body, headers={"Rpc-Type": "3"} | headers) as answer:
        return answer.status


async def paid(world, session, relays):
    await world.until(session.proof_close)
    (settled,) = world.events("EventClaimSettled")
    assert int(settled["num_relays"]) == relays


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_a_compressed_request_cannot_unfold_into_a_huge_one(tmp_path):
    bomb = gzip.compress(bytes(100_000_000), 6)

    async def scenario(world):
        before = resident_bytes()
        for _ in range(3):
            with contextlib.suppress(aiohttp.ClientOSError):  # refused and closed before all of it was sent
                assert await post(world, io.BytesIO(bomb), **{"Content-Encoding": "gzip"}) == 413
        assert resident_bytes() - before < 60_000_000
        await world.relays(1)

    play(tmp_path, scenario)


def test_a_body_without_a_length_is_cut_off_at_the_limit(tmp_path):
    async def endless():
        for _ in range(100):
            yield bytes(1_000)

    async def scenario(world):
        assert await post(world, endless()) == 413

    play(tmp_path, scenario, limits=LIMITS)


async def seconds_until_closed(port):
    """Trickle headers that never end, and tell how long the miner puts up with it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = time.monotonic()
    writer.write(b"POST / HTTP/1.1\r\nHost: x\r\n")
    with contextlib.suppress(ConnectionError):
        while time.monotonic() - begun < 10:
            writer.write(b"X: a\r\n")
            with contextlib.suppress(TimeoutError):
                if await asyncio.wait_for(reader.read(1), 0.1) == b"":
                    break
    writer.close()
    return time.monotonic() - begun


def test_connections_that_send_no_whole_headers_are_closed(tmp_path):
    async def scenario(world):
        assert max(await asyncio.gather(*(seconds_until_closed(world.running.port) for _ in range(10)))) < 5
        await world.relays(1)

    play(tmp_path, scenario, limits=LIMITS)


def test_connections_beyond_the_limit_are_closed(tmp_path):
    async def scenario(world):
        opened = [await asyncio.open_connection("127.0.0.1", world.running.port) for _ in range(30)]
        await asyncio.sleep(0.4)
        closed = [reader.at_eof() for reader, _ in opened]
        assert sum(closed) >= 10
        await world.relays(1)
        for _, writer in opened:
            writer.close()

    limits = Limits(header_seconds=1.0, connections=20)
    play(tmp_path, scenario, limits=limits)


def test_there_is_one_miner_to_a_store_and_to_a_port(tmp_path):
    async def scenario(world):
        with pytest.raises(StoreInUseError):
            async with started(world.config):
                pass
        other = replace(world.config, store=tmp_path / "other", listen=("127.0.0.1", world.running.port))
        with pytest.raises(ListenError, match="in use"):
            async with started(other):
                pass
        await world.relays(1)

    play(tmp_path, scenario)


def test_a_full_disk_refuses_relays_and_is_recovered_from(tmp_path):
    """The kernel refuses to let any file grow, as on a full disk, until it is told otherwise."""

    async def scenario(world):
        session = await world.session()
        await world.relays(2)
        (log,) = world.store.glob("*.relays")
        request = world.request(session)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 100, hard))
        try:
            for _ in range(3):
                assert await world.refused(request) == "store_failed"
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        await world.send(request)
        await world.restart()
        await world.relays(1)
        await paid(world, session, 4)

    play(tmp_path, scenario)


@pytest.mark.parametrize("years", [-20, 20])
def test_a_clock_that_is_set_changes_nothing(tmp_path, monkeypatch, years):
    async def scenario(world):
        session, now = await world.session(), time.time
        await world.relays(2)
        monkeypatch.setattr(time, "time", lambda: now() + years * 31_557_600)
        await world.relays(2)
        await world.restart()
        await world.relays(1)
        await paid(world, session, 5)

    play(tmp_path, scenario, probability=ALWAYS)


def test_a_relay_is_not_served_again_after_a_restart(tmp_path):
    async def scenario(world):
        session = await world.session()
        request = world.request(session)
        await world.send(request)
        consumed = dict(world.miner.pipeline.meter.consumed)
        await world.restart()
        assert world.miner.pipeline.meter.consumed == consumed
        assert await world.refused(request) == "replayed"
        await world.relays(1)
        await paid(world, session, 2)

    play(tmp_path, scenario)


def test_a_relay_that_does_not_count_is_not_served_again_after_a_restart_and_is_not_claimed(tmp_path):
    async def scenario(world):
        session, request = await world.session(), None
        await world.relays(1)
        chain = world.miner.chain
        chain._sessions = {key: replace(found, target_hash=bytes(32)) for key, found in chain._sessions.items()}
        request = world.request(session)
        await world.send(request)
        consumed = dict(world.miner.pipeline.meter.consumed)
        (stored,) = world.miner.storage.sessions()
        assert world.miner.storage.relays(stored) == 1
        await world.restart()
        assert world.miner.pipeline.meter.consumed == consumed
        assert await world.refused(request) == "replayed"
        await paid(world, session, 1)

    play(tmp_path, scenario)


def test_a_session_of_which_nothing_counts_is_not_claimed(tmp_path):
    async def scenario(world):
        session = await world.session()
        await world.miner.chain.session(world.app, session.header.service_id, session.header.session_start_block_height)
        chain = world.miner.chain
        chain._sessions = {key: replace(found, target_hash=bytes(32)) for key, found in chain._sessions.items()}
        await world.relays(2)
        assert list(world.store.glob("*.relays"))
        await world.until(session.claim_close)
        assert (world.claims(), list(world.store.glob("*.relays"))) == ([], [])
        assert (world.counted("claims", "nothing"), world.counted("claims", "missed")) == (1, 0)

    play(tmp_path, scenario)


def test_requests_that_are_refused_leave_nothing_in_memory(tmp_path):
    async def scenario(world):
        session = await world.session()
        good = world.request(session)
        await world.send(good)
        pipeline, chain = world.miner.pipeline, world.miner.chain

        def sizes():
            return len(pipeline.seen), len(pipeline.meter.consumed), len(chain._sessions), len(chain._asking)

        before = sizes()
        for number in range(200):
            assert await post(world, io.BytesIO(good[:150] + bytes([number]) * 20 + good[170:])) in {400, 401, 403, 410}
            assert await post(world, io.BytesIO(good[:number])) == 400
        assert sizes() == before

    play(tmp_path, scenario)


def test_too_many_relays_at_a_time_are_refused_and_the_others_served(tmp_path):
    async def slow(request):
        await asyncio.sleep(0.3)
        return await answering(request)

    async def scenario(world):
        session = await world.session()
        requests = [world.request(session) for _ in range(20)]
        results = await asyncio.gather(*(world.refused(request, session) for request in requests))
        assert results.count(None) == LIMITS.concurrent_relays
        assert set(results) == {None, "busy"}

    play(tmp_path, scenario, handler=slow, limits=LIMITS)


def test_the_end_waits_for_relays_that_are_being_served(tmp_path):
    begun = asyncio.Event()

    async def slow(request):
        begun.set()
        await asyncio.sleep(0.5)
        return await answering(request)

    async def scenario(world):
        session = await world.session()
        url = {world.supplier: f"http://127.0.0.1:{world.running.port}"}
        there = replace(session, urls=url)
        sending = asyncio.create_task(world.gateway.send(there, world.supplier, world.request(session), 3))
        await begun.wait()
        await world.stop()
        assert (await sending).relay_hash
        with pytest.raises(RelayError):
            await world.gateway.send(there, world.supplier, world.request(session), 3)
        await world.start()
        await paid(world, session, 1)

    play(tmp_path, scenario, handler=slow)


async def not_there(_):
    raise web.HTTPServiceUnavailable


def test_relays_that_the_backend_fails_are_neither_counted_nor_metered(tmp_path):
    async def scenario(world):
        session = await world.session()
        request = world.request(session)
        assert await world.refused(request) == "backend_failed"
        world.handler = answering
        await world.send(request)
        await paid(world, session, 1)

    play(tmp_path, scenario, handler=not_there)


def test_relays_are_served_while_the_chain_is_away(tmp_path):
    async def scenario(world):
        session = await world.session()
        await world.relays(1)
        world.outage = True
        await asyncio.sleep(0.8)
        assert await world.refused(world.request(session), session) is None
        world.outage = False
        await paid(world, session, 2)

    play(tmp_path, scenario)
