"""Cases of the Morse migration: import, the three claims, the two recoveries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from immutables import Map

from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.world import account, funded, message_case, pool
from pocket_conformance.generate.deterministic import stream_bytes
from pocket_conformance.generate.model import Case, Note
from pocket_spec.actors.application.messages import MsgStakeApplication
from pocket_spec.crypto.ed25519 import address_of_public_key, public_key_of_seed, sign_ed25519
from pocket_spec.governance.migration import MsgUpdateMigrationParams
from pocket_spec.migration.events import EventMorseApplicationClaimed
from pocket_spec.migration.import_accounts import account_state_hash
from pocket_spec.migration.messages import (
    MorseAccountState,
    MsgAdminRecoverMorseAccount,
    MsgImportMorseClaimableAccounts,
    MsgRecoverMorseAccount,
)
from pocket_spec.morse.claim_signature import claim_signing_bytes
from pocket_spec.morse.messages import (
    MsgClaimMorseAccount,
    MsgClaimMorseApplication,
    MsgClaimMorseSupplier,
)
from pocket_spec.state.bank import AUTHORITY
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.migration import MigrationParams, MorseClaimableAccount
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    Service,
    ServiceRevenueShare,
    Supplier,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.state import State
from pocket_spec.state.timestamp import GO_ZERO_TIME, Timestamp

AnyClaim = TypeVar("AnyClaim", MsgClaimMorseAccount, MsgClaimMorseApplication, MsgClaimMorseSupplier)

KEEPER = "poktroll v0.1.35 x/migration/keeper/"
TYPES = "poktroll v0.1.35 x/migration/types/"
IMPORT = KEEPER + "msg_server_import_morse_claimable_accounts.go"
STORE = KEEPER + "morse_claimable_account.go"
CLAIM = KEEPER + "msg_server_claim_morse_account.go"
APPLICATION = KEEPER + "msg_server_claim_morse_application.go"
SUPPLIER = KEEPER + "msg_server_claim_morse_supplier.go"
RECOVER = KEEPER + "msg_server_recover_morse_account.go"
TIMES = TYPES + "morse_claimable_account.go"
NOTES = {
    "MorseImport": Note("ordinary", "Governance imports the accounts of Morse.", IMPORT),
    "MorseImportMerges": Note("quirk", "A second import removes nothing: what it lacks stays.", STORE),
    "MorseImportRenews": Note("quirk", "A claimed account that is imported again can be claimed again.", STORE),
    "MorseImportBadHash": Note("defect", "The hash is not that of the accounts.", IMPORT),
    "MorseImportTwice": Note("defect", "Accounts were imported already, and overwriting is not allowed.", IMPORT),
    "MorseStranger": Note("defect", "The authority is not governance.", IMPORT),
    "MorseBadAddress": Note("defect", "An address is not an account's.", TYPES + "message_claim_morse_account.go"),
    "MorseClaimAccount": Note("ordinary", "A balance is claimed.", CLAIM),
    "MorseClaimApplication": Note("ordinary", "An application is claimed and staked.", APPLICATION),
    "MorseClaimSupplier": Note("ordinary", "A node is claimed and staked as a supplier.", SUPPLIER),
    "MorseNothingHeld": Note("boundary", "The account held nothing.", CLAIM),
    "MorseClaimsDisabled": Note("defect", "Governance has disabled claims.", CLAIM),
    "MorseUnknown": Note("defect", "No such account was imported.", CLAIM),
    "MorseClaimedBefore": Note("defect", "The account was claimed already.", CLAIM),
    "MorseStakedOtherwise": Note("defect", "The account's stake asks for another kind of claim.", CLAIM),
    "MorseBadSignature": Note("defect", "The Morse key did not sign the message.", TYPES + "morse_claim_messages.go"),
    "MorseBadKey": Note("defect", "The Morse key is not 32 bytes long.", TYPES + "morse_claim_messages.go"),
    "MorseBlocked": Note("defect", "The destination may not be paid.", STORE),
    "MorseBadService": Note("defect", "The service of the claim is malformed, or does not exist.", SUPPLIER),
    "MorseBelowMinimum": Note("boundary", "The stake is below the minimum, so it is paid out.", APPLICATION),
    "MorseHasUnbonded": Note("boundary", "The unbonding is over by the time of the block, so it is paid out.", TIMES),
    "MorseUnbonding": Note("ordinary", "The actor was unbonding and goes on.", TIMES),
    "MorseUnbondsNow": Note("quirk", "Seconds are divided by nanoseconds: it unbonds with the current session.", TIMES),
    "MorseUnknownChain": Note(
        "quirk", "On a chain whose block duration is not known, unbonding ends at 2^64 - 1.", TIMES
    ),
    "MorseHalfASecond": Note("quirk", "Less than a second before the end, unbonding is over.", TIMES),
    "MorseSignedByOwner": Note("ordinary", "The key of the node's output address signed.", SUPPLIER),
    "MorseSignedByNode": Note("ordinary", "The node's key signed, and the owner had claimed before.", SUPPLIER),
    "MorseSignedByOther": Note("defect", "Neither the node's key nor its owner's signed.", SUPPLIER),
    "MorseOwnerUnclaimed": Note("defect", "The owner has not claimed, or for another account of Shannon.", SUPPLIER),
    "MorseOwnerNotOperator": Note(
        "quirk", "An owner who is not the operator cannot claim: services are signed by operators.", SUPPLIER
    ),
    "MorseOwnerServices": Note("defect", "The stake's services are not signed by the operator.", SUPPLIER),
    "MorseLowerCaseNode": Note("quirk", "A node in lower case is not found.", SUPPLIER),
    "MorseNoFee": Note("defect", "The signer of the stake cannot pay the staking fee.", SUPPLIER),
    "MorseRecover": Note("ordinary", "Governance recovers a listed account.", RECOVER),
    "MorseAdminRecover": Note(
        "ordinary", "Governance recovers any account.", KEEPER + "msg_server_admin_recover_morse_account.go"
    ),
    "MorseNotListed": Note("defect", "The account is not among the recoverable ones.", RECOVER),
    "MorseNoSource": Note("defect", "No account is named.", TYPES + "message_admin_recover_morse_account.go"),
}
NOW = Timestamp(1_750_000_000)
LISTED, MODULE = "2EB054616797DE8565506333AFB334655E7774ED", "DAO"
"""Two recoverable accounts: the bridge's, and one of a module."""


