"""A log loses no whole record, whatever happens behind it, and says what it cuts off."""

import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_reference.store import log as log_module
from pocket_reference.store import records as records_module
from pocket_reference.store.log import LogError, Sync, create_log, mend_log, open_log
from pocket_reference.store.records import (
    DamagedHeaderError,
    Label,
    MinedRelay,
    ServedRequest,
    decode_header,
    encode_header,
    encode_record,
)

LABEL = Label("pokt1supplier", "5e55", {"service": "eth", "start": 11})
RELAYS = [MinedRelay(bytes([n]) * 32, b"v" * (n % 5 * 7), n * 2**60) for n in range(6)]


def written(path: Path, relays=RELAYS, sync=Sync.NEVER) -> list[int]:
    """Write a log and return where its records end, the header first."""
    log = create_log(path, LABEL, sync)
    ends = [log.size]
    for relay in relays:
        log.append(relay)
        ends.append(log.size)
    log.close()
    return ends


def read(path: Path):
    found: list[MinedRelay] = []
    log = open_log(path, found.append, Sync.NEVER)
    log.close()
    return found, log.recovery


@pytest.mark.parametrize("sync", list(Sync))
def test_what_is_appended_is_read_again(tmp_path, sync):
    path = tmp_path / "log"
    written(path, sync=sync)
    found, recovery = read(path)
    assert found == RELAYS
    assert (recovery.relays, recovery.size, recovery.damage) == (len(RELAYS), path.stat().st_size, None)
    assert open_log(path, lambda _: None).label == LABEL


@given(st.lists(st.builds(MinedRelay, st.binary(min_size=32, max_size=32), st.binary(), st.integers(0, 2**64 - 1))))
def test_any_relays_are_read_again(tmp_path_factory, relays):
    path = tmp_path_factory.mktemp("log") / "log"
    written(path, relays)
    assert read(path)[0] == relays


def test_a_log_cut_at_any_byte_keeps_every_whole_record_and_reports_the_rest(tmp_path):
    path = tmp_path / "log"
    ends = written(path)
    whole = path.read_bytes()
    for length in range(len(whole) + 1):
        path.write_bytes(whole[:length])
        if length < ends[0]:
            with pytest.raises(DamagedHeaderError):
                read(path)
            assert path.read_bytes() == whole[:length], "a file that is no log is left alone"
            continue
        kept = max(index for index, end in enumerate(ends) if end <= length)
        found, recovery = read(path)
        assert found == RELAYS[:kept]
        assert path.read_bytes() == whole[: ends[kept]]
        if length == ends[kept]:
            assert recovery.damage is None
        else:
            assert (recovery.damage.offset, recovery.damage.size) == (ends[kept], length - ends[kept])
            assert recovery.kept_in.read_bytes() == whole[ends[kept] : length]
            recovery.kept_in.unlink()


def kept_of(ends, spoiled):
    """Relays of which no byte is spoiled, and the stretches from the first to the last spoiled record of each run."""
    hit = [any(start <= at < end for at in spoiled) for start, end in pairwise(ends)]
    runs = []
    for (start, end), is_hit, before in zip(pairwise(ends), hit, [False, *hit], strict=False):
        if is_hit and before:
            runs[-1] = (runs[-1][0], end)
        elif is_hit:
            runs.append((start, end))
    return [relay for relay, is_hit in zip(RELAYS, hit, strict=True) if not is_hit], runs


def damages_of(recovery):
    found = [*recovery.gaps, *([recovery.damage] if recovery.damage else [])]
    return [(damage.offset, damage.offset + damage.size) for damage in found]


def test_a_flipped_bit_in_any_byte_is_found_and_costs_one_record(tmp_path):
    path = tmp_path / "log"
    ends = written(path)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        if at < ends[0]:
            with pytest.raises(DamagedHeaderError):
                read(path)
            continue
        expected, runs = kept_of(ends, {at})
        found, recovery = read(path)
        assert (found, damages_of(recovery)) == (expected, runs)
        assert (recovery.damage is None) == (at < ends[-2]), "only what is behind the last whole record is cut off"


