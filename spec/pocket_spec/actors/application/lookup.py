"""Finding applications, and writing them back."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.records.application import Application
from pocket_spec.state.state import Address, State


@deal.raises(Rejected)
@deal.ensure(lambda state, address, result: result is state.applications[address])
def application_of(state: State, address: Address) -> Application:
    """Find an application by its address as it is written: upper and lower case are two applications.

    Errors: APPLICATION_NOT_FOUND.
    Source: poktroll v0.1.35 x/application/keeper/application.go (GetApplication)
    """
    if address not in state.applications:
        raise Rejected(Reason.APPLICATION_NOT_FOUND, address)
    return state.applications[address]


@deal.ensure(lambda state, application, result: result.applications[application.address] is application)
def with_application(state: State, application: Application) -> State:
    """Write an application under its address.

    Source: poktroll v0.1.35 x/application/keeper/application.go (SetApplication)
    """
    return replace(state, applications=state.applications.set(application.address, application))


@deal.ensure(lambda state, address, result: address not in result.applications)
def without_application(state: State, address: Address) -> State:
    """Remove an application.

    Source: poktroll v0.1.35 x/application/keeper/application.go (RemoveApplication)
    """
    return replace(state, applications=state.applications.delete(address))
