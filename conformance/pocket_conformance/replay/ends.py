"""The two ends of a block where the whole state is known: its steps are executed, and all they announce is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pocket_conformance.replay.abci import AbciEvent
from pocket_conformance.replay.endblock import BlockEvents
from pocket_conformance.replay.model import Row, Verdict
from pocket_conformance.replay.rederive import Derived, changes, event_difference
from pocket_conformance.replay.scene import Scene, moved
from pocket_conformance.replay.transactions import Located, attribute
from pocket_spec.chain.execution import run_steps
from pocket_spec.chain.registry import BEGIN_BLOCK, END_BLOCK
from pocket_spec.state.events import Events
from pocket_spec.state.state import State
from pocket_spec.transitions import Step

ENDS = Row("event", "(steps of the block's ends)", "", "agrees")
"""Stands for the steps in the comparison of records."""


def begun(scene: Scene) -> tuple[Derived, Events]:
    """Execute the beginning of the block, after what other modules moved in it."""
    begins = [event for event in scene.block.events if attribute(event, "mode") == "BeginBlock"]
    scene.state = with_movement(scene.state, moved(begins))
    return _executed(scene, BEGIN_BLOCK)


def ended(scene: Scene) -> tuple[Derived, Events]:
    """Execute the end of the block."""
    return _executed(scene, END_BLOCK)


def _executed(scene: Scene, steps: tuple[Step, ...]) -> tuple[Derived, Events]:
    before = scene.state
    scene.state, events = run_steps(before, steps, scene.rules)
    return Derived(ENDS, *changes(before, scene.state)), events


def with_movement(state: State, change: Mapping[str, int]) -> State:
    """Move money as the bank's events say: fees, and what modules do that the spec does not have."""
    balances = state.balances
    for address, amount in change.items():
        balances = balances.set(address, balances.get(address, 0) + amount)
    return replace(state, balances=balances, supply=state.supply + sum(change.values()))


def fees(located: Located) -> Mapping[str, int]:
    """Return what a transaction moved before its messages were executed."""
    return moved(_before_messages(located.result.events))


def _before_messages(events: Iterable[AbciEvent]) -> Iterator[AbciEvent]:
    return (event for event in events if attribute(event, "msg_index") is None)


def executed_rows(scene: Scene, derived: Events, events: BlockEvents) -> Iterator[Row]:
    """Compare the events of the block's ends with those derived, one by one, up to the first that is another."""
    names = [event.kind.name for event in derived]
    for number, (name, found, problem, _) in enumerate(events):
        where = f"event {number}"
        if names[:number] != [held[0] for held in events[:number]]:
            yield Row("event", name, where, "not decidable", "an event before it is not the derived one")
        elif number >= len(names) or names[number] != name:
            wanted = names[number] if number < len(names) else "none"
            yield Row("event", name, where, "differs", f"event: derived {wanted}, found {name}")
        elif problem or found is None:
            yield Row("event", name, where, "differs", problem or "its attributes cannot be read")
        else:
            notes: list[str] = []
            difference = event_difference(derived[number], found, scene.state, scene.release, notes)
            verdict: Verdict = "agrees" if difference is None else "differs"
            yield Row("event", name, where, verdict, difference or "", ("all its fields",), tuple(notes))
    if len(names) > len(events):
        yield Row("event", names[len(events)], f"event {len(events)}", "differs", "derived, and not announced")
