"""Three blocks of mainnet: what is in them, that all of it agrees, and that a changed byte is found and named.

The expected counts were read from the captures themselves: messages by the transactions' type URLs, writes by the
prefixes of their keys. What was staked before follows from the movements in the blocks: 60,000,000,001 uPOKT after
21,650,000,001 came back less the fee of 1, and 60,100,000,001 after 4 more were paid in.
"""

import shutil
from pathlib import Path

import pytest

from pocket_conformance import replay
from pocket_conformance.errors import UserError
from pocket_conformance.replay.abci import FINALIZE_REQUEST, STORE_PAIR
from pocket_conformance.replay.given import given_parameters
from pocket_conformance.replay.mainnet import MAINNET
from pocket_conformance.replay.report import tally
from pocket_spec.encoding.proto import decode
from pocket_spec.encoding.varint import decode_varint

STAKE, SEND = "pocket.supplier.MsgStakeSupplier", "cosmos.bank.v1beta1.MsgSend"
MESSAGES = {135836: (STAKE, 4), 138931: (SEND, 2), 155296: (STAKE, 2)}
RELEASES = {135836: "v0.1.20", 138931: "v0.1.21", 155296: "v0.1.22"}
RECORDS = {
    135836: {"service_config_updates": 132, "suppliers": 4, "balances": 6, "block_hashes": 1},
    138931: {"balances": 5, "block_hashes": 1},
    155296: {"service_config_updates": 47, "suppliers": 2, "balances": 4, "block_hashes": 1},
}
INDEXES = {
    135836: {"activation_height": 132, "deactivation_height": 104, "operator_address": 132, "unbonding_height": 4},
    138931: {},
    155296: {"activation_height": 47, "deactivation_height": 34, "operator_address": 47, "unbonding_height": 2},
}
OTHERS = {
    135836: {"acc": 8, "distribution": 17, "ibc": 1, "mint": 1, "slashing": 5, "staking": 3},
    138931: {"acc": 4, "distribution": 17, "ibc": 1, "mint": 1, "slashing": 5, "staking": 3, "upgrade": 40},
    155296: {"acc": 4, "distribution": 20, "ibc": 1, "mint": 1, "slashing": 7, "staking": 3},
}
STAKED_BEFORE = {135836: [81_650_000_001] * 4, 155296: [60_099_999_997, 60_100_000_001]}
HEIGHTS = sorted(MESSAGES)


@pytest.fixture
def blocks(mainnet_directory):
    return mainnet_directory / "blocks"


@pytest.fixture
def copy(blocks, tmp_path):
    def make(height):
        for half in ("meta", "data"):
            shutil.copyfile(blocks / f"block-{height}-{half}", tmp_path / f"block-{height}-{half}")
        return tmp_path / f"block-{height}-meta", tmp_path / f"block-{height}-data"

    return make


def replayed(*paths, params="mainnet"):
    return replay.replay(list(paths), params=params)


def counted(rows):
    found = {}
    for row in rows:
        assert row.verdict == "agrees", row
        found[row.type] = found.get(row.type, 0) + row.count
    return found


def test_everything_in_the_blocks_agrees(blocks):
    results = replayed(blocks)
    assert [result.block.height for result in results] == HEIGHTS
    assert replay.exit_code(results) == 0
    for result in results:
        height = result.block.height
        name, count = MESSAGES[height]
        assert [(row.type, row.verdict) for row in result.messages] == [(name, "agrees")] * count
        assert result.release == RELEASES[height]
        assert result.others == OTHERS[height]
        rows = counted(row for row in result.rows if row.kind == "write" and row.where == "record")
        assert rows == RECORDS[height]
        entries = counted(row for row in result.rows if row.kind == "write" and row.where == "index")
        assert entries.pop("bank denomination index") == RECORDS[height]["balances"]
        assert {key.rstrip("/").rpartition("/")[2]: count for key, count in entries.items()} == INDEXES[height]
        assert not [row for row in result.rows if row.kind == "event"]


def test_what_was_staked_before_follows(blocks):
    for result in replayed(blocks):
        for row, before in zip(result.messages, STAKED_BEFORE.get(result.block.height, ()), strict=False):
            assert f"inferred: {before} uPOKT were staked before, by what the bank moved" in row.notes
            assert any("records" in part for part in row.derived)


