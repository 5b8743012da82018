"""What is claimed of the handlers that pay: transfers, fees, and what comes from Morse."""

from __future__ import annotations

from dataclasses import replace

from immutables import Map

from pocket_spec.actors.service.add_service import add_service
from pocket_spec.actors.service.messages import MsgAddService
from pocket_spec.chain.bank_messages import MsgSend, send
from pocket_spec.chain.small_world import (
    APPLICATION,
    OPERATOR,
    OWNER,
    SERVICE_ID,
    STRANGER,
    amounts,
    executed,
    handled,
    keeps_books,
    world,
)
from pocket_spec.claims.messages import MsgSubmitProof
from pocket_spec.claims.submit_proof import pay_submission_fee
from pocket_spec.invariants import Change
from pocket_spec.migration.claim_account import claim_morse_account
from pocket_spec.migration.claim_application import claim_morse_application
from pocket_spec.migration.claim_supplier import claim_morse_supplier
from pocket_spec.migration.messages import MsgAdminRecoverMorseAccount, MsgRecoverMorseAccount
from pocket_spec.migration.recover import admin_recover_morse_account, recover_morse_account
from pocket_spec.migration.recoverable_addresses import OTHERS
from pocket_spec.morse.claim_signature import morse_signer_address
from pocket_spec.morse.messages import MsgClaimMorseAccount, MsgClaimMorseApplication, MsgClaimMorseSupplier
from pocket_spec.rules import Rules
from pocket_spec.state.bank import (
    APPLICATION_POOL,
    AUTHORITY,
    PROOF_POOL,
    SERVICE_POOL,
    SUPPLIER_POOL,
    balance,
    mint,
)
from pocket_spec.state.coin import upokt
from pocket_spec.state.events import Transition
from pocket_spec.state.records.application import Application, ApplicationParams
from pocket_spec.state.records.migration import MorseClaimableAccount
from pocket_spec.state.records.proof import ProofParams
from pocket_spec.state.records.service import ServiceParams
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    Service,
    ServiceRevenueShare,
    Supplier,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.records.supplier import SupplierParams
from pocket_spec.state.state import State

# Transfers.


def sent(recipient: str, held: int, other: int, amount: int) -> Change:
    """Have an account pay another, or itself."""
    holdings = {recipient: other, STRANGER: held}
    return executed(send, world(holdings), MsgSend(STRANGER, recipient, (upokt(amount),)))


def a_transfer_takes_what_it_gives(held: int, other: int, amount: int) -> tuple[bool, ...]:
    """What one account pays the other gets; who lacks it, or would pay nothing, is refused."""
    change = sent(OWNER, held, other, amount)
    paid = (held >= amount) & (amount > 0)
    received = balance(change.after, OWNER)
    whole = (received == other + amount) == (paid | (amount == 0))
    return (*keeps_books(change), (change.after is not change.before) == paid, whole)


def a_transfer_takes_what_it_gives_canary(held: int, other: int, amount: int) -> tuple[bool, ...]:
    """An account can give all but its last coin."""
    change = sent(OWNER, held, other, amount)
    return (*keeps_books(change), (change.after is not change.before) == (held > amount) & (amount > 0))


def whoever_pays_itself_has_the_same(held: int, amount: int) -> tuple[bool, ...]:
    """An account that pays itself has what it had."""
    change = sent(STRANGER, held, 0, amount)
    return (*keeps_books(change), balance(change.after, STRANGER) == held)


def whoever_pays_itself_has_the_same_canary(held: int, amount: int) -> tuple[bool, ...]:
    """The recipient is credited with what it held before the sender was debited."""
    change = sent(STRANGER, held, 0, amount)
    credited = replace(change.after, balances=change.after.balances.set(STRANGER, held + amount))
    return keeps_books(replace(change, after=credited))


def a_gift_to_a_pool_is_a_surplus(held: int, stake: int, surplus: int, amount: int) -> tuple[bool, ...]:
    """Whoever pays the pool of applications makes no stake more, and loses what it pays."""
    before = world(
        {STRANGER: held, APPLICATION_POOL: stake + surplus},
        applications=Map({APPLICATION: Application(APPLICATION, upokt(stake))}),
    )
    change = executed(send, before, MsgSend(STRANGER, APPLICATION_POOL, (upokt(amount),)))
    return (*keeps_books(change), change.after.applications is before.applications)


def a_gift_to_a_pool_is_a_surplus_canary(held: int, stake: int, surplus: int, amount: int) -> tuple[bool, ...]:
    """It counts as stake."""
    before = world(
        {STRANGER: held, APPLICATION_POOL: stake + surplus},
        applications=Map({APPLICATION: Application(APPLICATION, upokt(stake))}),
    )
    change = executed(send, before, MsgSend(STRANGER, APPLICATION_POOL, (upokt(amount),)))
    richer = Map({APPLICATION: Application(APPLICATION, upokt(stake + amount))})
    return keeps_books(replace(change, after=replace(change.after, applications=richer)))


# Fees.


