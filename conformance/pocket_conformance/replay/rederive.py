"""Executing a captured message by the rules, and comparing what comes of it with what the network has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pocket_conformance.replay.differences import first_difference, shown
from pocket_conformance.replay.model import Row, Verdict
from pocket_conformance.replay.older import refunded
from pocket_conformance.replay.releases import version
from pocket_conformance.replay.scene import Scene, UndecidableError, differing, moved, transferred
from pocket_conformance.replay.transactions import Located
from pocket_conformance.replay.typed_events import EventError, TypedEvent, from_gogo_json, is_typed, loaded, typed_event
from pocket_spec.chain.execution import SignedMessage, apply_message
from pocket_spec.chain.registry import BY_TYPE
from pocket_spec.encoding.proto import Message, decode
from pocket_spec.rejections import CHAIN_CODES, Reason, Rejected
from pocket_spec.state import bank
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.records.application import APPLICATION
from pocket_spec.state.records.gateway import GATEWAY
from pocket_spec.state.records.shared import SUPPLIER
from pocket_spec.state.state import State
from pocket_spec.state.store import COLLECTIONS, PARAMS_RECORDS
from pocket_spec.transitions import Handler

PLENTY = 10**30
"""uPOKT that every account has where its balance is not known: what moves is compared, not what is held."""
EMBEDDED: Mapping[str, tuple[str, Message[Any]]] = {
    "supplier": ("suppliers", SUPPLIER),
    "application": ("applications", APPLICATION),
    "gateway": ("gateways", GATEWAY),
}
"""Records that events of earlier releases carried whole, by the name of the attribute."""
SESSION_PARAMETERS = tuple(f"pocket.{name}." for name in ("application", "gateway", "supplier", "migration", "proof"))
"""How the messages begin that ask for the calendar."""
UNREGISTERED = 1
"""The code of an error that is none of the registered ones; what a module wraps as a gRPC status is reported so."""


@dataclass
class Derived:
    """What executing a message gave, beyond what its row says: the records that it changed, by store and key."""

    row: Row
    records: dict[tuple[str, Any], Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)


def decoded_message(located: Located) -> tuple[Handler, Any]:
    """Read a message of a type that the spec has, else raise `UndecidableError`."""
    if located.error:
        raise UndecidableError(located.error)
    handler = BY_TYPE.get(located.type)
    if handler is None:
        whose = "the spec has" if located.type.startswith("pocket.") else "of this protocol, but of another module"
        raise UndecidableError(f"no message {whose}: {shown(located.type)}")
    try:
        return handler, decode(handler.message, located.value)
    except Rejected as rejected:
        raise UndecidableError(rejected.detail) from None


def row_of(located: Located, verdict: Verdict, detail: str = "", derived: tuple[str, ...] = (), notes: Any = ()) -> Row:
    """Make the row of a message."""
    kind = located.type or "(undecodable)"
    failed = located.result.code != 0
    return Row("message", kind, located.where, verdict, detail, derived, tuple(notes), failed=failed)


def rederived(scene: Scene, located: Located, handler: Handler, message: Any) -> Derived:
    """Execute a message that the network executed, and compare events, movements of money, and later its records."""
    if not scene.complete and located.type.startswith(SESSION_PARAMETERS):
        scene.need("shared_params")
    before = scene.state if scene.complete else _with_money(scene.state, located, handler, message)
    signed = SignedMessage(located.type, message, _other_signer(located, getattr(message, handler.signer)))
    try:
        after = apply_message(before, signed, scene.rules)
    except Rejected as rejected:
        return Derived(row_of(located, "differs", f"executed by the network, refused by the rules: {rejected}"))
    scene.state = after.state
    difference, notes = _event_difference(located, after, scene.release)
    movement, note = refunded(scene.release, located.type, message, _movement(before, after.state))
    notes += [note] if note else []
    if difference is None:
        difference = differing(movement, moved(located.events)) or differing(movement, transferred(located.events))
    if difference is not None:
        return Derived(row_of(located, "differs", difference, notes=(*scene.notes, *notes)))
    derived = ("the outcome", f"{len(after.events)} events", "what the bank moved")
    row = row_of(located, "agrees", derived=derived, notes=(*scene.notes, *notes))
    records, params = changes(before, after.state)
    records |= {
        (name, key): getattr(after.state, name).get(key) for name, key in scene.touched if key in scene.written.of(name)
    }
    return Derived(row, records, params)


def refused(scene: Scene, located: Located, handler: Handler, message: Any) -> Row:
    """Compare the refusal of a failed transaction with that of the rules, where it can be decided.

    Without the whole state only the message's own check is decidable.
    """
    result = located.result
    found = f"{result.codespace} {result.code}"
    try:
        if scene.complete:
            signer = _other_signer(located, getattr(message, handler.signer))
            apply_message(scene.state, SignedMessage(located.type, message, signer), scene.rules)
            if (result.codespace, result.code) == CHAIN_CODES[Reason.TX_UNAUTHORIZED] and not located.signers:
                return row_of(located, "not decidable", f"refused with {found}: who signed is not in the capture")
            return row_of(located, "differs", f"refused by the network with {found}, executed by the rules")
        if handler.validate is not None:
            handler.validate(message)
    except Rejected as rejected:
        codes = CHAIN_CODES.get(rejected.reason)
        if codes == (result.codespace, result.code):
            return row_of(located, "agrees", derived=(f"the refusal: {rejected.reason}, {found}",))
        if result.code == UNREGISTERED:
            note = f"the network reports it as {found}, which names no reason"
            return row_of(located, "agrees", derived=(f"that it is refused: {rejected.reason}",), notes=(note,))
        wanted = "no code" if codes is None else f"{codes[0]} {codes[1]}"
        return row_of(located, "differs", f"refused with {found}; derived {rejected.reason}, {wanted}")
    return row_of(located, "not decidable", f"refused with {found}: whether rightly is decided by state; give --state")


def _other_signer(located: Located, named: str) -> str | None:
    """Return who signed where it is not the account that the message names, None where it is or is not known."""
    signers = [address for address, _ in located.signers]
    if len(located.path) > 2 or not signers or named.lower() in signers:
        return None
    return signers[0]


def _with_money(state: State, located: Located, handler: Handler, message: Any) -> State:
    addresses = {*moved(located.events), getattr(message, handler.signer)}
    addresses |= {held for event in located.events for held in _addresses(event)}
    balances = state.balances
    for address in sorted(addresses):
        balances = balances.set(address.lower(), PLENTY)
    for address in POOLS:
        balances = balances.set(address, PLENTY)
    return replace(state, balances=balances, supply=sum(balances.values()))


def _addresses(event: Any) -> Iterator[str]:
    for held in event.attributes:
        if held.key in {"sender", "recipient", "spender", "receiver"} and held.value:
            yield held.value


def _movement(before: State, after: State) -> dict[str, int]:
    addresses = set(before.balances) | set(after.balances)
    change = {held: after.balances.get(held, 0) - before.balances.get(held, 0) for held in addresses}
    return {address: amount for address, amount in change.items() if amount}


def changes(before: State, after: State) -> tuple[dict[tuple[str, Any], Any], dict[str, Any]]:
    """List the records and the parameters in which two states differ, as the second has them."""
    records: dict[tuple[str, Any], Any] = {}
    for collection in COLLECTIONS:
        old, new = getattr(before, collection.field), getattr(after, collection.field)
        if old is not new:
            for key in set(old) | set(new):
                if old.get(key) != new.get(key):
                    records[collection.field, key] = new.get(key)
    params = {
        held.field: getattr(after, held.field)
        for held in PARAMS_RECORDS
        if getattr(before, held.field) != getattr(after, held.field)
    }
    return records, params


# Events.


def typed_events(located: Located) -> list[TypedEvent | str]:
    """Return the message's events of the protocol: read, or their names where the spec has none of the name."""
    found: list[TypedEvent | str] = []
    for event in located.events:
        if is_typed(event):
            typed = typed_event(event)
            found.append(event.type if typed is None else typed)
    return found


