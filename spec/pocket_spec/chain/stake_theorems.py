"""What is claimed of the handlers that move stakes: whatever the amounts, what a stake gains its module's pool gains.

Each claim runs the handler itself, on one actor in the small world: it is the step of an induction over blocks. That
what the catalogue says about coins holds before is part of how the world is made: `surplus` is what a pool holds more.
"""

from __future__ import annotations

from dataclasses import replace

from immutables import Map

from pocket_spec.actors.application.messages import MsgStakeApplication
from pocket_spec.actors.application.stake import stake_application
from pocket_spec.actors.gateway.messages import MsgStakeGateway
from pocket_spec.actors.gateway.stake import stake_gateway
from pocket_spec.actors.supplier.messages import MsgStakeSupplier
from pocket_spec.actors.supplier.stake import stake_supplier
from pocket_spec.chain.small_world import (
    APPLICATION,
    GATEWAY,
    OPERATOR,
    OWNER,
    SERVICE_ID,
    executed,
    handled,
    keeps_books,
    world,
)
from pocket_spec.invariants import Change
from pocket_spec.state.bank import APPLICATION_POOL, GATEWAY_POOL, SUPPLIER_POOL
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import Application, ApplicationParams
from pocket_spec.state.records.gateway import Gateway, GatewayParams
from pocket_spec.state.records.shared import ApplicationServiceConfig, Supplier
from pocket_spec.state.records.supplier import SupplierParams

SERVED = (ApplicationServiceConfig(SERVICE_ID),)


def accepted(change: Change, condition: bool) -> bool:  # noqa: FBT001 - a term, where solvers ask
    """Say that a message is accepted on a condition, and only on it."""
    return (change.after is not change.before) == condition


# Applications.


def staked_application(held: int, known: int | None, wanted: int, minimum: int, surplus: int) -> Change:
    """Stake an application that has a stake so far, or none."""
    known_ones = {} if known is None else {APPLICATION: Application(APPLICATION, upokt(known), SERVED)}
    before = world(
        {APPLICATION: held, APPLICATION_POOL: (known or 0) + surplus},
        applications=Map(known_ones),
        application_params=ApplicationParams(min_stake=upokt(minimum)),
    )
    return executed(stake_application, before, MsgStakeApplication(APPLICATION, upokt(wanted), SERVED))


def an_application_escrows_its_stake(held: int, wanted: int, minimum: int, surplus: int) -> tuple[bool, ...]:
    """A new application's stake moves from its account to the pool; it is refused where it lacks that or too low."""
    change = staked_application(held, None, wanted, minimum, surplus)
    return (*keeps_books(change), accepted(change, (wanted > 0) & (wanted >= minimum) & (held >= wanted)))


def an_application_escrows_its_stake_canary(held: int, wanted: int, minimum: int, surplus: int) -> tuple[bool, ...]:
    """The minimum is the smallest stake that is refused."""
    change = staked_application(held, None, wanted, minimum, surplus)
    return (*keeps_books(change), accepted(change, (wanted > 0) & (wanted > minimum) & (held >= wanted)))


def an_application_escrows_what_its_stake_grows_by(
    held: int, known: int, wanted: int, minimum: int, surplus: int
) -> tuple[bool, ...]:
    """What an application's stake grows by moves from its account to the pool, and a stake that does not is refused."""
    change = staked_application(held, known, wanted, minimum, surplus)
    return (*keeps_books(change), accepted(change, (wanted > known) & (wanted >= minimum) & (held >= wanted - known)))


def an_application_escrows_what_its_stake_grows_by_canary(
    held: int, known: int, wanted: int, minimum: int, surplus: int
) -> tuple[bool, ...]:
    """The whole stake is paid again."""
    change = staked_application(held, None, wanted, minimum, surplus)
    stakes = Map({APPLICATION: Application(APPLICATION, upokt(known), SERVED)})
    return keeps_books(replace(change, before=replace(change.before, applications=stakes)))


# Gateways.


def staked_gateway(held: int, known: int | None, wanted: int, minimum: int, surplus: int) -> Change:
    """Stake a gateway that has a stake so far, or none."""
    before = world(
        {GATEWAY: held, GATEWAY_POOL: (known or 0) + surplus},
        gateways=Map({} if known is None else {GATEWAY: Gateway(GATEWAY, upokt(known))}),
        gateway_params=GatewayParams(min_stake=upokt(minimum)),
    )
    return executed(stake_gateway, before, MsgStakeGateway(GATEWAY, upokt(wanted)))


def a_gateway_escrows_its_stake(held: int, wanted: int, minimum: int, surplus: int) -> tuple[bool, ...]:
    """A new gateway's stake moves from its account to the pool; it is refused where it lacks that or too low."""
    change = staked_gateway(held, None, wanted, minimum, surplus)
    return (*keeps_books(change), accepted(change, (wanted > 0) & (wanted >= minimum) & (held >= wanted)))