def seed(name: str) -> bytes:
    """Give the Morse key of a named holder."""
    return stream_bytes(f"migration/{name}", 32)


def morse_address(name: str) -> str:
    """Give the Morse address of a named holder."""
    return address_of_public_key(public_key_of_seed(seed(name))).hex().upper()


def held(
    name: str,
    balance: int = 0,
    application: int = 0,
    supplier: int = 0,
    output: str = "",
    unstaking: Timestamp = GO_ZERO_TIME,
) -> MorseClaimableAccount:
    """Make an account of Morse, amounts in uPOKT; `name` and `output` may be addresses."""
    address = name if name in {LISTED, MODULE} else morse_address(name)
    return MorseClaimableAccount(
        morse_src_address=address,
        unstaked_balance=upokt(balance),
        application_stake=upokt(application),
        supplier_stake=upokt(supplier),
        morse_output_address=morse_address(output) if output else "",
        unstaking_time=unstaking,
    )


def state_with(*accounts: MorseClaimableAccount, height: int = 14) -> State:
    """Make a state in which these accounts were imported, with one service and funds for fees."""
    services = Map({"eth": Service("eth", "Ethereum", 7, account("service owner"))})
    records = Map({record.morse_src_address: record for record in accounts})
    state = State(height=height, block_time=NOW, services=services, morse_accounts=records)
    return funded(state, {account("anna"): 1_000, account("otto"): 1_000})


def claimed(record: MorseClaimableAccount, by: str) -> MorseClaimableAccount:
    """Say that an account was claimed."""
    return replace(record, shannon_dest_address=account(by), claimed_at_height=3)


def signed_by(name: str, message: AnyClaim) -> AnyClaim:
    """Sign a claim with a Morse key."""
    keyed = replace(message, morse_public_key=public_key_of_seed(seed(name)))
    return replace(keyed, morse_signature=sign_ed25519(seed(name), claim_signing_bytes(keyed)))


def claim_account(name: str = "alice", to: str = "anna", sender: str = "anna") -> MsgClaimMorseAccount:
    """Make the claim of a balance."""
    return signed_by(name, MsgClaimMorseAccount(account(to), None, account(sender)))


def claim_application(name: str = "alice", service: str = "eth") -> MsgClaimMorseApplication:
    """Make the claim of an application."""
    config = ApplicationServiceConfig(service)
    return signed_by(name, MsgClaimMorseApplication(account("anna"), None, config, account("anna")))


