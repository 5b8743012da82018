"""The command: exit codes, one-line errors, what the table and the JSON say, what is given beside the capture."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from pocket_conformance import replay
from pocket_conformance.errors import UserError
from pocket_conformance.replay.abci import (
    AUTH_INFO,
    MSG_EXEC,
    TX_BODY,
    TX_RAW,
    AnyMessage,
    AuthInfo,
    MsgExec,
    TxBody,
    TxRaw,
    TxResult,
)
from pocket_conformance.replay.block import Given, replayed
from pocket_conformance.replay.captures import read_captures
from pocket_conformance.replay.releases import release_at, rules_of, version
from pocket_conformance.replay.synthetic import captured, gogo_json
from pocket_spec.chain.bank_messages import MSG_SEND, MsgSend
from pocket_spec.chain.execution import SignedMessage
from pocket_spec.encoding.proto import encode
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.bank import module_address
from pocket_spec.state.coin import upokt
from pocket_spec.state.state import State
from pocket_spec.state.state_json import state_to_json
from pocket_spec.state.store import PARAMS_RECORDS

ALICE, BOB = module_address("alice"), module_address("bob")


@pytest.fixture
def capture(cases, captures):
    case = next(case for case in cases if case.op == "stake_gateway")
    block, pair, _ = captures(case.input["state"], case.input["message"])
    return case.input["state"], block, pair


def pocket_spec(*arguments):
    command = [sys.executable, "-c", "from pocket_conformance.cli import main; main()", "replay", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, text=True)


def write_params(path, state):
    """Write a state's parameters as transactions of governance."""
    messages = [
        {
            "@type": f"/pocket.{held.store}.MsgUpdateParams",
            "params": gogo_json(held.message, getattr(state, held.field)),
        }
        for held in PARAMS_RECORDS
    ]
    path.write_text(json.dumps({"body": {"messages": messages}}))
    return path


