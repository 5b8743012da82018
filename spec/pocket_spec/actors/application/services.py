"""The service of an application, and which it was at a height."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import deal

from pocket_spec.state.records.application import Application, ApplicationServiceConfigUpdate
from pocket_spec.state.records.shared import ApplicationServiceConfig

FIRST_HEIGHT = 1
"""From here on, its history says, an application had the service that it had before its first change."""


@deal.ensure(lambda before, after, result: not result or len(before) == len(after))
def is_same_services(before: tuple[ApplicationServiceConfig, ...], after: tuple[ApplicationServiceConfig, ...]) -> bool:
    """Tell whether services are as many as before, and each of them was there before.

    Source: poktroll v0.1.35 x/application/keeper/msg_server_stake_application.go (appServiceIdSetEqual)
    """
    known = {service.service_id for service in before}
    return len(before) == len(after) and all(service.service_id in known for service in after)


@deal.ensure(lambda application, services, from_height, result: result.service_configs == services)
def changed_services(
    application: Application, services: tuple[ApplicationServiceConfig, ...], from_height: int
) -> Application:
    """Give an application other services from a height on, the start of the next session, and record it.

    Nothing is recorded while the services stay the same. The first record of all is of the services before, from
    height 1 on. What was to begin at the same height never does, and disappears; what is without end ends there.

    Source: poktroll v0.1.35 x/application/keeper/msg_server_stake_application.go
    (recordApplicationServiceConfigChange), x/application/types/application.go (BackfillServiceConfigHistory)
    """
    if is_same_services(application.service_configs, services):
        return replace(application, service_configs=services)
    history = application.service_config_history or tuple(
        _opened(application, application.service_configs, FIRST_HEIGHT)
    )
    kept = tuple(
        entry if entry.deactivation_height else replace(entry, deactivation_height=from_height)
        for entry in history
        if entry.service is not None and entry.activation_height != from_height
    )
    opened = tuple(_opened(application, services, from_height))
    return replace(application, service_configs=services, service_config_history=kept + opened)


def _opened(
    application: Application, services: tuple[ApplicationServiceConfig, ...], height: int
) -> Iterator[ApplicationServiceConfigUpdate]:
    for service in services:
        yield ApplicationServiceConfigUpdate(application.address, service, height)


@deal.ensure(
    lambda application, height, result: (
        len(application.service_config_history) > 0 or result == application.service_configs
    )
)
def services_at_height(application: Application, height: int) -> tuple[ApplicationServiceConfig, ...]:
    """List the services of an application at a height: those of its history, without one those that it has.

    An entry holds from its activation on and until before its deactivation, 0 meaning that it has no end.

    Source: poktroll v0.1.35 x/application/types/application.go (GetActiveServiceConfigs, IsActive)
    """
    if not application.service_config_history:
        return application.service_configs
    return tuple(
        entry.service
        for entry in application.service_config_history
        if entry.service is not None
        and entry.activation_height <= height
        and (entry.deactivation_height == 0 or height < entry.deactivation_height)
    )
