"""What is known of the chain's state around a block, while its messages are executed one after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pocket_conformance.replay.abci import AbciEvent
from pocket_conformance.replay.model import CapturedBlock
from pocket_conformance.replay.transactions import Located, attribute
from pocket_conformance.replay.writes import Written
from pocket_spec.rules import Rules
from pocket_spec.state.state import State
from pocket_spec.state.store import PARAMS_RECORDS

PARAMETERS = frozenset(params.field for params in PARAMS_RECORDS)
COINS = re.compile(r"([0-9]{1,78})upokt")


class UndecidableError(Exception):
    """The capture lacks what a decision needs; the message says what."""


@dataclass
class Scene:
    """The state before the next message, and where what is in it comes from.

    `complete` says that the state was given whole; otherwise records are inferred from what the block wrote. `known`
    names the parameters that were given or written. `notes` are what was inferred for the message at hand, `touched`
    the records that it is about.
    """

    block: CapturedBlock
    written: Written
    rules: Rules
    state: State
    release: str
    complete: bool = False
    known: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    touched: set[tuple[str, Any]] = field(default_factory=set)

    @property
    def has_writes(self) -> bool:
        """Tell whether the capture has the block's writes."""
        return self.block.writes is not None

    def put(self, name: str, key: Any, record: Any) -> None:
        """Put a record into the state, or take it out where it is None."""
        self.touched.add((name, key))
        records = getattr(self.state, name)
        if record is not None:
            records = records.set(key, record)
        elif key in records:
            records = records.delete(key)
        self.state = replace(self.state, **{name: records})

    def need(self, name: str) -> None:
        """Refuse to go on where parameters are needed and not known."""
        if not self.complete and name not in self.known:
            module = name.removesuffix("_params")
            raise UndecidableError(f"the parameters of the {module} module are not in the capture: give --params")

    def note(self, text: str) -> None:
        """Keep what was inferred."""
        if text not in self.notes:
            self.notes.append(text)


def coins(text: str) -> int:
    """Return the uPOKT of coins as events write them, 0 where there is none."""
    return sum(int(found[1]) for part in text.split(",") if (found := COINS.fullmatch(part)))


def moved(events: Iterable[AbciEvent]) -> Counter[str]:
    """Return what every account gained or lost by the bank's events, in uPOKT; nothing that evens out."""
    total: Counter[str] = Counter()
    for event in events:
        amount = coins(attribute(event, "amount") or "")
        if event.type == "coin_received":
            total[attribute(event, "receiver") or ""] += amount
        elif event.type == "coin_spent":
            total[attribute(event, "spender") or ""] -= amount
    return Counter({address: amount for address, amount in total.items() if amount})


def transferred(events: Iterable[AbciEvent]) -> Counter[str]:
    """Return the same as `moved`, by the bank's other events: transfers, what was minted and what was burned."""
    total: Counter[str] = Counter()
    for event in events:
        amount = coins(attribute(event, "amount") or "")
        gained = {"transfer": "recipient", "coinbase": "minter"}.get(event.type)
        lost = {"transfer": "sender", "burn": "burner"}.get(event.type)
        if gained is not None:
            total[attribute(event, gained) or ""] += amount
        if lost is not None:
            total[attribute(event, lost) or ""] -= amount
    return Counter({address: amount for address, amount in total.items() if amount})


def transfers(located: Located) -> list[tuple[str, str, int]]:
    """Return the transfers of a message in order: sender, recipient, uPOKT."""
    return [
        (attribute(event, "sender") or "", attribute(event, "recipient") or "", coins(attribute(event, "amount") or ""))
        for event in located.events
        if event.type == "transfer"
    ]


def supply_change(events: Iterable[AbciEvent]) -> int:
    """Return what was minted less what was burned, in uPOKT."""
    total = 0
    for event in events:
        amount = coins(attribute(event, "amount") or "")
        total += {"coinbase": amount, "burn": -amount}.get(event.type, 0)
    return total


def all_events(block: CapturedBlock) -> tuple[AbciEvent, ...]:
    """Return every event of a block: those of its ends and of its transactions."""
    return block.events + tuple(event for result in block.results for event in result.events)


def differing(derived: Mapping[str, int], found: Mapping[str, int]) -> str | None:
    """Name the first account whose balance moved otherwise than derived, None where all moved so."""
    for address in sorted(set(derived) | set(found)):
        mine, theirs = derived.get(address, 0), found.get(address, 0)
        if mine != theirs:
            return f"balance of {address}: derived {mine:+}, found {theirs:+} uPOKT"
    return None
