"""Invariants by technique: what each rung has to say of every entry of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pocket_conformance.assurance.model import RELIABLE, Cell, Cells, Entry, Rung, Standing
from pocket_conformance.formal.handlers import Evidence
from pocket_spec.invariants import CATALOGUE

PROOFS = (Rung.THEOREMS, Rung.SOLVERS, Rung.EXHAUSTED)
"""The rungs whose entries are theorems, which kill mutants."""
COLUMNS = (*PROOFS, Rung.EXPLORER, Rung.WALKS, Rung.STATISTICS, Rung.MUTATION, Rung.INCIDENTS)
"""The rungs that speak of invariants; contracts speak of rules."""


def matrix(entries: Sequence[Entry]) -> tuple[Cells, ...]:
    """Make one row per invariant of the catalogue of what the entries that name it say."""
    return tuple(
        Cells(invariant.id, invariant.sentence, invariant.fails, dict(_cells(invariant.id, entries)))
        for invariant in CATALOGUE
    )


def _cells(name: str, entries: Sequence[Entry]) -> Iterable[tuple[Rung, Cell]]:
    for rung in COLUMNS:
        about = [entry for entry in entries if name in entry.invariants and entry.rung is rung]
        if rung is Rung.MUTATION:
            about = [entry for entry in entries if name in entry.invariants and entry.rung in PROOFS and entry.killed]
        if about:
            yield rung, Cell(SAID.get(rung, _theorems)(about), worst(about))


def worst(entries: Iterable[Entry]) -> Standing:
    """Give the standing of several entries together: that of the one that is least to be relied on."""
    order = (*RELIABLE, Standing.STALE, Standing.MISSING, Standing.BAD)
    return max((entry.standing for entry in entries), key=order.index)


def _count(entries: Sequence[Entry], one: str, more: str) -> str:
    return f"{len(entries)} {one if len(entries) == 1 else more}"


def _doubt(entries: Sequence[Entry]) -> str:
    doubtful = [entry for entry in entries if entry.standing not in RELIABLE]
    return f", {len(doubtful)} {worst(doubtful)}" if doubtful else ""


def _theorems(entries: Sequence[Entry]) -> str:
    kinds = {"proved": 0, "exhausted": 0, "searched": 0}
    for entry in entries:
        for kind in kinds:
            kinds[kind] += entry.standing in RELIABLE and entry.status.startswith(kind)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)
    return f"{_count(entries, 'theorem', 'theorems')}{f': {told}' if told else ''}{_doubt(entries)}"


def _scopes(entries: Sequence[Entry]) -> str:
    whole = [entry for entry in entries if entry.standing is Standing.GOOD]
    bounded = [entry for entry in entries if entry.standing is Standing.BOUNDED]
    return f"{len(whole)} scopes exhausted, {len(bounded)} bounded{_doubt(entries)}"


def _first(entries: Sequence[Entry]) -> str:
    return entries[0].note or entries[0].status


def _mutants(entries: Sequence[Entry]) -> str:
    return f"{sum(entry.killed for entry in entries)} killed by these theorems"


SAID: dict[Rung, Callable[[Sequence[Entry]], str]] = {
    Rung.EXPLORER: _scopes,
    Rung.WALKS: _first,
    Rung.STATISTICS: lambda entries: f"{_count(entries, 'test', 'tests')} passed{_doubt(entries)}",
    Rung.MUTATION: _mutants,
    Rung.INCIDENTS: lambda entries: ", ".join(entry.subject for entry in entries),
}


def handlers(found: Sequence[Evidence], entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Say of every handler and step of the chain whether the theorems that run it stand."""
    by_name = {entry.subject: entry for entry in entries}
    made = []
    for one in found:
        about = [by_name[name] for name in one.names if name in by_name]
        standing = worst(about) if about else Standing.MISSING
        status = "in part only" if one.instead else "run by theorems"
        made.append(
            Entry(Rung.SOLVERS, one.op, f"This {one.kind} keeps the books", status, standing, note=", ".join(one.names))
        )
    return tuple(made)