def _event_difference(located: Located, after: Transition, release: str) -> tuple[str | None, list[str]]:
    try:
        found = typed_events(located)
    except EventError as error:
        return f"an event of the message cannot be read: {error}", []
    notes: list[str] = []
    names = [held if isinstance(held, str) else held.kind.name for held in found]
    wanted = [event.kind.name for event in after.events]
    if names != wanted:
        return f"events: derived {shown(', '.join(wanted) or 'none')}, found {shown(', '.join(names) or 'none')}", []
    for event, held in zip(after.events, found, strict=True):
        if isinstance(held, str):
            continue
        difference = event_difference(event, held, after.state, release, notes)
        if difference is not None:
            return difference, notes
    return None, notes


def event_difference(event: Event, found: TypedEvent, state: State, release: str, notes: list[str]) -> str | None:
    """Say where an event differs from the derived one; what an older release announced otherwise is noted."""
    name = event.kind.name.rpartition(".")[2]
    compared = [field for field in found.announced if field not in PROSE or getattr(event.value, field)]
    wanted = replace(found.value, **{field: getattr(event.value, field) for field in compared})
    difference = first_difference(found.kind, wanted, found.value, name)
    if difference is not None:
        return difference
    exact = version(release) >= OLDEST_EXACT
    if exact and (found.missing or found.unknown):
        odd = [f"lacks {field}" for field in found.missing] + [f"has {field}" for field in found.unknown]
        return f"{name}: {odd[0]}"
    if found.missing or found.unknown:
        changed = ", ".join([f"-{field}" for field in found.missing] + [f"+{field}" for field in found.unknown])
        notes.append(f"{name} as {release} announced it: {changed}")
    for attribute, text in found.unknown.items():
        if attribute in EMBEDDED:
            difference = _embedded_difference(attribute, text, state)
            if difference is not None:
                return f"{name}.{difference}"
    return None


def _embedded_difference(attribute: str, text: str, state: State) -> str | None:
    """Compare the copy of a record inside an event with the record; a supplier's configurations are its own records."""
    field_name, message = EMBEDDED[attribute]
    try:
        record = from_gogo_json(message, loaded(text, attribute), attribute)
    except EventError as error:
        return f"{attribute}: {error}"
    collection = next(held for held in COLLECTIONS if held.field == field_name)
    mine = getattr(state, field_name).get(collection.key(record))
    if mine is None:
        return f"{attribute}: of {collection.key(record)}, which has no record"
    if field_name == "suppliers":
        latest = {(held.service.service_id, held.activation_height): held for held in record.service_config_history}
        for (service_id, activation, operator), update in sorted(state.service_config_updates.items()):
            if operator == record.operator_address and latest.get((service_id, activation)) != update:
                return f"{attribute}.service_config_history: {service_id} from {activation} is not as derived"
        record = replace(record, services=(), service_config_history=())
    return first_difference(message, mine, record, attribute)


PROSE = frozenset({"error", "reason", "failure_reason"})
"""Fields whose text is no part of the protocol where the spec leaves them empty."""
OLDEST_EXACT = version("v0.1.35")
"""The first release whose events are expected to have exactly the fields of the spec's."""

POOLS = tuple(getattr(bank, name) for name in sorted(vars(bank)) if name.endswith("_POOL"))
"""The accounts of the modules."""
