"""A captured block as it was read, and the verdicts that replaying it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pocket_conformance.replay.abci import AbciEvent, TxResult
from pocket_spec.state.state import State
from pocket_spec.state.timestamp import Timestamp

Verdict = Literal["agrees", "differs", "not decidable"]
"""`agrees`: all that was derived is what the network has. `differs`: a field is not. `not decidable`: the capture
lacks what the decision needs."""


@dataclass(frozen=True, slots=True)
class Write:
    """One write into a store, a deletion where the value is None; `where` names the file and the offset."""

    store: str
    key: bytes
    value: bytes | None
    where: str


@dataclass(frozen=True, slots=True)
class CapturedBlock:
    """A block, what executing it gave, and what it wrote; `writes` is None where the capture has none.

    `txs` and `results` are of equal length. `names` are the files it was read from.
    """

    height: int
    names: tuple[str, ...]
    header_hash: bytes
    txs: tuple[bytes, ...]
    results: tuple[TxResult, ...]
    events: tuple[AbciEvent, ...]
    time: Timestamp | None = None
    chain_id: str = ""
    writes: tuple[Write, ...] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The verdict on one message, one group of events, or one kind of store write.

    `count` is how many events or writes it stands for. `derived` names what was derived and compared, `detail` the
    first difference or what is missing, `notes` what was inferred.
    """

    kind: Literal["message", "event", "write"]
    type: str
    where: str
    verdict: Verdict
    detail: str = ""
    derived: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    count: int = 1
    failed: bool = False
    identity: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Lay the row out for machines."""
        return {
            "kind": self.kind,
            "type": self.type,
            "where": self.where,
            "verdict": self.verdict.replace(" ", "_"),
            "detail": self.detail or None,
            "derived": list(self.derived),
            "notes": list(self.notes),
            "count": self.count,
            "transaction_failed": self.failed,
            **({"identity": dict(self.identity)} if self.identity else {}),
        }


@dataclass(frozen=True, slots=True)
class ReplayedBlock:
    """All verdicts on a block.

    `rules` names the release whose rules were used, `others` how many writes other modules made, by store, `about` what
    parameters were given, `after` is the state after the block where that before it was whole.
    """

    block: CapturedBlock
    release: str
    rules: str
    rows: tuple[Row, ...]
    others: Mapping[str, int] = field(default_factory=dict)
    about: str = ""
    after: State | None = None

    @property
    def messages(self) -> tuple[Row, ...]:
        """The rows of messages."""
        return tuple(row for row in self.rows if row.kind == "message")
