"""A small world for cases: named accounts, and states with balances to start from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from immutables import Map

from pocket_conformance.generate.model import Case
from pocket_spec.chain.execution import SignedMessage
from pocket_spec.chain.registry import HANDLERS
from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.encoding.proto import Message
from pocket_spec.state.bank import module_address
from pocket_spec.state.state import State

OPS = {handler.message.name: handler.op for handler in HANDLERS}
DESCRIPTIONS: dict[type, Message[Any]] = {handler.message.make: handler.message for handler in HANDLERS}


def account(name: str) -> str:
    """Give the address of a named account; nobody has its key."""
    return encode_address(sha256(f"pocket-spec account {name}".encode())[:20])


def funded(state: State, holdings: dict[str, int]) -> State:
    """Give a state in which these addresses hold these amounts of uPOKT besides what is held already."""
    holdings = {address: amount for address, amount in holdings.items() if amount}
    balances = dict(state.balances)
    for address, amount in holdings.items():
        balances[address] = balances.get(address, 0) + amount
    return replace(state, balances=Map(balances), supply=state.supply + sum(holdings.values()))


def pool(module: str) -> str:
    """Give the address of a module's account."""
    return module_address(module)


def signed(value: Any, signer: str | None = None) -> SignedMessage:
    """Wrap a message with its type."""
    return SignedMessage(DESCRIPTIONS[type(value)].name, value, signer)


def message_case(state: State, value: Any, comment: str, *flags: str, signer: str | None = None) -> Case:
    """Make a case of executing one message on a state."""
    message = signed(value, signer)
    return Case(OPS[message.type], comment, flags, {"state": state, "message": message})


def step_case(op: str, state: State, comment: str, *flags: str) -> Case:
    """Make a case of one step at the beginning or end of a block."""
    return Case(op, comment, flags, {"state": state})
