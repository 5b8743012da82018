"""Cases of the messages about applications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pocket_conformance.generate.chain.staked import (
    END,
    MIDDLE,
    MINIMUM,
    application,
    gateway,
    services,
    staked,
    undelegations,
)
from pocket_conformance.generate.chain.world import account, funded, message_case
from pocket_conformance.generate.model import Case, Note
from pocket_spec.actors.application.messages import (
    MsgDelegateToGateway,
    MsgStakeApplication,
    MsgTransferApplication,
    MsgUndelegateFromGateway,
    MsgUnstakeApplication,
)
from pocket_spec.state.bank import module_address
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.records.application import (
    ApplicationParams,
    ApplicationServiceConfigUpdate,
    PendingApplicationTransfer,
)
from pocket_spec.state.state import State

KEEPER = "poktroll v0.1.35 x/application/keeper/"
TYPES = "poktroll v0.1.35 x/application/types/"
STAKE_SOURCE = KEEPER + "msg_server_stake_application.go"
BASIC_SOURCE = TYPES + "message_stake_application.go"
NOTES = {
    "AppStake": Note("ordinary", "An account becomes an application.", STAKE_SOURCE),
    "AppRaise": Note("ordinary", "An application raises its stake.", STAKE_SOURCE),
    "AppStakeBoundary": Note("boundary", "The stake is just enough.", STAKE_SOURCE),
    "AppServiceSwap": Note("ordinary", "An application takes on another service from the next session.", STAKE_SOURCE),
    "AppServiceSwapAgain": Note("boundary", "The service changes again in a session, or at its end.", STAKE_SOURCE),
    "AppServiceUnknown": Note("quirk", "Nobody asks whether the service exists.", STAKE_SOURCE),
    "AppSpendLimit": Note("ordinary", "The limit of what a session may cost is set, kept or ended.", STAKE_SOURCE),
    "AppSpendLimitZeroOther": Note("quirk", "A limit of 0 of any denomination ends the limit.", BASIC_SOURCE),
    "AppSpendLimitBad": Note("defect", "The limit is negative, too low or of another denomination.", BASIC_SOURCE),
    "AppUnbondingCanceled": Note("ordinary", "Staking again ends the unbonding.", STAKE_SOURCE),
    "AppUpperCase": Note("quirk", "In upper case the same account is another application.", KEEPER + "application.go"),
    "AppAddressBad": Note("defect", "An address is not one.", BASIC_SOURCE),
    "AppStakeBad": Note("defect", "The stake is absent, not positive or not of uPOKT.", BASIC_SOURCE),
    "AppStakeDenomination": Note(
        "defect", "The stake reads as uPOKT when written out and parsed, but its denomination is another.", BASIC_SOURCE
    ),
    "AppServicesBad": Note("defect", "There is not one service, or its id is none.", BASIC_SOURCE),
    "AppStakeNotRaised": Note("defect", "The stake does not become more.", STAKE_SOURCE),
    "AppStakeLow": Note("defect", "The stake is below the minimum.", STAKE_SOURCE),
    "AppFunds": Note("defect", "The account holds less than is to be escrowed.", STAKE_SOURCE),
    "AppWrongSigner": Note("defect", "Somebody else signed it.", "cosmos-sdk v0.53.7 x/auth/ante/sigverify.go"),
    "AppUnstake": Note("ordinary", "An application asks to leave.", KEEPER + "msg_server_unstake_application.go"),
    "AppUnstakeBoundary": Note(
        "boundary", "In the first or the last block of a session.", KEEPER + "msg_server_unstake_application.go"
    ),
    "AppNotFound": Note("defect", "There is no such application.", KEEPER + "application.go"),
    "AppUnbonding": Note("defect", "The application unbonds.", KEEPER + "msg_server_unstake_application.go"),
    "AppMoving": Note("defect", "The application is about to move.", KEEPER + "msg_server_unstake_application.go"),
    "AppDelegate": Note("ordinary", "A gateway may sign from now on.", KEEPER + "msg_server_delegate_to_gateway.go"),
    "AppDelegateBoundary": Note(
        "boundary", "One more gateway would be too many, or one more block too late.",
        KEEPER + "msg_server_delegate_to_gateway.go",
    ),
    "AppRedelegate": Note(
        "ordinary", "Delegating again ends a pending undelegation.", KEEPER + "msg_server_delegate_to_gateway.go"
    ),
    "AppGatewayBad": Note("defect", "The gateway's address is not one.", TYPES + "message_delegate_to_gateway.go"),
    "AppGatewayNotFound": Note("defect", "There is no such gateway.", KEEPER + "msg_server_delegate_to_gateway.go"),
    "AppGatewaysFull": Note("defect", "No further gateway may sign.", KEEPER + "msg_server_delegate_to_gateway.go"),
    "AppGatewayInactive": Note("defect", "The gateway has ended.", KEEPER + "msg_server_delegate_to_gateway.go"),
    "AppDelegated": Note("defect", "The gateway may sign already.", KEEPER + "msg_server_delegate_to_gateway.go"),
    "AppUndelegate": Note(
        "ordinary", "A gateway may sign until the session ends.", KEEPER + "msg_server_undelegate_from_gateway.go"
    ),
    "AppUndelegateGone": Note(
        "quirk", "The gateway need not exist.", KEEPER + "msg_server_undelegate_from_gateway.go"
    ),
    "AppListedTwice": Note(
        "quirk", "Of a gateway that is listed twice the last entry goes; no message can list one twice.",
        KEEPER + "msg_server_undelegate_from_gateway.go",
    ),
    "AppNotDelegated": Note("defect", "The gateway may not sign.", KEEPER + "msg_server_undelegate_from_gateway.go"),
    "AppTransfer": Note("ordinary", "An application asks to move.", KEEPER + "msg_server_transfer_application.go"),
    "AppTransferAgain": Note(
        "quirk", "A later destination replaces an earlier one.", KEEPER + "msg_server_transfer_application.go"
    ),
    "AppTransferBlocked": Note(
        "quirk", "The destination may be an account that can never be paid.",
        KEEPER + "msg_server_transfer_application.go",
    ),
    "AppTransferTaken": Note(
        "defect", "The destination is an application.", KEEPER + "msg_server_transfer_application.go"
    ),
    "AppTransferSelf": Note("defect", "The destination is the source.", TYPES + "message_transfer_application.go"),
}  # fmt: skip
ALICE, BOB, CAROL = account("alice"), account("bob"), account("carol")
NORTH, SOUTH = account("north"), account("south")
RICH = funded(State(height=MIDDLE), {ALICE: 5_000_000, BOB: MINIMUM})
HERE = staked(RICH, application("alice", 2_000_000))


def stake(
    amount: int | Coin | None, service: str = "anvil", address: str = ALICE, **fields: Any
) -> MsgStakeApplication:
    """Make the message to stake."""
    coin = upokt(amount) if isinstance(amount, int) else amount
    return MsgStakeApplication(address, coin, **{"services": services(service), **fields})


def changed(state: State, **fields: Any) -> State:
    """Change fields of Alice's application."""
    return replace(state, applications=state.applications.set(ALICE, replace(state.applications[ALICE], **fields)))


