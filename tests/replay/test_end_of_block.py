"""The ends of blocks: every case of a step, captured and replayed; and settlements with a figure changed.

As in `test_messages` the network is the spec itself: what is tested is that the replay derives what it claims to.
"""

import re
from collections import Counter
from dataclasses import replace

import pytest

from pocket_conformance.generate.chain import areas
from pocket_conformance.replay.synthetic import captured
from pocket_spec.releases.v0_1_35 import RULES

BEYOND_A_CAPTURE = ("a price from block 12", "an estimate of 86 bits")
"""Cases with another price at the start of the session than at its settlement, and with an estimate that wraps."""
FEW = 0.05


@pytest.fixture(scope="module")
def steps():
    """The cases of steps that announce something, as blocks without messages."""
    found = []
    for case in areas.cases():
        if set(case.input) == {"state"}:
            block = captured(case.input["state"], [], RULES)
            if block.events:
                found.append((case, block))
    return found


def write(directory, block):
    for half, content in (("meta", block.meta()), ("data", block.data())):
        (directory / f"block-{block.height}-{half}").write_bytes(content)
    return [directory / f"block-{block.height}-{half}" for half in ("meta", "data")]


def test_without_the_state_nothing_differs(steps, tmp_path, replay_files):
    verdicts = Counter()
    for case, block in steps:
        (result,) = replay_files(write(tmp_path, block), params_of=case.input["state"])
        verdicts.update(row.verdict for row in result.rows if row.kind == "event")
        if case.comment not in BEYOND_A_CAPTURE:
            assert not [row for row in result.rows if row.verdict == "differs"], (case.op, case.comment)
    assert verdicts["not decidable"] < FEW * verdicts["agrees"]


def test_with_the_state_everything_agrees(steps, tmp_path, replay_files):
    for case, block in steps:
        (result,) = replay_files(write(tmp_path, block), state=case.input["state"])
        assert {row.verdict for row in result.rows} == {"agrees"}, (case.op, case.comment)


FIGURES = ("num_", "upokt", "amount", "distribution", "ratio", "burn", "ema", "target_hash")
"""What the names of the attributes have in common that are figures, of events that carry any."""
FREE = {
    "num_delegators",
    "effective_burn",
    "num_relays",
    "total_delegated_stake_upokt",
    "prev_target_hash_hex_encoded",
    "prev_num_relays_ema",
}
"""Figures that nothing in a capture derives, or that only confine what is derived from them."""


def test_changed_figures_of_a_settlement_are_found(steps, tmp_path, replay_files):
    """Change the last digit of every figure of the events of one settlement: each change is found."""
    case, block = next(
        (case, block) for case, block in steps if case.op == "settle_pending_claims" and len(block.events) > 20
    )
    state, events, changed = case.input["state"], list(block.events), 0
    for number, event in enumerate(events):
        for place, held in enumerate(event.attributes):
            if not any(part in held.key for part in FIGURES) or held.key in FREE or not event.type.startswith("pocket"):
                continue
            for found in re.finditer(r"[0-9](?=upokt|\"$)", held.value):
                digit = str((int(found[0]) + 1) % 10)
                value = held.value[: found.start()] + digit + held.value[found.end() :]
                attributes = [*event.attributes[:place], replace(held, value=value), *event.attributes[place + 1 :]]
                block.events = [*events[:number], replace(event, attributes=tuple(attributes)), *events[number + 1 :]]
                (result,) = replay_files(write(tmp_path, block), params_of=state)
                assert any(row.verdict == "differs" for row in result.rows), (event.type, held.key, held.value, value)
                (result,) = replay_files(write(tmp_path, block), state=state)
                assert any(row.verdict == "differs" for row in result.rows), (event.type, held.key)
                changed += 1
    assert changed > 20


def test_another_order_of_events_is_found_with_the_state(steps, tmp_path, replay_files):
    case, block = next((case, block) for case, block in steps if case.op == "settle_pending_claims")
    typed = [number for number, event in enumerate(block.events) if event.type.startswith("pocket.")]
    first, second = typed[0], next(n for n in typed if block.events[n].type != block.events[typed[0]].type)
    events = list(block.events)
    events[first], events[second] = events[second], events[first]
    block.events = events
    (result,) = replay_files(write(tmp_path, block), state=case.input["state"])
    verdicts = Counter(row.verdict for row in result.rows if row.kind == "event")
    assert verdicts["differs"] == 1
