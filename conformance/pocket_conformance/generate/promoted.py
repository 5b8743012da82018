"""Promoted cases: inputs that a checker found, kept one to a file; what they come to is said by today's rules.

`pocket-spec promote` writes the files. The generator appends their cases to those of their operation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pocket_conformance import strict_json
from pocket_conformance.errors import UserError
from pocket_conformance.generate.model import Case, Note, NoteKind
from pocket_conformance.operations import Operation

DIRECTORY = Path(__file__).parent / "promoted_cases"
PROMOTED = "Promoted"
"""The flag of all promoted cases; each has another one that says where it came from."""
NOTES = {PROMOTED: Note("ordinary", "A counterexample that a checker found, kept as a case.", "docs/explorer.md")}


@dataclass(frozen=True, slots=True)
class Record:
    """A promoted input: its operation, the flag of its own with what that means, and the input as JSON."""

    suite: str
    op: str
    flag: str
    comment: str
    note: str
    source: str
    input: Any
    kind: NoteKind = "ordinary"

    @property
    def file_name(self) -> str:
        """The name of the record's file."""
        return f"{self.flag}.json"

    @property
    def text(self) -> str:
        """The content of the record's file."""
        return strict_json.dumps_document(asdict(self))


def records(directory: Path = DIRECTORY) -> list[Record]:
    """Read all records, by the names of their files."""
    return [_read(path) for path in sorted(directory.glob("*.json"))]


def _read(path: Path) -> Record:
    try:
        return Record(**strict_json.load_file(path))
    except TypeError as error:
        raise UserError(f"{path}: not a promoted case: {error}") from None


def notes_of(found: Iterable[Record]) -> Mapping[str, Note]:
    """Say what the flags of promoted cases mean."""
    return {**NOTES, **{record.flag: Note(record.kind, record.note, record.source) for record in found}}


def cases_of(operation: Operation, found: Iterable[Record]) -> Iterator[Case]:
    """Yield the promoted cases of an operation."""
    for record in found:
        if (record.suite, record.op) == (operation.suite, operation.op):
            values = operation.input.parse(record.input, "input")
            yield Case(record.op, record.comment, (PROMOTED, record.flag), values)