def history(*entries: tuple[str, int, int]) -> tuple[ApplicationServiceConfigUpdate, ...]:
    """Make a history of Alice's services."""
    return tuple(
        ApplicationServiceConfigUpdate(ALICE, services(service)[0], activation, deactivation)
        for service, activation, deactivation in entries
    )


def cases() -> Iterator[Case]:
    """Yield the cases of every message."""
    yield from _stake_cases()
    yield from _service_cases()
    yield from _spend_limit_cases()
    yield from _bad_stake_cases()
    yield from _unstake_cases()
    yield from _delegate_cases()
    yield from _undelegate_cases()
    yield from _transfer_cases()


def _stake_cases() -> Iterator[Case]:
    yield message_case(RICH, stake(2_000_000), "a new application", "AppStake")
    yield message_case(RICH, stake(MINIMUM, address=BOB), "all it holds, the minimum", "AppStakeBoundary")
    yield message_case(RICH, stake(MINIMUM - 1), "1 uPOKT below the minimum", "AppStakeLow")
    yield message_case(RICH, stake(MINIMUM + 1, address=BOB), "1 uPOKT more than it holds", "AppFunds")
    yield message_case(HERE, stake(3_000_000), "raises its stake", "AppRaise")
    yield message_case(HERE, stake(2_000_001), "raises its stake by 1 uPOKT", "AppStakeBoundary")
    yield message_case(HERE, stake(7_000_000), "raises its stake by all it holds", "AppStakeBoundary")
    yield message_case(HERE, stake(7_000_001), "raises its stake by 1 uPOKT too much", "AppFunds")
    yield message_case(HERE, stake(2_000_000), "the stake it has", "AppStakeNotRaised")
    yield message_case(HERE, stake(1_999_999), "less than the stake it has", "AppStakeNotRaised")
    burnt = staked(RICH, application("alice", 400_000))
    yield message_case(burnt, stake(999_999), "a burnt stake is not raised enough", "AppStakeLow")
    yield message_case(burnt, stake(MINIMUM), "a burnt stake is raised to the minimum", "AppStakeBoundary")
    raised = replace(HERE, application_params=ApplicationParams(7, upokt(3_000_000)))
    yield message_case(raised, stake(2_999_999), "the minimum has risen", "AppStakeLow")
    for height in (11, END):
        unbonding = replace(changed(HERE, unstake_session_end_height=10), height=height)
        yield message_case(unbonding, stake(2_000_001), f"unbonds, staked again at {height}", "AppUnbondingCanceled")
    moving = changed(HERE, pending_transfer=PendingApplicationTransfer(BOB, 20))
    yield message_case(moving, stake(2_000_001), "about to move, which it still is", "AppRaise")
    yield message_case(RICH, stake(MINIMUM, address=ALICE.upper()), "address in upper case", "AppUpperCase")
    yield message_case(HERE, stake(MINIMUM, address=ALICE.upper()), "beside the one in lower case", "AppUpperCase")
    yield message_case(RICH, stake(MINIMUM), "signed by another", "AppWrongSigner", signer=BOB)


