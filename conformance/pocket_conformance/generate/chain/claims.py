"""Cases of making claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.claims_world import (
    APPLICATION,
    CLAIM_CLOSE,
    CLAIM_OPEN,
    COMPUTE_UNITS,
    END,
    PARAMS,
    SERVICE_ID,
    START,
    SUPPLIER,
    SUPPLIERS,
    application_with,
    config,
    header_of,
    with_claims,
    with_configs,
    work,
    world,
)
from pocket_conformance.generate.chain.world import account, message_case
from pocket_conformance.generate.model import Case, Note
from pocket_conformance.generate.signed_relays import address
from pocket_spec.claims.messages import INVALID, VALIDATED, MsgCreateClaim
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.state.records.application import ApplicationServiceConfigUpdate, PendingApplicationTransfer
from pocket_spec.state.records.service import (
    RelayMiningDifficulty,
    RelayMiningDifficultyUpdate,
    ServiceComputeUnitsPerRelayUpdate,
)
from pocket_spec.state.records.session import SessionModuleParams
from pocket_spec.state.records.shared import ApplicationServiceConfig, Service, SharedParamsUpdate
from pocket_spec.state.state import State

CREATE = "poktroll v0.1.35 x/proof/keeper/msg_server_create_claim.go"
BASIC = "poktroll v0.1.35 x/proof/types/message_create_claim.go"
SESSION = "poktroll v0.1.35 x/proof/keeper/session.go"
HYDRATION = "poktroll v0.1.35 x/session/keeper/session_hydrator.go"
SIGNERS = "cosmos-sdk v0.53.7 x/auth/ante/sigverify.go"
FIGURES = "poktroll v0.1.35 x/proof/types/claim.go"
NOTES = {
    "ClaimMade": Note("ordinary", "A supplier claims the relays of its session.", CREATE),
    "ClaimMadeAnew": Note("ordinary", "A claim replaces an earlier one, and counts as not checked.", CREATE),
    "ClaimWindowEdge": Note("boundary", "The first or the last block of the claim window.", SESSION),
    "ClaimAtOldWindow": Note("ordinary", "The windows changed since the session; its own hold.", SESSION),
    "ClaimAtDifficulty": Note("ordinary", "The difficulty of the session's start scales the price.", FIGURES),
    "ClaimAtOldPrice": Note("ordinary", "Parameters changed since the session; its own hold.", CREATE),
    "ClaimAtOldWeight": Note(
        "ordinary", "The compute units of relays changed since the session; its own hold.", CREATE
    ),
    "ClaimAtBoundary": Note("boundary", "The change took effect with the session's first block.", CREATE),
    "ClaimWraps": Note("quirk", "Relays times compute units wraps at 64 bits.", CREATE),
    "ClaimPriceFloor": Note("boundary", "The price is rounded down, here to nothing.", FIGURES),
    "ClaimStartInside": Note(
        "quirk", "A header may name any height of the session as its start; the id decides.", SESSION
    ),
    "ClaimFieldInvalid": Note("defect", "The message is refused by itself.", BASIC),
    "ClaimWrongSigner": Note("defect", "Somebody else signed the claim.", SIGNERS),
    "ClaimNoSession": Note("defect", "There is no such session.", HYDRATION),
    "ClaimOtherSession": Note("defect", "The session id is not that of the session.", SESSION),
    "ClaimNotOfSession": Note("defect", "The supplier is not in the session.", SESSION),
    "ClaimOutsideWindow": Note("defect", "The claim window is not open yet, or is closed.", SESSION),
    "ClaimOfNoService": Note("defect", "The service does not exist.", CREATE),
    "ClaimWrongWeight": Note("defect", "Compute units are not relays times what one weighs.", CREATE),
}
STATE = world(CLAIM_OPEN)
HEADER = header_of(STATE)
WORK = work(HEADER)
CLAIM = WORK.claim_message()


def root_of(compute_units: int, relays: int, digest: bytes = b"\x01" * 32) -> bytes:
    """Make a root hash that says this; nobody asks for the trie."""
    return digest + compute_units.to_bytes(8, "big") + relays.to_bytes(8, "big")


def at_difficulty(state: State, target: int | None, height: int = 1) -> State:
    """Give a state in which the target of the service is this one, or none at all, from a height on."""
    target_hash = None if target is None else target.to_bytes(32, "big")
    difficulty = RelayMiningDifficulty(SERVICE_ID, height, 1_000, target_hash)
    history = state.difficulty_history.set((SERVICE_ID, height), RelayMiningDifficultyUpdate(height, difficulty))
    return replace(state, difficulty_history=history)


def at_weight(state: State, *history: tuple[int, int]) -> State:
    """Give a state in which the service's compute units per relay have this history of heights and values."""
    entries = {
        (SERVICE_ID, height): ServiceComputeUnitsPerRelayUpdate(height, SERVICE_ID, units) for height, units in history
    }
    return replace(state, compute_units_history=Map(entries))


