"""What settlement knows while it goes through the claims of a block: the one record of the spec that changes.

A claim that turns out faulty is discarded, but not undone: what it has changed here so far stays changed, while the
operations it has queued are lost with its `Outcome`. That difference is the rule, so it is written as it happens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pocket_spec.claims.messages import Claim
from pocket_spec.encoding.proto import Message
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.state.events import Event
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.shared import Service, ServiceConfigUpdate, SharedParams, Supplier
from pocket_spec.state.state import Address, State

NO_HEADER = SessionHeader()
MINT, MODULE_TRANSFER, PAYMENT, BURN = "mint", "mod_to_mod", "mod_to_acct", "burn"
"""The kinds of operations of the bank, in the order in which they are executed."""


class Operation(NamedTuple):
    """An operation of the bank; minting and burning have no recipient. Modules by name, accounts by address."""

    kind: str
    sender: str
    recipient: str
    reason: int
    amount: int


class AppSession(NamedTuple):
    """What a budget belongs to."""

    application: Address
    session_id: str


class ServiceTerms(NamedTuple):
    """A service and what held for it at the start of a session: the target hash, the compute units of a relay."""

    service: Service
    target_hash: bytes
    compute_units_per_relay: int


@dataclass(slots=True)
class SessionBudget:
    """The budget of an application's session, in stake terms (uPOKT)."""

    floor: int
    spend_limit_exceeded: bool
    unused: int = 0
    total_excess: int = 0


@dataclass(slots=True)
class Outcome:
    """What became of a claim, None for the rewards of validators: the operations it queued."""

    claim: Claim | None
    settled: bool = False
    operations: list[Operation] = field(default_factory=list)


@dataclass(slots=True)
class Ledger:
    """The settlement of one block.

    `state` is that before settlement, `configs` its services of suppliers by operator and service, the earliest first.
    Applications and suppliers are loaded when the first claim names them and
    written back after the last one; `initial_stakes` keeps what applications had at first. `prices` keeps the
    parameters that price a session by its start. `rewards` sums what validators are to get, by reason. `discarded` says
    which claims were and why.
    """

    state: State
    configs: dict[tuple[Address, str], list[ServiceConfigUpdate]] = field(default_factory=dict)
    applications: dict[Address, Application] = field(default_factory=dict)
    initial_stakes: dict[Address, int] = field(default_factory=dict)
    suppliers: dict[Address, Supplier] = field(default_factory=dict)
    terms: dict[tuple[str, int], ServiceTerms] = field(default_factory=dict)
    claimants: dict[AppSession, int] = field(default_factory=dict)
    budgets: dict[AppSession, SessionBudget] = field(default_factory=dict)
    prices: dict[int, SharedParams] = field(default_factory=dict)
    requirements: dict[tuple[str, Address], int] = field(default_factory=dict)
    rewards: dict[int, int] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    discarded: list[tuple[Claim, Rejected]] = field(default_factory=list)

    def emit(self, kind: Message[Any], value: object) -> None:
        """Announce something."""
        self.events.append(Event(kind, value))
