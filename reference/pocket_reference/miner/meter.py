"""How much a supplier may serve an application in a session before it works for nothing.

The chain pays a supplier at most its part of the application's stake for the session. A relay is counted before it is
passed on, so that many at once cannot overrun the limit, and taken back if the backend fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pocket_reference.miner.refusals import Refusal, RefusedError


@dataclass(frozen=True, slots=True)
class Terms:
    """What the limit of a session follows from: amounts in uPOKT, the price as a fraction."""

    application_stake: int
    suppliers_per_session: int
    pending_sessions: int
    compute_units_per_relay: int
    multiplier: int
    granularity: int


def limit(terms: Terms, allowance: float) -> int:
    """Give what one supplier may serve, in uPOKT: stake / suppliers / (pending sessions + 1), times 1 + allowance.

    The session that is being served counts as pending too.
    """
    share = terms.application_stake // terms.suppliers_per_session // (terms.pending_sessions + 1)
    return share + int(share * allowance)


def relay_cost(terms: Terms) -> int:
    """Give what a relay costs, in uPOKT, rounded down."""
    return terms.compute_units_per_relay * terms.multiplier // terms.granularity


@dataclass
class Meter:
    """The consumption of every session and supplier; `allowance` is the part served beyond the limit, unpaid."""

    allowance: float = 0.0
    consumed: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, session: str, supplier: str, terms: Terms) -> int:
        """Count a relay and give its cost; refused where the limit is reached."""
        cost, used = relay_cost(terms), self.consumed.get((session, supplier), 0)
        if used + cost > limit(terms, self.allowance):
            raise RefusedError(Refusal.OVERSERVICED, "the application's stake for this session is used up")
        self.consumed[session, supplier] = used + cost
        return cost

    def charge(self, session: str, supplier: str, amount: int) -> None:
        """Count what was served before a restart."""
        self.consumed[session, supplier] = self.consumed.get((session, supplier), 0) + amount

    def give_back(self, session: str, supplier: str, cost: int) -> None:
        """Take back the cost of a relay that was not served."""
        self.consumed[session, supplier] = max(0, self.consumed.get((session, supplier), 0) - cost)

    def forget(self, session: str) -> None:
        """Drop a session that is over."""
        for key in [key for key in self.consumed if key[0] == session]:
            del self.consumed[key]
