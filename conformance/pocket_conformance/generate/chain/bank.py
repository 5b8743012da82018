"""Cases of the bank's message."""

from __future__ import annotations

from collections.abc import Iterator

from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.world import account, funded, message_case, pool
from pocket_conformance.generate.model import Case, Note
from pocket_spec.chain.bank_messages import MsgSend
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.state import State

SOURCE = "cosmos-sdk v0.53.7 x/bank/keeper/msg_server.go"
NOTES = {
    "Send": Note("ordinary", "One account pays another.", SOURCE),
    "SendAll": Note("boundary", "An account pays all it has; its record disappears.", SOURCE),
    "SendToSelf": Note("boundary", "An account pays itself.", SOURCE),
    "UpperCaseAddress": Note("quirk", "An address in upper case is the same account to the bank.", SOURCE),
    "SendBadAddress": Note("defect", "An address is not one.", SOURCE),
    "SendBadAmount": Note("defect", "No coin, or none of a positive amount of a well-formed denomination.", SOURCE),
    "SendBlocked": Note("defect", "The recipient may not be paid.", SOURCE),
    "SendTooMuch": Note("defect", "The sender holds less.", SOURCE),
    "WrongSigner": Note("defect", "Somebody else signed the message.", "cosmos-sdk v0.53.7 x/auth/ante/sigverify.go"),
}
ALICE, BOB = account("alice"), account("bob")
STATE = funded(State(height=7), {ALICE: 1_000, BOB: 1})


def send(amount: Coin, sender: str = ALICE, recipient: str = BOB) -> MsgSend:
    """Make the message."""
    return MsgSend(sender, recipient, (amount,))


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield message_case(STATE, send(upokt(10)), "pays a part", "Send")
    yield message_case(STATE, send(upokt(1_000)), "pays everything", "SendAll")
    yield message_case(STATE, send(upokt(1_001)), "pays more than it has", "SendTooMuch")
    yield message_case(STATE, send(upokt(1_000), recipient=ALICE), "pays itself", "SendToSelf")
    yield message_case(STATE, send(upokt(10), ALICE.upper()), "sender in upper case", "UpperCaseAddress")
    yield message_case(STATE, send(upokt(10), recipient=BOB.upper()), "recipient in upper case", "UpperCaseAddress")
    yield message_case(STATE, send(upokt(10), recipient="pokt1"), "no address", "SendBadAddress")
    yield message_case(STATE, send(upokt(0)), "pays nothing", "SendBadAmount")
    yield message_case(STATE, MsgSend(ALICE, BOB, ()), "no coin", "SendBadAmount")
    yield message_case(STATE, send(Coin("upokt", -1)), "pays a negative amount", "SendBadAmount")
    yield message_case(STATE, send(Coin("u", 1)), "denomination of one character", "SendBadAmount")
    yield message_case(STATE, send(Coin("mact", 1)), "another denomination, which nobody holds", "SendTooMuch")
    yield message_case(STATE, send(upokt(1), recipient=pool("distribution")), "to a blocked module", "SendBlocked")
    yield message_case(STATE, send(upokt(1), recipient=pool("application")), "to a module that is not blocked", "Send")
    yield message_case(STATE, send(upokt(1)), "signed by another", "WrongSigner", signer=BOB)


@scenario("Send")
def payments_in_a_row(scene: Scene) -> None:
    """Given two accounts. When they pay each other in two blocks, once too much. Then what was covered has moved."""
    scene.given(STATE)
    first = scene.block(send(upokt(600)), send(upokt(600)))
    assert [rejection is None for rejection in first.rejections] == [True, False]
    scene.block(send(upokt(601), BOB, ALICE))
    assert dict(scene.state.balances) == {ALICE: 1_001}
