"""Reading captures: both forms, and input that is none, which is refused in one line naming file and offset."""

import json
import re
from dataclasses import replace

import pytest

from pocket_conformance.errors import UserError
from pocket_conformance.replay.captures import read_captures
from pocket_conformance.replay.transactions import attribute, messages_of

REFUSED = re.compile(r"[^\n]*block-[0-9]+-(meta|data): offset [0-9]+: [^\n]+")


@pytest.fixture
def pair(cases, captures):
    """A capture with a message, events and writes."""
    case = next(case for case in cases if case.op == "stake_gateway")
    _, pair, answers = captures(replace(case.input["state"], header_hash=b"\x07" * 32), case.input["message"])
    return *pair, answers


def test_both_forms_say_the_same(pair):
    meta, data, answers = pair
    (plugin,), (rpc,) = read_captures([meta, data]), read_captures(answers)
    assert (plugin.height, plugin.txs, plugin.header_hash) == (rpc.height, rpc.txs, rpc.header_hash)
    assert plugin.results[0].events == rpc.results[0].events
    assert plugin.writes
    assert rpc.writes is None
    (message,) = messages_of(plugin)
    assert message.type == "pocket.gateway.MsgStakeGateway"
    assert all(attribute(event, "msg_index") == "0" for event in message.events)


def test_meta_alone_is_a_capture_without_writes(pair):
    (block,) = read_captures([pair[0]])
    assert block.writes is None


def test_directory_of_both_forms_of_one_block_is_refused(pair):
    with pytest.raises(UserError, match="second capture of the same block"):
        read_captures([pair[0].parent])


@pytest.mark.parametrize("half", [0, 1])
def test_every_truncation_is_refused_or_shorter(pair, half):
    """A file cut anywhere is refused, naming file and offset; only the writes may end between two of them."""
    whole, paths = pair[half].read_bytes(), list(pair[:2])
    complete = len(read_captures(paths)[0].writes)
    shorter, refusals = 0, []
    for length in range(len(whole)):
        pair[half].write_bytes(whole[:length])
        try:
            (block,) = read_captures(paths)
        except UserError as error:
            refusals.append(str(error))
        else:
            assert half == 1
            assert len(block.writes) < complete
            shorter += 1
    assert shorter == (complete if half == 1 else 0)
    assert [text for text in refusals if not REFUSED.fullmatch(text)] == []


def test_every_flipped_byte_is_read_or_refused_in_one_line(pair):
    """No byte of either file makes reading end in anything but a block or a refusal."""
    for half in (0, 1):
        whole, refusals = pair[half].read_bytes(), []
        for position in range(len(whole)):
            pair[half].write_bytes(whole[:position] + bytes([whole[position] ^ 0x55]) + whole[position + 1 :])
            try:
                read_captures(list(pair[:2]))
            except UserError as error:
                refusals.append(str(error))
        pair[half].write_bytes(whole)
        assert refusals
        assert [text for text in refusals if "\n" in text or pair[half].name not in text] == []


def test_results_of_fewer_transactions_are_refused(pair):
    first, second = pair[2]
    answer = json.loads(second.read_text())
    answer["result"]["txs_results"] = None
    second.write_text(json.dumps(answer))
    with pytest.raises(UserError, match=r"txs_results: 0 results of 1 transactions"):
        read_captures([first, second])


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("txs_results", {}, "expected a list"),
        ("txs_results", [7], r"txs_results\[0\]: expected an object"),
        ("txs_results", [{"code": -1}], r"txs_results\[0\].code: not a code"),
        ("txs_results", [{"code": True}], r"txs_results\[0\].code: not a code"),
        ("txs_results", [{"data": "?"}], r"txs_results\[0\].data: not base64"),
        ("txs_results", [{"events": [{"type": 1}]}], r"events\[0\].type: expected text"),
        ("txs_results", [{"events": [{"attributes": [1]}]}], r"attributes\[0\]: expected an object"),
        ("height", "0", "height: not a height"),
        ("height", "1x", "height: not a height"),
        ("finalize_block_events", 1, "finalize_block_events: expected a list"),
    ],
)
def test_malformed_results_name_the_field(pair, field, value, problem):
    _, second = pair[2]
    answer = json.loads(second.read_text())
    answer["result"][field] = value
    second.write_text(json.dumps(answer))
    with pytest.raises(UserError, match=problem) as caught:
        read_captures(list(pair[2]))
    assert str(second) in str(caught.value)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "offset 1: not JSON"),
        (b"\xff", "offset 0: not UTF-8"),
        (b"[]", "offset 0: neither"),
        (b"{}", "offset 0: neither"),
        (b'{"result": {"block": {}}}', "result.block.header: expected an object"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_json_that_is_no_answer_is_refused(tmp_path, content, problem):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(UserError, match=problem) as caught:
        read_captures([path])
    assert str(path) in str(caught.value)


def test_halves_need_each_other(pair):
    meta, data, (block, results) = pair
    for alone, problem in ((data, "without block-"), (block, "without its /block_results"), (results, "without its")):
        with pytest.raises(UserError, match=problem):
            read_captures([alone])
    renamed = meta.with_name("block-7-meta")
    meta.rename(renamed)
    with pytest.raises(UserError, match="the block is of height"):
        read_captures([renamed])


@pytest.mark.parametrize("name", ["nothing", "block-1-other", "block-x-meta"])
def test_other_names_are_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(UserError, match="not named block-HEIGHT-meta"):
        read_captures([tmp_path / name])


def test_empty_directory_and_missing_file_are_refused(tmp_path):
    with pytest.raises(UserError, match="no block-HEIGHT-meta"):
        read_captures([tmp_path])
    with pytest.raises(UserError, match="No such file"):
        read_captures([tmp_path / "block-1-meta"])
