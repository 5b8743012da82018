"""Executing messages and blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import deal

from pocket_spec.chain.registry import BEGIN_BLOCK, BY_TYPE, END_BLOCK
from pocket_spec.crypto.hashes import sha256
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import account_of
from pocket_spec.state.events import Events, Transition
from pocket_spec.state.state import State
from pocket_spec.transitions import Step


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A message of a type, and who signed it; None stands for the account that the message names."""

    type: str
    value: Any
    signer: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A block to execute: its messages in order and the hash of its header (None: `default_header_hash`)."""

    messages: tuple[SignedMessage, ...] = ()
    header_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class BlockResult:
    """The state before the next block, a rejection for every message (None: executed), and all events in order."""

    state: State
    rejections: tuple[Rejected | None, ...]
    events: Events


@deal.pre(lambda height: height >= 0)
@deal.post(lambda result: len(result) == 32)
def default_header_hash(height: int) -> bytes:
    """Give the header's hash where a block names none: SHA-256 of the word "block" and the height in decimal.

    Source: this project (docs/state.md)
    """
    return sha256(f"block{height}".encode())


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.height == state.height)
def apply_message(state: State, message: SignedMessage, rules: Rules) -> Transition:
    """Execute one message: its own check, its signer, then its handler. A refusal leaves nothing behind.

    Errors, in this order: TX_MESSAGE_UNKNOWN, those of the message alone, TX_UNAUTHORIZED, those of its handler.
    Source: cosmos-sdk v0.53.7 baseapp/baseapp.go (validateBasicTxMsgs, runMsgs), x/auth/ante/sigverify.go
    """
    handler = BY_TYPE.get(message.type)
    if handler is None:
        raise Rejected(Reason.TX_MESSAGE_UNKNOWN, message.type)
    if handler.validate is not None:
        handler.validate(message.value)
    if handler.validate_by_release is not None:
        handler.validate_by_release(message.value, rules)
    named = getattr(message.value, handler.signer)
    if account_of(message.signer or named) != account_of(named):
        raise Rejected(Reason.TX_UNAUTHORIZED, f"signed by {message.signer}, not by {named}")
    return handler.execute(state, message.value, rules)


@deal.ensure(lambda state, steps, rules, result: result.state.height == state.height)
def run_steps(state: State, steps: Iterable[Step], rules: Rules) -> Transition:
    """Run the steps of one end of a block, in order.

    Source: cosmos-sdk v0.53.7 types/module/module.go (Manager.EndBlock)
    """
    events: Events = ()
    for step in steps:
        state, emitted = step.run(state, rules)
        events += emitted
    return Transition(state, events)


@deal.ensure(lambda state, block, rules, result: result.state.height == state.height + 1)
@deal.ensure(lambda state, block, rules, result: len(result.rejections) == len(block.messages))
def apply_block(state: State, block: Block, rules: Rules) -> BlockResult:
    """Execute the block of the state's height: begin blockers, messages, end blockers; never raises.

    Source: cosmos-sdk v0.53.7 baseapp/abci.go (FinalizeBlock)
    """
    header_hash = default_header_hash(state.height) if block.header_hash is None else block.header_hash
    state, events = run_steps(replace(state, header_hash=header_hash), BEGIN_BLOCK, rules)
    rejections: list[Rejected | None] = []
    for message in block.messages:
        try:
            state, emitted = apply_message(state, message, rules)
        except Rejected as rejected:
            rejections.append(rejected)
        else:
            rejections.append(None)
            events += emitted
    state, ending = run_steps(state, END_BLOCK, rules)
    return BlockResult(replace(state, height=state.height + 1), tuple(rejections), events + ending)
