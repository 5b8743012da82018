"""Adding a service for a fee, changing one for none, and giving one away."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.service.messages import MsgAddService, MsgTransferService
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import SERVICE_POOL, account_of, balance, transfer
from pocket_spec.state.coin import amount_of
from pocket_spec.state.events import Transition
from pocket_spec.state.records.shared import Service
from pocket_spec.state.state import State


@deal.ensure(lambda service, message, result: (result.id, result.owner_address) == (service.id, service.owner_address))
def updated_service(service: Service, message: Service) -> Service:
    """Take name and compute units per relay from the message, and metadata where it has any: they cannot be removed.

    Source: poktroll v0.1.35 x/service/keeper/msg_server_add_service.go (AddService)
    """
    return replace(
        service,
        name=message.name,
        compute_units_per_relay=message.compute_units_per_relay,
        metadata=service.metadata if message.metadata is None else message.metadata,
    )


@deal.raises(Rejected)
@deal.ensure(lambda state, message, result: result.supply == state.supply)
def pay_service_fee(state: State, message: MsgAddService) -> State:
    """Take the fee for a new service from its owner, who must hold more than that.

    Errors: SERVICE_NOT_ENOUGH_FUNDS.
    Source: poktroll v0.1.35 x/service/keeper/msg_server_add_service.go (AddService)
    """
    owner, fee = account_of(message.owner_address), amount_of(state.service_params.add_service_fee)
    if balance(state, owner) <= fee:
        raise Rejected(Reason.SERVICE_NOT_ENOUGH_FUNDS, f"{balance(state, owner)} uPOKT, not more than {fee}")
    return transfer(state, owner, SERVICE_POOL, fee)


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: message.service.id in result.state.services)
@deal.ensure(lambda state, message, rules, result: result.events == () and result.state.supply == state.supply)
def add_service(state: State, message: MsgAddService, rules: Rules) -> Transition:
    """Add a service for a fee, or change one that the signer owns for none. Nothing is announced.

    Errors: SERVICE_INVALID_OWNER_ADDRESS if the service is another's, compared as texts; SERVICE_NOT_ENOUGH_FUNDS.
    Source: poktroll v0.1.35 x/service/keeper/msg_server_add_service.go (AddService)
    """
    known = state.services.get(message.service.id)
    if known is None:
        state, service = pay_service_fee(state, message), message.service
    elif known.owner_address != message.service.owner_address:
        raise Rejected(Reason.SERVICE_INVALID_OWNER_ADDRESS, f"the service is of {known.owner_address}")
    else:
        service = rules.updated_service(known, message.service)
    state = replace(state, services=state.services.set(service.id, service))
    return Transition(rules.record_compute_units(state, known, service))


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: (
    result.state.services[message.service_id].owner_address == message.new_owner_address
))  # fmt: skip
def transfer_service(state: State, message: MsgTransferService, rules: Rules) -> Transition:
    """Give a service to another owner, who is not asked. Nothing is paid and nothing announced.

    Errors, in this order: SERVICE_NOT_FOUND, SERVICE_UNAUTHORIZED.
    Source: poktroll v0.1.35 x/service/keeper/msg_server_transfer_service.go (TransferService), since v0.1.33
    """
    service = state.services.get(message.service_id)
    if service is None:
        raise Rejected(Reason.SERVICE_NOT_FOUND, message.service_id[:50])
    if service.owner_address != message.owner_address:
        raise Rejected(Reason.SERVICE_UNAUTHORIZED, f"the service is of {service.owner_address}")
    given = replace(service, owner_address=message.new_owner_address)
    return Transition(replace(state, services=state.services.set(service.id, given)))
