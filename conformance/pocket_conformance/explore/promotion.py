"""Counterexamples made into cases: what `explore`, `incidents` and `walk` print as JSON, read and played again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pocket_conformance.chain_shapes import STATE, SignedMessageShape, block_outcome
from pocket_conformance.errors import UserError
from pocket_conformance.explore.model import Moment
from pocket_conformance.explore.replay import Blocks, broken_along
from pocket_conformance.explore.runs import BY_ID as RUNS
from pocket_conformance.explore.scopes import SCOPES
from pocket_conformance.generate.promoted import Record
from pocket_conformance.incidents.model import Incident
from pocket_conformance.incidents.registry import BY_ID as INCIDENTS
from pocket_conformance.incidents.registry import planted_rules
from pocket_conformance.shapes import ShapeError
from pocket_spec.chain.execution import Block, SignedMessage, apply_block
from pocket_spec.invariants import BY_ID
from pocket_spec.invariants.model import WITHHELD
from pocket_spec.rejections import Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules
from pocket_spec.state.state import State

MESSAGE = SignedMessageShape()
PAGE = "docs/explorer.md"


@dataclass(frozen=True, slots=True)
class Found:
    """A counterexample of a checker: what it is called, where it was found, and the blocks that lead to it.

    `invariant` is empty where an adapter answers otherwise than the spec.
    """

    name: str
    where: str
    invariant: str
    start: State
    blocks: Blocks
    incident: Incident | None = None

    @property
    def rules(self) -> Rules:
        """The rules under which it was found."""
        return RULES if self.incident is None else planted_rules(RULES, self.incident)


def trace_to_json(trace: Sequence[Moment]) -> list[dict[str, Any]]:
    """Give a trace to machines, each message in full."""
    return [
        {"height": moment.height, "what": moment.label}
        | ({} if moment.message is None else {"message": MESSAGE.render(moment.message)})
        for moment in trace
    ]


def found_in(document: Any) -> list[Found]:
    """List the counterexamples in what a command printed; one that cannot be read is a `UserError`."""
    try:
        found = list(_found_in(document))
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(f"not the output of explore, incidents or walk: {error!r}") from None
    except ShapeError as error:
        raise UserError(str(error)) from None
    if not found:
        raise UserError("no counterexample there")
    return found


def _found_in(document: dict[str, Any]) -> Iterator[Found]:
    for scope in document.get("scopes", ()):
        for broken in scope["broken"]:
            name = f"{scope['scope']} {broken['invariant']}"
            yield _of_scope(name, scope["scope"], broken["invariant"], _blocks(broken["trace"]))
    for search in document.get("incidents", ()):
        if search["found"]:
            incident = INCIDENTS[search["incident"]]
            name = f"incident {incident.id}"
            yield _of_scope(name, search["scope"], search["invariant"], _blocks(search["trace"]), incident)
    walked = document.get("counterexample")
    if walked is not None:
        name = f"walk {hashlib.sha256(json.dumps(walked, sort_keys=True).encode()).hexdigest()[:8]}"
        blocks = [[MESSAGE.parse(message, "message") for message in messages] for messages in walked["blocks"]]
        yield Found(name, "a random walk", walked["invariant"] or "", STATE.parse(walked["start"], "start"), blocks)


def _of_scope(name: str, scope: str, invariant: str, blocks: Blocks, incident: Incident | None = None) -> Found:
    return Found(name, f"the explorer's scope {scope}", invariant, SCOPES[scope].start, blocks, incident)


def _blocks(trace: Sequence[dict[str, Any]]) -> Blocks:
    """Group the messages of a trace by blocks, the last one whole even if the trace ends within it."""
    if not trace:
        return [()]
    first, last = trace[0]["height"], trace[-1]["height"]
    blocks: dict[int, list[SignedMessage]] = {height: [] for height in range(first, last + 1)}
    for moment in trace:
        if "message" in moment:
            blocks[moment["height"]].append(MESSAGE.parse(moment["message"], "message"))
    return list(blocks.values())


def record_of(found: Found) -> Record:
    """Make the record of a case, once the counterexample was seen to be one."""
    if found.invariant in RUNS:
        raise UserError(f"{found.invariant} compares runs: no blocks by themselves break it")
    invariant = BY_ID.get(found.invariant)
    if invariant is not None and invariant.fails == WITHHELD and found.incident is None:
        raise UserError(f"{found.invariant}: {WITHHELD}")
    if invariant is not None and found.invariant not in broken_along(found.start, found.blocks, found.rules):
        raise UserError(f"{found.name}: these blocks do not break {found.invariant}")
    what = "is answered otherwise by an adapter" if invariant is None else f"breaks {found.invariant}"
    rules = "under today's rules" if found.incident is None else f"where {found.incident.id} is put back"
    why = "" if invariant is None else f" ({invariant.sentence.rstrip('.')})"
    told = found.incident.sentence if found.incident else f"From {found.where}."
    start = replace(found.start, header_hash=b"")  # that of the block before: the first block has its own
    blocks = [{"messages": [MESSAGE.render(message) for message in messages]} for messages in found.blocks]
    return Record(
        suite="scenario",
        op="run",
        flag="".join(part[:1].upper() + part[1:] for part in found.name.replace("-", " ").split()),
        comment=f"{told} What {what} {rules}; the answer is that of today's rules.",
        note=f"Found in {found.where}: it {what}{why} {rules}.",
        source=found.incident.source if found.incident else PAGE,
        input={"state": STATE.render(start), "blocks": blocks},
    )


def is_told_apart(found: Found) -> bool:
    """Tell whether the rules under which it was found answer its case otherwise than today's."""
    return _answers(found, found.rules) != _answers(found, RULES)


def _answers(found: Found, rules: Rules) -> list[dict[str, Any]]:
    state, answers = found.start, list[dict[str, Any]]()
    for messages in found.blocks:
        try:
            result = apply_block(state, Block(tuple(messages)), rules)
        except Rejected as rejected:
            return [*answers, {"stops": rejected.reason.value}]
        answers.append(block_outcome(result))
        state = result.state
    return answers
