"""The harness fails, in one line that says why, on every way in which an adapter can break the protocol."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pocket_conformance import harness
from pocket_conformance.harness import AdapterError, AdapterProcess

ADAPTERS = Path(__file__).with_name("adapters.py")


def fake(name: str) -> list[str]:
    return [sys.executable, str(ADAPTERS), name]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("silent", "hello: no reply within 1 s"),
        ("other-protocol", "not a hello of protocol 1"),
        ("nameless", "hello.implementation: missing"),
    ],
)
def test_a_bad_hello_fails(name, problem):
    with pytest.raises(AdapterError, match=problem):
        AdapterProcess(fake(name), timeout=1)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("deaf", r"request 1 \(smst.build\): no reply within 1 s"),
        ("garbage", "not JSON.*Segmentation fault"),
        ("dies", r"exit code 3\): out of luck"),
        ("wrong-id", "reply out of order: id 99"),
        ("two-answers", "exactly one of"),
        ("no-answer", "exactly one of"),
        ("unknown-field", "exactly one of"),
        ("list", r"a reply is a JSON object, not b'\[\]'"),
        ("output-text", "output has the wrong type"),
        ("unsupported-false", "unsupported has the wrong type"),
    ],
)
def test_a_bad_reply_fails(name, problem):
    with AdapterProcess(fake(name), timeout=1) as adapter, pytest.raises(AdapterError, match=problem):
        adapter.call("smst", "build", {})


def test_a_flood_fails(monkeypatch):
    monkeypatch.setattr(harness, "LONGEST_REPLY", 2**20)
    with AdapterProcess(fake("flood"), timeout=20) as adapter, pytest.raises(AdapterError, match="more than 1048576"):
        adapter.call("smst", "build", {})


def test_a_line_nobody_asked_for_fails():
    with AdapterProcess(fake("chatty"), timeout=5) as adapter:
        assert adapter.call("smst", "build", {}) == {"unsupported": True}
        with pytest.raises(AdapterError, match="a line that nobody asked for"):
            adapter.call("smst", "build", {})


def test_a_large_request_to_an_adapter_that_does_not_read_times_out():
    with AdapterProcess(fake("deaf"), timeout=1) as adapter, pytest.raises(AdapterError, match="no reply within 1 s"):
        adapter.call("smst", "build", {"trie": "00" * 2**20})


def test_after_a_failure_every_call_raises_the_same_error():
    with AdapterProcess(fake("garbage"), timeout=1) as adapter:
        with pytest.raises(AdapterError) as first:
            adapter.call("smst", "build", {})
        with pytest.raises(AdapterError) as second:
            adapter.call("smst", "build", {})
    assert second.value is first.value


def test_children_of_the_adapter_are_killed_with_it():
    with AdapterProcess(fake("child"), timeout=1) as adapter, pytest.raises(AdapterError):
        adapter.call("smst", "build", {})
    child = int(adapter._stderr_tail[0])
    wait_until(lambda: is_dead(child))


def is_dead(process: int) -> bool:
    """Tell whether a process is gone, or waits for nothing but its parent."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(happened: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for what a signal that was sent brings about: on a busy machine it takes its time."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("no-such-program-here", "cannot start no-such-program-here"),
        ("", "is empty"),
        ('"unclosed', "No closing quotation"),
    ],
)
def test_a_bad_command_line_is_named(command, problem):
    with pytest.raises(harness.UserError, match=problem):
        AdapterProcess(command)
