"""The three token logic modules, in the order in which the chain runs them on a claim.

Each queues operations in the claim's outcome and changes the application in the ledger. Where one refuses, the claim
is discarded: the operations go, the application's lower stake and the sums for validators stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import deal

from pocket_spec.numbers import uint64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.rules import Rules
from pocket_spec.settlement.amounts import part_of
from pocket_spec.settlement.distribution import RevenueShare
from pocket_spec.settlement.events import (
    EVENT_APPLICATION_REIMBURSEMENT_REQUEST,
    EVENT_SUPPLIER_REV_SHARE_FALLBACK_DISTRIBUTION,
    EventApplicationReimbursementRequest,
    EventSupplierRevShareFallbackDistribution,
)
from pocket_spec.settlement.ledger import BURN, MINT, MODULE_TRANSFER, PAYMENT, Ledger, Operation, Outcome
from pocket_spec.settlement.op_reasons import OpReason
from pocket_spec.settlement.shares import rate
from pocket_spec.state.coin import amount_of, coin_text, upokt
from pocket_spec.state.records.shared import Service, ServiceRevenueShare, Supplier
from pocket_spec.state.records.tokenomics import MintAllocationPercentages, MintEqualsBurnClaimDistribution
from pocket_spec.state.state import Address

APPLICATION, SUPPLIER, TOKENOMICS = "application", "supplier", "tokenomics"
"""The modules whose accounts settlement uses."""


@dataclass(frozen=True, slots=True)
class Settling:
    """A claim while it is settled, in uPOKT: what its application is charged for, and where that is written."""

    ledger: Ledger
    outcome: Outcome
    header: SessionHeader
    supplier: Supplier
    service: Service
    settled: int

    def queue(self, kind: str, sender: str, recipient: str, reason: int, amount: int) -> None:
        """Queue an operation of the bank, unless it is of nothing."""
        if amount != 0:
            self.outcome.operations.append(Operation(kind, sender, recipient, reason, amount))


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who gets how much of a minted amount, in uPOKT."""

    dao: int
    proposer: int
    supplier: int
    source_owner: int
    application: int


@deal.pre(lambda minted, percentages: minted >= 0)
@deal.raises(Rejected)
@deal.ensure(
    lambda minted, percentages, result: (
        result.dao + result.proposer + result.supplier + result.source_owner + result.application == minted
    )
)
def allocate(minted: int, percentages: MintAllocationPercentages | MintEqualsBurnClaimDistribution) -> Allocation:
    """Divide what was minted: every recipient its part, rounded down, and the rest to the DAO.

    Errors: TOKENOMICS_CONSTRAINT where the parts exceed the whole; the real code panics there, and the validation of
    the parameters leaves it out.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/tlm_relay_burn_equals_mint.go (processRewardDistribution)
    """
    return divided(
        minted,
        rate(percentages.supplier),
        rate(percentages.proposer),
        rate(percentages.source_owner),
        rate(percentages.application),
    )


@deal.pre(lambda minted, to_supplier, to_proposer, to_source_owner, to_application: minted >= 0)
@deal.pre(
    lambda minted, to_supplier, to_proposer, to_source_owner, to_application: (
        to_supplier[0] >= 0 and to_supplier[1] > 0 and to_proposer[0] >= 0 and to_proposer[1] > 0
    )
)
@deal.pre(
    lambda minted, to_supplier, to_proposer, to_source_owner, to_application: (
        to_source_owner[0] >= 0 and to_source_owner[1] > 0 and to_application[0] >= 0 and to_application[1] > 0
    )
)
@deal.raises(Rejected)
@deal.ensure(
    lambda minted, to_supplier, to_proposer, to_source_owner, to_application, result: (
        result.dao >= 0
        and result.dao + result.proposer + result.supplier + result.source_owner + result.application == minted
    )
)
def divided(
    minted: int,
    to_supplier: tuple[int, int],
    to_proposer: tuple[int, int],
    to_source_owner: tuple[int, int],
    to_application: tuple[int, int],
) -> Allocation:
    """Divide an amount by fractions, each part rounded down, and give the rest to the DAO.

    Errors: TOKENOMICS_CONSTRAINT where the parts exceed the whole.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/tlm_relay_burn_equals_mint.go (processRewardDistribution)
    """
    supplier, proposer = part_of(minted, *to_supplier), part_of(minted, *to_proposer)
    source_owner, application = part_of(minted, *to_source_owner), part_of(minted, *to_application)
    dao = minted - supplier - proposer - source_owner - application
    if dao < 0:
        raise Rejected(Reason.TOKENOMICS_CONSTRAINT, "the allocations exceed what was minted")
    return Allocation(dao, proposer, supplier, source_owner, application)


