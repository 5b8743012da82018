"""Relays on disk: in batches, sealed, dropped, found again; what the disk refuses is refused."""

import asyncio
import errno
import os

import pytest

from pocket_reference.miner import storage as storage_module
from pocket_reference.miner.storage import SealedError, Storage, StoredSession
from pocket_reference.smst.tree import Tree
from pocket_reference.store.log import LogError, Sync
from pocket_reference.store.records import MinedRelay
from pocket_reference.store.sessions import StoreInUseError
from pocket_spec.relay.messages import SessionHeader

SESSION = StoredSession(SessionHeader("pokt1app", "anvil", "ab" * 32, 5, 8), "pokt1supplier")
OTHER = StoredSession(SessionHeader("pokt1app", "anvil", "cd" * 32, 9, 12), "pokt1supplier")
RELAYS = [MinedRelay(bytes([number]) * 32, b"relay %d" % number, number) for number in range(1, 40)]


def recovered(storage):
    found = {}
    problems = storage.recover(lambda session, relay: found.setdefault(session, []).append(relay))
    return found, problems


def play(scenario):
    asyncio.run(scenario())


@pytest.mark.parametrize("sync", list(Sync))
def test_what_was_appended_is_found_again_with_its_session(tmp_path, sync):
    async def scenario():
        storage = Storage(tmp_path, sync)
        await asyncio.gather(*(storage.append(SESSION, relay) for relay in RELAYS))
        await storage.append(OTHER, RELAYS[0])
        assert storage.sessions() == [SESSION, OTHER]
        tree = Tree()
        tree.update_many(
            [relay.key for relay in RELAYS], [relay.value for relay in RELAYS], [relay.weight for relay in RELAYS]
        )
        assert (await storage.tree(SESSION)).root() == tree.root()
        await storage.close()
        again = Storage(tmp_path, sync)
        assert recovered(again) == ({SESSION: RELAYS, OTHER: RELAYS[:1]}, [])
        await again.append(OTHER, RELAYS[1])
        assert (await again.tree(OTHER)).count() == 2
        await again.close()

    play(scenario)


def test_relays_that_come_together_share_an_fsync(tmp_path, monkeypatch):
    calls, fsync = [], os.fsync

    def counted(handle):
        calls.append(handle)
        fsync(handle)

    async def scenario():
        storage = Storage(tmp_path, Sync.ALWAYS)
        await storage.append(SESSION, RELAYS[0])
        monkeypatch.setattr(os, "fsync", counted)
        await asyncio.gather(*(storage.append(SESSION, relay) for relay in RELAYS[1:]))
        assert 1 <= len(calls) <= 2
        calls.clear()
        await storage.append(SESSION, RELAYS[0])
        assert len(calls) == 1
        await storage.close()

    play(scenario)


def test_a_sealed_session_takes_no_more_and_a_dropped_one_is_gone(tmp_path):
    async def scenario():
        storage = Storage(tmp_path)
        appending = asyncio.gather(*(storage.append(SESSION, relay) for relay in RELAYS))
        await asyncio.sleep(0)
        await storage.seal(SESSION)
        assert (await storage.tree(SESSION)).count() == len(RELAYS)
        await appending
        with pytest.raises(SealedError):
            await storage.append(SESSION, RELAYS[0])
        await storage.append(OTHER, RELAYS[0])
        await storage.drop(SESSION)
        await storage.drop(SESSION)
        assert storage.sessions() == [OTHER]
        await storage.close()
        assert [path.name for path in tmp_path.glob("*.relays")] == [OTHER.key.file_name()]

    play(scenario)


def test_a_full_disk_refuses_relays_until_there_is_room(tmp_path, monkeypatch):
    full = {"append": True}
    writev = os.writev

    def failing(handle, parts):
        if full["append"]:
            raise OSError(errno.ENOSPC, "No space left on device")
        return writev(handle, parts)

    async def scenario():
        storage = Storage(tmp_path)
        monkeypatch.setattr(os, "writev", failing)
        with pytest.raises(LogError, match="No space"):
            await storage.append(SESSION, RELAYS[0])
        full["append"] = False
        await storage.append(SESSION, RELAYS[1])
        await storage.close()
        assert recovered(Storage(tmp_path))[0] == {SESSION: [RELAYS[1]]}

    play(scenario)