def test_table_json_and_exit_codes(tmp_path, capture):
    state, block, (meta, data) = capture
    (tmp_path / "given").mkdir()
    params = write_params(tmp_path / "given" / "params.json", state)
    done = pocket_spec(meta, data, "--params", params, "--release", "v0.1.35", "--verbose")
    assert done.returncode == 0, done.stderr
    assert "MsgStakeGateway" in done.stdout
    assert "transaction 0, message 0" in done.stdout
    assert "\\n" not in done.stdout
    done = pocket_spec(meta, data, "--params", tmp_path / "given", "--release", "v0.1.35", "--json")
    answer = json.loads(done.stdout)
    assert answer["succeeded"] is True
    (found,) = answer["blocks"]
    counts = {"total": 1, "agrees": 1, "differs": 0, "not_decidable": 0}
    assert found["messages"] == {"pocket.gateway.MsgStakeGateway": counts}
    (result,) = block.results
    events = [event for event in result.events if not event.type.startswith("pocket.")]
    block.results = [replace(result, events=tuple(events))]
    meta.write_bytes(block.meta())
    done = pocket_spec(meta, data, "--params", params, "--release", "v0.1.35", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["succeeded"] is False


def test_wrong_use_is_one_line(tmp_path, capture):
    _, _, (meta, data) = capture
    (tmp_path / "state.json").write_text('{"height": 9, "unheard": 1}')
    (tmp_path / "params.json").write_text('{"body": {"messages": [{"@type": "/x.y.MsgUpdateParams", "params": {}}]}}')
    for arguments in (
        (tmp_path / "nothing",),
        (meta, data, "--release", "newest"),
        (meta, data, "--state", tmp_path / "state.json"),
        (meta, data, "--params", tmp_path / "params.json"),
        (meta, data, "--params", tmp_path / "nothing"),
    ):
        done = pocket_spec(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr.strip().splitlines()[-1].startswith("pocket-spec: error: ")
        assert "Traceback" not in done.stderr


def test_the_state_is_carried_from_block_to_block(tmp_path, capture):
    """Two blocks on a given state; and a gap between state and blocks is refused."""
    state, _, _ = capture
    for path in tmp_path.iterdir():
        path.unlink()
    (tmp_path / "state").mkdir()
    given = tmp_path / "state" / "state.json"
    given.write_text(json.dumps(state_to_json(state)))
    for _ in range(2):
        block = captured(state, [], RULES)
        state = replace(block.after, header_hash=b"")
        (tmp_path / f"block-{block.height}-meta").write_bytes(block.meta())
        (tmp_path / f"block-{block.height}-data").write_bytes(block.data())
    results = replay.replay([tmp_path], state=given, release="v0.1.35")
    assert {row.verdict for result in results for row in result.rows} == {"agrees"}
    assert len(results) == 2
    with pytest.raises(UserError, match="does not follow"):
        replay.replay([tmp_path / f"block-{block.height}-meta"], state=given)


def transaction(*messages):
    return encode(TX_RAW, TxRaw(encode(TX_BODY, TxBody(messages)), encode(AUTH_INFO, AuthInfo()), ()))


def test_every_message_is_counted_once(capture):
    """Messages inside an authorisation, of other modules, of failed transactions, and bytes that are none."""
    _, block, (meta, _) = capture
    send = encode(MSG_SEND, MsgSend(ALICE, BOB, (upokt(1),)))
    inner = AnyMessage("/cosmos.bank.v1beta1.MsgSend", send)
    wrapped = AnyMessage(f"/{MSG_EXEC.name}", encode(MSG_EXEC, MsgExec(ALICE, (inner, inner))))
    bad = AnyMessage("/cosmos.bank.v1beta1.MsgSend", encode(MSG_SEND, MsgSend("nobody", BOB, (upokt(1),))))
    block.txs = [
        transaction(wrapped, AnyMessage("/cosmos.staking.v1beta1.MsgDelegate", b"")),
        transaction(bad),
        b"\xff",
        transaction(AnyMessage("/cosmos.bank.v1beta1.MsgSend", b"\xff")),
    ]
    block.results = [TxResult(), TxResult(code=7, codespace="sdk"), TxResult(code=2, codespace="sdk"), TxResult()]
    block.events, block.pairs = [], []
    meta.write_bytes(block.meta())
    (read,) = read_captures([meta])
    rows = replayed(read, Given()).messages
    assert [row.where for row in rows] == [
        "transaction 0, message 0",
        "transaction 0, message 0, inner message 0",
        "transaction 0, message 0, inner message 1",
        "transaction 0, message 1",
        "transaction 1, message 0",
        "transaction 2, message 0",
        "transaction 3, message 0",
    ]
    verdicts = [row.verdict for row in rows]
    assert verdicts[0] == verdicts[3] == verdicts[5] == verdicts[6] == "not decidable"
    assert verdicts[1] == verdicts[2] == "differs"  # nothing was moved
    assert rows[4].failed


@pytest.mark.parametrize(
    ("height", "release"),
    [(1, "v0.1.0"), (135296, "v0.1.19"), (135297, "v0.1.20"), (155296, "v0.1.22"), (382250, "v0.1.29")],
)
def test_releases_by_height(height, release):
    assert release_at(height) == release


def test_rules_of_releases():
    assert rules_of("v0.1.20")[0] == "v0.1.29"
    assert rules_of("v0.1.34")[0] == "v0.1.34"
    assert rules_of("v9.0.0")[0] == "v0.1.35"
    with pytest.raises(UserError, match="is not a release"):
        version("0.1.35")


def test_bank_messages_are_executed(tmp_path):
    """A payment between two accounts, with its movements."""
    state = State(height=9, balances=State().balances.set(ALICE, 50), supply=50)
    block = captured(state, [SignedMessage(MSG_SEND.name, MsgSend(ALICE, BOB, (upokt(50),)))], RULES, ends=False)
    (tmp_path / "block-9-meta").write_bytes(block.meta())
    (tmp_path / "block-9-data").write_bytes(block.data())
    for given in (Given(), Given(state=state)):
        (read,) = read_captures([tmp_path])
        result = replayed(read, given)
        assert [row.verdict for row in result.messages] == ["agrees"]
        assert not [row for row in result.rows if row.verdict == "differs" and row.kind == "message"]
