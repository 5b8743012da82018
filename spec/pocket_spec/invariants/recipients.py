"""Who is paid: those the rules name, each its part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from pocket_spec.invariants.model import Change, TransitionInvariant
from pocket_spec.invariants.reading import amount_in, announced, header_of, settlements
from pocket_spec.numbers import float64_to_rational
from pocket_spec.rejections import Rejected
from pocket_spec.settlement.amounts import DECIMAL_UNIT, part_of
from pocket_spec.settlement.events import EVENT_SETTLEMENT_BATCH, RewardDistributionDetail
from pocket_spec.settlement.ledger import PAYMENT
from pocket_spec.settlement.op_reasons import OpReason
from pocket_spec.settlement.validators import delegated_tokens, paid_validators
from pocket_spec.state.records.shared import ServiceConfigUpdate
from pocket_spec.state.state import Address, State

OF_VALIDATORS = (
    OpReason.VALIDATOR_REWARD,
    OpReason.DELEGATOR_REWARD,
    OpReason.INFLATION_VALIDATOR,
    OpReason.INFLATION_DELEGATOR,
)
"""Why validators and their delegators are paid."""
OF_SUPPLIERS = (OpReason.SUPPLIER_REWARD, OpReason.INFLATION_SUPPLIER)
OF_APPLICATIONS = (OpReason.APPLICATION_REWARD, OpReason.INFLATION_APPLICATION)
OF_SERVICE_OWNERS = (OpReason.SOURCE_OWNER_REWARD, OpReason.INFLATION_SOURCE_OWNER)
OF_THE_DAO = (OpReason.DAO_REWARD, OpReason.INFLATION_DAO, OpReason.REIMBURSEMENT_DAO)


def _shares_now(state: State, supplier: Address, service: str) -> tuple[ServiceConfigUpdate, ...]:
    return tuple(
        update
        for (name, _, operator), update in state.service_config_updates.items()
        if name == service and operator == supplier
    )


def _revenue_recipients(state: State, supplier: Address, service: str) -> set[Address]:
    """List who may have a part of a supplier's revenue of a service: its owner, and whoever shares it."""
    record = state.suppliers.get(supplier)
    shares = {
        share.address
        for update in _shares_now(state, supplier, service)
        for share in (update.service.rev_share if update.service else ())
    }
    return shares | ({record.owner_address} if record else set())


def _is_right_recipient(state: State, detail: RewardDistributionDetail, supplier: Address, app: str, name: str) -> bool:
    service = state.services.get(name)
    right = {
        OF_SUPPLIERS: _revenue_recipients(state, supplier, name),
        OF_APPLICATIONS: {app},
        OF_SERVICE_OWNERS: {service.owner_address if service else ""},
        OF_THE_DAO: {state.tokenomics_params.dao_reward_address},
    }
    recipients = (named for reasons, named in right.items() if detail.op_reason in reasons)
    return any(detail.recipient_address in named for named in recipients)


def _right_ones_are_paid(change: Change) -> bool:
    for claim, event in settlements(change):
        header, supplier = header_of(claim), claim.supplier_operator_address
        for detail in event.reward_distribution_detailed:
            if detail.op_reason in OF_VALIDATORS:
                continue
            application, service = header.application_address, header.service_id
            if not _is_right_recipient(change.before, detail, supplier, application, service):
                return False
    return True


def _supplier_part(change: Change) -> bool:
    """Compare what the shareholders of each supplier are paid together with the supplier's part of what is minted."""
    try:
        part = float64_to_rational(change.before.tokenomics_params.mint_equals_burn_claim_distribution.supplier)
    except Rejected:
        return True
    for _, event in settlements(change):
        paid = sum(
            amount_in(detail.amount)
            for detail in event.reward_distribution_detailed
            if detail.op_reason == OpReason.SUPPLIER_REWARD
        )
        if paid != part_of(amount_in(event.minted_upokt), *part):
            return False
    return True


def _agreements(state: State, supplier: Address, service: str) -> list[dict[Address, int]]:
    """List the percentages of the recorded configurations; where these are none of a whole, the owner has it all."""
    found: list[dict[Address, int]] = []
    for update in _shares_now(state, supplier, service):
        shares = update.service.rev_share if update.service else ()
        agreed = {share.address: share.rev_share_percentage for share in shares}
        is_whole = len(agreed) == len(shares) and sum(agreed.values()) == 100
        found.append(agreed if is_whole else {state.suppliers[supplier].owner_address: 100})
    return found