@given(st.data())
def test_whatever_is_damaged_no_relay_whose_bytes_are_whole_is_lost(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("log") / "log"
    ends = written(path)
    whole = bytearray(path.read_bytes())
    spoiled = set()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(ends[0], len(whole) - 1))
        junk = data.draw(st.one_of(st.binary(min_size=1, max_size=120), st.integers(1, 120).map(bytes)))
        for at, byte in enumerate(junk[: len(whole) - start], start):
            if whole[at] != byte:
                whole[at] = byte
                spoiled.add(at)
    path.write_bytes(whole)
    expected, runs = kept_of(ends, spoiled)
    found, recovery = read(path)
    assert (found, damages_of(recovery)) == (expected, runs)
    again, second = read(path)
    assert (again, second.damage, second.gaps) == (expected, None, recovery.gaps)


def test_behind_a_gap_the_log_goes_on(tmp_path):
    path = tmp_path / "log"
    ends = written(path)
    with path.open("r+b") as file:
        file.seek(ends[1] + 4)
        file.write(b"\xff\xff\xff\x0f")  # the length of the second record
    log = open_log(path, lambda _: None, Sync.NEVER)
    assert [(gap.offset, gap.size) for gap in log.recovery.gaps] == [(ends[1], ends[2] - ends[1])]
    log.append(ServedRequest(bytes(32)))
    log.append(RELAYS[1])
    log.close()
    assert read(path)[0] == [RELAYS[0], *RELAYS[2:], RELAYS[1]]


def test_a_record_within_the_value_of_a_damaged_one_is_no_record(tmp_path):
    path = tmp_path / "log"
    log = create_log(path, LABEL, Sync.NEVER)
    with path.open("rb") as file:
        _, seal = decode_header(file)
    inner = b"".join(encode_record(RELAYS[2], 0, seal))
    log.append(MinedRelay(bytes(32), inner * 3, 1))
    log.append(RELAYS[3])
    log.close()
    spoiled = bytearray(path.read_bytes())
    spoiled[len(encode_header(LABEL)) + 5] ^= 1
    path.write_bytes(spoiled)
    assert read(path)[0] == [RELAYS[3]]


def test_a_marker_across_the_pieces_that_are_searched_is_found(tmp_path, monkeypatch):
    path = tmp_path / "log"
    ends = written(path)
    spoiled = bytearray(path.read_bytes())
    spoiled[ends[0]] ^= 1
    path.write_bytes(spoiled)
    for size in range(4, 90):
        monkeypatch.setattr(records_module, "SEARCHED_AT_ONCE", size)
        assert read(path)[0] == RELAYS[1:]


def test_requests_that_were_served_are_found_again_and_are_no_relays(tmp_path):
    path = tmp_path / "log"
    log = create_log(path, LABEL, Sync.NEVER)
    served = [ServedRequest(bytes([number]) * 32) for number in range(3)]
    for relay, request in zip(RELAYS[:3], served, strict=True):
        log.append(relay)
        log.append(request)
    assert log.relays == 3
    log.close()
    relays, requests = [], []
    log = open_log(path, relays.append, Sync.NEVER, requests.append)
    assert (relays, requests, log.relays) == (RELAYS[:3], served, 3)
    with pytest.raises(ValueError, match="31 bytes"):
        log.append(ServedRequest(bytes(31)))


