"""Scopes of governance: one change of parameters at any block, while claims are on their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pocket_conformance.explore.model import Action, Scope
from pocket_conformance.explore.scopes.world import OWNER, SERVICE, SUPPLIERS, World, claims, start_of
from pocket_conformance.generate.chain.world import signed
from pocket_spec.actors.service.messages import MsgAddService
from pocket_spec.governance.session import MsgUpdateSessionParams
from pocket_spec.governance.shared import MsgUpdateSharedParams
from pocket_spec.governance.tokenomics import MsgUpdateTokenomicsParam
from pocket_spec.rules import Rules
from pocket_spec.state.bank import AUTHORITY
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import State

ONE, TWO, _ = SUPPLIERS
WANTED = {ONE: (800,)}
Change = Callable[[SharedParams], SharedParams]
CHANGES: Mapping[str, Change] = {
    "sessions of 3 blocks": lambda params: replace(
        params, num_blocks_per_session=3, supplier_unbonding_period_sessions=3, application_unbonding_period_sessions=3
    ),
    "sessions of 8 blocks": lambda params: replace(params, num_blocks_per_session=8),
    "a shorter claim window": lambda params: replace(params, claim_window_close_offset_blocks=1),
    "a longer claim window": lambda params: replace(params, claim_window_close_offset_blocks=4),
    "claims later": lambda params: replace(params, claim_window_open_offset_blocks=3),
    "a shorter proof window": lambda params: replace(params, proof_window_close_offset_blocks=1),
    "compute units at twice the price": lambda params: replace(params, compute_units_to_tokens_multiplier=2),
}
"""What governance may set once."""


def _menu(state: State, rules: Rules) -> list[Action]:
    offered = [action for end in (4, 8) for action in claims(state, rules, WANTED, end)]
    if state.shared_params_history or state.shared_params != START.shared_params:
        return offered
    return offered + [
        Action(
            f"governance sets {name}",
            signed(MsgUpdateSharedParams(AUTHORITY, change(state.shared_params))),
        )
        for name, change in CHANGES.items()
    ]


START = start_of(World(offsets=(1, 2, 1, 2)), 4)
TIMING = Scope(
    name="timing",
    sentence="Governance changes sessions, windows or the price once, at any block, while a supplier claims.",
    start=START,
    menu=_menu,
    messages_per_block=1,
    horizon=18,
)


def _weighing(state: State, rules: Rules) -> list[Action]:
    offered = [action for end in (4, 8) for action in claims(state, rules, {ONE: (50,), TWO: (70,)}, end)]
    service = state.services[SERVICE]
    if service.compute_units_per_relay > 1:
        return offered
    heavier = MsgAddService(OWNER, replace(service, compute_units_per_relay=2))
    return [*offered, Action("a relay is made to weigh 2 compute units", signed(heavier))]


WEIGHT = Scope(
    name="weight",
    sentence="The owner of a service changes what a relay weighs, at any block, while suppliers claim.",
    start=start_of(World(offsets=(1, 2, 1, 2)), 4),
    menu=_weighing,
    messages_per_block=2,
    horizon=18,
)


def _places(state: State, rules: Rules) -> list[Action]:
    offered = claims(state, rules, {ONE: (50,)}, 4)
    if state.session_params != WEIGHT.start.session_params:
        return offered
    fewer = replace(state.session_params, num_suppliers_per_session=1)
    return [*offered, Action("governance sets 1 supplier a session", signed(MsgUpdateSessionParams(AUTHORITY, fewer)))]


PLACES = Scope(
    name="places",
    sentence="Governance changes how many suppliers a session holds, for the first time.",
    start=start_of(World(), 6),
    menu=_places,
    messages_per_block=2,
    horizon=14,
    excused=frozenset({"SES-5"}),
)
RATIOS = {"nothing": 0.0, "half": 0.5}
"""What part of what is burned governance may have minted again."""


def _minting(state: State, rules: Rules) -> list[Action]:
    offered = claims(state, rules, {ONE: (1, 100)}, 4)
    if state.tokenomics_params != WEIGHT.start.tokenomics_params:
        return offered
    return offered + [
        Action(
            f"governance lets {name} of what is burned be minted",
            signed(MsgUpdateTokenomicsParam(AUTHORITY, "mint_ratio", as_float=ratio)),
        )
        for name, ratio in RATIOS.items()
    ]


MINTING = Scope(
    name="minting",
    sentence="Governance changes how much of what is burned is minted again, at any block, while a supplier claims.",
    start=start_of(World(), 5),
    menu=_minting,
    messages_per_block=2,
    horizon=12,
    excused=frozenset({"ONCE-4", "ESC-2", "BEM-1", "RUN-2"}),
)
SCOPES = (MINTING, TIMING, WEIGHT, PLACES)
