"""Adapters that misbehave on purpose, for the tests of the harness: `python adapters.py NAME`."""

from __future__ import annotations

import json
import subprocess
import sys
import time

HELLO = {"hello": {"protocol": 1, "implementation": "fake", "version": "0", "release": "v0"}}


def say(value: object) -> None:
    print(json.dumps(value), flush=True)


def answer_each(reply: object) -> None:
    """Answer every request with `reply`, its id filled in where it is an object."""
    for line in sys.stdin:
        request = json.loads(line)
        say({"id": request["id"], **reply} if isinstance(reply, dict) else reply)


def main(name: str) -> None:
    sys.stdin.readline()
    if name == "silent":
        time.sleep(600)
    if name == "deaf":  # answers hello, then reads nothing more
        say(HELLO)
        time.sleep(600)
    if name == "other-protocol":
        say({"hello": {"protocol": 2}})
        time.sleep(600)
    if name == "nameless":
        say({"hello": {"protocol": 1}})
        time.sleep(600)
    say(HELLO)
    if name == "flood":
        sys.stdin.readline()
        while True:
            sys.stdout.write("x" * 65536)
    if name == "garbage":
        sys.stdin.readline()
        print("Segmentation fault", flush=True)
        time.sleep(600)
    if name == "dies":
        sys.stdin.readline()
        print("out of luck", file=sys.stderr, flush=True)
        sys.exit(3)
    if name == "chatty":
        sys.stdin.readline()
        sys.stdout.write('{"id": 1, "unsupported": true}\n{"id": 2, "unsupported": true}\n')
        sys.stdout.flush()
        time.sleep(600)
    if name == "child":  # leaves a grandchild behind that must be killed too
        child = subprocess.Popen(["sleep", "600"])
        print(child.pid, file=sys.stderr, flush=True)
        time.sleep(600)
    replies = {
        "wrong-id": {"id": 99, "unsupported": True},
        "two-answers": {"output": {}, "unsupported": True},
        "no-answer": {},
        "unknown-field": {"unsupported": True, "extra": 1},
        "list": [],
        "output-text": {"output": "x"},
        "unsupported-false": {"unsupported": False},
        "refuses-all": {"rejection": "SMST_BAD_PROOF"},
        "unsupported": {"unsupported": True},
        "broken": {"failure": "panic: index out of range"},
        "empty-output": {"output": {}},
    }
    answer_each(replies[name])


if __name__ == "__main__":
    main(sys.argv[1])