def claim_supplier(
    name: str = "node", owner: str = "otto", operator: str = "anna", service: str = "eth", node: str = ""
) -> MsgClaimMorseSupplier:
    """Make the claim of a node."""
    endpoints = (SupplierEndpoint("https://relay.example", 3),)
    services = (SupplierServiceConfig(service, endpoints, (ServiceRevenueShare(account(owner), 100),)),)
    message = MsgClaimMorseSupplier(
        account(owner), account(operator), node or morse_address("node"), None, services, account(operator)
    )
    return signed_by(name, message)


def import_of(*accounts: MorseClaimableAccount) -> MsgImportMorseClaimableAccounts:
    """Make an import."""
    state = MorseAccountState(accounts)
    return MsgImportMorseClaimableAccounts(AUTHORITY, state, account_state_hash(state))


def _import_cases() -> Iterator[Case]:
    fresh = State(height=7)
    some = import_of(held("alice", 5), held("bob", 0, 7, unstaking=NOW))
    yield message_case(fresh, some, "two accounts", "MorseImport")
    yield message_case(fresh, import_of(), "no account", "MorseImport", "MorseNothingHeld")
    twice = import_of(held("alice", 5), held("alice", 6))
    yield message_case(fresh, twice, "one account twice", "MorseImport")
    lower = replace(held("alice", 5), morse_src_address=morse_address("alice").lower(), claimed_at_height=9)
    yield message_case(fresh, import_of(lower), "in lower case, claimed", "MorseImport")
    given = import_of(replace(held("alice", 5), shannon_dest_address=account("anna")))
    yield message_case(fresh, given, "with a destination, so claimed", "MorseImport")
    for wrong, comment in ((None, "no hash"), (bytes(31), "31 bytes"), (bytes(32), "another hash")):
        message = replace(some, morse_account_state_hash=wrong)
        yield message_case(fresh, message, comment, "MorseImportBadHash")
    stranger = replace(some, authority=account("anna"))
    yield message_case(fresh, stranger, "by a stranger", "MorseStranger")
    yield message_case(fresh, replace(some, authority="pokt1"), "by no address", "MorseBadAddress", signer=AUTHORITY)
    before = state_with(claimed(held("alice", 5), "anna"), held("carol", 9))
    yield message_case(before, some, "a second time", "MorseImportTwice")
    allowed = replace(before, migration_params=MigrationParams(allow_morse_account_import_overwrite=True))
    yield message_case(allowed, some, "over others", "MorseImportMerges", "MorseImportRenews")


def _account_cases() -> Iterator[Case]:
    state, message = state_with(held("alice", 5)), claim_account()
    yield message_case(state, message, "a balance", "MorseClaimAccount")
    yield message_case(state, claim_account(to="otto"), "for another than the sender", "MorseClaimAccount")
    yield message_case(state_with(held("alice")), message, "nothing", "MorseClaimAccount", "MorseNothingHeld")
    upper = signed_by("alice", MsgClaimMorseAccount(account("anna").upper(), None, account("anna")))
    yield message_case(state, upper, "destination in upper case", "MorseClaimAccount")
    disabled = replace(state, migration_params=MigrationParams())
    yield message_case(disabled, message, "while disabled", "MorseClaimsDisabled")
    yield message_case(state, claim_account("bob"), "of an unknown account", "MorseUnknown")
    before = state_with(claimed(held("alice", 5), "anna"))
    yield message_case(before, message, "a second time", "MorseClaimedBefore")
    given = state_with(replace(held("alice", 5), shannon_dest_address=account("otto")))
    yield message_case(given, message, "imported with a destination", "MorseClaimedBefore")
    yield message_case(state_with(held("alice", 5, 1)), message, "of an application", "MorseStakedOtherwise")
    yield message_case(state_with(held("alice", 5, 0, 1)), message, "of a supplier", "MorseStakedOtherwise")
    yield from _signature_cases(state, message)
    blocked = signed_by("alice", MsgClaimMorseAccount(pool("distribution"), None, account("anna")))
    yield message_case(state, blocked, "for a blocked module", "MorseBlocked")
    yield message_case(state_with(held("alice")), blocked, "nothing for a blocked module", "MorseBlocked")
    nobody = signed_by("alice", MsgClaimMorseAccount("pokt1", None, account("anna")))
    yield message_case(state, nobody, "for no address", "MorseBadAddress", signer=account("anna"))
    unsigned = signed_by("alice", MsgClaimMorseAccount(account("anna"), None, ""))
    yield message_case(state, unsigned, "sent by no address", "MorseBadAddress", signer=account("anna"))
    yield message_case(state, message, "sent by another", "WrongSigner", signer=account("otto"))


