"""The bank's message: one account pays another."""

from __future__ import annotations

from dataclasses import dataclass

import deal

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import BLOCKED_ADDRESSES, account_of, transfer
from pocket_spec.state.coin import COIN, UPOKT, Coin, amount_of, is_valid_coin
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State
from pocket_spec.transitions import Handler


@dataclass(frozen=True, slots=True)
class MsgSend:
    """An account pays another."""

    from_address: str = ""
    to_address: str = ""
    amount: tuple[Coin, ...] = ()


MSG_SEND = Message(
    "cosmos.bank.v1beta1.MsgSend",
    MsgSend,
    (
        Field(1, "from_address", Scalar.TEXT),
        Field(2, "to_address", Scalar.TEXT),
        Field(3, "amount", COIN, repeated=True),
    ),
)
"""Source: cosmos-sdk v0.53.7 proto/cosmos/bank/v1beta1/tx.proto."""


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply == state.supply and result.events == ())
def send(state: State, message: MsgSend, rules: Rules) -> Transition:
    """Pay one coin of uPOKT; another denomination is one that nobody holds.

    Errors, in this order: ADDRESS_MALFORMED, BANK_INVALID_COINS, BANK_BLOCKED_ADDRESS, BANK_INSUFFICIENT_FUNDS.
    Source: cosmos-sdk v0.53.7 x/bank/keeper/msg_server.go (Send)
    """
    sender, recipient = account_of(message.from_address), account_of(message.to_address)
    if len(message.amount) != 1 or not is_valid_coin(message.amount[0]) or amount_of(message.amount[0]) == 0:
        raise Rejected(Reason.BANK_INVALID_COINS)
    if recipient in BLOCKED_ADDRESSES:
        raise Rejected(Reason.BANK_BLOCKED_ADDRESS, recipient)
    if message.amount[0].denom != UPOKT:
        raise Rejected(Reason.BANK_INSUFFICIENT_FUNDS, message.amount[0].denom)
    return Transition(transfer(state, sender, recipient, amount_of(message.amount[0])))


HANDLERS = (Handler("send", MSG_SEND, "from_address", None, send),)