def service_added(held: int, pool: int, fee: int) -> Change:
    """Have an account add a service."""
    before = world({OWNER: held, SERVICE_POOL: pool}, service_params=ServiceParams(add_service_fee=upokt(fee)))
    return executed(add_service, before, MsgAddService(OWNER, Service("new", "new", 1, OWNER)))


def a_new_service_costs_its_fee(held: int, pool: int, fee: int) -> tuple[bool, ...]:
    """The fee for a new service moves to the module; who does not hold more than it is refused."""
    change = service_added(held, pool, fee)
    rest = balance(change.after, OWNER)
    return (*keeps_books(change), ((rest == held - fee) & ("new" in change.after.services)) | (held <= fee))


def a_new_service_costs_its_fee_canary(held: int, pool: int, fee: int) -> tuple[bool, ...]:
    """It is enough to hold the fee."""
    change = service_added(held, pool, fee)
    return (*keeps_books(change), ((held >= fee) & ("new" in change.after.services)) | (held < fee))


def proof_paid(held: int, pool: int, fee: int) -> Change:
    """Take the fee for a proof, which is all that the handler of proofs does with coins."""

    def pay(state: State, message: MsgSubmitProof, rules: Rules) -> Transition:
        return Transition(pay_submission_fee(state, message.supplier_operator_address))

    before = world({OPERATOR: held, PROOF_POOL: pool}, proof_params=ProofParams(proof_submission_fee=upokt(fee)))
    return executed(pay, before, MsgSubmitProof(OPERATOR))


def a_proof_costs_its_fee(held: int, pool: int, fee: int) -> tuple[bool, ...]:
    """The fee for a proof moves to the module; who does not hold more than it is refused."""
    change = proof_paid(held, pool, fee)
    rest = balance(change.after, OPERATOR)
    return (*keeps_books(change), (rest == held - fee) | (held <= fee), (rest == held) | (held > fee))


def a_proof_costs_its_fee_canary(held: int, pool: int, fee: int) -> tuple[bool, ...]:
    """Whoever holds less pays what it has."""
    change = proof_paid(held, pool, fee)
    rest = balance(change.after, OPERATOR)
    return (*keeps_books(change), (rest == held - fee) | (rest == 0), (rest == held) | (held > fee))


# What comes from Morse: just what was held there.

KEY = bytes(32)
MORSE = morse_signer_address(MsgClaimMorseAccount(morse_public_key=KEY))
SERVED = (ApplicationServiceConfig(SERVICE_ID),)
SERVING = (
    SupplierServiceConfig(
        SERVICE_ID, (SupplierEndpoint("http://a.example:80", 3),), (ServiceRevenueShare(OPERATOR, 100),)
    ),
)


def morse_account(unstaked: int, application: int = 0, supplier: int = 0, address: str = MORSE) -> Map[str, object]:
    """Record an account of Morse with what it holds."""
    found = MorseClaimableAccount(
        morse_src_address=address,
        unstaked_balance=upokt(unstaked),
        application_stake=upokt(application),
        supplier_stake=upokt(supplier),
    )
    return Map({address: found})


def morse_balance_claimed(held: int, unstaked: int) -> Change:
    """Claim an account of Morse without stakes."""
    before = world({OWNER: held}, morse_accounts=morse_account(unstaked))
    return executed(claim_morse_account, before, MsgClaimMorseAccount(OWNER, None, OWNER, KEY))


def a_claimed_account_brings_what_it_held(held: int, unstaked: int) -> tuple[bool, ...]:
    """The supply grows by what an account of Morse held, and its claimant has just that more."""
    change = morse_balance_claimed(held, unstaked)
    grown = change.after.supply - change.before.supply
    return (*keeps_books(change), grown == unstaked, balance(change.after, OWNER) == held + unstaked)


def a_claimed_account_brings_what_it_held_canary(held: int, unstaked: int) -> tuple[bool, ...]:
    """It may be claimed twice."""
    change = morse_balance_claimed(held, unstaked)
    return keeps_books(replace(change, after=mint(change.after, OWNER, unstaked)))


def morse_application_claimed(held: int, known: int, unstaked: int, stake: int, minimum: int) -> Change:
    """Claim an account of Morse that was staked as an application, for one that is staked on Shannon."""
    before = world(
        {APPLICATION: held, APPLICATION_POOL: known},
        applications=Map({APPLICATION: Application(APPLICATION, upokt(known), SERVED)}),
        application_params=ApplicationParams(min_stake=upokt(minimum)),
        morse_accounts=morse_account(unstaked, application=stake),
    )
    return executed(
        claim_morse_application, before, MsgClaimMorseApplication(APPLICATION, None, SERVED[0], APPLICATION, KEY)
    )


def a_claimed_application_brings_what_it_held(
    held: int, known: int, unstaked: int, stake: int, minimum: int
) -> tuple[bool, ...]:
    """The supply grows by balance and stake of Morse; what is staked of it is in the pool, the rest in the account."""
    change = morse_application_claimed(held, known, unstaked, stake, minimum)
    grown = change.after.supply - change.before.supply
    return (*keeps_books(change), (grown == unstaked + stake) | (stake == 0), (grown == 0) | (stake > 0))


