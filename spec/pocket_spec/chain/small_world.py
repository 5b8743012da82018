"""A small world for claims about handlers: names are fixed, amounts are whatever a claim says, symbols included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import deal
from immutables import Map

from pocket_spec.chain.execution import SignedMessage
from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.invariants import BY_ID, Change, StateInvariant, TransitionInvariant
from pocket_spec.rejections import Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules
from pocket_spec.state import defaults
from pocket_spec.state.events import Transition
from pocket_spec.state.records.shared import Service
from pocket_spec.state.state import Address, State
from pocket_spec.theorems import SolverTheorem
from pocket_spec.transitions import Step

LARGEST = 2**96
"""Amounts are below this many uPOKT, more than there will ever be and far from where the bank overflows."""
BOOKS = ("SUP-1", "SUP-3", "ESC-1", "ESC-2", "ESC-3")
"""The invariants of the catalogue that say where coins are."""
SERVICE_ID = "svc"


@deal.pre(lambda name: name != "")
@deal.post(lambda result: result.startswith("pokt1"))
def account(name: str) -> Address:
    """Give the address of a named account; nobody has its key.

    Source: this project (docs/formal.md)
    """
    return encode_address(sha256(f"account {name}".encode())[:20])


APPLICATION, GATEWAY, OPERATOR, OWNER, STRANGER = (
    account(name) for name in ("application", "gateway", "operator", "owner", "stranger")
)
EMPTY = State(
    shared_params=replace(
        defaults.SHARED_PARAMS,
        num_blocks_per_session=4,
        claim_window_close_offset_blocks=1,
        proof_window_close_offset_blocks=1,
        compute_unit_cost_granularity=1,
    ),
    services=Map({SERVICE_ID: Service(SERVICE_ID, SERVICE_ID, 1, STRANGER)}),
)
"""Sessions of 4 blocks, one service, and nobody."""


@deal.ensure(lambda holdings, result, **fields: result.supply == sum(holdings.values()))
def world(holdings: Mapping[Address, int], **fields: Any) -> State:
    """Make a state in which these accounts hold these amounts, and nobody anything else.

    Source: this project (docs/formal.md)
    """
    return replace(EMPTY, balances=Map(holdings), supply=sum(holdings.values()), **fields)


@deal.ensure(lambda *values, result: len(result) == 2 * len(values))
def amounts(*values: int) -> tuple[bool, ...]:
    """Say of numbers that they are amounts of uPOKT.

    Source: this project (docs/formal.md)
    """
    return (*(value >= 0 for value in values), *(value < LARGEST for value in values))


@deal.ensure(lambda execute, before, message, result: result.before is before)
def executed(execute: Callable[[State, Any, Rules], Transition], before: State, message: Any) -> Change:
    """Execute a message that passed its own check; a refused one changes nothing.

    Source: cosmos-sdk v0.53.7 baseapp/baseapp.go (runMsgs)
    """
    try:
        after, events = execute(before, message, RULES)
    except Rejected:
        after, events = before, ()
    return Change(before, after, events, SignedMessage("", message), RULES)


@deal.ensure(lambda run, before, result: result.before is before)
def stepped(run: Callable[[State, Rules], Transition], before: State) -> Change:
    """Run a step of a block.

    Source: cosmos-sdk v0.53.7 types/module/module.go (Manager.EndBlock)
    """
    after, events = run(before, RULES)
    return Change(before, after, events, Step("", run), RULES)


@deal.ensure(lambda change, ids=BOOKS, result=(): len(result) == len(ids) + len(change.after.balances))
def keeps_books(change: Change, ids: tuple[str, ...] = BOOKS) -> tuple[bool, ...]:
    """Say of a change that the catalogue's invariants about coins hold of it and of its end, and nobody owes anything.

    Source: this project (docs/invariants.md)
    """
    found = [BY_ID[name] for name in ids]
    states = [one.holds(change.after) for one in found if isinstance(one, StateInvariant)]
    changes = [one.holds(change) for one in found if isinstance(one, TransitionInvariant)]
    return (*states, *changes, *(held >= 0 for held in change.after.balances.values()))


@deal.ensure(lambda function, canary, *rules, result, **_: result.rules == rules)
def handled(
    function: Callable[..., tuple[bool, ...]],
    canary: Callable[..., tuple[bool, ...]],
    *rules: Callable[..., object],
    scope: str = "1 actor, amounts below 2^96",
    invariants: tuple[str, ...] = BOOKS,
    given: Callable[..., tuple[bool, ...]] = amounts,
) -> SolverTheorem:
    """Make the entry of a claim about handlers or steps, all of whose variables are amounts.

    Source: this project (docs/formal.md)
    """
    return SolverTheorem(
        function=function, canary=canary, given=given, rules=rules, scope=scope, invariants=invariants, paths=200
    )