def _shared_as_agreed(change: Change) -> bool:
    """Compare every shareholder's payments with its percentage, by one of the configurations that are recorded."""
    for claim, event in settlements(change):
        supplier, service = claim.supplier_operator_address, header_of(claim).service_id
        agreements = _agreements(change.before, supplier, service) if supplier in change.before.suppliers else []
        for reason in OF_SUPPLIERS:
            paid: dict[Address, int] = defaultdict(int)
            for detail in event.reward_distribution_detailed:
                if detail.op_reason == reason:
                    paid[detail.recipient_address] += amount_in(detail.amount)
            if paid and not any(_is_shared(paid, shares) for shares in agreements):
                return False
    return True


def _is_shared(paid: Mapping[Address, int], shares: Mapping[Address, int]) -> bool:
    """Tell whether payments are these percentages of their sum, but for one uPOKT a shareholder."""
    total = sum(paid.values())
    wrong = (abs(100 * paid.get(address, 0) - total * share) >= 100 * len(shares) for address, share in shares.items())
    return paid.keys() <= shares.keys() and not any(wrong)


def _validator_payments(change: Change) -> dict[Address, int]:
    paid: dict[Address, int] = defaultdict(int)
    for batch in announced(change, EVENT_SETTLEMENT_BATCH):
        if batch.op_type == PAYMENT and batch.op_reason in OF_VALIDATORS:
            paid[batch.recipient] += amount_in(batch.total_amount)
    return paid


def _fair_parts(state: State, reward: int) -> dict[Address, tuple[Fraction, int]]:
    """Give everybody's part of a reward without rounding, and how many roundings there are on the way to it."""
    validators, delegated = paid_validators(state), delegated_tokens(state)
    bonded = sum(validator.tokens for validator in validators.values())
    parts: dict[Address, tuple[Fraction, int]] = defaultdict(lambda: (Fraction(0), 0))

    def add(account: Address, part: Fraction, roundings: int) -> None:
        parts[account] = (parts[account][0] + part, parts[account][1] + roundings)

    for account, validator in validators.items():
        share = Fraction(reward * validator.tokens, bonded)
        commission = share * min(max(validator.commission_rate, 0), DECIMAL_UNIT) / DECIMAL_UNIT
        stakes = delegated.get(validator.operator_address) or {account: 1}
        if commission:
            add(account, commission, 2)
        for delegator, tokens in stakes.items():
            rest = (share - commission) * Fraction(tokens, sum(stakes.values()))
            add(delegator, rest, 1 + (len(stakes) > 1) + (commission > 0))
    return parts


def _validators_are_paid_fairly(change: Change) -> bool:
    paid = _validator_payments(change)
    reward = sum(paid.values())
    if not reward:
        return True
    parts = _fair_parts(change.before, reward)
    return all(
        abs(paid.get(account, 0) - part) < max(1, roundings * _rewards_of(change))
        for account, (part, roundings) in parts.items()
    ) and set(paid) <= set(parts)


def _rewards_of(change: Change) -> int:
    """Count the rewards that were split apart: that of burned work, and that of inflation where there is any."""
    return 2 if change.before.tokenomics_params.global_inflation_per_claim else 1


RIGHT_RECIPIENTS = TransitionInvariant(
    id="DIS-1",
    sentence=(
        "A claim pays the supplier's owner or those who share its revenue of the service, the service's owner, the "
        "application, the DAO, and nobody else."
    ),
    assumes="Nothing.",
    silent_on="How much.",
    holds=_right_ones_are_paid,
)
SUPPLIER_PART = TransitionInvariant(
    id="DIS-2",
    sentence="Those who share a supplier's revenue get together the suppliers' part of what its claim mints.",
    assumes="Nothing.",
    silent_on="How they share it.",
    holds=_supplier_part,
)
SHARED_AS_AGREED = TransitionInvariant(
    id="DIS-4",
    sentence=(
        "Everybody who shares a supplier's revenue gets its percentage of it, but for one uPOKT a shareholder; where "
        "the percentages are none of a whole, the owner gets all."
    ),
    assumes="Nothing.",
    silent_on="Which of the recorded configurations holds for a session.",
    holds=_shared_as_agreed,
)
VALIDATORS_FAIR = TransitionInvariant(
    id="DIS-3",
    sentence=(
        "Of a block's reward every validator gets its commission, and every delegator its part by stake, but for one "
        "uPOKT a rounding."
    ),
    assumes="The release announces the operations of settlement, as those from v0.1.33 on do.",
    silent_on="The size of the reward.",
    holds=_validators_are_paid_fairly,
)
