"""Applications and gateways up to release v0.1.33: no history of services, and unbonding by the live parameters."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.state.records.application import Application
from pocket_spec.state.records.shared import ApplicationServiceConfig, SharedParams
from pocket_spec.state.state import State


@deal.ensure(lambda application, services, from_height, result: result.service_configs == services)
def replaced_services(
    application: Application, services: tuple[ApplicationServiceConfig, ...], from_height: int
) -> Application:
    """Give an application other services at once, for past sessions too: nothing is recorded.

    Source: poktroll v0.1.33 x/application/keeper/msg_server_stake_application.go (updateApplication)
    """
    return replace(application, service_configs=services)


@deal.ensure(lambda application, height, result: result is application.service_configs)
def held_services(application: Application, height: int) -> tuple[ApplicationServiceConfig, ...]:
    """List the services that an application has, whatever the height.

    Source: poktroll v0.1.33 x/session/keeper/session_hydrator.go (hydrateSessionApplication)
    """
    return application.service_configs


@deal.ensure(lambda state, height, result: result is state.shared_params)
def live_shared_params(state: State, height: int) -> SharedParams:
    """Give the parameters of today, whatever the height: a change of them moves the end of an unbonding.

    Source: poktroll v0.1.33 x/application/keeper/unbond_applications.go (EndBlockerUnbondApplications),
    x/gateway/keeper/unbond_gateways.go (EndBlockerUnbondGateways)
    """
    return state.shared_params
