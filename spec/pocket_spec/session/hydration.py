"""The session of an application, a service and a height, with everybody in it."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.governance.history import calendar_params
from pocket_spec.numbers import int64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.relay.validation import is_service_id
from pocket_spec.rules import Rules
from pocket_spec.session.assignment import choose_candidates, session_id, session_id_preimage
from pocket_spec.session.calendar import session_end_height, session_number_of, session_start_height
from pocket_spec.session.messages import Session
from pocket_spec.session.participants import candidate_configs
from pocket_spec.state.bank import account_of
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.shared import Supplier, SupplierServiceConfig
from pocket_spec.state.state import State


@deal.raises(Rejected)
@deal.ensure(lambda state, application_address, service_id, height, result: result == (height or state.height))
def session_height(state: State, application_address: str, service_id: str, height: int) -> int:
    """Check what is asked for and give the height it is asked for: 0 stands for that of the block being executed.

    Errors, in this order: SESSION_APPLICATION_ADDRESS_INVALID, SESSION_SERVICE_ID_INVALID, SESSION_HEIGHT_INVALID for a
    negative height.
    Source: poktroll v0.1.35 x/session/types/query_get_session_request.go (ValidateBasic),
    x/session/keeper/query_get_session.go (GetSession)
    """
    try:
        account_of(application_address)
    except Rejected as rejected:
        raise Rejected(Reason.SESSION_APPLICATION_ADDRESS_INVALID, rejected.detail) from None
    if not is_service_id(service_id):
        raise Rejected(Reason.SESSION_SERVICE_ID_INVALID, repr(service_id))
    if height < 0:
        raise Rejected(Reason.SESSION_HEIGHT_INVALID, str(height))
    return height or state.height


@deal.raises(Rejected)
@deal.ensure(lambda state, application_address, service_id, header, height, rules, result: (
    result.address == state.applications[application_address].address
))  # fmt: skip
def session_application(
    state: State, application_address: str, service_id: str, header: SessionHeader, height: int, rules: Rules
) -> Application:
    """Give the application of a session: it is staked, active when the session ends, and was for the service.

    Errors, in this order: SESSION_APP_NOT_FOUND, SESSION_APP_NOT_ACTIVE, SESSION_APP_NOT_STAKED_FOR_SERVICE.
    Source: poktroll v0.1.35 x/session/keeper/session_hydrator.go (hydrateSessionApplication)
    """
    application = state.applications.get(application_address)
    if application is None:
        raise Rejected(Reason.SESSION_APP_NOT_FOUND, application_address)
    if not rules.is_active_application(application, header.session_end_block_height):
        raise Rejected(Reason.SESSION_APP_NOT_ACTIVE, application_address)
    services = {config.service_id for config in rules.application_services_at_height(application, height)}
    if service_id not in services:
        raise Rejected(Reason.SESSION_APP_NOT_STAKED_FOR_SERVICE, f"{application_address} for {service_id}")
    return application


@deal.raises(Rejected)
@deal.ensure(lambda state, preimage, service_id, height, rules, result: (
    all(len(supplier.services) == 1 and not supplier.service_config_history for supplier in result)
))  # fmt: skip
def session_supplier_records(
    state: State, preimage: bytes, service_id: str, height: int, rules: Rules
) -> tuple[Supplier, ...]:
    """Give the suppliers of a session in their order: their records, with the one configuration that was active.

    A configuration whose supplier is gone takes a place in the session that nobody fills.
    Errors: SESSION_PARAM_INVALID, SESSION_SUPPLIERS_NOT_FOUND.
    Source: poktroll v0.1.35 x/session/keeper/session_hydrator.go (hydrateSessionSuppliers, getServiceConfigsSuppliers)
    """
    number = rules.session_params_at_height(state, height).num_suppliers_per_session
    configs = candidate_configs(state, service_id, height)
    addresses = tuple(config.operator_address for config in configs)
    chosen = [configs[index] for index in choose_candidates(preimage, addresses, number, rules.order_of_candidates)]
    return tuple(
        replace(state.suppliers[config.operator_address], services=(config.service or SupplierServiceConfig(),))
        for config in chosen
        if config.operator_address in state.suppliers
    )


@deal.raises(Rejected)
@deal.ensure(lambda state, application_address, service_id, block_height, rules, result: (
    result.header is not None and result.header.session_id == result.session_id
))  # fmt: skip
def hydrate_session(
    state: State, application_address: str, service_id: str, block_height: int, rules: Rules
) -> Session:
    """Give the session that an application has with a service at a height, 0 standing for the block being executed.

    Bounds and number of suppliers are those of the parameters of that height. The id needs the hash of the session's
    first block, which is recorded at the end of that block: in the block itself the id is another one.
    Errors, in this order: those of `session_height`; SESSION_HYDRATION for a height beyond the block being executed;
    SHARED_PARAM_INVALID for sessions of 0 blocks, where the real code panics; those of `session_application` and
    `session_supplier_records`.
    Source: poktroll v0.1.35 x/session/keeper/session_hydrator.go (HydrateSession)
    """
    height = session_height(state, application_address, service_id, block_height)
    if height > state.height:
        raise Rejected(Reason.SESSION_HYDRATION, f"height {height} in block {state.height}")
    shared = rules.shared_params_at_height(state, height)
    params = calendar_params(shared)
    start = session_start_height(params, height)
    preimage = session_id_preimage(params, application_address, service_id, rules.session_seed(state, start), height)
    identifier = session_id(preimage)
    header = SessionHeader(application_address, service_id, identifier, start, session_end_height(params, height))
    application = session_application(state, application_address, service_id, header, height, rules)
    suppliers = session_supplier_records(state, preimage, service_id, height, rules)
    number, blocks = session_number_of(params, height), int64(shared.num_blocks_per_session)
    return Session(header, identifier, number, blocks, application, suppliers)
