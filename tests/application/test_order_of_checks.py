"""Messages with two defects: which of them is named."""

import pytest

from pocket_conformance.generate.chain.application import ALICE, BOB, HERE, NORTH, RICH, changed, stake
from pocket_conformance.generate.chain.staked import MINIMUM, application, gateway, services, staked
from pocket_conformance.generate.chain.world import account, signed
from pocket_spec.actors.application.messages import (
    MsgDelegateToGateway,
    MsgTransferApplication,
    MsgUndelegateFromGateway,
    MsgUnstakeApplication,
)
from pocket_spec.chain.execution import apply_message
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.records.application import PendingApplicationTransfer

OTHERS = tuple(account(f"gateway {number}") for number in range(7))
MOVING = PendingApplicationTransfer(BOB, 20)
INACTIVE = gateway("north", unstake_session_end_height=10)
MALFORMED = "pokt1"


@pytest.mark.parametrize(
    ("state", "message", "reason"),
    [
        (RICH, stake(0, "", MALFORMED), "APPLICATION_INVALID_ADDRESS"),
        (RICH, stake(0, ""), "APPLICATION_INVALID_STAKE"),
        (RICH, stake(1, "", per_session_spend_limit=upokt(1)), "APPLICATION_INVALID_SERVICE_CONFIGS"),
        (RICH, stake(1, per_session_spend_limit=upokt(1)), "APPLICATION_INVALID_PER_SESSION_SPEND_LIMIT"),
        (HERE, stake(1, per_session_spend_limit=Coin("upokt")), "TX_PANIC"),
        (RICH, stake(MINIMUM - 1, address=account("poor")), "APPLICATION_INVALID_STAKE"),
        (RICH, stake(Coin("0upokt", MINIMUM - 1)), "APPLICATION_INVALID_STAKE"),
        (HERE, stake(Coin("0upokt", MINIMUM - 1)), "TX_PANIC"),
        (RICH, stake(Coin("0upokt", MINIMUM), address=account("poor")), "BANK_INVALID_COINS"),
        (HERE, MsgUnstakeApplication(MALFORMED), "APPLICATION_INVALID_ADDRESS"),
        (
            changed(HERE, unstake_session_end_height=20, pending_transfer=MOVING),
            MsgUnstakeApplication(ALICE),
            "APPLICATION_IS_UNSTAKING",
        ),
        (HERE, MsgDelegateToGateway(MALFORMED, MALFORMED), "APPLICATION_INVALID_ADDRESS"),
        (HERE, MsgDelegateToGateway(BOB, NORTH), "APPLICATION_NOT_FOUND"),
        (
            changed(HERE, delegatee_gateway_addresses=OTHERS),
            MsgDelegateToGateway(ALICE, NORTH),
            "APPLICATION_GATEWAY_NOT_FOUND",
        ),
        (
            changed(staked(HERE, INACTIVE), delegatee_gateway_addresses=(*OTHERS, NORTH)),
            MsgDelegateToGateway(ALICE, NORTH),
            "APPLICATION_MAX_DELEGATED_GATEWAYS",
        ),
        (
            changed(staked(HERE, INACTIVE), delegatee_gateway_addresses=(NORTH,)),
            MsgDelegateToGateway(ALICE, NORTH),
            "GATEWAY_IS_INACTIVE",
        ),
        (HERE, MsgUndelegateFromGateway(MALFORMED, MALFORMED), "APPLICATION_INVALID_ADDRESS"),
        (HERE, MsgUndelegateFromGateway(BOB, NORTH), "APPLICATION_NOT_FOUND"),
        (HERE, MsgTransferApplication(MALFORMED, MALFORMED), "APPLICATION_INVALID_ADDRESS"),
        (staked(HERE, application("carol")), MsgTransferApplication(BOB, ALICE), "APPLICATION_DUPLICATE_ADDRESS"),
        (
            staked(changed(HERE, unstake_session_end_height=20), application("bob")),
            MsgTransferApplication(ALICE, BOB),
            "APPLICATION_DUPLICATE_ADDRESS",
        ),
    ],
)
def test_the_first_defect_is_named(state, message, reason):
    with pytest.raises(Rejected) as refused:
        apply_message(state, signed(message), RULES)
    assert refused.value.reason is Reason[reason]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (stake(0), "APPLICATION_INVALID_STAKE"),
        (stake(MINIMUM, services=services("anvil", "base")), "APPLICATION_INVALID_SERVICE_CONFIGS"),
        (stake(MINIMUM - 1), "TX_UNAUTHORIZED"),
        (MsgUnstakeApplication(ALICE), "TX_UNAUTHORIZED"),
    ],
)
def test_the_message_is_checked_before_its_signer_and_the_state_after(message, reason):
    with pytest.raises(Rejected) as refused:
        apply_message(RICH, signed(message, BOB), RULES)
    assert refused.value.reason is Reason[reason]