def _signature_cases(state: State, message: AnyClaim) -> Iterator[Case]:
    short = replace(message, morse_signature=bytes(63))
    yield message_case(state, short, "a signature of 63 bytes", "MorseBadSignature")
    yield message_case(state, replace(message, morse_signature=None), "no signature", "MorseBadSignature")
    yield message_case(state, replace(message, morse_signature=bytes(64)), "64 zero bytes", "MorseBadSignature")
    key = replace(message, morse_public_key=bytes(31))
    yield message_case(state, key, "a key of 31 bytes", "MorseBadKey")


def _application_cases() -> Iterator[Case]:
    message = claim_application()
    state = state_with(held("alice", 5, 1_000_000))
    yield message_case(state, message, "a new application", "MorseClaimApplication")
    yield from _signature_cases(state, message)
    staked = Application(account("anna"), upokt(10), (ApplicationServiceConfig("eth"),))
    known = replace(funded(state, {pool("application"): 10}), applications=Map({account("anna"): staked}))
    yield message_case(known, message, "onto an application", "MorseClaimApplication")
    other = claim_application(service="poly")
    yield message_case(known, other, "onto an application of another service", "MorseClaimApplication")
    leaving = replace(known, applications=Map({account("anna"): replace(staked, unstake_session_end_height=20)}))
    yield message_case(leaving, message, "onto one that is unbonding", "MorseClaimApplication")
    low = state_with(held("alice", 5, 999_999))
    yield message_case(low, message, "just below the minimum", "MorseBelowMinimum")
    together = replace(low, applications=Map({account("anna"): replace(staked, stake=upokt(1))}))
    together = funded(together, {pool("application"): 1})
    yield message_case(together, message, "at the minimum together with what is staked", "MorseClaimApplication")
    first = replace(low, height=3)
    yield message_case(first, message, "below the minimum, in the first session", "MorseBelowMinimum")
    for seconds, nanos, flags in (
        (0, 0, ("MorseHasUnbonded",)),
        (-1, 0, ("MorseHasUnbonded",)),
        (0, 500_000_000, ("MorseHasUnbonded", "MorseHalfASecond")),
        (1, 0, ("MorseUnbonding", "MorseUnbondsNow")),
        (1_000_000, 0, ("MorseUnbonding", "MorseUnbondsNow")),
    ):
        until = Timestamp(NOW.seconds + seconds, nanos)
        at = state_with(held("alice", 5, 1_000_000, unstaking=until))
        yield message_case(at, message, f"unbonds {seconds}.{nanos} s from now", "MorseClaimApplication", *flags)
    elsewhere = state_with(held("alice", 5, 1_000_000, unstaking=Timestamp(NOW.seconds + 60)))
    unknown = replace(elsewhere, chain_id="nowhere")
    yield message_case(unknown, message, "unbonding elsewhere", "MorseUnbonding", "MorseUnknownChain")
    beta = replace(elsewhere, chain_id="pocket-lego-testnet")
    yield message_case(beta, message, "unbonding on the testnet", "MorseUnbonding", "MorseUnbondsNow")
    disabled = replace(state, migration_params=MigrationParams())
    yield message_case(disabled, message, "while disabled", "MorseClaimsDisabled")
    yield message_case(state, claim_application("bob"), "of an unknown account", "MorseUnknown")
    before = state_with(claimed(held("alice", 5, 1_000_000), "anna"))
    yield message_case(before, message, "a second time", "MorseClaimedBefore")
    for balance, application, supplier, comment in (
        (5, 0, 0, "of a balance"),
        (5, 0, 7, "of a supplier"),
        (5, 1_000_000, 7, "of an application and supplier"),
    ):
        wrong = state_with(held("alice", balance, application, supplier))
        yield message_case(wrong, message, comment, "MorseStakedOtherwise")
    for service in ("", "no/such"):
        yield message_case(state, claim_application(service=service), f"for {service!r}", "MorseBadService")
    without = signed_by("alice", MsgClaimMorseApplication(account("anna"), None, None, account("anna")))
    yield message_case(state, without, "for no service", "MorseBadService")
    blocked = signed_by("alice", MsgClaimMorseApplication(
        pool("distribution"), None, ApplicationServiceConfig("eth"), account("anna")))  # fmt: skip
    yield message_case(state, blocked, "for a blocked module", "MorseBlocked")


