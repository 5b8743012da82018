"""What becomes of an application that moves to another address, where there may be another application."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.application.undelegations import merged_undelegations
from pocket_spec.rules import Rules
from pocket_spec.state.coin import Coin, amount_of, upokt
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.shared import ApplicationServiceConfig
from pocket_spec.state.state import Address


@deal.ensure(lambda source, destination, result: result.address == destination and result.stake == source.stake)
def readdressed(source: Application, destination: Address) -> Application:
    """Give an application another address, in its history too, and let it be there.

    Source: poktroll v0.1.35 x/application/keeper/transfer_applications.go (transferApplication)
    """
    history = tuple(replace(entry, application_address=destination) for entry in source.service_config_history)
    return replace(source, address=destination, pending_transfer=None, service_config_history=history)


@deal.pre(lambda source, destination: source >= 0 and destination >= 0)
@deal.ensure(lambda source, destination, result: result - source == destination)
def merged_stake(source: int, destination: int) -> int:
    """Add up the stakes of two applications, in uPOKT.

    Source: poktroll v0.1.35 x/application/keeper/transfer_applications.go (transferApplication)
    """
    return source + destination


@deal.ensure(lambda source, destination, result: result[: len(destination)] == destination)
@deal.ensure(lambda source, destination, result: set(result) == {*source, *destination})
def merged_delegatees(source: tuple[Address, ...], destination: tuple[Address, ...]) -> tuple[Address, ...]:
    """Append to the gateways of the destination those that only the source delegates to, however many that makes.

    Source: poktroll v0.1.35 x/application/keeper/transfer_applications.go (mergeAppDelegatees)
    """
    return destination + tuple(gateway for gateway in source if gateway not in destination)


@deal.ensure(lambda source, destination, result: result[: len(destination)] == destination)
def merged_services(
    source: tuple[ApplicationServiceConfig, ...], destination: tuple[ApplicationServiceConfig, ...]
) -> tuple[ApplicationServiceConfig, ...]:
    """Append to the services of the destination those that only the source has: the one way to have several.

    Source: poktroll v0.1.35 x/application/keeper/transfer_applications.go (mergeAppServiceConfigs)
    """
    return destination + tuple(service for service in source if service not in destination)


@deal.ensure(lambda source, destination, result: result in {source, destination})
def merged_spend_limit(source: Coin | None, destination: Coin | None) -> Coin | None:
    """Choose the lower of two spend limits; one that is absent limits nothing.

    Source: poktroll v0.1.35 x/application/keeper/transfer_applications.go (mergeAppPerSessionSpendLimit)
    """
    if source is None or destination is None:
        return destination or source
    return source if amount_of(source) < amount_of(destination) else destination


@deal.ensure(lambda source, destination, next_session, rules, result: result.address == destination.address)
def merged(source: Application, destination: Application, next_session: int, rules: Rules) -> Application:
    """Join an application with the one at its destination, which goes on unbonding or moving if it does.

    The source's history is lost; the services that it adds to the destination's hold from the next session on.

    Source: poktroll v0.1.35 x/application/keeper/transfer_applications.go (transferApplication)
    """
    services = merged_services(source.service_configs, destination.service_configs)
    joined = replace(
        destination,
        stake=upokt(rules.merged_stake(amount_of(source.stake), amount_of(destination.stake))),
        delegatee_gateway_addresses=merged_delegatees(
            source.delegatee_gateway_addresses, destination.delegatee_gateway_addresses
        ),
        pending_undelegations=merged_undelegations(source.pending_undelegations, destination.pending_undelegations),
        per_session_spend_limit=merged_spend_limit(source.per_session_spend_limit, destination.per_session_spend_limit),
    )
    return rules.changed_services(joined, services, next_session)