def test_a_broken_log_is_mended_with_what_was_promised(tmp_path, monkeypatch):
    path = tmp_path / "log"
    log = create_log(path, LABEL, Sync.NEVER)
    log.append(RELAYS[0])
    log.append(ServedRequest(bytes(32)))
    log.sync()
    log.append(RELAYS[1])

    def failing(_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(log_module.os, "fsync", failing)
        with pytest.raises(LogError):
            log.sync()
        assert log.broken
        with pytest.raises(OSError, match="Input/output"):
            mend_log(log, log.synced_size, Sync.NEVER)  # the new file cannot be synced either: the old one stays
    assert log.broken
    before = path.stat().st_ino
    mended = mend_log(log, log.synced_size, Sync.NEVER)
    assert (mended.broken, mended.relays, path.stat().st_ino == before) == (False, 1, False)
    mended.append(RELAYS[2])
    mended.close()
    requests = []
    found = []
    open_log(path, found.append, Sync.NEVER, requests.append).close()
    assert (found, requests) == ([RELAYS[0], RELAYS[2]], [ServedRequest(bytes(32))])


def test_after_a_torn_record_the_log_goes_on(tmp_path):
    path = tmp_path / "log"
    written(path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)
    log = open_log(path, lambda _: None, Sync.NEVER)
    assert log.recovery.damage.reason == "it ends within a record"
    log.append(RELAYS[-1])
    log.close()
    assert read(path)[0] == RELAYS


@pytest.mark.parametrize("tail", [bytes(100), bytes(4096), b"\xff" * 100])
def test_what_a_file_system_leaves_behind_the_end_is_no_record(tmp_path, tail):
    path = tmp_path / "log"
    ends = written(path)
    with path.open("ab") as file:
        file.write(tail)
    found, recovery = read(path)
    assert found == RELAYS
    assert (recovery.damage.offset, recovery.damage.size) == (ends[-1], len(tail))


def test_a_whole_record_in_the_wrong_place_or_log_is_no_record(tmp_path):
    path, other = tmp_path / "log", tmp_path / "other"
    ends = written(path)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[ends[-2] : ends[-1]])
    assert read(path)[1].damage.offset == ends[-1]
    with path.open("rb") as file:
        marker = decode_header(file)[1].marker
    header = encode_header(Label("pokt1supplier", "5e56", {"service": "eth", "start": 11}), marker)
    assert len(header) == ends[0], "the records are at the same offsets"
    other.write_bytes(header + whole[ends[0] :])
    assert read(other)[0] == []


def test_a_record_that_does_not_fit_on_the_disk_is_taken_back_and_not_acknowledged(tmp_path, monkeypatch):
    path = tmp_path / "log"
    log = create_log(path, LABEL, Sync.NEVER)
    log.append(RELAYS[0])
    honest = os.writev

    def half(handle, parts):
        return os.write(handle, b"".join(parts)[:20])

    monkeypatch.setattr(log_module.os, "writev", half)
    with pytest.raises(LogError, match="only 20 of"):
        log.append(RELAYS[1])
    monkeypatch.setattr(log_module.os, "writev", honest)
    log.append(RELAYS[2])
    log.close()
    found, recovery = read(path)
    assert found == [RELAYS[0], RELAYS[2]]
    assert recovery.damage is None


def test_a_write_that_fails_is_reported_and_the_log_stays_usable(tmp_path, monkeypatch):
    log = create_log(tmp_path / "log", LABEL, Sync.NEVER)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(log_module.os, "writev", full)
        with pytest.raises(LogError, match="No space left on device"):
            log.append(RELAYS[0])
    log.append(RELAYS[1])
    assert log.relays == 1


def test_after_a_failed_sync_the_log_takes_no_more(tmp_path, monkeypatch):
    log = create_log(tmp_path / "log", LABEL, Sync.ALWAYS)
    log.append(RELAYS[0])

    def broken(_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(log_module.os, "fsync", broken)
        with pytest.raises(LogError, match="Input/output error"):
            log.append(RELAYS[1])
    with pytest.raises(LogError, match="Input/output error"):
        log.append(RELAYS[2])


def test_always_syncs_before_it_returns_and_never_does_not(tmp_path, monkeypatch):
    synced = []
    honest = os.fsync
    monkeypatch.setattr(log_module.os, "fsync", lambda handle: (synced.append(handle), honest(handle)))
    for sync, expected in ((Sync.ALWAYS, 2), (Sync.INTERVAL, 0), (Sync.NEVER, 0)):
        log = create_log(tmp_path / sync.value, LABEL, sync)
        synced.clear()
        log.append(RELAYS[0])
        log.append(RELAYS[1])
        assert len(synced) == expected
        log.sync()
        assert len(synced) == max(1, expected)


@pytest.mark.parametrize(
    "relay", [MinedRelay(b"short", b"", 1), MinedRelay(bytes(32), b"", -1), MinedRelay(bytes(32), b"", 2**64)]
)
def test_what_is_no_leaf_is_refused_and_nothing_is_written(tmp_path, relay):
    log = create_log(tmp_path / "log", LABEL, Sync.NEVER)
    size = log.path.stat().st_size
    with pytest.raises(ValueError, match="weight"):
        log.append(relay)
    assert log.path.stat().st_size == size


def test_a_closed_log_takes_no_more(tmp_path):
    log = create_log(tmp_path / "log", LABEL)
    log.close()
    log.close()
    with pytest.raises(LogError, match="closed"):
        log.append(RELAYS[0])