def test_what_older_releases_did_is_said(blocks):
    oldest, _, newest = replayed(blocks)
    notes = [note for row in oldest.messages for note in row.notes]
    assert sum("paid the stake that is given up to the signer" in note for note in notes) == 4
    assert sum("+supplier" in note for note in notes) == 4
    derived = [part for row in newest.rows for part in row.derived if "as releases before v0.1.31 leave them" in part]
    assert len(derived) == 1


def test_without_parameters_stakes_are_not_decided(blocks):
    results = replayed(blocks, params=None)
    assert replay.exit_code(results) == 0
    verdicts = {result.block.height: tally(result.messages) for result in results}
    assert verdicts == {135836: {"not decidable": 4}, 138931: {"agrees": 2}, 155296: {"not decidable": 2}}
    missing = {row.detail for result in results for row in result.messages if row.verdict == "not decidable"}
    assert missing == {"the parameters of the shared module are not in the capture: give --params"}


def test_the_parameters_are_those_of_the_governance_transactions(mainnet_directory):
    assert given_parameters(str(mainnet_directory / "params")) == MAINNET


def test_every_message_is_counted(blocks):
    for height in HEIGHTS:
        (result,) = replayed(blocks / f"block-{height}-meta")
        data = (blocks / f"block-{height}-meta").read_bytes()
        length, start = decode_varint(data)
        request = decode(FINALIZE_REQUEST, data[start : start + length])
        assert len(result.messages) == len(request.txs)


def writes_at(data):
    """List the writes of a data file and where each starts."""
    offset, found = 0, []
    while offset < len(data):
        length, start = decode_varint(data, offset)
        found.append((start, decode(STORE_PAIR, data[start : start + length])))
        offset = start + length
    return found


def flipped(path: Path, position: int, bit: int = 1) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= bit
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("prefix", "named"),
    [
        (b"Supplier/operator_address/", "Supplier"),
        (b"ServiceConfigUpdate/service_id/", "service_config"),
    ],
)
def test_a_changed_byte_of_a_stored_record_is_named(copy, prefix, named):
    meta, data = copy(155296)
    start, pair = next(found for found in writes_at(data.read_bytes()) if found[1].key.startswith(prefix))
    position = start + len(data.read_bytes()[start:].partition(pair.value)[0]) + len(pair.value) // 2
    flipped(data, position)
    (result,) = replayed(meta, data)
    differing = [row for row in result.rows if row.verdict == "differs"]
    assert any(named in row.detail or str(data) in row.detail for row in differing), differing


def test_a_changed_digit_of_an_amount_is_named(copy):
    meta, data = copy(155296)
    content = meta.read_bytes()
    flipped(meta, content.index(b"4upokt"))
    (result,) = replayed(meta, data)
    differing = [row for row in result.messages if row.verdict == "differs"]
    assert differing
    assert "balance of pokt1gfxp7uv8cdx4ef84xvc5y0davsul83acmutcf9" in differing[0].detail


def test_a_changed_digit_of_an_event_is_named(copy):
    meta, data = copy(155296)
    content = meta.read_bytes()
    flipped(meta, content.index(b'"155300"') + 3)
    (result,) = replayed(meta, data)
    assert [row.detail for row in result.messages if row.verdict == "differs"] == [
        "EventSupplierStaked.session_end_height: derived 155300, found 154300"
    ]


def test_a_changed_byte_of_a_message_is_named(copy):
    meta, data = copy(155296)
    flipped(meta, meta.read_bytes().index(b"relayminer"))
    (result,) = replayed(meta, data)
    differing = [row for row in result.messages if row.verdict == "differs"]
    assert differing
    assert "url" in differing[0].detail or "service_config_history" in differing[0].detail


def test_a_changed_balance_is_named(copy):
    meta, data = copy(138931)
    start, pair = next(found for found in writes_at(data.read_bytes()) if found[1].value == b"300")
    position = start + len(data.read_bytes()[start:].partition(pair.value)[0])
    data_bytes = bytearray(data.read_bytes())
    data_bytes[position : position + 3] = b"000"
    data.write_bytes(bytes(data_bytes))
    (result,) = replayed(meta, data)
    assert any("balances" in row.type and row.verdict == "differs" for row in result.rows)


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_capture_is_refused(copy, half, share):
    pair = copy(135836)
    content = pair[half].read_bytes()
    pair[half].write_bytes(content[: int(len(content) * share)])
    with pytest.raises(UserError, match=rf"{pair[half].name}: offset [0-9]+: "):
        replayed(*pair)
