"""What a block wrote into the stores: which record, parameter, index entry or balance each write is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pocket_conformance.replay.indexes import INDEXES, Index, record_key
from pocket_conformance.replay.model import CapturedBlock, Row, Verdict, Write
from pocket_conformance.replay.older import is_orphan
from pocket_spec.encoding.bech32 import decode_address, encode_address
from pocket_spec.encoding.proto import Message, decode, encode
from pocket_spec.rejections import Rejected
from pocket_spec.state.coin import UPOKT
from pocket_spec.state.store import (
    BALANCE_PREFIX,
    BLOCK_HASH_PREFIX,
    BY_FIELD,
    COLLECTIONS,
    PARAMS_RECORDS,
    SUPPLY_PREFIX,
    Collection,
)

DENOMINATION_PREFIX = b"\x03" + UPOKT.encode() + b"\x00"
"""The prefix of the bank's index of who holds uPOKT. Source: cosmos-sdk v0.53.7 x/bank/keeper/view.go."""
NOT_ALWAYS_WRITTEN = b"Supplier/unbonding_height/"
"""The index that a record may lack. Source: poktroll v0.1.35 x/supplier/keeper (SetDehydratedSupplier)."""
POCKET_STORES = frozenset(params.store for params in PARAMS_RECORDS)
AMOUNT = re.compile(rb"0|[1-9][0-9]{0,77}")
ORPHANED = "entries left of configurations that were replaced before they began, as releases before v0.1.31 leave them"
RecordKey = tuple[str, bytes]
"""A store and a whole key."""


@dataclass
class Written:
    """The writes of a block by what they are; of several under a key the last counts.

    A record that was deleted is None. `problems` are writes that cannot be what their keys say they are.
    """

    records: dict[str, dict[bytes, Any]] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    supply: int | None = None
    holders: dict[bytes, bool] = field(default_factory=dict)
    block_hash: dict[int, bytes] = field(default_factory=dict)
    entries: list[tuple[Index, Write]] = field(default_factory=list)
    problems: list[tuple[str, Write, str]] = field(default_factory=list)
    unknown: list[Write] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def of(self, name: str) -> dict[Any, Any]:
        """Return the records of a field of the state that were written and not deleted, by their keys in its map."""
        collection = next(held for held in COLLECTIONS if held.field == name)
        return {collection.key(record): record for record in self.records.get(name, {}).values() if record is not None}


def written_by(block: CapturedBlock) -> Written:
    """Sort a block's writes."""
    result = Written()
    latest: dict[RecordKey, Write] = {(write.store, write.key): write for write in block.writes or ()}
    for write in latest.values():
        if write.store == "bank":
            _read_bank(result, write)
        elif write.store in POCKET_STORES:
            _read_pocket(result, write)
        else:
            result.others[write.store] += 1
    return result


def _read_pocket(result: Written, write: Write) -> None:
    for params in PARAMS_RECORDS:
        if (params.store, params.key) == (write.store, write.key):
            value = _decoded(result, params.field, params.message, write)
            if value is not None:
                result.params[params.field] = value
            return
    for collection in COLLECTIONS:
        if collection.store == write.store and write.key.startswith(collection.prefix):
            _read_record(result, collection, write)
            return
    for index in INDEXES:
        if index.store == write.store and write.key.startswith(index.prefix):
            result.entries.append((index, write))
            return
    if write.store == "session" and write.key.startswith(BLOCK_HASH_PREFIX):
        _read_block_hash(result, write)
        return
    result.unknown.append(write)


def _read_record(result: Written, collection: Collection, write: Write) -> None:
    result.counts[collection.field] += 1
    records = result.records.setdefault(collection.field, {})
    if write.value is None:
        records[write.key] = None
        return
    record = _decoded(result, collection.field, collection.message, write)
    if record is None:
        return
    try:
        key = collection.prefix + collection.suffix(collection.key(record))
    except AttributeError:
        key = b""
    if key != write.key:
        result.problems.append((collection.field, write, f"stands under another key than its own, {printed(key)}"))
    else:
        records[write.key] = record


def _decoded(result: Written, name: str, message: Message[Any], write: Write) -> Any:
    try:
        value = decode(message, write.value or b"")
    except Rejected as rejected:
        result.problems.append((name, write, f"not a {message.name}: {rejected.detail}"))
        return None
    if encode(message, value) != write.value:
        result.problems.append((name, write, f"not the encoding of a {message.name}, or of one with more fields"))
        return None
    return value


def _read_block_hash(result: Written, write: Write) -> None:
    text = write.key[len(BLOCK_HASH_PREFIX) : -1]
    result.counts["block_hashes"] += 1
    if write.key.endswith(b"/") and re.fullmatch(rb"[0-9]{1,18}", text) and write.value is not None:
        result.block_hash[int(text)] = write.value
    else:
        result.problems.append(("block_hashes", write, "no block hash under a height"))


