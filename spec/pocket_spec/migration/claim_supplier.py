"""Claiming a Morse node: an account that was staked as a supplier, with or without an owner of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import deal

from pocket_spec.actors.heights import current_session_end
from pocket_spec.actors.supplier.events import (
    EVENT_SUPPLIER_UNBONDING_BEGIN,
    EVENT_SUPPLIER_UNBONDING_END,
    MIGRATION,
    EventSupplierUnbondingBegin,
    EventSupplierUnbondingEnd,
)
from pocket_spec.actors.supplier.messages import MsgStakeSupplier
from pocket_spec.actors.supplier.records import hydrated_supplier, set_supplier
from pocket_spec.actors.supplier.stake import new_supplier, stake_supplier, updated_supplier
from pocket_spec.actors.supplier.validation import (
    validate_service_configs,
    validate_stake_supplier,
    validate_stake_supplier_by_release,
)
from pocket_spec.migration.accounts import (
    has_unbonded,
    is_claimed,
    is_unbonding,
    pay_claimed,
    previous_session_end,
    sum_of,
    unbonding_end,
    unclaimed_account,
    with_claimed,
)
from pocket_spec.migration.claim_account import require_claiming_enabled, validate_morse_signature
from pocket_spec.migration.events import (
    CUSTODIAL,
    EVENT_MORSE_SUPPLIER_CLAIMED,
    SIGNED_BY_NODE,
    SIGNED_BY_OWNER,
    EventMorseSupplierClaimed,
)
from pocket_spec.morse.claim_signature import morse_signer_address
from pocket_spec.morse.messages import MsgClaimMorseSupplier
from pocket_spec.numbers import uint64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.rules import Rules
from pocket_spec.state.bank import account_of
from pocket_spec.state.coin import amount_of, coin_text, upokt
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.records.migration import MorseClaimableAccount
from pocket_spec.state.records.shared import Supplier
from pocket_spec.state.state import Address, State

CLAIM = Reason.MIGRATION_MORSE_SUPPLIER_CLAIM


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim of a node: its account, the accounts of owner and operator on Shannon, and who signed with a Morse key.

    `signer` is the one of the two that counts as the signer of the stake.
    """

    account: MorseClaimableAccount
    node: str
    owner: Address
    operator: Address
    signer_type: int

    @property
    def signer(self) -> Address:
        """Give the owner where the owner's Morse key signed, else the operator."""
        return self.owner if self.signer_type == SIGNED_BY_OWNER else self.operator


@deal.raises(Rejected)
@deal.ensure(lambda message, result: message.services != ())
def validate_claim_supplier(message: MsgClaimMorseSupplier) -> None:
    """Check the message alone: both addresses, which must be there, the services, the Morse signature.

    Errors, in this order: ADDRESS_MALFORMED, MIGRATION_MORSE_SUPPLIER_CLAIM, those of `validate_morse_signature`.
    Source: poktroll v0.1.35 x/migration/types/message_claim_morse_supplier.go (ValidateBasic)
    """
    account_of(message.shannon_owner_address)
    account_of(message.shannon_operator_address)
    try:
        validate_service_configs(message.services)
    except Rejected as rejected:
        raise Rejected(CLAIM, rejected.detail) from None
    validate_morse_signature(message)


@deal.raises(Rejected)
@deal.ensure(lambda signer, account, result: result in {CUSTODIAL, SIGNED_BY_NODE, SIGNED_BY_OWNER})
def signer_type_of(signer: str, account: MorseClaimableAccount) -> int:
    """Tell by which of a node's two Morse keys a claim was signed; what the message says of it is not looked at.

    Errors: MIGRATION_MORSE_SUPPLIER_CLAIM for any other key.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_supplier.go (checkClaimSigner)
    """
    if signer == account.morse_output_address:
        return SIGNED_BY_OWNER
    if signer != account.morse_src_address:
        raise Rejected(CLAIM, f"{signer} is neither the node nor its output address")
    return SIGNED_BY_NODE if account.morse_output_address else CUSTODIAL


@deal.raises(Rejected)
@deal.ensure(lambda state, node, result: amount_of(result.supplier_stake) > 0)
def claimable_supplier(state: State, node: str) -> MorseClaimableAccount:
    """Find a Morse account that was staked as a supplier and not as an application. Its address is in upper case.

    Errors: MIGRATION_MORSE_SUPPLIER_CLAIM.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_supplier.go (checkMorseClaimableSupplierAccount)
    """
    account = unclaimed_account(state, node, CLAIM)
    if amount_of(account.application_stake) or amount_of(account.supplier_stake) <= 0:
        raise Rejected(CLAIM, f"{node} was not staked as a supplier only")
    return account