def test_a_log_that_cannot_be_synced_refuses_all_relays_of_the_batch(tmp_path, monkeypatch):
    async def scenario():
        storage = Storage(tmp_path)
        await storage.append(SESSION, RELAYS[0])
        await storage.append(OTHER, RELAYS[0])
        broken = storage._logs[SESSION]._file
        fsync = os.fsync

        def failing(handle):
            if handle == broken:
                raise OSError(errno.EIO, "Input/output error")
            fsync(handle)

        monkeypatch.setattr(os, "fsync", failing)
        results = await asyncio.gather(
            storage.append(SESSION, RELAYS[1]),
            storage.append(OTHER, RELAYS[1]),
            storage.append(SESSION, RELAYS[2]),
            return_exceptions=True,
        )
        assert [type(result) for result in results] == [LogError, type(None), LogError]
        monkeypatch.setattr(os, "fsync", lambda _: failing(broken))
        with pytest.raises(OSError, match="Input/output"):
            await storage.append(SESSION, RELAYS[3])
        monkeypatch.undo()
        with pytest.raises(LogError, match="not mended yet"):
            await storage.append(SESSION, RELAYS[3])
        monkeypatch.setattr(storage_module, "MEND_SECONDS", 0.0)
        storage._mend_at.clear()
        await storage.append(SESSION, RELAYS[4])
        assert storage.relays(SESSION) == 2
        await storage.close()
        found, problems = recovered(Storage(tmp_path))
        assert found == {SESSION: [RELAYS[0], RELAYS[4]], OTHER: RELAYS[:2]}
        assert problems == []

    play(scenario)


def test_under_another_policy_all_that_was_acknowledged_is_mended(tmp_path):
    async def scenario():
        storage = Storage(tmp_path, Sync.NEVER)
        for relay in RELAYS[:3]:
            await storage.append(SESSION, relay)
        storage._logs[SESSION]._broken = "a sync in the background failed"
        await storage.append(SESSION, RELAYS[3])
        await storage.close()
        assert recovered(Storage(tmp_path))[0] == {SESSION: RELAYS[:4]}

    play(scenario)


def test_damage_between_relays_is_reported_and_what_is_behind_it_is_used(tmp_path):
    async def scenario():
        storage = Storage(tmp_path)
        for relay in RELAYS[:3]:
            await storage.append(SESSION, relay)
        await storage.close()
        path = tmp_path / SESSION.key.file_name()
        spoiled = bytearray(path.read_bytes())
        spoiled[spoiled.index(RELAYS[1].value)] ^= 1
        path.write_bytes(spoiled)
        again = Storage(tmp_path)
        found, problems = recovered(again)
        assert found == {SESSION: [RELAYS[0], RELAYS[2]]}
        assert len(problems) == 1
        assert "skipped at" in problems[0]
        assert (await again.tree(SESSION)).count() == again.relays(SESSION) == 2
        await again.close()

    play(scenario)


def test_whoever_stops_waiting_stops_nothing(tmp_path):
    async def scenario():
        storage = Storage(tmp_path)
        waiting = [asyncio.create_task(storage.append(SESSION, relay)) for relay in RELAYS]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.gather(*waiting[1:])
        await storage.seal(SESSION)
        assert (await storage.tree(SESSION)).count() == len(RELAYS)
        await storage.close()

    play(scenario)


def test_there_is_one_miner_to_a_store(tmp_path):
    async def scenario():
        storage = Storage(tmp_path)
        with pytest.raises(StoreInUseError):
            Storage(tmp_path)
        await storage.close()
        await Storage(tmp_path).close()

    play(scenario)


def test_damage_is_reported_and_the_rest_is_used(tmp_path):
    async def scenario():
        storage = Storage(tmp_path)
        for session in (SESSION, OTHER):
            for relay in RELAYS[:3]:
                await storage.append(session, relay)
        await storage.close()
        torn, spoiled = tmp_path / SESSION.key.file_name(), tmp_path / OTHER.key.file_name()
        torn.write_bytes(torn.read_bytes()[:-1])
        spoiled.write_bytes(b"?" + spoiled.read_bytes()[1:])
        again = Storage(tmp_path)
        found, problems = recovered(again)
        assert found == {SESSION: RELAYS[:2]}
        assert [problem.partition(":")[0] for problem in sorted(problems)] == [torn.name, spoiled.name]
        assert spoiled.exists()
        await again.close()

    play(scenario)
