"""Every case of a message, executed by the spec, captured and replayed: nothing differs, and little is undecidable.

This is a test of the replay, not of the rules: the network is the spec itself here. What it shows is that undoing a
message and executing it again is consistent for every message, in both forms of captures, with and without the state.
"""

import json
from collections import Counter
from dataclasses import replace

import pytest

from pocket_conformance.replay.block import Given, replayed
from pocket_conformance.replay.captures import read_captures
from pocket_conformance.replay.scene import PARAMETERS
from pocket_conformance.replay.synthetic import captured
from pocket_spec.releases.v0_1_35 import RULES

BEYOND_A_CAPTURE = ("price doubled", "at a millionth", "windows open", "unbonding elsewhere")
"""Cases whose session had other prices or windows than the parameters of the block, which are all that is given here,
and one on another chain than mainnet, which the FilePlugin's files do not name."""


def replayed_cases(cases, tmp_path, files, given, *, ends=False):
    """Yield each case, whether it was executed, and its replay."""
    for case in cases:
        state = case.input["state"]
        block = captured(state, [case.input["message"]], RULES, ends=ends)
        (read,) = read_captures(list(files(tmp_path, block)))
        yield case, block.results[0].code == 0, replayed(read, given(state))


def of_parameters(state):
    return Given(params={name: getattr(state, name) for name in PARAMETERS}, release="v0.1.35")


def pair(directory, block):
    meta, data = (directory / f"block-{block.height}-{half}" for half in ("meta", "data"))
    meta.write_bytes(block.meta())
    data.write_bytes(block.data())
    return meta, data


def answers(directory, block):
    paths = directory / "block.json", directory / "results.json"
    for path, answer in zip(paths, (block.block_json(), block.results_json()), strict=True):
        path.write_text(json.dumps(answer))
    return paths


@pytest.mark.parametrize(("files", "step", "times"), [(pair, 1, 8), (answers, 3, 4)])
def test_without_the_state_nothing_differs(cases, tmp_path, files, step, times):
    verdicts = Counter()
    for case, executed, block in replayed_cases(cases[::step], tmp_path, files, of_parameters):
        (message,) = block.messages
        verdicts[executed, message.verdict] += 1
        if not any(text in case.comment for text in BEYOND_A_CAPTURE):
            differing = [row for row in block.rows if row.verdict == "differs"]
            assert not differing, (case.op, case.comment, differing)
    assert verdicts[True, "agrees"] > times * verdicts[True, "not decidable"]
    assert verdicts[False, "agrees"] > 0


def test_with_the_state_everything_is_decided(cases, tmp_path):
    """Of a refusal only who signed may be open: a case names the signer, and has no keys."""
    replays = replayed_cases(cases, tmp_path, pair, lambda state: Given(state=state, release="v0.1.35"), ends=True)
    for case, executed, block in replays:
        assert all(row.verdict == "agrees" for row in block.rows if row.kind != "message"), (case.op, case.comment)
        (message,) = block.messages
        unsigned = not executed and "who signed" in message.detail
        assert message.verdict == ("not decidable" if unsigned else "agrees"), (case.op, case.comment, message)


def test_every_byte_of_a_stored_record_counts(cases, captures, replay_files):
    """Whatever byte of whatever record the block wrote is changed: something differs."""
    for op in ("create_claim", "stake_application", "stake_gateway", "update_params_proof"):
        case = next(case for case in cases if case.op == op)
        block, (meta, data), _ = captures(case.input["state"], case.input["message"])
        pairs = block.pairs
        for index, written in enumerate(pairs):
            if written.value is None or written.store_key == "bank":
                continue
            for position in range(len(written.value)):
                changed = bytearray(written.value)
                changed[position] ^= 0x01
                block.pairs = [*pairs[:index], replace(written, value=bytes(changed)), *pairs[index + 1 :]]
                data.write_bytes(block.data())
                (result,) = replay_files([meta, data], params_of=case.input["state"])
                assert any(row.verdict == "differs" for row in result.rows), (op, written.key, position)
        block.pairs = pairs


def test_missing_and_additional_writes_are_found(cases, captures, replay_files):
    case = next(case for case in cases if case.op == "stake_application")
    block, (meta, data), _ = captures(case.input["state"], case.input["message"])
    pairs = block.pairs
    for index, written in enumerate(pairs):
        block.pairs = [*pairs[:index], *pairs[index + 1 :]]
        data.write_bytes(block.data())
        (result,) = replay_files([meta, data], params_of=case.input["state"])
        assert any(row.verdict == "differs" for row in result.rows), written.key
    block.pairs = [*pairs, replace(pairs[0], store_key="supplier", key=b"unheard of", value=b"x")]
    data.write_bytes(block.data())
    (result,) = replay_files([meta, data], params_of=case.input["state"])
    assert [row.verdict for row in result.rows if "unknown key" in row.type] == ["not decidable"]


def test_other_movements_of_money_are_found(cases, captures, replay_files):
    case = next(case for case in cases if case.op == "stake_gateway")
    block, (meta, data), _ = captures(case.input["state"], case.input["message"])
    (result,) = block.results
    for number, event in enumerate(result.events):
        for place, held in enumerate(event.attributes):
            if held.key == "amount":
                attributes = list(event.attributes)
                attributes[place] = replace(held, value=f"1{held.value}")
                events = list(result.events)
                events[number] = replace(event, attributes=tuple(attributes))
                block.results = [replace(result, events=tuple(events))]
                meta.write_bytes(block.meta())
                (replay,) = replay_files([meta, data], params_of=case.input["state"])
                assert replay.messages[0].verdict == "differs", (event.type, held)


def test_another_code_of_a_refusal_is_found(cases, captures, replay_files):
    changed = 0
    for case in (case for case in cases if case.op == "stake_gateway"):
        block, (meta, data), _ = captures(case.input["state"], case.input["message"])
        (result,) = block.results
        if result.code in {0, 1, 4}:
            continue
        block.results = [replace(result, code=result.code + 1)]
        meta.write_bytes(block.meta())
        (replay,) = replay_files([meta, data], state=case.input["state"])
        assert replay.messages[0].verdict == "differs", case.comment
        changed += 1
    assert changed
