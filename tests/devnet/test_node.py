"""The node: blocks, refusals, and what is on disk after it stopped at any point."""

import sqlite3

import pytest

from pocket_conformance.generate.chain.world import account, funded
from pocket_reference.devnet.errors import DevnetError
from pocket_reference.devnet.node import Node
from pocket_reference.devnet.transactions import sign
from pocket_spec.crypto.accounts import account_address
from pocket_spec.crypto.secp256k1 import multiply_base
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.state.bank import balance
from pocket_spec.state.state import State
from pocket_spec.state.store import state_root

KEY = 7
ALICE, BOB = encode_address(account_address(multiply_base(KEY))), account("bob")
START = funded(State(chain_id="devnet"), {ALICE: 100})


def payment(amount, sequence=0, key=KEY, chain_id="devnet", sender=ALICE):
    value = {"from_address": sender, "to_address": BOB, "amount": [{"denom": "upokt", "amount": str(amount)}]}
    return sign(chain_id, {"type": "cosmos.bank.v1beta1.MsgSend", "value": value}, sequence, key)


@pytest.fixture
def path(tmp_path):
    Node.begin(tmp_path / "chain.db", START)
    return tmp_path / "chain.db"


def test_a_transaction_is_executed_in_the_next_block(path):
    node = Node(path)
    name = node.submit(payment(30))
    assert node.ledger.transaction(name) == {"height": None, "rejection": None, "detail": None}
    node.produce_block()
    assert node.ledger.transaction(name) == {"height": 1, "rejection": None, "detail": ""}
    assert (balance(node.state, BOB), node.state.height) == (30, 2)
    assert node.state.accounts[ALICE] == multiply_base(KEY)
    block = node.ledger.block(1)
    assert block["state_root"] == state_root(node.state).hex()
    assert [transaction["hash"] for transaction in block["transactions"]] == [name]


def test_what_was_taken_before_a_crash_is_executed_after_it(path):
    node = Node(path)
    name = node.submit(payment(30))
    del node  # without closing
    node = Node(path)
    assert node.waiting == 1
    node.produce_block()
    assert node.ledger.transaction(name)["height"] == 1
    again = Node(path)
    assert again.state == node.state
    assert again.waiting == 0


@pytest.mark.parametrize(
    ("transaction", "problem"),
    [
        (payment(30, sequence=1), "sequence: expected 0, got 1"),
        (payment(30, chain_id="mainnet"), "signature"),
        (payment(30, key=8), "TX_UNAUTHORIZED"),
        (payment(101), "BANK_INSUFFICIENT_FUNDS"),
        ({**payment(30), "signature": "00" * 64}, "signature"),
        ({**payment(30), "signature": "xx"}, "signature: expected hex"),
        ({**payment(30), "public_key": "05" * 33}, "public_key"),
        ({**payment(30), "sequence": True}, "sequence"),
        ({"message": {}}, "a transaction has"),
        ("text", "a transaction has"),
        (sign("devnet", {"type": "x", "value": {}}, 0, KEY), "no message is called x"),
        (sign("devnet", {"type": "cosmos.bank.v1beta1.MsgSend", "value": {"x": 1}}, 0, KEY), "message.value.x"),
    ],
)
def test_refusals_are_named_and_leave_nothing(path, transaction, problem):
    node = Node(path)
    with pytest.raises(DevnetError, match=problem):
        node.submit(transaction)
    assert node.waiting == 0
    assert Node(path).waiting == 0


def test_no_transaction_is_executed_twice(path):
    node = Node(path)
    node.submit(payment(30))
    with pytest.raises(DevnetError, match="sequence"):
        node.submit(payment(30))
    node.produce_block()
    with pytest.raises(DevnetError, match="sequence"):
        node.submit(payment(30))


def test_a_refusal_within_a_block_is_recorded(path):
    node = Node(path)
    node.submit(payment(80))
    name = node.submit(payment(80, sequence=1))
    node.produce_block()
    assert node.ledger.transaction(name)["rejection"] == "BANK_INSUFFICIENT_FUNDS"
    assert balance(node.state, ALICE) == 20


def test_a_changed_file_is_refused(path):
    connection = sqlite3.connect(path)
    connection.execute("UPDATE state SET json = replace(json, '\"100\"', '\"101\"')")
    connection.commit()
    connection.close()
    with pytest.raises(DevnetError, match="root"):
        Node(path)


def test_there_is_one_chain_to_a_file(path, tmp_path):
    with pytest.raises(DevnetError, match="already"):
        Node.begin(path, START)
    with pytest.raises(DevnetError, match="no chain"):
        Node(tmp_path / "other.db")


def test_an_observer_can_stop_the_node_before_the_block_is_written(path):
    def refuse(_before, _result):
        raise RuntimeError("an invariant does not hold")

    node = Node(path, observer=refuse)
    node.submit(payment(1))
    with pytest.raises(RuntimeError):
        node.produce_block()
    assert Node(path).state == START


def test_hashes_of_blocks_depend_on_the_salt(path, tmp_path):
    Node.begin(tmp_path / "other.db", START)
    hashes = set()
    for file, salt in ((path, b"1"), (tmp_path / "other.db", b"2")):
        node = Node(file, salt=lambda salt=salt: salt)
        node.produce_block()
        hashes.add(node.ledger.block(1)["header_hash"])
    assert len(hashes) == 2
