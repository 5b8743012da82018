"""Cases of adding, changing and giving away services, and of the difficulty of their relays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.world import account, funded, message_case, pool
from pocket_conformance.generate.model import Case, Note
from pocket_spec.actors.service.compute_units import compute_units_at_height, set_compute_units_at
from pocket_spec.actors.service.difficulty import set_difficulty_at
from pocket_spec.actors.service.messages import MsgAddService, MsgTransferService
from pocket_spec.actors.service.validation import LARGEST_CARD, MOST_COMPUTE_UNITS_PER_RELAY
from pocket_spec.rejections import Reason
from pocket_spec.relay.difficulty import BASE_TARGET_HASH
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.service import RelayMiningDifficulty
from pocket_spec.state.records.shared import Metadata, Service
from pocket_spec.state.state import State

ADD = "poktroll v0.1.35 x/service/keeper/msg_server_add_service.go"
SHAPE = "poktroll v0.1.35 x/shared/types/service.go"
TRANSFER = "poktroll v0.1.35 x/service/keeper/msg_server_transfer_service.go"
HISTORY = "poktroll v0.1.35 x/service/keeper/service_compute_units_history.go"
DIFFICULTY = "poktroll v0.1.35 x/service/keeper/update_relay_mining_difficulty.go"
NOTES = {
    "ServiceNew": Note("ordinary", "A service is added for the fee.", ADD),
    "ServiceNewBounds": Note("boundary", "The longest name and card, the most compute units, no name.", SHAPE),
    "ServiceChanged": Note("ordinary", "The owner changes its service, for no fee.", ADD),
    "ServiceMetadataStay": Note("boundary", "A message without metadata leaves those there are.", ADD),
    "ServiceUnitsFirstChange": Note(
        "boundary", "At its first recorded change, what a service weighed so far is recorded from height 1.", HISTORY
    ),
    "ServiceUnitsChangedTwice": Note("boundary", "Of two changes in a session the later takes effect.", HISTORY),
    "ServiceUnitsChangedBack": Note(
        "quirk", "A change taken back within the session leaves a record that nothing changed.", HISTORY
    ),
    "ServiceFeeToTheLast": Note("quirk", "The owner must hold more than the fee, not just as much.", ADD),
    "ServiceOwnerText": Note("quirk", "The owner is compared as a text: in upper case it is another one.", ADD),
    "ServiceBadAddress": Note("defect", "An address is not one.", ADD),
    "ServiceNotOwner": Note("defect", "The owner in the service is not the signer, or the service is another's.", ADD),
    "ServiceBadId": Note("defect", "The id of the service is malformed.", SHAPE),
    "ServiceBadName": Note("defect", "The name of the service is malformed.", SHAPE),
    "ServiceBadUnits": Note("defect", "No compute units per relay, or too many.", SHAPE),
    "ServiceBadMetadata": Note("defect", "The card is empty or too large.", SHAPE),
    "ServiceCannotPay": Note("defect", "The owner does not hold more than the fee.", ADD),
    "ServiceGiven": Note("ordinary", "A service is given to another owner.", TRANSFER),
    "ServiceGivenBadAddress": Note("defect", "An address is not one.", TRANSFER),
    "ServiceGivenNone": Note("defect", "No service is named.", TRANSFER),
    "ServiceGivenToSelf": Note("defect", "The new owner is the owner.", TRANSFER),
    "ServiceGivenUnknown": Note("defect", "There is no such service.", TRANSFER),
    "ServiceGivenByAnother": Note("defect", "The signer does not own the service.", TRANSFER),
    "DifficultyFirst": Note("ordinary", "A service is settled for the first time.", DIFFICULTY),
    "DifficultyMoves": Note("ordinary", "The average moves by a tenth of the difference, then the target.", DIFFICULTY),
    "DifficultyNone": Note("ordinary", "Nothing was settled.", DIFFICULTY),
    "DifficultyInOrder": Note("boundary", "Several services at once, by id.", DIFFICULTY),
    "DifficultyWithoutHistory": Note(
        "boundary", "A service without a history gets first the difficulty so far, from this block on.", DIFFICULTY
    ),
    "DifficultyTwice": Note("boundary", "A second settlement in a session replaces the first.", DIFFICULTY),
    "DifficultyOfNobody": Note("quirk", "The service need not exist.", DIFFICULTY),
}  # fmt: skip
ALICE, BOB = account("alice"), account("bob")
SERVICE = Service("svc", "A service", 7, ALICE)
STATE = funded(State(height=15), {ALICE: 10, BOB: 1})
OWNED = replace(STATE, services=Map({"svc": SERVICE}))


def add(service: Service, owner: str = ALICE) -> MsgAddService:
    """Make the message."""
    return MsgAddService(owner, service)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _adding()
    yield from _malformed()
    yield from _changing()
    yield from _giving()
    yield from _difficulty()


def _adding() -> Iterator[Case]:
    yield message_case(STATE, add(SERVICE), "one", "ServiceNew")
    yield message_case(STATE, add(replace(SERVICE, metadata=Metadata(b"{}"))), "with a card", "ServiceNew")
    for height in (1, 11, 20):
        yield message_case(replace(STATE, height=height), add(SERVICE), f"at height {height}", "ServiceNew")
    longest = replace(
        SERVICE, id="s" * 42, name="n" * 169, compute_units_per_relay=MOST_COMPUTE_UNITS_PER_RELAY,
        metadata=Metadata(b"c" * LARGEST_CARD),
    )  # fmt: skip
    yield message_case(STATE, add(longest), "the most of everything", "ServiceNewBounds")
    least = replace(SERVICE, id="-", name="", compute_units_per_relay=1, metadata=Metadata(b"\x00"))
    yield message_case(STATE, add(least), "the least of everything", "ServiceNewBounds")
    upper = replace(SERVICE, owner_address=ALICE.upper())
    yield message_case(STATE, add(upper, ALICE.upper()), "an owner in upper case", "ServiceNew")
    bobs = replace(SERVICE, owner_address=BOB)
    yield message_case(STATE, add(bobs, BOB), "just the fee", "ServiceFeeToTheLast", "ServiceCannotPay")
    poor = account("poor")
    yield message_case(STATE, add(replace(SERVICE, owner_address=poor), poor), "nothing at all", "ServiceCannotPay")
    dear = replace(STATE, service_params=replace(STATE.service_params, add_service_fee=upokt(10)))
    yield message_case(dear, add(SERVICE), "a fee of all it has", "ServiceFeeToTheLast", "ServiceCannotPay")
    dearer = replace(STATE, service_params=replace(STATE.service_params, add_service_fee=upokt(9)))
    yield message_case(dearer, add(SERVICE), "a fee of all but 1", "ServiceNew")
    dearest = replace(STATE, service_params=replace(STATE.service_params, add_service_fee=upokt(11)))
    yield message_case(dearest, add(SERVICE), "a fee of more than it has", "ServiceCannotPay")


def _malformed() -> Iterator[Case]:
    yield message_case(STATE, add(replace(SERVICE, owner_address="x"), "x"), "owner and signer", "ServiceBadAddress")
    yield message_case(STATE, add(replace(SERVICE, owner_address=BOB)), "the service is of another", "ServiceNotOwner")
    yield message_case(STATE, add(replace(SERVICE, owner_address="")), "the service is of nobody", "ServiceNotOwner")
    for service_id in ("", "a b", "svc/", "ä", "s" * 43):
        yield message_case(STATE, add(replace(SERVICE, id=service_id)), repr(service_id), "ServiceBadId")
    for name in ("n" * 170, "a.b", "tab\t", "line\n", "ä"):
        yield message_case(STATE, add(replace(SERVICE, name=name)), repr(name), "ServiceBadName")
    for units in (0, MOST_COMPUTE_UNITS_PER_RELAY + 1, 2**64 - 1):
        yield message_case(STATE, add(replace(SERVICE, compute_units_per_relay=units)), f"{units}", "ServiceBadUnits")
    for card in (None, b"", b"c" * (LARGEST_CARD + 1)):
        size = "no" if card is None else str(len(card))
        malformed = replace(SERVICE, metadata=Metadata(card))
        yield message_case(STATE, add(malformed), f"a card of {size} bytes", "ServiceBadMetadata")


def _changing() -> Iterator[Case]:
    renamed = replace(SERVICE, name="Another name")
    yield message_case(OWNED, add(renamed), "its name", "ServiceChanged")
    yield message_case(OWNED, add(replace(SERVICE, name="")), "its name away", "ServiceChanged")
    yield message_case(OWNED, add(SERVICE), "nothing", "ServiceChanged")
    heavier = replace(SERVICE, compute_units_per_relay=8)
    yield message_case(OWNED, add(heavier), "a service without records", "ServiceUnitsFirstChange")
    recorded = set_compute_units_at(OWNED, 11, "svc", 7)
    yield message_case(recorded, add(heavier), "a service with records", "ServiceChanged")
    of_another = set_compute_units_at(OWNED, 11, "svc1", 7)
    yield message_case(of_another, add(heavier), "records of another service", "ServiceUnitsFirstChange")
    twice = set_compute_units_at(replace(recorded, services=Map({"svc": heavier})), 21, "svc", 8)
    yield message_case(twice, add(replace(SERVICE, compute_units_per_relay=9)), "again", "ServiceUnitsChangedTwice")
    yield message_case(twice, add(SERVICE), "back", "ServiceUnitsChangedBack")
    with_card = replace(OWNED, services=Map({"svc": replace(SERVICE, metadata=Metadata(b"old"))}))
    yield message_case(with_card, add(renamed), "none named", "ServiceMetadataStay")
    new_card = replace(SERVICE, metadata=Metadata(b"new"))
    yield message_case(with_card, add(new_card), "another card", "ServiceChanged")
    yield message_case(OWNED, add(new_card), "a first card", "ServiceChanged")
    bobs = replace(SERVICE, owner_address=BOB)
    yield message_case(OWNED, add(bobs, BOB), "of somebody else", "ServiceNotOwner")
    upper = replace(SERVICE, owner_address=ALICE.upper())
    yield message_case(
        OWNED, add(upper, ALICE.upper()), "the same owner in upper case", "ServiceOwnerText", "ServiceNotOwner"
    )
    penniless = replace(OWNED, balances=Map(), supply=0)
    yield message_case(penniless, add(heavier), "by an owner who has nothing", "ServiceChanged")


def _giving() -> Iterator[Case]:
    yield message_case(OWNED, MsgTransferService(ALICE, "svc", BOB), "to another", "ServiceGiven")
    yield message_case(OWNED, MsgTransferService(ALICE, "svc", pool("supplier")), "to a module", "ServiceGiven")
    yield message_case(
        OWNED, MsgTransferService(ALICE, "svc", ALICE.upper()), "to itself in upper case", "ServiceGiven"
    )
    yield message_case(OWNED, MsgTransferService("x", "svc", BOB), "the owner", "ServiceGivenBadAddress")
    yield message_case(OWNED, MsgTransferService(ALICE, "svc", ""), "the new owner", "ServiceGivenBadAddress")
    yield message_case(OWNED, MsgTransferService(ALICE, "", BOB), "an empty id", "ServiceGivenNone")
    yield message_case(OWNED, MsgTransferService(ALICE, "svc", ALICE), "to itself", "ServiceGivenToSelf")
    yield message_case(OWNED, MsgTransferService(ALICE, "svc1", BOB), "another id", "ServiceGivenUnknown")
    yield message_case(OWNED, MsgTransferService(ALICE, "s/c", BOB), "a malformed id", "ServiceGivenUnknown")
    yield message_case(OWNED, MsgTransferService(BOB, "svc", account("cyd")), "by another", "ServiceGivenByAnother")


def difficulty_case(state: State, relays: dict[str, int], comment: str, *flags: str) -> Case:
    """Make a case of adjusting difficulties after a settlement."""
    op = "update_relay_mining_difficulty"
    return Case(op, comment, flags, {"state": state, "relays_per_service": relays})


def settled(state: State, service_id: str, average: int, target_hash: bytes = BASE_TARGET_HASH) -> State:
    """Give a service a difficulty since height 11, with its history."""
    difficulty = RelayMiningDifficulty(service_id, 11, average, target_hash)
    known = replace(state, difficulties=state.difficulties.set(service_id, difficulty))
    return set_difficulty_at(known, 11, difficulty)


def _difficulty() -> Iterator[Case]:
    target = STATE.service_params.target_num_relays
    yield difficulty_case(OWNED, {}, "no service", "DifficultyNone")
    for relays in (1, target - 1, target, target + 1, 10 * target, 2**63, 2**64 - 1):
        yield difficulty_case(OWNED, {"svc": relays}, f"{relays} relays", "DifficultyFirst")
    hard = (2**250).to_bytes(32, "big")
    for average in (1, target, 5 * target, 2**64 - 1):
        known = settled(OWNED, "svc", average, hard)
        for relays in (1, target, 50 * target):
            yield difficulty_case(known, {"svc": relays}, f"{average}, then {relays}", "DifficultyMoves")
    yield difficulty_case(
        replace(settled(OWNED, "svc", 5), height=20), {"svc": 9}, "at a session's end", "DifficultyMoves"
    )
    without = replace(settled(OWNED, "svc", 2 * target, hard), difficulty_history=Map())
    yield difficulty_case(without, {"svc": target}, "a difficulty without history", "DifficultyWithoutHistory")
    other = set_difficulty_at(without, 11, RelayMiningDifficulty("svc1", 11, 5, BASE_TARGET_HASH))
    yield difficulty_case(other, {"svc": target}, "a history of another service", "DifficultyWithoutHistory")
    again = set_difficulty_at(settled(OWNED, "svc", 5), 21, RelayMiningDifficulty("svc", 21, 7, BASE_TARGET_HASH))
    yield difficulty_case(again, {"svc": 9 * target}, "again", "DifficultyTwice")
    several = {"svc1": 9 * target, "svc": 3, "svc-1": target, "Svc": 2 * target}
    yield difficulty_case(settled(OWNED, "svc1", 5), several, "four services", "DifficultyInOrder")
    yield difficulty_case(STATE, {"svc": 3 * target}, "no service at all", "DifficultyOfNobody")
    wanted = replace(OWNED, service_params=replace(OWNED.service_params, target_num_relays=1))
    yield difficulty_case(wanted, {"svc": 3}, "one relay wanted", "DifficultyFirst")


@scenario("ServiceNew", "ServiceChanged", "ServiceGiven")
def a_service_grows_heavier(scene: Scene) -> None:
    """Given an account. When it adds a service and changes its weight. Then current sessions keep the old."""
    scene.given(STATE)
    heavier = replace(SERVICE, compute_units_per_relay=8)
    scene.block(add(SERVICE), add(heavier), MsgTransferService(ALICE, "svc", BOB))
    assert [compute_units_at_height(scene.state, "svc", height) for height in (11, 20, 21)] == [7, 7, 8]
    refused = scene.block(add(SERVICE)).rejections[0]
    assert refused is not None
    assert refused.reason is Reason.SERVICE_INVALID_OWNER_ADDRESS
    scene.block(add(replace(heavier, compute_units_per_relay=9, owner_address=BOB), BOB))
    assert [compute_units_at_height(scene.state, "svc", height) for height in (10, 11, 21)] == [9, 7, 9]
    assert scene.state.balances[ALICE] == 9