def a_claimed_application_brings_what_it_held_canary(
    held: int, known: int, unstaked: int, stake: int, minimum: int
) -> tuple[bool, ...]:
    """The stake goes to the pool alone."""
    change = morse_application_claimed(held, known, unstaked, stake, minimum)
    return (*keeps_books(change), balance(change.after, APPLICATION) == held + unstaked)


def morse_supplier_claimed(held: int, known: int, unstaked: int, stake: int, terms: tuple[int, int]) -> Change:
    """Claim an account of Morse that was staked as a supplier; `terms` are minimum and fee of Shannon."""
    minimum, fee = terms
    before = world(
        {OPERATOR: held, SUPPLIER_POOL: known},
        suppliers=Map({OPERATOR: Supplier(OPERATOR, OPERATOR, upokt(known))}),
        supplier_params=SupplierParams(min_stake=upokt(minimum), staking_fee=upokt(fee)),
        morse_accounts=morse_account(unstaked, supplier=stake),
    )
    message = MsgClaimMorseSupplier(OPERATOR, OPERATOR, MORSE, None, SERVING, OPERATOR, KEY)
    return executed(claim_morse_supplier, before, message)


def a_claimed_supplier_brings_what_it_held(
    held: int, known: int, unstaked: int, stake: int, minimum: int, fee: int
) -> tuple[bool, ...]:
    """The supply grows by balance and stake of Morse, or the claim is refused, as where nobody can pay the fee."""
    change = morse_supplier_claimed(held, known, unstaked, stake, (minimum, fee))
    refused = (stake == 0) | ((stake >= minimum) & (held + unstaked < fee))
    grown = change.after.supply - change.before.supply
    return (*keeps_books(change), (grown == unstaked + stake) | refused, (grown == 0) | (stake > 0))


def a_claimed_supplier_brings_what_it_held_canary(
    held: int, known: int, unstaked: int, stake: int, minimum: int, fee: int
) -> tuple[bool, ...]:
    """A supplier from Morse pays no fee."""
    change = morse_supplier_claimed(held, known, unstaked, stake, (minimum, fee))
    return (*keeps_books(change), balance(change.after, OPERATOR) >= held)


def recovered(held: int, unstaked: int, application: int, supplier: int) -> tuple[Change, Change]:
    """Have governance recover an account that is listed, and one that is not."""
    listed = world({OWNER: held}, morse_accounts=morse_account(unstaked, application, supplier, OTHERS[0]))
    other = world({OWNER: held}, morse_accounts=morse_account(unstaked, application, supplier))
    return (
        executed(recover_morse_account, listed, MsgRecoverMorseAccount(AUTHORITY, OWNER, OTHERS[0])),
        executed(admin_recover_morse_account, other, MsgAdminRecoverMorseAccount(AUTHORITY, OWNER, MORSE)),
    )


def a_recovered_account_brings_what_it_held(
    held: int, unstaked: int, application: int, supplier: int
) -> tuple[bool, ...]:
    """The supply grows by all that a recovered account held, stakes too, and its new account has just that more."""
    everything = unstaked + application + supplier
    found: list[bool] = []
    for change in recovered(held, unstaked, application, supplier):
        found += [*keeps_books(change), balance(change.after, OWNER) == held + everything]
    return tuple(found)


def a_recovered_account_brings_what_it_held_canary(
    held: int, unstaked: int, application: int, supplier: int
) -> tuple[bool, ...]:
    """Stakes are lost."""
    _, change = recovered(held, unstaked, application, supplier)
    return (*keeps_books(change), balance(change.after, OWNER) == held + unstaked)


def amounts_with_terms(*variables: int) -> tuple[bool, ...]:
    """Say of numbers that they are amounts; the last two, minimum and fee, are positive, as governance may set them."""
    return (*amounts(*variables), variables[-2] >= 1, variables[-1] >= 1)


SOLVED = (
    handled(a_transfer_takes_what_it_gives, a_transfer_takes_what_it_gives_canary, send),
    handled(whoever_pays_itself_has_the_same, whoever_pays_itself_has_the_same_canary, send),
    handled(a_gift_to_a_pool_is_a_surplus, a_gift_to_a_pool_is_a_surplus_canary, send),
    handled(a_new_service_costs_its_fee, a_new_service_costs_its_fee_canary, add_service),
    handled(a_proof_costs_its_fee, a_proof_costs_its_fee_canary, pay_submission_fee),
    handled(a_claimed_account_brings_what_it_held, a_claimed_account_brings_what_it_held_canary, claim_morse_account),
    handled(
        a_claimed_application_brings_what_it_held,
        a_claimed_application_brings_what_it_held_canary,
        claim_morse_application,
    ),
    handled(
        a_claimed_supplier_brings_what_it_held,
        a_claimed_supplier_brings_what_it_held_canary,
        claim_morse_supplier,
        given=amounts_with_terms,
    ),
    handled(
        a_recovered_account_brings_what_it_held,
        a_recovered_account_brings_what_it_held_canary,
        recover_morse_account,
        admin_recover_morse_account,
    ),
)
