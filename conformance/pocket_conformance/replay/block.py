"""Replaying one captured block: every message, every group of events, every kind of write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pocket_conformance.replay.abci import MSG_EXEC
from pocket_conformance.replay.claims import TYPES, checked_message, derived_message
from pocket_conformance.replay.endblock import PRICED, BlockEvents, event_rows, priced_event, typed_block_events
from pocket_conformance.replay.ends import begun, ended, executed_rows, fees, with_movement
from pocket_conformance.replay.model import CapturedBlock, ReplayedBlock, Row
from pocket_conformance.replay.prestate import Inferred, infer_before
from pocket_conformance.replay.records import compared_records
from pocket_conformance.replay.rederive import Derived, decoded_message, rederived, refused, row_of
from pocket_conformance.replay.releases import release_at, rules_of
from pocket_conformance.replay.scene import Scene, UndecidableError, all_events, moved, supply_change
from pocket_conformance.replay.transactions import Located, messages_of
from pocket_conformance.replay.writes import Written, counts_of, holder_rows, index_rows, problem_rows, written_by
from pocket_conformance.verify.model import Row as Verified
from pocket_conformance.verify.parameters import compared
from pocket_spec.state.state import State
from pocket_spec.transitions import Handler

Decoded = dict[tuple[int, ...], tuple[Handler, Any] | str]
"""Handler and message of each message, or why there are none."""


@dataclass(frozen=True)
class Given:
    """What the user gave beside the capture: a whole state, parameters by the field of the state, a release.

    `about` says what the parameters are.
    """

    state: State | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    release: str | None = None
    about: str = ""


def replayed(block: CapturedBlock, given: Given) -> ReplayedBlock:
    """Replay a block."""
    release = given.release or release_at(block.height)
    written = written_by(block)
    known = {"height": block.height, "header_hash": block.header_hash, **given.params}
    known |= {} if block.time is None else {"block_time": block.time}
    known |= {"chain_id": block.chain_id} if block.chain_id else {}
    state, (name, rules) = replace(given.state or State(), **known), rules_of(release)
    scene = Scene(block, written, rules, state, release, given.state is not None, set(given.params))
    derived, event_verdicts = _derived(scene)
    after = scene.state if scene.complete else None
    record_rows = list(compared_records(written, derived, after)) if scene.has_writes else []
    rows = [
        *(held.row for held in derived if held.row.kind == "message"),
        *(held.row for held in derived if held.row.kind == "event" and held.row.verdict == "differs"),
        *event_verdicts,
        *record_rows,
        *index_rows(written, release),
        *problem_rows(written),
        *_block_hash_rows(block, written),
        *_bank_rows(scene, given.state),
    ]
    following = None if after is None else replace(after, height=block.height + 1)
    return ReplayedBlock(block, release, name, tuple(rows), counts_of(written), given.about, following)


def _derived(scene: Scene) -> tuple[list[Derived], list[Row]]:
    """Derive every message and every event of the block's ends."""
    located = list(messages_of(scene.block))
    decoded: Decoded = {}
    for held in located:
        try:
            decoded[held.path] = decoded_message(held)
        except UndecidableError as missing:
            decoded[held.path] = str(missing)
    executed = [
        (held, found[1])
        for held in located
        if held.result.code == 0 and not isinstance(found := decoded[held.path], str)
    ]
    inferred = infer_before(scene, executed)
    claims = [] if scene.complete else [(held, message) for held, message in executed if held.type in TYPES]
    verified, events, figures = _figures(scene, claims)
    if scene.complete:
        return _derived_completely(scene, located, decoded, events)
    result = []
    for held in located:
        about = inferred.get(held.path, Inferred())
        scene.notes, scene.touched = list(about.notes), set(about.touched)
        if held.path in verified:
            message, row = verified[held.path]
            result.append(derived_message(scene, held, message, row))
        else:
            result.append(_message(scene, held, about.missing or decoded[held.path]))
    return result, list(event_rows(scene, events, figures))


