"""The node: takes transactions, produces blocks, and knows the state between them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pocket_reference.devnet.errors import DevnetError
from pocket_reference.devnet.ledger import BlockRecord, Ledger
from pocket_reference.devnet.transactions import Transaction, canonical, read
from pocket_spec.chain.execution import Block, BlockResult, apply_block, apply_message
from pocket_spec.encoding.proto_json import to_json
from pocket_spec.rejections import Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules
from pocket_spec.state.state import State
from pocket_spec.state.state_json import state_from_json, state_to_json
from pocket_spec.state.store import state_root

Json = Any
Observer = Callable[[State, BlockResult], None]
"""Told of every block: the state before it, and what it came to. What it raises stops the node."""


def random_salt() -> bytes:
    """Draw what makes the hash of a block unpredictable."""
    return secrets.token_bytes(32)


class Node:
    """A chain of one validator on one file; `salt` is drawn for every block and mixed into its hash."""

    def __init__(
        self,
        path: Path,
        *,
        rules: Rules = RULES,
        salt: Callable[[], bytes] = random_salt,
        observer: Observer = lambda _before, _result: None,
    ) -> None:
        self._ledger = Ledger(path)
        found = self._ledger.state()
        if found is None:
            raise DevnetError(f"{path}: no chain; begin one first")
        try:
            self._state = state_from_json(found[0])
        except Rejected as rejected:
            raise DevnetError(f"{path}: {rejected.detail}") from None
        if state_root(self._state) != found[1]:
            raise DevnetError(f"{path}: the state does not have the root that was written with it")
        self._rules, self._salt, self._observer = rules, salt, observer
        self._waiting = [read(transaction, self._state.chain_id) for transaction in self._ledger.waiting()]

    @staticmethod
    def begin(path: Path, state: State) -> None:
        """Begin a chain on a new file."""
        ledger = Ledger(path)
        try:
            ledger.begin(state_to_json(state), state_root(state))
        finally:
            ledger.close()

    def close(self) -> None:
        """Close the file."""
        self._ledger.close()

    @property
    def state(self) -> State:
        """The state before the next block; its height is the next block's."""
        return self._state

    @property
    def rules(self) -> Rules:
        """The rules of its chain."""
        return self._rules

    @property
    def ledger(self) -> Ledger:
        """What is on disk."""
        return self._ledger

    @property
    def waiting(self) -> int:
        """How many transactions wait for a block."""
        return len(self._waiting)

    def submit(self, value: Json) -> str:
        """Take a transaction for the next block and give its hash; raises `DevnetError` where it is refused.

        It is tried on the state as the last block left it, unless transactions of its sender wait before it.
        """
        transaction = read(value, self._state.chain_id)
        expected = self._ledger.next_sequence(transaction.sender)
        if transaction.sequence != expected:
            raise DevnetError(f"sequence: expected {expected}, got {transaction.sequence}")
        if all(earlier.sender != transaction.sender for earlier in self._waiting):
            self._try(transaction)
        self._ledger.add_transaction(transaction.hash, transaction.to_json(), transaction.sender, expected + 1)
        self._waiting.append(transaction)
        return transaction.hash

    def _try(self, transaction: Transaction) -> None:
        try:
            apply_message(_with_keys(self._state, [transaction]), transaction.signed, self._rules)
        except Rejected as rejected:
            raise DevnetError(str(rejected)) from None

    def produce_block(self) -> BlockResult:
        """Execute a block of all waiting transactions and write it."""
        taken, before = self._waiting, _with_keys(self._state, self._waiting)
        header_hash = self._header_hash(before, taken)
        block = Block(tuple(transaction.signed for transaction in taken), header_hash)
        result = apply_block(before, block, self._rules)
        self._observer(before, result)
        record = BlockRecord(
            height=before.height,
            header_hash=header_hash,
            state_root=state_root(result.state),
            results=tuple(
                (transaction.hash, None if rejected is None else rejected.reason.value, _detail(rejected))
                for transaction, rejected in zip(taken, result.rejections, strict=True)
            ),
            events=tuple((event.kind.name, to_json(event.kind, event.value)) for event in result.events),
        )
        self._ledger.commit(record, state_to_json(result.state))
        self._state, self._waiting = result.state, []
        return result

    def _header_hash(self, state: State, taken: list[Transaction]) -> bytes:
        header = {
            "height": state.height,
            "previous": state.header_hash.hex(),
            "transactions": [transaction.hash for transaction in taken],
            "salt": self._salt().hex(),
        }
        return hashlib.sha256(canonical(header)).digest()


def _with_keys(state: State, transactions: list[Transaction]) -> State:
    """Make the public keys of senders known, as the first transaction of an account does."""
    accounts = state.accounts
    for transaction in transactions:
        accounts = accounts.set(transaction.sender, transaction.public_key)
    return replace(state, accounts=accounts)


def _detail(rejected: Rejected | None) -> str:
    return "" if rejected is None else rejected.detail