def _read_bank(result: Written, write: Write) -> None:
    value = b"0" if write.value is None else write.value
    if write.key.startswith(BALANCE_PREFIX):
        length = write.key[1] if len(write.key) > 1 else 0
        account, denomination = write.key[2 : 2 + length], write.key[2 + length :]
        if denomination != UPOKT.encode():
            result.others["bank"] += 1
        elif AMOUNT.fullmatch(value) and len(account) in {20, 32}:
            result.counts["balances"] += 1
            result.balances[encode_address(account)] = int(value)
        else:
            result.problems.append(("balances", write, "no amount of uPOKT"))
    elif write.key == SUPPLY_PREFIX + UPOKT.encode():
        result.counts["supply"] += 1
        if AMOUNT.fullmatch(value):
            result.supply = int(value)
        else:
            result.problems.append(("supply", write, "no amount of uPOKT"))
    elif write.key.startswith(DENOMINATION_PREFIX):
        result.holders[write.key[len(DENOMINATION_PREFIX) :]] = write.value is not None
    else:
        result.others["bank"] += 1


def denomination_key(address: str) -> bytes:
    """Give the key of an account's entry in the bank's index of who holds uPOKT."""
    account = decode_address(address)
    return DENOMINATION_PREFIX + bytes([len(account)]) + account


def holder_rows(written: Written) -> Iterator[Row]:
    """Check the bank's index of who holds uPOKT against the balances that were written."""
    total = len(written.holders)
    wanted = {denomination_key(address): amount > 0 for address, amount in written.balances.items()}
    found = {DENOMINATION_PREFIX + key: held for key, held in written.holders.items()}
    for key in sorted(set(wanted) | set(found)):
        if wanted.get(key) != found.get(key):
            detail = f"the entry {printed(key)} does not go with a balance that was written"
            yield Row("write", "bank denomination index", "index", "differs", detail, count=max(total, 1))
            return
    if total:
        yield Row("write", "bank denomination index", "index", "agrees", derived=("who holds uPOKT",), count=total)


def printed(key: bytes) -> str:
    """Show a key: text as it is, other bytes as hex."""
    text = key.decode("ascii", "replace")
    return text if text.isprintable() and "\ufffd" not in text else key.hex()


def index_rows(written: Written, release: str) -> Iterator[Row]:
    """Check the entries of the indexes against the records that the block wrote, and the other way round."""
    found: dict[tuple[str, Verdict, str], list[str]] = {}
    for index, write in written.entries:
        verdict, detail = _entry_verdict(written, index, write, release)
        name = f"{index.store} {index.prefix.decode()}"
        found.setdefault((name, verdict, "" if verdict == "differs" else detail), []).append(
            f"{write.where}: {detail}" if verdict == "differs" else ""
        )
    for index in INDEXES:
        for problem in _missing_entries(written, index):
            found.setdefault((f"{index.store} {index.prefix.decode()}", "differs", ""), []).append(problem)
    for (name, verdict, detail), wheres in sorted(found.items()):
        agrees = verdict == "agrees"
        derived = (detail or "the entries that the written records have",) if agrees else ()
        yield Row("write", name, "index", verdict, "" if agrees else wheres[0] or detail, derived, count=len(wheres))


def _entry_verdict(written: Written, index: Index, write: Write, release: str) -> tuple[Verdict, str]:
    key = record_key(index, write.key)
    if key is None:
        return "differs", f"{printed(write.key)} is not of the index's form"
    records = written.records.get(index.field, {})
    if key not in records:
        return "not decidable", "the record that the entry points to was not written in this block"
    suffix = write.key[len(index.prefix) :]
    wanted = {} if records[key] is None else dict(index.entries(records[key]))
    if wanted.get(suffix) == write.value:
        return "agrees", ""
    points_there = write.value == key[len(BY_FIELD[index.field].prefix) :]
    if points_there and is_orphan(release, index.prefix, suffix, records[key]):
        return "agrees", ORPHANED
    problem = "has another value" if suffix in wanted else "is none of the record's"
    if write.value is None:
        problem = "was deleted, and the record has it"
    return "differs", f"the entry {printed(suffix)} {problem}"


def _missing_entries(written: Written, index: Index) -> Iterator[str]:
    """Yield the entries of records that were written whole, entries included, and of which one is absent.

    Every keeper writes the entries of a record together with it, so all entries of a record that was written are there;
    but settlement slashes suppliers without touching the index of those that unbond.
    """
    if index.prefix == NOT_ALWAYS_WRITTEN:
        return
    keys = {write.key for held, write in written.entries if held is index}
    for record in written.records.get(index.field, {}).values():
        if record is not None:
            for suffix, _ in index.entries(record):
                if index.prefix + suffix not in keys:
                    yield f"the entry {printed(index.prefix + suffix)} of a written record was not written"


def problem_rows(written: Written) -> Iterator[Row]:
    """Give the writes that are not what their keys say, and those under keys that no module of this release has."""
    for name, write, problem in written.problems:
        yield Row("write", name, "record", "differs", f"{write.where}: {printed(write.key)}: {problem}")
    by_store = Counter(write.store for write in written.unknown)
    for store, count in sorted(by_store.items()):
        first = next(write for write in written.unknown if write.store == store)
        detail = f"no record of this release has such a key: {printed(first.key)[:60]}"
        yield Row("write", f"{store} (unknown key)", "record", "not decidable", detail, count=count)


def counts_of(written: Written) -> Mapping[str, int]:
    """Return how many writes other modules made, by store."""
    return dict(sorted(written.others.items()))
