"""Cases of suite `session`, op `hydrate`: a session with everybody in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.claims_world import (
    APPLICATION,
    END,
    PARAMS,
    SERVICE_ID,
    STAKE,
    START,
    SUPPLIER,
    SUPPLIERS,
    application_with,
    config,
    with_configs,
    world,
)
from pocket_conformance.generate.chain.world import account
from pocket_conformance.generate.model import Case, Note
from pocket_conformance.generate.signed_relays import address
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import (
    Application,
    ApplicationServiceConfigUpdate,
    PendingApplicationTransfer,
)
from pocket_spec.state.records.session import SessionModuleParams, SessionModuleParamsUpdate
from pocket_spec.state.records.shared import ApplicationServiceConfig, SharedParams, SharedParamsUpdate, Supplier
from pocket_spec.state.state import State

HYDRATOR = "poktroll v0.1.35 x/session/keeper/session_hydrator.go"
QUERY = "poktroll v0.1.35 x/session/keeper/query_get_session.go"
APPLICATIONS = "poktroll v0.1.35 x/application/types/application.go"
NOTES = {
    "Session": Note("ordinary", "The session of a past height.", HYDRATOR),
    "SessionOfNow": Note("ordinary", "Height 0 stands for the block being executed.", QUERY),
    "SessionEdge": Note("boundary", "The first or the last block of a session.", HYDRATOR),
    "SessionOfOldParams": Note("ordinary", "The parameters of the height asked for decide.", HYDRATOR),
    "SessionNoHash": Note("quirk", "In its first block a session has another id: the block has no hash yet.", HYDRATOR),
    "SessionStoreOrder": Note("quirk", "Fewer candidates than places: they stand in the order of the store.", HYDRATOR),
    "SessionDrawn": Note("ordinary", "As many candidates as places, or more: they are drawn.", HYDRATOR),
    "SessionConfigEdge": Note("boundary", "A configuration begins or ends at the height asked for.", HYDRATOR),
    "SessionSupplierGone": Note("quirk", "A configuration without its supplier's record takes a place.", HYDRATOR),
    "SessionTwice": Note("quirk", "Two active configurations of one supplier: it is in the session twice.", HYDRATOR),
    "SessionNobody": Note("boundary", "Sessions of no supplier have none.", HYDRATOR),
    "SessionAppEdge": Note("boundary", "The last session of an application that leaves or moves.", APPLICATIONS),
    "SessionAppHistory": Note("ordinary", "The application's services at the height asked for decide.", APPLICATIONS),
    "SessionAskedWrongly": Note("defect", "Address, service or height of the request is none.", QUERY),
    "SessionAhead": Note("defect", "The height is beyond the block being executed.", HYDRATOR),
    "SessionAppMissing": Note("defect", "The application is not staked.", HYDRATOR),
    "SessionAppInactive": Note("defect", "The application has left or moved before the session ends.", APPLICATIONS),
    "SessionAppOfOther": Note("defect", "The application was not staked for the service.", HYDRATOR),
    "SessionNoSuppliers": Note("defect", "Nobody served the service.", HYDRATOR),
}
STATE = world(20)
OTHER = "other"


def case(state: State, height: int, comment: str, flag: str, service: str = SERVICE_ID, app: str = APPLICATION) -> Case:
    """Make a case."""
    values = {"state": state, "application_address": app, "service_id": service, "block_height": height}
    return Case("hydrate", comment, (flag,), values)


def crowd(number: int) -> State:
    """Give a state with this many suppliers of the service, who started one after the other, two at a time."""
    labels = [f"candidate {index}" for index in range(number)]
    updates = (config(label, start=1 + index // 2) for index, label in enumerate(labels))
    records = {address(label): Supplier(address(label), address(label), upokt(STAKE)) for label in labels}
    return with_configs(replace(STATE, suppliers=Map(records)), *updates)


def of_places(state: State, number: int) -> State:
    """Give a state whose sessions have this many places."""
    return replace(state, session_params=SessionModuleParams(number))


def with_history(state: State, *entries: tuple[int, SharedParams]) -> State:
    """Give a state whose shared parameters have this history."""
    return replace(
        state, shared_params_history=Map({height: SharedParamsUpdate(height, params) for height, params in entries})
    )


def cases() -> Iterator[Case]:
    """Yield the cases, the defects in the order of the checks."""
    yield from _calendar_cases()
    yield from _supplier_cases()
    yield from _application_cases()
    yield from _defects()


def _calendar_cases() -> Iterator[Case]:
    yield case(STATE, START + 1, "the second session", "Session")
    yield case(STATE, 1, "the first session of all", "Session")
    yield case(STATE, 0, "the height is left out", "SessionOfNow")
    genesis = replace(with_configs(STATE, config("supplier", start=0)), height=0, block_hashes=Map({0: b"\x01" * 32}))
    yield case(genesis, 0, "the height is left out before block 1, which has no seed", "SessionOfNow")
    yield case(STATE, 20, "the block being executed, last of its session", "SessionOfNow")
    yield case(STATE, START, "the first block", "SessionEdge")
    yield case(STATE, END, "the last block", "SessionEdge")
    yield case(STATE, END + 1, "the first block of the next", "SessionEdge")
    yield case(world(21), 21, "the first block, while it is executed", "SessionNoHash")
    yield case(world(22), 21, "the same block, one later", "SessionEdge")
    longer = replace(PARAMS, num_blocks_per_session=6, session_grid_anchor_height=13, session_number_at_anchor=4)
    changed = with_history(replace(STATE, shared_params=longer), (1, PARAMS), (13, longer))
    for height, where in ((12, "the last block of the old length"), (13, "the first of the new"), (19, "the next")):
        yield case(changed, height, f"{where}", "SessionOfOldParams")
    live = replace(STATE, shared_params=replace(PARAMS, num_blocks_per_session=10))
    yield case(live, START, "without a history today's parameters hold", "SessionOfOldParams")


def _supplier_cases() -> Iterator[Case]:
    for number, places in ((1, 15), (6, 7), (6, 6), (9, 5), (24, 15)):
        flag = "SessionDrawn" if number >= places else "SessionStoreOrder"
        yield case(of_places(crowd(number), places), 18, f"{number} candidates for {places} places", flag)
    yield case(of_places(STATE, 0), START, "sessions of no supplier", "SessionNobody")
    updates = {at: SessionModuleParamsUpdate(at, SessionModuleParams(places)) for at, places in ((1, 2), (END + 1, 3))}
    history = replace(STATE, session_params_history=Map(updates))
    yield case(history, END, "two places then, fifteen today", "SessionOfOldParams")
    yield case(history, END + 1, "three places since", "SessionOfOldParams")
    several = with_configs(
        STATE, config("supplier", start=START), config("supplier 2", end=START), config("supplier 3", OTHER)
    )
    yield case(several, START, "one begins, one ends, one serves another service", "SessionConfigEdge")
    yield case(several, START - 1, "one block before", "SessionConfigEdge")
    inside = with_configs(STATE, config("supplier"), config("supplier 2", start=START + 2))
    yield case(inside, START + 1, "a configuration begins inside the session, asked before", "SessionConfigEdge")
    yield case(inside, START + 2, "a configuration begins inside the session, asked then", "SessionConfigEdge")
    gone = replace(STATE, suppliers=STATE.suppliers.delete(SUPPLIER))
    yield case(gone, START, "a supplier's record is gone", "SessionSupplierGone")
    yield case(of_places(gone, 3), START, "a supplier's record is gone, and places are drawn", "SessionSupplierGone")
    twice = with_configs(STATE, config("supplier"), config("supplier", start=2), config("supplier 2"))
    yield case(twice, START, "active since two heights", "SessionTwice")
    unbonding = replace(STATE.suppliers[SUPPLIER], unstake_session_end_height=4)
    leaving = replace(STATE, suppliers=STATE.suppliers.set(SUPPLIER, unbonding))
    yield case(leaving, START, "a supplier unbonds, and its configuration is still active", "Session")


def _application_cases() -> Iterator[Case]:
    for end, flag in ((END, "SessionAppEdge"), (END - 4, "SessionAppInactive")):
        what = "in the session" if end == END else "in the session before"
        yield case(application_with(STATE, unstake_session_end_height=end), START, f"unstaked {what}", flag)
        transfer = PendingApplicationTransfer(account("new home"), end)
        yield case(application_with(STATE, pending_transfer=transfer), START, f"moves {what}", flag)
    inside = application_with(STATE, unstake_session_end_height=END - 1)
    yield case(inside, START, "unstaked until a block inside the session, by another calendar", "SessionAppInactive")
    later = PendingApplicationTransfer(account("new home"), END - 4)
    both = application_with(STATE, unstake_session_end_height=END, pending_transfer=later)
    yield case(both, START, "moves before, and unstaked in the session", "SessionAppEdge")
    history = (_served(SERVICE_ID, 1, START), _served(OTHER, START, 0))
    swapped = application_with(
        STATE, service_configs=(ApplicationServiceConfig(OTHER),), service_config_history=history
    )
    swapped = with_configs(swapped, *(config(label, name) for name in (SERVICE_ID, OTHER) for label in SUPPLIERS))
    yield case(swapped, START - 1, "the service before a swap", "SessionAppHistory")
    yield case(swapped, START, "the service after it", "SessionAppHistory", OTHER)
    yield case(swapped, START, "the service before, after the swap", "SessionAppOfOther")
    yield case(swapped, START - 1, "the service after, before the swap", "SessionAppOfOther", OTHER)
    upper = replace(STATE.applications[APPLICATION], address=APPLICATION.upper())
    shouting = replace(STATE, applications=STATE.applications.set(APPLICATION.upper(), upper))
    yield case(shouting, START, "an application kept in upper case", "Session", app=APPLICATION.upper())


def _served(service: str, start: int, end: int) -> ApplicationServiceConfigUpdate:
    return ApplicationServiceConfigUpdate(APPLICATION, ApplicationServiceConfig(service), start, end)


def _defects() -> Iterator[Case]:
    yield case(STATE, START, "no address", "SessionAskedWrongly", app="")
    foreign = APPLICATION.replace("pokt", "cosmos")
    yield case(STATE, START, "an address of another chain", "SessionAskedWrongly", app=foreign)
    for service, what in (("", "no service"), ("e" * 43, "a service of 43 characters"), ("e.th", "a full stop in it")):
        yield case(STATE, START, what, "SessionAskedWrongly", service)
    yield case(STATE, -1, "a negative height", "SessionAskedWrongly")
    yield case(STATE, 21, "the next block", "SessionAhead")
    yield case(STATE, START, "a stranger", "SessionAppMissing", app=account("stranger"))
    bare = replace(STATE, applications=Map({APPLICATION: Application(APPLICATION, upokt(STAKE))}))
    yield case(bare, START, "an application without services", "SessionAppOfOther")
    yield case(STATE, START, "another service", "SessionAppOfOther", OTHER)
    yield case(with_configs(STATE), START, "no configurations", "SessionNoSuppliers")
    ended = with_configs(STATE, *(config(label, end=START) for label in SUPPLIERS))
    yield case(ended, START, "all configurations ended", "SessionNoSuppliers")
