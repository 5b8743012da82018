"""Gateways: order of checks, the size of cards, and what the events leave out."""

import pytest

from pocket_conformance.generate.chain.gateway import CARD, HERE, NORTH, RICH, stake
from pocket_conformance.generate.chain.staked import gateway, staked
from pocket_conformance.generate.chain.world import account, signed
from pocket_spec.actors.gateway.activity import is_active
from pocket_spec.actors.gateway.messages import MsgUnstakeGateway, MsgUpdateGatewayMetadata
from pocket_spec.actors.gateway.unbonding import unbond_gateways
from pocket_spec.actors.service.validation import LARGEST_CARD
from pocket_spec.chain.execution import apply_message
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.bank import module_address
from pocket_spec.state.coin import Coin
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.shared import Metadata
from pocket_spec.state.state import State


@pytest.mark.parametrize(
    ("state", "message", "reason"),
    [
        (RICH, stake(0, "pokt1"), "GATEWAY_INVALID_ADDRESS"),
        (RICH, stake(99, account("poor")), "GATEWAY_INVALID_STAKE"),
        (RICH, stake(Coin("0upokt", 99)), "GATEWAY_INVALID_STAKE"),
        (HERE, stake(Coin("0upokt", 99)), "TX_PANIC"),
        (RICH, stake(Coin("0upokt", 100), account("poor")), "BANK_INVALID_COINS"),
        (RICH, MsgUpdateGatewayMetadata("pokt1", Metadata(b"")), "GATEWAY_INVALID_ADDRESS"),
        (RICH, MsgUpdateGatewayMetadata(NORTH, Metadata(b"")), "SHARED_INVALID_SERVICE_METADATA"),
        (RICH, MsgUpdateGatewayMetadata(NORTH, None), "GATEWAY_NOT_FOUND"),
    ],
)
def test_the_first_defect_is_named(state, message, reason):
    with pytest.raises(Rejected) as refused:
        apply_message(state, signed(message), RULES)
    assert refused.value.reason is Reason[reason]


def test_a_card_has_at_most_256_kib():
    longest = Metadata(b"x" * LARGEST_CARD)
    state, events = apply_message(HERE, signed(MsgUpdateGatewayMetadata(NORTH, longest)), RULES)
    assert state.gateways[NORTH].metadata == longest
    assert [event.value.card_size_bytes for event in events] == [262_144]
    with pytest.raises(Rejected) as refused:
        apply_message(HERE, signed(MsgUpdateGatewayMetadata(NORTH, Metadata(b"x" * (LARGEST_CARD + 1)))), RULES)
    assert refused.value.reason is Reason.SHARED_INVALID_SERVICE_METADATA


def test_events_leave_the_card_out_and_the_record_keeps_it():
    raised = apply_message(HERE, signed(stake(600)), RULES)
    leaving = apply_message(raised.state, signed(MsgUnstakeGateway(NORTH)), RULES)
    assert [event.value.gateway.metadata for event in (*raised.events, *leaving.events)] == [None, None]
    assert leaving.state.gateways[NORTH].metadata == CARD


def test_a_gateway_is_active_until_its_last_session_ends():
    assert [is_active(gateway("north", unstake_session_end_height=20), height) for height in (20, 21)] == [True, False]
    assert is_active(gateway("north"), 10**12)


def test_a_gateway_that_cannot_be_paid_stays():
    """Not reachable: on chain the block would fail."""
    blocked = Gateway(module_address("mint"), gateway("north").stake, 20)
    state = staked(State(height=30), blocked, gateway("south", unstake_session_end_height=20))
    after, events = unbond_gateways(state, RULES)
    assert list(after.gateways) == [blocked.address]
    assert len(events) == 1
