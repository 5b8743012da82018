"""Cases of the messages about gateways, and of the step in which they leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pocket_conformance.generate.chain.staked import END, GATEWAY_MINIMUM, MIDDLE, gateway, staked
from pocket_conformance.generate.chain.world import account, funded, message_case, step_case
from pocket_conformance.generate.model import Case, Note
from pocket_spec.actors.gateway.messages import MsgStakeGateway, MsgUnstakeGateway, MsgUpdateGatewayMetadata
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.records.gateway import GatewayParams
from pocket_spec.state.records.shared import Metadata, SharedParamsUpdate
from pocket_spec.state.state import State

KEEPER = "poktroll v0.1.35 x/gateway/keeper/"
STAKE_SOURCE = KEEPER + "msg_server_stake_gateway.go"
BASIC_SOURCE = "poktroll v0.1.35 x/gateway/types/message_stake_gateway.go"
CARD_SOURCE = KEEPER + "msg_server_update_gateway_metadata.go"
UNBOND_SOURCE = KEEPER + "unbond_gateways.go"
NOTES = {
    "GatewayStake": Note("ordinary", "An account becomes a gateway.", STAKE_SOURCE),
    "GatewayRaise": Note("ordinary", "A gateway raises its stake and keeps its card.", STAKE_SOURCE),
    "GatewayStakeBoundary": Note("boundary", "The stake is just enough.", STAKE_SOURCE),
    "GatewayUnbondingCanceled": Note("ordinary", "Staking again ends the unbonding.", STAKE_SOURCE),
    "GatewayUpperCase": Note("quirk", "In upper case the same account is another gateway.", KEEPER + "gateway.go"),
    "GatewayAddressBad": Note("defect", "The address is not one.", BASIC_SOURCE),
    "GatewayStakeBad": Note("defect", "The stake is absent, not positive or not of uPOKT.", BASIC_SOURCE),
    "GatewayStakeDenomination": Note(
        "defect", "The stake reads as uPOKT when written out and parsed, but its denomination is another.", BASIC_SOURCE
    ),
    "GatewayStakeNotRaised": Note("defect", "The stake does not become more.", STAKE_SOURCE),
    "GatewayStakeLow": Note("defect", "The stake is below the minimum.", STAKE_SOURCE),
    "GatewayFunds": Note("defect", "The account holds less than is to be escrowed.", STAKE_SOURCE),
    "GatewayWrongSigner": Note(
        "defect", "Somebody else signed the message.", "cosmos-sdk v0.53.7 x/auth/ante/sigverify.go"
    ),
    "GatewayUnstake": Note("ordinary", "A gateway asks to leave.", KEEPER + "msg_server_unstake_gateway.go"),
    "GatewayNotFound": Note("defect", "There is no such gateway.", KEEPER + "gateway.go"),
    "GatewayUnbonding": Note("defect", "The gateway unbonds already.", KEEPER + "msg_server_unstake_gateway.go"),
    "GatewayCard": Note("ordinary", "A gateway gets a card, or another one.", CARD_SOURCE),
    "GatewayCardSame": Note("quirk", "No card, or the one there is, changes and announces nothing.", CARD_SOURCE),
    "GatewayCardBad": Note("defect", "The card is empty.", "poktroll v0.1.35 x/shared/types/service.go"),
    "GatewayUnbondNothing": Note("boundary", "No gateway leaves in this block.", UNBOND_SOURCE),
    "GatewayUnbond": Note("ordinary", "Gateways leave with their stake.", UNBOND_SOURCE),
    "GatewayUnbondParams": Note(
        "quirk", "The period is by the parameters of the session in which the gateway asked to leave.", UNBOND_SOURCE
    ),
}
NORTH, SOUTH = account("north"), account("south")
RICH = funded(State(height=MIDDLE), {NORTH: 1_000, SOUTH: GATEWAY_MINIMUM})
CARD = Metadata(b'{"name": "north"}')
HERE = staked(RICH, gateway("north", 500, metadata=CARD))


def stake(amount: int | Coin | None, address: str = NORTH) -> MsgStakeGateway:
    """Make the message to stake."""
    return MsgStakeGateway(address, upokt(amount) if isinstance(amount, int) else amount)


def unbonding(end: int, height: int, *names: str, **params: int) -> State:
    """Make a state of gateways that asked to leave in the session with this end, and of one that did not."""
    records = [gateway(name, 500, unstake_session_end_height=end) for name in names]
    state = staked(State(height=height), gateway("staying"), *records)
    return replace(state, shared_params=replace(state.shared_params, **params))


def cases() -> Iterator[Case]:
    """Yield the cases of every message and of the step."""
    yield from _stake_cases()
    yield from _unstake_cases()
    yield from _card_cases()
    yield from _unbond_cases()


def _stake_cases() -> Iterator[Case]:
    yield message_case(RICH, stake(500), "a new gateway", "GatewayStake")
    yield message_case(RICH, stake(GATEWAY_MINIMUM, SOUTH), "all it holds, the minimum", "GatewayStakeBoundary")
    yield message_case(RICH, stake(GATEWAY_MINIMUM - 1), "1 uPOKT below the minimum", "GatewayStakeLow")
    yield message_case(RICH, stake(GATEWAY_MINIMUM + 1, SOUTH), "1 uPOKT more than it holds", "GatewayFunds")
    yield message_case(HERE, stake(700), "raises its stake", "GatewayRaise")
    yield message_case(HERE, stake(501), "raises its stake by 1 uPOKT", "GatewayStakeBoundary")
    yield message_case(HERE, stake(1_500), "raises its stake by all it holds", "GatewayStakeBoundary")
    yield message_case(HERE, stake(1_501), "raises its stake by 1 uPOKT too much", "GatewayFunds")
    yield message_case(HERE, stake(500), "the stake it has", "GatewayStakeNotRaised")
    yield message_case(HERE, stake(499), "less than the stake it has", "GatewayStakeNotRaised")
    raised = replace(HERE, gateway_params=GatewayParams(upokt(600)))
    yield message_case(raised, stake(599), "the minimum has risen", "GatewayStakeLow")
    yield message_case(raised, stake(600), "to a minimum that has risen", "GatewayStakeBoundary")
    for height in (11, END):
        leaving = replace(staked(RICH, gateway("north", 500, unstake_session_end_height=10)), height=height)
        yield message_case(leaving, stake(501), f"unbonds, staked again at {height}", "GatewayUnbondingCanceled")
    yield message_case(HERE, stake(GATEWAY_MINIMUM, NORTH.upper()), "address in upper case", "GatewayUpperCase")
    for address in ("", "pokt1", NORTH[:-1] + "q"):
        yield message_case(RICH, stake(500, address), f"address {address!r}", "GatewayAddressBad")
    for coin in (None, 0, -500, Coin("mact", 500), Coin("", 500)):
        yield message_case(RICH, stake(coin), f"stake {coin}", "GatewayStakeBad")
    yield message_case(RICH, stake(Coin("0upokt", 500)), "new, denomination '0upokt'", "GatewayStakeDenomination")
    yield message_case(HERE, stake(Coin("0upokt", 600)), "raised, denomination '0upokt'", "GatewayStakeDenomination")
    yield message_case(RICH, stake(500), "signed by another", "GatewayWrongSigner", signer=SOUTH)


def _unstake_cases() -> Iterator[Case]:
    unstake = MsgUnstakeGateway(NORTH)
    for height in (MIDDLE, 11, END):
        yield message_case(replace(HERE, height=height), unstake, f"at {height}", "GatewayUnstake")
    longer = replace(HERE.shared_params, gateway_unbonding_period_sessions=3, num_blocks_per_session=7)
    yield message_case(replace(HERE, shared_params=longer), unstake, "three sessions of 7 blocks", "GatewayUnstake")
    yield message_case(HERE, MsgUnstakeGateway("pokt1"), "no address", "GatewayAddressBad")
    yield message_case(HERE, MsgUnstakeGateway(SOUTH), "no gateway", "GatewayNotFound")
    yield message_case(HERE, MsgUnstakeGateway(NORTH.upper()), "in upper case", "GatewayNotFound")
    leaving = staked(RICH, gateway("north", 500, unstake_session_end_height=10))
    yield message_case(leaving, unstake, "unbonds already", "GatewayUnbonding")
    yield message_case(HERE, unstake, "signed by another", "GatewayWrongSigner", signer=SOUTH)


def _card_cases() -> Iterator[Case]:
    def card(content: bytes | None, address: str = NORTH) -> MsgUpdateGatewayMetadata:
        return MsgUpdateGatewayMetadata(address, None if content is None else Metadata(content))

    bare = staked(RICH, gateway("north", 500))
    yield message_case(bare, card(b"{}"), "the first card", "GatewayCard")
    yield message_case(HERE, card(b"{}"), "another card", "GatewayCard")
    yield message_case(HERE, card(b"\x00\xff"), "a card that is no text", "GatewayCard")
    leaving = staked(RICH, gateway("north", 500, unstake_session_end_height=10))
    yield message_case(leaving, card(b"{}"), "a card of one that unbonds", "GatewayCard")
    yield message_case(HERE, card(CARD.card), "the card it has", "GatewayCardSame")
    yield message_case(HERE, card(None), "no card, one is there", "GatewayCardSame")
    yield message_case(bare, card(None), "no card, none is there", "GatewayCardSame")
    yield message_case(HERE, card(b""), "an empty card", "GatewayCardBad")
    yield message_case(HERE, card(b"{}", "pokt1"), "no address", "GatewayAddressBad")
    yield message_case(HERE, card(b"{}", SOUTH), "no gateway", "GatewayNotFound")
    yield message_case(HERE, card(b"{}"), "signed by another", "GatewayWrongSigner", signer=SOUTH)


def _unbond_cases() -> Iterator[Case]:
    def case(state: State, comment: str, flag: str) -> Case:
        return step_case("unbond_gateways", state, comment, flag)

    yield case(State(height=END), "no gateway", "GatewayUnbondNothing")
    yield case(unbonding(20, 20, "north"), "at the end of its last session", "GatewayUnbondNothing")
    yield case(unbonding(20, 29, "north"), "one block too early", "GatewayUnbondNothing")
    yield case(unbonding(20, 30, "north"), "when the period ends", "GatewayUnbond")
    yield case(unbonding(20, 31, "north"), "later, but not at a session's end", "GatewayUnbondNothing")
    yield case(unbonding(20, 40, "north"), "later, at a session's end", "GatewayUnbond")
    yield case(unbonding(20, 30, "north", "south", "east"), "three in the order of the store", "GatewayUnbond")
    mixed = staked(unbonding(20, 30, "north"), gateway("south", unstake_session_end_height=30))
    yield case(mixed, "one whose period has ended, one whose has not", "GatewayUnbond")
    carded = staked(State(height=30), gateway("north", metadata=CARD, unstake_session_end_height=20))
    yield case(carded, "with a card, which the event leaves out", "GatewayUnbond")
    yield from _unbond_params_cases()


def _unbond_params_cases() -> Iterator[Case]:
    """Sessions had 10 blocks when the gateway asked to leave at 20; since height 21 they have 5."""

    def state(height: int, **live: Any) -> State:
        shorter = unbonding(20, height, "north", **{"num_blocks_per_session": 5, **live})
        before = replace(shorter.shared_params, num_blocks_per_session=10)
        history = shorter.shared_params_history.set(1, SharedParamsUpdate(1, before))
        return replace(shorter, shared_params_history=history.set(21, SharedParamsUpdate(21, shorter.shared_params)))

    for height in (25, 30):
        flag = "GatewayUnbondParams" if height == 30 else "GatewayUnbondNothing"
        yield step_case("unbond_gateways", state(height), f"sessions became shorter, at {height}", flag)
    grown = state(30, num_blocks_per_session=20)
    yield step_case("unbond_gateways", grown, "sessions became longer, not at an end", "GatewayUnbondNothing")
    yield step_case("unbond_gateways", replace(grown, height=40), "sessions became longer", "GatewayUnbondParams")
