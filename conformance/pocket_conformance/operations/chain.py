"""Suites `message`, `end_block` and `scenario`: the state machine, message by message, step by step, block by block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pocket_conformance.chain_shapes import (
    BLOCK_OUTCOMES,
    OUTCOME,
    STATE,
    SignedMessageShape,
    block_outcome,
    outcome,
)
from pocket_conformance.operations import Operation
from pocket_conformance.shapes import HEX, UINT64, Array, Table, record
from pocket_spec.actors.service.difficulty import update_relay_mining_difficulty
from pocket_spec.chain.execution import Block, apply_block, apply_message
from pocket_spec.chain.registry import HANDLERS, STEPS
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.transitions import Handler, Step


def execute(values: dict[str, Any]) -> dict[str, Any]:
    """Execute one message on a state."""
    return outcome(apply_message(values["state"], values["message"], RULES))


def _step(step: Step) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda values: outcome(step.run(values["state"], RULES))


def update_difficulty(values: dict[str, Any]) -> dict[str, Any]:
    """Adjust the difficulty of services to the relays that a settlement counted."""
    return outcome(update_relay_mining_difficulty(values["state"], values["relays_per_service"], RULES))


def run_blocks(values: dict[str, Any]) -> dict[str, Any]:
    """Execute blocks one after the other."""
    state, blocks = values["state"], []
    for block in values["blocks"]:
        header_hash = block.get("header_hash")
        result = apply_block(state, Block(tuple(block["messages"]), header_hash), RULES)
        blocks.append(block_outcome(result))
        state = result.state
    return {"blocks": blocks}


def _rule(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _message_operation(handler: Handler) -> Operation:
    shape = record({"state": STATE, "message": SignedMessageShape(handler.message)})
    return Operation("message", handler.op, shape, OUTCOME, _rule(handler.execute), execute)


OPERATIONS = (
    *(_message_operation(handler) for handler in HANDLERS),
    *(
        Operation("end_block", step.op, record({"state": STATE}), OUTCOME, _rule(step.run), _step(step))
        for step in STEPS
    ),
    Operation(
        suite="end_block",
        op="update_relay_mining_difficulty",
        input=record({"state": STATE, "relays_per_service": Table(UINT64)}),
        output=OUTCOME,
        rule=_rule(update_relay_mining_difficulty),
        run=update_difficulty,
    ),
    Operation(
        suite="scenario",
        op="run",
        input=record(
            {
                "state": STATE,
                "blocks": Array(
                    record({"messages": Array(SignedMessageShape()), "header_hash": HEX}, ("header_hash",))
                ),
            }
        ),
        output=BLOCK_OUTCOMES,
        rule="pocket_spec.chain.execution.apply_block",
        run=run_blocks,
    ),
)