def _derived_completely(
    scene: Scene, located: list[Located], decoded: Decoded, events: BlockEvents
) -> tuple[list[Derived], list[Row]]:
    """Derive the block on a state that is whole: its beginning, its messages, its end."""
    beginning, first = begun(scene)
    messages = []
    for held in located:
        if not any(held.path[1:]):
            scene.state = with_movement(scene.state, fees(held))
        before = scene.state
        messages.append(_message(scene, held, decoded[held.path]))
        if scene.state is before and held.result.code == 0:
            scene.state = with_movement(before, moved(held.events))
    ending, last = ended(scene)
    return [beginning, *messages, ending], list(executed_rows(scene, first + last, events))


def _figures(
    scene: Scene, claims: list[tuple[Located, Any]]
) -> tuple[dict[tuple[int, ...], tuple[Any, Verified]], BlockEvents, dict[int, Verified]]:
    """Compare the figures of all claims in the block, announced by messages or at its end, with each other."""
    events = typed_block_events(scene)
    priced = [number for number, (name, event, _, _) in enumerate(events) if name in PRICED and event is not None]
    checked = [checked_message(scene, held, message) for held, message in claims]
    for number in priced:
        _, event, _, attributes = events[number]
        checked.append(priced_event(scene, event.value if event else None, attributes))
    rows = compared(checked)
    verified = {held.path: (message, row) for (held, message), row in zip(claims, rows, strict=False)}
    return verified, events, dict(zip(priced, rows[len(claims) :], strict=True))


def _message(scene: Scene, located: Located, found: tuple[Handler, Any] | str) -> Derived:
    if located.type == MSG_EXEC.name and not located.error:
        return Derived(row_of(located, "not decidable", "the grants are state; what it executed follows"))
    if isinstance(found, str):
        return Derived(row_of(located, "not decidable", found))
    handler, message = found
    if located.result.code != 0:
        return Derived(refused(scene, located, handler, message))
    try:
        return rederived(scene, located, handler, message)
    except UndecidableError as missing:
        return Derived(row_of(located, "not decidable", str(missing), notes=scene.notes))


# The block hash and the bank.


def _block_hash_rows(block: CapturedBlock, written: Written) -> Iterator[Row]:
    if block.writes is None or (written.counts["block_hashes"] == 0 and not block.header_hash):
        return
    if written.block_hash == {block.height: block.header_hash}:
        yield Row("write", "block_hashes", "record", "agrees", derived=("the hash of the block's header",))
    else:
        yield Row("write", "block_hashes", "record", "differs", f"derived {block.header_hash.hex()}, found another")


def _bank_rows(scene: Scene, given: State | None) -> Iterator[Row]:
    """Check balances against the bank's events: who moved is written, who is written moved, and nothing is lost."""
    if not scene.has_writes:
        return
    events, balances = all_events(scene.block), scene.written.balances
    change, minted = moved(events), supply_change(events)
    found = _bank_difference(scene.written, change, minted, given)
    total = len(balances)
    if found is not None:
        yield Row("write", "balances", "record", "differs", found, count=max(total, 1))
    elif total:
        held = "the balance" if given else "that it moved, and could"
        yield Row("write", "balances", "record", "agrees", derived=(held, "what was minted and burned"), count=total)
    yield from holder_rows(scene.written)


def _bank_difference(written: Written, change: Counter[str], minted: int, given: State | None) -> str | None:
    for address, amount in sorted(change.items()):
        before = None if given is None else given.balances.get(address, 0)
        problem = _balance_problem(written.balances.get(address), amount, before)
        if problem:
            return f"balance of {address}: {problem}"
    if sum(change.values()) != minted:
        return f"what accounts gained, {sum(change.values())} uPOKT, is not what was minted less burned, {minted}"
    if minted and written.supply is None:
        return f"supply: changed by {minted:+} uPOKT, and not written"
    if given is not None and written.supply not in {None, given.supply + minted}:
        return f"supply: derived {given.supply + minted}, found {written.supply}"
    return None


def _balance_problem(found: int | None, amount: int, before: int | None) -> str:
    """Say what is wrong with a balance that moved by an amount, from what it was before where that is known."""
    if found is None:
        return f"moved by {amount:+} uPOKT, and not written"
    if found < amount:
        return f"{found} uPOKT after having got {amount}"
    if before is not None and before + amount != found:
        return f"derived {before + amount}, found {found}"
    return ""
