"""What a suite's module of cases is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

NoteKind = Literal["ordinary", "boundary", "quirk", "defect"]


@dataclass(frozen=True)
class Note:
    """What a flag on a case means.

    `defect` names the one thing that is wrong with an invalid case; `boundary` an extreme of a range; `quirk` a
    behaviour of the live network that a reader of the rule would not expect; `ordinary` everything else. `finding` is
    the id, in docs/findings.md, of how the real code breaks here; `source` names repository, release and path.
    """

    kind: NoteKind
    text: str
    source: str = ""
    finding: str = ""


@dataclass(frozen=True)
class Case:
    """One case before its answer is known: the answer is what the spec's operation says."""

    op: str
    comment: str
    flags: tuple[str, ...]
    input: Mapping[str, Any] = field(hash=False)