def a_gateway_escrows_its_stake_canary(held: int, wanted: int, minimum: int, surplus: int) -> tuple[bool, ...]:
    """An account may not stake all that it has."""
    change = staked_gateway(held, None, wanted, minimum, surplus)
    return (*keeps_books(change), accepted(change, (wanted > 0) & (wanted >= minimum) & (held > wanted)))


def a_gateway_escrows_what_its_stake_grows_by(
    held: int, known: int, wanted: int, minimum: int, surplus: int
) -> tuple[bool, ...]:
    """What a gateway's stake grows by moves from its account to the pool, and a stake that does not grow is refused."""
    change = staked_gateway(held, known, wanted, minimum, surplus)
    return (*keeps_books(change), accepted(change, (wanted > known) & (wanted >= minimum) & (held >= wanted - known)))


def a_gateway_escrows_what_its_stake_grows_by_canary(
    held: int, known: int, wanted: int, minimum: int, surplus: int
) -> tuple[bool, ...]:
    """The same stake again is accepted."""
    change = staked_gateway(held, known, wanted, minimum, surplus)
    return (*keeps_books(change), accepted(change, (wanted >= known) & (wanted >= minimum) & (held >= wanted - known)))


# Suppliers. The staking fee stays in the pool.


def staked_supplier(signer: str, known: int | None, wanted: int, terms: tuple[int, int], **holdings: int) -> Change:
    """Have an account stake a supplier that has a stake so far, or none; `terms` are minimum and fee."""
    minimum, fee = terms
    before = world(
        {signer: holdings["held"], SUPPLIER_POOL: (known or 0) + holdings["surplus"]},
        suppliers=Map({} if known is None else {OPERATOR: Supplier(OWNER, OPERATOR, upokt(known))}),
        supplier_params=SupplierParams(min_stake=upokt(minimum), staking_fee=upokt(fee)),
    )
    return executed(stake_supplier, before, MsgStakeSupplier(signer, OWNER, OPERATOR, upokt(wanted)))


def a_supplier_escrows_its_stake(held: int, wanted: int, minimum: int, fee: int, surplus: int) -> tuple[bool, ...]:
    """A new supplier's stake, and the fee, move from the signer's account to the pool."""
    change = staked_supplier(OPERATOR, None, wanted, (minimum, fee), held=held, surplus=surplus)
    return (*keeps_books(change), accepted(change, (wanted >= minimum) & (held >= wanted + fee)))


def a_supplier_escrows_its_stake_canary(
    held: int, wanted: int, minimum: int, fee: int, surplus: int
) -> tuple[bool, ...]:
    """The fee is part of the stake."""
    change = staked_supplier(OPERATOR, None, wanted, (minimum, fee), held=held, surplus=surplus)
    return (*keeps_books(change), accepted(change, (wanted >= minimum) & (held >= wanted)))


def an_owner_escrows_or_gets_back_the_difference(
    held: int, known: int, wanted: int, minimum: int, fee: int, surplus: int
) -> tuple[bool, ...]:
    """An owner pays what the stake grows by, or is paid what it shrinks by, before the fee is taken."""
    change = staked_supplier(OWNER, known, wanted, (minimum, fee), held=held, surplus=surplus)
    enough = (held >= wanted - known) & (held >= wanted - known + fee)
    return (*keeps_books(change), accepted(change, (wanted >= minimum) & enough))


def an_owner_escrows_or_gets_back_the_difference_canary(
    held: int, known: int, wanted: int, minimum: int, fee: int, surplus: int
) -> tuple[bool, ...]:
    """The fee is taken before the difference is paid."""
    change = staked_supplier(OWNER, known, wanted, (minimum, fee), held=held, surplus=surplus)
    enough = (held >= wanted - known + fee) & (held >= fee)
    return (*keeps_books(change), accepted(change, (wanted >= minimum) & enough))


SOLVED = (
    handled(an_application_escrows_its_stake, an_application_escrows_its_stake_canary, stake_application),
    handled(
        an_application_escrows_what_its_stake_grows_by,
        an_application_escrows_what_its_stake_grows_by_canary,
        stake_application,
    ),
    handled(a_gateway_escrows_its_stake, a_gateway_escrows_its_stake_canary, stake_gateway),
    handled(a_gateway_escrows_what_its_stake_grows_by, a_gateway_escrows_what_its_stake_grows_by_canary, stake_gateway),
    handled(a_supplier_escrows_its_stake, a_supplier_escrows_its_stake_canary, stake_supplier),
    handled(
        an_owner_escrows_or_gets_back_the_difference,
        an_owner_escrows_or_gets_back_the_difference_canary,
        stake_supplier,
    ),
)
