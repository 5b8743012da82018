"""What a claim needs of the chain's records, loaded when the first claim of a block names it."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.supplier.service_configs import active_configs
from pocket_spec.claims.messages import Claim
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.settlement.ledger import NO_HEADER, Ledger, ServiceTerms
from pocket_spec.state.coin import amount_of
from pocket_spec.state.records.shared import SharedParams, Supplier
from pocket_spec.state.state import Address, State


@deal.ensure(lambda state, result: result.state is state and not result.events)
def open_ledger(state: State) -> Ledger:
    """Begin the settlement of a block.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (NewSettlementContext)
    """
    ledger = Ledger(state)
    for (service_id, _, operator), update in sorted(state.service_config_updates.items(), key=lambda item: item[0]):
        ledger.configs.setdefault((operator, service_id), []).append(update)
    return ledger


@deal.raises(Rejected)
@deal.ensure(lambda ledger, claim, rules, result: claim.supplier_operator_address in ledger.suppliers)
def load_records(ledger: Ledger, claim: Claim, rules: Rules) -> None:
    """Load the service, the application and the supplier of a claim, each once a block.

    Errors, in this order: TOKENOMICS_SERVICE_NOT_FOUND, also for a relay of 0 compute units,
    TOKENOMICS_APPLICATION_NOT_FOUND, TOKENOMICS_SUPPLIER_NOT_FOUND. What was loaded before an error stays loaded.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (ClaimCacheWarmUp)
    """
    header = claim.session_header or NO_HEADER
    _load_service(ledger, header.service_id, header.session_start_block_height, rules)
    if header.application_address not in ledger.applications:
        application = ledger.state.applications.get(header.application_address)
        if application is None:
            raise Rejected(Reason.TOKENOMICS_APPLICATION_NOT_FOUND, header.application_address)
        ledger.applications[header.application_address] = application
        ledger.initial_stakes[header.application_address] = amount_of(application.stake)
    _load_supplier(ledger, claim.supplier_operator_address, header.service_id)


def _load_service(ledger: Ledger, service_id: str, session_start: int, rules: Rules) -> None:
    if (service_id, session_start) in ledger.terms:
        return
    service = ledger.state.services.get(service_id)
    if service is None:
        raise Rejected(Reason.TOKENOMICS_SERVICE_NOT_FOUND, service_id)
    difficulty = rules.difficulty_at_height(ledger.state, service_id, session_start)
    weight = rules.compute_units_at_height(ledger.state, service_id, session_start)
    if not weight:
        raise Rejected(Reason.TOKENOMICS_SERVICE_NOT_FOUND, f"{service_id} has no compute units per relay")
    ledger.terms[service_id, session_start] = ServiceTerms(service, difficulty.target_hash or b"", weight)


def _load_supplier(ledger: Ledger, operator: Address, service_id: str) -> None:
    """Load a supplier with the services of its claims alone, each as it is active in this block."""
    supplier = ledger.suppliers.get(operator)
    if supplier is None:
        supplier = ledger.state.suppliers.get(operator)
        if supplier is None:
            raise Rejected(Reason.TOKENOMICS_SUPPLIER_NOT_FOUND, operator)
        supplier = replace(supplier, services=())
    if all(config.service_id != service_id for config in supplier.services):
        supplier = _with_service(ledger, supplier, service_id)
    ledger.suppliers[operator] = supplier


def _with_service(ledger: Ledger, supplier: Supplier, service_id: str) -> Supplier:
    active = active_configs(ledger.configs.get((supplier.operator_address, service_id), ()), ledger.state.height)
    return replace(supplier, services=supplier.services + active)


@deal.ensure(lambda ledger, session_start, rules, result: isinstance(result, SharedParams))
def price_params(ledger: Ledger, session_start: int, rules: Rules) -> SharedParams:
    """Give the parameters by which a session's claims are priced.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settlement_context.go (GetSharedParamsAtHeight)
    """
    if session_start not in ledger.prices:
        ledger.prices[session_start] = rules.settlement_price_params(ledger.state, session_start)
    return ledger.prices[session_start]
