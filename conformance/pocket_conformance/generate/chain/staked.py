"""Applications and gateways for cases: records, and states in which they are staked with their pools full."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pocket_conformance.generate.chain.world import account, funded
from pocket_spec.state.bank import APPLICATION_POOL, GATEWAY_POOL
from pocket_spec.state.coin import amount_of, upokt
from pocket_spec.state.records.application import Application, UndelegatingGatewayList
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.shared import ApplicationServiceConfig
from pocket_spec.state.state import State

MINIMUM = 1_000_000
"""uPOKT: the minimum stake of an application by the default parameters."""
GATEWAY_MINIMUM = 100
"""uPOKT: the minimum stake of a gateway by the default parameters."""
MIDDLE, END = 15, 20
"""A height within a session of the default parameters, and that session's last."""


def services(*ids: str) -> tuple[ApplicationServiceConfig, ...]:
    """Make the service configurations of an application."""
    return tuple(ApplicationServiceConfig(service_id) for service_id in ids)


def application(name: str, stake: int = MINIMUM, service: str = "anvil", **fields: Any) -> Application:
    """Make the record of a named application."""
    return Application(account(name), upokt(stake), **{"service_configs": services(service), **fields})


def gateway(name: str, stake: int = GATEWAY_MINIMUM, **fields: Any) -> Gateway:
    """Make the record of a named gateway."""
    return Gateway(account(name), upokt(stake), **fields)


def undelegations(**gateways: str) -> tuple[tuple[int, UndelegatingGatewayList], ...]:
    """Make pending undelegations: `at20="a b"` are those of the accounts a and b at height 20."""
    return tuple(
        (int(key.removeprefix("at")), UndelegatingGatewayList(tuple(account(name) for name in names.split())))
        for key, names in gateways.items()
    )


def staked(state: State, *records: Application | Gateway) -> State:
    """Add applications and gateways to a state, and their stakes to the pools of their modules."""
    for record in records:
        if isinstance(record, Application):
            state = replace(state, applications=state.applications.set(record.address, record))
            pool = APPLICATION_POOL
        else:
            state = replace(state, gateways=state.gateways.set(record.address, record))
            pool = GATEWAY_POOL
        if amount_of(record.stake):
            state = funded(state, {pool: amount_of(record.stake)})
    return state
