"""A store holds one log per supplier and session, for one process at a time, and gives the trees back."""

import subprocess
import sys
import time
from hashlib import sha256

import pytest

from pocket_reference.smst.tree import Tree
from pocket_reference.store import log as log_module
from pocket_reference.store.log import LogError, Sync
from pocket_reference.store.records import DamagedHeaderError, MinedRelay
from pocket_reference.store.sessions import RelayStore, SessionKey, StoreInUseError, UnknownSessionError

ONE, OTHER = SessionKey("pokt1a", "aa11"), SessionKey("pokt1b", "aa11")


def relay(number: int) -> MinedRelay:
    value = b"relay %d" % number
    return MinedRelay(sha256(value).digest(), value, 1000 + number)


def test_the_tree_of_a_session_grows_again(tmp_path):
    tree = Tree()
    with RelayStore(tmp_path) as store:
        log = store.create(ONE, {"service": "eth"})
        store.create(OTHER, {})
        for number in range(500):
            log.append(relay(number))
            tree.update(relay(number).key, relay(number).value, relay(number).weight)
    with RelayStore(tmp_path) as store:
        assert store.sessions() == [ONE, OTHER]
        log, rebuilt = store.rebuild(ONE)
        assert log.label.details == {"service": "eth"}
        assert rebuilt.root() == tree.root()
        assert rebuilt.compact_closest(bytes(32)) == tree.compact_closest(bytes(32))
        log.append(relay(500))
    with RelayStore(tmp_path) as store:
        assert store.rebuild(ONE)[1].count() == 501
        assert store.rebuild(OTHER)[1].root() == bytes(48)


def test_a_dropped_session_is_gone(tmp_path):
    with RelayStore(tmp_path) as store:
        log = store.create(ONE, {})
        store.create(OTHER, {})
        store.drop(ONE)
        assert store.sessions() == [OTHER]
        with pytest.raises(LogError):
            log.append(relay(1))
        with pytest.raises(UnknownSessionError):
            store.drop(ONE)
        with pytest.raises(UnknownSessionError):
            store.rebuild(ONE)
        store.create(ONE, {})


def test_a_session_is_created_and_opened_once(tmp_path):
    with RelayStore(tmp_path) as store:
        store.create(ONE, {})
        with pytest.raises(FileExistsError):
            store.create(ONE, {})
        with pytest.raises(ValueError, match="open already"):
            store.rebuild(ONE)


def test_two_stores_on_one_directory_are_refused_also_across_processes(tmp_path):
    script = (
        "import sys; from pathlib import Path; from pocket_reference.store.sessions import *\n"
        "try: RelayStore(Path(sys.argv[1]))\n"
        "except StoreInUseError: print('refused')\n"
        "else: print('opened')"
    )

    def other_process():
        command = [sys.executable, "-c", script, str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()

    with RelayStore(tmp_path):
        with pytest.raises(StoreInUseError):
            RelayStore(tmp_path)
        assert other_process() == "refused"
    assert other_process() == "opened"


def test_a_log_under_another_name_is_not_taken_for_that_session(tmp_path):
    with RelayStore(tmp_path) as store:
        store.create(ONE, {})
    (tmp_path / ONE.file_name()).rename(tmp_path / OTHER.file_name())
    with RelayStore(tmp_path) as store, pytest.raises(DamagedHeaderError, match="pokt1a"):
        store.rebuild(OTHER)


@pytest.mark.parametrize("part", ["", "../x", "a.b", "a/b", "a\x00", "x" * 101])
def test_names_that_are_no_part_of_a_file_name_are_refused(tmp_path, part):
    with RelayStore(tmp_path) as store, pytest.raises(ValueError, match="file name"):
        store.create(SessionKey(part, "aa11"), {})


def test_a_log_whose_making_was_interrupted_is_cleared_away(tmp_path):
    (tmp_path / f".{ONE.file_name()}.123").write_bytes(b"PSRL")
    with RelayStore(tmp_path) as store:
        assert store.sessions() == []
    assert list(tmp_path.iterdir()) == [tmp_path / "lock"]


def test_in_the_background_relays_reach_the_disk_within_the_interval(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(log_module.os, "fsync", synced.append)
    with RelayStore(tmp_path, interval=0.01) as store:
        log = store.create(ONE, {})
        synced.clear()
        log.append(relay(1))
        limit = time.monotonic() + 30
        while not synced and time.monotonic() < limit:
            time.sleep(0.005)
        assert synced


def test_a_sync_that_fails_in_the_background_is_remembered(tmp_path, monkeypatch):
    def broken(_):
        raise OSError(5, "Input/output error")

    store = RelayStore(tmp_path, interval=0.01)
    log = store.create(ONE, {})
    with monkeypatch.context() as patch:
        patch.setattr(log_module.os, "fsync", broken)
        log.append(relay(1))
        limit = time.monotonic() + 30
        while store.failure is None and time.monotonic() < limit:
            time.sleep(0.005)
    assert "Input/output error" in str(store.failure)
    with pytest.raises(LogError):
        log.append(relay(2))
    store.close()


@pytest.mark.parametrize("sync", list(Sync))
def test_every_policy_keeps_what_a_closed_store_was_given(tmp_path, sync):
    with RelayStore(tmp_path, sync) as store:
        store.create(ONE, {}).append(relay(1))
    with RelayStore(tmp_path, sync) as store:
        assert store.rebuild(ONE)[1].count() == 1
