"""What a node keeps on disk: blocks, transactions and the latest state, in one SQLite file.

A block, the results of its transactions and the state after it are written in one SQLite transaction: after a crash the
node stands before that block or behind it. A transaction is on disk before its sender is told that it was taken.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pocket_reference.devnet.errors import DevnetError

Json = Any
SCHEMA = """
CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 0), json TEXT NOT NULL, root TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequences (address TEXT PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS blocks (height INTEGER PRIMARY KEY, header_hash TEXT NOT NULL, state_root TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS transactions (
    number INTEGER PRIMARY KEY, hash TEXT UNIQUE NOT NULL, json TEXT NOT NULL,
    height INTEGER, rejection TEXT, detail TEXT
);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY, height INTEGER NOT NULL, type TEXT NOT NULL, attributes TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_height ON events (height, number);
CREATE INDEX IF NOT EXISTS transactions_waiting ON transactions (number) WHERE height IS NULL;
"""


@dataclass(frozen=True, slots=True)
class BlockRecord:
    """A block as it was executed: results by transaction hash, a rejection and its detail or (None, "")."""

    height: int
    header_hash: bytes
    state_root: bytes
    results: tuple[tuple[str, str | None, str], ...]
    events: tuple[tuple[str, Json], ...]


class Ledger:
    """The node's file. Not for use by several threads."""

    def __init__(self, path: Path) -> None:
        try:
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + SCHEMA)
        except sqlite3.Error as error:
            raise DevnetError(f"{path}: {error}") from None

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def begin(self, state: Json, root: bytes) -> None:
        """Write the state to start from; refused where there is one already."""
        if self.state() is not None:
            raise DevnetError("there is a chain already")
        self._connection.execute("INSERT INTO state VALUES (0, ?, ?)", (json.dumps(state), root.hex()))

    def state(self) -> tuple[Json, bytes] | None:
        """Read the latest state and its root, None where the chain has not begun."""
        row = self._connection.execute("SELECT json, root FROM state").fetchone()
        return None if row is None else (json.loads(row[0]), bytes.fromhex(row[1]))

    def add_transaction(self, transaction_hash: str, transaction: Json, sender: str, next_sequence: int) -> None:
        """Keep a transaction until a block takes it."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(
                "INSERT INTO transactions (hash, json) VALUES (?, ?)", (transaction_hash, json.dumps(transaction))
            )
            self._connection.execute("INSERT OR REPLACE INTO sequences VALUES (?, ?)", (sender, next_sequence))

    def next_sequence(self, address: str) -> int:
        """Give the sequence of an account's next transaction."""
        row = self._connection.execute("SELECT next FROM sequences WHERE address = ?", (address,)).fetchone()
        return row[0] if row else 0

    def waiting(self) -> list[Json]:
        """List the transactions that no block has taken, in order of arrival."""
        rows = self._connection.execute("SELECT json FROM transactions WHERE height IS NULL ORDER BY number")
        return [json.loads(row[0]) for row in rows]

    def transaction(self, transaction_hash: str) -> Json | None:
        """Give what came of a transaction, None where it is unknown; its height is None while it waits."""
        row = self._connection.execute(
            "SELECT height, rejection, detail FROM transactions WHERE hash = ?", (transaction_hash,)
        ).fetchone()
        return None if row is None else {"height": row[0], "rejection": row[1], "detail": row[2]}

    def commit(self, block: BlockRecord, state: Json) -> None:
        """Write a block and the state after it."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(
                "INSERT INTO blocks VALUES (?, ?, ?)", (block.height, block.header_hash.hex(), block.state_root.hex())
            )
            self._connection.executemany(
                "UPDATE transactions SET height = ?, rejection = ?, detail = ? WHERE hash = ?",
                [(block.height, rejection, detail, name) for name, rejection, detail in block.results],
            )
            self._connection.executemany(
                "INSERT INTO events (height, type, attributes) VALUES (?, ?, ?)",
                [(block.height, kind, json.dumps(attributes)) for kind, attributes in block.events],
            )
            self._connection.execute("UPDATE state SET json = ?, root = ?", (json.dumps(state), block.state_root.hex()))

    def block(self, height: int) -> Json | None:
        """Give a block, None where there is none of this height."""
        row = self._connection.execute("SELECT header_hash, state_root FROM blocks WHERE height = ?", (height,))
        found = row.fetchone()
        if found is None:
            return None
        transactions = self._connection.execute(
            "SELECT hash, json, rejection, detail FROM transactions WHERE height = ? ORDER BY number", (height,)
        )
        return {
            "height": height,
            "header_hash": found[0],
            "state_root": found[1],
            "transactions": [
                {"hash": name, "message": json.loads(text)["message"], "rejection": rejection, "detail": detail}
                for name, text, rejection, detail in transactions
            ],
            "events": self.events(height, height),
        }

    def events(self, first: int, last: int, kind: str = "") -> list[Json]:
        """List the events of the blocks from `first` to `last`, of one type or of all."""
        rows = self._connection.execute(
            "SELECT height, type, attributes FROM events WHERE height BETWEEN ? AND ? ORDER BY number", (first, last)
        )
        return [
            {"height": height, "type": name, "attributes": json.loads(attributes)}
            for height, name, attributes in rows
            if not kind or name == kind or name.endswith(f".{kind}")
        ]