def _supplier_cases() -> Iterator[Case]:
    message = claim_supplier()
    state = state_with(held("node", 5, 0, 1_000_000))
    yield message_case(state, message, "a new supplier", "MorseClaimSupplier")
    yield from _signature_cases(state, message)
    known = Supplier(account("otto"), account("anna"), upokt(10))
    staked = replace(funded(state, {pool("supplier"): 10}), suppliers=Map({account("anna"): known}))
    yield message_case(staked, message, "onto a supplier", "MorseClaimSupplier")
    low = state_with(held("node", 5, 0, 999_999))
    yield message_case(low, message, "just below the minimum", "MorseBelowMinimum")
    lower = replace(low, suppliers=Map({account("anna"): known}))
    yield message_case(
        funded(lower, {pool("supplier"): 10}), message, "below, though a supplier is staked", "MorseBelowMinimum"
    )
    for seconds, flags in (
        (0, ("MorseHasUnbonded",)),
        (1, ("MorseUnbonding", "MorseUnbondsNow")),
        (1_000_000, ("MorseUnbonding", "MorseUnbondsNow")),
    ):
        until = Timestamp(NOW.seconds + seconds)
        at = state_with(held("node", 5, 0, 1_000_000, unstaking=until))
        yield message_case(at, message, f"unbonds {seconds} s from now", "MorseClaimSupplier", *flags)
    disabled = replace(state, migration_params=MigrationParams())
    yield message_case(disabled, message, "while disabled", "MorseClaimsDisabled")
    lower_case = claim_supplier(node=morse_address("node").lower())
    yield message_case(state, lower_case, "node in lower case", "MorseLowerCaseNode", "MorseUnknown")
    before = state_with(claimed(held("node", 5, 0, 1_000_000), "anna"))
    yield message_case(before, message, "a second time", "MorseClaimedBefore")
    for application, supplier, comment in ((0, 0, "of a balance"), (7, 0, "of an application"), (7, 7, "of both")):
        wrong = state_with(held("node", 5, application, supplier))
        yield message_case(wrong, message, comment, "MorseStakedOtherwise")
    for service in ("", "no/such", "none"):
        yield message_case(state, claim_supplier(service=service), f"for {service!r}", "MorseBadService")
    without = signed_by("node", replace(message, services=()))
    yield message_case(state, without, "for no service", "MorseBadService")
    alone = signed_by("node", replace(message, shannon_operator_address=""))
    yield message_case(state, alone, "without an operator", "MorseBadAddress")
    yield message_case(state, claim_supplier("eve"), "signed by another Morse key", "MorseSignedByOther")
    poor = replace(state, supplier_params=replace(state.supplier_params, staking_fee=upokt(1_006)))
    yield message_case(poor, message, "a fee that cannot be paid", "MorseNoFee")


def _owner_cases() -> Iterator[Case]:
    node, owner = held("node", 5, 0, 1_000_000, output="owner"), held("owner", 3)
    state = state_with(node, owner)
    both = claim_supplier("owner", owner="anna", operator="anna")
    yield message_case(state, both, "signed by the owner, who operates", "MorseClaimSupplier", "MorseSignedByOwner")
    apart = claim_supplier("owner")
    yield message_case(
        state, apart, "signed by the owner", "MorseSignedByOwner", "MorseOwnerNotOperator", "MorseOwnerServices"
    )
    low = state_with(held("node", 5, 0, 7, output="owner"), owner)
    yield message_case(low, apart, "signed by the owner, below the minimum", "MorseSignedByOwner", "MorseBelowMinimum")
    message = claim_supplier()
    yield message_case(state, message, "before the owner", "MorseOwnerUnclaimed")
    yield message_case(state_with(node), message, "the owner is unknown", "MorseOwnerUnclaimed")
    other = state_with(node, claimed(owner, "anna"))
    yield message_case(other, message, "after the owner, of another account", "MorseOwnerUnclaimed")
    done = state_with(node, claimed(owner, "otto"))
    yield message_case(done, message, "after the owner", "MorseClaimSupplier", "MorseSignedByNode")
    itself = state_with(held("node", 5, 0, 1_000_000, output="node"))
    own = claim_supplier(owner="anna")
    yield message_case(itself, own, "its own output address", "MorseClaimSupplier", "MorseSignedByOwner")


