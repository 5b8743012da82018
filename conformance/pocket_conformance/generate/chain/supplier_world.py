"""Services, and suppliers that serve them, for cases."""

from __future__ import annotations

from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.world import account, funded, pool
from pocket_spec.actors.supplier.records import set_supplier
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.shared import (
    Service,
    ServiceConfigUpdate,
    ServiceRevenueShare,
    Supplier,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.state import State

OWNER, OPERATOR, STRANGER, SOURCE_OWNER = (account(name) for name in ("owner", "operator", "stranger", "source owner"))
SERVICES = ("svc", "svc-1", "svc1")
"""In the order of the store this is svc-1, svc, svc1: the slash behind an id comes after a hyphen and before digits."""
MIN_STAKE, FEE = 1_000_000, 1
"""In uPOKT, the default parameters."""
JSON_RPC = 3
URL = "https://a.example:443"


def shares(*percentages: int) -> tuple[ServiceRevenueShare, ...]:
    """Make revenue shares of so many per cent for accounts of their own."""
    return tuple(ServiceRevenueShare(account(f"share {index}"), part) for index, part in enumerate(percentages))


def config(service_id: str, url: str = URL, rpc_type: int = JSON_RPC, *parts: int) -> SupplierServiceConfig:
    """Make the configuration of a service: one endpoint, and revenue shares, of which one of 100 per cent."""
    return SupplierServiceConfig(service_id, (SupplierEndpoint(url, rpc_type),), shares(*(parts or (100,))))


def update(service_id: str, activation: int, deactivation: int = 0, operator: str = OPERATOR) -> ServiceConfigUpdate:
    """Make a record of the history of a supplier's services."""
    return ServiceConfigUpdate(operator, config(service_id), activation, deactivation)


def network(height: int) -> State:
    """Make a state at a height with three services and a few funded accounts."""
    services = {service_id: Service(service_id, f"name of {service_id}", 7, SOURCE_OWNER) for service_id in SERVICES}
    state = State(height=height, services=Map(services))
    return funded(state, {OWNER: 3 * MIN_STAKE, OPERATOR: 5 * MIN_STAKE, STRANGER: 2 * MIN_STAKE})


def with_supplier(
    state: State,
    *history: ServiceConfigUpdate,
    owner: str = OWNER,
    operator: str = OPERATOR,
    stake: int = 2 * MIN_STAKE,
    unstaked: int = 0,
) -> State:
    """Add a supplier with its stake in the module's account; `unstaked` is the end of its last session."""
    staked = funded(state, {pool("supplier"): stake}) if stake else state
    return set_supplier(staked, Supplier(owner, operator, upokt(stake), (), unstaked, history))


def with_unbonding_period(state: State, sessions: int) -> State:
    """Set how many sessions the unbonding of suppliers lasts."""
    return replace(state, shared_params=replace(state.shared_params, supplier_unbonding_period_sessions=sessions))
