"""The demonstration and the soak, short; and what they compute from."""

import asyncio
import json
import random
import re
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from pocket_conformance.network import plots
from pocket_conformance.network.soak import run
from pocket_conformance.network.soak_findings import Soak
from pocket_reference.client.load import percentile
from pocket_reference.smst.tree import Tree
from pocket_reference.store.log import create_log
from pocket_reference.store.records import Label, MinedRelay


def test_the_demonstration_pays_for_every_relay_and_writes_a_page(tmp_path):
    page = tmp_path / "page.html"
    arguments = ["demo", "--sessions", "2", "--relays", "60", "--json", "--report", str(page)]
    done = subprocess.run(
        [sys.executable, "-m", "pocket_conformance", *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["succeeded"]
    assert (found["relays"]["answered"], sum(int(claim["num_relays"]) for claim in found["claims"])) == (60, 60)
    assert len(found["claims"]) == 4
    assert found["proofs"] >= 2  # those above the threshold
    first, last = found["points"][0]["balances"], found["points"][-1]["balances"]
    assert last["supplier1"] - first["supplier1"] > last["supplier2"] - first["supplier2"] > 0
    settled = sum(int(claim["settled_upokt"].removesuffix("upokt")) for claim in found["claims"])
    assert first["app"] - last["app"] >= settled > 0
    text = page.read_text()
    assert text.count("<svg") == 5
    assert not re.search(r"<script|<link|src=|href=", text)


def test_nothing_that_was_acknowledged_is_lost_to_kills():
    verdict = asyncio.run(run(18.0, seed=3))
    assert verdict["succeeded"], verdict
    assert verdict["kills"]
    assert verdict["acknowledged"] > 50
    assert verdict["missed_claims"] == verdict["missed_claims_counted_by_the_miners"] > 0
    assert verdict["acknowledged_relays_in_missed_claims"] > 0
    assert verdict["claims"]


def test_the_soak_notices_what_is_lost_claimed_twice_or_claimed_otherwise(tmp_path):
    soak = Soak(tmp_path, random.Random(1))
    soak.archive.mkdir()
    relays = [MinedRelay(bytes([number]) * 32, b"x", 1) for number in range(4)]

    def claimed(session, kept):
        tree = Tree()
        log = create_log(soak.archive / f"pokt1s.{session}.relays", Label("pokt1s", session, {}))
        for relay in kept:
            log.append(relay)
            tree.update(relay.key, relay.value, relay.weight)
        log.close()
        soak.claims[session, "pokt1s"] = tree.root().hex()

    soak.outcome.seconds = 1.0
    soak.acknowledged = {relay.key for relay in relays[:3]}
    claimed("aa", relays[:2])
    assert (soak.verdict()["lost"], soak.verdict()["succeeded"]) == (1, False)
    claimed("bb", relays[2:])
    verdict = soak.verdict()
    assert (verdict["lost"], verdict["claimed_but_not_acknowledged"], verdict["succeeded"]) == (0, 1, True)
    claimed("cc", relays[:1])
    assert (soak.verdict()["in_several_claims"], soak.verdict()["succeeded"]) == (1, False)
    (soak.archive / "pokt1s.cc.relays").unlink()
    del soak.claims["cc", "pokt1s"]
    root = soak.claims.pop(("aa", "pokt1s"))
    assert (soak.verdict()["missed_claims"], soak.verdict()["succeeded"]) == (1, False)
    soak.stalled, soak.missed = {"aa"}, 1
    verdict = soak.verdict()
    assert (verdict["lost"], verdict["acknowledged_relays_in_missed_claims"], verdict["succeeded"]) == (0, 2, True)
    for stalled, missed in (({"bb"}, 1), ({"aa"}, 0), ({"aa"}, 2)):
        soak.stalled, soak.missed = stalled, missed
        assert not soak.verdict()["succeeded"]
    soak.claims["aa", "pokt1s"] = root
    soak.stalled, soak.missed = {"aa"}, 0
    assert not soak.verdict()["succeeded"], "a stall in which nothing was missed shows nothing"
    soak.stalled = set()
    assert soak.verdict()["succeeded"]
    soak.claims["aa", "pokt1s"] = "00" * 48
    assert (soak.verdict()["claims_with_another_root"], soak.verdict()["succeeded"]) == (1, False)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_percentiles(values, percent):
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_plots_are_drawn_whatever_the_values():
    assert plots.histogram([], "ms", "relays") == "<p>none</p>"
    for values in ([0.0], [5.0] * 3, [1.0, 2.0, 1e9]):
        heights = list(range(len(values)))
        assert "nan" not in plots.lines([plots.Line("<x>", values)], heights, "u") + plots.histogram(values, "ms", "n")
    assert "&lt;x&gt;" in plots.lines([plots.Line("<x>", [1.0])], [1], "u")
