"""A scope of an application that has two services, which only two applications that became one can have."""

from __future__ import annotations

from dataclasses import replace

from pocket_conformance.explore.model import Action, Scope
from pocket_conformance.explore.scopes.world import APPS, NEWCOMER, SERVICE, SUPPLIERS, World, claims, serving, start_of
from pocket_conformance.generate.chain.world import signed
from pocket_spec.actors.application.messages import MsgStakeApplication, MsgTransferApplication
from pocket_spec.chain.execution import Block, apply_block
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.rules import Rules
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.shared import ApplicationServiceConfig, Service, ServiceConfigUpdate
from pocket_spec.state.state import State

A = APPS[0]
ONE, TWO, _ = SUPPLIERS
OTHER_SERVICE = "svc-2"
SESSION_END = 16
"""The end of the first session in which both services are asked for."""


def _start() -> State:
    """Let an application of one service move to where one of the other has staked, and wait until they are one."""
    state = start_of(World(stakes=(400,)), 4)
    owner = state.services[SERVICE].owner_address
    configs = state.service_config_updates
    for supplier in SUPPLIERS:
        update = ServiceConfigUpdate(supplier, serving(supplier, service=OTHER_SERVICE), activation_height=1)
        configs = configs.set((OTHER_SERVICE, 1, supplier), update)
    services = state.services.set(OTHER_SERVICE, Service(OTHER_SERVICE, OTHER_SERVICE, 1, owner))
    state = replace(state, services=services, service_config_updates=configs)
    messages = (
        MsgTransferApplication(A, NEWCOMER),
        MsgStakeApplication(NEWCOMER, upokt(600), (ApplicationServiceConfig(OTHER_SERVICE),)),
    )
    state = apply_block(state, Block(tuple(map(signed, messages))), RULES).state
    while state.height <= SESSION_END:
        state = apply_block(state, Block(), RULES).state
    return state


def _menu(state: State, rules: Rules) -> list[Action]:
    consumers = (("c", NEWCOMER, SERVICE), ("c", NEWCOMER, OTHER_SERVICE))
    return claims(state, rules, {ONE: (300, 900), TWO: (300,)}, SESSION_END, consumers)


MERGED = Scope(
    name="merged",
    sentence="Two applications became one, which has both their services; suppliers claim in sessions of both.",
    start=_start(),
    menu=_menu,
    messages_per_block=4,
    horizon=23,
    excused=frozenset({"BUD-2", "ONCE-4"}),
)
SCOPES = (MERGED,)
