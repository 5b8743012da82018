"""Random lives of applications and gateways: states, blocks of messages, and what the spec makes of them."""

from __future__ import annotations

import random
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.scene import Scene
from pocket_conformance.generate.chain.staked import MINIMUM, services, staked
from pocket_conformance.generate.chain.world import account, funded
from pocket_spec.actors.application.messages import (
    MsgDelegateToGateway,
    MsgStakeApplication,
    MsgTransferApplication,
    MsgUndelegateFromGateway,
    MsgUnstakeApplication,
)
from pocket_spec.actors.gateway.messages import MsgStakeGateway, MsgUnstakeGateway, MsgUpdateGatewayMetadata
from pocket_spec.state.bank import module_address
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.records.application import (
    Application,
    ApplicationServiceConfigUpdate,
    PendingApplicationTransfer,
    UndelegatingGatewayList,
)
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.shared import Metadata, SharedParamsUpdate
from pocket_spec.state.state import State

ACCOUNTS = [account(name) for name in ("alice", "bob", "carol", "dave", "eve")]
APPLICATIONS = [*ACCOUNTS, ACCOUNTS[0].upper()]
GATEWAYS = [account("north"), account("south"), ACCOUNTS[0]]
LIMITS = (None, None, None, upokt(0), upokt(MINIMUM), upokt(3 * MINIMUM), upokt(5), Coin("mact", 0))
CARDS = (None, Metadata(b"{}"), Metadata(b"x"), Metadata(b""))


def random_message(draw: random.Random) -> object:
    """Make a message, often one that is refused."""
    application, gateway = draw.choice(APPLICATIONS), draw.choice(GATEWAYS)
    stake = upokt(draw.choice((MINIMUM - 1, MINIMUM, draw.randrange(MINIMUM, 30 * MINIMUM))))
    chosen = services(draw.choice(("anvil", "base", "ethereum")))
    messages = (
        MsgStakeApplication(application, stake, chosen, draw.choice(LIMITS)),
        MsgUnstakeApplication(application),
        MsgDelegateToGateway(application, gateway),
        MsgUndelegateFromGateway(application, gateway),
        MsgTransferApplication(application, draw.choice(APPLICATIONS)),
        MsgStakeGateway(gateway, upokt(draw.choice((99, 100, draw.randrange(100, 5_000))))),
        MsgUnstakeGateway(gateway),
        MsgUpdateGatewayMetadata(gateway, draw.choice(CARDS)),
    )
    return draw.choices(messages, weights=(3, 1, 2, 1, 1, 1, 1, 1))[0]


def random_walk(seed: int, blocks: int) -> Scene:
    """Play blocks of up to four messages each."""
    draw = random.Random(seed)
    length = draw.choice((3, 5, 10))
    params = replace(
        State().shared_params,
        num_blocks_per_session=length,
        grace_period_end_offset_blocks=draw.choice((0, 1, 2)),
        claim_window_open_offset_blocks=2,
        proof_window_close_offset_blocks=draw.choice((1, 2, 4)),
        application_unbonding_period_sessions=draw.choice((1, 2, 3)),
        gateway_unbonding_period_sessions=draw.choice((1, 2)),
        session_grid_anchor_height=draw.choice((1, 4)),
    )
    earlier = replace(params, num_blocks_per_session=draw.choice((2, 5, 7)), application_unbonding_period_sessions=4)
    history = Map({at: SharedParamsUpdate(at, held) for at, held in ((1, earlier), (1 + 4 * length, params))})
    start = State(height=draw.randrange(4, 14), shared_params=params)
    if draw.random() < 0.5:
        start = replace(start, shared_params_history=history)
    scene = Scene()
    scene.given(funded(start, {address: draw.choice((1, 5, 80)) * MINIMUM for address in {*ACCOUNTS, *GATEWAYS}}))
    for _ in range(blocks):
        scene.block(*(random_message(draw) for _ in range(draw.choice((0, 0, 1, 2, 4)))))
    return scene


def _undelegations(draw: random.Random) -> tuple[tuple[int, UndelegatingGatewayList], ...]:
    left, lists = draw.sample(GATEWAYS, 3), {}
    for height in sorted(draw.sample((0, 5, 10, 15, 20, 25, 30), draw.randrange(3))):
        lists[height] = UndelegatingGatewayList(tuple(left.pop() for _ in range(draw.randrange(1, 3)) if left))
    return tuple((height, pending) for height, pending in lists.items() if pending.gateway_addresses)


def _application(draw: random.Random, address: str) -> Application:
    names = draw.choice((("anvil",), ("base",), ("anvil", "base"), ("base", "anvil"), ("anvil", "ethereum")))
    moving = PendingApplicationTransfer(draw.choice(APPLICATIONS), draw.choice((0, 10, 15, 20, 25, 30)))
    history = tuple(
        ApplicationServiceConfigUpdate(
            address, services(draw.choice(names))[0], draw.choice((1, 5, 11, 16, 21, 31)), draw.choice((0, 11, 31))
        )
        for _ in range(draw.randrange(4))
    )
    return Application(
        address,
        upokt(draw.choice((0, 1, MINIMUM - 1, MINIMUM, 5 * MINIMUM))),
        services(*names),
        tuple(draw.choices(GATEWAYS, k=draw.randrange(4))),
        _undelegations(draw),
        draw.choice((0, 0, 10, 15, 20, 25, 30)),
        moving if moving.destination_address != address and draw.random() < 0.5 else None,
        draw.choice((None, upokt(5), upokt(7), Coin("mact", 6))),
        history,
    )


def random_state(seed: int) -> State:
    """Make a state of records that need not be reachable, with a pool that may hold too little."""
    draw = random.Random(seed)
    params = replace(
        State().shared_params,
        num_blocks_per_session=draw.choice((3, 5, 10)),
        proof_window_close_offset_blocks=draw.choice((0, 1, 4, 6)),
        session_grid_anchor_height=draw.choice((0, 1, 11, 25, 100)),
    )
    earlier = replace(params, num_blocks_per_session=4, application_unbonding_period_sessions=draw.choice((1, 3)))
    state = State(height=draw.choice((10, 15, 18, 20, 21, 25, 30, 31, 32, 40, 42)), shared_params=params)
    if draw.random() < 0.5:
        history = Map({at: SharedParamsUpdate(at, held) for at, held in ((1, earlier), (21, params))})
        state = replace(state, shared_params_history=history)
    found = [_application(draw, address) for address in (*APPLICATIONS, module_address("mint")) if draw.random() < 0.6]
    gateways = [
        Gateway(address, upokt(100), draw.choice((0, 10, 15, 20, 25)), draw.choice(CARDS[:3]))
        for address in GATEWAYS
        if draw.random() < 0.8
    ]
    state = staked(state, *found, *gateways)
    if draw.random() < 0.2:
        state = replace(state, balances=state.balances.set(module_address("application"), 2 * MINIMUM))
    return replace(state, supply=sum(state.balances.values()))