def _service_cases() -> Iterator[Case]:
    yield message_case(RICH, stake(MINIMUM, "nobody_has_added_this"), "an unknown service", "AppServiceUnknown")
    yield message_case(HERE, stake(2_000_001, "ethereum"), "the first change", "AppServiceSwap")
    known = changed(HERE, service_config_history=history(("ethereum", 1, 11), ("anvil", 11, 0)))
    yield message_case(known, stake(2_000_001), "the same service", "AppRaise")
    yield message_case(known, stake(2_000_001, "base"), "the second change", "AppServiceSwap")
    yield message_case(known, stake(2_000_001, "ethereum"), "back to the first", "AppServiceSwap")
    fresh = changed(HERE, service_config_history=history(("ethereum", 1, 21), ("anvil", 21, 0)))
    yield message_case(fresh, stake(2_000_001, "base"), "again in the same session", "AppServiceSwapAgain")
    yield message_case(fresh, stake(2_000_001, "ethereum"), "back in the same session", "AppServiceSwapAgain")
    last = replace(HERE, height=END)
    yield message_case(last, stake(2_000_001, "base"), "in the last block of a session", "AppServiceSwapAgain")
    first = replace(HERE, height=END + 1)
    yield message_case(first, stake(2_000_001, "base"), "in the first block of a session", "AppServiceSwapAgain")
    two = changed(HERE, service_configs=services("anvil", "base"))
    yield message_case(two, stake(2_000_001, "base"), "one of two that a transfer brought", "AppServiceSwap")
    yield message_case(two, stake(2_000_001, "ethereum"), "another than the two it has", "AppServiceSwap")


def _spend_limit_cases() -> Iterator[Case]:
    limited = changed(HERE, per_session_spend_limit=upokt(2_000_000))

    def limit(coin: Coin | None) -> MsgStakeApplication:
        return stake(3_000_000, per_session_spend_limit=coin)

    for state, name in ((RICH, "new"), (HERE, "unlimited"), (limited, "limited")):
        yield message_case(state, limit(upokt(MINIMUM)), f"{name}, limit of 1 POKT", "AppSpendLimit")
        yield message_case(state, limit(upokt(0)), f"{name}, limit of 0", "AppSpendLimit")
        yield message_case(state, limit(Coin("mact", 0)), f"{name}, limit of 0 mact", "AppSpendLimitZeroOther")
    yield message_case(limited, limit(None), "limited, none given", "AppSpendLimit")
    yield message_case(RICH, limit(upokt(MINIMUM - 1)), "limit 1 uPOKT too low", "AppSpendLimitBad")
    yield message_case(RICH, limit(upokt(1)), "limit of 1 uPOKT", "AppSpendLimitBad")
    yield message_case(RICH, limit(upokt(-1)), "negative limit", "AppSpendLimitBad")
    yield message_case(RICH, limit(Coin("mact", MINIMUM)), "limit of mact", "AppSpendLimitBad")
    yield message_case(RICH, limit(Coin("", MINIMUM)), "limit without denomination", "AppSpendLimitBad")


