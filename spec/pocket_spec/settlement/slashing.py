"""What an unproven claim costs its supplier."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.actors.heights import current_session_end
from pocket_spec.actors.supplier.events import (
    BELOW_MIN_STAKE,
    EVENT_SUPPLIER_UNBONDING_BEGIN,
    EventSupplierUnbondingBegin,
)
from pocket_spec.actors.supplier.records import is_unbonding, set_dehydrated_supplier
from pocket_spec.claims.messages import Claim
from pocket_spec.numbers import uint64
from pocket_spec.rejections import Rejected
from pocket_spec.settlement.amounts import slashed_amount
from pocket_spec.settlement.events import EVENT_SUPPLIER_SLASHED, EventSupplierSlashed
from pocket_spec.settlement.ledger import NO_HEADER, Ledger
from pocket_spec.state.bank import SUPPLIER_POOL, TOKENOMICS_POOL, burn, transfer
from pocket_spec.state.coin import amount_of, coin_text, upokt
from pocket_spec.state.records.shared import Supplier
from pocket_spec.state.state import State


@deal.ensure(lambda state, ledger, claim, result: result.supply <= state.supply)
def slash(state: State, ledger: Ledger, claim: Claim) -> State:
    """Burn the penalty of an unproven claim from its supplier's stake, and announce it.

    A supplier that falls below the minimum stake begins to unbond, once, at the end of the current session. Its
    services stay active, and the chain does not enter it among the suppliers whose unbonding it completes.
    That the supplier module cannot pay is outside this specification, and nothing happens: the real code stops there.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (slashSupplierStake)
    """
    supplier = ledger.suppliers[claim.supplier_operator_address]
    stake = amount_of(supplier.stake)
    lost = slashed_amount(stake, amount_of(state.proof_params.proof_missing_penalty))
    try:
        state = burn(transfer(state, SUPPLIER_POOL, TOKENOMICS_POOL, lost), TOKENOMICS_POOL, lost)
    except Rejected:
        return state
    supplier = _unbonding(state, ledger, replace(supplier, stake=upokt(stake - lost)))
    ledger.suppliers[claim.supplier_operator_address] = supplier
    header = claim.session_header or NO_HEADER
    announced = EventSupplierSlashed(
        proof_missing_penalty=coin_text(upokt(lost)),
        service_id=header.service_id,
        application_address=header.application_address,
        session_end_block_height=header.session_end_block_height,
        claim_proof_status_int=claim.proof_validation_status,
        supplier_operator_address=claim.supplier_operator_address,
        supplier_stake_after_slash=coin_text(upokt(stake - lost)),
    )
    ledger.emit(EVENT_SUPPLIER_SLASHED, announced)
    return set_dehydrated_supplier(state, supplier)


def _unbonding(state: State, ledger: Ledger, supplier: Supplier) -> Supplier:
    """Let a supplier below the minimum stake begin to unbond, unless it does already."""
    if amount_of(supplier.stake) >= amount_of(state.supplier_params.min_stake) or is_unbonding(supplier):
        return supplier
    end = current_session_end(state)
    supplier = replace(supplier, unstake_session_end_height=uint64(end))
    announced = EventSupplierUnbondingBegin(supplier, BELOW_MIN_STAKE, end, end)
    ledger.emit(EVENT_SUPPLIER_UNBONDING_BEGIN, announced)
    return supplier