def at_price(state: State, *history: tuple[int, int]) -> State:
    """Give a state in which the price of a compute unit has this history of heights and multipliers."""
    entries = {
        height: SharedParamsUpdate(height, replace(PARAMS, compute_units_to_tokens_multiplier=multiplier))
        for height, multiplier in history
    }
    return replace(state, shared_params_history=Map(entries))


def with_later_windows(state: State, since: int | None) -> State:
    """Give a state whose windows open two blocks later, as recorded since a height, or without any record."""
    later = replace(PARAMS, claim_window_open_offset_blocks=PARAMS.claim_window_open_offset_blocks + 2)
    entries = {} if since is None else {1: SharedParamsUpdate(1, PARAMS), since: SharedParamsUpdate(since, later)}
    return replace(state, shared_params=later, shared_params_history=Map(entries))


def cases() -> Iterator[Case]:
    """Yield the cases, the defects in the order of the checks."""
    yield from _ordinary_cases()
    yield from _price_cases()
    yield from _message_defects()
    yield from _session_defects()
    yield from _later_defects()


def _ordinary_cases() -> Iterator[Case]:
    yield message_case(STATE, CLAIM, "a claim of three relays", "ClaimMade")
    lone = work(HEADER, "supplier 2", 1).claim_message()
    yield message_case(with_claims(STATE, WORK.claim()), lone, "another supplier has claimed before", "ClaimMade")
    yield message_case(world(CLAIM_CLOSE), CLAIM, "in the last block of the window", "ClaimWindowEdge")
    more = work(HEADER, relays=4).claim_message()
    yield message_case(with_claims(STATE, WORK.claim()), more, "a claim of more relays", "ClaimMadeAnew")
    for status, what in ((VALIDATED, "validated"), (INVALID, "invalid")):
        again = with_claims(STATE, WORK.claim(status))
        yield message_case(again, CLAIM, f"the same claim, {what} before", "ClaimMadeAnew")
    changed = with_later_windows(STATE, END + 1)
    yield message_case(changed, CLAIM, "windows open later since the session", "ClaimAtOldWindow")
    owner = replace(STATE.suppliers[SUPPLIER], owner_address=account("owner"))
    owned = replace(STATE, suppliers=STATE.suppliers.set(SUPPLIER, owner))
    yield message_case(owned, CLAIM, "somebody else owns the supplier", "ClaimMade")
    inside = replace(HEADER, session_start_block_height=START + 2)
    yield message_case(STATE, replace(CLAIM, session_header=inside), "starts inside the session", "ClaimStartInside")


