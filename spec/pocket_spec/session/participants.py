"""Who may be in a session: the application while it is active, and the suppliers whose configuration is."""

from __future__ import annotations

from typing import Protocol

import deal

from pocket_spec.numbers import uint64
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.shared import ApplicationServiceConfig, ServiceConfigUpdate
from pocket_spec.state.state import State
from pocket_spec.state.store import in_store_order


class Span(Protocol):
    """What is active from a height until a height."""

    @property
    def activation_height(self) -> int:
        """The first height at which it is active."""

    @property
    def deactivation_height(self) -> int:
        """The first height at which it is active no more, 0 where there is none."""


@deal.ensure(lambda height, activation, deactivation, result: not result or height >= activation)
def is_active_at(height: int, activation: int, deactivation: int) -> bool:
    """Tell whether a height lies in [activation, deactivation), a deactivation of 0 being none.

    Source: poktroll v0.1.35 x/shared/types/service_config_update.go, x/application/types/application.go (IsActive)
    """
    return activation <= height and (deactivation == 0 or height < deactivation)


def _is_active(span: Span, height: int) -> bool:
    return is_active_at(height, span.activation_height, span.deactivation_height)


@deal.ensure(lambda application, height, result: result or bool(
    application.unstake_session_end_height or application.pending_transfer
))  # fmt: skip
def is_application_active(application: Application, height: int) -> bool:
    """Tell whether an application may have sessions that end at a height.

    One that unbonds has them until the end of the session in which it asked to; if not, one that is being transferred
    likewise. The height is read as unsigned.
    Source: poktroll v0.1.35 x/application/types/application.go (IsActive)
    """
    if application.unstake_session_end_height:
        return uint64(height) <= application.unstake_session_end_height
    if application.pending_transfer is not None:
        return uint64(height) <= application.pending_transfer.session_end_height
    return True


@deal.ensure(lambda application, height, result: len(result) <= max(
    len(application.service_configs), len(application.service_config_history)
))  # fmt: skip
def active_application_services(application: Application, height: int) -> tuple[ApplicationServiceConfig, ...]:
    """List the services an application was staked for at a height: those of its history, or today's without one.

    Source: poktroll v0.1.35 x/application/types/application.go (GetActiveServiceConfigs)
    """
    if not application.service_config_history:
        return application.service_configs
    active = (update for update in application.service_config_history if _is_active(update, height))
    return tuple(update.service or ApplicationServiceConfig() for update in active)


@deal.ensure(lambda state, service_id, height, result: all(update.activation_height <= height for update in result))
def candidate_configs(state: State, service_id: str, height: int) -> tuple[ServiceConfigUpdate, ...]:
    """List the configurations of a service active at a height, in the store's order: by activation, then operator.

    Source: poktroll v0.1.35 x/supplier/keeper/service_config.go (GetServiceConfigUpdatesIterator)
    """
    updates = (update for key, update in in_store_order(state, "service_config_updates") if key[0] == service_id)
    return tuple(update for update in updates if _is_active(update, height))
