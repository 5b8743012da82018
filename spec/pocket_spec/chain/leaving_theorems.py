"""What is claimed of the steps that end what messages began: stakes that are paid back, applications that move.

A stake that is due is in its pool, as the catalogue says of every state; `surplus` is what the pool holds more.
"""

from __future__ import annotations

from dataclasses import replace

from immutables import Map

from pocket_spec.actors.application.messages import MsgTransferApplication
from pocket_spec.actors.application.transfer import transfer_application, transfer_applications
from pocket_spec.actors.application.unbonding import unbond_applications
from pocket_spec.actors.gateway.unbonding import unbond_gateways
from pocket_spec.actors.supplier.unbonding import unbond_suppliers
from pocket_spec.chain.small_world import (
    APPLICATION,
    GATEWAY,
    OPERATOR,
    OWNER,
    SERVICE_ID,
    STRANGER,
    executed,
    handled,
    keeps_books,
    stepped,
    world,
)
from pocket_spec.invariants import Change
from pocket_spec.state.bank import (
    APPLICATION_POOL,
    BLOCKED_ADDRESSES,
    GATEWAY_POOL,
    SUPPLIER_POOL,
    balance,
    pay_from_module,
)
from pocket_spec.state.coin import amount_of, upokt
from pocket_spec.state.records.application import Application, ApplicationParams, PendingApplicationTransfer
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.shared import ApplicationServiceConfig, Supplier
from pocket_spec.state.records.supplier import SupplierParams

UNPAYABLE = min(BLOCKED_ADDRESSES)
"""An account that the bank does not pay from a module."""
LEFT, ENDED = 4, 40
"""The end of an actor's last session, and that of one long after, in whose last block it leaves."""
SERVED = (ApplicationServiceConfig(SERVICE_ID),)


def unbonded_application(address: str, held: int, stake: int, surplus: int, minimum: int) -> Change:
    """Let an application's unbonding end."""
    leaving = Application(address, upokt(stake), SERVED, unstake_session_end_height=LEFT)
    before = world(
        {address: held, APPLICATION_POOL: stake + surplus},
        height=ENDED,
        applications=Map({address: leaving}),
        application_params=ApplicationParams(min_stake=upokt(minimum)),
    )
    return stepped(unbond_applications, before)


def an_application_gets_its_stake_back(held: int, stake: int, surplus: int, minimum: int) -> tuple[bool, ...]:
    """An application whose unbonding is over is gone, and has what it staked."""
    change = unbonded_application(APPLICATION, held, stake, surplus, minimum)
    gone = APPLICATION not in change.after.applications
    return (*keeps_books(change), gone, balance(change.after, APPLICATION) == held + stake)


def an_application_gets_its_stake_back_canary(held: int, stake: int, surplus: int, minimum: int) -> tuple[bool, ...]:
    """A stake below the minimum is kept."""
    change = unbonded_application(APPLICATION, held, stake, surplus, minimum)
    back = (balance(change.after, APPLICATION) == held + stake) & (stake >= minimum)
    return (*keeps_books(change), back)


def a_stake_that_cannot_be_paid_stays_in_the_pool(
    held: int, stake: int, surplus: int, minimum: int
) -> tuple[bool, ...]:
    """Where the bank refuses to pay an application's stake, the application is gone, and the coins stay, announced."""
    change = unbonded_application(UNPAYABLE, held, stake, surplus, minimum)
    gone = UNPAYABLE not in change.after.applications
    return (*keeps_books(change), gone, balance(change.after, APPLICATION_POOL) == stake + surplus)


def a_stake_that_cannot_be_paid_stays_in_the_pool_canary(
    held: int, stake: int, surplus: int, minimum: int
) -> tuple[bool, ...]:
    """Nothing is announced of it."""
    return keeps_books(replace(unbonded_application(UNPAYABLE, held, stake, surplus, minimum), events=()))


def unbonded_gateway(held: int, stake: int, surplus: int) -> Change:
    """Let a gateway's unbonding end."""
    before = world(
        {GATEWAY: held, GATEWAY_POOL: stake + surplus},
        height=ENDED,
        gateways=Map({GATEWAY: Gateway(GATEWAY, upokt(stake), LEFT)}),
    )
    return stepped(unbond_gateways, before)


def a_gateway_gets_its_stake_back(held: int, stake: int, surplus: int) -> tuple[bool, ...]:
    """A gateway that has a stake and whose unbonding is over is gone, and has what it staked."""
    change = unbonded_gateway(held, stake, surplus)
    gone = GATEWAY not in change.after.gateways
    return (*keeps_books(change), (stake == 0) | gone, balance(change.after, GATEWAY) == held + stake)


def a_gateway_gets_its_stake_back_canary(held: int, stake: int, surplus: int) -> tuple[bool, ...]:
    """It is paid all that the pool holds."""
    change = unbonded_gateway(held, stake, surplus)
    emptied = pay_from_module(change.after, GATEWAY_POOL, GATEWAY, balance(change.after, GATEWAY_POOL))
    return keeps_books(replace(change, after=emptied))


def unbonded_supplier(owner: str, held: int, stake: int, surplus: int, minimum: int) -> Change:
    """Let a supplier's unbonding end."""
    leaving = Supplier(owner, OPERATOR, upokt(stake), unstake_session_end_height=LEFT)
    before = world(
        {owner: held, SUPPLIER_POOL: stake + surplus},
        height=ENDED,
        suppliers=Map({OPERATOR: leaving}),
        supplier_params=SupplierParams(min_stake=upokt(minimum)),
    )
    return stepped(unbond_suppliers, before)