def _price_cases() -> Iterator[Case]:
    eighth = at_difficulty(STATE, 2**253 - 1)
    yield message_case(eighth, CLAIM, "every eighth relay counts", "ClaimAtDifficulty")
    later = at_difficulty(eighth, 2**250 - 1, START + 1)
    yield message_case(later, CLAIM, "the difficulty rose inside the session", "ClaimAtDifficulty")
    first = at_difficulty(eighth, 2**250 - 1, START)
    yield message_case(first, CLAIM, "the difficulty rose with the session", "ClaimAtBoundary")
    current = RelayMiningDifficulty(SERVICE_ID, 1, 1_000, bytes(4) + b"\xff" * 28)
    live = replace(STATE, difficulties=Map({SERVICE_ID: current}))
    yield message_case(live, CLAIM, "a current difficulty without a history counts for nothing", "ClaimAtDifficulty")
    dearer = at_price(STATE, (1, 42_000_000), (START + 4, 84_000_000))
    dearer = replace(dearer, shared_params=replace(PARAMS, compute_units_to_tokens_multiplier=84_000_000))
    yield message_case(dearer, CLAIM, "the price doubled after the session", "ClaimAtOldPrice")
    at_start = at_price(STATE, (1, 42_000_000), (START, 84_000_000))
    yield message_case(at_start, CLAIM, "the price doubled with the session", "ClaimAtBoundary")
    heavier = replace(STATE, services=STATE.services.set(SERVICE_ID, Service(SERVICE_ID, "", 200, address("owner"))))
    after = at_weight(heavier, (1, COMPUTE_UNITS), (START + 4, 200))
    yield message_case(after, CLAIM, "relays weigh more since the session", "ClaimAtOldWeight")
    within = at_weight(STATE, (1, COMPUTE_UNITS), (START + 1, 200))
    yield message_case(within, CLAIM, "relays weigh more within the session", "ClaimAtOldWeight")
    with_session = at_weight(STATE, (1, 50), (START, COMPUTE_UNITS))
    yield message_case(with_session, CLAIM, "relays weigh more with the session", "ClaimAtBoundary")
    empty = at_weight(STATE, (1, 0))
    yield message_case(empty, CLAIM, "an entry of 0 gives way to the current weight", "ClaimAtOldWeight")
    cheap = at_price(STATE, (1, 1))
    yield message_case(cheap, CLAIM, "300 compute units at a millionth of a uPOKT", "ClaimPriceFloor")
    light = at_weight(STATE, (1, 4))
    wrapping = replace(CLAIM, root_hash=root_of(4, 2**62 + 1))
    yield message_case(light, wrapping, "2^62 + 1 relays of 4 compute units are 4", "ClaimWraps")


def _message_defects() -> Iterator[Case]:
    def refused(comment: str, **changes: object) -> Case:
        return message_case(STATE, replace(CLAIM, **changes), comment, "ClaimFieldInvalid")  # type: ignore[arg-type]

    yield refused("the supplier's address is none", supplier_operator_address="pokt1")
    yield refused("no session header", session_header=None)
    yield refused("an invalid session header", session_header=replace(HEADER, session_end_block_height=START))
    yield refused("a root hash of 47 bytes", root_hash=CLAIM.root_hash[:-1] if CLAIM.root_hash else None)
    yield refused("no root hash", root_hash=None)
    for length in (32, 80):
        root_hash = root_of(300, 3, bytes(length - 16))
        yield refused(f"a root hash of {length} bytes, with sum and count", root_hash=root_hash)
    yield refused("no relays", root_hash=root_of(300, 0))
    yield refused("no compute units", root_hash=root_of(0, 3))
    yield message_case(STATE, CLAIM, "signed by another supplier", "ClaimWrongSigner", signer=address("supplier 2"))


