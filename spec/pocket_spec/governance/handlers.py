"""The handlers of the messages about governance, module by module."""

from __future__ import annotations

from functools import partial

from pocket_spec.governance import (
    application,
    gateway,
    migration,
    proof,
    service,
    session,
    shared,
    supplier,
    tokenomics,
)
from pocket_spec.governance.update import validate_bulk, validate_single
from pocket_spec.transitions import Handler

_MODULES = (
    ("application", application.APPLICATION, application.MSG_UPDATE_PARAMS, application.update_params_application,
     application.MSG_UPDATE_PARAM, application.update_param_application),
    ("gateway", gateway.GATEWAY, gateway.MSG_UPDATE_PARAMS, gateway.update_params_gateway,
     gateway.MSG_UPDATE_PARAM, gateway.update_param_gateway),
    ("supplier", supplier.SUPPLIER, supplier.MSG_UPDATE_PARAMS, supplier.update_params_supplier,
     supplier.MSG_UPDATE_PARAM, supplier.update_param_supplier),
    ("service", service.SERVICE, service.MSG_UPDATE_PARAMS, service.update_params_service,
     service.MSG_UPDATE_PARAM, service.update_param_service),
    ("session", session.SESSION, session.MSG_UPDATE_PARAMS, session.update_params_session,
     session.MSG_UPDATE_PARAM, session.update_param_session),
    ("proof", proof.PROOF, proof.MSG_UPDATE_PARAMS, proof.update_params_proof,
     proof.MSG_UPDATE_PARAM, proof.update_param_proof),
)  # fmt: skip

HANDLERS: tuple[Handler, ...] = (
    *(
        handler
        for name, module, bulk, update_all, single, update_one in _MODULES
        for handler in (
            Handler(f"update_params_{name}", bulk, "authority", partial(validate_bulk, module), update_all),
            Handler(f"update_param_{name}", single, "authority", partial(validate_single, module), update_one),
        )
    ),
    Handler(
        "update_params_migration",
        migration.MSG_UPDATE_PARAMS,
        "authority",
        partial(validate_bulk, migration.MIGRATION),
        migration.update_params_migration,
    ),
    Handler(
        "update_params_tokenomics",
        tokenomics.MSG_UPDATE_PARAMS,
        "authority",
        None,
        tokenomics.update_params_tokenomics,
        lambda message, rules: validate_bulk(rules.tokenomics_parameters, message),
    ),
    Handler(
        "update_param_tokenomics",
        tokenomics.MSG_UPDATE_PARAM,
        "authority",
        None,
        tokenomics.update_param_tokenomics,
        lambda message, rules: validate_single(rules.tokenomics_parameters, message),
    ),
    Handler(
        "update_params_shared",
        shared.MSG_UPDATE_PARAMS,
        "authority",
        None,
        shared.update_params_shared,
        lambda message, rules: validate_bulk(rules.shared_parameters, message),
    ),
    Handler(
        "update_param_shared",
        shared.MSG_UPDATE_PARAM,
        "authority",
        None,
        shared.update_param_shared,
        lambda message, rules: validate_single(rules.shared_parameters, message),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/*/tx.proto (MsgUpdateParams, MsgUpdateParam)."""