@deal.pre(lambda settling, amount: amount >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda settling, amount, result: result is None)
def charge_application(settling: Settling, amount: int) -> None:
    """Take an amount from the stake that the ledger has of the claim's application.

    Errors: TOKENOMICS_APPLICATION_NEW_STAKE_INVALID where the stake is less.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/tlm_relay_burn_equals_mint.go (processApplicationBurn)
    """
    address = settling.header.application_address
    application = settling.ledger.applications[address]
    stake = amount_of(application.stake) - amount
    if stake < 0:
        raise Rejected(Reason.TOKENOMICS_APPLICATION_NEW_STAKE_INVALID, f"{address} lacks {-stake} uPOKT")
    settling.ledger.applications[address] = replace(application, stake=upokt(stake))


@deal.raises(Rejected)
@deal.ensure(lambda settling, rules, result: result is None)
def relay_burn_equals_mint(settling: Settling, rules: Rules) -> None:
    """Burn what a claim settles from its application's stake, mint the ratio of it anew, and distribute that.

    Errors, in this order: TOKENOMICS_APPLICATION_NEW_STAKE_INVALID; after the stake was lowered, those of the rule for
    what is minted, of `allocate` and of `reward_supplier`.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/tlm_relay_burn_equals_mint.go
    """
    params = settling.ledger.state.tokenomics_params
    settling.queue(BURN, APPLICATION, "", OpReason.APPLICATION_BURN, settling.settled)
    charge_application(settling, settling.settled)
    minted = rules.minted_amount(params, settling.settled)
    settling.queue(MINT, TOKENOMICS, "", OpReason.CLAIM_MINT, minted)
    parts = allocate(minted, params.mint_equals_burn_claim_distribution)
    reason = OpReason.SUPPLIER_REWARD
    reward_supplier(settling, parts.supplier, reason, reason, rules)
    rules.reward_validators(settling.ledger, settling.outcome, OpReason.VALIDATOR_REWARD, parts.proposer)
    owner, dao = settling.service.owner_address, params.dao_reward_address
    settling.queue(PAYMENT, TOKENOMICS, owner, OpReason.SOURCE_OWNER_REWARD, parts.source_owner)
    settling.queue(PAYMENT, TOKENOMICS, dao, OpReason.DAO_REWARD, parts.dao)
    application = settling.header.application_address
    settling.queue(PAYMENT, TOKENOMICS, application, OpReason.APPLICATION_REWARD, parts.application)


@deal.raises(Rejected)
@deal.ensure(lambda settling, rules, result: result is None)
def global_mint(settling: Settling, rules: Rules) -> None:
    """Mint the global inflation of a claim and distribute it, where there is inflation.

    The supplier's part moves between modules under the reason of the reimbursement's escrow, not one of its own.
    Errors: those of `rate`, `allocate` and `reward_supplier`.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/tlm_global_mint.go
    """
    params = settling.ledger.state.tokenomics_params
    if params.global_inflation_per_claim == 0:
        return
    minted = rules.inflation_of(settling.settled, *rate(params.global_inflation_per_claim))
    settling.queue(MINT, TOKENOMICS, "", OpReason.INFLATION, minted)
    parts = allocate(minted, params.mint_allocation_percentages)
    reward_supplier(settling, parts.supplier, OpReason.ESCROW_TRANSFER, OpReason.INFLATION_SUPPLIER, rules)
    application, owner = settling.header.application_address, settling.service.owner_address
    settling.queue(PAYMENT, TOKENOMICS, application, OpReason.INFLATION_APPLICATION, parts.application)
    settling.queue(PAYMENT, TOKENOMICS, owner, OpReason.INFLATION_SOURCE_OWNER, parts.source_owner)
    rules.reward_validators(settling.ledger, settling.outcome, OpReason.INFLATION_VALIDATOR, parts.proposer)
    settling.queue(PAYMENT, TOKENOMICS, params.dao_reward_address, OpReason.INFLATION_DAO, parts.dao)