def _session_defects() -> Iterator[Case]:
    def refused(comment: str, state: State, message: MsgCreateClaim = CLAIM, flag: str = "ClaimNoSession") -> Case:
        return message_case(state, message, comment, flag)

    ahead = replace(HEADER, session_start_block_height=CLAIM_OPEN + 1, session_end_block_height=CLAIM_OPEN + 2)
    yield refused("the session starts after this block", STATE, replace(CLAIM, session_header=ahead))
    stranger = replace(HEADER, application_address=account("stranger"))
    yield refused("the application is not staked", STATE, replace(CLAIM, session_header=stranger))
    unbonding = application_with(STATE, unstake_session_end_height=END - 4)
    yield refused("the application unbonds since the session before", unbonding)
    moving = application_with(STATE, pending_transfer=PendingApplicationTransfer(account("new home"), END - 4))
    yield refused("the application is transferred since the session before", moving)
    other = application_with(STATE, service_configs=(ApplicationServiceConfig("other"),))
    yield refused("the application is staked for another service", other)
    switched = ApplicationServiceConfigUpdate(APPLICATION, ApplicationServiceConfig(SERVICE_ID), START + 1, 0)
    late = application_with(STATE, service_config_history=(switched,))
    yield refused("the application was not staked for the service at the start", late)
    nobody = with_configs(STATE, *(config(label, start=START + 1) for label in SUPPLIERS))
    yield refused("no supplier had the service at the start", nobody)
    wrong_id = replace(CLAIM, session_header=replace(HEADER, session_id="00" * 32))
    yield refused("an id that is none", STATE, wrong_id, "ClaimOtherSession")
    before = replace(HEADER, session_start_block_height=START - 1)
    yield refused("a start in the session before", STATE, replace(CLAIM, session_header=before), "ClaimOtherSession")
    without = replace(STATE, block_hashes=STATE.block_hashes.delete(START))
    yield refused("the hash of the first block is gone", without, CLAIM, "ClaimOtherSession")
    idle = with_configs(STATE, config("supplier 2"), config("supplier 3"))
    yield refused("the supplier does not serve the service", idle, CLAIM, "ClaimNotOfSession")
    left = with_configs(STATE, config("supplier", end=START), config("supplier 2"))
    yield refused("the supplier's configuration ended with the session", left, CLAIM, "ClaimNotOfSession")
    gone = replace(STATE, suppliers=STATE.suppliers.delete(SUPPLIER))
    yield refused("the supplier's record is gone", gone, CLAIM, "ClaimNotOfSession")
    last = max(SUPPLIERS, key=lambda label: _rank(STATE, address(label)))
    full = replace(STATE, session_params=SessionModuleParams(2))
    yield refused("others were drawn", full, work(HEADER, last).claim_message(), "ClaimNotOfSession")
    upper = replace(CLAIM, supplier_operator_address=SUPPLIER.upper())
    yield refused("the supplier's address in upper case", STATE, upper, "ClaimNotOfSession")


def _rank(state: State, operator: str) -> int:
    found = hydrate_session(
        replace(state, session_params=SessionModuleParams(3)), APPLICATION, SERVICE_ID, START, RULES
    )
    return [supplier.operator_address for supplier in found.suppliers].index(operator)


def _later_defects() -> Iterator[Case]:
    early, late = world(CLAIM_OPEN - 1), world(CLAIM_CLOSE + 1)
    yield message_case(early, CLAIM, "one block early", "ClaimOutsideWindow")
    yield message_case(late, CLAIM, "one block late", "ClaimOutsideWindow")
    for since, what in ((END, "since the session's last block"), (None, "today, without a history")):
        changed = with_later_windows(STATE, since)
        yield message_case(changed, CLAIM, f"windows open later {what}", "ClaimOutsideWindow")
    closed = with_later_windows(late, END + 1)
    yield message_case(closed, CLAIM, "one block late, windows open later since", "ClaimOutsideWindow")
    none = replace(STATE, services=Map())
    yield message_case(none, CLAIM, "no such service", "ClaimOfNoService")
    light = replace(CLAIM, root_hash=root_of(299, 3))
    yield message_case(STATE, light, "one compute unit short", "ClaimWrongWeight")
    heavy = replace(CLAIM, root_hash=root_of(301, 3))
    yield message_case(STATE, heavy, "one compute unit more", "ClaimWrongWeight")
    changed = at_weight(STATE, (1, COMPUTE_UNITS), (START, 200))
    yield message_case(changed, CLAIM, "the weight before the session's start", "ClaimWrongWeight")