def _recovery_cases() -> Iterator[Case]:
    state = state_with(held(LISTED, 5, 6, 7), held(MODULE, 9), held("alice", 5))
    for source, comment in ((LISTED, "listed"), (LISTED.lower(), "in lower case"), ("Dao", "a module")):
        message = MsgRecoverMorseAccount(AUTHORITY, account("anna"), source)
        yield message_case(state, message, comment, "MorseRecover")
    upper = MsgRecoverMorseAccount(AUTHORITY, account("anna").upper(), LISTED)
    yield message_case(state, upper, "destination in upper case", "MorseRecover")
    for source, comment in ((morse_address("alice"), "not listed"), ("", "none named")):
        message = MsgRecoverMorseAccount(AUTHORITY, account("anna"), source)
        yield message_case(state, message, comment, "MorseNotListed")
    for source in (LISTED, morse_address("alice")):
        admin = MsgAdminRecoverMorseAccount(AUTHORITY, account("anna"), source.lower())
        yield message_case(state, admin, "by the other message", "MorseAdminRecover")
    nobody = MsgAdminRecoverMorseAccount(AUTHORITY, account("anna"), "")
    yield message_case(state, nobody, "none named", "MorseNoSource")
    before = state_with(claimed(held(LISTED, 5), "otto"))
    for make in (MsgRecoverMorseAccount, MsgAdminRecoverMorseAccount):
        yield message_case(before, make(AUTHORITY, account("anna"), LISTED), "a second time", "MorseClaimedBefore")
        yield message_case(State(height=7), make(AUTHORITY, account("anna"), LISTED), "not imported", "MorseUnknown")
        stranger = make(account("anna"), account("anna"), LISTED)
        yield message_case(state, stranger, "by a stranger", "MorseStranger")
        blocked = make(AUTHORITY, pool("distribution"), LISTED)
        yield message_case(state, blocked, "for a blocked module", "MorseBlocked")
        yield message_case(state, make(AUTHORITY, "pokt1", LISTED), "for no address", "MorseBadAddress")


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _import_cases()
    yield from _account_cases()
    yield from _application_cases()
    yield from _supplier_cases()
    yield from _owner_cases()
    yield from _recovery_cases()


@scenario("MorseImport", "MorseClaimAccount", "MorseClaimApplication", "MorseRecover")
def morse_moves_to_shannon(scene: Scene) -> None:
    """Given an empty chain. When accounts are imported, claimed and recovered. Then supply is what they held."""
    scene.given(replace(state_with(), height=3))
    before = scene.state.supply
    scene.block(import_of(held("alice", 5), held("bob", 6, 1_000_000), held(LISTED, 7)))
    first = scene.block(claim_account(), claim_application("bob"), claim_account())
    assert [rejection is None for rejection in first.rejections] == [True, True, False]
    scene.block(MsgRecoverMorseAccount(AUTHORITY, account("otto"), LISTED))
    assert scene.state.supply - before == 5 + 6 + 1_000_000 + 7
    assert scene.state.applications[account("anna")].stake == upokt(1_000_000)


@scenario("MorseImportRenews", "MorseImportMerges", "MorseClaimAccount")
def an_account_is_paid_twice_after_a_second_import(scene: Scene) -> None:
    """Given a claimed account. When it is imported once more. Then it is claimed once more, and the rest stays."""
    scene.given(replace(state_with(), height=3))
    before = scene.state.supply
    scene.block(import_of(held("alice", 5), held("carol", 9)))
    params = MigrationParams(allow_morse_account_import_overwrite=True, morse_account_claiming_enabled=True)
    scene.block(claim_account(), MsgUpdateMigrationParams(AUTHORITY, params))
    scene.block(import_of(held("alice", 5)))
    scene.block(claim_account())
    assert scene.state.supply - before == 10
    assert morse_address("carol") in scene.state.morse_accounts


@scenario("MorseUnbonding", "MorseUnbondsNow", "MorseClaimApplication")
def an_unbonding_application_leaves_with_the_session(scene: Scene) -> None:
    """Given a Morse application that unbonds for three weeks. When it is claimed. Then it unbonds from this session."""
    until = Timestamp(NOW.seconds + 21 * 86_400)
    scene.given(state_with(held("alice", 5, 1_000_000, unstaking=until)))
    scene.block(claim_application())
    events: list[EventMorseApplicationClaimed] = scene.events("EventMorseApplicationClaimed")
    assert [event.application and event.application.unstake_session_end_height for event in events] == [20]
    refused = scene.block(MsgStakeApplication(account("anna"), Coin("upokt", 1), (ApplicationServiceConfig("eth"),)))
    assert refused.rejections[0] is not None
    scene.until(31)
    assert account("anna") not in scene.state.applications
