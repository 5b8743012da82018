"""A process that is killed at any moment has lost none of the relays it acknowledged."""

import os
import random
import signal
import subprocess
import sys
import time
from hashlib import sha256

from pocket_reference.store.records import MinedRelay
from pocket_reference.store.sessions import RelayStore, SessionKey

ROUNDS = 6
KEY = SessionKey("pokt1a", "aa11")

MINER = """
import os, sys
from hashlib import sha256
from pathlib import Path
from pocket_reference.store.records import MinedRelay
from pocket_reference.store.sessions import RelayStore, SessionKey

store, key = RelayStore(Path(sys.argv[1])), SessionKey("pokt1a", "aa11")
found = []
log = store.open(key, found.append) if store.sessions() else store.create(key, {})
number = len(found)
os.write(1, b"%d\\n" % number)
while True:
    value = b"relay %d " % number * (1 + number % 300)
    log.append(MinedRelay(sha256(value).digest(), value, number))
    number += 1
    os.write(1, b"%d\\n" % number)  # the acknowledgement: so many relays are safe
"""


def relay(number: int) -> MinedRelay:
    value = b"relay %d " % number * (1 + number % 300)
    return MinedRelay(sha256(value).digest(), value, number)


def killed_after(seconds: float, directory) -> list[int]:
    """Run the miner, kill it, and return what it said: relays found at its start, then the acknowledgements."""
    miner = subprocess.Popen([sys.executable, "-c", MINER, str(directory)], stdout=subprocess.PIPE)
    first = miner.stdout.readline()
    time.sleep(seconds)
    miner.send_signal(signal.SIGKILL)
    rest = miner.stdout.read()
    miner.stdout.close()
    assert miner.wait(timeout=60) == -signal.SIGKILL
    lines = (first + rest).split(b"\n")
    return [int(line) for line in lines[:-1]]


def test_kill_minus_nine_loses_no_acknowledged_relay(tmp_path):
    choice = random.Random(20)
    acknowledged = 0
    for _ in range(ROUNDS):
        said = killed_after(choice.uniform(0.001, 0.15), tmp_path)
        assert said[0] >= acknowledged, "relays were acknowledged that the next run did not find"
        acknowledged = said[-1]
    assert acknowledged > ROUNDS, "every run acknowledged some"
    found: list[MinedRelay] = []
    with RelayStore(tmp_path) as store:
        log = store.open(KEY, found.append)
    assert len(found) >= acknowledged
    assert found == [relay(number) for number in range(len(found))]
    cut = log.recovery.damage
    assert cut is None or cut.size < len(relay(len(found)).value) + 48
    assert os.path.getsize(log.path) == log.recovery.size  # noqa: PTH202 - what the system says
