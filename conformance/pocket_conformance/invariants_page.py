"""The page of invariants, made from the catalogue: docs/invariants.md is what this writes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pocket_spec.invariants import CATALOGUE, DataInvariant, Invariant, PairInvariant, StateInvariant

SUBJECTS = {
    "SUP": "Coins",
    "BLK": "Blocks",
    "ESC": "Escrow",
    "BEM": "Burn equals mint",
    "DIS": "Distribution",
    "ONCE": "The life of a claim",
    "PRF": "Proofs",
    "PAY": "Pay",
    "BUD": "Budgets",
    "EPO": "Epochs: everybody reads the same parameter",
    "WIN": "Sessions and windows",
    "SES": "Who is in a session",
    "AUT": "Ownership and authority",
    "LIF": "Actors come and go",
    "DIF": "Difficulty",
    "EST": "Estimates",
    "TRI": "Tries and proofs of them",
    "TOT": "Totality",
    "DET": "Determinism",
    "NIF": "Non-interference",
    "REJ": "Refusals",
}
"""What invariants are about, by the first part of their id, in the order of the page."""
HEAD = """# Invariants

What must always hold of the chain. `pocket_spec.invariants` is the catalogue and this page is made from it
(`pocket-spec invariants --markdown`). The walk (`make walk`) asks for every one after each message and step, the
[explorer](explorer.md) in every state of its worlds, and a test shows each false on something planted.

An invariant is a property of a state, of a change (a message that is accepted, a step of a block), of a pair of runs
(what happened and what would have happened otherwise), or of data, such as a proof: those of data are for
[theorems](formal.md) and tests of chance, not for walk and explorer. "Fails" says how release v0.1.35 breaks it, with
a minimal abstract trace; the walk and the explorer excuse those and no others. That an invariant does not fail here
means that nobody has found a way, not that there is none: how hard was looked, `pocket-spec assurance` says.
"""


def kind_of(invariant: Invariant) -> str:
    """Say what an invariant is a property of."""
    if isinstance(invariant, StateInvariant):
        return "state"
    if isinstance(invariant, DataInvariant):
        return "data"
    return "pair of runs" if isinstance(invariant, PairInvariant) else "change"


def to_json() -> list[dict[str, object]]:
    """Give the catalogue to machines."""
    return [
        {
            "id": entry.id,
            "of": kind_of(entry),
            "sentence": entry.sentence,
            "assumes": entry.assumes,
            "silent_on": entry.silent_on,
            "fails": entry.fails or None,
        }
        for entry in CATALOGUE
    ]


def to_markdown() -> str:
    """Write the page."""
    return "\n".join(_lines())


def _subject(invariant: Invariant) -> str:
    return invariant.id.partition("-")[0]


def _lines() -> Iterator[str]:
    order = list(SUBJECTS)
    entries = sorted(CATALOGUE, key=lambda entry: (order.index(_subject(entry)), int(entry.id.partition("-")[2])))
    failing = [entry.id for entry in entries if entry.fails]
    yield HEAD
    yield f"{len(entries)} invariants; {len(failing)} fail: {', '.join(failing)}.\n"
    for subject, group in groupby(entries, key=_subject):
        yield f"## {SUBJECTS[subject]}\n"
        for entry in group:
            yield from _entry(entry)


def _entry(entry: Invariant) -> Iterator[str]:
    yield f"**{entry.id}** ({kind_of(entry)}): {entry.sentence}"
    if entry.assumes != "Nothing.":
        yield f"Assumes: {entry.assumes[0].lower()}{entry.assumes[1:]}"
    yield f"Silent on: {entry.silent_on[0].lower()}{entry.silent_on[1:]}"
    if entry.fails:
        yield f"**Fails**: {entry.fails}"
    yield ""