def _bad_stake_cases() -> Iterator[Case]:
    for address in ("", "pokt1", ALICE[:-1] + "q", ALICE[:5] + ALICE[5:].upper(), "poktvaloper" + ALICE[4:]):
        yield message_case(RICH, stake(MINIMUM, address=address), f"address {address!r}", "AppAddressBad")
    yield message_case(RICH, stake(None), "no stake", "AppStakeBad")
    yield message_case(RICH, stake(0), "stake of 0", "AppStakeBad")
    yield message_case(RICH, stake(-MINIMUM), "negative stake", "AppStakeBad")
    yield message_case(RICH, stake(Coin("mact", MINIMUM)), "stake of mact", "AppStakeBad")
    yield message_case(RICH, stake(Coin("", MINIMUM)), "stake without denomination", "AppStakeBad")
    yield message_case(RICH, stake(Coin("UPOKT", MINIMUM)), "denomination in upper case", "AppStakeBad")
    yield message_case(RICH, stake(Coin(".upokt", MINIMUM)), "a point without decimals", "AppStakeBad")
    for denomination in ("0upokt", ".5upokt", " upokt", "upokt\n"):
        odd = stake(Coin(denomination, MINIMUM))
        yield message_case(RICH, odd, f"new, denomination {denomination!r}", "AppStakeDenomination")
    yield message_case(RICH, stake(Coin("0upokt", MINIMUM - 1)), "reads as enough, but is too low", "AppStakeLow")
    yield message_case(HERE, stake(Coin("0upokt", 3_000_000)), "raised, denomination '0upokt'", "AppStakeDenomination")
    for ids in ((), ("anvil", "base"), ("anvil", "anvil"), ("",), ("s" * 43,), ("an vil",), ("änvil",)):
        yield message_case(RICH, stake(MINIMUM, services=services(*ids)), f"services {ids}", "AppServicesBad")
    yield message_case(RICH, stake(MINIMUM, "s" * 42), "a service id of 42 characters", "AppStakeBoundary")


def _unstake_cases() -> Iterator[Case]:
    unstake = MsgUnstakeApplication(ALICE)
    yield message_case(HERE, unstake, "in the middle of a session", "AppUnstake")
    for height in (11, END):
        yield message_case(replace(HERE, height=height), unstake, f"at {height}", "AppUnstakeBoundary")
    longer = replace(HERE.shared_params, application_unbonding_period_sessions=3, num_blocks_per_session=7)
    yield message_case(replace(HERE, shared_params=longer), unstake, "three sessions of 7 blocks", "AppUnstake")
    delegated = changed(
        HERE, delegatee_gateway_addresses=(NORTH,), pending_undelegations=undelegations(at10="south"),
        per_session_spend_limit=upokt(MINIMUM), service_config_history=history(("base", 1, 11), ("anvil", 11, 0)),
    )  # fmt: skip
    yield message_case(delegated, unstake, "with delegations, limit and history", "AppUnstake")
    yield message_case(HERE, MsgUnstakeApplication("pokt1"), "no address", "AppAddressBad")
    yield message_case(HERE, MsgUnstakeApplication(BOB), "no application", "AppNotFound")
    yield message_case(HERE, MsgUnstakeApplication(ALICE.upper()), "in upper case", "AppNotFound")
    yield message_case(changed(HERE, unstake_session_end_height=10), unstake, "unbonds already", "AppUnbonding")
    moving = changed(HERE, pending_transfer=PendingApplicationTransfer(BOB, 10))
    yield message_case(moving, unstake, "about to move", "AppMoving")
    yield message_case(HERE, unstake, "signed by another", "AppWrongSigner", signer=BOB)


def _delegate_cases() -> Iterator[Case]:
    here = staked(HERE, gateway("north"), gateway("south"))
    delegate = MsgDelegateToGateway(ALICE, NORTH)
    yield message_case(here, delegate, "the first gateway", "AppDelegate")
    one = changed(here, delegatee_gateway_addresses=(SOUTH,))
    yield message_case(one, delegate, "the second gateway", "AppDelegate")
    yield message_case(changed(here, unstake_session_end_height=20), delegate, "unbonds", "AppDelegate")
    for at, kept in (({"at20": "north"}, "none left"), ({"at10": "south north", "at20": "north south"}, "others stay")):
        pending = changed(here, pending_undelegations=undelegations(**at))
        yield message_case(pending, delegate, f"was undelegated, {kept}", "AppRedelegate")
    limit = here.application_params.max_delegated_gateways
    others = tuple(account(f"gateway {number}") for number in range(limit))
    yield message_case(
        changed(here, delegatee_gateway_addresses=others[1:]), delegate, "the last that may", "AppDelegateBoundary"
    )
    yield message_case(
        changed(here, delegatee_gateway_addresses=others), delegate, "as many as may already", "AppGatewaysFull"
    )
    for end, flag in ((MIDDLE, "AppDelegateBoundary"), (MIDDLE - 1, "AppGatewayInactive")):
        ending = staked(here, gateway("north", unstake_session_end_height=end))
        yield message_case(ending, delegate, f"the gateway is active until {end}", flag)
    yield message_case(changed(here, delegatee_gateway_addresses=(NORTH,)), delegate, "delegated", "AppDelegated")
    yield message_case(here, MsgDelegateToGateway("", NORTH), "no application address", "AppAddressBad")
    yield message_case(here, MsgDelegateToGateway(ALICE, "x"), "no gateway address", "AppGatewayBad")
    yield message_case(here, MsgDelegateToGateway(BOB, NORTH), "no application", "AppNotFound")
    yield message_case(here, MsgDelegateToGateway(ALICE, BOB), "no gateway", "AppGatewayNotFound")
    yield message_case(here, MsgDelegateToGateway(ALICE, NORTH.upper()), "in upper case", "AppGatewayNotFound")
    yield message_case(here, delegate, "signed by the gateway", "AppWrongSigner", signer=NORTH)