@deal.raises(Rejected)
@deal.ensure(lambda state, message, claim, result: result is None)
def require_owner_claimed(state: State, message: MsgClaimMorseSupplier, claim: Claim) -> None:
    """Where the node of another owner signed, the owner must have claimed before, for the owner that the message names.

    Errors: MIGRATION_MORSE_SUPPLIER_CLAIM.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_supplier.go (ClaimMorseSupplier)
    """
    if claim.signer_type != SIGNED_BY_NODE:
        return
    owner = state.morse_accounts.get(claim.account.morse_output_address)
    if owner is None or not is_claimed(owner) or owner.shannon_dest_address != message.shannon_owner_address:
        raise Rejected(CLAIM, f"{claim.account.morse_output_address} was not claimed by the owner of the message")


@deal.raises(Rejected)
@deal.ensure(lambda state, message, rules, result: result.state.supply > state.supply)
def claim_morse_supplier(state: State, message: MsgClaimMorseSupplier, rules: Rules) -> Transition:
    """Pay what a Morse node held, its balance to the operator, and stake what was staked.

    Nothing is staked, and the owner gets the stake, where the unbonding is over or the stake is below the minimum,
    whatever is staked on Shannon already. Otherwise the signer gets it and stakes it; a node that was unbonding goes on
    unbonding, until the end of the current session. As a stake with services must be signed by the operator, a claim
    signed by an owner who is not the operator is refused.

    Errors, in this order: MIGRATION_MORSE_ACCOUNT_CLAIM while claims are disabled, MIGRATION_MORSE_SUPPLIER_CLAIM,
    those of `pay_claimed` and of staking.
    Source: poktroll v0.1.35 x/migration/keeper/msg_server_claim_morse_supplier.go (ClaimMorseSupplier)
    """
    require_claiming_enabled(state)
    account = claimable_supplier(state, message.morse_node_address)
    claim = Claim(
        account=account,
        node=message.morse_node_address,
        owner=account_of(message.shannon_owner_address),
        operator=account_of(message.shannon_operator_address),
        signer_type=signer_type_of(morse_signer_address(message), account),
    )
    require_owner_claimed(state, message, claim)
    below = amount_of(account.supplier_stake) < amount_of(state.supplier_params.min_stake)
    unbonded = below or has_unbonded(account, state)
    recipient = claim.owner if unbonded else claim.signer
    paid = pay_claimed(state, recipient, account.supplier_stake)
    paid = with_claimed(pay_claimed(paid, claim.operator, account.unstaked_balance), account, recipient)
    return _unbonded(paid, claim) if unbonded else _staked(paid, claim, message, rules)


def _claimed(state: State, claim: Claim, supplier: Supplier) -> Event:
    claimed = EventMorseSupplierClaimed(
        session_end_height=current_session_end(state),
        supplier=supplier,
        morse_output_address=claim.account.morse_output_address,
        claim_signer_type=claim.signer_type,
        morse_node_address=claim.node,
        claimed_balance=coin_text(claim.account.unstaked_balance),
        claimed_supplier_stake=coin_text(claim.account.supplier_stake),
    )
    return Event(EVENT_MORSE_SUPPLIER_CLAIMED, claimed)


def _unbonded(state: State, claim: Claim) -> Transition:
    end = previous_session_end(state)
    supplier = Supplier(
        owner_address=claim.owner,
        operator_address=claim.operator,
        stake=claim.account.supplier_stake,
        unstake_session_end_height=uint64(end),
    )
    ended = EventSupplierUnbondingEnd(supplier, MIGRATION, current_session_end(state), end)
    return Transition(state, (_claimed(state, claim, supplier), Event(EVENT_SUPPLIER_UNBONDING_END, ended)))


def _staked(state: State, claim: Claim, message: MsgClaimMorseSupplier, rules: Rules) -> Transition:
    known = hydrated_supplier(state, claim.operator)
    held = upokt(0) if known is None or known.stake is None else known.stake
    stake = sum_of(held, claim.account.supplier_stake)
    stake_message = MsgStakeSupplier(claim.signer, claim.owner, claim.operator, stake, message.services)
    validate_stake_supplier(stake_message)
    validate_stake_supplier_by_release(stake_message, rules)
    staked, events = stake_supplier(state, stake_message, rules)
    supplier = (
        new_supplier(state, stake_message) if known is None else updated_supplier(state, known, stake_message, rules)
    )
    if not is_unbonding(claim.account):
        return Transition(staked, (*events, _claimed(state, claim, supplier)))
    end = unbonding_end(claim.account, state)
    leaving = replace(supplier, unstake_session_end_height=uint64(end))
    begin = EventSupplierUnbondingBegin(leaving, MIGRATION, current_session_end(state), end)
    ending = (_claimed(state, claim, leaving), Event(EVENT_SUPPLIER_UNBONDING_BEGIN, begin))
    return Transition(set_supplier(staked, leaving), (*events, *ending))
