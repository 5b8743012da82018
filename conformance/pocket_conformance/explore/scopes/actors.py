"""Scopes of actors: they stake, move, merge and leave."""

from __future__ import annotations

from pocket_conformance.explore.model import Action, Scope
from pocket_conformance.explore.scopes.world import APPS, NEWCOMER, SERVICE, SUPPLIERS, World, claims, start_of
from pocket_conformance.generate.chain.world import signed
from pocket_spec.actors.application.messages import (
    MsgStakeApplication,
    MsgTransferApplication,
    MsgUnstakeApplication,
)
from pocket_spec.rules import Rules
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.shared import ApplicationServiceConfig
from pocket_spec.state.state import State

A, B = APPS
MOVES_TO_C, C_STAKES = "application a asks to move to c", "application c stakes 100"


def _moving(state: State, rules: Rules) -> list[Action]:
    configs = (ApplicationServiceConfig(SERVICE),)
    offered = {
        MOVES_TO_C: MsgTransferApplication(A, NEWCOMER),
        C_STAKES: MsgStakeApplication(NEWCOMER, upokt(100), configs),
        "application a unstakes": MsgUnstakeApplication(A),
    }
    if NEWCOMER in state.applications:
        del offered[C_STAKES]
    if A in state.applications and state.applications[A].pending_transfer is not None:
        del offered[MOVES_TO_C]
    return [Action(label, signed(message)) for label, message in offered.items()]


MOVING = Scope(
    name="moving",
    sentence="An application moves to where another one stakes, or unstakes.",
    start=start_of(World(stakes=(70, 100)), 4),
    menu=_moving,
    messages_per_block=2,
    horizon=22,
    either_order=frozenset({frozenset({MOVES_TO_C, C_STAKES})}),  # nobody may ask to move to where somebody stakes
)


def _spending(state: State, rules: Rules) -> list[Action]:
    offered = [action for end in (4, 8) for action in claims(state, rules, {SUPPLIERS[0]: (95,)}, end)]
    return [*offered, Action("application a unstakes", signed(MsgUnstakeApplication(A)))]


SPENDING = Scope(
    name="spending",
    sentence="Claims use up an application's stake while it unbonds.",
    start=start_of(World(stakes=(100,)), 4),
    menu=_spending,
    messages_per_block=2,
    horizon=22,
    excused=frozenset({"LIF-2"}),
)
SCOPES = (MOVING, SPENDING)