def _undelegate_cases() -> Iterator[Case]:
    undelegate = MsgUndelegateFromGateway(ALICE, NORTH)
    both = staked(changed(HERE, delegatee_gateway_addresses=(NORTH, SOUTH)), gateway("north"), gateway("south"))
    yield message_case(both, undelegate, "the first of two", "AppUndelegate")
    yield message_case(both, MsgUndelegateFromGateway(ALICE, SOUTH), "the last of two", "AppUndelegate")
    for at in ({"at20": "south"}, {"at10": "south"}, {"at10": "north"}, {"at20": "north south"}):
        pending = changed(both, pending_undelegations=undelegations(**at))
        yield message_case(pending, undelegate, f"others are pending: {at}", "AppUndelegate")
    for height in (11, END):
        yield message_case(replace(both, height=height), undelegate, f"at {height}", "AppUndelegate")
    gone = changed(HERE, delegatee_gateway_addresses=(NORTH,))
    yield message_case(gone, undelegate, "from a gateway that has left", "AppUndelegateGone")
    twice = changed(both, delegatee_gateway_addresses=(NORTH, SOUTH, NORTH))
    yield message_case(twice, undelegate, "listed twice", "AppListedTwice")
    yield message_case(both, MsgUndelegateFromGateway("", NORTH), "no application address", "AppAddressBad")
    yield message_case(both, MsgUndelegateFromGateway(ALICE, ""), "no gateway address", "AppGatewayBad")
    yield message_case(both, MsgUndelegateFromGateway(BOB, NORTH), "no application", "AppNotFound")
    yield message_case(both, MsgUndelegateFromGateway(ALICE, BOB), "not delegated", "AppNotDelegated")
    yield message_case(both, undelegate, "signed by the gateway", "AppWrongSigner", signer=NORTH)


def _transfer_cases() -> Iterator[Case]:
    transfer = MsgTransferApplication(ALICE, BOB)
    yield message_case(HERE, transfer, "to an account", "AppTransfer")
    for height in (11, END):
        yield message_case(replace(HERE, height=height), transfer, f"at {height}", "AppTransfer")
    yield message_case(HERE, MsgTransferApplication(ALICE, ALICE.upper()), "to itself in upper case", "AppUpperCase")
    moving = changed(HERE, pending_transfer=PendingApplicationTransfer(CAROL, 10))
    yield message_case(moving, transfer, "is about to move already", "AppTransferAgain")
    for module in ("distribution", "application"):
        to_module = MsgTransferApplication(ALICE, module_address(module))
        yield message_case(HERE, to_module, f"to the account of the module {module}", "AppTransferBlocked")
    yield message_case(staked(HERE, application("bob")), transfer, "to an application", "AppTransferTaken")
    yield message_case(HERE, MsgTransferApplication(ALICE, ALICE), "to itself", "AppTransferSelf")
    yield message_case(HERE, MsgTransferApplication("", BOB), "no source", "AppAddressBad")
    yield message_case(HERE, MsgTransferApplication(ALICE, ""), "no destination", "AppAddressBad")
    yield message_case(HERE, MsgTransferApplication(ALICE, "bob"), "destination is no address", "AppAddressBad")
    yield message_case(HERE, MsgTransferApplication(BOB, CAROL), "no application", "AppNotFound")
    yield message_case(changed(HERE, unstake_session_end_height=20), transfer, "unbonds", "AppUnbonding")
    yield message_case(HERE, transfer, "signed by the destination", "AppWrongSigner", signer=BOB)
