"""Comparing the records and parameters that a block's derivations lead to with those that the block wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pocket_conformance.replay.differences import first_difference
from pocket_conformance.replay.model import Row
from pocket_conformance.replay.rederive import Derived
from pocket_conformance.replay.writes import Written
from pocket_spec.state.state import State
from pocket_spec.state.store import BY_FIELD, PARAMS_RECORDS

Key = tuple[str, Any]
"""A field of the state, and a key of its map; None for parameters."""
PARAMETERS = {held.field: held.message for held in PARAMS_RECORDS}


def compared_records(written: Written, derived: Sequence[Derived], after: State | None = None) -> Iterator[Row]:
    """Compare every record as it was changed last with the written one; the row of who changed it takes the verdict.

    `after` is the state after the block where it is known whole: records that were written as they were count, too.
    """
    changed = [{**held.records, **{(name, None): params for name, params in held.params.items()}} for held in derived]
    last = {key: index for index, records in enumerate(changed) for key in records}
    made = {key for records in changed for key, record in records.items() if record is not None}
    matched: Counter[str] = Counter()
    for index, (held, records) in enumerate(zip(derived, changed, strict=True)):
        differences = []
        for key, record in sorted(records.items(), key=lambda item: repr(item[0])):
            if last[key] == index:
                difference = _difference(written, key, record, created=key in made)
                differences += [difference] if difference else []
                matched[key[0]] += difference is None and _is_written(written, key)
        if held.row.verdict == "agrees" and differences:
            held.row = replace(held.row, verdict="differs", detail=differences[0])
        elif held.row.verdict == "agrees" and records:
            held.row = replace(held.row, derived=(*held.row.derived, f"{len(records)} records"))
    if after is not None:
        matched += _unchanged(written, set(last), after)
    yield from _rows(written, matched)


def _unchanged(written: Written, changed: set[Key], after: State) -> Counter[str]:
    """Count the records that were written as they were before."""
    found: Counter[str] = Counter()
    for name in written.records:
        for key, record in written.of(name).items():
            found[name] += (name, key) not in changed and getattr(after, name).get(key) == record
    return found


def _stored(key: Key) -> bytes:
    collection = BY_FIELD[key[0]]
    return collection.prefix + collection.suffix(key[1])


def _is_written(written: Written, key: Key) -> bool:
    return key[0] in written.params if key[1] is None else _stored(key) in written.records.get(key[0], {})


def _difference(written: Written, key: Key, record: Any, *, created: bool) -> str | None:
    """Say how a derived record differs from the written one; one that the block made and removed may be neither."""
    name, label = key[0], _label(key)
    if key[1] is not None and any(write.key == _stored(key) for _, write, _ in written.problems):
        return f"{label}: what was written is not such a record"
    if not _is_written(written, key):
        return None if record is None and created else f"{label}: derived, and not written"
    if key[1] is None:
        difference = first_difference(PARAMETERS[name], record, written.params[name])
        return difference and f"{label}: {difference}"
    found = written.records[name][_stored(key)]
    if found is None or record is None:
        was = "was" if found is None else "was not"
        return None if found is record else f"{label}: {was} deleted"
    difference = first_difference(BY_FIELD[name].message, record, found)
    return difference and f"{label}: {difference}"


def _label(key: Key) -> str:
    if key[1] is None:
        return key[0]
    parts = key[1] if isinstance(key[1], tuple) else (key[1],)
    return " ".join(map(str, (BY_FIELD[key[0]].message.name, *parts)))


def _rows(written: Written, matched: Counter[str]) -> Iterator[Row]:
    """Count the written records that were derived, and those that nothing that was derived accounts for."""
    totals = {name: len(records) for name, records in written.records.items()} | dict.fromkeys(written.params, 1)
    for name, total in sorted(totals.items()):
        if matched[name]:
            yield Row("write", name, "record", "agrees", derived=("the record",), count=matched[name])
        if total > matched[name]:
            detail = "nothing that was derived accounts for it; it is well-formed and under its own key"
            yield Row("write", name, "record", "not decidable", detail, count=total - matched[name])
