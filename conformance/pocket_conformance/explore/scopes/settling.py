"""Scopes of settlement: who claims how much of one session, and what comes of it."""

from __future__ import annotations

from dataclasses import replace

from pocket_conformance.explore.model import Action, Scope
from pocket_conformance.explore.scopes.world import SERVICE, SHAREHOLDER, SUPPLIERS, World, claims, serving, start_of
from pocket_conformance.generate.chain.world import signed
from pocket_spec.actors.supplier.messages import MsgStakeSupplier, MsgUnstakeSupplier
from pocket_spec.rules import Rules
from pocket_spec.state.coin import upokt
from pocket_spec.state.state import State

ONE, TWO, THREE = SUPPLIERS
FIRST_END = 4
"""The end of the first session."""


def _claims(**wanted: tuple[int, ...]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    by_operator = {SUPPLIERS[int(name[1:]) - 1]: relays for name, relays in wanted.items()}

    def menu(state: State, rules: Rules) -> list[Action]:
        return claims(state, rules, by_operator, FIRST_END)

    return menu


BUDGET = Scope(
    name="budget",
    sentence="Three suppliers claim little, a fair part, or more than that of one session's budget.",
    start=start_of(World(multiplier=2), 5),
    menu=_claims(s1=(50, 350), s2=(350, 600), s3=(333, 900)),
    messages_per_block=3,
    horizon=12,
)
RIVALS = Scope(
    name="rivals",
    sentence="Three suppliers alike claim little or most of one session's budget.",
    start=start_of(World(multiplier=2), 5),
    menu=_claims(s1=(50, 900), s2=(50, 900), s3=(50, 900)),
    messages_per_block=3,
    horizon=10,
    interchangeable=(SUPPLIERS,),
)
UNPROVEN = Scope(
    name="unproven",
    sentence="Two suppliers make honest claims, the third one that it never proves.",
    start=start_of(World(multiplier=2, threshold=2_000), 5),
    menu=_claims(s1=(50, 200), s2=(450, 700), s3=(100_000,)),
    messages_per_block=3,
    horizon=12,
    excused=frozenset({"NIF-1"}),
)
INFLATION = Scope(
    name="inflation",
    sentence="Claims bring a little global inflation, and difficulty follows demand.",
    start=start_of(World(inflation=0.001, wanted_relays=20), 5),
    menu=_claims(
        s1=(0, 50, 100),
        s2=(
            0,
            40,
        ),
        s3=(30,),
    ),
    messages_per_block=2,
    horizon=16,
)
DUST = Scope(
    name="dust",
    sentence="One supplier claims next to nothing where part of what is burned is not minted again.",
    start=start_of(World(mint_ratio=0.975), 5),
    menu=_claims(s1=(0, 1, 2), s2=(100,)),
    messages_per_block=2,
    horizon=12,
    excused=frozenset({"ONCE-4", "ESC-2", "BEM-1"}),
)
VALIDATORS = Scope(
    name="validators",
    sentence="Two applications' sessions reward three equal validators.",
    start=start_of(World(stakes=(1_000, 1_000), validators=((100, 0), (100, 0), (100, 0))), 5),
    menu=_claims(s1=(110,), s2=(110,), s3=(110,)),
    messages_per_block=6,
    horizon=10,
    interchangeable=(SUPPLIERS,),
)
COMMISSION = Scope(
    name="commission",
    sentence="A validator whose tokens are all delegated takes a commission.",
    start=start_of(World(validators=((100, 10), (50, 0))), 5),
    menu=_claims(s1=(300,), s2=(300,)),
    messages_per_block=2,
    horizon=10,
    interchangeable=((ONE, TWO),),
)


def _shared_start() -> State:
    """Let supplier 2 share its revenue from the first block on."""
    state = start_of(World(), 5)
    key = (SERVICE, 1, TWO)
    update = replace(state.service_config_updates[key], service=serving(TWO, (TWO, 60), (SHAREHOLDER, 40)))
    return replace(state, service_config_updates=state.service_config_updates.set(key, update))


def _shareholding(state: State, rules: Rules) -> list[Action]:
    offered = claims(state, rules, {ONE: (100,), TWO: (110,)}, FIRST_END)
    shares = {
        "in one part": ((ONE, 100),),
        "60 to 40": ((ONE, 60), (SHAREHOLDER, 40)),
        "60 to 20, and 20 to the first again": ((ONE, 60), (SHAREHOLDER, 20), (ONE, 20)),
    }
    if len(state.service_config_updates) > len(SUPPLIERS):
        return offered
    return offered + [
        Action(
            f"supplier 1 shares its revenue {name}",
            signed(MsgStakeSupplier(ONE, ONE, ONE, upokt(100), (serving(ONE, *parts),))),
        )
        for name, parts in shares.items()
    ]


SHARES = Scope(
    name="shares",
    sentence="A supplier changes who shares its revenue, and claims; another one shares and claims.",
    start=_shared_start(),
    menu=_shareholding,
    messages_per_block=2,
    horizon=13,
)


def _leaving(state: State, rules: Rules) -> list[Action]:
    offered = claims(state, rules, {ONE: (100,), TWO: (100,)}, FIRST_END)
    return [*offered, Action("supplier 1 unstakes", signed(MsgUnstakeSupplier(ONE, ONE)))]


LEAVING = Scope(
    name="leaving",
    sentence="A supplier unstakes while its claim is pending.",
    start=start_of(World(), 4),
    menu=_leaving,
    messages_per_block=2,
    horizon=17,
    excused=frozenset({"ONCE-4", "ESC-2", "BEM-1"}),
)


def _slashing(state: State, rules: Rules) -> list[Action]:
    offered = [action for end in (4, 8) for action in claims(state, rules, {ONE: (3_000,)}, end)]
    return [*offered, Action("supplier 1 unstakes", signed(MsgUnstakeSupplier(ONE, ONE)))]


SLASHED = Scope(
    name="slashed",
    sentence="Penalties leave a supplier below the minimum stake.",
    start=start_of(World(threshold=2_000, penalty=95), 5),
    menu=_slashing,
    messages_per_block=2,
    horizon=24,
    excused=frozenset({"LIF-3", "LIV-2"}),
)
SCOPES = (BUDGET, RIVALS, UNPROVEN, INFLATION, DUST, VALIDATORS, COMMISSION, SHARES, LEAVING, SLASHED)