def an_owner_gets_the_stake_back(held: int, stake: int, surplus: int, minimum: int) -> tuple[bool, ...]:
    """A supplier whose unbonding is over is gone, and its owner has what was staked."""
    change = unbonded_supplier(OWNER, held, stake, surplus, minimum)
    gone = OPERATOR not in change.after.suppliers
    return (*keeps_books(change), gone, balance(change.after, OWNER) == held + stake)


def an_owner_gets_the_stake_back_canary(held: int, stake: int, surplus: int, minimum: int) -> tuple[bool, ...]:
    """The operator gets it."""
    change = unbonded_supplier(OWNER, held, stake, surplus, minimum)
    return (*keeps_books(change), balance(change.after, OPERATOR) == stake)


def an_owner_that_cannot_be_paid_leaves_the_stake(
    held: int, stake: int, surplus: int, minimum: int
) -> tuple[bool, ...]:
    """Where the bank refuses to pay a supplier's owner, the coins stay, announced."""
    change = unbonded_supplier(UNPAYABLE, held, stake, surplus, minimum)
    return (*keeps_books(change), balance(change.after, SUPPLIER_POOL) == stake + surplus)


def an_owner_that_cannot_be_paid_leaves_the_stake_canary(
    held: int, stake: int, surplus: int, minimum: int
) -> tuple[bool, ...]:
    """Nothing is announced of it."""
    return keeps_books(replace(unbonded_supplier(UNPAYABLE, held, stake, surplus, minimum), events=()))


# Applications that move, to where there is none or to where another has staked meanwhile.


def moved(stake: int, there: int | None, surplus: int) -> Change:
    """Let an application's move end."""
    moving = Application(APPLICATION, upokt(stake), SERVED, pending_transfer=PendingApplicationTransfer(STRANGER, LEFT))
    others = {} if there is None else {STRANGER: Application(STRANGER, upokt(there), SERVED)}
    before = world(
        {APPLICATION_POOL: stake + (there or 0) + surplus},
        height=ENDED,
        applications=Map({APPLICATION: moving, **others}),
    )
    return stepped(transfer_applications, before)


def moved_stake(change: Change) -> int:
    """Give the stake of the application that a move leaves."""
    (application,) = change.after.applications.values()
    return amount_of(application.stake)


def a_move_moves_all_stake(stake: int, surplus: int) -> tuple[bool, ...]:
    """An application that moves has at its new address the stake that it had at the old one."""
    change = moved(stake, None, surplus)
    return (*keeps_books(change), moved_stake(change) == stake)


def a_move_moves_all_stake_canary(stake: int, surplus: int) -> tuple[bool, ...]:
    """What the pool has besides moves with it."""
    change = moved(stake, None, surplus)
    return (*keeps_books(change), moved_stake(change) == stake + surplus)


def a_move_joins_all_stake(stake: int, there: int, surplus: int) -> tuple[bool, ...]:
    """An application that moves to where there is one joins its stake with the other's."""
    change = moved(stake, there, surplus)
    return (*keeps_books(change), moved_stake(change) == stake + there)


def a_move_joins_all_stake_canary(stake: int, there: int, surplus: int) -> tuple[bool, ...]:
    """The larger stake stays."""
    change = moved(stake, there, surplus)
    (application,) = change.after.applications.values()
    larger = replace(application, stake=upokt(max(stake, there)))
    return keeps_books(replace(change, after=replace(change.after, applications=Map({STRANGER: larger}))))


def asking_to_move_moves_nothing(stake: int, surplus: int) -> tuple[bool, ...]:
    """A message that asks for a move leaves stake and pool as they are."""
    before = world(
        {APPLICATION_POOL: stake + surplus},
        applications=Map({APPLICATION: Application(APPLICATION, upokt(stake), SERVED)}),
    )
    change = executed(transfer_application, before, MsgTransferApplication(APPLICATION, STRANGER))
    return (*keeps_books(change), moved_stake(change) == stake, change.after is not before)


def asking_to_move_moves_nothing_canary(stake: int, surplus: int) -> tuple[bool, ...]:
    """The stake waits in the pool for nobody."""
    before = world(
        {APPLICATION_POOL: stake + surplus},
        applications=Map({APPLICATION: Application(APPLICATION, upokt(stake), SERVED)}),
    )
    change = executed(transfer_application, before, MsgTransferApplication(APPLICATION, STRANGER))
    return keeps_books(replace(change, after=replace(change.after, applications=Map())))


SOLVED = (
    handled(an_application_gets_its_stake_back, an_application_gets_its_stake_back_canary, unbond_applications),
    handled(
        a_stake_that_cannot_be_paid_stays_in_the_pool,
        a_stake_that_cannot_be_paid_stays_in_the_pool_canary,
        unbond_applications,
    ),
    handled(a_gateway_gets_its_stake_back, a_gateway_gets_its_stake_back_canary, unbond_gateways),
    handled(an_owner_gets_the_stake_back, an_owner_gets_the_stake_back_canary, unbond_suppliers),
    handled(
        an_owner_that_cannot_be_paid_leaves_the_stake,
        an_owner_that_cannot_be_paid_leaves_the_stake_canary,
        unbond_suppliers,
    ),
    handled(a_move_moves_all_stake, a_move_moves_all_stake_canary, transfer_applications),
    handled(a_move_joins_all_stake, a_move_joins_all_stake_canary, transfer_applications),
    handled(asking_to_move_moves_nothing, asking_to_move_moves_nothing_canary, transfer_application),
)
