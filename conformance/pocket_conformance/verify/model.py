"""What verifying a capture comes to: one row for each of its cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["verified", "differs", "rejected", "not decidable"]
"""`verified`: all that can be decided holds. `differs`: the network announced another value than the rules derive.
`rejected`: the rules refuse the message. `not decidable`: the capture lacks what the decision needs."""

FAILURES: tuple[Verdict, ...] = ("differs", "rejected")


@dataclass(frozen=True)
class Row:
    """The verdict on one case of a capture; `number` counts from 1.

    `detail` says what differs, why it was rejected or what is missing; `notes` say what was inferred or left undecided.
    """

    file: str
    number: int
    kind: str
    identity: dict[str, str]
    verdict: Verdict = "verified"
    detail: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Priced:
    """What a case says about the price of a claim: derived from its root hash, announced by the network, and given.

    `group` names the service and the session's start, which share a target hash. `estimate_is_claimed` is set where the
    network announces what is claimed in place of the estimate, as the events of claims do.
    """

    group: tuple[str, int]
    num_relays: int
    claimed_compute_units: int
    announced: dict[str, int]
    target_hash: bytes | None = None
    multiplier: int | None = None
    granularity: int | None = None
    estimate_is_claimed: bool = False


@dataclass(frozen=True)
class Checked:
    """A row, and what is left to be compared once all cases of the file are known."""

    row: Row
    priced: Priced | None = None
