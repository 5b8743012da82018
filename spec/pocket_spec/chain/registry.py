"""Every message the chain executes, and the steps of every block in the order of the application."""

from __future__ import annotations

from collections.abc import Mapping

from pocket_spec.actors.application.handlers import END_BLOCK_STEPS as APPLICATION_STEPS
from pocket_spec.actors.application.handlers import HANDLERS as APPLICATION_HANDLERS
from pocket_spec.actors.gateway.handlers import END_BLOCK_STEPS as GATEWAY_STEPS
from pocket_spec.actors.gateway.handlers import HANDLERS as GATEWAY_HANDLERS
from pocket_spec.actors.service.handlers import HANDLERS as SERVICE_HANDLERS
from pocket_spec.actors.supplier.handlers import BEGIN_BLOCK as SUPPLIER_BEGIN_BLOCK
from pocket_spec.actors.supplier.handlers import END_BLOCK as SUPPLIER_END_BLOCK
from pocket_spec.actors.supplier.handlers import HANDLERS as SUPPLIER_HANDLERS
from pocket_spec.chain.bank_messages import HANDLERS as BANK_HANDLERS
from pocket_spec.claims.handlers import HANDLERS as CLAIM_HANDLERS
from pocket_spec.claims.handlers import VALIDATE_SUBMITTED_PROOFS
from pocket_spec.governance.handlers import HANDLERS as GOVERNANCE_HANDLERS
from pocket_spec.governance.promotion import PROMOTE_SHARED_PARAMS
from pocket_spec.migration.handlers import HANDLERS as MIGRATION_HANDLERS
from pocket_spec.session.block_hash import STORE_BLOCK_HASH
from pocket_spec.settlement.handlers import SETTLE_PENDING_CLAIMS, TOKENOMICS_END_BLOCK
from pocket_spec.transitions import Handler, Step

HANDLERS: tuple[Handler, ...] = (
    *BANK_HANDLERS,
    *APPLICATION_HANDLERS,
    *GATEWAY_HANDLERS,
    *SUPPLIER_HANDLERS,
    *SERVICE_HANDLERS,
    *CLAIM_HANDLERS,
    *GOVERNANCE_HANDLERS,
    *MIGRATION_HANDLERS,
)
"""Source: poktroll v0.1.35 proto/pocket/*/tx.proto; cosmos-sdk v0.53.7 proto/cosmos/bank/v1beta1/tx.proto."""

BY_TYPE: Mapping[str, Handler] = {handler.message.name: handler for handler in HANDLERS}
"""The handlers by the full name of their message."""

BEGIN_BLOCK: tuple[Step, ...] = (*SUPPLIER_BEGIN_BLOCK,)
"""Source: poktroll v0.1.35 app/app_config.go (beginBlockers)."""

END_BLOCK: tuple[Step, ...] = (
    STORE_BLOCK_HASH,
    VALIDATE_SUBMITTED_PROOFS,
    TOKENOMICS_END_BLOCK,
    *GATEWAY_STEPS,
    *APPLICATION_STEPS,
    *SUPPLIER_END_BLOCK,
    PROMOTE_SHARED_PARAMS,
)
"""Source: poktroll v0.1.35 app/app_config.go (endBlockers): service, session, proof, tokenomics, gateway, application,
supplier, shared."""

STEPS: tuple[Step, ...] = (
    *(step for step in (*BEGIN_BLOCK, *END_BLOCK) if step is not TOKENOMICS_END_BLOCK),
    SETTLE_PENDING_CLAIMS,
)
"""The steps that can be run by themselves. The end of a block of the tokenomics module is two: settlement, and the
update of the difficulties, which takes the relays that settlement counted."""