@deal.raises(Rejected)
@deal.ensure(lambda settling, rules, result: result is None)
def global_mint_reimbursement_request(settling: Settling, rules: Rules) -> None:
    """Charge the application the global inflation of its claim, pay that to the DAO, and announce what it is owed.

    So nobody gains by serving itself: the DAO reimburses honest applications by hand.
    Errors: TOKENOMICS_APPLICATION_NEW_STAKE_INVALID; then what the modules before have changed stays.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/tlm_reimbursement_requests.go
    """
    params = settling.ledger.state.tokenomics_params
    if params.global_inflation_per_claim == 0:
        return
    amount = rules.inflation_of(settling.settled, *rate(params.global_inflation_per_claim))
    charge_application(settling, amount)
    settling.queue(MODULE_TRANSFER, APPLICATION, TOKENOMICS, OpReason.ESCROW_TRANSFER, amount)
    settling.queue(PAYMENT, TOKENOMICS, params.dao_reward_address, OpReason.REIMBURSEMENT_DAO, amount)
    request = EventApplicationReimbursementRequest(
        application_addr=settling.header.application_address,
        supplier_operator_addr=settling.supplier.operator_address,
        supplier_owner_addr=settling.supplier.owner_address,
        service_id=settling.service.id,
        session_id=settling.header.session_id,
        amount=coin_text(upokt(amount)),
    )
    settling.ledger.emit(EVENT_APPLICATION_REIMBURSEMENT_REQUEST, request)


TOKEN_LOGIC_MODULES = (relay_burn_equals_mint, global_mint, global_mint_reimbursement_request)
"""Source: poktroll v0.1.35 x/tokenomics/token_logic_module/types.go (NewDefaultTokenLogicModules)."""


@deal.pre(lambda settling, amount, transfer_reason, reason, rules: amount >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda settling, amount, transfer_reason, reason, rules, result: result is None)
def reward_supplier(settling: Settling, amount: int, transfer_reason: int, reason: int, rules: Rules) -> None:
    """Pay a supplier's reward to those who share its revenue, or to its owner where the shares are unusable.

    The shares are those of the service as it is active in this block, not in the session.
    Errors: TOKENOMICS_CONSTRAINT where the supplier has no shares for the service any more, no owner to fall back to,
    or a share that counts as negative, which staking refuses and where the real code panics; AMOUNT_OVERFLOW.
    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_supplier.go
    (distributeSupplierRewardsToShareholders)
    """
    if amount == 0:
        return
    settling.queue(MODULE_TRANSFER, TOKENOMICS, SUPPLIER, transfer_reason, amount)
    shares = revenue_shares(settling.supplier, settling.service.id)
    if not shares:
        raise Rejected(Reason.TOKENOMICS_CONSTRAINT, f"no revenue shares for {settling.service.id}")
    try:
        payments = rules.revenue_payments(
            tuple(RevenueShare(s.address, s.rev_share_percentage) for s in shares), amount
        )
    except Rejected as rejected:
        if rejected.reason == Reason.AMOUNT_OVERFLOW:
            raise
        payments = _owner_fallback(settling, amount, reason, shares)
    if any(paid < 0 for _, paid in payments):
        raise Rejected(Reason.TOKENOMICS_CONSTRAINT, "a negative revenue share")
    for address, paid in payments:
        settling.queue(PAYMENT, SUPPLIER, address, reason, paid)


@deal.ensure(lambda supplier, service_id, result: not result or supplier.services)
def revenue_shares(supplier: Supplier, service_id: str) -> tuple[ServiceRevenueShare, ...]:
    """Give the revenue shares of the first configuration that a loaded supplier has of a service.

    Source: poktroll v0.1.35 x/tokenomics/token_logic_module/distribution_supplier.go
    (distributeSupplierRewardsToShareholders)
    """
    return next((config.rev_share for config in supplier.services if config.service_id == service_id), ())


def _owner_fallback(
    settling: Settling, amount: int, reason: int, shares: tuple[ServiceRevenueShare, ...]
) -> tuple[tuple[Address, int], ...]:
    """Pay a supplier's owner everything, and announce it."""
    owner = settling.supplier.owner_address
    if not owner:
        raise Rejected(Reason.TOKENOMICS_CONSTRAINT, "the supplier has no owner")
    fallback = EventSupplierRevShareFallbackDistribution(
        supplier_operator_address=settling.supplier.operator_address,
        supplier_owner_address=owner,
        service_id=settling.service.id,
        session_end_block_height=settling.header.session_end_block_height,
        amount=coin_text(upokt(amount)),
        op_reason=reason,
        observed_sum_percentage=uint64(sum(share.rev_share_percentage for share in shares)),
    )
    settling.ledger.emit(EVENT_SUPPLIER_REV_SHARE_FALLBACK_DISTRIBUTION, fallback)
    return ((owner, amount),)
